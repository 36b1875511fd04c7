// One row for each signature algorithm: RFC 3279 2.2, RFC 4055 5, RFC 5758 3, RFC 8410 3, and what
// OIW called them before.  Not here: SHA-224 and MD2, which nothing here computes.
#include "sslprovider/x509/signed_data.h"

#include <algorithm>
#include <array>
#include <string>

#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/signature.h"
#include "sslprovider/x509/productions.h"
#include "sslprovider/x509/shared_certificate.h"

namespace secur32::x509 {
namespace {

using crypto::HashAlgorithm;
using crypto::KeyAlgorithm;

constexpr std::array kAlgorithms = {
    SignatureAlgorithm{"1.2.840.113549.1.1.4", HashAlgorithm::md5, KeyAlgorithm::rsa},
    SignatureAlgorithm{"1.3.14.3.2.3", HashAlgorithm::md5, KeyAlgorithm::rsa},
    SignatureAlgorithm{"1.2.840.113549.1.1.5", HashAlgorithm::sha1, KeyAlgorithm::rsa},
    SignatureAlgorithm{"1.3.14.3.2.29", HashAlgorithm::sha1, KeyAlgorithm::rsa},
    SignatureAlgorithm{"1.2.840.113549.1.1.11", HashAlgorithm::sha256, KeyAlgorithm::rsa},
    SignatureAlgorithm{"1.2.840.113549.1.1.12", HashAlgorithm::sha384, KeyAlgorithm::rsa},
    SignatureAlgorithm{"1.2.840.113549.1.1.13", HashAlgorithm::sha512, KeyAlgorithm::rsa},
    SignatureAlgorithm{"1.2.840.10040.4.3", HashAlgorithm::sha1, KeyAlgorithm::dsa},
    SignatureAlgorithm{"1.3.14.3.2.27", HashAlgorithm::sha1, KeyAlgorithm::dsa},
    SignatureAlgorithm{"2.16.840.1.101.3.4.3.2", HashAlgorithm::sha256, KeyAlgorithm::dsa},
    SignatureAlgorithm{"1.2.840.10045.4.1", HashAlgorithm::sha1, KeyAlgorithm::ec},
    SignatureAlgorithm{"1.2.840.10045.4.3.2", HashAlgorithm::sha256, KeyAlgorithm::ec},
    SignatureAlgorithm{"1.2.840.10045.4.3.3", HashAlgorithm::sha384, KeyAlgorithm::ec},
    SignatureAlgorithm{"1.2.840.10045.4.3.4", HashAlgorithm::sha512, KeyAlgorithm::ec},
    SignatureAlgorithm{"1.3.101.112", HashAlgorithm::none, KeyAlgorithm::ed25519},
};
constexpr std::string_view kPss = "1.2.840.113549.1.1.10";
constexpr std::string_view kMgf1 = "1.2.840.113549.1.1.8";

struct HashRow {
    std::string_view oid;
    HashAlgorithm hash;
};
constexpr std::array kHashes = {
    HashRow{"1.2.840.113549.2.5", HashAlgorithm::md5},
    HashRow{"1.3.14.3.2.26", HashAlgorithm::sha1},
    HashRow{"2.16.840.1.101.3.4.2.1", HashAlgorithm::sha256},
    HashRow{"2.16.840.1.101.3.4.2.2", HashAlgorithm::sha384},
    HashRow{"2.16.840.1.101.3.4.2.3", HashAlgorithm::sha512},
};

Status unknown_algorithm(std::string_view oid) {
    return trace::because(Status::unsupported_function, "x509: no such algorithm here", oid);
}

Status bad_parameters(std::string_view oid) {
    return trace::because(Status::bad_data, "x509: bad parameters of an algorithm", oid);
}

// RFC 4055 2.1: "Implementations MUST accept the parameters being absent as well as present" (as
// NULL).  RFC 5758 3 wants them absent for DSA and ECDSA, which signers do not all obey.
bool absent_or_null(Bytes parameters) {
    DerReader in(parameters);
    return parameters.empty() || (in.contents(DerTag{0x05}).empty() && in.done());
}

AlgorithmIdentifier read_default(DerReader& in, unsigned number) {
    AlgorithmIdentifier out;
    if (in.next_is(der_explicit(number)))
        in.nested(der_explicit(number), [&](DerReader& inner) { out = read_algorithm(inner); });
    return out;
}

Result<HashAlgorithm> hash_of(const AlgorithmIdentifier& algorithm) {
    if (algorithm.algorithm.octets.empty()) return HashAlgorithm::sha1;  // the DEFAULT
    const std::string oid = algorithm.algorithm.text();
    const auto* const row = std::ranges::find(kHashes, oid, &HashRow::oid);
    if (row == kHashes.end()) return unknown_algorithm(oid);
    if (!absent_or_null(algorithm.parameters)) return bad_parameters(oid);
    return row->hash;
}

//   maskGenAlgorithm  [1] MaskGenAlgorithm DEFAULT mgf1SHA1Identifier      (RFC 4055 3.1)
Result<HashAlgorithm> mask_hash_of(const AlgorithmIdentifier& mask) {
    if (mask.algorithm.octets.empty()) return HashAlgorithm::sha1;
    const std::string oid = mask.algorithm.text();
    if (oid != kMgf1) return unknown_algorithm(oid);
    DerReader in(mask.parameters);
    const AlgorithmIdentifier hash = read_algorithm(in);
    if (!in.done()) return bad_parameters(oid);
    return hash_of(hash);
}

//   RSASSA-PSS-params  ::=  SEQUENCE  {
//        hashAlgorithm      [0] HashAlgorithm DEFAULT sha1Identifier,
//        maskGenAlgorithm   [1] MaskGenAlgorithm DEFAULT mgf1SHA1Identifier,
//        saltLength         [2] INTEGER DEFAULT 20,
//        trailerField       [3] INTEGER DEFAULT 1  }                       (RFC 4055 3.1)
Result<SignatureAlgorithm> pss_of(Bytes parameters) {
    AlgorithmIdentifier hash, mask;
    std::uint8_t salt_length = 20, trailer = 1;
    DerReader in(parameters);
    in.nested(DerTag::sequence, [&](DerReader& pss) {
        hash = read_default(pss, 0);
        mask = read_default(pss, 1);
        const auto number = [](std::uint8_t& out) {
            return [&out](DerReader& inner) { out = inner.small_integer(); };
        };
        if (pss.next_is(der_explicit(2))) pss.nested(der_explicit(2), number(salt_length));
        if (pss.next_is(der_explicit(3))) pss.nested(der_explicit(3), number(trailer));
    });
    if (!in.done()) return bad_parameters(kPss);
    // "The value MUST be 1, which represents the trailer field with hexadecimal value 0xBC."
    if (trailer != 1) return unknown_algorithm(kPss);
    SignatureAlgorithm out{kPss, HashAlgorithm::none, KeyAlgorithm::rsa, true, salt_length};
    TRY_ASSIGN(out.hash, hash_of(hash));
    TRY_ASSIGN(out.mask_hash, mask_hash_of(mask));
    return out;
}

bool suits(const SignatureAlgorithm& algorithm, const crypto::PublicKey& key) {
    return key.algorithm() == algorithm.key ||
           (algorithm.pss && key.algorithm() == KeyAlgorithm::rsa_pss);
}

crypto::SignatureForm form_of(const SignatureAlgorithm& algorithm) {
    return {algorithm.hash, algorithm.pss ? crypto::RsaPadding::pss : crypto::RsaPadding::pkcs1,
            algorithm.salt_length, algorithm.mask_hash};
}

Status bad_signature(std::string_view reason) {
    return trace::because(Status::bad_signature, reason);
}

}  // namespace

Result<SignedData> parse_signed_data(Bytes der) {
    SignedData out;
    DerReader in(der);
    in.nested(DerTag::sequence, [&](DerReader& data) {
        out.to_be_signed = data.any();
        out.algorithm = read_algorithm(data);
        out.signature = data.bit_string();
    });
    if (!in.done()) return trace::because(Status::bad_data, "x509: no signed data in DER");
    return out;
}

Result<SignatureAlgorithm> signature_algorithm(const AlgorithmIdentifier& algorithm) {
    const std::string oid = algorithm.algorithm.text();
    if (oid == kPss) return pss_of(algorithm.parameters);
    const auto* const row = std::ranges::find(kAlgorithms, oid, &SignatureAlgorithm::oid);
    if (row == kAlgorithms.end()) return unknown_algorithm(oid);
    if (!absent_or_null(algorithm.parameters)) return bad_parameters(oid);
    return *row;
}

Status verify_signed_data(const SignedData& data, const crypto::PublicKey& key) {
    TRY_ASSIGN(const SignatureAlgorithm algorithm, signature_algorithm(data.algorithm));
    if (!suits(algorithm, key)) return bad_signature("x509: the key is no key of the signature's");
    if (data.signature.unused_bits != 0) return bad_signature("x509: a signature of odd bits");
    const Status status =
        crypto::verify_message(key, form_of(algorithm), data.to_be_signed, data.signature.octets);
    // A form that the key cannot have: no signature of this key's is one.
    return status == Status::ok ? status : Status::bad_signature;
}

Result<Buffer> sign_data(Bytes to_be_signed, const AlgorithmIdentifier& identifier,
                         const crypto::PrivateKey& key) {
    TRY_ASSIGN(const SignatureAlgorithm algorithm, signature_algorithm(identifier));
    if (!suits(algorithm, key.public_key()))
        return trace::because(Status::bad_algorithm, "x509: the key signs with another algorithm");
    Result<Buffer> signature = crypto::sign_message(key, form_of(algorithm), to_be_signed);
    // A form that the key cannot have.
    if (signature.status() == Status::invalid_parameter) return Status::bad_algorithm;
    return signature;
}

Status verify_issued(const OwnedCertificate& subject, const OwnedCertificate& issuer) {
    const Result<crypto::PublicKey>& key = issuer.public_key();
    if (!key.ok()) return key.status();
    const Certificate& fields = subject.fields();
    return verify_signed_data({fields.tbs_certificate, fields.signature, fields.signature_value},
                              key.value());
}

}  // namespace secur32::x509
