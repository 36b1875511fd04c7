// PKCS#8 and what is in it, read and written here rather than by libcrypto, which leaves copies of
// secrets in freed memory and reads more than DER.
//
//   PrivateKeyInfo ::= SEQUENCE {                             RFC 5208 5; RFC 5958 2 adds v2 and
//     version              INTEGER { v1(0), v2(1) },          publicKey
//     privateKeyAlgorithm  AlgorithmIdentifier,
//     privateKey           OCTET STRING,
//     attributes       [0] IMPLICIT SET OPTIONAL,
//     publicKey        [1] IMPLICIT BIT STRING OPTIONAL }
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/big_number.h"
#include "sslprovider/crypto/encrypted_key_info.h"
#include "sslprovider/crypto/key_parts.h"
#include "sslprovider/crypto/rsa_arithmetic.h"
#include "sslprovider/crypto/secret_der.h"

namespace secur32::crypto {
namespace {

constexpr std::uint8_t kV1 = 0, kV2 = 1;
constexpr std::uint8_t kTwoPrimes = 0;  // RSAPrivateKey.version
constexpr std::uint8_t kEcVersion = 1;

Status malformed() { return trace::because(Status::bad_data, "ssl: not a private key's encoding"); }

Status refused() {
    ERR_clear_error();
    return trace::because(Status::internal_error, "ssl: libcrypto refuses a private key");
}

// ---- Reading ------------------------------------------------------------------------------------

// RFC 5958 2: publicKey is what SubjectPublicKeyInfo has as subjectPublicKey.
Status check_public_half(const PublicKey& key, Bytes stated) {
    if (stated.empty()) return Status::ok;
    TRY_ASSIGN(const Buffer info, key.subject_public_key_info());
    DerBits own_half;
    DerReader in(info);
    in.nested(DerTag::sequence, [&](DerReader& parts) {
        parts.any();
        own_half = parts.bit_string();
    });
    if (std::ranges::equal(own_half.octets, stated)) return Status::ok;
    return trace::because(Status::bad_key, "ssl: the halves of a key are of two");
}

SecureBytes secret_integer(DerReader& in) { return SecureBytes(unsigned_integer(in)); }

// RSAPrivateKey ::= SEQUENCE { version, n, e, d, p, q, dP, dQ, qInv, OtherPrimeInfos OPTIONAL }
Result<PublicKey> read_rsa(const KeyIdentifier& identifier, Bytes der) {
    RsaPrivateNumbers numbers;
    std::uint8_t version = 0;
    DerReader in(der);
    in.nested(DerTag::sequence, [&](DerReader& key) {
        version = key.small_integer();
        numbers.open.modulus = buffer_of(unsigned_integer(key));
        numbers.open.public_exponent = buffer_of(unsigned_integer(key));
        for (SecureBytes* const number :
             {&numbers.private_exponent, &numbers.prime1, &numbers.prime2, &numbers.exponent1,
              &numbers.exponent2, &numbers.coefficient}) {
            *number = secret_integer(key);
            if (number->empty()) key.fail();
        }
        if (version != kTwoPrimes && key.more()) key.any();
    });
    if (!in.done()) return malformed();
    if (version != kTwoPrimes)
        return trace::because(Status::unsupported_function, "ssl: an RSA key of many primes");
    TRY(complete_rsa(numbers));
    return make_rsa_private(identifier, numbers);
}

struct EcPrivateKey {
    Bytes d, curve, point;
};

// ECPrivateKey ::= SEQUENCE { version INTEGER { ecPrivkeyVer1(1) }, privateKey OCTET STRING,
//                             parameters [0] EXPLICIT OPTIONAL, publicKey [1] EXPLICIT OPTIONAL }
Result<EcPrivateKey> parse_ec(Bytes der) {
    EcPrivateKey out;
    DerReader in(der);
    in.nested(DerTag::sequence, [&](DerReader& key) {
        if (key.small_integer() != kEcVersion) key.fail();
        out.d = key.contents(DerTag::octet_string);
        if (key.next_is(der_explicit(0)))
            key.nested(der_explicit(0), [&](DerReader& curve) { out.curve = curve.any(); });
        if (!key.next_is(der_explicit(1))) return;
        key.nested(der_explicit(1), [&](DerReader& point) {
            const DerBits bits = point.bit_string();
            if (bits.unused_bits != 0) point.fail();
            out.point = bits.octets;
        });
    });
    if (!in.done()) return malformed();
    return out;
}

Result<PublicKey> make_ec(const Curve& curve, const EcPrivateKey& key) {
    // RFC 5915 3: ceiling (log2(n)/8) octets; keys without leading zeros are in use.
    if (key.d.size() > curve.length()) return malformed();
    if (!key.point.empty()) TRY(status_of(import_point(curve, key.point)));
    TRY_ASSIGN(Pkey pair, import_pair(curve, key.d, key.point));
    return ec_key(curve, std::move(pair));
}

Result<const Curve*> read_curve(Bytes parameters) {
    DerReader in(parameters);
    if (in.next_is(DerTag::sequence))
        return trace::because(Status::unsupported_function, "ssl: an EC key with a curve by value");
    const ObjectIdentifier id = in.object_identifier();
    if (!in.done()) return malformed();
    if (const Curve* const curve = find_curve_by_oid(id.octets)) return curve;
    return trace::because(Status::unsupported_function, "ssl: an EC key on a curve not ours");
}

Result<PublicKey> read_ec(const KeyIdentifier& identifier, Bytes der) {
    TRY_ASSIGN(const EcPrivateKey key, parse_ec(der));
    if (!key.curve.empty()) {
        TRY_ASSIGN(const Curve* const curve, read_curve(key.curve));
        if (curve != identifier.curve) return malformed();
    }
    return make_ec(*identifier.curve, key);
}

// RFC 8410 7: CurvePrivateKey ::= OCTET STRING
Result<PublicKey> read_ed25519(const KeyIdentifier&, Bytes der) {
    DerReader in(der);
    const Bytes seed = in.contents(DerTag::octet_string);
    if (!in.done() || seed.size() != kEd25519Length) return malformed();
    Pkey key =
        own(EVP_PKEY_new_raw_private_key_ex(nullptr, "ED25519", nullptr, seed.data(), seed.size()));
    if (!key) return refused();
    return PublicKey(std::move(key), KeyAlgorithm::ed25519, NamedGroup::none, kEd25519Bits);
}

// No RFC says it, all write it: the private number x as an INTEGER.
Result<PublicKey> read_dsa(const KeyIdentifier& identifier, Bytes der) {
    DerReader in(der);
    const SecureBytes x = secret_integer(in);
    if (!in.done()) return malformed();
    const DsaGroup& group = identifier.dsa;
    TRY(check_dsa(group));
    TRY_ASSIGN(const Buffer y, dsa_public(group, x.bytes()));
    Pkey key = make_pkey(PkeyType::dsa, PkeyParts::both_halves,
                         {{OSSL_PKEY_PARAM_FFC_P, PkeyNumber{group.p}},
                          {OSSL_PKEY_PARAM_FFC_Q, PkeyNumber{group.q}},
                          {OSSL_PKEY_PARAM_FFC_G, PkeyNumber{group.g}},
                          {OSSL_PKEY_PARAM_PUB_KEY, PkeyNumber{y}},
                          {OSSL_PKEY_PARAM_PRIV_KEY, PkeyNumber{x.bytes()}}});
    if (!key) return refused();
    return PublicKey(std::move(key), KeyAlgorithm::dsa, NamedGroup::none, bit_length(group.p));
}

using ReadKey = Result<PublicKey> (*)(const KeyIdentifier&, Bytes der);
// By KeyAlgorithm.
constexpr std::array<ReadKey, 5> kReaders{read_rsa, read_rsa, read_dsa, read_ec, read_ed25519};

// ---- Writing ------------------------------------------------------------------------------------

using WriteKey = Result<SecureBytes> (*)(const PrivateKey&);

SecureBytes small_integer(std::uint8_t value) { return der_integer(Bytes(&value, 1)); }

Result<SecureBytes> write_rsa(const PrivateKey& key) {
    TRY_ASSIGN(const RsaPrivateNumbers numbers, key.rsa_numbers());
    return der_element(
        DerTag::sequence,
        {small_integer(kTwoPrimes).bytes(), der_integer(numbers.open.modulus).bytes(),
         der_integer(numbers.open.public_exponent).bytes(),
         der_integer(numbers.private_exponent.bytes()).bytes(),
         der_integer(numbers.prime1.bytes()).bytes(), der_integer(numbers.prime2.bytes()).bytes(),
         der_integer(numbers.exponent1.bytes()).bytes(),
         der_integer(numbers.exponent2.bytes()).bytes(),
         der_integer(numbers.coefficient.bytes()).bytes()});
}

Result<SecureBytes> write_dsa(const PrivateKey& key) {
    TRY_ASSIGN(const SecureBytes x, number_of(key.public_key().shared(), OSSL_PKEY_PARAM_PRIV_KEY));
    return der_integer(x.bytes());
}

// RFC 5915 3; the curve stands in the AlgorithmIdentifier.
Result<SecureBytes> write_ec(const PrivateKey& key) {
    constexpr std::array<std::uint8_t, 1> no_unused_bits{};
    TRY_ASSIGN(const EcPrivateNumbers numbers, key.ec_numbers());
    TRY_ASSIGN(const Buffer point,
               uncompressed_point(*find_curve(numbers.open.curve), numbers.open));
    const SecureBytes bits = der_element(DerTag::bit_string, {no_unused_bits, point});
    return der_element(DerTag::sequence,
                       {small_integer(kEcVersion).bytes(),
                        der_element(DerTag::octet_string, {numbers.d.bytes()}).bytes(),
                        der_element(der_explicit(1), {bits.bytes()}).bytes()});
}

Result<SecureBytes> write_ed25519(const PrivateKey& key) {
    Secret<kEd25519Length> seed;
    std::size_t length = seed.size();
    if (EVP_PKEY_get_raw_private_key(key.get(), seed.mutable_bytes().data(), &length) != 1)
        return refused();
    return der_element(DerTag::octet_string, {seed.bytes()});
}

// By KeyAlgorithm.
constexpr std::array<WriteKey, 5> kWriters{write_rsa, write_rsa, write_dsa, write_ec,
                                           write_ed25519};

// The same as in SubjectPublicKeyInfo.
Result<Buffer> algorithm_identifier(const PublicKey& key) {
    TRY_ASSIGN(const Buffer info, key.subject_public_key_info());
    Bytes identifier;
    DerReader in(info);
    in.nested(DerTag::sequence, [&](DerReader& parts) {
        identifier = parts.any();
        parts.any();
    });
    return buffer_of(identifier);
}

bool is_encrypted(Bytes der) {
    DerReader in(der);
    return DerReader(in.contents(DerTag::sequence)).next_is(DerTag::sequence);
}

}  // namespace

Result<PublicKey> read_private_key_info(Bytes der) {
    std::uint8_t version = 0;
    Result<KeyIdentifier> identifier = Status::bad_data;
    Bytes key;
    DerBits stated;
    DerReader in(der);
    in.nested(DerTag::sequence, [&](DerReader& info) {
        version = info.small_integer();
        identifier = read_key_identifier(info);
        key = info.contents(DerTag::octet_string);
        if (info.next_is(der_explicit(0))) info.contents(der_explicit(0));
        if (version == kV2 && info.next_is(der_implicit(1)))
            stated = info.bit_string(der_implicit(1));
    });
    if (!in.done() || version > kV2 || stated.unused_bits != 0) return malformed();
    TRY(identifier);
    const auto index = static_cast<std::size_t>(identifier.value().algorithm);
    TRY_ASSIGN(PublicKey made, kReaders[index](identifier.value(), key));
    TRY(check_public_half(made, stated.octets));
    return made;
}

Result<PublicKey> read_rsa_private_key(Bytes der) { return read_rsa(KeyIdentifier{}, der); }

Result<PublicKey> read_ec_private_key(Bytes der) {
    TRY_ASSIGN(const EcPrivateKey key, parse_ec(der));
    TRY_ASSIGN(const Curve* const curve, read_curve(key.curve));
    return make_ec(*curve, key);
}

Result<PrivateKey> PrivateKey::from_pkcs8(Bytes der, std::optional<Bytes> passphrase) {
    if (!is_encrypted(der)) {
        TRY_ASSIGN(PublicKey key, read_private_key_info(der));
        return PrivateKey(std::move(key));
    }
    TRY_ASSIGN(const SecureBytes plain, decrypt_key_info(der, passphrase));
    Result<PublicKey> key = read_private_key_info(plain.bytes());
    // A wrong passphrase leaves noise where the padding is right by chance.
    if (key.status() == Status::bad_data) return wrong_passphrase();
    TRY(key);
    return PrivateKey(std::move(key).value());
}

Result<SecureBytes> PrivateKey::pkcs8() const {
    TRY_ASSIGN(const Buffer identifier, algorithm_identifier(public_key_));
    TRY_ASSIGN(const SecureBytes key, kWriters[static_cast<std::size_t>(algorithm())](*this));
    return der_element(DerTag::sequence,
                       {small_integer(kV1).bytes(), identifier,
                        der_element(DerTag::octet_string, {key.bytes()}).bytes()});
}

Result<Buffer> PrivateKey::encrypted_pkcs8(Bytes passphrase) const {
    TRY_ASSIGN(const SecureBytes plain, pkcs8());
    return encrypt_key_info(plain.bytes(), passphrase);
}

}  // namespace secur32::crypto
