// CertVerifyRevocation.
#include <wincrypt.h>

#include <algorithm>
#include <cstddef>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/cert_output.h"
#include "sslprovider/api/cert_store.h"
#include "sslprovider/api/revocation_request.h"
#include "sslprovider/x509/machine_trust.h"
#include "sslprovider/x509/productions.h"
#include "sslprovider/x509/signed_data.h"

namespace secur32::api {
namespace {

constexpr DWORD kFlags = CERT_VERIFY_REV_CHAIN_FLAG | CERT_VERIFY_CACHE_ONLY_BASED_REVOCATION |
                         CERT_VERIFY_REV_ACCUMULATIVE_TIMEOUT_FLAG |
                         CERT_VERIFY_REV_SERVER_OCSP_FLAG |
                         CERT_VERIFY_REV_NO_OCSP_FAILOVER_TO_CRL_FLAG;
constexpr std::string_view kOcspMethod = "1.3.6.1.5.5.7.48.1";
constexpr DWORD kShortStatus = offsetof(CERT_REVOCATION_STATUS, fHasFreshnessTime);
constexpr DWORD kMostContexts = 1024;

bool is_x509(DWORD encoding) {
    return encoding == X509_ASN_ENCODING || encoding == (X509_ASN_ENCODING | PKCS_7_ASN_ENCODING);
}

// Several authorities, or several keys of one, have one name: the signature tells.
bool is_issuer(const x509::SharedCertificate& candidate, const x509::OwnedCertificate& subject) {
    return candidate && x509::same_octets(candidate->fields().subject, subject.fields().issuer) &&
           x509::verify_issued(subject, *candidate) == Status::ok;
}

class Verification {
 public:
    Verification(DWORD flags, const RevocationPara& para, CERT_REVOCATION_STATUS& status)
        : flags_(flags), para_(para), status_(status), deadline_(x509::deadline_in(para.timeout)) {}

    CertResult run(std::span<CertificateContext* const> contexts) {
        for (std::size_t i = 0; i < contexts.size(); ++i) {
            status_.dwIndex = static_cast<DWORD>(i);
            const bool chained = (flags_ & CERT_VERIFY_REV_CHAIN_FLAG) != 0;
            CertificateContext* const next =
                chained && i + 1 < contexts.size() ? contexts[i + 1] : nullptr;
            if (const HRESULT code = check(*contexts[i], next); code != 0) return code;
        }
        status_.dwIndex = 0;
        return Status::ok;
    }

 private:
    HRESULT check(CertificateContext& context, CertificateContext* next) {
        x509::RevocationRequest request;
        request.subject = context.shared();
        request.issuer = issuer_of(context, next);
        if (!request.issuer)
            return refuse(CRYPT_E_NO_REVOCATION_CHECK, "cert: the issuer is not found").code();
        request.ocsp_only = (flags_ & CERT_VERIFY_REV_SERVER_OCSP_FLAG) != 0;
        if (request.ocsp_only && !has_responder(*request.subject))
            return refuse(CRYPT_E_NOT_IN_REVOCATION_DATABASE, "cert: no OCSP responder").code();
        const Buffer staple = staple_of(context);
        request.stapled_ocsp = staple;
        request.time = para_.time;
        request.crls = para_.crls;
        request.certificates = para_.certificates;
        request.cache_only = (flags_ & CERT_VERIFY_CACHE_ONLY_BASED_REVOCATION) != 0;
        request.no_failover_to_crls = (flags_ & CERT_VERIFY_REV_NO_OCSP_FAILOVER_TO_CRL_FLAG) != 0;
        request.newer_than = para_.newer_than;
        request.refetch = para_.refetch;
        const bool accumulates = (flags_ & CERT_VERIFY_REV_ACCUMULATIVE_TIMEOUT_FLAG) != 0;
        request.deadline = accumulates ? deadline_ : x509::deadline_in(para_.timeout);
        return tell(check_revocation(request), *request.subject);
    }

    x509::SharedCertificate issuer_of(const CertificateContext& context,
                                      const CertificateContext* next) const {
        const x509::OwnedCertificate& subject = *context.shared();
        std::vector<x509::SharedCertificate> candidates;
        if (next != nullptr) candidates.push_back(next->shared());
        candidates.push_back(para_.issuer);
        candidates.push_back(context.shared());
        candidates.insert(candidates.end(), para_.issuers.begin(), para_.issuers.end());
        const auto pick = [&]() -> x509::SharedCertificate {
            for (const x509::SharedCertificate& one : candidates)
                if (is_issuer(one, subject)) return one;
            return nullptr;
        };
        if (auto found = pick()) return found;
        candidates.clear();
        if (context.store()) candidates = context.store()->certificates();
        const auto roots = x509::machine_roots();
        candidates.insert(candidates.end(), roots->certificates.begin(), roots->certificates.end());
        return pick();
    }

    static bool has_responder(const x509::OwnedCertificate& subject) {
        return std::ranges::any_of(
            subject.extensions().authority_info_access,
            [](const auto& access) { return access.method.text() == kOcspMethod; });
    }

    // A blob's octets; empty where the property is not set.
    static Buffer staple_of(CertificateContext& context) {
        DWORD size = 0;
        CertificateProperties& properties = context.properties();
        if (properties.get(CERT_OCSP_RESPONSE_PROP_ID, CertOutput(nullptr, &size)) != Status::ok)
            return {};
        Buffer out(size);
        if (properties.get(CERT_OCSP_RESPONSE_PROP_ID, CertOutput(out.data(), &size)) != Status::ok)
            return {};
        out.resize(std::min<std::size_t>(size, out.size()));
        return out;
    }

    HRESULT tell(const x509::RevocationAnswer& answer, const x509::OwnedCertificate& subject) {
        if (answer.verdict == x509::Revocation::no_check)
            return refuse(CRYPT_E_NO_REVOCATION_CHECK, "cert: nowhere to ask").code();
        if (answer.verdict == x509::Revocation::offline)
            return refuse(CRYPT_E_REVOCATION_OFFLINE, "cert: no answer that holds").code();
        tell_freshness(answer);
        if (para_.crl_info != nullptr) tell_crls(answer, subject, *para_.crl_info);
        if (answer.verdict == x509::Revocation::good) return 0;
        status_.dwReason = answer.reason;
        return refuse(CRYPT_E_REVOKED, "cert: revoked").code();
    }

    void tell_freshness(const x509::RevocationAnswer& answer) {
        if (status_.cbSize < sizeof status_) return;
        const FileTime age = para_.current_time > answer.this_update
                                 ? (para_.current_time - answer.this_update) / kFileTimeSecond
                                 : 0;
        status_.fHasFreshnessTime = TRUE;
        status_.dwFreshnessTime = std::max(status_.dwFreshnessTime,
                                           static_cast<DWORD>(std::min<FileTime>(age, 0xFFFFFFFF)));
    }

    static void tell_crls(const x509::RevocationAnswer& answer,
                          const x509::OwnedCertificate& subject, CERT_REVOCATION_CRL_INFO& out) {
        const auto context_of = [](const x509::SharedCrl& crl) -> PCCRL_CONTEXT {
            if (!crl) return nullptr;
            const auto made = CrlContext::create(X509_ASN_ENCODING, crl);
            return made.ok() ? made.value() : nullptr;
        };
        const auto entry_in = [&](PCCRL_CONTEXT context) -> PCRL_ENTRY {
            CrlContext* const crl = CrlContext::of(context);
            return crl == nullptr ? nullptr
                                  : crl->entry(crl->shared()->find(subject.fields().serial_number));
        };
        out.pBaseCrlContext = context_of(answer.base_crl);
        out.pDeltaCrlContext = context_of(answer.delta_crl);
        out.pCrlEntry = entry_in(out.pDeltaCrlContext);
        out.fDeltaCrlEntry = out.pCrlEntry != nullptr;
        if (out.pCrlEntry == nullptr) out.pCrlEntry = entry_in(out.pBaseCrlContext);
    }

    const DWORD flags_;
    const RevocationPara& para_;
    CERT_REVOCATION_STATUS& status_;
    const x509::Deadline deadline_;
};

CertResult verify(DWORD encoding, DWORD type, std::span<void* const> contexts, DWORD flags,
                  const void* para, CERT_REVOCATION_STATUS& status) {
    if (contexts.empty() || contexts.size() > kMostContexts)
        return refuse(E_INVALIDARG, "cert: no contexts, or too many");
    if ((flags & ~kFlags) != 0) return refuse(E_INVALIDARG, "cert: unknown flags");
    if (type != CERT_CONTEXT_REVOCATION_TYPE)
        return refuse(CRYPT_E_NO_REVOCATION_CHECK, "cert: not CERT_CONTEXT_REVOCATION_TYPE");
    if (!is_x509(encoding))
        return refuse(CRYPT_E_NO_REVOCATION_CHECK, "cert: not X509_ASN_ENCODING");
    std::vector<CertificateContext*> found;
    for (void* const context : contexts) {
        CertificateContext* one = nullptr;
        TRY_ASSIGN(one, CertificateContext::find(static_cast<PCCERT_CONTEXT>(context)));
        found.push_back(one);
    }
    RevocationPara read;
    if (const CertResult result = read_revocation_para(para, read); result.code() != 0)
        return result;
    return Verification(flags, read, status).run(found);
}

// All but cbSize, as far as the caller has it.
void clear(CERT_REVOCATION_STATUS& status) {
    status.dwIndex = status.dwError = status.dwReason = 0;
    if (status.cbSize < sizeof status) return;
    status.fHasFreshnessTime = FALSE;
    status.dwFreshnessTime = 0;
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CertVerifyRevocation(DWORD dwEncodingType, DWORD dwRevType, DWORD cContext,
                                 PVOID rgpvContext[], DWORD dwFlags, PCERT_REVOCATION_PARA pRevPara,
                                 PCERT_REVOCATION_STATUS pRevStatus) {
    return cert_call("CertVerifyRevocation", [&](CallTrail& trail) -> CertResult {
        trail.flags("encoding", dwEncodingType);
        trail.number("count", cContext);
        trail.flags("flags", dwFlags);
        if (pRevStatus == nullptr ||
            (pRevStatus->cbSize != kShortStatus && pRevStatus->cbSize < sizeof *pRevStatus))
            return refuse(E_INVALIDARG, "cert: CERT_REVOCATION_STATUS's cbSize");
        clear(*pRevStatus);
        CertResult result = refuse(E_INVALIDARG, "cert: rgpvContext is null");
        if (rgpvContext != nullptr || cContext == 0)
            result = verify(dwEncodingType, dwRevType, {rgpvContext, cContext}, dwFlags, pRevPara,
                            *pRevStatus);
        pRevStatus->dwError = static_cast<DWORD>(result.code());
        return result;
    });
}

}  // extern "C"
