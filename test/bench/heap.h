// What the process takes from the heap: every malloc of every library in it is counted, because the
// program's own malloc, calloc, realloc and aligned_alloc stand before glibc's.
#pragma once

#include <cstddef>
#include <cstdint>

namespace bench {

// Calls that gave memory, on all threads, since the program began.
std::uint64_t allocations();

// Bytes in use now, with malloc's own overhead.
std::size_t heap_in_use();

}  // namespace bench
