#include "sslprovider/crypto/hkdf.h"

#include <gtest/gtest.h>

#include <iostream>

#include "test/support/evp_test.h"
#include "test/support/wycheproof.h"

namespace secur32::crypto {
namespace {

using test::EvpStanza;
using test::WycheproofCase;

HashAlgorithm algorithm_of(const std::string& name) {
    if (name == "SHA1") return HashAlgorithm::sha1;
    if (name == "SHA256" || name == "sha256" || name == "SHA2-256") return HashAlgorithm::sha256;
    if (name == "SHA2-384") return HashAlgorithm::sha384;
    throw std::runtime_error("a hash without a name: " + name);
}

struct File {
    const char* name;
    HashAlgorithm algorithm;
};

TEST(Hkdf, AgreesWithWycheproof) {
    for (const File& file : {File{"hkdf_sha1_test.json", HashAlgorithm::sha1},
                             File{"hkdf_sha256_test.json", HashAlgorithm::sha256},
                             File{"hkdf_sha384_test.json", HashAlgorithm::sha384},
                             File{"hkdf_sha512_test.json", HashAlgorithm::sha512}}) {
        test::for_each_wycheproof(file.name, [&](const WycheproofCase& each) {
            SCOPED_TRACE(each.where);
            const SecureBytes key =
                hkdf_extract(file.algorithm, each.bytes("salt"), each.bytes("ikm"));
            Buffer out(each.test.at("size").get<std::size_t>());
            const Status status = hkdf_expand(file.algorithm, key.bytes(), each.bytes("info"), out);
            EXPECT_EQ(status == Status::ok && out == each.bytes("okm"), each.valid());
        });
    }
}

// What a stanza asks for, in one of three modes; empty when it was refused.
Buffer derive(const EvpStanza& stanza, const char* digest) {
    const HashAlgorithm algorithm = algorithm_of(stanza.text(digest));
    const std::string mode = stanza.has("Ctrl.mode") ? stanza.text("Ctrl.mode") : "";
    Buffer out(stanza.bytes("Output").size());
    SecureBytes key(stanza.control("Ctrl.IKM"));
    if (mode != "EXPAND_ONLY")
        key = hkdf_extract(algorithm, stanza.control("Ctrl.salt"), key.bytes());
    if (mode == "EXTRACT_ONLY")
        return key.size() == out.size() ? Buffer(key.bytes().begin(), key.bytes().end()) : Buffer();
    const Status status = hkdf_expand(algorithm, key.bytes(), stanza.control("Ctrl.info"), out);
    return status == Status::ok ? out : Buffer();
}

// The failures lack the hash or the input, which these functions cannot, or ask EXTRACT_ONLY for
// another length than the hash's.
void run_file(const char* path, std::size_t expected) {
    std::size_t run = 0;
    for (const EvpStanza& stanza : test::load_evp_test(path)) {
        SCOPED_TRACE(stanza.where);
        const char* const digest = stanza.has("Ctrl.md") ? "Ctrl.md" : "Ctrl.digest";
        const bool complete = stanza.has(digest) && stanza.has("Ctrl.IKM");
        if (complete)
            EXPECT_EQ(derive(stanza, digest) == stanza.bytes("Output"), !stanza.fails());
        else
            EXPECT_TRUE(stanza.fails());
        ++run;
    }
    EXPECT_EQ(run, expected);
    std::cout << path << ": " << run << " vectors\n";
}

TEST(Hkdf, AgreesWithOpenSsl) { run_file("openssl/evpkdf_hkdf.txt", 28); }
TEST(Hkdf, AgreesWithOpenSslsOlderVectors) { run_file("openssl/evppkey_kdf_hkdf.txt", 26); }

// EXTRACT_ONLY with a label is the step to the next secret (RFC 8446 7.1): the salt goes through
// Derive-Secret(., "derived", "") first.
Buffer tls13(const EvpStanza& stanza) {
    const HashAlgorithm algorithm = algorithm_of(stanza.text("Ctrl.digest"));
    const std::size_t length = hash_length(algorithm);
    const Buffer key = stanza.control("Ctrl.key"), label = stanza.control("Ctrl.label");
    const std::string_view label_text(reinterpret_cast<const char*>(label.data()), label.size());
    if (stanza.text("Ctrl.mode") == "EXPAND_ONLY") {
        Buffer out(stanza.bytes("Output").size());
        const Status status =
            hkdf_expand_label(algorithm, key, label_text, stanza.control("Ctrl.data"), out);
        return status == Status::ok ? out : Buffer();
    }
    Buffer salt = stanza.control("Ctrl.salt");
    const Buffer zeros(length);
    if (stanza.has("Ctrl.label")) {
        Buffer derived(length);
        const Digest empty = hash(algorithm, {});
        const Buffer from = salt.empty() ? zeros : salt;
        if (hkdf_expand_label(algorithm, from, label_text, empty.bytes(), derived) != Status::ok)
            return {};
        salt = derived;
    }
    const SecureBytes out = hkdf_extract(algorithm, salt, key.empty() ? zeros : key);
    return Buffer(out.bytes().begin(), out.bytes().end());
}

TEST(Hkdf, AgreesWithOpenSslsTls13Vectors) {
    std::size_t run = 0;
    for (const EvpStanza& stanza : test::load_evp_test("openssl/evpkdf_tls13_kdf.txt")) {
        SCOPED_TRACE(stanza.where);
        if (stanza.fails()) {
            // A mode that TLS 1.3 does not have, and neither have these functions.
            EXPECT_EQ(stanza.text("Ctrl.mode"), "EXTRACT_AND_EXPAND");
        } else {
            EXPECT_EQ(tls13(stanza), stanza.bytes("Output"));
        }
        ++run;
    }
    EXPECT_EQ(run, 563U);
    std::cout << "openssl/evpkdf_tls13_kdf.txt: " << run << " vectors\n";
}

TEST(Hkdf, RefusesMoreThan255Blocks) {
    Buffer out(255 * 20);
    EXPECT_EQ(hkdf_expand(HashAlgorithm::sha1, bytes_of("key"), {}, out), Status::ok);
    out.push_back(0);
    EXPECT_EQ(hkdf_expand(HashAlgorithm::sha1, bytes_of("key"), {}, out),
              Status::invalid_parameter);
}

TEST(Hkdf, RefusesLabelsAndContextsThatDoNotFit) {
    Buffer out(32);
    const std::string label(250, 'l');
    const Buffer context(256);
    const auto expand = [&](std::string_view l, Bytes c) {
        return hkdf_expand_label(HashAlgorithm::sha256, bytes_of("key"), l, c, out);
    };
    EXPECT_EQ(expand(std::string_view(label).substr(1), {}), Status::ok);
    EXPECT_EQ(expand(label, {}), Status::invalid_parameter);
    EXPECT_EQ(expand("l", Bytes(context).first(255)), Status::ok);
    EXPECT_EQ(expand("l", context), Status::invalid_parameter);
    Buffer long_out(0x10000);
    EXPECT_EQ(hkdf_expand_label(HashAlgorithm::sha256, bytes_of("key"), "l", {}, long_out),
              Status::invalid_parameter);
}

}  // namespace
}  // namespace secur32::crypto
