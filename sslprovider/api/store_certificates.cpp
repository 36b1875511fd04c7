// The exported functions that put certificates into stores, enumerate and delete them.
#include <wincrypt.h>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/cert_encoding.h"
#include "sslprovider/api/cert_store.h"
#include "sslprovider/api/store_elements.h"
#include "sslprovider/api/store_providers.h"

namespace secur32::api {
namespace {

// Into no store: the copy is all there is.
CertResult copy_of(const std::shared_ptr<CertElement>& element, DWORD disposition,
                   PCCERT_CONTEXT* out) {
    if (!CertStore::is_disposition(disposition))
        return refuse(E_INVALIDARG, "cert: no such disposition");
    if (out != nullptr) *out = CertificateContext::create(element, nullptr);
    return Status::ok;
}

CertResult add_element(HCERTSTORE handle, const std::shared_ptr<CertElement>& element,
                       DWORD disposition, PCCERT_CONTEXT* out) {
    if (handle == nullptr) return copy_of(element, disposition, out);
    TRY_ASSIGN(const std::shared_ptr<CertStore> store, find_store(handle));
    return store->add(element, disposition, out);
}

CertResult add_encoded(HCERTSTORE handle, DWORD encoding, const BYTE* encoded, DWORD size,
                       DWORD disposition, PCCERT_CONTEXT* out) {
    x509::SharedCertificate certificate;
    const CertResult parsed = parse_encoded(encoding, encoded, size, certificate);
    if (parsed.code() != 0) return parsed;
    return add_element(handle, make_element(encoding, std::move(certificate)), disposition, out);
}

std::shared_ptr<CertElement> element_of(CertificateContext& context, bool link) {
    auto element = make_element(context.encoding(), context.shared());
    if (link)
        element->properties = context.element()->properties;
    else
        element->properties->merge(context.properties());
    return element;
}

CertResult add_context(HCERTSTORE handle, PCCERT_CONTEXT pointer, bool link, DWORD disposition,
                       PCCERT_CONTEXT* out) {
    TRY_ASSIGN(CertificateContext* const context, CertificateContext::find(pointer));
    return add_element(handle, element_of(*context, link), disposition, out);
}

CertResult delete_certificate(const GivenContext<CertificateContext>& context) {
    if (!context) return refuse(E_INVALIDARG, "cert: not a certificate context of this library");
    if (context->store() == nullptr) return refuse(E_INVALIDARG, "cert: it is in no store");
    const auto home = context->element()->home.lock();
    return home != nullptr ? home->remove(context->element()) : Status::ok;
}

// As opening, adding and closing would: closing is what commits.
CertResult add_to_system_store(LPCSTR provider, const void* name, const BYTE* encoded, DWORD size) {
    if (name == nullptr) return refuse(E_INVALIDARG, "cert: no name of a system store");
    x509::SharedCertificate certificate;
    const CertResult parsed = parse_encoded(X509_ASN_ENCODING, encoded, size, certificate);
    if (parsed.code() != 0) return parsed;
    std::shared_ptr<CertStore> store;
    const CertResult opened =
        open_store(provider, {0, CERT_SYSTEM_STORE_CURRENT_USER, name}, store);
    if (opened.code() != 0) return opened;
    TRY(store->add(certificate, nullptr, CERT_STORE_ADD_USE_EXISTING, nullptr));
    return store->has_backing() ? store->commit(false) : Status::ok;
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CertAddCertificateContextToStore(HCERTSTORE hCertStore, PCCERT_CONTEXT pCertContext,
                                             DWORD dwAddDisposition,
                                             PCCERT_CONTEXT* ppStoreContext) {
    if (ppStoreContext != nullptr) *ppStoreContext = nullptr;
    return cert_call("CertAddCertificateContextToStore", [&](CallTrail& trail) -> CertResult {
        trail.handle("store", number_of(hCertStore));
        trail.handle("context", number_of(pCertContext));
        trail.number("disposition", dwAddDisposition);
        return add_context(hCertStore, pCertContext, false, dwAddDisposition, ppStoreContext);
    });
}

BOOL WINAPI CertAddCertificateLinkToStore(HCERTSTORE hCertStore, PCCERT_CONTEXT pCertContext,
                                          DWORD dwAddDisposition, PCCERT_CONTEXT* ppStoreContext) {
    if (ppStoreContext != nullptr) *ppStoreContext = nullptr;
    return cert_call("CertAddCertificateLinkToStore", [&](CallTrail& trail) -> CertResult {
        trail.handle("store", number_of(hCertStore));
        trail.handle("context", number_of(pCertContext));
        trail.number("disposition", dwAddDisposition);
        return add_context(hCertStore, pCertContext, true, dwAddDisposition, ppStoreContext);
    });
}

BOOL WINAPI CertAddEncodedCertificateToStore(HCERTSTORE hCertStore, DWORD dwCertEncodingType,
                                             const BYTE* pbCertEncoded, DWORD cbCertEncoded,
                                             DWORD dwAddDisposition,
                                             PCCERT_CONTEXT* ppCertContext) {
    if (ppCertContext != nullptr) *ppCertContext = nullptr;
    return cert_call("CertAddEncodedCertificateToStore", [&](CallTrail& trail) -> CertResult {
        trail.handle("store", number_of(hCertStore));
        trail.number("size", cbCertEncoded);
        trail.number("disposition", dwAddDisposition);
        return add_encoded(hCertStore, dwCertEncodingType, pbCertEncoded, cbCertEncoded,
                           dwAddDisposition, ppCertContext);
    });
}

BOOL WINAPI CertAddEncodedCertificateToSystemStoreA(LPCSTR szCertStoreName,
                                                    const BYTE* pbCertEncoded,
                                                    DWORD cbCertEncoded) {
    return cert_call("CertAddEncodedCertificateToSystemStoreA",
                     [&](CallTrail& trail) -> CertResult {
                         trail.number("size", cbCertEncoded);
                         return add_to_system_store(CERT_STORE_PROV_SYSTEM_A, szCertStoreName,
                                                    pbCertEncoded, cbCertEncoded);
                     });
}

BOOL WINAPI CertAddEncodedCertificateToSystemStoreW(LPCWSTR szCertStoreName,
                                                    const BYTE* pbCertEncoded,
                                                    DWORD cbCertEncoded) {
    return cert_call("CertAddEncodedCertificateToSystemStoreW",
                     [&](CallTrail& trail) -> CertResult {
                         trail.number("size", cbCertEncoded);
                         return add_to_system_store(CERT_STORE_PROV_SYSTEM_W, szCertStoreName,
                                                    pbCertEncoded, cbCertEncoded);
                     });
}

BOOL WINAPI CertDeleteCertificateFromStore(PCCERT_CONTEXT pCertContext) {
    if (pCertContext == nullptr) return TRUE;
    return cert_call("CertDeleteCertificateFromStore", [&](CallTrail& trail) -> CertResult {
        trail.handle("context", number_of(pCertContext));
        const GivenContext<CertificateContext> context(pCertContext);
        return delete_certificate(context);
    });
}

PCCERT_CONTEXT WINAPI CertEnumCertificatesInStore(HCERTSTORE hCertStore,
                                                  PCCERT_CONTEXT pPrevCertContext) {
    PCCERT_CONTEXT found = nullptr;
    cert_call("CertEnumCertificatesInStore", [&](CallTrail& trail) -> CertResult {
        trail.handle("store", number_of(hCertStore));
        trail.handle("previous", number_of(pPrevCertContext));
        const GivenContext<CertificateContext> previous(pPrevCertContext);
        TRY_ASSIGN(const std::shared_ptr<CertStore> store, find_store(hCertStore));
        const auto shown = [&](const CertElement& element) { return !store->hides(element); };
        return next_in_store(*store, pPrevCertContext, previous, shown, found);
    });
    return found;
}

}  // extern "C"
