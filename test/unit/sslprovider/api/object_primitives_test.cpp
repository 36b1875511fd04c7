// Objects of one ASN.1 type.  "Windows": what Wine's dlls/crypt32/tests/encode.c asserts.
#include <gtest/gtest.h>
#include <wincrypt.h>

#include "test/support/der_writer.h"
#include "test/support/object_samples.h"

namespace secur32::test {
namespace {

TEST(ObjectPrimitives, CodeIntegersAsWindowsDoes) {
    const std::pair<int, const char*> ints[] = {{1, "020101"},
                                                {127, "02017f"},
                                                {128, "02020080"},
                                                {256, "02020100"},
                                                {-128, "020180"},
                                                {-129, "0202ff7f"},
                                                {static_cast<int>(0xbaddf00d), "0204baddf00d"},
                                                {0, "020100"},
                                                {-1, "0201ff"},
                                                {INT32_MIN, "020480000000"},
                                                {INT32_MAX, "02047fffffff"}};
    for (const auto& [number, hex] : ints) {
        EXPECT_EQ(encoded(X509_INTEGER, &number).der, digits(hex));
        EXPECT_EQ(*decoded<int>(X509_INTEGER, digits(hex)), number);
        Buffer little(4);
        for (unsigned i = 0; i < 4; ++i)
            little[i] = static_cast<std::uint8_t>(static_cast<std::uint32_t>(number) >> 8 * i);
        const CRYPT_INTEGER_BLOB as_blob = blob(little);
        EXPECT_EQ(encoded(X509_MULTI_BYTE_INTEGER, &as_blob).der, digits(hex));
    }
}

TEST(ObjectPrimitives, RefuseIntegersOfOverFourOctetsAndUnderOne) {
    EXPECT_EQ(decoding_error(X509_INTEGER, digits("02050100000000")),
              static_cast<DWORD>(CRYPT_E_ASN1_LARGE));
    EXPECT_EQ(decoding_error(X509_INTEGER, digits("020500ffffffff")),
              static_cast<DWORD>(CRYPT_E_ASN1_LARGE));
    EXPECT_EQ(decoding_error(X509_INTEGER, digits("0200")),
              static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
    EXPECT_EQ(decoding_error(X509_INTEGER, digits("02020001")),
              static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
    EXPECT_EQ(decoding_error(X509_INTEGER, digits("02810101")),
              static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
}

TEST(ObjectPrimitives, DropSignOctetsOfLongNumbersAsWindowsDoes) {
    Buffer positive = digits("ffff0102030405060708"), negative = digits("0807060504030201ffffff");
    CRYPT_INTEGER_BLOB number = blob(positive);
    EXPECT_EQ(encoded(X509_MULTI_BYTE_INTEGER, &number).der, digits("020a0807060504030201ffff"));
    number = blob(negative);
    EXPECT_EQ(encoded(X509_MULTI_BYTE_INTEGER, &number).der, digits("0209ff0102030405060708"));
    EXPECT_EQ(encoded(X509_MULTI_BYTE_UINT, &number).der, digits("020c00ffffff0102030405060708"));
    const auto unsigned_one =
        decoded<CRYPT_UINT_BLOB>(X509_MULTI_BYTE_UINT, digits("020c00ffffff0102030405060708"));
    EXPECT_EQ(octets(*unsigned_one), negative);
}

TEST(ObjectPrimitives, RefuseNumbersWithoutOctetsAndNegativeUnsignedOnes) {
    const CRYPT_INTEGER_BLOB none{};
    EXPECT_EQ(encoded(X509_MULTI_BYTE_INTEGER, &none).error, static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(encoded(X509_MULTI_BYTE_UINT, &none).error, static_cast<DWORD>(E_INVALIDARG));
    const CRYPT_INTEGER_BLOB nowhere = {4, nullptr};
    EXPECT_EQ(encoded(X509_MULTI_BYTE_INTEGER, &nowhere).error, static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(decoding_error(X509_MULTI_BYTE_UINT, digits("020180")),
              static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
}

TEST(ObjectPrimitives, CodeEnumeratedsWithoutASignAsWindowsDoes) {
    const int reason = -128;
    EXPECT_EQ(encoded(X509_ENUMERATED, &reason).der, digits("0a0500ffffff80"));
    EXPECT_EQ(*decoded<int>(szOID_CRL_REASON_CODE, digits("0a0500ffffff80")), reason);
    EXPECT_EQ(decoding_error(X509_ENUMERATED, digits("0a0180")),
              static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
    EXPECT_EQ(decoding_error(X509_ENUMERATED, digits("0a050100000000")),
              static_cast<DWORD>(CRYPT_E_ASN1_LARGE));
    EXPECT_EQ(decoding_error(X509_ENUMERATED, digits("020101")),
              static_cast<DWORD>(CRYPT_E_ASN1_BADTAG));
}

TEST(ObjectPrimitives, EncodeBitsWithManyUnusedAsWindowsDoes) {
    BYTE ones[] = {0xFF, 0xFF};
    const std::pair<DWORD, const char*> rows[] = {
        {0, "030300ffff"}, {1, "030301fffe"}, {9, "030201fe"}, {17, "030100"}, {16, "030100"}};
    for (const auto& [unused, hex] : rows) {
        const CRYPT_BIT_BLOB bits = {sizeof ones, ones, unused};
        EXPECT_EQ(encoded(X509_BITS, &bits).der, digits(hex)) << unused;
    }
}

TEST(ObjectPrimitives, LeaveZerosAtTheEndOutOfNamedBits) {
    BYTE usage[] = {0xA0, 0x00};
    for (const DWORD unused : {0U, 3U, 8U}) {
        const CRYPT_BIT_BLOB bits = {sizeof usage, usage, unused};
        EXPECT_EQ(encoded(X509_KEY_USAGE, &bits).der, digits("030205a0"));
        EXPECT_EQ(encoded(X509_BITS_WITHOUT_TRAILING_ZEROES, &bits).der, digits("030205a0"));
    }
    const CRYPT_BIT_BLOB nothing = {2, usage, 15};
    EXPECT_EQ(encoded(X509_KEY_USAGE, &nothing).der, digits("03020780"));
    const CRYPT_BIT_BLOB masked = {1, usage, 7};
    EXPECT_EQ(encoded(szOID_KEY_USAGE, &masked).der, digits("03020780"));
}

TEST(ObjectPrimitives, CodeTimesAsWindowsDoes) {
    // 2005-06-06 16:10:00
    const FILETIME time =
        decoded<FILETIME>(X509_CHOICE_OF_TIME, digits("170d3035303630363136313030305a")) != nullptr
            ? *decoded<FILETIME>(X509_CHOICE_OF_TIME, digits("170d3035303630363136313030305a"))
            : FILETIME{};
    const std::uint64_t ticks = std::uint64_t{time.dwHighDateTime} << 32 | time.dwLowDateTime;
    EXPECT_EQ(ticks / 10000000 - 11644473600, 1118074200u);
    EXPECT_EQ(encoded(PKCS_UTC_TIME, &time).der, digits("170d3035303630363136313030305a"));
}

TEST(ObjectPrimitives, RefuseTimesThatAreNoneAsWindowsDoes) {
    for (const char* const hex : {"17083435303630363136", "180f61616161616161616161616161615a",
                                  "180432313435", "18083231343530363036"})
        EXPECT_EQ(decoding_error(X509_CHOICE_OF_TIME, digits(hex)),
                  static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT))
            << hex;
    EXPECT_EQ(decoding_error(X509_CHOICE_OF_TIME, digits("020101")),
              static_cast<DWORD>(CRYPT_E_ASN1_BADTAG));
}

TEST(ObjectPrimitives, RefuseTimesThatTheEncodingCannotSay) {
    const auto years =
        decoded<FILETIME>(X509_CHOICE_OF_TIME, digits("180f32313435303630363136313030305a"));
    EXPECT_EQ(encoded(PKCS_UTC_TIME, years.get()).error, static_cast<DWORD>(CRYPT_E_BAD_ENCODE));
    EXPECT_EQ(encoded(szOID_RSA_signingTime, years.get()).error,
              static_cast<DWORD>(CRYPT_E_BAD_ENCODE));
    const auto before =
        decoded<FILETIME>(X509_CHOICE_OF_TIME, digits("180f31393435303630363136313030305a"));
    EXPECT_EQ(encoded(PKCS_UTC_TIME, before.get()).error, static_cast<DWORD>(CRYPT_E_BAD_ENCODE));
    const FILETIME late = {0xFFFFFFFF, 0xFFFFFFFF};
    EXPECT_EQ(encoded(X509_CHOICE_OF_TIME, &late).error, static_cast<DWORD>(CRYPT_E_BAD_ENCODE));
}

TEST(ObjectPrimitives, CodeObjectIdentifiers) {
    const auto id = decoded<LPSTR>(X509_OBJECT_IDENTIFIER, digits("06092a864886f70d010101"));
    EXPECT_STREQ(*id, szOID_RSA_RSA);
    const LPSTR bad = text("1.40.1");
    EXPECT_EQ(encoded(X509_OBJECT_IDENTIFIER, &bad).error, static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(decoding_error(X509_OBJECT_IDENTIFIER, digits("0600")),
              static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
}

TEST(ObjectPrimitives, GiveOctetStringsWithoutOctetsNoAddress) {
    const auto none = decoded<CRYPT_DATA_BLOB>(X509_OCTET_STRING, digits("0400"));
    EXPECT_EQ(none->cbData, 0u);
    EXPECT_EQ(none->pbData, nullptr);
}

}  // namespace
}  // namespace secur32::test
