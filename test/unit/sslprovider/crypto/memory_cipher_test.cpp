// Secrets hidden in memory: every length comes back, no length stays readable.
#include "sslprovider/crypto/memory_cipher.h"

#include <gtest/gtest.h>

#include <numeric>

namespace secur32::crypto {
namespace {

Buffer counted(std::size_t size) {
    Buffer bytes(size);
    std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
    return bytes;
}

std::size_t places_alike(Bytes a, Bytes b) {
    std::size_t same = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i] == b[i]) ++same;
    return same;
}

TEST(MemoryCipher, GivesBackEveryLengthUpToAThousand) {
    for (std::size_t size = 0; size <= 1000; ++size) {
        const Buffer clear = counted(size);
        Buffer bytes = clear;
        ASSERT_EQ(encrypt_memory(bytes), Status::ok);
        ASSERT_EQ(decrypt_memory(bytes), Status::ok);
        ASSERT_EQ(bytes, clear) << size;
    }
}

TEST(MemoryCipher, LeavesNothingReadable) {
    for (std::size_t size = 8; size <= 200; ++size) {
        const Buffer clear = counted(size);
        Buffer bytes = clear;
        ASSERT_EQ(encrypt_memory(bytes), Status::ok);
        ASSERT_NE(bytes, clear);
        EXPECT_LT(places_alike(bytes, clear), 3 + size / 16) << size;
    }
}

TEST(MemoryCipher, EncryptsEqualSecretsOfOneProcessAlike) {
    Buffer a = counted(40);
    Buffer b = counted(40);
    ASSERT_EQ(encrypt_memory(a), Status::ok);
    ASSERT_EQ(encrypt_memory(b), Status::ok);
    EXPECT_EQ(a, b);
}

TEST(MemoryCipher, SpreadsOneChangedBitOverAllBytes) {
    Buffer a = counted(64);
    Buffer b = a;
    b[63] ^= 1;
    ASSERT_EQ(encrypt_memory(a), Status::ok);
    ASSERT_EQ(encrypt_memory(b), Status::ok);
    EXPECT_LT(places_alike(a, b), 8u);
}

TEST(MemoryCipher, DecryptsAChangedCiphertextToNoise) {
    const Buffer clear = counted(64);
    for (std::size_t at = 0; at < clear.size(); ++at) {
        Buffer bytes = clear;
        ASSERT_EQ(encrypt_memory(bytes), Status::ok);
        bytes[at] ^= 0x80;
        ASSERT_EQ(decrypt_memory(bytes), Status::ok);
        EXPECT_LT(places_alike(bytes, clear), 8u) << at;
    }
}

TEST(MemoryCipher, IsNotItsOwnInverse) {
    const Buffer clear = counted(32);
    Buffer bytes = clear;
    ASSERT_EQ(encrypt_memory(bytes), Status::ok);
    ASSERT_EQ(encrypt_memory(bytes), Status::ok);
    EXPECT_NE(bytes, clear);
}

}  // namespace
}  // namespace secur32::crypto
