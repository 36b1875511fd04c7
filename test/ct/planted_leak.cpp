// Leaks that the check must find, one for each argument.  Each does right what it does; only its
// time or its addresses tell.
#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "test/ct/poison.h"

using namespace secur32;

namespace {

// Ends at the first octet that differs.
[[gnu::noinline]] bool leaking_compare(Bytes a, Bytes b) {
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i] != b[i]) return false;
    return true;
}

// Ends at the first zero: how long the padding is, and whether there is one (RFC 8017 7.2.2).
[[gnu::noinline]] std::size_t leaking_unpad(Bytes block) {
    if (block[0] != 0 || block[1] != 2) return 0;
    std::size_t end = 2;
    while (end < block.size() && block[end] != 0) ++end;
    return end + 1;
}

// Where it reads is what it knows.
[[gnu::noinline]] std::uint8_t leaking_lookup(Bytes table, std::uint8_t secret) {
    return table[secret];
}

void compare() {
    const std::array<std::uint8_t, 12> a{}, b{};
    ct::poison(a);
    ct::expect(ct::declassified(leaking_compare(a, b)), "compare");
}

void unpad() {
    Buffer block(64, 0x77);
    block[0] = 0;
    block[1] = 2;
    block[15] = 0;
    ct::poison(block);
    ct::expect(ct::declassified(leaking_unpad(block)) == 16, "unpad");
}

void lookup() {
    std::array<std::uint8_t, 256> table;
    for (std::size_t i = 0; i < table.size(); ++i) table[i] = static_cast<std::uint8_t>(i ^ 0x5a);
    std::array<std::uint8_t, 1> secret{7};
    ct::poison(secret);
    ct::expect(ct::declassified(leaking_lookup(table, secret[0])) == (7 ^ 0x5a), "lookup");
}

}  // namespace

int main(int argc, char** argv) {
    ct::expect_watched();
    const std::string_view leak = argc == 2 ? argv[1] : "";
    if (leak == "compare") return compare(), 0;
    if (leak == "unpad") return unpad(), 0;
    if (leak == "lookup") return lookup(), 0;
    std::fputs("usage: ct_planted_leak {compare|unpad|lookup}\n", stderr);
    return 2;
}
