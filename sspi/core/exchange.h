// One InitializeSecurityContext or AcceptSecurityContext call without its SecBufferDesc: a token
// comes in, a token goes out.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/clock.h"
#include "sspi/core/features.h"
#include "sspi/core/tls.h"

namespace secur32 {

class Credential;

// How far a successful call got.
enum class Progress : std::uint8_t {
    complete,
    continue_needed,
    complete_needed,
    complete_and_continue,
    // Of TLS: the call is made again with the same input, and a credential or without one
    // (SEC_I_INCOMPLETE_CREDENTIALS); the peer closed, or this side has just said that it does
    // (SEC_I_CONTEXT_EXPIRED); SEC_I_RENEGOTIATE; SEC_I_NO_RENEGOTIATION;
    // SEC_I_GENERIC_EXTENSION_RECEIVED, the handshake goes on with the next call.
    credentials_needed,
    closed,
    renegotiate,
    no_renegotiation,
    extension_received,
};

// initiator: InitializeSecurityContext, client.  acceptor: AcceptSecurityContext, server.
enum class Role : std::uint8_t { initiator, acceptor };

// SEC_CHANNEL_BINDINGS after its offsets were judged (RFC 2744 3.11, gss_channel_bindings_struct).
struct ChannelBindings {
    std::uint32_t initiator_address_type = 0;
    Bytes initiator_address;
    std::uint32_t acceptor_address_type = 0;
    Bytes acceptor_address;
    Bytes application_data;
    bool audit_only = false;  // SEC_CHANNEL_BINDINGS_AUDIT_BINDINGS: report, do not refuse
};

// What an acceptor found out about the peer's channel bindings (SEC_CHANNEL_BINDINGS_RESULT).
enum class BindingsResult : std::uint8_t {
    not_checked,  // the acceptor was given none
    matched,
    mismatch,
    missing_allowed,
    missing,
    proxy,  // the peer bound itself to some channel, and any will do
};

struct Exchange {
    // in
    Bytes input;                                // the peer's token; empty on an initiator's first call
    const ChannelBindings* bindings = nullptr;  // null: none given
    std::u16string_view target;                 // initiator only
    Features requested;                         // frozen by the first call of a context

    // Of TLS.  Null: the credential of the first call goes on, no options came.
    std::shared_ptr<Credential> credential;  // of a later call, when it is another one
    const TlsOptions* tls = nullptr;

    // out
    Buffer output;  // the token for the peer; empty: none.  Also sent together with a failure.
    Features granted;
    FileTime expiry = kNever;
    BindingsResult bindings_result = BindingsResult::not_checked;
    bool peer_sent_bindings = false;
    // Of TLS.  Octets at the end of input that were not used (SECBUFFER_EXTRA); octets that a whole
    // record still needs, with Status::incomplete_message (SECBUFFER_MISSING); the alert record that
    // belongs to a failure (SECBUFFER_ALERT, or the token); what SECBUFFER_SUBSCRIBE... asked for.
    std::size_t unread = 0;
    std::size_t missing = 0;
    Buffer alert;
    std::vector<TlsExtension> received_extensions;
};

}  // namespace secur32
