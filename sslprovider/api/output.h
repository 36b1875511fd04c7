// Output buffers of CNG's functions: pbOutput, cbOutput, pcbResult; and the views of input buffers.
#pragma once

#include <ncrypt.h>

#include <cstring>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/trace.h"

namespace secur32::api {

// A caller's buffer to write to, in the convention of CNG: without a buffer the size is told; with
// too small a one too, and buffer_too_small is the answer.
class Output {
 public:
    // Sets *written to 0 before anything else can fail.
    Output(PBYTE buffer, DWORD size, DWORD* written)
        : buffer_(buffer), size_(size), written_(written) {
        if (written_ != nullptr) *written_ = 0;
    }

    // invalid_parameter when there is nowhere to tell the size.
    Status check() const {
        if (written_ != nullptr) return Status::ok;
        return trace::because(Status::invalid_parameter, "ssl: pcbResult is null");
    }
    bool asks_size() const { return buffer_ == nullptr; }
    // Whether size octets would fit.  Tells the size in any case: for the last step before put().
    Status fits(std::size_t size) const {
        *written_ = static_cast<DWORD>(size);
        if (asks_size() || size <= size_) return Status::ok;
        return trace::because(Status::buffer_too_small, "ssl: cbOutput is too small");
    }
    // The same where something between here and put() may still fail: tells the size only when that
    // is the answer.
    Status has_room(std::size_t size) const {
        return asks_size() || size > size_ ? fits(size) : Status::ok;
    }
    // fits(), then the octets.
    Status put(Bytes bytes) const {
        TRY(fits(bytes.size()));
        if (!asks_size() && !bytes.empty()) std::memcpy(buffer_, bytes.data(), bytes.size());
        return Status::ok;
    }

 private:
    PBYTE buffer_;
    DWORD size_;
    DWORD* written_;
};

// invalid_parameter: a size without an address.
inline Result<Bytes> input_bytes(const void* address, DWORD size) {
    if (address == nullptr && size != 0)
        return trace::because(Status::invalid_parameter, "ssl: a size without an address");
    return Bytes(static_cast<const std::uint8_t*>(address), size);
}

// The places for handles, pointers and sizes: all that are there empty, before anything can fail;
// invalid_parameter when one is missing.
template <typename... T>
Status clear_out(T*... places) {
    ((places != nullptr ? static_cast<void>(*places = T{}) : static_cast<void>(0)), ...);
    if ((... && (places != nullptr))) return Status::ok;
    return trace::because(Status::invalid_parameter, "ssl: no place for a result");
}

// bad_flags for a flag that is none of allowed.
inline Status check_flags(DWORD flags, DWORD allowed = 0) {
    if ((flags & ~allowed) == 0) return Status::ok;
    return trace::because(Status::bad_flags, "ssl: dwFlags has a bit that is not known here");
}

}  // namespace secur32::api
