// DES as triple DES with three equal keys (encrypt, decrypt, encrypt: the last two cancel), because
// libcrypto's default provider has the latter and keeps the former in its legacy provider.
#include "sslprovider/crypto/des.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <memory>

#include "sslprovider/base/secure_bytes.h"

namespace secur32::crypto {
namespace {

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

// Fetched once and never freed: a thread may still be at work while the process ends.
const EVP_CIPHER* triple_des() {
    static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "DES-EDE3-ECB", nullptr);
    return cipher;
}

// FIPS 46-3: 7 bits of key in the upper bits of each byte.  The parity bits are left zero: DES
// does not use them, and libcrypto does not look at them here.
Secret<8> spread(std::span<const std::uint8_t, 7> key) {
    Secret<8> spread_key;
    const auto out = spread_key.mutable_bytes();
    unsigned bits = 0;
    for (unsigned n = 0; n < key.size(); ++n) {
        bits = (bits << 8 | key[n]) & 0xffff;
        out[n] = static_cast<std::uint8_t>(bits >> (n + 1) << 1);
    }
    out[7] = static_cast<std::uint8_t>(key[6] << 1);
    return spread_key;
}

bool encrypt(const EVP_CIPHER* cipher, const std::uint8_t* key, const std::uint8_t* in,
             std::uint8_t* out) {
    const CipherContext context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    int written = 0;
    return context != nullptr &&
           EVP_EncryptInit_ex2(context.get(), cipher, key, nullptr, nullptr) == 1 &&
           EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
           EVP_EncryptUpdate(context.get(), out, &written, in, 8) == 1 && written == 8;
}

}  // namespace

Result<DesBlock> des_encrypt(std::span<const std::uint8_t, 7> key,
                             std::span<const std::uint8_t, 8> block) {
    const Secret<8> single = spread(key);
    Secret<24> triple;
    for (int n = 0; n < 3; ++n)
        std::ranges::copy(single.bytes(), triple.mutable_bytes().begin() + 8 * n);
    DesBlock encrypted{};
    ERR_set_mark();
    const EVP_CIPHER* const cipher = triple_des();
    const bool done =
        cipher != nullptr && encrypt(cipher, triple.bytes().data(), block.data(), encrypted.data());
    ERR_pop_to_mark();
    if (!done) return Status::unsupported_function;
    return encrypted;
}

}  // namespace secur32::crypto
