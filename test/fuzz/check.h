// What a fuzz target demands.  It holds in every build, assert() does not.
#pragma once

#include <algorithm>
#include <cstdlib>

#include "sslprovider/base/bytes.h"

namespace secur32::fuzz {

inline void require(bool condition) {
    if (!condition) std::abort();
}

inline bool same(Bytes a, Bytes b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin());
}

}  // namespace secur32::fuzz
