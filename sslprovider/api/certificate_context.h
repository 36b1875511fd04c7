// What a PCCERT_CONTEXT points to: the certificate, the CERT_INFO read out of it, the properties,
// the store it is of, and a count of references.  A pointer by the ABI, so it cannot be looked up
// as a handle is: of() tells by the structure itself whether it is one of ours.
#pragma once

#include <wincrypt_parts.h>

#include <atomic>
#include <memory>
#include <vector>

#include "sslprovider/api/cert_element.h"
#include "sslprovider/api/cert_info_parts.h"
#include "sslprovider/api/certificate_properties.h"
#include "sslprovider/base/status.h"
#include "sslprovider/x509/shared_certificate.h"

namespace secur32::api {

class CertificateContext {
 public:
    // With one reference each.  bad_data as parse_certificate.
    static Result<PCCERT_CONTEXT> create(DWORD encoding, Bytes der);
    // store: what hCertStore shows and the context holds open; no element of it.
    static Result<PCCERT_CONTEXT> create(DWORD encoding, x509::SharedCertificate certificate,
                                         std::shared_ptr<CertStore> store = nullptr);
    // Of an element, as CertStore gives it out.
    static PCCERT_CONTEXT create(SharedCertElement element, std::shared_ptr<CertStore> store);
    // Null for null and for what is recognized as no context of ours.  Of a foreign pointer no more
    // than a CERT_CONTEXT's own octets are read.
    static CertificateContext* of(const CERT_CONTEXT* context) noexcept;
    // The same, invalid_parameter.
    static Result<CertificateContext*> find(const CERT_CONTEXT* context) noexcept;

    void add_reference() noexcept { references_.fetch_add(1, std::memory_order_relaxed); }
    // False when the last reference has gone, and the object is about to.
    bool revive() noexcept;
    // The last one destroys the object.
    void drop_reference() noexcept;

    PCCERT_CONTEXT pointer() const { return &head_.context; }
    DWORD encoding() const { return element_->encoding; }
    const x509::SharedCertificate& shared() const { return element_->thing; }
    Bytes encoded() const { return shared()->der(); }
    const x509::Certificate& certificate() const { return shared()->fields(); }
    CertificateProperties& properties() { return *element_->properties; }
    // As CertSetCertificateContextProperty: what the context's store is kept in has the last word.
    Status set_property(DWORD id, DWORD flags, const void* data);
    const SharedCertElement& element() const { return element_; }
    // Null when it is in no store; a collection for what was found in one.
    const std::shared_ptr<CertStore>& store() const { return store_; }

 private:
    // What the caller's pointer points to, first.
    struct Head {
        CERT_CONTEXT context;
        CERT_INFO info;
        std::uint64_t magic;
        CertificateContext* object;
    };

    CertificateContext(SharedCertElement element, std::shared_ptr<CertStore> store);
    ~CertificateContext();
    void fill_info();

    Head head_{};
    SharedCertElement element_;
    std::shared_ptr<CertStore> store_;
    Buffer serial_number_;
    IdentifierTexts texts_;
    std::vector<CERT_EXTENSION> extensions_;
    std::atomic<std::uint32_t> references_{1};
};

}  // namespace secur32::api
