// malloc underneath.  The list has the handle tables' lock: fork() holds that one.
#include "sslprovider/api/blocks.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <new>
#include <unordered_map>

#include "sslprovider/base/handle_table.h"
#include "sslprovider/base/secure_bytes.h"

namespace secur32::api {
namespace {

struct Entry {
    std::size_t size;
    BlockUse use;
};

// Never destroyed: other libraries' destructors may still free what they hold.
std::unordered_map<const void*, Entry>& entries() {
    static auto& map = *new std::unordered_map<const void*, Entry>;
    return map;
}

// Off the list if wanted(use); then wiped and freed.
template <typename Wanted>
bool release_if(void* block, Wanted wanted) {
    std::size_t size = 0;
    {
        const std::lock_guard lock(pins::lists_mutex());
        const auto found = entries().find(block);
        if (found == entries().end() || !wanted(found->second.use)) return false;
        size = found->second.size;
        entries().erase(found);
    }
    secure_wipe({static_cast<std::uint8_t*>(block), size});
    std::free(block);
    return true;
}

}  // namespace

void ReleaseBlock::operator()(void* block) const {
    release_if(block, [](BlockUse) { return true; });
}

void* allocate_block(std::size_t size, BlockUse use) {
    struct Free {
        void operator()(void* memory) const { std::free(memory); }
    };
    std::unique_ptr<void, Free> memory(std::calloc(1, std::max<std::size_t>(size, 1)));
    if (memory == nullptr) throw std::bad_alloc();
    const std::lock_guard lock(pins::lists_mutex());
    entries().emplace(memory.get(), Entry{size, use});
    return memory.release();
}

bool is_block(const void* block, BlockUse use) {
    const std::lock_guard lock(pins::lists_mutex());
    const auto found = entries().find(block);
    return found != entries().end() && found->second.use == use;
}

bool release_block(void* block, std::span<const BlockUse> uses) {
    return release_if(block,
                      [&](BlockUse use) { return std::ranges::find(uses, use) != uses.end(); });
}

}  // namespace secur32::api
