// LoadLibrary and GetProcAddress: the system libraries of SSPI by their names, all of them this
// one.
#include <dlfcn.h>
#define SECURITY_WIN32
#include <security.h>

#include "sslprovider/compat/text.h"

using namespace secur32::compat;

namespace {

constexpr const char* kNames[] = {"secur32", "security", "sspicli", "schannel",
                                  "crypt32", "ncrypt",   "bcrypt",  "advapi32"};

// A module is the address of its place here; the program itself has the last one.
HINSTANCE__ modules[ARRAYSIZE(kNames) + 1];
constexpr size_t kProgram = ARRAYSIZE(kNames);

HMODULE refuse(DWORD error) {
    SetLastError(error);
    return nullptr;
}

// The last part of a path, without ".dll".
HMODULE find(const char* name) {
    if (name == nullptr || *name == '\0') return refuse(ERROR_INVALID_PARAMETER);
    for (const char* at = name; *at != '\0'; ++at) {
        if (*at == '/' || *at == '\\') name = at + 1;
    }
    size_t length = strlen(name);
    if (length > 4 && _stricmp(name + length - 4, ".dll") == 0) length -= 4;
    for (size_t i = 0; i < ARRAYSIZE(kNames); ++i) {
        if (strlen(kNames[i]) == length && _strnicmp(kNames[i], name, length) == 0)
            return &modules[i];
    }
    return refuse(ERROR_MOD_NOT_FOUND);
}

HMODULE find(const WCHAR* name) {
    if (name == nullptr) return refuse(ERROR_INVALID_PARAMETER);
    char* const utf8 = utf8_copy(name);
    if (utf8 == nullptr) return refuse(ERROR_NOT_ENOUGH_MEMORY);
    const HMODULE module = find(utf8);
    free(utf8);
    return module;
}

// dlsym also looks into the libraries that this one needs; only its own functions count.
void* own_function(const char* name) {
    Dl_info library{}, found{};
    if (dladdr(reinterpret_cast<void*>(&QuerySecurityPackageInfoW), &library) == 0) return nullptr;
    void* const handle = dlopen(library.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
    if (handle == nullptr) return nullptr;
    void* const function = dlsym(handle, name);
    dlclose(handle);
    if (function == nullptr || dladdr(function, &found) == 0) return nullptr;
    return found.dli_fbase == library.dli_fbase ? function : nullptr;
}

bool is_module(HMODULE module) {
    for (auto& known : modules) {
        if (module == &known) return true;
    }
    return false;
}

}  // namespace

extern "C" {

HMODULE WINAPI LoadLibraryA(LPCSTR lpLibFileName) { return find(lpLibFileName); }
HMODULE WINAPI LoadLibraryW(LPCWSTR lpLibFileName) { return find(lpLibFileName); }
HMODULE WINAPI LoadLibraryExA(LPCSTR lpLibFileName, HANDLE, DWORD) { return find(lpLibFileName); }
HMODULE WINAPI LoadLibraryExW(LPCWSTR lpLibFileName, HANDLE, DWORD) { return find(lpLibFileName); }

HMODULE WINAPI GetModuleHandleA(LPCSTR lpModuleName) {
    return lpModuleName == nullptr ? &modules[kProgram] : find(lpModuleName);
}
HMODULE WINAPI GetModuleHandleW(LPCWSTR lpModuleName) {
    return lpModuleName == nullptr ? &modules[kProgram] : find(lpModuleName);
}

FARPROC WINAPI GetProcAddress(HMODULE hModule, LPCSTR lpProcName) {
    if (!is_module(hModule)) {
        SetLastError(ERROR_INVALID_HANDLE);
        return nullptr;
    }
    // An ordinal stands in the low word.
    const bool is_name = reinterpret_cast<ULONG_PTR>(lpProcName) > MAXWORD;
    void* const function =
        is_name && hModule != &modules[kProgram] ? own_function(lpProcName) : nullptr;
    if (function == nullptr) SetLastError(ERROR_PROC_NOT_FOUND);
    return reinterpret_cast<FARPROC>(function);
}

BOOL WINAPI FreeLibrary(HMODULE hLibModule) {
    if (is_module(hLibModule)) return TRUE;
    SetLastError(ERROR_INVALID_HANDLE);
    return FALSE;
}

}  // extern "C"
