// heapapi.h: the heap.  There is one heap, malloc's; HeapCreate gives other names for it.
#ifndef SECUR32_COMPAT_HEAPAPI_H
#define SECUR32_COMPAT_HEAPAPI_H

#include <minwinbase.h>

SECUR32_COMPAT_BEGIN

// The process' heap; never fails.
HANDLE WINAPI GetProcessHeap(void) SECUR32_COMPAT(GetProcessHeap);

// A heap of one's own.  Sizes are not looked at: it grows.  NULL: ERROR_NOT_SUPPORTED
// (HEAP_GENERATE_EXCEPTIONS), ERROR_NOT_ENOUGH_MEMORY.  HeapDestroy refuses the process' heap and
// what is no heap (FALSE, ERROR_INVALID_HANDLE).  Differs from Windows: the blocks outlive their
// heap, each until HeapFree.
HANDLE WINAPI HeapCreate(DWORD flOptions, SIZE_T dwInitialSize, SIZE_T dwMaximumSize)
    SECUR32_COMPAT(HeapCreate);
BOOL WINAPI HeapDestroy(HANDLE hHeap) SECUR32_COMPAT(HeapDestroy);

// A block of dwBytes octets.  HEAP_ZERO_MEMORY clears it (HeapReAlloc: what it grew by);
// HEAP_REALLOC_IN_PLACE_ONLY refuses to move it.  NULL: no memory; the last error stays as it is,
// as Windows documents.
LPVOID WINAPI HeapAlloc(HANDLE hHeap, DWORD dwFlags, SIZE_T dwBytes) SECUR32_COMPAT(HeapAlloc);
LPVOID WINAPI HeapReAlloc(HANDLE hHeap, DWORD dwFlags, LPVOID lpMem, SIZE_T dwBytes)
    SECUR32_COMPAT(HeapReAlloc);

// Frees a block, or nothing when lpMem is NULL.  FALSE, ERROR_INVALID_PARAMETER: not a block of
// HeapAlloc, or freed before (found where its memory still tells).
BOOL WINAPI HeapFree(HANDLE hHeap, DWORD dwFlags, LPVOID lpMem) SECUR32_COMPAT(HeapFree);

// The octets that were asked for; (SIZE_T)-1 for what is no block.
SIZE_T WINAPI HeapSize(HANDLE hHeap, DWORD dwFlags, LPCVOID lpMem) SECUR32_COMPAT(HeapSize);

SECUR32_COMPAT_END

#endif
