// The memory that a decoded object takes: one block, the structure first, then all that it points
// to.  A decoder runs twice: into memory of our own, which tells the size, and into the block; both
// times it asks for the same pieces.
//
// What is decoded may be a private key, so our own memory is wiped.
#pragma once

#include <wincrypt_parts.h>

#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "sslprovider/base/der.h"
#include "sslprovider/base/secure_bytes.h"

namespace secur32::api {

class ObjectMemory {
 public:
    // Measures.
    explicit ObjectMemory(DWORD flags) : flags_(flags) {}
    // Writes to block.
    ObjectMemory(DWORD flags, MutableBytes block) : flags_(flags), block_(block), writes_(true) {}

    // How large the block must be.
    std::size_t size() const { return used_; }
    // Whether what was written is all in the block, and aligned.
    bool fits() const { return fits_ && used_ <= block_.size(); }
    bool has_flag(DWORD flag) const { return (flags_ & flag) != 0; }

    // Zeroed; null for none.
    template <typename T>
    T* make(std::size_t count = 1) {
        static_assert(std::is_trivially_copyable_v<T>);
        return static_cast<T*>(take(sizeof(T) * count, alignof(T)));
    }

    // Octets of the encoding as they are: under CRYPT_DECODE_NOCOPY_FLAG they stay where they are.
    CRYPT_DATA_BLOB octets(Bytes value);
    // Least significant octet first.
    CRYPT_DATA_BLOB reversed(Bytes big_endian);
    CRYPT_BIT_BLOB bits(const DerBits& value);
    LPSTR id(const ObjectIdentifier& id);
    // With a NUL behind it.
    LPWSTR text(std::u16string_view text);

 private:
    void* take(std::size_t size, std::size_t alignment);
    std::uint8_t* own(std::size_t size);

    DWORD flags_;
    MutableBytes block_;
    bool writes_ = false, fits_ = true;
    std::size_t used_ = 0;
    std::vector<SecureBytes> chunks_;
    MutableBytes chunk_;  // what is left of the last one
};

}  // namespace secur32::api
