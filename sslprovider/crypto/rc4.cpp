// RC4's key schedule, and its state as bytes.
#include "sslprovider/crypto/rc4.h"

#include <algorithm>
#include <bitset>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <utility>

#include "sslprovider/base/secure_bytes.h"

namespace secur32::crypto {
namespace {

// The bytes of Rc4Generator, made faster where nothing else is computed beside them: the entry that
// the next byte begins with is read before this byte's swap is written, and need not wait for it.
class EagerGenerator {
 public:
    explicit EagerGenerator(Rc4State& state)
        : state_(state), i_((state.i + 1U) & 0xff), j_(state.j), x_(state.table[i_]) {}
    EagerGenerator(const EagerGenerator&) = delete;
    EagerGenerator& operator=(const EagerGenerator&) = delete;
    ~EagerGenerator() {
        state_.i = static_cast<std::uint8_t>(i_ - 1);
        state_.j = static_cast<std::uint8_t>(j_);
    }

    [[gnu::always_inline]] std::uint8_t next() {
        std::uint8_t* const table = state_.table.data();
        j_ = (j_ + x_) & 0xff;
        const std::uint32_t next_i = (i_ + 1) & 0xff;
        const std::uint8_t x = static_cast<std::uint8_t>(x_), y = table[j_];
        const std::uint8_t ahead = table[next_i];
        table[i_] = y;
        table[j_] = x;
        const std::uint8_t byte = table[(x + y) & 0xff];
        x_ = j_ == next_i ? x : ahead;  // the swap may have changed that entry
        i_ = next_i;
        return byte;
    }

 private:
    Rc4State& state_;
    std::uint32_t i_, j_, x_;
};

}  // namespace

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

// Four bytes at a time: a store to the data, which might be the table for all that the compiler
// knows, makes the entries in registers stale.
void Rc4::apply(MutableBytes data) {
    EagerGenerator generator(state_);
    for (; data.size() >= sizeof(std::uint32_t); data = data.subspan(sizeof(std::uint32_t))) {
        const std::uint8_t a = generator.next(), b = generator.next(), c = generator.next(),
                           d = generator.next();
        const std::uint32_t four = std::uint32_t{a} | std::uint32_t{b} << 8 |
                                   std::uint32_t{c} << 16 | std::uint32_t{d} << 24;
        std::uint32_t word = 0;
        std::memcpy(&word, data.data(), sizeof word);
        word ^= four;
        std::memcpy(data.data(), &word, sizeof word);
    }
    for (std::uint8_t& byte : data) byte ^= generator.next();
}

// The generator's step, backwards: its swap undoes itself, then both indices are as before.
void Rc4::rewind(std::size_t count) {
    auto& table = state_.table;
    for (; count > 0; --count) {
        std::swap(table[state_.i], table[state_.j]);
        state_.j = static_cast<std::uint8_t>(state_.j - table[state_.i]);
        --state_.i;
    }
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
