// Nothing here allocates, but for a message of more than eight DATA buffers.
#include "sspi/api/stream_messages.h"

#include <algorithm>

#include "sslprovider/base/trace.h"

namespace secur32::api {
namespace {

constexpr std::size_t kDecryptBuffers = 4;

void set(SecBuffer& buffer, ULONG type, MutableBytes bytes) {
    buffer.BufferType = type;
    buffer.pvBuffer = bytes.empty() ? nullptr : bytes.data();
    buffer.cbBuffer = static_cast<ULONG>(bytes.size());
}

// One DATA buffer and EMPTY ones; null for anything else.
const SecBuffer* find_input(std::span<const SecBuffer> buffers) {
    const SecBuffer* data = nullptr;
    for (const SecBuffer& buffer : buffers) {
        if (type_of(buffer) == SECBUFFER_EMPTY) continue;
        if (type_of(buffer) != SECBUFFER_DATA || data != nullptr) return nullptr;
        data = &buffer;
    }
    return data;
}

Progress progress_of(RecordVerdict verdict) {
    switch (verdict) {
        case RecordVerdict::renegotiate:
            return Progress::renegotiate;
        case RecordVerdict::closed:
            return Progress::closed;
        case RecordVerdict::data:
            break;
    }
    return Progress::complete;
}

}  // namespace

Status encrypt_record(Context& context, ULONG qop, const SecBufferDesc* message) {
    if (qop != 0 && qop != SECQOP_WRAP_OOB_DATA) return Status::qop_not_supported;
    TRY_ASSIGN(const Buffers buffers, Buffers::of(message));
    SecBuffer* const header = buffers.find(SECBUFFER_STREAM_HEADER);
    SecBuffer* const trailer = buffers.find(SECBUFFER_STREAM_TRAILER);
    const DataSegments data(buffers, true);
    if (header == nullptr || trailer == nullptr || data.view().empty())
        return trace::because(Status::invalid_token,
                              "a STREAM_HEADER, a DATA and a STREAM_TRAILER buffer are needed");
    if (!std::ranges::all_of(data.view(), &Segment::encrypted))
        return trace::because(Status::invalid_token, "a record has no part that stays in clear");
    OutgoingRecord record{bytes_of(*header), data.view(), bytes_of(*trailer)};
    record.is_alert = qop == SECQOP_WRAP_OOB_DATA;
    TRY(context.protect(record));
    header->cbBuffer = static_cast<ULONG>(record.header_size);
    trailer->cbBuffer = static_cast<ULONG>(record.trailer_size);
    return Status::ok;
}

Result<Progress> decrypt_record(Context& context, const SecBufferDesc* message) {
    TRY_ASSIGN(const Buffers buffers, Buffers::of(message));
    const std::span<SecBuffer> all = buffers.all();
    const SecBuffer* const input = find_input(all);
    if (all.size() < kDecryptBuffers || input == nullptr)
        return trace::because(Status::invalid_token,
                              "one DATA buffer and three EMPTY ones are needed");
    std::size_t missing = 0;
    const Result<IncomingRecord> opened = context.unprotect(bytes_of(*input), missing);
    if (opened.status() == Status::incomplete_message) {
        for (SecBuffer& buffer : all.first(2)) {
            buffer.BufferType = SECBUFFER_MISSING;
            buffer.cbBuffer = static_cast<ULONG>(missing);
        }
    }
    TRY(opened);
    const IncomingRecord& record = opened.value();
    set(all[0], SECBUFFER_STREAM_HEADER, record.header);
    set(all[1], SECBUFFER_DATA, record.content);
    all[1].pvBuffer = record.content.data();
    set(all[2], SECBUFFER_STREAM_TRAILER, record.trailer);
    set(all[3], record.extra.empty() ? SECBUFFER_EMPTY : SECBUFFER_EXTRA, record.extra);
    return progress_of(record.verdict);
}

}  // namespace secur32::api
