#include "sslprovider/capi/keyed_hashes.h"

#include <algorithm>
#include <utility>

#include "sslprovider/base/trace.h"
#include "sslprovider/capi/hashes.h"
#include "sslprovider/crypto/prf.h"

namespace secur32::capi {
namespace {

constexpr std::uint8_t kInnerPad = 0x36, kOuterPad = 0x5C;  // RFC 2104 2
constexpr std::size_t kChunk = 1024;                        // of a MAC: whole blocks, in octets

Buffer pad_or_default(const Buffer& pad, std::size_t length, std::uint8_t octet) {
    return pad.empty() ? Buffer(length, octet) : pad;
}

}  // namespace

// ---- CALG_HMAC ----------------------------------------------------------------------------------

HmacHash HmacHash::clone() const {
    HmacHash copy(key_.clone());
    copy.block_key_ = block_key_.clone();
    copy.outer_ = outer_;
    copy.fresh_ = fresh_;
    copy.running_ = running_;
    copy.has_data_ = has_data_;
    return copy;
}

Status HmacHash::begin(const HashFunction& function, const HmacInfo& info) {
    if (has_data_)
        return trace::because(Status::bad_hash_state, "capi: HP_HMAC_INFO comes before the data");
    const std::size_t length = function.pad_length();
    fresh_ = function;
    // "Applications that use keys longer than B bytes will first hash the key using H".
    block_key_ = key_.size() > length ? hash_of(function.id(), {key_.bytes()}) : key_.clone();
    outer_ = pad_or_default(info.outer, length, kOuterPad);
    running_ = keyed(pad_or_default(info.inner, length, kInnerPad));
    return Status::ok;
}

HashFunction HmacHash::keyed(Bytes pad) const {
    SecureBytes block(pad);
    const MutableBytes octets = block.mutable_bytes();
    const std::size_t common = std::min(octets.size(), block_key_.size());
    for (std::size_t i = 0; i < common; ++i) octets[i] ^= block_key_.bytes()[i];
    HashFunction function = *fresh_;
    function.update(octets);
    return function;
}

Status HmacHash::update(Bytes bytes) {
    if (!begun())
        return trace::because(Status::bad_hash_state, "capi: an HMAC needs HP_HMAC_INFO first");
    has_data_ = true;
    running_->update(bytes);
    return Status::ok;
}

Result<SecureBytes> HmacHash::value() const {
    if (!begun())
        return trace::because(Status::bad_hash_state, "capi: an HMAC needs HP_HMAC_INFO first");
    HashFunction outer = keyed(outer_);
    outer.update(running_->value().bytes());
    return outer.value();
}

// ---- CALG_MAC -----------------------------------------------------------------------------------

Result<CbcMac> CbcMac::make(const SessionKey& key) {
    if (!key.is_block() || key.mode() != CipherMode::cbc)
        return trace::because(Status::bad_key, "capi: a MAC takes a block cipher's key in CBC");
    TRY_ASSIGN(SessionKey own, key.clone());
    // A message that the key is in the middle of is no part of this one (as since Windows 8).
    TRY(own.set_iv(key.iv().bytes()));
    return CbcMac(std::move(own), SecureBytes(kChunk), 0);
}

Result<CbcMac> CbcMac::clone() const {
    TRY_ASSIGN(SessionKey key, key_.clone());
    return CbcMac(std::move(key), pending_.clone(), used_);
}

Status CbcMac::update(Bytes bytes) {
    const MutableBytes chunk = pending_.mutable_bytes();
    while (!bytes.empty()) {
        const std::size_t count = std::min(bytes.size(), chunk.size() - used_);
        std::ranges::copy(bytes.first(count), chunk.subspan(used_).begin());
        used_ += count;
        bytes = bytes.subspan(count);
        if (used_ < chunk.size()) continue;
        TRY(key_.encrypt(chunk, chunk.size(), false));
        used_ = 0;
    }
    return Status::ok;
}

Result<SecureBytes> CbcMac::finish() {
    const std::size_t size = key_.encrypted_length(used_, true);
    const MutableBytes last = pending_.mutable_bytes().first(size);
    TRY(key_.encrypt(last, used_, true));
    return SecureBytes(Bytes(last).last(length()));
}

// ---- CALG_TLS1PRF -------------------------------------------------------------------------------

Tls1Prf Tls1Prf::clone() const {
    Tls1Prf copy(secret_.clone());
    copy.label_ = label_;
    copy.seed_ = seed_;
    return copy;
}

Result<SecureBytes> Tls1Prf::value(std::size_t size) const {
    if (!label_ || !seed_)
        return trace::because(Status::bad_hash_state, "capi: the PRF's label or seed is not set");
    SecureBytes value(size);
    const std::string_view label(reinterpret_cast<const char*>(label_->data()), label_->size());
    crypto::prf(crypto::HashAlgorithm::md5_sha1, secret_.bytes(), label, {Bytes(*seed_)},
                value.mutable_bytes());
    return value;
}

}  // namespace secur32::capi
