#include "sspi/schannel/extensions.h"

#include <gtest/gtest.h>

#include "test/unit/sspi/schannel/hello_builder.h"

namespace secur32::schannel {
namespace {

using test::octets_of;

Status parse(std::string_view block, In message = In::client_hello) {
    const Buffer octets = octets_of(block);
    return Extensions::parse(octets, message).status();
}

TEST(Extensions, AreFoundByType) {
    const Buffer block = octets_of("0017 0000  000a 0004 0002 001d  eaea 0001 00");
    const auto parsed = Extensions::parse(block, In::client_hello);
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(parsed.value().all().size(), 3u);
    ASSERT_NE(parsed.value().find(ExtensionType::supported_groups), nullptr);
    EXPECT_EQ(parsed.value().find(ExtensionType::supported_groups)->size(), 4u);
    EXPECT_TRUE(parsed.value().find(ExtensionType::extended_master_secret)->empty());
    EXPECT_EQ(parsed.value().find(ExtensionType::key_share), nullptr);
}

TEST(Extensions, MayBeNone) { EXPECT_EQ(parse(""), Status::ok); }

TEST(Extensions, CutAnywhereAreNoExtensions) {
    const Buffer block = octets_of("0017 0000  000a 0004 0002 001d");
    for (std::size_t size = 1; size < block.size(); ++size)
        EXPECT_EQ(Extensions::parse(Bytes(block).first(size), In::client_hello).status(),
                  size == 4 ? Status::ok : Status::decode_error)
            << size;
}

TEST(Extensions, OfALengthBeyondTheEndAreRefused) {
    EXPECT_EQ(parse("0017 0001"), Status::decode_error);
    EXPECT_EQ(parse("0017 ffff 00"), Status::decode_error);
}

TEST(Extensions, TwiceTheSameAreRefusedEvenWhenNobodyKnowsThem) {
    EXPECT_EQ(parse("0017 0000 000b 0000 0017 0000"), Status::illegal_parameter);
    EXPECT_EQ(parse("eaea 0000 000b 0000 eaea 0000"), Status::illegal_parameter);
}

// RFC 8446 4.2: "If an implementation receives an extension which it recognizes and which is not
// specified for the message in which it appears, it MUST abort the handshake with an
// "illegal_parameter" alert."
TEST(Extensions, StandOnlyWhereTheTableOfTheRfcHasThem) {
    struct Row {
        std::uint16_t type;
        std::initializer_list<In> places;
    };
    using enum In;
    const Row rows[] = {
        {0, {client_hello, encrypted_extensions, server_hello12}},
        {1, {client_hello, encrypted_extensions, server_hello12}},
        {5, {client_hello, certificate_request, certificate, server_hello12}},
        {10, {client_hello, encrypted_extensions, server_hello12}},
        {13, {client_hello, certificate_request}},
        {16, {client_hello, encrypted_extensions, server_hello12}},
        {22, {client_hello, server_hello12}},
        {23, {client_hello, server_hello12}},
        {41, {client_hello, server_hello13}},
        {42, {client_hello, encrypted_extensions, new_session_ticket}},
        {43, {client_hello, server_hello13, hello_retry_request}},
        {44, {client_hello, hello_retry_request}},
        {45, {client_hello}},
        {47, {client_hello, certificate_request}},
        {48, {certificate_request}},
        {49, {client_hello}},
        {50, {client_hello, certificate_request}},
        {51, {client_hello, server_hello13, hello_retry_request}},
        {0xFF01, {client_hello, server_hello12}},
    };
    for (const Row& row : rows)
        for (const In place :
             {client_hello, server_hello12, server_hello13, hello_retry_request,
              encrypted_extensions, certificate, certificate_request, new_session_ticket}) {
            Writer block;
            block.be16(row.type);
            block.be16(0);
            const bool allowed = std::ranges::find(row.places, place) != row.places.end();
            EXPECT_EQ(Extensions::parse(block.view(), place).status(),
                      allowed ? Status::ok : Status::illegal_parameter)
                << row.type << " in " << static_cast<int>(place);
        }
}

TEST(Extensions, ByTheThousandsAreParsedInNoTime) {
    Writer block;
    for (unsigned type = 0x1000; type < 0x4000; ++type) {
        block.be16(static_cast<std::uint16_t>(type));
        block.be16(0);
    }
    EXPECT_TRUE(Extensions::parse(block.view(), In::client_hello).ok());
}

// ---- Lists --------------------------------------------------------------------------------------

TEST(NumberList, KnowsWhatItHolds) {
    const Buffer octets = octets_of("001d 0a0a 0017");
    const NumberList list(octets);
    EXPECT_EQ(list.size(), 3u);
    EXPECT_EQ(list[1], 0x0A0A);
    EXPECT_TRUE(list.contains(0x0017));
    EXPECT_FALSE(list.contains(0x1D0A));  // across two of them
    EXPECT_FALSE(NumberList().contains(0));
    EXPECT_TRUE(NumberList().empty());
}

TEST(NumberList, IsReadBehindALengthOfOneOrTwoOctets) {
    const Buffer one = octets_of("04 0304 0303"), two = octets_of("0002 001d");
    Reader short_list(one), long_list(two);
    EXPECT_EQ(read_numbers8(short_list).size(), 2u);
    EXPECT_EQ(read_numbers16(long_list)[0], 0x001D);
    EXPECT_TRUE(short_list.done());
    EXPECT_TRUE(long_list.done());
}

TEST(NumberList, OfNoneOrAnOddLengthOrCutIsNone) {
    for (const char* const text : {"00", "01 03", "03 0304 03", "04 0304", ""}) {
        const Buffer octets = octets_of(text);
        Reader in(octets);
        read_numbers8(in);
        EXPECT_TRUE(in.failed()) << text;
    }
    for (const char* const text : {"0000", "0001 03", "0003 0304 03", "0004 0304", "00"}) {
        const Buffer octets = octets_of(text);
        Reader in(octets);
        read_numbers16(in);
        EXPECT_TRUE(in.failed()) << text;
    }
}

TEST(NumberList, IsWrittenAsItIsRead) {
    Writer out;
    const std::uint16_t numbers[] = {0x0403, 0x0804};
    write_numbers16(out, numbers);
    EXPECT_EQ(out.take(), octets_of("0004 0403 0804"));
}

// RFC 7301 3.1's example: "http/1.1" and "spdy/1".
TEST(ApplicationProtocols, AreReadAndWritten) {
    const Buffer octets = octets_of("0010 08 687474702f312e31 06 737064792f31");
    Reader in(octets);
    const auto names = read_application_protocols(in);
    ASSERT_TRUE(in.done());
    ASSERT_EQ(names.size(), 2u);
    EXPECT_EQ(names[0], "http/1.1");
    EXPECT_EQ(names[1], "spdy/1");
    Writer out;
    const std::string list[] = {"http/1.1", "spdy/1"};
    write_application_protocols(out, list);
    EXPECT_EQ(out.take(), octets);
}

TEST(ApplicationProtocols, ThatAreEmptyOrCutAreNone) {
    for (const char* const text : {"0000", "0001 00", "0003 02 6832 00", "0003 03 6832",
                                   "0004 02 6832 00", "0005 02 6832 01", "0003 02 68"}) {
        const Buffer octets = octets_of(text);
        Reader in(octets);
        read_application_protocols(in);
        EXPECT_FALSE(in.done()) << text;
    }
}

TEST(DistinguishedNames, AreReadOneByOne) {
    const Buffer octets = octets_of("0007 0002 3000 0001 31");
    Reader in(octets);
    EXPECT_EQ(read_distinguished_names(in).size(), 2u);
    EXPECT_TRUE(in.done());
}

TEST(DistinguishedNames, ThatAreEmptyOrCutAreNone) {
    for (const char* const text :
         {"0000", "0002 0000", "0003 0002 30", "0004 0000 3000", "0005 0002 3000 00"}) {
        const Buffer octets = octets_of(text);
        Reader in(octets);
        read_distinguished_names(in);
        EXPECT_FALSE(in.done()) << text;
    }
}

}  // namespace
}  // namespace secur32::schannel
