// The forms of an identity, and what contradicts itself in each.
#include "sspi/api/identity_view.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <memory>

#include "sslprovider/crypto/memory_cipher.h"
#include "test/unit/sspi/api/identity_samples.h"

namespace secur32::api {
namespace {

using namespace samples;

std::u16string text(const IdentityView& view, const std::optional<Bytes>& part) {
    const Result<std::u16string> out = text_in(view, part);
    return out.ok() ? out.value() : u"?";
}

std::u16string password(const IdentityView& view) {
    const Result<SecureBytes> out = utf16_password(view);
    return out.ok() ? utf16_in(out.value().bytes()) : u"?";
}

void expect_sample(const void* identity, IdentityForm form) {
    const Result<IdentityView> view = view_identity(identity);
    ASSERT_TRUE(view.ok());
    EXPECT_EQ(view.value().form, form);
    EXPECT_EQ(text(view.value(), view.value().user), u"user");
    EXPECT_EQ(text(view.value(), view.value().domain), u"domain");
    EXPECT_EQ(password(view.value()), u"password");
}

Status status_of_view(const void* identity) { return view_identity(identity).status(); }

// A copy whose end is the end of the memory: a sanitizer sees every byte read beyond it.
Status status_of_block(const Buffer& bytes) {
    const auto exact = std::make_unique<std::uint8_t[]>(bytes.size());
    std::ranges::copy(bytes, exact.get());
    return view_packed_identity({exact.get(), bytes.size()}).status();
}

TEST(IdentityView, KnowsTheFormsByTheirContent) {
    const auto w = plain_w();
    const auto a = plain_a();
    const auto exw = extended_w();
    const auto exa = extended_a();
    const Buffer ex2 = packed().bytes();
    expect_sample(&w, IdentityForm::plain);
    expect_sample(&a, IdentityForm::plain);
    expect_sample(&exw, IdentityForm::extended);
    expect_sample(&exa, IdentityForm::extended);
    expect_sample(ex2.data(), IdentityForm::packed);
}

TEST(IdentityView, TellsAbsentFromEmpty) {
    SEC_WINNT_AUTH_IDENTITY_W id = plain_w();
    id.User = nullptr;
    id.UserLength = 0;
    id.DomainLength = 0;
    const Result<IdentityView> view = view_identity(&id);
    ASSERT_TRUE(view.ok());
    EXPECT_FALSE(view.value().user.has_value());
    ASSERT_TRUE(view.value().domain.has_value());
    EXPECT_TRUE(view.value().domain->empty());
}

TEST(IdentityView, TakesUnicodeWhenBothFlagsAreSet) {
    SEC_WINNT_AUTH_IDENTITY_W id = plain_w();
    id.Flags = SEC_WINNT_AUTH_IDENTITY_UNICODE | SEC_WINNT_AUTH_IDENTITY_ANSI;
    expect_sample(&id, IdentityForm::plain);
}

TEST(IdentityView, RefusesNeitherFlag) {
    SEC_WINNT_AUTH_IDENTITY_W id = plain_w();
    id.Flags = 0;
    EXPECT_EQ(status_of_view(&id), Status::unknown_credentials);
    SEC_WINNT_AUTH_IDENTITY_EXW extended = extended_w();
    extended.Flags = SEC_WINNT_AUTH_IDENTITY_MARSHALLED;
    EXPECT_EQ(status_of_view(&extended), Status::unknown_credentials);
}

TEST(IdentityView, RefusesALengthWithoutAnAddress) {
    for (auto member : {&SEC_WINNT_AUTH_IDENTITY_W::User, &SEC_WINNT_AUTH_IDENTITY_W::Domain,
                        &SEC_WINNT_AUTH_IDENTITY_W::Password}) {
        SEC_WINNT_AUTH_IDENTITY_W id = plain_w();
        id.*member = nullptr;
        EXPECT_EQ(status_of_view(&id), Status::unknown_credentials);
    }
    SEC_WINNT_AUTH_IDENTITY_EXW extended = extended_w();
    extended.PackageListLength = 4;
    EXPECT_EQ(status_of_view(&extended), Status::unknown_credentials);
}

TEST(IdentityView, RefusesLengthsThatNoStringHas) {
    SEC_WINNT_AUTH_IDENTITY_W id = plain_w();
    for (const ULONG length : {ULONG{0x8000}, ULONG{0x7FFFFFFF}, ULONG{0xFFFFFFFF}}) {
        id.UserLength = length;
        EXPECT_EQ(status_of_view(&id), Status::unknown_credentials);
    }
    id = plain_w();
    for (const ULONG length :
         {ULONG{513}, ULONG{543}, ULONG{545}, ULONG{1024}, ULONG{0xFFFFFFFF}}) {
        id.PasswordLength = length;
        EXPECT_EQ(status_of_view(&id), Status::unknown_credentials) << length;
    }
}

TEST(IdentityView, ReadsOnlyTheDigitsOfAMarkedHash) {
    SEC_WINNT_AUTH_IDENTITY_W id = plain_w();
    const auto digits = std::make_unique<char16_t[]>(32);  // and not one unit more
    std::fill_n(digits.get(), 32, u'a');
    id.Password = reinterpret_cast<unsigned short*>(digits.get());
    id.PasswordLength = 32 + 512;
    const Result<IdentityView> view = view_identity(&id);
    ASSERT_TRUE(view.ok());
    EXPECT_EQ(view.value().secret->size(), 64u);
    EXPECT_NE(view.value().flags & SEC_WINPR_AUTH_IDENTITY_PASSWORD_HASH, 0u);
}

TEST(IdentityView, RefusesAnExtendedIdentityThatSaysItIsShort) {
    SEC_WINNT_AUTH_IDENTITY_EXW id = extended_w();
    for (const ULONG length : {ULONG{0}, ULONG{8}, ULONG{71}}) {
        id.Length = length;
        EXPECT_EQ(status_of_view(&id), Status::unknown_credentials);
    }
    id.Length = 88;
    EXPECT_EQ(status_of_view(&id), Status::ok);
}

TEST(IdentityView, RefusesUtf8ThatIsNone) {
    SEC_WINNT_AUTH_IDENTITY_A id = plain_a();
    id.User = octets("us\xFFr");
    const Result<IdentityView> view = view_identity(&id);
    ASSERT_TRUE(view.ok());
    EXPECT_EQ(text_in(view.value(), view.value().user).status(), Status::unknown_credentials);
}

// ---- SEC_WINNT_AUTH_IDENTITY_EX2 ----------------------------------------------------------------

TEST(IdentityView, AcceptsAnEmptyPackedIdentity) {
    Packed id(u"", u"", {});
    id.header.Flags = 0;
    EXPECT_EQ(status_of_block(id.bytes()), Status::ok);
}

TEST(IdentityView, HonoursTheFlagsOfAbsence) {
    Packed id = packed();
    id.header.Flags |=
        SEC_WINNT_AUTH_IDENTITY_FLAGS_NULL_USER | SEC_WINNT_AUTH_IDENTITY_FLAGS_NULL_DOMAIN;
    const Buffer bytes = id.bytes();
    const Result<IdentityView> view = view_packed_identity(bytes);
    ASSERT_TRUE(view.ok());
    EXPECT_FALSE(view.value().user.has_value());
    EXPECT_FALSE(view.value().domain.has_value());
}

TEST(IdentityView, RefusesABadPackedHeader) {
    const std::array<std::function<void(SEC_WINNT_AUTH_IDENTITY_EX2&)>, 15> spoilers = {
        [](auto& h) { h.Version = 0x202; },
        [](auto& h) { h.cbHeaderLength = 0; },
        [](auto& h) { h.cbHeaderLength = 47; },
        [](auto& h) { h.cbHeaderLength = 0xFFFF; },
        [](auto& h) { h.cbStructureLength = 0; },
        [](auto& h) { h.cbStructureLength = 47; },
        [](auto& h) { h.cbStructureLength += 1; },
        [](auto& h) { h.cbStructureLength = 0xFFFFFFFF; },
        [](auto& h) { h.UserOffset = 0; },
        [](auto& h) { h.UserOffset = 4; },
        [](auto& h) { h.UserOffset = 0xFFFFFFFE; },
        [](auto& h) { h.UserLength = 0xFFFE; },
        [](auto& h) { h.UserLength = 3; },
        [](auto& h) { h.DomainOffset = h.UserOffset; },
        [](auto& h) { h.PackedCredentialsOffset -= 2; },
    };
    for (std::size_t i = 0; i < spoilers.size(); ++i) {
        Packed id = packed();
        spoilers[i](id.header);
        EXPECT_EQ(status_of_block(id.bytes()), Status::unknown_credentials) << i;
    }
}

TEST(IdentityView, RefusesEveryTruncation) {
    const Buffer whole = packed().bytes();
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_EQ(status_of_block(
                      Buffer(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))),
                  Status::unknown_credentials)
            << size;
}

TEST(IdentityView, SurvivesEveryFlippedByte) {
    const Buffer whole = packed().bytes();
    for (std::size_t at = 0; at < whole.size(); ++at)
        for (const std::uint8_t flip :
             {std::uint8_t{0x01}, std::uint8_t{0x80}, std::uint8_t{0xFF}}) {
            Buffer spoilt = whole;
            spoilt[at] ^= flip;
            const Status status = status_of_block(spoilt);
            EXPECT_TRUE(status == Status::ok || status == Status::unknown_credentials) << at;
        }
}

TEST(IdentityView, IgnoresWhatFollowsThePackedIdentity) {
    Buffer bytes = packed().bytes();
    bytes.resize(bytes.size() + 100, 0xAA);
    EXPECT_EQ(status_of_block(bytes), Status::ok);
}

Status status_with_credentials(const Buffer& credentials) {
    return status_of_block(Packed(u"user", u"domain", credentials).bytes());
}

TEST(IdentityView, RefusesBadPackedCredentials) {
    const Buffer good = packed_credentials(u"password");
    for (std::size_t size = 1; size < good.size(); ++size)
        EXPECT_EQ(status_with_credentials(
                      Buffer(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size))),
                  Status::unknown_credentials)
            << size;
    for (const std::size_t at : {0u, 2u, 3u, 20u, 21u, 23u, 24u, 25u}) {
        Buffer spoilt = good;
        spoilt[at] = 0xFF;
        EXPECT_EQ(status_with_credentials(spoilt), Status::unknown_credentials) << at;
    }
}

TEST(IdentityView, KeepsCredentialsOfAnotherKindButFindsNoPasswordInThem) {
    const Buffer bytes =
        Packed(u"user", u"domain", packed_credentials(u"ab", SEC_WINNT_AUTH_DATA_TYPE_CERT))
            .bytes();
    const Result<IdentityView> view = view_packed_identity(bytes);
    ASSERT_TRUE(view.ok());
    EXPECT_EQ(utf16_password(view.value()).status(), Status::unknown_credentials);
}

TEST(IdentityView, RefusesAPackedPasswordOfOddLength) {
    Buffer credentials = packed_credentials(u"password");
    credentials[24] = 15;
    const Buffer bytes = Packed(u"user", u"domain", credentials).bytes();
    const Result<IdentityView> view = view_packed_identity(bytes);
    ASSERT_TRUE(view.ok());
    EXPECT_EQ(utf16_password(view.value()).status(), Status::unknown_credentials);
}

TEST(IdentityView, ReadsPackedNamesInUtf8WhenTheFlagSaysSo) {
    Packed id(u"", u"", packed_credentials(u"password"));
    id.header.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
    id.header.UserOffset = id.header.cbStructureLength;
    id.header.UserLength = 3;
    append(id.data, "bob", 3);
    id.header.cbStructureLength += 3;
    const Buffer bytes = id.bytes();
    const Result<IdentityView> view = view_packed_identity(bytes);
    ASSERT_TRUE(view.ok());
    EXPECT_EQ(text(view.value(), view.value().user), u"bob");
    EXPECT_EQ(password(view.value()), u"password");
}

// ---- Encrypted identities -----------------------------------------------------------------------

TEST(IdentityView, DecryptsWhatThisProcessEncrypted) {
    Packed id = packed();
    const auto start = id.data.begin() + static_cast<std::ptrdiff_t>(
                                             id.header.PackedCredentialsOffset - sizeof id.header);
    ASSERT_EQ(crypto::encrypt_memory({&*start, id.header.PackedCredentialsLength}), Status::ok);
    id.header.Flags |= SEC_WINNT_AUTH_IDENTITY_FLAGS_PROCESS_ENCRYPTED;
    const Buffer bytes = id.bytes();
    expect_sample(bytes.data(), IdentityForm::packed);
}

TEST(IdentityView, RefusesWhatOnlyPretendsToBeEncrypted) {
    Packed id = packed();
    id.header.Flags |= SEC_WINNT_AUTH_IDENTITY_FLAGS_PROCESS_ENCRYPTED;
    const Buffer bytes = id.bytes();
    const Result<IdentityView> view = view_packed_identity(bytes);
    ASSERT_TRUE(view.ok());
    EXPECT_EQ(clear_secret(view.value()).status(), Status::unknown_credentials);
}

TEST(IdentityView, RefusesTheEncryptionOfOthers) {
    for (const ULONG flag : {ULONG{SEC_WINNT_AUTH_IDENTITY_FLAGS_SYSTEM_PROTECTED},
                             ULONG{SEC_WINNT_AUTH_IDENTITY_FLAGS_USER_PROTECTED},
                             ULONG{SEC_WINNT_AUTH_IDENTITY_FLAGS_SYSTEM_ENCRYPTED}}) {
        SEC_WINNT_AUTH_IDENTITY_EXW id = extended_w();
        id.Flags |= flag;
        const Result<IdentityView> view = view_identity(&id);
        ASSERT_TRUE(view.ok());
        EXPECT_EQ(utf16_password(view.value()).status(), Status::unknown_credentials);
    }
}

// ---- The flat form ------------------------------------------------------------------------------

TEST(IdentityView, RefusesABadFlatHeader) {
    std::array<std::uint32_t, 11> header = {0x200, 44, 0, 0, 0, 0, 0, 0, 2, 0, 0};
    const auto status = [&header] {
        return view_flat_identity(
                   {reinterpret_cast<const std::uint8_t*>(header.data()), sizeof header})
            .status();
    };
    EXPECT_EQ(status(), Status::ok);
    for (const auto& [at, value] : {std::pair<std::size_t, std::uint32_t>{0, 0x201},
                                    {1, 43},
                                    {1, 72},
                                    {2, 44},
                                    {3, 1},
                                    {5, 1},
                                    {7, 0xFFFFFFFF},
                                    {7, 0x80000000},
                                    {8, 0},
                                    {9, 12},
                                    {10, 1}}) {
        const std::uint32_t before = header[at];
        header[at] = value;
        // An empty part at the very end of the structure is one.
        const bool empty_part = at == 2 && value == 44;
        EXPECT_EQ(status(), empty_part ? Status::ok : Status::unknown_credentials) << at;
        header[at] = before;
    }
}

TEST(IdentityView, RefusesAFlatIdentityThatIsCutShort) {
    const std::array<std::uint32_t, 11> header = {0x200, 44, 0, 0, 0, 0, 0, 0, 2, 0, 0};
    for (std::size_t size = 0; size < sizeof header; ++size)
        EXPECT_EQ(view_flat_identity({reinterpret_cast<const std::uint8_t*>(header.data()), size})
                      .status(),
                  Status::unknown_credentials);
}

}  // namespace
}  // namespace secur32::api
