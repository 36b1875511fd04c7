// Names and their values: the kinds of strings, Unicode, and where a character is that none of them
// has.  "Windows": what Wine's dlls/crypt32/tests/encode.c asserts.
#include <gtest/gtest.h>
#include <wincrypt.h>

#include "test/support/object_samples.h"

namespace secur32::test {
namespace {

// One attribute in a name of its own.
struct OneAttribute {
    CERT_RDN_ATTR attribute;
    CERT_RDN rdn = {1, &attribute};
    CERT_NAME_INFO name = {1, &rdn};
    OneAttribute(const char* id, DWORD type, CRYPT_DATA_BLOB value)
        : attribute{text(id), type, value} {}
    OneAttribute(const OneAttribute&) = delete;
};
CRYPT_DATA_BLOB utf16(const char16_t* literal, DWORD bytes = 0) {
    return {bytes, reinterpret_cast<BYTE*>(wide(literal))};
}
CRYPT_DATA_BLOB chars(const char* literal) {
    return {static_cast<DWORD>(std::string_view(literal).size()),
            reinterpret_cast<BYTE*>(text(literal))};
}

// The value alone of what X509_UNICODE_NAME makes of a text.
std::string unicode(const char* id, DWORD type, const char16_t* literal, DWORD flags = 0) {
    const OneAttribute one(id, type, utf16(literal));
    const Buffer der = encoded(X509_UNICODE_NAME, &one.name, flags).der;
    const auto read = decoded<CERT_NAME_INFO>(X509_NAME, der);
    if (read == nullptr) return {};
    // SEQUENCE, SET, SEQUENCE, the OBJECT IDENTIFIER of 5 octets or 11.
    return to_hex(der).substr(2 *
                              (6 + 2 + (std::string_view(id) == szOID_RSA_emailAddr ? 9u : 3u)));
}

Encoded unicode_value(DWORD type, const char16_t* literal, DWORD flags = 0) {
    const CERT_NAME_VALUE value = {type, utf16(literal)};
    return encoded(X509_UNICODE_NAME_VALUE, &value, flags);
}

// ---- Decoding -----------------------------------------------------------------------------------

TEST(ObjectNames, DecodeTheAttributesOfOneRelativeName) {
    const auto name = decoded<CERT_NAME_INFO>(X509_NAME, digits(kTwoNames));
    ASSERT_EQ(name->cRDN, 1u);
    ASSERT_EQ(name->rgRDN[0].cRDNAttr, 2u);
    const CERT_RDN_ATTR* const attributes = name->rgRDN[0].rgRDNAttr;
    EXPECT_STREQ(attributes[0].pszObjId, szOID_SUR_NAME);
    EXPECT_EQ(attributes[0].dwValueType, static_cast<DWORD>(CERT_RDN_PRINTABLE_STRING));
    EXPECT_EQ(octets(attributes[0].Value), (Buffer{'L', 'a', 'n', 'g'}));
    EXPECT_STREQ(attributes[1].pszObjId, szOID_COMMON_NAME);
}

TEST(ObjectNames, DecodeUnicodeNamesAsUtf16WithANulThatIsNotCounted) {
    const auto name = decoded<CERT_NAME_INFO>(X509_UNICODE_NAME, digits(kTwoNames));
    const CERT_RDN_ATTR& first = name->rgRDN[0].rgRDNAttr[0];
    EXPECT_EQ(first.dwValueType, static_cast<DWORD>(CERT_RDN_PRINTABLE_STRING));
    EXPECT_EQ(text_of(first.Value), u"Lang");
    EXPECT_EQ(reinterpret_cast<const char16_t*>(first.Value.pbData)[4], u'\0');
}

TEST(ObjectNames, DecodeEachKindOfStringToItsNumber) {
    const std::pair<const char*, int> kinds[] = {
        {"040161", CERT_RDN_OCTET_STRING},     {"120131", CERT_RDN_NUMERIC_STRING},
        {"130161", CERT_RDN_PRINTABLE_STRING}, {"140161", CERT_RDN_T61_STRING},
        {"150161", CERT_RDN_VIDEOTEX_STRING},  {"160161", CERT_RDN_IA5_STRING},
        {"190161", CERT_RDN_GRAPHIC_STRING},   {"1a0161", CERT_RDN_VISIBLE_STRING},
        {"1b0161", CERT_RDN_GENERAL_STRING},   {"1c0400000061", CERT_RDN_UNIVERSAL_STRING},
        {"1e020061", CERT_RDN_BMP_STRING},     {"0c0161", CERT_RDN_UTF8_STRING},
        {"020161", CERT_RDN_ENCODED_BLOB},     {"3000", CERT_RDN_ENCODED_BLOB}};
    for (const auto& [hex, type] : kinds) {
        const auto value = decoded<CERT_NAME_VALUE>(X509_NAME_VALUE, digits(hex));
        EXPECT_EQ(value->dwValueType, static_cast<DWORD>(type)) << hex;
        const auto wide_value = decoded<CERT_NAME_VALUE>(X509_UNICODE_NAME_VALUE, digits(hex));
        EXPECT_EQ(wide_value->dwValueType, static_cast<DWORD>(type)) << hex;
    }
    EXPECT_EQ(text_of(decoded<CERT_NAME_VALUE>(X509_NAME_VALUE, digits("1e02226f"))->Value),
              u"\u226f");
    EXPECT_EQ(text_of(decoded<CERT_NAME_VALUE>(X509_NAME_VALUE, digits("0c03e289af"))->Value),
              u"\u226f");
    EXPECT_EQ(octets(decoded<CERT_NAME_VALUE>(X509_NAME_VALUE, digits("1c0400010203"))->Value),
              (Buffer{3, 2, 1, 0}));
    EXPECT_EQ(octets(decoded<CERT_NAME_VALUE>(X509_NAME_VALUE, digits("020161"))->Value),
              digits("020161"));
}

TEST(ObjectNames, DecodeTeletexStringsAsUtf8UnlessTheFlagSaysLatin1) {
    const Buffer der = digits("1402c3a4");
    EXPECT_EQ(text_of(decoded<CERT_NAME_VALUE>(X509_UNICODE_NAME_VALUE, der)->Value), u"ä");
    EXPECT_EQ(text_of(decoded<CERT_NAME_VALUE>(X509_UNICODE_NAME_VALUE, der,
                                               CRYPT_UNICODE_NAME_DECODE_DISABLE_IE4_UTF8_FLAG)
                          ->Value),
              u"Ã¤");
}

TEST(ObjectNames, RefuseToDecodeStringsThatAreIllFormed) {
    for (const char* const hex :
         {"0c0180", "0c02c080", "1e0100", "1e02d800", "1c03000000", "1c0500000000 00"}) {
        EXPECT_EQ(decoding_error(X509_NAME_VALUE, digits(hex)),
                  static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT))
            << hex;
        EXPECT_EQ(decoding_error(X509_UNICODE_NAME_VALUE, digits(hex)),
                  static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT))
            << hex;
    }
    EXPECT_EQ(decoding_error(X509_UNICODE_NAME_VALUE, digits("1c0400110000")),
              static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
}

// Where Windows decodes it, a program that reads to the NUL takes the name for another one.
TEST(ObjectNames, RefuseANulInWhatBecomesUtf16) {
    for (const char* const hex : {"0c0a4a75616e204c616e6700", "1e0400610000", "0c03610062"}) {
        EXPECT_EQ(decoding_error(X509_NAME_VALUE, digits(hex)),
                  static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT))
            << hex;
        EXPECT_EQ(decoding_error(X509_UNICODE_NAME_VALUE, digits(hex)),
                  static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT))
            << hex;
    }
    EXPECT_EQ(decoding_error(X509_NAME, digits(kOneName)), 0u);  // PrintableString: as it is
    EXPECT_EQ(decoding_error(X509_UNICODE_NAME, digits(kOneName)),
              static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
}

TEST(ObjectNames, RefuseToDecodeNamesThatAreNone) {
    for (const char* const hex : {"30023000", "30053103020101", "30043102 3000",
                                  "300b3109300706035504031301", "300a31083006060355040405"}) {
        EXPECT_NE(decoding_error(X509_NAME, digits(hex)), 0u) << hex;
        EXPECT_NE(decoding_error(X509_UNICODE_NAME, digits(hex)), 0u) << hex;
    }
}

// ---- Encoding -----------------------------------------------------------------------------------

TEST(ObjectNames, EncodeAttributesInTheOrderThatDerDemands) {
    CERT_RDN_ATTR attributes[] = {
        {text(szOID_COMMON_NAME), CERT_RDN_PRINTABLE_STRING, chars("Juan Lang")},
        {text(szOID_SUR_NAME), CERT_RDN_PRINTABLE_STRING, chars("Lang")}};
    CERT_RDN rdn = {2, attributes};
    const CERT_NAME_INFO name = {1, &rdn};
    EXPECT_EQ(encoded(X509_NAME, &name).der, digits(kTwoNames));
    attributes[0].Value = utf16(u"Juan Lang");
    attributes[1].Value = utf16(u"Lang");
    EXPECT_EQ(encoded(X509_UNICODE_NAME, &name).der, digits(kTwoNames));
}

TEST(ObjectNames, EncodeValuesThatAreEncodedAlready) {
    Buffer der = digits(kOneName);
    const OneAttribute one(szOID_COMMON_NAME, CERT_RDN_ENCODED_BLOB, blob(der));
    const Buffer expected = digits("302031 1e301c0603550403" + std::string(kOneName));
    EXPECT_EQ(encoded(X509_NAME, &one.name).der, expected);
    EXPECT_EQ(encoded(X509_UNICODE_NAME, &one.name).der, expected);
    Buffer none = {1};
    const OneAttribute bogus(szOID_COMMON_NAME, CERT_RDN_ENCODED_BLOB, blob(none));
    EXPECT_EQ(encoded(X509_NAME, &bogus.name).error, static_cast<DWORD>(E_INVALIDARG));
}

TEST(ObjectNames, InferTheKindOfAString) {
    const DWORD t61 = CRYPT_UNICODE_NAME_ENCODE_ENABLE_T61_UNICODE_FLAG,
                utf8 = CRYPT_UNICODE_NAME_ENCODE_ENABLE_UTF8_UNICODE_FLAG,
                always = CRYPT_UNICODE_NAME_ENCODE_FORCE_UTF8_UNICODE_FLAG;
    const auto cn = [](const char16_t* literal, DWORD flags = 0) {
        return unicode(szOID_COMMON_NAME, CERT_RDN_ANY_TYPE, literal, flags);
    };
    EXPECT_EQ(cn(u"a b"), "1303612062");
    EXPECT_EQ(cn(u"a@b"), "1e06006100400062");
    EXPECT_EQ(cn(u"a@b", utf8), "0c03614062");
    EXPECT_EQ(cn(u"ä", t61), "1401e4");
    EXPECT_EQ(cn(u"\u226f", t61), "1e02226f");
    EXPECT_EQ(cn(u"\u226f", t61 | utf8), "0c03e289af");
    EXPECT_EQ(cn(u"a", always), "0c0161");
    // Types with a string of their own.
    EXPECT_EQ(unicode(szOID_RSA_emailAddr, CERT_RDN_ANY_TYPE, u"a@b"), "1603614062");
    EXPECT_EQ(unicode(szOID_COUNTRY_NAME, CERT_RDN_ANY_TYPE, u"DE"), "13024445");
}

TEST(ObjectNames, EncodeEachKindOutOfUnicodeAsWindowsDoes) {
    const std::pair<int, const char*> kinds[] = {
        {CERT_RDN_NUMERIC_STRING, "120131"}, {CERT_RDN_PRINTABLE_STRING, "130131"},
        {CERT_RDN_TELETEX_STRING, "140131"}, {CERT_RDN_VIDEOTEX_STRING, "150131"},
        {CERT_RDN_IA5_STRING, "160131"},     {CERT_RDN_GRAPHIC_STRING, "190131"},
        {CERT_RDN_VISIBLE_STRING, "1a0131"}, {CERT_RDN_UNIVERSAL_STRING, "1c0400000031"},
        {CERT_RDN_GENERAL_STRING, "1b0131"}, {CERT_RDN_BMP_STRING, "1e020031"},
        {CERT_RDN_UTF8_STRING, "0c0131"}};
    for (const auto& [type, hex] : kinds)
        EXPECT_EQ(unicode_value(static_cast<DWORD>(type), u"1").der, digits(hex)) << type;
    const char16_t* const url = u"http://\u226f\u575b";
    EXPECT_EQ(unicode_value(CERT_RDN_BMP_STRING, url).der,
              digits("1e120068007400740070003a002f002f226f575b"));
    EXPECT_EQ(unicode_value(CERT_RDN_UTF8_STRING, url).der,
              digits("0c0d687474703a2f2fe289afe59d9b"));
    EXPECT_EQ(unicode_value(CERT_RDN_UNIVERSAL_STRING, u"\U0001F600").der, digits("1c040001f600"));
}

TEST(ObjectNames, RefuseWhatIsNoStringAsWindowsDoes) {
    for (const int type : {CERT_RDN_ANY_TYPE, CERT_RDN_ENCODED_BLOB, CERT_RDN_OCTET_STRING}) {
        EXPECT_EQ(unicode_value(static_cast<DWORD>(type), u"1").error,
                  static_cast<DWORD>(CRYPT_E_NOT_CHAR_STRING));
        EXPECT_EQ(unicode_value(static_cast<DWORD>(type), nullptr).error,
                  static_cast<DWORD>(CRYPT_E_NOT_CHAR_STRING));
    }
    EXPECT_EQ(unicode_value(14, u"1").error, static_cast<DWORD>(CRYPT_E_ASN1_CHOICE));
    const CERT_NAME_VALUE unknown = {14, {0, nullptr}};
    EXPECT_EQ(encoded(X509_NAME_VALUE, &unknown).error, static_cast<DWORD>(CRYPT_E_ASN1_CHOICE));
    const OneAttribute vague(szOID_COMMON_NAME, CERT_RDN_ANY_TYPE, chars("a"));
    EXPECT_EQ(encoded(X509_NAME, &vague.name).error, static_cast<DWORD>(E_INVALIDARG));
}

TEST(ObjectNames, RefuseCharactersAndTellWhereAsWindowsDoes) {
    const auto expect = [](DWORD type, const char16_t* literal, HRESULT code, DWORD where) {
        const Encoded refused = unicode_value(type, literal);
        EXPECT_EQ(refused.error, static_cast<DWORD>(code));
        EXPECT_EQ(refused.told, where);
    };
    expect(CERT_RDN_NUMERIC_STRING, u"a", CRYPT_E_INVALID_NUMERIC_STRING, 0);
    expect(CERT_RDN_PRINTABLE_STRING, u"\"", CRYPT_E_INVALID_PRINTABLE_STRING, 0);
    expect(CERT_RDN_IA5_STRING, u"http://\u226f", CRYPT_E_INVALID_IA5_STRING, 7);
    // The NUL behind a text is not printable: "Unexpected error index" unless it is 9.
    const OneAttribute counted(szOID_COMMON_NAME, CERT_RDN_PRINTABLE_STRING,
                               utf16(u"Juan Lang", 20));
    const Encoded refused = encoded(X509_UNICODE_NAME, &counted.name);
    EXPECT_EQ(refused.error, static_cast<DWORD>(CRYPT_E_INVALID_PRINTABLE_STRING));
    EXPECT_EQ(refused.told, 9u);
}

TEST(ObjectNames, TellOfTheRelativeNameAndTheAttributeToo) {
    CERT_RDN_ATTR good = {text(szOID_COMMON_NAME), CERT_RDN_IA5_STRING, utf16(u"a")};
    CERT_RDN_ATTR two[] = {good,
                           {text(szOID_COMMON_NAME), CERT_RDN_IA5_STRING, utf16(u"abc\u00E4")}};
    CERT_RDN rdns[] = {{1, &good}, {1, &good}, {2, two}};
    const CERT_NAME_INFO name = {3, rdns};
    const DWORD where = encoded(X509_UNICODE_NAME, &name).told;
    EXPECT_EQ(GET_CERT_UNICODE_RDN_ERR_INDEX(where), 2u);
    EXPECT_EQ(GET_CERT_UNICODE_ATTR_ERR_INDEX(where), 1u);
    EXPECT_EQ(GET_CERT_UNICODE_VALUE_ERR_INDEX(where), 3u);
}

TEST(ObjectNames, LetPassWhatFitsWhenTypesAreNotChecked) {
    const DWORD flag = CRYPT_UNICODE_NAME_ENCODE_DISABLE_CHECK_TYPE_FLAG;
    EXPECT_EQ(unicode_value(CERT_RDN_PRINTABLE_STRING, u"\"", flag).der, digits("130122"));
    EXPECT_EQ(unicode_value(CERT_RDN_IA5_STRING, u"\u226f", flag).error,
              static_cast<DWORD>(CRYPT_E_INVALID_IA5_STRING));
}

TEST(ObjectNames, RefuseSurrogatesAloneAndOddAddresses) {
    const char16_t alone[] = {0xD800, 0};
    for (const int type : {CERT_RDN_UTF8_STRING, CERT_RDN_BMP_STRING, CERT_RDN_UNIVERSAL_STRING})
        EXPECT_EQ(unicode_value(static_cast<DWORD>(type), alone).error,
                  static_cast<DWORD>(CRYPT_E_INVALID_X500_STRING));
    alignas(2) BYTE octets_of_text[8] = {};
    const CERT_NAME_VALUE odd = {CERT_RDN_UTF8_STRING, {2, octets_of_text + 1}};
    EXPECT_EQ(encoded(X509_UNICODE_NAME_VALUE, &odd).error, static_cast<DWORD>(E_INVALIDARG));
}

TEST(ObjectNames, RefuseIdentifiersThatAreNone) {
    for (const char* const id : {"", "bogus", "1", "2.5.4.", "3.1.2"}) {
        const OneAttribute one(id, CERT_RDN_PRINTABLE_STRING, chars("a"));
        EXPECT_EQ(encoded(X509_NAME, &one.name).error, static_cast<DWORD>(E_INVALIDARG)) << id;
    }
    OneAttribute none(szOID_COMMON_NAME, CERT_RDN_PRINTABLE_STRING, chars("a"));
    none.attribute.pszObjId = nullptr;
    EXPECT_EQ(encoded(X509_NAME, &none.name).error, static_cast<DWORD>(E_INVALIDARG));
}

}  // namespace
}  // namespace secur32::test
