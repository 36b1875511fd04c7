// CertVerifyCertificateChainPolicy.  The order of errors and the indexes are those that Wine's
// tests assert of Windows (dlls/crypt32/tests/chain.c); names are compared with what libcrypto's
// X509_check_host says.

#include <winerror.h>

#include "test/support/chain_questions.h"

namespace secur32::test {
namespace {

struct PolicyWorld {
    Issued root = make_root("Policy root");
    Issued ca = make_intermediate("Policy CA", root);
    Issued leaf = make_leaf("www.example.com", ca,
                            {.extensions = {{"subjectAltName",
                                             "DNS:www.example.com,DNS:*.wild.example,"
                                             "DNS:f*.part.example,DNS:*.com"}}});
};
const PolicyWorld& policy_world() {
    static const PolicyWorld one;
    return one;
}

// A chain to roots that are given.
class PolicyChain {
 public:
    explicit PolicyChain(const Issued& leaf, const std::vector<Issued>& roots,
                         const std::vector<Issued>& sent = {policy_world().ca}, DWORD flags = 0)
        : roots_(roots),
          sent_(sent),
          engine_(roots_),
          leaf_(leaf),
          chain_(chain_of(engine_, leaf_, sent_, szOID_PKIX_KP_SERVER_AUTH, flags)) {}
    operator PCCERT_CHAIN_CONTEXT() const { return chain_; }

 private:
    ChainStore roots_, sent_;
    ChainEngineOf engine_;
    ChainCertificate leaf_;
    BuiltChain chain_;
};

void expect(const CERT_CHAIN_POLICY_STATUS& status, HRESULT error, LONG chain, LONG element) {
    EXPECT_EQ(static_cast<HRESULT>(status.dwError), error);
    EXPECT_EQ(status.lChainIndex, chain);
    EXPECT_EQ(status.lElementIndex, element);
}

TEST(CertVerifyCertificateChainPolicy, AgreesWithLibcryptosX509CheckHost) {
    const PolicyChain chain(policy_world().leaf, {policy_world().root});
    for (const std::string name :
         {"www.example.com", "WWW.Example.COM", "www.example.com.", "example.com", "a.wild.example",
          "a.b.wild.example", "wild.example", "foo.part.example", "example.com", "192.0.2.1",
          "www.example.co", "xwww.example.com"}) {
        const bool says = foreign_is_host(policy_world().leaf.der, name);
        // libcrypto takes the dot at the end for a label's.
        const bool match = says || name == "www.example.com.";
        const auto status = server_verdict(chain, std::u16string(name.begin(), name.end()));
        EXPECT_EQ(status.dwError == 0, match) << name;
    }
}

TEST(CertVerifyCertificateChainPolicy, TellsThatAllIsWell) {
    const PolicyChain chain(policy_world().leaf, {policy_world().root});
    expect(verdict_of(CERT_CHAIN_POLICY_BASE, chain), 0, -1, -1);
    expect(verdict_of(CERT_CHAIN_POLICY_SSL, chain), 0, -1, -1);
    expect(verdict_of(CERT_CHAIN_POLICY_BASIC_CONSTRAINTS, chain), 0, -1, -1);
    CERT_CHAIN_POLICY_STATUS status{};
    EXPECT_TRUE(CertVerifyCertificateChainPolicy(CERT_CHAIN_POLICY_BASE, chain, nullptr, &status));
    EXPECT_EQ(status.dwError, 0U);
}

TEST(CertVerifyCertificateChainPolicy, TellsTheSignatureBeforeTheRootAndTheRootBeforeTheTime) {
    const Issued spoiled = make_leaf("www.example.com", policy_world().ca,
                                     {.not_after = "20210101000000Z", .bad_signature = true});
    const PolicyChain all(spoiled, {}, {policy_world().ca, policy_world().root});
    expect(verdict_of(CERT_CHAIN_POLICY_BASE, all), TRUST_E_CERT_SIGNATURE, 0, 0);
    const Issued expired =
        make_leaf("www.example.com", policy_world().ca, {.not_after = "20210101000000Z"});
    const PolicyChain two(expired, {}, {policy_world().ca, policy_world().root});
    expect(verdict_of(CERT_CHAIN_POLICY_BASE, two), CERT_E_UNTRUSTEDROOT, 0, 2);
    expect(verdict_of(CERT_CHAIN_POLICY_BASE, two, CERT_CHAIN_POLICY_ALLOW_UNKNOWN_CA_FLAG),
           CERT_E_EXPIRED, 0, 0);
    expect(verdict_of(CERT_CHAIN_POLICY_BASE, two,
                      CERT_CHAIN_POLICY_ALLOW_UNKNOWN_CA_FLAG |
                          CERT_CHAIN_POLICY_IGNORE_NOT_TIME_VALID_FLAG),
           0, -1, -1);
}

TEST(CertVerifyCertificateChainPolicy, LetsWeakSignaturesPassWhenToldToAndForgedOnesNever) {
    constexpr DWORD kPass = CERT_CHAIN_POLICY_IGNORE_WEAK_SIGNATURE_FLAG;
    const Issued root = make_root("Policy RSA", {.key = "RSA-2048"});
    const PolicyChain weak(make_leaf("www.example.com", root, {.hash = "MD5"}), {root}, {});
    expect(verdict_of(CERT_CHAIN_POLICY_BASE, weak), TRUST_E_CERT_SIGNATURE, 0, 0);
    expect(verdict_of(CERT_CHAIN_POLICY_BASE, weak, kPass), 0, -1, -1);
    const PolicyChain forged(
        make_leaf("www.example.com", root, {.hash = "MD5", .bad_signature = true}), {root}, {});
    expect(verdict_of(CERT_CHAIN_POLICY_BASE, forged, kPass), TRUST_E_CERT_SIGNATURE, 0, 0);
}

TEST(CertVerifyCertificateChainPolicy, IgnoresForTlsWhatFdwChecksSays) {
    const Issued expired = make_leaf(
        "www.example.com", policy_world().ca,
        {.not_after = "20210101000000Z", .extensions = {{"extendedKeyUsage", "clientAuth"}}});
    const PolicyChain chain(expired, {}, {policy_world().ca, policy_world().root});
    DWORD checks = SECURITY_FLAG_IGNORE_UNKNOWN_CA;
    expect(server_verdict(chain, u"other", checks), CERT_E_EXPIRED, 0, 0);
    checks |= SECURITY_FLAG_IGNORE_CERT_DATE_INVALID;
    expect(server_verdict(chain, u"other", checks), CERT_E_WRONG_USAGE, 0, 0);
    checks |= SECURITY_FLAG_IGNORE_WRONG_USAGE;
    expect(server_verdict(chain, u"other", checks), CERT_E_CN_NO_MATCH, 0, 0);
    checks |= SECURITY_FLAG_IGNORE_CERT_CN_INVALID;
    expect(server_verdict(chain, u"other", checks), 0, -1, -1);
}

TEST(CertVerifyCertificateChainPolicy, TellsACircleAsChainingAndForTlsAsAnUntrustedRoot) {
    const Issued a_alone = make_root("Policy circle A"), b_alone = make_root("Policy circle B");
    const Issued a = make_intermediate("Policy circle A", b_alone),
                 b = make_intermediate("Policy circle B", a_alone);
    const PolicyChain chain(make_leaf("www.example.com", a), {}, {a, b});
    expect(verdict_of(CERT_CHAIN_POLICY_BASE, chain), CERT_E_CHAINING, 0, -1);
    expect(verdict_of(CERT_CHAIN_POLICY_SSL, chain), CERT_E_UNTRUSTEDROOT, 0, -1);
}

TEST(CertVerifyCertificateChainPolicy, LetsUnknownRevocationPassWhereItIsToldTo) {
    const PolicyChain chain(policy_world().leaf, {policy_world().root}, {policy_world().ca},
                            CERT_CHAIN_REVOCATION_CHECK_CHAIN_EXCLUDE_ROOT);
    expect(verdict_of(CERT_CHAIN_POLICY_BASE, chain), CRYPT_E_NO_REVOCATION_CHECK, 0, 0);
    expect(verdict_of(CERT_CHAIN_POLICY_BASE, chain, CERT_CHAIN_POLICY_IGNORE_END_REV_UNKNOWN_FLAG),
           CRYPT_E_NO_REVOCATION_CHECK, 0, 1);
    expect(
        verdict_of(CERT_CHAIN_POLICY_BASE, chain, CERT_CHAIN_POLICY_IGNORE_ALL_REV_UNKNOWN_FLAGS),
        0, -1, -1);
    expect(server_verdict(chain, u"www.example.com", SECURITY_FLAG_IGNORE_REVOCATION), 0, -1, -1);
}

TEST(CertVerifyCertificateChainPolicy, WantsOfBasicConstraintsWhatItsFlagsSay) {
    const PolicyChain chain(policy_world().ca, {policy_world().root});
    expect(verdict_of(CERT_CHAIN_POLICY_BASIC_CONSTRAINTS, chain,
                      BASIC_CONSTRAINTS_CERT_CHAIN_POLICY_END_ENTITY_FLAG),
           TRUST_E_BASIC_CONSTRAINTS, 0, 0);
    expect(verdict_of(CERT_CHAIN_POLICY_BASIC_CONSTRAINTS, chain,
                      BASIC_CONSTRAINTS_CERT_CHAIN_POLICY_CA_FLAG),
           0, -1, -1);
}

TEST(CertVerifyCertificateChainPolicy, TrustsNobodyForNtAuthAndNoRootAsMicrosofts) {
    const PolicyChain chain(policy_world().leaf, {policy_world().root});
    expect(verdict_of(CERT_CHAIN_POLICY_NT_AUTH, chain), CERT_E_UNTRUSTEDCA, 0, 0);
    expect(verdict_of(CERT_CHAIN_POLICY_MICROSOFT_ROOT, chain), CERT_E_UNTRUSTEDROOT, 0, 2);
}

void refuses_policy(LPCSTR policy, PCCERT_CHAIN_CONTEXT chain, bool with_status, DWORD code) {
    CERT_CHAIN_POLICY_STATUS status{};
    SetLastError(0);
    EXPECT_FALSE(
        CertVerifyCertificateChainPolicy(policy, chain, nullptr, with_status ? &status : nullptr));
    EXPECT_EQ(GetLastError(), code);
}

TEST(CertVerifyCertificateChainPolicy, RefusesUnknownPolicies) {
    const PolicyChain chain(policy_world().leaf, {policy_world().root});
    for (const LPCSTR policy :
         {LPCSTR{nullptr}, CERT_CHAIN_POLICY_AUTHENTICODE, CERT_CHAIN_POLICY_EV, LPCSTR{"1.2.3.4"}})
        refuses_policy(policy, chain, true, ERROR_FILE_NOT_FOUND);
}
TEST(CertVerifyCertificateChainPolicy, RefusesNoChain) {
    refuses_policy(CERT_CHAIN_POLICY_BASE, nullptr, true, static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertVerifyCertificateChainPolicy, RefusesToAnswerNowhere) {
    const PolicyChain chain(policy_world().leaf, {policy_world().root});
    refuses_policy(CERT_CHAIN_POLICY_BASE, chain, false, static_cast<DWORD>(E_INVALIDARG));
}

}  // namespace
}  // namespace secur32::test
