// The states of a context's handle (figure: open_context.h).
#include "sspi/dispatch/open_context.h"

#include <algorithm>

#include "sslprovider/base/guard.h"
#include "sslprovider/base/trace.h"
#include "sspi/dispatch/handles.h"

namespace secur32::dispatch {

std::unique_ptr<OpenContext> OpenContext::imported(Package& package, Role role,
                                                   std::unique_ptr<Context> context) {
    auto open = std::make_unique<OpenContext>(package, role, std::move(context));
    open->state_.store(State::established);
    return open;
}

OpenContext::~OpenContext() {
    if (token_ != 0) tokens().remove(token_);
}

Status OpenContext::under_way() {
    return trace::because(Status::out_of_sequence, "called back during a call on the same context");
}

Result<Progress> OpenContext::step(Exchange& exchange, std::size_t room) {
    const Turn turn(*this);
    if (!turn) return under_way();
    if (undelivered_) return deliver_kept(exchange, room);
    TRY(check_may_step());
    freeze(exchange.requested);
    exchange.requested = features_;

    const Result<Progress> result = enter_after([&]() -> Result<Progress> {
        const Result<Progress> progress = context_->step(exchange);
        const bool fits = exchange.output.size() <= room;
        return progress.ok() && !fits ? keep(exchange, progress.value()) : progress;
    });
    if (undelivered_)
        return trace::because(Status::buffer_too_small,
                              "the output token does not fit; it is kept");
    // A failure happens once: its token goes where it fits, or nowhere.
    if (exchange.output.size() > room) exchange.output.clear();
    return result;
}

// A stream's later calls may add ISC_REQ_USE_SUPPLIED_CREDS: "go on without a certificate".
void OpenContext::freeze(Features requested) {
    if (!frozen_)
        features_ = requested;
    else if (package_.info().is_stream() && requested.has(Feature::supplied_credentials))
        features_.set(Feature::supplied_credentials);
    frozen_ = true;
}

Result<Progress> OpenContext::keep(Exchange& exchange, Progress progress) {
    Buffer input(exchange.input.begin(), exchange.input.end());
    exchange.input = {};
    exchange.bindings = nullptr;
    exchange.target = {};
    exchange.tls = nullptr;
    exchange.credential.reset();
    undelivered_ =
        std::make_unique<Undelivered>(Undelivered{std::move(input), progress, std::move(exchange)});
    return progress;
}

Status OpenContext::check_may_step() const {
    switch (state_.load()) {
        case State::handshaking:
            return Status::ok;
        case State::dead:
            // Windows' word for it is another one in Schannel.
            return trace::because(
                package_.info().is_stream() ? Status::invalid_token : Status::invalid_handle,
                "an earlier call failed this context");
        case State::completing:
            return trace::because(Status::out_of_sequence, "CompleteAuthToken is due");
        case State::established:
            if (context_->goes_on()) return Status::ok;
            break;
    }
    return trace::because(Status::out_of_sequence, "the context is established already");
}

Result<Progress> OpenContext::deliver_kept(Exchange& exchange, std::size_t room) {
    if (!std::ranges::equal(exchange.input, undelivered_->input))
        return trace::because(Status::out_of_sequence, "a kept token waits for the same call");
    if (undelivered_->exchange.output.size() > room) return Status::buffer_too_small;
    const std::unique_ptr<Undelivered> kept = std::move(undelivered_);
    exchange = std::move(kept->exchange);
    return kept->progress;
}

template <typename Leg>
Result<Progress> OpenContext::enter_after(Leg leg) {
    Progress progress = Progress::continue_needed;
    const Status status = guard([&]() -> Status {
        TRY_ASSIGN(progress, leg());
        return Status::ok;
    });
    if (status != Status::ok) {
        if (status != Status::incomplete_message) state_.store(State::dead);
        return status;
    }
    switch (progress) {
        case Progress::complete:
            state_.store(State::established);
            break;
        case Progress::complete_needed:
            state_.store(State::completing);
            break;
        case Progress::continue_needed:
        case Progress::complete_and_continue:
        case Progress::credentials_needed:
        case Progress::closed:
        case Progress::renegotiate:
        case Progress::no_renegotiation:
        case Progress::extension_received:
            break;
    }
    return progress;
}

Result<Progress> OpenContext::complete(Bytes token) {
    const Turn turn(*this);
    if (!turn) return under_way();
    const State state = state_.load();
    if (state == State::dead) return Status::invalid_handle;
    if (state != State::completing)
        return trace::because(Status::unsupported_function, "nothing waits to be completed");
    return enter_after([&] { return context_->complete(token); });
}

void OpenContext::fail() {
    const Turn turn(*this);
    state_.store(State::dead);
}

Status OpenContext::control(const ControlToken& token) {
    const Turn turn(*this);
    if (!turn) return under_way();
    if (state_.load() == State::dead) return Status::invalid_handle;
    return context_->control(token);
}

Status OpenContext::set(const ContextSetting& setting) {
    const Turn turn(*this);
    if (!turn) return under_way();
    return set_locked(setting);
}

Status OpenContext::set_locked(const ContextSetting& setting) {
    if (state_.load() == State::dead) return Status::invalid_handle;
    return context_->set(setting);
}

Result<AttributeValue> OpenContext::query(Attribute attribute) {
    const Turn turn(*this);
    if (!turn) return under_way();
    const State state = state_.load();
    if (state == State::dead) return Status::invalid_handle;
    if (state == State::completing)
        return trace::because(Status::out_of_sequence, "CompleteAuthToken is due");
    return context_->query(attribute);
}

Result<SecureBytes> OpenContext::export_keying_material(const KeyingMaterialRequest& request) {
    const Turn turn(*this);
    if (!turn) return under_way();
    TRY_ASSIGN(const Context* const context, established());
    return context->export_keying_material(request);
}

Result<SecureBytes> OpenContext::pack(bool reset_sequence) {
    const Turn turn(*this);
    if (!turn) return under_way();
    TRY_ASSIGN(const Context* const context, established());
    return context->pack(reset_sequence);
}

Result<std::uint64_t> OpenContext::access_token() {
    TRY_ASSIGN(AttributeValue client, query(Attribute::auth_identity));
    const Turn turn(*this);
    if (!turn) return under_way();
    if (token_ == 0)
        token_ = tokens().insert(
            std::make_unique<UserToken>(UserToken{std::get<AuthIdentity>(std::move(client))}));
    if (token_ == 0) return Status::out_of_memory;
    return token_;
}

Result<Context*> OpenContext::established() const {
    switch (state_.load(std::memory_order_acquire)) {
        case State::established:
            return context_.get();
        case State::dead:
            return trace::because(Status::invalid_handle, "an earlier call failed this context");
        case State::handshaking:
        case State::completing:
            break;
    }
    return trace::because(Status::out_of_sequence, "the context is not established yet");
}

}  // namespace secur32::dispatch
