// The calls of InitializeSecurityContext, AcceptSecurityContext, DecryptMessage, EncryptMessage and
// ApplyControlToken behind tls_channel.h.
// Not part of it: credentials (tls_credential.h), sockets (tls_stream.h).
#include "samples/common/tls_channel.h"

#include <schannel.h>

#include <algorithm>
#include <array>

namespace samples {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr ULONG kClientRequest = ISC_REQ_STREAM | ISC_REQ_CONFIDENTIALITY | ISC_REQ_REPLAY_DETECT |
                                 ISC_REQ_SEQUENCE_DETECT | ISC_REQ_EXTENDED_ERROR |
                                 ISC_REQ_ALLOCATE_MEMORY;
constexpr ULONG kServerRequest = ASC_REQ_STREAM | ASC_REQ_CONFIDENTIALITY | ASC_REQ_REPLAY_DETECT |
                                 ASC_REQ_SEQUENCE_DETECT | ASC_REQ_EXTENDED_ERROR |
                                 ASC_REQ_ALLOCATE_MEMORY;

template <class T>
void append(Bytes& out, T value) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(&value);
    out.insert(out.end(), bytes, bytes + sizeof value);
}

// SEC_APPLICATION_PROTOCOLS with one list: sizes in the machine's order, names without padding,
// each behind an octet with its length.
Bytes application_protocols(const std::vector<std::string>& names) {
    Bytes list;
    for (const std::string& name : names) {
        list.push_back(static_cast<std::uint8_t>(name.size()));
        list.insert(list.end(), name.begin(), name.end());
    }
    Bytes whole;
    const auto size = static_cast<unsigned short>(list.size());
    append(whole, static_cast<ULONG>(sizeof(ULONG) + sizeof size + size));
    append(whole, static_cast<ULONG>(SecApplicationProtocolNegotiationExt_ALPN));
    append(whole, size);
    whole.insert(whole.end(), list.begin(), list.end());
    return whole;
}

SecBuffer buffer(ULONG type, std::span<std::uint8_t> bytes = {}) {
    return {static_cast<ULONG>(bytes.size()), type, bytes.empty() ? nullptr : bytes.data()};
}

// Where a buffer of a type stands is the package's choice: all of them are looked at.
ULONG size_of(std::span<const SecBuffer> buffers, ULONG type, ULONG otherwise) {
    const auto found = std::find_if(buffers.begin(), buffers.end(),
                                    [&](const SecBuffer& b) { return b.BufferType == type; });
    return found == buffers.end() ? otherwise : found->cbBuffer;
}

}  // namespace

void TlsChannel::put(std::span<const std::uint8_t> received) {
    input_.insert(input_.end(), received.begin(), received.end());
}

void TlsChannel::keep_last(std::size_t count) {
    input_.erase(input_.begin(), input_.end() - static_cast<std::ptrdiff_t>(count));
}

// ---- Handshake ----------------------------------------------------------------------------------

// One call of the package, whatever the role.  What it has to say to the peer is sent in any case.
SECURITY_STATUS TlsChannel::call(PSecBufferDesc input) {
    SecBuffer token = buffer(SECBUFFER_TOKEN);
    SecBufferDesc output{SECBUFFER_VERSION, 1, &token};
    PCtxtHandle context = context_.is_open() ? context_.get() : nullptr;
    ULONG attributes = 0;
    TimeStamp expiry{};
    SECURITY_STATUS status;
    if (setup_.role == Role::client) {
        const ULONG request =
            kClientRequest | (go_on_without_certificate_ ? ISC_REQ_USE_SUPPLIED_CREDS : 0);
        status = InitializeSecurityContext(setup_.credential, context, setup_.server_name.data(),
                                           request, 0, 0, input, 0, context_.get(), &output,
                                           &attributes, &expiry);
    } else {
        const ULONG request =
            kServerRequest | (setup_.ask_for_certificate ? ASC_REQ_MUTUAL_AUTH : 0);
        status = AcceptSecurityContext(setup_.credential, context, input, request, 0,
                                       context_.get(), &output, &attributes, &expiry);
    }
    const ContextBuffer<std::uint8_t> owned(static_cast<std::uint8_t*>(token.pvBuffer));
    if (owned) output_.insert(output_.end(), owned.get(), owned.get() + token.cbBuffer);
    return status;
}

SECURITY_STATUS TlsChannel::step() {
    const bool opening = !context_.is_open();
    const bool speaks_first = opening && setup_.role == Role::client;
    Bytes protocols = application_protocols(setup_.protocols);
    std::array<SecBuffer, 3> buffers{
        buffer(speaks_first ? SECBUFFER_EMPTY : SECBUFFER_TOKEN, input_), buffer(SECBUFFER_EMPTY),
        buffer(SECBUFFER_APPLICATION_PROTOCOLS, protocols)};
    SecBufferDesc input{SECBUFFER_VERSION, opening && !setup_.protocols.empty() ? 3U : 2U,
                        buffers.data()};
    const SECURITY_STATUS status = call(&input);
    missing_ = size_of(buffers, SECBUFFER_MISSING, 1);
    // Neither of these has consumed anything: the next call wants the same bytes again.
    if (status != SEC_E_INCOMPLETE_MESSAGE && status != SEC_I_INCOMPLETE_CREDENTIALS)
        keep_last(size_of(buffers, SECBUFFER_EXTRA, 0));
    return status;
}

SECURITY_STATUS TlsChannel::handshake() {
    for (;;) {
        const SECURITY_STATUS status = step();
        if (status == SEC_I_INCOMPLETE_CREDENTIALS && !go_on_without_certificate_) {
            // The server would like a certificate.  A browser would now let its user choose one
            // (SECPKG_ATTR_ISSUER_LIST_EX) and acquire another credential with it.
            go_on_without_certificate_ = true;
            continue;
        }
        if (status != SEC_I_CONTINUE_NEEDED) return status;
        // EXTRA is the next call's input.  Waiting for the peer here would be waiting for ever:
        // it has said all that it wanted to.
        if (input_.empty()) return SEC_E_INCOMPLETE_MESSAGE;
    }
}

// ---- Data ---------------------------------------------------------------------------------------

SECURITY_STATUS TlsChannel::decrypt(std::string& text) {
    const std::size_t before = text.size();
    for (;;) {
        if (message_pending_) {
            const SECURITY_STATUS status = handshake();
            if (status != SEC_E_OK) return status;
            message_pending_ = false;
        }
        missing_ = 1;
        if (input_.empty()) return SEC_E_INCOMPLETE_MESSAGE;
        std::array<SecBuffer, 4> buffers{buffer(SECBUFFER_DATA, input_), buffer(SECBUFFER_EMPTY),
                                         buffer(SECBUFFER_EMPTY), buffer(SECBUFFER_EMPTY)};
        SecBufferDesc message{SECBUFFER_VERSION, buffers.size(), buffers.data()};
        const SECURITY_STATUS status = DecryptMessage(context_.get(), &message, 0, nullptr);
        if (status == SEC_E_INCOMPLETE_MESSAGE) missing_ = size_of(buffers, SECBUFFER_MISSING, 1);
        if (status != SEC_E_OK && status != SEC_I_RENEGOTIATE && status != SEC_I_CONTEXT_EXPIRED)
            return status;
        // It was decrypted in place: DATA points into what went in.
        if (status == SEC_E_OK && buffers[1].BufferType == SECBUFFER_DATA)
            text.append(static_cast<const char*>(buffers[1].pvBuffer), buffers[1].cbBuffer);
        keep_last(size_of(buffers, SECBUFFER_EXTRA, 0));
        // A session ticket, a change of keys (TLS 1.3), or the wish for a new handshake: the
        // handshake's function takes it from here, beginning with what is left of the input.
        message_pending_ = status == SEC_I_RENEGOTIATE;
        if (status == SEC_I_CONTEXT_EXPIRED || text.size() > before) return status;
    }
}

SECURITY_STATUS TlsChannel::read_sizes() {
    if (sizes_.cbMaximumMessage != 0) return SEC_E_OK;
    return QueryContextAttributes(context_.get(), SECPKG_ATTR_STREAM_SIZES, &sizes_);
}

SECURITY_STATUS TlsChannel::encrypt(std::string_view text) {
    const SECURITY_STATUS status = read_sizes();
    if (status != SEC_E_OK) return status;
    while (!text.empty()) {
        const std::string_view piece = text.substr(0, sizes_.cbMaximumMessage);
        const SECURITY_STATUS encrypted = encrypt_record(piece);
        if (encrypted != SEC_E_OK) return encrypted;
        text.remove_prefix(piece.size());
    }
    return SEC_E_OK;
}

// Encrypted in place, one part behind the other, at the end of what is to be sent.  Header and
// trailer may come out shorter than announced.
SECURITY_STATUS TlsChannel::encrypt_record(std::string_view piece) {
    const std::size_t start = output_.size();
    output_.resize(start + sizes_.cbHeader + piece.size() + sizes_.cbTrailer);
    const std::span<std::uint8_t> record = std::span(output_).subspan(start);
    std::copy(piece.begin(), piece.end(), record.begin() + sizes_.cbHeader);
    std::array<SecBuffer, 4> buffers{
        buffer(SECBUFFER_STREAM_HEADER, record.first(sizes_.cbHeader)),
        buffer(SECBUFFER_DATA, record.subspan(sizes_.cbHeader, piece.size())),
        buffer(SECBUFFER_STREAM_TRAILER, record.last(sizes_.cbTrailer)), buffer(SECBUFFER_EMPTY)};
    SecBufferDesc message{SECBUFFER_VERSION, buffers.size(), buffers.data()};
    const SECURITY_STATUS status = EncryptMessage(context_.get(), 0, &message, 0);
    auto end = output_.begin() + static_cast<std::ptrdiff_t>(start);
    for (std::size_t i = 0; i < 3 && status == SEC_E_OK; ++i) {
        const auto* part = static_cast<const std::uint8_t*>(buffers[i].pvBuffer);
        end = std::copy(part, part + buffers[i].cbBuffer, end);
    }
    output_.erase(end, output_.end());
    return status;
}

// ---- The end ------------------------------------------------------------------------------------

SECURITY_STATUS TlsChannel::close() {
    DWORD shutdown = SCHANNEL_SHUTDOWN;
    SecBuffer token{sizeof shutdown, SECBUFFER_TOKEN, &shutdown};
    SecBufferDesc control{SECBUFFER_VERSION, 1, &token};
    const SECURITY_STATUS status = ApplyControlToken(context_.get(), &control);
    if (status != SEC_E_OK) return status;
    const SECURITY_STATUS closed = call(nullptr);
    return closed == SEC_I_CONTEXT_EXPIRED ? SEC_E_OK : closed;
}

}  // namespace samples
