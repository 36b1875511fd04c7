// RFC 7919's groups, computed anew from the formula of its appendix A.
#include "sslprovider/crypto/finite_field.h"

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/err.h>

#include <memory>

#include "test/support/vectors.h"

namespace secur32::crypto {
namespace {

using test::to_hex;

struct Field {
    NamedGroup group;
    int bits;
    unsigned long offset;
};
// p = 2^b - 2^(b-64) + {[2^(b-130) e] + X} * 2^64 - 1, with X as each group's section says.
constexpr Field kFields[] = {{NamedGroup::ffdhe2048, 2048, 560316},
                             {NamedGroup::ffdhe3072, 3072, 2625351},
                             {NamedGroup::ffdhe4096, 4096, 5736041},
                             {NamedGroup::ffdhe6144, 6144, 15705020},
                             {NamedGroup::ffdhe8192, 8192, 10965728}};

using Number = std::unique_ptr<BIGNUM, decltype(&BN_free)>;
Number number() { return {BN_new(), BN_free}; }

// [2^bits e] as the sum of 2^bits / k!, with room for the terms' rounding.
Number scaled_e(int bits) {
    constexpr int guard = 64;
    Number term = number(), sum = number();
    BN_set_bit(term.get(), bits + guard);
    for (BN_ULONG k = 1; !BN_is_zero(term.get()); ++k) {
        BN_add(sum.get(), sum.get(), term.get());
        BN_div_word(term.get(), k);
    }
    BN_rshift(sum.get(), sum.get(), guard);
    return sum;
}

Buffer prime_of(const Field& field) {
    Number prime = scaled_e(field.bits - 130), power = number();
    BN_add_word(prime.get(), field.offset);
    BN_lshift(prime.get(), prime.get(), 64);
    BN_sub_word(prime.get(), 1);
    BN_set_bit(power.get(), field.bits);
    BN_add(prime.get(), prime.get(), power.get());
    BN_zero(power.get());
    BN_set_bit(power.get(), field.bits - 64);
    BN_sub(prime.get(), prime.get(), power.get());
    Buffer octets(static_cast<std::size_t>(BN_num_bytes(prime.get())));
    BN_bn2bin(prime.get(), octets.data());
    return octets;
}

TEST(FiniteField, PrimesAreThoseOfRfc7919sFormula) {
    for (const Field& each : kFields) {
        const FiniteField* const field = finite_field(each.group);
        ASSERT_NE(field, nullptr);
        EXPECT_EQ(to_hex(field->prime), to_hex(prime_of(each))) << each.bits;
        EXPECT_EQ(to_hex(field->generator), "02");
    }
}

TEST(FiniteField, OthersHaveNone) {
    for (const NamedGroup group : {NamedGroup::none, NamedGroup::x25519, NamedGroup::secp521r1,
                                   NamedGroup(255), NamedGroup(261)})
        EXPECT_EQ(finite_field(group), nullptr);
}

TEST(FiniteField, IsFoundByItsNumbersWithAnyLeadingZeros) {
    for (const Field& each : kFields) {
        Buffer prime = finite_field(each.group)->prime;
        EXPECT_EQ(find_finite_field(prime, Buffer{2}), each.group);
        EXPECT_EQ(find_finite_field(prime, Buffer{0, 0, 2}), each.group);
        prime.insert(prime.begin(), 0);
        EXPECT_EQ(find_finite_field(prime, Buffer{2}), each.group);
        EXPECT_EQ(find_finite_field(prime, Buffer{3}), NamedGroup::none);
        prime[prime.size() / 2] ^= 1;
        EXPECT_EQ(find_finite_field(prime, Buffer{2}), NamedGroup::none);
    }
    EXPECT_EQ(find_finite_field({}, {}), NamedGroup::none);
}

TEST(FiniteField, IsCheckedForItsSizeItsLastBitAndItsGenerator) {
    Buffer prime(128, 0xFF);  // 1024 bits
    EXPECT_EQ(check_finite_field(prime, Buffer{2}), Status::ok);
    EXPECT_EQ(check_finite_field(Buffer(1024, 0xFF), Buffer{2}), Status::ok);
    EXPECT_EQ(check_finite_field(Buffer(1025, 0xFF), Buffer{2}), Status::bad_key);
    prime.front() = 0x7F;
    EXPECT_EQ(check_finite_field(prime, Buffer{2}), Status::bad_key);
    prime.front() = 0xFF;
    prime.back() = 0xFE;
    EXPECT_EQ(check_finite_field(prime, Buffer{2}), Status::bad_key);
    prime.back() = 0xFF;
    Buffer generator = prime;
    generator.back() = 0xFD;  // p-2
    EXPECT_EQ(check_finite_field(prime, generator), Status::ok);
    for (const std::uint8_t last : Buffer{0xFE, 0xFF}) {
        generator.back() = last;
        EXPECT_EQ(check_finite_field(prime, generator), Status::bad_key);
    }
    for (const Buffer& bad : {Buffer{}, Buffer{0}, Buffer{1}, Buffer{0, 1}})
        EXPECT_EQ(check_finite_field(prime, bad), Status::bad_key);
}

TEST(FiniteField, ValuesAreNoLongerThanThePrime) {
    const Buffer prime(128, 0xFF);
    EXPECT_EQ(check_field_value(prime, Buffer{2}), Status::ok);
    Buffer value(128, 0);
    value.back() = 2;
    EXPECT_EQ(check_field_value(prime, value), Status::ok);
    value.insert(value.begin(), 0);
    EXPECT_EQ(check_field_value(prime, value), Status::bad_key);
    EXPECT_EQ(ERR_peek_error(), 0u);
}

}  // namespace
}  // namespace secur32::crypto
