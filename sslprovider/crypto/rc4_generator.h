// RC4's pseudo-random generator, one byte a call, for loops that want it inline (rc4.cpp and
// rc4_md5.cpp).  Not here: the key schedule; that is Rc4 (rc4.h).
#pragma once

#include <cstddef>
#include <cstdint>

#include "sslprovider/crypto/rc4.h"

namespace secur32::crypto {

// Holds the indices apart from the table, in registers, and gives them back when it dies.
class Rc4Generator {
 public:
    explicit Rc4Generator(Rc4State& state) : state_(state), i_(state.i), j_(state.j) {}
    Rc4Generator(const Rc4Generator&) = delete;
    Rc4Generator& operator=(const Rc4Generator&) = delete;
    ~Rc4Generator() {
        state_.i = static_cast<std::uint8_t>(i_);
        state_.j = static_cast<std::uint8_t>(j_);
    }

    [[gnu::always_inline]] std::uint8_t next() {
        std::uint8_t* const table = state_.table.data();
        i_ = (i_ + 1) & 0xff;
        const std::uint8_t x = table[i_];
        j_ = (j_ + x) & 0xff;
        const std::uint8_t y = table[j_];
        table[i_] = y;
        table[j_] = x;
        return table[(x + y) & 0xff];
    }

 private:
    Rc4State& state_;
    std::size_t i_, j_;
};

}  // namespace secur32::crypto
