// A certificate with its octets, parsed once: what contexts, stores, chains and credentials share.
// Immutable; any thread.  What takes work (hashes, extensions, the key) is done when it is first
// asked for, and kept.
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "sslprovider/crypto/hash.h"
#include "sslprovider/crypto/keys.h"
#include "sslprovider/x509/certificate.h"
#include "sslprovider/x509/extensions.h"

namespace secur32::x509 {

class OwnedCertificate;
using SharedCertificate = std::shared_ptr<const OwnedCertificate>;

class OwnedCertificate {
 public:
    // Copies der.  bad_data as parse_certificate.
    static Result<SharedCertificate> parse(Bytes der);

    Bytes der() const { return der_; }
    const Certificate& fields() const { return fields_; }

    const crypto::Digest& sha1() const;
    const crypto::Digest& sha256() const;
    const KnownExtensions& extensions() const;
    // The key the certificate is about, imported from SubjectPublicKeyInfo; failures as
    // PublicKey::from_subject_public_key_info.
    const Result<crypto::PublicKey>& public_key() const;
    // Whether issuer and subject are the same octets.
    bool is_self_issued() const;

    // For parse().
    struct Octets {
        Buffer der;
        Certificate fields;  // views of der
    };
    explicit OwnedCertificate(Octets octets);
    OwnedCertificate(const OwnedCertificate&) = delete;
    OwnedCertificate& operator=(const OwnedCertificate&) = delete;

 private:
    Buffer der_;
    Certificate fields_;
    mutable std::once_flag sha1_once_, sha256_once_, extensions_once_, key_once_;
    mutable crypto::Digest sha1_, sha256_;
    mutable KnownExtensions extensions_;
    mutable std::optional<Result<crypto::PublicKey>> key_;
};

}  // namespace secur32::x509
