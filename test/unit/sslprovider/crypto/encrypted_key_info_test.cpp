// PKCS#8 under a passphrase: what libcrypto encrypted is read, what is written libcrypto reads, and
// no parameter from outside costs more than seconds.
#include "sslprovider/crypto/encrypted_key_info.h"

#include <gtest/gtest.h>
#include <openssl/objects.h>
#include <openssl/pkcs12.h>

#include <chrono>

#include "test/support/vectors.h"
#include "test/unit/sslprovider/crypto/key_encodings.h"

namespace secur32::crypto {
namespace {

using namespace foreign;
using test::hex;
using test::to_hex;

constexpr std::string_view kPassphrase = "correct horse \xC3\xA4\xE2\x82\xAC";

class EncryptedKeyTest : public KeysTest {};

Buffer encoded(X509_SIG* encrypted) {
    unsigned char* der = nullptr;
    const int length = i2d_X509_SIG(encrypted, &der);
    X509_SIG_free(encrypted);
    return taken(der, length);
}

// libcrypto's encryption by any algorithm.
Buffer encrypted_with(X509_ALGOR* algorithm, const ForeignKey& key = p256(),
                      std::string_view passphrase = kPassphrase) {
    PKCS8_PRIV_KEY_INFO* const info = EVP_PKEY2PKCS8(key.foreign.get());
    X509_SIG* const encrypted =
        PKCS8_set0_pbe(passphrase.data(), static_cast<int>(passphrase.size()), info, algorithm);
    PKCS8_PRIV_KEY_INFO_free(info);
    if (encrypted == nullptr) throw std::runtime_error("libcrypto does not encrypt");
    return encoded(encrypted);
}

X509_ALGOR* pbes2(const EVP_CIPHER* cipher, int prf) {
    return PKCS5_pbe2_set_iv(cipher, 1000, nullptr, 16, nullptr, prf);
}
Buffer small_encrypted() { return encrypted_with(pbes2(EVP_aes_256_cbc(), NID_hmacWithSHA256)); }

Status read(const Buffer& der, std::string_view passphrase = kPassphrase) {
    return PrivateKey::from_pkcs8(der, text(passphrase)).status();
}

TEST_F(EncryptedKeyTest, EveryEncryptionOfTheDefaultProviderIsRead) {
    std::vector<X509_ALGOR*> algorithms;
    for (const EVP_CIPHER* const cipher :
         {EVP_aes_128_cbc(), EVP_aes_192_cbc(), EVP_aes_256_cbc(), EVP_des_ede3_cbc()})
        for (const int prf :
             {NID_hmacWithSHA1, NID_hmacWithSHA256, NID_hmacWithSHA384, NID_hmacWithSHA512})
            algorithms.push_back(pbes2(cipher, prf));
    algorithms.push_back(
        PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), nullptr, 16, nullptr, 1024, 8, 1));
    for (const int old :
         {NID_pbe_WithSHA1And3_Key_TripleDES_CBC, NID_pbe_WithSHA1And2_Key_TripleDES_CBC})
        algorithms.push_back(PKCS5_pbe_set(old, 1000, nullptr, 8));
    for (X509_ALGOR* const algorithm : algorithms) {
        const auto key = PrivateKey::from_pkcs8(encrypted_with(algorithm), text(kPassphrase));
        ASSERT_TRUE(key.ok());
        EXPECT_EQ(key.value().public_key(), p256().open());
    }
    EXPECT_EQ(algorithms.size(), 19u);
}

TEST_F(EncryptedKeyTest, EveryKindOfKeyIsRead) {
    for (const NamedKey& each : kNamedKeys) {
        const Buffer der = encrypted_with(pbes2(EVP_aes_128_cbc(), NID_hmacWithSHA1), each.key());
        EXPECT_EQ(PrivateKey::from_pkcs8(der, text(kPassphrase)).value().public_key(),
                  each.key().open())
            << each.name;
    }
}

TEST_F(EncryptedKeyTest, PassphrasesMayBeEmptyButNotMissing) {
    const Buffer der = encrypted_with(pbes2(EVP_aes_256_cbc(), NID_hmacWithSHA256), p256(), "");
    EXPECT_EQ(read(der, ""), Status::ok);
    EXPECT_EQ(PrivateKey::from_pkcs8(der, Bytes()).status(), Status::ok);
    EXPECT_EQ(read(der, "x"), Status::bad_passphrase);
    EXPECT_EQ(PrivateKey::from_pkcs8(der).status(), Status::bad_passphrase);
}

TEST_F(EncryptedKeyTest, WrongPassphrasesAreToldAsSuch) {
    for (X509_ALGOR* const algorithm :
         {pbes2(EVP_aes_256_cbc(), NID_hmacWithSHA256),
          PKCS5_pbe_set(NID_pbe_WithSHA1And3_Key_TripleDES_CBC, 1000, nullptr, 8)}) {
        const Buffer der = encrypted_with(algorithm);
        // Among so many, some leave right padding behind.
        for (int i = 0; i < 600; ++i)
            EXPECT_EQ(read(der, "wrong " + std::to_string(i)), Status::bad_passphrase) << i;
        EXPECT_EQ(read(der, std::string(2'000'000, 'x')), Status::bad_passphrase);
    }
}

// DES, RC2 and RC4 are in libcrypto's legacy provider only.
TEST_F(EncryptedKeyTest, EncryptionsWithoutImplementationAreNotSupported) {
    const Buffer salt_and_rounds = tlv(0x30, {tlv(0x04, Buffer(8, 1)), integer({0x08, 0})});
    const std::initializer_list<std::uint8_t> pkcs5{0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 5, 3},
        pkcs12_rc4{0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 12, 1, 1},
        pkcs12_rc2{0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 12, 1, 6}, nothing{0x2A, 3};
    for (const auto& id : {pkcs5, pkcs12_rc4, pkcs12_rc2, nothing}) {
        const Buffer der =
            tlv(0x30, {tlv(0x30, {oid(id), salt_and_rounds}), tlv(0x04, Buffer(64, 1))});
        EXPECT_EQ(read(der), Status::unsupported_function);
    }
}

// ---- Parameters by hand -------------------------------------------------------------------------

const Buffer kPbes2 = oid({0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 5, 13});
const Buffer kPbkdf2 = oid({0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 5, 12});
const Buffer kScrypt = oid({0x2B, 6, 1, 4, 1, 0xDA, 0x47, 4, 11});
const Buffer kAes256 =
    tlv(0x30, {oid({0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 42}), tlv(0x04, Buffer(16))});

Buffer with_derivation(const Buffer& derivation, const Buffer& cipher = kAes256) {
    return tlv(0x30, {tlv(0x30, {kPbes2, tlv(0x30, {derivation, cipher})}), tlv(0x04, Buffer(64))});
}
Buffer with_rounds(const Buffer& rounds) {
    return with_derivation(tlv(0x30, {kPbkdf2, tlv(0x30, {tlv(0x04, Buffer(16)), rounds})}));
}
Buffer with_scrypt(const Buffer& n, const Buffer& r, const Buffer& p) {
    return with_derivation(tlv(
        0x30, {kScrypt, tlv(0x30, {tlv(0x04, Buffer(16)), integer(n), integer(r), integer(p)})}));
}

// What would run for years must answer at once.
TEST_F(EncryptedKeyTest, CostsFromOutsideAreBounded) {
    const auto start = std::chrono::steady_clock::now();
    for (const Buffer& rounds :
         {integer({0x7F, 0xFF, 0xFF, 0xFF}), integer(Buffer(8, 0xFF)), integer(Buffer(100, 0xFF)),
          integer({0x98, 0x96, 0x81})})  // 10,000,001
        EXPECT_EQ(read(with_rounds(rounds)), Status::unsupported_function);
    const Buffer one{1}, eight{8}, million{0x10, 0, 0}, huge(9, 0xFF);
    for (const auto& [n, r, p] :
         {std::tuple{huge, eight, one}, std::tuple{million, million, one},
          std::tuple{million, eight, eight}, std::tuple{one, huge, one},
          std::tuple{million, one, huge}, std::tuple{Buffer(8, 0x80), Buffer(8, 0x80), one}})
        EXPECT_EQ(read(with_scrypt(n, r, p)), Status::unsupported_function);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST_F(EncryptedKeyTest, ParametersOfAnotherShapeAreRefused) {
    for (const Buffer& rounds :
         {integer({0}), tlv(0x02, Buffer{0xFF}), tlv(0x02, Buffer{}), null(), Buffer{}})
        EXPECT_EQ(read(with_rounds(rounds)), Status::bad_data) << to_hex(rounds);
    const Buffer salt = tlv(0x04, Buffer(16)), none{};
    EXPECT_EQ(read(with_scrypt({}, {8}, {1})), Status::bad_data);
    EXPECT_EQ(read(with_scrypt({16}, {}, {1})), Status::bad_data);
    EXPECT_EQ(read(with_scrypt({16}, {8}, {})), Status::bad_data);
    EXPECT_EQ(read(with_derivation(tlv(0x30, {kPbkdf2}))), Status::bad_data);
    EXPECT_EQ(read(with_derivation(tlv(0x30, {kPbkdf2, null()}))), Status::bad_data);
    EXPECT_EQ(read(with_derivation(tlv(0x30, {kPbkdf2, tlv(0x30, {salt, integer({1})}), null()}))),
              Status::bad_data);
    EXPECT_EQ(read(with_derivation(null())), Status::bad_data);
    EXPECT_EQ(read(with_derivation(tlv(0x30, {kPbkdf2, tlv(0x30, {salt, integer({1})})}), none)),
              Status::bad_data);
    EXPECT_EQ(read(with_derivation(tlv(0x30, {oid({0x2A, 3}), null()}))),
              Status::unsupported_function);
}

TEST_F(EncryptedKeyTest, EndsWhereItSays) {
    expect_exact_length(small_encrypted(),
                        [](Bytes der) { return PrivateKey::from_pkcs8(der, text(kPassphrase)); });
}

// But for the tag of hmacWithSHA256's NULL, which libcrypto does not look at.
TEST_F(EncryptedKeyTest, WithAnOctetInvertedIsRefused) {
    const Buffer der = small_encrypted();
    const auto read_changed = [](Bytes changed) {
        return PrivateKey::from_pkcs8(changed, text(kPassphrase));
    };
    EXPECT_EQ(flip_every_octet(der, read_changed), der.size() - 1);
}

TEST_F(EncryptedKeyTest, WithoutCiphertextIsRefused) {
    Buffer algorithm = tlv(0x30, {kPbkdf2});
    EXPECT_EQ(read(tlv(0x30, {algorithm, tlv(0x04, Buffer{})})), Status::bad_data);
    EXPECT_EQ(read(tlv(0x30, {algorithm})), Status::bad_data);
    EXPECT_EQ(read(tlv(0x30, {algorithm, null()})), Status::bad_data);
    EXPECT_EQ(read(tlv(0x30, {algorithm, tlv(0x04, Buffer(1 << 20))})), Status::bad_data);
}

// ---- What is written ----------------------------------------------------------------------------

TEST_F(EncryptedKeyTest, WhatIsWrittenLibcryptoReads) {
    for (const ForeignKey* const key : {&p256(), &rsa(), &ed25519()}) {
        const auto der = key->ours->encrypted_pkcs8(text(kPassphrase));
        ASSERT_TRUE(der.ok());
        const unsigned char* at = der.value().data();
        X509_SIG* const encrypted =
            d2i_X509_SIG(nullptr, &at, static_cast<long>(der.value().size()));
        PKCS8_PRIV_KEY_INFO* const info =
            PKCS8_decrypt(encrypted, kPassphrase.data(), static_cast<int>(kPassphrase.size()));
        ASSERT_NE(info, nullptr);
        EVP_PKEY* const theirs = EVP_PKCS82PKEY(info);
        EXPECT_EQ(EVP_PKEY_eq(theirs, key->foreign.get()), 1);
        EVP_PKEY_free(theirs);
        PKCS8_PRIV_KEY_INFO_free(info);
        X509_SIG_free(encrypted);
    }
}

TEST_F(EncryptedKeyTest, WhatIsWrittenIsPbes2WithManyRounds) {
    const auto a = p256().ours->encrypted_pkcs8(text(kPassphrase));
    const auto b = p256().ours->encrypted_pkcs8(text(kPassphrase));
    EXPECT_NE(to_hex(a.value()), to_hex(b.value()));  // salt and IV
    const std::string der = to_hex(a.value());
    const Buffer rounds = integer({0x09, 0x27, 0xC0});  // 600,000
    const Buffer prf = tlv(0x30, {oid({0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 2, 9}), null()});
    for (const Buffer& part :
         {kPbes2, kPbkdf2, rounds, prf, oid({0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 42})})
        EXPECT_NE(der.find(to_hex(part)), std::string::npos) << to_hex(part);
    EXPECT_EQ(read(a.value()), Status::ok);
    EXPECT_EQ(read(a.value(), "wrong"), Status::bad_passphrase);
}

TEST_F(EncryptedKeyTest, APassphraseOfMegabytesIsRefused) {
    EXPECT_EQ(p256().ours->encrypted_pkcs8(text(std::string(2'000'000, 'x'))).status(),
              Status::invalid_parameter);
}

}  // namespace
}  // namespace secur32::crypto
