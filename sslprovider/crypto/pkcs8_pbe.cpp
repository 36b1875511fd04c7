#include "sslprovider/crypto/pkcs8_pbe.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <algorithm>
#include <memory>

#include "sslprovider/base/trace.h"

namespace secur32::crypto {
namespace {

constexpr std::uint32_t kMostIterations = 10'000'000;
constexpr std::size_t kLongestSalt = 1024, kOwnSalt = 16;

struct Free {
    void operator()(PKCS8_PRIV_KEY_INFO* info) const noexcept { PKCS8_PRIV_KEY_INFO_free(info); }
    void operator()(X509_SIG* encrypted) const noexcept { X509_SIG_free(encrypted); }
};

Status failed() {
    ERR_clear_error();
    return trace::because(Status::internal_error, "ssl: libcrypto does not encrypt the key");
}

}  // namespace

Result<Buffer> triple_des_pkcs8(const PrivateKey& key, Bytes passphrase,
                                const Pkcs12PbeForm& form) {
    if (form.iterations == 0 || form.iterations > kMostIterations)
        return trace::because(Status::invalid_parameter, "ssl: PBE's iterations");
    if (form.salt.size() > kLongestSalt)
        return trace::because(Status::invalid_parameter, "ssl: PBE's salt");
    // libcrypto fills a null salt at random, and takes a null passphrase for none at all.
    const char* const secret =
        passphrase.empty() ? "" : reinterpret_cast<const char*>(passphrase.data());
    Buffer salt(form.salt.begin(), form.salt.end());
    const std::unique_ptr<PKCS8_PRIV_KEY_INFO, Free> info(EVP_PKEY2PKCS8(key.get()));
    if (info == nullptr) return failed();
    const std::unique_ptr<X509_SIG, Free> encrypted(
        PKCS8_encrypt(NID_pbe_WithSHA1And3_Key_TripleDES_CBC, nullptr, secret,
                      static_cast<int>(passphrase.size()), salt.empty() ? nullptr : salt.data(),
                      static_cast<int>(salt.empty() ? kOwnSalt : salt.size()),
                      static_cast<int>(form.iterations), info.get()));
    if (encrypted == nullptr) return failed();
    Buffer der(static_cast<std::size_t>(std::max(i2d_X509_SIG(encrypted.get(), nullptr), 0)));
    unsigned char* at = der.data();
    if (der.empty() || i2d_X509_SIG(encrypted.get(), &at) <= 0) return failed();
    return der;
}

}  // namespace secur32::crypto
