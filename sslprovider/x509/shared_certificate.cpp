#include "sslprovider/x509/shared_certificate.h"

#include <algorithm>

namespace secur32::x509 {

Result<SharedCertificate> OwnedCertificate::parse(Bytes der) {
    Octets octets{{der.begin(), der.end()}, {}};
    TRY_ASSIGN(octets.fields, parse_certificate(octets.der));
    // Moving a vector leaves its octets where they are, and with them the views.
    return SharedCertificate(std::make_shared<const OwnedCertificate>(std::move(octets)));
}

OwnedCertificate::OwnedCertificate(Octets octets)
    : der_(std::move(octets.der)), fields_(std::move(octets.fields)) {}

const crypto::Digest& OwnedCertificate::sha1() const {
    std::call_once(sha1_once_, [&] { sha1_ = hash(crypto::HashAlgorithm::sha1, der_); });
    return sha1_;
}

const crypto::Digest& OwnedCertificate::sha256() const {
    std::call_once(sha256_once_, [&] { sha256_ = hash(crypto::HashAlgorithm::sha256, der_); });
    return sha256_;
}

const KnownExtensions& OwnedCertificate::extensions() const {
    std::call_once(extensions_once_, [&] { extensions_ = read_known_extensions(fields_); });
    return extensions_;
}

const Result<crypto::PublicKey>& OwnedCertificate::public_key() const {
    std::call_once(key_once_, [&] {
        key_ = crypto::PublicKey::from_subject_public_key_info(fields_.subject_public_key_info.der);
    });
    return *key_;
}

bool OwnedCertificate::is_self_issued() const {
    return std::ranges::equal(fields_.issuer, fields_.subject);
}

}  // namespace secur32::x509
