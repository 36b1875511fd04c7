#include "test/support/foreign_kdf.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <memory>
#include <stdexcept>
#include <vector>

namespace secur32::test::foreign {
namespace {

void demand(bool good, const char* what) {
    if (!good) throw std::runtime_error(std::string("libcrypto: ") + what);
}

// Zero octets need an address too.
OSSL_PARAM octets(const char* name, Bytes value) {
    static std::uint8_t nothing = 0;
    void* const address = value.empty() ? &nothing : const_cast<std::uint8_t*>(value.data());
    return OSSL_PARAM_construct_octet_string(name, address, value.size());
}
OSSL_PARAM text(const char* name, const std::string& value) {
    return OSSL_PARAM_construct_utf8_string(name, const_cast<char*>(value.c_str()), 0);
}

Buffer derive(const char* algorithm, std::vector<OSSL_PARAM> parameters, std::size_t length) {
    parameters.push_back(OSSL_PARAM_construct_end());
    EVP_KDF* const kdf = EVP_KDF_fetch(nullptr, algorithm, nullptr);
    const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context(EVP_KDF_CTX_new(kdf),
                                                                            EVP_KDF_CTX_free);
    EVP_KDF_free(kdf);
    Buffer out(length);
    demand(EVP_KDF_derive(context.get(), out.data(), length, parameters.data()) == 1, algorithm);
    return out;
}

}  // namespace

Buffer hash(const std::string& hash, Bytes message) {
    Buffer out(EVP_MAX_MD_SIZE);
    std::size_t length = 0;
    demand(EVP_Q_digest(nullptr, hash.c_str(), nullptr, message.data(), message.size(), out.data(),
                        &length) == 1,
           "digest");
    out.resize(length);
    return out;
}

Buffer hmac(const std::string& hash, Bytes key, Bytes message) {
    Buffer out(EVP_MAX_MD_SIZE);
    unsigned length = 0;
    demand(HMAC(EVP_get_digestbyname(hash.c_str()), key.data(), static_cast<int>(key.size()),
                message.data(), message.size(), out.data(), &length) != nullptr,
           "HMAC");
    out.resize(length);
    return out;
}

Buffer prf(const std::string& hash, Bytes secret, std::string_view label, Bytes seed,
           std::size_t length) {
    const Buffer whole = joined(bytes_of(label), seed);
    return derive("TLS1-PRF",
                  {text(OSSL_KDF_PARAM_DIGEST, hash), octets(OSSL_KDF_PARAM_SECRET, secret),
                   octets(OSSL_KDF_PARAM_SEED, whole)},
                  length);
}

Buffer hkdf_extract(const std::string& hash, Bytes salt, Bytes input) {
    static const std::string extract = "EXTRACT_ONLY";
    return derive("HKDF",
                  {text(OSSL_KDF_PARAM_DIGEST, hash), text(OSSL_KDF_PARAM_MODE, extract),
                   octets(OSSL_KDF_PARAM_SALT, salt), octets(OSSL_KDF_PARAM_KEY, input)},
                  foreign::hash(hash, {}).size());
}

// RFC 8446 7.1: struct { uint16 length; opaque label<7..255>; opaque context<0..255>; } HkdfLabel
Buffer hkdf_expand_label(const std::string& hash, Bytes secret, std::string_view label,
                         Bytes context, std::size_t length) {
    static const std::string expand = "EXPAND_ONLY";
    const std::string name = "tls13 " + std::string(label);
    Buffer info = {static_cast<std::uint8_t>(length >> 8), static_cast<std::uint8_t>(length),
                   static_cast<std::uint8_t>(name.size())};
    info = joined(info, bytes_of(std::string_view(name)));
    info.push_back(static_cast<std::uint8_t>(context.size()));
    info = joined(info, context);
    return derive("HKDF",
                  {text(OSSL_KDF_PARAM_DIGEST, hash), text(OSSL_KDF_PARAM_MODE, expand),
                   octets(OSSL_KDF_PARAM_KEY, secret), octets(OSSL_KDF_PARAM_INFO, info)},
                  length);
}

Buffer x25519(Bytes private_value, Bytes public_value) {
    using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
    const Key own(EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, private_value.data(),
                                               private_value.size()),
                  EVP_PKEY_free);
    const Key peer(EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, public_value.data(),
                                               public_value.size()),
                   EVP_PKEY_free);
    const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
        EVP_PKEY_CTX_new(own.get(), nullptr), EVP_PKEY_CTX_free);
    Buffer z(32);
    std::size_t length = z.size();
    demand(EVP_PKEY_derive_init(context.get()) == 1 &&
               EVP_PKEY_derive_set_peer(context.get(), peer.get()) == 1 &&
               EVP_PKEY_derive(context.get(), z.data(), &length) == 1,
           "X25519");
    return z;
}

}  // namespace secur32::test::foreign
