// CNG's words for the columns of a suite.
#include "sslprovider/api/suite_info.h"

#include <gtest/gtest.h>

#include <string>

namespace secur32::api {
namespace {

using crypto::HashAlgorithm;

TEST(HashNames, GoBothWays) {
    for (const HashAlgorithm algorithm :
         {HashAlgorithm::md5, HashAlgorithm::sha1, HashAlgorithm::sha256, HashAlgorithm::sha384,
          HashAlgorithm::sha512})
        EXPECT_EQ(hash_named(name_of(algorithm)), algorithm);
    EXPECT_EQ(hash_named(u"sha256"), HashAlgorithm::sha256);
}

TEST(HashNames, AreNoneForWhatHasNone) {
    EXPECT_TRUE(name_of(HashAlgorithm::none).empty());
    EXPECT_TRUE(name_of(HashAlgorithm::md5_sha1).empty());
    for (const std::u16string_view name : {u"", u"SHA", u"SHA-1", u"SHA256 ", u"HMAC"})
        EXPECT_EQ(hash_named(name), HashAlgorithm::none);
}

TEST(Describe, HasARowForEveryColumnOfEverySuite) {
    for (const provider::CipherSuite& suite : provider::cipher_suites()) {
        SCOPED_TRACE(suite.id);
        const NCRYPT_SSL_CIPHER_SUITE_EX info = describe_ex(suite, suite.last, 0);
        const NCRYPT_SSL_CIPHER_SUITE plain = describe(suite, suite.last, 0);
        EXPECT_EQ(std::u16string(info.szCipherSuite), suite.name);
        EXPECT_FALSE(std::u16string(info.szCipher).empty());
        EXPECT_FALSE(std::u16string(info.szCipherMode).empty());
        EXPECT_EQ(std::u16string(info.szCipher), std::u16string(plain.szCipher));
        EXPECT_EQ(info.dwHashLen, crypto::hash_length(suite.mac));
        EXPECT_EQ(std::u16string(info.szHash).empty(), suite.is_aead());
        EXPECT_EQ(std::u16string(info.szExchange).empty(),
                  suite.key_exchange == provider::KeyExchange::any);
    }
}

TEST(Describe, CountsTheBitsOfLegacyCiphersAsWindowsDoes) {
    const auto of = [](std::uint16_t id) {
        for (const provider::CipherSuite& suite : provider::cipher_suites())
            if (suite.id == id) return describe(suite, Version::tls10, 0);
        return NCRYPT_SSL_CIPHER_SUITE{};
    };
    const NCRYPT_SSL_CIPHER_SUITE tdes = of(TLS_RSA_WITH_3DES_EDE_CBC_SHA),
                                  rc4 = of(TLS_RSA_WITH_RC4_128_MD5);
    EXPECT_EQ(std::u16string(tdes.szCipher), u"3DES");
    EXPECT_EQ(tdes.dwCipherLen, 168u);
    EXPECT_EQ(tdes.dwCipherBlockLen, 8u);
    EXPECT_EQ(std::u16string(rc4.szCipher), u"RC4");
    EXPECT_EQ(rc4.dwCipherLen, 128u);
    EXPECT_EQ(std::u16string(rc4.szHash), u"MD5");
}

}  // namespace
}  // namespace secur32::api
