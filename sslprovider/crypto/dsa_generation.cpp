#include "sslprovider/crypto/dsa_generation.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/big_number.h"
#include "sslprovider/crypto/dsa_arithmetic.h"
#include "sslprovider/crypto/pkey_context.h"
#include "sslprovider/crypto/pkey_data.h"

namespace secur32::crypto {
namespace {

Status not_made() {
    ERR_clear_error();
    return trace::because(Status::internal_error, "ssl: libcrypto does not make a DSA key");
}

DsaGroup view_of(const DsaDomain& domain) {
    return {significant(domain.p), significant(domain.q), significant(domain.g)};
}

}  // namespace

Status check_dsa_domain(const DsaDomain& domain) {
    TRY(check_dsa(view_of(domain)));
    if (is_prime(domain.p) && is_prime(domain.q)) return Status::ok;
    return trace::because(Status::bad_key, "ssl: the p or q of a DSA key is not prime");
}

Result<PrivateKey> generate_dsa(const DsaDomain& domain) {
    const DsaGroup group = view_of(domain);
    TRY(check_dsa(group));
    const Pkey parameters = make_pkey(PkeyType::dsa, PkeyParts::parameters,
                                      {{OSSL_PKEY_PARAM_FFC_P, PkeyNumber{group.p}},
                                       {OSSL_PKEY_PARAM_FFC_Q, PkeyNumber{group.q}},
                                       {OSSL_PKEY_PARAM_FFC_G, PkeyNumber{group.g}}});
    if (!parameters) return not_made();
    const PkeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, parameters.get(), nullptr));
    EVP_PKEY* made = nullptr;
    if (!context || EVP_PKEY_keygen_init(context.get()) != 1 ||
        EVP_PKEY_generate(context.get(), &made) != 1)
        return not_made();
    TRY_ASSIGN(PublicKey both_halves, PublicKey::adopt(own(made)));
    return PrivateKey(std::move(both_halves));
}

bool is_prime(Bytes number) {
    const BigNumber value = big_number(number);
    const bool prime = value && BN_check_prime(value.get(), nullptr, nullptr) == 1;
    ERR_clear_error();
    return prime;
}

}  // namespace secur32::crypto
