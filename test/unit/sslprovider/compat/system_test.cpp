// FormatMessage, LoadLibrary and GetProcAddress, names, SPNs, files, sockets, critical sections.
#include <gtest/gtest.h>
#define SECURITY_WIN32
#include <ntdsapi.h>
#include <security.h>
#include <winsock2.h>

#include <cerrno>
#include <fstream>
#include <thread>

#include "test/unit/sslprovider/compat/wide.h"

namespace secur32::test {
namespace {

constexpr DWORD kSystem = FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS;

std::string system_text(DWORD code, DWORD more = 0) {
    char out[300] = "";
    FormatMessageA(kSystem | more, nullptr, code, 0, out, sizeof out, nullptr);
    return out;
}

DWORD from_string(std::string& out, DWORD flags, const char* text, ...) {
    char buffer[200] = "";
    va_list list;
    va_start(list, text);
    const DWORD length =
        FormatMessageA(FORMAT_MESSAGE_FROM_STRING | flags, text, 0, 0, buffer, 200, &list);
    va_end(list);
    out = buffer;
    return length;
}

TEST(FormatMessage, NamesEachKindOfCode) {
    EXPECT_EQ(system_text(static_cast<DWORD>(SEC_E_LOGON_DENIED)).rfind("SEC_E_LOGON_DENIED: ", 0),
              0u);
    EXPECT_EQ(system_text(static_cast<DWORD>(CERT_E_EXPIRED)).rfind("CERT_E_EXPIRED: ", 0), 0u);
    EXPECT_EQ(system_text(ERROR_MORE_DATA).rfind("ERROR_MORE_DATA: ", 0), 0u);
    EXPECT_EQ(system_text(WSAECONNREFUSED).rfind("WSAECONNREFUSED: ", 0), 0u);
    // HRESULT_FROM_WIN32
    EXPECT_EQ(system_text(0x80070002), system_text(ERROR_FILE_NOT_FOUND));
    EXPECT_EQ(system_text(0).rfind("ERROR_SUCCESS: ", 0), 0u);
}

TEST(FormatMessage, EndsItsLineAsItIsToldTo) {
    const std::string lines = system_text(ERROR_MORE_DATA);
    EXPECT_EQ(lines.substr(lines.size() - 2), "\r\n");
    const std::string line = system_text(ERROR_MORE_DATA, FORMAT_MESSAGE_MAX_WIDTH_MASK);
    EXPECT_EQ(line, lines.substr(0, lines.size() - 2) + " ");
}

TEST(FormatMessage, AllocatesItsBuffer) {
    LPWSTR text = nullptr;
    const DWORD length = FormatMessageW(kSystem | FORMAT_MESSAGE_ALLOCATE_BUFFER, nullptr,
                                        ERROR_MORE_DATA, MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT),
                                        reinterpret_cast<LPWSTR>(&text), 1000, nullptr);
    ASSERT_TRUE(text != nullptr);
    EXPECT_EQ(length, wcslen(text));
    EXPECT_GE(LocalSize(text), 1000 * sizeof(WCHAR));
    LocalFree(text);
}

TEST(FormatMessage, InsertsArguments) {
    std::string out;
    EXPECT_EQ(from_string(out, 0, "%2 and %1!05d!%n%%%0gone", 42, "text"), 17u);
    EXPECT_EQ(out, "text and 00042\r\n%") << out.size();
    from_string(out, FORMAT_MESSAGE_IGNORE_INSERTS, "%1 %2!d!");
    EXPECT_EQ(out, "%1 %2!d!");
    const DWORD_PTR array[] = {reinterpret_cast<DWORD_PTR>("a"), 0xFFFFFFFF12345678};
    char buffer[100];
    FormatMessageA(FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ARGUMENT_ARRAY, "%1/%2!lx!", 0, 0,
                   buffer, 100, reinterpret_cast<va_list*>(const_cast<DWORD_PTR*>(array)));
    EXPECT_STREQ(buffer, "a/12345678");
}

TEST(FormatMessage, Refuses) {
    char out[100];
    const auto error = [&](DWORD flags, const void* source, DWORD code, DWORD language, char* to,
                           DWORD size) {
        return error_of([&] {
            EXPECT_EQ(FormatMessageA(flags, source, code, language, to, size, nullptr), 0u);
        });
    };
    EXPECT_EQ(error(kSystem, nullptr, 0x12345678, 0, out, 100), DWORD{ERROR_MR_MID_NOT_FOUND});
    EXPECT_EQ(error(kSystem, nullptr, ERROR_MORE_DATA, 0x0407, out, 100),
              DWORD{ERROR_RESOURCE_LANG_NOT_FOUND});
    EXPECT_EQ(error(kSystem, nullptr, ERROR_MORE_DATA, 0, out, 5),
              DWORD{ERROR_INSUFFICIENT_BUFFER});
    EXPECT_EQ(error(kSystem, nullptr, ERROR_MORE_DATA, 0, nullptr, 5),
              DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(error(FORMAT_MESSAGE_FROM_STRING, nullptr, 0, 0, out, 100),
              DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(error(FORMAT_MESSAGE_FROM_STRING, "%1", 0, 0, out, 100),
              DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(error(FORMAT_MESSAGE_FROM_STRING, "%1!d", 0, 0, out, 100),
              DWORD{ERROR_INVALID_PARAMETER});
    const DWORD_PTR one[] = {1};
    EXPECT_EQ(error_of([&] {
                  EXPECT_EQ(
                      FormatMessageA(FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ARGUMENT_ARRAY,
                                     "%1!d%s!", 0, 0, out, 100,
                                     reinterpret_cast<va_list*>(const_cast<DWORD_PTR*>(one))),
                      0u);
              }),
              DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(error(FORMAT_MESSAGE_FROM_STRING, "%", 0, 0, out, 100),
              DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(error(FORMAT_MESSAGE_FROM_HMODULE, nullptr, 1, 0, out, 100),
              DWORD{ERROR_MR_MID_NOT_FOUND});
    EXPECT_EQ(error(0, nullptr, 1, 0, out, 100), DWORD{ERROR_INVALID_PARAMETER});
}

TEST(GetProcAddress, FindsThisLibrarysFunctions) {
    for (const char* name : {"secur32.dll", "SECURITY.DLL", "schannel", "crypt32.dll", "ncrypt.dll",
                             "bcrypt.dll", "C:\\Windows\\System32\\advapi32.dll"}) {
        const HMODULE module = LoadLibraryA(name);
        ASSERT_NE(module, nullptr) << name;
        EXPECT_EQ(reinterpret_cast<void*>(GetProcAddress(module, "InitSecurityInterfaceW")),
                  reinterpret_cast<void*>(&InitSecurityInterfaceW));
        EXPECT_EQ(FreeLibrary(module), TRUE);
    }
    EXPECT_EQ(GetModuleHandleW(L"Secur32.dll"), LoadLibraryA("secur32"));
}

TEST(GetProcAddress, FindsNothingElse) {
    const HMODULE module = LoadLibraryA("secur32.dll");
    // Of a library that this one needs, of the kit, of nobody, an ordinal.
    for (const char* name : {"EVP_DigestInit", "malloc", "CloseHandle", "NoSuchFunction", "",
                             reinterpret_cast<const char*>(7)})
        EXPECT_EQ(error_of([&] { EXPECT_EQ(GetProcAddress(module, name), nullptr); }),
                  DWORD{ERROR_PROC_NOT_FOUND});
    const HMODULE program = GetModuleHandleA(nullptr);
    ASSERT_NE(program, nullptr);
    EXPECT_EQ(GetProcAddress(program, "InitSecurityInterfaceW"), nullptr);
    EXPECT_EQ(error_of([] { EXPECT_EQ(GetProcAddress(nullptr, "x"), nullptr); }),
              DWORD{ERROR_INVALID_HANDLE});
}

TEST(LoadLibrary, RefusesOtherNames) {
    for (const char* name : {"kernel32.dll", "secur32.dll.dll", "secur", "secur32.so", ".dll"})
        EXPECT_EQ(error_of([&] { EXPECT_EQ(LoadLibraryA(name), nullptr); }),
                  DWORD{ERROR_MOD_NOT_FOUND})
            << name;
    EXPECT_EQ(error_of([] { EXPECT_EQ(LoadLibraryA(nullptr), nullptr); }),
              DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(error_of([] { EXPECT_EQ(LoadLibraryW(nullptr), nullptr); }),
              DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(error_of([] { EXPECT_EQ(FreeLibrary(nullptr), FALSE); }),
              DWORD{ERROR_INVALID_HANDLE});
}

TEST(GetUserName, CountsItsNul) {
    char name[257];
    DWORD size = sizeof name;
    ASSERT_EQ(GetUserNameA(name, &size), TRUE);
    EXPECT_EQ(size, strlen(name) + 1);
    DWORD needed = 0;
    EXPECT_EQ(error_of([&] { EXPECT_EQ(GetUserNameW(nullptr, &needed), FALSE); }),
              DWORD{ERROR_INSUFFICIENT_BUFFER});
    EXPECT_EQ(needed, size);
    EXPECT_EQ(error_of([&] { EXPECT_EQ(GetUserNameA(name, nullptr), FALSE); }),
              DWORD{ERROR_INVALID_PARAMETER});
}

TEST(GetComputerName, AgreesWithGethostname) {
    char host[256] = "", name[256];
    gethostname(host, sizeof host);
    DWORD size = sizeof name;
    ASSERT_EQ(GetComputerNameExA(ComputerNameDnsFullyQualified, name, &size), TRUE);
    EXPECT_STREQ(name, host);
    EXPECT_EQ(size, strlen(host));
    size = 1;
    EXPECT_EQ(error_of([&] { EXPECT_EQ(GetComputerNameA(name, &size), FALSE); }),
              DWORD{ERROR_BUFFER_OVERFLOW});
    EXPECT_GT(size, 1u);
    EXPECT_EQ(error_of([&] { EXPECT_EQ(GetComputerNameExA(ComputerNameMax, name, &size), FALSE); }),
              DWORD{ERROR_INVALID_PARAMETER});
    size = 0;
    EXPECT_EQ(error_of([&] {
                  EXPECT_EQ(GetComputerNameExW(ComputerNameNetBIOS, nullptr, &size), FALSE);
              }),
              DWORD{ERROR_MORE_DATA});
}

// What Windows answers is in Wine's tests of ntdsapi.
TEST(DsMakeSpn, AnswersAsWindowsDoes) {
    const struct {
        const WCHAR* instance;
        USHORT port;
        const WCHAR* referrer;
        const char16_t* spn;
    } kRows[] = {{nullptr, 0, nullptr, u"class/host"},
                 {L"instance", 0, nullptr, u"class/instance/host"},
                 {L"instance", 555, nullptr, u"class/instance:555/host"},
                 {L"instance", 555, L"referrer", u"class/instance:555/host"},
                 {nullptr, 555, L"referrer", u"class/host:555"}};
    for (const auto& row : kRows) {
        WCHAR spn[64];
        DWORD size = 64;
        EXPECT_EQ(DsMakeSpnW(L"class", L"host", row.instance, row.port, row.referrer, &size, spn),
                  DWORD{ERROR_SUCCESS});
        EXPECT_EQ(u16(spn), row.spn);
        EXPECT_EQ(size, wcslen(spn) + 1);
    }
}

TEST(DsMakeSpn, Refuses) {
    char spn[64];
    DWORD size = 64;
    EXPECT_EQ(DsMakeSpnA(nullptr, "host", nullptr, 0, nullptr, &size, spn),
              DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(DsMakeSpnA("class", nullptr, nullptr, 0, nullptr, &size, spn),
              DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(DsMakeSpnA("cl/ass", "host", nullptr, 0, nullptr, &size, spn),
              DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(DsMakeSpnA("class", "host", "", 0, nullptr, &size, spn),
              DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(DsMakeSpnA("class", "host", nullptr, 0, nullptr, nullptr, spn),
              DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(DsMakeSpnA("class", "host", nullptr, 0, nullptr, &size, nullptr),
              DWORD{ERROR_INVALID_PARAMETER});
    size = 10;
    EXPECT_EQ(DsMakeSpnA("class", "host", nullptr, 0, nullptr, &size, spn),
              DWORD{ERROR_BUFFER_OVERFLOW});
    EXPECT_EQ(size, 11u);
    EXPECT_EQ(DsClientMakeSpnForTargetServerA("http", "host", &size, spn), DWORD{ERROR_SUCCESS});
    EXPECT_STREQ(spn, "http/host");
}

TEST(CreateFile, ReadsWhatIsThere) {
    char path[] = "/tmp/secur32_compat_XXXXXX";
    close(mkstemp(path));
    std::ofstream(path) << "content";
    const HANDLE file = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ, nullptr, OPEN_EXISTING,
                                    FILE_ATTRIBUTE_NORMAL, nullptr);
    ASSERT_NE(file, INVALID_HANDLE_VALUE);
    LARGE_INTEGER size{};
    EXPECT_EQ(GetFileSizeEx(file, &size), TRUE);
    EXPECT_EQ(size.QuadPart, 7);
    char text[10] = "";
    DWORD count = 0;
    EXPECT_EQ(ReadFile(file, text, 9, &count, nullptr), TRUE);
    EXPECT_EQ(std::string(text, count), "content");
    EXPECT_EQ(ReadFile(file, text, 9, &count, nullptr), TRUE);
    EXPECT_EQ(count, 0u);
    EXPECT_EQ(error_of([&] { EXPECT_EQ(WriteFile(file, "x", 1, &count, nullptr), FALSE); }),
              DWORD{ERROR_ACCESS_DENIED});
    EXPECT_EQ(CloseHandle(file), TRUE);
    EXPECT_EQ(error_of([&] { EXPECT_EQ(CloseHandle(file), FALSE); }), DWORD{ERROR_INVALID_HANDLE});
    EXPECT_EQ(error_of([&] { EXPECT_EQ(ReadFile(file, text, 9, &count, nullptr), FALSE); }),
              DWORD{ERROR_INVALID_HANDLE});
    EXPECT_EQ(error_of([&] {
                  EXPECT_EQ(CreateFileA(path, GENERIC_WRITE, 0, nullptr, CREATE_NEW, 0, nullptr),
                            INVALID_HANDLE_VALUE);
              }),
              DWORD{ERROR_FILE_EXISTS});
    unlink(path);
}

TEST(CreateFile, Refuses) {
    const auto error = [](const char* name, DWORD disposition) {
        return error_of([&] {
            EXPECT_EQ(CreateFileA(name, GENERIC_READ, 0, nullptr, disposition, 0, nullptr),
                      INVALID_HANDLE_VALUE);
        });
    };
    EXPECT_EQ(error("/no/such/file", OPEN_EXISTING), DWORD{ERROR_FILE_NOT_FOUND});
    EXPECT_EQ(error("/dev/null/file", OPEN_EXISTING), DWORD{ERROR_PATH_NOT_FOUND});
    EXPECT_EQ(error("/dev/null", 0), DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(error("/dev/null", 6), DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(error(nullptr, OPEN_EXISTING), DWORD{ERROR_INVALID_PARAMETER});
}

TEST(CloseHandle, RefusesWhatNobodyGave) {
    for (const ULONG_PTR number :
         {ULONG_PTR{0}, ULONG_PTR{3}, ULONG_PTR{400}, ~ULONG_PTR{0}, ULONG_PTR{0x123456789ABC}})
        EXPECT_EQ(
            error_of([&] { EXPECT_EQ(CloseHandle(reinterpret_cast<HANDLE>(number)), FALSE); }),
            DWORD{ERROR_INVALID_HANDLE})
            << number;
}

TEST(GetStdHandle, GivesThreeHandles) {
    EXPECT_NE(GetStdHandle(STD_OUTPUT_HANDLE), INVALID_HANDLE_VALUE);
    EXPECT_EQ(error_of([] { EXPECT_EQ(GetStdHandle(7), INVALID_HANDLE_VALUE); }),
              DWORD{ERROR_INVALID_HANDLE});
    DWORD mode = 0;
    EXPECT_EQ(error_of([&] { EXPECT_EQ(GetConsoleMode(nullptr, &mode), FALSE); }),
              DWORD{ERROR_INVALID_HANDLE});
    EXPECT_EQ(error_of([&] {
                  EXPECT_EQ(GetConsoleMode(GetStdHandle(STD_INPUT_HANDLE), nullptr), FALSE);
              }),
              DWORD{ERROR_INVALID_PARAMETER});
}

TEST(Winsock, StartsAndNumbersItsErrors) {
    WSADATA data{};
    ASSERT_EQ(WSAStartup(MAKEWORD(2, 2), &data), 0);
    EXPECT_EQ(data.wVersion, MAKEWORD(2, 2));
    EXPECT_EQ(WSAStartup(0, &data), WSAVERNOTSUPPORTED);
    EXPECT_EQ(WSAStartup(MAKEWORD(2, 2), nullptr), WSAEFAULT);
    const SOCKET s = static_cast<SOCKET>(socket(AF_INET, SOCK_STREAM, 0));
    ASSERT_TRUE(s != INVALID_SOCKET);
    u_long on = 1;
    EXPECT_EQ(ioctlsocket(s, FIONBIO, &on), 0);
    EXPECT_EQ(ioctlsocket(s, FIONBIO, nullptr), SOCKET_ERROR);
    EXPECT_EQ(WSAGetLastError(), WSAEFAULT);
    char octet = 0;
    EXPECT_EQ(recv(static_cast<int>(s), &octet, 1, 0), SOCKET_ERROR);
    EXPECT_EQ(WSAGetLastError(), WSAENOTCONN);
    EXPECT_EQ(closesocket(s), 0);
    EXPECT_EQ(closesocket(s), SOCKET_ERROR);
    EXPECT_EQ(WSAGetLastError(), WSAENOTSOCK);
    EXPECT_TRUE(static_cast<SOCKET>(socket(-1, 0, 0)) == INVALID_SOCKET);
    WSASetLastError(WSAEWOULDBLOCK);
    EXPECT_EQ(errno, EAGAIN);
    WSASetLastError(11001);
    EXPECT_EQ(WSAGetLastError(), 11001);
    EXPECT_EQ(WSACleanup(), 0);
    EXPECT_EQ(WSACleanup(), SOCKET_ERROR);
    EXPECT_EQ(WSAGetLastError(), WSANOTINITIALISED);
}

TEST(Select, WaitsWithoutACount) {
    int ends[2];
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    ASSERT_EQ(send(ends[0], "x", 1, 0), 1);
    fd_set reading;
    FD_ZERO(&reading);
    FD_SET(ends[1], &reading);
    timeval second{1, 0};
    EXPECT_EQ(select(0, &reading, nullptr, nullptr, &second), 1);
    EXPECT_TRUE(FD_ISSET(ends[1], &reading));
    close(ends[0]);
    close(ends[1]);
}

TEST(CriticalSection, KeepsOthersOut) {
    CRITICAL_SECTION section;
    InitializeCriticalSection(&section);
    EnterCriticalSection(&section);
    EXPECT_EQ(TryEnterCriticalSection(&section), TRUE);
    BOOL other = TRUE;
    std::thread([&] { other = TryEnterCriticalSection(&section); }).join();
    EXPECT_EQ(other, FALSE);
    LeaveCriticalSection(&section);
    LeaveCriticalSection(&section);
    std::thread([&] {
        other = TryEnterCriticalSection(&section);
        LeaveCriticalSection(&section);
    }).join();
    EXPECT_EQ(other, TRUE);
    DeleteCriticalSection(&section);
}

TEST(Interlocked, CountsOverThreads) {
    LONG count = 0;
    const auto add = [&] {
        for (int i = 0; i < 10000; ++i) InterlockedIncrement(&count);
    };
    std::thread one(add), two(add);
    one.join();
    two.join();
    EXPECT_EQ(count, 20000);
    EXPECT_EQ(InterlockedExchange(&count, 5), 20000);
    EXPECT_EQ(InterlockedCompareExchange(&count, 9, 4), 5);
    EXPECT_EQ(InterlockedCompareExchange(&count, 9, 5), 5);
    EXPECT_EQ(count, 9);
}

TEST(OutputDebugString, WritesToStderr) {
    testing::internal::CaptureStderr();
    OutputDebugStringW(L"\u20AC");
    OutputDebugStringA("!");
    OutputDebugStringA(nullptr);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "\xE2\x82\xAC!");
}

}  // namespace
}  // namespace secur32::test
