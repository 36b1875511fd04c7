// Secrets that valgrind watches: memory whose value it calls unknown.  A branch or an address that
// depends on poisoned octets is an error of the run (exit 9).  What the protocol shows anyway is
// declassified, always with a comment that says why it may be.
#pragma once

#include <valgrind/memcheck.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <type_traits>

#include "sslprovider/base/bytes.h"

namespace secur32::ct {

inline void poison(Bytes secret) { VALGRIND_MAKE_MEM_UNDEFINED(secret.data(), secret.size()); }
inline void declassify(Bytes shown) { VALGRIND_MAKE_MEM_DEFINED(shown.data(), shown.size()); }

// Every octet of it depends on a secret still: what was poisoned went into it.
inline bool is_poisoned(Bytes bytes) {
    Buffer unknown(bytes.size());
    VALGRIND_GET_VBITS(bytes.data(), unknown.data(), unknown.size());
    return std::ranges::none_of(unknown, [](std::uint8_t bits) { return bits == 0; });
}

// A single value: a verdict, a length.
template <typename Value>
requires std::is_trivially_copyable_v<Value> Value declassified(Value value) {
    declassify({reinterpret_cast<const std::uint8_t*>(&value), sizeof value});
    return value;
}

// Ends the program as a failed one, other than valgrind does.  Takes no secret.
inline void expect(bool condition, const char* what) {
    if (condition) return;
    std::fprintf(stderr, "failed: %s\n", what);
    std::exit(1);
}

// A program that valgrind does not watch would find nothing.
inline void expect_watched() { expect(RUNNING_ON_VALGRIND != 0, "not run under valgrind"); }

}  // namespace secur32::ct
