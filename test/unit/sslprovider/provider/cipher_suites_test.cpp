// The table of cipher suites against the rules that bind its columns.
#include "sslprovider/provider/cipher_suites.h"

#include <gtest/gtest.h>

#include <set>

namespace secur32::provider {
namespace {

using crypto::BulkCipher;
using crypto::CipherKind;
using crypto::HashAlgorithm;

TEST(CipherSuites, HaveEachIdAndEachNameOnce) {
    std::set<std::uint16_t> ids;
    std::set<std::u16string_view> names;
    for (const CipherSuite& suite : cipher_suites()) {
        EXPECT_TRUE(ids.insert(suite.id).second) << suite.id;
        EXPECT_TRUE(names.insert(suite.name).second) << suite.id;
    }
    EXPECT_EQ(ids.size(), 48U);
}

bool says(const CipherSuite& suite, std::u16string_view word) {
    return suite.name.find(word) != std::u16string_view::npos;
}

TEST(CipherSuites, SayTheirColumnsInTheirNames) {
    for (const CipherSuite& suite : cipher_suites()) {
        SCOPED_TRACE(suite.id);
        EXPECT_EQ(says(suite, u"_GCM_"), suite.cipher == BulkCipher::aes_128_gcm ||
                                             suite.cipher == BulkCipher::aes_256_gcm);
        EXPECT_EQ(says(suite, u"_CBC_"), row(suite.cipher).kind == CipherKind::block);
        EXPECT_EQ(says(suite, u"_NULL_"), suite.cipher == BulkCipher::null);
        EXPECT_EQ(says(suite, u"_256_"), row(suite.cipher).key_length == 32 &&
                                             suite.cipher != BulkCipher::chacha20_poly1305);
        EXPECT_EQ(says(suite, u"DSS"), suite.authentication == Authentication::dss);
        EXPECT_EQ(says(suite, u"ECDSA"), suite.authentication == Authentication::ecdsa);
        EXPECT_EQ(says(suite, u"ECDHE"), suite.key_exchange == KeyExchange::ecdhe);
        EXPECT_EQ(says(suite, u"TLS_DHE"), suite.key_exchange == KeyExchange::dhe);
        EXPECT_EQ(says(suite, u"TLS_RSA"), suite.key_exchange == KeyExchange::rsa);
        EXPECT_EQ(says(suite, u"PSK"), suite.key_exchange == KeyExchange::psk);
        EXPECT_EQ(says(suite, u"SHA384"), suite.prf == HashAlgorithm::sha384);
        EXPECT_EQ(suite.is_aead(), suite.mac == HashAlgorithm::none);
        EXPECT_EQ(suite.name.ends_with(u"SHA"), suite.mac == HashAlgorithm::sha1);
        EXPECT_EQ(suite.name.ends_with(u"MD5"), suite.mac == HashAlgorithm::md5);
    }
}

TEST(CipherSuites, BelongToVersions) {
    EXPECT_EQ(find_cipher_suite(0x1301, Version::tls12), nullptr);
    EXPECT_NE(find_cipher_suite(0x1301, Version::tls13), nullptr);
    EXPECT_EQ(find_cipher_suite(0xC02F, Version::tls11), nullptr);
    EXPECT_EQ(find_cipher_suite(0xC02F, Version::tls13), nullptr);
    EXPECT_NE(find_cipher_suite(0xC02F, Version::dtls12), nullptr);
    EXPECT_EQ(find_cipher_suite(0xC02F, Version::dtls10), nullptr);
    EXPECT_NE(find_cipher_suite(0x002F, Version::dtls10), nullptr);
    EXPECT_NE(find_cipher_suite(0x002F, Version::tls10), nullptr);
    EXPECT_EQ(find_cipher_suite(0x003C, Version::tls11), nullptr);
}

TEST(CipherSuites, AreNotFoundWhenUnknownOrLegacy) {
    for (const std::uint32_t id :
         {0x0000U, 0x0003U, 0x0005U, 0x0009U, 0x000AU, 0x0062U, 0x010080U, 0x1FFFFU, 0x11301U})
        EXPECT_EQ(find_cipher_suite(id), nullptr) << id;
}

TEST(CipherSuites, HashWithMd5AndSha1BeforeTls12) {
    const CipherSuite& suite = *find_cipher_suite(0x002F);
    EXPECT_EQ(suite.prf_hash(Version::tls11), HashAlgorithm::md5_sha1);
    EXPECT_EQ(suite.prf_hash(Version::dtls10), HashAlgorithm::md5_sha1);
    EXPECT_EQ(suite.prf_hash(Version::tls12), HashAlgorithm::sha256);
    EXPECT_EQ(suite.prf_hash(Version::dtls12), HashAlgorithm::sha256);
}

}  // namespace
}  // namespace secur32::provider
