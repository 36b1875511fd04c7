// MD5 (RFC 1321) and HMAC-MD5 (RFC 2104), as [MS-NLMP] 6 uses them.  Not for anything new.
// Both hold secrets while they work (keys, passwords' hashes, plaintext) and are wiped when they
// die.  What seals a message while it hashes is in rc4_md5.h.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "sslprovider/base/bytes.h"

namespace secur32::crypto {

using Md5Digest = std::array<std::uint8_t, 16>;

class Md5 {
 public:
    static constexpr std::size_t kBlock = 64;
    using Chain = std::array<std::uint32_t, 4>;

    Md5();
    Md5(const Md5&) = default;
    Md5& operator=(const Md5&) = default;
    ~Md5();

    void update(Bytes data);
    // Ends the hash; afterwards only destruction and assignment make sense.
    [[nodiscard]] Md5Digest finish();

 private:
    friend class HmacMd5;
    friend class Interleaver;

    // Continues after whole blocks that led to chain.
    Md5(const Chain& chain, std::uint64_t hashed) : chain_(chain), size_(hashed) {}

    // How many bytes complete the present block: 1 to 64.
    std::size_t room() const { return kBlock - size_ % kBlock; }
    // Takes exactly room() bytes and gives the block that they complete: part itself if it is one,
    // or (copy_block) always a copy.
    const std::uint8_t* complete_block(Bytes part);
    const std::uint8_t* copy_block(Bytes part);
    // Takes at most room() bytes.
    void keep(Bytes tail);
    void compress(const std::uint8_t* block);

    Chain chain_;
    std::uint64_t size_ = 0;  // bytes taken so far
    std::array<std::uint8_t, kBlock> buffer_{};
};

// The MD5 of the parts one after the other.
[[nodiscard]] Md5Digest md5(std::initializer_list<Bytes> parts);

template <typename... Parts>
[[nodiscard]] Md5Digest md5(const Parts&... parts) {
    return md5({Bytes(parts)...});
}

// RFC 2104 4: "the intermediate results of the compression function on the B-byte blocks (K XOR
// ipad) and (K XOR opad) can be precomputed only once": 32 bytes stand for the key.
class HmacMd5 {
 public:
    explicit HmacMd5(Bytes key);
    HmacMd5(const HmacMd5&) = default;
    HmacMd5& operator=(const HmacMd5&) = default;
    ~HmacMd5();

    // The MAC of the parts one after the other.
    [[nodiscard]] Md5Digest mac(std::initializer_list<Bytes> parts) const;
    template <typename... Parts>
    [[nodiscard]] Md5Digest mac(const Parts&... parts) const {
        return mac({Bytes(parts)...});
    }

    // The same in steps: what begin() gives takes the message, finish() makes the MAC of it.
    [[nodiscard]] Md5 begin() const { return Md5(inner_, Md5::kBlock); }
    [[nodiscard]] Md5Digest finish(Md5& message) const;

 private:
    Md5::Chain inner_, outer_;
};

}  // namespace secur32::crypto
