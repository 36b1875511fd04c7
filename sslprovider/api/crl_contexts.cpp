// The exported functions on CRL contexts.
#include <wincrypt.h>

#include <utility>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/cert_encoding.h"
#include "sslprovider/api/cert_store.h"
#include "sslprovider/api/crl_context.h"
#include "sslprovider/crypto/hash.h"
#include "sslprovider/x509/signed_data.h"

namespace secur32::api {
namespace {

using crypto::HashAlgorithm;

CertResult create_crl(DWORD encoding, const BYTE* encoded, DWORD size, PCCRL_CONTEXT& out) {
    x509::SharedCrl crl;
    const CertResult parsed = parse_encoded(encoding, encoded, size, crl);
    if (parsed.code() != 0) return parsed;
    TRY_ASSIGN(out, CrlContext::create(encoding, std::move(crl)));
    return Status::ok;
}

Buffer hash_of(HashAlgorithm algorithm, Bytes octets) {
    const crypto::Digest digest = crypto::hash(algorithm, octets);
    return {digest.bytes().begin(), digest.bytes().end()};
}

Result<Buffer> signature_hash(const x509::OwnedCrl& crl) {
    TRY_ASSIGN(const x509::SignatureAlgorithm algorithm,
               x509::signature_algorithm(crl.fields().signature));
    if (algorithm.hash == HashAlgorithm::none)
        return trace::because(Status::unsupported_function, "cert: it signs no hash");
    return hash_of(algorithm.hash, crl.fields().tbs_cert_list);
}

Result<Buffer> compute_crl_property(DWORD id, const x509::OwnedCrl& crl) {
    switch (id) {
        case CERT_SHA1_HASH_PROP_ID:
            return hash_of(HashAlgorithm::sha1, crl.der());
        case CERT_MD5_HASH_PROP_ID:
            return hash_of(HashAlgorithm::md5, crl.der());
        case CERT_SHA256_HASH_PROP_ID:
            return hash_of(HashAlgorithm::sha256, crl.der());
        case CERT_SIGNATURE_HASH_PROP_ID:
            return signature_hash(crl);
        default:
            return Status::not_found;
    }
}

Status read_property(CrlContext& context, DWORD id, const CertOutput& out) {
    if (id == CERT_ACCESS_STATE_PROP_ID) {
        const auto home = context.element()->home.lock();
        const DWORD state = home != nullptr ? home->access_state() : 0;
        return out.put({reinterpret_cast<const std::uint8_t*>(&state), sizeof state});
    }
    CertificateProperties& properties = context.properties();
    const Status known = properties.get(id, out);
    if (known != Status::not_found) return known;
    TRY_ASSIGN(const Buffer value, compute_crl_property(id, *context.shared()));
    properties.keep(id, value);
    return out.put(value);
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

PCCRL_CONTEXT WINAPI CertCreateCRLContext(DWORD dwCertEncodingType, const BYTE* pbCrlEncoded,
                                          DWORD cbCrlEncoded) {
    PCCRL_CONTEXT created = nullptr;
    cert_call("CertCreateCRLContext", [&](CallTrail& trail) -> CertResult {
        trail.flags("encoding", dwCertEncodingType);
        trail.number("size", cbCrlEncoded);
        return create_crl(dwCertEncodingType, pbCrlEncoded, cbCrlEncoded, created);
    });
    return created;
}

PCCRL_CONTEXT WINAPI CertDuplicateCRLContext(PCCRL_CONTEXT pCrlContext) {
    if (pCrlContext == nullptr) return nullptr;
    const bool done = cert_call("CertDuplicateCRLContext", [&](CallTrail& trail) -> CertResult {
        trail.handle("crl", number_of(pCrlContext));
        TRY_ASSIGN(CrlContext* const context, CrlContext::find(pCrlContext));
        context->add_reference();
        return Status::ok;
    });
    return done ? pCrlContext : nullptr;
}

BOOL WINAPI CertFreeCRLContext(PCCRL_CONTEXT pCrlContext) {
    return cert_call("CertFreeCRLContext", [&](CallTrail& trail) -> CertResult {
        trail.handle("crl", number_of(pCrlContext));
        if (pCrlContext == nullptr) return Status::ok;
        TRY_ASSIGN(CrlContext* const context, CrlContext::find(pCrlContext));
        context->drop_reference();
        return Status::ok;
    });
}

const void* WINAPI CertCreateContext(DWORD dwContextType, DWORD dwEncodingType,
                                     const BYTE* pbEncoded, DWORD cbEncoded, DWORD,
                                     PCERT_CREATE_CONTEXT_PARA pCreatePara) {
    const void* created = nullptr;
    cert_call("CertCreateContext", [&](CallTrail& trail) -> CertResult {
        trail.number("type", dwContextType);
        trail.number("size", cbEncoded);
        if (pCreatePara != nullptr) return refuse(E_INVALIDARG, "cert: pCreatePara is not NULL");
        if (dwContextType == CERT_STORE_CRL_CONTEXT) {
            PCCRL_CONTEXT crl = nullptr;
            const CertResult made = create_crl(dwEncodingType, pbEncoded, cbEncoded, crl);
            created = crl;
            return made;
        }
        if (dwContextType != CERT_STORE_CERTIFICATE_CONTEXT)
            return refuse(E_INVALIDARG, "cert: no such contexts");
        x509::SharedCertificate certificate;
        const CertResult parsed = parse_encoded(dwEncodingType, pbEncoded, cbEncoded, certificate);
        if (parsed.code() != 0) return parsed;
        TRY_ASSIGN(created, CertificateContext::create(dwEncodingType, std::move(certificate)));
        return Status::ok;
    });
    return created;
}

BOOL WINAPI CertSetCRLContextProperty(PCCRL_CONTEXT pCrlContext, DWORD dwPropId, DWORD dwFlags,
                                      const void* pvData) {
    return cert_call("CertSetCRLContextProperty", [&](CallTrail& trail) -> CertResult {
        trail.handle("crl", number_of(pCrlContext));
        trail.number("property", dwPropId);
        TRY_ASSIGN(CrlContext* const context, CrlContext::find(pCrlContext));
        return context->properties().set(dwPropId, dwFlags, pvData);
    });
}

BOOL WINAPI CertGetCRLContextProperty(PCCRL_CONTEXT pCrlContext, DWORD dwPropId, void* pvData,
                                      DWORD* pcbData) {
    const CertOutput out(pvData, pcbData);
    return cert_call("CertGetCRLContextProperty", [&](CallTrail& trail) -> CertResult {
        trail.handle("crl", number_of(pCrlContext));
        trail.number("property", dwPropId);
        TRY(out.check());
        TRY_ASSIGN(CrlContext* const context, CrlContext::find(pCrlContext));
        return read_property(*context, dwPropId, out);
    });
}

DWORD WINAPI CertEnumCRLContextProperties(PCCRL_CONTEXT pCrlContext, DWORD dwPropId) {
    DWORD next = 0;
    cert_call("CertEnumCRLContextProperties", [&](CallTrail& trail) -> CertResult {
        trail.handle("crl", number_of(pCrlContext));
        trail.number("property", dwPropId);
        TRY_ASSIGN(CrlContext* const context, CrlContext::find(pCrlContext));
        next = context->properties().next(dwPropId);
        return Status::ok;
    });
    return next;
}

}  // extern "C"
