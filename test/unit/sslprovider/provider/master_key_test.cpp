// The master secret of TLS 1.0 to 1.2 and what comes out of it, against NIST's samples and against
// libcrypto's PRF with the seeds that the RFCs name.
#include "sslprovider/provider/master_key.h"

#include <gtest/gtest.h>

#include <iostream>
#include <map>

#include "test/support/vectors.h"
#include "test/support/wycheproof.h"
#include "test/unit/sslprovider/provider/master_key_samples.h"

namespace secur32::provider {
namespace {

// RFC 2246 5, RFC 5246 5.
std::string prf_name(Version version, const CipherSuite& suite) {
    if (stream_version(version) != Version::tls12) return "MD5-SHA1";
    return suite.prf == crypto::HashAlgorithm::sha384 ? "SHA384" : "SHA256";
}

struct Sample {
    Version version;
    const CipherSuite* suite;

    std::string name() const {
        return test::to_hex(std::array{static_cast<std::uint8_t>(suite->id >> 8),
                                       static_cast<std::uint8_t>(suite->id)}) +
               " in " + std::to_string(static_cast<int>(version));
    }
    std::string prf() const { return prf_name(version, *suite); }
    MasterKey key(Side side = Side::client) const {
        return MasterKey::derive(version, *suite, side, premaster_octets(), kRandoms).value();
    }
};

// Every suite in each of its versions below TLS 1.3.
std::vector<Sample> samples() {
    std::vector<Sample> all;
    for (const CipherSuite& suite : cipher_suites())
        for (const Version version :
             {Version::tls10, Version::tls11, Version::tls12, Version::dtls10, Version::dtls12})
            if (suite.suits(version)) all.push_back({version, &suite});
    return all;
}

Sample tls12(std::uint16_t id = 0x003D) { return {Version::tls12, &suite_of(id)}; }

// ---- NIST ---------------------------------------------------------------------------------------

// The beginning of key_block, as the two keys show it.
Buffer key_block_of(const SessionKeys& clients) {
    const PacketSecrets& client = clients.write.secrets();
    const PacketSecrets& server = clients.read.secrets();
    Buffer block;
    for (const SecureBytes* part :
         {&client.mac_key, &server.mac_key, &client.key, &server.key, &client.iv, &server.iv})
        block.insert(block.end(), part->bytes().begin(), part->bytes().end());
    return block;
}

struct NistGroup {
    std::string_view hash;
    std::uint16_t suite;
    std::size_t key_block;  // 2 * (32 + 32): all that the sample has; 2 * (32 + 4)
};
constexpr NistGroup kNistGroups[] = {{"SHA2-256", 0x003D, 128}, {"SHA2-384", 0x009D, 72}};

Random random_in(const nlohmann::json& test, const char* key) {
    const Buffer octets = test::hex(test.at(key).get<std::string>());
    Random random{};
    EXPECT_EQ(octets.size(), random.size());
    std::ranges::copy(octets, random.begin());
    return random;
}

void run_nist(const NistGroup& group, const nlohmann::json& test, const nlohmann::json& answer) {
    const auto octets = [](const nlohmann::json& from, const char* key) {
        return test::hex(from.at(key).get<std::string>());
    };
    const Randoms randoms{random_in(test, "clientRandom"), random_in(test, "serverRandom")};
    const Buffer session_hash = octets(test, "sessionHash");
    const auto key = MasterKey::derive(Version::tls12, suite_of(group.suite), Side::client,
                                       octets(test, "preMasterSecret"), randoms, session_hash);
    ASSERT_TRUE(key.ok());
    EXPECT_TRUE(key.value().extended());
    EXPECT_EQ(master_of(key.value()), octets(answer, "masterSecret"));
    const auto keys = key.value().generate_session_keys(randoms);
    ASSERT_TRUE(keys.ok());
    Buffer expected = octets(answer, "keyBlock");
    expected.resize(group.key_block);
    EXPECT_EQ(key_block_of(keys.value()), expected);
}

// The third group has SHA-512, which no suite has: prf_test.cpp runs it, too.
TEST(MasterKey, AgreesWithNistsSamples) {
    const nlohmann::json prompts = test::load_json("acvp/TLS12").at(1);
    std::map<int, nlohmann::json> answers;
    const nlohmann::json expected = test::load_json("acvp/expected-TLS12").at(1);
    for (const auto& group : expected.at("testGroups"))
        for (const auto& test : group.at("tests")) answers[test.at("tcId").get<int>()] = test;
    std::size_t run = 0;
    for (const auto& group : prompts.at("testGroups")) {
        const std::string hash = group.at("hashAlg");
        const auto known = std::ranges::find(kNistGroups, hash, &NistGroup::hash);
        if (known == std::end(kNistGroups)) {
            EXPECT_EQ(hash, "SHA2-512");
            continue;
        }
        for (const auto& test : group.at("tests")) {
            const int id = test.at("tcId");
            SCOPED_TRACE(id);
            run_nist(*known, test, answers.at(id));
            ++run;
        }
    }
    std::cout << "acvp/TLS12: " << run << " of " << answers.size() << " cases\n";
    EXPECT_EQ(run, 13U);
    EXPECT_EQ(answers.size(), 14U);
}

// ---- libcrypto ----------------------------------------------------------------------------------

TEST(MasterKey, IsThePrfOfThePremasterInEverySuiteAndVersion) {
    std::size_t count = 0;
    for (const Sample& sample : samples()) {
        SCOPED_TRACE(sample.name());
        const MasterKey key = sample.key(Side::server);
        EXPECT_EQ(master_of(key), foreign::prf(sample.prf(), premaster_octets(), "master secret",
                                               client_server(), 48));
        EXPECT_EQ(key.version(), sample.version);
        EXPECT_EQ(&key.suite(), sample.suite);
        EXPECT_EQ(key.side(), Side::server);
        EXPECT_FALSE(key.extended());
        ++count;
    }
    std::cout << count << " suites in their versions\n";
    EXPECT_EQ(count, samples().size());
    EXPECT_GT(count, 100U);
}

TEST(MasterKey, IsExtendedByTheSessionHash) {
    for (const Sample& sample : samples()) {
        SCOPED_TRACE(sample.name());
        const Buffer hash = foreign::hash(sample.prf(), bytes_of("the handshake"));
        const auto key = MasterKey::derive(sample.version, *sample.suite, Side::client,
                                           premaster_octets(), kRandoms, hash);
        ASSERT_TRUE(key.ok());
        EXPECT_TRUE(key.value().extended());
        EXPECT_EQ(master_of(key.value()), foreign::prf(sample.prf(), premaster_octets(),
                                                       "extended master secret", hash, 48));
    }
}

// RFC 5246 6.3, RFC 2246 6.3: where each key stands in key_block.
struct CutBlock {
    Buffer client_mac, server_mac, client_key, server_key, client_iv, server_iv;
};
CutBlock cut(const Sample& sample) {
    const crypto::BulkCipherRow& cipher = row(sample.suite->cipher);
    const std::size_t mac = crypto::hash_length(sample.suite->mac), key = cipher.key_length;
    const std::size_t iv =
        sample.version == Version::tls10 ? cipher.block_length : cipher.fixed_iv_length;
    const Buffer block = foreign::prf(sample.prf(), master_of(sample.key()), "key expansion",
                                      server_client(), 2 * (mac + key + iv));
    Bytes rest = block;
    const auto take = [&rest](std::size_t length) {
        const Buffer part = copy(rest.first(length));
        rest = rest.subspan(length);
        return part;
    };
    CutBlock parts;
    parts.client_mac = take(mac);
    parts.server_mac = take(mac);
    parts.client_key = take(key);
    parts.server_key = take(key);
    parts.client_iv = take(iv);
    parts.server_iv = take(iv);
    return parts;
}

TEST(MasterKey, CutsTheKeyBlockForBothSides) {
    for (const Sample& sample : samples()) {
        SCOPED_TRACE(sample.name());
        const CutBlock expected = cut(sample);
        for (const Side side : {Side::client, Side::server}) {
            const auto keys = sample.key(side).generate_session_keys(kRandoms);
            ASSERT_TRUE(keys.ok());
            const bool client = side == Side::client;
            const PacketKey& clients = client ? keys.value().write : keys.value().read;
            const PacketKey& servers = client ? keys.value().read : keys.value().write;
            EXPECT_EQ(keys.value().write.use(), PacketUse::protect);
            EXPECT_EQ(keys.value().read.use(), PacketUse::unprotect);
            EXPECT_EQ(copy(clients.secrets().mac_key.bytes()), expected.client_mac);
            EXPECT_EQ(copy(servers.secrets().mac_key.bytes()), expected.server_mac);
            EXPECT_EQ(copy(clients.secrets().key.bytes()), expected.client_key);
            EXPECT_EQ(copy(servers.secrets().key.bytes()), expected.server_key);
            EXPECT_EQ(copy(clients.secrets().iv.bytes()), expected.client_iv);
            EXPECT_EQ(copy(servers.secrets().iv.bytes()), expected.server_iv);
        }
    }
}

TEST(MasterKey, MakesTheFinishedOfEachSender) {
    for (const Sample& sample : samples()) {
        SCOPED_TRACE(sample.name());
        const MasterKey key = sample.key();
        const Buffer hash = foreign::hash(sample.prf(), bytes_of("the handshake"));
        EXPECT_EQ(copy(key.verify_data(Side::client, hash)),
                  foreign::prf(sample.prf(), master_of(key), "client finished", hash, 12));
        EXPECT_EQ(copy(key.verify_data(Side::server, hash)),
                  foreign::prf(sample.prf(), master_of(key), "server finished", hash, 12));
    }
}

TEST(MasterKey, ExportsKeyingMaterialWithAndWithoutContext) {
    const Buffer context = copy(bytes_of("context"));
    for (const Sample& sample : {tls12(), tls12(0x009D), Sample{Version::tls10, &suite_of(0x2F)},
                                 Sample{Version::dtls10, &suite_of(0x2F)}}) {
        SCOPED_TRACE(sample.name());
        const MasterKey key = sample.key();
        const auto expected = [&](const Buffer& suffix) {
            return foreign::prf(sample.prf(), master_of(key), "EXPORTER-test",
                                joined(client_server(), suffix), 77);
        };
        const auto exported = [&](std::optional<Bytes> with) {
            Buffer out(77);
            EXPECT_EQ(key.export_keying_material("EXPORTER-test", kRandoms, with, out), Status::ok);
            return out;
        };
        EXPECT_EQ(exported({}), expected({}));
        EXPECT_EQ(exported(Bytes()), expected({0, 0}));
        EXPECT_EQ(exported(Bytes(context)), expected(joined(Buffer{0, 7}, context)));
    }
}

// Longer than libcrypto's PRF takes: its HMAC has to do (RFC 5246 5, one block).
TEST(MasterKey, ExportsForTheLongestContext) {
    const MasterKey key = tls12().key();
    const Buffer context(0xFFFF, 0x5A);
    Buffer seed = joined(bytes_of("EXPORTER-test"), client_server());
    seed = joined(joined(seed, Buffer{0xFF, 0xFF}), context);
    const Buffer a1 = foreign::hmac("SHA256", key.secret().bytes(), seed);
    Buffer out(32);
    EXPECT_EQ(key.export_keying_material("EXPORTER-test", kRandoms, context, out), Status::ok);
    EXPECT_EQ(out, foreign::hmac("SHA256", key.secret().bytes(), joined(a1, seed)));
}

TEST(MasterKey, MakesTheKeysOfEapMethods) {
    constexpr std::pair<EapMethod, std::string_view> kMethods[] = {
        {EapMethod::tls, "client EAP encryption"},
        {EapMethod::ttls_v0, "ttls keying material"},
        {EapMethod::ttls_v0_challenge, "ttls challenge"}};
    for (const Sample& sample : {tls12(), Sample{Version::tls11, &suite_of(0x2F)}}) {
        const MasterKey key = sample.key();
        for (const auto& [method, label] : kMethods) {
            SCOPED_TRACE(label);
            const Buffer keys =
                foreign::prf(sample.prf(), master_of(key), label, client_server(), 128);
            const Buffer ivs = foreign::prf(sample.prf(), {}, label, client_server(), 64);
            Buffer both(192), start(40);
            key.eap_key_block(method, kRandoms, both);
            EXPECT_EQ(both, joined(keys, ivs));
            key.eap_key_block(method, kRandoms, start);
            EXPECT_EQ(start, copy(Bytes(keys).first(40)));
        }
    }
}

// RFC 4851 5.1: key_block ends with session_key_seed[40].
TEST(MasterKey, MakesEapFastsSeedBehindTheKeysOfTheConnection) {
    const Sample sample{Version::tls10, &suite_of(0x2F)};
    constexpr std::size_t kOwnKeys = 2 * (20 + 16 + 16);
    const MasterKey key = sample.key();
    const Buffer block =
        foreign::prf(sample.prf(), master_of(key), "key expansion", server_client(), kOwnKeys + 40);
    Buffer seed(40);
    key.eap_key_block(EapMethod::fast, kRandoms, seed);
    EXPECT_EQ(seed, copy(Bytes(block).last(40)));
}

// ---- Refusals -----------------------------------------------------------------------------------

TEST(MasterKey, RefusesVersionsThatTheSuiteDoesNotKnow) {
    const auto status = [](Version version, std::uint16_t suite) {
        return MasterKey::derive(version, suite_of(suite), Side::client, premaster_octets(),
                                 kRandoms)
            .status();
    };
    EXPECT_EQ(status(Version::tls13, 0x1301), Status::invalid_parameter);
    EXPECT_EQ(status(Version::tls12, 0x1301), Status::invalid_parameter);
    EXPECT_EQ(status(Version::tls13, 0xC02F), Status::invalid_parameter);
    EXPECT_EQ(status(Version::tls11, 0xC02F), Status::invalid_parameter);
    EXPECT_EQ(status(Version::dtls10, 0xC02F), Status::invalid_parameter);
    EXPECT_EQ(status(Version::dtls12, 0x0005), Status::invalid_parameter);
    EXPECT_EQ(status(Version::tls12, 0x0009), Status::invalid_parameter);
}

TEST(MasterKey, RefusesAnEmptyPremaster) {
    EXPECT_EQ(
        MasterKey::derive(Version::tls12, suite_of(0x3D), Side::client, {}, kRandoms).status(),
        Status::invalid_parameter);
}

TEST(MasterKey, RefusesSessionHashesOfAnotherLength) {
    const auto status = [](Version version, std::uint16_t suite, std::size_t length) {
        const Buffer hash(length);
        return MasterKey::derive(version, suite_of(suite), Side::client, premaster_octets(),
                                 kRandoms, hash)
            .status();
    };
    for (const std::size_t length : {0U, 1U, 31U, 33U, 36U, 48U, 64U})
        EXPECT_EQ(status(Version::tls12, 0x003D, length), Status::invalid_parameter) << length;
    EXPECT_EQ(status(Version::tls12, 0x009D, 32), Status::invalid_parameter);
    EXPECT_EQ(status(Version::tls12, 0x009D, 48), Status::ok);
    EXPECT_EQ(status(Version::tls11, 0x002F, 32), Status::invalid_parameter);
    EXPECT_EQ(status(Version::tls11, 0x002F, 36), Status::ok);
}

TEST(MasterKey, ExportsNothingUnderLabelsThatTheProtocolUses) {
    const MasterKey key = tls12().key();
    for (const char* const label :
         {"client finished", "server finished", "master secret", "extended master secret",
          "key expansion", "master secretary", "key expansion2"}) {
        Buffer out(32, 0xEE);
        EXPECT_EQ(key.export_keying_material(label, kRandoms, {}, out), Status::invalid_parameter)
            << label;
        EXPECT_EQ(out, Buffer(32, 0xEE));
    }
    Buffer out(32);
    for (const char* const label :
         {"client EAP encryption", "EXPORTER-key expansion", "Master", ""})
        EXPECT_EQ(key.export_keying_material(label, kRandoms, {}, out), Status::ok) << label;
}

TEST(MasterKey, ExportsNothingForAContextThatIsTooLong) {
    Buffer out(32, 0xEE);
    EXPECT_EQ(tls12().key().export_keying_material("EXPORTER-test", kRandoms, Buffer(0x10000), out),
              Status::invalid_parameter);
    EXPECT_EQ(out, Buffer(32, 0xEE));
}

TEST(MasterKey, RefusesToEncryptThenMacWithoutABlockCipher) {
    EXPECT_TRUE(tls12(0x003D).key().generate_session_keys(kRandoms, true).ok());
    for (const std::uint16_t suite : std::initializer_list<std::uint16_t>{0x009D, 0xCCA8, 0x003B})
        EXPECT_EQ(tls12(suite).key().generate_session_keys(kRandoms, true).status(),
                  Status::invalid_parameter);
}

TEST(MasterKey, DependsOnEverythingThatItIsMadeFrom) {
    const Sample sample = tls12();
    const Buffer right = master_of(sample.key());
    const auto with = [&](const Buffer& premaster, const Randoms& randoms) {
        return master_of(
            MasterKey::derive(sample.version, *sample.suite, Side::client, premaster, randoms)
                .value());
    };
    Buffer premaster = premaster_octets();
    premaster[47] ^= 1;
    EXPECT_NE(with(premaster, kRandoms), right);
    Randoms randoms = kRandoms;
    randoms.client[31] ^= 1;
    EXPECT_NE(with(premaster_octets(), randoms), right);
    randoms = kRandoms;
    randoms.server[0] ^= 1;
    EXPECT_NE(with(premaster_octets(), randoms), right);
    EXPECT_NE(with(premaster_octets(), {kRandoms.server, kRandoms.client}), right);
}

TEST(MasterKey, GoesOnFromAnAdoptedSecret) {
    const MasterKey made = tls12().key(Side::server);
    const MasterKey adopted =
        MasterKey::adopt(made.version(), made.suite(), Side::server, made.secret(), true);
    EXPECT_TRUE(adopted.extended());
    EXPECT_TRUE(adopted.secret() == made.secret());
    const Buffer hash(32, 1);
    EXPECT_EQ(adopted.verify_data(Side::client, hash), made.verify_data(Side::client, hash));
}

}  // namespace
}  // namespace secur32::provider
