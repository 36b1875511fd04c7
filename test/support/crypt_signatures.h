// Signatures of the CryptoAPI in a test's hands: libcrypto's over the same message, and contexts
// whose pairs are libcrypto's.
#pragma once

#include <openssl/pem.h>
#include <openssl/x509.h>

#include "test/support/crypt_hashes.h"

namespace secur32::test {

inline const Buffer& signed_message() {
    static const Buffer text = counting(300);
    return text;
}

struct SignedHash {
    ALG_ID id;
    const char* name;
};
inline constexpr SignedHash kSignedHashes[] = {{CALG_MD5, "MD5"},
                                               {CALG_SHA1, "SHA1"},
                                               {CALG_SHA_256, "SHA256"},
                                               {CALG_SHA_384, "SHA384"},
                                               {CALG_SHA_512, "SHA512"}};

// ---- libcrypto's --------------------------------------------------------------------------------

inline const Pkey& dsa_pair() {
    static const Pkey pair = [] {
        EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_from_name(nullptr, "DSA", nullptr);
        EVP_PKEY *group = nullptr, *made = nullptr;
        EVP_PKEY_paramgen_init(context);
        std::size_t p = 1024, q = 160;
        const OSSL_PARAM sizes[] = {OSSL_PARAM_construct_size_t(OSSL_PKEY_PARAM_FFC_PBITS, &p),
                                    OSSL_PARAM_construct_size_t(OSSL_PKEY_PARAM_FFC_QBITS, &q),
                                    OSSL_PARAM_construct_end()};
        EVP_PKEY_CTX_set_params(context, sizes);
        EVP_PKEY_generate(context, &group);
        EVP_PKEY_CTX_free(context);
        context = EVP_PKEY_CTX_new_from_pkey(nullptr, group, nullptr);
        EVP_PKEY_keygen_init(context);
        EVP_PKEY_generate(context, &made);
        EVP_PKEY_CTX_free(context);
        EVP_PKEY_free(group);
        return Pkey(made, EVP_PKEY_free);
    }();
    return pair;
}

// A PRIVATEKEYBLOB as libcrypto writes it.
inline Buffer foreign_private_blob(const EVP_PKEY* key) {
    BIO* const bio = BIO_new(BIO_s_mem());
    const int written = i2b_PrivateKey_bio(bio, key);
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    const Buffer blob(data, data + (written > 0 ? size : 0));
    BIO_free(bio);
    return blob;
}

inline bool foreign_verifies(const Pkey& key, const char* hash, Bytes signature) {
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    const bool right = EVP_DigestVerifyInit_ex(context, nullptr, hash, nullptr, nullptr, key.get(),
                                               nullptr) == 1 &&
                       EVP_DigestVerify(context, signature.data(), signature.size(),
                                        signed_message().data(), signed_message().size()) == 1;
    EVP_MD_CTX_free(context);
    ERR_clear_error();
    return right;
}

inline Buffer foreign_signature(const Pkey& key, const char* hash) {
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    Buffer signature(1024);
    std::size_t length = signature.size();
    const int done =
        EVP_DigestSignInit_ex(context, nullptr, hash, nullptr, nullptr, key.get(), nullptr) == 1
            ? EVP_DigestSign(context, signature.data(), &length, signed_message().data(),
                             signed_message().size())
            : 0;
    EVP_MD_CTX_free(context);
    signature.resize(done == 1 ? length : 0);
    return signature;
}

// What is behind the padding of an RSA signature.
inline Buffer recovered(Bytes signature) {
    EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new(foreign_pair().get(), nullptr);
    EVP_PKEY_verify_recover_init(context);
    EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING);
    Buffer content(512);
    std::size_t length = content.size();
    const int done = EVP_PKEY_verify_recover(context, content.data(), &length, signature.data(),
                                             signature.size());
    EVP_PKEY_CTX_free(context);
    content.resize(done == 1 ? length : 0);
    return content;
}

// ---- Ours ---------------------------------------------------------------------------------------

// A context whose pair for key exchange is libcrypto's.
struct Signer {
    explicit Signer(DWORD type = PROV_RSA_AES) : context(verify_context(type)) {
        pair = import_key(context, rsa_private_blob(foreign_pair().get()));
    }
    HashHandle hash(ALG_ID id = CALG_SHA1) const { return hash_of(context, id, signed_message()); }

    ContextHandle context;
    KeyHandle pair;
};

struct DsaSigner {
    DsaSigner() : context(verify_context(PROV_DSS_DH)) {
        pair = import_key(context, foreign_private_blob(dsa_pair().get()));
    }
    ContextHandle context;
    KeyHandle pair;
};

using Sign = BOOL (*)(HCRYPTHASH, DWORD, Bytes* description, DWORD, BYTE*, DWORD*);
inline BOOL sign_w(HCRYPTHASH hash, DWORD spec, Bytes* none, DWORD flags, BYTE* out, DWORD* size) {
    return CryptSignHashW(hash, spec, reinterpret_cast<LPCWSTR>(none), flags, out, size);
}
inline BOOL sign_a(HCRYPTHASH hash, DWORD spec, Bytes* none, DWORD flags, BYTE* out, DWORD* size) {
    return CryptSignHashA(hash, spec, reinterpret_cast<LPCSTR>(none), flags, out, size);
}
inline Buffer signature_by(Sign sign, HCRYPTHASH hash, DWORD spec, DWORD flags = 0) {
    DWORD size = 0;
    expect_true(sign(hash, spec, nullptr, flags, nullptr, &size), "CryptSignHash");
    Buffer signature(size);
    expect_true(sign(hash, spec, nullptr, flags, signature.data(), &size), "CryptSignHash");
    if (size != signature.size()) throw std::runtime_error("the sizes of a signature differ");
    return signature;
}
inline Buffer signature_of(HCRYPTHASH hash, DWORD spec = AT_KEYEXCHANGE, DWORD flags = 0) {
    return signature_by(sign_w, hash, spec, flags);
}

}  // namespace secur32::test
