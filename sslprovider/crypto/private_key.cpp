// Private keys: made, and as numbers.  Their encodings are private_key_info.cpp's,
// encrypted_key_info.cpp's and pem_key.cpp's.
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/key_parts.h"
#include "sslprovider/crypto/pkey_context.h"
#include "sslprovider/crypto/rsa_arithmetic.h"

namespace secur32::crypto {
namespace {

// libcrypto makes none shorter; the step is that of the CryptoAPI.
constexpr std::size_t kMinGeneratedBits = 512, kGeneratedStep = 8;

Status not_generated() {
    ERR_clear_error();
    return trace::because(Status::internal_error, "ssl: libcrypto does not make a key");
}

// configure(context) tells what it is to be like.
template <typename Configure>
Result<PublicKey> generate(const char* algorithm, Configure configure) {
    const PkeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, algorithm, nullptr));
    EVP_PKEY* key = nullptr;
    if (!context || EVP_PKEY_keygen_init(context.get()) != 1 || configure(context.get()) != 1 ||
        EVP_PKEY_generate(context.get(), &key) != 1)
        return not_generated();
    return PublicKey::adopt(own(key));
}

Result<PrivateKey> with_both_halves(Result<PublicKey> key) {
    TRY(key);
    return PrivateKey(std::move(key).value());
}

}  // namespace

Result<PrivateKey> PrivateKey::generate_rsa(std::size_t bits) {
    if (bits < kMinGeneratedBits || bits > kMaxRsaBits || bits % kGeneratedStep != 0)
        return trace::because(Status::invalid_parameter, "ssl: no such length of RSA keys");
    return with_both_halves(generate("RSA", [bits](EVP_PKEY_CTX* context) {
        std::size_t length = bits;
        const OSSL_PARAM wish[] = {OSSL_PARAM_construct_size_t(OSSL_PKEY_PARAM_RSA_BITS, &length),
                                   OSSL_PARAM_construct_end()};
        return EVP_PKEY_CTX_set_params(context, wish);
    }));
}

Result<PrivateKey> PrivateKey::generate_ec(NamedGroup curve) {
    const Curve* const row = find_curve(curve);
    if (row == nullptr)
        return trace::because(Status::unsupported_function, "ssl: no keys on that group");
    return with_both_halves(generate("EC", [row](EVP_PKEY_CTX* context) {
        return EVP_PKEY_CTX_set_group_name(context, row->name);
    }));
}

Result<PrivateKey> PrivateKey::generate_ed25519() {
    return with_both_halves(generate("ED25519", [](EVP_PKEY_CTX*) { return 1; }));
}

Result<PrivateKey> PrivateKey::from_numbers(const RsaPrivateNumbers& numbers) {
    RsaPrivateNumbers complete = clone(numbers);
    TRY(complete_rsa(complete));
    return with_both_halves(make_rsa_private(KeyIdentifier{}, complete));
}

Result<PrivateKey> PrivateKey::from_numbers(const EcPrivateNumbers& numbers) {
    const Curve* const curve = find_curve(numbers.open.curve);
    if (curve == nullptr)
        return trace::because(Status::unsupported_function, "ssl: no keys on that group");
    TRY_ASSIGN(const Buffer point, uncompressed_point(*curve, numbers.open));
    TRY_ASSIGN(Pkey key, import_pair(*curve, numbers.d.bytes(), point));
    return PrivateKey(ec_key(*curve, std::move(key)));
}

Result<RsaPrivateNumbers> PrivateKey::rsa_numbers() const {
    RsaPrivateNumbers numbers;
    TRY_ASSIGN(numbers.open, public_key_.rsa_numbers());
    const Pkey& key = public_key_.shared();
    TRY_ASSIGN(numbers.prime1, number_of(key, OSSL_PKEY_PARAM_RSA_FACTOR1));
    TRY_ASSIGN(numbers.prime2, number_of(key, OSSL_PKEY_PARAM_RSA_FACTOR2));
    const std::size_t p = numbers.prime1.size(), q = numbers.prime2.size();
    TRY_ASSIGN(numbers.exponent1, number_of(key, OSSL_PKEY_PARAM_RSA_EXPONENT1, p));
    TRY_ASSIGN(numbers.exponent2, number_of(key, OSSL_PKEY_PARAM_RSA_EXPONENT2, q));
    TRY_ASSIGN(numbers.coefficient, number_of(key, OSSL_PKEY_PARAM_RSA_COEFFICIENT1, p));
    TRY_ASSIGN(numbers.private_exponent,
               number_of(key, OSSL_PKEY_PARAM_RSA_D, numbers.open.modulus.size()));
    return numbers;
}

Result<EcPrivateNumbers> PrivateKey::ec_numbers() const {
    EcPrivateNumbers numbers;
    TRY_ASSIGN(numbers.open, public_key_.ec_numbers());
    TRY_ASSIGN(numbers.d, number_of(public_key_.shared(), OSSL_PKEY_PARAM_PRIV_KEY,
                                    find_curve(public_key_.curve())->length()));
    return numbers;
}

}  // namespace secur32::crypto
