// EncryptMessage, DecryptMessage, MakeSignature, VerifySignature, in place on the caller's buffers:
// nothing here allocates or copies.
#include "sspi/api/buffers.h"
#include "sspi/api/call.h"
#include "sspi/api/handles.h"
#include "sspi/api/stream_messages.h"

namespace secur32::api {
namespace {

// Judges a message's descriptor: there has to be a DATA buffer, and a TOKEN.
struct MessageBuffers {
    Buffers all;
    SecBuffer* token;

    static Result<MessageBuffers> of(PSecBufferDesc descriptor) {
        TRY_ASSIGN(const Buffers all, Buffers::of(descriptor));
        SecBuffer* const token = all.find(SECBUFFER_TOKEN);
        if (token == nullptr || all.find(SECBUFFER_DATA) == nullptr)
            return trace::because(Status::invalid_token, "a TOKEN and a DATA buffer are needed");
        return MessageBuffers{all, token};
    }
};

using Operation = Status (Context::*)(Message&);

Status protect(Context& context, Operation operation, PSecBufferDesc descriptor, bool encrypt,
               ULONG sequence_number) {
    TRY_ASSIGN(const MessageBuffers buffers, MessageBuffers::of(descriptor));
    const DataSegments data(buffers.all, encrypt);
    Message message{data.view(), bytes_of(*buffers.token), 0, sequence_number};
    TRY((context.*operation)(message));
    buffers.token->cbBuffer = static_cast<ULONG>(message.token_size);
    return Status::ok;
}

Status unprotect(Context& context, Operation operation, PSecBufferDesc descriptor,
                 ULONG sequence_number) {
    TRY_ASSIGN(const MessageBuffers buffers, MessageBuffers::of(descriptor));
    const DataSegments data(buffers.all, true);
    Message message{data.view(), bytes_of(*buffers.token), 0, sequence_number};
    return (context.*operation)(message);
}

// SECBUFFER_STREAM holds the whole message; the DATA buffer is made to point into it.
Status unprotect_stream(Context& context, const SecBuffer& stream, SecBuffer* data,
                        ULONG sequence_number) {
    if (data == nullptr)
        return trace::because(Status::invalid_token, "a STREAM buffer needs a DATA buffer");
    TRY_ASSIGN(const MutableBytes plaintext,
               context.unprotect_stream(bytes_of(stream), sequence_number));
    data->pvBuffer = plaintext.data();
    data->cbBuffer = static_cast<ULONG>(plaintext.size());
    return Status::ok;
}

Status decrypt(Context& context, PSecBufferDesc message, ULONG sequence_number) {
    TRY_ASSIGN(const Buffers buffers, Buffers::of(message));
    if (const SecBuffer* const stream = buffers.find(SECBUFFER_STREAM))
        return unprotect_stream(context, *stream, buffers.find(SECBUFFER_DATA), sequence_number);
    return unprotect(context, &Context::unprotect, message, sequence_number);
}

// TLS protects a stream, and has no signatures of messages.
Status check_signs(const dispatch::OpenContext& open) {
    if (!open.package().info().is_stream()) return Status::ok;
    return trace::because(Status::unsupported_function, "TLS has no signatures of messages");
}

SECURITY_STATUS encrypt_message(const char* function, PCtxtHandle handle, ULONG qop,
                                PSecBufferDesc message, ULONG sequence_number) noexcept {
    return call(function, [&](Trail& trail) -> Status {
        trail.handle("context", handle);
        const auto open = find_context(handle);
        if (!open) return Status::invalid_handle;
        TRY_ASSIGN(Context* const context, open->established());
        if (open->package().info().is_stream()) return encrypt_record(*context, qop, message);
        if (qop != 0 && qop != SECQOP_WRAP_NO_ENCRYPT) return Status::qop_not_supported;
        return protect(*context, &Context::protect, message, qop == 0, sequence_number);
    });
}

SECURITY_STATUS decrypt_message(const char* function, PCtxtHandle handle, PSecBufferDesc message,
                                ULONG sequence_number, ULONG* qop) noexcept {
    return call(function, [&](Trail& trail) -> Result<Progress> {
        trail.handle("context", handle);
        if (qop != nullptr) *qop = 0;
        const auto open = find_context(handle);
        if (!open) return Status::invalid_handle;
        TRY_ASSIGN(Context* const context, open->established());
        if (open->package().info().is_stream()) return decrypt_record(*context, message);
        TRY(decrypt(*context, message, sequence_number));
        return Progress::complete;
    });
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS SEC_ENTRY EncryptMessage(PCtxtHandle phContext, ULONG fQOP, PSecBufferDesc pMessage,
                                         ULONG MessageSeqNo) {
    return encrypt_message("EncryptMessage", phContext, fQOP, pMessage, MessageSeqNo);
}

SECURITY_STATUS SEC_ENTRY SealMessage(PCtxtHandle phContext, ULONG fQOP, PSecBufferDesc pMessage,
                                      ULONG MessageSeqNo) {
    return encrypt_message("SealMessage", phContext, fQOP, pMessage, MessageSeqNo);
}

SECURITY_STATUS SEC_ENTRY DecryptMessage(PCtxtHandle phContext, PSecBufferDesc pMessage,
                                         ULONG MessageSeqNo, ULONG* pfQOP) {
    return decrypt_message("DecryptMessage", phContext, pMessage, MessageSeqNo, pfQOP);
}

SECURITY_STATUS SEC_ENTRY UnsealMessage(PCtxtHandle phContext, PSecBufferDesc pMessage,
                                        ULONG MessageSeqNo, ULONG* pfQOP) {
    return decrypt_message("UnsealMessage", phContext, pMessage, MessageSeqNo, pfQOP);
}

SECURITY_STATUS SEC_ENTRY MakeSignature(PCtxtHandle phContext, ULONG fQOP, PSecBufferDesc pMessage,
                                        ULONG MessageSeqNo) {
    return call("MakeSignature", [&](Trail& trail) -> Status {
        trail.handle("context", phContext);
        const auto open = find_context(phContext);
        if (!open) return Status::invalid_handle;
        TRY(check_signs(*open));
        TRY_ASSIGN(Context* const context, open->established());
        if (fQOP != 0) return Status::qop_not_supported;
        return protect(*context, &Context::sign, pMessage, false, MessageSeqNo);
    });
}

SECURITY_STATUS SEC_ENTRY VerifySignature(PCtxtHandle phContext, PSecBufferDesc pMessage,
                                          ULONG MessageSeqNo, ULONG* pfQOP) {
    return call("VerifySignature", [&](Trail& trail) -> Status {
        trail.handle("context", phContext);
        if (pfQOP != nullptr) *pfQOP = 0;
        const auto open = find_context(phContext);
        if (!open) return Status::invalid_handle;
        TRY(check_signs(*open));
        TRY_ASSIGN(Context* const context, open->established());
        return unprotect(*context, &Context::verify, pMessage, MessageSeqNo);
    });
}

}  // extern "C"
