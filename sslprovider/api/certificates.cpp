// The exported functions on certificate contexts.
#include <wincrypt.h>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/certificate_context.h"
#include "sslprovider/api/certificate_facts.h"
#include "sslprovider/base/der.h"

namespace secur32::api {
namespace {

constexpr DWORD kCertificateEncodings = 0x0000FFFF;

bool is_x509(DWORD encoding) {
    const DWORD message_encoding = encoding & ~kCertificateEncodings;
    return (encoding & kCertificateEncodings) == X509_ASN_ENCODING &&
           (message_encoding == 0 || message_encoding == PKCS_7_ASN_ENCODING);
}

// Which of the ASN.1 codes says best why octets are no certificate.
HRESULT judge(Bytes der) {
    if (!der.empty() && !DerReader(der).next_is(DerTag::sequence)) return CRYPT_E_ASN1_BADTAG;
    return DerReader::cut_off(der) ? CRYPT_E_ASN1_EOD : CRYPT_E_ASN1_CORRUPT;
}

CertResult create_context(DWORD encoding, const BYTE* encoded, DWORD size, PCCERT_CONTEXT& out) {
    if (!is_x509(encoding)) return refuse(E_INVALIDARG, "cert: not X509_ASN_ENCODING");
    TRY_ASSIGN(const Bytes der, cert_bytes(encoded, size));
    const auto created = CertificateContext::create(encoding, der);
    if (created.status() == Status::bad_data) return judge(der);
    TRY(created);
    out = created.value();
    return Status::ok;
}

// What was set goes first; a computed property counts as set from then on.
Status read_property(CertificateContext& context, DWORD id, const CertOutput& out) {
    CertificateProperties& properties = context.properties();
    const Status known = properties.get(id, out);
    if (known != Status::not_found) return known;
    TRY_ASSIGN(const Buffer value, compute_property(id, context.encoded(), context.certificate()));
    properties.keep(id, value);
    return out.put(value);
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

PCCERT_CONTEXT WINAPI CertCreateCertificateContext(DWORD dwCertEncodingType,
                                                   const BYTE* pbCertEncoded, DWORD cbCertEncoded) {
    PCCERT_CONTEXT created = nullptr;
    cert_call("CertCreateCertificateContext", [&](CallTrail& trail) -> CertResult {
        trail.flags("encoding", dwCertEncodingType);
        trail.number("size", cbCertEncoded);
        return create_context(dwCertEncodingType, pbCertEncoded, cbCertEncoded, created);
    });
    return created;
}

PCCERT_CONTEXT WINAPI CertDuplicateCertificateContext(PCCERT_CONTEXT pCertContext) {
    if (pCertContext == nullptr) return nullptr;
    const bool done =
        cert_call("CertDuplicateCertificateContext", [&](CallTrail& trail) -> CertResult {
            trail.handle("context", number_of(pCertContext));
            TRY_ASSIGN(CertificateContext* const context, CertificateContext::find(pCertContext));
            context->add_reference();
            return Status::ok;
        });
    return done ? pCertContext : nullptr;
}

BOOL WINAPI CertFreeCertificateContext(PCCERT_CONTEXT pCertContext) {
    return cert_call("CertFreeCertificateContext", [&](CallTrail& trail) -> CertResult {
        trail.handle("context", number_of(pCertContext));
        if (pCertContext == nullptr) return Status::ok;
        TRY_ASSIGN(CertificateContext* const context, CertificateContext::find(pCertContext));
        context->drop_reference();
        return Status::ok;
    });
}

BOOL WINAPI CertSetCertificateContextProperty(PCCERT_CONTEXT pCertContext, DWORD dwPropId,
                                              DWORD dwFlags, const void* pvData) {
    return cert_call("CertSetCertificateContextProperty", [&](CallTrail& trail) -> CertResult {
        trail.handle("context", number_of(pCertContext));
        trail.number("property", dwPropId);
        trail.flags("flags", dwFlags);
        TRY_ASSIGN(CertificateContext* const context, CertificateContext::find(pCertContext));
        return context->properties().set(dwPropId, dwFlags, pvData);
    });
}

BOOL WINAPI CertGetCertificateContextProperty(PCCERT_CONTEXT pCertContext, DWORD dwPropId,
                                              void* pvData, DWORD* pcbData) {
    const CertOutput out(pvData, pcbData);
    return cert_call("CertGetCertificateContextProperty", [&](CallTrail& trail) -> CertResult {
        trail.handle("context", number_of(pCertContext));
        trail.number("property", dwPropId);
        TRY(out.check());
        TRY_ASSIGN(CertificateContext* const context, CertificateContext::find(pCertContext));
        return read_property(*context, dwPropId, out);
    });
}

DWORD WINAPI CertEnumCertificateContextProperties(PCCERT_CONTEXT pCertContext, DWORD dwPropId) {
    DWORD next = 0;
    cert_call("CertEnumCertificateContextProperties", [&](CallTrail& trail) -> CertResult {
        trail.handle("context", number_of(pCertContext));
        trail.number("property", dwPropId);
        TRY_ASSIGN(CertificateContext* const context, CertificateContext::find(pCertContext));
        next = context->properties().next(dwPropId);
        return Status::ok;
    });
    return next;
}

}  // extern "C"
