// Diffie-Hellman and DSA keys of libcrypto's as the CryptoAPI's blobs and parameters have them,
// and what libcrypto agrees on.
#pragma once

#include <openssl/core_names.h>
#include <openssl/dh.h>
#include <openssl/param_build.h>

#include "test/support/crypt_handles.h"
#include "test/support/key_storage.h"

namespace secur32::test {

inline BOOL set_blob(HCRYPTKEY key, DWORD param, const Buffer& value, DWORD flags = 0) {
    const CRYPT_DATA_BLOB blob{static_cast<DWORD>(value.size()), const_cast<BYTE*>(value.data())};
    return CryptSetKeyParam(key, param, reinterpret_cast<const BYTE*>(&blob), flags);
}

// In the group of 1024 bits of RFC 2409 6.2 (its Second Oakley Group): generator 2.
inline EVP_PKEY* foreign_dh() {
    static EVP_PKEY* const key = [] {
        BIGNUM* const prime = BN_get_rfc2409_prime_1024(nullptr);
        OSSL_PARAM_BLD* const build = OSSL_PARAM_BLD_new();
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_FFC_P, prime);
        OSSL_PARAM_BLD_push_uint(build, OSSL_PKEY_PARAM_FFC_G, 2);
        OSSL_PARAM* const params = OSSL_PARAM_BLD_to_param(build);
        EVP_PKEY_CTX* const from = EVP_PKEY_CTX_new_from_name(nullptr, "DH", nullptr);
        EVP_PKEY *group = nullptr, *made = nullptr;
        EVP_PKEY_fromdata_init(from);
        EVP_PKEY_fromdata(from, &group, EVP_PKEY_KEY_PARAMETERS, params);
        EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new_from_pkey(nullptr, group, nullptr);
        EVP_PKEY_keygen_init(context);
        EVP_PKEY_generate(context, &made);
        EVP_PKEY_CTX_free(context);
        EVP_PKEY_CTX_free(from);
        EVP_PKEY_free(group);
        OSSL_PARAM_free(params);
        OSSL_PARAM_BLD_free(build);
        BN_free(prime);
        if (made == nullptr) throw std::runtime_error("libcrypto makes no DH key");
        return made;
    }();
    return key;
}

// PUBLICKEYBLOB { BLOBHEADER; DHPUBKEY { magic "\0DH1"; bitlen }; y }.
inline Buffer foreign_dh_blob(ALG_ID id = CALG_DH_EPHEM) {
    const int length = EVP_PKEY_get_size(foreign_dh());
    return joined_octets({blob_header(PUBLICKEYBLOB, id),
                          le_words({0x31484400, static_cast<DWORD>(length) * 8}),
                          reversed(number_of(foreign_dh(), OSSL_PKEY_PARAM_PUB_KEY, length))});
}

// y^x of the other side's PUBLICKEYBLOB, as long as the prime.
inline Buffer foreign_agreement(Bytes blob) {
    const Buffer y = reversed(blob.subspan(16));
    EVP_PKEY* const peer = EVP_PKEY_new();
    EVP_PKEY_copy_parameters(peer, foreign_dh());
    Buffer agreed(y.size());
    std::size_t length = agreed.size();
    EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new(foreign_dh(), nullptr);
    const bool done = EVP_PKEY_set1_encoded_public_key(peer, y.data(), y.size()) == 1 &&
                      EVP_PKEY_derive_init(context) == 1 &&
                      EVP_PKEY_CTX_set_dh_pad(context, 1) == 1 &&
                      EVP_PKEY_derive_set_peer(context, peer) == 1 &&
                      EVP_PKEY_derive(context, agreed.data(), &length) == 1;
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(peer);
    agreed.resize(done ? length : 0);
    return agreed;
}

// Of 1024 bits and an order of 160 (FIPS 186-2).
inline EVP_PKEY* foreign_dsa() { return foreign_keys::dsa().foreign.get(); }

// PUBLICKEYBLOB { BLOBHEADER; DSSPUBKEY { "DSS1"; bitlen }; p; q[20]; g; y; DSSSEED }.
inline Buffer dss_public_blob() {
    const EVP_PKEY* const key = foreign_dsa();
    const auto length = static_cast<int>(number_of(key, OSSL_PKEY_PARAM_FFC_P).size());
    return joined_octets({blob_header(PUBLICKEYBLOB, CALG_DSS_SIGN),
                          le_words({0x31535344, static_cast<DWORD>(length) * 8}),
                          reversed(number_of(key, OSSL_PKEY_PARAM_FFC_P, length)),
                          reversed(number_of(key, OSSL_PKEY_PARAM_FFC_Q, 20)),
                          reversed(number_of(key, OSSL_PKEY_PARAM_FFC_G, length)),
                          reversed(number_of(key, OSSL_PKEY_PARAM_PUB_KEY, length)),
                          le_words({0xFFFFFFFF}), Buffer(20)});
}

// FIPS 186-4 4.1, computed by libcrypto: whether 1 < y < p and y^q = 1 (mod p).
inline bool is_dsa_value(Bytes y) {
    const auto number = [](const Buffer& bytes) {
        return std::unique_ptr<BIGNUM, void (*)(BIGNUM*)>(
            BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr), BN_free);
    };
    const auto p = number(number_of(foreign_dsa(), OSSL_PKEY_PARAM_FFC_P)),
               q = number(number_of(foreign_dsa(), OSSL_PKEY_PARAM_FFC_Q)),
               value = number({y.begin(), y.end()}), power = number({});
    const std::unique_ptr<BN_CTX, void (*)(BN_CTX*)> context(BN_CTX_new(), BN_CTX_free);
    return BN_mod_exp(power.get(), value.get(), q.get(), p.get(), context.get()) == 1 &&
           BN_is_one(power.get()) && !BN_is_one(value.get()) && BN_cmp(value.get(), p.get()) < 0;
}

}  // namespace secur32::test
