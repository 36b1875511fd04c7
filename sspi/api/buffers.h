// A SecBufferDesc judged once: buffers are found by type under SECBUFFER_ATTRMASK, in any order.
#pragma once

#define SECURITY_WIN32
#include <sspi.h>

#include <array>
#include <span>
#include <vector>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/status.h"
#include "sspi/core/protection.h"

namespace secur32::api {

class Buffers {
 public:
    Buffers() = default;
    // A null descriptor has no buffers.  Wrong version, buffers that are counted but not there or
    // have a size but no address: Status::invalid_token, as Windows has it.
    static Result<Buffers> of(const SecBufferDesc* descriptor);
    // The same where TOKEN buffers are to be allocated: what they hold yet is not looked at.
    static Result<Buffers> to_allocate(const SecBufferDesc* descriptor);
    // The same where any buffer may lack an address: it is allocated then.
    static Result<Buffers> to_fill(const SecBufferDesc* descriptor);

    std::span<SecBuffer> all() const { return buffers_; }
    // The first of its type; null when there is none.
    SecBuffer* find(ULONG type) const;

 private:
    explicit Buffers(std::span<SecBuffer> buffers) : buffers_(buffers) {}
    static Result<Buffers> judged(const SecBufferDesc* descriptor, ULONG unjudged_type);
    static Result<Buffers> counted(const SecBufferDesc* descriptor);
    std::span<SecBuffer> buffers_;
};

inline ULONG type_of(const SecBuffer& buffer) { return buffer.BufferType & ~SECBUFFER_ATTRMASK; }

inline MutableBytes bytes_of(const SecBuffer& buffer) {
    return {static_cast<std::uint8_t*>(buffer.pvBuffer), buffer.cbBuffer};
}

// The SECBUFFER_DATA buffers of a message as segments.  Few of them stay on the stack.
class DataSegments {
 public:
    // encrypt false: none is encrypted, whatever its attributes (SECQOP_WRAP_NO_ENCRYPT).
    DataSegments(const Buffers& buffers, bool encrypt);
    std::span<const Segment> view() const { return view_; }

 private:
    static constexpr std::size_t kInline = 8;
    std::array<Segment, kInline> few_;
    std::vector<Segment> many_;
    std::span<const Segment> view_;
};

}  // namespace secur32::api
