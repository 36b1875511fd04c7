// Octets behind the structure are not looked at, as Windows does it.
#include "sspi/api/control_tokens.h"

#include <schannel.h>

#include "sslprovider/base/reader.h"
#include "sslprovider/base/trace.h"

namespace secur32::api {
namespace {

Status unsupported(std::string_view reason) {
    return trace::because(Status::unsupported_function, reason);
}

// typedef struct _SCHANNEL_ALERT_TOKEN {
//     DWORD dwTokenType; DWORD dwAlertType; DWORD dwAlertNumber;
// } SCHANNEL_ALERT_TOKEN;
Result<ControlToken> parse_alert(Reader in) {
    const std::uint32_t level = in.le32(), description = in.le32();
    if (in.failed()) return unsupported("a SCHANNEL_ALERT_TOKEN is cut off");
    if ((level != TLS1_ALERT_WARNING && level != TLS1_ALERT_FATAL) || description > 0xFF)
        return trace::because(Status::invalid_parameter, "SCHANNEL_ALERT_TOKEN: no alert of TLS");
    ControlToken token{ControlToken::Kind::alert};
    token.alert_level = static_cast<std::uint8_t>(level);
    token.alert_description = static_cast<std::uint8_t>(description);
    return token;
}

// typedef struct _SCHANNEL_SESSION_TOKEN { DWORD dwTokenType; DWORD dwFlags; } ...;
Result<ControlToken> parse_session(Reader in) {
    const std::uint32_t flags = in.le32();
    if (in.failed()) return unsupported("a SCHANNEL_SESSION_TOKEN is cut off");
    if (flags != SSL_SESSION_ENABLE_RECONNECTS && flags != SSL_SESSION_DISABLE_RECONNECTS)
        return trace::because(Status::invalid_parameter, "SCHANNEL_SESSION_TOKEN: no such flags");
    ControlToken token{ControlToken::Kind::session};
    token.reconnects = flags == SSL_SESSION_ENABLE_RECONNECTS;
    return token;
}

}  // namespace

Result<ControlToken> parse_control_token(const SecBufferDesc& descriptor) {
    TRY_ASSIGN(const Buffers buffers, Buffers::of(&descriptor));
    if (buffers.all().size() != 1 || type_of(buffers.all().front()) != SECBUFFER_TOKEN)
        return trace::because(Status::invalid_token, "a control token is one SECBUFFER_TOKEN");
    Reader in(bytes_of(buffers.all().front()));
    const std::uint32_t type = in.le32();
    if (in.failed()) return unsupported("a control token of fewer than 4 octets");
    switch (type) {
        case SCHANNEL_SHUTDOWN:
            return ControlToken{ControlToken::Kind::shutdown};
        case SCHANNEL_ALERT:
            return parse_alert(in);
        case SCHANNEL_SESSION:
            return parse_session(in);
        default:
            return unsupported("no control token that is known here");
    }
}

}  // namespace secur32::api
