#include "sslprovider/base/secure_bytes.h"

#include <gtest/gtest.h>

#include <new>
#include <type_traits>

namespace secur32 {
namespace {

TEST(Secret, IsWipedWhenItDies) {
    alignas(Secret<16>) std::uint8_t place[sizeof(Secret<16>)];
    auto* const secret = new (place) Secret<16>(std::array<std::uint8_t, 16>{1, 2, 3});
    secret->~Secret();
    for (const std::uint8_t byte : place) EXPECT_EQ(byte, 0);
}

TEST(Secret, WipesTheTemporaryItIsMadeOf) {
    std::array<std::uint8_t, 16> digest{1, 2, 3};
    const Secret<16> secret(std::move(digest));
    EXPECT_EQ(digest, (std::array<std::uint8_t, 16>{}));
    EXPECT_EQ(secret.bytes()[2], 3);
}

TEST(Secret, ComparesAllBytes) {
    for (std::size_t i = 0; i < 16; ++i) {
        std::array<std::uint8_t, 16> other{};
        other[i] = 0x80;
        EXPECT_FALSE(Secret<16>(other) == Secret<16>()) << i;
    }
    EXPECT_TRUE(Secret<16>() == Secret<16>());
}

TEST(SecureBytes, IsWipedBeforeItsMemoryIsOverwritten) {
    SecureBytes secret(Bytes(bytes_of(std::string_view("very secret"))));
    secret.wipe();
    for (const std::uint8_t byte : secret.bytes()) EXPECT_EQ(byte, 0);
}

TEST(SecureBytes, IsEmptyAfterItWasMovedFrom) {
    SecureBytes a(Bytes(bytes_of(std::string_view("x"))));
    const SecureBytes b(std::move(a));
    EXPECT_TRUE(a.empty());
    EXPECT_EQ(b.size(), 1u);
}

TEST(SecureBytes, IsNotCopiedByAccident) {
    static_assert(!std::is_copy_constructible_v<SecureBytes>);
    static_assert(!std::is_convertible_v<SecureBytes, Buffer>);
    static_assert(!std::is_convertible_v<SecureBytes, Bytes>);
}

TEST(ConstantTimeEqual, RefusesOtherLengths) {
    const std::array<std::uint8_t, 3> a{1, 2, 3};
    EXPECT_TRUE(constant_time_equal(a, a));
    EXPECT_FALSE(constant_time_equal(a, Bytes(a).first(2)));
    EXPECT_TRUE(constant_time_equal({}, {}));
}

}  // namespace
}  // namespace secur32
