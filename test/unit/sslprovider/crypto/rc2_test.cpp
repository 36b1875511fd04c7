// RC2 against RFC 2268's own answers, and against libcrypto's for every length of key and effective
// key.
#include "sslprovider/crypto/rc2.h"

#include <gtest/gtest.h>
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/rc2.h>

#include <algorithm>
#include <iostream>
#include <new>
#include <random>

#include "test/support/vectors.h"

namespace secur32::crypto {
namespace {

using test::to_hex;
using Block = std::array<std::uint8_t, Rc2::kBlock>;

Block block_of(const Buffer& bytes) {
    Block block{};
    EXPECT_EQ(bytes.size(), block.size());
    std::copy_n(bytes.begin(), std::min(bytes.size(), block.size()), block.begin());
    return block;
}

Block random_block(std::mt19937& random) {
    Block block;
    std::ranges::generate(block, [&] { return static_cast<std::uint8_t>(random()); });
    return block;
}

TEST(Rc2, Rfc2268TestVectors) {
    const auto stanzas = test::load_stanzas("rfc2268/rc2.txt");
    for (const auto& stanza : stanzas) {
        const Rc2 rc2(stanza.bytes("key"), static_cast<unsigned>(stanza.number("effective_bits")));
        Block block = block_of(stanza.bytes("plaintext"));
        rc2.encrypt(block);
        EXPECT_EQ(to_hex(block), stanza.at("ciphertext")) << stanza.where();
        rc2.decrypt(block);
        EXPECT_EQ(to_hex(block), stanza.at("plaintext")) << stanza.where();
    }
    EXPECT_EQ(stanzas.size(), 8u);
    std::cout << stanzas.size() << " vectors of RFC 2268\n";
}

void agree(const Buffer& key, unsigned bits, std::mt19937& random) {
    RC2_KEY theirs;
    RC2_set_key(&theirs, static_cast<int>(key.size()), key.data(), static_cast<int>(bits));
    const Rc2 ours(key, bits);
    const Block plain = random_block(random);
    Block expected{}, block = plain;
    RC2_ecb_encrypt(plain.data(), expected.data(), &theirs, RC2_ENCRYPT);
    ours.encrypt(block);
    ASSERT_EQ(block, expected) << key.size() << " octets, " << bits << " bits";
    ours.decrypt(block);
    ASSERT_EQ(block, plain) << key.size() << " octets, " << bits << " bits";
}

TEST(Rc2, AgreesWithLibcryptoForEveryLengthOfKeyAndEffectiveKey) {
    std::mt19937 random(7);
    Buffer key;
    for (std::size_t size = 1; size <= Rc2::kMaxKey; ++size) {
        key.push_back(static_cast<std::uint8_t>(random()));
        for (unsigned bits = 1 + static_cast<unsigned>(size % 7); bits <= Rc2::kMaxEffectiveBits;
             bits += 7)
            agree(key, bits, random);
        agree(key, Rc2::kMaxEffectiveBits, random);
    }
}

TEST(Rc2, EveryBitOfTheKeyMatters) {
    Buffer key(16, 0x5a);
    Block encrypted{};
    Rc2(key, 128).encrypt(encrypted);
    for (std::size_t bit = 0; bit < 8 * key.size(); ++bit) {
        const auto mask = static_cast<std::uint8_t>(1 << bit % 8);
        key[bit / 8] ^= mask;
        Block other{};
        Rc2(key, 128).encrypt(other);
        EXPECT_NE(other, encrypted) << "bit " << bit;
        key[bit / 8] ^= mask;
    }
}

TEST(Rc2, FewerEffectiveBitsAreAnotherCipher) {
    const Buffer key(16, 0xda);
    Block with_128{}, with_127{}, with_40{};
    Rc2(key, 128).encrypt(with_128);
    Rc2(key, 127).encrypt(with_127);
    Rc2(key, 40).encrypt(with_40);
    EXPECT_NE(with_128, with_127);
    EXPECT_NE(with_128, with_40);
}

TEST(Rc2DeathTest, HasNoCipherWithoutAKey) {
    EXPECT_DEATH(Rc2(Buffer(), 40), "");
    EXPECT_DEATH(Rc2(Buffer(129), 40), "");
    EXPECT_DEATH(Rc2(Buffer(5), 0), "");
    EXPECT_DEATH(Rc2(Buffer(5), 1025), "");
}

TEST(Rc2, IsWipedWhenItDies) {
    alignas(Rc2) std::array<std::uint8_t, sizeof(Rc2)> memory;
    memory.fill(0xaa);
    (new (memory.data()) Rc2(Buffer(16, 0x5a), 128))->~Rc2();
    EXPECT_TRUE(std::ranges::all_of(memory, [](std::uint8_t octet) { return octet == 0; }));
}

}  // namespace
}  // namespace secur32::crypto
