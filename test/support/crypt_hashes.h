// Hashes of the CryptoAPI in a test's hands, beside libcrypto's; and a Schannel provider's master
// key whose premaster secret the test knows.
#pragma once

#include "test/support/crypt_rsa_blobs.h"
#include "test/support/foreign_ciphers.h"
#include "test/support/foreign_kdf.h"
#include "test/support/vectors.h"

namespace secur32::test {

struct HashRow {
    ALG_ID id;
    const char* name;  // libcrypto's
    DWORD size;
};
// Those that libcrypto has too: MD2 it has not.
inline constexpr HashRow kHashRows[] = {{CALG_MD4, "MD4", 16},        {CALG_MD5, "MD5", 16},
                                        {CALG_SHA1, "SHA1", 20},      {CALG_SHA_256, "SHA256", 32},
                                        {CALG_SHA_384, "SHA384", 48}, {CALG_SHA_512, "SHA512", 64}};

// RFC 1319 A.5: MD2 ("message digest").
inline constexpr const char* kMd2Message = "message digest";
inline constexpr const char* kMd2Digest = "ab4f496bfb2a530b219ff33031fe06b0";

inline void hash_data(HCRYPTHASH hash, Bytes data) {
    expect_true(CryptHashData(hash, data.data(), static_cast<DWORD>(data.size()), 0),
                "CryptHashData");
}
inline HashHandle hash_of(HCRYPTPROV context, ALG_ID id, Bytes data) {
    HashHandle hash = new_crypt_hash(context, id);
    hash_data(hash, data);
    return hash;
}
inline void set_hash_param(HCRYPTHASH hash, DWORD param, const void* data) {
    expect_true(CryptSetHashParam(hash, param, static_cast<const BYTE*>(data), 0),
                "CryptSetHashParam");
}
inline DWORD hash_number(HCRYPTHASH hash, DWORD param) {
    DWORD number = 0, size = sizeof number;
    expect_true(CryptGetHashParam(hash, param, reinterpret_cast<BYTE*>(&number), &size, 0),
                "CryptGetHashParam");
    return number;
}
// CALG_HMAC, ready for data.
inline HashHandle new_hmac(HCRYPTPROV context, HCRYPTKEY key, ALG_ID id) {
    HashHandle hmac = new_crypt_hash(context, CALG_HMAC, key);
    const HMAC_INFO info = {id, nullptr, 0, nullptr, 0};
    set_hash_param(hmac, HP_HMAC_INFO, &info);
    return hmac;
}
inline KeyHandle hmac_key(HCRYPTPROV context, Bytes secret) {
    return import_plaintext(context, CALG_RC2, secret, CRYPT_IPSEC_HMAC_KEY);
}

inline CRYPT_DATA_BLOB data_blob(const Buffer& octets) {
    return {static_cast<DWORD>(octets.size()), const_cast<BYTE*>(octets.data())};
}

// A pair that libcrypto made.
inline const Pkey& foreign_pair() {
    static const Pkey pair(EVP_RSA_gen(2048), EVP_PKEY_free);
    return pair;
}

// TLS 1.0's pre-master secret under the server's public key, by libcrypto; both randoms set.
struct ChannelMaster {
    explicit ChannelMaster(HCRYPTPROV context) {
        const KeyHandle pair = import_key(context, rsa_private_blob(foreign_pair().get()));
        const Buffer sealed = foreign_rsa(foreign_pair().get(), true, {}, pre_master);
        key = import_key(context,
                         joined_octets({blob_header(SIMPLEBLOB, CALG_TLS1_MASTER),
                                        le_words({CALG_RSA_KEYX}), reversed(sealed)}),
                         0, pair);
    }
    void set_randoms() const {
        set_random(KP_CLIENT_RANDOM, client_random);
        set_random(KP_SERVER_RANDOM, server_random);
    }
    void set_algorithms() const {
        set_key_param(key, KP_SCHANNEL_ALG, le_words({SCHANNEL_ENC_KEY, CALG_DES, 64, 0, 0}));
        set_key_param(key, KP_SCHANNEL_ALG, le_words({SCHANNEL_MAC_KEY, CALG_MD5, 128, 0, 0}));
    }
    // RFC 2246 8.1, by libcrypto.
    Buffer master_secret() const {
        return foreign::prf("MD5-SHA1", pre_master, "master secret",
                            joined_octets({client_random, server_random}), 48);
    }

    Buffer pre_master = joined_octets({Buffer{3, 1}, counting(46, 0x70)});
    Buffer client_random = counting(32, 0x10), server_random = counting(32, 0xB0);
    KeyHandle key;

 private:
    void set_random(DWORD param, const Buffer& random) const {
        const CRYPT_DATA_BLOB blob = data_blob(random);
        expect_true(CryptSetKeyParam(key, param, reinterpret_cast<const BYTE*>(&blob), 0),
                    "CryptSetKeyParam");
    }
};

}  // namespace secur32::test
