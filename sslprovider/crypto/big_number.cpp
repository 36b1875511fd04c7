#include "sslprovider/crypto/big_number.h"

#include <openssl/bn.h>
#include <openssl/err.h>

#include <algorithm>
#include <bit>

namespace secur32::crypto {
namespace {

BigNumber new_number() {
    BigNumber number(BN_secure_new());
    if (number) BN_set_flags(number.get(), BN_FLG_CONSTTIME);
    return number;
}

}  // namespace

Bytes significant(Bytes number) {
    const auto first = std::ranges::find_if(number, [](std::uint8_t octet) { return octet != 0; });
    return {first, number.end()};
}

std::size_t bit_length(Bytes number) {
    const Bytes octets = significant(number);
    if (octets.empty()) return 0;
    return 8 * (octets.size() - 1) + static_cast<std::size_t>(std::bit_width(octets.front()));
}

bool less(Bytes a, Bytes b) {
    const Bytes x = significant(a), y = significant(b);
    return x.size() != y.size() ? x.size() < y.size() : std::ranges::lexicographical_compare(x, y);
}

Buffer buffer_of(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

void BigNumberFree::operator()(bignum_st* number) const noexcept { BN_clear_free(number); }
void BigNumberFree::operator()(bignum_ctx* context) const noexcept { BN_CTX_free(context); }

BigNumber big_number(Bytes big_endian) {
    BigNumber number = new_number();
    if (number &&
        BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), number.get()) != nullptr)
        return number;
    ERR_clear_error();
    return nullptr;
}

SecureBytes octets_of(const BigNumber& number, std::size_t length) {
    if (!number) return {};
    SecureBytes octets(length);
    const int size = static_cast<int>(length);
    return BN_bn2binpad(number.get(), octets.mutable_bytes().data(), size) == size
               ? std::move(octets)
               : SecureBytes();
}

Arithmetic::Arithmetic() : context_(BN_CTX_secure_new()) {}

template <typename Operation>
BigNumber Arithmetic::run(Operation operation) {
    BigNumber result = new_number();
    if (context_ && result && operation(result.get(), context_.get())) return result;
    ERR_clear_error();
    return nullptr;
}

BigNumber Arithmetic::product(const BigNumber& a, const BigNumber& b) {
    return run([&](BIGNUM* r, BN_CTX* context) {
        return a && b && BN_mul(r, a.get(), b.get(), context) == 1;
    });
}

BigNumber Arithmetic::less_one(const BigNumber& a) {
    return run([&](BIGNUM* r, BN_CTX*) {
        return a && BN_copy(r, a.get()) != nullptr && BN_sub_word(r, 1) == 1;
    });
}

BigNumber Arithmetic::quotient(const BigNumber& a, const BigNumber& b) {
    return run([&](BIGNUM* r, BN_CTX* context) {
        return a && b && BN_div(r, nullptr, a.get(), b.get(), context) == 1;
    });
}

BigNumber Arithmetic::remainder(const BigNumber& a, const BigNumber& modulus) {
    return run([&](BIGNUM* r, BN_CTX* context) {
        return a && modulus && BN_nnmod(r, a.get(), modulus.get(), context) == 1;
    });
}

BigNumber Arithmetic::inverse(const BigNumber& a, const BigNumber& modulus) {
    return run([&](BIGNUM* r, BN_CTX* context) {
        return a && modulus && BN_mod_inverse(r, a.get(), modulus.get(), context) != nullptr;
    });
}

BigNumber Arithmetic::greatest_common_divisor(const BigNumber& a, const BigNumber& b) {
    return run([&](BIGNUM* r, BN_CTX* context) {
        return a && b && BN_gcd(r, a.get(), b.get(), context) == 1;
    });
}

BigNumber Arithmetic::power(const BigNumber& base, const BigNumber& exponent,
                            const BigNumber& modulus) {
    return run([&](BIGNUM* r, BN_CTX* context) {
        return base && exponent && modulus &&
               BN_mod_exp(r, base.get(), exponent.get(), modulus.get(), context) == 1;
    });
}

bool same(const BigNumber& a, const BigNumber& b) {
    if (!a || !b) return false;
    const auto length =
        static_cast<std::size_t>(std::max(BN_num_bytes(a.get()), BN_num_bytes(b.get())));
    return octets_of(a, length) == octets_of(b, length);
}

bool is_one(const BigNumber& a) { return a && BN_is_one(a.get()); }

}  // namespace secur32::crypto
