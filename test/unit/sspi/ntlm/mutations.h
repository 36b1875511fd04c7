// A message cut at every length and with every byte changed, each in a buffer of exactly its size,
// so that a sanitizer sees the first octet read beyond it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sslprovider/base/bytes.h"

namespace secur32::test {

// Calls visit(cut, length) for every length below the whole one.
template <typename Visit>
void for_each_cut(Bytes whole, Visit visit) {
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const Buffer cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
        visit(cut, length);
    }
}

// Calls visit(changed, at) with each octet at changed in five ways, one at a time.
template <typename Visit>
void for_each_flip(Bytes whole, Visit visit) {
    for (std::size_t at = 0; at < whole.size(); ++at)
        for (const unsigned mask : {0x01u, 0x02u, 0x10u, 0x80u, 0xffu}) {
            Buffer changed(whole.begin(), whole.end());
            changed[at] = static_cast<std::uint8_t>(changed[at] ^ mask);
            visit(changed, at);
        }
}

}  // namespace secur32::test
