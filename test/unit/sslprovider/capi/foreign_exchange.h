// What libcrypto itself encrypts to an RSA key, and decrypts: SIMPLEBLOBs without ours in between.
#pragma once

#include <openssl/rsa.h>

#include "test/unit/sslprovider/capi/blob_samples.h"

namespace secur32::capi::samples {

inline Buffer rsa_operation(EVP_PKEY* key, int padding, bool encrypt, Bytes input) {
    const std::shared_ptr<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr),
                                                EVP_PKEY_CTX_free);
    Buffer output(static_cast<std::size_t>(EVP_PKEY_get_size(key)));
    std::size_t length = output.size();
    const auto init = encrypt ? EVP_PKEY_encrypt_init : EVP_PKEY_decrypt_init;
    const auto run = encrypt ? EVP_PKEY_encrypt : EVP_PKEY_decrypt;
    if (init(context.get()) != 1 || EVP_PKEY_CTX_set_rsa_padding(context.get(), padding) != 1 ||
        run(context.get(), output.data(), &length, input.data(), input.size()) != 1)
        throw std::runtime_error("libcrypto does not do that");
    output.resize(length);
    return output;
}

inline Buffer foreign_simple(const ForeignKey& key, AlgId id, Bytes secret,
                             int padding = RSA_PKCS1_PADDING) {
    return header(1, id) + words({calg::rsa_keyx}) +
           backwards(rsa_operation(key.foreign.get(), padding, true, secret));
}

// Around a block that the test wrote itself, as long as the modulus.
inline Buffer simple_of_block(const ForeignKey& key, AlgId id, Bytes block) {
    return foreign_simple(key, id, block, RSA_NO_PADDING);
}

// The block inside, as long as the modulus.
inline Buffer block_of(const ForeignKey& key, Bytes blob, int padding = RSA_NO_PADDING) {
    return rsa_operation(key.foreign.get(), padding, false, backwards(blob.subspan(12)));
}

inline Buffer pkcs1_block(std::size_t size, const Buffer& secret) {
    Buffer block(size, 0x55);
    block[0] = 0;
    block[1] = 2;
    block[size - secret.size() - 1] = 0;
    std::ranges::copy(secret, block.end() - static_cast<std::ptrdiff_t>(secret.size()));
    return block;
}

}  // namespace secur32::capi::samples
