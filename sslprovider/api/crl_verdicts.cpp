// The exported functions that ask what a CRL says of a certificate.
#include <wincrypt.h>

#include <algorithm>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/cert_info_parts.h"
#include "sslprovider/api/certificate_context.h"
#include "sslprovider/api/crl_context.h"
#include "sslprovider/base/clock.h"
#include "sslprovider/x509/extensions.h"

namespace secur32::api {
namespace {

constexpr std::string_view kIssuingDistributionPoint = "2.5.29.28";

bool is_ca(const x509::OwnedCertificate& certificate) {
    const auto& constraints = certificate.extensions().basic_constraints;
    return constraints && constraints->ca;
}

bool same_name(const x509::GeneralName& one, const x509::GeneralName& other) {
    return one.form == other.form && std::ranges::equal(one.value, other.value);
}

// RFC 5280 6.3.3 (b)(2)(i): "one of the names in the IDP matches one of the names in the DP".
bool names_a_point_of(const x509::IssuingDistributionPoint& point,
                      const x509::OwnedCertificate& certificate) {
    if (point.full_name.empty() && !point.relative_name) return true;
    const auto is_there = [&](const x509::GeneralName& name) {
        return std::ranges::any_of(
            certificate.extensions().crl_distribution_points, [&](const auto& theirs) {
                return std::ranges::any_of(theirs.full_name, [&](const x509::GeneralName& its) {
                    return same_name(name, its);
                });
            });
    };
    return std::ranges::any_of(point.full_name, is_there);
}

bool covers(const x509::OwnedCrl& crl, const x509::OwnedCertificate& certificate) {
    const auto* const extension =
        x509::find_extension(crl.fields().extensions, kIssuingDistributionPoint);
    if (extension == nullptr) return true;
    const auto parsed = x509::parse_issuing_distribution_point(extension->value);
    if (!parsed.ok()) return false;
    const x509::IssuingDistributionPoint& point = parsed.value();
    if (point.indirect_crl || point.only_some_reasons || point.only_attribute_certs) return false;
    if (point.only_user_certs && is_ca(certificate)) return false;
    if (point.only_ca_certs && !is_ca(certificate)) return false;
    return names_a_point_of(point, certificate);
}

CertResult find_in_crl(PCCERT_CONTEXT subject, PCCRL_CONTEXT list, PCRL_ENTRY* out) {
    if (out == nullptr) return refuse(E_INVALIDARG, "cert: no ppCrlEntry");
    TRY_ASSIGN(const CertificateContext* const certificate, CertificateContext::find(subject));
    TRY_ASSIGN(CrlContext* const crl, CrlContext::find(list));
    *out = crl->entry(crl->shared()->find(certificate->certificate().serial_number));
    return Status::ok;
}

CertResult check_coverage(PCCERT_CONTEXT subject, PCCRL_CONTEXT list) {
    TRY_ASSIGN(const CrlContext* const crl, CrlContext::find(list));
    if (subject == nullptr) return Status::ok;
    TRY_ASSIGN(const CertificateContext* const certificate, CertificateContext::find(subject));
    if (covers(*crl->shared(), *certificate->shared())) return Status::ok;
    return refuse(CRYPT_E_NO_MATCH, "cert: the CRL is for other certificates");
}

bool lists(const CRL_INFO& list, const CRYPT_INTEGER_BLOB& serial_number) {
    const Bytes wanted(serial_number.pbData, serial_number.cbData);
    for (DWORD i = 0; i < list.cCRLEntry; ++i) {
        const CRYPT_INTEGER_BLOB& listed = list.rgCRLEntry[i].SerialNumber;
        if (std::ranges::equal(Bytes(listed.pbData, listed.cbData), wanted)) return true;
    }
    return false;
}

CertResult check_lists(const CERT_INFO* certificate, DWORD count, const CRL_INFO* const* all) {
    if (certificate == nullptr) return refuse(E_INVALIDARG, "cert: no pCertId");
    if (all == nullptr && count != 0) return refuse(E_INVALIDARG, "cert: no rgpCrlInfo");
    for (DWORD i = 0; i < count; ++i) {
        if (all[i] == nullptr) return refuse(E_INVALIDARG, "cert: a CRL is NULL");
        if (lists(*all[i], certificate->SerialNumber))
            return refuse(CRYPT_E_REVOKED, "cert: a CRL lists it");
    }
    return Status::ok;
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CertFindCertificateInCRL(PCCERT_CONTEXT pCert, PCCRL_CONTEXT pCrlContext, DWORD, void*,
                                     PCRL_ENTRY* ppCrlEntry) {
    if (ppCrlEntry != nullptr) *ppCrlEntry = nullptr;
    return cert_call("CertFindCertificateInCRL", [&](CallTrail& trail) -> CertResult {
        trail.handle("certificate", number_of(pCert));
        trail.handle("crl", number_of(pCrlContext));
        return find_in_crl(pCert, pCrlContext, ppCrlEntry);
    });
}

BOOL WINAPI CertIsValidCRLForCertificate(PCCERT_CONTEXT pCert, PCCRL_CONTEXT pCrl, DWORD, void*) {
    return cert_call("CertIsValidCRLForCertificate", [&](CallTrail& trail) -> CertResult {
        trail.handle("certificate", number_of(pCert));
        trail.handle("crl", number_of(pCrl));
        return check_coverage(pCert, pCrl);
    });
}

LONG WINAPI CertVerifyCRLTimeValidity(LPFILETIME pTimeToVerify, PCRL_INFO pCrlInfo) {
    LONG verdict = -1;
    cert_call("CertVerifyCRLTimeValidity", [&](CallTrail&) -> CertResult {
        if (pCrlInfo == nullptr) return refuse(E_INVALIDARG, "cert: no pCrlInfo");
        verdict = 0;
        const FileTime time = pTimeToVerify != nullptr ? time_of(*pTimeToVerify) : file_time_now();
        const FileTime next = time_of(pCrlInfo->NextUpdate);
        if (time < time_of(pCrlInfo->ThisUpdate)) verdict = -1;
        if (next != 0 && time > next) verdict = 1;
        return Status::ok;
    });
    return verdict;
}

BOOL WINAPI CertVerifyCRLRevocation(DWORD, PCERT_INFO pCertId, DWORD cCrlInfo,
                                    PCRL_INFO rgpCrlInfo[]) {
    return cert_call("CertVerifyCRLRevocation", [&](CallTrail& trail) -> CertResult {
        trail.number("lists", cCrlInfo);
        return check_lists(pCertId, cCrlInfo, rgpCrlInfo);
    });
}

}  // extern "C"
