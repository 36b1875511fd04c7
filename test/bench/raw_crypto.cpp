// [MS-NLMP] 3.3.2, 3.4.2 to 3.4.5 and 3.1.5.1.2, reduced to their calls of HMAC-MD5, MD5 and RC4
// over texts of the size that they have in an exchange of this library with itself.
#include "test/bench/raw_crypto.h"

#include <benchmark/benchmark.h>

#include <array>

#include "sslprovider/base/clock.h"
#include "sslprovider/crypto/md5.h"
#include "sslprovider/crypto/rc4.h"
#include "sslprovider/crypto/rc4_md5.h"

namespace bench {
namespace {

using secur32::Bytes;
using secur32::crypto::HmacMd5;
using secur32::crypto::Md5;
using secur32::crypto::Md5Digest;
using secur32::crypto::Rc4;

constexpr std::size_t kUserAndDomain = 14;  // "USER" and "DOM" in UTF-16
constexpr std::size_t kChallengeAndTemp = 146;
constexpr std::size_t kThreeMessages = 456;
constexpr std::size_t kMagicConstant = 59;  // 3.4.5.2 and 3.4.5.3, with their NUL
constexpr std::array<std::uint8_t, 1024> kText{};

Bytes text(std::size_t size) { return Bytes(kText).first(size); }

// An established direction, as both ends have two of.
struct Keys {
    explicit Keys(const Md5Digest& session_key)
        : seal(secur32::crypto::md5(session_key, text(kMagicConstant))),
          sign(secur32::crypto::md5(session_key, text(kMagicConstant))) {}
    Rc4 seal;
    HmacMd5 sign;
};

void one_side(std::size_t random_size) {
    std::array<std::uint8_t, 24> random{};
    secur32::fill_random(secur32::MutableBytes(random).first(random_size));
    const Md5Digest response_key = HmacMd5(text(16)).mac(text(kUserAndDomain));
    const HmacMd5 responding(response_key);
    const Md5Digest proof = responding.mac(text(kChallengeAndTemp));
    const Md5Digest base_key = responding.mac(proof);
    Md5Digest session_key{};
    Rc4(base_key).apply(session_key);
    Md5Digest mic = HmacMd5(session_key).mac(text(kThreeMessages));
    benchmark::DoNotOptimize(mic);
    Keys outgoing(session_key), incoming(session_key);
    benchmark::DoNotOptimize(outgoing);
    benchmark::DoNotOptimize(incoming);
}

// The signature of a message whose text has been hashed.
Md5Digest checksum(Keys& keys, Md5& hash) {
    Md5Digest digest = keys.sign.finish(hash);
    keys.seal.apply(secur32::MutableBytes(digest).first(8));
    return digest;
}

}  // namespace

void raw_exchange() {
    one_side(8 + 16);  // the client's challenge and the exported session key
    one_side(8);       // the server's challenge
}

struct RawSealing::State {
    Keys sender{Md5Digest{}}, receiver{Md5Digest{}};
};

RawSealing::RawSealing() : state_(std::make_unique<State>()) {}
RawSealing::~RawSealing() = default;

void RawSealing::round_trip(std::span<std::uint8_t> message) {
    constexpr std::array<std::uint8_t, 4> kSequenceNumber{};
    Md5 sealing = state_->sender.sign.begin();
    sealing.update(kSequenceNumber);
    secur32::crypto::encrypt_and_hash(state_->sender.seal, sealing, message);
    const Md5Digest sent = checksum(state_->sender, sealing);
    Md5 unsealing = state_->receiver.sign.begin();
    unsealing.update(kSequenceNumber);
    secur32::crypto::decrypt_and_hash(state_->receiver.seal, unsealing, message);
    bool same = sent == checksum(state_->receiver, unsealing);
    benchmark::DoNotOptimize(same);
}

}  // namespace bench
