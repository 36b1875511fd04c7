// The two tables.
#include "sspi/api/flags.h"

#define SECURITY_WIN32
#include <sspi.h>

#include <span>

namespace secur32::api {
namespace {

struct FlagRow {
    Feature feature;
    std::uint32_t requested;  // 0: cannot be asked for
    std::uint32_t returned;   // 0: is not reported
};

// clang-format off
constexpr FlagRow kInitiatorFlags[] = {
    {Feature::delegate,                     ISC_REQ_DELEGATE,               ISC_RET_DELEGATE},
    {Feature::mutual_auth,                  ISC_REQ_MUTUAL_AUTH,            ISC_RET_MUTUAL_AUTH},
    {Feature::replay_detect,                ISC_REQ_REPLAY_DETECT,          ISC_RET_REPLAY_DETECT},
    {Feature::sequence_detect,              ISC_REQ_SEQUENCE_DETECT,        ISC_RET_SEQUENCE_DETECT},
    {Feature::confidentiality,              ISC_REQ_CONFIDENTIALITY,        ISC_RET_CONFIDENTIALITY},
    {Feature::session_key,                  ISC_REQ_USE_SESSION_KEY,        ISC_RET_USE_SESSION_KEY},
    {Feature::supplied_credentials,         ISC_REQ_USE_SUPPLIED_CREDS,     ISC_RET_USED_SUPPLIED_CREDS},
    {Feature::dce_style,                    ISC_REQ_USE_DCE_STYLE,          ISC_RET_USED_DCE_STYLE},
    {Feature::datagram,                     ISC_REQ_DATAGRAM,               ISC_RET_DATAGRAM},
    {Feature::connection,                   ISC_REQ_CONNECTION,             ISC_RET_CONNECTION},
    {Feature::call_level,                   ISC_REQ_CALL_LEVEL,             ISC_RET_CALL_LEVEL},
    {Feature::extended_error,               ISC_REQ_EXTENDED_ERROR,         ISC_RET_EXTENDED_ERROR},
    {Feature::stream,                       ISC_REQ_STREAM,                 ISC_RET_STREAM},
    {Feature::integrity,                    ISC_REQ_INTEGRITY,              ISC_RET_INTEGRITY},
    {Feature::identify,                     ISC_REQ_IDENTIFY,               ISC_RET_IDENTIFY},
    {Feature::null_session,                 ISC_REQ_NULL_SESSION,           ISC_RET_NULL_SESSION},
    {Feature::manual_credential_validation, ISC_REQ_MANUAL_CRED_VALIDATION, ISC_RET_MANUAL_CRED_VALIDATION},
    {Feature::no_integrity,                 ISC_REQ_NO_INTEGRITY,           0},
    {Feature::http_style,                   ISC_REQ_USE_HTTP_STYLE,         ISC_RET_USED_HTTP_STYLE},
    {Feature::unverified_target_name,       ISC_REQ_UNVERIFIED_TARGET_NAME, 0},
    {Feature::confidentiality_only,         ISC_REQ_CONFIDENTIALITY_ONLY,   ISC_RET_CONFIDENTIALITY_ONLY},
};

constexpr FlagRow kAcceptorFlags[] = {
    {Feature::delegate,                     ASC_REQ_DELEGATE,               ASC_RET_DELEGATE},
    {Feature::mutual_auth,                  ASC_REQ_MUTUAL_AUTH,            ASC_RET_MUTUAL_AUTH},
    {Feature::replay_detect,                ASC_REQ_REPLAY_DETECT,          ASC_RET_REPLAY_DETECT},
    {Feature::sequence_detect,              ASC_REQ_SEQUENCE_DETECT,        ASC_RET_SEQUENCE_DETECT},
    {Feature::confidentiality,              ASC_REQ_CONFIDENTIALITY,        ASC_RET_CONFIDENTIALITY},
    {Feature::session_key,                  ASC_REQ_USE_SESSION_KEY,        ASC_RET_USE_SESSION_KEY},
    {Feature::dce_style,                    ASC_REQ_USE_DCE_STYLE,          ASC_RET_USED_DCE_STYLE},
    {Feature::datagram,                     ASC_REQ_DATAGRAM,               ASC_RET_DATAGRAM},
    {Feature::connection,                   ASC_REQ_CONNECTION,             ASC_RET_CONNECTION},
    {Feature::call_level,                   ASC_REQ_CALL_LEVEL,             ASC_RET_CALL_LEVEL},
    {Feature::third_leg_failed,             0,                              ASC_RET_THIRD_LEG_FAILED},
    {Feature::extended_error,               ASC_REQ_EXTENDED_ERROR,         ASC_RET_EXTENDED_ERROR},
    {Feature::stream,                       ASC_REQ_STREAM,                 ASC_RET_STREAM},
    {Feature::integrity,                    ASC_REQ_INTEGRITY,              ASC_RET_INTEGRITY},
    {Feature::licensing,                    ASC_REQ_LICENSING,              ASC_RET_LICENSING},
    {Feature::identify,                     ASC_REQ_IDENTIFY,               ASC_RET_IDENTIFY},
    {Feature::null_session,                 ASC_REQ_ALLOW_NULL_SESSION,     ASC_RET_NULL_SESSION},
    {Feature::allow_non_user_logons,        ASC_REQ_ALLOW_NON_USER_LOGONS,  ASC_RET_ALLOW_NON_USER_LOGONS},
    {Feature::allow_context_replay,         ASC_REQ_ALLOW_CONTEXT_REPLAY,   ASC_RET_ALLOW_CONTEXT_REPLAY},
    {Feature::no_token,                     ASC_REQ_NO_TOKEN,               ASC_RET_NO_TOKEN},
    {Feature::proxy_bindings,               ASC_REQ_PROXY_BINDINGS,         0},
    {Feature::allow_missing_bindings,       ASC_REQ_ALLOW_MISSING_BINDINGS, 0},
};

// SECBUFFER_FLAGS, above bit 31.
struct UpperFlagRow {
    Feature feature;
    std::uint64_t requested;
    bool of_acceptor;
};
constexpr UpperFlagRow kUpperFlags[] = {
    {Feature::messages,                         ISC_REQ_MESSAGES,                 true},
    {Feature::deferred_credential_validation,   ISC_REQ_DEFERRED_CRED_VALIDATION, false},
    {Feature::no_post_handshake_authentication, ISC_REQ_NO_POST_HANDSHAKE_AUTH,   false},
    {Feature::reuse_session_tickets,            ISC_REQ_REUSE_SESSION_TICKETS,    false},
    {Feature::explicit_session,                 ISC_REQ_EXPLICIT_SESSION,         true},
};
static_assert(ISC_REQ_MESSAGES == ASC_REQ_MESSAGES &&
              ISC_REQ_EXPLICIT_SESSION == ASC_REQ_EXPLICIT_SESSION);
// clang-format on

std::span<const FlagRow> rows_of(Role role) {
    return role == Role::initiator ? std::span<const FlagRow>(kInitiatorFlags) : kAcceptorFlags;
}

}  // namespace

Features features_of(Role role, std::uint32_t requested, std::uint64_t upper) {
    Features features;
    for (const FlagRow& flag : rows_of(role))
        if ((requested & flag.requested) != 0) features.set(flag.feature);
    for (const UpperFlagRow& flag : kUpperFlags)
        if ((upper & flag.requested) != 0 && (role == Role::initiator || flag.of_acceptor))
            features.set(flag.feature);
    return features;
}

std::uint32_t flags_of(Role role, Features granted) {
    std::uint32_t flags = 0;
    for (const FlagRow& flag : rows_of(role))
        if (granted.has(flag.feature)) flags |= flag.returned;
    return flags;
}

}  // namespace secur32::api
