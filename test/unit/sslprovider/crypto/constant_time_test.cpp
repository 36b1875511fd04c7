// Masks against the operators that they stand for.
#include "sslprovider/crypto/constant_time.h"

#include <gtest/gtest.h>

namespace secur32::crypto::constant_time {
namespace {

constexpr Word kAll = ~Word{0};
constexpr Word kNumbers[] = {0,   1,   2,      127,         128,
                             255, 256, 0x8000, 0xFFFF'FFFF, 0x7FFF'FFFF'FFFF'FFFF};

TEST(ConstantTime, ComparesAsTheOperatorsDo) {
    for (const Word a : kNumbers)
        for (const Word b : kNumbers) {
            EXPECT_EQ(less(a, b), a < b ? kAll : 0) << a << " " << b;
            EXPECT_EQ(equal(a, b), a == b ? kAll : 0) << a << " " << b;
            EXPECT_EQ(select(less(a, b), a, b), a < b ? a : b);
        }
}

TEST(ConstantTime, KnowsZeroAmongAllWords) {
    EXPECT_EQ(is_zero(0), kAll);
    for (unsigned bit = 0; bit < 64; ++bit) EXPECT_EQ(is_zero(Word{1} << bit), 0u) << bit;
    EXPECT_EQ(is_zero(kAll), 0u);
}

}  // namespace
}  // namespace secur32::crypto::constant_time
