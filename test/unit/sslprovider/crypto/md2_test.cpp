// MD2 against RFC 1319's own answers and what Windows gives for a long message.
#include "sslprovider/crypto/md2.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <new>
#include <numeric>

#include "test/support/vectors.h"

namespace secur32::crypto {
namespace {

using test::to_hex;

std::array<std::uint8_t, 16> md2(Bytes message) {
    Md2 hash;
    hash.update(message);
    return hash.peek();
}

Buffer counting(std::size_t size) {
    Buffer message(size);
    std::iota(message.begin(), message.end(), std::uint8_t{0});
    return message;
}

TEST(Md2, Rfc1319TestSuite) {
    const auto stanzas = test::load_stanzas("rfc1319/md2.txt");
    for (const auto& stanza : stanzas)
        EXPECT_EQ(to_hex(md2(stanza.bytes("message"))), stanza.at("digest")) << stanza.where();
    EXPECT_EQ(stanzas.size(), 7u);
    std::cout << stanzas.size() << " vectors of RFC 1319\n";
}

TEST(Md2, HashesALongMessageAsWindowsDoes) {
    std::size_t cases = 0;
    for (const auto& stanza : test::load_stanzas("wine/hashes.txt")) {
        if (stanza.at("algorithm") != "\"md2\"") continue;
        EXPECT_EQ(to_hex(md2(counting(stanza.number("message_size")))), stanza.at("digest"));
        ++cases;
    }
    EXPECT_EQ(cases, 1u);
}

TEST(Md2, AMessageCutAnywhereHasTheSameDigest) {
    const Buffer message = counting(80);
    const auto expected = md2(message);
    for (std::size_t first = 0; first <= message.size(); ++first)
        for (std::size_t second = first; second <= message.size(); ++second) {
            Md2 hash;
            hash.update(Bytes(message).first(first));
            hash.update(Bytes(message).subspan(first, second - first));
            hash.update(Bytes(message).subspan(second));
            ASSERT_EQ(hash.peek(), expected) << first << ' ' << second;
        }
}

TEST(Md2, APeekChangesNothing) {
    const Buffer message = counting(50);
    Md2 hash;
    for (std::size_t size = 0; size < message.size(); ++size) {
        EXPECT_EQ(hash.peek(), md2(Bytes(message).first(size)));
        EXPECT_EQ(hash.peek(), hash.peek());
        hash.update(Bytes(message).subspan(size, 1));
    }
    EXPECT_EQ(hash.peek(), md2(message));
}

TEST(Md2, ACopyGoesOnAlone) {
    Md2 hash;
    hash.update(counting(21));
    Md2 copy = hash;
    copy.update(Buffer{1, 2, 3});
    EXPECT_EQ(hash.peek(), md2(counting(21)));
    Buffer longer = counting(21);
    longer.insert(longer.end(), {1, 2, 3});
    EXPECT_EQ(copy.peek(), md2(longer));
}

TEST(Md2, OneBitMoreOrLessChangesTheDigest) {
    Buffer message(40, 0x5a);
    const auto digest = md2(message);
    for (std::size_t bit = 0; bit < 8 * message.size(); ++bit) {
        const auto mask = static_cast<std::uint8_t>(1 << bit % 8);
        message[bit / 8] ^= mask;
        EXPECT_NE(md2(message), digest) << "bit " << bit;
        message[bit / 8] ^= mask;
    }
    message.push_back(0);
    EXPECT_NE(md2(message), digest);
}

TEST(Md2, IsWipedWhenItDies) {
    alignas(Md2) std::array<std::uint8_t, sizeof(Md2)> memory;
    memory.fill(0xaa);
    Md2* const hash = new (memory.data()) Md2;
    hash->update(Buffer(23, 0x5a));
    hash->~Md2();
    // The count of buffered octets (7) is no secret.
    const auto left = memory.size() - static_cast<std::size_t>(std::ranges::count(memory, 0));
    EXPECT_LE(left, 1u);
}

}  // namespace
}  // namespace secur32::crypto
