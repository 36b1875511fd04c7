// AUTHENTICATE_MESSAGE (messages.h): its layout octet by octet, the short forms of old clients, and
// everything that a hostile length or offset can say.
#include <gtest/gtest.h>

#include "sspi/ntlm/messages.h"
#include "test/support/vectors.h"
#include "test/unit/sspi/ntlm/mutations.h"
#include "test/unit/sspi/ntlm/sample_messages.h"

namespace secur32::ntlm {
namespace {

using namespace sample;
using test::hex;
using test::to_hex;

TEST(AuthenticateMessage, HasItsFieldsInTheirPlaces) {
    const Buffer token = Authenticate().token();
    EXPECT_EQ(to_hex(Bytes(token).first(88)),
              "4e544c4d5353500003000000"
              "180018007200"
              "0000"
              "3c003c008a000000"
              "0c000c0058000000"
              "0800080064000000"
              "060006006c000000"
              "10001000c6000000"
              "15828042"
              "0a00614a0000000f"
              "ab000000000000000000000000000000");
    EXPECT_EQ(token.size(), 0xc6u + 16);
}

TEST(AuthenticateMessage, GivesBackWhatWasWritten) {
    const Authenticate source;
    const Buffer token = source.token();
    const auto parsed = parse_authenticate(token, NegotiateFlags{});
    ASSERT_TRUE(parsed.ok());
    const AuthenticateMessage& message = parsed.value();
    EXPECT_EQ(message.domain_name, u"DOMAIN");
    EXPECT_EQ(message.user_name, u"User");
    EXPECT_EQ(message.workstation, u"WKS");
    EXPECT_EQ(to_hex(message.lm_challenge_response), to_hex(source.lm));
    EXPECT_EQ(to_hex(message.nt_challenge_response), to_hex(source.nt));
    EXPECT_EQ(to_hex(message.encrypted_random_session_key), to_hex(source.key));
    EXPECT_EQ(message.negotiate_flags, kFlags);
    EXPECT_EQ(message.version, kVersion);
    EXPECT_EQ(message.mic, Mic{0xAB});
}

TEST(AuthenticateMessage, TheMicIsFilledInLater) {
    Buffer token = Authenticate().token();
    Mic mic;
    mic.fill(0x77);
    put_mic(token, mic);
    EXPECT_EQ(parse_authenticate(token, kFlags).value().mic, mic);
    Buffer too_short(87);
    put_mic(too_short, mic);
    EXPECT_EQ(too_short, Buffer(87));
}

TEST(AuthenticateMessage, WithoutAMicThePayloadBeginsAt72) {
    const Authenticate source;
    AuthenticateMessage message = source.message();
    message.mic.reset();
    const Buffer token = std::move(write(message)).value();
    EXPECT_EQ(offset_of(token, kDomain), 72u);
    EXPECT_FALSE(parse_authenticate(token, kFlags).value().mic.has_value());
    EXPECT_EQ(parse_authenticate(token, kFlags).value().version, kVersion);
}

// 64 octets, then LM, NT, user in Unicode: what clients without VERSION send.
TEST(AuthenticateMessage, TheFormWithoutVersionIsTaken) {
    Buffer token(64 + 24 + 24 + 8, 0x41);
    const Buffer start = hex("4e544c4d53535000 03000000");
    std::copy(start.begin(), start.end(), token.begin());
    put_field(token, kLm, 24, 64);
    put_field(token, kNt, 24, 88);
    put_field(token, kDomain, 0, 0);
    put_field(token, kUser, 8, 112);
    put_field(token, kWorkstation, 0, 0);
    put_field(token, kKey, 0, 0);
    put32(token, kAuthenticateFlags, 0x02000201);
    const auto parsed = parse_authenticate(token, NegotiateFlags{});
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(parsed.value().user_name, u"\u4141\u4141\u4141\u4141");
    EXPECT_EQ(parsed.value().negotiate_flags.bits(), 0x02000201u);
    EXPECT_FALSE(parsed.value().version.has_value());
    EXPECT_FALSE(parsed.value().mic.has_value());
}

// 52 octets: neither session key nor flags; what was negotiated holds.
TEST(AuthenticateMessage, TheFormWithoutFlagsIsTakenAndReadAsNegotiated) {
    Buffer token(52 + 24 + 24 + 4, 0x42);
    const Buffer start = hex("4e544c4d53535000 03000000");
    std::copy(start.begin(), start.end(), token.begin());
    put_field(token, kLm, 24, 56);
    put_field(token, kNt, 24, 80);
    put_field(token, kDomain, 0, 0);
    put_field(token, kUser, 4, 52);
    put_field(token, kWorkstation, 0, 0);
    const auto unicode = parse_authenticate(token, {Flag::unicode, Flag::key_exch});
    ASSERT_TRUE(unicode.ok());
    EXPECT_EQ(unicode.value().user_name, u"\u4242\u4242");
    EXPECT_TRUE(unicode.value().encrypted_random_session_key.empty());
    EXPECT_EQ(unicode.value().negotiate_flags, (NegotiateFlags{Flag::unicode, Flag::key_exch}));
    EXPECT_EQ(parse_authenticate(token, {Flag::oem}).value().user_name, u"BBBB");
    EXPECT_EQ(parse_authenticate(token, NegotiateFlags{}).status(), Status::invalid_token);
}

TEST(AuthenticateMessage, AnonymousHasNothingButTheHeader) {
    AuthenticateMessage message;
    const Buffer one_zero(1);
    message.lm_challenge_response = one_zero;
    message.negotiate_flags = {Flag::unicode};
    const Buffer token = std::move(write(message)).value();
    EXPECT_EQ(token.size(), 73u);
    const auto parsed = parse_authenticate(token, NegotiateFlags{});
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(parsed.value().lm_challenge_response.size(), 1u);
    EXPECT_TRUE(parsed.value().nt_challenge_response.empty());
    EXPECT_TRUE(parsed.value().user_name.empty());
}

TEST(AuthenticateMessage, WithoutKeyExchangeASessionKeyIsNotLookedAt) {
    Buffer token = Authenticate().token();
    put32(token, kAuthenticateFlags, 0x00000201);
    put_field(token, kKey, 0xffff, 2);
    const auto parsed = parse_authenticate(token, NegotiateFlags{});
    ASSERT_TRUE(parsed.ok());
    EXPECT_TRUE(parsed.value().encrypted_random_session_key.empty());
}

TEST(AuthenticateMessage, ASessionKeyHasSixteenOctetsOrNone) {
    for (const std::size_t size : {1u, 8u, 15u}) {
        Buffer token = Authenticate().token();
        put16(token, kKey, size);
        EXPECT_EQ(authenticate_status(token), Status::invalid_token) << size;
    }
    Buffer token = Authenticate().token();
    put16(token, kKey, 0);
    EXPECT_EQ(authenticate_status(token), Status::ok);
}

TEST(AuthenticateMessage, MaxLenIsIgnored) {
    Buffer token = Authenticate().token();
    for (const std::size_t field : {kLm, kNt, kDomain, kUser, kWorkstation, kKey})
        put16(token, field + 2, 0xffff);
    EXPECT_EQ(authenticate_status(token), Status::ok);
}

TEST(AuthenticateMessage, NoFieldMayPointIntoTheHeaderBeyondTheEndOrOverflow) {
    for (const std::size_t field : {kLm, kNt, kDomain, kUser, kWorkstation, kKey})
        for (const std::size_t offset :
             {std::size_t{0}, std::size_t{12}, std::size_t{51}, Authenticate().token().size() - 1,
              Authenticate().token().size(), std::size_t{0x7fffffff}, std::size_t{0xfffffff0},
              std::size_t{0xffffffff}}) {
            Buffer token = Authenticate().token();
            put32(token, field + 4, offset);
            EXPECT_EQ(authenticate_status(token), Status::invalid_token)
                << field << " at " << offset;
        }
}

TEST(AuthenticateMessage, NoTwoFieldsMayShareOctets) {
    constexpr std::size_t kFields[] = {kLm, kNt, kDomain, kUser, kWorkstation, kKey};
    for (const std::size_t field : kFields)
        for (const std::size_t other : kFields) {
            if (field == other) continue;
            Buffer token = Authenticate().token();
            put32(token, field + 4, offset_of(token, other));
            EXPECT_EQ(authenticate_status(token), Status::invalid_token) << field << " " << other;
        }
}

TEST(AuthenticateMessage, NamesOfOddOrOutrageousLengthAreRefused) {
    for (const std::size_t field : {kDomain, kUser, kWorkstation}) {
        Buffer odd = Authenticate().token();
        put16(odd, field, 5);
        EXPECT_EQ(authenticate_status(odd), Status::invalid_token) << field;
        Buffer longest = Authenticate().token();
        const std::size_t end = longest.size();
        longest.resize(end + 2 * kMaxName + 2, 'a');
        put_field(longest, field, 2 * kMaxName, end);
        EXPECT_EQ(authenticate_status(longest), Status::ok) << field;
        put_field(longest, field, 2 * kMaxName + 2, end);
        EXPECT_EQ(authenticate_status(longest), Status::invalid_token) << field;
    }
}

TEST(AuthenticateMessage, ANulInANameIsRefused) {
    for (const std::size_t field : {kDomain, kUser, kWorkstation}) {
        Buffer token = Authenticate().token();
        const std::size_t end = token.size();
        const Buffer name = {'a', 0, 0, 0, 'b', 0};
        token.insert(token.end(), name.begin(), name.end());
        put_field(token, field, name.size(), end);
        EXPECT_EQ(authenticate_status(token), Status::invalid_token) << field;
    }
}

TEST(AuthenticateMessage, AnOemUserBeyondAsciiIsNotSomebodyElse) {
    AuthenticateMessage message;
    message.negotiate_flags = {Flag::oem};
    message.user_name = u"user";
    Buffer token = std::move(write(message)).value();
    EXPECT_EQ(parse_authenticate(token, NegotiateFlags{}).value().user_name, u"user");
    // UTF-8 is no OEM code page either: "us\u00e9r" in it is refused as well.
    token[74] = 0xc3;
    token[75] = 0xa9;
    EXPECT_EQ(authenticate_status(token), Status::invalid_token);
}

TEST(AuthenticateMessage, CutAnywhereItIsRefused) {
    test::for_each_cut(Authenticate().token(), [](const Buffer& cut, std::size_t length) {
        EXPECT_EQ(authenticate_status(cut), Status::invalid_token) << length;
    });
}

TEST(AuthenticateMessage, TrailingOctetsArePadding) {
    Buffer token = Authenticate().token();
    token.resize(token.size() + 7, 0xff);
    EXPECT_EQ(authenticate_status(token), Status::ok);
}

}  // namespace
}  // namespace secur32::ntlm
