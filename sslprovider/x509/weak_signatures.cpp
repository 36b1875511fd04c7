#include "sslprovider/x509/weak_signatures.h"

#include <algorithm>
#include <array>

#include "sslprovider/x509/signed_data.h"

namespace secur32::x509 {
namespace {

// md2WithRSAEncryption, md4WithRSAEncryption and OIW's names of the same.
constexpr std::array<std::string_view, 5> kBroken = {"1.2.840.113549.1.1.2", "1.2.840.113549.1.1.3",
                                                     "1.3.14.3.2.2", "1.3.14.3.2.4",
                                                     "1.3.14.3.2.24"};

}  // namespace

bool is_broken(const AlgorithmIdentifier& algorithm) {
    const Result<SignatureAlgorithm> known = signature_algorithm(algorithm);
    if (!known.ok()) return std::ranges::find(kBroken, algorithm.algorithm.text()) != kBroken.end();
    return known.value().hash == crypto::HashAlgorithm::md5;
}

bool has_weak_signature(const OwnedCertificate& certificate, const Strength& strength) {
    const AlgorithmIdentifier& algorithm = certificate.fields().signature;
    const Result<SignatureAlgorithm> known = signature_algorithm(algorithm);
    if (!known.ok()) return std::ranges::find(kBroken, algorithm.algorithm.text()) != kBroken.end();
    using crypto::HashAlgorithm;
    const HashAlgorithm hash = known.value().hash;
    if (hash == HashAlgorithm::none) return false;  // Ed25519
    if (hash == HashAlgorithm::md5) return true;
    if (hash == HashAlgorithm::sha1 && strength.refuse_sha1) return true;
    const Strength::Allowed used{known.value().key, hash};
    return !strength.allowed.empty() &&
           std::ranges::find(strength.allowed, used) == strength.allowed.end();
}

bool has_weak_key(const OwnedCertificate& certificate, const Strength& strength) {
    const Result<crypto::PublicKey>& key = certificate.public_key();
    if (!key.ok()) return false;  // nothing that it signs will verify
    using crypto::KeyAlgorithm;
    const KeyAlgorithm algorithm = key.value().algorithm();
    const bool elliptic = algorithm == KeyAlgorithm::ec || algorithm == KeyAlgorithm::ed25519;
    return key.value().bits() < (elliptic ? strength.least_ec_bits : strength.least_rsa_bits);
}

}  // namespace secur32::x509
