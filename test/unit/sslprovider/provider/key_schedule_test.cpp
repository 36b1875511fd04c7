// TLS 1.3's key schedule: NIST's samples, and what is refused.  RFC 8448's traces are walked in
// key_schedule_rfc8448_test.cpp.
#include "sslprovider/provider/key_schedule.h"

#include <gtest/gtest.h>

#include <iostream>
#include <map>

#include "test/support/foreign_kdf.h"
#include "test/support/vectors.h"
#include "test/support/wycheproof.h"

namespace secur32::provider {
namespace {

namespace foreign = test::foreign;
using enum SecretKind;

// TLS_AES_128_GCM_SHA256
const CipherSuite& suite() { return *find_cipher_suite(0x1301); }

ScheduleSecret secret(SecretKind kind, Bytes value) {
    Result<ScheduleSecret> made = ScheduleSecret::adopt(kind, suite(), SecureBytes(value));
    EXPECT_TRUE(made.ok());
    return std::move(made).value();
}

Buffer copy(Bytes bytes) { return Buffer(bytes.begin(), bytes.end()); }
Buffer value_of(const Result<ScheduleSecret>& made) {
    return made.ok() ? copy(made.value().value()) : Buffer();
}

// ---- NIST ---------------------------------------------------------------------------------------

// The prompts have messages' randoms in place of whole messages: what is hashed is their
// concatenation (ACVP TLS 1.3 KDF, 7).
struct Acvp {
    const nlohmann::json& test;
    const nlohmann::json& answer;
    const CipherSuite& suite;

    Buffer bytes(const char* key) const {
        return test.contains(key) ? test::hex(test.at(key).get<std::string>()) : Buffer();
    }
    Buffer hash_of(std::initializer_list<const char*> keys) const {
        Buffer all;
        for (const char* key : keys) {
            const Buffer part = bytes(key);
            all.insert(all.end(), part.begin(), part.end());
        }
        return copy(crypto::hash(suite.prf, all).bytes());
    }
    void expect(const ScheduleSecret& from, SecretKind kind, const Buffer& transcript,
                const char* key) const {
        EXPECT_EQ(value_of(KeySchedule::derive(from, kind, transcript)),
                  test::hex(answer.at(key).get<std::string>()))
            << key;
    }
    void run() const {
        const Buffer psk_bytes = bytes("psk");
        const Result<ScheduleSecret> psk =
            ScheduleSecret::adopt(pre_shared_key, suite, SecureBytes(psk_bytes));
        const Result<ScheduleSecret> one =
            KeySchedule::extract_early(suite, psk_bytes.empty() ? nullptr : &psk.value());
        const Result<ScheduleSecret> two =
            KeySchedule::extract_handshake(one.value(), bytes("dhe"));
        const Result<ScheduleSecret> three = KeySchedule::extract_master(two.value());
        ASSERT_TRUE(three.ok());
        const Buffer hello = hash_of({"helloClientRandom"});
        const Buffer hellos = hash_of({"helloClientRandom", "helloServerRandom"});
        const Buffer server_done =
            hash_of({"helloClientRandom", "helloServerRandom", "finishedServerRandom"});
        const Buffer all = hash_of({"helloClientRandom", "helloServerRandom",
                                    "finishedServerRandom", "finishedClientRandom"});
        expect(one.value(), client_early_traffic, hello, "clientEarlyTrafficSecret");
        expect(one.value(), early_exporter_master, hello, "earlyExporterMasterSecret");
        expect(two.value(), client_handshake_traffic, hellos, "clientHandshakeTrafficSecret");
        expect(two.value(), server_handshake_traffic, hellos, "serverHandshakeTrafficSecret");
        expect(three.value(), client_application_traffic, server_done,
               "clientApplicationTrafficSecret");
        expect(three.value(), server_application_traffic, server_done,
               "serverApplicationTrafficSecret");
        expect(three.value(), exporter_master, server_done, "exporterMasterSecret");
        expect(three.value(), resumption_master, all, "resumptionMasterSecret");
    }
};

TEST(KeySchedule, AgreesWithNistsSamples) {
    const nlohmann::json prompts = test::load_json("acvp/TLS13");
    const nlohmann::json answers = test::load_json("acvp/expected-TLS13");
    std::map<int, nlohmann::json> by_id;
    for (const auto& group : answers.at(1).at("testGroups"))
        for (const auto& test : group.at("tests")) by_id[test.at("tcId").get<int>()] = test;
    std::size_t run = 0;
    for (const auto& group : prompts.at(1).at("testGroups")) {
        const bool sha384 = group.at("hmacAlg") == "SHA2-384";
        for (const auto& test : group.at("tests")) {
            const int id = test.at("tcId");
            SCOPED_TRACE(id);
            Acvp{test, by_id.at(id), *find_cipher_suite(sha384 ? 0x1302 : 0x1301)}.run();
            ++run;
        }
    }
    std::cout << "acvp/TLS13: " << run << " cases\n";
    EXPECT_EQ(run, by_id.size());
    EXPECT_EQ(run, 10U);
}

// ---- libcrypto ----------------------------------------------------------------------------------

struct Known {
    std::uint16_t suite;
    const char* hash;
    std::size_t length, key_length;
};
constexpr Known kSuites[] = {
    {0x1301, "SHA256", 32, 16}, {0x1302, "SHA384", 48, 32}, {0x1303, "SHA256", 32, 32}};

ScheduleSecret secret_of(const Known& known, SecretKind kind) {
    Buffer value(known.length, 0x33);
    return ScheduleSecret::adopt(kind, *find_cipher_suite(known.suite), SecureBytes(value)).value();
}
Buffer expanded(const Known& known, std::string_view label, Bytes context, std::size_t length) {
    return foreign::hkdf_expand_label(known.hash, Buffer(known.length, 0x33), label, context,
                                      length);
}

// RFC 8446 7.4: the shared secret is the key exchange's, made inside.
TEST(KeySchedule, ExtractsFromAKeyShareWhatItDoesFromItsSecret) {
    const auto early = KeySchedule::extract_early(*find_cipher_suite(0x1301), nullptr);
    const Buffer own(32, 0x11), other(32, 0x22);
    const auto group = crypto::NamedGroup::x25519;
    const auto share = crypto::KeyShare::from_private(group, own);
    const auto peer = crypto::KeyShare::from_private(group, other);
    ASSERT_TRUE(share.ok() && peer.ok());
    const Bytes value = peer.value().public_value();
    const auto inside = KeySchedule::extract_handshake(early.value(), share.value(), value);
    const auto outside = KeySchedule::extract_handshake(early.value(), foreign::x25519(own, value));
    ASSERT_TRUE(inside.ok() && outside.ok());
    EXPECT_EQ(inside.value().kind(), handshake);
    EXPECT_TRUE(std::ranges::equal(inside.value().value(), outside.value().value()));
    for (const std::size_t size : {0u, 31u, 33u})
        EXPECT_EQ(
            KeySchedule::extract_handshake(early.value(), share.value(), Buffer(size, 9)).status(),
            Status::bad_key);
    EXPECT_EQ(KeySchedule::extract_handshake(early.value(), share.value(), Buffer(32, 0)).status(),
              Status::bad_key);
    EXPECT_EQ(KeySchedule::extract_handshake(inside.value(), share.value(), value).status(),
              Status::invalid_parameter);
}

TEST(KeySchedule, MovesTrafficSecretsOn) {
    for (const Known& known : kSuites)
        for (const SecretKind kind : {client_application_traffic, server_application_traffic}) {
            const auto next = KeySchedule::next_generation(secret_of(known, kind));
            EXPECT_EQ(value_of(next), expanded(known, "traffic upd", {}, known.length));
            EXPECT_EQ(next.value().kind(), kind);
            EXPECT_EQ(next.value().suite().id, known.suite);
        }
}

TEST(KeySchedule, ExpandsTheKeysOfEverySuite) {
    for (const Known& known : kSuites)
        for (const PacketUse use : {PacketUse::protect, PacketUse::unprotect}) {
            const auto key = KeySchedule::packet_key(secret_of(known, client_early_traffic), use);
            ASSERT_TRUE(key.ok());
            EXPECT_EQ(copy(key.value().secrets().key.bytes()),
                      expanded(known, "key", {}, known.key_length));
            EXPECT_EQ(copy(key.value().secrets().iv.bytes()), expanded(known, "iv", {}, 12));
            EXPECT_TRUE(key.value().secrets().mac_key.empty());
            EXPECT_EQ(key.value().use(), use);
        }
}

TEST(KeySchedule, DerivesBindersOfBothKinds) {
    for (const Known& known : kSuites) {
        const ScheduleSecret start = secret_of(known, early);
        const Buffer empty = foreign::hash(known.hash, {});
        EXPECT_EQ(value_of(KeySchedule::derive_binder(start, external_binder)),
                  expanded(known, "ext binder", empty, known.length));
        EXPECT_EQ(value_of(KeySchedule::derive_binder(start, resumption_binder)),
                  expanded(known, "res binder", empty, known.length));
    }
}

TEST(KeySchedule, MakesPreSharedKeysAndFinished) {
    for (const Known& known : kSuites) {
        for (const std::size_t length : {0U, 1U, 255U}) {
            const Buffer nonce(length, 0x44);
            const auto psk =
                KeySchedule::pre_shared_key(secret_of(known, resumption_master), nonce);
            EXPECT_EQ(value_of(psk), expanded(known, "resumption", nonce, known.length));
            EXPECT_EQ(psk.value().kind(), pre_shared_key);
        }
        const Buffer transcript(known.length, 0x55);
        const Buffer key = expanded(known, "finished", {}, known.length);
        for (const SecretKind kind : {client_early_traffic, server_handshake_traffic,
                                      client_application_traffic, external_binder})
            EXPECT_EQ(
                copy(KeySchedule::verify_data(secret_of(known, kind), transcript).value().bytes()),
                foreign::hmac(known.hash, key, transcript));
    }
}

// RFC 8446 7.5; no context and an empty one are the same.
TEST(KeySchedule, ExportsKeyingMaterial) {
    for (const Known& known : kSuites)
        for (const SecretKind kind : {exporter_master, early_exporter_master})
            for (const std::size_t length : {0U, 1U, 100U, 70000U}) {
                const Buffer context(length, 0x66);
                const Buffer derived =
                    expanded(known, "EXPORTER-test", foreign::hash(known.hash, {}), known.length);
                Buffer out(77);
                EXPECT_EQ(KeySchedule::export_keying_material(secret_of(known, kind),
                                                              "EXPORTER-test", context, out),
                          Status::ok);
                EXPECT_EQ(out, foreign::hkdf_expand_label(known.hash, derived, "exporter",
                                                          foreign::hash(known.hash, context), 77));
            }
}

TEST(KeySchedule, ClonesSecrets) {
    const ScheduleSecret from = secret(client_application_traffic, Buffer(32, 9));
    const ScheduleSecret clone = from.clone();
    EXPECT_EQ(copy(clone.value()), copy(from.value()));
    EXPECT_NE(clone.value().data(), from.value().data());
    EXPECT_EQ(clone.kind(), from.kind());
}

// ---- Refusals -----------------------------------------------------------------------------------

constexpr SecretKind kKinds[] = {pre_shared_key,
                                 early,
                                 handshake,
                                 master,
                                 external_binder,
                                 resumption_binder,
                                 client_early_traffic,
                                 client_handshake_traffic,
                                 server_handshake_traffic,
                                 client_application_traffic,
                                 server_application_traffic,
                                 early_exporter_master,
                                 exporter_master,
                                 resumption_master};

TEST(KeySchedule, RefusesEveryArrowThatTheFigureDoesNotHave) {
    const Buffer value(32, 7), transcript(32);
    std::size_t allowed = 0;
    for (const SecretKind from : kKinds)
        for (const SecretKind to : kKinds) {
            const Result<ScheduleSecret> made =
                KeySchedule::derive(secret(from, value), to, transcript);
            if (made.ok())
                ++allowed;
            else
                EXPECT_EQ(made.status(), Status::invalid_parameter);
        }
    EXPECT_EQ(allowed, 10U);
}

TEST(KeySchedule, RefusesTheWrongSecretForEveryOtherStep) {
    const Buffer value(32, 7), transcript(32);
    Buffer out(8);
    for (const SecretKind kind : kKinds) {
        SCOPED_TRACE(static_cast<int>(kind));
        const ScheduleSecret from = secret(kind, value);
        EXPECT_EQ(KeySchedule::extract_early(suite(), &from).ok(), kind == pre_shared_key);
        EXPECT_EQ(KeySchedule::extract_handshake(from, value).ok(), kind == early);
        EXPECT_EQ(KeySchedule::extract_master(from).ok(), kind == handshake);
        EXPECT_EQ(KeySchedule::packet_key(from, PacketUse::both).ok(), is_traffic(kind));
        EXPECT_EQ(KeySchedule::next_generation(from).ok(),
                  kind == client_application_traffic || kind == server_application_traffic);
        EXPECT_EQ(KeySchedule::verify_data(from, transcript).ok(),
                  is_traffic(kind) || kind == external_binder || kind == resumption_binder);
        EXPECT_EQ(KeySchedule::pre_shared_key(from, value).ok(), kind == resumption_master);
        EXPECT_EQ(KeySchedule::export_keying_material(from, "label", {}, out) == Status::ok,
                  kind == exporter_master || kind == early_exporter_master);
        EXPECT_EQ(KeySchedule::derive_binder(from, external_binder).ok(), kind == early);
    }
}

TEST(KeySchedule, RefusesTranscriptsOfAnotherLength) {
    const ScheduleSecret from = secret(handshake, Buffer(32));
    for (const std::size_t length : {0U, 1U, 31U, 33U, 48U, 64U}) {
        EXPECT_EQ(KeySchedule::derive(from, client_handshake_traffic, Buffer(length)).status(),
                  Status::invalid_parameter);
        EXPECT_EQ(
            KeySchedule::verify_data(secret(client_handshake_traffic, Buffer(32)), Buffer(length))
                .status(),
            Status::invalid_parameter);
    }
}

TEST(KeySchedule, RefusesSecretsOfAnotherLengthAndSuitesOfAnotherVersion) {
    for (const std::size_t length : {0U, 31U, 33U, 48U})
        EXPECT_EQ(ScheduleSecret::adopt(master, suite(), SecureBytes(length)).status(),
                  Status::invalid_parameter);
    EXPECT_EQ(ScheduleSecret::adopt(pre_shared_key, suite(), SecureBytes()).status(),
              Status::invalid_parameter);
    EXPECT_TRUE(ScheduleSecret::adopt(pre_shared_key, suite(), SecureBytes(5)).ok());
    const CipherSuite& old = *find_cipher_suite(0xC02F);
    EXPECT_EQ(ScheduleSecret::adopt(master, old, SecureBytes(32)).status(),
              Status::invalid_parameter);
    EXPECT_EQ(KeySchedule::extract_early(old, nullptr).status(), Status::invalid_parameter);
}

TEST(KeySchedule, RefusesAPskForAnotherHash) {
    const ScheduleSecret psk = secret(pre_shared_key, Buffer(32, 1));
    EXPECT_EQ(KeySchedule::extract_early(*find_cipher_suite(0x1302), &psk).status(),
              Status::invalid_parameter);
    // RFC 8446 4.2.11: the hash must be the PSK's; the cipher need not.
    EXPECT_TRUE(KeySchedule::extract_early(*find_cipher_suite(0x1303), &psk).ok());
}

TEST(KeySchedule, RefusesNoncesAndLabelsThatDoNotFit) {
    Buffer out(16);
    EXPECT_EQ(
        KeySchedule::pre_shared_key(secret(resumption_master, Buffer(32)), Buffer(256)).status(),
        Status::invalid_parameter);
    const ScheduleSecret exporter = secret(exporter_master, Buffer(32));
    EXPECT_EQ(KeySchedule::export_keying_material(exporter, std::string(250, 'x'), {}, out),
              Status::invalid_parameter);
    Buffer too_long(255 * 32 + 1);
    EXPECT_EQ(KeySchedule::export_keying_material(exporter, "x", {}, too_long),
              Status::invalid_parameter);
    EXPECT_EQ(KeySchedule::export_keying_material(exporter, "x", Buffer(70000), out), Status::ok);
}

}  // namespace
}  // namespace secur32::provider
