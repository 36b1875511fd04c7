// CryptSetHashParam, CryptGetHashParam.
#include <gtest/gtest.h>

#include "test/support/crypt_hashes.h"

namespace secur32::test {
namespace {

const BYTE* octets(const void* structure) { return static_cast<const BYTE*>(structure); }

// ---- CryptSetHashParam --------------------------------------------------------------------------

TEST(CryptSetHashParam, AgreesWithLibcryptoOnHmacs) {
    const ContextHandle context = verify_context();
    const Buffer secret = counting(30), message = counting(40);
    const KeyHandle key = hmac_key(context, secret);
    for (const HashRow& row : kHashRows) {
        if (row.id == CALG_MD4) continue;  // the vectors of capi/hmac.txt have it
        // The defaults, written out.
        const std::size_t block = row.size > 32 ? 128 : 64;
        Buffer inner(block, 0x36), outer(block, 0x5C);
        const DWORD length = static_cast<DWORD>(block);
        for (const HMAC_INFO& info : {HMAC_INFO{row.id, nullptr, 0, nullptr, 0},
                                      HMAC_INFO{row.id, inner.data(), length, outer.data(), length},
                                      HMAC_INFO{row.id, inner.data(), 0, nullptr, 0}}) {
            const HashHandle hmac = new_crypt_hash(context, CALG_HMAC, key);
            ASSERT_DONE(CryptSetHashParam(hmac, HP_HMAC_INFO, octets(&info), 0));
            hash_data(hmac, message);
            EXPECT_EQ(hash_value(hmac), foreign::hmac(row.name, secret, message));
        }
    }
}

TEST(CryptSetHashParam, AgreesWithTheVectorsOnHmacsWithPadsOfTheirOwn) {
    const ContextHandle context = verify_context();
    const auto stanzas = load_stanzas("capi/hmac.txt");
    for (const Stanza& each : stanzas) {
        SCOPED_TRACE(each.where());
        const Buffer name = each.bytes("hash");
        ALG_ID id = 0;
        for (const HashRow& row : kHashRows)
            if (std::string_view(row.name) ==
                std::string_view(reinterpret_cast<const char*>(name.data()), name.size()))
                id = row.id;
        Buffer inner = each.bytes("inner"), outer = each.bytes("outer");
        const HMAC_INFO info = {id, inner.data(), static_cast<DWORD>(inner.size()), outer.data(),
                                static_cast<DWORD>(outer.size())};
        const KeyHandle key = hmac_key(context, each.bytes("key"));
        const HashHandle hmac = new_crypt_hash(context, CALG_HMAC, key);
        ASSERT_DONE(CryptSetHashParam(hmac, HP_HMAC_INFO, octets(&info), 0));
        hash_data(hmac, each.bytes("data"));
        EXPECT_EQ(hash_value(hmac), each.bytes("hmac"));
    }
}

TEST(CryptSetHashParam, AgreesWithLibcryptoOnThePrfOfTls1) {
    const ContextHandle context = verify_context(PROV_RSA_SCHANNEL);
    const ChannelMaster master(context);
    master.set_randoms();
    const HashHandle prf = new_crypt_hash(context, CALG_TLS1PRF, master.key);
    const Buffer label = {'c', 'l', 'i', 'e', 'n', 't', ' ', 'f',
                          'i', 'n', 'i', 's', 'h', 'e', 'd'};
    const Buffer seed = counting(36);
    const CRYPT_DATA_BLOB label_blob = data_blob(label), seed_blob = data_blob(seed);
    ASSERT_DONE(CryptSetHashParam(prf, HP_TLS1PRF_LABEL, octets(&label_blob), 0));
    ASSERT_DONE(CryptSetHashParam(prf, HP_TLS1PRF_SEED, octets(&seed_blob), 0));
    for (const DWORD size : {12u, 1u, 100u}) {
        Buffer value(size);
        DWORD length = size;
        ASSERT_DONE(CryptGetHashParam(prf, HP_HASHVAL, value.data(), &length, 0));
        EXPECT_EQ(length, size);
        EXPECT_EQ(value,
                  foreign::prf("MD5-SHA1", master.master_secret(), "client finished", seed, size));
    }
}

TEST(CryptSetHashParam, MakesTheHashWhatItIsGiven) {
    const ContextHandle context = verify_context();
    for (const HashRow& row : kHashRows) {
        const HashHandle hash = hash_of(context, row.id, counting(5));
        const Buffer value = foreign_digest(row.name, counting(9));
        ASSERT_DONE(CryptSetHashParam(hash, HP_HASHVAL, value.data(), 0));
        EXPECT_EQ(hash_value(hash), value);
        EXPECT_REFUSED(CryptHashData(hash, value.data(), 1, 0), NTE_BAD_HASH_STATE);
    }
    const HashHandle ssl3 = new_crypt_hash(context, CALG_SSL3_SHAMD5);
    ASSERT_DONE(CryptSetHashParam(ssl3, HP_HASHVAL, counting(36).data(), 0));
    EXPECT_EQ(hash_value(ssl3), counting(36));
}

TEST(CryptSetHashParam, RefusesWhatIsNoHash) {
    const ContextHandle context = verify_context();
    for (const HCRYPTHASH handle :
         {HCRYPTHASH{0}, HCRYPTHASH{kInventedHandle}, freed_hash_of(context), HCRYPTHASH{context}})
        EXPECT_REFUSED(CryptSetHashParam(handle, HP_HASHVAL, counting(64).data(), 0),
                       ERROR_INVALID_PARAMETER);
}

TEST(CryptSetHashParam, RefusesWhatIsMissing) {
    const ContextHandle context = verify_context();
    const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    EXPECT_REFUSED(CryptSetHashParam(hash, HP_HASHVAL, nullptr, 0), ERROR_INVALID_PARAMETER);
    const HashHandle hmac = new_crypt_hash(context, CALG_HMAC, hmac_key(context, counting(9)));
    const HMAC_INFO without_address = {CALG_SHA1, nullptr, 64, nullptr, 0};
    EXPECT_REFUSED(CryptSetHashParam(hmac, HP_HMAC_INFO, octets(&without_address), 0),
                   ERROR_INVALID_PARAMETER);
    const HMAC_INFO outer_without_address = {CALG_SHA1, nullptr, 0, nullptr, 1};
    EXPECT_REFUSED(CryptSetHashParam(hmac, HP_HMAC_INFO, octets(&outer_without_address), 0),
                   ERROR_INVALID_PARAMETER);
}

TEST(CryptSetHashParam, RefusesFlags) {
    const ContextHandle context = verify_context();
    const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    EXPECT_REFUSED(CryptSetHashParam(hash, HP_HASHVAL, counting(20).data(), 1), NTE_BAD_FLAGS);
    EXPECT_EQ(hash_value(hash), foreign_digest("SHA1", {}));
}

TEST(CryptSetHashParam, RefusesOtherParameters) {
    const ContextHandle context = verify_context();
    const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    const HMAC_INFO info = {CALG_SHA1, nullptr, 0, nullptr, 0};
    for (const DWORD param :
         {0u, HP_ALGID + 0u, 3u, HP_HASHSIZE + 0u, HP_HMAC_INFO + 0u, 8u, 0xFFFFFFFFu})
        EXPECT_REFUSED(CryptSetHashParam(hash, param, octets(&info), 0), NTE_BAD_TYPE);
    const Buffer text = counting(4);
    const CRYPT_DATA_BLOB blob = data_blob(text);
    for (const DWORD param : {DWORD{HP_TLS1PRF_LABEL}, DWORD{HP_TLS1PRF_SEED}})
        EXPECT_REFUSED(CryptSetHashParam(hash, param, octets(&blob), 0), NTE_BAD_TYPE);
    const HashHandle hmac = new_crypt_hash(context, CALG_HMAC, hmac_key(context, counting(9)));
    EXPECT_REFUSED(CryptSetHashParam(hmac, HP_HASHVAL, octets(&info), 0), NTE_BAD_TYPE);
}

TEST(CryptSetHashParam, RefusesHmacsOverOtherAlgorithms) {
    const ContextHandle context = verify_context(PROV_RSA_FULL);
    const HashHandle hmac = new_crypt_hash(context, CALG_HMAC, hmac_key(context, counting(9)));
    for (const ALG_ID id : {0u, CALG_MD2 + 0u, CALG_SHA_256 + 0u, CALG_HMAC + 0u, CALG_MAC + 0u,
                            CALG_SSL3_SHAMD5 + 0u, CALG_RC2 + 0u, CALG_RSA_SIGN + 0u}) {
        const HMAC_INFO info = {id, nullptr, 0, nullptr, 0};
        EXPECT_REFUSED(CryptSetHashParam(hmac, HP_HMAC_INFO, octets(&info), 0), NTE_BAD_ALGID);
    }
}

TEST(CryptSetHashParam, RefusesHmacInfoAfterData) {
    const ContextHandle context = verify_context();
    const KeyHandle key = hmac_key(context, counting(9));
    const HashHandle hmac = new_hmac(context, key, CALG_SHA1);
    hash_data(hmac, counting(1));
    const HMAC_INFO info = {CALG_MD5, nullptr, 0, nullptr, 0};
    EXPECT_REFUSED(CryptSetHashParam(hmac, HP_HMAC_INFO, octets(&info), 0), NTE_BAD_HASH_STATE);
    EXPECT_EQ(hash_value(hmac), foreign::hmac("SHA1", counting(9), counting(1)));
}

// ---- CryptGetHashParam --------------------------------------------------------------------------

TEST(CryptGetHashParam, AgreesWithLibcryptoOnSizesAndValues) {
    const ContextHandle context = verify_context();
    for (const HashRow& row : kHashRows) {
        const Buffer expected = foreign_digest(row.name, counting(77));
        const HashHandle hash = hash_of(context, row.id, counting(77));
        EXPECT_EQ(hash_number(hash, HP_ALGID), row.id);
        EXPECT_EQ(hash_number(hash, HP_HASHSIZE), expected.size());
        for (unsigned time = 0; time < 3; ++time) {
            Buffer value(100, 0xEE);
            DWORD size = 100;
            ASSERT_DONE(CryptGetHashParam(hash, HP_HASHVAL, value.data(), &size, 0));
            ASSERT_EQ(size, expected.size());
            EXPECT_EQ(Buffer(value.begin(), value.begin() + size), expected);
            EXPECT_EQ(value[size], 0xEE) << "nothing is written behind it";
        }
    }
}

TEST(CryptGetHashParam, TellsTheSizeAndLeavesTheHashUnfinished) {
    const ContextHandle context = verify_context();
    const HashHandle hash = hash_of(context, CALG_SHA_256, counting(3));
    for (const DWORD param : {DWORD{HP_HASHVAL}, DWORD{HP_HASHSIZE}, DWORD{HP_ALGID}}) {
        DWORD size = 0;
        EXPECT_DONE(CryptGetHashParam(hash, param, nullptr, &size, 0));
        EXPECT_EQ(size, param == HP_HASHVAL ? 32u : 4u);
    }
    hash_data(hash, counting(4));
    EXPECT_EQ(hash_value(hash),
              foreign_digest("SHA256", joined_octets({counting(3), counting(4)})));
}

TEST(CryptGetHashParam, TellsOfAnHmacWhatItsInfoSays) {
    const ContextHandle context = verify_context();
    const KeyHandle key = hmac_key(context, counting(9));
    const HashHandle hmac = new_crypt_hash(context, CALG_HMAC, key);
    EXPECT_EQ(hash_number(hmac, HP_HASHSIZE), 0u);
    EXPECT_EQ(hash_number(hmac, HP_ALGID), DWORD{CALG_HMAC});
    EXPECT_EQ(hash_number(new_hmac(context, key, CALG_SHA_512), HP_HASHSIZE), 64u);
    EXPECT_EQ(hash_number(new_crypt_hash(context, CALG_SSL3_SHAMD5), HP_HASHSIZE), 36u);
    const KeyHandle aes = generate_key(context, CALG_AES_128);
    EXPECT_EQ(hash_number(new_crypt_hash(context, CALG_MAC, aes), HP_HASHSIZE), 16u);
}

TEST(CryptGetHashParam, RefusesAShortBufferAndLeavesTheHashUnfinished) {
    const ContextHandle context = verify_context();
    const HashHandle hash = hash_of(context, CALG_SHA1, counting(3));
    for (const DWORD room : {0u, 1u, 19u}) {
        Buffer value(20, 0xEE);
        DWORD size = room;
        EXPECT_REFUSED(CryptGetHashParam(hash, HP_HASHVAL, value.data(), &size, 0),
                       ERROR_MORE_DATA);
        EXPECT_EQ(size, 20u);
        EXPECT_EQ(value, Buffer(20, 0xEE));
    }
    for (const DWORD param : {DWORD{HP_HASHSIZE}, DWORD{HP_ALGID}}) {
        Buffer value(4, 0xEE);
        DWORD size = 3;
        EXPECT_REFUSED(CryptGetHashParam(hash, param, value.data(), &size, 0), ERROR_MORE_DATA);
        EXPECT_EQ(size, 4u);
        EXPECT_EQ(value, Buffer(4, 0xEE));
    }
    hash_data(hash, counting(1));
}

TEST(CryptGetHashParam, RefusesWhatIsNoHash) {
    const ContextHandle context = verify_context();
    for (const HCRYPTHASH handle : {HCRYPTHASH{0}, HCRYPTHASH{kInventedHandle},
                                    freed_hash_of(context), HCRYPTHASH{context}}) {
        Buffer value(64, 0xEE);
        DWORD size = 64;
        EXPECT_REFUSED(CryptGetHashParam(handle, HP_HASHVAL, value.data(), &size, 0),
                       ERROR_INVALID_PARAMETER);
        EXPECT_EQ(value, Buffer(64, 0xEE));
    }
}

TEST(CryptGetHashParam, RefusesWhatIsMissing) {
    const ContextHandle context = verify_context();
    const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    Buffer value(64);
    EXPECT_REFUSED(CryptGetHashParam(hash, HP_HASHVAL, value.data(), nullptr, 0),
                   ERROR_INVALID_PARAMETER);
}

TEST(CryptGetHashParam, RefusesFlags) {
    const ContextHandle context = verify_context();
    const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    Buffer value(64);
    DWORD size = 64;
    EXPECT_REFUSED(CryptGetHashParam(hash, HP_HASHVAL, value.data(), &size, 1), NTE_BAD_FLAGS);
}

TEST(CryptGetHashParam, RefusesOtherParameters) {
    const ContextHandle context = verify_context();
    const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    Buffer value(64);
    for (const DWORD param : {0u, 3u, HP_HMAC_INFO + 0u, HP_TLS1PRF_LABEL + 0u,
                              HP_TLS1PRF_SEED + 0u, 8u, 0xFFFFFFFFu}) {
        DWORD size = 64;
        EXPECT_REFUSED(CryptGetHashParam(hash, param, value.data(), &size, 0), NTE_BAD_TYPE);
    }
}

TEST(CryptGetHashParam, RefusesAValueThatIsNotThereYet) {
    const ContextHandle context = verify_context(PROV_RSA_SCHANNEL);
    const ChannelMaster master(context);
    master.set_randoms();
    const HashHandle ssl3 = new_crypt_hash(context, CALG_SSL3_SHAMD5);
    const HashHandle hmac = new_crypt_hash(context, CALG_HMAC, hmac_key(context, counting(9)));
    const HashHandle prf = new_crypt_hash(context, CALG_TLS1PRF, master.key);
    Buffer value(100, 0xEE);
    DWORD size = 100;
    for (const HCRYPTHASH hash : {HCRYPTHASH{ssl3}, HCRYPTHASH{hmac}, HCRYPTHASH{prf}}) {
        EXPECT_REFUSED(CryptGetHashParam(hash, HP_HASHVAL, value.data(), &size, 0),
                       NTE_BAD_HASH_STATE);
        EXPECT_EQ(size, 100u);
    }
    const HashHandle whole = new_crypt_hash(context, CALG_SCHANNEL_MASTER_HASH, master.key);
    EXPECT_REFUSED(CryptGetHashParam(whole, HP_HASHVAL, value.data(), &size, 0), NTE_BAD_TYPE);
    EXPECT_EQ(size, 100u);
    EXPECT_EQ(value, Buffer(100, 0xEE));
}

}  // namespace
}  // namespace secur32::test
