// One operation of libcrypto with a public or private key: its context, made for this call, and
// what it is told beyond the key.  Private to this folder.
#pragma once

#include <initializer_list>
#include <memory>
#include <variant>

#include "sslprovider/crypto/hash.h"
#include "sslprovider/crypto/keys.h"

struct evp_pkey_ctx_st;
struct ossl_param_st;

namespace secur32::crypto {

struct PkeyContextFree {
    void operator()(evp_pkey_ctx_st* context) const noexcept;
};
using PkeyContext = std::unique_ptr<evp_pkey_ctx_st, PkeyContextFree>;

// By the names of <openssl/core_names.h>; what value points at must live through the start only.
// Octets that are none leave the option out.
struct PkeyOption {
    const char* name;
    std::variant<int, const char*, Bytes> value;
};
inline constexpr std::size_t kMaxPkeyOptions = 5;

// EVP_PKEY_sign_init_ex and its likes.
using PkeyInit = int (*)(evp_pkey_ctx_st*, const ossl_param_st*);

// Null, and no error left behind, when the options do not suit the key.
PkeyContext start_operation(const PublicKey& key, PkeyInit init,
                            std::initializer_list<PkeyOption> options = {});

// EVP_PKEY_sign and its likes: false, and no error left behind, when it went wrong; otherwise
// length says how much of out was filled.
using PkeyRun = int (*)(evp_pkey_ctx_st*, unsigned char*, std::size_t*, const unsigned char*,
                        std::size_t);
bool run_operation(const PkeyContext& context, PkeyRun run, MutableBytes out, std::size_t& length,
                   Bytes in);

// The longest signature or ciphertext of this key; for RSA the length of the modulus.
std::size_t operation_length(const PublicKey& key);

// How libcrypto calls a hash; none is no name of a hash.
const char* hash_name(HashAlgorithm algorithm);

}  // namespace secur32::crypto
