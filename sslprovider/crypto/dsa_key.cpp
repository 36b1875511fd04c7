// DSA keys as numbers, and new ones of FIPS 186-2, which is all that the CryptoAPI has.  Signatures
// with them are signature.cpp's.
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>

#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/big_number.h"
#include "sslprovider/crypto/dsa_arithmetic.h"
#include "sslprovider/crypto/keys.h"
#include "sslprovider/crypto/pkey_context.h"
#include "sslprovider/crypto/pkey_data.h"

namespace secur32::crypto {
namespace {

constexpr std::size_t kLeastGeneratedBits = 512, kMostGeneratedBits = 1024, kGeneratedStep = 64,
                      kGeneratedOrderBits = 160;

Status refused() {
    ERR_clear_error();
    return trace::because(Status::internal_error, "ssl: libcrypto refuses a DSA key");
}

DsaGroup group_of(const DsaPublicNumbers& numbers) {
    return {significant(numbers.p), significant(numbers.q), significant(numbers.g)};
}

// y: significant octets; x: none for a public half.
Result<PublicKey> make_dsa(const DsaPublicNumbers& numbers, Bytes y, const SecureBytes* x) {
    using Value = decltype(PkeyField::value);
    const DsaGroup group = group_of(numbers);
    const std::optional<DsaSeed>& seed = numbers.seed;
    Pkey key = make_pkey(
        PkeyType::dsa, x == nullptr ? PkeyParts::public_half : PkeyParts::both_halves,
        {{OSSL_PKEY_PARAM_FFC_P, PkeyNumber{group.p}},
         {OSSL_PKEY_PARAM_FFC_Q, PkeyNumber{group.q}},
         {OSSL_PKEY_PARAM_FFC_G, PkeyNumber{group.g}},
         {OSSL_PKEY_PARAM_FFC_SEED, seed ? Value(Bytes(seed->octets)) : Value()},
         {OSSL_PKEY_PARAM_FFC_PCOUNTER, seed ? Value(static_cast<int>(seed->counter)) : Value()},
         {OSSL_PKEY_PARAM_PUB_KEY, PkeyNumber{y}},
         {OSSL_PKEY_PARAM_PRIV_KEY, x == nullptr ? Value() : Value(PkeyNumber{x->bytes()})}});
    if (!key) return refused();
    return PublicKey(std::move(key), KeyAlgorithm::dsa, NamedGroup::none, bit_length(group.p));
}

std::optional<DsaSeed> seed_of(const Pkey& key) {
    DsaSeed seed;
    std::size_t length = 0;
    int counter = -1;
    const bool there =
        EVP_PKEY_get_octet_string_param(key.get(), OSSL_PKEY_PARAM_FFC_SEED, seed.octets.data(),
                                        seed.octets.size(), &length) == 1 &&
        length == seed.octets.size() &&
        EVP_PKEY_get_int_param(key.get(), OSSL_PKEY_PARAM_FFC_PCOUNTER, &counter) == 1 &&
        counter >= 0;
    ERR_clear_error();
    if (!there) return {};
    seed.counter = static_cast<std::uint32_t>(counter);
    return seed;
}

Result<Buffer> open_number(const Pkey& key, const char* name, std::size_t length = 0) {
    TRY_ASSIGN(const SecureBytes number, number_of(key, name, length));
    return buffer_of(number.bytes());
}

// FIPS 186-2 appendix 2.2; libcrypto keeps the seed and the counter with the numbers.
Pkey generate_group(std::size_t bits) {
    const PkeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "DSA", nullptr));
    std::size_t order_bits = kGeneratedOrderBits;
    char type[] = "fips186_2";
    const OSSL_PARAM wish[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_FFC_TYPE, type, 0),
                               OSSL_PARAM_construct_size_t(OSSL_PKEY_PARAM_FFC_PBITS, &bits),
                               OSSL_PARAM_construct_size_t(OSSL_PKEY_PARAM_FFC_QBITS, &order_bits),
                               OSSL_PARAM_construct_end()};
    EVP_PKEY* group = nullptr;
    if (!context || EVP_PKEY_paramgen_init(context.get()) != 1 ||
        EVP_PKEY_CTX_set_params(context.get(), wish) != 1 ||
        EVP_PKEY_generate(context.get(), &group) != 1)
        return nullptr;
    return own(group);
}

// 1 to q-1, every one as likely; the number of draws tells nothing of the one that is kept.
Result<SecureBytes> draw_below(Bytes q) {
    SecureBytes x(q.size());
    do {
        if (RAND_priv_bytes(x.mutable_bytes().data(), static_cast<int>(x.size())) != 1) {
            ERR_clear_error();
            return trace::because(Status::internal_error, "ssl: no random octets");
        }
    } while (significant(x.bytes()).empty() || !less(x.bytes(), q));
    return x;
}

}  // namespace

Result<PublicKey> PublicKey::from_numbers(const DsaPublicNumbers& numbers) {
    const DsaGroup group = group_of(numbers);
    TRY(check_dsa(group));
    const Bytes y = significant(numbers.y);
    TRY(check_dsa_public(group, y));
    return make_dsa(numbers, y, nullptr);
}

Result<DsaPublicNumbers> PublicKey::dsa_numbers() const {
    if (algorithm_ != KeyAlgorithm::dsa)
        return trace::because(Status::bad_type, "ssl: the key has no such numbers");
    DsaPublicNumbers numbers;
    TRY_ASSIGN(numbers.p, open_number(key_, OSSL_PKEY_PARAM_FFC_P));
    TRY_ASSIGN(numbers.q, open_number(key_, OSSL_PKEY_PARAM_FFC_Q));
    TRY_ASSIGN(numbers.g, open_number(key_, OSSL_PKEY_PARAM_FFC_G, numbers.p.size()));
    TRY_ASSIGN(numbers.y, open_number(key_, OSSL_PKEY_PARAM_PUB_KEY, numbers.p.size()));
    numbers.seed = seed_of(key_);
    return numbers;
}

Result<PrivateKey> PrivateKey::generate_dsa(std::size_t bits) {
    if (bits < kLeastGeneratedBits || bits > kMostGeneratedBits || bits % kGeneratedStep != 0)
        return trace::because(Status::invalid_parameter, "ssl: no such length of DSA keys");
    const Pkey group = generate_group(bits);
    if (!group) return refused();
    DsaPrivateNumbers numbers;
    TRY_ASSIGN(numbers.open.p, open_number(group, OSSL_PKEY_PARAM_FFC_P));
    TRY_ASSIGN(numbers.open.q, open_number(group, OSSL_PKEY_PARAM_FFC_Q));
    TRY_ASSIGN(numbers.open.g, open_number(group, OSSL_PKEY_PARAM_FFC_G));
    numbers.open.seed = seed_of(group);
    // libcrypto itself draws none for groups under 1024 bits.
    TRY_ASSIGN(numbers.x, draw_below(numbers.open.q));
    return from_numbers(numbers);
}

Result<PrivateKey> PrivateKey::from_numbers(const DsaPrivateNumbers& numbers) {
    const DsaGroup group = group_of(numbers.open);
    TRY(check_dsa(group));
    const SecureBytes x(significant(numbers.x.bytes()));
    TRY_ASSIGN(const Buffer y, dsa_public(group, x.bytes()));
    if (!numbers.open.y.empty() && !std::ranges::equal(significant(numbers.open.y), y))
        return trace::because(Status::bad_key, "ssl: the halves of a DSA key are of two");
    TRY_ASSIGN(PublicKey key, make_dsa(numbers.open, y, &x));
    return PrivateKey(std::move(key));
}

Result<DsaPrivateNumbers> PrivateKey::dsa_numbers() const {
    DsaPrivateNumbers numbers;
    TRY_ASSIGN(numbers.open, public_key_.dsa_numbers());
    TRY_ASSIGN(numbers.x,
               number_of(public_key_.shared(), OSSL_PKEY_PARAM_PRIV_KEY, numbers.open.q.size()));
    return numbers;
}

}  // namespace secur32::crypto
