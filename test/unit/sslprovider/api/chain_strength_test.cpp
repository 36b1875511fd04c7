// CertIsStrongHashToSign: Windows' own rule OS_1, and rules as lists.
#include <winerror.h>

#include "test/support/chain_questions.h"

namespace secur32::test {
namespace {

CERT_STRONG_SIGN_PARA rule_of(const char* oid) {
    static std::string text;
    text = oid;
    CERT_STRONG_SIGN_PARA rule{};
    rule.cbSize = sizeof rule;
    rule.dwInfoChoice = CERT_STRONG_SIGN_OID_INFO_CHOICE;
    rule.pszOID = text.data();
    return rule;
}

void refuses_hash(const CERT_STRONG_SIGN_PARA& rule, const char16_t* hash, PCCERT_CONTEXT signer,
                  DWORD code) {
    SetLastError(0);
    EXPECT_FALSE(CertIsStrongHashToSign(&rule, hash, signer));
    EXPECT_EQ(GetLastError(), code);
}

TEST(CertIsStrongHashToSign, AgreesWithLibcryptoAboutTheKeysBits) {
    const CERT_STRONG_SIGN_PARA rule = rule_of(szOID_CERT_STRONG_SIGN_OS_CURRENT);
    for (const char* const kind : {"RSA-1024", "RSA-2048", "P-256", "P-384"}) {
        const Issued issued = make_root("Strength", {.key = kind});
        const std::size_t bits = foreign_fields(issued.der).key_bits;
        const bool strong = bits >= (kind[0] == 'R' ? 2047U : 256U);
        const ChainCertificate certificate(issued);
        EXPECT_EQ(CertIsStrongHashToSign(&rule, u"SHA256", certificate) != FALSE, strong) << kind;
    }
    EXPECT_TRUE(CertIsStrongHashToSign(&rule, u"SHA512", nullptr));
}

TEST(CertIsStrongHashToSign, TakesRulesAsLists) {
    char16_t hashes[] = u"RSA/SHA1;ECDSA/SHA384", bits[] = u"RSA/1024;ECDSA/384";
    CERT_STRONG_SIGN_SERIALIZED_INFO info{0, hashes, bits};
    CERT_STRONG_SIGN_PARA rule{};
    rule.cbSize = sizeof rule;
    rule.dwInfoChoice = CERT_STRONG_SIGN_SERIALIZED_INFO_CHOICE;
    rule.pSerializedInfo = &info;
    const ChainCertificate rsa(make_root("Strength", {.key = "RSA-1024"})),
        ec(make_root("Strength", {.key = "P-256"}));
    EXPECT_TRUE(CertIsStrongHashToSign(&rule, u"SHA1", rsa));
    refuses_hash(rule, u"SHA384", ec, static_cast<DWORD>(NTE_BAD_ALGID));
    refuses_hash(rule, u"SHA256", rsa, static_cast<DWORD>(NTE_BAD_ALGID));
}

TEST(CertIsStrongHashToSign, RefusesWeakHashes) {
    const CERT_STRONG_SIGN_PARA rule = rule_of(szOID_CERT_STRONG_SIGN_OS_1);
    refuses_hash(rule, u"SHA1", nullptr, static_cast<DWORD>(NTE_BAD_ALGID));
    refuses_hash(rule, u"MD5", nullptr, static_cast<DWORD>(NTE_BAD_ALGID));
    refuses_hash(rule, u"none", nullptr, static_cast<DWORD>(NTE_BAD_ALGID));
}
TEST(CertIsStrongHashToSign, RefusesUnknownRules) {
    refuses_hash(rule_of("1.2.3"), u"SHA256", nullptr, static_cast<DWORD>(E_INVALIDARG));
    CERT_STRONG_SIGN_PARA rule = rule_of(szOID_CERT_STRONG_SIGN_OS_1);
    rule.dwInfoChoice = 3;
    refuses_hash(rule, u"SHA256", nullptr, static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertIsStrongHashToSign, RefusesListsThatAreNone) {
    for (const char16_t* const text : {u"", u"RSA", u"RSA/SHA3", u"XYZ/SHA256", u"RSA/"}) {
        std::u16string hashes = text;
        CERT_STRONG_SIGN_SERIALIZED_INFO info{0, hashes.data(), nullptr};
        CERT_STRONG_SIGN_PARA rule{};
        rule.cbSize = sizeof rule;
        rule.dwInfoChoice = CERT_STRONG_SIGN_SERIALIZED_INFO_CHOICE;
        rule.pSerializedInfo = &info;
        refuses_hash(rule, u"SHA256", nullptr, static_cast<DWORD>(E_INVALIDARG));
    }
}

}  // namespace
}  // namespace secur32::test
