// CryptCreateHash, CryptHashData, CryptHashSessionKey: what they hash, libcrypto hashes alike.
#include "test/support/crypt_hashes.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace secur32::test {
namespace {

// ---- CryptCreateHash ----------------------------------------------------------------------------

struct Creation {
    HCRYPTHASH hash = kInventedHandle;
    BOOL operator()(HCRYPTPROV context, ALG_ID id, HCRYPTKEY key = 0, DWORD flags = 0) {
        return CryptCreateHash(context, id, key, flags, &hash);
    }
};

TEST(CryptCreateHash, AgreesWithLibcryptoOnEveryHash) {
    const ContextHandle context = verify_context();
    for (const HashRow& row : kHashRows) {
        for (const std::size_t size : {0u, 1u, 63u, 64u, 1000u}) {
            const Buffer message = counting(size);
            HashHandle hash;
            ASSERT_DONE(CryptCreateHash(context, row.id, 0, 0, hash.out()));
            hash_data(hash, message);
            EXPECT_EQ(hash_value(hash), foreign_digest(row.name, message));
        }
    }
    HashHandle hash;
    ASSERT_DONE(CryptCreateHash(context, CALG_MD2, 0, 0, hash.out()));
    hash_data(hash, bytes_of(std::string_view(kMd2Message)));
    EXPECT_EQ(hash_value(hash), hex(kMd2Digest));
}

TEST(CryptCreateHash, AgreesWithLibcryptoOnHmac) {
    const ContextHandle context = verify_context();
    for (const std::size_t size : {1u, 16u, 64u, 65u, 200u}) {
        const Buffer secret = counting(size, 3), message = counting(100);
        const KeyHandle key = hmac_key(context, secret);
        for (const HashRow& row : kHashRows) {
            if (row.id == CALG_MD4) continue;  // of no use to the foreign HMAC
            const HashHandle hmac = new_hmac(context, key, row.id);
            hash_data(hmac, message);
            EXPECT_EQ(hash_value(hmac), foreign::hmac(row.name, secret, message));
        }
    }
}

// The last block of CBC over the padded message.
TEST(CryptCreateHash, AgreesWithLibcryptosCbcOnTheMac) {
    const ContextHandle context = verify_context();
    const struct {
        ALG_ID id;
        const char* cipher;
        std::size_t key, block;
    } rows[] = {{CALG_3DES, "DES-EDE3-CBC", 24, 8}, {CALG_AES_256, "AES-256-CBC", 32, 16}};
    for (const auto& row : rows) {
        const Buffer secret = counting(row.key, 0x21);
        const KeyHandle key = import_plaintext(context, row.id, secret);
        for (const std::size_t size : {0u, 1u, 7u, 8u, 16u, 1500u}) {
            const Buffer message = counting(size);
            const HashHandle mac = new_crypt_hash(context, CALG_MAC, key);
            hash_data(mac, message);
            const Buffer sealed = ForeignCipher(row.cipher, true, secret, Buffer(row.block))
                                      .update(pkcs7_padded(message, row.block));
            EXPECT_EQ(hash_value(mac),
                      Buffer(sealed.end() - static_cast<long>(row.block), sealed.end()));
        }
    }
}

// RFC 2104's definition does not say so, but the CryptoAPI does: the key may go.
TEST(CryptCreateHash, AgreesWithLibcryptoAfterTheKeyWasDestroyed) {
    const ContextHandle context = verify_context();
    const Buffer secret = counting(20);
    KeyHandle key = hmac_key(context, secret);
    const HashHandle hmac = new_hmac(context, key, CALG_SHA1);
    key.free();
    hash_data(hmac, counting(9));
    EXPECT_EQ(hash_value(hmac), foreign::hmac("SHA1", secret, counting(9)));
}

TEST(CryptCreateHash, RefusesWhatIsNoContext) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_3DES);
    for (const HCRYPTPROV handle : {HCRYPTPROV{0}, HCRYPTPROV{kInventedHandle}, HCRYPTPROV{key}}) {
        Creation create;
        EXPECT_REFUSED(create(handle, CALG_SHA1), ERROR_INVALID_PARAMETER);
        EXPECT_EQ(create.hash, 0u);
    }
}

TEST(CryptCreateHash, RefusesWhatIsMissing) {
    const ContextHandle context = verify_context();
    EXPECT_REFUSED(CryptCreateHash(context, CALG_SHA1, 0, 0, nullptr), ERROR_INVALID_PARAMETER);
}

TEST(CryptCreateHash, RefusesFlags) {
    const ContextHandle context = verify_context();
    for (const DWORD flags : {DWORD{CRYPT_SECRETDIGEST}, 2u, 0x80000000u}) {
        Creation create;
        EXPECT_REFUSED(create(context, CALG_SHA1, 0, flags), NTE_BAD_FLAGS);
        EXPECT_EQ(create.hash, 0u);
    }
}

TEST(CryptCreateHash, RefusesWhatIsNoHash) {
    const ContextHandle context = verify_context();
    for (const ALG_ID id : {0u, 1u, CALG_RC2 + 0u, CALG_RSA_SIGN + 0u, CALG_HASH_REPLACE_OWF + 0u,
                            CALG_TLS1PRF + 0u, CALG_SCHANNEL_MASTER_HASH + 0u, 0xFFFFFFFFu}) {
        Creation create;
        EXPECT_REFUSED(create(context, id), NTE_BAD_ALGID);
        EXPECT_EQ(create.hash, 0u);
    }
}

TEST(CryptCreateHash, RefusesSha2OutsideTheAesProvider) {
    for (const LPCWSTR provider : {MS_DEF_PROV_W, MS_STRONG_PROV_W, MS_ENHANCED_PROV_W}) {
        const ContextHandle context = verify_context(PROV_RSA_FULL, provider);
        for (const ALG_ID id : {ALG_ID{CALG_SHA_256}, ALG_ID{CALG_SHA_384}, ALG_ID{CALG_SHA_512}}) {
            Creation create;
            EXPECT_REFUSED(create(context, id), NTE_BAD_ALGID);
            EXPECT_EQ(create.hash, 0u);
        }
    }
}

TEST(CryptCreateHash, RefusesAKeyedHashWithoutAKeyThatSuitsIt) {
    const ContextHandle context = verify_context(), other = verify_context();
    const KeyHandle stream = generate_key(context, CALG_RC4);
    const KeyHandle foreign = generate_key(other, CALG_3DES);
    const HCRYPTKEY freed = freed_key_of(context);
    for (const ALG_ID id : {ALG_ID{CALG_HMAC}, ALG_ID{CALG_MAC}})
        for (const HCRYPTKEY key : {HCRYPTKEY{0}, HCRYPTKEY{foreign}, HCRYPTKEY{kInventedHandle},
                                    freed, HCRYPTKEY{context}}) {
            Creation create;
            EXPECT_REFUSED(create(context, id, key), NTE_BAD_KEY);
            EXPECT_EQ(create.hash, 0u);
        }
    Creation create;
    EXPECT_REFUSED(create(context, CALG_MAC, stream), NTE_BAD_KEY);
    const KeyHandle block = generate_key(context, CALG_3DES);
    set_key_number(block, KP_MODE, CRYPT_MODE_ECB);
    EXPECT_REFUSED(create(context, CALG_MAC, block), NTE_BAD_KEY);
    EXPECT_EQ(create.hash, 0u);
}

// "CRYPT_MAC: Allow Message Authentication Codes to be used with key."
TEST(CryptCreateHash, RefusesAMacWithoutThePermission) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_3DES);
    for (const ALG_ID id : {ALG_ID{CALG_HMAC}, ALG_ID{CALG_MAC}}) {
        set_key_number(key, KP_PERMISSIONS, 0x3B & ~DWORD{CRYPT_MAC});
        Creation create;
        EXPECT_REFUSED(create(context, id, key), NTE_PERM);
        EXPECT_EQ(create.hash, 0u);
        set_key_number(key, KP_PERMISSIONS, CRYPT_MAC | CRYPT_WRITE);
        EXPECT_NE(HCRYPTHASH{new_crypt_hash(context, id, key)}, 0u);
    }
}

TEST(CryptCreateHash, RefusesAKeyForAHashThatTakesNone) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_3DES);
    Creation create;
    EXPECT_REFUSED(create(context, CALG_SHA1, key), NTE_BAD_KEY);
    EXPECT_EQ(create.hash, 0u);
}

TEST(CryptCreateHash, RefusesAMasterKeyWithoutItsRandoms) {
    const ContextHandle context = verify_context(PROV_RSA_SCHANNEL);
    const ChannelMaster master(context);
    for (const ALG_ID id : {ALG_ID{CALG_SCHANNEL_MASTER_HASH}, ALG_ID{CALG_TLS1PRF}}) {
        Creation create;
        EXPECT_REFUSED(create(context, id, master.key), ERROR_INVALID_PARAMETER);
        EXPECT_EQ(create.hash, 0u);
    }
    master.set_randoms();
    for (const ALG_ID id : {ALG_ID{CALG_SCHANNEL_MASTER_HASH}, ALG_ID{CALG_TLS1PRF}}) {
        HashHandle hash;
        EXPECT_DONE(CryptCreateHash(context, id, master.key, 0, hash.out()));
    }
}

// ---- CryptHashData ------------------------------------------------------------------------------

TEST(CryptHashData, AgreesWithLibcryptoHoweverTheMessageIsCut) {
    const ContextHandle context = verify_context();
    const Buffer message = counting(1000);
    for (const HashRow& row : kHashRows) {
        for (const std::size_t piece : {1u, 7u, 64u, 999u}) {
            const HashHandle hash = new_crypt_hash(context, row.id);
            for (std::size_t at = 0; at < message.size(); at += piece) {
                const Bytes part = Bytes(message).subspan(at, std::min(piece, message.size() - at));
                ASSERT_DONE(CryptHashData(hash, part.data(), static_cast<DWORD>(part.size()), 0));
            }
            EXPECT_EQ(hash_value(hash), foreign_digest(row.name, message));
        }
    }
}

TEST(CryptHashData, IgnoresUserdataAndTakesNothing) {
    const ContextHandle context = verify_context();
    const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    const Buffer message = counting(50);
    EXPECT_DONE(CryptHashData(hash, message.data(), 50, CRYPT_USERDATA));
    EXPECT_DONE(CryptHashData(hash, nullptr, 0, 0));
    EXPECT_EQ(hash_value(hash), foreign_digest("SHA1", message));
}

TEST(CryptHashData, RefusesWhatIsNoHash) {
    const ContextHandle context = verify_context();
    const BYTE octet = 1;
    for (const HCRYPTHASH handle :
         {HCRYPTHASH{0}, HCRYPTHASH{kInventedHandle}, freed_hash_of(context), HCRYPTHASH{context}})
        EXPECT_REFUSED(CryptHashData(handle, &octet, 1, 0), ERROR_INVALID_PARAMETER);
}

TEST(CryptHashData, RefusesALengthWithoutAnAddress) {
    const ContextHandle context = verify_context();
    const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    EXPECT_REFUSED(CryptHashData(hash, nullptr, 1, 0), ERROR_INVALID_PARAMETER);
    EXPECT_EQ(hash_value(hash), foreign_digest("SHA1", {}));
}

TEST(CryptHashData, RefusesOtherFlags) {
    const ContextHandle context = verify_context();
    const HashHandle hash = new_crypt_hash(context, CALG_MD5);
    const BYTE octet = 1;
    for (const DWORD flags : {2u, 0xFFFFFFFFu})
        EXPECT_REFUSED(CryptHashData(hash, &octet, 1, flags), NTE_BAD_FLAGS);
    EXPECT_EQ(hash_value(hash), foreign_digest("MD5", {}));
}

TEST(CryptHashData, RefusesAFinishedHash) {
    const ContextHandle context = verify_context();
    const HashHandle hash = hash_of(context, CALG_MD5, counting(5));
    const Buffer value = hash_value(hash);
    EXPECT_REFUSED(CryptHashData(hash, value.data(), 5, 0), NTE_BAD_HASH_STATE);
    EXPECT_EQ(hash_value(hash), value) << "it stays as it was";
    const HashHandle hmac = new_crypt_hash(context, CALG_HMAC, hmac_key(context, value));
    EXPECT_REFUSED(CryptHashData(hmac, value.data(), 5, 0), NTE_BAD_HASH_STATE);
}

TEST(CryptHashData, RefusesHashesThatTakeNoData) {
    const ContextHandle context = verify_context(PROV_RSA_SCHANNEL);
    const ChannelMaster master(context);
    master.set_randoms();
    const BYTE octet = 1;
    const HashHandle ssl3 = new_crypt_hash(context, CALG_SSL3_SHAMD5);
    EXPECT_REFUSED(CryptHashData(ssl3, &octet, 1, 0), NTE_BAD_ALGID);
    for (const ALG_ID id : {ALG_ID{CALG_TLS1PRF}, ALG_ID{CALG_SCHANNEL_MASTER_HASH}}) {
        const HashHandle hash = new_crypt_hash(context, id, master.key);
        EXPECT_REFUSED(CryptHashData(hash, &octet, 1, 0), NTE_BAD_ALGID);
    }
}

// ---- CryptHashSessionKey ------------------------------------------------------------------------

TEST(CryptHashSessionKey, AgreesWithLibcryptoOnTheOctetsOfTheKey) {
    const ContextHandle context = verify_context();
    const Buffer secret = counting(32, 9), before = counting(3), after = counting(4);
    const KeyHandle key = import_plaintext(context, CALG_AES_256, secret);
    for (const DWORD flags : {DWORD{0}, DWORD{CRYPT_LITTLE_ENDIAN}}) {
        const HashHandle hash = hash_of(context, CALG_SHA_256, before);
        ASSERT_DONE(CryptHashSessionKey(hash, key, flags));
        hash_data(hash, after);
        const Buffer octets = flags == 0 ? secret : reversed(secret);
        EXPECT_EQ(hash_value(hash),
                  foreign_digest("SHA256", joined_octets({before, octets, after})));
    }
}

// RC4 of 40 bits has a salt of eleven octets in the Strong provider: no part of the hash.
TEST(CryptHashSessionKey, AgreesWithLibcryptoWithoutTheSalt) {
    const ContextHandle context = verify_context(PROV_RSA_FULL);
    const Buffer secret = counting(5, 1);
    const KeyHandle key = import_plaintext(context, CALG_RC4, secret);
    ASSERT_EQ(key_param(key, KP_SALT).size(), 11u);
    const HashHandle hash = new_crypt_hash(context, CALG_MD5);
    ASSERT_DONE(CryptHashSessionKey(hash, key, 0));
    EXPECT_EQ(hash_value(hash), foreign_digest("MD5", secret));
}

TEST(CryptHashSessionKey, AgreesWithLibcryptoOnAMasterSecret) {
    const ContextHandle context = verify_context(PROV_RSA_SCHANNEL);
    const ChannelMaster master(context);
    master.set_randoms();
    const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    ASSERT_DONE(CryptHashSessionKey(hash, master.key, 0));
    EXPECT_EQ(hash_value(hash), foreign_digest("SHA1", master.master_secret()));
}

TEST(CryptHashSessionKey, RefusesWhatIsNoHash) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_3DES);
    for (const HCRYPTHASH handle :
         {HCRYPTHASH{0}, HCRYPTHASH{kInventedHandle}, freed_hash_of(context), HCRYPTHASH{key}})
        EXPECT_REFUSED(CryptHashSessionKey(handle, key, 0), ERROR_INVALID_PARAMETER);
}

TEST(CryptHashSessionKey, RefusesWhatIsNoSessionKey) {
    const ContextHandle context = verify_context(), other = verify_context();
    const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    const KeyHandle foreign = generate_key(other, CALG_3DES);
    const KeyHandle open = import_key(context, rsa_public_blob(foreign_pair().get()));
    for (const HCRYPTKEY key : {HCRYPTKEY{0}, HCRYPTKEY{kInventedHandle}, freed_key_of(context),
                                HCRYPTKEY{foreign}, HCRYPTKEY{open}, HCRYPTKEY{hash}})
        EXPECT_REFUSED(CryptHashSessionKey(hash, key, 0), NTE_BAD_KEY);
    EXPECT_EQ(hash_value(hash), foreign_digest("SHA1", {}));
}

TEST(CryptHashSessionKey, RefusesOtherFlags) {
    const ContextHandle context = verify_context();
    const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    const KeyHandle key = generate_key(context, CALG_3DES);
    for (const DWORD flags : {2u, 0xFFFFFFFFu})
        EXPECT_REFUSED(CryptHashSessionKey(hash, key, flags), NTE_BAD_FLAGS);
}

TEST(CryptHashSessionKey, RefusesAFinishedHash) {
    const ContextHandle context = verify_context();
    const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    const KeyHandle key = generate_key(context, CALG_3DES);
    hash_value(hash);
    EXPECT_REFUSED(CryptHashSessionKey(hash, key, 0), NTE_BAD_HASH_STATE);
}

TEST(CryptHashSessionKey, RefusesHashesThatTakeNoData) {
    const ContextHandle context = verify_context();
    const HashHandle hash = new_crypt_hash(context, CALG_SSL3_SHAMD5);
    const KeyHandle key = generate_key(context, CALG_3DES);
    EXPECT_REFUSED(CryptHashSessionKey(hash, key, 0), NTE_BAD_ALGID);
}

TEST(CryptHashSessionKey, RefusesAMasterKeyWithoutItsRandoms) {
    const ContextHandle context = verify_context(PROV_RSA_SCHANNEL);
    const ChannelMaster master(context);
    const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    EXPECT_REFUSED(CryptHashSessionKey(hash, master.key, 0), ERROR_INVALID_PARAMETER);
}

// ---- Threads ------------------------------------------------------------------------------------

TEST(CryptHashes, AreHashedOnManyThreadsAtOnce) {
    const ContextHandle context = verify_context();
    const Buffer message = counting(100);
    const Buffer expected = foreign_digest("SHA256", message);
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (unsigned round = 0; round < 100; ++round) {
                const HashHandle hash = hash_of(context, CALG_SHA_256, message);
                HashHandle copy;
                EXPECT_DONE(CryptDuplicateHash(hash, nullptr, 0, copy.out()));
                EXPECT_EQ(hash_value(copy), expected);
            }
        });
    for (std::thread& each : threads) each.join();
}

}  // namespace
}  // namespace secur32::test
