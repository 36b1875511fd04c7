// Alternative names and what is made of them.  "Windows": what Wine's dlls/crypt32/tests/encode.c
// asserts.
#include <gtest/gtest.h>
#include <wincrypt.h>

#include "test/support/der_writer.h"
#include "test/support/object_samples.h"

namespace secur32::test {
namespace {

const char16_t* const kBadUrl = u"http://\u226f\u575b";  // the first that is not IA5 is at 7

CERT_ALT_NAME_ENTRY url(const char16_t* literal) {
    CERT_ALT_NAME_ENTRY entry{};
    entry.dwAltNameChoice = CERT_ALT_NAME_URL;
    entry.pwszURL = literal == nullptr ? nullptr : wide(literal);
    return entry;
}

TEST(ObjectAltNames, DecodeEveryFormWithAPlaceInTheStructure) {
    const Buffer name = digits(kOneName);
    const Buffer der =
        tlv(0x30, {tlv(0xA0, {tlv(6, Buffer{0x2A, 3}), tlv(0xA0, tlv(0x0C, "user"))}),
                   tlv(0x81, "a@b"), tlv(0x82, "host"), tlv(0xA4, name), tlv(0x86, "http://a"),
                   tlv(0x87, Buffer{127, 0, 0, 1}), tlv(0x88, Buffer{0x2A, 3, 4})});
    const auto names = decoded<CERT_ALT_NAME_INFO>(X509_ALTERNATE_NAME, der);
    ASSERT_NE(names, nullptr);
    ASSERT_EQ(names->cAltEntry, 7u);
    const CERT_ALT_NAME_ENTRY* const all = names->rgAltEntry;
    EXPECT_EQ(all[0].dwAltNameChoice, static_cast<DWORD>(CERT_ALT_NAME_OTHER_NAME));
    EXPECT_STREQ(all[0].pOtherName->pszObjId, "1.2.3");
    EXPECT_EQ(octets(all[0].pOtherName->Value), tlv(0x0C, "user"));
    EXPECT_EQ(std::u16string(reinterpret_cast<char16_t*>(all[1].pwszRfc822Name)), u"a@b");
    EXPECT_EQ(std::u16string(reinterpret_cast<char16_t*>(all[2].pwszDNSName)), u"host");
    EXPECT_EQ(all[3].dwAltNameChoice, static_cast<DWORD>(CERT_ALT_NAME_DIRECTORY_NAME));
    EXPECT_EQ(octets(all[3].DirectoryName), name);
    EXPECT_EQ(std::u16string(reinterpret_cast<char16_t*>(all[4].pwszURL)), u"http://a");
    EXPECT_EQ(octets(all[5].IPAddress), (Buffer{127, 0, 0, 1}));
    EXPECT_STREQ(all[6].pszRegisteredID, "1.2.3.4");
    EXPECT_EQ(encoded(X509_ALTERNATE_NAME, names.get()).der, der);
}

TEST(ObjectAltNames, RefuseFormsWithoutAPlaceAsWindowsDoes) {
    EXPECT_EQ(decoding_error(X509_ALTERNATE_NAME, digits("300685047f000001")),
              static_cast<DWORD>(CRYPT_E_ASN1_BADTAG));
    EXPECT_EQ(decoding_error(X509_ALTERNATE_NAME, digits("300689047f000001")),
              static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
    EXPECT_EQ(decoding_error(X509_ALTERNATE_NAME, digits("3002a300")),
              static_cast<DWORD>(CRYPT_E_ASN1_BADTAG));
    EXPECT_EQ(decoding_error(X509_ALTERNATE_NAME, digits("3002a500")),
              static_cast<DWORD>(CRYPT_E_ASN1_BADTAG));
    EXPECT_EQ(decoding_error(X509_ALTERNATE_NAME, digits("3003820180")),
              static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
}

TEST(ObjectAltNames, RefuseANulThatWouldHideTheRestOfAName) {
    for (const char* const hex : {"300582036100 62", "3003820100", "3005860361620 0"})
        EXPECT_EQ(decoding_error(X509_ALTERNATE_NAME, digits(hex)),
                  static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT))
            << hex;
}

TEST(ObjectAltNames, EncodeAUrlAsWindowsDoes) {
    CERT_ALT_NAME_ENTRY entry = url(nullptr);
    const CERT_ALT_NAME_INFO info = {1, &entry};
    EXPECT_EQ(encoded(X509_ALTERNATE_NAME, &info).der, digits("30028600"));
    entry = url(u"http://winehq.org");
    EXPECT_EQ(encoded(X509_ALTERNATE_NAME, &info).der,
              digits("3013861168747470 3a2f2f77696e6568712e6f7267"));
}

TEST(ObjectAltNames, TellWhereACharacterIsThatIa5HasNot) {
    CERT_ALT_NAME_ENTRY entries[] = {url(u"http://a"), url(kBadUrl)};
    const CERT_ALT_NAME_INFO info = {2, entries};
    const Encoded refused = encoded(X509_ALTERNATE_NAME, &info);
    EXPECT_EQ(refused.error, static_cast<DWORD>(CRYPT_E_INVALID_IA5_STRING));
    EXPECT_EQ(GET_CERT_ALT_NAME_ENTRY_ERR_INDEX(refused.told), 1u);
    EXPECT_EQ(GET_CERT_ALT_NAME_VALUE_ERR_INDEX(refused.told), 7u);
}

TEST(ObjectAltNames, TellInWhichDistributionPointTheCharacterIs) {
    CERT_ALT_NAME_ENTRY good = url(u"http://a"), bad = url(kBadUrl);
    CRL_DIST_POINT points[2]{};
    points[0].DistPointName.dwDistPointNameChoice = CRL_DIST_POINT_FULL_NAME;
    points[0].DistPointName.FullName = {1, &good};
    points[1].CRLIssuer = {1, &bad};
    const CRL_DIST_POINTS_INFO info = {2, points};
    const DWORD where = encoded(X509_CRL_DIST_POINTS, &info).told;
    EXPECT_EQ(GET_CRL_DIST_POINT_ERR_INDEX(where), 1u);
    EXPECT_TRUE(IS_CRL_DIST_POINT_ERR_CRL_ISSUER(where));
    EXPECT_EQ(GET_CERT_ALT_NAME_VALUE_ERR_INDEX(where), 7u);
}

TEST(ObjectAltNames, TellInWhichSubtreeTheCharacterIs) {
    CERT_GENERAL_SUBTREE trees[2]{};
    trees[0].Base = url(u"http://a");
    trees[1].Base = url(kBadUrl);
    CERT_NAME_CONSTRAINTS_INFO info = {0, nullptr, 2, trees};
    const DWORD where = encoded(X509_NAME_CONSTRAINTS, &info).told;
    EXPECT_TRUE(IS_CERT_EXCLUDED_SUBTREE(where));
    EXPECT_EQ(GET_CERT_ALT_NAME_ENTRY_ERR_INDEX(where), 1u);
}

TEST(ObjectAltNames, RefuseEntriesWithoutAName) {
    CERT_ALT_NAME_ENTRY entry{};
    const CERT_ALT_NAME_INFO info = {1, &entry};
    const auto refused = [&](DWORD choice) {
        entry.dwAltNameChoice = choice;
        return encoded(X509_ALTERNATE_NAME, &info).error == static_cast<DWORD>(E_INVALIDARG);
    };
    for (const DWORD choice : {0U, 1U, 4U, 5U, 6U, 9U, 10U, 1000U})
        EXPECT_TRUE(refused(choice)) << choice;
    const CERT_ALT_NAME_INFO counted = {1, nullptr};
    EXPECT_EQ(encoded(X509_ALTERNATE_NAME, &counted).error, static_cast<DWORD>(E_INVALIDARG));
}

TEST(ObjectAltNames, RefuseDistributionPointsAsWindowsDoes) {
    CRL_DIST_POINTS_INFO none{};
    EXPECT_EQ(encoded(X509_CRL_DIST_POINTS, &none).error, static_cast<DWORD>(E_INVALIDARG));
    CRL_ISSUING_DIST_POINT point{};
    point.DistPointName.dwDistPointNameChoice = CRL_DIST_POINT_ISSUER_RDN_NAME;
    EXPECT_EQ(encoded(X509_ISSUING_DIST_POINT, &point).error, static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(decoding_error(X509_CRL_DIST_POINTS, digits("3000")),
              static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
    // nameRelativeToCRLIssuer
    EXPECT_EQ(decoding_error(X509_CRL_DIST_POINTS, digits("30083006a004a1023000")),
              static_cast<DWORD>(CRYPT_E_ASN1_BADTAG));
}

TEST(ObjectAltNames, DecodeTheOldAuthorityKeyIdWithOneName) {
    const auto id = decoded<CERT_AUTHORITY_KEY_ID_INFO>(X509_AUTHORITY_KEY_ID,
                                                        digits("3019a117" + std::string(kOneName)));
    EXPECT_EQ(octets(id->CertIssuer), digits(kOneName));
    EXPECT_EQ(id->KeyId.cbData, 0u);
    EXPECT_NE(decoding_error(X509_AUTHORITY_KEY_ID, digits("3005a103820161")), 0u);
}

TEST(ObjectAltNames, DecodeSerialNumbersLeastSignificantOctetFirst) {
    const auto id =
        decoded<CERT_AUTHORITY_KEY_ID2_INFO>(X509_AUTHORITY_KEY_ID2, digits("30058203010203"));
    EXPECT_EQ(octets(id->AuthorityCertSerialNumber), (Buffer{3, 2, 1}));
}

TEST(ObjectAltNames, DecodeSubtreesWithTheirDistances) {
    const auto info = decoded<CERT_NAME_CONSTRAINTS_INFO>(X509_NAME_CONSTRAINTS,
                                                          digits("300da00b3009820161800101810105"));
    ASSERT_EQ(info->cPermittedSubtree, 1u);
    EXPECT_EQ(info->rgPermittedSubtree[0].dwMinimum, 1u);
    EXPECT_EQ(info->rgPermittedSubtree[0].fMaximum, TRUE);
    EXPECT_EQ(info->rgPermittedSubtree[0].dwMaximum, 5u);
    EXPECT_EQ(info->cExcludedSubtree, 0u);
}

}  // namespace
}  // namespace secur32::test
