// CryptDuplicateHash, CryptDestroyHash: hashes that go on in two handles, and handles that end.
#include <gtest/gtest.h>

#include "test/support/crypt_hashes.h"

namespace secur32::test {
namespace {

// ---- CryptDuplicateHash -------------------------------------------------------------------------

TEST(CryptDuplicateHash, AgreesWithLibcryptoOnBothHashes) {
    const ContextHandle context = verify_context();
    const Buffer first = counting(100), second = counting(30, 7);
    for (const HashRow& row : kHashRows) {
        const HashHandle hash = hash_of(context, row.id, first);
        HashHandle copy;
        ASSERT_DONE(CryptDuplicateHash(hash, nullptr, 0, copy.out()));
        EXPECT_EQ(hash_value(copy), foreign_digest(row.name, first));
        hash_data(hash, second);
        EXPECT_EQ(hash_value(hash), foreign_digest(row.name, joined_octets({first, second})));
        EXPECT_EQ(hash_value(copy), foreign_digest(row.name, first));
    }
}

TEST(CryptDuplicateHash, AgreesWithLibcryptoOnAnHmac) {
    const ContextHandle context = verify_context();
    const Buffer secret = counting(20);
    const HashHandle hmac = new_hmac(context, hmac_key(context, secret), CALG_SHA_256);
    hash_data(hmac, counting(10));
    HashHandle copy;
    ASSERT_DONE(CryptDuplicateHash(hmac, nullptr, 0, copy.out()));
    hash_data(copy, counting(5));
    EXPECT_EQ(hash_value(hmac), foreign::hmac("SHA256", secret, counting(10)));
    EXPECT_EQ(hash_value(copy),
              foreign::hmac("SHA256", secret, joined_octets({counting(10), counting(5)})));
}

TEST(CryptDuplicateHash, RefusesWhatIsNoHash) {
    const ContextHandle context = verify_context();
    for (const HCRYPTHASH handle : {HCRYPTHASH{0}, HCRYPTHASH{kInventedHandle},
                                    freed_hash_of(context), HCRYPTHASH{context}}) {
        HCRYPTHASH copy = kInventedHandle;
        EXPECT_REFUSED(CryptDuplicateHash(handle, nullptr, 0, &copy), ERROR_INVALID_PARAMETER);
        EXPECT_EQ(copy, 0u);
    }
}

TEST(CryptDuplicateHash, RefusesFlags) {
    const ContextHandle context = verify_context();
    const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    HCRYPTHASH copy = kInventedHandle;
    EXPECT_REFUSED(CryptDuplicateHash(hash, nullptr, 1, &copy), NTE_BAD_FLAGS);
    EXPECT_EQ(copy, 0u);
}

TEST(CryptDuplicateHash, RefusesWhatIsReservedOrMissing) {
    const ContextHandle context = verify_context();
    const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    HCRYPTHASH copy = kInventedHandle;
    DWORD reserved = 0;
    EXPECT_REFUSED(CryptDuplicateHash(hash, &reserved, 0, &copy), ERROR_INVALID_PARAMETER);
    EXPECT_EQ(copy, 0u);
    EXPECT_REFUSED(CryptDuplicateHash(hash, nullptr, 0, nullptr), ERROR_INVALID_PARAMETER);
}

// ---- CryptDestroyHash ---------------------------------------------------------------------------

// Another hash of the context lives on, and hashes as libcrypto does.
TEST(CryptDestroyHash, AgreesWithLibcryptoOnTheHashThatIsLeft) {
    const ContextHandle context = verify_context();
    HashHandle hash = hash_of(context, CALG_SHA1, counting(10));
    HashHandle copy;
    ASSERT_DONE(CryptDuplicateHash(hash, nullptr, 0, copy.out()));
    const HCRYPTHASH number = hash;
    hash.forget();
    EXPECT_DONE(CryptDestroyHash(number));
    EXPECT_EQ(hash_value(copy), foreign_digest("SHA1", counting(10)));
}

TEST(CryptDestroyHash, RefusesASecondTime) {
    const ContextHandle context = verify_context();
    EXPECT_REFUSED(CryptDestroyHash(freed_hash_of(context)), ERROR_INVALID_PARAMETER);
}

TEST(CryptDestroyHash, RefusesWhatIsNoHash) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_3DES);
    for (const HCRYPTHASH handle : {HCRYPTHASH{0}, HCRYPTHASH{kInventedHandle}, HCRYPTHASH{key},
                                    HCRYPTHASH{context}, ~HCRYPTHASH{0}})
        EXPECT_REFUSED(CryptDestroyHash(handle), ERROR_INVALID_PARAMETER);
    EXPECT_EQ(key_number(key, KP_ALGID), DWORD{CALG_3DES}) << "the key is still there";
}

TEST(CryptDestroyHash, RefusesTheHashOfAReleasedContext) {
    ContextHandle context = verify_context();
    HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    context.free();
    const HCRYPTHASH number = hash;
    hash.forget();
    EXPECT_REFUSED(CryptDestroyHash(number), ERROR_INVALID_PARAMETER);
    const BYTE octet = 1;
    EXPECT_REFUSED(CryptHashData(number, &octet, 1, 0), ERROR_INVALID_PARAMETER);
}

}  // namespace
}  // namespace secur32::test
