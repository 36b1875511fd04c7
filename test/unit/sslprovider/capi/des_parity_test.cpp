#include "sslprovider/capi/des_parity.h"

#include <gtest/gtest.h>

#include <bitset>

namespace secur32::capi {
namespace {

TEST(DesParity, OfEveryOctetIsOdd) {
    for (unsigned value = 0; value < 256; ++value) {
        const auto octet = static_cast<std::uint8_t>(value);
        const std::uint8_t odd = with_odd_parity(octet);
        EXPECT_EQ(std::bitset<8>(odd).count() % 2, 1u) << value;
        EXPECT_EQ(odd >> 1, octet >> 1) << "the lowest bit alone is parity: " << value;
        EXPECT_EQ(is_of_odd_parity(Buffer{1, octet, 1}), std::bitset<8>(value).count() % 2 == 1);
    }
}

// The key of FIPS 81's examples.
TEST(DesParity, LeavesAKeyThatHasIt) {
    Buffer key{0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF};
    const Buffer right = key;
    EXPECT_TRUE(is_of_odd_parity(key));
    for (std::uint8_t& octet : key) octet ^= 1;
    EXPECT_FALSE(is_of_odd_parity(key));
    set_odd_parity(key);
    EXPECT_EQ(key, right);
}

TEST(DesParity, OfOneWrongOctetIsSeenWhereverItIs) {
    for (std::size_t at = 0; at < 24; ++at) {
        Buffer key(24, 0x5B);
        EXPECT_TRUE(is_of_odd_parity(key));
        key[at] ^= 0x40;
        EXPECT_FALSE(is_of_odd_parity(key)) << at;
    }
}

TEST(DesParity, IsOfDesAndTripleDesOnly) {
    for (const AlgId id : {calg::des, calg::tdes, calg::tdes_112})
        EXPECT_TRUE(has_parity(*find_session_algorithm(id)));
    for (const AlgId id : {calg::rc2, calg::rc4, calg::aes_128, calg::aes_192, calg::aes_256})
        EXPECT_FALSE(has_parity(*find_session_algorithm(id)));
}

}  // namespace
}  // namespace secur32::capi
