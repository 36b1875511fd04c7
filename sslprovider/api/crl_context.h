// What a PCCRL_CONTEXT points to, as CertificateContext for certificates.  CRL_INFO is filled when
// the context is made: a program reads rgCRLEntry without asking.  So a context costs, beside the
// CRL's octets, 40 for each entry, its serial number, and 32 for each of its extensions; what works
// with a CRL inside the library takes the SharedCrl, which needs no context.
#pragma once

#include <wincrypt_parts.h>

#include <atomic>
#include <memory>
#include <vector>

#include "sslprovider/api/cert_element.h"
#include "sslprovider/api/cert_info_parts.h"
#include "sslprovider/base/status.h"
#include "sslprovider/x509/crl.h"

namespace secur32::api {

class CrlContext {
 public:
    // With one reference each.  bad_data as parse_certificate_list.
    static Result<PCCRL_CONTEXT> create(DWORD encoding, Bytes der);
    static Result<PCCRL_CONTEXT> create(DWORD encoding, x509::SharedCrl crl,
                                        std::shared_ptr<CertStore> store = nullptr);
    static PCCRL_CONTEXT create(SharedCrlElement element, std::shared_ptr<CertStore> store);
    // As CertificateContext's.
    static CrlContext* of(const CRL_CONTEXT* context) noexcept;
    static Result<CrlContext*> find(const CRL_CONTEXT* context) noexcept;

    void add_reference() noexcept { references_.fetch_add(1, std::memory_order_relaxed); }
    bool revive() noexcept;
    void drop_reference() noexcept;

    PCCRL_CONTEXT pointer() const { return &head_.context; }
    DWORD encoding() const { return element_->encoding; }
    const x509::SharedCrl& shared() const { return element_->thing; }
    Bytes encoded() const { return shared()->der(); }
    const x509::CertificateList& list() const { return shared()->fields(); }
    CertificateProperties& properties() { return *element_->properties; }
    const SharedCrlElement& element() const { return element_; }
    const std::shared_ptr<CertStore>& store() const { return store_; }
    // The entry in CRL_INFO; null for an entry of another CRL.
    PCRL_ENTRY entry(const x509::RevokedCertificate* revoked);

 private:
    // What the caller's pointer points to, first.
    struct Head {
        CRL_CONTEXT context;
        CRL_INFO info;
        std::uint64_t magic;
        CrlContext* object;
    };

    CrlContext(SharedCrlElement element, std::shared_ptr<CertStore> store);
    ~CrlContext();
    void fill_info();
    void fill_entries();

    Head head_{};
    SharedCrlElement element_;
    std::shared_ptr<CertStore> store_;
    IdentifierTexts texts_;
    Buffer serial_numbers_;  // of all entries, one behind the other
    std::vector<CRL_ENTRY> entries_;
    std::vector<CERT_EXTENSION> extensions_;  // of the CRL, then of its entries
    std::atomic<std::uint32_t> references_{1};
};

}  // namespace secur32::api
