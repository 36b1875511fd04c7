// Identities compared, packages excluded.
#include "sspi/api/identity_names.h"

#include <gtest/gtest.h>

#include <memory>

#include "sspi/api/auth_data.h"
#include "test/unit/sspi/api/identity_samples.h"

namespace secur32::api {
namespace {

using namespace samples;

struct FreeIdentity {
    void operator()(void* identity) const { SspiFreeAuthIdentity(identity); }
};
using OwnedIdentity = std::unique_ptr<void, FreeIdentity>;

OwnedIdentity encoded(const char16_t* user, const char16_t* domain, const char16_t* secret) {
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE identity = nullptr;
    EXPECT_EQ(SspiEncodeStringsAsAuthIdentity(user, domain, secret, &identity), SEC_E_OK);
    return OwnedIdentity(identity);
}

struct Same {
    bool user, identity;
    friend bool operator==(Same, Same) = default;
};

Same compare(void* a, void* b) {
    BOOLEAN user = 2;
    BOOLEAN identity = 2;
    EXPECT_EQ(SspiCompareAuthIdentities(a, b, &user, &identity), SEC_E_OK);
    return {user == TRUE, identity == TRUE};
}

TEST(IdentityNames, AreTheSameInEveryForm) {
    auto w = plain_w();
    auto a = plain_a();
    Buffer ex2 = packed().bytes();
    EXPECT_EQ(compare(&w, &a), (Same{true, true}));
    EXPECT_EQ(compare(&a, ex2.data()), (Same{true, true}));
    EXPECT_EQ(compare(ex2.data(), &w), (Same{true, true}));
}

TEST(IdentityNames, AreComparedWithoutRegardToCaseAndSpelling) {
    const OwnedIdentity plain = encoded(u"user", u"domain", u"p");
    EXPECT_EQ(compare(plain.get(), encoded(u"USER", u"Domain", u"p").get()), (Same{true, true}));
    EXPECT_EQ(compare(plain.get(), encoded(u"DOMAIN\\user", nullptr, u"p").get()),
              (Same{true, true}));
    EXPECT_EQ(compare(plain.get(), encoded(u"user", nullptr, u"p").get()), (Same{false, false}));
    EXPECT_EQ(compare(plain.get(), encoded(u"user2", u"domain", u"p").get()), (Same{false, false}));
}

TEST(IdentityNames, AreNotTheWholeIdentity) {
    const OwnedIdentity one = encoded(u"user", u"domain", u"p");
    EXPECT_EQ(compare(one.get(), encoded(u"user", u"domain", u"P").get()), (Same{true, false}));
    EXPECT_EQ(compare(one.get(), encoded(u"user", u"domain", u"pp").get()), (Same{true, false}));
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE excluding = nullptr;
    ASSERT_EQ(SspiExcludePackage(one.get(), u"NTLM", &excluding), SEC_E_OK);
    const OwnedIdentity owned(excluding);
    EXPECT_EQ(compare(one.get(), excluding), (Same{true, false}));
}

TEST(IdentityNames, AreComparedAlsoWhenEncrypted) {
    const OwnedIdentity clear = encoded(u"user", u"domain", u"p");
    const OwnedIdentity hidden = encoded(u"user", u"domain", u"p");
    ASSERT_EQ(SspiEncryptAuthIdentity(hidden.get()), SEC_E_OK);
    EXPECT_EQ(compare(clear.get(), hidden.get()), (Same{true, true}));
}

TEST(IdentityNames, OfNobodyEqualOnlyThemselves) {
    auto w = plain_w();
    EXPECT_EQ(compare(nullptr, nullptr), (Same{true, true}));
    EXPECT_EQ(compare(nullptr, &w), (Same{false, false}));
    EXPECT_EQ(compare(&w, nullptr), (Same{false, false}));
    EXPECT_EQ(SspiCompareAuthIdentities(&w, &w, nullptr, nullptr), SEC_E_OK);
}

TEST(IdentityNames, OfCertificatesAreComparedWithTheirBytes) {
    Buffer one =
        Packed(u"u", u"d", packed_credentials(u"ab", SEC_WINNT_AUTH_DATA_TYPE_CERT)).bytes();
    Buffer two =
        Packed(u"u", u"d", packed_credentials(u"ac", SEC_WINNT_AUTH_DATA_TYPE_CERT)).bytes();
    EXPECT_EQ(compare(one.data(), one.data()), (Same{true, true}));
    EXPECT_EQ(compare(one.data(), two.data()), (Same{true, false}));
}

TEST(IdentityNames, OfTheMalformedAreNotCompared) {
    auto w = plain_w();
    auto broken = plain_w();
    broken.Flags = 0;
    BOOLEAN user = TRUE;
    BOOLEAN identity = TRUE;
    EXPECT_EQ(SspiCompareAuthIdentities(&w, &broken, &user, &identity), SEC_E_UNKNOWN_CREDENTIALS);
    EXPECT_FALSE(user);
    EXPECT_FALSE(identity);
}

// ---- Package lists ------------------------------------------------------------------------------

std::u16string list_without(void* identity, const char16_t* package) {
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE changed = nullptr;
    EXPECT_EQ(SspiExcludePackage(identity, package, &changed), SEC_E_OK);
    const OwnedIdentity owned(changed);
    const Result<Identity> parsed = parse_auth_data(changed);
    return parsed.ok() ? parsed.value().package_list : u"?";
}

TEST(IdentityNames, CanExcludeAPackage) {
    auto id = extended_w();
    EXPECT_EQ(list_without(&id, u"NTLM"), u"!NTLM");
    id.PackageList = units(u"kerberos,ntlm");
    id.PackageListLength = 13;
    EXPECT_EQ(list_without(&id, u"NTLM"), u"kerberos,ntlm,!NTLM");
    id.PackageList = units(u"kerberos,!ntlm");
    id.PackageListLength = 14;
    EXPECT_EQ(list_without(&id, u"NTLM"), u"kerberos,!ntlm");
    EXPECT_EQ(list_without(&id, u"NT"), u"kerberos,!ntlm,!NT");
}

TEST(IdentityNames, CanExcludeAPackageInEveryForm) {
    auto w = plain_w();
    auto a = plain_a();
    Buffer ex2 = packed().bytes();
    for (void* form : {static_cast<void*>(&w), static_cast<void*>(&a),
                       static_cast<void*>(ex2.data()), static_cast<void*>(nullptr)})
        EXPECT_EQ(list_without(form, u"Kerberos"), u"!Kerberos");
}

TEST(IdentityNames, KeepTheirPasswordWhenAPackageIsExcluded) {
    Buffer ex2 = packed().bytes();
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE changed = nullptr;
    ASSERT_EQ(SspiExcludePackage(ex2.data(), u"NTLM", &changed), SEC_E_OK);
    const OwnedIdentity owned(changed);
    const Result<Identity> parsed = parse_auth_data(changed);
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(parsed.value().user, u"user");
    EXPECT_EQ(utf16_in(parsed.value().password.bytes()), u"password");
}

TEST(IdentityNames, DoNotExcludeWhatIsNoPackage) {
    auto id = extended_w();
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE changed = reinterpret_cast<void*>(1);
    for (const char16_t* name : {static_cast<const char16_t*>(nullptr), u"", u"!NTLM", u"a,b"}) {
        EXPECT_EQ(SspiExcludePackage(&id, name, &changed), SEC_E_INVALID_PARAMETER);
        EXPECT_EQ(changed, nullptr);
    }
    EXPECT_EQ(SspiExcludePackage(&id, u"NTLM", nullptr), SEC_E_INVALID_PARAMETER);
    id.Flags = 0;
    EXPECT_EQ(SspiExcludePackage(&id, u"NTLM", &changed), SEC_E_UNKNOWN_CREDENTIALS);
}

}  // namespace
}  // namespace secur32::api
