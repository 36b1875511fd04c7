// DES(K, D): OpenSSL's single-DES test data (keys packed to 7 bytes), and libcrypto's own DES.
#include "sslprovider/crypto/des.h"

#include <gtest/gtest.h>
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/des.h>
#include <openssl/err.h>

#include <algorithm>
#include <iostream>
#include <random>
#include <thread>
#include <vector>

#include "test/support/vectors.h"

namespace secur32::crypto {
namespace {

using Key = std::array<std::uint8_t, 7>;

template <std::size_t n>
std::array<std::uint8_t, n> fixed(const Buffer& bytes) {
    std::array<std::uint8_t, n> array{};
    EXPECT_EQ(bytes.size(), n);
    std::copy_n(bytes.begin(), std::min(n, bytes.size()), array.begin());
    return array;
}

// Drops the parity bit of each of the 8 bytes of a key as FIPS 46-3 writes it.
Key without_parity(const Buffer& key) {
    std::uint64_t bits = 0;
    for (const std::uint8_t byte : key) bits = bits << 7 | byte >> 1;
    Key packed{};
    for (std::size_t i = packed.size(); i-- > 0; bits >>= 8)
        packed[i] = static_cast<std::uint8_t>(bits);
    return packed;
}

TEST(Des, OpensslTestData) {
    const auto stanzas = test::load_stanzas("des/openssl.txt");
    for (const auto& stanza : stanzas) {
        const auto block =
            des_encrypt(without_parity(stanza.bytes("key")), fixed<8>(stanza.bytes("plaintext")));
        ASSERT_TRUE(block.ok()) << stanza.where();
        EXPECT_EQ(test::to_hex(block.value()), stanza.at("ciphertext")) << stanza.where();
    }
    EXPECT_EQ(stanzas.size(), 7u);
    std::cout << stanzas.size() << " vectors of OpenSSL\n";
}

DesBlock libcrypto_des(const Key& key, const DesBlock& block) {
    std::uint64_t bits = 0;
    for (const std::uint8_t byte : key) bits = bits << 8 | byte;
    DES_cblock spread{};
    for (int n = 0; n < 8; ++n) spread[n] = static_cast<std::uint8_t>(bits >> (49 - 7 * n) << 1);
    DES_key_schedule schedule;
    DES_set_key_unchecked(&spread, &schedule);
    DES_cblock in{}, out{};
    std::copy(block.begin(), block.end(), in);
    DES_ecb_encrypt(&in, &out, &schedule, DES_ENCRYPT);
    return std::to_array(out);
}

TEST(Des, AgreesWithLibcryptosSingleDesForRandomKeys) {
    std::mt19937 random(5);
    for (int round = 0; round < 200; ++round) {
        Key key{};
        DesBlock block{};
        for (std::uint8_t& byte : key) byte = static_cast<std::uint8_t>(random());
        for (std::uint8_t& byte : block) byte = static_cast<std::uint8_t>(random());
        const auto encrypted = des_encrypt(key, block);
        ASSERT_TRUE(encrypted.ok());
        EXPECT_EQ(encrypted.value(), libcrypto_des(key, block)) << "round " << round;
    }
}

TEST(Des, EveryBitOfTheKeyMatters) {
    Key key{};
    const DesBlock block{};
    const auto encrypted = des_encrypt(key, block);
    ASSERT_TRUE(encrypted.ok());
    for (std::size_t bit = 0; bit < 56; ++bit) {
        key[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
        EXPECT_NE(des_encrypt(key, block).value(), encrypted.value()) << "bit " << bit;
        key[bit / 8] = 0;
    }
}

TEST(Des, LeavesNoErrorOfLibcryptoBehind) {
    ERR_clear_error();
    ASSERT_TRUE(des_encrypt(Key{}, DesBlock{}).ok());
    EXPECT_EQ(ERR_peek_error(), 0u);
}

TEST(Des, ManyThreadsMayAskAtOnce) {
    const DesBlock expected = libcrypto_des(Key{1, 2, 3}, DesBlock{4, 5});
    std::vector<std::thread> threads;
    for (int n = 0; n < 4; ++n) {
        threads.emplace_back([&] {
            for (int i = 0; i < 100; ++i)
                EXPECT_EQ(des_encrypt(Key{1, 2, 3}, DesBlock{4, 5}).value(), expected);
        });
    }
    for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace secur32::crypto
