// Keys beyond the examples of [MS-NLMP] 4.2 (nlmp_vectors_test.cpp): every weakening, both
// directions, and the MIC.
#include "sspi/ntlm/keys.h"

#include <gtest/gtest.h>

#include "sslprovider/crypto/md5.h"
#include "test/support/vectors.h"
#include "test/unit/sspi/ntlm/mutations.h"

namespace secur32::ntlm {
namespace {

using test::hex;
using test::to_hex;

constexpr Challenge kServerChallenge = {1, 2, 3, 4, 5, 6, 7, 8};

Key counting_key() {
    Key key;
    std::uint8_t next = 0x10;
    for (std::uint8_t& octet : key.mutable_bytes()) octet = next++;
    return key;
}

std::string seal_key_hex(NegotiateFlags flags, Mode sender = Mode::client) {
    return to_hex(seal_key(flags, counting_key(), sender).bytes());
}

std::string md5_with_nul(Bytes key, std::string text) {
    text += '\0';
    return to_hex(crypto::md5(key, bytes_of(text)));
}

const std::string kClientSeal = "session key to client-to-server sealing key magic constant";
const std::string kServerSeal = "session key to server-to-client sealing key magic constant";
const std::string kServerSign = "session key to server-to-client signing key magic constant";

TEST(SealKey, WithExtendedSessionSecurityTheStrongestOfferIsHashed) {
    const Key key = counting_key();
    const NegotiateFlags weak{Flag::extended_session_security};
    NegotiateFlags middle = weak, strong = weak;
    middle.set(Flag::negotiate_56);
    strong.set(Flag::negotiate_56).set(Flag::negotiate_128);
    EXPECT_EQ(seal_key_hex(weak), md5_with_nul(key.bytes().first<5>(), kClientSeal));
    EXPECT_EQ(seal_key_hex(middle), md5_with_nul(key.bytes().first<7>(), kClientSeal));
    EXPECT_EQ(seal_key_hex(strong), md5_with_nul(key.bytes(), kClientSeal));
    EXPECT_EQ(seal_key_hex(strong, Mode::server), md5_with_nul(key.bytes(), kServerSeal));
    EXPECT_EQ(seal_key_bits(weak), 40u);
    EXPECT_EQ(seal_key_bits(middle), 56u);
    EXPECT_EQ(seal_key_bits(strong), 128u);
}

TEST(SealKey, WithoutItOnlyLmKeyAndDatagramWeakenIt) {
    EXPECT_EQ(seal_key_hex({Flag::negotiate_56}), "101112131415161718191a1b1c1d1e1f");
    EXPECT_EQ(seal_key_hex(NegotiateFlags{}), "101112131415161718191a1b1c1d1e1f");
    EXPECT_EQ(seal_key_hex({Flag::lm_key}), "1011121314e538b0");
    EXPECT_EQ(seal_key_hex({Flag::datagram}), "1011121314e538b0");
    EXPECT_EQ(seal_key_hex({Flag::lm_key, Flag::negotiate_56}), "10111213141516a0");
    EXPECT_EQ(seal_key_hex({Flag::datagram, Flag::negotiate_56, Flag::negotiate_128}),
              "10111213141516a0");
    EXPECT_EQ(seal_key_bits(NegotiateFlags{}), 128u);
    EXPECT_EQ(seal_key_bits({Flag::lm_key}), 40u);
    EXPECT_EQ(seal_key_bits({Flag::lm_key, Flag::negotiate_56, Flag::negotiate_128}), 56u);
}

TEST(SealKey, WithoutItBothDirectionsHaveTheSame) {
    EXPECT_EQ(seal_key_hex({Flag::lm_key}), seal_key_hex({Flag::lm_key}, Mode::server));
}

TEST(SignKey, DiffersByDirection) {
    const Key key = counting_key();
    EXPECT_EQ(to_hex(sign_key(key, Mode::server).bytes()), md5_with_nul(key.bytes(), kServerSign));
    EXPECT_FALSE(sign_key(key, Mode::client) == sign_key(key, Mode::server));
}

TEST(KeyExchangeKey, ExtendedSessionSecurityPrevailsOverTheLmKeys) {
    const Response24 lm = lm_v1_extended_response({9, 9, 9, 9, 9, 9, 9, 9});
    const NegotiateFlags flags{Flag::extended_session_security, Flag::lm_key,
                               Flag::request_non_nt_session_key};
    const auto key = key_exchange_key_v1(flags, counting_key(), nullptr, lm, kServerChallenge);
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(
        to_hex(key.value().bytes()),
        to_hex(
            crypto::HmacMd5(counting_key().bytes()).mac({kServerChallenge, Bytes(lm).first(8)})));
}

TEST(KeyExchangeKey, TheNonNtKeyIsHalfAnLmHash) {
    const Key lm_hash = counting_key();
    const auto key = key_exchange_key_v1({Flag::request_non_nt_session_key}, Key{}, &lm_hash, {},
                                         kServerChallenge);
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(to_hex(key.value().bytes()), "10111213141516170000000000000000");
}

TEST(KeyExchangeKey, WithoutAnLmHashTheKeysMadeOfItAreUnsupported) {
    const Buffer lm(24);
    for (const Flag flag : {Flag::lm_key, Flag::request_non_nt_session_key})
        EXPECT_EQ(
            key_exchange_key_v1({flag}, counting_key(), nullptr, lm, kServerChallenge).status(),
            Status::unsupported_function);
}

TEST(KeyExchangeKey, AnLmResponseThatIsNeededMustHaveEightOctets) {
    const Key lm_hash = counting_key();
    for (const Flag flag : {Flag::lm_key, Flag::extended_session_security})
        for (const std::size_t size : {0u, 1u, 7u})
            EXPECT_EQ(key_exchange_key_v1({flag}, counting_key(), &lm_hash, Buffer(size),
                                          kServerChallenge)
                          .status(),
                      Status::invalid_token);
}

TEST(SessionKey, EncryptsAndDecryptsUnderTheKeyExchangeKeyOnly) {
    Key other = counting_key();
    other.mutable_bytes()[0] ^= 1;
    const auto encrypted = encrypt_session_key(counting_key(), other);
    EXPECT_EQ(decrypt_session_key(counting_key(), encrypted).value(), other);
    EXPECT_FALSE(decrypt_session_key(other, encrypted).value() == other);
}

TEST(SessionKey, AnEncryptedOneOfAnotherLengthIsRefused) {
    for (const std::size_t size : {0u, 1u, 15u, 17u, 32u})
        EXPECT_EQ(decrypt_session_key(counting_key(), Buffer(size)).status(),
                  Status::invalid_token);
}

Buffer authenticate_with_mic() {
    AuthenticateMessage message;
    message.user_name = u"User";
    message.negotiate_flags = {Flag::unicode};
    message.mic = Mic{};
    return std::move(write(message)).value();
}

TEST(MessageIntegrityCode, IsTheHmacOfTheThreeMessagesWithZerosInItsPlace) {
    const Buffer one = {1, 2, 3}, two = {4, 5};
    Buffer three = authenticate_with_mic();
    const Mic mic = message_integrity_code(counting_key(), one, two, three);
    EXPECT_EQ(to_hex(mic), to_hex(crypto::HmacMd5(counting_key().bytes()).mac({one, two, three})));
    put_mic(three, mic);
    EXPECT_EQ(message_integrity_code(counting_key(), one, two, three), mic);
}

TEST(MessageIntegrityCode, CoversEveryOctetOfAllThreeButItself) {
    const Buffer one = {1, 2, 3}, two = {4, 5}, three = authenticate_with_mic();
    const Mic mic = message_integrity_code(counting_key(), one, two, three);
    const auto with = [&](const Buffer& a, const Buffer& b, const Buffer& c) {
        return message_integrity_code(counting_key(), a, b, c);
    };
    test::for_each_flip(one, [&](const Buffer& changed, std::size_t) {
        EXPECT_NE(with(changed, two, three), mic);
    });
    test::for_each_flip(two, [&](const Buffer& changed, std::size_t) {
        EXPECT_NE(with(one, changed, three), mic);
    });
    test::for_each_flip(three, [&](const Buffer& changed, std::size_t at) {
        const bool itself = at >= kMicOffset && at < kMicOffset + 16;
        EXPECT_EQ(with(one, two, changed) == mic, itself) << at;
    });
    EXPECT_NE(with({}, two, three), mic);
    EXPECT_NE(message_integrity_code(Key{}, one, two, three), mic);
}

TEST(MessageIntegrityCode, AMessageWithoutRoomForItIsNotReadBeyondItsEnd) {
    const Buffer three = authenticate_with_mic();
    test::for_each_cut(three, [](const Buffer& cut, std::size_t) {
        (void)message_integrity_code(counting_key(), {}, {}, cut);
    });
}

}  // namespace
}  // namespace secur32::ntlm
