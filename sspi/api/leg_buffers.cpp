// Facts of Windows: reference schannel.md 2.
#include "sspi/api/leg_buffers.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "sslprovider/base/trace.h"
#include "sspi/api/strings.h"

namespace secur32::api {
namespace {

static_assert(ISC_REQ_ALLOCATE_MEMORY == ASC_REQ_ALLOCATE_MEMORY &&
              ISC_RET_ALLOCATED_MEMORY == ASC_RET_ALLOCATED_MEMORY);

bool asks_to_allocate(ULONG requested) { return (requested & ISC_REQ_ALLOCATE_MEMORY) != 0; }

bool has_no_address(const SecBuffer& buffer) {
    return buffer.pvBuffer == nullptr && buffer.cbBuffer != 0;
}

}  // namespace

Result<Inlet> Inlet::of(const SecBufferDesc* descriptor) {
    TRY_ASSIGN(const Buffers buffers, Buffers::of(descriptor));
    const SecBuffer* const token = buffers.find(SECBUFFER_TOKEN);
    const SecBuffer* const bindings = buffers.find(SECBUFFER_CHANNEL_BINDINGS);
    Inlet inlet;
    if (token != nullptr) inlet.token = bytes_of(*token);
    if (bindings != nullptr) inlet.bindings = bytes_of(*bindings);
    return inlet;
}

Result<Inlet> Inlet::of_stream(const SecBufferDesc* descriptor, bool is_first_call) {
    TRY_ASSIGN(Inlet inlet, of(descriptor));
    TRY_ASSIGN(const Buffers buffers, Buffers::of(descriptor));
    inlet.bindings = {};
    inlet.answer = buffers.find(SECBUFFER_EMPTY);
    if (inlet.answer != nullptr && has_no_address(*inlet.answer))
        return trace::because(Status::invalid_token, "an EMPTY buffer has a size but no address");
    if (!is_first_call) return inlet;
    TRY_ASSIGN(inlet.tls, parse_tls_input(buffers));
    return inlet;
}

void Inlet::say_extra(std::size_t count) const {
    if (answer == nullptr || count == 0) return;
    answer->BufferType = SECBUFFER_EXTRA;
    answer->cbBuffer = static_cast<ULONG>(count);
    answer->pvBuffer = const_cast<std::uint8_t*>(token.data() + token.size() - count);
}

void Inlet::say_missing(std::size_t count) const {
    if (answer == nullptr) return;
    answer->BufferType = SECBUFFER_MISSING;
    answer->cbBuffer = static_cast<ULONG>(count);
}

OutputBuffer::OutputBuffer(SecBuffer* buffer, bool allocates)
    : buffer_(buffer), allocates_(allocates) {
    if (buffer == nullptr) return;
    before_ = *buffer;
    room_ = allocates ? std::numeric_limits<ULONG>::max() : buffer->cbBuffer;
    if (allocates) buffer->pvBuffer = nullptr;
    buffer->cbBuffer = 0;
}

void OutputBuffer::put(Bytes output) const {
    if (buffer_ == nullptr || output.empty()) return;
    if (allocates_) buffer_->pvBuffer = allocate(output.size());
    std::memcpy(buffer_->pvBuffer, output.data(), output.size());
    buffer_->cbBuffer = static_cast<ULONG>(output.size());
}

void OutputBuffer::restore() const {
    if (buffer_ != nullptr) *buffer_ = before_;
}

Result<Outlet> Outlet::of(const SecBufferDesc* descriptor, ULONG requested) {
    Outlet outlet;
    outlet.allocates_ = asks_to_allocate(requested);
    TRY_ASSIGN(const Buffers buffers,
               outlet.allocates_ ? Buffers::to_allocate(descriptor) : Buffers::of(descriptor));
    outlet.token_ = OutputBuffer(buffers.find(SECBUFFER_TOKEN), outlet.allocates_);
    outlet.bindings_result_ = buffers.find(SECBUFFER_CHANNEL_BINDINGS_RESULT);
    return outlet;
}

Result<Outlet> Outlet::of_stream(const SecBufferDesc* descriptor, ULONG requested) {
    TRY_ASSIGN(const Buffers buffers, Buffers::to_fill(descriptor));
    Outlet outlet;
    outlet.all_ = buffers.all();
    outlet.allocates_ = asks_to_allocate(requested);
    SecBuffer* token = buffers.find(SECBUFFER_TOKEN);
    if (token == nullptr) token = buffers.find(SECBUFFER_EMPTY);
    if (token == nullptr)
        return trace::because(Status::invalid_token, "there is no SECBUFFER_TOKEN for the output");
    SecBuffer* const alert = buffers.find(SECBUFFER_ALERT);
    if (alert != nullptr && alert->cbBuffer == 0 && !outlet.allocates_)
        return trace::because(Status::out_of_memory, "the ALERT buffer has no room");
    outlet.token_ = OutputBuffer(token, outlet.allocates_ || has_no_address(*token));
    token->BufferType = SECBUFFER_TOKEN;
    if (alert != nullptr)
        outlet.alert_ = OutputBuffer(alert, outlet.allocates_ || has_no_address(*alert));
    return outlet;
}

void Outlet::put_alert(Bytes alert) const {
    const OutputBuffer& place = alert_.is_there() ? alert_ : token_;
    if (alert.size() <= place.room()) place.put(alert);
}

Status Outlet::put_extensions(std::span<const TlsExtension> extensions) const {
    auto place = all_.begin();
    for (const TlsExtension& extension : extensions) {
        place = std::find_if(place, all_.end(), [](const SecBuffer& buffer) {
            return type_of(buffer) == SECBUFFER_SUBSCRIBE_GENERIC_TLS_EXTENSION;
        });
        if (place == all_.end()) return Status::ok;
        const OutputBuffer output(&*place, allocates_ || has_no_address(*place));
        const Buffer structure = write_generic_extension(extension);
        if (structure.size() > output.room())
            return trace::because(Status::out_of_memory, "a received extension does not fit");
        output.put(structure);
        ++place;
    }
    return Status::ok;
}

void Outlet::restore() const {
    token_.restore();
    alert_.restore();
}

}  // namespace secur32::api
