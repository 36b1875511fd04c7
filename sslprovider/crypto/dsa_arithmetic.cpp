#include "sslprovider/crypto/dsa_arithmetic.h"

#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/big_number.h"

namespace secur32::crypto {
namespace {

constexpr std::size_t kMinBits = 512, kMaxBits = 8192;

Status refused() {
    return trace::because(Status::bad_key, "ssl: the numbers of a DSA key do not belong together");
}

bool is_order_length(std::size_t bits) { return bits == 160 || bits == 224 || bits == 256; }

// Whether number is 2 to p-1 and of the group of order q.
bool has_order(const DsaGroup& group, Bytes number) {
    if (bit_length(number) < 2 || !less(number, group.p)) return false;
    Arithmetic arithmetic;
    return is_one(arithmetic.power(big_number(number), big_number(group.q), big_number(group.p)));
}

}  // namespace

Status check_dsa(const DsaGroup& group) {
    const std::size_t bits = bit_length(group.p);
    if (bits < kMinBits || bits > kMaxBits || !is_odd(group.p) ||
        !is_order_length(bit_length(group.q)) || !is_odd(group.q))
        return refused();
    Arithmetic arithmetic;
    if (!is_one(arithmetic.remainder(big_number(group.p), big_number(group.q)))) return refused();
    return has_order(group, group.g) ? Status::ok : refused();
}

Status check_dsa_public(const DsaGroup& group, Bytes y) {
    return has_order(group, y) ? Status::ok : refused();
}

Result<Buffer> dsa_public(const DsaGroup& group, Bytes x) {
    if (significant(x).empty() || !less(x, group.q)) return refused();
    Arithmetic arithmetic;
    const SecureBytes y = octets_of(
        arithmetic.power(big_number(group.g), big_number(x), big_number(group.p)), group.p.size());
    if (y.empty()) return refused();
    return buffer_of(significant(y.bytes()));
}

}  // namespace secur32::crypto
