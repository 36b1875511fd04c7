// ALG_IDs against wincrypt.h's.
#include "sspi/schannel/algorithm_ids.h"

#include <gtest/gtest.h>
#include <wincrypt.h>

namespace secur32::schannel {
namespace {

TEST(AlgorithmIds, AreTheCryptoApis) {
    using crypto::BulkCipher;
    EXPECT_EQ(id_of(BulkCipher::rc4_128), ALG_ID{CALG_RC4});
    EXPECT_EQ(id_of(BulkCipher::des_cbc), ALG_ID{CALG_DES});
    EXPECT_EQ(id_of(BulkCipher::tdes_ede_cbc), ALG_ID{CALG_3DES});
    EXPECT_EQ(id_of(BulkCipher::aes_128_gcm), ALG_ID{CALG_AES_128});
    EXPECT_EQ(id_of(BulkCipher::aes_256_cbc), ALG_ID{CALG_AES_256});
    using crypto::HashAlgorithm;
    EXPECT_EQ(id_of(HashAlgorithm::md5), ALG_ID{CALG_MD5});
    EXPECT_EQ(id_of(HashAlgorithm::sha1), ALG_ID{CALG_SHA1});
    EXPECT_EQ(id_of(HashAlgorithm::sha256), ALG_ID{CALG_SHA_256});
    EXPECT_EQ(id_of(HashAlgorithm::sha384), ALG_ID{CALG_SHA_384});
    EXPECT_EQ(id_of(HashAlgorithm::sha512), ALG_ID{CALG_SHA_512});
    EXPECT_EQ(id_of(provider::KeyExchange::rsa), ALG_ID{CALG_RSA_KEYX});
    EXPECT_EQ(id_of(provider::KeyExchange::dhe), ALG_ID{CALG_DH_EPHEM});
    EXPECT_EQ(id_of(provider::Authentication::rsa), ALG_ID{CALG_RSA_SIGN});
    EXPECT_EQ(id_of(provider::Authentication::dss), ALG_ID{CALG_DSS_SIGN});
    EXPECT_EQ(id_of(provider::Authentication::ecdsa), ALG_ID{CALG_ECDSA});
}

TEST(AlgorithmIds, AreNoneWhereTheCryptoApiHasNone) {
    EXPECT_EQ(id_of(crypto::BulkCipher::chacha20_poly1305), 0u);
    EXPECT_EQ(id_of(crypto::BulkCipher::null), 0u);
    EXPECT_EQ(id_of(crypto::HashAlgorithm::none), 0u);
    EXPECT_EQ(id_of(provider::KeyExchange::psk), 0u);
    EXPECT_EQ(id_of(provider::Authentication::any), 0u);
}

TEST(AlgorithmIds, BelongToTheirClasses) {
    for (const provider::CipherSuite& suite : provider::cipher_suites()) {
        if (const AlgorithmId id = id_of(suite.cipher); id != 0) {
            EXPECT_EQ(id & kClassMask, kCipherClass);
        }
        if (const AlgorithmId id = id_of(suite.mac); id != 0) {
            EXPECT_EQ(id & kClassMask, kHashClass);
        }
        if (const AlgorithmId id = id_of(suite.key_exchange); id != 0) {
            EXPECT_EQ(id & kClassMask, kExchangeClass);
        }
        if (const AlgorithmId id = id_of(suite.authentication); id != 0) {
            EXPECT_EQ(id & kClassMask, kSignatureClass);
        }
    }
}

TEST(Strengths, AreEffectiveBits) {
    EXPECT_EQ(strength_of(crypto::BulkCipher::null), 0u);
    EXPECT_EQ(strength_of(crypto::BulkCipher::des_cbc), 56u);
    EXPECT_EQ(strength_of(crypto::BulkCipher::tdes_ede_cbc), 168u);
    EXPECT_EQ(strength_of(crypto::BulkCipher::chacha20_poly1305), 256u);
}

}  // namespace
}  // namespace secur32::schannel
