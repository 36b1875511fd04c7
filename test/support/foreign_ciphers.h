// The ciphers of the CryptoAPI as libcrypto computes them when it is asked directly, in a library
// context of its own that has its legacy provider too; and RSA, likewise.
#pragma once

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>

#include "sslprovider/base/bytes.h"

namespace secur32::test {

inline OSSL_LIB_CTX* foreign_library() {
    static OSSL_LIB_CTX* const library = [] {
        OSSL_LIB_CTX* const made = OSSL_LIB_CTX_new();
        if (OSSL_PROVIDER_load(made, "default") == nullptr ||
            OSSL_PROVIDER_load(made, "legacy") == nullptr)
            throw std::runtime_error("libcrypto's legacy provider is not installed");
        return made;
    }();
    return library;
}

// A message that runs; nothing is padded.
class ForeignCipher {
 public:
    // rc2_bits: RC2's effective length.
    ForeignCipher(const std::string& name, bool encrypts, Bytes key, Bytes iv,
                  unsigned rc2_bits = 0)
        : cipher_(EVP_CIPHER_fetch(foreign_library(), name.c_str(), nullptr), EVP_CIPHER_free),
          context_(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free) {
        const int direction = encrypts ? 1 : 0;
        // RC2's effective length counts when the key is set.
        OSSL_PARAM bits[] = {OSSL_PARAM_construct_uint(OSSL_CIPHER_PARAM_RC2_KEYBITS, &rc2_bits),
                             OSSL_PARAM_construct_end()};
        EVP_CIPHER_CTX* const context = context_.get();
        if (!cipher_ ||
            EVP_CipherInit_ex2(context, cipher_.get(), nullptr, nullptr, direction, nullptr) != 1 ||
            EVP_CIPHER_CTX_set_key_length(context, static_cast<int>(key.size())) != 1 ||
            (rc2_bits != 0 && EVP_CIPHER_CTX_set_params(context, bits) != 1) ||
            EVP_CipherInit_ex2(context, nullptr, key.data(), iv.empty() ? nullptr : iv.data(),
                               direction, nullptr) != 1 ||
            EVP_CIPHER_CTX_set_padding(context, 0) != 1)
            throw std::runtime_error("libcrypto has no " + name);
    }
    Buffer update(Bytes in) {
        Buffer out(in.size() + EVP_MAX_BLOCK_LENGTH);
        int length = 0;
        if (EVP_CipherUpdate(context_.get(), out.data(), &length, in.data(),
                             static_cast<int>(in.size())) != 1)
            throw std::runtime_error("EVP_CipherUpdate");
        out.resize(static_cast<std::size_t>(length));
        return out;
    }

 private:
    std::unique_ptr<EVP_CIPHER, void (*)(EVP_CIPHER*)> cipher_;
    std::unique_ptr<EVP_CIPHER_CTX, void (*)(EVP_CIPHER_CTX*)> context_;
};

// RFC 5652 6.3: the value is how many octets were added.
inline Buffer pkcs7_padded(Bytes message, std::size_t block) {
    Buffer padded(message.begin(), message.end());
    const std::size_t count = block - message.size() % block;
    padded.insert(padded.end(), count, static_cast<std::uint8_t>(count));
    return padded;
}

// NIST SP 800-38A 6.3 with s = 8, by its formulas over the cipher's ECB: libcrypto has no CFB-8 of
// RC2.
inline Buffer foreign_cfb8(const std::string& ecb, bool encrypts, Bytes key, Bytes iv, Bytes in,
                           unsigned rc2_bits = 0) {
    ForeignCipher forward(ecb, true, key, {}, rc2_bits);
    Buffer shift(iv.begin(), iv.end()), out;
    for (const std::uint8_t octet : in) {
        const auto done = static_cast<std::uint8_t>(octet ^ forward.update(shift)[0]);
        out.push_back(done);
        shift.erase(shift.begin());
        shift.push_back(encrypts ? done : octet);
    }
    return out;
}

// What libcrypto makes of a block of RSA, big-endian; empty when it refuses.
struct ForeignRsaPadding {
    int padding = RSA_PKCS1_PADDING;
    Buffer label = {};  // of OAEP with SHA-1
};
inline Buffer foreign_rsa(EVP_PKEY* key, bool encrypts, const ForeignRsaPadding& form, Bytes in) {
    const std::unique_ptr<EVP_PKEY_CTX, void (*)(EVP_PKEY_CTX*)> context(
        EVP_PKEY_CTX_new(key, nullptr), EVP_PKEY_CTX_free);
    encrypts ? EVP_PKEY_encrypt_init(context.get()) : EVP_PKEY_decrypt_init(context.get());
    EVP_PKEY_CTX_set_rsa_padding(context.get(), form.padding);
    if (!form.label.empty())
        EVP_PKEY_CTX_set0_rsa_oaep_label(context.get(),
                                         OPENSSL_memdup(form.label.data(), form.label.size()),
                                         static_cast<int>(form.label.size()));
    Buffer out(static_cast<std::size_t>(EVP_PKEY_get_size(key)));
    std::size_t length = out.size();
    const int done =
        encrypts ? EVP_PKEY_encrypt(context.get(), out.data(), &length, in.data(), in.size())
                 : EVP_PKEY_decrypt(context.get(), out.data(), &length, in.data(), in.size());
    ERR_clear_error();
    out.resize(done == 1 ? length : 0);
    return out;
}

inline Buffer foreign_digest(const char* name, Bytes message) {
    Buffer digest(EVP_MAX_MD_SIZE);
    std::size_t length = 0;
    if (EVP_Q_digest(foreign_library(), name, nullptr, message.data(), message.size(),
                     digest.data(), &length) != 1)
        throw std::runtime_error(name);
    digest.resize(length);
    return digest;
}

}  // namespace secur32::test
