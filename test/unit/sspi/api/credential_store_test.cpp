// What a credential store is asked for and given; as Wine's tests know it of Windows.
#define SECURITY_WIN32
#include <gtest/gtest.h>
#include <security.h>

#include <memory>

#include "test/unit/sspi/api/identity_samples.h"

namespace secur32::api {
namespace {

using namespace samples;

struct Written {
    SECURITY_STATUS status;
    ULONG type = 99;
    std::u16string target = u"-", user = u"-";
    std::u16string blob = u"-";
    ULONG size = 99;
};

std::u16string take(PCWSTR text) {
    if (text == nullptr) return u"-";
    std::u16string copy = text;
    SspiLocalFree(const_cast<char16_t*>(text));
    return copy;
}

Written write(void* identity, PCWSTR target) {
    Written out;
    PCWSTR kept = u"x";
    PCWSTR user = u"x";
    PUCHAR blob = reinterpret_cast<PUCHAR>(1);
    out.status =
        SspiPrepareForCredWrite(identity, target, &out.type, &kept, &user, &blob, &out.size);
    out.target = take(kept);
    out.user = take(user);
    if (blob != nullptr) {
        out.blob = utf16_in({blob, out.size});
        SspiLocalFree(blob);
    }
    return out;
}

TEST(CredentialStore, KeepsAUsersPasswordUnderTheUsersName) {
    auto id = plain_w();
    const Written out = write(&id, nullptr);
    EXPECT_EQ(out.status, SEC_E_OK);
    EXPECT_EQ(out.type, 2u);
    EXPECT_EQ(out.target, u"domain\\user");
    EXPECT_EQ(out.user, u"domain\\user");
    EXPECT_EQ(out.blob, u"password");
    EXPECT_EQ(out.size, 16u);
}

TEST(CredentialStore, KeepsItUnderATargetsName) {
    auto a = plain_a();
    const Written other = write(&a, u"domainname2\\username2");
    EXPECT_EQ(other.target, u"domainname2\\username2");
    EXPECT_EQ(other.user, u"domain\\user");
    EXPECT_EQ(other.blob, u"password");
    EXPECT_EQ(write(&a, u"TERMSRV/host.example.com:3389").target, u"host.example.com");
    EXPECT_EQ(write(&a, u"host.example.com").target, u"host.example.com");
}

TEST(CredentialStore, KeepsAnEmptyPasswordAsNothing) {
    auto id = plain_w();
    id.Password = nullptr;
    id.PasswordLength = 0;
    id.DomainLength = 0;
    const Written out = write(&id, nullptr);
    EXPECT_EQ(out.status, SEC_E_OK);
    EXPECT_EQ(out.user, u"user");
    EXPECT_EQ(out.blob, u"-");
    EXPECT_EQ(out.size, 0u);
}

TEST(CredentialStore, TakesEncryptedIdentities) {
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE identity = nullptr;
    ASSERT_EQ(SspiEncodeStringsAsAuthIdentity(u"user", u"domain", u"password", &identity),
              SEC_E_OK);
    ASSERT_EQ(SspiEncryptAuthIdentity(identity), SEC_E_OK);
    EXPECT_EQ(write(identity, nullptr).blob, u"password");
    SspiFreeAuthIdentity(identity);
}

TEST(CredentialStore, ClearsItsOutputsOnFailure) {
    auto nobody = plain_w();
    nobody.User = nullptr;
    nobody.UserLength = 0;
    auto broken = plain_w();
    broken.Flags = 0;
    Buffer certificate =
        Packed(u"u", u"d", packed_credentials(u"ab", SEC_WINNT_AUTH_DATA_TYPE_CERT)).bytes();
    const auto expect_refused = [](void* identity, PCWSTR target, SECURITY_STATUS status) {
        const Written out = write(identity, target);
        EXPECT_EQ(out.status, status);
        EXPECT_EQ(out.type, 0u);
        EXPECT_EQ(out.target, u"-");
        EXPECT_EQ(out.user, u"-");
        EXPECT_EQ(out.blob, u"-");
        EXPECT_EQ(out.size, 0u);
    };
    auto good = plain_w();
    expect_refused(nullptr, nullptr, SEC_E_INVALID_PARAMETER);
    expect_refused(&nobody, nullptr, SEC_E_INVALID_PARAMETER);
    expect_refused(&good, u"HTTP/", SEC_E_INVALID_PARAMETER);
    expect_refused(&broken, nullptr, SEC_E_UNKNOWN_CREDENTIALS);
    expect_refused(certificate.data(), nullptr, SEC_E_UNKNOWN_CREDENTIALS);
}

TEST(CredentialStore, IsAskedForATarget) {
    auto id = plain_w();
    ULONG type = 0;
    PCWSTR target = nullptr;
    ASSERT_EQ(SspiPrepareForCredRead(&id, u"HTTP/www.example.com", &type, &target), SEC_E_OK);
    EXPECT_EQ(type, 2u);
    EXPECT_EQ(take(target), u"www.example.com");
    ASSERT_EQ(SspiPrepareForCredRead(&id, u"domain\\user", &type, &target), SEC_E_OK);
    EXPECT_EQ(take(target), u"domain\\user");
    for (const char16_t* name : {static_cast<const char16_t*>(nullptr), u"", u"HTTP/"}) {
        target = u"x";
        EXPECT_EQ(SspiPrepareForCredRead(&id, name, &type, &target), SEC_E_INVALID_PARAMETER);
        EXPECT_EQ(type, 0u);
        EXPECT_EQ(target, nullptr);
    }
    EXPECT_EQ(SspiPrepareForCredRead(nullptr, u"host", &type, &target), SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(SspiPrepareForCredRead(&id, u"host", nullptr, &target), SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(SspiPrepareForCredRead(&id, u"host", &type, nullptr), SEC_E_INVALID_PARAMETER);
}

TEST(CredentialStore, KnowsWhenToAskTheUser) {
    for (const ULONG code :
         {static_cast<ULONG>(SEC_E_LOGON_DENIED), static_cast<ULONG>(SEC_E_NO_CREDENTIALS),
          static_cast<ULONG>(STATUS_LOGON_FAILURE), static_cast<ULONG>(STATUS_WRONG_PASSWORD),
          ULONG{ERROR_LOGON_FAILURE}, ULONG{ERROR_ACCESS_DENIED}})
        EXPECT_TRUE(SspiIsPromptingNeeded(code)) << code;
    for (const ULONG code :
         {ULONG{0}, static_cast<ULONG>(SEC_I_CONTINUE_NEEDED),
          static_cast<ULONG>(SEC_E_INVALID_TOKEN), static_cast<ULONG>(SEC_E_INVALID_HANDLE),
          static_cast<ULONG>(STATUS_ACCOUNT_DISABLED), ULONG{ERROR_ACCOUNT_LOCKED_OUT},
          ULONG{0xFFFFFFFF}})
        EXPECT_FALSE(SspiIsPromptingNeeded(code)) << code;
}

}  // namespace
}  // namespace secur32::api
