#include "sslprovider/crypto/prf.h"

#include <gtest/gtest.h>

#include <iostream>
#include <map>

#include "test/support/evp_test.h"
#include "test/support/vectors.h"
#include "test/support/wycheproof.h"

namespace secur32::crypto {
namespace {

using test::EvpStanza;

HashAlgorithm algorithm_of(const std::string& name) {
    if (name == "MD5-SHA1") return HashAlgorithm::md5_sha1;
    if (name == "SHA256") return HashAlgorithm::sha256;
    if (name == "SHA384") return HashAlgorithm::sha384;
    throw std::runtime_error("a hash without a name: " + name);
}

// All parts of the seed in the file's order, the label first.
Buffer seed_of(const EvpStanza& stanza) {
    Buffer seed;
    for (const auto& [key, value] : stanza.lines) {
        if (key != "Ctrl.label" && key != "Ctrl.Seed" && !key.ends_with("_random")) continue;
        const Buffer part = EvpStanza::octets(value);
        seed.insert(seed.end(), part.begin(), part.end());
    }
    return seed;
}

// The files' failures lack the hash or the secret, which these functions cannot: they are counted.
void run_file(const char* path, std::size_t expected_run, std::size_t expected_failures) {
    std::size_t run = 0, failures = 0;
    for (const EvpStanza& stanza : test::load_evp_test(path)) {
        SCOPED_TRACE(stanza.where);
        if (stanza.fails()) {
            EXPECT_FALSE(stanza.has("Ctrl.Secret") &&
                         (stanza.has("Ctrl.digest") || stanza.has("Ctrl.md")));
            ++failures;
            continue;
        }
        const char* const digest = stanza.has("Ctrl.md") ? "Ctrl.md" : "Ctrl.digest";
        Buffer out(stanza.bytes("Output").size());
        prf(algorithm_of(stanza.text(digest)), stanza.control("Ctrl.Secret"), "", {seed_of(stanza)},
            out);
        EXPECT_EQ(out, stanza.bytes("Output"));
        ++run;
    }
    EXPECT_EQ(run, expected_run);
    EXPECT_EQ(failures, expected_failures);
    std::cout << path << ": " << run << " vectors\n";
}

TEST(Prf, AgreesWithOpenSslsTls11Vectors) { run_file("openssl/evpkdf_tls11_prf.txt", 2, 1); }
TEST(Prf, AgreesWithOpenSslsTls12Vectors) { run_file("openssl/evpkdf_tls12_prf.txt", 3, 1); }
TEST(Prf, AgreesWithOpenSslsOlderVectors) { run_file("openssl/evppkey_kdf_tls1_prf.txt", 5, 2); }

// All three groups: SHA-512 is the PRF of no suite, so MasterKey never sees it.
TEST(Prf, AgreesWithNistsSamples) {
    const std::map<std::string, HashAlgorithm> algorithms{{"SHA2-256", HashAlgorithm::sha256},
                                                          {"SHA2-384", HashAlgorithm::sha384},
                                                          {"SHA2-512", HashAlgorithm::sha512}};
    const auto octets = [](const nlohmann::json& from, const char* key) {
        return test::hex(from.at(key).get<std::string>());
    };
    std::map<int, nlohmann::json> answers;
    const nlohmann::json expected = test::load_json("acvp/expected-TLS12").at(1);
    for (const auto& group : expected.at("testGroups"))
        for (const auto& test : group.at("tests")) answers[test.at("tcId").get<int>()] = test;
    std::size_t run = 0;
    const nlohmann::json prompts = test::load_json("acvp/TLS12").at(1);
    for (const auto& group : prompts.at("testGroups")) {
        const HashAlgorithm algorithm = algorithms.at(group.at("hashAlg"));
        for (const auto& test : group.at("tests")) {
            const nlohmann::json& answer = answers.at(test.at("tcId"));
            SCOPED_TRACE(test.at("tcId").get<int>());
            Buffer master(48), block(group.at("keyBlockLength").get<std::size_t>() / 8);
            prf(algorithm, octets(test, "preMasterSecret"), "extended master secret",
                {octets(test, "sessionHash")}, master);
            EXPECT_EQ(master, octets(answer, "masterSecret"));
            prf(algorithm, master, "key expansion",
                {octets(test, "serverRandom"), octets(test, "clientRandom")}, block);
            EXPECT_EQ(block, octets(answer, "keyBlock"));
            ++run;
        }
    }
    EXPECT_EQ(run, answers.size());
    EXPECT_EQ(run, 14U);
    std::cout << "acvp/TLS12: " << run << " cases\n";
}

TEST(Prf, TakesLabelAndSeedInAnyNumberOfPieces) {
    const std::string_view text = "labelseedmore";
    for (const HashAlgorithm algorithm : {HashAlgorithm::sha256, HashAlgorithm::md5_sha1}) {
        Buffer whole(100), pieces(100);
        prf(algorithm, bytes_of("secret"), text, {}, whole);
        prf(algorithm, bytes_of("secret"), "label", {bytes_of("seed"), {}, bytes_of("more")},
            pieces);
        EXPECT_EQ(whole, pieces);
    }
}

TEST(Prf, BeginsTheSameWhateverIsAskedFor) {
    Buffer longest(200);
    prf(HashAlgorithm::sha384, bytes_of("secret"), "label", {}, longest);
    for (const std::size_t length : {0U, 1U, 47U, 48U, 49U, 96U, 199U}) {
        Buffer out(length);
        prf(HashAlgorithm::sha384, bytes_of("secret"), "label", {}, out);
        EXPECT_TRUE(std::equal(out.begin(), out.end(), longest.begin())) << length;
    }
}

TEST(Prf, SharesTheMiddleOctetOfAnOddSecret) {
    // RFC 2246 5: with a secret of one octet both halves are that octet.
    Buffer one(32), two(32);
    prf(HashAlgorithm::md5_sha1, bytes_of("s"), "label", {}, one);
    prf(HashAlgorithm::md5_sha1, bytes_of("ss"), "label", {}, two);
    EXPECT_EQ(one, two);
}

}  // namespace
}  // namespace secur32::crypto
