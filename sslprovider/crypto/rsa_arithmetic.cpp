#include "sslprovider/crypto/rsa_arithmetic.h"

#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/big_number.h"

namespace secur32::crypto {
namespace {

constexpr std::size_t kSmallestExponentBits = 2;  // of 3

Status mismatch() {
    return trace::because(Status::bad_key, "ssl: the numbers of an RSA key do not belong together");
}

void strip(SecureBytes& number) { number = SecureBytes(significant(number.bytes())); }

struct Primes {
    BigNumber p, q, p1, q1;  // p-1, q-1
};

Result<Primes> read_primes(RsaPrivateNumbers& numbers, Arithmetic& arithmetic) {
    strip(numbers.prime1);
    strip(numbers.prime2);
    const std::size_t longest = numbers.open.modulus.size();
    if (numbers.prime1.empty() || numbers.prime1.size() > longest || numbers.prime2.empty() ||
        numbers.prime2.size() > longest)
        return mismatch();
    Primes primes;
    primes.p = big_number(numbers.prime1.bytes());
    primes.q = big_number(numbers.prime2.bytes());
    primes.p1 = arithmetic.less_one(primes.p);
    primes.q1 = arithmetic.less_one(primes.q);
    const BigNumber n = big_number(numbers.open.modulus);
    if (!same(arithmetic.product(primes.p, primes.q), n) || same(primes.p, primes.q) ||
        is_one(primes.p) || is_one(primes.q))
        return mismatch();
    return primes;
}

// RFC 8017 3.2: "e * d == 1 (mod \lambda(n)), where \lambda(n) = LCM(r_1 - 1, r_2 - 1)"
BigNumber private_exponent(const BigNumber& e, const Primes& primes, Arithmetic& arithmetic) {
    const BigNumber common = arithmetic.greatest_common_divisor(primes.p1, primes.q1);
    const BigNumber lambda = arithmetic.quotient(arithmetic.product(primes.p1, primes.q1), common);
    return arithmetic.inverse(e, lambda);
}

bool is_inverse(const BigNumber& d, const BigNumber& e, const BigNumber& modulus,
                Arithmetic& arithmetic) {
    return is_one(arithmetic.remainder(arithmetic.product(d, e), modulus));
}

// number becomes right, padded to length; it may have been empty, or right already.
Status settle(SecureBytes& number, const BigNumber& right, std::size_t length) {
    SecureBytes octets = octets_of(right, length);
    if (octets.empty()) return mismatch();
    const Bytes given = number.bytes();
    if (!given.empty() && (significant(given).size() > length ||
                           !(octets_of(big_number(significant(given)), length) == octets)))
        return mismatch();
    number = std::move(octets);
    return Status::ok;
}

}  // namespace

Status check_rsa(RsaPublicNumbers& numbers, std::size_t least_bits) {
    numbers.modulus = buffer_of(significant(numbers.modulus));
    numbers.public_exponent = buffer_of(significant(numbers.public_exponent));
    const std::size_t bits = bit_length(numbers.modulus);
    if (bits < least_bits || bits > kMaxRsaBits)
        return trace::because(Status::bad_key, "ssl: an RSA modulus too short or too long");
    if (!is_odd(numbers.modulus))
        return trace::because(Status::bad_key, "ssl: an even RSA modulus");
    if (!is_odd(numbers.public_exponent) ||
        bit_length(numbers.public_exponent) < kSmallestExponentBits ||
        !less(numbers.public_exponent, numbers.modulus))
        return trace::because(Status::bad_key, "ssl: no public exponent of RSA");
    return Status::ok;
}

Status complete_rsa(RsaPrivateNumbers& numbers) {
    TRY(check_rsa(numbers.open));
    Arithmetic arithmetic;
    TRY_ASSIGN(const Primes primes, read_primes(numbers, arithmetic));
    const std::size_t length = numbers.open.modulus.size();
    if (significant(numbers.private_exponent.bytes()).size() > length) return mismatch();
    const BigNumber e = big_number(numbers.open.public_exponent);
    const BigNumber d = numbers.private_exponent.empty()
                            ? private_exponent(e, primes, arithmetic)
                            : big_number(significant(numbers.private_exponent.bytes()));
    if (!is_inverse(d, e, primes.p1, arithmetic) || !is_inverse(d, e, primes.q1, arithmetic))
        return mismatch();
    TRY(settle(numbers.private_exponent, d, length));
    TRY(settle(numbers.exponent1, arithmetic.remainder(d, primes.p1), numbers.prime1.size()));
    TRY(settle(numbers.exponent2, arithmetic.remainder(d, primes.q1), numbers.prime2.size()));
    return settle(numbers.coefficient, arithmetic.inverse(primes.q, primes.p),
                  numbers.prime1.size());
}

RsaPrivateNumbers clone(const RsaPrivateNumbers& numbers) {
    return {numbers.open,
            numbers.prime1.clone(),
            numbers.prime2.clone(),
            numbers.exponent1.clone(),
            numbers.exponent2.clone(),
            numbers.coefficient.clone(),
            numbers.private_exponent.clone()};
}

}  // namespace secur32::crypto
