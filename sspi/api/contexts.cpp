// InitializeSecurityContext, AcceptSecurityContext, CompleteAuthToken, ApplyControlToken,
// DeleteSecurityContext: from SecBufferDesc to Exchange and back.
//
// A program may pass one SecBufferDesc, or one block of memory, for both directions: what comes in
// is noted before an output buffer is touched, and used before one is written.
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

// What came in.
struct Inlet {
    Bytes token, bindings;

    static Result<Inlet> of(const SecBufferDesc* descriptor) {
        TRY_ASSIGN(const Buffers buffers, Buffers::of(descriptor));
        const SecBuffer* const token = buffers.find(SECBUFFER_TOKEN);
        const SecBuffer* const bindings = buffers.find(SECBUFFER_CHANNEL_BINDINGS);
        return Inlet{token == nullptr ? Bytes() : bytes_of(*token),
                     bindings == nullptr ? Bytes() : bytes_of(*bindings)};
    }
};

// Where the output token goes.  Until it is put the caller's buffer has a size of 0.
class Outlet {
 public:
    static Result<Outlet> of(const SecBufferDesc* descriptor, ULONG requested) {
        const bool allocates = (requested & ISC_REQ_ALLOCATE_MEMORY) != 0;
        TRY_ASSIGN(const Buffers buffers,
                   allocates ? Buffers::to_allocate(descriptor) : Buffers::of(descriptor));
        return Outlet(buffers, allocates);
    }

    bool allocates() const { return allocates_; }
    // Where the caller wants to hear of the channel bindings; null: nowhere.
    SecBuffer* bindings_result() const { return bindings_result_; }
    bool has_token() const { return token_ != nullptr; }
    std::size_t room() const { return room_; }
    std::size_t size() const { return token_ == nullptr ? 0 : token_->cbBuffer; }

    // At most room() bytes.  Throws std::bad_alloc when they are to be allocated.
    void put(Bytes output) const {
        if (token_ == nullptr || output.empty()) return;
        if (allocates_) token_->pvBuffer = allocate(output.size());
        std::memcpy(token_->pvBuffer, output.data(), output.size());
        token_->cbBuffer = static_cast<ULONG>(output.size());
    }
    // The call will be made again, with a larger buffer.
    void keep_room() const { token_->cbBuffer = static_cast<ULONG>(room_); }

 private:
    Outlet(const Buffers& buffers, bool allocates)
        : token_(buffers.find(SECBUFFER_TOKEN)),
          bindings_result_(buffers.find(SECBUFFER_CHANNEL_BINDINGS_RESULT)),
          allocates_(allocates) {
        if (token_ == nullptr) return;
        room_ = allocates ? std::numeric_limits<ULONG>::max() : token_->cbBuffer;
        if (allocates) token_->pvBuffer = nullptr;
        token_->cbBuffer = 0;
    }

    SecBuffer* token_;
    SecBuffer* bindings_result_;
    bool allocates_;
    std::size_t room_ = 0;
};

void put_bindings_result(const Outlet& outlet, const Exchange& exchange) {
    SecBuffer* const buffer = outlet.bindings_result();
    if (buffer == nullptr || buffer->cbBuffer < sizeof(SEC_CHANNEL_BINDINGS_RESULT)) return;
    const SEC_CHANNEL_BINDINGS_RESULT result{result_flags_of(exchange)};
    std::memcpy(buffer->pvBuffer, &result, sizeof result);
    buffer->cbBuffer = sizeof result;
}

// Runs one leg on an open context and hands out what it made.
Result<Progress> take_leg(OpenContext& open, const Leg& leg, const Inlet& inlet,
                          const Outlet& outlet) {
    Exchange exchange;
    ChannelBindings bindings;
    if (!inlet.bindings.empty()) {
        TRY_ASSIGN(bindings, parse_channel_bindings(inlet.bindings));
        exchange.bindings = &bindings;
    }
    exchange.input = inlet.token;
    exchange.target = leg.target;
    exchange.requested = features_of(leg.role, leg.requested);

    const Result<Progress> result = open.step(exchange, outlet.room());
    put_bindings_result(outlet, exchange);
    if (result.status() == Status::buffer_too_small && !outlet.has_token())
        return trace::because(Status::invalid_token, "there is no SECBUFFER_TOKEN for the output");
    if (result.status() == Status::buffer_too_small) {
        outlet.keep_room();
        return result;
    }
    // A failure has a token too where its package tells the peer why.
    const Status put = guard([&] {
        outlet.put(exchange.output);
        return Status::ok;
    });
    if (put != Status::ok) open.fail();
    TRY(put);
    if (!result.ok()) return result;
    if (leg.attributes != nullptr) {
        *leg.attributes = flags_of(leg.role, exchange.granted);
        if (outlet.allocates()) *leg.attributes |= ISC_RET_ALLOCATED_MEMORY;
    }
    put_time(leg.expiry, exchange.expiry);
    return result;
}

// The new context has its number before its first leg, so that nothing can fail behind it.
Result<Progress> first_leg(const Leg& leg, const Inlet& inlet, const Outlet& outlet) {
    const auto credential = find_credential(leg.credential);
    if (!credential || leg.new_context == nullptr) return Status::invalid_handle;
    if (leg.role == Role::initiator ? !credential->outbound : !credential->inbound)
        return trace::because(Status::no_credentials, "the credential is for the other direction");
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

Result<Progress> run(const Leg& leg, Trail& trail) {
    if (leg.expiry != nullptr) leg.expiry->QuadPart = 0;
    TRY_ASSIGN(const Inlet inlet, Inlet::of(leg.input));
    trace_leg(leg, inlet, trail);
    TRY_ASSIGN(const Outlet outlet, Outlet::of(leg.output, leg.requested));
    const Result<Progress> result =
        leg.context == nullptr ? first_leg(leg, inlet, outlet) : later_leg(leg, inlet, outlet);
    trail.number("output", outlet.size());
    // A call that will be made again finds its variables as they were: FreeRDP 3 keeps the request
    // in the one that takes the attributes.
    const bool again = result.status() == Status::buffer_too_small;
    if (leg.attributes != nullptr && !result.ok() && !again) *leg.attributes = 0;
    if (leg.attributes != nullptr && !again) trail.flags("granted", *leg.attributes);
    if (result.ok()) trail.handle("new", leg.context == nullptr ? leg.new_context : leg.context);
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
