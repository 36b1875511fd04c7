// The exported functions that find certificates in stores, and one certificate's issuers.
#include <wincrypt.h>

#include <algorithm>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/cert_find.h"
#include "sslprovider/api/cert_store.h"
#include "sslprovider/api/store_elements.h"
#include "sslprovider/base/clock.h"
#include "sslprovider/x509/signed_data.h"

namespace secur32::api {
namespace {

using Given = GivenContext<CertificateContext>;

CertResult find_next(HCERTSTORE handle, DWORD type, DWORD flags, const void* parameter,
                     PCCERT_CONTEXT given, PCCERT_CONTEXT& out) {
    const Given previous(given);
    TRY_ASSIGN(const std::shared_ptr<CertStore> store, find_store(handle));
    CertSearch search;
    const CertResult made = make_search(type, flags, parameter, search);
    if (made.code() != 0) return made;
    const auto fits = [&](const CertElement& element) {
        return (search.shows_archived || !store->hides(element)) && search.fits(element);
    };
    return next_in_store(*store, given, previous, fits, out);
}

// ---- A certificate and its issuer ---------------------------------------------------------------

constexpr DWORD kVerifications =
    CERT_STORE_SIGNATURE_FLAG | CERT_STORE_TIME_VALIDITY_FLAG | CERT_STORE_REVOCATION_FLAG;

bool is_valid_now(const x509::OwnedCertificate& certificate) {
    const FileTime now = file_time_now();
    return certificate.fields().not_before <= now && now <= certificate.fields().not_after;
}

enum class Revocation { good, revoked, no_crl };

// By the CRLs of the issuer in its store: the newest one that its key signed.
Revocation revocation_of(const x509::OwnedCertificate& subject, const CertificateContext& issuer) {
    if (issuer.store() == nullptr) return Revocation::no_crl;
    x509::SharedCrl newest;
    for (const x509::SharedCrl& crl : issuer.store()->crls()) {
        const x509::CertificateList& list = crl->fields();
        if (!std::ranges::equal(list.issuer, issuer.certificate().subject)) continue;
        if (newest != nullptr && list.this_update <= newest->fields().this_update) continue;
        if (crl->is_signed_by(*issuer.shared())) newest = crl;
    }
    if (newest == nullptr) return Revocation::no_crl;
    const bool listed = newest->find(subject.fields().serial_number) != nullptr;
    return listed ? Revocation::revoked : Revocation::good;
}

// What is left of the flags is what failed.
DWORD verify_subject(const x509::OwnedCertificate& subject, const CertificateContext* issuer,
                     DWORD flags) {
    DWORD failed = flags;
    if ((flags & CERT_STORE_TIME_VALIDITY_FLAG) != 0 && is_valid_now(subject))
        failed &= ~DWORD{CERT_STORE_TIME_VALIDITY_FLAG};
    if (issuer == nullptr) {
        const bool needs = (flags & (CERT_STORE_SIGNATURE_FLAG | CERT_STORE_REVOCATION_FLAG)) != 0;
        return needs ? failed | CERT_STORE_NO_ISSUER_FLAG : failed;
    }
    if ((flags & CERT_STORE_SIGNATURE_FLAG) != 0 &&
        x509::verify_issued(subject, *issuer->shared()) == Status::ok)
        failed &= ~DWORD{CERT_STORE_SIGNATURE_FLAG};
    if ((flags & CERT_STORE_REVOCATION_FLAG) != 0) {
        const Revocation revocation = revocation_of(subject, *issuer);
        if (revocation == Revocation::good) failed &= ~DWORD{CERT_STORE_REVOCATION_FLAG};
        if (revocation == Revocation::no_crl) failed |= CERT_STORE_NO_CRL_FLAG;
    }
    return failed;
}

Status check_verifications(const DWORD* flags) {
    if (flags == nullptr) return trace::because(Status::invalid_parameter, "cert: no pdwFlags");
    if ((*flags & ~kVerifications) == 0) return Status::ok;
    return trace::because(Status::invalid_parameter, "cert: no such flag to verify");
}

CertResult verify_context(PCCERT_CONTEXT subject, PCCERT_CONTEXT issuer, DWORD* flags) {
    TRY(check_verifications(flags));
    if (*flags == 0) return Status::ok;
    TRY_ASSIGN(const CertificateContext* const given, CertificateContext::find(subject));
    const CertificateContext* issuing = nullptr;
    if (issuer != nullptr) {
        TRY_ASSIGN(issuing, CertificateContext::find(issuer));
    }
    *flags = verify_subject(*given->shared(), issuing, *flags);
    return Status::ok;
}

// CRYPT_E_SELF_SIGNED: "The pSubjectContext parameter is a self-signed (root) certificate"; the
// signature and the time are verified all the same.
CertResult find_issuer(HCERTSTORE handle, PCCERT_CONTEXT subject, PCCERT_CONTEXT given,
                       DWORD* flags, PCCERT_CONTEXT& out) {
    const Given previous(given);
    TRY(check_verifications(flags));
    TRY_ASSIGN(const CertificateContext* const about, CertificateContext::find(subject));
    TRY_ASSIGN(const std::shared_ptr<CertStore> store, find_store(handle));
    if (about->shared()->is_self_issued()) {
        *flags = verify_subject(*about->shared(), about, *flags);
        return CRYPT_E_SELF_SIGNED;
    }
    const auto fits = [&](const CertElement& element) {
        return !store->hides(element) &&
               std::ranges::equal(element.thing->fields().subject, about->certificate().issuer);
    };
    PCCERT_CONTEXT found = nullptr;
    const CertResult searched = next_in_store(*store, given, previous, fits, found);
    if (searched.code() != 0) return searched;
    *flags = verify_subject(*about->shared(), CertificateContext::of(found), *flags);
    out = found;
    return Status::ok;
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

PCCERT_CONTEXT WINAPI CertFindCertificateInStore(HCERTSTORE hCertStore, DWORD, DWORD dwFindFlags,
                                                 DWORD dwFindType, const void* pvFindPara,
                                                 PCCERT_CONTEXT pPrevCertContext) {
    PCCERT_CONTEXT found = nullptr;
    cert_call("CertFindCertificateInStore", [&](CallTrail& trail) -> CertResult {
        trail.handle("store", number_of(hCertStore));
        trail.flags("flags", dwFindFlags);
        trail.flags("type", dwFindType);
        return find_next(hCertStore, dwFindType, dwFindFlags, pvFindPara, pPrevCertContext, found);
    });
    return found;
}

PCCERT_CONTEXT WINAPI CertGetSubjectCertificateFromStore(HCERTSTORE hCertStore, DWORD,
                                                         PCERT_INFO pCertId) {
    PCCERT_CONTEXT found = nullptr;
    cert_call("CertGetSubjectCertificateFromStore", [&](CallTrail& trail) -> CertResult {
        trail.handle("store", number_of(hCertStore));
        return find_next(hCertStore, CERT_FIND_SUBJECT_CERT, 0, pCertId, nullptr, found);
    });
    return found;
}

PCCERT_CONTEXT WINAPI CertGetIssuerCertificateFromStore(HCERTSTORE hCertStore,
                                                        PCCERT_CONTEXT pSubjectContext,
                                                        PCCERT_CONTEXT pPrevIssuerContext,
                                                        DWORD* pdwFlags) {
    PCCERT_CONTEXT found = nullptr;
    cert_call("CertGetIssuerCertificateFromStore", [&](CallTrail& trail) -> CertResult {
        trail.handle("store", number_of(hCertStore));
        trail.handle("subject", number_of(pSubjectContext));
        return find_issuer(hCertStore, pSubjectContext, pPrevIssuerContext, pdwFlags, found);
    });
    return found;
}

BOOL WINAPI CertVerifySubjectCertificateContext(PCCERT_CONTEXT pSubject, PCCERT_CONTEXT pIssuer,
                                                DWORD* pdwFlags) {
    return cert_call("CertVerifySubjectCertificateContext", [&](CallTrail& trail) -> CertResult {
        trail.handle("subject", number_of(pSubject));
        trail.handle("issuer", number_of(pIssuer));
        return verify_context(pSubject, pIssuer, pdwFlags);
    });
}

}  // extern "C"
