// The certificates this machine trusts as roots.  Where they are read from:
//
//   SSL_CERT_FILE   a file of PEM certificates
//   SSL_CERT_DIR    folders, with ':' between: of each the files whose names are a hash, as
//                   openssl-rehash(1) makes them (8 hexadecimal digits, ".", a number)
//   neither         /etc/ssl/certs/ca-certificates.crt, and the folder /etc/ssl/certs
//
// Read once and shared; read again when the variables, the file or a folder have changed, which
// is looked at every few seconds.  What is broken or too large is passed over, with a trace line.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "sslprovider/x509/shared_certificate.h"

namespace secur32::x509 {

struct TrustedCertificates {
    std::vector<SharedCertificate> certificates;  // each once
    std::uint64_t generation = 0;                 // another for another set
};

// Never null; empty when nothing can be read.  Any thread.
std::shared_ptr<const TrustedCertificates> machine_roots();

// What machine_roots() asks one of.
class MachineTrust {
 public:
    using Clock = std::chrono::steady_clock;
    explicit MachineTrust(Clock::duration between_looks) : between_looks_(between_looks) {}
    std::shared_ptr<const TrustedCertificates> read();

 private:
    struct Sources {
        std::vector<std::string> files, folders;
        bool operator==(const Sources&) const = default;
    };
    static Sources sources();
    static std::vector<std::uint64_t> marks_of(const Sources& sources);

    const Clock::duration between_looks_;
    std::mutex mutex_;
    Sources sources_;
    std::vector<std::uint64_t> marks_;
    Clock::time_point looked_{};
    std::shared_ptr<const TrustedCertificates> read_;
};

}  // namespace secur32::x509
