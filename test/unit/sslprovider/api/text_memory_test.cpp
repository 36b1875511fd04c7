// CryptMemAlloc, CryptMemRealloc, CryptMemFree: the C library's memory.
#include <gtest/gtest.h>
#include <wincrypt.h>

#include <cstring>
#include <thread>
#include <vector>

namespace secur32::test {
namespace {

TEST(CryptMemAlloc, AgreesWithTheCLibraryOnWhatIsKept) {
    std::vector<unsigned char> expected(1000, 0xA5);
    void* const memory = CryptMemAlloc(1000);
    ASSERT_NE(memory, nullptr);
    std::memset(memory, 0xA5, 1000);
    EXPECT_EQ(std::memcmp(memory, expected.data(), expected.size()), 0);
    CryptMemFree(memory);
}

TEST(CryptMemAlloc, GivesMemoryOfNoSize) {
    void* const memory = CryptMemAlloc(0);
    EXPECT_NE(memory, nullptr);
    CryptMemFree(memory);
}

TEST(CryptMemRealloc, AgreesWithTheCLibraryOnWhatIsKept) {
    void* memory = CryptMemAlloc(3);
    std::memcpy(memory, "ab", 3);
    memory = CryptMemRealloc(memory, 100000);
    EXPECT_STREQ(static_cast<char*>(memory), "ab");
    memory = CryptMemRealloc(memory, 3);
    EXPECT_STREQ(static_cast<char*>(memory), "ab");
    memory = CryptMemRealloc(memory, 0);
    EXPECT_NE(memory, nullptr);
    CryptMemFree(memory);
}

TEST(CryptMemRealloc, AllocatesWhereThereWasNothing) {
    void* const memory = CryptMemRealloc(nullptr, 1);
    EXPECT_NE(memory, nullptr);
    CryptMemFree(memory);
}

TEST(CryptMemFree, AgreesWithTheCLibraryOnAnyThread) {
    void* const memory = CryptMemAlloc(10);
    std::thread([memory] { CryptMemFree(memory); }).join();
    CryptMemFree(nullptr);
}

}  // namespace
}  // namespace secur32::test
