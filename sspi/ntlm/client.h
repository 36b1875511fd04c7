// The client's side of the exchange ([MS-NLMP] 3.1.5).
//
//   start --(begin)--> NEGOTIATE --> wait_challenge --(CHALLENGE)--> AUTHENTICATE --> established
//
// A datagram context sends no NEGOTIATE_MESSAGE (3.1.5.2): its first token is empty.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "sspi/core/steps.h"
#include "sspi/ntlm/credential.h"
#include "sspi/ntlm/handshake.h"
#include "sspi/ntlm/messages.h"

namespace secur32::ntlm {

class Client final : public Handshake {
 public:
    enum class State : std::uint8_t { start, wait_challenge, established };
    enum class Message : std::uint8_t { begin, challenge };
    static constexpr Status kUnexpected = Status::invalid_token;
    static std::span<const Step<Client>> steps();

    // The credential can initiate: credential->client() is not null.
    explicit Client(std::shared_ptr<const Credential> credential);

    Result<Progress> step(Exchange& exchange) override;
    std::u16string_view target() const override { return target_; }
    Outcome take_outcome() override { return std::move(outcome_); }

    State state() const { return state_; }
    void heard(Message, Bytes) {}
    void enter(State state) { state_ = state; }

 private:
    // The responses, which the AUTHENTICATE_MESSAGE borrows, and the key that goes with them.
    struct Responses {
        Buffer nt, lm;
        Key key_exchange_key;
        bool provides_mic = false;
    };

    Status check_begin(Bytes token);
    Result<State> send_negotiate();
    Status check_challenge(Bytes token);
    Result<State> send_authenticate();

    Status check_server_names() const;
    Result<Responses> respond(const Challenge& client_challenge) const;
    Result<Responses> respond_v2(const Challenge& client_challenge) const;
    Result<Responses> respond_v1(const Challenge& client_challenge) const;
    Result<Buffer> target_info(bool provides_mic) const;
    Result<Buffer> authenticate_message(const Responses& responses, const Key& random_key);
    void settle(const Responses& responses, const Key& random_key);

    const std::shared_ptr<const Credential> credential_;
    State state_ = State::start;
    bool anonymous_ = false;
    Exchange* exchange_ = nullptr;  // of the present call
    Features requested_;            // frozen by the first call
    std::u16string target_;
    NegotiateFlags asked_, flags_;
    Buffer negotiate_;
    ChallengeMessage challenge_;
    AvPairs server_pairs_;
    Outcome outcome_;
};

}  // namespace secur32::ntlm
