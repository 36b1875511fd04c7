// Comparing Finished, MACs and other secrets: no octet decides when it ends.
#include <algorithm>

#include "sslprovider/base/secure_bytes.h"
#include "test/ct/poison.h"

using namespace secur32;

namespace {

// The verdict is public: the peer is told whether its Finished was right (RFC 5246 7.4.9).
bool shown_equal(Bytes a, Bytes b) {
    ct::poison(a);
    ct::poison(b);
    return ct::declassified(constant_time_equal(a, b));
}

void compare_octets(std::size_t size) {
    Buffer a(size, 0x3c), b = a;
    ct::expect(shown_equal(a, b), "equal octets are unequal");
    for (const std::size_t at : {std::size_t{0}, size / 2, size - 1}) {
        Buffer c(size, 0x3c);
        c[at] = 0xbc;
        ct::expect(!shown_equal(a, c), "unequal octets are equal");
    }
}

void compare_owned_secrets() {
    Secret<12> a, b;
    SecureBytes c(48), d(48);
    for (const Bytes secret : {Bytes(a.bytes()), Bytes(b.bytes()), c.bytes(), d.bytes()})
        ct::poison(secret);
    ct::expect(ct::declassified(a == b), "Secret");
    ct::expect(ct::declassified(c == d), "SecureBytes");
}

}  // namespace

int main() {
    ct::expect_watched();
    for (const std::size_t size : {1u, 12u, 16u, 20u, 32u, 36u, 48u, 64u}) compare_octets(size);
    compare_owned_secrets();
}
