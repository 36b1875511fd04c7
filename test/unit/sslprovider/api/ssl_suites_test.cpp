// The enumerations of cipher suites, against the names of Microsoft's header and the RFCs' columns.
#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "test/support/ssl_tls12.h"

namespace secur32::test {
namespace {

constexpr DWORD kTls10 = TLS1_0_PROTOCOL_VERSION, kTls11 = TLS1_1_PROTOCOL_VERSION,
                kTls13 = TLS1_3_PROTOCOL_VERSION, kDtls10 = DTLS1_0_PROTOCOL_VERSION,
                kDtls12 = DTLS1_2_PROTOCOL_VERSION;

// The header's suites: a name and its number.
#define SUITE(name) \
    { name, u## #name }
const std::map<DWORD, std::u16string> kNames = {
    SUITE(TLS_RSA_WITH_NULL_MD5),
    SUITE(TLS_RSA_WITH_NULL_SHA),
    SUITE(TLS_RSA_WITH_AES_128_CBC_SHA),
    SUITE(TLS_DHE_DSS_WITH_AES_128_CBC_SHA),
    SUITE(TLS_DHE_RSA_WITH_AES_128_CBC_SHA),
    SUITE(TLS_RSA_WITH_AES_256_CBC_SHA),
    SUITE(TLS_DHE_DSS_WITH_AES_256_CBC_SHA),
    SUITE(TLS_DHE_RSA_WITH_AES_256_CBC_SHA),
    SUITE(TLS_RSA_WITH_NULL_SHA256),
    SUITE(TLS_RSA_WITH_AES_128_CBC_SHA256),
    SUITE(TLS_RSA_WITH_AES_256_CBC_SHA256),
    SUITE(TLS_DHE_DSS_WITH_AES_128_CBC_SHA256),
    SUITE(TLS_DHE_DSS_WITH_AES_256_CBC_SHA256),
    SUITE(TLS_RSA_WITH_AES_128_GCM_SHA256),
    SUITE(TLS_RSA_WITH_AES_256_GCM_SHA384),
    SUITE(TLS_DHE_RSA_WITH_AES_128_GCM_SHA256),
    SUITE(TLS_DHE_RSA_WITH_AES_256_GCM_SHA384),
    SUITE(TLS_PSK_WITH_AES_128_GCM_SHA256),
    SUITE(TLS_PSK_WITH_AES_256_GCM_SHA384),
    SUITE(TLS_PSK_WITH_AES_128_CBC_SHA256),
    SUITE(TLS_PSK_WITH_AES_256_CBC_SHA384),
    SUITE(TLS_PSK_WITH_NULL_SHA256),
    SUITE(TLS_PSK_WITH_NULL_SHA384),
    SUITE(TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA),
    SUITE(TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA),
    SUITE(TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA),
    SUITE(TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA),
    SUITE(TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256),
    SUITE(TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384),
    SUITE(TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256),
    SUITE(TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384),
    SUITE(TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256),
    SUITE(TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384),
    SUITE(TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256),
    SUITE(TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384),
    SUITE(TLS_AES_128_GCM_SHA256),
    SUITE(TLS_AES_256_GCM_SHA384),
    // Not in the header: RFC 8446 B.4, RFC 7905.
    {0x1303, u"TLS_CHACHA20_POLY1305_SHA256"},
    {0xCCA8, u"TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"},
    {0xCCA9, u"TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"},
    {0xCCAA, u"TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256"},
};
#undef SUITE

// (suite, protocol) pairs in the order of an enumeration, and what each was described with.
template <typename Description>
struct Listed {
    std::vector<Description> all;
    std::set<std::pair<DWORD, DWORD>> pairs;

    using Enumerate = SECURITY_STATUS(WINAPI*)(NCRYPT_PROV_HANDLE, NCRYPT_KEY_HANDLE, Description**,
                                               PVOID*, DWORD);
    Listed(Enumerate enumerate, NCRYPT_KEY_HANDLE key = 0) {
        PVOID state = nullptr;
        Description* one = nullptr;
        SECURITY_STATUS status = ERROR_SUCCESS;
        while ((status = enumerate(ssl_provider(), key, &one, &state, 0)) == ERROR_SUCCESS) {
            all.push_back(*one);
            EXPECT_TRUE(pairs.insert({one->dwCipherSuite, one->dwProtocol}).second);
            EXPECT_EQ(SslFreeBuffer(one), ERROR_SUCCESS);
        }
        EXPECT_EQ(status, NTE_NO_MORE_ITEMS);
        EXPECT_EQ(one, nullptr);
        EXPECT_EQ(enumerate(ssl_provider(), key, &one, &state, 0), NTE_NO_MORE_ITEMS);
        EXPECT_EQ(SslFreeBuffer(state), ERROR_SUCCESS);
    }
    bool has(DWORD suite, DWORD protocol) const { return pairs.contains({suite, protocol}); }
};

// -- SslEnumCipherSuites --------------------------------------------------------------------------

TEST(SslEnumCipherSuites, AgreesWithTheNamesAndNumbersOfMicrosoftsHeader) {
    const Listed listed(SslEnumCipherSuites);
    std::set<DWORD> seen;
    for (const NCRYPT_SSL_CIPHER_SUITE& suite : listed.all) {
        ASSERT_TRUE(kNames.contains(suite.dwCipherSuite)) << suite.dwCipherSuite;
        EXPECT_EQ(std::u16string(suite.szCipherSuite), kNames.at(suite.dwCipherSuite));
        EXPECT_EQ(suite.dwBaseCipherSuite, suite.dwCipherSuite);
        EXPECT_EQ(suite.dwKeyType, 0u);
        seen.insert(suite.dwCipherSuite);
    }
    EXPECT_EQ(seen.size(), kNames.size());
}

TEST(SslEnumCipherSuites, ListsASuiteOnceForEachProtocolThatHasIt) {
    const Listed listed(SslEnumCipherSuites);
    for (const DWORD protocol : {kTls10, kTls11, kTls12, kDtls10, kDtls12})
        EXPECT_TRUE(listed.has(TLS_RSA_WITH_AES_128_CBC_SHA, protocol)) << protocol;
    EXPECT_FALSE(listed.has(TLS_RSA_WITH_AES_128_CBC_SHA, kTls13));
    // Get-TlsCipherSuite of Windows 10 shows {771, 65277} for this one.
    EXPECT_TRUE(listed.has(TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, kTls12));
    EXPECT_TRUE(listed.has(TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, kDtls12));
    EXPECT_FALSE(listed.has(TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, kTls11));
    EXPECT_TRUE(listed.has(TLS_AES_128_GCM_SHA256, kTls13));
    EXPECT_FALSE(listed.has(TLS_AES_128_GCM_SHA256, kTls12));
}

TEST(SslEnumCipherSuites, DescribesEachAsALookupDoes) {
    const Listed listed(SslEnumCipherSuites);
    for (const NCRYPT_SSL_CIPHER_SUITE& suite : listed.all) {
        NCRYPT_SSL_CIPHER_SUITE found;
        ASSERT_EQ(SslLookupCipherSuiteInfo(ssl_provider(), suite.dwProtocol, suite.dwCipherSuite, 0,
                                           &found, 0),
                  ERROR_SUCCESS);
        EXPECT_EQ(std::memcmp(&found, &suite, sizeof suite), 0) << suite.dwCipherSuite;
    }
}

TEST(SslEnumCipherSuites, ListsWhatAPrivateKeyServes) {
    const SslHandle rsa = rsa_private(), ec = private_handle(make_foreign_key("EC", "P-256")),
                    ed25519 = private_handle(make_foreign_key("ED25519"));
    const Listed with_rsa(SslEnumCipherSuites, rsa), with_ec(SslEnumCipherSuites, ec),
        with_ed25519(SslEnumCipherSuites, ed25519);
    for (const auto* listed : {&with_rsa, &with_ec, &with_ed25519}) {
        EXPECT_TRUE(listed->has(TLS_AES_128_GCM_SHA256, kTls13));
        EXPECT_FALSE(listed->has(TLS_PSK_WITH_AES_128_GCM_SHA256, kTls12));
        EXPECT_FALSE(listed->has(TLS_DHE_DSS_WITH_AES_128_CBC_SHA, kTls12));
    }
    EXPECT_TRUE(with_rsa.has(TLS_RSA_WITH_AES_128_CBC_SHA, kTls10));
    EXPECT_TRUE(with_rsa.has(TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, kTls12));
    EXPECT_FALSE(with_rsa.has(TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, kTls12));
    EXPECT_TRUE(with_ec.has(TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, kTls10));
    EXPECT_FALSE(with_ec.has(TLS_RSA_WITH_AES_128_CBC_SHA, kTls12));
    // RFC 8422 5.10
    EXPECT_TRUE(with_ed25519.has(TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, kTls12));
    EXPECT_FALSE(with_ed25519.has(TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, kTls11));
}

TEST(SslEnumCipherSuites, ListsNoKeyTransportForAKeyThatSignsWithPssAlone) {
    const Listed listed(SslEnumCipherSuites, private_handle(make_pss_key()));
    EXPECT_TRUE(listed.has(TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, kTls12));
    EXPECT_FALSE(listed.has(TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, kTls11));
    EXPECT_FALSE(listed.has(TLS_RSA_WITH_AES_128_CBC_SHA, kTls12));
}

// One call's outputs, which a failure must leave empty.
template <typename Description>
struct EnumOut {
    Description* suite = reinterpret_cast<Description*>(kNoHandle);
    PVOID state = nullptr;
    void expect_nothing() const { EXPECT_EQ(suite, nullptr); }
};

TEST(SslEnumCipherSuites, RefusesAHandleThatIsNoPrivateKey) {
    for (const NCRYPT_KEY_HANDLE key : {NCRYPT_KEY_HANDLE{kNoHandle}, ssl_provider()}) {
        EnumOut<NCRYPT_SSL_CIPHER_SUITE> out;
        EXPECT_EQ(SslEnumCipherSuites(ssl_provider(), key, &out.suite, &out.state, 0),
                  NTE_INVALID_HANDLE);
        out.expect_nothing();
        EXPECT_EQ(out.state, nullptr);
    }
}

TEST(SslEnumCipherSuites, RefusesAStateThatIsNoneAndLeavesIt) {
    EnumOut<NCRYPT_SSL_CIPHER_SUITE> out;
    DWORD invented = 3;
    out.state = &invented;
    EXPECT_EQ(SslEnumCipherSuites(ssl_provider(), 0, &out.suite, &out.state, 0),
              NTE_INVALID_PARAMETER);
    out.expect_nothing();
    EXPECT_EQ(out.state, &invented);
    EXPECT_EQ(invented, 3u);
}

TEST(SslEnumCipherSuites, RefusesMissingPointers) {
    EnumOut<NCRYPT_SSL_CIPHER_SUITE> out;
    EXPECT_EQ(SslEnumCipherSuites(ssl_provider(), 0, nullptr, &out.state, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(SslEnumCipherSuites(ssl_provider(), 0, &out.suite, nullptr, 0),
              NTE_INVALID_PARAMETER);
    out.expect_nothing();
}

TEST(SslEnumCipherSuites, RefusesFlagsAndAProviderThatIsNone) {
    EnumOut<NCRYPT_SSL_CIPHER_SUITE> out;
    EXPECT_EQ(SslEnumCipherSuites(ssl_provider(), 0, &out.suite, &out.state, 1), NTE_BAD_FLAGS);
    out.expect_nothing();
    EXPECT_EQ(SslEnumCipherSuites(freed_handle(), 0, &out.suite, &out.state, 0),
              NTE_INVALID_HANDLE);
    out.expect_nothing();
    EXPECT_EQ(out.state, nullptr);
}

// -- SslEnumCipherSuitesEx ------------------------------------------------------------------------

TEST(SslEnumCipherSuitesEx, AgreesWithTheModesThatTheNamesOfTheSuitesSay) {
    const Listed listed(SslEnumCipherSuitesEx);
    const Listed plain(SslEnumCipherSuites);
    EXPECT_EQ(listed.pairs, plain.pairs);
    for (const NCRYPT_SSL_CIPHER_SUITE_EX& suite : listed.all) {
        const std::u16string name = suite.szCipherSuite, mode = suite.szCipherMode;
        EXPECT_EQ(suite.dwVersion, 1u);
        EXPECT_EQ(name, kNames.at(suite.dwCipherSuite));
        EXPECT_EQ(name.find(u"_CBC_") != name.npos, mode == u"ChainingModeCBC");
        EXPECT_EQ(name.find(u"_GCM_") != name.npos, mode == u"ChainingModeGCM");
    }
}

TEST(SslEnumCipherSuitesEx, RefusesAHandleThatIsNoPrivateKey) {
    EnumOut<NCRYPT_SSL_CIPHER_SUITE_EX> out;
    EXPECT_EQ(SslEnumCipherSuitesEx(ssl_provider(), kNoHandle, &out.suite, &out.state, 0),
              NTE_INVALID_HANDLE);
    out.expect_nothing();
}

TEST(SslEnumCipherSuitesEx, RefusesTheStateOfAnotherEnumeration) {
    PBYTE value = nullptr;
    DWORD size = 0;
    PVOID other = nullptr;
    ASSERT_EQ(
        SslGetProviderProperty(ssl_provider(), NCRYPT_NAME_PROPERTY, &value, &size, &other, 0),
        ERROR_SUCCESS);
    EnumOut<NCRYPT_SSL_CIPHER_SUITE_EX> out;
    EXPECT_EQ(SslEnumCipherSuitesEx(ssl_provider(), 0, &out.suite, &other, 0),
              NTE_INVALID_PARAMETER);
    out.expect_nothing();
    EXPECT_EQ(SslFreeBuffer(value), ERROR_SUCCESS);
    EXPECT_EQ(SslFreeBuffer(other), ERROR_SUCCESS);
}

TEST(SslEnumCipherSuitesEx, RefusesFlags) {
    EnumOut<NCRYPT_SSL_CIPHER_SUITE_EX> out;
    EXPECT_EQ(SslEnumCipherSuitesEx(ssl_provider(), 0, &out.suite, &out.state, 4), NTE_BAD_FLAGS);
    out.expect_nothing();
}

}  // namespace
}  // namespace secur32::test
