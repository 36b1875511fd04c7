// The certificates this machine trusts as roots: SSL_CERT_FILE and SSL_CERT_DIR, or
// /etc/ssl/certs.  Read once and shared; read again when the files have changed, which is looked at
// now and then.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "sslprovider/x509/shared_certificate.h"

namespace secur32::x509 {

struct TrustedCertificates {
    std::vector<SharedCertificate> certificates;  // each once
    std::uint64_t generation = 0;                 // another for another set
};

// Never null; empty when nothing can be read.  Any thread.
std::shared_ptr<const TrustedCertificates> machine_roots();

}  // namespace secur32::x509
