#include "sslprovider/api/object_memory.h"

#include <algorithm>

namespace secur32::api {
namespace {

constexpr std::size_t kChunk = 16384, kAlignment = alignof(std::max_align_t);

constexpr std::size_t round_up(std::size_t size, std::size_t to) {
    return (size + to - 1) / to * to;
}

}  // namespace

// Chunks come from new, and so are aligned for anything.
std::uint8_t* ObjectMemory::own(std::size_t size) {
    const std::size_t rounded = round_up(size, kAlignment);
    if (chunk_.size() < rounded) {
        chunks_.emplace_back(std::max(rounded, kChunk));
        chunk_ = chunks_.back().mutable_bytes();
    }
    std::uint8_t* const place = chunk_.data();
    chunk_ = chunk_.subspan(rounded);
    return place;
}

void* ObjectMemory::take(std::size_t size, std::size_t alignment) {
    if (size == 0) return nullptr;
    const std::size_t at = round_up(used_, alignment);
    used_ = at + size;
    if (!writes_) return own(size);
    // The encoding is the caller's, who may change it between the two times.
    if (used_ > block_.size() ||
        reinterpret_cast<std::uintptr_t>(block_.data() + at) % alignment != 0) {
        fits_ = false;
        return own(size);
    }
    std::fill_n(block_.data() + at, size, std::uint8_t{0});
    return block_.data() + at;
}

CRYPT_DATA_BLOB ObjectMemory::octets(Bytes value) {
    // Windows' structures point to what they may not change without saying const.
    if (has_flag(CRYPT_DECODE_NOCOPY_FLAG))
        return {static_cast<DWORD>(value.size()),
                value.empty() ? nullptr : const_cast<BYTE*>(value.data())};
    auto* const place = make<BYTE>(value.size());
    std::ranges::copy(value, place);
    return {static_cast<DWORD>(value.size()), place};
}

CRYPT_DATA_BLOB ObjectMemory::reversed(Bytes big_endian) {
    auto* const place = make<BYTE>(big_endian.size());
    std::ranges::reverse_copy(big_endian, place);
    return {static_cast<DWORD>(big_endian.size()), place};
}

CRYPT_BIT_BLOB ObjectMemory::bits(const DerBits& value) {
    const CRYPT_DATA_BLOB blob = octets(value.octets);
    return {blob.cbData, blob.pbData, value.unused_bits};
}

LPSTR ObjectMemory::id(const ObjectIdentifier& id) {
    const std::string text = id.text();
    auto* const place = make<char>(text.size() + 1);
    std::ranges::copy(text, place);
    return place;
}

LPWSTR ObjectMemory::text(std::u16string_view text) {
    auto* const place = make<WCHAR>(text.size() + 1);
    std::ranges::copy(text, place);
    return place;
}

}  // namespace secur32::api
