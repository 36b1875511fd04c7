// The user, the computer, and service principal names.
#include <arpa/inet.h>
#include <errno.h>
#include <ntdsapi.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sslprovider/compat/output.h"

using namespace secur32::compat;

namespace {

BOOL refuse(DWORD error) {
    SetLastError(error);
    return FALSE;
}

Output buffer(char* to, size_t capacity) { return Output::octets(to, capacity); }
Output buffer(WCHAR* to, size_t capacity) { return Output::units(to, capacity); }

// How a function counts: in *size on success, on failure, and the code of that.
struct Rule {
    bool counts_nul;
    DWORD too_small;
};
constexpr Rule kUserName{true, ERROR_INSUFFICIENT_BUFFER};
constexpr Rule kComputerName{false, ERROR_BUFFER_OVERFLOW};
constexpr Rule kComputerNameEx{false, ERROR_MORE_DATA};

template <typename Char>
BOOL give(const char* name, Char* to, DWORD* size, Rule rule) {
    Output measured = buffer(static_cast<Char*>(nullptr), 0);
    measured.put(name, strlen(name));
    const DWORD length = static_cast<DWORD>(measured.count());
    if (to == nullptr || *size <= length) {
        *size = length + 1;
        return refuse(rule.too_small);
    }
    Output output = buffer(to, length);
    output.put(name, strlen(name));
    to[length] = 0;
    *size = rule.counts_nul ? length + 1 : length;
    return TRUE;
}

template <typename Char>
BOOL user_name(Char* to, DWORD* size) {
    if (size == nullptr) return refuse(ERROR_INVALID_PARAMETER);
    char strings[4096];
    passwd entry{}, *found = nullptr;
    if (getpwuid_r(geteuid(), &entry, strings, sizeof strings, &found) != 0 || found == nullptr)
        return refuse(ERROR_NONE_MAPPED);
    return give(found->pw_name, to, size, kUserName);
}

struct HostName {
    char text[256] = {};

    HostName() {
        if (gethostname(text, sizeof text - 1) != 0 || text[0] == '\0')
            strcpy_s(text, 256, "localhost");
    }
    void keep_first_label() { text[strcspn(text, ".")] = '\0'; }
    void keep_domain() {
        const char* const dot = strchr(text, '.');
        memmove(text, dot == nullptr ? "" : dot + 1, dot == nullptr ? 1 : strlen(dot));
    }
    void make_netbios() {
        keep_first_label();
        text[MAX_COMPUTERNAME_LENGTH] = '\0';
        _strupr(text);
    }
};

template <typename Char>
BOOL computer_name_ex(COMPUTER_NAME_FORMAT format, Char* to, DWORD* size) {
    if (size == nullptr || format < 0 || format >= ComputerNameMax)
        return refuse(ERROR_INVALID_PARAMETER);
    if (to == nullptr && *size != 0) return refuse(ERROR_INVALID_PARAMETER);
    HostName name;
    switch (format) {
        case ComputerNameNetBIOS:
        case ComputerNamePhysicalNetBIOS:
            name.make_netbios();
            break;
        case ComputerNameDnsHostname:
        case ComputerNamePhysicalDnsHostname:
            name.keep_first_label();
            break;
        case ComputerNameDnsDomain:
        case ComputerNamePhysicalDnsDomain:
            name.keep_domain();
            break;
        default:
            break;
    }
    return give(name.text, to, size, kComputerNameEx);
}

template <typename Char>
BOOL computer_name(Char* to, DWORD* size) {
    if (size == nullptr) return refuse(ERROR_INVALID_PARAMETER);
    HostName name;
    name.make_netbios();
    return give(name.text, to, size, kComputerName);
}

// ---- Service principal names --------------------------------------------------------------------

template <typename Char>
bool is_part(const Char* text) {
    if (text == nullptr || *text == 0) return false;
    for (; *text != 0; ++text) {
        if (*text == '/') return false;
    }
    return true;
}

template <typename Char>
bool is_address(const Char* text) {
    char octets[64];
    size_t length = 0;
    for (; text[length] != 0; ++length) {
        if (length == sizeof octets - 1 || static_cast<unsigned>(text[length]) > 0x7F) return false;
        octets[length] = static_cast<char>(text[length]);
    }
    octets[length] = '\0';
    unsigned char address[16];
    return inet_pton(AF_INET, octets, address) == 1 || inet_pton(AF_INET6, octets, address) == 1;
}

template <typename Char>
struct Spn {
    const Char* service_class;
    const Char* instance;
    USHORT port;
    const Char* service;  // or NULL
};

template <typename Char>
void put_spn(Output& output, const Spn<Char>& spn) {
    output.put(spn.service_class, length_of(spn.service_class));
    output.put("/", 1);
    output.put(spn.instance, length_of(spn.instance));
    if (spn.port != 0) {
        char port[8];
        output.put(port, static_cast<size_t>(snprintf(port, sizeof port, ":%hu", spn.port)));
    }
    if (spn.service == nullptr) return;
    output.put("/", 1);
    output.put(spn.service, length_of(spn.service));
}

template <typename Char>
DWORD make_spn(Spn<Char> spn, const Char* referrer, DWORD* size, Char* to) {
    if (!is_part(spn.service_class) || !is_part(spn.service) || size == nullptr ||
        (to == nullptr && *size != 0) || (spn.instance != nullptr && !is_part(spn.instance)))
        return ERROR_INVALID_PARAMETER;
    if (spn.instance == nullptr) {
        spn.instance = is_part(referrer) && is_address(spn.service) ? referrer : spn.service;
        spn.service = nullptr;
    }
    Output measured = buffer(static_cast<Char*>(nullptr), 0);
    put_spn(measured, spn);
    const DWORD length = static_cast<DWORD>(measured.count());
    const DWORD capacity = *size;
    *size = length + 1;
    if (capacity <= length) return ERROR_BUFFER_OVERFLOW;
    Output output = buffer(to, length);
    put_spn(output, spn);
    to[length] = 0;
    return ERROR_SUCCESS;
}

}  // namespace

extern "C" {

BOOL WINAPI GetUserNameA(LPSTR lpBuffer, LPDWORD pcbBuffer) {
    return user_name(lpBuffer, pcbBuffer);
}
BOOL WINAPI GetUserNameW(LPWSTR lpBuffer, LPDWORD pcbBuffer) {
    return user_name(lpBuffer, pcbBuffer);
}
BOOL WINAPI GetComputerNameA(LPSTR lpBuffer, LPDWORD nSize) {
    return computer_name(lpBuffer, nSize);
}
BOOL WINAPI GetComputerNameW(LPWSTR lpBuffer, LPDWORD nSize) {
    return computer_name(lpBuffer, nSize);
}
BOOL WINAPI GetComputerNameExA(COMPUTER_NAME_FORMAT NameType, LPSTR lpBuffer, LPDWORD nSize) {
    return computer_name_ex(NameType, lpBuffer, nSize);
}
BOOL WINAPI GetComputerNameExW(COMPUTER_NAME_FORMAT NameType, LPWSTR lpBuffer, LPDWORD nSize) {
    return computer_name_ex(NameType, lpBuffer, nSize);
}

DWORD WINAPI DsMakeSpnA(LPCSTR ServiceClass, LPCSTR ServiceName, LPCSTR InstanceName,
                        USHORT InstancePort, LPCSTR Referrer, DWORD* pcSpnLength, LPSTR pszSpn) {
    return make_spn<char>({ServiceClass, InstanceName, InstancePort, ServiceName}, Referrer,
                          pcSpnLength, pszSpn);
}
DWORD WINAPI DsMakeSpnW(LPCWSTR ServiceClass, LPCWSTR ServiceName, LPCWSTR InstanceName,
                        USHORT InstancePort, LPCWSTR Referrer, DWORD* pcSpnLength, LPWSTR pszSpn) {
    return make_spn<WCHAR>({ServiceClass, InstanceName, InstancePort, ServiceName}, Referrer,
                           pcSpnLength, pszSpn);
}
DWORD WINAPI DsClientMakeSpnForTargetServerA(LPCSTR ServiceClass, LPCSTR ServiceName,
                                             DWORD* pcSpnLength, LPSTR pszSpn) {
    return DsMakeSpnA(ServiceClass, ServiceName, nullptr, 0, nullptr, pcSpnLength, pszSpn);
}
DWORD WINAPI DsClientMakeSpnForTargetServerW(LPCWSTR ServiceClass, LPCWSTR ServiceName,
                                             DWORD* pcSpnLength, LPWSTR pszSpn) {
    return DsMakeSpnW(ServiceClass, ServiceName, nullptr, 0, nullptr, pcSpnLength, pszSpn);
}

}  // extern "C"
