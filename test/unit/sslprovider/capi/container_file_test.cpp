// The text of a container's file: what is written, written out by hand, and all that is no such
// text.
#include "sslprovider/capi/container_file.h"

#include <gtest/gtest.h>

#include <string>

#include "sslprovider/provider/pem.h"

namespace secur32::capi {
namespace {

using crypto::PrivateKey;

const PrivateKey& rsa() {
    static const PrivateKey key = PrivateKey::generate_rsa(512).value();
    return key;
}

Key rsa_pair(AlgId id, std::uint32_t permissions = permission::standard) {
    return {id, permissions, PairKey{rsa().public_key(), rsa()}};
}

std::string text_of(const SecureBytes& bytes) {
    return {bytes.bytes().begin(), bytes.bytes().end()};
}

const std::string& block() {
    static const std::string text =
        text_of(provider::pem_block("PRIVATE KEY", rsa().pkcs8().value().bytes()));
    return text;
}

const std::string& whole() {
    static const std::string text =
        "Container: my%20keys\nPairs: 2\n"
        "Key Spec: AT_KEYEXCHANGE\nPermissions: 0x0000003f\n" +
        block() + "Key Spec: AT_SIGNATURE\nPermissions: 0x0000003b\n" + block();
    return text;
}

std::string replaced(const std::string& from, const std::string& to) {
    std::string text = whole();
    return text.replace(text.find(from), from.size(), to);
}

TEST(ContainerFile, IsWrittenAsTheHeaderShowsIt) {
    ContainerFile file;
    file.name = "my%20keys";
    EXPECT_EQ(text_of(write_container_file(file)), "Container: my%20keys\nPairs: 0\n");
    file.at(KeySpec::signature) = stored_pair(KeySpec::signature, rsa_pair(calg::rsa_sign)).value();
    file.at(KeySpec::exchange) =
        stored_pair(KeySpec::exchange,
                    rsa_pair(calg::rsa_keyx, permission::standard | permission::exports))
            .value();
    EXPECT_EQ(text_of(write_container_file(file)), whole());
}

TEST(ContainerFile, IsReadAsItWasWritten) {
    const auto file = read_container_file(whole());
    ASSERT_TRUE(file.ok());
    EXPECT_EQ(file.value().name, "my%20keys");
    ASSERT_TRUE(file.value().at(KeySpec::exchange) && file.value().at(KeySpec::signature));
    EXPECT_EQ(file.value().at(KeySpec::exchange)->permissions, 0x3Fu);
    EXPECT_EQ(file.value().at(KeySpec::signature)->permissions, 0x3Bu);
    EXPECT_EQ(text_of(write_container_file(file.value())), whole());
}

TEST(ContainerFile, IsRefusedWhereverItIsCutOff) {
    for (std::size_t length = 0; length < whole().size(); ++length)
        EXPECT_EQ(read_container_file(whole().substr(0, length)).status(), Status::bad_data)
            << length;
}

TEST(ContainerFile, IsRefusedWithAnythingMore) {
    for (const std::string& more : {std::string("\n"), std::string("x"), std::string("\0", 1),
                                    block(), whole(), "Key Spec: AT_SIGNATURE\n" + block()})
        EXPECT_EQ(read_container_file(whole() + more).status(), Status::bad_data);
    for (const std::string& before : {std::string("\n"), std::string(" "), block()})
        EXPECT_EQ(read_container_file(before + whole()).status(), Status::bad_data);
}

TEST(ContainerFile, IsRefusedWithASlotTwice) {
    EXPECT_EQ(read_container_file(replaced("AT_SIGNATURE", "AT_KEYEXCHANGE")).status(),
              Status::bad_data);
    EXPECT_EQ(read_container_file(replaced("AT_KEYEXCHANGE", "AT_SIGNATURE")).status(),
              Status::bad_data);
}

TEST(ContainerFile, IsRefusedWithNumbersThatAreNone) {
    for (const char* const number : {"", "-1", "+1", " 1", "1 ", "0x1", "4294967296", "one"})
        EXPECT_FALSE(
            read_container_file(replaced("Pairs: 2", std::string("Pairs: ") + number)).ok())
            << number;
    for (const char* const number : {"", "3g", "0x3f", "-3f", "100000000", " 3f"})
        EXPECT_FALSE(read_container_file(replaced("0x0000003f", std::string("0x") + number)).ok())
            << number;
    EXPECT_FALSE(read_container_file(replaced("0x0000003f", "0000003f")).ok());
}

TEST(ContainerFile, IsRefusedWithAnotherCountOfPairs) {
    for (const char* const count : {"0", "1", "3", "4294967295"})
        EXPECT_EQ(
            read_container_file(replaced("Pairs: 2", std::string("Pairs: ") + count)).status(),
            Status::bad_data)
            << count;
}

TEST(ContainerFile, IsRefusedWithLinesOutOfPlace) {
    for (const char* const line : {"Container: my%20keys\n", "Pairs: 2\n",
                                   "Key Spec: AT_KEYEXCHANGE\n", "Permissions: 0x0000003f\n"}) {
        EXPECT_EQ(read_container_file(replaced(line, "")).status(), Status::bad_data) << line;
        EXPECT_EQ(read_container_file(replaced(line, std::string(line) + line)).status(),
                  Status::bad_data)
            << line;
    }
    EXPECT_EQ(read_container_file(replaced("AT_SIGNATURE", "AT_NOTHING")).status(),
              Status::bad_data);
}

TEST(ContainerFile, IsRefusedWithForeignPem) {
    for (const char* const label : {"RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "CERTIFICATE",
                                    "PRIVATE  KEY", "private key"}) {
        std::string text = whole();
        for (const char* const edge : {"-----BEGIN ", "-----END "}) {
            const std::size_t at = text.find(std::string(edge) + "PRIVATE KEY");
            text.replace(at + std::string(edge).size(), 11, label);
        }
        EXPECT_EQ(read_container_file(text).status(), Status::bad_data) << label;
    }
    EXPECT_EQ(read_container_file(block()).status(), Status::bad_data);
    EXPECT_EQ(read_container_file(replaced("MII", "M*I")).status(), Status::bad_data);
}

// ---- Keys ---------------------------------------------------------------------------------------

StoredPair stored(const SecureBytes& info) { return {permission::standard, info.clone()}; }

TEST(ContainerFile, GivesBackRsaAsTheSlotsName) {
    const StoredPair pair = stored(rsa().pkcs8().value());
    const auto exchange = key_of(KeySpec::exchange, pair);
    const auto signature = key_of(KeySpec::signature, pair);
    ASSERT_TRUE(exchange.ok() && signature.ok());
    EXPECT_EQ(exchange.value().id, calg::rsa_keyx);
    EXPECT_EQ(signature.value().id, calg::rsa_sign);
    EXPECT_TRUE(exchange.value().pair()->closed->public_key() == rsa().public_key());
}

TEST(ContainerFile, GivesBackADiffieHellmanPair) {
    const auto made = crypto::DhKey::generate(crypto::make_dh_group(768).value());
    DiffieHellmanKey body;
    body.key = made.value();
    const Key key{calg::dh_sf, 0x3F, std::move(body)};
    const auto pair = stored_pair(KeySpec::exchange, key);
    ASSERT_TRUE(pair.ok());
    const auto again = key_of(KeySpec::exchange, pair.value());
    ASSERT_TRUE(again.ok());
    const auto& dh = std::get<DiffieHellmanKey>(again.value().body);
    EXPECT_EQ(again.value().id, calg::dh_sf);
    EXPECT_EQ(again.value().permissions, 0x3Fu);
    EXPECT_EQ(dh.bits, 768u);
    EXPECT_EQ(dh.group.prime, made.value().group().prime);
    EXPECT_TRUE(dh.key && dh.key->x() == made.value().x());
    EXPECT_EQ(key_of(KeySpec::signature, pair.value()).status(), Status::bad_data);
    EXPECT_EQ(stored_pair(KeySpec::signature, key).status(), Status::bad_key);
}

TEST(ContainerFile, HasNoKeyInABlockThatIsNone) {
    const SecureBytes ec =
        PrivateKey::generate_ec(crypto::NamedGroup::secp256r1).value().pkcs8().value();
    const SecureBytes good = rsa().pkcs8().value();
    for (const KeySpec spec : {KeySpec::exchange, KeySpec::signature}) {
        EXPECT_EQ(key_of(spec, stored(ec)).status(), Status::bad_data);
        EXPECT_EQ(key_of(spec, {}).status(), Status::bad_data);
        for (const std::size_t length : {std::size_t{1}, good.size() / 2, good.size() - 1})
            EXPECT_EQ(key_of(spec, stored(SecureBytes(good.bytes().first(length)))).status(),
                      Status::bad_data);
    }
}

TEST(ContainerFile, HasNoRoomForWhatIsNoPair) {
    const Key half{calg::rsa_keyx, permission::standard, PairKey{rsa().public_key(), {}}};
    EXPECT_EQ(stored_pair(KeySpec::exchange, half).status(), Status::bad_key_state);
    const Key unmade{calg::dh_sf, permission::standard, DiffieHellmanKey{}};
    EXPECT_EQ(stored_pair(KeySpec::exchange, unmade).status(), Status::bad_key_state);
    const Key ephemeral{calg::dh_ephem, permission::standard, DiffieHellmanKey{}};
    EXPECT_EQ(stored_pair(KeySpec::exchange, ephemeral).status(), Status::bad_key);
    EXPECT_EQ(stored_pair(KeySpec::exchange, rsa_pair(calg::rsa_sign)).status(), Status::bad_key);
    EXPECT_EQ(stored_pair(KeySpec::signature, rsa_pair(calg::rsa_keyx)).status(), Status::bad_key);
    const Key master{calg::tls1_master, permission::standard, SchannelMaster{}};
    EXPECT_EQ(stored_pair(KeySpec::exchange, master).status(), Status::bad_key);
}

}  // namespace
}  // namespace secur32::capi
