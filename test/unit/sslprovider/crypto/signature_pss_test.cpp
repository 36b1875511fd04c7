// RSASSA-PSS: what libcrypto accepts, what a key restricted by its own parameters signs, and what
// neither may.
#include <gtest/gtest.h>

#include <algorithm>

#include "sslprovider/crypto/signature.h"
#include "test/unit/sslprovider/crypto/foreign_keys.h"

namespace secur32::crypto {
namespace {

using namespace foreign;

Configure pss_of(const EVP_MD* mask, int salt) {
    return [=](EVP_PKEY_CTX* context) {
        return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
               EVP_PKEY_CTX_set_rsa_mgf1_md(context, mask) == 1 &&
               EVP_PKEY_CTX_set_rsa_pss_saltlen(context, salt) == 1;
    };
}

TEST_F(SignatureTest, PssOfEveryHashMaskAndSaltIsAcceptedByLibcrypto) {
    for (const Named& each : kHashes)
        for (const Named& mask : kHashes)
            for (const std::size_t salt : {0u, 1u, 20u, 64u}) {
                const SignatureForm form{each.ours, RsaPadding::pss, salt, mask.ours};
                const auto signature = sign_message(*rsa().ours, form, text("message"));
                ASSERT_TRUE(signature.ok());
                EXPECT_TRUE(foreign_verifies(rsa(), each.foreign, text("message"),
                                             signature.value(),
                                             pss_of(mask.foreign, static_cast<int>(salt))));
                EXPECT_EQ(verify_message(rsa().open(), form, text("message"), signature.value()),
                          Status::ok);
            }
}

TEST_F(SignatureTest, PssDefaultsToTheHashItselfAndItsLength) {
    const auto signature =
        sign_message(*rsa().ours, {HashAlgorithm::sha384, RsaPadding::pss}, text("message"));
    ASSERT_TRUE(signature.ok());
    EXPECT_TRUE(foreign_verifies(rsa(), EVP_sha384(), text("message"), signature.value(),
                                 pss_of(EVP_sha384(), 48)));
    EXPECT_FALSE(foreign_verifies(rsa(), EVP_sha384(), text("message"), signature.value(),
                                  pss_of(EVP_sha384(), 47)));
}

TEST_F(SignatureTest, PssWithAnotherSaltLengthOrMaskIsRefused) {
    const SignatureForm form{HashAlgorithm::sha256, RsaPadding::pss, 32};
    const auto signature = sign_message(*rsa().ours, form, text("message"));
    ASSERT_TRUE(signature.ok());
    const auto verify = [&](const SignatureForm& other) {
        return verify_message(rsa().open(), other, text("message"), signature.value());
    };
    EXPECT_EQ(verify(form), Status::ok);
    for (const std::size_t salt : {0u, 31u, 33u, 222u})
        EXPECT_EQ(verify({HashAlgorithm::sha256, RsaPadding::pss, salt}), Status::bad_signature);
    EXPECT_EQ(verify({HashAlgorithm::sha256, RsaPadding::pss, 32, HashAlgorithm::sha1}),
              Status::bad_signature);
    EXPECT_EQ(verify({HashAlgorithm::sha512, RsaPadding::pss, 32}), Status::bad_signature);
}

TEST_F(SignatureTest, PssTakesTheLongestSaltAndNoLonger) {
    const std::size_t longest = 256 - 32 - 2;
    const SignatureForm form{HashAlgorithm::sha256, RsaPadding::pss, longest};
    const auto signature = sign_message(*rsa().ours, form, text("m"));
    ASSERT_TRUE(signature.ok());
    EXPECT_EQ(verify_message(rsa().open(), form, text("m"), signature.value()), Status::ok);
    for (const std::size_t salt : {longest + 1, std::size_t{1} << 31, ~std::size_t{0}}) {
        const SignatureForm wrong{HashAlgorithm::sha256, RsaPadding::pss, salt};
        EXPECT_EQ(sign_message(*rsa().ours, wrong, text("m")).status(), Status::invalid_parameter);
        EXPECT_EQ(verify_message(rsa().open(), wrong, text("m"), signature.value()),
                  Status::invalid_parameter);
    }
}

TEST_F(SignatureTest, PssNeedsAHashWithAName) {
    for (const SignatureForm& form :
         {SignatureForm{HashAlgorithm::none, RsaPadding::pss},
          SignatureForm{HashAlgorithm::md5_sha1, RsaPadding::pss},
          SignatureForm{HashAlgorithm::sha256, RsaPadding::pss, 32, HashAlgorithm::md5_sha1}}) {
        const Buffer digest(std::max<std::size_t>(hash_length(form.hash), 20));
        EXPECT_EQ(sign_hash(*rsa().ours, form, digest).status(), Status::invalid_parameter);
        EXPECT_EQ(verify_hash(rsa().open(), form, digest, Buffer(256)), Status::invalid_parameter);
    }
}

TEST_F(SignatureTest, APssKeySignsAsItsParametersSay) {
    const SignatureForm form{HashAlgorithm::sha256, RsaPadding::pss};
    const auto signature = sign_message(*restricted_pss().ours, form, text("message"));
    ASSERT_TRUE(signature.ok());
    EXPECT_TRUE(foreign_verifies(restricted_pss(), EVP_sha256(), text("message"), signature.value(),
                                 pss_of(EVP_sha256(), 32)));
    const SignatureForm longer{HashAlgorithm::sha256, RsaPadding::pss, 33};
    EXPECT_TRUE(sign_message(*restricted_pss().ours, longer, text("message")).ok());
}

TEST_F(SignatureTest, APssKeySignsNothingElse) {
    for (const SignatureForm& form :
         {SignatureForm{HashAlgorithm::sha256}, SignatureForm{HashAlgorithm::none},
          SignatureForm{HashAlgorithm::md5_sha1},
          SignatureForm{HashAlgorithm::sha384, RsaPadding::pss},
          SignatureForm{HashAlgorithm::sha256, RsaPadding::pss, 31},
          SignatureForm{HashAlgorithm::sha256, RsaPadding::pss, 32, HashAlgorithm::sha384}}) {
        const Buffer digest(std::max<std::size_t>(hash_length(form.hash), 20));
        EXPECT_EQ(sign_hash(*restricted_pss().ours, form, digest).status(),
                  Status::invalid_parameter);
        EXPECT_EQ(verify_hash(restricted_pss().open(), form, digest, Buffer(256)),
                  Status::invalid_parameter);
    }
}

}  // namespace
}  // namespace secur32::crypto
