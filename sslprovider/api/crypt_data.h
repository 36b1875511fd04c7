// The CryptoAPI's output buffers: pbData and *pdwDataLen, which says how long pbData is and then
// how much there is; and the views of its input.
#pragma once

#include <wincrypt_parts.h>

#include <cstring>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/trace.h"

namespace secur32::api {

// "If the buffer is not large enough, the function returns ERROR_MORE_DATA and stores the required
// buffer size in pdwDataLen."  Without a buffer the size is told.
class DataOutput {
 public:
    DataOutput(BYTE* data, DWORD* length)
        : data_(data), room_(length == nullptr ? 0 : *length), length_(length) {}

    // invalid_parameter when there is nowhere to tell the size.
    Status check() const {
        if (length_ != nullptr) return Status::ok;
        return trace::because(Status::invalid_parameter, "capi: pdwDataLen is null");
    }
    bool asks_size() const { return data_ == nullptr; }
    // buffer_too_small.  Tells the size in any case: for the last step before put().
    Status fits(std::size_t size) const {
        *length_ = static_cast<DWORD>(size);
        if (asks_size() || size <= room_) return Status::ok;
        return trace::because(Status::buffer_too_small, "capi: the output buffer is too small");
    }
    // The same where something between here and put() may still fail: tells the size only when that
    // is the answer.
    Status has_room(std::size_t size) const {
        return asks_size() || size > room_ ? fits(size) : Status::ok;
    }
    // fits(), then the octets.
    Status put(Bytes bytes) const {
        TRY(fits(bytes.size()));
        if (!asks_size() && !bytes.empty()) std::memcpy(data_, bytes.data(), bytes.size());
        return Status::ok;
    }
    Status put(DWORD value) const {
        return put(Bytes(reinterpret_cast<const std::uint8_t*>(&value), sizeof value));
    }

 private:
    BYTE* data_;
    DWORD room_;
    DWORD* length_;
};

// invalid_parameter: a length without an address.
inline Result<Bytes> crypt_input(const BYTE* data, DWORD length) {
    if (data == nullptr && length != 0)
        return trace::because(Status::invalid_parameter, "capi: a length without an address");
    return Bytes(data, length);
}

// bad_flags for a flag that is none of allowed.
inline Status check_crypt_flags(DWORD flags, DWORD allowed = 0) {
    if ((flags & ~allowed) == 0) return Status::ok;
    return trace::because(Status::bad_flags, "capi: dwFlags has a bit that is not known here");
}

}  // namespace secur32::api
