// The texts of FormatMessage: what each code of winerror.h, winsock2.h and winbase.h means, in this
// library's words.
#pragma once

#include <windows.h>

namespace secur32::compat {

// "NAME: what it means", or NULL for a code that is in no header of this library.  An HRESULT that
// wraps a Win32 code has that one's text.
const char* message_of(DWORD code);

}  // namespace secur32::compat
