// The exported functions on certificate contexts.
#include <wincrypt.h>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/cert_encoding.h"
#include "sslprovider/api/cert_store.h"
#include "sslprovider/api/certificate_context.h"
#include "sslprovider/api/certificate_facts.h"

namespace secur32::api {
namespace {

CertResult create_context(DWORD encoding, const BYTE* encoded, DWORD size, PCCERT_CONTEXT& out) {
    x509::SharedCertificate certificate;
    const CertResult parsed = parse_encoded(encoding, encoded, size, certificate);
    if (parsed.code() != 0) return parsed;
    TRY_ASSIGN(out, CertificateContext::create(encoding, std::move(certificate)));
    return Status::ok;
}

// What was set goes first; a computed property counts as set from then on.
Status read_property(CertificateContext& context, DWORD id, const CertOutput& out) {
    if (id == CERT_ACCESS_STATE_PROP_ID) {
        const auto home = context.element()->home.lock();
        const DWORD state = home != nullptr ? home->access_state() : 0;
        return out.put({reinterpret_cast<const std::uint8_t*>(&state), sizeof state});
    }
    CertificateProperties& properties = context.properties();
    const Status known = properties.get(id, out);
    if (known != Status::not_found) return known;
    TRY_ASSIGN(const Buffer value, compute_property(id, *context.shared()));
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
        return context->set_property(dwPropId, dwFlags, pvData);
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
