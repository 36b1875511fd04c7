// Output buffers of crypt32's functions: pvData and pcbData, whose size goes in and comes out; and
// the views of input buffers.
#pragma once

#include <wincrypt_parts.h>

#include <cstring>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/trace.h"

namespace secur32::api {

// A caller's buffer to write to: without one the size is told; with too small a one too, and
// buffer_too_small is the answer.
class CertOutput {
 public:
    // Sets *size to 0 before anything can fail.
    CertOutput(void* data, DWORD* size) : memory_(static_cast<std::uint8_t*>(data)), told_(size) {
        if (told_ == nullptr) return;
        size_ = *told_;
        *told_ = 0;
    }

    // invalid_parameter when there is nowhere to tell the size.
    Status check() const {
        if (told_ != nullptr) return Status::ok;
        return trace::because(Status::invalid_parameter, "cert: pcbData is null");
    }
    bool asks_size() const { return memory_ == nullptr; }
    // Whether size octets would fit.  Tells the size in any case.
    Status fits(std::size_t size) const {
        *told_ = static_cast<DWORD>(size);
        if (asks_size() || size <= size_) return Status::ok;
        return trace::because(Status::buffer_too_small, "cert: pvData is too small");
    }
    // fits(), then the octets.
    Status put(Bytes bytes) const {
        TRY(fits(bytes.size()));
        if (!asks_size() && !bytes.empty()) std::memcpy(memory_, bytes.data(), bytes.size());
        return Status::ok;
    }
    std::uint8_t* memory() const { return memory_; }

 private:
    std::uint8_t* memory_;
    DWORD* told_;
    DWORD size_ = 0;
};

// invalid_parameter: a length without an address.
inline Result<Bytes> cert_bytes(const BYTE* address, DWORD size) {
    if (address == nullptr && size != 0)
        return trace::because(Status::invalid_parameter, "cert: a length without an address");
    return Bytes(address, size);
}

}  // namespace secur32::api
