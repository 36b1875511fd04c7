// CryptReleaseContext and CryptContextAddRef: who holds a context, and what dies with it; and
// CryptGenRandom.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "test/support/crypt_handles.h"

namespace secur32::test {
namespace {

HCRYPTPROV released() {
    ContextHandle context = verify_context();
    const HCRYPTPROV number = context;
    context.free();
    return number;
}

BOOL draws(HCRYPTPROV context) {
    BYTE octet = 0;
    return CryptGenRandom(context, 1, &octet);
}

// ---- CryptReleaseContext ------------------------------------------------------------------------

// Wine's advapi32 tests, which run on Windows: each function answers ERROR_INVALID_PARAMETER for
// handles of a context that is released.
TEST(CryptReleaseContext, AgreesWithWindowsOnWhatDiesWithAContext) {
    ContextHandle context = verify_context();
    const HCRYPTPROV number = context;
    KeyHandle key = generate_key(context, CALG_RC4);
    HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    ASSERT_DONE(CryptReleaseContext(number, 0));
    context.forget();
    EXPECT_REFUSED(CryptReleaseContext(number, 0), ERROR_INVALID_PARAMETER);
    EXPECT_REFUSED(draws(number), ERROR_INVALID_PARAMETER);
    EXPECT_REFUSED(CryptContextAddRef(number, nullptr, 0), ERROR_INVALID_PARAMETER);
    BYTE data[8] = {};
    DWORD size = 1;
    EXPECT_REFUSED(CryptEncrypt(key, 0, TRUE, 0, data, &size, 8), ERROR_INVALID_PARAMETER);
    EXPECT_REFUSED(CryptHashData(hash, data, 1, 0), ERROR_INVALID_PARAMETER);
    EXPECT_REFUSED(CryptDestroyHash(hash), ERROR_INVALID_PARAMETER);
    EXPECT_REFUSED(CryptDestroyKey(key), ERROR_INVALID_PARAMETER);
    key.forget();
    hash.forget();
}

TEST(CryptReleaseContext, LeavesOtherContextsTheirs) {
    ContextHandle one = verify_context();
    const ContextHandle other = verify_context();
    const KeyHandle key = generate_key(other, CALG_3DES);
    one.free();
    EXPECT_EQ(key_number(key, KP_BLOCKLEN), 64u);
}

TEST(CryptReleaseContext, LeavesTheContainer) {
    const KeptContainer container;
    ContextHandle other = container.open();
    other.free();
    EXPECT_TRUE(draws(container));
    EXPECT_TRUE(std::filesystem::exists(container.folder().path("containers/container.pem")));
}

// "If dwFlags is not set to zero, this function returns FALSE but the CSP is released."
TEST(CryptReleaseContext, RefusesFlagsAndReleases) {
    for (const DWORD flags : {1u, 0x80000000u}) {
        ContextHandle context = verify_context();
        const HCRYPTPROV number = context;
        context.forget();
        EXPECT_REFUSED(CryptReleaseContext(number, flags), NTE_BAD_FLAGS);
        EXPECT_REFUSED(CryptReleaseContext(number, 0), ERROR_INVALID_PARAMETER);
    }
}

TEST(CryptReleaseContext, RefusesASecondTime) {
    EXPECT_REFUSED(CryptReleaseContext(released(), 0), ERROR_INVALID_PARAMETER);
    EXPECT_REFUSED(CryptReleaseContext(released(), 1), ERROR_INVALID_PARAMETER);
}

TEST(CryptReleaseContext, RefusesWhatIsNoContext) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_3DES);
    const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    for (const ULONG_PTR handle : {ULONG_PTR{0}, kInventedHandle, ULONG_PTR{key}, ULONG_PTR{hash},
                                   static_cast<ULONG_PTR>(-1)})
        EXPECT_REFUSED(CryptReleaseContext(handle, 0), ERROR_INVALID_PARAMETER);
    EXPECT_EQ(key_number(key, KP_BLOCKLEN), 64u);
}

// ---- CryptContextAddRef -------------------------------------------------------------------------

// "The handle should be released [...] for each reference."
TEST(CryptContextAddRef, AgreesWithTheDocumentationOnHowManyReleasesItTakes) {
    ContextHandle context = verify_context();
    const HCRYPTPROV number = context;
    KeyHandle key = generate_key(context, CALG_3DES);
    for (int i = 0; i < 2; ++i) ASSERT_DONE(CryptContextAddRef(number, nullptr, 0));
    for (int i = 0; i < 2; ++i) {
        EXPECT_DONE(CryptReleaseContext(number, 0));
        EXPECT_EQ(key_number(key, KP_BLOCKLEN), 64u);
    }
    EXPECT_DONE(CryptReleaseContext(number, 0));
    context.forget();
    EXPECT_REFUSED(CryptReleaseContext(number, 0), ERROR_INVALID_PARAMETER);
    EXPECT_REFUSED(CryptDestroyKey(key), ERROR_INVALID_PARAMETER);
    key.forget();
}

TEST(CryptContextAddRef, RefusesWhatIsNoContext) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_3DES);
    for (const ULONG_PTR handle : {ULONG_PTR{0}, kInventedHandle, ULONG_PTR{key}, released()})
        EXPECT_REFUSED(CryptContextAddRef(handle, nullptr, 0), ERROR_INVALID_PARAMETER);
}

TEST(CryptContextAddRef, RefusesAReservedArgument) {
    const ContextHandle context = verify_context();
    DWORD reserved = 0;
    EXPECT_REFUSED(CryptContextAddRef(context, &reserved, 0), ERROR_INVALID_PARAMETER);
}

TEST(CryptContextAddRef, RefusesFlags) {
    ContextHandle context = verify_context();
    const HCRYPTPROV number = context;
    for (const DWORD flags : {1u, 0x80000000u})
        EXPECT_REFUSED(CryptContextAddRef(number, nullptr, flags), NTE_BAD_FLAGS);
    context.free();
    EXPECT_REFUSED(CryptReleaseContext(number, 0), ERROR_INVALID_PARAMETER);
}

// ---- CryptGenRandom -----------------------------------------------------------------------------

// FIPS 140-2 4.9.1 (of 2001): the monobit and the poker test of 20,000 bits, with bounds so wide
// that a fair coin never misses them.
TEST(CryptGenRandom, AgreesWithAFairCoin) {
    const ContextHandle context = verify_context();
    Buffer octets(2500);
    ASSERT_DONE(CryptGenRandom(context, static_cast<DWORD>(octets.size()), octets.data()));
    int ones = 0;
    double count[16] = {};
    for (const std::uint8_t octet : octets) {
        ones += std::popcount(octet);
        ++count[octet >> 4];
        ++count[octet & 15];
    }
    EXPECT_LT(std::abs(ones - 10'000), 600);
    double squares = 0;
    for (const double each : count) squares += each * each;
    const double x = 16.0 / 5000.0 * squares - 5000.0;
    EXPECT_LT(x, 100.0);
    EXPECT_GT(x, 0.5);
}

TEST(CryptGenRandom, FillsTheBufferAndNoMore) {
    const ContextHandle context = verify_context();
    bool changed[32] = {};
    for (int round = 0; round < 64; ++round) {
        Buffer octets(34, 0);
        ASSERT_DONE(CryptGenRandom(context, 32, octets.data() + 1));
        EXPECT_EQ(octets.front(), 0);
        EXPECT_EQ(octets.back(), 0);
        for (std::size_t i = 0; i < 32; ++i) changed[i] |= octets[i + 1] != 0;
    }
    for (const bool each : changed) EXPECT_TRUE(each);
    EXPECT_DONE(CryptGenRandom(context, 0, nullptr));
}

TEST(CryptGenRandom, RefusesWhatIsNoContext) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_3DES);
    for (const ULONG_PTR handle : {ULONG_PTR{0}, kInventedHandle, ULONG_PTR{key}}) {
        BYTE octets[8] = {};
        EXPECT_REFUSED(CryptGenRandom(handle, sizeof octets, octets), ERROR_INVALID_PARAMETER);
        for (const BYTE octet : octets) EXPECT_EQ(octet, 0);
    }
}

TEST(CryptGenRandom, RefusesAContextThatIsReleased) {
    EXPECT_REFUSED(draws(released()), ERROR_INVALID_PARAMETER);
}

TEST(CryptGenRandom, RefusesALengthWithoutABuffer) {
    const ContextHandle context = verify_context();
    EXPECT_REFUSED(CryptGenRandom(context, 1, nullptr), ERROR_INVALID_PARAMETER);
}

}  // namespace
}  // namespace secur32::test
