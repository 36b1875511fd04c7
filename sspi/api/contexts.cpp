// InitializeSecurityContext, AcceptSecurityContext, CompleteAuthToken, ApplyControlToken,
// DeleteSecurityContext: from SecBufferDesc to Exchange and back.
#include <cstring>
#include <utility>

#include "sspi/api/call.h"
#include "sspi/api/channel_bindings.h"
#include "sspi/api/control_tokens.h"
#include "sspi/api/flags.h"
#include "sspi/api/handles.h"
#include "sspi/api/leg_buffers.h"
#include "sspi/api/strings.h"
#include "sspi/api/times.h"

namespace secur32::api {
namespace {

using dispatch::kContextKind;
using dispatch::OpenContext;

// The arguments that both functions share.
struct Leg {
    Role role;
    PCredHandle credential;
    PCtxtHandle context;  // null on the first call
    std::u16string_view target;
    ULONG requested;
    PSecBufferDesc input;
    PCtxtHandle new_context;
    PSecBufferDesc output;
    ULONG* attributes;
    PTimeStamp expiry;
};

// A leg that changed nothing, or whose outcome is kept: the same call will be made again.
bool happens_again(Status status) {
    return status == Status::buffer_too_small || status == Status::incomplete_message;
}

void put_bindings_result(const Outlet& outlet, const Exchange& exchange) {
    SecBuffer* const buffer = outlet.bindings_result();
    if (buffer == nullptr || buffer->cbBuffer < sizeof(SEC_CHANNEL_BINDINGS_RESULT)) return;
    const SEC_CHANNEL_BINDINGS_RESULT result{result_flags_of(exchange)};
    std::memcpy(buffer->pvBuffer, &result, sizeof result);
    buffer->cbBuffer = sizeof result;
}

// What the two sides of a call are before it: in borrows from inlet, bindings and credential.
Status fill(Exchange& exchange, ChannelBindings& bindings, const Leg& leg, const Inlet& inlet) {
    if (!inlet.bindings.empty()) {
        TRY_ASSIGN(bindings, parse_channel_bindings(inlet.bindings));
        exchange.bindings = &bindings;
    }
    exchange.input = inlet.token;
    exchange.target = leg.target;
    exchange.requested = features_of(leg.role, leg.requested, inlet.tls.flags);
    exchange.tls = &inlet.tls.options;
    if (leg.context != nullptr && leg.credential != nullptr)
        if (const auto later = find_credential(leg.credential))
            exchange.credential = later->credential;
    return Status::ok;
}

// Hands out what a leg made, also a failed one: its package may tell the peer why.
Status hand_out(const Exchange& exchange, const Outlet& outlet) {
    outlet.token().put(exchange.output);
    if (!exchange.alert.empty()) outlet.put_alert(exchange.alert);
    return outlet.put_extensions(exchange.received_extensions);
}

void tell(const Leg& leg, const Exchange& exchange, const Outlet& outlet) {
    if (leg.attributes == nullptr) return;
    *leg.attributes = flags_of(leg.role, exchange.granted);
    if (outlet.allocates()) *leg.attributes |= ISC_RET_ALLOCATED_MEMORY;
}

// Runs one leg on an open context.
Result<Progress> take_leg(OpenContext& open, const Leg& leg, const Inlet& inlet,
                          const Outlet& outlet) {
    Exchange exchange;
    ChannelBindings bindings;
    TRY(fill(exchange, bindings, leg, inlet));
    const Result<Progress> result = open.step(exchange, outlet.token().room());
    put_bindings_result(outlet, exchange);
    if (result.status() == Status::buffer_too_small && !outlet.token().is_there())
        return trace::because(Status::invalid_token, "there is no SECBUFFER_TOKEN for the output");
    if (happens_again(result.status())) {
        outlet.restore();
        if (result.status() == Status::incomplete_message) inlet.say_missing(exchange.missing);
        return result;
    }
    const Status put = guard([&] { return hand_out(exchange, outlet); });
    if (put != Status::ok) open.fail();
    TRY(put);
    if (result.ok() || !exchange.alert.empty()) tell(leg, exchange, outlet);
    if (!result.ok()) return result;
    inlet.say_extra(exchange.unread);
    put_time(leg.expiry, exchange.expiry);
    return result;
}

// ISC_REQ_DELEGATE, ISC_REQ_PROMPT_FOR_CREDS: "Schannel does not support this flag".
bool asks_what_tls_has_not(const Leg& leg, const PackageInfo& package) {
    return package.is_stream() && leg.role == Role::initiator &&
           (leg.requested & (ISC_REQ_DELEGATE | ISC_REQ_PROMPT_FOR_CREDS)) != 0;
}

// The new context has its number before its first leg, so that nothing can fail behind it.
Result<Progress> first_leg(const Leg& leg, const Inlet& inlet, const Outlet& outlet) {
    const auto credential = find_credential(leg.credential);
    if (!credential || leg.new_context == nullptr) return Status::invalid_handle;
    if (leg.role == Role::initiator ? !credential->outbound : !credential->inbound)
        return trace::because(Status::no_credentials, "the credential is for the other direction");
    if (asks_what_tls_has_not(leg, credential->package.info()))
        return trace::because(Status::unsupported_function, "TLS neither delegates nor prompts");
    TRY_ASSIGN(std::unique_ptr<Context> context,
               credential->package.new_context(leg.role, credential->credential));
    SecHandle handle;
    TRY(publish(dispatch::contexts().insert(std::make_unique<OpenContext>(
                    credential->package, leg.role, std::move(context))),
                kContextKind, handle));
    const auto open = find_context(&handle);
    const Result<Progress> result =
        open ? take_leg(*open, leg, inlet, outlet) : Result<Progress>(Status::invalid_handle);
    if (result.ok())
        *leg.new_context = handle;
    else
        dispatch::contexts().remove(handle.dwLower);
    return result;
}

Result<Progress> later_leg(const Leg& leg, const Inlet& inlet, const Outlet& outlet) {
    const auto open = find_context(leg.context);
    if (!open || open->role() != leg.role) return Status::invalid_handle;
    if (leg.credential != nullptr && !find_credential(leg.credential))
        return trace::because(Status::invalid_handle, "the credential is gone");
    const SecHandle handle = *leg.context;
    TRY_ASSIGN(const Progress progress, take_leg(*open, leg, inlet, outlet));
    if (leg.new_context != nullptr) *leg.new_context = handle;
    return progress;
}

void trace_leg(const Leg& leg, const Inlet& inlet, Trail& trail) {
    trail.handle("credential", leg.credential);
    trail.handle("context", leg.context);
    if (leg.role == Role::initiator) trail.text("target", leg.target);
    trail.flags("request", leg.requested);
    trail.number("input", inlet.token.size());
}

bool is_of_stream(const Leg& leg) {
    if (leg.context != nullptr) {
        const auto open = find_context(leg.context);
        return open && open->package().info().is_stream();
    }
    const auto credential = find_credential(leg.credential);
    return credential && credential->package.info().is_stream();
}

Result<Progress> run(const Leg& leg, Trail& trail) {
    if (leg.expiry != nullptr) leg.expiry->QuadPart = 0;
    const bool stream = is_of_stream(leg);
    const Result<Inlet> read =
        stream ? Inlet::of_stream(leg.input, leg.context == nullptr) : Inlet::of(leg.input);
    // Whatever fails from here on has no token: programs send as many octets as the buffer says.
    TRY_ASSIGN(const Outlet outlet, stream ? Outlet::of_stream(leg.output, leg.requested)
                                           : Outlet::of(leg.output, leg.requested));
    TRY(read);
    const Inlet& inlet = read.value();
    trace_leg(leg, inlet, trail);
    const ULONG before = leg.attributes == nullptr ? 0 : std::exchange(*leg.attributes, 0);
    const Result<Progress> result =
        leg.context == nullptr ? first_leg(leg, inlet, outlet) : later_leg(leg, inlet, outlet);
    trail.number("output", outlet.token().size());
    // A call that will be made again finds its variables as they were: FreeRDP 3 keeps the request
    // in the one that takes the attributes.
    const bool again = happens_again(result.status());
    if (leg.attributes != nullptr && again) *leg.attributes = before;
    if (leg.attributes != nullptr && !again) trail.flags("granted", *leg.attributes);
    if (result.ok()) trail.handle("new", leg.context == nullptr ? leg.new_context : leg.context);
    // Windows' word for a token that does not fit is another one in Schannel.
    if (stream && result.status() == Status::buffer_too_small) return Status::out_of_memory;
    return result;
}

template <typename Char>
SECURITY_STATUS initialize(const char* function, Leg leg, const Char* target) noexcept {
    return call(function, [&](Trail& trail) -> Result<Progress> {
        const Result<std::u16string> name = text_of(target);
        if (!name.ok()) return Status::target_unknown;
        leg.target = name.value();
        return run(leg, trail);
    });
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS SEC_ENTRY InitializeSecurityContextW(
    PCredHandle phCredential, PCtxtHandle phContext, SEC_WCHAR* pszTargetName, ULONG fContextReq,
    ULONG, ULONG, PSecBufferDesc pInput, ULONG, PCtxtHandle phNewContext, PSecBufferDesc pOutput,
    ULONG* pfContextAttr, PTimeStamp ptsExpiry) {
    return initialize("InitializeSecurityContextW",
                      {Role::initiator,
                       phCredential,
                       phContext,
                       {},
                       fContextReq,
                       pInput,
                       phNewContext,
                       pOutput,
                       pfContextAttr,
                       ptsExpiry},
                      pszTargetName);
}

SECURITY_STATUS SEC_ENTRY InitializeSecurityContextA(
    PCredHandle phCredential, PCtxtHandle phContext, SEC_CHAR* pszTargetName, ULONG fContextReq,
    ULONG, ULONG, PSecBufferDesc pInput, ULONG, PCtxtHandle phNewContext, PSecBufferDesc pOutput,
    ULONG* pfContextAttr, PTimeStamp ptsExpiry) {
    return initialize("InitializeSecurityContextA",
                      {Role::initiator,
                       phCredential,
                       phContext,
                       {},
                       fContextReq,
                       pInput,
                       phNewContext,
                       pOutput,
                       pfContextAttr,
                       ptsExpiry},
                      pszTargetName);
}

SECURITY_STATUS SEC_ENTRY AcceptSecurityContext(PCredHandle phCredential, PCtxtHandle phContext,
                                                PSecBufferDesc pInput, ULONG fContextReq, ULONG,
                                                PCtxtHandle phNewContext, PSecBufferDesc pOutput,
                                                ULONG* pfContextAttr, PTimeStamp ptsExpiry) {
    const Leg leg{Role::acceptor, phCredential, phContext,     {},       fContextReq, pInput,
                  phNewContext,   pOutput,      pfContextAttr, ptsExpiry};
    return call("AcceptSecurityContext",
                [&](Trail& trail) -> Result<Progress> { return run(leg, trail); });
}

SECURITY_STATUS SEC_ENTRY CompleteAuthToken(PCtxtHandle phContext, PSecBufferDesc pToken) {
    return call("CompleteAuthToken", [&](Trail& trail) -> Result<Progress> {
        trail.handle("context", phContext);
        const auto open = find_context(phContext);
        if (!open) return Status::invalid_handle;
        TRY_ASSIGN(const Buffers buffers, Buffers::of(pToken));
        const SecBuffer* const token = buffers.find(SECBUFFER_TOKEN);
        return open->complete(token == nullptr ? Bytes() : bytes_of(*token));
    });
}

SECURITY_STATUS SEC_ENTRY ApplyControlToken(PCtxtHandle phContext, PSecBufferDesc pInput) {
    return call("ApplyControlToken", [&](Trail& trail) -> Status {
        trail.handle("context", phContext);
        if (pInput == nullptr) return Status::internal_error;
        const auto open = find_context(phContext);
        if (!open) return Status::invalid_handle;
        if (!open->package().info().is_stream())
            return trace::because(Status::unsupported_function,
                                  "only Schannel takes control tokens");
        TRY_ASSIGN(const ControlToken token, parse_control_token(*pInput));
        return open->control(token);
    });
}

SECURITY_STATUS SEC_ENTRY DeleteSecurityContext(PCtxtHandle phContext) {
    return call("DeleteSecurityContext", [&](Trail& trail) -> Status {
        trail.handle("context", phContext);
        const bool removed = dispatch::contexts().remove(number_of(phContext, kContextKind));
        return removed ? Status::ok : Status::invalid_handle;
    });
}

}  // extern "C"
