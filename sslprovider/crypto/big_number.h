// Arithmetic with the numbers of keys, on libcrypto's BIGNUM.  Every number may be a secret: it is
// wiped when it dies, and marked so that libcrypto takes its constant-time paths.  Private to this
// folder.
#pragma once

#include <cstddef>
#include <memory>

#include "sslprovider/base/secure_bytes.h"

struct bignum_st;
struct bignum_ctx;

namespace secur32::crypto {

// ---- Public numbers as octets, big-endian -------------------------------------------------------

// Without leading zeros; empty for 0.
Bytes significant(Bytes number);
std::size_t bit_length(Bytes number);
bool less(Bytes a, Bytes b);
inline bool is_odd(Bytes number) { return !number.empty() && (number.back() & 1) != 0; }
Buffer buffer_of(Bytes bytes);

// ---- Numbers of libcrypto -----------------------------------------------------------------------

struct BigNumberFree {
    void operator()(bignum_st* number) const noexcept;
    void operator()(bignum_ctx* context) const noexcept;
};
using BigNumber = std::unique_ptr<bignum_st, BigNumberFree>;

BigNumber big_number(Bytes big_endian);
// Padded to length; empty when the number is null or longer.
SecureBytes octets_of(const BigNumber& number, std::size_t length);

// Each result is null where an operand was, and where libcrypto fails (out of memory, division by
// zero, no inverse): so a formula is judged once, at its end.  No error is left behind.
class Arithmetic {
 public:
    Arithmetic();

    BigNumber product(const BigNumber& a, const BigNumber& b);
    BigNumber less_one(const BigNumber& a);
    BigNumber quotient(const BigNumber& a, const BigNumber& b);
    BigNumber remainder(const BigNumber& a, const BigNumber& modulus);
    BigNumber inverse(const BigNumber& a, const BigNumber& modulus);
    BigNumber greatest_common_divisor(const BigNumber& a, const BigNumber& b);
    // modulus is odd.
    BigNumber power(const BigNumber& base, const BigNumber& exponent, const BigNumber& modulus);

 private:
    template <typename Operation>
    BigNumber run(Operation operation);
    std::unique_ptr<bignum_ctx, BigNumberFree> context_;
};

// False when one is null.
bool same(const BigNumber& a, const BigNumber& b);
bool is_one(const BigNumber& a);

}  // namespace secur32::crypto
