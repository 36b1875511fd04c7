// Fetched ciphers are never freed: a thread may still be at work while the process ends.
#include "sslprovider/crypto/cipher_context.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

namespace secur32::crypto {
namespace {

struct Fetched {
    explicit Fetched(const char* name) : cipher(EVP_CIPHER_fetch(nullptr, name, nullptr)) {
        if (cipher == nullptr) ERR_clear_error();
    }
    const EVP_CIPHER* cipher;
};

}  // namespace

void CipherContextFree::operator()(evp_cipher_ctx_st* context) const noexcept {
    EVP_CIPHER_CTX_free(context);
}

const evp_cipher_st* bulk_cipher(BulkCipher cipher) {
    static const Fetched tdes("DES-EDE3-CBC"), aes_128_cbc("AES-128-CBC"),
        aes_256_cbc("AES-256-CBC"), aes_128_gcm("AES-128-GCM"), aes_256_gcm("AES-256-GCM"),
        chacha("ChaCha20-Poly1305");
    switch (cipher) {
        case BulkCipher::des_cbc:
        case BulkCipher::tdes_ede_cbc:
            return tdes.cipher;
        case BulkCipher::aes_128_cbc:
            return aes_128_cbc.cipher;
        case BulkCipher::aes_256_cbc:
            return aes_256_cbc.cipher;
        case BulkCipher::aes_128_gcm:
            return aes_128_gcm.cipher;
        case BulkCipher::aes_256_gcm:
            return aes_256_gcm.cipher;
        case BulkCipher::chacha20_poly1305:
            return chacha.cipher;
        default:
            return nullptr;
    }
}

const evp_cipher_st* stitched_cipher(BulkCipher cipher, HashAlgorithm mac) {
    struct Row {
        BulkCipher cipher;
        HashAlgorithm mac;
        Fetched fetched;
    };
    static const std::array rows = {
        Row{BulkCipher::aes_128_cbc, HashAlgorithm::sha1, Fetched("AES-128-CBC-HMAC-SHA1")},
        Row{BulkCipher::aes_256_cbc, HashAlgorithm::sha1, Fetched("AES-256-CBC-HMAC-SHA1")},
        Row{BulkCipher::aes_128_cbc, HashAlgorithm::sha256, Fetched("AES-128-CBC-HMAC-SHA256")},
        Row{BulkCipher::aes_256_cbc, HashAlgorithm::sha256, Fetched("AES-256-CBC-HMAC-SHA256")},
    };
    const auto found = std::ranges::find_if(
        rows, [&](const Row& row) { return row.cipher == cipher && row.mac == mac; });
    return found == rows.end() ? nullptr : found->fetched.cipher;
}

CipherContext make_cipher_context(const evp_cipher_st* cipher, Direction direction, Bytes key,
                                  Bytes iv) {
    if (cipher == nullptr ||
        key.size() != static_cast<std::size_t>(EVP_CIPHER_get_key_length(cipher)))
        return nullptr;
    CipherContext context(EVP_CIPHER_CTX_new());
    const std::uint8_t* const start = iv.empty() ? nullptr : iv.data();
    if (context && EVP_CipherInit_ex2(context.get(), cipher, key.data(), start,
                                      direction == Direction::seal ? 1 : 0, nullptr) == 1)
        return context;
    ERR_clear_error();
    return nullptr;
}

bool restart_cipher(const CipherContext& context, Bytes iv) {
    if (EVP_CipherInit_ex2(context.get(), nullptr, nullptr, iv.data(), -1, nullptr) == 1)
        return true;
    ERR_clear_error();
    return false;
}

bool run_cipher(const CipherContext& context, MutableBytes in_place) {
    const auto size = static_cast<unsigned>(in_place.size());
    if (size == 0 || EVP_Cipher(context.get(), in_place.data(), in_place.data(), size) >= 0)
        return true;
    ERR_clear_error();
    return false;
}

}  // namespace secur32::crypto
