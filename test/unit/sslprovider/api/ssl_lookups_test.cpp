// What the provider looks up: against what Windows was seen to answer, the RFCs' record layouts,
// and libcrypto's curves.
#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/objects.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <string>
#include <tuple>

#include "test/support/ssl_tls12.h"

namespace secur32::test {
namespace {

constexpr DWORD kTls10 = TLS1_0_PROTOCOL_VERSION, kTls11 = TLS1_1_PROTOCOL_VERSION,
                kTls13 = TLS1_3_PROTOCOL_VERSION, kDtls10 = DTLS1_0_PROTOCOL_VERSION,
                kDtls12 = DTLS1_2_PROTOCOL_VERSION;

// -- SslLookupCipherSuiteInfo ---------------------------------------------------------------------

struct Seen {
    DWORD protocol, suite, key_type;
    std::u16string cipher;
    DWORD bits, block;
    std::u16string hash;
    DWORD hash_length;
    std::u16string exchange;
    DWORD least, most;
    std::u16string certificate;
};

// From Windows: SECPKG_ATTR_CIPHER_INFO of Windows 10 (the tests of Wine's schannel),
// Get-TlsCipherSuite of Windows 10 and of Windows 11.
const Seen kSeen[] = {
    {kTls12, 0xC030, 0x1D, u"AES", 256, 16, u"", 0, u"ECDH", 0, 65536, u"RSA"},
    {kTls12, 0xC02C, 0, u"AES", 256, 16, u"", 0, u"ECDH", 0, 65536, u"ECDSA"},
    {kDtls12, 0xC02C, 0, u"AES", 256, 16, u"", 0, u"ECDH", 0, 65536, u"ECDSA"},
    {kTls13, 0x1303, 0, u"CHACHA20_POLY1305", 256, 1, u"", 0, u"", 0, 0, u""},
};

TEST(SslLookupCipherSuiteInfo, AgreesWithWhatWindowsWasSeenToAnswer) {
    for (const Seen& seen : kSeen) {
        NCRYPT_SSL_CIPHER_SUITE info;
        ASSERT_EQ(SslLookupCipherSuiteInfo(ssl_provider(), seen.protocol, seen.suite, seen.key_type,
                                           &info, 0),
                  ERROR_SUCCESS);
        EXPECT_EQ(info.dwProtocol, seen.protocol);
        EXPECT_EQ(info.dwCipherSuite, seen.suite);
        EXPECT_EQ(info.dwBaseCipherSuite, seen.suite);
        EXPECT_EQ(info.dwKeyType, seen.key_type);
        EXPECT_EQ(std::u16string(info.szCipher), seen.cipher);
        EXPECT_EQ(info.dwCipherLen, seen.bits);
        EXPECT_EQ(info.dwCipherBlockLen, seen.block);
        EXPECT_EQ(std::u16string(info.szHash), seen.hash);
        EXPECT_EQ(info.dwHashLen, seen.hash_length);
        EXPECT_EQ(std::u16string(info.szExchange), seen.exchange);
        EXPECT_EQ(info.dwMinExchangeLen, seen.least);
        EXPECT_EQ(info.dwMaxExchangeLen, seen.most);
        EXPECT_EQ(std::u16string(info.szCertificate), seen.certificate);
    }
}

TEST(SslLookupCipherSuiteInfo, SaysWhatTheNameOfASuiteSays) {
    NCRYPT_SSL_CIPHER_SUITE info;
    ASSERT_EQ(SslLookupCipherSuiteInfo(ssl_provider(), kTls12, TLS_DHE_DSS_WITH_AES_128_CBC_SHA256,
                                       0, &info, 0),
              ERROR_SUCCESS);
    EXPECT_EQ(std::u16string(info.szCipher), u"AES");
    EXPECT_EQ(info.dwCipherLen, 128u);
    EXPECT_EQ(std::u16string(info.szHash), u"SHA256");
    EXPECT_EQ(info.dwHashLen, 32u);
    EXPECT_EQ(std::u16string(info.szExchange), u"DH");
    EXPECT_EQ(std::u16string(info.szCertificate), u"DSA");
}

// What a failed lookup must leave of its structure.
void expect_zero(const auto& info) {
    const auto* const octets = reinterpret_cast<const std::uint8_t*>(&info);
    EXPECT_TRUE(std::all_of(octets, octets + sizeof info, [](std::uint8_t b) { return b == 0; }));
}

struct BadLookup {
    DWORD protocol, suite, key_type;
};
constexpr BadLookup kBadLookups[] = {
    {0, TLS_RSA_WITH_AES_128_CBC_SHA, 0},
    {SSL2_PROTOCOL_VERSION, SSL_CK_RC4_128_WITH_MD5, 0},
    {SSL3_PROTOCOL_VERSION, TLS_RSA_WITH_AES_128_CBC_SHA, 0},
    {0x10303, TLS_RSA_WITH_AES_128_CBC_SHA, 0},
    {kTls12, 0, 0},
    {kTls12, TLS_RSA_EXPORT_WITH_RC4_40_MD5, 0},
    {kTls12, TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA, 0},
    {kTls12, TLS_RSA_WITH_RC4_128_SHA, 0},       // refused by policy
    {kTls12, TLS_RSA_WITH_3DES_EDE_CBC_SHA, 0},  // likewise
    {kTls12, 0x1002F, 0},
    {kTls13, TLS_RSA_WITH_AES_128_CBC_SHA, 0},
    {kTls12, TLS_AES_128_GCM_SHA256, 0},
    {kTls11, TLS_RSA_WITH_AES_128_GCM_SHA256, 0},
    {kTls12, TLS_RSA_WITH_AES_128_GCM_SHA256, TLS_ECC_P256_CURVE_KEY_TYPE},
    {kTls12, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, 26},   // brainpoolP256r1
    {kTls12, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, 256},  // ffdhe2048
    {kTls12, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, 0x1001D},
};

TEST(SslLookupCipherSuiteInfo, RefusesWhatItDoesNotKnowOrWhatDoesNotFit) {
    for (const BadLookup& bad : kBadLookups) {
        NCRYPT_SSL_CIPHER_SUITE info;
        std::memset(&info, 0xEE, sizeof info);
        EXPECT_EQ(SslLookupCipherSuiteInfo(ssl_provider(), bad.protocol, bad.suite, bad.key_type,
                                           &info, 0),
                  NTE_INVALID_PARAMETER)
            << bad.protocol << ' ' << bad.suite << ' ' << bad.key_type;
        expect_zero(info);
    }
}

TEST(SslLookupCipherSuiteInfo, RefusesAStructureThatIsNotThere) {
    EXPECT_EQ(
        SslLookupCipherSuiteInfo(ssl_provider(), kTls13, TLS_AES_128_GCM_SHA256, 0, nullptr, 0),
        NTE_INVALID_PARAMETER);
}

TEST(SslLookupCipherSuiteInfo, RefusesAProviderThatIsNone) {
    NCRYPT_SSL_CIPHER_SUITE info;
    EXPECT_EQ(SslLookupCipherSuiteInfo(freed_handle(), kTls13, TLS_AES_128_GCM_SHA256, 0, &info, 0),
              NTE_INVALID_HANDLE);
    expect_zero(info);
}

TEST(SslLookupCipherSuiteInfo, RefusesFlags) {
    NCRYPT_SSL_CIPHER_SUITE info;
    EXPECT_EQ(SslLookupCipherSuiteInfo(ssl_provider(), kTls13, TLS_AES_128_GCM_SHA256, 0, &info,
                                       NCRYPT_SSL_SERVER_FLAG),
              NTE_BAD_FLAGS);
    expect_zero(info);
}

// -- SslLookupCipherLengths -----------------------------------------------------------------------

struct Layout {
    DWORD protocol, suite, header, fixed, variable;
    bool blocks;
};
// By hand: RFC 2246 6.2.3 (no explicit IV), RFC 4346 6.2.3.2 (an IV of one block), RFC 5246
// 6.2.3.2 and A.5, RFC 5288 3 (8 octets of nonce, a tag of 16), RFC 7905 2 (no nonce), RFC 8446 5.2
// (a type and a tag), RFC 6347 4.1 (a header of 13).
constexpr Layout kLayouts[] = {
    {kTls10, TLS_RSA_WITH_AES_128_CBC_SHA, 5, 20, 16, true},
    {kTls11, TLS_RSA_WITH_AES_128_CBC_SHA, 5 + 16, 20, 16, true},
    {kTls12, TLS_RSA_WITH_AES_256_CBC_SHA256, 5 + 16, 32, 16, true},
    {kTls12, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, 5 + 16, 48, 16, true},
    {kDtls10, TLS_RSA_WITH_AES_128_CBC_SHA, 13 + 16, 20, 16, true},
    {kTls12, TLS_RSA_WITH_AES_128_GCM_SHA256, 5 + 8, 16, 0, false},
    {kDtls12, TLS_RSA_WITH_AES_256_GCM_SHA384, 13 + 8, 16, 0, false},
    {kTls12, 0xCCA8, 5, 16, 0, false},
    {kTls12, TLS_RSA_WITH_NULL_SHA256, 5, 32, 0, false},
    {kTls13, TLS_AES_256_GCM_SHA384, 5, 1 + 16, 0, false},
    {kTls13, 0x1303, 5, 1 + 16, 0, false},
};

TEST(SslLookupCipherLengths, AgreesWithTheRecordLayoutsOfTheRfcs) {
    for (const Layout& layout : kLayouts) {
        SCOPED_TRACE(layout.suite);
        NCRYPT_SSL_CIPHER_LENGTHS lengths;
        ASSERT_EQ(SslLookupCipherLengths(ssl_provider(), layout.protocol, layout.suite, 0, &lengths,
                                         sizeof lengths, 0),
                  ERROR_SUCCESS);
        EXPECT_EQ(lengths.cbLength, 20u);
        EXPECT_EQ(lengths.dwHeaderLen, layout.header);
        EXPECT_EQ(lengths.dwFixedTrailerLen, layout.fixed);
        EXPECT_EQ(lengths.dwMaxVariableTrailerLen, layout.variable);
        EXPECT_EQ(lengths.dwFlags,
                  layout.blocks ? DWORD{NCRYPT_SSL_CIPHER_LENGTHS_BLOCK_PADDING} : 0);
    }
}

TEST(SslLookupCipherLengths, RefusesWhatItDoesNotKnowOrWhatDoesNotFit) {
    for (const BadLookup& bad : kBadLookups) {
        NCRYPT_SSL_CIPHER_LENGTHS lengths;
        std::memset(&lengths, 0xEE, sizeof lengths);
        EXPECT_EQ(SslLookupCipherLengths(ssl_provider(), bad.protocol, bad.suite, bad.key_type,
                                         &lengths, sizeof lengths, 0),
                  NTE_INVALID_PARAMETER);
        expect_zero(lengths);
    }
}

TEST(SslLookupCipherLengths, RefusesAStructureThatIsTooShortAndWritesNothing) {
    for (const DWORD size : {0u, 1u, 19u}) {
        NCRYPT_SSL_CIPHER_LENGTHS lengths;
        std::memset(&lengths, 0xEE, sizeof lengths);
        EXPECT_EQ(SslLookupCipherLengths(ssl_provider(), kTls13, TLS_AES_128_GCM_SHA256, 0,
                                         &lengths, size, 0),
                  NTE_INVALID_PARAMETER);
        EXPECT_EQ(lengths.cbLength, 0xEEEEEEEEu);
        EXPECT_EQ(lengths.dwFlags, 0xEEEEEEEEu);
    }
    EXPECT_EQ(
        SslLookupCipherLengths(ssl_provider(), kTls13, TLS_AES_128_GCM_SHA256, 0, nullptr, 20, 0),
        NTE_INVALID_PARAMETER);
}

TEST(SslLookupCipherLengths, RefusesAProviderThatIsNone) {
    NCRYPT_SSL_CIPHER_LENGTHS lengths;
    EXPECT_EQ(SslLookupCipherLengths(kNoHandle, kTls13, TLS_AES_128_GCM_SHA256, 0, &lengths,
                                     sizeof lengths, 0),
              NTE_INVALID_HANDLE);
    expect_zero(lengths);
}

TEST(SslLookupCipherLengths, RefusesFlags) {
    NCRYPT_SSL_CIPHER_LENGTHS lengths;
    EXPECT_EQ(SslLookupCipherLengths(ssl_provider(), kTls13, TLS_AES_128_GCM_SHA256, 0, &lengths,
                                     sizeof lengths, 1),
              NTE_BAD_FLAGS);
    expect_zero(lengths);
}

// -- SslGetCipherSuitePRFHashAlgorithm ------------------------------------------------------------

TEST(SslGetCipherSuitePRFHashAlgorithm, AgreesWithTheRfcsOfTheSuites) {
    const std::tuple<DWORD, DWORD, std::u16string> rows[] = {
        // RFC 5246 5: "the TLS PRF ... with SHA-256" for every suite of that document and before.
        {kTls12, TLS_RSA_WITH_AES_128_CBC_SHA, u"SHA256"},
        {kDtls12, TLS_RSA_WITH_NULL_MD5, u"SHA256"},
        {kTls12, TLS_RSA_WITH_AES_256_CBC_SHA256, u"SHA256"},
        // RFC 5288 3, RFC 5289 3, RFC 5487 2
        {kTls12, TLS_RSA_WITH_AES_256_GCM_SHA384, u"SHA384"},
        {kTls12, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, u"SHA384"},
        {kTls12, TLS_PSK_WITH_AES_128_GCM_SHA256, u"SHA256"},
        // RFC 8446 B.4
        {kTls13, TLS_AES_128_GCM_SHA256, u"SHA256"},
        {kTls13, TLS_AES_256_GCM_SHA384, u"SHA384"},
    };
    for (const auto& [protocol, suite, expected] : rows) {
        WCHAR name[64];
        ASSERT_EQ(SslGetCipherSuitePRFHashAlgorithm(ssl_provider(), protocol, suite, 0, name, 0),
                  ERROR_SUCCESS);
        EXPECT_EQ(std::u16string(name), expected);
    }
}

TEST(SslGetCipherSuitePRFHashAlgorithm, RefusesProtocolsWhosePrfHasTwoHashes) {
    for (const DWORD protocol : {kTls10, kTls11, kDtls10}) {
        WCHAR name[64] = u"left over";
        EXPECT_EQ(SslGetCipherSuitePRFHashAlgorithm(ssl_provider(), protocol,
                                                    TLS_RSA_WITH_AES_128_CBC_SHA, 0, name, 0),
                  NTE_NOT_SUPPORTED);
        EXPECT_EQ(name[0], 0);
    }
}

TEST(SslGetCipherSuitePRFHashAlgorithm, RefusesWhatItDoesNotKnowOrWhatDoesNotFit) {
    for (const BadLookup& bad : kBadLookups) {
        WCHAR name[64] = u"left over";
        EXPECT_EQ(SslGetCipherSuitePRFHashAlgorithm(ssl_provider(), bad.protocol, bad.suite,
                                                    bad.key_type, name, 0),
                  NTE_INVALID_PARAMETER);
        EXPECT_EQ(name[0], 0);
    }
}

TEST(SslGetCipherSuitePRFHashAlgorithm, RefusesANameWithoutAPlace) {
    EXPECT_EQ(SslGetCipherSuitePRFHashAlgorithm(ssl_provider(), kTls13, TLS_AES_128_GCM_SHA256, 0,
                                                nullptr, 0),
              NTE_INVALID_PARAMETER);
}

TEST(SslGetCipherSuitePRFHashAlgorithm, RefusesAProviderThatIsNone) {
    WCHAR name[64] = u"left over";
    EXPECT_EQ(
        SslGetCipherSuitePRFHashAlgorithm(kNoHandle, kTls13, TLS_AES_128_GCM_SHA256, 0, name, 0),
        NTE_INVALID_HANDLE);
    EXPECT_EQ(name[0], 0);
}

TEST(SslGetCipherSuitePRFHashAlgorithm, RefusesFlags) {
    WCHAR name[64] = u"left over";
    EXPECT_EQ(SslGetCipherSuitePRFHashAlgorithm(ssl_provider(), kTls13, TLS_AES_128_GCM_SHA256, 0,
                                                name, 1),
              NTE_BAD_FLAGS);
    EXPECT_EQ(name[0], 0);
}

// -- SslEnumEccCurves -----------------------------------------------------------------------------

// libcrypto's degree of the curve with that OID.
int degree_of(const char* oid) {
    EC_GROUP* const group = EC_GROUP_new_by_curve_name(OBJ_txt2nid(oid));
    const int degree = group == nullptr ? 0 : EC_GROUP_get_degree(group);
    EC_GROUP_free(group);
    return degree;
}

TEST(SslEnumEccCurves, AgreesWithLibcryptosCurvesAndWithWhatWindowsWasSeenToAnswer) {
    DWORD curves = 0;
    NCRYPT_SSL_ECC_CURVE* list = nullptr;
    ASSERT_EQ(SslEnumEccCurves(ssl_provider(), &curves, &list, 0), ERROR_SUCCESS);
    std::map<DWORD, std::u16string> found;
    for (DWORD i = 0; i < curves; ++i) {
        found[list[i].dwCurveType] = list[i].szCurveName;
        EXPECT_EQ(list[i].dwFlags, 0u);
        // Windows 11 shows curve25519, no OID, 255, 29.
        if (list[i].dwCurveType == 29) {
            EXPECT_EQ(std::string(list[i].szOID), "");
            EXPECT_EQ(list[i].dwPublicKeyLength, 255u);
        } else {
            EXPECT_EQ(static_cast<int>(list[i].dwPublicKeyLength), degree_of(list[i].szOID));
        }
    }
    const std::map<DWORD, std::u16string> expected = {
        {23, u"nistP256"}, {24, u"nistP384"}, {25, u"nistP521"}, {29, u"curve25519"}};
    EXPECT_EQ(found, expected);
    EXPECT_EQ(SslFreeBuffer(list), ERROR_SUCCESS);
}

TEST(SslEnumEccCurves, RefusesMissingPointers) {
    DWORD curves = 9;
    auto* list = reinterpret_cast<NCRYPT_SSL_ECC_CURVE*>(kNoHandle);
    EXPECT_EQ(SslEnumEccCurves(ssl_provider(), nullptr, &list, 0), NTE_INVALID_PARAMETER);
    EXPECT_EQ(list, nullptr);
    EXPECT_EQ(SslEnumEccCurves(ssl_provider(), &curves, nullptr, 0), NTE_INVALID_PARAMETER);
    EXPECT_EQ(curves, 0u);
}

TEST(SslEnumEccCurves, RefusesAProviderThatIsNone) {
    DWORD curves = 9;
    auto* list = reinterpret_cast<NCRYPT_SSL_ECC_CURVE*>(kNoHandle);
    EXPECT_EQ(SslEnumEccCurves(rsa_private(), &curves, &list, 0), NTE_INVALID_HANDLE);
    EXPECT_EQ(curves, 0u);
    EXPECT_EQ(list, nullptr);
}

TEST(SslEnumEccCurves, RefusesFlags) {
    DWORD curves = 9;
    auto* list = reinterpret_cast<NCRYPT_SSL_ECC_CURVE*>(kNoHandle);
    EXPECT_EQ(SslEnumEccCurves(ssl_provider(), &curves, &list, 1), NTE_BAD_FLAGS);
    EXPECT_EQ(curves, 0u);
    EXPECT_EQ(list, nullptr);
}

}  // namespace
}  // namespace secur32::test
