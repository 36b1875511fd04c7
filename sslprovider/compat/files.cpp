// Files and standard handles, the terminal's modes, text for a debugger; CloseHandle for all
// handles that are given out.
//
// A handle is 4 times the place in a table, from 1 on: what is none is refused, and the numbers of
// the library's own handles (a generation in the upper half) are never so small.
#include <errno.h>
#include <fcntl.h>
#define SECURITY_WIN32
#include <security.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <atomic>

#include "sslprovider/compat/text.h"

using namespace secur32::compat;

namespace {

constexpr size_t kMostFiles = 1024;
// A descriptor and 1, 0 for an empty place.  The first three are the standard ones.
std::atomic<int> places[kMostFiles] = {1, 2, 3};

template <typename Value>
Value refuse(DWORD error, Value value) {
    SetLastError(error);
    return value;
}

HANDLE handle_of(size_t place) { return reinterpret_cast<HANDLE>((place + 1) * 4); }

std::atomic<int>* place_of(HANDLE handle) {
    const auto number = reinterpret_cast<ULONG_PTR>(handle);
    if (number % 4 != 0 || number < 4 || number / 4 > kMostFiles) return nullptr;
    return &places[number / 4 - 1];
}

// -1: no such handle.
int descriptor_of(HANDLE handle) {
    const std::atomic<int>* const place = place_of(handle);
    return place == nullptr ? -1 : place->load() - 1;
}

struct Code {
    int from;
    DWORD to;
};
constexpr Code kCodes[] = {
    {ENOENT, ERROR_FILE_NOT_FOUND},      {ENOTDIR, ERROR_PATH_NOT_FOUND},
    {EACCES, ERROR_ACCESS_DENIED},       {EPERM, ERROR_ACCESS_DENIED},
    {EROFS, ERROR_ACCESS_DENIED},        {EISDIR, ERROR_ACCESS_DENIED},
    {EBADF, ERROR_ACCESS_DENIED},        {EEXIST, ERROR_FILE_EXISTS},
    {EMFILE, ERROR_TOO_MANY_OPEN_FILES}, {ENFILE, ERROR_TOO_MANY_OPEN_FILES},
    {ENOMEM, ERROR_NOT_ENOUGH_MEMORY},   {ENAMETOOLONG, ERROR_INVALID_NAME},
};

DWORD code_of(int error) {
    for (const Code& row : kCodes) {
        if (row.from == error) return row.to;
    }
    return ERROR_GEN_FAILURE;
}

HANDLE keep(int descriptor) {
    for (size_t i = 3; i < kMostFiles; ++i) {
        int empty = 0;
        if (places[i].compare_exchange_strong(empty, descriptor + 1)) return handle_of(i);
    }
    close(descriptor);
    return refuse(ERROR_TOO_MANY_OPEN_FILES, INVALID_HANDLE_VALUE);
}

// The flags of open(2) for a disposition, -1 for none such.
int disposition_flags(DWORD disposition) {
    constexpr int kFlags[] = {-1, O_CREAT | O_EXCL, O_CREAT | O_TRUNC, 0, O_CREAT, O_TRUNC};
    return disposition < ARRAYSIZE(kFlags) ? kFlags[disposition] : -1;
}

int access_flags(DWORD access) {
    const bool reads = (access & (GENERIC_READ | GENERIC_ALL)) != 0;
    const bool writes = (access & (GENERIC_WRITE | GENERIC_ALL)) != 0;
    return writes ? (reads ? O_RDWR : O_WRONLY) : O_RDONLY;
}

HANDLE open_file(const char* name, DWORD access, DWORD disposition) {
    const int how = disposition_flags(disposition);
    if (name == nullptr || how < 0) return refuse(ERROR_INVALID_PARAMETER, INVALID_HANDLE_VALUE);
    const bool may_exist = disposition == CREATE_ALWAYS || disposition == OPEN_ALWAYS;
    const bool existed = may_exist && ::access(name, F_OK) == 0;
    const int descriptor = open(name, how | access_flags(access) | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) return refuse(code_of(errno), INVALID_HANDLE_VALUE);
    const HANDLE handle = keep(descriptor);
    if (may_exist && handle != INVALID_HANDLE_VALUE)
        SetLastError(existed ? ERROR_ALREADY_EXISTS : ERROR_SUCCESS);
    return handle;
}

// What ReadFile and WriteFile have in common.
template <typename Transfer>
BOOL transfer(HANDLE file, DWORD* count, LPOVERLAPPED overlapped, Transfer move) {
    const int descriptor = descriptor_of(file);
    if (count == nullptr || overlapped != nullptr) return refuse(ERROR_INVALID_PARAMETER, FALSE);
    *count = 0;
    if (descriptor < 0) return refuse(ERROR_INVALID_HANDLE, FALSE);
    ssize_t moved = 0;
    do {
        moved = move(descriptor);
    } while (moved < 0 && errno == EINTR);
    if (moved < 0) return refuse(code_of(errno), FALSE);
    *count = static_cast<DWORD>(moved);
    return TRUE;
}

constexpr struct {
    DWORD mode;
    tcflag_t flag;
} kModes[] = {
    {ENABLE_PROCESSED_INPUT, ISIG}, {ENABLE_LINE_INPUT, ICANON}, {ENABLE_ECHO_INPUT, ECHO}};

void write_debug(const char* text) {
    const char* const trace = secure_getenv("SSPI_TRACE");
    const bool to_file = trace != nullptr && *trace != '\0' && strcmp(trace, "-") != 0;
    FILE* const file = to_file ? fopen(trace, "ae") : stderr;
    if (file == nullptr) return;
    fputs(text, file);
    if (to_file) fclose(file);
}

}  // namespace

extern "C" {

HANDLE WINAPI CreateFileA(LPCSTR lpFileName, DWORD dwDesiredAccess, DWORD, LPSECURITY_ATTRIBUTES,
                          DWORD dwCreationDisposition, DWORD, HANDLE) {
    return open_file(lpFileName, dwDesiredAccess, dwCreationDisposition);
}

HANDLE WINAPI CreateFileW(LPCWSTR lpFileName, DWORD dwDesiredAccess, DWORD, LPSECURITY_ATTRIBUTES,
                          DWORD dwCreationDisposition, DWORD, HANDLE) {
    if (lpFileName == nullptr) return refuse(ERROR_INVALID_PARAMETER, INVALID_HANDLE_VALUE);
    char* const name = utf8_copy(lpFileName);
    if (name == nullptr) return refuse(ERROR_NOT_ENOUGH_MEMORY, INVALID_HANDLE_VALUE);
    const HANDLE file = open_file(name, dwDesiredAccess, dwCreationDisposition);
    free(name);
    return file;
}

BOOL WINAPI ReadFile(HANDLE hFile, LPVOID lpBuffer, DWORD nNumberOfBytesToRead,
                     LPDWORD lpNumberOfBytesRead, LPOVERLAPPED lpOverlapped) {
    return transfer(hFile, lpNumberOfBytesRead, lpOverlapped, [&](int descriptor) {
        return read(descriptor, lpBuffer, nNumberOfBytesToRead);
    });
}

BOOL WINAPI WriteFile(HANDLE hFile, LPCVOID lpBuffer, DWORD nNumberOfBytesToWrite,
                      LPDWORD lpNumberOfBytesWritten, LPOVERLAPPED lpOverlapped) {
    return transfer(hFile, lpNumberOfBytesWritten, lpOverlapped, [&](int descriptor) {
        return write(descriptor, lpBuffer, nNumberOfBytesToWrite);
    });
}

BOOL WINAPI GetFileSizeEx(HANDLE hFile, PLARGE_INTEGER lpFileSize) {
    if (lpFileSize == nullptr) return refuse(ERROR_INVALID_PARAMETER, FALSE);
    struct stat found {};
    const int descriptor = descriptor_of(hFile);
    if (descriptor < 0 || fstat(descriptor, &found) != 0)
        return refuse(ERROR_INVALID_HANDLE, FALSE);
    lpFileSize->QuadPart = found.st_size;
    return TRUE;
}

DWORD WINAPI GetFileSize(HANDLE hFile, LPDWORD lpFileSizeHigh) {
    LARGE_INTEGER size{};
    if (!GetFileSizeEx(hFile, &size)) return INVALID_FILE_SIZE;
    if (lpFileSizeHigh != nullptr) *lpFileSizeHigh = static_cast<DWORD>(size.HighPart);
    if (size.LowPart == INVALID_FILE_SIZE) SetLastError(NO_ERROR);
    return size.LowPart;
}

BOOL WINAPI CloseHandle(HANDLE hObject) {
    std::atomic<int>* const place = place_of(hObject);
    if (place == nullptr) return Secur32CloseHandle(hObject);
    const int descriptor = place->exchange(0) - 1;
    if (descriptor < 0) return refuse(ERROR_INVALID_HANDLE, FALSE);
    close(descriptor);
    return TRUE;
}

HANDLE WINAPI GetStdHandle(DWORD nStdHandle) {
    const DWORD place = STD_INPUT_HANDLE - nStdHandle;
    return place < 3 ? handle_of(place) : refuse(ERROR_INVALID_HANDLE, INVALID_HANDLE_VALUE);
}

BOOL WINAPI GetConsoleMode(HANDLE hConsoleHandle, LPDWORD lpMode) {
    if (lpMode == nullptr) return refuse(ERROR_INVALID_PARAMETER, FALSE);
    termios terminal{};
    if (tcgetattr(descriptor_of(hConsoleHandle), &terminal) != 0)
        return refuse(ERROR_INVALID_HANDLE, FALSE);
    *lpMode = 0;
    for (const auto& row : kModes) {
        if ((terminal.c_lflag & row.flag) != 0) *lpMode |= row.mode;
    }
    return TRUE;
}

BOOL WINAPI SetConsoleMode(HANDLE hConsoleHandle, DWORD dwMode) {
    const int descriptor = descriptor_of(hConsoleHandle);
    termios terminal{};
    if (tcgetattr(descriptor, &terminal) != 0) return refuse(ERROR_INVALID_HANDLE, FALSE);
    for (const auto& row : kModes) {
        terminal.c_lflag &= ~row.flag;
        if ((dwMode & row.mode) != 0) terminal.c_lflag |= row.flag;
    }
    if (tcsetattr(descriptor, TCSADRAIN, &terminal) != 0)
        return refuse(ERROR_INVALID_HANDLE, FALSE);
    return TRUE;
}

void WINAPI OutputDebugStringA(LPCSTR lpOutputString) {
    if (lpOutputString != nullptr) write_debug(lpOutputString);
}

void WINAPI OutputDebugStringW(LPCWSTR lpOutputString) {
    char* const text = lpOutputString == nullptr ? nullptr : utf8_copy(lpOutputString);
    if (text != nullptr) write_debug(text);
    free(text);
}

BOOL WINAPI IsDebuggerPresent(void) { return FALSE; }

}  // extern "C"
