// MD4 against RFC 1320's own answers, and against libcrypto's at every length around a block.
#include "sslprovider/crypto/md4.h"

#include <gtest/gtest.h>
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/md4.h>

#include <algorithm>
#include <iostream>
#include <new>
#include <numeric>

#include "test/support/vectors.h"

namespace secur32::crypto {
namespace {

using test::to_hex;

TEST(Md4, Rfc1320TestSuite) {
    const auto stanzas = test::load_stanzas("rfc1320/md4.txt");
    for (const auto& stanza : stanzas)
        EXPECT_EQ(to_hex(md4(stanza.bytes("message"))), stanza.at("digest")) << stanza.where();
    EXPECT_EQ(stanzas.size(), 7u);
    std::cout << stanzas.size() << " vectors of RFC 1320\n";
}

TEST(Md4, AgreesWithLibcryptoAtEveryLengthUpToFourBlocks) {
    Buffer message;
    for (std::size_t size = 0; size <= 256; ++size) {
        std::array<std::uint8_t, 16> expected{};
        MD4(message.data(), message.size(), expected.data());
        EXPECT_EQ(md4(message), expected) << size << " bytes";
        message.push_back(static_cast<std::uint8_t>(size * 37 + 11));
    }
}

Buffer counting(std::size_t size) {
    Buffer message(size);
    std::iota(message.begin(), message.end(), std::uint8_t{0});
    return message;
}

TEST(Md4, HashesALongMessageAsWindowsDoes) {
    std::size_t cases = 0;
    for (const auto& stanza : test::load_stanzas("wine/hashes.txt")) {
        if (stanza.at("algorithm") != "\"md4\"") continue;
        EXPECT_EQ(to_hex(md4(counting(stanza.number("message_size")))), stanza.at("digest"));
        ++cases;
    }
    EXPECT_EQ(cases, 1u);
}

TEST(Md4, AMessageCutAnywhereHasTheSameDigest) {
    const Buffer message = counting(200);
    const auto expected = md4(message);
    for (std::size_t first = 0; first <= message.size(); ++first)
        for (std::size_t second = first; second <= message.size(); ++second) {
            Md4 hash;
            hash.update(Bytes(message).first(first));
            hash.update(Bytes(message).subspan(first, second - first));
            hash.update(Bytes(message).subspan(second));
            ASSERT_EQ(hash.peek(), expected) << first << ' ' << second;
        }
}

TEST(Md4, APeekChangesNothing) {
    const Buffer message = counting(150);
    Md4 hash;
    for (std::size_t size = 0; size < message.size(); ++size) {
        EXPECT_EQ(hash.peek(), md4(Bytes(message).first(size)));
        EXPECT_EQ(hash.peek(), hash.peek());
        hash.update(Bytes(message).subspan(size, 1));
    }
    EXPECT_EQ(hash.peek(), md4(message));
}

TEST(Md4, ACopyGoesOnAlone) {
    Md4 hash;
    hash.update(counting(70));
    Md4 copy = hash;
    copy.update(Buffer{1, 2, 3});
    EXPECT_EQ(hash.peek(), md4(counting(70)));
    Buffer longer = counting(70);
    longer.insert(longer.end(), {1, 2, 3});
    EXPECT_EQ(copy.peek(), md4(longer));
}

TEST(Md4, IsWipedWhenItDies) {
    alignas(Md4) std::array<std::uint8_t, sizeof(Md4)> memory;
    memory.fill(0xaa);
    Md4* const hash = new (memory.data()) Md4;
    hash->update(Buffer(71, 0x5a));
    hash->~Md4();
    // The count of octets (71) is no secret.
    const auto left = memory.size() - static_cast<std::size_t>(std::ranges::count(memory, 0));
    EXPECT_LE(left, 1u);
}

TEST(Md4, OneBitMoreOrLessChangesTheDigest) {
    Buffer message(100, 0x5a);
    const auto digest = md4(message);
    for (std::size_t bit = 0; bit < 8 * message.size(); ++bit) {
        const auto mask = static_cast<std::uint8_t>(1 << bit % 8);
        message[bit / 8] ^= mask;
        EXPECT_NE(md4(message), digest) << "bit " << bit;
        message[bit / 8] ^= mask;
    }
    message.push_back(0);
    EXPECT_NE(md4(message), digest);
}

}  // namespace
}  // namespace secur32::crypto
