// InitializeSecurityContext, AcceptSecurityContext, CompleteAuthToken, ApplyControlToken,
// DeleteSecurityContext: from SecBufferDesc to Exchange and back.
#include <algorithm>
#include <cstring>
#include <limits>

#include "sspi/api/buffers.h"
#include "sspi/api/call.h"
#include "sspi/api/channel_bindings.h"
#include "sspi/api/flags.h"
#include "sspi/api/handles.h"
#include "sspi/api/strings.h"
#include "sspi/api/times.h"

namespace secur32::api {
namespace {

using dispatch::kContextKind;
using dispatch::OpenContext;

static_assert(ISC_REQ_ALLOCATE_MEMORY == ASC_REQ_ALLOCATE_MEMORY &&
              ISC_RET_ALLOCATED_MEMORY == ASC_RET_ALLOCATED_MEMORY);

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

// Where the output token goes.
struct Outlet {
    SecBuffer* token;  // null: the caller gave no SECBUFFER_TOKEN
    SecBuffer* bindings_result;
    bool allocate;

    std::size_t room() const {
        if (token == nullptr) return 0;
        return allocate ? std::numeric_limits<ULONG>::max() : token->cbBuffer;
    }
    void put(Bytes output) const {
        if (token == nullptr) return;
        if (allocate) {
            token->pvBuffer = output.empty() ? nullptr : allocate_copy(output);
        } else if (!output.empty()) {
            std::memcpy(token->pvBuffer, output.data(), output.size());
        }
        token->cbBuffer = static_cast<ULONG>(output.size());
    }
    static void* allocate_copy(Bytes output) {
        void* const block = api::allocate(output.size());
        std::memcpy(block, output.data(), output.size());
        return block;
    }
};

Outlet outlet_of(const Buffers& buffers, ULONG requested) {
    return {buffers.find(SECBUFFER_TOKEN), buffers.find(SECBUFFER_CHANNEL_BINDINGS_RESULT),
            (requested & ISC_REQ_ALLOCATE_MEMORY) != 0};
}

void put_bindings_result(const Outlet& outlet, const Exchange& exchange) {
    SecBuffer* const buffer = outlet.bindings_result;
    if (buffer == nullptr || buffer->cbBuffer < sizeof(SEC_CHANNEL_BINDINGS_RESULT)) return;
    const SEC_CHANNEL_BINDINGS_RESULT result{result_flags_of(exchange)};
    std::memcpy(buffer->pvBuffer, &result, sizeof result);
    buffer->cbBuffer = sizeof result;
}

// Runs one leg on an open context and hands out what it made.
Result<Progress> take_leg(OpenContext& open, const Leg& leg, const Buffers& input,
                          const Outlet& outlet) {
    Exchange exchange;
    ChannelBindings bindings;
    if (const SecBuffer* const token = input.find(SECBUFFER_TOKEN)) exchange.input = bytes_of(*token);
    if (const SecBuffer* const blob = input.find(SECBUFFER_CHANNEL_BINDINGS);
        blob != nullptr && blob->cbBuffer != 0) {
        TRY_ASSIGN(bindings, parse_channel_bindings(bytes_of(*blob)));
        exchange.bindings = &bindings;
    }
    exchange.target = leg.target;
    exchange.requested = features_of(leg.role, leg.requested);

    const Result<Progress> result = open.step(exchange, outlet.room());
    put_bindings_result(outlet, exchange);
    if (result.status() == Status::buffer_too_small) {
        if (outlet.token != nullptr) return result;
        return trace::because(Status::invalid_token, "there is no SECBUFFER_TOKEN for the output");
    }
    outlet.put(exchange.output);
    if (!result.ok()) return result;
    if (leg.attributes != nullptr) {
        *leg.attributes = flags_of(leg.role, exchange.granted);
        if (outlet.allocate) *leg.attributes |= ISC_RET_ALLOCATED_MEMORY;
    }
    put_time(leg.expiry, exchange.expiry);
    return result;
}

Result<Progress> first_leg(const Leg& leg, const Buffers& input, const Outlet& outlet) {
    const auto credential = find_credential(leg.credential);
    if (!credential || leg.new_context == nullptr) return Status::invalid_handle;
    if (leg.role == Role::initiator ? !credential->outbound : !credential->inbound)
        return trace::because(Status::no_credentials, "the credential is for the other direction");
    TRY_ASSIGN(std::unique_ptr<Context> context,
               credential->package.new_context(leg.role, credential->credential));
    auto open = std::make_unique<OpenContext>(credential->package, leg.role, std::move(context));
    TRY_ASSIGN(const Progress progress, take_leg(*open, leg, input, outlet));
    TRY(publish(dispatch::contexts().insert(std::move(open)), kContextKind, *leg.new_context));
    return progress;
}

Result<Progress> later_leg(const Leg& leg, const Buffers& input, const Outlet& outlet) {
    const auto open = find_context(leg.context);
    if (!open || open->role() != leg.role) return Status::invalid_handle;
    if (leg.credential != nullptr && !find_credential(leg.credential))
        return trace::because(Status::invalid_handle, "the credential is gone");
    TRY_ASSIGN(const Progress progress, take_leg(*open, leg, input, outlet));
    if (leg.new_context != nullptr) *leg.new_context = *leg.context;
    return progress;
}

void trace_leg(const Leg& leg, const Buffers& input, Trail& trail) {
    trail.handle("credential", leg.credential);
    trail.handle("context", leg.context);
    if (leg.role == Role::initiator) trail.text("target", leg.target);
    trail.flags("request", leg.requested);
    const SecBuffer* const token = input.find(SECBUFFER_TOKEN);
    trail.number("input", token == nullptr ? 0 : token->cbBuffer);
}

Result<Progress> run(const Leg& leg, Trail& trail) {
    if (leg.attributes != nullptr) *leg.attributes = 0;
    if (leg.expiry != nullptr) leg.expiry->QuadPart = 0;
    TRY_ASSIGN(const Buffers input, Buffers::of(leg.input));
    trace_leg(leg, input, trail);
    // With ALLOCATE_MEMORY the caller's buffer has no address yet, and its size is nothing.
    const bool allocates = (leg.requested & ISC_REQ_ALLOCATE_MEMORY) != 0;
    if (allocates && leg.output != nullptr && leg.output->pBuffers != nullptr)
        for (SecBuffer& buffer : std::span(leg.output->pBuffers, leg.output->cBuffers))
            if (type_of(buffer) == SECBUFFER_TOKEN) buffer = {0, buffer.BufferType, nullptr};
    TRY_ASSIGN(const Buffers output, Buffers::of(leg.output));
    const Outlet outlet = outlet_of(output, leg.requested);
    const Result<Progress> result = leg.context == nullptr ? first_leg(leg, input, outlet)
                                                           : later_leg(leg, input, outlet);
    trail.number("output", outlet.token == nullptr ? 0 : outlet.token->cbBuffer);
    if (leg.attributes != nullptr) trail.flags("granted", *leg.attributes);
    if (result.ok()) trail.handle("new", leg.context == nullptr ? leg.new_context : leg.context);
    // No token goes with a failure, but a buffer that was too small keeps its size for the retry.
    if (!result.ok() && result.status() != Status::buffer_too_small && outlet.token != nullptr)
        outlet.token->cbBuffer = 0;
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
                      {Role::initiator, phCredential, phContext, {}, fContextReq, pInput,
                       phNewContext, pOutput, pfContextAttr, ptsExpiry},
                      pszTargetName);
}

SECURITY_STATUS SEC_ENTRY InitializeSecurityContextA(
    PCredHandle phCredential, PCtxtHandle phContext, SEC_CHAR* pszTargetName, ULONG fContextReq,
    ULONG, ULONG, PSecBufferDesc pInput, ULONG, PCtxtHandle phNewContext, PSecBufferDesc pOutput,
    ULONG* pfContextAttr, PTimeStamp ptsExpiry) {
    return initialize("InitializeSecurityContextA",
                      {Role::initiator, phCredential, phContext, {}, fContextReq, pInput,
                       phNewContext, pOutput, pfContextAttr, ptsExpiry},
                      pszTargetName);
}

SECURITY_STATUS SEC_ENTRY AcceptSecurityContext(PCredHandle phCredential, PCtxtHandle phContext,
                                                PSecBufferDesc pInput, ULONG fContextReq, ULONG,
                                                PCtxtHandle phNewContext, PSecBufferDesc pOutput,
                                                ULONG* pfContextAttr, PTimeStamp ptsExpiry) {
    const Leg leg{Role::acceptor, phCredential, phContext, {}, fContextReq, pInput,
                  phNewContext, pOutput, pfContextAttr, ptsExpiry};
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
        if (!find_context(phContext)) return Status::invalid_handle;
        return trace::because(Status::unsupported_function, "only Schannel takes control tokens");
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
