// Responses beyond the examples of [MS-NLMP] 4.2 (nlmp_vectors_test.cpp): wrong ones, malformed
// ones, and channel bindings.
#include "sspi/ntlm/responses.h"

#include <gtest/gtest.h>

#include "sslprovider/crypto/md5.h"
#include "test/support/vectors.h"
#include "test/unit/sspi/ntlm/mutations.h"

namespace secur32::ntlm {
namespace {

using test::hex;
using test::to_hex;

constexpr Challenge kServerChallenge = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef};
constexpr Challenge kClientChallenge = {0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff, 0x00, 0x11};
constexpr FileTime kTime = 0x01d3af0112345678;

Key nt_hash_of(std::u16string_view password) { return ntowf_v1(bytes_of(password)); }

Key response_key(std::u16string_view password = u"Secret") {
    return ntowf_v2(nt_hash_of(password), u"User", u"Domain");
}

Buffer temp_blob() {
    const Buffer pairs = hex("0100 0200 4100 0200 0200 4200 0000 0000");
    return write_temp(kTime, kClientChallenge, pairs);
}

Buffer v2_response() {
    const Buffer temp = temp_blob();
    return write_ntlm_v2(nt_proof_str(response_key(), kServerChallenge, temp), temp);
}

// -- What stands for the password --------------------------------------------------------------

TEST(Ntowf, TheHashOfNoPasswordIsTheWellKnownOne) {
    EXPECT_EQ(to_hex(ntowf_v1({}).bytes()), "31d6cfe0d16ae931b73c59d7e0c089c0");
}

TEST(Ntowf, VersionTwoFoldsTheUserButNotTheDomain) {
    const Key hash = nt_hash_of(u"Secret");
    EXPECT_EQ(ntowf_v2(hash, u"user", u"Domain"), ntowf_v2(hash, u"USER", u"Domain"));
    EXPECT_EQ(ntowf_v2(hash, u"m\u00fcller", u"D"), ntowf_v2(hash, u"M\u00dcLLER", u"D"));
    EXPECT_FALSE(ntowf_v2(hash, u"User", u"Domain") == ntowf_v2(hash, u"User", u"DOMAIN"));
    EXPECT_FALSE(ntowf_v2(hash, u"User", u"Domain") == ntowf_v2(hash, u"User", u""));
    EXPECT_FALSE(ntowf_v2(hash, u"User", u"Domain") == ntowf_v2(hash, u"Use", u"rDomain"));
}

TEST(Lmowf, TheHashOfNoPasswordIsTheWellKnownOne) {
    EXPECT_EQ(to_hex(lmowf_v1({}).value().bytes()), "aad3b435b51404eeaad3b435b51404ee");
}

TEST(Lmowf, FoldsCase) {
    EXPECT_EQ(lmowf_v1(bytes_of(u"Password")).value(), lmowf_v1(bytes_of(u"PASSWORD")).value());
}

TEST(Lmowf, FourteenCharactersAreTheMostItCanHash) {
    EXPECT_TRUE(lmowf_v1(bytes_of(u"12345678901234")).ok());
    EXPECT_EQ(lmowf_v1(bytes_of(u"123456789012345")).status(), Status::unsupported_function);
}

TEST(Lmowf, ACharacterBeyondAsciiIsNotGuessed) {
    EXPECT_EQ(lmowf_v1(bytes_of(u"p\u00e4ss")).status(), Status::unsupported_function);
    EXPECT_EQ(lmowf_v1(hex("410042")).status(), Status::unsupported_function);
}

// -- NTLM v2 -----------------------------------------------------------------------------------

TEST(NtlmV2, GivesThePartsOfTheResponseAndTheOctetsUnderTheProof) {
    const Buffer response = v2_response();
    const auto parsed = parse_ntlm_v2(response);
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(parsed.value().time_stamp, kTime);
    EXPECT_EQ(parsed.value().challenge_from_client, kClientChallenge);
    EXPECT_EQ(parsed.value().av_pairs.text(AvId::nb_computer_name), u"A");
    EXPECT_EQ(to_hex(parsed.value().temp), to_hex(temp_blob()));
    EXPECT_EQ(to_hex(parsed.value().response), to_hex(Bytes(response).first(16)));
}

TEST(NtlmV2, ReservedFieldsMayHoldAnything) {
    Buffer response = v2_response();
    for (const std::size_t at : {18u, 19u, 20u, 23u, 40u, 43u}) response[at] = 0xff;
    EXPECT_TRUE(parse_ntlm_v2(response).ok());
}

TEST(NtlmV2, AnotherResponseVersionIsRefused) {
    for (const std::size_t at : {16u, 17u})
        for (const unsigned version : {0u, 2u, 255u}) {
            Buffer response = v2_response();
            response[at] = static_cast<std::uint8_t>(version);
            EXPECT_EQ(parse_ntlm_v2(response).status(), Status::invalid_token);
        }
}

TEST(NtlmV2, CutBeforeTheEndOfItsPairsItIsRefused) {
    const Buffer response = v2_response();
    test::for_each_cut(response, [&](const Buffer& cut, std::size_t length) {
        // The four octets of padding behind MsvAvEOL are nothing that has to be there.
        const bool whole = length >= response.size() - 4;
        EXPECT_EQ(parse_ntlm_v2(cut).ok(), whole) << length;
    });
}

TEST(NtlmV2, WithoutTargetInfoThePaddingIsTheEndOfThePairs) {
    const Buffer temp = write_temp(kTime, kClientChallenge, {});
    const Buffer response = write_ntlm_v2(NtProofStr{}, temp);
    EXPECT_TRUE(parse_ntlm_v2(response).ok());
}

TEST(NtlmV2, IsToldFromVersionOneByItsLength) {
    EXPECT_FALSE(is_ntlm_v2(Buffer(0)));
    EXPECT_FALSE(is_ntlm_v2(Buffer(24)));
    EXPECT_TRUE(is_ntlm_v2(Buffer(25)));
}

TEST(NtlmV2, TheRightPasswordGivesTheSessionBaseKey) {
    const Buffer response = v2_response();
    const auto parsed = parse_ntlm_v2(response);
    ASSERT_TRUE(parsed.ok());
    const auto key = check_ntlm_v2(response_key(), kServerChallenge, parsed.value());
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(key.value(), session_base_key_v2(response_key(), parsed.value().response));
}

TEST(NtlmV2, ProofAndKeyTogetherAreWhatTheyAreApart) {
    const ProofV2 both = prove_v2(response_key(), kServerChallenge, temp_blob());
    EXPECT_EQ(both.proof, nt_proof_str(response_key(), kServerChallenge, temp_blob()));
    EXPECT_EQ(both.session_base_key, session_base_key_v2(response_key(), both.proof));
}

TEST(NtlmV2, AWrongPasswordOrChallengeProvesNothing) {
    const Buffer response = v2_response();
    const auto parsed = parse_ntlm_v2(response);
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(check_ntlm_v2(response_key(u"secret"), kServerChallenge, parsed.value()).status(),
              Status::logon_denied);
    EXPECT_EQ(check_ntlm_v2(response_key(), kClientChallenge, parsed.value()).status(),
              Status::logon_denied);
}

TEST(NtlmV2, TheProofCoversEveryOctetReceived) {
    std::size_t judged = 0;
    test::for_each_flip(v2_response(), [&](const Buffer& changed, std::size_t at) {
        const auto parsed = parse_ntlm_v2(changed);
        if (!parsed.ok()) return;
        ++judged;
        EXPECT_EQ(check_ntlm_v2(response_key(), kServerChallenge, parsed.value()).status(),
                  Status::logon_denied)
            << at;
    });
    EXPECT_GT(judged, 200u);
}

TEST(NtlmV2, TheProofCoversWhatFollowsThePairs) {
    Buffer response = v2_response();
    response.push_back(0);
    const auto parsed = parse_ntlm_v2(response);
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(check_ntlm_v2(response_key(), kServerChallenge, parsed.value()).status(),
              Status::logon_denied);
}

TEST(LmV2, TheRightPasswordGivesAKeyAndNothingElseDoes) {
    const Response24 response = lm_v2_response(response_key(), kServerChallenge, kClientChallenge);
    const auto key = check_lm_v2(response_key(), kServerChallenge, response);
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(key.value(),
              Key(crypto::HmacMd5(response_key().bytes()).mac({Bytes(response).first(16)})));
    EXPECT_EQ(check_lm_v2(response_key(u"x"), kServerChallenge, response).status(),
              Status::logon_denied);
    EXPECT_EQ(check_lm_v2(response_key(), kClientChallenge, response).status(),
              Status::logon_denied);
    test::for_each_flip(response, [&](const Buffer& changed, std::size_t at) {
        EXPECT_FALSE(check_lm_v2(response_key(), kServerChallenge, changed).ok()) << at;
    });
}

TEST(LmV2, AResponseOfAnotherLengthIsDenied) {
    const Response24 response = lm_v2_response(response_key(), kServerChallenge, kClientChallenge);
    Buffer longer(response.begin(), response.end());
    longer.push_back(0);
    EXPECT_FALSE(check_lm_v2(response_key(), kServerChallenge, longer).ok());
    test::for_each_cut(response, [&](const Buffer& cut, std::size_t length) {
        EXPECT_EQ(check_lm_v2(response_key(), kServerChallenge, cut).status(), Status::logon_denied)
            << length;
    });
}

// -- NTLM v1 -----------------------------------------------------------------------------------

TEST(NtlmV1, TheRightPasswordGivesTheSessionBaseKey) {
    const Key hash = nt_hash_of(u"Secret");
    const auto response = ntlm_v1_response(hash, kServerChallenge);
    ASSERT_TRUE(response.ok());
    const NegotiateFlags flags{Flag::ntlm};
    EXPECT_EQ(check_ntlm_v1(flags, hash, kServerChallenge, response.value(), {}).value(),
              session_base_key_v1(hash));
    EXPECT_EQ(
        check_ntlm_v1(flags, nt_hash_of(u"x"), kServerChallenge, response.value(), {}).status(),
        Status::logon_denied);
    test::for_each_flip(response.value(), [&](const Buffer& changed, std::size_t) {
        EXPECT_FALSE(check_ntlm_v1(flags, hash, kServerChallenge, changed, {}).ok());
    });
    test::for_each_cut(response.value(), [&](const Buffer& cut, std::size_t) {
        EXPECT_FALSE(check_ntlm_v1(flags, hash, kServerChallenge, cut, {}).ok());
    });
}

TEST(NtlmV1, WithExtendedSessionSecurityTheClientChallengeCounts) {
    const Key hash = nt_hash_of(u"Secret");
    const NegotiateFlags flags{Flag::ntlm, Flag::extended_session_security};
    const auto response = ntlm_v1_extended_response(hash, kServerChallenge, kClientChallenge);
    ASSERT_TRUE(response.ok());
    const Response24 lm = lm_v1_extended_response(kClientChallenge);
    EXPECT_TRUE(check_ntlm_v1(flags, hash, kServerChallenge, response.value(), lm).ok());
    Response24 other = lm;
    other[7] ^= 1;
    EXPECT_EQ(check_ntlm_v1(flags, hash, kServerChallenge, response.value(), other).status(),
              Status::logon_denied);
    EXPECT_EQ(
        check_ntlm_v1(flags, hash, kServerChallenge, response.value(), Bytes(lm).first(7)).status(),
        Status::invalid_token);
    // The same response is none without extended session security.
    EXPECT_EQ(check_ntlm_v1({Flag::ntlm}, hash, kServerChallenge, response.value(), lm).status(),
              Status::logon_denied);
}

// -- Channel bindings --------------------------------------------------------------------------

TEST(ChannelBindingsHash, IsTheMd5OfTheStructInLittleEndianOrder) {
    const Buffer application = {'t', 'l', 's', '-', 'u', 'n', 'i', 'q', 'u', 'e', ':', 1, 2, 3};
    ChannelBindings bindings;
    bindings.application_data = application;
    EXPECT_EQ(to_hex(channel_bindings_hash(bindings)),
              to_hex(crypto::md5(Bytes(hex("00000000 00000000 00000000 00000000 0e000000"
                                           "746c732d756e697175653a 010203")))));
}

TEST(ChannelBindingsHash, CoversTheAddressesAndWhereTheyEnd) {
    const Buffer one = {1}, two = {1, 2};
    ChannelBindings bindings;
    bindings.initiator_address_type = 2;
    bindings.initiator_address = two;
    bindings.acceptor_address_type = 24;
    bindings.acceptor_address = one;
    EXPECT_EQ(
        to_hex(channel_bindings_hash(bindings)),
        to_hex(crypto::md5(Bytes(hex("02000000 02000000 0102 18000000 01000000 01 00000000")))));
    ChannelBindings moved = bindings;
    moved.initiator_address = one;
    moved.acceptor_address = two;
    EXPECT_NE(channel_bindings_hash(bindings), channel_bindings_hash(moved));
}

}  // namespace
}  // namespace secur32::ntlm
