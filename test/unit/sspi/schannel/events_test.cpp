#include "sspi/schannel/events.h"

#include <gtest/gtest.h>

namespace secur32::schannel {
namespace {

TEST(Events, AreTheHandshakeTypesOfTheWire) {
    EXPECT_EQ(event_of(1), Event::client_hello);
    EXPECT_EQ(event_of(20), Event::finished);
    EXPECT_EQ(event_of(24), Event::key_update);
}

TEST(Events, OfNoKnownTypeAreUnknown) {
    for (const int type : {3, 6, 7, 9, 10, 17, 25, 253, 255})
        EXPECT_EQ(event_of(static_cast<std::uint8_t>(type)), Event::unknown) << type;
}

// RFC 8446 4.4.1: it is never sent.
TEST(Events, DoNotComeAsMessageHash) { EXPECT_EQ(event_of(254), Event::unknown); }

TEST(Events, HaveTheNamesOfTheirMessages) {
    EXPECT_EQ(name_of(Event::hello_retry_request), "HelloRetryRequest");
    EXPECT_EQ(name_of(event_of(7)), "(unknown)");
}

}  // namespace
}  // namespace secur32::schannel
