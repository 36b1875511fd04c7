// pAuthData into an Identity: every form, WinPR's additions, hashes in place of passwords.
#include "sspi/api/auth_data.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>

#include "test/unit/sspi/api/identity_samples.h"

namespace secur32::api {
namespace {

using namespace samples;

constexpr const char16_t* kHash = u"8846f7eaee8fb117ad06bdd830b7586c";

void expect_sample(const void* auth_data) {
    const Result<Identity> identity = parse_auth_data(auth_data);
    ASSERT_TRUE(identity.ok());
    EXPECT_EQ(identity.value().user, u"user");
    EXPECT_EQ(identity.value().domain, u"domain");
    EXPECT_EQ(utf16_in(identity.value().password.bytes()), u"password");
    EXPECT_FALSE(identity.value().password_is_nt_hash);
    EXPECT_TRUE(identity.value().sam_file.empty());
    EXPECT_FALSE(identity.value().hash_callback);
}

TEST(AuthData, ReadsEveryForm) {
    const auto w = plain_w();
    const auto a = plain_a();
    const auto exw = extended_w();
    const auto exa = extended_a();
    const Buffer ex2 = packed().bytes();
    for (const void* form : {static_cast<const void*>(&w), static_cast<const void*>(&a),
                             static_cast<const void*>(&exw), static_cast<const void*>(&exa),
                             static_cast<const void*>(ex2.data())})
        expect_sample(form);
}

TEST(AuthData, ReadsUtf8Strings) {
    SEC_WINNT_AUTH_IDENTITY_A id = plain_a();
    id.User = octets("j\xC3\xBCrgen");
    id.UserLength = 7;
    id.Password = octets("\xE2\x82\xAC\xF0\x9F\x94\x91");
    id.PasswordLength = 7;
    const Result<Identity> identity = parse_auth_data(&id);
    ASSERT_TRUE(identity.ok());
    EXPECT_EQ(identity.value().user, u"j\u00FCrgen");
    EXPECT_EQ(utf16_in(identity.value().password.bytes()), u"\u20AC\U0001F511");
}

TEST(AuthData, RefusesIllFormedUtf8Anywhere) {
    for (auto member :
         {&SEC_WINNT_AUTH_IDENTITY_EXA::User, &SEC_WINNT_AUTH_IDENTITY_EXA::Domain,
          &SEC_WINNT_AUTH_IDENTITY_EXA::Password, &SEC_WINNT_AUTH_IDENTITY_EXA::PackageList}) {
        SEC_WINNT_AUTH_IDENTITY_EXA id = extended_a();
        id.PackageList = octets("kerberos");
        id.PackageListLength = 4;
        id.*member = octets("\xC3(aaaaaa");
        EXPECT_EQ(parse_auth_data(&id).status(), Status::unknown_credentials);
    }
}

TEST(AuthData, ReadsThePackageList) {
    SEC_WINNT_AUTH_IDENTITY_EXW id = extended_w();
    id.PackageList = units(u"!ntlm,kerberos");
    id.PackageListLength = 14;
    const Result<Identity> identity = parse_auth_data(&id);
    ASSERT_TRUE(identity.ok());
    EXPECT_EQ(identity.value().package_list, u"!ntlm,kerberos");
    const Buffer ex2 = Packed(u"user", u"domain", packed_credentials(u"p"), u"kerberos").bytes();
    const Result<Identity> packed_identity = parse_auth_data(ex2.data());
    ASSERT_TRUE(packed_identity.ok());
    EXPECT_EQ(packed_identity.value().package_list, u"kerberos");
}

TEST(AuthData, NamesNobodyWhenNothingIsGiven) {
    SEC_WINNT_AUTH_IDENTITY_W id{};
    id.Flags = SEC_WINNT_AUTH_IDENTITY_UNICODE;
    const Result<Identity> identity = parse_auth_data(&id);
    ASSERT_TRUE(identity.ok());
    EXPECT_TRUE(identity.value().names_nobody());
}

TEST(AuthData, CopiesEverything) {
    std::u16string user = u"user";
    std::u16string secret = u"password";
    SEC_WINNT_AUTH_IDENTITY_W id = plain_w();
    id.User = units(user.data());
    id.Password = units(secret.data());
    const Result<Identity> identity = parse_auth_data(&id);
    user = u"XXXX";
    secret = u"YYYYYYYY";
    ASSERT_TRUE(identity.ok());
    EXPECT_EQ(identity.value().user, u"user");
    EXPECT_EQ(utf16_in(identity.value().password.bytes()), u"password");
}

TEST(AuthData, DecidesByContentWhatAPointerCouldBe) {
    // A first DWORD of 0x200 is an EX even where a plain form's User would have that low half.
    const SEC_WINNT_AUTH_IDENTITY_W plain = plain_w();
    std::array<std::uint8_t, sizeof(SEC_WINNT_AUTH_IDENTITY_EXW)> memory{};
    std::memcpy(memory.data(), &plain, sizeof plain);
    const std::uint64_t colliding = 0x00007F0000000200;
    std::memcpy(memory.data(), &colliding, sizeof colliding);
    EXPECT_EQ(parse_auth_data(memory.data()).status(), Status::unknown_credentials);
}

// ---- Hashes -------------------------------------------------------------------------------------

TEST(AuthData, TakesAHashMarkedByItsLength) {
    SEC_WINNT_AUTH_IDENTITY_W id = plain_w();
    id.Password = units(kHash);
    id.PasswordLength = 32 + 512;
    const Result<Identity> identity = parse_auth_data(&id);
    ASSERT_TRUE(identity.ok());
    EXPECT_TRUE(identity.value().password_is_nt_hash);
    EXPECT_EQ(utf16_in(identity.value().password.bytes()), kHash);
}

TEST(AuthData, TakesAHashMarkedByItsFlag) {
    SEC_WINNT_AUTH_IDENTITY_EXW id = extended_w();
    id.Password = units(kHash);
    id.PasswordLength = 32;
    id.Flags |= SEC_WINPR_AUTH_IDENTITY_PASSWORD_HASH;
    const Result<Identity> identity = parse_auth_data(&id);
    ASSERT_TRUE(identity.ok());
    EXPECT_TRUE(identity.value().password_is_nt_hash);
}

TEST(AuthData, TakesAHashInUtf8) {
    SEC_WINNT_AUTH_IDENTITY_A id = plain_a();
    id.Password = octets("8846F7EAEE8FB117AD06BDD830B7586C");
    id.PasswordLength = 32 + 512;
    const Result<Identity> identity = parse_auth_data(&id);
    ASSERT_TRUE(identity.ok());
    EXPECT_TRUE(identity.value().password_is_nt_hash);
}

TEST(AuthData, RefusesAHashThatIsNone) {
    SEC_WINNT_AUTH_IDENTITY_EXW id = extended_w();
    id.Flags |= SEC_WINPR_AUTH_IDENTITY_PASSWORD_HASH;
    EXPECT_EQ(parse_auth_data(&id).status(), Status::unknown_credentials);
    id.Password = units(u"8846f7eaee8fb117ad06bdd830b7586g");
    for (const ULONG length : {ULONG{0}, ULONG{31}, ULONG{32}, ULONG{32 + 512}}) {
        id.PasswordLength = length;
        EXPECT_EQ(parse_auth_data(&id).status(), Status::unknown_credentials) << length;
    }
    id.Password = units(u"8846f7eaee8fb117ad06bdd830b7586\u0130");
    id.PasswordLength = 32;
    EXPECT_EQ(parse_auth_data(&id).status(), Status::unknown_credentials);
}

// ---- WinPR --------------------------------------------------------------------------------------

SECURITY_STATUS answer_hash(void* client, const SEC_WINNT_AUTH_IDENTITY_W*, const SecBuffer*,
                            const BYTE*, const BYTE*, const SecBuffer*, BYTE* hash) {
    std::memset(hash, 0x42, 16);
    return *static_cast<SECURITY_STATUS*>(client);
}

SEC_WINNT_AUTH_IDENTITY_WINPR winpr(SEC_WINPR_NTLM_SETTINGS* settings) {
    SEC_WINNT_AUTH_IDENTITY_WINPR id{};
    id.identity = extended_w();
    id.identity.Flags |= SEC_WINNT_AUTH_IDENTITY_EXTENDED;
    id.ntlmSettings = settings;
    return id;
}

TEST(AuthData, ReadsWinprsSettings) {
    std::string path = "/etc/winpr/SAM";
    SECURITY_STATUS answer = 1;
    SEC_WINPR_NTLM_SETTINGS settings{path.data(), answer_hash, &answer};
    const SEC_WINNT_AUTH_IDENTITY_WINPR id = winpr(&settings);
    const Result<Identity> identity = parse_auth_data(&id);
    ASSERT_TRUE(identity.ok());
    EXPECT_EQ(identity.value().sam_file, "/etc/winpr/SAM");
    ASSERT_TRUE(identity.value().hash_callback);
    HashQuery query{u"user", u"domain", {}, {}, {}, {}};
    for (const SECURITY_STATUS success : {SECURITY_STATUS{0}, SECURITY_STATUS{1}}) {
        answer = success;
        EXPECT_TRUE(identity.value().hash_callback(query).ok());
    }
    answer = SEC_E_NO_CREDENTIALS;
    EXPECT_FALSE(identity.value().hash_callback(query).ok());
}

TEST(AuthData, TakesTheServersIdentityOfNobody) {
    std::string path = "sam.txt";
    SEC_WINPR_NTLM_SETTINGS settings{path.data(), nullptr, nullptr};
    SEC_WINNT_AUTH_IDENTITY_WINPR id{};
    id.identity.Version = SEC_WINNT_AUTH_IDENTITY_VERSION;
    id.identity.Length = sizeof id.identity;
    id.identity.Flags = SEC_WINNT_AUTH_IDENTITY_UNICODE | SEC_WINNT_AUTH_IDENTITY_EXTENDED;
    id.ntlmSettings = &settings;
    const Result<Identity> identity = parse_auth_data(&id);
    ASSERT_TRUE(identity.ok());
    EXPECT_TRUE(identity.value().names_nobody());
    EXPECT_EQ(identity.value().sam_file, "sam.txt");
    EXPECT_FALSE(identity.value().hash_callback);
}

TEST(AuthData, TakesWinprsIdentityWithoutSettings) {
    const SEC_WINNT_AUTH_IDENTITY_WINPR id = winpr(nullptr);
    expect_sample(&id);
}

TEST(AuthData, DoesNotReadPastAnIdentityWithoutTheFlag) {
    // On the heap and no byte longer: a sanitizer sees a read behind it.
    const auto id = std::make_unique<SEC_WINNT_AUTH_IDENTITY_EXW>(extended_w());
    expect_sample(id.get());
}

TEST(AuthData, IgnoresTheFlagInAPlainIdentity) {
    const auto id = std::make_unique<SEC_WINNT_AUTH_IDENTITY_W>(plain_w());
    id->Flags |= SEC_WINNT_AUTH_IDENTITY_EXTENDED | SEC_WINNT_AUTH_IDENTITY_EXTENDED_V2;
    expect_sample(id.get());
}

SEC_WINNT_AUTH_IDENTITY_WINPR_V2 winpr_v2(SEC_WINPR_NTLM_SETTINGS_V2* settings) {
    SEC_WINNT_AUTH_IDENTITY_WINPR_V2 id{};
    id.identity = extended_w();
    id.identity.Flags |= SEC_WINNT_AUTH_IDENTITY_EXTENDED_V2;
    id.version = 1;
    id.ntlmSettings = settings;
    return id;
}

TEST(AuthData, ReadsTheSecondFormOfWinprsSettings) {
    std::string path = "sam.txt";
    SECURITY_STATUS answer = SEC_E_OK;
    SEC_WINPR_NTLM_SETTINGS_V2 settings{};
    settings.size = sizeof settings;
    settings.samFile = path.data();
    settings.hashCallback = answer_hash;
    settings.hashCallbackArg = &answer;
    const SEC_WINNT_AUTH_IDENTITY_WINPR_V2 id = winpr_v2(&settings);
    const Result<Identity> identity = parse_auth_data(&id);
    ASSERT_TRUE(identity.ok());
    EXPECT_EQ(identity.value().user, u"user");
    EXPECT_EQ(identity.value().sam_file, "sam.txt");
    EXPECT_TRUE(identity.value().hash_callback);
    const SEC_WINNT_AUTH_IDENTITY_WINPR_V2 bare = winpr_v2(nullptr);
    expect_sample(&bare);
}

TEST(AuthData, RefusesWinprsSettingsThatItDoesNotKnow) {
    SEC_WINPR_NTLM_SETTINGS_V2 settings{};
    SEC_WINNT_AUTH_IDENTITY_WINPR_V2 id = winpr_v2(&settings);
    for (const std::size_t size : {0u, 8u, 31u}) {
        settings.size = size;
        EXPECT_EQ(parse_auth_data(&id).status(), Status::unknown_credentials);
    }
    settings.size = sizeof settings;
    for (const ULONG version : {ULONG{0}, ULONG{2}, ULONG{0xFFFFFFFF}}) {
        id.version = version;
        EXPECT_EQ(parse_auth_data(&id).status(), Status::unknown_credentials);
    }
    id.version = 1;
    id.identity.Flags |= SEC_WINNT_AUTH_IDENTITY_EXTENDED;
    EXPECT_EQ(parse_auth_data(&id).status(), Status::unknown_credentials);
}

}  // namespace
}  // namespace secur32::api
