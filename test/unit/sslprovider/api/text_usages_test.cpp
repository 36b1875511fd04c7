// Extended key usages: what libcrypto reads of the same certificates, what Wine's tests say that
// Windows does, and what is refused.
#include <gtest/gtest.h>
#include <openssl/x509v3.h>
//
#include <wincrypt.h>
#include <winerror.h>

#include "test/support/test_authority.h"
#include "test/unit/sslprovider/api/certificate_fixture.h"

namespace secur32::test {
namespace {

using Usages = std::vector<std::string>;

constexpr DWORD kExtension = CERT_FIND_EXT_ONLY_ENHKEY_USAGE_FLAG,
                kProperty = CERT_FIND_PROP_ONLY_ENHKEY_USAGE_FLAG;
const Usages kThree = {"1.3.6.1.5.5.7.3.3", "1.3.6.1.5.5.7.3.2", "1.2.840.113549.1.1.1"};

Context context_with(const std::string& value) {
    IssuePlan plan;
    plan.key_name = "usages";
    if (!value.empty()) plan.extensions = {{"extendedKeyUsage", value}};
    return Context(Bytes(issue(plan).der));
}
Context without() { return context_with(""); }
Context with_three() { return context_with("codeSigning,clientAuth,rsaEncryption"); }

struct Answer {
    Usages usages;
    DWORD error = kUntouched;
    bool done = false;
};
Answer usages_of(PCCERT_CONTEXT context, DWORD flags = 0) {
    Answer out;
    DWORD size = 0;
    SetLastError(kUntouched);
    out.done = CertGetEnhancedKeyUsage(context, flags, nullptr, &size);
    out.error = GetLastError();
    if (!out.done) return out;
    std::vector<std::uint64_t> memory(size / 8 + 2, 0x5555555555555555);
    auto* const usage = reinterpret_cast<CERT_ENHKEY_USAGE*>(memory.data());
    DWORD written = size;
    EXPECT_TRUE(CertGetEnhancedKeyUsage(context, flags, usage, &written));
    EXPECT_EQ(GetLastError(), out.error);
    EXPECT_EQ(written, size);
    EXPECT_EQ(reinterpret_cast<std::uint8_t*>(memory.data())[size], 0x55);
    for (DWORD i = 0; i < usage->cUsageIdentifier; ++i)
        out.usages.emplace_back(usage->rgpszUsageIdentifier[i]);
    return out;
}
bool set(PCCERT_CONTEXT context, const Usages& usages) {
    std::vector<LPSTR> texts;
    for (const std::string& each : usages) texts.push_back(const_cast<LPSTR>(each.c_str()));
    CERT_ENHKEY_USAGE usage{static_cast<DWORD>(texts.size()), texts.data()};
    return CertSetEnhancedKeyUsage(context, &usage);
}

Usages read_by_libcrypto(Bytes der) {
    const unsigned char* at = der.data();
    X509* const certificate = d2i_X509(nullptr, &at, static_cast<long>(der.size()));
    auto* const list = static_cast<EXTENDED_KEY_USAGE*>(
        X509_get_ext_d2i(certificate, NID_ext_key_usage, nullptr, nullptr));
    Usages out;
    for (int i = 0; i < sk_ASN1_OBJECT_num(list); ++i) {
        char text[80];
        OBJ_obj2txt(text, sizeof text, sk_ASN1_OBJECT_value(list, i), 1);
        out.emplace_back(text);
    }
    EXTENDED_KEY_USAGE_free(list);
    X509_free(certificate);
    return out;
}
Usages read_by_libcrypto(const Context& context) {
    return read_by_libcrypto(Bytes(context->pbCertEncoded, context->cbCertEncoded));
}
// The property's octets, read as libcrypto reads an extension's.
Usages property_by_libcrypto(PCCERT_CONTEXT context) {
    const Buffer der = property_of(context, CERT_ENHKEY_USAGE_PROP_ID);
    const unsigned char* at = der.data();
    EXTENDED_KEY_USAGE* const list =
        d2i_EXTENDED_KEY_USAGE(nullptr, &at, static_cast<long>(der.size()));
    Usages out;
    for (int i = 0; i < sk_ASN1_OBJECT_num(list); ++i) {
        char text[80];
        OBJ_obj2txt(text, sizeof text, sk_ASN1_OBJECT_value(list, i), 1);
        out.emplace_back(text);
    }
    EXTENDED_KEY_USAGE_free(list);
    return out;
}

// ---- CertGetEnhancedKeyUsage
// ---------------------------------------------------------------------

TEST(CertGetEnhancedKeyUsage, AgreesWithLibcryptoOnTheExtension) {
    for (const char* const value :
         {"serverAuth", "serverAuth,clientAuth,1.2.3.4", "anyExtendedKeyUsage",
          "codeSigning,clientAuth,rsaEncryption"}) {
        const Context context = context_with(value);
        EXPECT_EQ(usages_of(context, kExtension).usages, read_by_libcrypto(context));
        EXPECT_EQ(usages_of(context).usages, read_by_libcrypto(context));
        EXPECT_EQ(usages_of(context).error, 0u);
    }
}

TEST(CertGetEnhancedKeyUsage, TellsAllUsesFromNone) {
    const Context context = without();
    Answer answer = usages_of(context);
    EXPECT_TRUE(answer.done && answer.usages.empty());
    EXPECT_EQ(answer.error, static_cast<DWORD>(CRYPT_E_NOT_FOUND));
    ASSERT_TRUE(set(context, {}));
    answer = usages_of(context);
    EXPECT_TRUE(answer.done && answer.usages.empty());
    EXPECT_EQ(answer.error, 0u);
    EXPECT_TRUE(usages_of(context, kProperty).done);
    ASSERT_TRUE(CertSetEnhancedKeyUsage(context, nullptr));
    EXPECT_EQ(usages_of(context).error, static_cast<DWORD>(CRYPT_E_NOT_FOUND));
}

// "If a certificate has both an EKU extension and EKU extended properties, it is valid only for the
// uses that are on both lists."
TEST(CertGetEnhancedKeyUsage, GivesWhatExtensionAndPropertyBothSay) {
    const Context context = with_three();
    ASSERT_TRUE(set(context, {"1.2.3.4", "1.3.6.1.5.5.7.3.2"}));
    EXPECT_EQ(usages_of(context).usages, (Usages{"1.3.6.1.5.5.7.3.2"}));
    EXPECT_EQ(usages_of(context, kExtension).usages, kThree);
    EXPECT_EQ(usages_of(context, kProperty).usages, (Usages{"1.2.3.4", "1.3.6.1.5.5.7.3.2"}));
    ASSERT_TRUE(set(context, {"1.2.3.4"}));
    EXPECT_TRUE(usages_of(context).usages.empty());
    EXPECT_EQ(usages_of(context).error, 0u);
}

TEST(CertGetEnhancedKeyUsage, RefusesNull) {
    const Context context = without();
    DWORD size = 1;
    EXPECT_FALSE(CertGetEnhancedKeyUsage(nullptr, 0, nullptr, &size));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_FALSE(CertGetEnhancedKeyUsage(context, 0, nullptr, nullptr));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_PARAMETER});
}
TEST(CertGetEnhancedKeyUsage, RefusesWhatIsNoContextAndBothFlags) {
    const CERT_CONTEXT stranger{};
    DWORD size = 0;
    EXPECT_FALSE(CertGetEnhancedKeyUsage(&stranger, 0, nullptr, &size));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(usages_of(without(), kExtension | kProperty).error, static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertGetEnhancedKeyUsage, RefusesToFindWhatIsNotThere) {
    for (const DWORD flags : {kExtension, kProperty})
        EXPECT_EQ(usages_of(without(), flags).error, static_cast<DWORD>(CRYPT_E_NOT_FOUND));
    EXPECT_FALSE(usages_of(with_three(), kProperty).done);
}
TEST(CertGetEnhancedKeyUsage, RefusesABufferThatIsTooSmall) {
    const Context context = with_three();
    DWORD needed = 0, size = 0;
    CertGetEnhancedKeyUsage(context, 0, nullptr, &needed);
    std::vector<std::uint64_t> memory(needed / 8 + 1, 0x55);
    size = needed - 1;
    EXPECT_FALSE(CertGetEnhancedKeyUsage(
        context, 0, reinterpret_cast<CERT_ENHKEY_USAGE*>(memory.data()), &size));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_MORE_DATA});
    EXPECT_EQ(size, needed);
    EXPECT_EQ(memory[0], 0x55u);
}
TEST(CertGetEnhancedKeyUsage, RefusesAnExtensionThatIsNone) {
    IssuePlan plan;
    plan.extensions = {{"2.5.29.37", "DER:0500"}};
    const Context context{Bytes(issue(plan).der)};
    EXPECT_EQ(usages_of(context).error, static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
}

// ---- CertSetEnhancedKeyUsage
// ---------------------------------------------------------------------

TEST(CertSetEnhancedKeyUsage, AgreesWithLibcryptoOnTheProperty) {
    const Context context = without();
    ASSERT_TRUE(set(context, kThree));
    EXPECT_EQ(property_by_libcrypto(context), kThree);
    ASSERT_TRUE(CertSetEnhancedKeyUsage(context, nullptr));
    EXPECT_FALSE(has_property(context, CERT_ENHKEY_USAGE_PROP_ID));
}

TEST(CertSetEnhancedKeyUsage, RefusesWhatIsNoObjectIdentifier) {
    const Context context = without();
    for (const char* const wrong : {"bogus", "", "1", "3.1", "1.2."}) {
        SetLastError(0);
        EXPECT_FALSE(set(context, {"1.2.3", wrong}));
        EXPECT_EQ(GetLastError(), static_cast<DWORD>(CRYPT_E_OID_FORMAT)) << wrong;
    }
    EXPECT_FALSE(has_property(context, CERT_ENHKEY_USAGE_PROP_ID));
}
TEST(CertSetEnhancedKeyUsage, RefusesWhatIsNoContext) {
    const CERT_CONTEXT stranger{};
    for (const CERT_CONTEXT* const wrong : {&stranger, static_cast<const CERT_CONTEXT*>(nullptr)}) {
        SetLastError(0);
        EXPECT_FALSE(CertSetEnhancedKeyUsage(wrong, nullptr));
        EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    }
}
TEST(CertSetEnhancedKeyUsage, RefusesACountWithoutAnAddress) {
    const Context context = without();
    LPSTR null = nullptr;
    CERT_ENHKEY_USAGE usage{1, nullptr}, of_null{1, &null};
    EXPECT_FALSE(CertSetEnhancedKeyUsage(context, &usage));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_FALSE(CertSetEnhancedKeyUsage(context, &of_null));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

// ---- CertAddEnhancedKeyUsageIdentifier
// -----------------------------------------------------------

TEST(CertAddEnhancedKeyUsageIdentifier, AgreesWithLibcryptoOnTheProperty) {
    const Context context = without();
    EXPECT_TRUE(CertAddEnhancedKeyUsageIdentifier(context, "1.2.3.4"));
    EXPECT_TRUE(CertAddEnhancedKeyUsageIdentifier(context, "1.2.3.4"));
    EXPECT_EQ(property_by_libcrypto(context), (Usages{"1.2.3.4", "1.2.3.4"}));
    EXPECT_EQ(usages_of(context).usages, (Usages{"1.2.3.4", "1.2.3.4"}));
}

TEST(CertAddEnhancedKeyUsageIdentifier, RefusesWhatIsNoObjectIdentifier) {
    const Context context = without();
    EXPECT_FALSE(CertAddEnhancedKeyUsageIdentifier(context, "bogus"));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(CRYPT_E_OID_FORMAT));
}
TEST(CertAddEnhancedKeyUsageIdentifier, RefusesNull) {
    const Context context = without();
    EXPECT_FALSE(CertAddEnhancedKeyUsageIdentifier(context, nullptr));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_FALSE(CertAddEnhancedKeyUsageIdentifier(nullptr, "1.2.3"));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertAddEnhancedKeyUsageIdentifier, RefusesAPropertyThatIsNoList) {
    const Context context = without();
    ASSERT_TRUE(set_blob(context, CERT_ENHKEY_USAGE_PROP_ID, {5, 0}));
    EXPECT_FALSE(CertAddEnhancedKeyUsageIdentifier(context, "1.2.3"));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
}

// ---- CertRemoveEnhancedKeyUsageIdentifier
// --------------------------------------------------------

TEST(CertRemoveEnhancedKeyUsageIdentifier, AgreesWithLibcryptoOnWhatIsLeft) {
    const Context context = with_three();
    ASSERT_TRUE(set(context, {"1.2.3", "1.2.4", "1.2.3"}));
    EXPECT_TRUE(CertRemoveEnhancedKeyUsageIdentifier(context, "1.2.3"));
    EXPECT_EQ(property_by_libcrypto(context), (Usages{"1.2.4", "1.2.3"}));
    EXPECT_TRUE(CertRemoveEnhancedKeyUsageIdentifier(context, "1.2.5"));
    EXPECT_TRUE(CertRemoveEnhancedKeyUsageIdentifier(context, "1.2.4"));
    EXPECT_TRUE(CertRemoveEnhancedKeyUsageIdentifier(context, "1.2.3"));
    // Without the property the extension alone counts again.
    EXPECT_EQ(usages_of(context).usages, kThree);
}

TEST(CertRemoveEnhancedKeyUsageIdentifier, RefusesToRemoveFromNothing) {
    EXPECT_FALSE(CertRemoveEnhancedKeyUsageIdentifier(with_three(), "1.2.3"));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(CRYPT_E_NOT_FOUND));
}
TEST(CertRemoveEnhancedKeyUsageIdentifier, RefusesNull) {
    const Context context = without();
    EXPECT_FALSE(CertRemoveEnhancedKeyUsageIdentifier(context, nullptr));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_FALSE(CertRemoveEnhancedKeyUsageIdentifier(nullptr, "1.2.3"));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertRemoveEnhancedKeyUsageIdentifier, RefusesAPropertyThatIsNoList) {
    const Context context = without();
    ASSERT_TRUE(set_blob(context, CERT_ENHKEY_USAGE_PROP_ID, {0x30, 2, 6, 0}));
    EXPECT_FALSE(CertRemoveEnhancedKeyUsageIdentifier(context, "1.2.3"));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
}

// ---- CertGetValidUsages
// --------------------------------------------------------------------------

Usages valid_usages(std::vector<PCCERT_CONTEXT> contexts, int& count) {
    DWORD size = 0;
    const auto of = static_cast<DWORD>(contexts.size());
    EXPECT_TRUE(CertGetValidUsages(of, contexts.data(), &count, nullptr, &size));
    std::vector<std::uint64_t> memory(size / 8 + 1);
    auto* const out = reinterpret_cast<LPSTR*>(memory.data());
    EXPECT_TRUE(CertGetValidUsages(of, contexts.data(), &count, out, &size));
    return count < 0 ? Usages() : Usages(out, out + count);
}

TEST(CertGetValidUsages, AgreesWithLibcryptoOnOneCertificate) {
    const Context context = with_three();
    int count = 0;
    EXPECT_EQ(valid_usages({context}, count), read_by_libcrypto(context));
    EXPECT_EQ(count, 3);
}

TEST(CertGetValidUsages, GivesWhatAllCertificatesSay) {
    const Context three = with_three(), one = context_with("clientAuth,serverAuth"),
                  all = without(), other = context_with("1.2.3");
    int count = 0;
    EXPECT_EQ(valid_usages({three, one, all, nullptr}, count), (Usages{"1.3.6.1.5.5.7.3.2"}));
    valid_usages({three, other}, count);
    EXPECT_EQ(count, 0);
    valid_usages({all, nullptr}, count);
    EXPECT_EQ(count, -1);
    valid_usages({}, count);
    EXPECT_EQ(count, -1);
}

TEST(CertGetValidUsages, RefusesNull) {
    const Context context = with_three();
    PCCERT_CONTEXT contexts[] = {context};
    int count = 0;
    DWORD size = 0;
    EXPECT_FALSE(CertGetValidUsages(1, contexts, nullptr, nullptr, &size));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_FALSE(CertGetValidUsages(1, contexts, &count, nullptr, nullptr));
    EXPECT_FALSE(CertGetValidUsages(1, nullptr, &count, nullptr, &size));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_PARAMETER});
}
TEST(CertGetValidUsages, RefusesWhatIsNoContext) {
    const CERT_CONTEXT stranger{};
    PCCERT_CONTEXT contexts[] = {&stranger};
    int count = 0;
    DWORD size = 0;
    EXPECT_FALSE(CertGetValidUsages(1, contexts, &count, nullptr, &size));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertGetValidUsages, RefusesABufferThatIsTooSmall) {
    const Context context = with_three();
    PCCERT_CONTEXT contexts[] = {context};
    int count = 0;
    DWORD size = 8;
    LPSTR out[1] = {nullptr};
    EXPECT_FALSE(CertGetValidUsages(1, contexts, &count, out, &size));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_MORE_DATA});
    EXPECT_GT(size, 24u);
    EXPECT_EQ(out[0], nullptr);
}

}  // namespace
}  // namespace secur32::test
