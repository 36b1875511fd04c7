// What the three messages have in common, NEGOTIATE_MESSAGE and CHALLENGE_MESSAGE: layouts octet by
// octet, the short forms of old peers, and everything that a hostile length or offset can say.
// AUTHENTICATE_MESSAGE is in authenticate_message_test.cpp.
#include "sspi/ntlm/messages.h"

#include <gtest/gtest.h>

#include <functional>

#include "test/support/vectors.h"
#include "test/unit/sspi/ntlm/mutations.h"
#include "test/unit/sspi/ntlm/sample_messages.h"

namespace secur32::ntlm {
namespace {

using namespace sample;
using test::hex;
using test::to_hex;

// -- What all three have in common -------------------------------------------------------------

TEST(MessageType, IsToldByTheSignatureAndTheNumber) {
    EXPECT_EQ(message_type(negotiate_token()).value(), MessageType::negotiate);
    EXPECT_EQ(message_type(challenge_token()).value(), MessageType::challenge);
    EXPECT_EQ(message_type(Authenticate().token()).value(), MessageType::authenticate);
    EXPECT_TRUE(is_ntlm(hex("4e544c4d53535000")));
    // Cut, a wrong last octet, SPNEGO, and the signature one octet too late.
    for (const char* const digits :
         {"", "4e544c4d535350", "4e544c4d5353500101000000", "602806062b0601050502a01e301ca00e",
          "004e544c4d5353500001000000"}) {
        const Buffer token = hex(digits);
        EXPECT_FALSE(is_ntlm(token)) << digits;
        EXPECT_EQ(message_type(token).status(), Status::invalid_token) << digits;
    }
}

TEST(MessageType, ZeroFourAndACutNumberAreNone) {
    EXPECT_EQ(message_type(hex("4e544c4d53535000 00000000")).status(), Status::invalid_token);
    EXPECT_EQ(message_type(hex("4e544c4d53535000 04000000")).status(), Status::invalid_token);
    EXPECT_EQ(message_type(hex("4e544c4d53535000 01000001")).status(), Status::invalid_token);
    EXPECT_EQ(message_type(hex("4e544c4d53535000 010000")).status(), Status::invalid_token);
}

TEST(Messages, AReaderTakesOnlyItsOwnType) {
    const Buffer negotiate = negotiate_token(), challenge = challenge_token();
    const Buffer authenticate = Authenticate().token();
    for (const Buffer& token : {challenge, authenticate})
        EXPECT_EQ(negotiate_status(token), Status::invalid_token);
    for (const Buffer& token : {negotiate, authenticate})
        EXPECT_EQ(challenge_status(token), Status::invalid_token);
    for (const Buffer& token : {negotiate, challenge})
        EXPECT_EQ(authenticate_status(token), Status::invalid_token);
}

TEST(Messages, MoreOctetsThanAMessageCanHaveAreRefused) {
    Buffer negotiate = negotiate_token(), challenge = challenge_token();
    Buffer authenticate = Authenticate().token();
    for (Buffer* const token : {&negotiate, &challenge, &authenticate}) token->resize(kMaxMessage);
    EXPECT_EQ(negotiate_status(negotiate), Status::ok);
    EXPECT_EQ(challenge_status(challenge), Status::ok);
    EXPECT_EQ(authenticate_status(authenticate), Status::ok);
    for (Buffer* const token : {&negotiate, &challenge, &authenticate}) token->push_back(0);
    EXPECT_EQ(negotiate_status(negotiate), Status::invalid_token);
    EXPECT_EQ(challenge_status(challenge), Status::invalid_token);
    EXPECT_EQ(authenticate_status(authenticate), Status::invalid_token);
}

// -- NEGOTIATE_MESSAGE -------------------------------------------------------------------------

TEST(Negotiate, WithoutNamesIsWindowsFortyOctets) {
    NegotiateMessage message;
    message.negotiate_flags = NegotiateFlags(0xe2088297);
    message.version = Version{10, 0, 19041, kNtlmRevisionW2k3};
    EXPECT_EQ(to_hex(write(message).value()),
              "4e544c4d5353500001000000978208e2"
              "00000000000000000000000000000000"
              "0a00614a0000000f");
}

TEST(Negotiate, NamesFollowTheHeaderWorkstationFirst) {
    EXPECT_EQ(to_hex(negotiate_token()),
              "4e544c4d5353500001000000"
              "03320002"
              "030003002b000000"
              "0300030028000000"
              "0a00614a0000000f"
              "574b53444f4d");
}

TEST(Negotiate, NamesAreReadFromWhereverTheyStand) {
    const Buffer token = negotiate_token();
    const auto parsed = parse_negotiate(token);
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(to_hex(parsed.value().domain_name), to_hex(Buffer{'D', 'O', 'M'}));
    EXPECT_EQ(to_hex(parsed.value().workstation_name), to_hex(Buffer{'W', 'K', 'S'}));
    EXPECT_EQ(parsed.value().version, kVersion);
}

TEST(Negotiate, WithoutTheVersionFlagTheVersionIsZeros) {
    NegotiateMessage message;
    message.negotiate_flags = {Flag::unicode};
    message.version = kVersion;
    const Buffer token = std::move(write(message)).value();
    EXPECT_EQ(to_hex(Bytes(token).last(8)), "0000000000000000");
    EXPECT_FALSE(parse_negotiate(token).value().version.has_value());
}

TEST(Negotiate, TheFormsOfOldClientsAreTaken) {
    const Buffer sixteen = hex("4e544c4d53535000 01000000 07020000");
    ASSERT_TRUE(parse_negotiate(sixteen).ok());
    EXPECT_EQ(parse_negotiate(sixteen).value().negotiate_flags.bits(), 0x207u);
    const Buffer thirty_two =
        hex("4e544c4d53535000 01000000 07020000 0000000000000000 0000000000000000");
    ASSERT_TRUE(parse_negotiate(thirty_two).ok());
    // Names directly behind the 32 octets, as clients from before VERSION send them.
    const Buffer named =
        hex("4e544c4d53535000 01000000 07320000 03000300 23000000 03000300 20000000 574b53 444f4d");
    const auto parsed = parse_negotiate(named);
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(to_hex(parsed.value().domain_name), "444f4d");
    EXPECT_EQ(to_hex(parsed.value().workstation_name), "574b53");
}

TEST(Negotiate, APayloadBefore40LeavesNoRoomForAVersion) {
    const Buffer named =
        hex("4e544c4d53535000 01000000 07320002 03000300 23000000 03000300 20000000 574b53 444f4d "
            "0000");
    ASSERT_TRUE(parse_negotiate(named).ok());
    EXPECT_FALSE(parse_negotiate(named).value().version.has_value());
}

TEST(Negotiate, NamesThatAreNotAnnouncedAreNotLookedAt) {
    Buffer token = negotiate_token();
    put32(token, 12, 0x00000201);
    put_field(token, 16, 0xffff, 0xffffffff);
    put_field(token, 24, 0xffff, 0);
    const auto parsed = parse_negotiate(token);
    ASSERT_TRUE(parsed.ok());
    EXPECT_TRUE(parsed.value().domain_name.empty());
    EXPECT_TRUE(parsed.value().workstation_name.empty());
}

TEST(Negotiate, AnAnnouncedNameMayBeEmptyAndThenItsOffsetDoesNotMatter) {
    Buffer token = negotiate_token();
    put_field(token, 16, 0, 0xffffffff);
    ASSERT_TRUE(parse_negotiate(token).ok());
    EXPECT_TRUE(parse_negotiate(token).value().domain_name.empty());
}

TEST(Negotiate, FieldsThatDoNotFitAreRefused) {
    const struct {
        const char* what;
        std::size_t size, offset;
    } kCases[] = {
        {"into the signature", 3, 0},
        {"into the header", 3, 31},
        {"at the very end", 1, 46},
        {"one octet too many", 4, 43},
        {"far away", 3, 0x10000},
        {"an offset that overflows", 3, 0xfffffffe},
        {"the longest one", 0xffff, 40},
        {"over the other name", 3, 40},
        {"into the other name's end", 3, 42},
        {"the whole payload", 6, 40},
    };
    for (const auto& test : kCases) {
        Buffer token = negotiate_token();
        put_field(token, 16, test.size, test.offset);
        EXPECT_EQ(negotiate_status(token), Status::invalid_token) << test.what;
    }
}

TEST(Negotiate, ANameThatTheMessageIsTooShortForIsRefused) {
    EXPECT_EQ(negotiate_status(hex("4e544c4d53535000 01000000 07120000")), Status::invalid_token);
    EXPECT_EQ(negotiate_status(hex("4e544c4d53535000 01000000 07220000")), Status::invalid_token);
}

TEST(Negotiate, NeitherUnicodeNorOemIsRefused) {
    Buffer token = negotiate_token();
    put32(token, 12, 0x00000200);
    EXPECT_EQ(negotiate_status(token), Status::invalid_token);
}

TEST(Negotiate, CutAnywhereItIsRefusedButForTheOldForms) {
    NegotiateMessage message;
    message.negotiate_flags = NegotiateFlags(0xe2088297);
    const Buffer token = std::move(write(message)).value();
    test::for_each_cut(token, [](const Buffer& cut, std::size_t length) {
        const bool old_form = length == 16 || length >= 32;
        EXPECT_EQ(negotiate_status(cut), old_form ? Status::ok : Status::invalid_token) << length;
    });
    test::for_each_cut(negotiate_token(), [](const Buffer& cut, std::size_t length) {
        EXPECT_EQ(negotiate_status(cut), Status::invalid_token) << length;
    });
}

// -- CHALLENGE_MESSAGE -------------------------------------------------------------------------

TEST(ChallengeMessage, HasItsFieldsInTheirPlaces) {
    EXPECT_EQ(to_hex(challenge_token()),
              "4e544c4d5353500002000000"
              "0c000c0038000000"
              "15828042"
              "0102030405060708"
              "0000000000000000"
              "0a000a0044000000"
              "0a00614a0000000f"
              "44004f004d00410049004e00"
              "01000200410000000000");
}

TEST(ChallengeMessage, GivesBackWhatWasWritten) {
    const Buffer token = challenge_token();
    const auto parsed = parse_challenge(token);
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(parsed.value().target_name, u"DOMAIN");
    EXPECT_EQ(parsed.value().negotiate_flags, kFlags);
    EXPECT_EQ(parsed.value().server_challenge, (Challenge{1, 2, 3, 4, 5, 6, 7, 8}));
    EXPECT_EQ(to_hex(parsed.value().target_info), "01000200410000000000");
    EXPECT_EQ(parsed.value().version, kVersion);
}

TEST(ChallengeMessage, TheFormsOfOldServersAreTaken) {
    const Buffer thirty_two =
        hex("4e544c4d53535000 02000000 0000000000000000 01020000 0102030405060708");
    ASSERT_TRUE(parse_challenge(thirty_two).ok());
    // Forty octets and a name directly behind them, in OEM characters.
    const Buffer forty =
        hex("4e544c4d53535000 02000000 0300030028000000 06020000 0102030405060708 0000000000000000"
            "444f4d");
    const auto parsed = parse_challenge(forty);
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(parsed.value().target_name, u"DOM");
    EXPECT_TRUE(parsed.value().target_info.empty());
    EXPECT_FALSE(parsed.value().version.has_value());
}

TEST(ChallengeMessage, WhatTheFlagsDenyIsNotLookedAt) {
    Buffer token = challenge_token();
    put32(token, 20, 0x00000001);
    put_field(token, 12, 0xffff, 0xffffffff);
    put_field(token, 40, 0xffff, 3);
    const auto parsed = parse_challenge(token);
    ASSERT_TRUE(parsed.ok());
    EXPECT_TRUE(parsed.value().target_name.empty());
    EXPECT_TRUE(parsed.value().target_info.empty());
}

TEST(ChallengeMessage, ATargetNameIsThereTooWhenAFlagSaysWhatItNames) {
    for (const std::uint32_t bit : {0x4u, 0x10000u, 0x20000u}) {
        Buffer token = challenge_token();
        put32(token, 20, 0x00800001 | bit);
        EXPECT_EQ(parse_challenge(token).value().target_name, u"DOMAIN");
    }
}

TEST(ChallengeMessage, TargetInfoThatIsAnnouncedMustHaveItsField) {
    const Buffer token =
        hex("4e544c4d53535000 02000000 0000000000000000 01028000 0102030405060708"
            "0000000000000000 00000000000000");
    EXPECT_EQ(challenge_status(token), Status::invalid_token);
}

TEST(ChallengeMessage, FieldsThatDoNotFitAreRefused) {
    const struct {
        const char* what;
        std::size_t field, size, offset;
    } kCases[] = {
        {"name in the signature", 12, 12, 0},
        {"name in the header", 12, 12, 46},
        {"name beyond the end", 12, 14, 68},
        {"name at an offset that overflows", 12, 12, 0xfffffff8},
        {"name of odd length", 12, 11, 56},
        {"name over the info", 12, 12, 60},
        {"info in the header", 40, 10, 40},
        {"info beyond the end", 40, 11, 68},
        {"info far away", 40, 10, 0x80000000},
        {"info over the name", 40, 10, 58},
        {"info is the name", 40, 12, 56},
    };
    for (const auto& test : kCases) {
        Buffer token = challenge_token();
        put_field(token, test.field, test.size, test.offset);
        EXPECT_EQ(challenge_status(token), Status::invalid_token) << test.what;
    }
}

TEST(ChallengeMessage, PaddingBetweenAndAfterFieldsIsAllowed) {
    Buffer token = challenge_token();
    token.resize(token.size() + 100, 0xEE);
    put_field(token, 40, 10, 150);
    const auto parsed = parse_challenge(token);
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(to_hex(parsed.value().target_info), "eeeeeeeeeeeeeeeeeeee");
}

TEST(ChallengeMessage, ANameMayStandAtAnOddAddress) {
    Buffer token = challenge_token();
    token.insert(token.begin() + 56, 0);
    put_field(token, 12, 12, 57);
    put_field(token, 40, 10, 69);
    EXPECT_EQ(parse_challenge(token).value().target_name, u"DOMAIN");
}

TEST(ChallengeMessage, AnOemNameBeyondAsciiIsNotGuessed) {
    Buffer token = challenge_token();
    put32(token, 20, 0x00000006);
    put_field(token, 12, 3, 56);
    token[57] = 0x80;
    EXPECT_EQ(challenge_status(token), Status::invalid_token);
    ChallengeMessage message;
    message.negotiate_flags = {Flag::oem, Flag::request_target};
    message.target_name = u"K\u00f6ln";
    EXPECT_EQ(write(message).status(), Status::invalid_parameter);
}

TEST(ChallengeMessage, NeitherUnicodeNorOemIsRefused) {
    Buffer token = challenge_token();
    put32(token, 20, 0x00800004);
    EXPECT_EQ(challenge_status(token), Status::invalid_token);
}

TEST(ChallengeMessage, CutAnywhereItIsRefused) {
    test::for_each_cut(challenge_token(), [](const Buffer& cut, std::size_t length) {
        EXPECT_EQ(challenge_status(cut), Status::invalid_token) << length;
    });
}

// -- Every octet changed -----------------------------------------------------------------------

// What is accepted can be written again and then reads the same.
template <typename Message>
void expect_stable(const Message& message, const std::function<Result<Message>(Bytes)>& parse) {
    const auto written = write(message);
    ASSERT_TRUE(written.ok());
    const auto again = parse(written.value());
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(to_hex(write(again.value()).value()), to_hex(written.value()));
}

TEST(Messages, WhateverOctetIsChangedIsRefusedOrReadsTheSameTwice) {
    std::size_t accepted = 0;
    test::for_each_flip(negotiate_token(), [&](const Buffer& token, std::size_t) {
        const auto parsed = parse_negotiate(token);
        EXPECT_EQ(parsed.status(), negotiate_status(token));
        if (!parsed.ok()) return;
        expect_stable<NegotiateMessage>(parsed.value(), parse_negotiate);
        ++accepted;
    });
    test::for_each_flip(challenge_token(), [&](const Buffer& token, std::size_t) {
        const auto parsed = parse_challenge(token);
        EXPECT_EQ(parsed.status(), challenge_status(token));
        if (!parsed.ok()) return;
        expect_stable<ChallengeMessage>(parsed.value(), parse_challenge);
        ++accepted;
    });
    test::for_each_flip(Authenticate().token(), [&](const Buffer& token, std::size_t) {
        const auto parsed = parse_authenticate(token, kFlags);
        EXPECT_EQ(parsed.status(), authenticate_status(token));
        if (!parsed.ok()) return;
        expect_stable<AuthenticateMessage>(
            parsed.value(), [](Bytes bytes) { return parse_authenticate(bytes, kFlags); });
        ++accepted;
    });
    EXPECT_GT(accepted, 100u);
}

// -- Writing -----------------------------------------------------------------------------------

TEST(Messages, FieldsThatCannotBeSaidAreNotWritten) {
    const Buffer large(0x10000);
    AuthenticateMessage authenticate;
    authenticate.negotiate_flags = kFlags;
    authenticate.nt_challenge_response = large;
    EXPECT_EQ(write(authenticate).status(), Status::invalid_parameter);
    authenticate.nt_challenge_response = {};
    authenticate.user_name.assign(kMaxName + 1, u'x');
    EXPECT_EQ(write(authenticate).status(), Status::invalid_parameter);
    ChallengeMessage challenge;
    challenge.negotiate_flags = kFlags;
    challenge.target_info = large;
    EXPECT_EQ(write(challenge).status(), Status::invalid_parameter);
    NegotiateMessage negotiate;
    negotiate.negotiate_flags = {Flag::oem, Flag::oem_domain_supplied};
    negotiate.domain_name = large;
    EXPECT_EQ(write(negotiate).status(), Status::invalid_parameter);
    const Buffer half(0x9000);
    authenticate.user_name.clear();
    authenticate.lm_challenge_response = authenticate.nt_challenge_response = half;
    EXPECT_EQ(write(authenticate).status(), Status::invalid_parameter);
}

}  // namespace
}  // namespace secur32::ntlm
