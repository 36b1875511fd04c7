// Wall-clock time in Windows' unit, and randomness from the kernel.
#pragma once

#include <cstdint>

#include "sslprovider/base/bytes.h"

namespace secur32 {

// FILETIME: 100 ns units since 1601-01-01 UTC ([MS-DTYP] 2.3.3).
using FileTime = std::uint64_t;
inline constexpr FileTime kNever = 0x7FFFFFFFFFFFFFFF;
inline constexpr FileTime kFileTimeSecond = 10'000'000;
inline constexpr FileTime kFileTimeHour = 3600 * kFileTimeSecond;
inline constexpr FileTime kUnixEpochAsFileTime = 11'644'473'600 * kFileTimeSecond;

FileTime file_time_now() noexcept;

// Fills bytes from the kernel's generator.  Without randomness no protocol is safe: a kernel that
// gives none ends the process.
void fill_random(MutableBytes bytes) noexcept;

}  // namespace secur32
