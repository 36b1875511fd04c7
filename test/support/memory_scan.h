// Looks for a secret in all of the process's writable memory, its stacks and freed heap included.
// The searcher never holds what it looks for but under a mask; what is only computed to be looked
// for is computed in a child process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "sslprovider/base/bytes.h"

namespace secur32::test {

// A secret under the mask.
class Masked {
 public:
    explicit Masked(Buffer masked) : octets_(std::move(masked)) {}
    std::size_t size() const { return octets_.size(); }
    // The secret itself, into memory that the caller wipes.
    void unmask(MutableBytes out) const;
    const Buffer& octets() const { return octets_; }

 private:
    Buffer octets_;
};

// How often the first 16 octets of the secret, or the last, lie in writable memory.  Mappings over
// 1 GiB (a sanitizer's) are left out.
std::size_t count_in_memory(const Masked& secret);

// What a child process told: secrets under the mask, and something public.
struct Told {
    std::vector<Masked> secrets;
    Buffer open;
};
struct Computed {
    std::vector<Buffer> secrets;
    Buffer open;
};
// Runs compute in a child; throws when the child fails.
Told computed_in_a_child(const std::function<Computed()>& compute);

}  // namespace secur32::test
