// Over libcrypto's compression functions, which EVP does not offer: the state after each block is
// needed, and after which of them the text ended is the secret.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "sslprovider/crypto/record_mac.h"

#include <openssl/md5.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "sslprovider/base/secure_bytes.h"

namespace secur32::crypto {
namespace {

using constant_time::Word;

// A hash function of the Merkle-Damgard kind: blocks, then 0x80, zeros, and the length in bits.
// kCounter: the octets of that length (FIPS 180-4 5.1); here its upper half is always zero.
struct Md5 {
    using Context = MD5_CTX;
    using State = std::array<std::uint32_t, 4>;
    static constexpr std::size_t kBlock = 64, kLength = 16, kCounter = 8;
    static constexpr std::endian kEndian = std::endian::little;
    static constexpr auto init = MD5_Init;
    static constexpr auto update = MD5_Update;
    static constexpr auto final = MD5_Final;
    static constexpr auto transform = MD5_Transform;
    static State state(const Context& c) { return {c.A, c.B, c.C, c.D}; }
};

struct Sha1 {
    using Context = SHA_CTX;
    using State = std::array<std::uint32_t, 5>;
    static constexpr std::size_t kBlock = 64, kLength = 20, kCounter = 8;
    static constexpr std::endian kEndian = std::endian::big;
    static constexpr auto init = SHA1_Init;
    static constexpr auto update = SHA1_Update;
    static constexpr auto final = SHA1_Final;
    static constexpr auto transform = SHA1_Transform;
    static State state(const Context& c) { return {c.h0, c.h1, c.h2, c.h3, c.h4}; }
};

struct Sha256 {
    using Context = SHA256_CTX;
    using State = std::array<std::uint32_t, 8>;
    static constexpr std::size_t kBlock = 64, kLength = 32, kCounter = 8;
    static constexpr std::endian kEndian = std::endian::big;
    static constexpr auto init = SHA256_Init;
    static constexpr auto update = SHA256_Update;
    static constexpr auto final = SHA256_Final;
    static constexpr auto transform = SHA256_Transform;
    static State state(const Context& c) { return std::to_array(c.h); }
};

struct Sha384 {
    using Context = SHA512_CTX;
    using State = std::array<unsigned long long, 8>;
    static constexpr std::size_t kBlock = 128, kLength = 48, kCounter = 16;
    static constexpr std::endian kEndian = std::endian::big;
    static constexpr auto init = SHA384_Init;
    static constexpr auto update = SHA384_Update;
    static constexpr auto final = SHA384_Final;
    static constexpr auto transform = SHA512_Transform;
    static State state(const Context& c) { return std::to_array(c.h); }
};

template <typename Number>
void put(Number value, std::endian order, std::uint8_t* out) {
    if (order == std::endian::big) {
        if constexpr (sizeof value == 8)
            value = static_cast<Number>(__builtin_bswap64(value));
        else
            value = static_cast<Number>(__builtin_bswap32(value));
    }
    std::memcpy(out, &value, sizeof value);
}

template <typename Digester>
class HmacOf final : public RecordMac {
 public:
    explicit HmacOf(Bytes key) {
        start(inner_, key, 0x36);
        start(outer_, key, 0x5c);
    }
    HmacOf(const HmacOf&) = delete;
    HmacOf& operator=(const HmacOf&) = delete;
    ~HmacOf() override {
        secure_wipe({reinterpret_cast<std::uint8_t*>(&inner_), sizeof inner_});
        secure_wipe({reinterpret_cast<std::uint8_t*>(&outer_), sizeof outer_});
    }

    std::size_t length() const override { return Digester::kLength; }

    void compute(std::initializer_list<Bytes> parts, MutableBytes out) override {
        Context context = inner_;
        for (const Bytes part : parts) Digester::update(&context, part.data(), part.size());
        std::array<std::uint8_t, Digester::kLength> digest;
        Digester::final(digest.data(), &context);
        finish(digest, out);
    }

    void compute_prefix(Bytes header, Bytes text, std::size_t least, Word length,
                        MutableBytes out) override {
        // What is hashed without secrecy: the blocks that even the shortest text fills.
        const std::size_t known = (header.size() + least) / kBlock;
        Context context = inner_;
        if (known > 0) {
            Digester::update(&context, header.data(), header.size());
            Digester::update(&context, text.data(), known * kBlock - header.size());
        }
        // All the others, the last of the shortest and the last of the longest text among them.
        const Word end = header.size() + length;
        const Word last = (end + Digester::kCounter) / kBlock;
        const std::size_t blocks = (header.size() + text.size() + Digester::kCounter) / kBlock + 1;
        State result{};
        for (std::size_t n = known; n < blocks; ++n) {
            const Word is_last = constant_time::equal(n, last);
            const Block block = padded_block(header, text, n, end, is_last);
            Digester::transform(&context, block.data());
            const State state = Digester::state(context);
            for (std::size_t i = 0; i < state.size(); ++i)
                result[i] |= static_cast<typename State::value_type>(state[i] & is_last);
        }
        std::array<std::uint8_t, sizeof(State)> digest;
        for (std::size_t i = 0; i < result.size(); ++i)
            put(result[i], Digester::kEndian, digest.data() + i * sizeof result[i]);
        finish(Bytes(digest).first(Digester::kLength), out);
    }

 private:
    static constexpr std::size_t kBlock = Digester::kBlock;
    using Context = typename Digester::Context;
    using State = typename Digester::State;
    using Block = std::array<std::uint8_t, kBlock>;

    static void start(Context& context, Bytes key, std::uint8_t pad) {
        Secret<kBlock> block;
        std::ranges::copy(key, block.mutable_bytes().begin());
        for (std::uint8_t& octet : block.mutable_bytes()) octet ^= pad;
        Digester::init(&context);
        Digester::update(&context, block.bytes().data(), kBlock);
    }

    void finish(Bytes digest, MutableBytes out) {
        Context context = outer_;
        Digester::update(&context, digest.data(), digest.size());
        Digester::final(out.data(), &context);
    }

    // Block n of header | text, cut at `end` and padded there.
    static Block padded_block(Bytes header, Bytes text, std::size_t n, Word end, Word is_last) {
        Block block{};
        const std::size_t from = n * kBlock;
        const std::size_t of_header = from < header.size() ? header.size() - from : 0;
        const std::size_t at = from + of_header - header.size();
        if (of_header > 0) std::memcpy(block.data(), header.data() + from, of_header);
        if (at < text.size())
            std::memcpy(block.data() + of_header, text.data() + at,
                        std::min(kBlock - of_header, text.size() - at));

        // Where in this block the text ends; may lie before or behind it.
        const auto left = static_cast<std::int32_t>(constant_time::hidden(end - from));
        for (std::int32_t i = 0; i < static_cast<std::int32_t>(kBlock); ++i) {
            const std::int32_t before = (i - left) >> 31, before_or_at = (i - left - 1) >> 31;
            std::uint8_t& octet = block[static_cast<std::size_t>(i)];
            octet = static_cast<std::uint8_t>((octet & before) | (before_or_at & ~before & 0x80));
        }
        const std::uint64_t bits = (kBlock + end) * 8 & is_last;
        std::array<std::uint8_t, 8> counter;
        put(bits, Digester::kEndian, counter.data());
        for (std::size_t i = 0; i < counter.size(); ++i) block[kBlock - 8 + i] |= counter[i];
        return block;
    }

    Context inner_;
    Context outer_;
};

}  // namespace

std::unique_ptr<RecordMac> RecordMac::create(HashAlgorithm algorithm, Bytes key) {
    if (key.size() > Sha1::kBlock) return nullptr;
    switch (algorithm) {
        case HashAlgorithm::md5:
            return std::make_unique<HmacOf<Md5>>(key);
        case HashAlgorithm::sha1:
            return std::make_unique<HmacOf<Sha1>>(key);
        case HashAlgorithm::sha256:
            return std::make_unique<HmacOf<Sha256>>(key);
        case HashAlgorithm::sha384:
            return std::make_unique<HmacOf<Sha384>>(key);
        default:
            return nullptr;
    }
}

}  // namespace secur32::crypto
