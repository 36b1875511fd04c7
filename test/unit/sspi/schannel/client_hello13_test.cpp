// A second ClientHello against the first one: RFC 8446 4.1.2's list of what may differ, and all
// that may not.
#include "sspi/schannel/client_hello13.h"

#include <gtest/gtest.h>

#include "test/unit/sspi/schannel/hello_builder.h"

namespace secur32::schannel {
namespace {

using test::HelloBuilder;
using test::octets_of;

constexpr auto kGroup = crypto::NamedGroup::secp256r1;

HelloBuilder first_hello() {
    HelloBuilder hello;
    hello.for_tls13().add(0xABCD, "01 02");
    hello.session_id = octets_of("01 02 03");
    return hello;
}

Buffer share_of(std::uint16_t group, std::size_t entries = 1) {
    Writer out;
    out.vector16([&] {
        for (std::size_t i = 0; i < entries; ++i) {
            out.be16(static_cast<std::uint16_t>(group + 6 * i));
            out.vector16([&] { out.zeros(65); });
        }
    });
    return out.take();
}

HelloBuilder second_hello() {
    HelloBuilder hello = first_hello();
    for (auto& [type, content] : hello.extensions)
        if (type == 51) content = share_of(23);
    return hello;
}

Status compared(const HelloBuilder& first, const HelloBuilder& second, Bytes cookie = {}) {
    const Buffer before = first.client(), after = second.client();
    const auto a = ClientHello::parse(before), b = ClientHello::parse(after);
    EXPECT_TRUE(a.ok() && b.ok());
    return check_second_client_hello13(a.value(), b.value(), kGroup, cookie);
}
Status compared(const HelloBuilder& second) { return compared(first_hello(), second); }

TEST(SecondClientHello13, IsTheFirstOneWithTheShareThatWasAskedFor) {
    EXPECT_EQ(compared(second_hello()), Status::ok);
}

TEST(SecondClientHello13, MayBePaddedAndLoseItsEarlyData) {
    EXPECT_EQ(compared(second_hello().add(21, "00 00 00")), Status::ok);
    EXPECT_EQ(compared(first_hello().add(21, "00"), second_hello()), Status::ok);
    EXPECT_EQ(compared(first_hello().add(42, ""), second_hello()), Status::ok);
    EXPECT_EQ(compared(first_hello().add(42, ""), second_hello().add(42, "")),
              Status::illegal_parameter);
    EXPECT_EQ(compared(second_hello().add(42, "")), Status::illegal_parameter);
}

TEST(SecondClientHello13, MayHaveAnotherEncryptedClientHello) {
    EXPECT_EQ(compared(first_hello().add(0xFE0D, "01"), second_hello().add(0xFE0D, "02 03")),
              Status::ok);
}

TEST(SecondClientHello13, HasTheSameFields) {
    HelloBuilder other = second_hello();
    other.random[31] ^= 1;
    EXPECT_EQ(compared(other), Status::illegal_parameter);
    other = second_hello();
    other.version = 0x0302;
    EXPECT_EQ(compared(other), Status::illegal_parameter);
    other = second_hello();
    other.session_id.pop_back();
    EXPECT_EQ(compared(other), Status::illegal_parameter);
    other = second_hello();
    other.suites.pop_back();
    EXPECT_EQ(compared(other), Status::illegal_parameter);
    other = second_hello();
    std::swap(other.suites[0], other.suites[1]);
    EXPECT_EQ(compared(other), Status::illegal_parameter);
}

TEST(SecondClientHello13, HasTheSameExtensionsInTheSameOrder) {
    EXPECT_EQ(compared(second_hello().add(0xABCE, "")), Status::illegal_parameter);
    EXPECT_EQ(compared(second_hello().drop(0xABCD)), Status::illegal_parameter);
    EXPECT_EQ(compared(second_hello().drop(0xABCD).add(0xABCD, "01 03")),
              Status::illegal_parameter);
    EXPECT_EQ(compared(second_hello().drop(13).add(13, "0004 0403 0804")),
              Status::illegal_parameter);
    HelloBuilder other = second_hello();
    std::swap(other.extensions[0], other.extensions[1]);
    EXPECT_EQ(compared(other), Status::illegal_parameter);
}

TEST(SecondClientHello13, HasTheOneShareThatWasAskedFor) {
    EXPECT_EQ(compared(first_hello()), Status::illegal_parameter);
    EXPECT_EQ(compared(second_hello().drop(51)), Status::illegal_parameter);
    EXPECT_EQ(compared(second_hello().drop(51).add(51, "0000")), Status::illegal_parameter);
    EXPECT_EQ(compared(second_hello().drop(51).add(51, share_of(23, 2))),
              Status::illegal_parameter);
}

TEST(SecondClientHello13, HasTheCookieThatItWasGiven) {
    const Buffer cookie = {1, 2, 3};
    const auto given = [&](const HelloBuilder& second) {
        return compared(first_hello(), second, cookie);
    };
    EXPECT_EQ(given(second_hello().add(44, "0003 010203")), Status::ok);
    EXPECT_EQ(given(second_hello()), Status::illegal_parameter);
    EXPECT_EQ(given(second_hello().add(44, "0003 010204")), Status::illegal_parameter);
    EXPECT_EQ(given(second_hello().add(44, "0002 0102")), Status::illegal_parameter);
    EXPECT_EQ(given(second_hello().add(44, "0004 01020300")), Status::illegal_parameter);
    EXPECT_EQ(compared(second_hello().add(44, "0001 01")), Status::illegal_parameter);
    EXPECT_EQ(compared(first_hello().add(44, "0003 010203"), second_hello().add(44, "0003 010203"),
                       cookie),
              Status::illegal_parameter);
}

}  // namespace
}  // namespace secur32::schannel
