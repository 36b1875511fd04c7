// Keys in libcrypto's own encodings, and DER that no library would write.
#pragma once

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <string>

#include "test/support/der_writer.h"
#include "test/unit/sslprovider/crypto/foreign_keys.h"

namespace secur32::crypto::foreign {

using test::tlv;
using test::operator+;

inline Buffer taken(unsigned char* octets, int length) {
    if (length <= 0) throw std::runtime_error("libcrypto does not encode");
    Buffer out(octets, octets + length);
    OPENSSL_free(octets);
    return out;
}

inline Buffer foreign_spki(const EVP_PKEY* key) {
    unsigned char* der = nullptr;
    const int length = i2d_PUBKEY(key, &der);
    return taken(der, length);
}

inline Buffer foreign_pkcs8(EVP_PKEY* key) {
    unsigned char* der = nullptr;
    const int length = ForeignKey::write_pkcs8(key, &der);
    return taken(der, length);
}

// Big-endian, padded to length.
inline Buffer foreign_number(const EVP_PKEY* key, const char* name, std::size_t length = 0) {
    BIGNUM* number = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &number) != 1)
        throw std::runtime_error("libcrypto does not tell a number");
    const auto own = static_cast<std::size_t>(BN_num_bytes(number));
    Buffer octets(length == 0 ? own : length);
    BN_bn2binpad(number, octets.data(), static_cast<int>(octets.size()));
    BN_clear_free(number);
    return octets;
}

inline const ForeignKey& p384() {
    static const ForeignKey key(EVP_EC_gen("P-384"));
    return key;
}
inline const ForeignKey& small_rsa() {
    static const ForeignKey key(EVP_RSA_gen(512));
    return key;
}
inline const ForeignKey& any_pss() {
    static const ForeignKey key(generate("RSA-PSS", [](EVP_PKEY_CTX* context) {
        return EVP_PKEY_CTX_set_rsa_keygen_bits(context, 1024);
    }));
    return key;
}

struct NamedKey {
    const char* name;
    const ForeignKey& (*key)();
    KeyAlgorithm algorithm;
    NamedGroup curve;
    std::size_t bits;
};
inline const NamedKey kNamedKeys[] = {
    {"RSA", rsa, KeyAlgorithm::rsa, NamedGroup::none, 2048},
    {"SmallRSA", small_rsa, KeyAlgorithm::rsa, NamedGroup::none, 512},
    {"AnyPSS", any_pss, KeyAlgorithm::rsa_pss, NamedGroup::none, 1024},
    {"RestrictedPSS", restricted_pss, KeyAlgorithm::rsa_pss, NamedGroup::none, 2048},
    {"DSA", dsa, KeyAlgorithm::dsa, NamedGroup::none, 1024},
    {"P256", p256, KeyAlgorithm::ec, NamedGroup::secp256r1, 256},
    {"P384", p384, KeyAlgorithm::ec, NamedGroup::secp384r1, 384},
    {"P521", p521, KeyAlgorithm::ec, NamedGroup::secp521r1, 521},
    {"Ed25519", ed25519, KeyAlgorithm::ed25519, NamedGroup::none, 256},
};

// ---- Parts of encodings -------------------------------------------------------------------------

inline Buffer oid(std::initializer_list<std::uint8_t> contents) {
    return tlv(0x06, Buffer(contents));
}
inline Buffer rsa_oid() { return oid({0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 1}); }
inline Buffer pss_oid() { return oid({0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 10}); }
inline Buffer ec_oid() { return oid({0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1}); }
inline Buffer dsa_oid() { return oid({0x2A, 0x86, 0x48, 0xCE, 0x38, 4, 1}); }
inline Buffer p256_oid() { return oid({0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7}); }
inline Buffer p384_oid() { return oid({0x2B, 0x81, 4, 0, 0x22}); }
inline Buffer ed25519_oid() { return oid({0x2B, 0x65, 0x70}); }
inline Buffer null() { return {5, 0}; }

// A non-negative INTEGER.
inline Buffer integer(const Buffer& number) {
    const bool needs_zero = number.empty() || (number.front() & 0x80) != 0;
    return tlv(0x02, (needs_zero ? Buffer{0} : Buffer{}) + number);
}
inline Buffer bits(const Buffer& octets) { return tlv(0x03, Buffer{0} + octets); }
inline Buffer spki(std::initializer_list<Buffer> identifier, const Buffer& contents) {
    return tlv(0x30, {tlv(0x30, identifier), bits(contents)});
}
inline Buffer rsa_spki(const Buffer& modulus, const Buffer& exponent) {
    return spki({rsa_oid(), null()}, tlv(0x30, {integer(modulus), integer(exponent)}));
}

// ---- What every reader must stand ---------------------------------------------------------------

// Cut anywhere or with an octet more: bad_data.
template <typename Read>
void expect_exact_length(const Buffer& der, Read read) {
    for (std::size_t length = 0; length < der.size(); ++length)
        EXPECT_EQ(read(Bytes(der).first(length)).status(), Status::bad_data) << length;
    EXPECT_EQ(read(Bytes(der + Buffer{0})).status(), Status::bad_data);
    EXPECT_EQ(read(Bytes(der + der)).status(), Status::bad_data);
}

// Each octet inverted: nothing to expect but an answer, and no error left behind.
template <typename Read>
std::size_t flip_every_octet(const Buffer& der, Read read) {
    std::size_t refused = 0;
    for (std::size_t at = 0; at < der.size(); ++at) {
        Buffer changed = der;
        changed[at] = static_cast<std::uint8_t>(~changed[at]);
        if (!read(Bytes(changed)).ok()) ++refused;
        EXPECT_EQ(ERR_peek_error(), 0u) << at;
    }
    return refused;
}

inline Buffer copy(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

class KeysTest : public testing::Test {
 protected:
    void SetUp() override { ERR_clear_error(); }
    void TearDown() override { EXPECT_EQ(ERR_peek_error(), 0u); }
};
class EveryKey : public KeysTest, public testing::WithParamInterface<NamedKey> {
 protected:
    static EVP_PKEY* foreign_key() { return GetParam().key().foreign.get(); }
    static const PrivateKey& ours() { return *GetParam().key().ours; }
};
inline std::string key_name(const testing::TestParamInfo<NamedKey>& each) {
    return each.param.name;
}

}  // namespace secur32::crypto::foreign
