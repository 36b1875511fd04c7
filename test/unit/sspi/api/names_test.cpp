// GetUserNameEx and its kin; the buffer rules are those that Wine's tests find on Windows.
#define SECURITY_WIN32
#include <gtest/gtest.h>
#include <pwd.h>
#include <security.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <string>

#include "sslprovider/base/host_names.h"
#include "sslprovider/base/utf16.h"

namespace secur32::api {
namespace {

std::u16string expected_sam_name() {
    const passwd* const entry = ::getpwuid(::geteuid());
    return host_names().netbios_computer + u'\\' + utf16_of(entry->pw_name).value();
}

std::u16string name(EXTENDED_NAME_FORMAT format) {
    std::array<WCHAR, 512> buffer{};
    ULONG size = buffer.size();
    return GetUserNameExW(format, buffer.data(), &size) ? std::u16string(buffer.data(), size)
                                                        : u"-";
}

TEST(Names, GiveTheUserOfThisMachine) { EXPECT_EQ(name(NameSamCompatible), expected_sam_name()); }

TEST(Names, GiveTheSameInUtf8) {
    std::array<char, 1024> buffer{};
    ULONG size = buffer.size();
    ASSERT_TRUE(GetUserNameExA(NameSamCompatible, buffer.data(), &size));
    EXPECT_EQ(std::string(buffer.data()), utf8_of(expected_sam_name()).value());
    EXPECT_EQ(size, std::strlen(buffer.data()));
}

TEST(Names, HaveAPrincipalNameWhereTheHostHasADomain) {
    const std::u16string& domain = host_names().dns_domain;
    if (domain.empty()) {
        EXPECT_EQ(name(NameUserPrincipal), u"-");
        EXPECT_EQ(GetLastError(), DWORD{ERROR_NONE_MAPPED});
    } else {
        EXPECT_TRUE(name(NameUserPrincipal).ends_with(u'@' + domain));
    }
}

TEST(Names, HaveADisplayNameOrSayThatThereIsNone) {
    const std::string gecos = ::getpwuid(::geteuid())->pw_gecos;
    const std::u16string shown = name(NameDisplay);
    if (gecos.empty() || gecos.front() == ',') {
        EXPECT_EQ(shown, u"-");
        EXPECT_EQ(GetLastError(), DWORD{ERROR_NONE_MAPPED});
    } else {
        EXPECT_NE(shown, u"-");
        EXPECT_EQ(shown.find(u','), shown.npos);
    }
}

TEST(Names, DoNotExistInADirectorysFormats) {
    for (const EXTENDED_NAME_FORMAT format :
         {NameFullyQualifiedDN, NameUniqueId, NameCanonical, NameCanonicalEx, NameServicePrincipal,
          NameDnsDomain, NameGivenName, NameSurname, static_cast<EXTENDED_NAME_FORMAT>(5),
          static_cast<EXTENDED_NAME_FORMAT>(15)}) {
        SetLastError(ERROR_SUCCESS);
        EXPECT_EQ(name(format), u"-");
        EXPECT_EQ(GetLastError(), DWORD{ERROR_NONE_MAPPED}) << format;
    }
    EXPECT_EQ(name(NameUnknown), u"-");
    EXPECT_EQ(GetLastError(), DWORD{ERROR_NO_SUCH_USER});
}

TEST(Names, SayHowMuchRoomTheyNeedAndLeaveTheBufferAlone) {
    const auto needed = static_cast<ULONG>(expected_sam_name().size() + 1);
    for (ULONG size = 0; size < needed; ++size) {
        std::array<WCHAR, 512> buffer{};
        buffer.fill(u'#');
        ULONG room = size;
        SetLastError(ERROR_SUCCESS);
        EXPECT_FALSE(GetUserNameExW(NameSamCompatible, buffer.data(), &room));
        EXPECT_EQ(GetLastError(), DWORD{ERROR_MORE_DATA});
        EXPECT_EQ(room, needed);
        EXPECT_EQ(buffer[0], u'#');
    }
    std::array<WCHAR, 512> buffer{};
    buffer.fill(u'#');
    ULONG room = needed;
    EXPECT_TRUE(GetUserNameExW(NameSamCompatible, buffer.data(), &room));
    EXPECT_EQ(room, needed - 1);
    EXPECT_EQ(buffer[needed - 1], u'\0');
    EXPECT_EQ(buffer[needed], u'#');
}

TEST(Names, TakeNullForAskingTheSize) {
    ULONG size = 0;
    EXPECT_FALSE(GetUserNameExA(NameSamCompatible, nullptr, &size));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_MORE_DATA});
    EXPECT_GT(size, 1u);
    EXPECT_FALSE(GetUserNameExA(NameSamCompatible, nullptr, &size));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_MORE_DATA});
    EXPECT_FALSE(GetUserNameExW(NameSamCompatible, nullptr, nullptr));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_PARAMETER});
}

TEST(Names, OfTheComputerNeedADomain) {
    ULONG size = 0;
    EXPECT_FALSE(GetComputerObjectNameW(NameSamCompatible, nullptr, &size));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_CANT_ACCESS_DOMAIN_INFO});
    EXPECT_FALSE(GetComputerObjectNameA(NameFullyQualifiedDN, nullptr, &size));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_CANT_ACCESS_DOMAIN_INFO});
    EXPECT_FALSE(GetComputerObjectNameA(NameUnknown, nullptr, &size));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_FALSE(GetComputerObjectNameW(NameSamCompatible, nullptr, nullptr));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_PARAMETER});
}

TEST(Names, AreNotTranslated) {
    ULONG size = 0;
    EXPECT_FALSE(TranslateNameW(u"A\\b", NameSamCompatible, NameUserPrincipal, nullptr, &size));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_NONE_MAPPED});
    EXPECT_FALSE(TranslateNameA("A\\b", NameSamCompatible, NameUserPrincipal, nullptr, &size));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_NONE_MAPPED});
    EXPECT_FALSE(TranslateNameW(nullptr, NameSamCompatible, NameUserPrincipal, nullptr, &size));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_FALSE(TranslateNameA("A\\b", NameSamCompatible, NameUnknown, nullptr, &size));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_PARAMETER});
}

}  // namespace
}  // namespace secur32::api
