// CryptFindOIDInfo and its neighbours: libcrypto's table of objects, and what Wine's tests say that
// Windows has.
#define CRYPT_OID_INFO_HAS_EXTRA_FIELDS
#include <bcrypt.h>
#include <gtest/gtest.h>
#include <openssl/objects.h>
#include <wincrypt.h>
#include <winerror.h>

#include <set>
#include <string>
#include <vector>

namespace secur32::test {
namespace {

constexpr DWORD kUnchanged = 0xDEADBEEF;

PCCRYPT_OID_INFO find(DWORD type, const void* key, DWORD group = 0) {
    return CryptFindOIDInfo(type, const_cast<void*>(key), group);
}
std::vector<CRYPT_OID_INFO> all(DWORD group) {
    std::vector<CRYPT_OID_INFO> out;
    const auto take = [](PCCRYPT_OID_INFO info, void* list) -> BOOL {
        static_cast<std::vector<CRYPT_OID_INFO>*>(list)->push_back(*info);
        return TRUE;
    };
    EXPECT_TRUE(CryptEnumOIDInfo(group, 0, &out, take));
    return out;
}
int nid_of(const CRYPT_OID_INFO& info) {
    ASN1_OBJECT* const object = OBJ_txt2obj(info.pszOID, 1);
    const int nid = OBJ_obj2nid(object);
    ASN1_OBJECT_free(object);
    return nid;
}

// ---- CryptFindOIDInfo
// ----------------------------------------------------------------------------

// A signature's hash and key, by libcrypto's table, are those whose names stand in ours.
TEST(CryptFindOIDInfo, AgreesWithLibcryptoOnWhatSignaturesAreMadeOf) {
    std::size_t count = 0;
    for (const CRYPT_OID_INFO& info : all(CRYPT_SIGN_ALG_OID_GROUP_ID)) {
        int hash = NID_undef, key = NID_undef;
        if (!OBJ_find_sigid_algs(nid_of(info), &hash, &key) || hash == NID_undef) continue;
        const PCCRYPT_OID_INFO found =
            find(CRYPT_OID_INFO_CNG_ALGID_KEY, info.pwszCNGAlgid, CRYPT_HASH_ALG_OID_GROUP_ID);
        ASSERT_NE(found, nullptr) << info.pszOID;
        EXPECT_EQ(nid_of(*found), hash) << info.pszOID;
        const std::u16string of_key = info.pwszCNGExtraAlgid;
        const bool ec = key == NID_X9_62_id_ecPublicKey, dsa = key == NID_dsa;
        EXPECT_EQ(of_key, ec    ? std::u16string(CRYPT_OID_INFO_ECC_PARAMETERS_ALGORITHM)
                          : dsa ? std::u16string(BCRYPT_DSA_ALGORITHM)
                                : std::u16string(BCRYPT_RSA_ALGORITHM));
        ++count;
    }
    EXPECT_GE(count, 10u);
}

TEST(CryptFindOIDInfo, AgreesWithLibcryptoThatAllAreObjectIdentifiers) {
    for (const CRYPT_OID_INFO& info : all(0)) {
        char text[80];
        ASN1_OBJECT* const object = OBJ_txt2obj(info.pszOID, 1);
        ASSERT_NE(object, nullptr) << info.pszOID;
        OBJ_obj2txt(text, sizeof text, object, 1);
        EXPECT_STREQ(text, info.pszOID);
        ASN1_OBJECT_free(object);
        EXPECT_NE(find(CRYPT_OID_INFO_OID_KEY, info.pszOID, info.dwGroupId), nullptr);
        EXPECT_NE(find(CRYPT_OID_INFO_NAME_KEY, info.pwszName, info.dwGroupId), nullptr);
    }
}

TEST(CryptFindOIDInfo, FindsWhatWindowsFinds) {
    const ALG_ID sha1 = CALG_SHA1, md5_rsa[] = {CALG_MD5, CALG_RSA_SIGN};
    EXPECT_EQ(find(CRYPT_OID_INFO_OID_KEY, szOID_RSA_MD5)->Algid, ALG_ID{CALG_MD5});
    EXPECT_STREQ(find(CRYPT_OID_INFO_NAME_KEY, u"sha1")->pszOID, szOID_OIWSEC_sha1);
    EXPECT_STREQ(find(CRYPT_OID_INFO_NAME_KEY, u"SHA256rsa")->pszOID, szOID_RSA_SHA256RSA);
    EXPECT_STREQ(find(CRYPT_OID_INFO_ALGID_KEY, &sha1)->pszOID, szOID_OIWSEC_sha1);
    EXPECT_STREQ(find(CRYPT_OID_INFO_SIGN_KEY, md5_rsa)->pszOID, szOID_RSA_MD5RSA);
    const LPCWSTR sign[] = {u"SHA256", u"RSA"};
    EXPECT_STREQ(find(CRYPT_OID_INFO_CNG_SIGN_KEY, sign)->pszOID, szOID_RSA_SHA256RSA);
    const PCCRYPT_OID_INFO ecdsa = find(CRYPT_OID_INFO_OID_KEY, szOID_ECDSA_SHA256);
    EXPECT_EQ(ecdsa->cbSize, sizeof *ecdsa);
    EXPECT_EQ(std::u16string(ecdsa->pwszName), u"sha256ECDSA");
    EXPECT_EQ(ecdsa->dwGroupId, DWORD{CRYPT_SIGN_ALG_OID_GROUP_ID});
    EXPECT_EQ(ecdsa->Algid, ALG_ID{CALG_OID_INFO_CNG_ONLY});
    ASSERT_EQ(ecdsa->ExtraInfo.cbData, 8u);
    const auto* const extra = reinterpret_cast<const DWORD*>(ecdsa->ExtraInfo.pbData);
    EXPECT_EQ(extra[0], DWORD{CALG_OID_INFO_PARAMETERS});
    EXPECT_EQ(extra[1], DWORD{CRYPT_OID_NO_NULL_ALGORITHM_PARA_FLAG});
    const PCCRYPT_OID_INFO ecc = find(CRYPT_OID_INFO_OID_KEY, szOID_ECC_PUBLIC_KEY);
    EXPECT_EQ(std::u16string(ecc->pwszName), u"ECC");
    EXPECT_EQ(ecc->Algid, ALG_ID{CALG_OID_INFO_PARAMETERS});
    EXPECT_EQ(ecc->ExtraInfo.cbData, 0u);
    EXPECT_EQ(std::u16string(ecc->pwszCNGExtraAlgid), u"");
}

TEST(CryptFindOIDInfo, KeepsToItsGroup) {
    const char* const email = szOID_RSA_emailAddr;
    EXPECT_EQ(std::u16string(find(CRYPT_OID_INFO_OID_KEY, email)->pwszName), u"E");
    EXPECT_EQ(std::u16string(
                  find(CRYPT_OID_INFO_OID_KEY, email, CRYPT_EXT_OR_ATTR_OID_GROUP_ID)->pwszName),
              u"Email Address");
    SetLastError(kUnchanged);
    EXPECT_EQ(find(CRYPT_OID_INFO_OID_KEY, email, CRYPT_ENHKEY_USAGE_OID_GROUP_ID), nullptr);
    EXPECT_EQ(find(CRYPT_OID_INFO_OID_KEY, "1.2.3.4"), nullptr);
    EXPECT_EQ(GetLastError(), kUnchanged);
    EXPECT_NE(find(CRYPT_OID_INFO_OID_KEY, email,
                   CRYPT_RDN_ATTR_OID_GROUP_ID | CRYPT_OID_DISABLE_SEARCH_DS_FLAG),
              nullptr);
}

TEST(CryptFindOIDInfo, RefusesANullKey) {
    EXPECT_EQ(find(CRYPT_OID_INFO_OID_KEY, nullptr), nullptr);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CryptFindOIDInfo, RefusesOtherTypesOfKeys) {
    for (const DWORD type : {0u, 7u}) {
        SetLastError(0);
        EXPECT_EQ(find(type, "1.2.3"), nullptr);
        EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    }
}
TEST(CryptFindOIDInfo, RefusesNothingAtAll) {
    EXPECT_EQ(CryptFindOIDInfo(0, nullptr, 0), nullptr);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

// ---- CryptEnumOIDInfo
// ----------------------------------------------------------------------------

TEST(CryptEnumOIDInfo, AgreesWithLibcryptoOnTheHashesThatItKnows) {
    std::set<int> nids;
    for (const CRYPT_OID_INFO& info : all(CRYPT_HASH_ALG_OID_GROUP_ID)) {
        EXPECT_EQ(info.dwGroupId, DWORD{CRYPT_HASH_ALG_OID_GROUP_ID});
        nids.insert(nid_of(info));
    }
    for (const int nid : {NID_sha1, NID_sha256, NID_sha384, NID_sha512, NID_md5})
        EXPECT_TRUE(nids.contains(nid)) << nid;
}

TEST(CryptEnumOIDInfo, EndsWhereTheCallbackSaysSo) {
    int count = 0;
    const auto second = [](PCCRYPT_OID_INFO, void* called) -> BOOL {
        return ++*static_cast<int*>(called) < 2;
    };
    SetLastError(kUnchanged);
    EXPECT_FALSE(CryptEnumOIDInfo(0, 0, &count, second));
    EXPECT_EQ(count, 2);
    EXPECT_EQ(GetLastError(), kUnchanged);
    EXPECT_TRUE(CryptEnumOIDInfo(CRYPT_KDF_OID_GROUP_ID, 0, &count, second));
}

TEST(CryptEnumOIDInfo, RefusesANullCallback) {
    EXPECT_FALSE(CryptEnumOIDInfo(0, 0, nullptr, nullptr));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CryptEnumOIDInfo, RefusesANullCallbackForAGroup) {
    EXPECT_FALSE(CryptEnumOIDInfo(CRYPT_ENHKEY_USAGE_OID_GROUP_ID, 0, nullptr, nullptr));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CryptEnumOIDInfo, RefusesANullCallbackForNoGroup) {
    EXPECT_FALSE(CryptEnumOIDInfo(0xFFFF, 0, nullptr, nullptr));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

// ---- CertAlgIdToOID, CertOIDToAlgId
// --------------------------------------------------------------

struct Algorithm {
    DWORD id;
    int nid;
};
constexpr Algorithm kAlgorithms[] = {
    {CALG_SHA1, NID_sha1},
    {CALG_MD5, NID_md5},
    {CALG_SHA_256, NID_sha256},
    {CALG_SHA_384, NID_sha384},
    {CALG_SHA_512, NID_sha512},
    {CALG_RSA_KEYX, NID_rsaEncryption},
    {CALG_DSS_SIGN, NID_dsa},
    {CALG_3DES, NID_des_ede3_cbc},
    {CALG_RC2, NID_rc2_cbc},
    {CALG_RC4, NID_rc4},
    {CALG_DES, NID_des_cbc},
    {CALG_AES_256, NID_aes_256_cbc},
    {CALG_DH_SF, NID_dhpublicnumber},
};
std::string oid_of(int nid) {
    char text[80];
    OBJ_obj2txt(text, sizeof text, OBJ_nid2obj(nid), 1);
    return text;
}

TEST(CertAlgIdToOID, AgreesWithLibcryptoOnAlgorithms) {
    for (const Algorithm& each : kAlgorithms) {
        ASSERT_NE(CertAlgIdToOID(each.id), nullptr) << each.id;
        EXPECT_EQ(CertAlgIdToOID(each.id), oid_of(each.nid));
    }
}

TEST(CertAlgIdToOID, AnswersNullForWhatHasNone) {
    SetLastError(kUnchanged);
    for (const DWORD id : {0u, 0xFFFFu, 0xFFFFFFFFu, 0xFFFFFFFEu})
        EXPECT_EQ(CertAlgIdToOID(id), nullptr);
    EXPECT_EQ(GetLastError(), kUnchanged);
}

TEST(CertOIDToAlgId, AgreesWithLibcryptoOnAlgorithms) {
    for (const Algorithm& each : kAlgorithms)
        EXPECT_EQ(CertOIDToAlgId(oid_of(each.nid).c_str()), each.id);
}

TEST(CertOIDToAlgId, AnswersZeroForWhatHasNone) {
    SetLastError(kUnchanged);
    for (const char* const oid : {"", "bogus", "1.2.3", szOID_COMMON_NAME})
        EXPECT_EQ(CertOIDToAlgId(oid), 0u);
    EXPECT_EQ(GetLastError(), kUnchanged);
}

TEST(CertOIDToAlgId, RefusesNull) {
    SetLastError(0);
    EXPECT_EQ(CertOIDToAlgId(nullptr), 0u);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertOIDToAlgId, RefusesNullAfterASuccess) {
    EXPECT_EQ(CertOIDToAlgId(szOID_RSA_RSA), DWORD{CALG_RSA_KEYX});
    EXPECT_EQ(CertOIDToAlgId(nullptr), 0u);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertOIDToAlgId, RefusesNullTwice) {
    for (int i = 0; i < 2; ++i) EXPECT_EQ(CertOIDToAlgId(nullptr), 0u);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

}  // namespace
}  // namespace secur32::test
