// Contexts of libcrypto's public-key operations.  A context is not kept for the next call: it holds
// the key alive, and keys die early here.
#include "sslprovider/crypto/pkey_context.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>

namespace secur32::crypto {
namespace {

// libcrypto takes pointers to what it will not write.
struct ToParameter {
    const char* name;
    OSSL_PARAM operator()(const int& number) const {
        return OSSL_PARAM_construct_int(name, const_cast<int*>(&number));
    }
    OSSL_PARAM operator()(const char* text) const {
        return OSSL_PARAM_construct_utf8_string(name, const_cast<char*>(text), 0);
    }
    OSSL_PARAM operator()(Bytes octets) const {
        return OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(octets.data()),
                                                 octets.size());
    }
};

}  // namespace

void PkeyContextFree::operator()(evp_pkey_ctx_st* context) const noexcept {
    EVP_PKEY_CTX_free(context);
}

PkeyContext start_operation(const PublicKey& key, PkeyInit init,
                            std::initializer_list<PkeyOption> options) {
    std::array<OSSL_PARAM, kMaxPkeyOptions + 1> parameters;
    parameters.fill(OSSL_PARAM_construct_end());
    auto next = parameters.begin();
    for (const PkeyOption& option : options) {
        const Bytes* const octets = std::get_if<Bytes>(&option.value);
        if (octets == nullptr || !octets->empty())
            *next++ = std::visit(ToParameter{option.name}, option.value);
    }

    PkeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
    if (context && init(context.get(), parameters.data()) == 1) return context;
    ERR_clear_error();
    return nullptr;
}

bool run_operation(const PkeyContext& context, PkeyRun run, MutableBytes out, std::size_t& length,
                   Bytes in) {
    length = out.size();
    if (run(context.get(), out.data(), &length, in.data(), in.size()) == 1) return true;
    ERR_clear_error();
    return false;
}

std::size_t operation_length(const PublicKey& key) {
    return static_cast<std::size_t>(EVP_PKEY_get_size(key.get()));
}

const char* hash_name(HashAlgorithm algorithm) {
    constexpr std::array<const char*, 7> names{"",       "MD5",    "SHA1",    "SHA256",
                                               "SHA384", "SHA512", "MD5-SHA1"};
    return names[static_cast<std::size_t>(algorithm)];
}

}  // namespace secur32::crypto
