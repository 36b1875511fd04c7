// glibc's allocator under its other names, and a counter before it.
#include "test/bench/heap.h"

#include <malloc.h>

#include <atomic>
#include <cstdlib>

#define COUNTED extern "C" __attribute__((visibility("default")))

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
}

namespace {
std::atomic<std::uint64_t> counter{0};
void count() { counter.fetch_add(1, std::memory_order_relaxed); }
}  // namespace

COUNTED void* malloc(std::size_t size) {
    count();
    return __libc_malloc(size);
}
COUNTED void* calloc(std::size_t number, std::size_t size) {
    count();
    return __libc_calloc(number, size);
}
COUNTED void* realloc(void* memory, std::size_t size) {
    count();
    return __libc_realloc(memory, size);
}
COUNTED void* aligned_alloc(std::size_t alignment, std::size_t size) {
    count();
    return __libc_memalign(alignment, size);
}

namespace bench {

std::uint64_t allocations() { return counter.load(std::memory_order_relaxed); }

std::size_t heap_in_use() {
    const struct mallinfo2 info = ::mallinfo2();
    return info.uordblks + info.hblkhd;
}

}  // namespace bench
