// Identities encrypted where they lie.
#define SECURITY_WIN32
#include <gtest/gtest.h>
#include <malloc.h>
#include <security.h>

#include <algorithm>
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

OwnedIdentity extended(const char16_t* password) {
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE identity = nullptr;
    EXPECT_EQ(SspiEncodeStringsAsAuthIdentity(u"user", u"domain", password, &identity), SEC_E_OK);
    return OwnedIdentity(identity);
}

OwnedIdentity packed_block() {
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE identity = nullptr;
    Buffer bytes = packed().bytes();
    EXPECT_EQ(SspiCopyAuthIdentity(bytes.data(), &identity), SEC_E_OK);
    return OwnedIdentity(identity);
}

Buffer contents(const OwnedIdentity& identity) {
    const auto* const start = static_cast<const std::uint8_t*>(identity.get());
    return Buffer(start, start + ::malloc_usable_size(identity.get()));
}

bool contains(const Buffer& haystack, std::u16string_view needle) {
    const Bytes bytes = bytes_of(needle);
    return std::search(haystack.begin(), haystack.end(), bytes.begin(), bytes.end()) !=
           haystack.end();
}

std::u16string password_of(const void* identity) {
    const Result<Identity> parsed = parse_auth_data(identity);
    return parsed.ok() ? utf16_in(parsed.value().password.bytes()) : u"?";
}

TEST(IdentityEncryption, HidesThePasswordAndGivesItBack) {
    for (const OwnedIdentity& identity : {extended(u"password"), packed_block()}) {
        const Buffer before = contents(identity);
        ASSERT_TRUE(contains(before, u"password"));
        ASSERT_EQ(SspiEncryptAuthIdentity(identity.get()), SEC_E_OK);
        EXPECT_TRUE(SspiIsAuthIdentityEncrypted(identity.get()));
        EXPECT_FALSE(contains(contents(identity), u"password"));
        EXPECT_EQ(SspiValidateAuthIdentity(identity.get()), SEC_E_OK);
        ASSERT_EQ(SspiDecryptAuthIdentity(identity.get()), SEC_E_OK);
        EXPECT_FALSE(SspiIsAuthIdentityEncrypted(identity.get()));
        EXPECT_EQ(contents(identity), before);
    }
}

TEST(IdentityEncryption, WorksForEveryLengthOfPassword) {
    for (const char16_t* password :
         {u"", u"a", u"ab", u"abc", u"a long passphrase of many words"}) {
        const OwnedIdentity identity = extended(password);
        const Buffer before = contents(identity);
        ASSERT_EQ(SspiEncryptAuthIdentity(identity.get()), SEC_E_OK);
        EXPECT_EQ(password_of(identity.get()), password);
        ASSERT_EQ(SspiDecryptAuthIdentity(identity.get()), SEC_E_OK);
        EXPECT_EQ(contents(identity), before);
    }
}

TEST(IdentityEncryption, IsUnderstoodWhereAnIdentityIsTaken) {
    for (const OwnedIdentity& identity : {extended(u"password"), packed_block()}) {
        ASSERT_EQ(SspiEncryptAuthIdentity(identity.get()), SEC_E_OK);
        EXPECT_EQ(password_of(identity.get()), u"password");
        PSEC_WINNT_AUTH_IDENTITY_OPAQUE copy = nullptr;
        ASSERT_EQ(SspiCopyAuthIdentity(identity.get(), &copy), SEC_E_OK);
        const OwnedIdentity owned(copy);
        EXPECT_TRUE(SspiIsAuthIdentityEncrypted(copy));
        EXPECT_EQ(password_of(copy), u"password");
        EXPECT_TRUE(SspiIsAuthIdentityEncrypted(identity.get()));
    }
}

TEST(IdentityEncryption, DoesNothingTwice) {
    const OwnedIdentity identity = extended(u"password");
    EXPECT_EQ(SspiDecryptAuthIdentity(identity.get()), SEC_E_OK);
    ASSERT_EQ(SspiEncryptAuthIdentity(identity.get()), SEC_E_OK);
    const Buffer once = contents(identity);
    EXPECT_EQ(SspiEncryptAuthIdentity(identity.get()), SEC_E_OK);
    EXPECT_EQ(contents(identity), once);
    EXPECT_EQ(password_of(identity.get()), u"password");
}

TEST(IdentityEncryption, IsForThisProcessOnly) {
    const OwnedIdentity identity = extended(u"password");
    const Buffer before = contents(identity);
    for (const ULONG options : {ULONG{SEC_WINNT_AUTH_IDENTITY_ENCRYPT_SAME_LOGON},
                                ULONG{SEC_WINNT_AUTH_IDENTITY_ENCRYPT_FOR_SYSTEM}}) {
        EXPECT_EQ(SspiEncryptAuthIdentityEx(options, identity.get()), SEC_E_UNSUPPORTED_FUNCTION);
        EXPECT_EQ(SspiDecryptAuthIdentityEx(options, identity.get()), SEC_E_UNSUPPORTED_FUNCTION);
    }
    for (const ULONG options : {ULONG{0}, ULONG{3}, ULONG{8}, ULONG{0xFFFFFFFF}})
        EXPECT_EQ(SspiEncryptAuthIdentityEx(options, identity.get()), SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(contents(identity), before);
    EXPECT_EQ(
        SspiEncryptAuthIdentityEx(SEC_WINNT_AUTH_IDENTITY_ENCRYPT_SAME_PROCESS, identity.get()),
        SEC_E_OK);
    EXPECT_EQ(
        SspiDecryptAuthIdentityEx(SEC_WINNT_AUTH_IDENTITY_ENCRYPT_SAME_PROCESS, identity.get()),
        SEC_E_OK);
    EXPECT_EQ(contents(identity), before);
}

TEST(IdentityEncryption, RefusesIdentitiesWhoseStringsLieElsewhere) {
    auto plain = plain_w();  // its strings are literals: writing to them would crash
    auto scattered = extended_w();
    EXPECT_EQ(SspiEncryptAuthIdentity(&plain), SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(SspiEncryptAuthIdentity(&scattered), SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(SspiEncryptAuthIdentity(nullptr), SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(SspiDecryptAuthIdentity(nullptr), SEC_E_INVALID_PARAMETER);
    EXPECT_FALSE(SspiIsAuthIdentityEncrypted(nullptr));
    EXPECT_FALSE(SspiIsAuthIdentityEncrypted(&plain));
}

TEST(IdentityEncryption, LeavesAloneWhatItCannotDecrypt) {
    const OwnedIdentity identity = packed_block();
    ASSERT_EQ(SspiEncryptAuthIdentity(identity.get()), SEC_E_OK);
    SEC_WINNT_AUTH_IDENTITY_EX2 header;
    std::memcpy(&header, identity.get(), sizeof header);
    static_cast<std::uint8_t*>(identity.get())[header.PackedCredentialsOffset] ^= 1;
    const Buffer before = contents(identity);
    EXPECT_EQ(SspiDecryptAuthIdentity(identity.get()), SEC_E_UNKNOWN_CREDENTIALS);
    EXPECT_EQ(contents(identity), before);
}

// ---- SspiZeroAuthIdentity -----------------------------------------------------------------------

TEST(IdentityEncryption, ZeroesThePasswordAndKeepsTheNames) {
    for (const OwnedIdentity& identity : {extended(u"password"), packed_block()}) {
        SspiZeroAuthIdentity(identity.get());
        EXPECT_FALSE(contains(contents(identity), u"password"));
        PCWSTR user = nullptr;
        PCWSTR domain = nullptr;
        PCWSTR secret = nullptr;
        ASSERT_EQ(SspiEncodeAuthIdentityAsStrings(identity.get(), &user, &domain, &secret),
                  SEC_E_OK);
        EXPECT_EQ(std::u16string_view(user), u"user");
        EXPECT_EQ(std::u16string_view(domain), u"domain");
        ASSERT_NE(secret, nullptr);
        EXPECT_EQ(std::u16string_view(secret), u"");
        for (PCWSTR text : {user, domain, secret}) SspiLocalFree(const_cast<char16_t*>(text));
    }
}

TEST(IdentityEncryption, ZeroesAnEncryptedIdentityToAValidOne) {
    for (const OwnedIdentity& identity : {extended(u"password"), packed_block()}) {
        ASSERT_EQ(SspiEncryptAuthIdentity(identity.get()), SEC_E_OK);
        SspiZeroAuthIdentity(identity.get());
        EXPECT_FALSE(SspiIsAuthIdentityEncrypted(identity.get()));
        EXPECT_EQ(SspiValidateAuthIdentity(identity.get()), SEC_E_OK);
        EXPECT_NE(password_of(identity.get()), u"password");
        EXPECT_NE(password_of(identity.get()), u"?");
    }
}

TEST(IdentityEncryption, ZeroesCredentialsOfAnotherKindAltogether) {
    Buffer id =
        Packed(u"user", u"d", packed_credentials(u"key", SEC_WINNT_AUTH_DATA_TYPE_CERT)).bytes();
    SspiZeroAuthIdentity(id.data());
    EXPECT_FALSE(contains(id, u"key"));
    EXPECT_EQ(SspiValidateAuthIdentity(id.data()), SEC_E_OK);
    EXPECT_EQ(password_of(id.data()), u"");
}

TEST(IdentityEncryption, ZeroesThePasswordOfAPlainIdentityWhereItLies) {
    std::u16string password = u"password";
    auto id = plain_w();
    id.Password = units(password.data());
    SspiZeroAuthIdentity(&id);
    EXPECT_EQ(password, std::u16string(8, u'\0'));
    SspiZeroAuthIdentity(nullptr);
}

}  // namespace
}  // namespace secur32::api
