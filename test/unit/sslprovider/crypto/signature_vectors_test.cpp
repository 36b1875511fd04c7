// Every case of Wycheproof's signature files.  "acceptable" is decided by flag:
//   MissingNull                              accepted: RFC 5246 4.7 wants a DigestInfo without
//                                            parameters accepted, and Windows does
//   SmallModulus, SmallPublicKey, WeakHash   signed: which keys and hashes are good enough is
//                                            policy of those who hold the key
// SHA-224, which CNG has not, is signed as a DigestInfo of the caller's; under PSS, where that is
// not possible, every form there is has to refuse.
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <iostream>
#include <map>
#include <optional>
#include <string>

#include "sslprovider/crypto/signature.h"
#include "test/support/vectors.h"
#include "test/support/wycheproof.h"

namespace secur32::crypto {
namespace {

using test::for_each_wycheproof;
using test::hex;
using test::WycheproofCase;

const std::map<std::string, HashAlgorithm> kHashes = {
    {"SHA-1", HashAlgorithm::sha1},
    {"SHA-256", HashAlgorithm::sha256},
    {"SHA-384", HashAlgorithm::sha384},
    {"SHA-512", HashAlgorithm::sha512},
};

std::optional<HashAlgorithm> hash_of(const WycheproofCase& each, const char* key) {
    const auto found = kHashes.find(each.group.at(key));
    if (found == kHashes.end()) return std::nullopt;
    return found->second;
}

// Accepted or signed: valid, or acceptable with these flags only.
bool wanted(const WycheproofCase& each) {
    if (each.valid() || each.invalid()) return each.valid();
    for (const std::string flag : each.test.at("flags"))
        if (flag != "MissingNull" && flag != "SmallModulus" && flag != "SmallPublicKey" &&
            flag != "WeakHash")
            ADD_FAILURE() << each.where << ": undecided flag " << flag;
    return true;
}

// The key of a group is read once.
class GroupKey {
 public:
    const PublicKey& of(const WycheproofCase& each) {
        if (group_ != &each.group) {
            auto key = PublicKey::from_subject_public_key_info(each.group_bytes("publicKeyDer"));
            if (!key.ok()) throw std::runtime_error(each.where + ": the key is refused");
            key_ = std::move(key).value();
            group_ = &each.group;
        }
        return *key_;
    }

 private:
    const nlohmann::json* group_ = nullptr;
    std::optional<PublicKey> key_;
};

struct Verdicts {
    std::size_t accepted = 0, refused = 0;
    void count(Status status) { ++(status == Status::ok ? accepted : refused); }
    ~Verdicts() {
        std::cout << "  " << accepted << " accepted, " << refused << " refused\n";
        EXPECT_GT(accepted + refused, 0u);
    }
};

void expect_verdict(const WycheproofCase& each, Status status, Verdicts& verdicts) {
    verdicts.count(status);
    EXPECT_EQ(status, wanted(each) ? Status::ok : Status::bad_signature) << each.where;
    EXPECT_EQ(ERR_peek_error(), 0u) << each.where;
}

// What converts does so without loss, and what does not is no signature.
void expect_conversion(const PublicKey& key, const WycheproofCase& each, Bytes der) {
    const Result<Buffer> fixed = fixed_width_signature(key, der);
    if (!fixed.ok()) {
        EXPECT_EQ(fixed.status(), Status::bad_signature) << each.where;
        EXPECT_TRUE(each.invalid()) << each.where;
        return;
    }
    const Result<Buffer> back = der_signature(key, fixed.value());
    ASSERT_TRUE(back.ok()) << each.where;
    EXPECT_EQ(back.value(), Buffer(der.begin(), der.end())) << each.where;
}

class EcdsaVectors : public testing::TestWithParam<const char*> {};
TEST_P(EcdsaVectors, IsVerifiedAsWycheproofSays) {
    GroupKey keys;
    Verdicts verdicts;
    for_each_wycheproof(GetParam(), [&](const WycheproofCase& each) {
        const PublicKey& key = keys.of(each);
        const Buffer signature = each.bytes("sig");
        const SignatureForm form{hash_of(each, "sha").value()};
        expect_verdict(each, verify_message(key, form, each.bytes("msg"), signature), verdicts);
        expect_conversion(key, each, signature);
    });
}
INSTANTIATE_TEST_SUITE_P(
    Wycheproof, EcdsaVectors,
    testing::Values("ecdsa_secp256r1_sha256_test.json", "ecdsa_secp256r1_sha512_test.json",
                    "ecdsa_secp384r1_sha256_test.json", "ecdsa_secp384r1_sha384_test.json",
                    "ecdsa_secp384r1_sha512_test.json", "ecdsa_secp521r1_sha512_test.json"));

TEST(Ed25519Vectors, IsVerifiedAsWycheproofSays) {
    GroupKey keys;
    Verdicts verdicts;
    for_each_wycheproof("ed25519_test.json", [&](const WycheproofCase& each) {
        expect_verdict(each,
                       verify_message(keys.of(each), {HashAlgorithm::none}, each.bytes("msg"),
                                      each.bytes("sig")),
                       verdicts);
    });
}

class Pkcs1SignatureVectors : public testing::TestWithParam<const char*> {};
TEST_P(Pkcs1SignatureVectors, IsVerifiedAsWycheproofSays) {
    GroupKey keys;
    Verdicts verdicts;
    for_each_wycheproof(GetParam(), [&](const WycheproofCase& each) {
        const SignatureForm form{hash_of(each, "sha").value()};
        expect_verdict(each,
                       verify_message(keys.of(each), form, each.bytes("msg"), each.bytes("sig")),
                       verdicts);
    });
}
INSTANTIATE_TEST_SUITE_P(
    Wycheproof, Pkcs1SignatureVectors,
    testing::Values("rsa_signature_2048_sha256_test.json", "rsa_signature_2048_sha384_test.json",
                    "rsa_signature_2048_sha512_test.json", "rsa_signature_3072_sha256_test.json",
                    "rsa_signature_3072_sha384_test.json", "rsa_signature_3072_sha512_test.json",
                    "rsa_signature_4096_sha256_test.json", "rsa_signature_4096_sha384_test.json",
                    "rsa_signature_4096_sha512_test.json"));

// RFC 8017 9.2's layout for id-sha224 (B.1), before the digest.
constexpr std::string_view kSha224Info = "302d300d06096086480165030402040500041c";

Buffer sha224_info(Bytes message) {
    Buffer info = hex(kSha224Info);
    info.resize(info.size() + 28);
    EXPECT_EQ(EVP_Q_digest(nullptr, "SHA224", nullptr, message.data(), message.size(),
                           info.data() + info.size() - 28, nullptr),
              1);
    return info;
}

class Pkcs1GenerationVectors : public testing::TestWithParam<const char*> {};
TEST_P(Pkcs1GenerationVectors, SignsWhatWycheproofSigned) {
    Verdicts verdicts;
    for_each_wycheproof(GetParam(), [&](const WycheproofCase& each) {
        ASSERT_TRUE(wanted(each)) << each.where;
        auto key = PrivateKey::from_pkcs8(each.group_bytes("privateKeyPkcs8"));
        ASSERT_TRUE(key.ok()) << each.where;
        const Buffer message = each.bytes("msg");
        const auto algorithm = hash_of(each, "sha");
        const auto signature =
            algorithm ? sign_message(key.value(), {*algorithm}, message)
                      : sign_hash(key.value(), {HashAlgorithm::none}, sha224_info(message));
        verdicts.count(signature.status());
        ASSERT_TRUE(signature.ok()) << each.where;
        EXPECT_EQ(signature.value(), each.bytes("sig")) << each.where;
    });
}
INSTANTIATE_TEST_SUITE_P(Wycheproof, Pkcs1GenerationVectors,
                         testing::Values("rsa_pkcs1_1024_sig_gen_test.json",
                                         "rsa_pkcs1_1536_sig_gen_test.json",
                                         "rsa_pkcs1_2048_sig_gen_test.json",
                                         "rsa_pkcs1_3072_sig_gen_test.json",
                                         "rsa_pkcs1_4096_sig_gen_test.json"));

std::optional<SignatureForm> pss_form(const WycheproofCase& each) {
    const auto algorithm = hash_of(each, "sha"), mask = hash_of(each, "mgfSha");
    if (!algorithm || !mask) return std::nullopt;
    return SignatureForm{*algorithm, RsaPadding::pss, each.group.at("sLen").get<std::size_t>(),
                         *mask};
}

// A valid signature of a form that we have no words for is accepted under none of those we have.
void expect_refused_by_every_form(const PublicKey& key, const WycheproofCase& each,
                                  Verdicts& verdicts) {
    const Buffer message = each.bytes("msg"), signature = each.bytes("sig");
    const std::size_t salt = each.group.at("sLen").get<std::size_t>();
    for (const auto& [name, algorithm] : kHashes)
        for (const auto& [mask_name, mask] : kHashes)
            EXPECT_NE(
                verify_message(key, {algorithm, RsaPadding::pss, salt, mask}, message, signature),
                Status::ok)
                << each.where << name << mask_name;
    verdicts.count(Status::unsupported_function);
}

class PssVectors : public testing::TestWithParam<const char*> {};
TEST_P(PssVectors, IsVerifiedAsWycheproofSays) {
    GroupKey keys;
    Verdicts verdicts;
    for_each_wycheproof(GetParam(), [&](const WycheproofCase& each) {
        const PublicKey& key = keys.of(each);
        const auto form = pss_form(each);
        if (!form) return expect_refused_by_every_form(key, each, verdicts);
        expect_verdict(each, verify_message(key, *form, each.bytes("msg"), each.bytes("sig")),
                       verdicts);
    });
}
INSTANTIATE_TEST_SUITE_P(
    Wycheproof, PssVectors,
    testing::Values(
        "rsa_pss_2048_sha1_mgf1_20_params_test.json", "rsa_pss_2048_sha1_mgf1_20_test.json",
        "rsa_pss_2048_sha256_mgf1_0_params_test.json", "rsa_pss_2048_sha256_mgf1_0_test.json",
        "rsa_pss_2048_sha256_mgf1_32_params_test.json", "rsa_pss_2048_sha256_mgf1_32_test.json",
        "rsa_pss_2048_sha256_mgf1sha1_20_test.json", "rsa_pss_2048_sha384_mgf1_48_test.json",
        "rsa_pss_2048_sha512_mgf1sha256_32_params_test.json",
        "rsa_pss_3072_sha256_mgf1_32_params_test.json", "rsa_pss_3072_sha256_mgf1_32_test.json",
        "rsa_pss_4096_sha256_mgf1_32_test.json", "rsa_pss_4096_sha384_mgf1_48_test.json",
        "rsa_pss_4096_sha512_mgf1_32_params_test.json", "rsa_pss_4096_sha512_mgf1_32_test.json",
        "rsa_pss_4096_sha512_mgf1_64_params_test.json", "rsa_pss_4096_sha512_mgf1_64_test.json",
        "rsa_pss_misc_params_test.json", "rsa_pss_misc_test.json"));

}  // namespace
}  // namespace secur32::crypto
