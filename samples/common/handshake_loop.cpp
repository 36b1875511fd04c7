// The loop of handshake_loop.h, with one line of trace for each leg.
// Not part of it: what travels after the handshake (protection.h).
#include "samples/common/handshake_loop.h"

#include <iostream>

namespace samples {
namespace {

// One side of a handshake under way.
class Side {
 public:
    Side(Role role, const HandshakeSetup& setup) : role_(role), setup_(setup) {}

    // One call of the package; `token` is what the peer sent, empty for the client's first leg.
    void step(Bytes token) {
        SecBuffer in{static_cast<ULONG>(token.size()), SECBUFFER_TOKEN, token.data()};
        SecBufferDesc input{SECBUFFER_VERSION, 1, &in};
        output_.resize(setup_.largest_token);
        SecBuffer out{setup_.largest_token, SECBUFFER_TOKEN, output_.data()};
        SecBufferDesc output{SECBUFFER_VERSION, 1, &out};

        status_ = role_ == Role::client ? initialize(token.empty() ? nullptr : &input, &output)
                                        : accept(&input, &output);
        trace(token.size(), out.cbBuffer);
        complete_if_asked(&output);
        output_.resize(out.cbBuffer);
    }

    SECURITY_STATUS status() const { return status_; }
    bool goes_on() const { return status_ == SEC_I_CONTINUE_NEEDED; }
    const Bytes& output() const { return output_; }

    HandshakeResult result(bool connected) {
        return {status_, connected, attributes_, std::move(context_)};
    }

 private:
    SECURITY_STATUS initialize(PSecBufferDesc input, PSecBufferDesc output) {
        std::string target = setup_.target;  // the parameter is not const in Windows' signature
        TimeStamp expiry{};
        return InitializeSecurityContext(setup_.credential,
                                         context_.is_open() ? context_.get() : nullptr,
                                         target.data(), setup_.requested, 0, SECURITY_NATIVE_DREP,
                                         input, 0, context_.get(), output, &attributes_, &expiry);
    }

    SECURITY_STATUS accept(PSecBufferDesc input, PSecBufferDesc output) {
        TimeStamp expiry{};
        return AcceptSecurityContext(
            setup_.credential, context_.is_open() ? context_.get() : nullptr, input,
            setup_.requested, SECURITY_NATIVE_DREP, context_.get(), output, &attributes_, &expiry);
    }

    // Digest is the package that asks on Windows; asking for it costs a program these lines.
    void complete_if_asked(PSecBufferDesc output) {
        const bool more_to_come = status_ == SEC_I_COMPLETE_AND_CONTINUE;
        if (status_ != SEC_I_COMPLETE_NEEDED && !more_to_come) return;
        status_ = CompleteAuthToken(context_.get(), output);
        std::cout << "  CompleteAuthToken -> " << status_name(status_) << '\n';
        if (status_ == SEC_E_OK && more_to_come) status_ = SEC_I_CONTINUE_NEEDED;
    }

    void trace(std::size_t received, std::size_t produced) {
        std::cout << "leg " << ++legs_ << ": token in " << received << " bytes -> "
                  << status_name(status_) << ", attributes " << attribute_names(role_, attributes_)
                  << ", token out " << produced << " bytes\n";
    }

    Role role_;
    const HandshakeSetup& setup_;
    SECURITY_STATUS status_ = SEC_E_INTERNAL_ERROR;
    ULONG attributes_ = 0;
    unsigned legs_ = 0;
    Context context_;
    Bytes output_;
};

// A token may come with success and even with a failure (it tells the peer why): always send it.
bool send_output(tcp::socket& socket, const Side& side) {
    return side.output().empty() || send_frame(socket, FrameKind::token, side.output());
}

// The server's last word, which the client's own SEC_E_OK does not imply.
bool receive_verdict(tcp::socket& socket) {
    const std::optional<Frame> frame = receive_frame(socket);
    if (!frame || frame->kind != FrameKind::verdict || frame->body.size() != 4) return false;
    const auto verdict = static_cast<SECURITY_STATUS>(read_u32(frame->body));
    if (verdict != SEC_E_OK) return print_failure("server's verdict", verdict), false;
    std::cout << "server's verdict: SEC_E_OK\n";
    return true;
}

}  // namespace

HandshakeResult run_client_handshake(tcp::socket& socket, const HandshakeSetup& setup) {
    Side side(Role::client, setup);
    side.step({});
    while (side.goes_on()) {
        if (!send_output(socket, side)) return side.result(false);
        std::optional<Frame> answer = receive_frame(socket);
        if (!answer || answer->kind != FrameKind::token) {
            std::cerr << "the server refused or went away: see its output for the reason\n";
            return side.result(false);
        }
        side.step(std::move(answer->body));
    }
    if (!send_output(socket, side)) return side.result(false);
    return side.result(side.status() != SEC_E_OK || receive_verdict(socket));
}

HandshakeResult run_server_handshake(tcp::socket& socket, const HandshakeSetup& setup) {
    Side side(Role::server, setup);
    do {
        std::optional<Frame> token = receive_frame(socket);
        if (!token || token->kind != FrameKind::token) return side.result(false);
        side.step(std::move(token->body));
        if (!send_output(socket, side)) return side.result(false);
    } while (side.goes_on());
    Bytes verdict;
    append_u32(verdict, static_cast<std::uint32_t>(side.status()));
    const bool sent = send_frame(socket, FrameKind::verdict, verdict);
    return side.result(sent);
}

}  // namespace samples
