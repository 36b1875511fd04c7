#include "sspi/schannel/message_reader.h"

#include <gtest/gtest.h>

namespace secur32::schannel {
namespace {

using Buffers = std::vector<Buffer>;

constexpr std::size_t kLimit = 100;

// A Finished of `size` octets.
Buffer message(std::size_t size, std::uint8_t type = 20) {
    Buffer made{type, 0, static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)};
    made.resize(4 + size, 7);
    return made;
}
Buffer joined(const Buffer& one, const Buffer& two) {
    Buffer made = one;
    made.insert(made.end(), two.begin(), two.end());
    return made;
}
Buffer copy(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

// Whole messages that can be read now.
Buffers all_of(MessageReader& reader) {
    Buffers messages;
    while (true) {
        const auto next = reader.next(kLimit);
        if (!next.ok() || !next.value()) return messages;
        messages.push_back(copy(next.value()->whole));
    }
}

TEST(MessageReader, ReadsSeveralMessagesOfOneRecord) {
    MessageReader reader;
    reader.add(joined(message(3), message(0, 14)));
    const auto first = reader.next(kLimit);
    ASSERT_TRUE(first.ok() && first.value());
    EXPECT_EQ(first.value()->event, Event::finished);
    EXPECT_EQ(copy(first.value()->whole), message(3));
    EXPECT_EQ(first.value()->body().size(), 3u);
    EXPECT_TRUE(reader.has_rest());
    const auto second = reader.next(kLimit);
    ASSERT_TRUE(second.ok() && second.value());
    EXPECT_EQ(second.value()->event, Event::server_hello_done);
    EXPECT_TRUE(second.value()->body().empty());
    EXPECT_FALSE(reader.has_rest());
    EXPECT_FALSE(reader.next(kLimit).value());
}

TEST(MessageReader, ReadsOneMessageOfSeveralRecordsWhereverItIsCut) {
    const Buffer two = joined(message(9), message(5, 1));
    for (std::size_t cut = 0; cut <= two.size(); ++cut) {
        MessageReader reader;
        reader.add(Bytes(two).first(cut));
        Buffers messages = all_of(reader);
        EXPECT_EQ(reader.has_rest(), cut != 0 && cut != 13 && cut != two.size()) << cut;
        reader.add(Bytes(two).subspan(cut));
        for (Buffer& further : all_of(reader)) messages.push_back(std::move(further));
        EXPECT_EQ(messages, (Buffers{message(9), message(5, 1)})) << cut;
        EXPECT_FALSE(reader.has_rest());
    }
}

TEST(MessageReader, ReadsOctetByOctet) {
    MessageReader reader;
    Buffers messages;
    for (const std::uint8_t octet : joined(message(kLimit), message(1))) {
        reader.add(Bytes(&octet, 1));
        for (Buffer& whole : all_of(reader)) messages.push_back(std::move(whole));
    }
    EXPECT_EQ(messages, (Buffers{message(kLimit), message(1)}));
}

TEST(MessageReader, RefusesALongMessageByItsHeader) {
    MessageReader reader;
    const Buffer header{11, 0, 0, kLimit + 1};
    reader.add(Bytes(header).first(3));
    EXPECT_TRUE(reader.next(kLimit).ok());
    reader.add(Bytes(header).subspan(3));
    EXPECT_EQ(reader.next(kLimit).status(), Status::illegal_parameter);
    MessageReader other;
    other.add(Buffer{11, 0xFF, 0xFF, 0xFF});
    EXPECT_EQ(other.next(kLimit).status(), Status::illegal_parameter);
}

TEST(MessageReader, TellsTypesThatItDoesNotKnow) {
    MessageReader reader;
    reader.add(message(2, 99));
    EXPECT_EQ(reader.next(kLimit).value()->event, Event::unknown);
}

TEST(MessageReader, ForgetsWhatItReleased) {
    MessageReader reader;
    reader.add(Bytes(message(9)).first(6));
    reader.release();
    EXPECT_FALSE(reader.has_rest());
    reader.add(message(1));
    EXPECT_EQ(all_of(reader), Buffers{message(1)});
}

}  // namespace
}  // namespace secur32::schannel
