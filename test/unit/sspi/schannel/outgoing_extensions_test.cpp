#include "sspi/schannel/outgoing_extensions.h"

#include <gtest/gtest.h>

#include "test/support/vectors.h"

namespace secur32::schannel {
namespace {

OutgoingExtensions three() {
    OutgoingExtensions extensions;
    extensions.add(ExtensionType::key_share, [](Writer& out) { out.be16(0x0017); });
    extensions.add(ExtensionType::server_name, [](Writer&) {});
    extensions.add(0xABCD, {1, 2, 3});
    return extensions;
}

std::string written(const OutgoingExtensions& extensions,
                    std::span<const std::uint16_t> order = {}) {
    Writer out;
    extensions.write(out, order);
    return test::to_hex(out.view());
}

TEST(OutgoingExtensions, StandInTheOrderTheyWereAdded) {
    EXPECT_EQ(written(three()),
              "0011"
              "003300020017"
              "00000000"
              "abcd0003010203");
    EXPECT_EQ(three().types(), (std::vector<std::uint16_t>{51, 0, 0xABCD}));
}

TEST(OutgoingExtensions, StandInAnotherOrderWhereOneIsWanted) {
    const std::uint16_t order[] = {0xABCD, 0, 51};
    EXPECT_EQ(written(three(), order),
              "0011"
              "abcd0003010203"
              "00000000"
              "003300020017");
}

TEST(OutgoingExtensions, ThatNobodyOrdersFollowAsTheyWereAdded) {
    const std::uint16_t order[] = {0x1234, 0xABCD};
    EXPECT_EQ(written(three(), order),
              "0011"
              "abcd0003010203"
              "003300020017"
              "00000000");
}

TEST(OutgoingExtensions, MayBeNone) {
    EXPECT_EQ(written(OutgoingExtensions()), "0000");
    EXPECT_TRUE(OutgoingExtensions().types().empty());
}

TEST(OutgoingExtensions, AreReadAsTheyWereWritten) {
    Writer out;
    three().write(out, {});
    const auto read = Extensions::parse(out.view().subspan(2), In::client_hello);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().all().size(), 3u);
}

}  // namespace
}  // namespace secur32::schannel
