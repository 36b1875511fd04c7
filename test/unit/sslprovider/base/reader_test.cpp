#include "sslprovider/base/reader.h"

#include <gtest/gtest.h>

#include "sslprovider/base/writer.h"

namespace secur32 {
namespace {

const std::array<std::uint8_t, 8> kEight{1, 2, 3, 4, 5, 6, 7, 8};

TEST(Reader, ReadsBothByteOrders) {
    Reader little(kEight);
    EXPECT_EQ(little.le16(), 0x0201);
    EXPECT_EQ(little.le32(), 0x06050403u);
    Reader big(kEight);
    EXPECT_EQ(big.be16(), 0x0102);
    EXPECT_EQ(big.be32(), 0x03040506u);
    Reader whole(kEight);
    EXPECT_EQ(whole.le64(), 0x0807060504030201u);
    EXPECT_TRUE(whole.done());
}

TEST(Reader, FailsForGoodAtTheFirstOverrun) {
    Reader in(kEight);
    in.skip(6);
    EXPECT_EQ(in.le32(), 0u);
    EXPECT_TRUE(in.failed());
    EXPECT_EQ(in.u8(), 0);
    EXPECT_TRUE(in.rest().empty());
    EXPECT_FALSE(in.done());
}

TEST(Reader, IsNotDoneWhileBytesAreLeft) {
    Reader in(kEight);
    in.le32();
    EXPECT_FALSE(in.done());
    EXPECT_FALSE(in.failed());
    in.rest();
    EXPECT_TRUE(in.done());
}

TEST(Reader, RefusesACountThatWouldWrap) {
    Reader in(kEight);
    in.u8();
    EXPECT_TRUE(in.bytes(SIZE_MAX).empty());
    EXPECT_TRUE(in.failed());
}

TEST(Reader, GivesZeroArraysAfterAFailure) {
    Reader in(Bytes(kEight).first(3));
    EXPECT_EQ(in.array<4>(), (std::array<std::uint8_t, 4>{}));
    EXPECT_TRUE(in.failed());
}

TEST(Writer, WritesWhatTheReaderReads) {
    Writer out;
    out.u8(9);
    out.le16(0x0201);
    out.be16(0x0201);
    out.le32(0x06050403);
    out.le64(0x1122334455667788);
    out.zeros(2);
    out.patch(0, Bytes(kEight).first(1));
    Reader in(out.view());
    EXPECT_EQ(in.u8(), 1);
    EXPECT_EQ(in.le16(), 0x0201);
    EXPECT_EQ(in.be16(), 0x0201);
    EXPECT_EQ(in.le32(), 0x06050403u);
    EXPECT_EQ(in.le64(), 0x1122334455667788u);
    EXPECT_EQ(in.le16(), 0);
    EXPECT_TRUE(in.done());
}

}  // namespace
}  // namespace secur32
