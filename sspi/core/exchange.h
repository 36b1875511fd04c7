// One InitializeSecurityContext or AcceptSecurityContext call without its SecBufferDesc: a token
// comes in, a token goes out.
#pragma once

#include <cstdint>
#include <string_view>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/clock.h"
#include "sspi/core/features.h"

namespace secur32 {

// How far a successful call got.
enum class Progress : std::uint8_t { complete, continue_needed, complete_needed, complete_and_continue };

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

    // out
    Buffer output;  // the token for the peer; empty: none.  Also sent together with a failure.
    Features granted;
    FileTime expiry = kNever;
    BindingsResult bindings_result = BindingsResult::not_checked;
    bool peer_sent_bindings = false;
};

}  // namespace secur32
