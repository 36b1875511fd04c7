// The stream cipher RC4, as [MS-NLMP] 3.4 keeps one for each direction of a context (two of them in
// 516 bytes).  Broken as a cipher; not for anything new.  Its timing depends on its table's
// addresses, as RC4's does everywhere.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/status.h"

namespace secur32::crypto {

// The cipher's whole state, as its descriptions have it.
struct Rc4State {
    std::array<std::uint8_t, 256> table{};
    std::uint8_t i = 0;
    std::uint8_t j = 0;
};

class Rc4 {
 public:
    static constexpr std::size_t kStateSize = 258;
    static constexpr std::size_t kMaxKey = 256;

    // A key has 1 to kMaxKey bytes; there is no cipher without one.
    explicit Rc4(Bytes key) { set_key(key); }
    Rc4(const Rc4&) = default;
    Rc4& operator=(const Rc4&) = default;
    ~Rc4();

    void set_key(Bytes key);

    // Encrypts or decrypts in place.
    void apply(MutableBytes data);

    // Goes back in the key stream by so many bytes, as if they had not been used.
    void rewind(std::size_t count);

    // The table, then both indices.  A secret.
    std::array<std::uint8_t, kStateSize> export_state() const;
    // What export_state() gave; refused (invalid_token) unless the table is a permutation.
    static Result<Rc4> import_state(Bytes state);

 private:
    friend class Interleaver;

    Rc4() = default;

    Rc4State state_;
};

}  // namespace secur32::crypto
