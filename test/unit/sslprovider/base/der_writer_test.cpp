#include "sslprovider/base/der_writer.h"

#include <gtest/gtest.h>

#include <array>

namespace secur32 {
namespace {

Buffer written(void (*write)(DerWriter&)) {
    DerWriter out;
    write(out);
    return out.take();
}

TEST(DerWriter, NestsElementsAndCountsTheirLength) {
    const Buffer out = written([](DerWriter& w) {
        w.nested(DerTag::sequence, [&] {
            w.nested(DerTag::set, [&] { w.null(); });
            w.boolean(true);
        });
    });
    EXPECT_EQ(out, (Buffer{0x30, 7, 0x31, 2, 0x05, 0, 0x01, 1, 0xFF}));
}

// X.690 8.1.3.5, 10.1
TEST(DerWriter, UsesTheLongFormOfLengthsFrom128On) {
    for (const std::size_t size : {0u, 127u, 128u, 255u, 256u, 65536u}) {
        DerWriter out;
        out.nested(DerTag::octet_string, [&] { out.raw(Buffer(size, 0x55)); });
        DerReader in(out.view());
        EXPECT_EQ(in.contents(DerTag::octet_string).size(), size);
        EXPECT_TRUE(in.done()) << size;
    }
}

// X.690 8.3.2
TEST(DerWriter, WritesIntegersInAsFewOctetsAsCanBe) {
    EXPECT_EQ(written([](DerWriter& w) {
                  w.unsigned_integer(Buffer{0, 0, 0x80});
              }),
              (Buffer{0x02, 2, 0, 0x80}));
    EXPECT_EQ(written([](DerWriter& w) { w.unsigned_integer({}); }), (Buffer{0x02, 1, 0}));
    EXPECT_EQ(written([](DerWriter& w) {
                  w.integer(Buffer{0xFF, 0xFF, 0x80});
              }),
              (Buffer{0x02, 1, 0x80}));
    EXPECT_EQ(written([](DerWriter& w) { w.small_integer(0xFFFFFFFF); }),
              (Buffer{0x02, 5, 0, 0xFF, 0xFF, 0xFF, 0xFF}));
}

// X.690 11.2
TEST(DerWriter, LeavesTrailingZerosOutOfNamedBits) {
    EXPECT_EQ(written([](DerWriter& w) {
                  w.named_bits(Buffer{0x06, 0});
              }),
              (Buffer{0x03, 2, 1, 0x06}));
    EXPECT_EQ(written([](DerWriter& w) { w.named_bits(Buffer{0, 0}); }), (Buffer{0x03, 1, 0}));
}

TEST(DerWriter, ClearsUnusedBits) {
    const Buffer octets{0xFF};
    DerWriter out;
    out.bit_string({octets, 3});
    EXPECT_EQ(out.take(), (Buffer{0x03, 2, 3, 0xF8}));
}

// X.690 11.6
TEST(DerWriter, SortsTheElementsOfASetOf) {
    DerWriter out;
    out.set_of(DerTag::set, {{0x02, 1, 9}, {0x02, 1, 3}});
    EXPECT_EQ(out.take(), (Buffer{0x31, 6, 0x02, 1, 3, 0x02, 1, 9}));
}

TEST(DerWriter, WritesTimesThatTheReaderReadsBack) {
    for (const std::string_view der : {"\x17\x0D"
                                       "500101000000Z",
                                       "\x17\x0D"
                                       "491231235959Z",
                                       "\x18\x0F"
                                       "20500101000000Z",
                                       "\x18\x0F"
                                       "99991231235959Z",
                                       "\x18\x0F"
                                       "19491231235959Z"}) {
        DerReader in(bytes_of(der));
        DerWriter out;
        out.time(in.time());
        EXPECT_TRUE(in.done());
        EXPECT_EQ(out.take(), Buffer(der.begin(), der.end()));
    }
}

TEST(ObjectIdentifierOf, IsWhatTheReaderWritesAsText) {
    for (const char* const text :
         {"1.2.840.113549.1.1.11", "2.5.29.17", "0.9.2342.19200300.100.1.25", "2.999.3",
          "2.23.42.7.0", "1.0", "2.25.340282366920938463463374607431768211375"}) {
        const auto octets = object_identifier_of(text);
        ASSERT_TRUE(octets.ok()) << text;
        EXPECT_EQ((ObjectIdentifier{octets.value()}).text(), text);
    }
}

TEST(ObjectIdentifierOf, RefusesWhatIsNone) {
    for (const char* const text :
         {"", "1", "3.1", "0.40", "1.2.", ".1.2", "1..2", "1.02", "1.a", "1.2 ", "-1.2",
          "1.2.99999"
          "999999999999999999999999999999999999999"})
        EXPECT_EQ(object_identifier_of(text).status(), Status::bad_data) << text;
}

}  // namespace
}  // namespace secur32
