// Where master secrets come from: what is done to a premaster secret before the PRF sees it, and a
// server's RSA key, which never tells what it found.
#include <gtest/gtest.h>

#include "test/unit/sslprovider/provider/master_key_samples.h"

namespace secur32::provider {
namespace {

TEST(MasterKeyPremaster, StripsTheZerosOfFiniteFieldsOnly) {
    const Buffer stripped{1, 2, 0, 4};
    const Buffer z{0, 0, 1, 2, 0, 4};
    const auto master = [](std::uint16_t suite, const Buffer& premaster) {
        return master_of(
            MasterKey::derive(Version::tls12, suite_of(suite), Side::client, premaster, kRandoms)
                .value());
    };
    const auto expected = [](const Buffer& premaster) {
        return foreign::prf("SHA256", premaster, "master secret", client_server(), 48);
    };
    EXPECT_EQ(master(0x009E, z), expected(stripped));
    EXPECT_EQ(master(0x009E, stripped), expected(stripped));
    EXPECT_EQ(master(0xC02F, z), expected(z));
}

TEST(MasterKeyPremaster, OpensARsaPremasterWithTheOfferedVersion) {
    const SecureBytes one = make_rsa_premaster(Version::tls12);
    const SecureBytes two = make_rsa_premaster(Version::tls12);
    EXPECT_EQ(one.size(), 48U);
    EXPECT_EQ(copy(one.bytes().first(2)), (Buffer{3, 3}));
    EXPECT_FALSE(one == two);
    EXPECT_EQ(copy(make_rsa_premaster(Version::dtls12).bytes().first(2)), (Buffer{0xFE, 0xFD}));
}

TEST(MasterKeyPremaster, WritesAPskPremasterAsRfc4279Does) {
    const SecureBytes premaster = make_psk_premaster(Buffer{0xA, 0xB, 0xC});
    EXPECT_EQ(copy(premaster.bytes()), (Buffer{0, 3, 0, 0, 0, 0, 3, 0xA, 0xB, 0xC}));
    const SecureBytes longest = make_psk_premaster(Buffer(0xFFFF, 1));
    EXPECT_EQ(longest.size(), 4 + 2 * std::size_t{0xFFFF});
    EXPECT_EQ(copy(longest.bytes().first(3)), (Buffer{0xFF, 0xFF, 0}));
}

TEST(MasterKeyPremaster, RefusesAPskWhoseLengthNoPremasterCanSay) {
    const SecureBytes premaster = make_psk_premaster(Buffer(0x10000, 1));
    EXPECT_TRUE(premaster.empty());
    EXPECT_EQ(MasterKey::derive(Version::tls12, suite_of(0x00A8), Side::client, premaster.bytes(),
                                kRandoms)
                  .status(),
              Status::invalid_parameter);
}

// ---- The server's RSA ---------------------------------------------------------------------------

const crypto::PrivateKey& rsa_key() {
    static const crypto::PrivateKey key = crypto::PrivateKey::generate_rsa(2048).value();
    return key;
}
Buffer encrypted(Bytes content) {
    return crypto::encrypt_pkcs1(rsa_key().public_key(), content).value();
}
Result<MasterKey> from_encrypted(Bytes ciphertext, Version offered = Version::tls12) {
    return MasterKey::from_encrypted_premaster(Version::tls12, suite_of(0x003D), rsa_key(),
                                               ciphertext, offered, kRandoms);
}

TEST(MasterKeyPremaster, ComesOutOfAnEncryptedPremaster) {
    const SecureBytes premaster = make_rsa_premaster(Version::tls12);
    const Buffer expected =
        foreign::prf("SHA256", premaster.bytes(), "master secret", client_server(), 48);
    const auto key = from_encrypted(encrypted(premaster.bytes()));
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(master_of(key.value()), expected);
    EXPECT_EQ(key.value().side(), Side::server);
    const Buffer hash(32, 9);
    const auto extended = MasterKey::from_encrypted_premaster(
        Version::tls12, suite_of(0x003D), rsa_key(), encrypted(premaster.bytes()), Version::tls12,
        kRandoms, hash);
    ASSERT_TRUE(extended.ok());
    EXPECT_EQ(master_of(extended.value()),
              foreign::prf("SHA256", premaster.bytes(), "extended master secret", hash, 48));
}

// RFC 5246 7.4.7.1: client_version is the latest that the client offered, not what was agreed on.
TEST(MasterKeyPremaster, TakesTheVersionThatWasOffered) {
    const SecureBytes premaster = make_rsa_premaster(Version::tls12);
    const auto key =
        MasterKey::from_encrypted_premaster(Version::tls10, suite_of(0x002F), rsa_key(),
                                            encrypted(premaster.bytes()), Version::tls12, kRandoms);
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(master_of(key.value()),
              foreign::prf("MD5-SHA1", premaster.bytes(), "master secret", client_server(), 48));
}

// What an attacker may vary: none of it fails, and none of it gives a master secret twice.
TEST(MasterKeyPremaster, NeverTellsThatAPremasterWasBad) {
    const SecureBytes premaster = make_rsa_premaster(Version::tls12);
    const Buffer right =
        foreign::prf("SHA256", premaster.bytes(), "master secret", client_server(), 48);
    const Buffer good = encrypted(premaster.bytes());
    Buffer flipped = good, small(256);
    flipped[200] ^= 1;
    small[255] = 2;
    const Buffer other_version = encrypted(make_rsa_premaster(Version::tls11).bytes());
    const Buffer too_short = encrypted(premaster.bytes().first(47));
    const Buffer too_long = encrypted(Buffer(49, 3));
    const Buffer empty = encrypted({});
    for (const Buffer& bad :
         {flipped, Buffer(256), small, other_version, too_short, too_long, empty}) {
        const auto one = from_encrypted(bad), two = from_encrypted(bad);
        ASSERT_TRUE(one.ok());
        ASSERT_TRUE(two.ok());
        EXPECT_NE(master_of(one.value()), right);
        EXPECT_NE(master_of(one.value()), master_of(two.value()));
    }
    const auto offered_less = from_encrypted(good, Version::tls11);
    ASSERT_TRUE(offered_less.ok());
    EXPECT_NE(master_of(offered_less.value()), right);
}

TEST(MasterKeyPremaster, RefusesWhatEverybodySeesOfAnEncryptedPremaster) {
    for (const std::size_t length : {0U, 1U, 255U, 257U, 512U})
        EXPECT_EQ(from_encrypted(Buffer(length)).status(), Status::bad_data) << length;
    const auto with = [](Version version, std::uint16_t suite, const crypto::PrivateKey& key,
                         std::optional<Bytes> session_hash = {}) {
        return MasterKey::from_encrypted_premaster(version, suite_of(suite), key, Buffer(256),
                                                   Version::tls12, kRandoms, session_hash)
            .status();
    };
    const auto ec = crypto::PrivateKey::generate_ec(crypto::NamedGroup::secp256r1);
    EXPECT_EQ(with(Version::tls12, 0x003D, ec.value()), Status::bad_key);
    EXPECT_EQ(with(Version::tls12, 0xC02F, rsa_key()), Status::invalid_parameter);
    EXPECT_EQ(with(Version::tls12, 0x009E, rsa_key()), Status::invalid_parameter);
    EXPECT_EQ(with(Version::tls11, 0x003D, rsa_key()), Status::invalid_parameter);
    EXPECT_EQ(with(Version::tls13, 0x003D, rsa_key()), Status::invalid_parameter);
    EXPECT_EQ(with(Version::tls12, 0x003D, rsa_key(), Buffer(31)), Status::invalid_parameter);
}

}  // namespace
}  // namespace secur32::provider
