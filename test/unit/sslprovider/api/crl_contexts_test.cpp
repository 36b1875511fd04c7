// CRL contexts, their properties, and what they say of certificates.
#include <gtest/gtest.h>
#include <openssl/sha.h>

#include <cstring>

#include "test/unit/sslprovider/api/store_fixture.h"

namespace secur32::test {
namespace {

FileTime time_in(FILETIME time) { return FileTime{time.dwHighDateTime} << 32 | time.dwLowDateTime; }

PCCRL_CONTEXT create(const Buffer& der, DWORD encoding = X509_ASN_ENCODING) {
    return CertCreateCRLContext(encoding, der.data(), static_cast<DWORD>(der.size()));
}

// ---- CertCreateCRLContext -----------------------------------------------------------------------

TEST(CertCreateCRLContext, AgreesWithWhatLibcryptoWrote) {
    const StoreWorld& world = store_world();
    const Buffer der = make_crl(
        world.ca, {.revoked = {{world.leaf.serial_number, 1}, {Buffer{0x12, 0x34, 0x56}, -1}},
                   .this_update = "20220102030405Z",
                   .next_update = "20330102030405Z"});
    const CrlReference crl(der);
    EXPECT_EQ(der_of(crl), der);
    const CRL_INFO& info = *crl->pCrlInfo;
    EXPECT_EQ(info.dwVersion, 1u);
    EXPECT_STREQ(info.SignatureAlgorithm.pszObjId, "1.2.840.10045.4.3.2");
    EXPECT_EQ(time_in(info.ThisUpdate), file_time_of("20220102030405Z"));
    EXPECT_EQ(time_in(info.NextUpdate), file_time_of("20330102030405Z"));
    ASSERT_EQ(info.cCRLEntry, 2u);
    EXPECT_EQ(info.cExtension, 2u) << "authorityKeyIdentifier and cRLNumber";
    const CRL_ENTRY *with = nullptr, *without = nullptr;
    for (DWORD i = 0; i < 2; ++i)
        (info.rgCRLEntry[i].SerialNumber.cbData == 3 ? without : with) = &info.rgCRLEntry[i];
    ASSERT_TRUE(with != nullptr && without != nullptr);
    EXPECT_EQ(without->SerialNumber.pbData[0], 0x56) << "least significant first";
    EXPECT_EQ(without->cExtension, 0u);
    EXPECT_EQ(time_in(without->RevocationDate), file_time_of("20210101000000Z"));
    ASSERT_EQ(with->cExtension, 1u);
    EXPECT_STREQ(with->rgExtension[0].pszObjId, "2.5.29.21");
    const CRYPT_OBJID_BLOB& reason = with->rgExtension[0].Value;
    EXPECT_EQ(Buffer(reason.pbData, reason.pbData + reason.cbData), (Buffer{0x0A, 0x01, 0x01}));
}

TEST(CertCreateCRLContext, LeavesNextUpdateZeroWithoutOne) {
    const CrlReference crl(make_crl(store_world().ca, {.next_update = ""}));
    EXPECT_EQ(time_in(crl->pCrlInfo->NextUpdate), 0u);
    EXPECT_EQ(crl->pCrlInfo->rgCRLEntry, nullptr);
}

TEST(CertCreateCRLContext, RefusesAnotherEncoding) {
    EXPECT_EQ(failure_in([] { return create(store_world().crl, 0); }), code(E_INVALIDARG));
}

TEST(CertCreateCRLContext, RefusesWhatIsCutOff) {
    Buffer der = store_world().crl;
    der.pop_back();
    EXPECT_EQ(failure_in([&] { return create(der); }), code(CRYPT_E_ASN1_EOD));
}

TEST(CertCreateCRLContext, RefusesACertificate) {
    EXPECT_EQ(failure_in([] { return create(store_world().ca.der); }), code(CRYPT_E_ASN1_CORRUPT));
    EXPECT_EQ(failure_in([] { return create({0x31, 0x00}); }), code(CRYPT_E_ASN1_BADTAG));
}

// ---- References ---------------------------------------------------------------------------------

TEST(CertDuplicateCRLContext, AgreesWithWineOnPointers) {
    EXPECT_EQ(CertDuplicateCRLContext(nullptr), nullptr);
    const CrlReference crl(store_world().crl);
    const CrlReference again(CertDuplicateCRLContext(crl));
    EXPECT_EQ(PCCRL_CONTEXT(crl), PCCRL_CONTEXT(again));
}

TEST(CertDuplicateCRLContext, RefusesACopy) {
    const CrlReference crl(store_world().crl);
    const CRL_CONTEXT copy = *crl.operator->();
    EXPECT_EQ(failure_in([&] { return CertDuplicateCRLContext(&copy); }), code(E_INVALIDARG));
}

TEST(CertDuplicateCRLContext, RefusesAnEmptyStructure) {
    const CRL_CONTEXT empty{};
    EXPECT_EQ(failure_in([&] { return CertDuplicateCRLContext(&empty); }), code(E_INVALIDARG));
}

TEST(CertDuplicateCRLContext, RefusesACertificate) {
    const Context leaf(Bytes(store_world().leaf.der));
    CRL_CONTEXT looks{};
    std::memcpy(&looks, static_cast<PCCERT_CONTEXT>(leaf), sizeof looks);
    EXPECT_EQ(failure_in([&] { return CertDuplicateCRLContext(&looks); }), code(E_INVALIDARG));
}

TEST(CertFreeCRLContext, AgreesWithWineOnNull) {
    EXPECT_TRUE(CertFreeCRLContext(nullptr));
    EXPECT_TRUE(CertFreeCRLContext(create(store_world().crl)));
}

TEST(CertFreeCRLContext, RefusesACopy) {
    const CrlReference crl(store_world().crl);
    const CRL_CONTEXT copy = *crl.operator->();
    EXPECT_EQ(failure_in([&] { return CertFreeCRLContext(&copy); }), code(E_INVALIDARG));
}

TEST(CertFreeCRLContext, RefusesAnEmptyStructure) {
    const CRL_CONTEXT empty{};
    EXPECT_EQ(failure_in([&] { return CertFreeCRLContext(&empty); }), code(E_INVALIDARG));
}

TEST(CertFreeCRLContext, RefusesWhatPointsElsewhere) {
    CRL_INFO info{};
    const CRL_CONTEXT foreign{X509_ASN_ENCODING, nullptr, 0, &info, nullptr};
    EXPECT_EQ(failure_in([&] { return CertFreeCRLContext(&foreign); }), code(E_INVALIDARG));
}

// ---- CertCreateContext --------------------------------------------------------------------------

const void* create_any(DWORD type, const Buffer& der, PCERT_CREATE_CONTEXT_PARA parameter = {}) {
    return CertCreateContext(type, X509_ASN_ENCODING, der.data(), static_cast<DWORD>(der.size()),
                             CERT_CREATE_CONTEXT_NOCOPY_FLAG, parameter);
}

TEST(CertCreateContext, AgreesWithTheFunctionsOfEachType) {
    const StoreWorld& world = store_world();
    const Context leaf(
        static_cast<PCCERT_CONTEXT>(create_any(CERT_STORE_CERTIFICATE_CONTEXT, world.leaf.der)));
    EXPECT_EQ(der_of(leaf), world.leaf.der);
    const CrlReference crl(
        static_cast<PCCRL_CONTEXT>(create_any(CERT_STORE_CRL_CONTEXT, world.crl)));
    EXPECT_EQ(der_of(crl), world.crl);
}

TEST(CertCreateContext, RefusesTrustListsAndTypesThatAreNone) {
    for (const DWORD type : {0u, DWORD{CERT_STORE_CTL_CONTEXT}, 9u})
        EXPECT_EQ(failure_in([&] { return create_any(type, store_world().leaf.der); }),
                  code(E_INVALIDARG));
}

TEST(CertCreateContext, RefusesTheOtherType) {
    EXPECT_EQ(failure_in([] { return create_any(CERT_STORE_CRL_CONTEXT, store_world().leaf.der); }),
              code(CRYPT_E_ASN1_CORRUPT));
}

TEST(CertCreateContext, RefusesWhatIsCutOff) {
    EXPECT_EQ(failure_in([] {
                  return create_any(CERT_STORE_CERTIFICATE_CONTEXT, {0x30, 0x09});
              }),
              code(CRYPT_E_ASN1_EOD));
}

// ---- Properties ---------------------------------------------------------------------------------

BOOL set_hash(PCCRL_CONTEXT crl, DWORD id, Buffer value) {
    const CRYPT_DATA_BLOB blob{static_cast<DWORD>(value.size()), value.data()};
    return CertSetCRLContextProperty(crl, id, 0, &blob);
}

Buffer crl_property(PCCRL_CONTEXT crl, DWORD id) {
    DWORD size = 0;
    if (!CertGetCRLContextProperty(crl, id, nullptr, &size)) throw std::runtime_error("property");
    Buffer value(size);
    if (!CertGetCRLContextProperty(crl, id, value.data(), &size)) throw std::runtime_error("value");
    return value;
}

// A hash that was set goes before the one that is computed.
TEST(CertSetCRLContextProperty, AgreesWithWineOnABogusHash) {
    const CrlReference crl(store_world().crl);
    ASSERT_TRUE(set_hash(crl, CERT_SHA1_HASH_PROP_ID, Buffer(20)));
    EXPECT_EQ(crl_property(crl, CERT_SHA1_HASH_PROP_ID), Buffer(20));
    ASSERT_TRUE(CertSetCRLContextProperty(crl, CERT_SHA1_HASH_PROP_ID, 0, nullptr));
    EXPECT_NE(crl_property(crl, CERT_SHA1_HASH_PROP_ID), Buffer(20));
}

TEST(CertSetCRLContextProperty, RefusesIdsThatCannotBeSet) {
    const CrlReference crl(store_world().crl);
    for (const DWORD id : {0u, DWORD{CERT_ACCESS_STATE_PROP_ID}, 33u, 0x10000u})
        EXPECT_EQ(failure_in([&] { return set_hash(crl, id, {1}); }), code(E_INVALIDARG));
    EXPECT_EQ(failure_in([&] { return CertSetCRLContextProperty(crl, 0, 0, nullptr); }),
              code(E_INVALIDARG));
}

TEST(CertSetCRLContextProperty, RefusesNull) {
    EXPECT_EQ(failure_in([] { return CertSetCRLContextProperty(nullptr, 0, 0, nullptr); }),
              code(E_INVALIDARG));
}

TEST(CertSetCRLContextProperty, RefusesALengthWithoutAnAddress) {
    const CrlReference crl(store_world().crl);
    const CRYPT_DATA_BLOB blob{1, nullptr};
    EXPECT_EQ(failure_in([&] {
                  return CertSetCRLContextProperty(crl, CERT_FRIENDLY_NAME_PROP_ID, 0, &blob);
              }),
              code(E_INVALIDARG));
}

TEST(CertGetCRLContextProperty, AgreesWithLibcryptoOnHashes) {
    const CrlReference crl(store_world().crl);
    Buffer sha1(SHA_DIGEST_LENGTH), sha256(SHA256_DIGEST_LENGTH);
    SHA1(crl->pbCrlEncoded, crl->cbCrlEncoded, sha1.data());
    SHA256(crl->pbCrlEncoded, crl->cbCrlEncoded, sha256.data());
    EXPECT_EQ(crl_property(crl, CERT_SHA1_HASH_PROP_ID), sha1);
    EXPECT_EQ(crl_property(crl, CERT_SHA256_HASH_PROP_ID), sha256);
    EXPECT_EQ(crl_property(crl, CERT_MD5_HASH_PROP_ID).size(), 16u);
    EXPECT_EQ(crl_property(crl, CERT_SIGNATURE_HASH_PROP_ID).size(), 32u);
    EXPECT_EQ(crl_property(crl, CERT_ACCESS_STATE_PROP_ID), Buffer(4));
}

TEST(CertGetCRLContextProperty, RefusesWhatIsNotThere) {
    const CrlReference crl(store_world().crl);
    DWORD size = 0;
    EXPECT_EQ(failure_in([&] {
                  return CertGetCRLContextProperty(crl, CERT_KEY_PROV_INFO_PROP_ID, nullptr, &size);
              }),
              code(CRYPT_E_NOT_FOUND));
}

TEST(CertGetCRLContextProperty, RefusesABufferThatIsTooSmall) {
    const CrlReference crl(store_world().crl);
    BYTE small[3] = {};
    DWORD size = sizeof small;
    EXPECT_EQ(failure_in([&] {
                  return CertGetCRLContextProperty(crl, CERT_SHA1_HASH_PROP_ID, small, &size);
              }),
              code(ERROR_MORE_DATA));
    EXPECT_EQ(size, 20u);
}

TEST(CertGetCRLContextProperty, RefusesToTellASizeNowhere) {
    const CrlReference crl(store_world().crl);
    EXPECT_EQ(failure_in([&] {
                  return CertGetCRLContextProperty(crl, CERT_SHA1_HASH_PROP_ID, nullptr, nullptr);
              }),
              code(E_INVALIDARG));
}

// None at first; a computed one counts from then on.
TEST(CertEnumCRLContextProperties, AgreesWithWineOnWhatCounts) {
    const CrlReference crl(store_world().crl);
    EXPECT_EQ(CertEnumCRLContextProperties(crl, 0), 0u);
    crl_property(crl, CERT_SHA1_HASH_PROP_ID);
    EXPECT_EQ(CertEnumCRLContextProperties(crl, 0), DWORD{CERT_SHA1_HASH_PROP_ID});
    EXPECT_EQ(CertEnumCRLContextProperties(crl, CERT_SHA1_HASH_PROP_ID), 0u);
}

TEST(CertEnumCRLContextProperties, RefusesNull) {
    EXPECT_EQ(failure_in([] { return CertEnumCRLContextProperties(nullptr, 0); }),
              code(E_INVALIDARG));
}

TEST(CertEnumCRLContextProperties, RefusesACopy) {
    const CrlReference crl(store_world().crl);
    const CRL_CONTEXT copy = *crl.operator->();
    EXPECT_EQ(failure_in([&] { return CertEnumCRLContextProperties(&copy, 0); }),
              code(E_INVALIDARG));
}

TEST(CertEnumCRLContextProperties, RefusesAnEmptyStructure) {
    const CRL_CONTEXT empty{};
    EXPECT_EQ(failure_in([&] { return CertEnumCRLContextProperties(&empty, 1); }),
              code(E_INVALIDARG));
}

// ---- CertFindCertificateInCRL -------------------------------------------------------------------

TEST(CertFindCertificateInCRL, AgreesWithTheSerialNumbersThatAreListed) {
    const CrlReference crl(store_world().crl);
    const Context listed(Bytes(store_world().leaf.der)),
        other(Bytes(store_world().second_leaf.der));
    PCRL_ENTRY entry = nullptr;
    ASSERT_TRUE(CertFindCertificateInCRL(listed, crl, 0, nullptr, &entry));
    ASSERT_EQ(entry, crl->pCrlInfo->rgCRLEntry);
    ASSERT_TRUE(CertFindCertificateInCRL(other, crl, 0, nullptr, &entry));
    EXPECT_EQ(entry, nullptr);
}

TEST(CertFindCertificateInCRL, RefusesNoCertificate) {
    const CrlReference crl(store_world().crl);
    PCRL_ENTRY entry = nullptr;
    EXPECT_EQ(
        failure_in([&] { return CertFindCertificateInCRL(nullptr, crl, 0, nullptr, &entry); }),
        code(E_INVALIDARG));
}

TEST(CertFindCertificateInCRL, RefusesNoCrl) {
    const Context leaf(Bytes(store_world().leaf.der));
    PCRL_ENTRY entry = nullptr;
    EXPECT_EQ(
        failure_in([&] { return CertFindCertificateInCRL(leaf, nullptr, 0, nullptr, &entry); }),
        code(E_INVALIDARG));
}

TEST(CertFindCertificateInCRL, RefusesToTellNowhere) {
    const CrlReference crl(store_world().crl);
    const Context leaf(Bytes(store_world().leaf.der));
    EXPECT_EQ(failure_in([&] { return CertFindCertificateInCRL(leaf, crl, 0, nullptr, nullptr); }),
              code(E_INVALIDARG));
}

// ---- CertIsValidCRLForCertificate ---------------------------------------------------------------

Buffer crl_for(const std::string& point) {
    return make_crl(store_world().ca,
                    {.extensions = {{"issuingDistributionPoint", "critical,@point"}},
                     .sections = "[point]\n" + point + "\n"});
}

// NULL is covered by any CRL, and any certificate by one without the extension, whoever issued it.
TEST(CertIsValidCRLForCertificate, AgreesWithWineOnDistributionPoints) {
    const CrlReference plain(store_world().crl),
        pointed(crl_for("fullname=URI:http://a.example/c"));
    const Context other(Bytes(store_world().other_root.der));
    const Issued at_point =
        make_leaf("pointed", store_world().ca,
                  {.extensions = {{"crlDistributionPoints", "URI:http://a.example/c"}}});
    const Context leaf(Bytes(at_point.der));
    EXPECT_TRUE(CertIsValidCRLForCertificate(nullptr, plain, 0, nullptr));
    EXPECT_TRUE(CertIsValidCRLForCertificate(other, plain, 0, nullptr));
    EXPECT_TRUE(CertIsValidCRLForCertificate(leaf, pointed, 0, nullptr));
    EXPECT_FALSE(CertIsValidCRLForCertificate(other, pointed, 0, nullptr));
}

TEST(CertIsValidCRLForCertificate, RefusesCrlsOfOtherPoints) {
    const CrlReference pointed(crl_for("fullname=URI:http://a.example/c"));
    const Context leaf(Bytes(store_world().leaf.der));
    EXPECT_EQ(failure_in([&] { return CertIsValidCRLForCertificate(leaf, pointed, 0, nullptr); }),
              code(CRYPT_E_NO_MATCH));
}

TEST(CertIsValidCRLForCertificate, RefusesCrlsOfOtherKindsOfCertificates) {
    const CrlReference users(crl_for("onlyuser=TRUE")), authorities(crl_for("onlyCA=TRUE"));
    const Context leaf(Bytes(store_world().leaf.der)), ca(Bytes(store_world().ca.der));
    EXPECT_TRUE(CertIsValidCRLForCertificate(leaf, users, 0, nullptr));
    EXPECT_TRUE(CertIsValidCRLForCertificate(ca, authorities, 0, nullptr));
    EXPECT_EQ(failure_in([&] { return CertIsValidCRLForCertificate(ca, users, 0, nullptr); }),
              code(CRYPT_E_NO_MATCH));
    EXPECT_EQ(
        failure_in([&] { return CertIsValidCRLForCertificate(leaf, authorities, 0, nullptr); }),
        code(CRYPT_E_NO_MATCH));
}

TEST(CertIsValidCRLForCertificate, RefusesNoCrl) {
    const Context leaf(Bytes(store_world().leaf.der));
    EXPECT_EQ(failure_in([&] { return CertIsValidCRLForCertificate(leaf, nullptr, 0, nullptr); }),
              code(E_INVALIDARG));
}

// ---- CertVerifyCRLTimeValidity, CertVerifyCRLRevocation -----------------------------------------

FILETIME file_time(const std::string& text) {
    const FileTime time = file_time_of(text);
    return {static_cast<DWORD>(time), static_cast<DWORD>(time >> 32)};
}

TEST(CertVerifyCRLTimeValidity, AgreesWithTheDocumentationOnItsSigns) {
    const CrlReference crl(make_crl(
        store_world().ca, {.this_update = "20220101000000Z", .next_update = "20230101000000Z"}));
    FILETIME before = file_time("20211231235959Z"), first = file_time("20220101000000Z"),
             last = file_time("20230101000000Z"), after = file_time("20230101000001Z");
    EXPECT_EQ(CertVerifyCRLTimeValidity(&before, crl->pCrlInfo), -1);
    EXPECT_EQ(CertVerifyCRLTimeValidity(&first, crl->pCrlInfo), 0);
    EXPECT_EQ(CertVerifyCRLTimeValidity(&last, crl->pCrlInfo), 0);
    EXPECT_EQ(CertVerifyCRLTimeValidity(&after, crl->pCrlInfo), 1);
    EXPECT_EQ(CertVerifyCRLTimeValidity(nullptr, crl->pCrlInfo), 1) << "now";
    const CrlReference endless(make_crl(store_world().ca, {.next_update = ""}));
    EXPECT_EQ(CertVerifyCRLTimeValidity(&after, endless->pCrlInfo), 0);
}

TEST(CertVerifyCRLTimeValidity, RefusesNoList) {
    FILETIME time = file_time("20220101000000Z");
    EXPECT_EQ(failure_in([&] { return CertVerifyCRLTimeValidity(&time, nullptr) != -1; }),
              code(E_INVALIDARG));
}

TEST(CertVerifyCRLTimeValidity, RefusesNoListNow) {
    EXPECT_EQ(failure_in([] { return CertVerifyCRLTimeValidity(nullptr, nullptr) != -1; }),
              code(E_INVALIDARG));
}

TEST(CertVerifyCRLTimeValidity, RefusesNoListAtTheBeginningOfTime) {
    FILETIME time{0, 0};
    EXPECT_EQ(failure_in([&] { return CertVerifyCRLTimeValidity(&time, nullptr) != -1; }),
              code(E_INVALIDARG));
}

TEST(CertVerifyCRLRevocation, AgreesWithTheSerialNumbersThatAreListed) {
    const CrlReference crl(store_world().crl), other(store_world().root_crl);
    const Context good(Bytes(store_world().second_leaf.der));
    PCRL_INFO all[] = {other->pCrlInfo, crl->pCrlInfo};
    EXPECT_TRUE(CertVerifyCRLRevocation(X509_ASN_ENCODING, good->pCertInfo, 2, all));
    EXPECT_TRUE(CertVerifyCRLRevocation(X509_ASN_ENCODING, good->pCertInfo, 0, nullptr));
}

TEST(CertVerifyCRLRevocation, RefusesWhatIsListed) {
    const CrlReference crl(store_world().crl), other(store_world().root_crl);
    const Context bad(Bytes(store_world().leaf.der));
    PCRL_INFO all[] = {other->pCrlInfo, crl->pCrlInfo};
    EXPECT_EQ(failure_in([&] {
                  return CertVerifyCRLRevocation(X509_ASN_ENCODING, bad->pCertInfo, 2, all);
              }),
              code(CRYPT_E_REVOKED));
}

TEST(CertVerifyCRLRevocation, RefusesNoCertificate) {
    EXPECT_EQ(
        failure_in([] { return CertVerifyCRLRevocation(X509_ASN_ENCODING, nullptr, 0, nullptr); }),
        code(E_INVALIDARG));
}

TEST(CertVerifyCRLRevocation, RefusesListsThatAreNull) {
    const Context leaf(Bytes(store_world().leaf.der));
    PCRL_INFO none[] = {nullptr};
    EXPECT_EQ(failure_in([&] {
                  return CertVerifyCRLRevocation(X509_ASN_ENCODING, leaf->pCertInfo, 1, none);
              }),
              code(E_INVALIDARG));
    EXPECT_EQ(failure_in([&] {
                  return CertVerifyCRLRevocation(X509_ASN_ENCODING, leaf->pCertInfo, 1, nullptr);
              }),
              code(E_INVALIDARG));
}

}  // namespace
}  // namespace secur32::test
