// DER of secrets, against a writer that knows nothing of it.
#include "sslprovider/crypto/secret_der.h"

#include <gtest/gtest.h>

#include "test/support/der_writer.h"
#include "test/support/vectors.h"

namespace secur32::crypto {
namespace {

using test::tlv;
using test::to_hex;

TEST(SecretDer, LengthsHaveTheShortestForm) {
    for (const std::size_t length : {0u, 1u, 127u, 128u, 255u, 256u, 65535u, 65536u, 100000u}) {
        const Buffer contents(length, 0x5A);
        EXPECT_EQ(to_hex(der_element(DerTag::octet_string, {contents}).bytes()),
                  to_hex(tlv(0x04, contents)))
            << length;
    }
}

TEST(SecretDer, PartsStandOneBehindTheOther) {
    const Buffer a{1, 2}, b, c{3};
    EXPECT_EQ(to_hex(der_element(DerTag::sequence, {a, b, c}).bytes()), "3003010203");
    EXPECT_EQ(to_hex(der_element(der_explicit(1), {}).bytes()), "a100");
}

// X.690 8.3: two's complement, as short as can be.
TEST(SecretDer, IntegersAreNotNegativeAndMinimal) {
    const std::pair<Buffer, const char*> numbers[] = {
        {{}, "020100"},           {{0}, "020100"},          {{0, 0, 0}, "020100"},
        {{1}, "020101"},          {{0x7F}, "02017f"},       {{0x80}, "02020080"},
        {{0, 0x80}, "02020080"},  {{0, 0, 0x7F}, "02017f"}, {{1, 0}, "02020100"},
        {{0xFF, 0}, "020300ff00"}};
    for (const auto& [number, der] : numbers)
        EXPECT_EQ(to_hex(der_integer(number).bytes()), der) << to_hex(number);
}

}  // namespace
}  // namespace secur32::crypto
