// Numbers as octets, and arithmetic whose failures are values.
#include "sslprovider/crypto/big_number.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include "test/support/vectors.h"

namespace secur32::crypto {
namespace {

using test::hex;
using test::to_hex;

BigNumber of(const char* digits) { return big_number(hex(digits)); }
std::string digits(const BigNumber& number, std::size_t length = 2) {
    return to_hex(octets_of(number, length).bytes());
}

TEST(BigNumber, OctetsLoseTheirLeadingZeros) {
    EXPECT_EQ(to_hex(significant(hex("00000100"))), "0100");
    EXPECT_TRUE(significant(hex("0000")).empty());
    EXPECT_TRUE(significant({}).empty());
}

TEST(BigNumber, BitsAreCounted) {
    const std::pair<const char*, std::size_t> numbers[] = {
        {"", 0}, {"00", 0}, {"01", 1}, {"80", 8}, {"0001ff", 9}, {"7fffff", 23}};
    for (const auto& [number, bits] : numbers) EXPECT_EQ(bit_length(hex(number)), bits) << number;
}

TEST(BigNumber, OctetsAreComparedAsNumbers) {
    EXPECT_TRUE(less(hex("00ff"), hex("0100")));
    EXPECT_TRUE(less(hex("ff"), hex("0100")));
    EXPECT_FALSE(less(hex("0100"), hex("ff")));
    EXPECT_FALSE(less(hex("0001"), hex("01")));
    EXPECT_TRUE(less({}, hex("01")));
    EXPECT_FALSE(less({}, {}));
    EXPECT_TRUE(is_odd(hex("0201")));
    EXPECT_FALSE(is_odd(hex("0102")));
    EXPECT_FALSE(is_odd({}));
}

TEST(BigNumber, ArithmeticIsThatOfTextbooks) {
    Arithmetic arithmetic;
    EXPECT_EQ(digits(arithmetic.product(of("12"), of("34"))), "03a8");
    EXPECT_EQ(digits(arithmetic.less_one(of("0100"))), "00ff");
    EXPECT_EQ(digits(arithmetic.quotient(of("03a9"), of("34"))), "0012");
    EXPECT_EQ(digits(arithmetic.remainder(of("03a9"), of("34"))), "0001");
    // 3 * 7 = 1 (mod 10); RFC 8017's kind of modulus is even.
    EXPECT_EQ(digits(arithmetic.inverse(of("03"), of("0a"))), "0007");
    EXPECT_EQ(digits(arithmetic.greatest_common_divisor(of("30"), of("12"))), "0006");
    EXPECT_EQ(digits(arithmetic.power(of("03"), of("64"), of("65"))), "0001");  // Fermat
}

TEST(BigNumber, FailuresAreNullAndSpread) {
    ERR_clear_error();
    Arithmetic arithmetic;
    EXPECT_EQ(arithmetic.inverse(of("02"), of("0a")), nullptr);
    EXPECT_EQ(arithmetic.quotient(of("02"), of("00")), nullptr);
    EXPECT_EQ(arithmetic.remainder(of("02"), of("00")), nullptr);
    EXPECT_EQ(arithmetic.product(nullptr, of("02")), nullptr);
    EXPECT_EQ(arithmetic.less_one(nullptr), nullptr);
    EXPECT_EQ(arithmetic.greatest_common_divisor(of("02"), nullptr), nullptr);
    EXPECT_EQ(arithmetic.power(of("02"), of("03"), nullptr), nullptr);
    EXPECT_EQ(arithmetic.power(of("02"), of("03"), of("00")), nullptr);
    EXPECT_TRUE(octets_of(nullptr, 4).empty());
    EXPECT_FALSE(same(nullptr, nullptr));
    EXPECT_FALSE(is_one(nullptr));
    EXPECT_EQ(ERR_peek_error(), 0u);
}

TEST(BigNumber, ANumberThatIsLongerDoesNotFit) {
    EXPECT_TRUE(octets_of(of("010000"), 2).empty());
    EXPECT_EQ(to_hex(octets_of(of("01"), 3).bytes()), "000001");
    EXPECT_EQ(ERR_peek_error(), 0u);
}

TEST(BigNumber, EqualityDoesNotMindLeadingZeros) {
    EXPECT_TRUE(same(of("0001"), of("01")));
    EXPECT_TRUE(same(of("00"), of("")));
    EXPECT_FALSE(same(of("0101"), of("01")));
    EXPECT_TRUE(is_one(of("0001")));
    EXPECT_FALSE(is_one(of("00")));
}

}  // namespace
}  // namespace secur32::crypto
