// CERT_REVOCATION_PARA: a caller of any age tells with cbSize which members it has.
#include "sslprovider/api/revocation_request.h"

#include <cstddef>
#include <cstring>

#include "sslprovider/api/cert_info_parts.h"
#include "sslprovider/api/cert_store.h"

namespace secur32::api {
namespace {

// CERT_REVOCATION_PARA with CERT_REVOCATION_PARA_HAS_EXTRA_FIELDS.
struct LongPara {
    DWORD cbSize;
    PCCERT_CONTEXT pIssuerCert;
    DWORD cCertStore;
    HCERTSTORE* rgCertStore;
    HCERTSTORE hCrlStore;
    LPFILETIME pftTimeToUse;
    DWORD dwUrlRetrievalTimeout;
    BOOL fCheckFreshnessTime;
    DWORD dwFreshnessTime;
    LPFILETIME pftCurrentTime;
    PCERT_REVOCATION_CRL_INFO pCrlInfo;
    LPFILETIME pftCacheResync;
    PCERT_REVOCATION_CHAIN_PARA pChainPara;
};
static_assert(sizeof(CERT_REVOCATION_PARA) <= sizeof(LongPara));
static_assert(offsetof(LongPara, pftTimeToUse) == offsetof(CERT_REVOCATION_PARA, pftTimeToUse));

constexpr DWORD kLeast = offsetof(LongPara, cCertStore);
constexpr DWORD kMostStores = 1024;

Status read_stores(const LongPara& para, RevocationPara& out) {
    if (para.cCertStore > kMostStores || (para.cCertStore != 0 && para.rgCertStore == nullptr))
        return trace::because(Status::invalid_parameter, "cert: rgCertStore");
    for (DWORD i = 0; i < para.cCertStore; ++i) {
        std::shared_ptr<CertStore> store;
        TRY_ASSIGN(store, find_store(para.rgCertStore[i]));
        for (x509::SharedCertificate& certificate : store->certificates())
            out.issuers.push_back(std::move(certificate));
    }
    out.certificates = out.issuers;
    if (para.hCrlStore == nullptr) return Status::ok;
    std::shared_ptr<CertStore> store;
    TRY_ASSIGN(store, find_store(para.hCrlStore));
    out.crls = store->crls();
    for (x509::SharedCertificate& certificate : store->certificates())
        out.certificates.push_back(std::move(certificate));
    return Status::ok;
}

void read_times(const LongPara& para, RevocationPara& out) {
    if (para.pftTimeToUse != nullptr) out.time = time_of(*para.pftTimeToUse);
    if (para.pftCurrentTime != nullptr) out.current_time = time_of(*para.pftCurrentTime);
    if (para.dwUrlRetrievalTimeout != 0)
        out.timeout = std::chrono::milliseconds(para.dwUrlRetrievalTimeout);
    const FileTime fresh = para.dwFreshnessTime * kFileTimeSecond;
    if (para.fCheckFreshnessTime && fresh < out.current_time)
        out.newer_than = out.current_time - fresh;
    out.refetch = para.pftCacheResync != nullptr;
}

}  // namespace

CertResult read_revocation_para(const void* para, RevocationPara& out) {
    out.time = out.current_time = file_time_now();
    if (para == nullptr) return Status::ok;
    DWORD size = 0;
    std::memcpy(&size, para, sizeof size);
    if (size < kLeast) return refuse(E_INVALIDARG, "cert: CERT_REVOCATION_PARA's cbSize");
    LongPara known{};
    std::memcpy(&known, para, std::min<std::size_t>(size, sizeof known));
    if (known.pIssuerCert != nullptr) {
        CertificateContext* issuer = nullptr;
        TRY_ASSIGN(issuer, CertificateContext::find(known.pIssuerCert));
        out.issuer = issuer->shared();
    }
    TRY(read_stores(known, out));
    read_times(known, out);
    out.crl_info = known.pCrlInfo;
    if (out.crl_info != nullptr && out.crl_info->cbSize < sizeof *out.crl_info)
        return refuse(E_INVALIDARG, "cert: CERT_REVOCATION_CRL_INFO's cbSize");
    return Status::ok;
}

}  // namespace secur32::api
