#include "sslprovider/provider/premaster.h"

#include <gtest/gtest.h>

#include "sslprovider/provider/cipher_suites.h"
#include "test/support/foreign_kdf.h"

namespace secur32::provider {
namespace {

using crypto::KeyShare;
using crypto::NamedGroup;

constexpr Randoms kRandoms{{1, 2, 3}, {9, 8, 7}};

const CipherSuite& suite(std::uint16_t id) { return *find_cipher_suite(id); }
Buffer octets(const MasterKey& master) {
    return {master.secret().bytes().begin(), master.secret().bytes().end()};
}
Buffer seed() { return test::foreign::joined(kRandoms.client, kRandoms.server); }

TEST(Premaster, IsTheSameOnBothEnds) {
    for (const NamedGroup group : {NamedGroup::x25519, NamedGroup::secp256r1, NamedGroup::secp384r1,
                                   NamedGroup::ffdhe2048}) {
        const KeyShare client = KeyShare::generate(group).value();
        const KeyShare server = KeyShare::generate(group).value();
        const auto one = Premaster::agree(client, server.public_value());
        const auto two = Premaster::agree(server, client.public_value());
        ASSERT_TRUE(one.ok() && two.ok());
        const auto master = [](const Premaster& premaster, Side side) {
            return octets(
                premaster.master_key(Version::tls12, suite(0xC02F), side, kRandoms).value());
        };
        EXPECT_EQ(master(one.value(), Side::client), master(two.value(), Side::server));
    }
}

// RFC 7748 6.1's key pair; the PRF is libcrypto's.
TEST(Premaster, BecomesTheMasterSecretThatLibcryptoComputes) {
    const Buffer own(32, 0x11), other(32, 0x22);
    const KeyShare share = KeyShare::from_private(NamedGroup::x25519, own).value();
    const KeyShare peer = KeyShare::from_private(NamedGroup::x25519, other).value();
    const Buffer shared = test::foreign::x25519(own, peer.public_value());
    const auto premaster = Premaster::agree(share, peer.public_value());
    ASSERT_TRUE(premaster.ok());
    EXPECT_EQ(octets(premaster.value()
                         .master_key(Version::tls12, suite(0xC02F), Side::client, kRandoms)
                         .value()),
              test::foreign::prf("SHA256", shared, "master secret", seed(), 48));
    const Buffer session_hash(32, 0x5C);
    EXPECT_EQ(
        octets(premaster.value()
                   .master_key(Version::tls12, suite(0xC02F), Side::client, kRandoms, session_hash)
                   .value()),
        test::foreign::prf("SHA256", shared, "extended master secret", session_hash, 48));
}

TEST(Premaster, IsNotOfAPublicValueThatIsNoneOfTheGroup) {
    const KeyShare share = KeyShare::generate(NamedGroup::x25519).value();
    EXPECT_EQ(Premaster::agree(share, Buffer(32, 0)).status(), Status::bad_key);
    EXPECT_EQ(Premaster::agree(share, Buffer(31, 9)).status(), Status::bad_key);
    EXPECT_EQ(Premaster::agree(share, {}).status(), Status::bad_key);
    const KeyShare point = KeyShare::generate(NamedGroup::secp256r1).value();
    Buffer off(point.public_value().begin(), point.public_value().end());
    off.back() ^= 1;
    EXPECT_EQ(Premaster::agree(point, off).status(), Status::bad_key);
}

TEST(Premaster, OfRsaIsTheServersToo) {
    const auto key = crypto::PrivateKey::generate_rsa(2048).value();
    const auto made = Premaster::for_server(Version::tls12, key.public_key());
    ASSERT_TRUE(made.ok());
    const auto& [premaster, encrypted] = made.value();
    EXPECT_EQ(encrypted.size(), 256u);
    const auto server = MasterKey::from_encrypted_premaster(Version::tls12, suite(0x009C), key,
                                                            encrypted, Version::tls12, kRandoms);
    ASSERT_TRUE(server.ok());
    EXPECT_EQ(
        octets(premaster.master_key(Version::tls12, suite(0x009C), Side::client, kRandoms).value()),
        octets(server.value()));
}

TEST(Premaster, OfRsaWantsAnRsaKey) {
    const auto key = crypto::PrivateKey::generate_ec(crypto::NamedGroup::secp256r1).value();
    EXPECT_EQ(Premaster::for_server(Version::tls12, key.public_key()).status(), Status::bad_key);
}

TEST(Premaster, IsForASessionHashOfThePrfsLength) {
    const KeyShare share = KeyShare::generate(NamedGroup::x25519).value();
    const auto premaster = Premaster::agree(share, share.public_value());
    ASSERT_TRUE(premaster.ok());
    EXPECT_EQ(premaster.value()
                  .master_key(Version::tls12, suite(0xC02F), Side::client, kRandoms, Buffer(31))
                  .status(),
              Status::invalid_parameter);
}

}  // namespace
}  // namespace secur32::provider
