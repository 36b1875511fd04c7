// Heap*, Local*, Global*, RtlSecureZeroMemory.
#include <gtest/gtest.h>

#include "test/unit/sslprovider/compat/wide.h"

namespace secur32::test {
namespace {

TEST(HeapAlloc, RemembersTheSizeThatWasAskedFor) {
    const HANDLE heap = GetProcessHeap();
    for (const SIZE_T size : {0u, 1u, 15u, 16u, 17u, 4096u}) {
        void* const block = HeapAlloc(heap, HEAP_ZERO_MEMORY, size);
        ASSERT_NE(block, nullptr);
        EXPECT_EQ(reinterpret_cast<ULONG_PTR>(block) % 16, 0u);
        EXPECT_EQ(HeapSize(heap, 0, block), size);
        EXPECT_EQ(HeapFree(heap, 0, block), TRUE);
    }
}

TEST(HeapReAlloc, ClearsWhatItGrewBy) {
    const HANDLE heap = GetProcessHeap();
    char* block = static_cast<char*>(HeapAlloc(heap, 0, 3));
    memcpy(block, "abc", 3);
    block = static_cast<char*>(HeapReAlloc(heap, HEAP_ZERO_MEMORY, block, 6));
    EXPECT_EQ(std::string(block, 6), std::string("abc\0\0\0", 6));
    EXPECT_EQ(HeapReAlloc(heap, HEAP_REALLOC_IN_PLACE_ONLY, block, 7), nullptr);
    EXPECT_EQ(HeapReAlloc(heap, HEAP_REALLOC_IN_PLACE_ONLY, block, 2), block);
    EXPECT_EQ(HeapSize(heap, 0, block), 2u);
    HeapFree(heap, 0, block);
}

TEST(HeapFree, RefusesWhatIsNoBlock) {
    const HANDLE heap = GetProcessHeap();
    alignas(16) char foreign[64] = {};
    EXPECT_EQ(error_of([&] { EXPECT_EQ(HeapFree(heap, 0, foreign + 32), FALSE); }),
              DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(error_of([&] { EXPECT_EQ(HeapReAlloc(heap, 0, foreign + 32, 8), nullptr); }),
              DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(HeapSize(heap, 0, foreign + 32), static_cast<SIZE_T>(-1));
    EXPECT_EQ(HeapFree(heap, 0, nullptr), TRUE);
}

TEST(HeapAlloc, AnswersNullForMoreThanThereIs) {
    EXPECT_EQ(HeapAlloc(GetProcessHeap(), 0, SIZE_MAX), nullptr);
    EXPECT_EQ(HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, SIZE_MAX - 15), nullptr);
}

TEST(HeapCreate, GivesAHeapOfItsOwn) {
    const HANDLE heap = HeapCreate(0, 0, 0);
    ASSERT_NE(heap, nullptr);
    void* const block = HeapAlloc(heap, 0, 5);
    EXPECT_EQ(HeapFree(heap, 0, block), TRUE);
    EXPECT_EQ(HeapDestroy(heap), TRUE);
    EXPECT_EQ(error_of([] { EXPECT_EQ(HeapCreate(HEAP_GENERATE_EXCEPTIONS, 0, 0), nullptr); }),
              DWORD{ERROR_NOT_SUPPORTED});
    EXPECT_EQ(error_of([] { EXPECT_EQ(HeapDestroy(GetProcessHeap()), FALSE); }),
              DWORD{ERROR_INVALID_HANDLE});
    EXPECT_EQ(error_of([] { EXPECT_EQ(HeapDestroy(nullptr), FALSE); }),
              DWORD{ERROR_INVALID_HANDLE});
}

TEST(LocalAlloc, GivesZeroedMemoryThatGrowsZeroed) {
    auto memory = static_cast<char*>(LocalAlloc(LPTR, 10));
    ASSERT_NE(memory, nullptr);
    EXPECT_GE(LocalSize(memory), 10u);
    EXPECT_EQ(std::string(memory, 10), std::string(10, '\0'));
    memory = static_cast<char*>(LocalReAlloc(memory, 1000, LMEM_MOVEABLE | LMEM_ZEROINIT));
    EXPECT_EQ(std::string(memory, 1000), std::string(1000, '\0'));
    EXPECT_EQ(LocalLock(memory), memory);
    EXPECT_EQ(LocalFree(memory), nullptr);
}

TEST(LocalFree, FreesMallocsMemory) { EXPECT_EQ(LocalFree(malloc(7)), nullptr); }

TEST(LocalAlloc, RefusesWhatCannotBe) {
    EXPECT_EQ(error_of([] { EXPECT_EQ(LocalAlloc(LPTR, SIZE_MAX), nullptr); }),
              DWORD{ERROR_NOT_ENOUGH_MEMORY});
    EXPECT_EQ(error_of([] { EXPECT_EQ(LocalReAlloc(nullptr, 8, 0), nullptr); }),
              DWORD{ERROR_INVALID_HANDLE});
    EXPECT_EQ(error_of([] { EXPECT_EQ(LocalSize(nullptr), 0u); }), DWORD{ERROR_INVALID_HANDLE});
    EXPECT_EQ(LocalFree(nullptr), nullptr);
}

TEST(GlobalAlloc, IsLocalAlloc) {
    const HGLOBAL memory = GlobalAlloc(GPTR, 16);
    EXPECT_EQ(GlobalLock(memory), memory);
    EXPECT_GE(GlobalSize(memory), 16u);
    EXPECT_EQ(GlobalFree(memory), nullptr);
}

TEST(SecureZeroMemory, ClearsJustWhatItIsTold) {
    char secret[] = "secret!";
    EXPECT_EQ(SecureZeroMemory(secret, 6), secret);
    EXPECT_EQ(std::string(secret, 8), std::string("\0\0\0\0\0\0!\0", 8));
}

}  // namespace
}  // namespace secur32::test
