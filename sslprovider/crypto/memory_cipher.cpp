// The rounds alternate between the halves:
//
//     round:      0   1   2  ...  9          encrypting: 0 to 9, decrypting: 9 to 0
//     changes:    L   R   L  ...  R          changed half ^= HMAC(key, round | block | other half)
#include "sslprovider/crypto/memory_cipher.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/trace.h"

namespace secur32::crypto {
namespace {

constexpr unsigned kRounds = 10;
constexpr std::size_t kKeySize = 32;
constexpr std::size_t kBlockSize = 32;  // of SHA-256's output
constexpr std::size_t kPrefixSize = 8;  // round, block, both little-endian

struct ProcessKey {
    ProcessKey() : drawn(RAND_priv_bytes(key.mutable_bytes().data(), kKeySize) == 1) {}
    Secret<kKeySize> key;
    bool drawn;
};

const ProcessKey& process_key() {
    static const ProcessKey key;
    return key;
}

void put_le32(MutableBytes out, std::size_t value) {
    for (std::size_t i = 0; i < 4; ++i) out[i] = static_cast<std::uint8_t>(value >> (8 * i));
}

// changed ^= HMAC(key, round | 0 | other) | HMAC(key, round | 1 | other) | ...
bool run_round(unsigned round, MutableBytes changed, Bytes other) {
    const ProcessKey& process = process_key();
    SecureBytes input(kPrefixSize + other.size());
    put_le32(input.mutable_bytes().first(4), round);
    std::ranges::copy(other, input.mutable_bytes().begin() + kPrefixSize);
    Secret<kBlockSize> mask;
    for (std::size_t at = 0; at < changed.size(); at += kBlockSize) {
        put_le32(input.mutable_bytes().subspan(4, 4), at / kBlockSize);
        if (HMAC(EVP_sha256(), process.key.bytes().data(), kKeySize, input.bytes().data(),
                 input.size(), mask.mutable_bytes().data(), nullptr) == nullptr)
            return false;
        const std::size_t count = std::min(kBlockSize, changed.size() - at);
        for (std::size_t i = 0; i < count; ++i) changed[at + i] ^= mask.bytes()[i];
    }
    return true;
}

template <typename RoundAt>
Status run(MutableBytes bytes, RoundAt round_at) {
    if (!process_key().drawn)
        return trace::because(Status::internal_error, "no random key for secrets in memory");
    const MutableBytes left = bytes.first(bytes.size() / 2);
    const MutableBytes right = bytes.subspan(bytes.size() / 2);
    for (unsigned i = 0; i < kRounds; ++i) {
        const unsigned round = round_at(i);
        const bool even = round % 2 == 0;
        if (run_round(round, even ? left : right, even ? right : left)) continue;
        secure_wipe(bytes);
        return trace::because(Status::internal_error, "libcrypto has no HMAC-SHA-256");
    }
    return Status::ok;
}

}  // namespace

Status encrypt_memory(MutableBytes bytes) {
    return run(bytes, [](unsigned i) { return i; });
}

Status decrypt_memory(MutableBytes bytes) {
    return run(bytes, [](unsigned i) { return kRounds - 1 - i; });
}

}  // namespace secur32::crypto
