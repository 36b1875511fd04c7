// Every count is judged before what it counts is read.
#define SCHANNEL_USE_BLACKLISTS
#include "sspi/api/schannel_credentials.h"

#define SECURITY_WIN32
#include <ntsecapi.h>
#include <schannel.h>
#include <security.h>

#include <cstring>
#include <span>

#include "sslprovider/api/cert_store.h"
#include "sslprovider/api/certificate_context.h"
#include "sslprovider/api/certificate_keys.h"
#include "sslprovider/api/system_stores.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"

namespace secur32::api {
namespace {

constexpr Status kBad = Status::unknown_credentials;

// ---- Lists --------------------------------------------------------------------------------------

template <typename Element>
Result<std::span<Element>> list_at(Element* first, std::size_t count, std::size_t most,
                                   Status failure) {
    if (count > most) return trace::because(failure, "credentials: a list has too many elements");
    if (count != 0 && first == nullptr)
        return trace::because(failure, "credentials: a list is not there");
    return std::span<Element>(first, count);
}

Result<std::u16string> text_of(const UNICODE_STRING& string) {
    if (string.Length % sizeof(char16_t) != 0 || (string.Length != 0 && string.Buffer == nullptr))
        return trace::because(Status::invalid_parameter, "credentials: a UNICODE_STRING is none");
    std::u16string text(string.Length / sizeof(char16_t), u'\0');
    if (!text.empty()) std::memcpy(text.data(), string.Buffer, string.Length);
    return text;
}

// ---- Certificates -------------------------------------------------------------------------------

// What the certificate's store holds beside it, and the intermediates that this machine knows.
std::vector<x509::SharedCertificate> others_of(const CertificateContext& context) {
    std::vector<x509::SharedCertificate> others;
    if (context.store() != nullptr) others = context.store()->certificates();
    if (context.shared()->is_self_issued()) return others;
    constexpr DWORD kExisting = CERT_STORE_OPEN_EXISTING_FLAG | CERT_STORE_READONLY_FLAG;
    for (const DWORD where : {CERT_SYSTEM_STORE_CURRENT_USER | kExisting,
                              CERT_SYSTEM_STORE_LOCAL_MACHINE | kExisting}) {
        const auto store = open_system_store(u"CA", where);
        if (!store.ok()) continue;
        const std::vector<x509::SharedCertificate> known = store.value()->certificates();
        others.insert(others.end(), known.begin(), known.end());
    }
    return others;
}

// Windows: SEC_E_NO_CREDENTIALS where no property leads to a key, SEC_E_UNKNOWN_CREDENTIALS where
// it leads nowhere.
Status key_failure(Status found) {
    return found == Status::not_found
               ? trace::because(Status::no_credentials, "credentials: no private key")
               : trace::because(kBad, "credentials: the certificate's private key is not there");
}

Result<TlsCertificate> certificate_at(const CERT_CONTEXT* pointer) {
    const CertificateContext* const context = CertificateContext::of(pointer);
    if (context == nullptr)
        return trace::because(kBad, "credentials: no certificate context of this library");
    Result<FoundKey> found = find_key_of(*pointer);
    if (!found.ok()) return key_failure(found.status());
    return TlsCertificate{context->shared(), std::move(found).value().key, others_of(*context)};
}

// "any bad entry in a list of 2 -> UNKNOWN_CREDENTIALS"
Status take_certificates(TlsCredentialRequest& request, PCCERT_CONTEXT* first, DWORD count) {
    TRY_ASSIGN(const auto list, list_at(first, count, SCH_CRED_MAX_SUPPORTED_CERTS, kBad));
    for (const PCCERT_CONTEXT pointer : list) {
        Result<TlsCertificate> certificate = certificate_at(pointer);
        if (!certificate.ok()) return list.size() > 1 ? kBad : certificate.status();
        request.certificates.push_back(std::move(certificate).value());
    }
    return Status::ok;
}

Status take_roots(TlsCredentialRequest& request, HCERTSTORE handle) {
    if (handle == nullptr) return Status::ok;
    const auto store = find_store(handle);
    if (!store.ok()) return trace::because(kBad, "credentials: hRootStore is no open store");
    request.roots = store.value()->certificates();
    return Status::ok;
}

// ---- SCHANNEL_CRED ------------------------------------------------------------------------------

Result<TlsCredentialRequest> parse_allow_list(const SCHANNEL_CRED& from) {
    const bool is_hash = from.dwCredFormat == SCH_CRED_FORMAT_CERT_HASH ||
                         from.dwCredFormat == SCH_CRED_FORMAT_CERT_HASH_STORE;
    if (from.cCreds != 0 && is_hash)
        return trace::because(kBad, "credentials: hashes of certificates are for the kernel");
    TlsCredentialRequest request;
    request.session_lifespan = from.dwSessionLifespan;
    request.flags = from.dwFlags;
    request.enabled_protocols = from.grbitEnabledProtocols;
    request.least_strength = from.dwMinimumCipherStrength;
    request.most_strength = from.dwMaximumCipherStrength;
    TRY_ASSIGN(const auto algorithms, list_at(from.palgSupportedAlgs, from.cSupportedAlgs,
                                              SCH_CRED_MAX_SUPPORTED_ALGS, kBad));
    request.supported_algorithms.assign(algorithms.begin(), algorithms.end());
    TRY(take_certificates(request, from.paCred, from.cCreds));
    TRY(take_roots(request, from.hRootStore));
    return request;
}

// ---- SCH_CREDENTIALS ----------------------------------------------------------------------------

constexpr Status kWrong = Status::invalid_parameter;

Result<DisabledCrypto> parse_setting(const CRYPTO_SETTINGS& from) {
    if (from.eAlgorithmUsage < TlsParametersCngAlgUsageKeyExchange ||
        from.eAlgorithmUsage > TlsParametersCngAlgUsageCertSig)
        return trace::because(kWrong, "credentials: CRYPTO_SETTINGS of no known usage");
    DisabledCrypto setting{};
    setting.usage = static_cast<DisabledCrypto::Usage>(from.eAlgorithmUsage);
    TRY_ASSIGN(setting.algorithm, text_of(from.strCngAlgId));
    TRY_ASSIGN(const auto modes, list_at(from.rgstrChainingModes, from.cChainingModes,
                                         SCH_CRED_MAX_SUPPORTED_CHAINING_MODES, kWrong));
    for (const UNICODE_STRING& mode : modes) {
        TRY_ASSIGN(std::u16string text, text_of(mode));
        setting.chaining_modes.push_back(std::move(text));
    }
    setting.least_bits = from.dwMinBitLength;
    setting.most_bits = from.dwMaxBitLength;
    return setting;
}

Result<std::string> parse_protocol(const UNICODE_STRING& from) {
    TRY_ASSIGN(const std::u16string wide, text_of(from));
    TRY_ASSIGN(std::string name, utf8_of(wide));
    // RFC 7301 3.1: ProtocolName<1..2^8-1>
    if (name.empty() || name.size() > 255)
        return trace::because(kWrong, "credentials: no name of an application protocol");
    return name;
}

Result<TlsParameters> parse_parameters(const TLS_PARAMETERS& from) {
    TlsParameters parameters;
    TRY_ASSIGN(const auto protocols,
               list_at(from.rgstrAlpnIds, from.cAlpnIds, SCH_CRED_MAX_SUPPORTED_ALPN_IDS, kWrong));
    for (const UNICODE_STRING& protocol : protocols) {
        TRY_ASSIGN(std::string name, parse_protocol(protocol));
        parameters.application_protocols.push_back(std::move(name));
    }
    TRY_ASSIGN(const auto settings, list_at(from.pDisabledCrypto, from.cDisabledCrypto,
                                            SCH_CRED_MAX_SUPPORTED_CRYPTO_SETTINGS, kWrong));
    for (const CRYPTO_SETTINGS& setting : settings) {
        TRY_ASSIGN(DisabledCrypto disabled, parse_setting(setting));
        parameters.disabled.push_back(std::move(disabled));
    }
    parameters.disabled_protocols = from.grbitDisabledProtocols;
    parameters.optional = (from.dwFlags & TLS_PARAMS_OPTIONAL) != 0;
    return parameters;
}

Result<TlsCredentialRequest> parse_deny_list(const SCH_CREDENTIALS& from) {
    if (from.dwCredFormat != SCH_CRED_FORMAT_CERT_CONTEXT)
        return trace::because(kBad, "credentials: hashes of certificates are for the kernel");
    TlsCredentialRequest request;
    request.deny_list = true;
    request.session_lifespan = from.dwSessionLifespan;
    request.flags = from.dwFlags;
    TRY_ASSIGN(const auto list, list_at(from.pTlsParameters, from.cTlsParameters,
                                        SCH_CRED_MAX_SUPPORTED_PARAMETERS, kWrong));
    for (const TLS_PARAMETERS& one : list) {
        TRY_ASSIGN(TlsParameters parameters, parse_parameters(one));
        request.parameters.push_back(std::move(parameters));
    }
    TRY(take_certificates(request, from.paCred, from.cCreds));
    TRY(take_roots(request, from.hRootStore));
    return request;
}

}  // namespace

Result<TlsCredentialRequest> parse_tls_auth_data(const void* auth_data) {
    DWORD version = 0;
    std::memcpy(&version, auth_data, sizeof version);
    switch (version) {
        case SCHANNEL_CRED_VERSION:
            return parse_allow_list(*static_cast<const SCHANNEL_CRED*>(auth_data));
        case SCH_CREDENTIALS_VERSION:
            return parse_deny_list(*static_cast<const SCH_CREDENTIALS*>(auth_data));
        case SCH_CRED_V3:
            if (static_cast<const SCHANNEL_CRED*>(auth_data)->cCreds != 0)
                return trace::because(Status::out_of_memory, "credentials: SCH_CRED_V3");
            break;
        default:
            break;
    }
    return trace::because(kBad, "credentials: neither a SCHANNEL_CRED nor an SCH_CREDENTIALS");
}

}  // namespace secur32::api
