// A(i) and every block are wiped: they tell as much as the secret does.
#include "sslprovider/crypto/prf.h"

#include <algorithm>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/crypto/hmac.h"

namespace secur32::crypto {
namespace {

// RFC 5246 5, XORed onto out:
//   P_hash(secret, seed) = HMAC_hash(secret, A(1) + seed) + HMAC_hash(secret, A(2) + seed) + ...
//   A(0) = seed, A(i) = HMAC_hash(secret, A(i-1))
void xor_p_hash(HashAlgorithm hash, Bytes secret, std::string_view label,
                std::initializer_list<Bytes> seed, MutableBytes out) {
    Hmac hmac(hash, secret);
    Secret<kMaxHashLength> a, block;
    const std::size_t length = hmac.length();
    const auto add_seed = [&] {
        hmac.update(bytes_of(label));
        for (const Bytes part : seed) hmac.update(part);
    };
    for (bool first = true; !out.empty(); first = false) {
        if (first)
            add_seed();
        else
            hmac.update(a.bytes().first(length));
        hmac.finish(a.mutable_bytes());
        hmac.update(a.bytes().first(length));
        add_seed();
        hmac.finish(block.mutable_bytes());
        const std::size_t count = std::min(length, out.size());
        for (std::size_t i = 0; i < count; ++i) out[i] ^= block.bytes()[i];
        out = out.subspan(count);
    }
}

}  // namespace

void prf(HashAlgorithm hash, Bytes secret, std::string_view label,
         std::initializer_list<Bytes> seed, MutableBytes out) {
    std::ranges::fill(out, std::uint8_t{0});
    if (hash != HashAlgorithm::md5_sha1) return xor_p_hash(hash, secret, label, seed, out);
    // RFC 2246 5: "S1 is taken from the first half of the secret, S2 from the second half.  Their
    // length is created by rounding up the length of the overall secret divided by two".
    const std::size_t half = (secret.size() + 1) / 2;
    xor_p_hash(HashAlgorithm::md5, secret.first(half), label, seed, out);
    xor_p_hash(HashAlgorithm::sha1, secret.last(half), label, seed, out);
}

}  // namespace secur32::crypto
