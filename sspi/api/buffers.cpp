// What Windows refuses of a descriptor, it refuses with SEC_E_INVALID_TOKEN.
#include "sspi/api/buffers.h"

#include "sslprovider/base/trace.h"

namespace secur32::api {

Result<Buffers> Buffers::of(const SecBufferDesc* descriptor) {
    return judged(descriptor, SECBUFFER_EMPTY);
}

Result<Buffers> Buffers::to_allocate(const SecBufferDesc* descriptor) {
    return judged(descriptor, SECBUFFER_TOKEN);
}

Result<Buffers> Buffers::to_fill(const SecBufferDesc* descriptor) { return counted(descriptor); }

Result<Buffers> Buffers::counted(const SecBufferDesc* descriptor) {
    if (descriptor == nullptr || descriptor->cBuffers == 0) return Buffers();
    if (descriptor->ulVersion != SECBUFFER_VERSION)
        return trace::because(Status::invalid_token, "SecBufferDesc.ulVersion is not 0");
    if (descriptor->pBuffers == nullptr)
        return trace::because(Status::invalid_token, "SecBufferDesc.pBuffers is null");
    return Buffers({descriptor->pBuffers, descriptor->cBuffers});
}

Result<Buffers> Buffers::judged(const SecBufferDesc* descriptor, ULONG unjudged_type) {
    TRY_ASSIGN(const Buffers buffers, counted(descriptor));
    for (const SecBuffer& buffer : buffers.all())
        if (buffer.pvBuffer == nullptr && buffer.cbBuffer != 0 &&
            type_of(buffer) != SECBUFFER_EMPTY && type_of(buffer) != unjudged_type)
            return trace::because(Status::invalid_token, "a SecBuffer has a size but no address");
    return buffers;
}

SecBuffer* Buffers::find(ULONG type) const {
    for (SecBuffer& buffer : buffers_)
        if (type_of(buffer) == type) return &buffer;
    return nullptr;
}

DataSegments::DataSegments(const Buffers& buffers, bool encrypt) {
    constexpr ULONG kClear = SECBUFFER_READONLY | SECBUFFER_READONLY_WITH_CHECKSUM;
    std::size_t count = 0;
    for (const SecBuffer& buffer : buffers.all()) count += type_of(buffer) == SECBUFFER_DATA;
    if (count > kInline) many_.resize(count);
    Segment* const first = count > kInline ? many_.data() : few_.data();
    Segment* next = first;
    for (const SecBuffer& buffer : buffers.all())
        if (type_of(buffer) == SECBUFFER_DATA)
            *next++ = {bytes_of(buffer), encrypt && (buffer.BufferType & kClear) == 0};
    view_ = {first, count};
}

}  // namespace secur32::api
