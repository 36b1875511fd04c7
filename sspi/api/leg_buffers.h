// The two SecBufferDesc of InitializeSecurityContext and AcceptSecurityContext: what came in, and
// where what goes out is put.
//
// A program may pass one SecBufferDesc, or one block of memory, for both directions: what comes in
// is noted before an output buffer is touched, and used before one is written.
#pragma once

#include "sspi/api/buffers.h"
#include "sspi/api/tls_buffers.h"
#include "sspi/core/exchange.h"

namespace secur32::api {

// What came in.
struct Inlet {
    Bytes token, bindings;
    TlsInput tls;                 // of a stream package
    SecBuffer* answer = nullptr;  // an EMPTY one: becomes EXTRA or MISSING

    static Result<Inlet> of(const SecBufferDesc* descriptor);
    // A stream's: its other buffers count in the first call, and an EMPTY one is answered.
    static Result<Inlet> of_stream(const SecBufferDesc* descriptor, bool is_first_call);

    void say_extra(std::size_t count) const;
    void say_missing(std::size_t count) const;
};

// One buffer for what goes out.  Until something is put it has a size of 0.
class OutputBuffer {
 public:
    OutputBuffer() = default;
    // allocates: whatever the buffer holds.
    OutputBuffer(SecBuffer* buffer, bool allocates);

    bool is_there() const { return buffer_ != nullptr; }
    std::size_t room() const { return room_; }
    std::size_t size() const { return buffer_ == nullptr ? 0 : buffer_->cbBuffer; }
    // At most room() bytes.  Throws std::bad_alloc when they are to be allocated.
    void put(Bytes output) const;
    // The call will be made again: the buffer is as it was.
    void restore() const;

 private:
    SecBuffer* buffer_ = nullptr;
    SecBuffer before_{};
    bool allocates_ = false;
    std::size_t room_ = 0;
};

// Where the output goes.
class Outlet {
 public:
    static Result<Outlet> of(const SecBufferDesc* descriptor, ULONG requested);
    // A stream's: an EMPTY buffer becomes the TOKEN; one without address is allocated;
    // invalid_token without any, out_of_memory for an ALERT buffer without room.
    static Result<Outlet> of_stream(const SecBufferDesc* descriptor, ULONG requested);

    const OutputBuffer& token() const { return token_; }
    bool allocates() const { return allocates_; }
    // Where the caller wants to hear of the channel bindings; null: nowhere.
    SecBuffer* bindings_result() const { return bindings_result_; }
    // The alert of a failure: into the ALERT buffer, or where there is none the TOKEN.
    void put_alert(Bytes alert) const;
    // Subscribed extensions, each into a SUBSCRIBE_GENERIC_TLS_EXTENSION buffer; out_of_memory when
    // one does not fit.
    Status put_extensions(std::span<const TlsExtension> extensions) const;
    void restore() const;

 private:
    OutputBuffer token_, alert_;
    std::span<SecBuffer> all_;
    SecBuffer* bindings_result_ = nullptr;
    bool allocates_ = false;
};

}  // namespace secur32::api
