// MD5's buffering and padding (RFC 1321 3.1, 3.2) and HMAC over it.
#include "sslprovider/crypto/md5.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <type_traits>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/crypto/md5_rounds.h"

namespace secur32::crypto {
namespace {

constexpr std::size_t kLengthAt = 56;  // where the last block carries the bit count

static_assert(Md5::kBlock == md5_rounds::kBlock);
static_assert(std::is_same_v<Md5::Chain, md5_rounds::Chain>);

template <typename T, std::size_t n>
void wipe(std::array<T, n>& values) {
    secure_wipe({reinterpret_cast<std::uint8_t*>(values.data()), sizeof values});
}

}  // namespace

Md5::Md5() : chain_(md5_rounds::kInitialChain) {}

Md5::~Md5() {
    wipe(chain_);
    wipe(buffer_);
}

void Md5::compress(const std::uint8_t* block) {
    md5_rounds::compress(chain_, block, [](std::size_t) {});
}

const std::uint8_t* Md5::complete_block(Bytes part) {
    if (part.size() < kBlock) return copy_block(part);
    size_ += kBlock;
    return part.data();
}

const std::uint8_t* Md5::copy_block(Bytes part) {
    keep(part);
    return buffer_.data();
}

void Md5::keep(Bytes tail) {
    if (tail.empty()) return;
    std::memcpy(buffer_.data() + size_ % kBlock, tail.data(), tail.size());
    size_ += tail.size();
}

void Md5::update(Bytes data) {
    while (data.size() >= room()) {
        const Bytes part = data.first(room());
        compress(complete_block(part));
        data = data.subspan(part.size());
    }
    keep(data);
}

Md5Digest Md5::finish() {
    const std::uint64_t bits = size_ * 8;
    std::size_t used = size_ % kBlock;
    buffer_[used++] = 0x80;
    if (used > kLengthAt) {
        std::fill(buffer_.begin() + static_cast<std::ptrdiff_t>(used), buffer_.end(), 0);
        compress(buffer_.data());
        used = 0;
    }
    std::memset(buffer_.data() + used, 0, kLengthAt - used);
    std::memcpy(buffer_.data() + kLengthAt, &bits, sizeof bits);
    compress(buffer_.data());
    return std::bit_cast<Md5Digest>(chain_);
}

Md5Digest md5(std::initializer_list<Bytes> parts) {
    Md5 hash;
    for (const Bytes part : parts) hash.update(part);
    return hash.finish();
}

// RFC 2104 2: H(K XOR opad, H(K XOR ipad, text)); a key longer than a block is hashed first.
HmacMd5::HmacMd5(Bytes key) : inner_(md5_rounds::kInitialChain), outer_(md5_rounds::kInitialChain) {
    constexpr std::uint8_t kIpad = 0x36, kOpad = 0x5c;
    Secret<16> hashed_key;
    if (key.size() > Md5::kBlock) {
        hashed_key = Secret<16>(md5(key));
        key = hashed_key.bytes();
    }
    Secret<Md5::kBlock> padded;
    std::ranges::copy(key, padded.mutable_bytes().begin());
    const auto absorb = [&](std::uint8_t mask, Md5::Chain& chain) {
        for (std::uint8_t& byte : padded.mutable_bytes()) byte ^= mask;
        md5_rounds::compress(chain, padded.bytes().data(), [](std::size_t) {});
    };
    absorb(kIpad, inner_);
    absorb(kIpad ^ kOpad, outer_);
}

HmacMd5::~HmacMd5() {
    wipe(inner_);
    wipe(outer_);
}

Md5Digest HmacMd5::mac(std::initializer_list<Bytes> parts) const {
    Md5 message = begin();
    for (const Bytes part : parts) message.update(part);
    return finish(message);
}

Md5Digest HmacMd5::finish(Md5& message) const {
    const Md5Digest digest = message.finish();
    Md5 outer(outer_, Md5::kBlock);
    outer.update(digest);
    return outer.finish();
}

}  // namespace secur32::crypto
