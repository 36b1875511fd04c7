#include "sslprovider/base/reader.h"

#include <gtest/gtest.h>

#include <tuple>

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

// RFC 8446 3.4: opaque<floor..ceiling>.
TEST(Reader, ReadsVectorsOfEveryWidth) {
    const Buffer octets{2, 7, 8, 0, 1, 9, 0, 0, 3, 4, 5, 6, 0};
    Reader in(octets);
    EXPECT_TRUE(std::ranges::equal(in.vector8(), Buffer{7, 8}));
    EXPECT_TRUE(std::ranges::equal(in.vector16(), Buffer{9}));
    EXPECT_TRUE(std::ranges::equal(in.vector24(), Buffer{4, 5, 6}));
    EXPECT_TRUE(in.vector8().empty());
    EXPECT_TRUE(in.done());
}

TEST(Reader, FailsOnAVectorThatIsCut) {
    const Buffer octets{0, 0, 3, 1, 2, 3};
    for (std::size_t size = 0; size < octets.size(); ++size) {
        Reader in(Bytes(octets).first(size));
        EXPECT_TRUE(in.vector24().empty());
        EXPECT_TRUE(in.failed()) << size;
    }
    Reader in8(Bytes(octets).subspan(5));
    EXPECT_TRUE(in8.vector8().empty());
    EXPECT_TRUE(in8.failed());
}

TEST(Reader, FailsOnAVectorOutsideItsBounds) {
    const Buffer octets{0, 2, 1, 1};
    for (const auto& [least, most, good] : {std::tuple{0u, 2u, true}, std::tuple{2u, 2u, true},
                                            std::tuple{3u, 9u, false}, std::tuple{0u, 1u, false}}) {
        Reader in(octets);
        EXPECT_EQ(in.vector16(least, most).size(), good ? 2u : 0u);
        EXPECT_EQ(in.failed(), !good);
        EXPECT_EQ(in.done(), good);
    }
}

TEST(Writer, WritesVectorsInsideOneAnother) {
    Writer out;
    out.vector24([&] {
        out.vector16([&] { out.vector8([&] { out.u8(7); }); });
        out.vector8([] {});
    });
    EXPECT_TRUE(std::ranges::equal(out.view(), Buffer{0, 0, 5, 0, 2, 1, 7, 0}));
    Writer longer;
    longer.vector16([&] { longer.zeros(0x123); });
    EXPECT_EQ(longer.view()[0], 1);
    EXPECT_EQ(longer.view()[1], 0x23);
    EXPECT_EQ(longer.size(), 0x125u);
}

TEST(Reader, AndWriterKnow24Bits) {
    Writer out;
    out.be24(0x010203);
    Reader in(out.view());
    EXPECT_EQ(in.be24(), 0x010203u);
    EXPECT_TRUE(in.done());
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
