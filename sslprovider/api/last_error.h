// The last error of a thread: ours, and the one that another library of the process keeps.
#pragma once

#include <cstdint>

namespace secur32::api {

// Sets the value that our GetLastError() answers on this thread.  When the process has another
// SetLastError in its global scope (WinPR's: a server of FreeRDP reads its errorCode from there),
// that one is called too.
void set_last_error(std::uint32_t code) noexcept;

}  // namespace secur32::api
