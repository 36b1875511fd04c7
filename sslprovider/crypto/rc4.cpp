// RC4's key schedule, and its state as bytes.
#include "sslprovider/crypto/rc4.h"

#include <algorithm>
#include <bitset>
#include <cstdlib>
#include <numeric>
#include <utility>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/crypto/rc4_generator.h"

namespace secur32::crypto {

Rc4::~Rc4() { secure_wipe({reinterpret_cast<std::uint8_t*>(&state_), sizeof state_}); }

void Rc4::set_key(Bytes key) {
    // No message can cause this, only a caller's mistake; going on would mean no encryption.
    if (key.empty() || key.size() > kMaxKey) std::abort();
    auto& table = state_.table;
    std::iota(table.begin(), table.end(), std::uint8_t{0});
    std::uint8_t j = 0;
    for (std::size_t i = 0, k = 0; i < table.size(); ++i) {
        j = static_cast<std::uint8_t>(j + table[i] + key[k]);
        std::swap(table[i], table[j]);
        if (++k == key.size()) k = 0;
    }
    state_.i = state_.j = 0;
}

void Rc4::apply(MutableBytes data) {
    Rc4Generator generator(state_);
    for (std::uint8_t& byte : data) byte ^= generator.next();
}

std::array<std::uint8_t, Rc4::kStateSize> Rc4::export_state() const {
    std::array<std::uint8_t, kStateSize> bytes;
    const auto end = std::ranges::copy(state_.table, bytes.begin()).out;
    end[0] = state_.i;
    end[1] = state_.j;
    return bytes;
}

Result<Rc4> Rc4::import_state(Bytes bytes) {
    if (bytes.size() != kStateSize) return Status::invalid_token;
    Rc4 rc4;
    const Bytes table = bytes.first(rc4.state_.table.size());
    std::bitset<256> present;
    for (const std::uint8_t value : table) present.set(value);
    if (!present.all()) return Status::invalid_token;
    std::ranges::copy(table, rc4.state_.table.begin());
    rc4.state_.i = bytes[table.size()];
    rc4.state_.j = bytes[table.size() + 1];
    return rc4;
}

}  // namespace secur32::crypto
