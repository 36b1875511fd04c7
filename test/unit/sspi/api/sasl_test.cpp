// SASL is not offered, and says so with its outputs cleared.
#define SECURITY_WIN32
#include <gtest/gtest.h>
#include <security.h>

#include <array>

namespace secur32::api {
namespace {

TEST(Sasl, HasNoProfiles) {
    LPWSTR wide = reinterpret_cast<LPWSTR>(1);
    LPSTR narrow = reinterpret_cast<LPSTR>(1);
    ULONG count = 9;
    EXPECT_EQ(SaslEnumerateProfilesW(&wide, &count), SEC_E_UNSUPPORTED_FUNCTION);
    EXPECT_EQ(wide, nullptr);
    EXPECT_EQ(count, 0u);
    count = 9;
    EXPECT_EQ(SaslEnumerateProfilesA(&narrow, &count), SEC_E_UNSUPPORTED_FUNCTION);
    EXPECT_EQ(narrow, nullptr);
    EXPECT_EQ(count, 0u);
    EXPECT_EQ(SaslEnumerateProfilesW(nullptr, nullptr), SEC_E_UNSUPPORTED_FUNCTION);
}

TEST(Sasl, KnowsNoPackage) {
    PSecPkgInfoW wide = reinterpret_cast<PSecPkgInfoW>(1);
    PSecPkgInfoA narrow = reinterpret_cast<PSecPkgInfoA>(1);
    std::array<WCHAR, 7> name_w = {u'G', u'S', u'S', u'A', u'P', u'I'};
    std::array<char, 7> name_a = {"GSSAPI"};
    EXPECT_EQ(SaslGetProfilePackageW(name_w.data(), &wide), SEC_E_UNSUPPORTED_FUNCTION);
    EXPECT_EQ(SaslGetProfilePackageA(name_a.data(), &narrow), SEC_E_UNSUPPORTED_FUNCTION);
    EXPECT_EQ(wide, nullptr);
    EXPECT_EQ(narrow, nullptr);
    wide = reinterpret_cast<PSecPkgInfoW>(1);
    narrow = reinterpret_cast<PSecPkgInfoA>(1);
    EXPECT_EQ(SaslIdentifyPackageW(nullptr, &wide), SEC_E_UNSUPPORTED_FUNCTION);
    EXPECT_EQ(SaslIdentifyPackageA(nullptr, &narrow), SEC_E_UNSUPPORTED_FUNCTION);
    EXPECT_EQ(wide, nullptr);
    EXPECT_EQ(narrow, nullptr);
}

// The outputs of one leg, spoilt before the call.
struct Leg {
    CtxtHandle context{5, 6};
    std::array<char, 8> bytes{};
    SecBuffer buffer{8, SECBUFFER_TOKEN, bytes.data()};
    SecBufferDesc output{SECBUFFER_VERSION, 1, &buffer};
    ULONG attributes = 0xFFFF;
    TimeStamp expiry;

    void expect_cleared() const {
        EXPECT_FALSE(SecIsValidHandle(&context));
        EXPECT_EQ(buffer.cbBuffer, 0u);
        EXPECT_EQ(attributes, 0u);
        EXPECT_EQ(expiry.QuadPart, 0);
    }
};

TEST(Sasl, MakesNoContext) {
    Leg wide;
    EXPECT_EQ(
        SaslInitializeSecurityContextW(nullptr, nullptr, nullptr, 0, 0, 0, nullptr, 0,
                                       &wide.context, &wide.output, &wide.attributes, &wide.expiry),
        SEC_E_UNSUPPORTED_FUNCTION);
    wide.expect_cleared();
    Leg narrow;
    EXPECT_EQ(SaslInitializeSecurityContextA(nullptr, nullptr, nullptr, 0, 0, 0, nullptr, 0,
                                             &narrow.context, &narrow.output, &narrow.attributes,
                                             &narrow.expiry),
              SEC_E_UNSUPPORTED_FUNCTION);
    narrow.expect_cleared();
    Leg accepted;
    EXPECT_EQ(SaslAcceptSecurityContext(nullptr, nullptr, nullptr, 0, 0, &accepted.context,
                                        &accepted.output, &accepted.attributes, &accepted.expiry),
              SEC_E_UNSUPPORTED_FUNCTION);
    accepted.expect_cleared();
    SecBufferDesc empty{SECBUFFER_VERSION, 3, nullptr};
    EXPECT_EQ(SaslAcceptSecurityContext(nullptr, nullptr, nullptr, 0, 0, nullptr, &empty, nullptr,
                                        nullptr),
              SEC_E_UNSUPPORTED_FUNCTION);
}

TEST(Sasl, HasNoOptions) {
    ULONG needed = 4;
    CtxtHandle context{1, 2};
    EXPECT_EQ(SaslSetContextOption(&context, SASL_OPTION_SEND_SIZE, nullptr, 0),
              SEC_E_UNSUPPORTED_FUNCTION);
    EXPECT_EQ(SaslGetContextOption(&context, SASL_OPTION_SEND_SIZE, nullptr, 0, &needed),
              SEC_E_UNSUPPORTED_FUNCTION);
    EXPECT_EQ(needed, 0u);
}

}  // namespace
}  // namespace secur32::api
