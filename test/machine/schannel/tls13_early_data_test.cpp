// Early data that this server does not take (RFC 8446 4.2.10): a client comes with a ticket that is
// somebody else's, and its data behind its first ClientHello is skipped.
#include <gtest/gtest.h>

#include "test/machine/schannel/tls13_edits.h"

namespace secur32::schannel {
namespace {

using test::MachinePair;
using test::edits13::Flow;
using test::edits13::kEarlyData;

// Says in its first ClientHello that early data follows, and never again.
struct WithEarlyData final : Sources {
    std::span<const std::uint16_t> extension_order(std::uint8_t handshake_type) override {
        if (handshake_type != 1) return {};
        return hellos++ == 0 ? std::span(kFirst) : std::span(kFirst).first(2);
    }
    static constexpr std::uint16_t kFirst[] = {0, 16, kEarlyData};
    int hellos = 0;
};

// Records of data that no key opens, behind the first ClientHello.
void put_behind_hello(MachinePair& pair, std::size_t records, std::size_t size = 0x400) {
    pair.on_records = [records, size, first = true](bool to_server, Buffer& octets) mutable {
        if (!to_server || !std::exchange(first, false)) return;
        for (std::size_t i = 0; i < records; ++i) {
            octets.insert(octets.end(), {23, 3, 3, static_cast<std::uint8_t>(size >> 8),
                                         static_cast<std::uint8_t>(size)});
            octets.resize(octets.size() + size, static_cast<std::uint8_t>(i));
        }
    };
}

Status with_early_data(bool retried, std::size_t records, std::size_t size = 0x400) {
    WithEarlyData sources;
    Sources* const before = Sources::replace(&sources);
    MachinePair pair = Flow{.retried = retried}.pair({{kEarlyData, 1, {}}});
    Sources::replace(before);
    put_behind_hello(pair, records, size);
    const Status status = pair.run();
    EXPECT_EQ(status == Status::ok && test::exchanges_data(pair), status == Status::ok);
    return status;
}

TEST(EarlyData13, IsSkippedUpToABound) {
    for (const bool retried : {false, true})
        for (const std::size_t records : {1u, 2u, 16u})
            EXPECT_EQ(with_early_data(retried, records), Status::ok) << retried << records;
    EXPECT_EQ(with_early_data(false, 32), Status::message_altered);
    EXPECT_EQ(with_early_data(true, 32), Status::unexpected_message);
}

TEST(EarlyData13, IsSkippedInRecordsOfTheLargestSize) {
    for (const bool retried : {false, true}) {
        constexpr std::size_t kLargest = provider::kMaxPlaintext + 1 + 16;
        EXPECT_EQ(with_early_data(retried, 1, kLargest), Status::ok) << retried;
        EXPECT_EQ(with_early_data(retried, 1, provider::kMaxCiphertext13 + 1),
                  Status::record_overflow);
    }
}

TEST(EarlyData13, IsNotSkippedOfAClientThatDoesNotAnnounceIt) {
    for (const bool retried : {false, true}) {
        MachinePair pair = Flow{.retried = retried}.pair();
        put_behind_hello(pair, 1);
        EXPECT_EQ(pair.run(), retried ? Status::unexpected_message : Status::message_altered);
    }
}

// Once a record opened, what does not open is an attack again.
TEST(EarlyData13, EndsWithTheFirstRecordThatOpens) {
    WithEarlyData sources;
    Sources* const before = Sources::replace(&sources);
    MachinePair pair = Flow{}.pair({{kEarlyData, 1, {}}});
    Sources::replace(before);
    ASSERT_EQ(pair.run(), Status::ok);
    Buffer record = {23, 3, 3, 0, 32};
    record.resize(37);
    EXPECT_EQ(pair.server.put(record), Status::message_altered);
}

}  // namespace
}  // namespace secur32::schannel
