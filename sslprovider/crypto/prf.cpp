#include "sslprovider/crypto/prf.h"

#include <algorithm>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/crypto/hmac.h"

namespace secur32::crypto {
namespace {

// RFC 5246 5: P_hash(secret, seed) = HMAC_hash(secret, A(1) + seed) + HMAC_hash(secret, A(2) +
// seed)
// + ..., where A(0) = seed, A(i) = HMAC_hash(secret, A(i-1)).  XORed onto out.
void xor_p_hash(HashAlgorithm hash, Bytes secret, std::string_view label,
                std::initializer_list<Bytes> seed, MutableBytes out) {
    Hmac hmac(hash, secret);
    Secret<kMaxHashLength> a, block;
    const std::size_t length = hmac.length();
    const auto add_seed = [&] {
        hmac.update(bytes_of(label));
        for (const Bytes part : seed) hmac.update(part);
    };
    add_seed();
    hmac.finish(a.mutable_bytes());
    while (!out.empty()) {
        hmac.update(a.bytes().first(length));
        add_seed();
        hmac.finish(block.mutable_bytes());
        const std::size_t count = std::min(length, out.size());
        for (std::size_t i = 0; i < count; ++i) out[i] ^= block.bytes()[i];
        out = out.subspan(count);
        hmac.update(a.bytes().first(length));
        hmac.finish(a.mutable_bytes());
    }
}

}  // namespace

void prf(HashAlgorithm hash, Bytes secret, std::string_view label,
         std::initializer_list<Bytes> seed, MutableBytes out) {
    std::ranges::fill(out, std::uint8_t{0});
    if (hash != HashAlgorithm::md5_sha1) return xor_p_hash(hash, secret, label, seed, out);
    // RFC 2246 5: "S1 and S2 are the two halves of the secret and each is the same length [...]
    // S2 is taken from the second half, rounded up: the two halves share an octet when odd".
    const std::size_t half = (secret.size() + 1) / 2;
    xor_p_hash(HashAlgorithm::md5, secret.first(half), label, seed, out);
    xor_p_hash(HashAlgorithm::sha1, secret.last(half), label, seed, out);
}

}  // namespace secur32::crypto
