// Session keys under RSA keys: the judgement without branches against one with them, libcrypto as
// the other side in both directions, Wycheproof's ciphertexts, and what is refused.
#include "sslprovider/crypto/session_key_block.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <set>

#include "sslprovider/crypto/rsa_encryption.h"
#include "test/support/wycheproof.h"
#include "test/unit/sslprovider/crypto/foreign_keys.h"

namespace secur32::crypto {
namespace {

using namespace foreign;
using enum SessionKeyPadding;
using test::WycheproofCase;

constexpr SessionKeyLengths kAny{1, 245};

class SessionKeyBlock : public testing::Test {
 protected:
    void SetUp() override { ERR_clear_error(); }
    void TearDown() override { EXPECT_EQ(ERR_peek_error(), 0u); }
};

Buffer secret_of(std::size_t size) {
    Buffer secret(size);
    for (std::size_t i = 0; i < size; ++i) secret[i] = static_cast<std::uint8_t>(i * 5);
    return secret;
}

// ---- The judgement -----------------------------------------------------------------------------

// RFC 8017 7.2.1: 00 02 PS 00 M
Buffer block_around(const Buffer& content, std::size_t size = 128) {
    Buffer block(size, 0x77);
    block[0] = 0;
    block[1] = 2;
    block[size - content.size() - 1] = 0;
    std::ranges::copy(content, block.end() - static_cast<std::ptrdiff_t>(content.size()));
    return block;
}

// RFC 8017 7.2.2, step by step: the content, nothing when the block is not right.
Buffer content_of(const Buffer& block, SessionKeyLengths lengths) {
    if (block[0] != 0 || block[1] != 2) return {};
    const auto separator = std::find(block.begin() + 2, block.end(), std::uint8_t{0});
    if (separator == block.end() || separator - block.begin() < 10) return {};
    const Buffer content(separator + 1, block.end());
    if (content.size() < lengths.least || content.size() > lengths.most) return {};
    return content;
}

Buffer taken(const Buffer& block, SessionKeyLengths lengths) {
    Buffer key(lengths.most, 0xee);
    const std::size_t size = take_session_key(block, lengths, key);
    EXPECT_LE(size, key.size());
    const auto begin = key.end() - static_cast<std::ptrdiff_t>(size);
    EXPECT_TRUE(std::all_of(key.begin(), begin, [](std::uint8_t octet) { return octet == 0; }));
    return {begin, key.end()};
}

TEST_F(SessionKeyBlock, IsJudgedAsTheBranchingRuleDoes) {
    std::size_t right = 0, wrong = 0;
    for (const SessionKeyLengths lengths :
         {SessionKeyLengths{16, 16}, {5, 16}, {1, 128 - 11}, {1, 200}})
        for (std::size_t at = 0; at < 128; ++at)
            for (int value = 0; value < 256; ++value) {
                Buffer block = block_around(Buffer(16, 0x5c));
                block[at] = static_cast<std::uint8_t>(value);
                const Buffer expected = content_of(block, lengths);
                ++(expected.empty() ? wrong : right);
                ASSERT_EQ(taken(block, lengths), expected) << at << ' ' << value;
            }
    EXPECT_GT(right, 100000u);
    EXPECT_GT(wrong, 1000u);
}

TEST_F(SessionKeyBlock, GivesTheKeyOfEveryLengthThatIsAllowed) {
    for (std::size_t size = 0; size <= 125; ++size) {
        const Buffer block = block_around(Buffer(size, 0x5c));
        for (const SessionKeyLengths lengths :
             {SessionKeyLengths{16, 16}, {5, 16}, {1, 117}, {8, 8}, {117, 125}, {0, 16}})
            EXPECT_EQ(taken(block, lengths), content_of(block, lengths))
                << size << ' ' << lengths.least;
    }
}

TEST_F(SessionKeyBlock, AKeyMayHoldZerosAndBeginWithThem) {
    for (const std::size_t zeros : {1u, 5u, 16u}) {
        Buffer key(16, 0x5c);
        std::fill_n(key.begin(), zeros, std::uint8_t{0});
        EXPECT_EQ(taken(block_around(key), {5, 16}), key);
    }
}

TEST_F(SessionKeyBlock, RefusesBlocksWithoutASeparatorAndShortOnes) {
    Buffer endless(128, 0x77);
    endless[0] = 0;
    endless[1] = 2;
    EXPECT_TRUE(taken(endless, {1, 117}).empty());
    EXPECT_TRUE(taken(endless, {1, 128}).empty());
    EXPECT_TRUE(taken(Buffer(128, 0), {1, 117}).empty());
    for (std::size_t size = 0; size < 11; ++size) EXPECT_TRUE(taken(Buffer(size, 0), kAny).empty());
    EXPECT_EQ(taken(block_around({0x5c}, 12), {1, 1}), Buffer{0x5c});
}

TEST_F(SessionKeyBlock, TwoWrongsAreNoRight) {
    for (const auto& [first, second] :
         {std::pair{0u, 1u}, {0u, 111u}, {1u, 111u}, {0u, 9u}, {1u, 2u}}) {
        Buffer block = block_around(Buffer(16, 0x5c));
        block[first] ^= 0x80;
        block[second] ^= 0x80;
        EXPECT_TRUE(taken(block, {16, 16}).empty());
    }
}

// ---- libcrypto as the other side ---------------------------------------------------------------

using Operation = int (*)(EVP_PKEY_CTX*, unsigned char*, std::size_t*, const unsigned char*,
                          std::size_t);
Buffer run_foreign(int (*begin)(EVP_PKEY_CTX*), Operation run, int padding, Bytes in) {
    EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new(rsa().foreign.get(), nullptr);
    Buffer out(256);
    std::size_t length = out.size();
    EXPECT_EQ(begin(context), 1);
    EXPECT_EQ(EVP_PKEY_CTX_set_rsa_padding(context, padding), 1);
    EXPECT_EQ(run(context, out.data(), &length, in.data(), in.size()), 1);
    EVP_PKEY_CTX_free(context);
    out.resize(length);
    return out;
}
Buffer foreign_encrypt(int padding, Bytes content) {
    return run_foreign(EVP_PKEY_encrypt_init, EVP_PKEY_encrypt, padding, content);
}
Buffer foreign_decrypt(int padding, Bytes encrypted) {
    return run_foreign(EVP_PKEY_decrypt_init, EVP_PKEY_decrypt, padding, encrypted);
}

struct Padding {
    SessionKeyPadding ours;
    int theirs;
    std::size_t most;  // of the content, with a modulus of 256 octets
};
constexpr Padding kPaddings[] = {{pkcs1, RSA_PKCS1_PADDING, 245},
                                 {oaep_sha1, RSA_PKCS1_OAEP_PADDING, 214}};

TEST_F(SessionKeyBlock, LibcryptoOpensWhatIsEncrypted) {
    for (const Padding& padding : kPaddings)
        for (const std::size_t size :
             {std::size_t{1}, std::size_t{5}, std::size_t{32}, padding.most}) {
            const Buffer secret = secret_of(size);
            const auto encrypted = encrypt_session_key(rsa().open(), padding.ours, secret);
            ASSERT_TRUE(encrypted.ok());
            EXPECT_EQ(encrypted.value().size(), 256u);
            EXPECT_EQ(foreign_decrypt(padding.theirs, encrypted.value()), secret);
        }
}

TEST_F(SessionKeyBlock, WhatLibcryptoEncryptedIsOpened) {
    for (const Padding& padding : kPaddings)
        for (const std::size_t size :
             {std::size_t{1}, std::size_t{5}, std::size_t{32}, padding.most}) {
            const Buffer secret = secret_of(size);
            const auto opened = decrypt_session_key(*rsa().ours, padding.ours,
                                                    foreign_encrypt(padding.theirs, secret), kAny);
            ASSERT_TRUE(opened.ok());
            EXPECT_EQ(opened.value(), SecureBytes(secret));
        }
}

TEST_F(SessionKeyBlock, PaddingIsDrawnAnewAndHasNoZeros) {
    std::set<Buffer> seen;
    for (int i = 0; i < 50; ++i) {
        const auto encrypted = encrypt_session_key(rsa().open(), pkcs1, secret_of(16));
        ASSERT_TRUE(encrypted.ok());
        const Buffer block = foreign_decrypt(RSA_NO_PADDING, encrypted.value());
        EXPECT_EQ(content_of(block, {16, 16}), secret_of(16));
        seen.insert(Buffer(block.begin() + 2, block.begin() + 10));
    }
    EXPECT_EQ(seen.size(), 50u);
}

// CryptExportKey, CRYPT_SSL2_FALLBACK: the first eight octets of the padding are 03 "rather than
// ... random data".
TEST_F(SessionKeyBlock, TheFallbackOctetsAreThreesAndTheRestIsDrawn) {
    for (const bool fallback : {false, true}) {
        const auto encrypted = encrypt_session_key(rsa().open(), pkcs1, secret_of(48), fallback);
        ASSERT_TRUE(encrypted.ok());
        const Buffer block = foreign_decrypt(RSA_NO_PADDING, encrypted.value());
        EXPECT_EQ(std::all_of(block.begin() + 2, block.begin() + 10,
                              [](std::uint8_t octet) { return octet == 3; }),
                  fallback);
        EXPECT_GT((std::set<std::uint8_t>(block.begin() + 10, block.end() - 49).size()), 20u);
        EXPECT_EQ(content_of(block, {48, 48}), secret_of(48));
        const auto opened = decrypt_session_key(*rsa().ours, pkcs1, encrypted.value(), {48, 48});
        ASSERT_TRUE(opened.ok());
        EXPECT_EQ(opened.value(), SecureBytes(secret_of(48)));
    }
}

TEST_F(SessionKeyBlock, FitsTheShortestModulus) {
    static const ForeignKey shortest(EVP_RSA_gen(512));
    for (const std::size_t size : {1u, 52u, 53u}) {
        const auto encrypted = encrypt_session_key(shortest.open(), pkcs1, secret_of(size), true);
        ASSERT_TRUE(encrypted.ok());
        EXPECT_TRUE(
            decrypt_session_key(*shortest.ours, pkcs1, encrypted.value(), {size, size}).ok());
    }
    EXPECT_EQ(encrypt_session_key(shortest.open(), pkcs1, secret_of(54)).status(),
              Status::bad_length);
    EXPECT_EQ(encrypt_session_key(shortest.open(), oaep_sha1, secret_of(23)).status(),
              Status::bad_length);
    EXPECT_TRUE(encrypt_session_key(shortest.open(), oaep_sha1, secret_of(22)).ok());
}

// ---- Wycheproof --------------------------------------------------------------------------------

PrivateKey key_of(const WycheproofCase& each) {
    auto key = PrivateKey::from_pkcs8(each.group_bytes("privateKeyPkcs8"));
    if (!key.ok()) throw std::runtime_error(each.where + ": the key is refused");
    return std::move(key).value();
}

// A session key is never empty, and no label stands beside it.
void expect_judged(const WycheproofCase& each, SessionKeyPadding padding, bool valid) {
    const Buffer content = each.bytes("msg");
    const auto opened = decrypt_session_key(key_of(each), padding, each.bytes("ct"), {1, 1024});
    const bool expected = valid && !content.empty();
    EXPECT_EQ(opened.status(), expected ? Status::ok : Status::bad_data) << each.where;
    if (expected && opened.ok()) {
        EXPECT_EQ(opened.value(), SecureBytes(content)) << each.where;
    }
    EXPECT_EQ(ERR_peek_error(), 0u) << each.where;
}

class SessionKeyVectors : public testing::TestWithParam<const char*> {};

TEST_P(SessionKeyVectors, AreJudgedAsWycheproofSays) {
    const std::size_t cases = test::for_each_wycheproof(
        GetParam(), [](const auto& each) { expect_judged(each, pkcs1, each.valid()); });
    EXPECT_GT(cases, 50u);
}

INSTANTIATE_TEST_SUITE_P(Wycheproof, SessionKeyVectors,
                         testing::Values("rsa_pkcs1_2048_test.json", "rsa_pkcs1_3072_test.json",
                                         "rsa_pkcs1_4096_test.json"));

TEST_F(SessionKeyBlock, OaepIsJudgedAsWycheproofSays) {
    const std::size_t cases =
        test::for_each_wycheproof("rsa_oaep_2048_sha1_mgf1sha1_test.json", [](const auto& each) {
            expect_judged(each, oaep_sha1, each.valid() && each.bytes("label").empty());
        });
    EXPECT_GT(cases, 10u);
}

// ---- Refused -----------------------------------------------------------------------------------

TEST_F(SessionKeyBlock, RefusesToEncryptNothingAndWhatDoesNotFit) {
    for (const Padding& padding : kPaddings) {
        EXPECT_EQ(encrypt_session_key(rsa().open(), padding.ours, {}).status(), Status::bad_length);
        EXPECT_EQ(
            encrypt_session_key(rsa().open(), padding.ours, secret_of(padding.most + 1)).status(),
            Status::bad_length);
        EXPECT_EQ(encrypt_session_key(rsa().open(), padding.ours, secret_of(5000)).status(),
                  Status::bad_length);
    }
}

TEST_F(SessionKeyBlock, RefusesKeysThatAreNotRsa) {
    for (const ForeignKey* key : {&p256(), &ed25519(), &dsa()})
        for (const Padding& padding : kPaddings) {
            EXPECT_EQ(encrypt_session_key(key->open(), padding.ours, secret_of(16)).status(),
                      Status::bad_key);
            EXPECT_EQ(decrypt_session_key(*key->ours, padding.ours, Buffer(256), kAny).status(),
                      Status::bad_key);
        }
}

TEST_F(SessionKeyBlock, RefusesCiphertextsOfAnotherLengthAndNumbersBeyondTheModulus) {
    for (const Padding& padding : kPaddings) {
        for (const std::size_t size : {0u, 1u, 128u, 255u, 257u, 512u})
            EXPECT_EQ(
                decrypt_session_key(*rsa().ours, padding.ours, Buffer(size, 1), kAny).status(),
                Status::bad_data)
                << size;
        EXPECT_EQ(decrypt_session_key(*rsa().ours, padding.ours, Buffer(256, 0xff), kAny).status(),
                  Status::bad_data);
        EXPECT_EQ(decrypt_session_key(*rsa().ours, padding.ours, Buffer(256, 0), kAny).status(),
                  Status::bad_data);
    }
}

TEST_F(SessionKeyBlock, RefusesAKeyOfAnotherLength) {
    for (const Padding& padding : kPaddings) {
        const auto encrypted = encrypt_session_key(rsa().open(), padding.ours, secret_of(16));
        ASSERT_TRUE(encrypted.ok());
        for (const SessionKeyLengths lengths :
             {SessionKeyLengths{24, 24}, {17, 32}, {5, 15}, {8, 8}, {1, 15}})
            EXPECT_EQ(
                decrypt_session_key(*rsa().ours, padding.ours, encrypted.value(), lengths).status(),
                Status::bad_data)
                << lengths.least;
        EXPECT_TRUE(
            decrypt_session_key(*rsa().ours, padding.ours, encrypted.value(), {5, 16}).ok());
    }
}

TEST_F(SessionKeyBlock, RefusesTheOtherPaddingsCiphertextsAndAnotherKeys) {
    static const ForeignKey other(EVP_RSA_gen(2048));
    for (const Padding& padding : kPaddings) {
        const auto encrypted = encrypt_session_key(rsa().open(), padding.ours, secret_of(16));
        ASSERT_TRUE(encrypted.ok());
        const auto wrong = padding.ours == pkcs1 ? oaep_sha1 : pkcs1;
        EXPECT_EQ(decrypt_session_key(*rsa().ours, wrong, encrypted.value(), {16, 16}).status(),
                  Status::bad_data);
        EXPECT_EQ(
            decrypt_session_key(*other.ours, padding.ours, encrypted.value(), {16, 16}).status(),
            Status::bad_data);
        Buffer changed = encrypted.value();
        changed[100] ^= 1;
        EXPECT_EQ(decrypt_session_key(*rsa().ours, padding.ours, changed, {16, 16}).status(),
                  Status::bad_data);
    }
}

TEST_F(SessionKeyBlock, RefusesEveryWrongBlockAlike) {
    for (const auto& [at, value] : {std::pair{0, 1}, {1, 1}, {1, 0}, {2, 0}, {9, 0}, {239, 7}}) {
        Buffer block = block_around(secret_of(16), 256);
        std::replace(block.begin() + 241, block.end(), std::uint8_t{0}, std::uint8_t{1});
        block[static_cast<std::size_t>(at)] = static_cast<std::uint8_t>(value);
        const auto encrypted = encrypt_raw(rsa().open(), block);
        ASSERT_TRUE(encrypted.ok()) << at;
        EXPECT_EQ(decrypt_session_key(*rsa().ours, pkcs1, encrypted.value(), {16, 16}).status(),
                  Status::bad_data)
            << at;
    }
}

}  // namespace
}  // namespace secur32::crypto
