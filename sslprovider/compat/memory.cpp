// Heap*, Local* and Global* over malloc.
//
// A block of the heap knows its size and that it is one: two words before it.  Local memory is
// malloc's as it is, because LocalFree also takes what the library's functions allocated.
#include <malloc.h>
#include <windows.h>

namespace {

struct Heap {
    unsigned long long magic;
};
struct Block {
    unsigned long long magic;
    size_t size;
};
static_assert(sizeof(Block) == 16, "what follows is aligned as malloc aligns");

constexpr unsigned long long kHeap = 0x3253'4548'5041'4548;
constexpr unsigned long long kBlock = 0x3253'4548'424C'4F43;

Heap process_heap{kHeap};

Block* block_of(const void* memory) {
    if (memory == nullptr || reinterpret_cast<ULONG_PTR>(memory) % 16 != 0) return nullptr;
    const auto block = static_cast<Block*>(const_cast<void*>(memory)) - 1;
    return block->magic == kBlock ? block : nullptr;
}

template <typename Value>
Value refuse(DWORD error, Value value) {
    SetLastError(error);
    return value;
}

HANDLE grow_local(HANDLE memory, SIZE_T size, bool zeroed) {
    const size_t before = memory == nullptr ? 0 : malloc_usable_size(memory);
    void* const moved = realloc(memory, size == 0 ? 1 : size);
    if (moved == nullptr) return refuse<HANDLE>(ERROR_NOT_ENOUGH_MEMORY, nullptr);
    const size_t after = malloc_usable_size(moved);
    if (zeroed && after > before) memset(static_cast<char*>(moved) + before, 0, after - before);
    return moved;
}

}  // namespace

extern "C" {

HANDLE WINAPI GetProcessHeap(void) { return &process_heap; }

HANDLE WINAPI HeapCreate(DWORD flOptions, SIZE_T, SIZE_T) {
    if ((flOptions & HEAP_GENERATE_EXCEPTIONS) != 0)
        return refuse<HANDLE>(ERROR_NOT_SUPPORTED, nullptr);
    const auto heap = static_cast<Heap*>(malloc(sizeof(Heap)));
    if (heap == nullptr) return refuse<HANDLE>(ERROR_NOT_ENOUGH_MEMORY, nullptr);
    heap->magic = kHeap;
    return heap;
}

BOOL WINAPI HeapDestroy(HANDLE hHeap) {
    const auto heap = static_cast<Heap*>(hHeap);
    if (heap == nullptr || heap == &process_heap || heap->magic != kHeap)
        return refuse(ERROR_INVALID_HANDLE, FALSE);
    heap->magic = 0;
    free(heap);
    return TRUE;
}

LPVOID WINAPI HeapAlloc(HANDLE, DWORD dwFlags, SIZE_T dwBytes) {
    if (dwBytes > PTRDIFF_MAX - sizeof(Block)) return nullptr;
    const size_t whole = dwBytes + sizeof(Block);
    const auto block =
        static_cast<Block*>((dwFlags & HEAP_ZERO_MEMORY) != 0 ? calloc(1, whole) : malloc(whole));
    if (block == nullptr) return nullptr;
    *block = {kBlock, dwBytes};
    return block + 1;
}

LPVOID WINAPI HeapReAlloc(HANDLE, DWORD dwFlags, LPVOID lpMem, SIZE_T dwBytes) {
    Block* block = block_of(lpMem);
    if (block == nullptr) return refuse<LPVOID>(ERROR_INVALID_PARAMETER, nullptr);
    if (dwBytes > PTRDIFF_MAX - sizeof(Block)) return nullptr;
    const size_t before = block->size;
    if ((dwFlags & HEAP_REALLOC_IN_PLACE_ONLY) != 0) {
        if (dwBytes > before) return nullptr;
    } else {
        block = static_cast<Block*>(realloc(block, dwBytes + sizeof(Block)));
        if (block == nullptr) return nullptr;
    }
    block->size = dwBytes;
    if ((dwFlags & HEAP_ZERO_MEMORY) != 0 && dwBytes > before)
        memset(reinterpret_cast<char*>(block + 1) + before, 0, dwBytes - before);
    return block + 1;
}

BOOL WINAPI HeapFree(HANDLE, DWORD, LPVOID lpMem) {
    if (lpMem == nullptr) return TRUE;
    Block* const block = block_of(lpMem);
    if (block == nullptr) return refuse(ERROR_INVALID_PARAMETER, FALSE);
    block->magic = 0;
    free(block);
    return TRUE;
}

SIZE_T WINAPI HeapSize(HANDLE, DWORD, LPCVOID lpMem) {
    const Block* const block = block_of(lpMem);
    return block == nullptr ? static_cast<SIZE_T>(-1) : block->size;
}

HLOCAL WINAPI LocalAlloc(UINT uFlags, SIZE_T uBytes) {
    return grow_local(nullptr, uBytes, (uFlags & LMEM_ZEROINIT) != 0);
}

HLOCAL WINAPI LocalReAlloc(HLOCAL hMem, SIZE_T uBytes, UINT uFlags) {
    if (hMem == nullptr) return refuse<HLOCAL>(ERROR_INVALID_HANDLE, nullptr);
    if ((uFlags & LMEM_MODIFY) != 0) return hMem;
    return grow_local(hMem, uBytes, (uFlags & LMEM_ZEROINIT) != 0);
}

HLOCAL WINAPI LocalFree(HLOCAL hMem) {
    free(hMem);
    return nullptr;
}

LPVOID WINAPI LocalLock(HLOCAL hMem) { return hMem; }

// Nothing is ever locked: what LocalUnlock documents for that is FALSE with NO_ERROR.
BOOL WINAPI LocalUnlock(HLOCAL) { return refuse(NO_ERROR, FALSE); }

SIZE_T WINAPI LocalSize(HLOCAL hMem) {
    if (hMem == nullptr) return refuse<SIZE_T>(ERROR_INVALID_HANDLE, 0);
    return malloc_usable_size(hMem);
}

HGLOBAL WINAPI GlobalAlloc(UINT uFlags, SIZE_T dwBytes) { return LocalAlloc(uFlags, dwBytes); }
HGLOBAL WINAPI GlobalReAlloc(HGLOBAL hMem, SIZE_T dwBytes, UINT uFlags) {
    return LocalReAlloc(hMem, dwBytes, uFlags);
}
HGLOBAL WINAPI GlobalFree(HGLOBAL hMem) { return LocalFree(hMem); }
LPVOID WINAPI GlobalLock(HGLOBAL hMem) { return LocalLock(hMem); }
BOOL WINAPI GlobalUnlock(HGLOBAL hMem) { return LocalUnlock(hMem); }
SIZE_T WINAPI GlobalSize(HGLOBAL hMem) { return LocalSize(hMem); }

PVOID WINAPI RtlSecureZeroMemory(PVOID ptr, SIZE_T cnt) {
    explicit_bzero(ptr, cnt);
    return ptr;
}

}  // extern "C"
