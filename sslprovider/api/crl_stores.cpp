// The exported functions that put CRLs into stores, find, enumerate and delete them.
#include <wincrypt.h>

#include <utility>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/cert_encoding.h"
#include "sslprovider/api/cert_store.h"
#include "sslprovider/api/certificate_context.h"
#include "sslprovider/api/crl_find.h"
#include "sslprovider/api/store_elements.h"
#include "sslprovider/base/clock.h"

namespace secur32::api {
namespace {

using Given = GivenContext<CrlContext>;

CertResult add_element(HCERTSTORE handle, const std::shared_ptr<CrlElement>& element,
                       DWORD disposition, PCCRL_CONTEXT* out) {
    if (handle == nullptr) {
        if (!CertStore::is_disposition(disposition))
            return refuse(E_INVALIDARG, "cert: no such disposition");
        if (out != nullptr) *out = CrlContext::create(element, nullptr);
        return Status::ok;
    }
    TRY_ASSIGN(const std::shared_ptr<CertStore> store, find_store(handle));
    return store->add_crl(element, disposition, out);
}

CertResult add_context(HCERTSTORE handle, PCCRL_CONTEXT pointer, bool link, DWORD disposition,
                       PCCRL_CONTEXT* out) {
    TRY_ASSIGN(CrlContext* const context, CrlContext::find(pointer));
    auto element = make_element(context->encoding(), context->shared());
    if (link)
        element->properties = context->element()->properties;
    else
        element->properties->merge(context->properties());
    return add_element(handle, element, disposition, out);
}

CertResult add_encoded(HCERTSTORE handle, DWORD encoding, const BYTE* encoded, DWORD size,
                       DWORD disposition, PCCRL_CONTEXT* out) {
    x509::SharedCrl crl;
    const CertResult parsed = parse_encoded(encoding, encoded, size, crl);
    if (parsed.code() != 0) return parsed;
    return add_element(handle, make_element(encoding, std::move(crl)), disposition, out);
}

CertResult delete_crl(const Given& context) {
    if (!context) return refuse(E_INVALIDARG, "cert: not a CRL context of this library");
    if (context->store() == nullptr) return refuse(E_INVALIDARG, "cert: it is in no store");
    const auto home = context->element()->home.lock();
    return home != nullptr ? home->remove(context->element()) : Status::ok;
}

CertResult find_next(HCERTSTORE handle, DWORD type, DWORD flags, const void* parameter,
                     PCCRL_CONTEXT given, PCCRL_CONTEXT& out) {
    const Given previous(given);
    TRY_ASSIGN(const std::shared_ptr<CertStore> store, find_store(handle));
    CrlSearch fits;
    const CertResult made = make_crl_search(type, flags, parameter, fits);
    if (made.code() != 0) return made;
    return next_in_store(*store, given, previous, fits, out);
}

constexpr DWORD kCrlFlags = CERT_STORE_SIGNATURE_FLAG | CERT_STORE_TIME_VALIDITY_FLAG |
                            CERT_STORE_BASE_CRL_FLAG | CERT_STORE_DELTA_CRL_FLAG;

DWORD kind_flags(DWORD flags) {
    DWORD kinds = 0;
    if ((flags & CERT_STORE_BASE_CRL_FLAG) != 0) kinds |= CRL_FIND_ISSUED_BY_BASE_FLAG;
    if ((flags & CERT_STORE_DELTA_CRL_FLAG) != 0) kinds |= CRL_FIND_ISSUED_BY_DELTA_FLAG;
    return kinds;
}

// What is left of the flags is what failed.
DWORD verify_crl(const x509::OwnedCrl& crl, const CertificateContext* issuer, DWORD flags) {
    DWORD failed = flags;
    const FileTime now = file_time_now();
    const x509::CertificateList& list = crl.fields();
    if (list.this_update <= now && now <= list.next_update.value_or(kNever))
        failed &= ~DWORD{CERT_STORE_TIME_VALIDITY_FLAG};
    if ((flags & CERT_STORE_SIGNATURE_FLAG) == 0) return failed;
    if (issuer == nullptr) return failed | CERT_STORE_NO_ISSUER_FLAG;
    return crl.is_signed_by(*issuer->shared()) ? failed & ~DWORD{CERT_STORE_SIGNATURE_FLAG}
                                               : failed;
}

CertResult get_crl(HCERTSTORE handle, PCCERT_CONTEXT issuer, PCCRL_CONTEXT given, DWORD* flags,
                   PCCRL_CONTEXT& out) {
    const Given previous(given);
    if (flags == nullptr) return refuse(E_INVALIDARG, "cert: no pdwFlags");
    if ((*flags & ~kCrlFlags) != 0) return refuse(E_INVALIDARG, "cert: no such flag to verify");
    TRY_ASSIGN(const std::shared_ptr<CertStore> store, find_store(handle));
    const CertificateContext* by = nullptr;
    if (issuer != nullptr) {
        TRY_ASSIGN(by, CertificateContext::find(issuer));
    }
    const DWORD kinds = kind_flags(*flags);
    CrlSearch by_name;
    const CertResult made = make_crl_search(CRL_FIND_ISSUED_BY, kinds, issuer, by_name);
    if (made.code() != 0) return made;
    const auto fits = [&](const CrlElement& element) {
        return is_of_kind(*element.thing, kinds) && by_name(element);
    };
    const CertResult found = next_in_store(*store, given, previous, fits, out);
    if (found.code() == 0) *flags = verify_crl(*CrlContext::of(out)->shared(), by, *flags);
    return found;
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CertAddCRLContextToStore(HCERTSTORE hCertStore, PCCRL_CONTEXT pCrlContext,
                                     DWORD dwAddDisposition, PCCRL_CONTEXT* ppStoreContext) {
    if (ppStoreContext != nullptr) *ppStoreContext = nullptr;
    return cert_call("CertAddCRLContextToStore", [&](CallTrail& trail) -> CertResult {
        trail.handle("store", number_of(hCertStore));
        trail.handle("crl", number_of(pCrlContext));
        trail.number("disposition", dwAddDisposition);
        return add_context(hCertStore, pCrlContext, false, dwAddDisposition, ppStoreContext);
    });
}

BOOL WINAPI CertAddCRLLinkToStore(HCERTSTORE hCertStore, PCCRL_CONTEXT pCrlContext,
                                  DWORD dwAddDisposition, PCCRL_CONTEXT* ppStoreContext) {
    if (ppStoreContext != nullptr) *ppStoreContext = nullptr;
    return cert_call("CertAddCRLLinkToStore", [&](CallTrail& trail) -> CertResult {
        trail.handle("store", number_of(hCertStore));
        trail.handle("crl", number_of(pCrlContext));
        trail.number("disposition", dwAddDisposition);
        return add_context(hCertStore, pCrlContext, true, dwAddDisposition, ppStoreContext);
    });
}

BOOL WINAPI CertAddEncodedCRLToStore(HCERTSTORE hCertStore, DWORD dwCertEncodingType,
                                     const BYTE* pbCrlEncoded, DWORD cbCrlEncoded,
                                     DWORD dwAddDisposition, PCCRL_CONTEXT* ppCrlContext) {
    if (ppCrlContext != nullptr) *ppCrlContext = nullptr;
    return cert_call("CertAddEncodedCRLToStore", [&](CallTrail& trail) -> CertResult {
        trail.handle("store", number_of(hCertStore));
        trail.number("size", cbCrlEncoded);
        trail.number("disposition", dwAddDisposition);
        return add_encoded(hCertStore, dwCertEncodingType, pbCrlEncoded, cbCrlEncoded,
                           dwAddDisposition, ppCrlContext);
    });
}

BOOL WINAPI CertDeleteCRLFromStore(PCCRL_CONTEXT pCrlContext) {
    if (pCrlContext == nullptr) return TRUE;
    return cert_call("CertDeleteCRLFromStore", [&](CallTrail& trail) -> CertResult {
        trail.handle("crl", number_of(pCrlContext));
        const Given context(pCrlContext);
        return delete_crl(context);
    });
}

PCCRL_CONTEXT WINAPI CertEnumCRLsInStore(HCERTSTORE hCertStore, PCCRL_CONTEXT pPrevCrlContext) {
    PCCRL_CONTEXT found = nullptr;
    cert_call("CertEnumCRLsInStore", [&](CallTrail& trail) -> CertResult {
        trail.handle("store", number_of(hCertStore));
        return find_next(hCertStore, CRL_FIND_ANY, 0, nullptr, pPrevCrlContext, found);
    });
    return found;
}

PCCRL_CONTEXT WINAPI CertFindCRLInStore(HCERTSTORE hCertStore, DWORD, DWORD dwFindFlags,
                                        DWORD dwFindType, const void* pvFindPara,
                                        PCCRL_CONTEXT pPrevCrlContext) {
    PCCRL_CONTEXT found = nullptr;
    cert_call("CertFindCRLInStore", [&](CallTrail& trail) -> CertResult {
        trail.handle("store", number_of(hCertStore));
        trail.flags("flags", dwFindFlags);
        trail.number("type", dwFindType);
        return find_next(hCertStore, dwFindType, dwFindFlags, pvFindPara, pPrevCrlContext, found);
    });
    return found;
}

PCCRL_CONTEXT WINAPI CertGetCRLFromStore(HCERTSTORE hCertStore, PCCERT_CONTEXT pIssuerContext,
                                         PCCRL_CONTEXT pPrevCrlContext, DWORD* pdwFlags) {
    PCCRL_CONTEXT found = nullptr;
    cert_call("CertGetCRLFromStore", [&](CallTrail& trail) -> CertResult {
        trail.handle("store", number_of(hCertStore));
        trail.handle("issuer", number_of(pIssuerContext));
        return get_crl(hCertStore, pIssuerContext, pPrevCrlContext, pdwFlags, found);
    });
    return found;
}

}  // extern "C"
