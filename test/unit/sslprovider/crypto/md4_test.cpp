// MD4 against RFC 1320's own answers, and against libcrypto's at every length around a block.
#include "sslprovider/crypto/md4.h"

#include <gtest/gtest.h>
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/md4.h>

#include <iostream>

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
