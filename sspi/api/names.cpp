// GetUserNameEx out of the password database; GetComputerObjectName and TranslateName, which need a
// directory that is not there.
#include <unistd.h>

#include <algorithm>
#include <string>

#include "sslprovider/base/host_names.h"
#include "sslprovider/base/utf16.h"
#include "sspi/api/other_codes.h"
#include "sspi/api/strings.h"
#include "sspi/api/user_database.h"

namespace secur32::api {
namespace {

// passwd(5), chfn(1): "full name,room,work phone,home phone,other"; "&" stands for the user's name,
// its first letter in upper case.
std::string person_in(std::string_view gecos, std::string_view user) {
    std::string person;
    for (const char c : gecos.substr(0, std::min(gecos.find(','), gecos.size()))) {
        if (c != '&') {
            person += c;
            continue;
        }
        const std::size_t start = person.size();
        person += user;
        if (person.size() > start && person[start] >= 'a' && person[start] <= 'z')
            person[start] = static_cast<char>(person[start] - 'a' + 'A');
    }
    return person;
}

std::u16string utf16_or_empty(std::string_view text) {
    Result<std::u16string> converted = utf16_of(text);
    return converted.ok() ? std::move(converted).value() : std::u16string();
}

// Empty: there is no name of that format.
std::u16string name_of(const UserEntry& user, EXTENDED_NAME_FORMAT format) {
    const std::u16string account = utf16_or_empty(user.name);
    const HostNames& host = host_names();
    switch (format) {
        case NameSamCompatible:
            return account.empty() ? account : host.netbios_computer + u'\\' + account;
        case NameDisplay:
            return utf16_or_empty(person_in(user.gecos, user.name));
        case NameUserPrincipal:
            if (account.empty() || host.dns_domain.empty()) return {};
            return account + u'@' + host.dns_domain;
        default:
            return {};
    }
}

// As Windows has it, a buffer that is too small stays as it was.
template <typename Char>
std::uint32_t put(std::u16string_view name, Char* buffer, ULONG& size) {
    const auto needed = static_cast<ULONG>(encoded_size(name, buffer));
    if (buffer == nullptr || size < needed) {
        size = needed;
        return ERROR_MORE_DATA;
    }
    encode(name, buffer);
    size = needed - 1;
    return ERROR_SUCCESS;
}

template <typename Char>
BOOLEAN get_user_name(const char* function, EXTENDED_NAME_FORMAT format, Char* buffer,
                      PULONG size) noexcept {
    return win32_call(function, [&](Trail& trail) -> std::uint32_t {
        trail.number("format", static_cast<std::uint64_t>(format));
        if (size == nullptr) return ERROR_INVALID_PARAMETER;
        if (format == NameUnknown) return ERROR_NO_SUCH_USER;
        const Result<UserEntry> user = find_user(::geteuid());
        const std::u16string name = user.ok() ? name_of(user.value(), format) : std::u16string();
        if (name.empty()) return ERROR_NONE_MAPPED;
        return put(name, buffer, *size);
    });
}

BOOLEAN no_computer_object(const char* function, EXTENDED_NAME_FORMAT format,
                           const ULONG* size) noexcept {
    const bool judged = size != nullptr && format != NameUnknown;
    return win32_unsupported(function,
                             judged ? ERROR_CANT_ACCESS_DOMAIN_INFO : ERROR_INVALID_PARAMETER);
}

BOOLEAN no_translation(const char* function, const void* name, EXTENDED_NAME_FORMAT desired,
                       const ULONG* size) noexcept {
    const bool judged = name != nullptr && size != nullptr && desired != NameUnknown;
    return win32_unsupported(function, judged ? ERROR_NONE_MAPPED : ERROR_INVALID_PARAMETER);
}

}  // namespace
}  // namespace secur32::api

using namespace secur32::api;

extern "C" {

BOOLEAN SEC_ENTRY GetUserNameExW(EXTENDED_NAME_FORMAT NameFormat, LPWSTR lpNameBuffer,
                                 PULONG nSize) {
    return get_user_name("GetUserNameExW", NameFormat, lpNameBuffer, nSize);
}

BOOLEAN SEC_ENTRY GetUserNameExA(EXTENDED_NAME_FORMAT NameFormat, LPSTR lpNameBuffer,
                                 PULONG nSize) {
    return get_user_name("GetUserNameExA", NameFormat, lpNameBuffer, nSize);
}

BOOLEAN SEC_ENTRY GetComputerObjectNameW(EXTENDED_NAME_FORMAT NameFormat, LPWSTR, PULONG nSize) {
    return no_computer_object("GetComputerObjectNameW", NameFormat, nSize);
}

BOOLEAN SEC_ENTRY GetComputerObjectNameA(EXTENDED_NAME_FORMAT NameFormat, LPSTR, PULONG nSize) {
    return no_computer_object("GetComputerObjectNameA", NameFormat, nSize);
}

BOOLEAN SEC_ENTRY TranslateNameW(LPCWSTR lpAccountName, EXTENDED_NAME_FORMAT,
                                 EXTENDED_NAME_FORMAT DesiredNameFormat, LPWSTR, PULONG nSize) {
    return no_translation("TranslateNameW", lpAccountName, DesiredNameFormat, nSize);
}

BOOLEAN SEC_ENTRY TranslateNameA(LPCSTR lpAccountName, EXTENDED_NAME_FORMAT,
                                 EXTENDED_NAME_FORMAT DesiredNameFormat, LPSTR, PULONG nSize) {
    return no_translation("TranslateNameA", lpAccountName, DesiredNameFormat, nSize);
}

}  // extern "C"
