// The functions of schannel_functions.h.  What a ClientHello says is hello.h's to read;
// certificates are read by the certificate functions themselves.
#include <schannel.h>
#include <wincrypt.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "sslprovider/api/crypt_call.h"
#include "sslprovider/base/clock.h"
#include "sspi/api/call.h"
#include "sspi/schannel/hello.h"

namespace secur32::api {
namespace {

constexpr DWORD kLongestRsaKey = 16384;

// ---- ClientHello --------------------------------------------------------------------------------

// A ClientHello's body in the first octets of a connection; incomplete_message says in `missing`
// how many are wanted.
struct HelloFinder {
    std::size_t missing = 0;

    Result<Bytes> find(Bytes input, bool has_record_header) {
        if (!has_record_header) return body_of(input);
        constexpr std::size_t kHeader = 5, kLongest = 1 << 14;
        constexpr std::uint8_t kHandshake = 22, kMajor = 3;
        // Told apart as early as can be: not everything waits for five octets.
        if ((!input.empty() && input[0] != kHandshake) || (input.size() > 1 && input[1] != kMajor))
            return trace::because(Status::invalid_token, "schannel: no record of a handshake");
        if (input.size() < kHeader) return lacks(kHeader - input.size());
        const std::size_t length = static_cast<std::size_t>(input[3]) << 8 | input[4];
        if (length > kLongest)
            return trace::because(Status::invalid_token, "schannel: a record that is too long");
        if (input.size() - kHeader < length) return lacks(kHeader + length - input.size());
        const Result<Bytes> body = body_of(input.subspan(kHeader, length));
        if (body.status() != Status::incomplete_message) return body;
        missing = 0;
        return trace::because(Status::unsupported_function,
                              "schannel: a ClientHello in several records");
    }

 private:
    Status lacks(std::size_t count) {
        missing = count;
        return Status::incomplete_message;
    }
    Result<Bytes> body_of(Bytes message) {
        constexpr std::size_t kHeader = 4;
        constexpr std::uint8_t kClientHello = 1;
        if (!message.empty() && message[0] != kClientHello)
            return trace::because(Status::invalid_token, "schannel: no ClientHello");
        if (message.size() < kHeader) return lacks(kHeader - message.size());
        const std::size_t length = static_cast<std::size_t>(message[1]) << 16 |
                                   static_cast<std::size_t>(message[2]) << 8 | message[3];
        if (message.size() - kHeader < length) return lacks(kHeader + length - message.size());
        return message.subspan(kHeader, length);
    }
};

// The host_name of a server_name extension that was found well-formed.
Bytes host_name_in(Bytes content) {
    Reader in(content);
    Reader list(in.vector16());
    while (!list.empty()) {
        const std::uint8_t type = list.u8();
        const Bytes name = list.vector16();
        if (type == 0) return name;
    }
    return {};
}

// ---- Certificates -------------------------------------------------------------------------------

struct ContextFree {
    void operator()(PCCERT_CONTEXT context) const { CertFreeCertificateContext(context); }
};
using OwnedContext = std::unique_ptr<const CERT_CONTEXT, ContextFree>;

std::string text_of_name(CERT_NAME_BLOB& name) {
    const DWORD units = CertNameToStrA(X509_ASN_ENCODING, &name, CERT_X500_NAME_STR, nullptr, 0);
    std::string text(units, '\0');
    CertNameToStrA(X509_ASN_ENCODING, &name, CERT_X500_NAME_STR, text.data(), units);
    text.resize(std::strlen(text.c_str()));
    return text;
}

// One block: X509Certificate | PctPublicKey with the key | issuer NUL | subject NUL
PX509Certificate crack(CERT_INFO& info) {
    const std::string issuer = text_of_name(info.Issuer), subject = text_of_name(info.Subject);
    const CRYPT_BIT_BLOB& key = info.SubjectPublicKeyInfo.PublicKey;
    const std::size_t key_at = sizeof(X509Certificate);
    const std::size_t issuer_at = key_at + offsetof(PctPublicKey, pKey) + key.cbData;
    const std::size_t subject_at = issuer_at + issuer.size() + 1;
    auto* const block = static_cast<std::uint8_t*>(std::calloc(1, subject_at + subject.size() + 1));
    if (block == nullptr) return nullptr;

    auto* const out = reinterpret_cast<PX509Certificate>(block);
    out->Version = info.dwVersion;
    std::memcpy(out->SerialNumber, info.SerialNumber.pbData,
                std::min<std::size_t>(sizeof out->SerialNumber, info.SerialNumber.cbData));
    out->SignatureAlgorithm = CertOIDToAlgId(info.SignatureAlgorithm.pszObjId);
    out->ValidFrom = info.NotBefore;
    out->ValidUntil = info.NotAfter;
    out->pPublicKey = reinterpret_cast<PctPublicKey*>(block + key_at);
    out->pPublicKey->Type = CertOIDToAlgId(info.SubjectPublicKeyInfo.Algorithm.pszObjId);
    out->pPublicKey->cbKey = key.cbData;
    if (key.cbData != 0)
        std::memcpy(block + key_at + offsetof(PctPublicKey, pKey), key.pbData, key.cbData);
    out->pszIssuer = reinterpret_cast<PSTR>(block + issuer_at);
    out->pszSubject = reinterpret_cast<PSTR>(block + subject_at);
    std::memcpy(out->pszIssuer, issuer.c_str(), issuer.size());
    std::memcpy(out->pszSubject, subject.c_str(), subject.size());
    return out;
}

BOOL unsupported_call(const char* function) {
    return crypt_call(function, [](CallTrail&) -> Status {
        return trace::because(Status::unsupported_function, "schannel: not in this library");
    });
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS WINAPI SslGetServerIdentity(PBYTE ClientHello, DWORD ClientHelloSize,
                                            PBYTE* ServerIdentity, PDWORD ServerIdentitySize,
                                            DWORD Flags) {
    return call("SslGetServerIdentity", [&](Trail& trail) -> Status {
        trail.number("size", ClientHelloSize);
        trail.flags("flags", Flags);
        if (ClientHello == nullptr || ServerIdentity == nullptr || ServerIdentitySize == nullptr ||
            Flags != 0)
            return Status::invalid_parameter;
        *ServerIdentity = nullptr;
        *ServerIdentitySize = 0;
        TRY_ASSIGN(const Bytes body, HelloFinder().find({ClientHello, ClientHelloSize}, true));
        TRY_ASSIGN(const schannel::ClientHello hello, schannel::ClientHello::parse(body));
        const Bytes* const content = hello.extensions.find(schannel::ExtensionType::server_name);
        const Bytes name = content == nullptr ? Bytes() : host_name_in(*content);
        if (name.empty()) return Status::ok;
        *ServerIdentity = ClientHello + (name.data() - ClientHello);
        *ServerIdentitySize = static_cast<DWORD>(name.size());
        return Status::ok;
    });
}

SECURITY_STATUS WINAPI SslGetExtensions(const BYTE* clientHello, DWORD clientHelloByteSize,
                                        SCH_EXTENSION_DATA* genericExtensions,
                                        BYTE genericExtensionsCount, DWORD* bytesToRead,
                                        SchGetExtensionsOptions flags) {
    return call("SslGetExtensions", [&](Trail& trail) -> Status {
        trail.number("size", clientHelloByteSize);
        trail.flags("flags", flags);
        if (clientHello == nullptr || bytesToRead == nullptr ||
            (genericExtensions == nullptr && genericExtensionsCount != 0) ||
            (static_cast<unsigned>(flags) & ~unsigned{SCH_NO_RECORD_HEADER}) != 0)
            return Status::invalid_parameter;
        HelloFinder finder;
        const Result<Bytes> body =
            finder.find({clientHello, clientHelloByteSize}, (flags & SCH_NO_RECORD_HEADER) == 0);
        *bytesToRead = static_cast<DWORD>(finder.missing);
        TRY(body);
        TRY_ASSIGN(const schannel::ClientHello hello, schannel::ClientHello::parse(body.value()));
        for (SCH_EXTENSION_DATA& wanted : std::span(genericExtensions, genericExtensionsCount)) {
            const auto type = static_cast<schannel::ExtensionType>(wanted.ExtensionType);
            const Bytes* const content = hello.extensions.find(type);
            wanted.pExtData = content == nullptr ? nullptr : content->data();
            wanted.cbExtData = content == nullptr ? 0 : static_cast<DWORD>(content->size());
        }
        return Status::ok;
    });
}

BOOL WINAPI SslCrackCertificate(PUCHAR pbCertificate, DWORD cbCertificate, DWORD dwFlags,
                                PX509Certificate* ppCertificate) {
    BOOL cracked = FALSE;
    const BOOL sound = crypt_call("SslCrackCertificate", [&](CallTrail& trail) -> Status {
        trail.number("size", cbCertificate);
        trail.flags("flags", dwFlags);
        if (pbCertificate == nullptr || ppCertificate == nullptr) return Status::invalid_parameter;
        *ppCertificate = nullptr;
        // Its last error is this function's.
        const OwnedContext context(
            CertCreateCertificateContext(X509_ASN_ENCODING, pbCertificate, cbCertificate));
        if (!context) return Status::ok;
        *ppCertificate = crack(*context->pCertInfo);
        if (*ppCertificate == nullptr) return Status::out_of_memory;
        cracked = TRUE;
        return Status::ok;
    });
    return sound && cracked;
}

VOID WINAPI SslFreeCertificate(PX509Certificate pCertificate) { std::free(pCertificate); }

SECURITY_STATUS WINAPI SslDeserializeCertificateStore(CERT_BLOB SerializedCertificateStore,
                                                      PCCERT_CONTEXT* ppCertContext) {
    return call("SslDeserializeCertificateStore", [&](Trail& trail) -> Status {
        trail.number("size", SerializedCertificateStore.cbData);
        if (SerializedCertificateStore.pbData == nullptr || ppCertContext == nullptr)
            return Status::invalid_parameter;
        *ppCertContext = nullptr;
        const HCERTSTORE store =
            CertOpenStore(CERT_STORE_PROV_SERIALIZED, X509_ASN_ENCODING, 0,
                          CERT_STORE_READONLY_FLAG, &SerializedCertificateStore);
        if (store == nullptr)
            return trace::because(Status::bad_data, "schannel: no serialized store");
        *ppCertContext = CertEnumCertificatesInStore(store, nullptr);
        CertCloseStore(store, 0);
        return *ppCertContext == nullptr ? Status::no_credentials : Status::ok;
    });
}

BOOL WINAPI SslEmptyCacheA(LPSTR, DWORD) {
    return crypt_call("SslEmptyCacheA", [](CallTrail&) { return Status::ok; });
}

BOOL WINAPI SslEmptyCacheW(LPWSTR, DWORD) {
    return crypt_call("SslEmptyCacheW", [](CallTrail&) { return Status::ok; });
}

VOID WINAPI SslGenerateRandomBits(PUCHAR pRandomData, LONG cRandomData) {
    if (pRandomData != nullptr && cRandomData > 0)
        fill_random({pRandomData, static_cast<std::size_t>(cRandomData)});
}

DWORD WINAPI SslGetMaximumKeySize(DWORD) { return kLongestRsaKey; }

BOOL WINAPI SslGenerateKeyPair(PSSL_CREDENTIAL_CERTIFICATE, PSTR, PSTR, DWORD) {
    return unsupported_call("SslGenerateKeyPair");
}

BOOL WINAPI SslGetDefaultIssuers(PBYTE, DWORD* pcbIssuers) {
    if (pcbIssuers != nullptr) *pcbIssuers = 0;
    return unsupported_call("SslGetDefaultIssuers");
}

}  // extern "C"
