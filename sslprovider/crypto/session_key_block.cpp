// RFC 8017 7.2.1 and 7.2.2, written out: the octets of PS are CRYPT_SSL2_FALLBACK's in part, and
// the judgement has to reach the end of the block whatever it finds.
#include "sslprovider/crypto/session_key_block.h"

#include <openssl/rand.h>

#include <algorithm>

#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/constant_time.h"
#include "sslprovider/crypto/rsa_encryption.h"

namespace secur32::crypto {
namespace {

OaepForm oaep_form(Bytes label) { return {.hash = HashAlgorithm::sha1, .label = label}; }
// 00 02 PS 00: "PS ... The length of PS will be at least eight octets."
constexpr std::size_t kLeastPs = 8;
constexpr std::uint8_t kFallbackOctet = 0x03;

Status bad_block() {
    return trace::because(Status::bad_data, "crypto: no session key under this RSA key");
}

Status check_rsa(const PublicKey& key) {
    if (key.algorithm() == KeyAlgorithm::rsa) return Status::ok;
    return trace::because(Status::bad_key, "crypto: the key is no RSA key");
}

// "PS ... consisting of pseudo-randomly generated nonzero octets".
Status fill_nonzero(MutableBytes ps) {
    // Each round leaves one of 256 to the next.
    for (MutableBytes rest = ps; !rest.empty();) {
        if (RAND_priv_bytes(rest.data(), static_cast<int>(rest.size())) != 1)
            return trace::because(Status::internal_error, "crypto: no random octets");
        const auto nonzero = [](std::uint8_t octet) { return octet != 0; };
        rest = MutableBytes(std::partition(rest.begin(), rest.end(), nonzero), rest.end());
    }
    return Status::ok;
}

// EM = 0x00 || 0x02 || PS || 0x00 || M
Result<SecureBytes> make_block(std::size_t length, Bytes secret, bool ssl2_fallback) {
    SecureBytes block(length);
    const MutableBytes octets = block.mutable_bytes();
    octets[1] = 2;
    const MutableBytes ps = octets.subspan(2, length - secret.size() - 3);
    TRY(fill_nonzero(ps));
    if (ssl2_fallback) std::ranges::fill(ps.first(kLeastPs), kFallbackOctet);
    std::ranges::copy(secret, octets.last(secret.size()).begin());
    return block;
}

Result<SecureBytes> decrypt_pkcs1_block(const PrivateKey& key, Bytes encrypted,
                                        SessionKeyLengths lengths) {
    const Result<SecureBytes> block = decrypt_raw(key, encrypted);
    if (!block.ok()) return bad_block();
    SecureBytes room(lengths.most);
    const std::size_t length =
        take_session_key(block.value().bytes(), lengths, room.mutable_bytes());
    if (length == 0) return bad_block();
    return SecureBytes(room.bytes().last(length));
}

Result<SecureBytes> decrypt_oaep_block(const PrivateKey& key, Bytes encrypted,
                                       SessionKeyLengths lengths, Bytes label) {
    Result<SecureBytes> secret = decrypt_oaep(key, oaep_form(label), encrypted);
    if (!secret.ok()) return bad_block();
    const std::size_t length = secret.value().size();
    if (length < lengths.least || length > lengths.most) return bad_block();
    return secret;
}

}  // namespace

Result<Buffer> encrypt_session_key(const PublicKey& key, SessionKeyPadding padding, Bytes secret,
                                   bool ssl2_fallback, Bytes label) {
    TRY(check_rsa(key));
    const bool oaep = padding == SessionKeyPadding::oaep_sha1;
    const std::size_t length = modulus_length(key);
    if (secret.empty() ||
        secret.size() + (oaep ? oaep_overhead(HashAlgorithm::sha1) : kPkcs1Overhead) > length)
        return trace::because(Status::bad_length, "crypto: the RSA key is too short for the key");
    if (oaep) return encrypt_oaep(key, oaep_form(label), secret);
    TRY_ASSIGN(const SecureBytes block, make_block(length, secret, ssl2_fallback));
    return encrypt_raw(key, block.bytes());
}

Result<SecureBytes> decrypt_session_key(const PrivateKey& key, SessionKeyPadding padding,
                                        Bytes encrypted, SessionKeyLengths lengths, Bytes label) {
    TRY(check_rsa(key.public_key()));
    return padding == SessionKeyPadding::oaep_sha1
               ? decrypt_oaep_block(key, encrypted, lengths, label)
               : decrypt_pkcs1_block(key, encrypted, lengths);
}

std::size_t take_session_key(Bytes block, SessionKeyLengths lengths, MutableBytes key) {
    using namespace constant_time;
    std::ranges::fill(key, std::uint8_t{0});
    if (block.size() < kPkcs1Overhead) return 0;  // the modulus's length: public

    // The first zero behind 00 02 ends PS.
    Word found = 0, separator = 0;
    for (std::size_t i = 2; i < block.size(); ++i) {
        const Word here = equal(block[i], 0) & ~found;
        separator |= here & i;
        found |= here;
    }
    const Word length = block.size() - 1 - separator;
    const Word right = equal(block[0], 0) & equal(block[1], 2) & found &
                       ~less(separator, 2 + kLeastPs) & ~less(length, lengths.least) &
                       ~less(lengths.most, length) & ~is_zero(length);

    const std::size_t count = std::min(key.size(), block.size());
    const MutableBytes out = key.last(count);
    const Bytes tail = block.last(count);
    for (std::size_t i = 0; i < count; ++i) {
        const Word belongs = right & less(count - 1 - i, length);
        out[i] = static_cast<std::uint8_t>(select(hidden(belongs), tail[i], 0));
    }
    return hidden(right) & length;
}

}  // namespace secur32::crypto
