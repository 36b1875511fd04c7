// The main of a program that has a wmain: its arguments as UTF-16.
#include <windows.h>

extern "C" int wmain(int argc, wchar_t* argv[]) __attribute__((weak));
int secur32_compat_wmain_cpp(int argc, wchar_t* argv[]) __asm__("_Z5wmainiPPw")
    __attribute__((weak));
int secur32_compat_wmain_cpp_const(int argc, const wchar_t* argv[]) __asm__("_Z5wmainiPPKw")
    __attribute__((weak));
int secur32_compat_wmain_cpp_bare() __asm__("_Z5wmainv") __attribute__((weak));

namespace {

wchar_t* utf16_copy(const char* text) {
    const int size = MultiByteToWideChar(CP_UTF8, 0, text, -1, nullptr, 0);
    const auto copy = static_cast<wchar_t*>(malloc(static_cast<size_t>(size) * sizeof(wchar_t)));
    if (copy == nullptr || MultiByteToWideChar(CP_UTF8, 0, text, -1, copy, size) == 0) abort();
    return copy;
}

}  // namespace

// C++ programs have a wmain by a mangled name, C programs by its own.
int main(int argc, char* argv[]) {
    const auto arguments =
        static_cast<wchar_t**>(calloc(static_cast<size_t>(argc) + 1, sizeof(wchar_t*)));
    if (arguments == nullptr) abort();
    for (int i = 0; i < argc; ++i) arguments[i] = utf16_copy(argv[i]);
    if (wmain != nullptr) return wmain(argc, arguments);
    if (secur32_compat_wmain_cpp != nullptr) return secur32_compat_wmain_cpp(argc, arguments);
    if (secur32_compat_wmain_cpp_const != nullptr)
        return secur32_compat_wmain_cpp_const(argc, const_cast<const wchar_t**>(arguments));
    if (secur32_compat_wmain_cpp_bare != nullptr) return secur32_compat_wmain_cpp_bare();
    fputs("the program has no wmain\n", stderr);
    return 127;
}
