// Keys that were hashed, that hashes are keyed with or that were derived of hashes, and secret
// hashes, die with their handles: no octet of them is left in the process's writable memory.  Each
// test finds the secret first, while something must hold it, so that the search is known to work.
#include <gtest/gtest.h>
#include <openssl/rand.h>

#include "sslprovider/base/secure_bytes.h"
#include "test/support/crypt_hashes.h"
#include "test/support/memory_scan.h"

namespace secur32::test {
namespace {

Masked random_secret(std::size_t length) {
    Buffer octets(length);
    RAND_bytes(octets.data(), static_cast<int>(length));
    return Masked(std::move(octets));
}

void expect_held(const Masked& secret) {
    EXPECT_GT(count_in_memory(secret), 0u) << "it is held, and was not found";
}
void expect_gone(const Masked& secret) {
    EXPECT_EQ(count_in_memory(secret), 0u) << "it is left in memory";
}

// A key that is otherwise there under its mask only.
KeyHandle import_masked(HCRYPTPROV context, ALG_ID id, const Masked& secret, DWORD flags = 0) {
    Buffer blob = plaintext_key_blob(id, Buffer(secret.size()));
    secret.unmask(MutableBytes(blob).subspan(12));
    KeyHandle key = import_key(context, blob, flags);
    secure_wipe(blob);
    return key;
}

TEST(CryptWiping, LeavesNothingOfAKeyThatWasHashed) {
    const ContextHandle context = verify_context();
    for (const DWORD flags : {DWORD{0}, DWORD{CRYPT_LITTLE_ENDIAN}}) {
        for (const ALG_ID id : {ALG_ID{CALG_MD2}, ALG_ID{CALG_MD4}, ALG_ID{CALG_MD5},
                                ALG_ID{CALG_SHA1}, ALG_ID{CALG_SHA_256}, ALG_ID{CALG_SHA_512}}) {
            SCOPED_TRACE(id);
            const Masked secret = random_secret(32);
            KeyHandle key = import_masked(context, CALG_AES_256, secret);
            HashHandle hash = new_crypt_hash(context, id), copy;
            ASSERT_DONE(CryptHashSessionKey(hash, key, flags));
            ASSERT_DONE(CryptDuplicateHash(hash, nullptr, 0, copy.out()));
            hash_value(hash);
            expect_held(secret);
            key.free();
            hash.free();
            copy.free();
            expect_gone(secret);
        }
    }
}

TEST(CryptWiping, LeavesNothingOfTheKeyOfAnHmac) {
    const ContextHandle context = verify_context();
    for (const std::size_t size : {20u, 64u, 100u}) {
        const Masked secret = random_secret(size);
        KeyHandle key = import_masked(context, CALG_RC2, secret, CRYPT_IPSEC_HMAC_KEY);
        HashHandle hmac = new_hmac(context, key, CALG_SHA1);
        key.free();
        expect_held(secret);
        hash_data(hmac, counting(100));
        hash_value(hmac);
        hmac.free();
        expect_gone(secret);
    }
}

TEST(CryptWiping, LeavesNothingOfTheKeyOfAMac) {
    const ContextHandle context = verify_context();
    const Masked secret = random_secret(32);
    KeyHandle key = import_masked(context, CALG_AES_256, secret);
    HashHandle mac = new_crypt_hash(context, CALG_MAC, key);
    key.free();
    hash_data(mac, counting(2000));
    expect_held(secret);
    hash_value(mac);
    mac.free();
    expect_gone(secret);
}

// The first octets of a hash of SHA-2 are the key.
TEST(CryptWiping, LeavesNothingOfADerivedKeyAndItsHash) {
    const ContextHandle context = verify_context();
    const Masked secret = random_secret(32);
    Buffer value(32);
    secret.unmask(value);
    HashHandle hash = new_crypt_hash(context, CALG_SHA_256);
    set_hash_param(hash, HP_HASHVAL, value.data());
    secure_wipe(value);
    KeyHandle key;
    ASSERT_DONE(CryptDeriveKey(context, CALG_AES_256, hash, 0, key.out()));
    hash.free();
    encrypt_part(key, counting(20));
    expect_held(secret);
    key.free();
    expect_gone(secret);
}

}  // namespace
}  // namespace secur32::test
