// The groups are those that many have looked at (RFC 2409 6, RFC 3526), where there is one of the
// length; the arithmetic is libcrypto's, on numbers that it takes for secrets.
#include "sslprovider/crypto/diffie_hellman.h"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>

#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/big_number.h"

namespace secur32::crypto {
namespace {

constexpr std::size_t kLeastBits = 512, kMostBits = 8192, kMostGroupBits = 4096, kGroupStep = 64;
constexpr std::uint8_t kGenerator = 2;

struct GroupRow {
    std::size_t bits;
    BIGNUM* (*prime)(BIGNUM*);
};
constexpr std::array kGroups = {
    GroupRow{768, BN_get_rfc2409_prime_768},   GroupRow{1024, BN_get_rfc2409_prime_1024},
    GroupRow{1536, BN_get_rfc3526_prime_1536}, GroupRow{2048, BN_get_rfc3526_prime_2048},
    GroupRow{3072, BN_get_rfc3526_prime_3072}, GroupRow{4096, BN_get_rfc3526_prime_4096}};

// p = 2q + 1 with p = 23 (mod 24), so that 2 is of order q.
BigNumber new_safe_prime(std::size_t bits) {
    const BigNumber prime(BN_new()), modulus(BN_new()), remainder(BN_new());
    BigNumber made(BN_new());
    if (!prime || !modulus || !remainder || !made || BN_set_word(modulus.get(), 24) != 1 ||
        BN_set_word(remainder.get(), 23) != 1 ||
        BN_generate_prime_ex(made.get(), static_cast<int>(bits), 1, modulus.get(), remainder.get(),
                             nullptr) != 1) {
        ERR_clear_error();
        return nullptr;
    }
    return made;
}

Status bad_group(std::string_view reason) { return trace::because(Status::bad_key, reason); }

// 2..p-2 of an odd p: RFC 7919 3, NIST SP 800-56A 5.6.2.3.1.
bool is_inside(Bytes prime, Bytes number) {
    if (bit_length(number) < 2) return false;
    Buffer last = buffer_of(prime);
    last.back() ^= 1;  // p-1
    return less(number, last);
}

// 0 < x < p-1, every one as likely; the number of draws tells nothing of the one that is kept.
Result<SecureBytes> draw(Bytes prime) {
    Buffer last = buffer_of(prime);
    last.back() ^= 1;
    const unsigned spare = static_cast<unsigned>(8 * prime.size() - bit_length(prime));
    SecureBytes x(prime.size());
    do {
        if (RAND_priv_bytes(x.mutable_bytes().data(), static_cast<int>(x.size())) != 1) {
            ERR_clear_error();
            return trace::because(Status::internal_error, "ssl: no random octets");
        }
        x.mutable_bytes()[0] &= static_cast<std::uint8_t>(0xFF >> spare);
    } while (significant(x.bytes()).empty() || !less(x.bytes(), last));
    return x;
}

// base^x mod p, as long as the prime; the numbers were checked.
Result<SecureBytes> power(Bytes base, const SecureBytes& x, Bytes prime) {
    Arithmetic arithmetic;
    SecureBytes result = octets_of(
        arithmetic.power(big_number(base), big_number(x.bytes()), big_number(prime)), prime.size());
    if (result.empty())
        return trace::because(Status::internal_error, "ssl: libcrypto does not exponentiate");
    return result;
}

}  // namespace

Result<DhGroup> make_dh_group(std::size_t bits) {
    if (bits < kLeastBits || bits > kMostGroupBits || bits % kGroupStep != 0)
        return trace::because(Status::invalid_parameter, "ssl: no such length of DH keys");
    const auto* const row = std::ranges::find(kGroups, bits, &GroupRow::bits);
    const BigNumber prime(row == kGroups.end() ? new_safe_prime(bits).release()
                                               : row->prime(nullptr));
    const SecureBytes octets = octets_of(prime, bits / 8);
    if (octets.empty())
        return trace::because(Status::internal_error, "ssl: libcrypto makes no DH group");
    return DhGroup{buffer_of(octets.bytes()), {kGenerator}};
}

Status check_dh_group(const DhGroup& group) {
    const std::size_t bits = bit_length(group.prime);
    if (bits < kLeastBits || bits > kMostBits)
        return bad_group("ssl: a DH prime too short or too long");
    if (!is_odd(group.prime)) return bad_group("ssl: an even DH prime");
    if (!is_inside(group.prime, group.generator))
        return bad_group("ssl: a DH generator outside 2..p-2");
    return Status::ok;
}

struct DhKey::State {
    DhGroup group;
    SecureBytes x;
    Buffer y;
};

namespace {

// Without leading zeros; checked.
Result<DhGroup> settled(const DhGroup& group) {
    TRY(check_dh_group(group));
    return DhGroup{buffer_of(significant(group.prime)), buffer_of(significant(group.generator))};
}

}  // namespace

Result<DhKey> DhKey::generate(const DhGroup& group) {
    TRY_ASSIGN(const DhGroup checked, settled(group));
    TRY_ASSIGN(const SecureBytes x, draw(checked.prime));
    return from_numbers(checked, x.bytes());
}

Result<DhKey> DhKey::from_numbers(const DhGroup& group, Bytes x) {
    TRY_ASSIGN(DhGroup checked, settled(group));
    const std::size_t length = checked.prime.size();
    Buffer last = checked.prime;
    last.back() ^= 1;
    const Bytes value = significant(x);
    if (value.empty() || value.size() > length || !less(value, last))
        return bad_group("ssl: a DH secret outside 1..p-2");
    SecureBytes secret(length);
    std::ranges::copy(value, secret.mutable_bytes().last(value.size()).begin());
    TRY_ASSIGN(const SecureBytes y, power(checked.generator, secret, checked.prime));
    return DhKey(std::make_shared<const State>(
        State{std::move(checked), std::move(secret), buffer_of(y.bytes())}));
}

const DhGroup& DhKey::group() const { return state_->group; }
std::size_t DhKey::bits() const { return bit_length(state_->group.prime); }
Bytes DhKey::public_value() const { return state_->y; }
const SecureBytes& DhKey::x() const { return state_->x; }

Result<SecureBytes> DhKey::agree(Bytes peer_value) const {
    const Bytes prime = state_->group.prime;
    if (significant(peer_value).size() > prime.size() || !is_inside(prime, peer_value))
        return trace::because(Status::bad_public_key, "ssl: a DH value outside 2..p-2");
    TRY_ASSIGN(SecureBytes agreed, power(significant(peer_value), state_->x, prime));
    // NIST SP 800-56A 5.7.1.1: "If z <= 1 or z = p - 1 [...] output an error indicator."
    if (!is_inside(prime, agreed.bytes()))
        return trace::because(Status::bad_public_key, "ssl: a DH value of a small subgroup");
    return agreed;
}

}  // namespace secur32::crypto
