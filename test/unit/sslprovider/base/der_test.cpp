// The strict DER reader.
#include "sslprovider/base/der.h"

#include <gtest/gtest.h>

#include "test/support/der_writer.h"
#include "test/support/vectors.h"

namespace secur32 {
namespace {

using test::hex;
using test::tlv;
using test::operator+;

// Whether all of der is what read(reader) wants.
template <typename Read>
bool accepts(const Buffer& der, Read&& read) {
    DerReader in(der);
    read(in);
    return in.done();
}

bool is_element(const Buffer& der) {
    return accepts(der, [](DerReader& in) { in.any(); });
}
bool is_boolean(const Buffer& der) {
    return accepts(der, [](DerReader& in) { in.boolean(); });
}
bool is_integer(const Buffer& der) {
    return accepts(der, [](DerReader& in) { in.integer(); });
}
bool is_small_integer(const Buffer& der) {
    return accepts(der, [](DerReader& in) { in.small_integer(); });
}
bool is_bit_string(const Buffer& der) {
    return accepts(der, [](DerReader& in) { in.bit_string(); });
}
bool is_time(const Buffer& der) {
    return accepts(der, [](DerReader& in) { in.time(); });
}
bool is_oid(const Buffer& der) {
    return accepts(der, [](DerReader& in) { in.object_identifier(); });
}

std::string oid_text(const Buffer& contents) {
    const Buffer der = tlv(6, contents);
    DerReader in(der);
    return in.object_identifier().text();
}
FileTime time_value(const Buffer& der) {
    DerReader in(der);
    return in.time();
}
Buffer utc(std::string_view text) { return tlv(0x17, text); }
Buffer generalized(std::string_view text) { return tlv(0x18, text); }

TEST(DerReader, ReadsShortAndLongLengths) {
    for (const std::size_t size : {0u, 1u, 127u, 128u, 255u, 256u, 65535u, 65536u, 1u << 24}) {
        const Buffer contents(size, 0x5A), der = tlv(4, contents);
        DerReader in(der);
        const Bytes read = in.contents(DerTag::octet_string);
        EXPECT_TRUE(in.done()) << size;
        EXPECT_EQ(read.size(), size);
        EXPECT_EQ(in.any().size(), 0u) << "nothing is left";
        EXPECT_TRUE(in.failed());
    }
}

TEST(DerReader, RefusesLengthsThatAreNotMinimal) {
    const Buffer contents(127, 0);
    EXPECT_FALSE(is_element(hex("048101") + Buffer(1)));
    EXPECT_FALSE(is_element(hex("04817f") + contents));
    EXPECT_FALSE(is_element(hex("04820080") + Buffer(128)));
    EXPECT_FALSE(is_element(hex("048300ffff") + Buffer(65535)));
    EXPECT_TRUE(is_element(hex("048180") + Buffer(128)));
    EXPECT_FALSE(is_element(hex("048100")));
    EXPECT_FALSE(is_element(hex("048200")));
}

TEST(DerReader, RefusesTheIndefiniteForm) {
    EXPECT_FALSE(is_element(hex("30800000")));
    EXPECT_FALSE(is_element(hex("3080020101 0000")));
    EXPECT_FALSE(is_element(hex("0480")));
}

TEST(DerReader, RefusesLengthsOverFourOctetsAndTheReservedOne) {
    EXPECT_FALSE(is_element(hex("0485 0000000001") + Buffer(1)));
    EXPECT_FALSE(is_element(hex("0485 0100000000")));
    EXPECT_FALSE(is_element(hex("0488 ffffffffffffffff")));
    EXPECT_FALSE(is_element(hex("0484 ffffffff")));
    EXPECT_FALSE(is_element(hex("04ff") + Buffer(200)));
}

TEST(DerReader, RefusesWhatIsCutOffAnywhere) {
    const Buffer der = tlv(0x30, Buffer(300, 1));
    for (std::size_t size = 0; size < der.size(); ++size) {
        const Buffer part(der.begin(), der.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_FALSE(is_element(part)) << size;
        EXPECT_TRUE(DerReader::cut_off(part)) << size;
    }
    EXPECT_TRUE(is_element(der));
    EXPECT_FALSE(DerReader::cut_off(der));
}

TEST(DerReader, DoesNotCallMalformedLengthsCutOff) {
    EXPECT_FALSE(DerReader::cut_off(hex("3080")));
    EXPECT_FALSE(DerReader::cut_off(hex("308101")));
    EXPECT_FALSE(DerReader::cut_off(hex("3085")));
    EXPECT_FALSE(DerReader::cut_off(hex("020100 00")));
}

TEST(DerReader, RefusesHighTagNumbersAndEndOfContents) {
    EXPECT_FALSE(is_element(hex("1f01 00")));
    EXPECT_FALSE(is_element(hex("bf8101 00")));
    EXPECT_FALSE(is_element(hex("ff00")));
    EXPECT_FALSE(is_element(hex("0000")));
}

TEST(DerReader, FailsForGoodAtTheFirstWrongTag) {
    const Buffer der = tlv(2, Buffer{1}) + tlv(2, Buffer{2});
    DerReader in(der);
    EXPECT_TRUE(in.contents(DerTag::octet_string).empty());
    EXPECT_TRUE(in.failed());
    EXPECT_FALSE(in.more());
    EXPECT_TRUE(in.integer().empty());
    EXPECT_FALSE(in.done());
}

TEST(DerReader, IsNotDoneWhileOctetsAreLeft) {
    EXPECT_FALSE(is_integer(tlv(2, Buffer{1}) + Buffer{0}));
    const Buffer der = tlv(2, Buffer{1}) + tlv(2, Buffer{2});
    DerReader in(der);
    in.integer();
    EXPECT_TRUE(in.more());
    EXPECT_FALSE(in.done());
    in.integer();
    EXPECT_TRUE(in.done());
}

TEST(DerReader, ReadsWhatIsNestedAndAnswersWithItsHeader) {
    const Buffer inside = tlv(0x30, {tlv(2, Buffer{9}), tlv(1, Buffer{0xFF})});
    const Buffer der = inside + tlv(2, Buffer{3});
    DerReader in(der);
    std::uint8_t number = 0;
    bool flag = false;
    const Bytes whole = in.nested(DerTag::sequence, [&](DerReader& inner) {
        number = inner.small_integer();
        flag = inner.boolean();
    });
    EXPECT_EQ(Buffer(whole.begin(), whole.end()), inside);
    EXPECT_EQ(number, 9);
    EXPECT_TRUE(flag);
    EXPECT_EQ(in.small_integer(), 3);
    EXPECT_TRUE(in.done());
}

TEST(DerReader, TakesOverTheFailureOfWhatIsNested) {
    const Buffer der = tlv(0x30, {tlv(2, Buffer{9}), tlv(2, Buffer{9})});
    EXPECT_FALSE(accepts(der, [](DerReader& in) {
        in.nested(DerTag::sequence, [](DerReader& inner) { inner.boolean(); });
    })) << "wrong tag inside";
    EXPECT_FALSE(accepts(der, [](DerReader& in) {
        in.nested(DerTag::sequence, [](DerReader& inner) { inner.integer(); });
    })) << "octets left inside";
    EXPECT_FALSE(accepts(der, [](DerReader& in) {
        in.nested(DerTag::sequence, [](DerReader& inner) {
            inner.integer();
            inner.integer();
            inner.integer();
        });
    })) << "more read than is there";
    EXPECT_FALSE(accepts(tlv(0x30, {tlv(0x30, {tlv(2, Buffer{})})}), [](DerReader& in) {
        in.nested(DerTag::sequence, [](DerReader& inner) {
            inner.nested(DerTag::sequence, [](DerReader& innermost) { innermost.integer(); });
        });
    })) << "two levels down";
}

TEST(DerReader, DoesNotRunTheBodyWithoutTheElement) {
    bool ran = false;
    EXPECT_FALSE(accepts(tlv(0x31, Buffer{}), [&](DerReader& in) {
        in.nested(DerTag::sequence, [&](DerReader&) { ran = true; });
    }));
    EXPECT_FALSE(ran);
}

TEST(DerReader, KeepsInsideTheOuterElement) {
    // The inner length says more than the outer one has, although the octets follow.
    const Buffer der = hex("3003 0404 aabbccdd");
    DerReader in(der);
    in.nested(DerTag::sequence, [](DerReader& inner) { inner.contents(DerTag::octet_string); });
    EXPECT_TRUE(in.failed());
}

TEST(DerBoolean, IsZeroOrAllOnesInOneOctet) {
    EXPECT_TRUE(is_boolean(hex("0101ff")));
    EXPECT_TRUE(is_boolean(hex("010100")));
    EXPECT_FALSE(is_boolean(hex("010101")));
    EXPECT_FALSE(is_boolean(hex("0101fe")));
    EXPECT_FALSE(is_boolean(hex("0100")));
    EXPECT_FALSE(is_boolean(hex("0102ffff")));
    EXPECT_FALSE(is_boolean(hex("0201ff")));
}

TEST(DerInteger, IsAsShortAsCanBe) {
    for (const char* good : {"020100", "02017f", "02020080", "020180", "0202ff7f",
                             "020900ffffffffff"
                             "ffffff"})
        EXPECT_TRUE(is_integer(hex(good))) << good;
    for (const char* bad : {"0200", "02020000", "0202007f", "0202ff80", "0202ffff", "0203000080"})
        EXPECT_FALSE(is_integer(hex(bad))) << bad;
}

TEST(DerInteger, IsSmallFromZeroTo255) {
    const auto value = [](const char* der) {
        const Buffer octets = hex(der);
        DerReader in(octets);
        const unsigned number = in.small_integer();
        return in.failed() ? 999u : number;
    };
    EXPECT_EQ(value("020100"), 0u);
    EXPECT_EQ(value("02017f"), 127u);
    EXPECT_EQ(value("02020080"), 128u);
    EXPECT_EQ(value("020200ff"), 255u);
    for (const char* bad : {"0201ff", "020180", "02020100", "0202ff7f", "0203010000", "0200"})
        EXPECT_FALSE(is_small_integer(hex(bad))) << bad;
}

TEST(DerBits, HaveZeroInTheirUnusedOnes) {
    const Buffer der = hex("030307aa80");
    DerReader in(der);
    const DerBits bits = in.bit_string();
    EXPECT_TRUE(in.done());
    EXPECT_EQ(bits.unused_bits, 7u);
    EXPECT_EQ(bits.octets.size(), 2u);
    EXPECT_TRUE(is_bit_string(hex("030100")));
    EXPECT_TRUE(is_bit_string(hex("030200ff")));
    for (const char* bad :
         {"0300", "030101", "030107", "030208ff", "0302ff00", "030201ff", "030207c0"})
        EXPECT_FALSE(is_bit_string(hex(bad))) << bad;
    EXPECT_FALSE(is_bit_string(hex("2304 03020000"))) << "constructed";
}

TEST(DerBits, MayHaveAnotherTag) {
    const Buffer der = hex("810203a8");
    DerReader in(der);
    EXPECT_EQ(in.bit_string(der_implicit(1)).unused_bits, 3u);
    EXPECT_TRUE(in.done());
}

TEST(ObjectIdentifiers, AreWrittenWithDots) {
    EXPECT_EQ(oid_text(hex("2a864886f70d01010b")), "1.2.840.113549.1.1.11");
    EXPECT_EQ(oid_text(hex("550403")), "2.5.4.3");
    EXPECT_EQ(oid_text(hex("00")), "0.0");
    EXPECT_EQ(oid_text(hex("27")), "0.39");
    EXPECT_EQ(oid_text(hex("28")), "1.0");
    EXPECT_EQ(oid_text(hex("4f")), "1.39");
    EXPECT_EQ(oid_text(hex("50")), "2.0");
    EXPECT_EQ(oid_text(hex("8837 03")), "2.999.3");
    EXPECT_EQ(oid_text(hex("2b8fffffff7f")), "1.3.4294967295");
    EXPECT_EQ(oid_text(hex("2b81ffffffffffffffff7f")), "1.3.18446744073709551615");
    EXPECT_EQ(ObjectIdentifier{}.text(), "");
}

TEST(ObjectIdentifiers, MayHaveUuidsInThem) {
    // ITU-T X.667: 2.25.329800735698586629295641978511506172918 is the UUID
    // f81d4fae-7dec-11d0-a765-00a0c91e6bf6.
    EXPECT_EQ(oid_text(hex("69 83f09da7ebcfdee0c7a1a7b2c0948cc8f9d776")),
              "2.25.329800735698586629295641978511506172918");
    EXPECT_EQ(oid_text(hex("69 83ffffffffffffffffffffffffffffffffff7f")),
              "2.25.340282366920938463463374607431768211455");
}

TEST(ObjectIdentifiers, HaveMinimalArcsWithin128Bits) {
    for (const char* bad : {"0600", "060180", "06022a80", "06032a8001", "0603800101", "06028837ff",
                            "0614698480808080808080808080808080808080808000"})
        EXPECT_FALSE(is_oid(hex(bad))) << bad;
    EXPECT_FALSE(is_oid(tlv(6, Buffer{0x2A} + Buffer(100000, 0xFF) + Buffer{0x7F})));
    EXPECT_TRUE(is_oid(tlv(6, Buffer(100000, 0x2A))));
}

TEST(ObjectIdentifiers, CompareByTheirOctets) {
    const Buffer a = hex("550403"), b = hex("550403"), c = hex("550404");
    EXPECT_TRUE(ObjectIdentifier{a} == ObjectIdentifier{b});
    EXPECT_FALSE(ObjectIdentifier{a} == ObjectIdentifier{c});
    EXPECT_FALSE(ObjectIdentifier{a} == ObjectIdentifier{});
}

TEST(DerTime, CountsFrom1601) {
    EXPECT_EQ(time_value(generalized("16010101000000Z")), 0u);
    EXPECT_EQ(time_value(utc("700101000000Z")), kUnixEpochAsFileTime);
    EXPECT_EQ(time_value(utc("700101000001Z")), kUnixEpochAsFileTime + kFileTimeSecond);
    // date -u -d "2024-02-29 23:59:59" +%s
    EXPECT_EQ(time_value(utc("240229235959Z")),
              kUnixEpochAsFileTime + 1709251199 * kFileTimeSecond);
    // .NET's DateTime.MaxValue.ToFileTimeUtc(), 2650467743999999999, without its fraction.
    EXPECT_EQ(time_value(generalized("99991231235959Z")), 2650467743990000000u);
}

TEST(DerTime, TakesTwoDigitYearsFrom1950To2049) {
    EXPECT_EQ(time_value(utc("500101000000Z")), time_value(generalized("19500101000000Z")));
    EXPECT_EQ(time_value(utc("991231235959Z")), time_value(generalized("19991231235959Z")));
    EXPECT_EQ(time_value(utc("000101000000Z")), time_value(generalized("20000101000000Z")));
    EXPECT_EQ(time_value(utc("491231235959Z")), time_value(generalized("20491231235959Z")));
}

TEST(DerTime, RefusesDaysThatAreNotInTheCalendar) {
    EXPECT_TRUE(is_time(utc("240229000000Z")));
    EXPECT_TRUE(is_time(utc("000229000000Z")));
    for (const char* bad : {"230229000000Z", "240230000000Z", "240431000000Z", "241301000000Z",
                            "240001000000Z", "240100000000Z", "240132000000Z"})
        EXPECT_FALSE(is_time(utc(bad))) << bad;
    EXPECT_FALSE(is_time(generalized("19000229000000Z")));
    EXPECT_TRUE(is_time(generalized("20000229000000Z")));
}

TEST(DerTime, RefusesHoursThatAreNotOnTheClock) {
    for (const char* bad : {"240101240000Z", "240101006000Z", "240101000060Z"})
        EXPECT_FALSE(is_time(utc(bad))) << bad;
}

TEST(DerTime, RefusesEveryOtherForm) {
    for (const char* bad :
         {"", "Z", "2401010000Z", "240101000000", "240101000000+0000", "240101000000z",
          "24010100000 Z", "24-101000000Z", "2401010000.0Z", "20240101000000Z", "240101000000ZZ"})
        EXPECT_FALSE(is_time(utc(bad))) << bad;
    for (const char* bad : {"", "202401010000Z", "20240101000000", "20240101000000.5Z",
                            "20240101000000+0100", "240101000000Z", "2024010100000\xB2Z"})
        EXPECT_FALSE(is_time(generalized(bad))) << bad;
}

TEST(DerTime, RefusesWhatAFileTimeCannotSay) {
    EXPECT_FALSE(is_time(generalized("16001231235959Z")));
    EXPECT_FALSE(is_time(generalized("00000101000000Z")));
}

TEST(DerTime, IsOneOfTwoTypes) {
    EXPECT_FALSE(is_time(tlv(0x0C, "240101000000Z")));
    EXPECT_FALSE(is_time(tlv(0x37, "240101000000Z"))) << "constructed";
    EXPECT_FALSE(is_time({}));
}

}  // namespace
}  // namespace secur32
