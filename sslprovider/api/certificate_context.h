// What a PCCERT_CONTEXT points to: the octets, the CERT_INFO read out of them, the properties, and
// a count of references.  A pointer by the ABI, so it cannot be looked up as a handle is: of()
// tells by the structure itself whether it is one of ours.
#pragma once

#include <wincrypt.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "sslprovider/api/certificate_properties.h"
#include "sslprovider/base/status.h"
#include "sslprovider/x509/certificate.h"

namespace secur32::api {

class CertificateContext {
 public:
    // With one reference.  bad_data as parse_certificate.
    static Result<PCCERT_CONTEXT> create(DWORD encoding, Bytes der);
    // Null for null and for what is recognized as no context of ours.  Of a foreign pointer no more
    // than a CERT_CONTEXT's own octets are read.
    static CertificateContext* of(const CERT_CONTEXT* context) noexcept;
    // The same, invalid_parameter.
    static Result<CertificateContext*> find(const CERT_CONTEXT* context) noexcept;

    void add_reference() noexcept { references_.fetch_add(1, std::memory_order_relaxed); }
    // The last one destroys the object.
    void drop_reference() noexcept;

    Bytes encoded() const { return encoded_; }
    const x509::Certificate& certificate() const { return certificate_; }
    CertificateProperties& properties() { return properties_; }

 private:
    // What the caller's pointer points to, first.
    struct Head {
        CERT_CONTEXT context;
        CERT_INFO info;
        std::uint64_t magic;
        CertificateContext* object;
    };

    CertificateContext(DWORD encoding, Buffer encoded, const x509::Certificate& certificate);
    ~CertificateContext();
    void fill_info();
    LPSTR text_of(const ObjectIdentifier& id);
    CRYPT_ALGORITHM_IDENTIFIER algorithm_of(const x509::AlgorithmIdentifier& algorithm);

    Head head_{};
    Buffer encoded_;
    x509::Certificate certificate_;  // views of encoded_
    Buffer serial_number_;
    std::vector<std::unique_ptr<char[]>> texts_;
    std::vector<CERT_EXTENSION> extensions_;
    CertificateProperties properties_;
    std::atomic<std::uint32_t> references_{1};
};

}  // namespace secur32::api
