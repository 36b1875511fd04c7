// Keys that libcrypto makes, as its own objects and as ours, and what it says of signatures when
// asked directly.
#pragma once

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "sslprovider/crypto/signature.h"

namespace secur32::crypto::foreign {

inline Bytes text(std::string_view characters) { return bytes_of(characters); }

// libcrypto's own key, as PKCS#8 and as ours.
struct ForeignKey {
    explicit ForeignKey(EVP_PKEY* made) : foreign(made, EVP_PKEY_free) {
        if (made == nullptr) throw std::runtime_error("libcrypto makes no key");
        unsigned char* der = nullptr;
        const int length = write_pkcs8(made, &der);
        auto key = PrivateKey::from_pkcs8(Bytes(der, static_cast<std::size_t>(length)));
        OPENSSL_free(der);
        if (!key.ok()) throw std::runtime_error("the key is refused");
        ours = std::move(key).value();
    }
    static int write_pkcs8(EVP_PKEY* key, unsigned char** der) {
        PKCS8_PRIV_KEY_INFO* const info = EVP_PKEY2PKCS8(key);
        const int length = i2d_PKCS8_PRIV_KEY_INFO(info, der);
        PKCS8_PRIV_KEY_INFO_free(info);
        return length;
    }
    const PublicKey& open() const { return ours->public_key(); }

    std::shared_ptr<EVP_PKEY> foreign;
    std::optional<PrivateKey> ours;
};

inline const ForeignKey& rsa() {
    static const ForeignKey key(EVP_RSA_gen(2048));
    return key;
}

using Configure = std::function<int(EVP_PKEY_CTX*)>;

inline EVP_PKEY* generate(const char* algorithm, const Configure& configure) {
    EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new_from_name(nullptr, algorithm, nullptr);
    EVP_PKEY* key = nullptr;
    EVP_PKEY_keygen_init(context);
    if (configure(context) == 1) EVP_PKEY_generate(context, &key);
    EVP_PKEY_CTX_free(context);
    return key;
}

// RSASSA-PSS parameters (RFC 4055 3.1): SHA-256, MGF1 with SHA-256, 32 octets of salt at least.
inline const ForeignKey& restricted_pss() {
    static const ForeignKey key(generate("RSA-PSS", [](EVP_PKEY_CTX* context) {
        return EVP_PKEY_CTX_set_rsa_keygen_bits(context, 2048) == 1 &&
               EVP_PKEY_CTX_set_rsa_pss_keygen_md(context, EVP_sha256()) == 1 &&
               EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md(context, EVP_sha256()) == 1 &&
               EVP_PKEY_CTX_set_rsa_pss_keygen_saltlen(context, 32) == 1;
    }));
    return key;
}

inline const ForeignKey& p256() {
    static const ForeignKey key(EVP_EC_gen("P-256"));
    return key;
}

inline const ForeignKey& p521() {
    static const ForeignKey key(EVP_EC_gen("P-521"));
    return key;
}

inline const ForeignKey& ed25519() {
    static const ForeignKey key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
    return key;
}

inline const ForeignKey& dsa() {
    static const ForeignKey key([] {
        EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_from_name(nullptr, "DSA", nullptr);
        EVP_PKEY *parameters = nullptr, *made = nullptr;
        EVP_PKEY_paramgen_init(context);
        std::size_t p = 1024, q = 160;
        const OSSL_PARAM sizes[] = {OSSL_PARAM_construct_size_t(OSSL_PKEY_PARAM_FFC_PBITS, &p),
                                    OSSL_PARAM_construct_size_t(OSSL_PKEY_PARAM_FFC_QBITS, &q),
                                    OSSL_PARAM_construct_end()};
        EVP_PKEY_CTX_set_params(context, sizes);
        EVP_PKEY_generate(context, &parameters);
        EVP_PKEY_CTX_free(context);
        context = EVP_PKEY_CTX_new_from_pkey(nullptr, parameters, nullptr);
        EVP_PKEY_keygen_init(context);
        EVP_PKEY_generate(context, &made);
        EVP_PKEY_CTX_free(context);
        EVP_PKEY_free(parameters);
        return made;
    }());
    return key;
}

// What libcrypto says of a signature over a message when asked directly.
inline bool foreign_verifies(
    const ForeignKey& key, const EVP_MD* hash, Bytes message, Bytes signature,
    const Configure& configure = [](EVP_PKEY_CTX*) { return 1; }) {
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    EVP_PKEY_CTX* operation = nullptr;
    const bool right =
        EVP_DigestVerifyInit(context, &operation, hash, nullptr, key.foreign.get()) == 1 &&
        configure(operation) == 1 &&
        EVP_DigestVerify(context, signature.data(), signature.size(), message.data(),
                         message.size()) == 1;
    EVP_MD_CTX_free(context);
    ERR_clear_error();
    return right;
}

inline Buffer foreign_sign(const ForeignKey& key, const EVP_MD* hash, Bytes message) {
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    Buffer signature(1024);
    std::size_t length = signature.size();
    EXPECT_EQ(EVP_DigestSignInit(context, nullptr, hash, nullptr, key.foreign.get()), 1);
    EXPECT_EQ(EVP_DigestSign(context, signature.data(), &length, message.data(), message.size()),
              1);
    EVP_MD_CTX_free(context);
    signature.resize(length);
    return signature;
}

struct Named {
    HashAlgorithm ours;
    const EVP_MD* foreign;
};
inline const Named kHashes[] = {{HashAlgorithm::md5, EVP_md5()},
                                {HashAlgorithm::sha1, EVP_sha1()},
                                {HashAlgorithm::sha256, EVP_sha256()},
                                {HashAlgorithm::sha384, EVP_sha384()},
                                {HashAlgorithm::sha512, EVP_sha512()}};

// No failure may leave libcrypto's errors to whoever calls it next.
class SignatureTest : public testing::Test {
 protected:
    void SetUp() override { ERR_clear_error(); }
    void TearDown() override { EXPECT_EQ(ERR_peek_error(), 0u); }
};

}  // namespace secur32::crypto::foreign
