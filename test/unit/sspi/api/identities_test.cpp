// SspiEncode..., SspiCopy..., SspiMarshal... and their ways back.  What Windows answers (an EXW in
// one block, the flat form's 44 bytes, its sizes) is known from Wine's tests, which run on Windows.
#define SECURITY_WIN32
#include <gtest/gtest.h>
#include <security.h>

#include <algorithm>
#include <array>
#include <memory>

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

// "-" for a null string.
struct Strings {
    std::u16string user = u"-", domain = u"-", secret = u"-";
    friend bool operator==(const Strings&, const Strings&) = default;
};

std::u16string take(PCWSTR text) {
    if (text == nullptr) return u"-";
    std::u16string copy = text;
    SspiLocalFree(const_cast<char16_t*>(text));
    return copy;
}

Strings decoded(PSEC_WINNT_AUTH_IDENTITY_OPAQUE identity) {
    PCWSTR user = nullptr;
    PCWSTR domain = nullptr;
    PCWSTR secret = nullptr;
    EXPECT_EQ(SspiEncodeAuthIdentityAsStrings(identity, &user, &domain, &secret), SEC_E_OK);
    return {take(user), take(domain), take(secret)};
}

const Strings kSample{u"user", u"domain", u"password"};

OwnedIdentity copied(const void* identity) {
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE copy = nullptr;
    EXPECT_EQ(SspiCopyAuthIdentity(const_cast<void*>(identity), &copy), SEC_E_OK);
    return OwnedIdentity(copy);
}

Buffer marshalled(const void* identity) {
    ULONG size = 0;
    char* bytes = nullptr;
    EXPECT_EQ(SspiMarshalAuthIdentity(const_cast<void*>(identity), &size, &bytes), SEC_E_OK);
    Buffer out;
    append(out, bytes, size);
    SspiLocalFree(bytes);
    return out;
}

SECURITY_STATUS unmarshal(Buffer bytes, OwnedIdentity& out) {
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE identity = nullptr;
    const auto exact = std::make_unique<char[]>(bytes.size());
    std::ranges::copy(bytes, exact.get());
    const SECURITY_STATUS status =
        SspiUnmarshalAuthIdentity(static_cast<ULONG>(bytes.size()), exact.get(), &identity);
    out.reset(identity);
    return status;
}

// ---- Strings ------------------------------------------------------------------------------------

TEST(Identities, EncodeStringsAsOneBlockWithTheStringsBehindIt) {
    const OwnedIdentity identity = encoded(nullptr, nullptr, u"password");
    SEC_WINNT_AUTH_IDENTITY_EXW ex;
    std::memcpy(&ex, identity.get(), sizeof ex);
    EXPECT_EQ(ex.Version, ULONG{SEC_WINNT_AUTH_IDENTITY_VERSION});
    EXPECT_EQ(ex.Length, sizeof ex);
    EXPECT_EQ(ex.User, nullptr);
    EXPECT_EQ(ex.Domain, nullptr);
    EXPECT_EQ(static_cast<void*>(ex.Password), static_cast<char*>(identity.get()) + sizeof ex);
    EXPECT_EQ(ex.PasswordLength, 8u);
    EXPECT_EQ(ex.Flags,
              ULONG{SEC_WINNT_AUTH_IDENTITY_UNICODE | SEC_WINNT_AUTH_IDENTITY_MARSHALLED});
    EXPECT_EQ(ex.PackageList, nullptr);
}

TEST(Identities, DecodeWhatWasEncoded) {
    const std::array<const char16_t*, 4> texts = {nullptr, u"", u"a", u"gr\u00F6\u00DFer"};
    for (const auto* user : texts)
        for (const auto* domain : texts)
            for (const auto* secret : texts) {
                if (user == nullptr && domain == nullptr && secret == nullptr) continue;
                const OwnedIdentity identity = encoded(user, domain, secret);
                const auto shown = [](const char16_t* text) {
                    return std::u16string(text == nullptr ? u"-" : text);
                };
                EXPECT_EQ(decoded(identity.get()),
                          (Strings{shown(user), shown(domain), shown(secret)}));
            }
}

TEST(Identities, RefuseToEncodeNothingAndLeaveTheResultAlone) {
    void* const untouched = reinterpret_cast<void*>(0xdeadbeef);
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE identity = untouched;
    EXPECT_EQ(SspiEncodeStringsAsAuthIdentity(nullptr, nullptr, nullptr, &identity),
              SEC_E_INVALID_TOKEN);
    EXPECT_EQ(identity, untouched);
    EXPECT_EQ(SspiEncodeStringsAsAuthIdentity(nullptr, nullptr, nullptr, nullptr),
              SEC_E_INVALID_TOKEN);
    EXPECT_EQ(SspiEncodeStringsAsAuthIdentity(u"user", nullptr, nullptr, nullptr),
              SEC_E_INVALID_TOKEN);
}

TEST(Identities, RefuseStringsThatAreTooLong) {
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE identity = nullptr;
    const std::u16string name(0x8000, u'n');
    const std::u16string password(513, u'p');
    EXPECT_EQ(SspiEncodeStringsAsAuthIdentity(name.c_str(), nullptr, u"p", &identity),
              SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(SspiEncodeStringsAsAuthIdentity(u"u", name.c_str(), u"p", &identity),
              SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(SspiEncodeStringsAsAuthIdentity(u"u", u"d", password.c_str(), &identity),
              SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(identity, nullptr);
    encoded(u"u", u"d", std::u16string(512, u'p').c_str());
}

TEST(Identities, DecodeEveryForm) {
    auto w = plain_w();
    auto a = plain_a();
    auto exw = extended_w();
    auto exa = extended_a();
    Buffer ex2 = packed().bytes();
    for (void* form : {static_cast<void*>(&w), static_cast<void*>(&a), static_cast<void*>(&exw),
                       static_cast<void*>(&exa), static_cast<void*>(ex2.data())})
        EXPECT_EQ(decoded(form), kSample);
}

TEST(Identities, DecodeOnlyWhatIsWanted) {
    const OwnedIdentity identity = encoded(u"user", u"domain", u"password");
    PCWSTR user = nullptr;
    EXPECT_EQ(SspiEncodeAuthIdentityAsStrings(identity.get(), &user, nullptr, nullptr), SEC_E_OK);
    EXPECT_EQ(take(user), u"user");
}

TEST(Identities, ClearTheStringsOfWhatCannotBeDecoded) {
    auto broken = plain_w();
    broken.Flags = 0;
    for (void* identity : {static_cast<void*>(nullptr), static_cast<void*>(&broken)}) {
        PCWSTR user = u"x";
        PCWSTR domain = u"x";
        PCWSTR secret = u"x";
        EXPECT_NE(SspiEncodeAuthIdentityAsStrings(identity, &user, &domain, &secret), SEC_E_OK);
        EXPECT_EQ(user, nullptr);
        EXPECT_EQ(domain, nullptr);
        EXPECT_EQ(secret, nullptr);
    }
}

TEST(Identities, DoNotDecodeWhatIsEncrypted) {
    const OwnedIdentity identity = encoded(u"user", u"domain", u"password");
    ASSERT_EQ(SspiEncryptAuthIdentity(identity.get()), SEC_E_OK);
    PCWSTR user = u"x";
    PCWSTR domain = u"x";
    PCWSTR secret = u"x";
    EXPECT_EQ(SspiEncodeAuthIdentityAsStrings(identity.get(), &user, &domain, &secret),
              STATUS_INVALID_PARAMETER);
    EXPECT_EQ(user, nullptr);
    EXPECT_EQ(secret, nullptr);
}

TEST(Identities, CarryWhatAPasswordAloneWouldLoseInThePackedString) {
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE excluding = nullptr;
    const OwnedIdentity identity = encoded(u"user", u"domain", u"password");
    ASSERT_EQ(SspiExcludePackage(identity.get(), u"NTLM", &excluding), SEC_E_OK);
    const OwnedIdentity owned(excluding);
    const Strings strings = decoded(excluding);
    EXPECT_EQ(strings.user, u"user");
    EXPECT_TRUE(strings.secret.starts_with(u"@@"));
    const OwnedIdentity back = encoded(u"user", u"domain", strings.secret.c_str());
    EXPECT_EQ(marshalled(back.get()), marshalled(excluding));
    const OwnedIdentity renamed = encoded(u"other", nullptr, strings.secret.c_str());
    EXPECT_EQ(decoded(renamed.get()).user, u"other");
    EXPECT_EQ(decoded(renamed.get()).domain, u"domain");
}

TEST(Identities, RefuseAPackedStringOfSomebodyElse) {
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE identity = nullptr;
    for (const char16_t* secret : {u"@@", u"@@BwAAA", u"@@00", u"@@0g", u"@@000200002c000000"})
        EXPECT_EQ(SspiEncodeStringsAsAuthIdentity(u"u", u"d", secret, &identity),
                  SEC_E_UNKNOWN_CREDENTIALS);
    EXPECT_EQ(identity, nullptr);
}

// ---- Copies -------------------------------------------------------------------------------------

TEST(Identities, CopyEveryForm) {
    const auto w = plain_w();
    const auto a = plain_a();
    const auto exw = extended_w();
    const auto exa = extended_a();
    const Buffer ex2 = packed().bytes();
    for (const void* form : {static_cast<const void*>(&w), static_cast<const void*>(&a),
                             static_cast<const void*>(&exw), static_cast<const void*>(&exa),
                             static_cast<const void*>(ex2.data())}) {
        const OwnedIdentity copy = copied(form);
        EXPECT_EQ(decoded(copy.get()), kSample);
        EXPECT_EQ(marshalled(copied(copy.get()).get()), marshalled(copy.get()));
    }
}

TEST(Identities, CopyNothingOfNothing) {
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE copy = reinterpret_cast<void*>(1);
    EXPECT_EQ(SspiCopyAuthIdentity(nullptr, &copy), SEC_E_OK);
    EXPECT_EQ(copy, nullptr);
    EXPECT_EQ(SspiCopyAuthIdentity(nullptr, nullptr), SEC_E_INVALID_PARAMETER);
}

TEST(Identities, DoNotCopyWinprsSettings) {
    SEC_WINNT_AUTH_IDENTITY_WINPR id{};
    id.identity = extended_w();
    id.identity.Flags |= SEC_WINNT_AUTH_IDENTITY_EXTENDED;
    const OwnedIdentity copy = copied(&id);
    SEC_WINNT_AUTH_IDENTITY_EXW ex;
    std::memcpy(&ex, copy.get(), sizeof ex);
    EXPECT_EQ(ex.Flags & SEC_WINNT_AUTH_IDENTITY_EXTENDED, 0u);
}

TEST(Identities, ValidateEveryFormAndRefuseTheBroken) {
    auto good = plain_w();
    Buffer ex2 = packed().bytes();
    EXPECT_EQ(SspiValidateAuthIdentity(nullptr), SEC_E_OK);
    EXPECT_EQ(SspiValidateAuthIdentity(&good), SEC_E_OK);
    EXPECT_EQ(SspiValidateAuthIdentity(ex2.data()), SEC_E_OK);
    auto broken = plain_a();
    broken.User = octets("\xFFser");
    EXPECT_EQ(SspiValidateAuthIdentity(&broken), SEC_E_UNKNOWN_CREDENTIALS);
    ex2[4] = 0;
    EXPECT_EQ(SspiValidateAuthIdentity(ex2.data()), SEC_E_UNKNOWN_CREDENTIALS);
}

// ---- Bytes --------------------------------------------------------------------------------------

std::array<std::uint32_t, 11> flat_header(const Buffer& bytes) {
    std::array<std::uint32_t, 11> header{};
    std::memcpy(header.data(), bytes.data(), sizeof header);
    return header;
}

TEST(Identities, MarshalLikeWindows) {
    const Buffer wide = marshalled(encoded(u"user", u"domain", u"password").get());
    EXPECT_EQ(wide.size(), 44u + 36 + 4);
    EXPECT_EQ(flat_header(wide),
              (std::array<std::uint32_t, 11>{0x200, 44, 44, 4, 52, 6, 64, 8, 6, 0, 0}));
    EXPECT_EQ(utf16_in(Bytes(wide).subspan(44, 36)), u"userdomainpassword");
    const auto a = plain_a();
    const Buffer narrow = marshalled(&a);
    EXPECT_EQ(narrow.size(), 44u + 18 + 4);
    EXPECT_EQ(flat_header(narrow),
              (std::array<std::uint32_t, 11>{0x200, 44, 44, 4, 48, 6, 54, 8, 1, 0, 0}));
    auto only_user = extended_w();
    only_user.Domain = nullptr;
    only_user.DomainLength = 0;
    only_user.Password = nullptr;
    only_user.PasswordLength = 0;
    const Buffer user = marshalled(&only_user);
    EXPECT_EQ(user.size(), 44u + 8 + 4);
    EXPECT_EQ(flat_header(user),
              (std::array<std::uint32_t, 11>{0x200, 44, 44, 4, 0, 0, 0, 0, 2, 0, 0}));
    const Buffer ex2 = packed().bytes();
    const Buffer same = marshalled(ex2.data());
    EXPECT_EQ(same.size(), ex2.size() + 8);
    EXPECT_EQ(Buffer(same.begin(), same.end() - 8), ex2);
}

TEST(Identities, UnmarshalLikeWindows) {
    const auto a = plain_a();
    OwnedIdentity identity;
    ASSERT_EQ(unmarshal(marshalled(&a), identity), SEC_E_OK);
    SEC_WINNT_AUTH_IDENTITY_EXA ex;
    std::memcpy(&ex, identity.get(), sizeof ex);
    EXPECT_EQ(ex.Version, ULONG{SEC_WINNT_AUTH_IDENTITY_VERSION});
    EXPECT_EQ(ex.Length, sizeof ex);
    EXPECT_EQ(static_cast<void*>(ex.User), static_cast<char*>(identity.get()) + sizeof ex);
    EXPECT_EQ(std::string_view(reinterpret_cast<char*>(ex.User), ex.UserLength), "user");
    EXPECT_EQ(std::string_view(reinterpret_cast<char*>(ex.Password), ex.PasswordLength),
              "password");
    EXPECT_EQ(ex.Flags, ULONG{SEC_WINNT_AUTH_IDENTITY_ANSI | SEC_WINNT_AUTH_IDENTITY_MARSHALLED});
    EXPECT_EQ(ex.PackageList, nullptr);
}

TEST(Identities, SurviveTheWayThereAndBack) {
    const auto w = plain_w();
    const auto exa = extended_a();
    const Buffer ex2 =
        Packed(u"user", u"domain", packed_credentials(u"password"), u"!ntlm").bytes();
    for (const void* form : {static_cast<const void*>(&w), static_cast<const void*>(&exa),
                             static_cast<const void*>(ex2.data())}) {
        OwnedIdentity identity;
        ASSERT_EQ(unmarshal(marshalled(form), identity), SEC_E_OK);
        BOOLEAN same = FALSE;
        EXPECT_EQ(
            SspiCompareAuthIdentities(identity.get(), const_cast<void*>(form), nullptr, &same),
            SEC_E_OK);
        EXPECT_TRUE(same);
    }
}

TEST(Identities, DoNotUnmarshalWhatIsCutShortOrSpoilt) {
    for (const Buffer& whole : {marshalled(encoded(u"user", u"domain", u"password").get()),
                                marshalled(packed().bytes().data())}) {
        const std::size_t room = whole[0] == 0 && whole[1] == 2 ? 4 : 8;
        for (std::size_t size = 0; size + room < whole.size(); ++size) {
            OwnedIdentity identity;
            EXPECT_EQ(
                unmarshal(Buffer(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)),
                          identity),
                SEC_E_UNKNOWN_CREDENTIALS)
                << size;
            EXPECT_EQ(identity, nullptr);
        }
        for (std::size_t at = 0; at < whole.size(); ++at) {
            Buffer spoilt = whole;
            spoilt[at] ^= 0xFF;
            OwnedIdentity identity;
            const SECURITY_STATUS status = unmarshal(spoilt, identity);
            EXPECT_EQ(status == SEC_E_OK, identity != nullptr) << at;
        }
    }
}

TEST(Identities, RefuseNullPointers) {
    ULONG size = 1;
    char* bytes = reinterpret_cast<char*>(1);
    auto id = plain_w();
    EXPECT_EQ(SspiMarshalAuthIdentity(nullptr, &size, &bytes), SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(size, 0u);
    EXPECT_EQ(bytes, nullptr);
    EXPECT_EQ(SspiMarshalAuthIdentity(&id, nullptr, &bytes), SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(SspiMarshalAuthIdentity(&id, &size, nullptr), SEC_E_INVALID_PARAMETER);
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE identity = reinterpret_cast<void*>(1);
    EXPECT_EQ(SspiUnmarshalAuthIdentity(44, nullptr, &identity), SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(identity, nullptr);
    char byte = 0;
    EXPECT_EQ(SspiUnmarshalAuthIdentity(1, &byte, nullptr), SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(SspiUnmarshalAuthIdentity(0, &byte, &identity), SEC_E_UNKNOWN_CREDENTIALS);
    SspiFreeAuthIdentity(nullptr);
    SspiLocalFree(nullptr);
}

}  // namespace
}  // namespace secur32::api
