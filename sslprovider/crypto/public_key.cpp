// SubjectPublicKeyInfo is read here, not by libcrypto: its decoders cost twenty times as much, take
// locks, and accept more than DER.
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>

#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/big_number.h"
#include "sslprovider/crypto/key_parts.h"
#include "sslprovider/crypto/pkey_context.h"
#include "sslprovider/crypto/rsa_arithmetic.h"

namespace secur32::crypto {
namespace {

Status malformed() { return trace::because(Status::bad_data, "ssl: not a SubjectPublicKeyInfo"); }

Status refused() {
    ERR_clear_error();
    return trace::because(Status::internal_error, "ssl: libcrypto refuses a public key");
}

Status wrong_kind() { return trace::because(Status::bad_type, "ssl: the key has no such numbers"); }

bool is_rsa(KeyAlgorithm algorithm) {
    return algorithm == KeyAlgorithm::rsa || algorithm == KeyAlgorithm::rsa_pss;
}

// RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }: RFC 8017 A.1.1.
Result<PublicKey> read_rsa(const KeyIdentifier& identifier, Bytes contents) {
    RsaPublicNumbers numbers;
    DerReader in(contents);
    in.nested(DerTag::sequence, [&](DerReader& key) {
        numbers.modulus = buffer_of(unsigned_integer(key));
        numbers.public_exponent = buffer_of(unsigned_integer(key));
    });
    if (!in.done()) return malformed();
    TRY(check_rsa(numbers));
    return make_rsa_public(identifier, numbers);
}

// RFC 5480 2.2: the ECPoint is the BIT STRING's contents.
Result<PublicKey> read_ec(const KeyIdentifier& identifier, Bytes contents) {
    TRY_ASSIGN(Pkey key, import_point(*identifier.curve, contents));
    return ec_key(*identifier.curve, std::move(key));
}

// RFC 8410 4.  Whether the octets are a point shows when a signature is checked with it.
Result<PublicKey> read_ed25519(const KeyIdentifier&, Bytes contents) {
    if (contents.size() != kEd25519Length) return malformed();
    Pkey key = own(EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, contents.data(),
                                                  contents.size()));
    if (!key) return refused();
    return PublicKey(std::move(key), KeyAlgorithm::ed25519, NamedGroup::none, kEd25519Bits);
}

// RFC 3279 2.3.2: DSAPublicKey ::= INTEGER
Result<PublicKey> read_dsa(const KeyIdentifier& identifier, Bytes contents) {
    DerReader in(contents);
    const Bytes y = unsigned_integer(in);
    if (!in.done()) return malformed();
    TRY(check_dsa(identifier.dsa));
    TRY(check_dsa_public(identifier.dsa, y));
    Pkey key = make_pkey(PkeyType::dsa, PkeyParts::public_half,
                         {{OSSL_PKEY_PARAM_FFC_P, PkeyNumber{identifier.dsa.p}},
                          {OSSL_PKEY_PARAM_FFC_Q, PkeyNumber{identifier.dsa.q}},
                          {OSSL_PKEY_PARAM_FFC_G, PkeyNumber{identifier.dsa.g}},
                          {OSSL_PKEY_PARAM_PUB_KEY, PkeyNumber{y}}});
    if (!key) return refused();
    return PublicKey(std::move(key), KeyAlgorithm::dsa, NamedGroup::none,
                     bit_length(identifier.dsa.p));
}

using ReadKey = Result<PublicKey> (*)(const KeyIdentifier&, Bytes contents);
// By KeyAlgorithm.
constexpr std::array<ReadKey, 5> kReaders{read_rsa, read_rsa, read_dsa, read_ec, read_ed25519};

struct TypeRow {
    const char* name;  // libcrypto's
    KeyAlgorithm algorithm;
};
constexpr std::array kTypes = {TypeRow{"RSA", KeyAlgorithm::rsa},
                               TypeRow{"RSA-PSS", KeyAlgorithm::rsa_pss},
                               TypeRow{"DSA", KeyAlgorithm::dsa}, TypeRow{"EC", KeyAlgorithm::ec},
                               TypeRow{"ED25519", KeyAlgorithm::ed25519}};

const Curve* curve_of(const evp_pkey_st* key) {
    std::array<char, 64> name{};
    const bool named = EVP_PKEY_get_group_name(key, name.data(), name.size(), nullptr) == 1;
    ERR_clear_error();
    return named ? find_curve_by_name(name.data()) : nullptr;
}

Status no_curve() {
    return trace::because(Status::unsupported_function,
                          "ssl: an EC key on a curve that is not ours");
}

}  // namespace

Result<PublicKey> PublicKey::from_subject_public_key_info(Bytes der) {
    DerReader in(der);
    Result<KeyIdentifier> identifier = Status::bad_data;
    DerBits contents;
    in.nested(DerTag::sequence, [&](DerReader& info) {
        identifier = read_key_identifier(info);
        contents = info.bit_string();
    });
    if (!in.done() || contents.unused_bits != 0) return malformed();
    TRY(identifier);
    const auto index = static_cast<std::size_t>(identifier.value().algorithm);
    return kReaders[index](identifier.value(), contents.octets);
}

Result<PublicKey> PublicKey::from_numbers(const RsaPublicNumbers& numbers,
                                          std::size_t least_bits) {
    RsaPublicNumbers checked = numbers;
    TRY(check_rsa(checked, least_bits));
    return make_rsa_public(KeyIdentifier{}, checked);
}

Result<PublicKey> PublicKey::from_numbers(const EcPublicNumbers& numbers) {
    const Curve* const curve = find_curve(numbers.curve);
    if (curve == nullptr) return no_curve();
    TRY_ASSIGN(const Buffer point, uncompressed_point(*curve, numbers));
    TRY_ASSIGN(Pkey key, import_point(*curve, point));
    return ec_key(*curve, std::move(key));
}

Result<RsaPublicNumbers> PublicKey::rsa_numbers() const {
    if (!is_rsa(algorithm_)) return wrong_kind();
    TRY_ASSIGN(const SecureBytes modulus, number_of(key_, OSSL_PKEY_PARAM_RSA_N));
    TRY_ASSIGN(const SecureBytes exponent, number_of(key_, OSSL_PKEY_PARAM_RSA_E));
    return RsaPublicNumbers{buffer_of(modulus.bytes()), buffer_of(exponent.bytes())};
}

Result<EcPublicNumbers> PublicKey::ec_numbers() const {
    if (algorithm_ != KeyAlgorithm::ec) return wrong_kind();
    const std::size_t length = find_curve(curve_)->length();
    TRY_ASSIGN(const SecureBytes x, number_of(key_, OSSL_PKEY_PARAM_EC_PUB_X, length));
    TRY_ASSIGN(const SecureBytes y, number_of(key_, OSSL_PKEY_PARAM_EC_PUB_Y, length));
    return EcPublicNumbers{curve_, buffer_of(x.bytes()), buffer_of(y.bytes())};
}

Result<Buffer> PublicKey::subject_public_key_info() const {
    const int length = i2d_PUBKEY(key_.get(), nullptr);
    if (length <= 0) return refused();
    Buffer der(static_cast<std::size_t>(length));
    unsigned char* at = der.data();
    return i2d_PUBKEY(key_.get(), &at) == length ? Result(std::move(der)) : refused();
}

bool operator==(const PublicKey& a, const PublicKey& b) {
    if (a.key_ == b.key_) return true;
    if (!a.key_ || !b.key_ || a.algorithm_ != b.algorithm_) return false;
    const bool equal = EVP_PKEY_eq(a.key_.get(), b.key_.get()) == 1;
    ERR_clear_error();
    return equal;
}

Result<PublicKey> PublicKey::adopt(std::shared_ptr<evp_pkey_st> key) {
    const auto row = std::ranges::find_if(
        kTypes, [&](const TypeRow& each) { return EVP_PKEY_is_a(key.get(), each.name) == 1; });
    if (row == kTypes.end())
        return trace::because(Status::unsupported_function, "ssl: a key of no kind of ours");
    if (row->algorithm == KeyAlgorithm::ec) {
        const Curve* const curve = curve_of(key.get());
        if (curve == nullptr) return no_curve();
        return ec_key(*curve, std::move(key));
    }
    const auto bits = static_cast<std::size_t>(EVP_PKEY_get_bits(key.get()));
    if (is_rsa(row->algorithm) && (bits < kMinRsaBits || bits > kMaxRsaBits))
        return trace::because(Status::bad_key, "ssl: an RSA modulus too short or too long");
    return PublicKey(std::move(key), row->algorithm, NamedGroup::none, bits);
}

}  // namespace secur32::crypto
