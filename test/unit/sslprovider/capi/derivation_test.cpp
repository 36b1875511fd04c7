#include "sslprovider/capi/derivation.h"

#include <gtest/gtest.h>

#include <iostream>

#include "sslprovider/capi/hash_functions.h"
#include "test/unit/sslprovider/capi/hash_samples.h"

namespace secur32::capi {
namespace {

using namespace samples;

DerivedKeyForm form(AlgId id, std::uint32_t bits = 0, Salting salting = Salting::implied) {
    return {.id = id, .bits = bits, .salting = salting, .server = false};
}

// ---- Of a hash ----------------------------------------------------------------------------------

struct Case {
    explicit Case(const test::Stanza& from) : stanza(from) {
        message = from.bytes("head");
        const Buffer rest =
            ramp(from.number("first") + message.size(), from.number("size") - message.size());
        message.insert(message.end(), rest.begin(), rest.end());
    }
    const Provider& csp() const { return provider(text(stanza, "provider")); }
    DerivedKeyForm form() const {
        const std::string salting = text(stanza, "salting");
        return {.id = algorithm(text(stanza, "algorithm")),
                .bits = static_cast<std::uint32_t>(stanza.number("bits")),
                .salting = salting == "CREATE_SALT" ? Salting::created
                           : salting == "NO_SALT"   ? Salting::none
                                                    : Salting::implied,
                .server = false};
    }

    const test::Stanza& stanza;
    Buffer message;
};

Buffer encrypted(const Case& each, SessionKey& key) {
    Status set = Status::ok;
    if (text(each.stanza, "mode") == "ECB")
        set = key.set_mode(static_cast<std::uint32_t>(CipherMode::ecb));
    EXPECT_EQ(set, Status::ok);
    if (each.stanza.contains("set-effective-bits"))
        set = key.set_effective_bits(
            each.csp(), static_cast<std::uint32_t>(each.stanza.number("set-effective-bits")));
    EXPECT_EQ(set, Status::ok);
    Buffer buffer = each.stanza.bytes("plain");
    const std::size_t size = buffer.size();
    buffer.resize(key.encrypted_length(size, true));
    EXPECT_EQ(key.encrypt(buffer, size, true), Status::ok);
    return buffer;
}

// The hash, the key with its parity, the salt, and what the cipher makes of them.
TEST(DeriveKey, AgreesWithTheVectors) {
    const auto stanzas = test::load_stanzas("capi/derivation.txt");
    for (const test::Stanza& stanza : stanzas) {
        SCOPED_TRACE(stanza.where());
        const Case each(stanza);
        HashObject base =
            hash_of_message(each.csp(), algorithm(text(stanza, "hash")), each.message);
        Key key = taken(derive_key(each.csp(), base, each.form()));
        EXPECT_TRUE(base.finished());
        EXPECT_EQ(copied(taken(base.value())), stanza.bytes("value"));
        EXPECT_EQ(key.id, each.form().id);
        EXPECT_EQ(key.permissions, permission::standard);
        ASSERT_NE(key.session(), nullptr);
        EXPECT_EQ(copied(key.session()->secret()), stanza.bytes("key"));
        EXPECT_EQ(copied(key.session()->salt()), stanza.bytes("salt"));
        EXPECT_EQ(encrypted(each, *key.session()), stanza.bytes("cipher"));
    }
    std::cout << "capi/derivation.txt: " << stanzas.size() << " derived keys\n";
}

TEST(DeriveKey, TakesLengthsWithParityAndWithout) {
    const Provider& csp = provider("strong");
    struct Row {
        AlgId id;
        std::uint32_t bits, with_parity;
    };
    for (const Row& each :
         {Row{calg::des, 56, 64}, Row{calg::tdes_112, 112, 128}, Row{calg::tdes, 168, 192}}) {
        HashObject base = hash_of_message(csp, calg::sha1, ramp(0, 9));
        const Key without = taken(derive_key(csp, base, form(each.id, each.bits)));
        const Key with = taken(derive_key(csp, base, form(each.id, each.with_parity)));
        const Key neither = taken(derive_key(csp, base, form(each.id)));
        EXPECT_EQ(without.session()->secret(), with.session()->secret());
        EXPECT_EQ(without.session()->secret(), neither.session()->secret());
        EXPECT_EQ(with.session()->key_bits(), each.with_parity);
    }
}

TEST(DeriveKey, DerivesOfAHashThatWasGivenItsValue) {
    const Provider& csp = provider("aes");
    HashObject given = hash(csp, calg::sha1);
    ASSERT_EQ(given.set_value(hash_of(calg::sha1, {ramp(0, 50)}).bytes()), Status::ok);
    HashObject computed = hash_of_message(csp, calg::sha1, ramp(0, 50));
    EXPECT_EQ(taken(derive_key(csp, given, form(calg::aes_256))).session()->secret(),
              taken(derive_key(csp, computed, form(calg::aes_256))).session()->secret());
}

// "The total length of an Enhanced Provider symmetric key and its salt value cannot be greater than
// 128 bits."
TEST(DeriveKey, CreatesSaltAsFarAsThereIsRoom) {
    const Provider& csp = provider("strong");
    for (const std::uint32_t bits : {40u, 56u, 64u, 120u, 128u}) {
        HashObject base = hash_of_message(csp, calg::sha1, ramp(0, 9));
        const Key key = taken(derive_key(csp, base, form(calg::rc4, bits, Salting::created)));
        const Buffer value = copied(taken(base.value()));
        EXPECT_EQ(copied(key.session()->salt()),
                  Buffer(value.begin() + bits / 8, value.begin() + 16));
    }
}

TEST(DeriveKey, GivesNoOtherCipherASalt) {
    const Provider& csp = provider("strong");
    HashObject base = hash_of_message(csp, calg::sha1, ramp(0, 9));
    const Key key = taken(derive_key(csp, base, form(calg::tdes, 0, Salting::created)));
    EXPECT_TRUE(key.session()->salt().empty());
}

TEST(DeriveKey, RefusesWhatTheProviderHasNot) {
    HashObject base = hash_of_message(provider("strong"), calg::sha1, ramp(0, 9));
    for (const AlgId id : {calg::aes_128, calg::aes_192, calg::aes_256, calg::aes, AlgId{0x660D}})
        EXPECT_EQ(derive_key(provider("strong"), base, form(id)).status(), Status::bad_algorithm);
    HashObject weak = hash_of_message(provider("base"), calg::sha1, ramp(0, 9));
    for (const AlgId id : {calg::tdes, calg::tdes_112})
        EXPECT_EQ(derive_key(provider("base"), weak, form(id)).status(), Status::bad_algorithm);
    HashObject aes = hash_of_message(provider("aes"), calg::sha1, ramp(0, 9));
    EXPECT_EQ(derive_key(provider("aes"), aes, form(calg::aes, 128)).status(),
              Status::bad_algorithm);
    for (const HashObject* each : {&base, &weak, &aes}) EXPECT_FALSE(each->finished());
}

TEST(DeriveKey, RefusesWhatIsNoCipher) {
    HashObject base = hash_of_message(provider("aes"), calg::sha1, ramp(0, 9));
    for (const AlgId id : {AlgId{0}, AlgId{1}, AlgId{2}, calg::sha1, calg::hmac, calg::rsa_keyx,
                           calg::rsa_sign, calg::dh_sf, calg::schannel_enc_key,
                           calg::schannel_mac_key, calg::tls1_master, AlgId{0xFFFFFFFF}})
        EXPECT_EQ(derive_key(provider("aes"), base, form(id)).status(), Status::bad_algorithm);
}

TEST(DeriveKey, RefusesLengthsThatThereAreNot) {
    const Provider& csp = provider("aes");
    HashObject base = hash_of_message(csp, calg::sha_256, ramp(0, 9));
    struct Row {
        AlgId id;
        std::uint32_t bits;
    };
    for (const Row& each :
         {Row{calg::des, 1}, Row{calg::des, 40}, Row{calg::des, 112}, Row{calg::tdes, 112},
          Row{calg::tdes, 128}, Row{calg::tdes_112, 56}, Row{calg::tdes_112, 168},
          Row{calg::aes_128, 256}, Row{calg::aes_256, 128}, Row{calg::aes_192, 8},
          Row{calg::rc2, 32}, Row{calg::rc2, 127}, Row{calg::rc2, 129}, Row{calg::rc2, 136},
          Row{calg::rc2, 1024}, Row{calg::rc4, 7}, Row{calg::rc4, 41}, Row{calg::rc4, 0xFFF8}})
        EXPECT_EQ(derive_key(csp, base, form(each.id, each.bits)).status(),
                  Status::invalid_parameter)
            << std::hex << each.id << " " << std::dec << each.bits;
    HashObject weak = hash_of_message(provider("base"), calg::sha1, ramp(0, 9));
    for (const std::uint32_t bits : {64u, 128u})
        EXPECT_EQ(derive_key(provider("base"), weak, form(calg::rc4, bits)).status(),
                  Status::invalid_parameter);
}

TEST(DeriveKey, RefusesHashesThatNothingIsDerivedOf) {
    const Provider& csp = provider("schannel");
    const Key block = session_key(csp, calg::des, ramp(1, 8));
    const Key channel = master_key(master());
    for (const AlgId id : {calg::hmac, calg::mac}) {
        HashObject base = hash(csp, id, &block);
        EXPECT_EQ(derive_key(csp, base, form(calg::des)).status(), Status::bad_hash);
    }
    for (const AlgId id : {calg::tls1_prf, calg::schannel_master_hash}) {
        HashObject base = hash(csp, id, &channel);
        EXPECT_EQ(derive_key(csp, base, form(calg::des)).status(), Status::bad_hash);
    }
    HashObject both = hash(csp, calg::ssl3_shamd5);
    ASSERT_EQ(both.set_value(ramp(0, 36)), Status::ok);
    EXPECT_EQ(derive_key(csp, both, form(calg::des)).status(), Status::bad_hash);
}

// ---- Of a master secret -------------------------------------------------------------------------

Result<Key> channel_key(AlgId id, const SchannelMaster& of, bool server = false) {
    const Provider& csp = provider("schannel");
    const Key key = master_key(clone(of));
    HashObject base = hash(csp, calg::schannel_master_hash, &key);
    return derive_key(csp, base,
                      {.id = id, .bits = 0, .salting = Salting::implied, .server = server});
}

TEST(DeriveKey, AgreesWithTheVectorsOfChannels) {
    const auto stanzas = test::load_stanzas("capi/schannel.txt");
    for (const test::Stanza& each : stanzas) {
        SCOPED_TRACE(each.where());
        SchannelMaster of =
            master(text(each, "protocol") == "TLS1" ? calg::tls1_master : calg::ssl3_master);
        of.pre_master = SecureBytes(Bytes(each.bytes("pre-master")));
        of.client_random = each.bytes("client-random");
        of.server_random = each.bytes("server-random");
        of.mac = {algorithm(text(each, "mac")), static_cast<std::uint32_t>(each.number("mac-bits")),
                  0};
        of.encryption = {algorithm(text(each, "algorithm")),
                         static_cast<std::uint32_t>(each.number("bits")),
                         static_cast<std::uint32_t>(each.number("export"))};
        const bool server = each.number("server") != 0;
        const Key mac = taken(channel_key(calg::schannel_mac_key, of, server));
        EXPECT_EQ(mac.id, calg::schannel_mac_key);
        EXPECT_EQ(copied(mac.session()->secret()), each.bytes("mac-secret"));
        const Key key = taken(channel_key(calg::schannel_enc_key, of, server));
        EXPECT_EQ(key.id, of.encryption.id);
        EXPECT_EQ(copied(key.session()->secret()), each.bytes("key"));
        EXPECT_EQ(copied(key.session()->iv()), each.bytes("iv"));
        EXPECT_TRUE(key.session()->salt().empty());
        if (key.id == calg::rc2) {
            EXPECT_EQ(key.session()->effective_bits(), each.number("bits"));
        }
    }
    std::cout << "capi/schannel.txt: " << stanzas.size() << " channels' keys\n";
}

// What Wine's dlls/rsaenh/tests/rsaenh.c (wine-mirror/wine 7c45914) asserts on Windows of the
// second stanza's keys; recomputed with Python's hashlib, hmac and the cryptography package.
TEST(DeriveKey, MakesKeysThatEncryptAndSignAsWindowsDoes) {
    const test::Stanza each = test::load_stanzas("capi/schannel.txt").at(1);
    SchannelMaster of = master();
    of.pre_master = SecureBytes(Bytes(each.bytes("pre-master")));
    of.client_random = each.bytes("client-random");
    of.server_random = each.bytes("server-random");
    of.encryption = {calg::des, 64, 0};
    Key key = taken(channel_key(calg::schannel_enc_key, of, true));
    Buffer data{'W', 'i', 'n', 'e', ' ', 'r', 'o', 'c', 'k', 's', '!', 0, 0, 0, 0, 0};
    ASSERT_EQ(key.session()->encrypt(data, 12, true), Status::ok);
    EXPECT_EQ(test::to_hex(data), "13d2ddeb6c3fbeb20486b5e508e5f30d");

    const Key mac = taken(channel_key(calg::schannel_mac_key, of, true));
    HashObject hmac = hash(provider("schannel"), calg::hmac, &mac);
    HmacInfo info;
    info.hash = calg::md5;
    ASSERT_EQ(hmac.set_hmac_info(info), Status::ok);
    ASSERT_EQ(hmac.update(test::hex("a8b2a6ef834e74b1f3b1515a1a2b1131")), Status::ok);
    EXPECT_EQ(test::to_hex(taken(hmac.value()).bytes()), "e1653fdbbb3d993c3dca6a6ffa154eaa");
}

TEST(DeriveKey, RefusesAMasterKeyWithoutItsAlgorithms) {
    for (const AlgId id : {calg::schannel_enc_key, calg::schannel_mac_key}) {
        SchannelMaster of = master();
        of.encryption = {};
        EXPECT_EQ(channel_key(id, of).status(), Status::bad_flags);
        of = master();
        of.mac = {};
        EXPECT_EQ(channel_key(id, of).status(), Status::bad_flags);
    }
}

TEST(DeriveKey, RefusesOtherKeysOfAMaster) {
    for (const AlgId id : {calg::tls1_master, calg::ssl3_master, calg::schannel_master_hash})
        EXPECT_EQ(channel_key(id, master()).status(), Status::bad_algorithm);
    HashObject plain = hash_of_message(provider("schannel"), calg::sha1, ramp(0, 9));
    for (const AlgId id : {calg::schannel_enc_key, calg::schannel_mac_key})
        EXPECT_EQ(derive_key(provider("schannel"), plain, form(id)).status(), Status::bad_hash);
}

TEST(DeriveKey, RefusesACipherThatTheProviderHasNot) {
    SchannelMaster of = master();
    of.encryption = {calg::aes_128, 128, 0};
    EXPECT_EQ(channel_key(calg::schannel_enc_key, of).status(), Status::bad_algorithm);
}

}  // namespace
}  // namespace secur32::capi
