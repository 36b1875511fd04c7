// Arithmetic on secret numbers: no branch and no address depends on them.  A mask is all ones for
// true and all zeros for false; numbers are below 2^63.  For octet strings: constant_time_equal
// (base/secure_bytes.h).
#pragma once

#include <cstdint>

namespace secur32::crypto::constant_time {

using Word = std::uint64_t;

// Hides from the optimiser what is known of a value, which might otherwise become a branch.
inline Word hidden(Word value) {
    __asm__("" : "+r"(value));
    return value;
}

inline Word mask_of_top_bit(Word value) { return hidden(Word{0} - (value >> 63)); }
inline Word less(Word a, Word b) { return mask_of_top_bit(a - b); }
inline Word is_zero(Word a) { return mask_of_top_bit(~a & (a - 1)); }
inline Word equal(Word a, Word b) { return is_zero(a ^ b); }
inline Word select(Word mask, Word yes, Word no) { return no ^ (mask & (yes ^ no)); }

}  // namespace secur32::crypto::constant_time
