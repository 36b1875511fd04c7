// Every CERT_FIND_*; issuers and subjects.
#include <gtest/gtest.h>
#include <openssl/sha.h>

#include <cstring>

#include "test/unit/sslprovider/api/store_fixture.h"

namespace secur32::test {
namespace {

// The root, the CA and two leaves.
class FilledStore : public StoreReference {
 public:
    FilledStore() {
        const StoreWorld& world = store_world();
        for (const Issued* each : {&world.root, &world.ca, &world.leaf, &world.second_leaf})
            if (!add_certificate(*this, each->der)) throw std::runtime_error("no certificate");
    }
};

PCCERT_CONTEXT find(HCERTSTORE store, DWORD type, const void* parameter, DWORD flags = 0,
                    PCCERT_CONTEXT previous = nullptr) {
    return CertFindCertificateInStore(store, X509_ASN_ENCODING, flags, type, parameter, previous);
}

std::vector<Buffer> found_by(HCERTSTORE store, DWORD type, const void* parameter, DWORD flags = 0) {
    std::vector<Buffer> all;
    PCCERT_CONTEXT at = nullptr;
    while ((at = find(store, type, parameter, flags, at)) != nullptr) all.push_back(der_of(at));
    return all;
}

std::vector<Buffer> only(const Issued& one) { return {one.der}; }

CRYPT_HASH_BLOB blob(Buffer& octets) { return {static_cast<DWORD>(octets.size()), octets.data()}; }

Buffer sha1_of(const Buffer& der) {
    Buffer hash(SHA_DIGEST_LENGTH);
    SHA1(der.data(), der.size(), hash.data());
    return hash;
}

Buffer sha256_of(const Buffer& der) {
    Buffer hash(SHA256_DIGEST_LENGTH);
    SHA256(der.data(), der.size(), hash.data());
    return hash;
}

// ---- CertFindCertificateInStore -----------------------------------------------------------------

TEST(CertFindCertificateInStore, AgreesWithLibcryptoOnHashes) {
    const FilledStore store;
    const Issued& leaf = store_world().leaf;
    Buffer sha1 = sha1_of(leaf.der), sha256 = sha256_of(leaf.der), both = sha1;
    both.insert(both.end(), sha256.begin(), sha256.end());
    const CRYPT_HASH_BLOB first = blob(sha1), second = blob(sha256), third = blob(both);
    EXPECT_EQ(found_by(store, CERT_FIND_SHA1_HASH, &first), only(leaf));
    EXPECT_EQ(found_by(store, CERT_FIND_SHA256_HASH, &second), only(leaf));
    EXPECT_EQ(found_by(store, CERT_FIND_SHA1_SHA256_HASH, &third), only(leaf));
    std::u16string text;
    for (const std::uint8_t octet : sha1) {
        text += u"0123456789abcdef"[octet >> 4];
        text += u"0123456789ABCDEF"[octet & 15];
        text += u' ';
    }
    EXPECT_EQ(found_by(store, CERT_FIND_HASH_STR, text.c_str()), only(leaf));
}

TEST(CertFindCertificateInStore, FindsByTheHashesThatAreProperties) {
    const FilledStore store;
    const Issued& leaf = store_world().leaf;
    const Context context(Bytes(leaf.der));
    struct Row {
        DWORD type, property;
    };
    for (const Row row :
         {Row{CERT_FIND_MD5_HASH, CERT_MD5_HASH_PROP_ID},
          Row{CERT_FIND_SIGNATURE_HASH, CERT_SIGNATURE_HASH_PROP_ID},
          Row{CERT_FIND_KEY_IDENTIFIER, CERT_KEY_IDENTIFIER_PROP_ID},
          Row{CERT_FIND_PUBKEY_MD5_HASH, CERT_SUBJECT_PUBLIC_KEY_MD5_HASH_PROP_ID}}) {
        Buffer value = property_of(context, row.property);
        const CRYPT_HASH_BLOB wanted = blob(value);
        EXPECT_EQ(found_by(store, row.type, &wanted), only(leaf)) << row.type;
    }
}

TEST(CertFindCertificateInStore, FindsEverythingAndByPartsOfCertInfo) {
    const FilledStore store;
    const StoreWorld& world = store_world();
    const Context leaf(Bytes(world.leaf.der)), ca(Bytes(world.ca.der));
    EXPECT_EQ(found_by(store, CERT_FIND_ANY, nullptr).size(), 4u);
    const CERT_INFO& info = *leaf->pCertInfo;
    EXPECT_EQ(found_by(store, CERT_FIND_SUBJECT_NAME, &info.Subject), only(world.leaf));
    EXPECT_EQ(found_by(store, CERT_FIND_ISSUER_NAME, &info.Issuer).size(), 2u);
    EXPECT_EQ(found_by(store, CERT_FIND_SUBJECT_CERT, &info), only(world.leaf));
    EXPECT_EQ(found_by(store, CERT_FIND_PUBLIC_KEY, &info.SubjectPublicKeyInfo), only(world.leaf));
    EXPECT_EQ(found_by(store, CERT_FIND_ISSUER_OF, leaf), only(world.ca));
    EXPECT_EQ(found_by(store, CERT_FIND_ISSUER_OF, ca), only(world.root));
    EXPECT_EQ(found_by(store, CERT_FIND_EXISTING, leaf), only(world.leaf));
}

TEST(CertFindCertificateInStore, FindsByEveryKindOfCertId) {
    const FilledStore store;
    const Issued& leaf = store_world().leaf;
    const Context context(Bytes(leaf.der));
    CERT_ID id{};
    id.dwIdChoice = CERT_ID_ISSUER_SERIAL_NUMBER;
    id.IssuerSerialNumber = {context->pCertInfo->Issuer, context->pCertInfo->SerialNumber};
    EXPECT_EQ(found_by(store, CERT_FIND_CERT_ID, &id), only(leaf));
    Buffer hash = sha1_of(leaf.der), key = property_of(context, CERT_KEY_IDENTIFIER_PROP_ID);
    id.dwIdChoice = CERT_ID_SHA1_HASH;
    id.HashId = blob(hash);
    EXPECT_EQ(found_by(store, CERT_FIND_CERT_ID, &id), only(leaf));
    id.dwIdChoice = CERT_ID_KEY_IDENTIFIER;
    id.KeyId = blob(key);
    EXPECT_EQ(found_by(store, CERT_FIND_CERT_ID, &id), only(leaf));
}

TEST(CertFindCertificateInStore, FindsTextsInNamesInAnyCase) {
    const FilledStore store;
    const StoreWorld& world = store_world();
    EXPECT_EQ(found_by(store, CERT_FIND_SUBJECT_STR_A, "WWW.store"), only(world.leaf));
    EXPECT_EQ(found_by(store, CERT_FIND_SUBJECT_STR_W, u"www2.STORE"), only(world.second_leaf));
    EXPECT_EQ(found_by(store, CERT_FIND_ISSUER_STR_A, "store ca").size(), 2u);
    EXPECT_EQ(found_by(store, CERT_FIND_ISSUER_STR_W, u"Store ROOT").size(), 2u);
    EXPECT_TRUE(found_by(store, CERT_FIND_SUBJECT_STR_W, u"nobody").empty());
}

TEST(CertFindCertificateInStore, FindsAttributesOfNames) {
    const FilledStore store;
    const StoreWorld& world = store_world();
    char type[] = "2.5.4.3";
    std::u16string text = u"WWW.store.example";
    CERT_RDN_ATTR attribute{type, CERT_RDN_ANY_TYPE, {0, reinterpret_cast<BYTE*>(text.data())}};
    const CERT_RDN name{1, &attribute};
    EXPECT_TRUE(
        found_by(store, CERT_FIND_SUBJECT_ATTR, &name, CERT_UNICODE_IS_RDN_ATTRS_FLAG).empty());
    EXPECT_EQ(found_by(store, CERT_FIND_SUBJECT_ATTR, &name,
                       CERT_UNICODE_IS_RDN_ATTRS_FLAG | CERT_CASE_INSENSITIVE_IS_RDN_ATTRS_FLAG),
              only(world.leaf));
    attribute.Value.pbData = nullptr;
    EXPECT_EQ(found_by(store, CERT_FIND_ISSUER_ATTR, &name).size(), 4u) << "any value";
    char other[] = "2.5.4.10";
    attribute.pszObjId = other;
    EXPECT_TRUE(found_by(store, CERT_FIND_SUBJECT_ATTR, &name).empty());
}

TEST(CertFindCertificateInStore, FindsByPropertiesAndPrivateKeys) {
    const FilledStore store;
    const Issued& leaf = store_world().leaf;
    const DWORD friendly_name = CERT_FRIENDLY_NAME_PROP_ID, hash = CERT_SHA1_HASH_PROP_ID;
    const DWORD signature = AT_SIGNATURE;
    EXPECT_TRUE(found_by(store, CERT_FIND_PROPERTY, &friendly_name).empty());
    EXPECT_EQ(found_by(store, CERT_FIND_PROPERTY, &hash).size(), 4u) << "computed";
    EXPECT_TRUE(found_by(store, CERT_FIND_HAS_PRIVATE_KEY, nullptr).empty());
    const Context given(Bytes(leaf.der));
    const Context held(find(store, CERT_FIND_EXISTING, given));
    CRYPT_KEY_PROV_INFO info{};
    info.dwKeySpec = AT_SIGNATURE;
    ASSERT_TRUE(CertSetCertificateContextProperty(held, CERT_KEY_PROV_INFO_PROP_ID, 0, &info));
    ASSERT_TRUE(set_blob(held, CERT_FRIENDLY_NAME_PROP_ID, {1}));
    EXPECT_EQ(found_by(store, CERT_FIND_HAS_PRIVATE_KEY, nullptr), only(leaf));
    EXPECT_EQ(found_by(store, CERT_FIND_KEY_SPEC, &signature), only(leaf));
    EXPECT_EQ(found_by(store, CERT_FIND_PROPERTY, &friendly_name), only(leaf));
    EXPECT_TRUE(found_by(store, CERT_FIND_CROSS_CERT_DIST_POINTS, nullptr).empty());
    ASSERT_TRUE(set_blob(held, CERT_CROSS_CERT_DIST_POINTS_PROP_ID, {1}));
    ASSERT_TRUE(set_blob(held, CERT_SUBJECT_INFO_ACCESS_PROP_ID, {1}));
    EXPECT_EQ(found_by(store, CERT_FIND_CROSS_CERT_DIST_POINTS, nullptr), only(leaf));
    EXPECT_EQ(found_by(store, CERT_FIND_SUBJECT_INFO_ACCESS, nullptr), only(leaf));
}

// The leaves have extendedKeyUsage serverAuth, root and CA have none.
TEST(CertFindCertificateInStore, FindsByUsageWithEveryFlag) {
    const FilledStore store;
    char server[] = "1.3.6.1.5.5.7.3.1", client[] = "1.3.6.1.5.5.7.3.2";
    LPSTR one[] = {server};
    LPSTR two[] = {server, client};
    const CERT_ENHKEY_USAGE serves{1, one}, both{2, two};
    const auto count = [&](const CERT_ENHKEY_USAGE* usage, DWORD flags) {
        return found_by(store, CERT_FIND_ENHKEY_USAGE, usage, flags).size();
    };
    EXPECT_EQ(count(&serves, 0), 2u);
    EXPECT_EQ(count(nullptr, 0), 2u);
    EXPECT_EQ(count(&both, 0), 0u);
    EXPECT_EQ(count(&both, CERT_FIND_OR_ENHKEY_USAGE_FLAG), 2u);
    EXPECT_EQ(count(&serves, CERT_FIND_OPTIONAL_ENHKEY_USAGE_FLAG), 4u);
    EXPECT_EQ(count(&serves, CERT_FIND_EXT_ONLY_ENHKEY_USAGE_FLAG), 2u);
    EXPECT_EQ(count(&serves, CERT_FIND_PROP_ONLY_ENHKEY_USAGE_FLAG), 0u);
    EXPECT_EQ(count(&serves, CERT_FIND_NO_ENHKEY_USAGE_FLAG), 2u);
    EXPECT_EQ(count(&both, CERT_FIND_VALID_ENHKEY_USAGE_FLAG), 2u);
    // The property narrows the extension: ExtKeyUsageSyntax { clientAuth }.
    const Context given(Bytes(store_world().leaf.der));
    const Context held(find(store, CERT_FIND_EXISTING, given));
    const Buffer clients{0x30, 0x0A, 0x06, 0x08, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02};
    ASSERT_TRUE(set_blob(held, CERT_ENHKEY_USAGE_PROP_ID, clients));
    EXPECT_EQ(count(&serves, 0), 1u);
    EXPECT_EQ(count(&serves, CERT_FIND_EXT_ONLY_ENHKEY_USAGE_FLAG), 2u);
}

TEST(CertFindCertificateInStore, FindsWhatIsArchivedByItsOwnHashAlone) {
    const StoreReference store;
    PCCERT_CONTEXT added = nullptr;
    ASSERT_TRUE(add_certificate(store, store_world().leaf.der, CERT_STORE_ADD_NEW, &added));
    const Context held(added);
    ASSERT_TRUE(set_blob(held, CERT_ARCHIVED_PROP_ID, {}));
    Buffer hash = sha1_of(store_world().leaf.der);
    const CRYPT_HASH_BLOB wanted = blob(hash);
    EXPECT_TRUE(found_by(store, CERT_FIND_ANY, nullptr).empty());
    EXPECT_EQ(found_by(store, CERT_FIND_SHA1_HASH, &wanted).size(), 1u);
}

TEST(CertFindCertificateInStore, RefusesWhatIsNotThere) {
    const FilledStore store;
    Buffer hash(20);
    const CRYPT_HASH_BLOB wanted = blob(hash);
    EXPECT_EQ(failure_in([&] { return find(store, CERT_FIND_SHA1_HASH, &wanted); }),
              code(CRYPT_E_NOT_FOUND));
}

TEST(CertFindCertificateInStore, RefusesTypesThatAreNone) {
    const FilledStore store;
    for (const DWORD type : {0x00500000u, 0x00020000u, 0x00020003u, 0xFFFF0000u})
        EXPECT_EQ(failure_in([&] { return find(store, type, nullptr); }), code(E_INVALIDARG))
            << type;
}

TEST(CertFindCertificateInStore, RefusesNullWhereSomethingIsDue) {
    const FilledStore store;
    for (const DWORD type : std::initializer_list<DWORD>{
             CERT_FIND_SHA1_HASH, CERT_FIND_SUBJECT_NAME, CERT_FIND_SUBJECT_ATTR,
             CERT_FIND_PROPERTY, CERT_FIND_PUBLIC_KEY, CERT_FIND_SUBJECT_STR_A,
             CERT_FIND_SUBJECT_STR_W, CERT_FIND_KEY_SPEC, CERT_FIND_SUBJECT_CERT,
             CERT_FIND_ISSUER_OF, CERT_FIND_EXISTING, CERT_FIND_CERT_ID, CERT_FIND_HASH_STR})
        EXPECT_EQ(failure_in([&] { return find(store, type, nullptr); }), code(E_INVALIDARG))
            << type;
}

TEST(CertFindCertificateInStore, RefusesTextsThatAreNoHash) {
    const FilledStore store;
    for (const char16_t* text : {u"", u"12", u"1", u"xx", u"00112233445566778899aabbccddeeff0"})
        EXPECT_EQ(failure_in([&] { return find(store, CERT_FIND_HASH_STR, text); }),
                  code(E_INVALIDARG));
}

TEST(CertFindCertificateInStore, RefusesAContextOfAnotherStoreAndFreesIt) {
    const FilledStore store;
    StoreReference other;
    PCCERT_CONTEXT added = nullptr;
    ASSERT_TRUE(add_certificate(other, store_world().leaf.der, CERT_STORE_ADD_NEW, &added));
    EXPECT_EQ(failure_in([&] { return find(store, CERT_FIND_ANY, nullptr, 0, added); }),
              code(E_INVALIDARG));
    EXPECT_TRUE(other.close(CERT_CLOSE_STORE_CHECK_FLAG)) << "nothing uses it any more";
}

// ---- CertGetSubjectCertificateFromStore ---------------------------------------------------------

TEST(CertGetSubjectCertificateFromStore, AgreesWithTheCertificateItself) {
    const FilledStore store;
    const Context leaf(Bytes(store_world().leaf.der));
    const Context found(
        CertGetSubjectCertificateFromStore(store, X509_ASN_ENCODING, leaf->pCertInfo));
    EXPECT_EQ(der_of(found), store_world().leaf.der);
}

TEST(CertGetSubjectCertificateFromStore, RefusesWhatIsNotThere) {
    const StoreReference store;
    const Context leaf(Bytes(store_world().leaf.der));
    EXPECT_EQ(failure_in([&] {
                  return CertGetSubjectCertificateFromStore(store, X509_ASN_ENCODING,
                                                            leaf->pCertInfo);
              }),
              code(CRYPT_E_NOT_FOUND));
}

TEST(CertGetSubjectCertificateFromStore, RefusesNull) {
    const FilledStore store;
    EXPECT_EQ(failure_in([&] {
                  return CertGetSubjectCertificateFromStore(store, X509_ASN_ENCODING, nullptr);
              }),
              code(E_INVALIDARG));
}

TEST(CertGetSubjectCertificateFromStore, RefusesNoStore) {
    const Context leaf(Bytes(store_world().leaf.der));
    EXPECT_EQ(failure_in([&] {
                  return CertGetSubjectCertificateFromStore(no_store(), X509_ASN_ENCODING,
                                                            leaf->pCertInfo);
              }),
              code(E_INVALIDARG));
}

// ---- CertGetIssuerCertificateFromStore ----------------------------------------------------------

TEST(CertGetIssuerCertificateFromStore, AgreesWithLibcryptosSignatures) {
    const FilledStore store;
    ASSERT_TRUE(add_crl(store, store_world().crl));
    const Context good(Bytes(store_world().second_leaf.der)), bad(Bytes(store_world().leaf.der));
    DWORD flags =
        CERT_STORE_SIGNATURE_FLAG | CERT_STORE_TIME_VALIDITY_FLAG | CERT_STORE_REVOCATION_FLAG;
    const Context issuer(CertGetIssuerCertificateFromStore(store, good, nullptr, &flags));
    EXPECT_EQ(der_of(issuer), store_world().ca.der);
    EXPECT_EQ(flags, 0u) << "all is well";
    flags = CERT_STORE_SIGNATURE_FLAG | CERT_STORE_REVOCATION_FLAG;
    const Context again(CertGetIssuerCertificateFromStore(store, bad, nullptr, &flags));
    EXPECT_EQ(flags, DWORD{CERT_STORE_REVOCATION_FLAG}) << "the CRL lists it";
}

TEST(CertGetIssuerCertificateFromStore, RefusesWithoutAnIssuer) {
    const StoreReference store;
    const Context leaf(Bytes(store_world().leaf.der));
    DWORD flags = 0;
    EXPECT_EQ(
        failure_in([&] { return CertGetIssuerCertificateFromStore(store, leaf, nullptr, &flags); }),
        code(CRYPT_E_NOT_FOUND));
}

TEST(CertGetIssuerCertificateFromStore, RefusesToLookForTheIssuerOfARoot) {
    const FilledStore store;
    const Context root(Bytes(store_world().root.der));
    DWORD flags = CERT_STORE_SIGNATURE_FLAG;
    EXPECT_EQ(
        failure_in([&] { return CertGetIssuerCertificateFromStore(store, root, nullptr, &flags); }),
        code(CRYPT_E_SELF_SIGNED));
    EXPECT_EQ(flags, 0u) << "verified with itself";
}

TEST(CertGetIssuerCertificateFromStore, RefusesNullAndFlagsThatAreNone) {
    const FilledStore store;
    const Context leaf(Bytes(store_world().leaf.der));
    DWORD flags = CERT_STORE_NO_CRL_FLAG;
    EXPECT_EQ(
        failure_in([&] { return CertGetIssuerCertificateFromStore(store, leaf, nullptr, &flags); }),
        code(E_INVALIDARG));
    EXPECT_EQ(failure_in(
                  [&] { return CertGetIssuerCertificateFromStore(store, leaf, nullptr, nullptr); }),
              code(E_INVALIDARG));
    flags = 0;
    EXPECT_EQ(failure_in([&] {
                  return CertGetIssuerCertificateFromStore(store, nullptr, nullptr, &flags);
              }),
              code(E_INVALIDARG));
}

// ---- CertVerifySubjectCertificateContext --------------------------------------------------------

// Wine's tests of NULL, of no store with CRLs, of a signature that is none.
TEST(CertVerifySubjectCertificateContext, AgreesWithWineOnWhatStaysSet) {
    DWORD flags = 0;
    EXPECT_TRUE(CertVerifySubjectCertificateContext(nullptr, nullptr, &flags));
    const Context leaf(Bytes(store_world().leaf.der)), ca(Bytes(store_world().ca.der)),
        other(Bytes(store_world().other_root.der));
    EXPECT_TRUE(CertVerifySubjectCertificateContext(leaf, nullptr, &flags));
    flags = CERT_STORE_REVOCATION_FLAG;
    EXPECT_TRUE(CertVerifySubjectCertificateContext(leaf, ca, &flags));
    EXPECT_EQ(flags, DWORD{CERT_STORE_REVOCATION_FLAG | CERT_STORE_NO_CRL_FLAG});
    flags = CERT_STORE_SIGNATURE_FLAG;
    EXPECT_TRUE(CertVerifySubjectCertificateContext(leaf, other, &flags));
    EXPECT_EQ(flags, DWORD{CERT_STORE_SIGNATURE_FLAG});
    EXPECT_TRUE(CertVerifySubjectCertificateContext(leaf, ca, &flags));
    EXPECT_EQ(flags, 0u);
    flags = CERT_STORE_SIGNATURE_FLAG | CERT_STORE_TIME_VALIDITY_FLAG;
    EXPECT_TRUE(CertVerifySubjectCertificateContext(leaf, nullptr, &flags));
    EXPECT_EQ(flags, DWORD{CERT_STORE_SIGNATURE_FLAG | CERT_STORE_NO_ISSUER_FLAG});
}

TEST(CertVerifySubjectCertificateContext, RefusesFlagsThatOnlyComeOut) {
    DWORD flags = CERT_STORE_NO_CRL_FLAG;
    EXPECT_EQ(
        failure_in([&] { return CertVerifySubjectCertificateContext(nullptr, nullptr, &flags); }),
        code(E_INVALIDARG));
}

TEST(CertVerifySubjectCertificateContext, RefusesNoSubject) {
    DWORD flags = CERT_STORE_TIME_VALIDITY_FLAG;
    EXPECT_EQ(
        failure_in([&] { return CertVerifySubjectCertificateContext(nullptr, nullptr, &flags); }),
        code(E_INVALIDARG));
}

TEST(CertVerifySubjectCertificateContext, RefusesNoFlags) {
    const Context leaf(Bytes(store_world().leaf.der));
    EXPECT_EQ(failure_in([&] { return CertVerifySubjectCertificateContext(leaf, leaf, nullptr); }),
              code(E_INVALIDARG));
}

}  // namespace
}  // namespace secur32::test
