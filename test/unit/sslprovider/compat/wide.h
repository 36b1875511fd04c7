// gtest is compiled for a wchar_t of 32 bits: strings of 16 bits stay out of its macros.
#pragma once

#include <windows.h>

#include <string>

namespace secur32::test {

inline std::u16string u16(const WCHAR* text, size_t length) {
    std::u16string out;
    for (size_t i = 0; i < length; ++i) out += static_cast<char16_t>(text[i]);
    return out;
}

inline std::u16string u16(const WCHAR* text) { return u16(text, wcslen(text)); }

// The code of a call that failed, and that it was this call that left it.
template <typename Call>
DWORD error_of(Call call) {
    SetLastError(0xDEAD);
    call();
    return GetLastError();
}

}  // namespace secur32::test
