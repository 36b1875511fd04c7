// (EC)DH against answers of others: Wycheproof, OpenSSL's evp_test (RFC 7748, RFC 7919), RFC 8448.
#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/pem.h>

#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "sslprovider/crypto/key_exchange.h"
#include "sslprovider/crypto/keys.h"
#include "test/support/evp_test.h"
#include "test/support/rfc8448.h"
#include "test/support/vectors.h"
#include "test/support/wycheproof.h"

namespace secur32::crypto {
namespace {

using test::EvpStanza;
using test::hex;
using test::to_hex;
using test::WycheproofCase;

// -- Wycheproof -----------------------------------------------------------------------------------

// What we make of "acceptable", flag by flag.  Refused: compressed points (RFC 8446 4.2.8.2 has
// none on the wire; Windows reads none in certificates), SubjectPublicKeyInfo that is not DER,
// curves by value (RFC 5480 2.1.1), an X25519 result of zeros (RFC 8446 7.4.2).  Taken: X25519's
// other peculiar values, which RFC 7748 5 says how to read.
bool wanted(const WycheproofCase& each) {
    if (each.valid() || each.invalid()) return each.valid();
    for (const char* const refused :
         {"CompressedPoint", "InvalidAsn", "UnnamedCurve", "ZeroSharedSecret"})
        if (each.has_flag(refused)) return false;
    for (const char* const taken : {"Twist", "NonCanonicalPublic", "SpecialPublicKey"})
        if (each.has_flag(taken)) return true;
    ADD_FAILURE() << each.where << ": undecided";
    return true;
}

class Counts {
 public:
    void expect(const WycheproofCase& each, const Result<SecureBytes>& z) {
        ++(z.ok() ? agreed_ : refused_);
        EXPECT_EQ(z.ok(), wanted(each)) << each.where;
        if (z.ok()) {
            EXPECT_EQ(to_hex(z.value().bytes()), to_hex(each.bytes("shared"))) << each.where;
        }
        EXPECT_EQ(ERR_peek_error(), 0u) << each.where;
    }
    ~Counts() {
        std::cout << "  " << agreed_ << " agreed, " << refused_ << " refused\n";
        EXPECT_GT(agreed_, 0u);
        EXPECT_GT(refused_, 0u);
    }

 private:
    std::size_t agreed_ = 0, refused_ = 0;
};

struct CurveFiles {
    NamedGroup group;
    const char* name;
};

class EcdhVectors : public testing::TestWithParam<CurveFiles> {
 protected:
    std::string file(const char* suffix) const {
        return std::string("ecdh_") + GetParam().name + suffix;
    }
    // Wycheproof writes private values with a leading zero, or without those that they have.
    KeyShare own(const WycheproofCase& each) const {
        auto share = KeyShare::from_private(GetParam().group, each.bytes("private"));
        if (!share.ok()) throw std::runtime_error(each.where + ": the private value is refused");
        return std::move(share).value();
    }
};

TEST_P(EcdhVectors, PointsAgreeAsWycheproofSays) {
    Counts counts;
    test::for_each_wycheproof(file("_ecpoint_test.json"), [&](const WycheproofCase& each) {
        const Buffer point = each.bytes("public");
        const Result<SecureBytes> z = own(each).agree(point);
        counts.expect(each, z);
        if (!z.ok()) {
            EXPECT_EQ(z.status(), Status::bad_key) << each.where;
        }
        EXPECT_EQ(check_public_value(GetParam().group, point), z.status()) << each.where;
    });
}

Result<SecureBytes> agree_with_key(const KeyShare& own, Bytes subject_public_key_info) {
    TRY_ASSIGN(const PublicKey peer,
               PublicKey::from_subject_public_key_info(subject_public_key_info));
    if (peer.curve() != own.group()) return Status::bad_key;
    TRY_ASSIGN(const EcPublicNumbers numbers, peer.ec_numbers());
    Buffer point{4};
    for (const Buffer* const coordinate : {&numbers.x, &numbers.y})
        point.insert(point.end(), coordinate->begin(), coordinate->end());
    return own.agree(point);
}

TEST_P(EcdhVectors, SubjectPublicKeyInfosAgreeAsWycheproofSays) {
    Counts counts;
    test::for_each_wycheproof(file("_test.json"), [&](const WycheproofCase& each) {
        counts.expect(each, agree_with_key(own(each), each.bytes("public")));
    });
}

INSTANTIATE_TEST_SUITE_P(Wycheproof, EcdhVectors,
                         testing::Values(CurveFiles{NamedGroup::secp256r1, "secp256r1"},
                                         CurveFiles{NamedGroup::secp384r1, "secp384r1"},
                                         CurveFiles{NamedGroup::secp521r1, "secp521r1"}),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(X25519Vectors, AgreeAsWycheproofSays) {
    Counts counts;
    test::for_each_wycheproof("x25519_test.json", [&](const WycheproofCase& each) {
        const auto own = KeyShare::from_private(NamedGroup::x25519, each.bytes("private"));
        ASSERT_TRUE(own.ok()) << each.where;
        const Buffer peer = each.bytes("public");
        const Result<SecureBytes> z = own.value().agree(peer);
        counts.expect(each, z);
        EXPECT_EQ(check_public_value(NamedGroup::x25519, peer), z.status()) << each.where;
    });
}

// -- OpenSSL's evp_test ---------------------------------------------------------------------------

using ForeignKey = std::shared_ptr<EVP_PKEY>;

ForeignKey read_pem(const std::string& pem) {
    BIO* const text = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    EVP_PKEY* key = pem.find("PRIVATE") != std::string::npos
                        ? PEM_read_bio_PrivateKey(text, nullptr, nullptr, nullptr)
                        : PEM_read_bio_PUBKEY(text, nullptr, nullptr, nullptr);
    BIO_free(text);
    if (key == nullptr) throw std::runtime_error("libcrypto does not read a key");
    return ForeignKey(key, EVP_PKEY_free);
}

// The keys of a file by their names: "PrivateKey = name" and a PEM block.
std::map<std::string, ForeignKey> read_keys(const std::string& path) {
    std::ifstream in(std::string(SECUR32_VECTORS_DIR) + "/" + path);
    std::map<std::string, ForeignKey> keys;
    std::string name, pem;
    for (std::string line; std::getline(in, line);) {
        const bool begins = line.starts_with("PrivateKey=") || line.starts_with("PublicKey=");
        if (begins) name = line.substr(line.find('=') + 1);
        if (!name.empty() && !begins) pem += line + "\n";
        if (!line.starts_with("-----END")) continue;
        keys.emplace(std::exchange(name, {}), read_pem(std::exchange(pem, {})));
    }
    if (keys.empty()) throw std::runtime_error("no keys in " + path);
    return keys;
}

Buffer foreign_number(const ForeignKey& key, const char* name) {
    BIGNUM* number = nullptr;
    if (EVP_PKEY_get_bn_param(key.get(), name, &number) != 1)
        throw std::runtime_error("libcrypto does not tell a number");
    Buffer octets(static_cast<std::size_t>(BN_num_bytes(number)));
    BN_bn2bin(number, octets.data());
    BN_clear_free(number);
    return octets;
}

Buffer foreign_public_value(const ForeignKey& key) {
    unsigned char* octets = nullptr;
    const std::size_t length = EVP_PKEY_get1_encoded_public_key(key.get(), &octets);
    Buffer value(octets, octets + length);
    OPENSSL_free(octets);
    return value;
}

Buffer without_zeros(Buffer number) {
    while (!number.empty() && number.front() == 0) number.erase(number.begin());
    return number;
}

// "ffdhe2048-1" is of ffdhe2048.
NamedGroup field_of(const std::string& name) {
    static const std::map<std::string, NamedGroup> groups{{"ffdhe2048", NamedGroup::ffdhe2048},
                                                          {"ffdhe3072", NamedGroup::ffdhe3072},
                                                          {"ffdhe4096", NamedGroup::ffdhe4096},
                                                          {"ffdhe6144", NamedGroup::ffdhe6144},
                                                          {"ffdhe8192", NamedGroup::ffdhe8192}};
    return groups.at(name.substr(0, name.find('-')));
}

KeyShare share_of(NamedGroup group, Bytes private_value) {
    auto share = KeyShare::from_private(group, private_value);
    if (!share.ok()) throw std::runtime_error("the private value is refused");
    return std::move(share).value();
}

// X9.42's KDF over Z (RFC 2631 2.1.2), by libcrypto.
Buffer x942(const SecureBytes& z, const EvpStanza& stanza) {
    EVP_KDF* const kdf = EVP_KDF_fetch(nullptr, "X942KDF-ASN1", nullptr);
    EVP_KDF_CTX* const context = EVP_KDF_CTX_new(kdf);
    std::string digest = stanza.at("KDFDigest"), cipher = stanza.at("CEKAlg");
    OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string("digest", digest.data(), 0),
                               OSSL_PARAM_construct_utf8_string("cekalg", cipher.data(), 0),
                               OSSL_PARAM_construct_octet_string(
                                   "key", const_cast<std::uint8_t*>(z.bytes().data()), z.size()),
                               OSSL_PARAM_construct_end()};
    Buffer out(std::stoul(stanza.at("KDFOutlen")));
    EXPECT_EQ(EVP_KDF_derive(context, out.data(), out.size(), parameters), 1) << stanza.where;
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(kdf);
    return out;
}

class FfdheFile {
 public:
    void generate(const EvpStanza& stanza) {
        const auto made = KeyShare::generate(field_of(stanza.text("Ctrl")));
        ASSERT_TRUE(made.ok()) << stanza.where;
        EXPECT_EQ(check_public_value(made.value().group(), made.value().public_value()),
                  Status::ok);
    }
    void pair(const EvpStanza& stanza) {
        const std::string& names = stanza.at("PrivPubKeyPair");
        const std::string own = names.substr(0, names.find(':'));
        EXPECT_EQ(to_hex(share(own).public_value()),
                  to_hex(foreign_public_value(keys_.at(names.substr(own.size() + 1)))))
            << stanza.where;
    }
    void derive(const EvpStanza& stanza) {
        const auto z =
            share(stanza.at("Derive")).agree(foreign_public_value(keys_.at(stanza.at("PeerKey"))));
        ASSERT_TRUE(z.ok()) << stanza.where;
        const Buffer expected = stanza.bytes("SharedSecret");
        const Buffer padded(z.value().bytes().begin(), z.value().bytes().end());
        if (stanza.has("KDFType")) {
            EXPECT_EQ(to_hex(x942(z.value(), stanza)), to_hex(expected)) << stanza.where;
        } else {
            const bool pads = stanza.has("Ctrl") && stanza.at("Ctrl") == "dh_pad:1";
            EXPECT_EQ(to_hex(pads ? padded : without_zeros(padded)), to_hex(expected))
                << stanza.where;
        }
    }

 private:
    KeyShare share(const std::string& name) const {
        return share_of(field_of(name), foreign_number(keys_.at(name), OSSL_PKEY_PARAM_PRIV_KEY));
    }
    std::map<std::string, ForeignKey> keys_ = read_keys("openssl/evppkey_ffdhe.txt");
};

TEST(FiniteFieldVectors, EveryCaseOfOpenSslsFileHolds) {
    FfdheFile file;
    std::size_t keys = 0, generated = 0, pairs = 0, agreements = 0;
    for (const EvpStanza& stanza : test::load_evp_test("openssl/evppkey_ffdhe.txt")) {
        if (stanza.has("PrivateKey") || stanza.has("PublicKey")) {
            ++keys;
        } else if (stanza.has("KeyGen")) {
            file.generate(stanza);
            ++generated;
        } else if (stanza.has("PrivPubKeyPair")) {
            file.pair(stanza);
            ++pairs;
        } else if (stanza.has("Derive")) {
            file.derive(stanza);
            ++agreements;
        } else {
            ADD_FAILURE() << stanza.where << ": nobody runs it";
        }
    }
    std::cout << keys << " keys, " << generated << " generated, " << pairs << " pairs, "
              << agreements << " agreements\n";
    EXPECT_EQ(keys, 20u);
    EXPECT_EQ(generated, 1u);
    EXPECT_EQ(pairs, 10u);
    EXPECT_EQ(agreements, 13u);
}

// The X25519 keys of a file, written as PEM and raw.
class X25519File {
 public:
    X25519File() {
        for (const auto& [name, key] : read_keys(kPath))
            if (EVP_PKEY_is_a(key.get(), "X25519") == 1) add(name, key);
    }
    static constexpr const char* kPath = "openssl/evppkey_ecx.txt";
    bool has(const std::string& name) const { return own_.contains(name) || peers_.contains(name); }
    // "name:X25519:hex"
    void add_raw(const std::string& value, bool is_private) {
        std::istringstream parts(value);
        std::string name, algorithm, digits;
        std::getline(parts, name, ':');
        std::getline(parts, algorithm, ':');
        std::getline(parts, digits);
        if (algorithm == "X25519") (is_private ? own_ : peers_)[name] = hex(digits);
    }
    KeyShare own(const std::string& name) const {
        return share_of(NamedGroup::x25519, own_.at(name));
    }
    const Buffer& peer(const std::string& name) const { return peers_.at(name); }

 private:
    void add(const std::string& name, const ForeignKey& key) {
        Buffer octets(32);
        std::size_t length = octets.size();
        if (EVP_PKEY_get_raw_private_key(key.get(), octets.data(), &length) == 1)
            own_[name] = octets;
        else if (EVP_PKEY_get_raw_public_key(key.get(), octets.data(), &length) == 1)
            peers_[name] = octets;
        ERR_clear_error();
    }
    std::map<std::string, Buffer> own_, peers_;
};

std::size_t run_pair(const X25519File& file, const EvpStanza& stanza) {
    const std::string& names = stanza.at("PrivPubKeyPair");
    const std::string own = names.substr(0, names.find(':')), peer = names.substr(own.size() + 1);
    if (!file.has(own)) return 0;
    const bool match = to_hex(file.own(own).public_value()) == to_hex(file.peer(peer));
    EXPECT_EQ(match, !stanza.fails()) << stanza.where;
    return 1;
}

std::size_t run_derive(const X25519File& file, const EvpStanza& stanza) {
    if (!file.has(stanza.at("Derive"))) return 0;
    const auto z = file.own(stanza.at("Derive")).agree(file.peer(stanza.at("PeerKey")));
    EXPECT_TRUE(z.ok()) << stanza.where;
    if (z.ok()) {
        EXPECT_EQ(to_hex(z.value().bytes()), to_hex(stanza.bytes("SharedSecret"))) << stanza.where;
    }
    return 1;
}

TEST(X25519Vectors, EveryCaseOfOpenSslsFileHolds) {
    X25519File file;
    std::size_t pairs = 0, agreements = 0;
    for (const EvpStanza& stanza : test::load_evp_test(X25519File::kPath)) {
        const auto& [what, value] = stanza.lines.front();
        if (what == "PrivateKeyRaw" || what == "PublicKeyRaw")
            file.add_raw(value, what == "PrivateKeyRaw");
        if (what == "PrivPubKeyPair") pairs += run_pair(file, stanza);
        if (what == "Derive") agreements += run_derive(file, stanza);
    }
    std::cout << pairs << " pairs, " << agreements << " agreements of X25519\n";
    EXPECT_EQ(pairs, 6u);
    EXPECT_EQ(agreements, 9u);
}

// "Illegal sign/verify operations with X25519 key": such keys are none of ours to begin with.
TEST(X25519Vectors, AreNoKeysToSignWith) {
    std::size_t refused = 0;
    for (const auto& [name, key] : read_keys(X25519File::kPath)) {
        if (EVP_PKEY_is_a(key.get(), "X25519") != 1) continue;
        EXPECT_EQ(PublicKey::adopt(key).status(), Status::unsupported_function) << name;
        ++refused;
    }
    EXPECT_EQ(refused, 4u);
}

// -- RFC 8448 -------------------------------------------------------------------------------------

class Rfc8448Shares : public testing::TestWithParam<std::string_view> {};

TEST_P(Rfc8448Shares, ComeFromThePrivateKeysAndAgreeOnTheSecret) {
    const test::Rfc8448Trace trace(GetParam());
    std::size_t pairs = 0;
    for (const test::Rfc8448Step& step : trace.steps()) {
        if (!step.action.starts_with("create an ephemeral")) continue;
        const Buffer& open = step.items.at("public key");
        const NamedGroup group = open.size() == 32 ? NamedGroup::x25519 : NamedGroup::secp256r1;
        EXPECT_EQ(to_hex(share_of(group, step.items.at("private key")).public_value()),
                  to_hex(open));
        ++pairs;
    }
    EXPECT_EQ(pairs, trace.retries() ? 3u : 2u);
    const NamedGroup group = trace.retries() ? NamedGroup::secp256r1 : NamedGroup::x25519;
    for (const auto& [own, peer] : {std::pair{"client", "server"}, std::pair{"server", "client"}}) {
        const auto z = share_of(group, trace.last_key_pair(own, "private key"))
                           .agree(trace.last_key_pair(peer, "public key"));
        ASSERT_TRUE(z.ok());
        EXPECT_EQ(to_hex(z.value().bytes()),
                  to_hex(trace.item("extract secret \"handshake\"", "IKM")));
    }
}

INSTANTIATE_TEST_SUITE_P(Traces, Rfc8448Shares, testing::ValuesIn(test::kRfc8448Sections),
                         [](const auto& each) { return "Section" + std::string(each.param); });

}  // namespace
}  // namespace secur32::crypto
