// Gives objects a number the caller may keep.  A number is generation | index + 1, so a stale,
// doubled or invented one finds nothing and is never dereferenced.
//
// A lookup takes no lock and writes to no memory that another thread reads on its own lookups: it
// pins the object in a cell of its thread (a hazard pointer), and looks at the slot once more.  An
// object that was removed while a call on another thread uses it dies when that call leaves: the
// remover scans the pins; where it finds one it leaves the object on a list that the leaving thread
// empties.
//
//   lookup:  pin = object;   slot still live?     leave:   pin = null;  list empty?
//   remove:  slot dead;      object pinned?       retire:  list += x;   x pinned?
//
// Each pair of columns is a store followed by a load of what the other side stores; all four are
// sequentially consistent, so one of the two sides always sees the other.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace secur32 {

// What the calling thread is using right now.  A stack: scopes end in reverse order.
namespace pins {
std::atomic<const void*>& push();
void pop(std::atomic<const void*>& cell) noexcept;
// Runs destroy(object) now or, while any thread has the object pinned, when the last one leaves.
void retire(void* object, void (*destroy)(void*) noexcept) noexcept;
// Of the tables' free lists and of what waits to be destroyed; never taken by a lookup.  One for
// all, so that fork() can hold it.
std::mutex& lists_mutex();
// Lets fork() hold lists_mutex(); done once, while the library is loaded at the latest.
void register_fork_handlers() noexcept;
}  // namespace pins

// Where the generations of a slot start: random per process, other for each table, never 0.
std::uint32_t first_generation(const void* table, std::uint32_t index) noexcept;

template <typename T>
class HandleTable {
 public:
    using Handle = std::uint64_t;

    // An object in use; empty when the handle named none.  Lives on the stack of one call.
    class Use {
     public:
        Use(const HandleTable& table, Handle handle) : cell_(pins::push()) {
            object_ = table.pin(handle, cell_);
        }
        ~Use() { pins::pop(cell_); }
        Use(const Use&) = delete;
        Use& operator=(const Use&) = delete;

        explicit operator bool() const { return object_ != nullptr; }
        T* operator->() const { return object_; }
        T& operator*() const { return *object_; }

     private:
        std::atomic<const void*>& cell_;
        T* object_ = nullptr;
    };

    // 0 when the table is full (kChunks * kChunkSize objects).
    Handle insert(std::unique_ptr<T> object) {
        const std::lock_guard lock(pins::lists_mutex());
        if (free_.empty() && !grow()) return 0;
        const std::uint32_t index = free_.back();
        free_.pop_back();
        Slot& slot = owned_[index / kChunkSize][index % kChunkSize];
        const std::uint64_t generation = slot.tag.load() >> 1;
        slot.object.store(object.release());
        slot.tag.store(generation << 1 | 1);
        return generation << 32 | (index + 1);
    }

    Use find(Handle handle) const { return Use(*this, handle); }

    // False when the handle named nothing: of two racing removals one wins.
    bool remove(Handle handle) {
        Slot* const slot = locate(index_of(handle));
        std::uint64_t live = tag_of(handle);
        if (slot == nullptr) return false;
        if (!slot->tag.compare_exchange_strong(live, next_tag(live))) return false;
        // Dead and not yet free: nobody but this thread touches the slot.
        pins::retire(slot->object.exchange(nullptr),
                     [](void* object) noexcept { delete static_cast<T*>(object); });
        const std::lock_guard lock(pins::lists_mutex());
        free_.push_back(index_of(handle));
        return true;
    }

 private:
    struct Slot {
        std::atomic<std::uint64_t> tag;  // generation << 1 | live
        std::atomic<T*> object;
    };
    static constexpr std::size_t kChunkSize = 1024;
    static constexpr std::size_t kChunks = 4096;

    static std::uint32_t index_of(Handle handle) { return static_cast<std::uint32_t>(handle) - 1; }
    static std::uint64_t tag_of(Handle handle) { return handle >> 32 << 1 | 1; }
    // The next generation, dead; never generation 0, so that no handle is ever 0.
    static std::uint64_t next_tag(std::uint64_t live) {
        const auto next = static_cast<std::uint32_t>((live >> 1) + 1);
        return std::uint64_t{next == 0 ? 1 : next} << 1;
    }

    Slot* locate(std::uint32_t index) const {
        if (index >= kChunks * kChunkSize) return nullptr;
        Slot* const chunk = chunks_[index / kChunkSize].load(std::memory_order_acquire);
        return chunk == nullptr ? nullptr : &chunk[index % kChunkSize];
    }

    T* pin(Handle handle, std::atomic<const void*>& cell) const {
        Slot* const slot = locate(index_of(handle));
        const std::uint64_t live = tag_of(handle);
        if (slot == nullptr || slot->tag.load(std::memory_order_acquire) != live) return nullptr;
        T* const object = slot->object.load(std::memory_order_acquire);
        cell.store(object);
        return slot->tag.load() == live ? object : nullptr;
    }

    // All memory comes first: a table that could not grow is as it was, and remove() needs none.
    bool grow() {
        if (used_ == kChunks) return false;
        free_.reserve(std::bit_ceil((used_ + 1) * kChunkSize));
        owned_.push_back(std::make_unique<Slot[]>(kChunkSize));
        Slot* const chunk = owned_.back().get();
        for (std::size_t i = kChunkSize; i-- > 0;) {
            const auto index = static_cast<std::uint32_t>(used_ * kChunkSize + i);
            chunk[i].tag.store(std::uint64_t{first_generation(this, index)} << 1);
            free_.push_back(index);
        }
        chunks_[used_++].store(chunk, std::memory_order_release);
        return true;
    }

    std::vector<std::uint32_t> free_;  // lists_mutex()
    std::vector<std::unique_ptr<Slot[]>> owned_;
    std::size_t used_ = 0;
    std::array<std::atomic<Slot*>, kChunks> chunks_{};
};

}  // namespace secur32
