// Memory that CNG's functions hand out and get back through SslFreeBuffer or NCryptFreeBuffer.
// Every block is on a list, so that a foreign pointer, a state of another enumeration or a second
// free is refused rather than looked at.
//
// Thread rule: any thread; a block itself belongs to its caller.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>

namespace secur32::api {

// What a block holds: a value, or how far an enumeration came.
enum class BlockUse : std::uint8_t {
    ssl_value,
    ssl_suites,
    ssl_provider_property,
    storage_value,
    storage_keys,
};

// size zeroed octets; throws std::bad_alloc.
void* allocate_block(std::size_t size, BlockUse use);
// Whether block is one for that use that was not freed yet.
bool is_block(const void* block, BlockUse use);
// Wipes and frees a block whose use is one of uses; false, and nothing is touched, when it is none.
bool release_block(void* block, std::span<const BlockUse> uses);

// Owns a block until it is handed out (release()).
struct ReleaseBlock {
    void operator()(void* block) const;
};
template <typename T>
using Block = std::unique_ptr<T, ReleaseBlock>;

// count zeroed Ts, and `more` octets behind them.
template <typename T>
Block<T> allocate_block_of(BlockUse use, std::size_t count = 1, std::size_t more = 0) {
    static_assert(std::is_trivially_copyable_v<T>);
    return Block<T>(static_cast<T*>(allocate_block(sizeof(T) * count + more, use)));
}

}  // namespace secur32::api
