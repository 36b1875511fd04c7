// What certificates, CRLs and OCSP responses have in common: octets, an AlgorithmIdentifier and a
// signature over the octets (RFC 5280 4.1.1, RFC 3279 2.2, RFC 4055, RFC 5758, RFC 8410).
#pragma once

#include <string_view>

#include "sslprovider/base/der.h"
#include "sslprovider/crypto/hash.h"
#include "sslprovider/crypto/keys.h"
#include "sslprovider/x509/certificate.h"

namespace secur32::x509 {

//   SIGNED{ToBeSigned} ::= SEQUENCE { toBeSigned, AlgorithmIdentifier, BIT STRING }
struct SignedData {
    Bytes to_be_signed;  // header and contents
    AlgorithmIdentifier algorithm;
    DerBits signature;
};
Result<SignedData> parse_signed_data(Bytes der);

// How a signature algorithm works: the table of the RFCs above, one row each.
struct SignatureAlgorithm {
    std::string_view oid;
    crypto::HashAlgorithm hash = crypto::HashAlgorithm::none;  // none: the key hashes (Ed25519)
    crypto::KeyAlgorithm key = crypto::KeyAlgorithm::rsa;
    bool pss = false;
    std::size_t salt_length = 0;                                    // of PSS, as what follows
    crypto::HashAlgorithm mask_hash = crypto::HashAlgorithm::none;  // MGF1's
};
// unsupported_function for one that is not in the table (MD2, MD4: weak), or PSS parameters that
// are none of RFC 4055's usual ones; bad_data for parameters that are not those of the algorithm.
Result<SignatureAlgorithm> signature_algorithm(const AlgorithmIdentifier& algorithm);

// bad_signature when it does not verify, or the key is of another kind; unsupported_function,
// bad_data as above.
Status verify_signed_data(const SignedData& data, const crypto::PublicKey& key);

// The signature over the octets.  bad_algorithm when the key is of another kind, or too short;
// unsupported_function, bad_data as above.
Result<Buffer> sign_data(Bytes to_be_signed, const AlgorithmIdentifier& algorithm,
                         const crypto::PrivateKey& key);

// verify_signed_data for a certificate and the one that issued it: the key alone, no name and no
// extension.
class OwnedCertificate;
Status verify_issued(const OwnedCertificate& subject, const OwnedCertificate& issuer);

}  // namespace secur32::x509
