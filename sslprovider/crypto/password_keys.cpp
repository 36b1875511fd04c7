#include "sslprovider/crypto/password_keys.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>

#include <limits>

#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/library.h"

namespace secur32::crypto {
namespace {

constexpr std::size_t kMaxInput = std::numeric_limits<int>::max();

Status check(const PasswordForm& form, Bytes password) {
    const bool bounded = form.rounds != 0 && form.rounds <= kMaxInput &&
                         form.salt.size() <= kMaxInput && password.size() <= kMaxInput;
    if (bounded) return Status::ok;
    return trace::because(Status::invalid_parameter, "crypto: no input of a password's key");
}

Status judged(int result) {
    if (result == 1) return Status::ok;
    ERR_clear_error();
    return trace::because(Status::unsupported_function, "crypto: libcrypto derives no such key");
}

int length_of(Bytes bytes) { return static_cast<int>(bytes.size()); }

}  // namespace

Status derive_pbkdf2(const PasswordForm& form, Bytes password, MutableBytes out) {
    TRY(check(form, password));
    const char* const text = password.empty() ? "" : reinterpret_cast<const char*>(password.data());
    return judged(PKCS5_PBKDF2_HMAC(text, length_of(password), form.salt.data(),
                                    length_of(form.salt), static_cast<int>(form.rounds),
                                    message_digest(form.hash), length_of(out), out.data()));
}

Status derive_pkcs12(const PasswordForm& form, Pkcs12Use use, Bytes password, MutableBytes out) {
    TRY(check(form, password));
    // libcrypto does not write to what it takes without const.
    return judged(PKCS12_key_gen_uni(
        const_cast<unsigned char*>(password.data()), length_of(password),
        const_cast<unsigned char*>(form.salt.data()), length_of(form.salt), static_cast<int>(use),
        static_cast<int>(form.rounds), length_of(out), out.data(), message_digest(form.hash)));
}

}  // namespace secur32::crypto
