// The server's side of the exchange ([MS-NLMP] 3.2.5).
//
//                                                     +--------------------------+
//   start --(NEGOTIATE)--> CHALLENGE --> wait_authenticate --(AUTHENTICATE)--> established
//     +------(begin)-----> CHALLENGE -------^         |                          ^
//             datagram                                +--> wait_accounts --(accounts)
//
// wait_accounts: the program has its users elsewhere and names them now (SetContextAttributes),
// then CompleteAuthToken goes on.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "sspi/core/steps.h"
#include "sspi/ntlm/admission.h"
#include "sspi/ntlm/credential.h"
#include "sspi/ntlm/handshake.h"
#include "sspi/ntlm/logon.h"

namespace secur32::ntlm {

class Server final : public Handshake {
 public:
    enum class State : std::uint8_t { start, wait_authenticate, wait_accounts, established };
    enum class Message : std::uint8_t { begin, negotiate, authenticate, accounts };
    static constexpr Status kUnexpected = Status::invalid_token;
    static std::span<const Step<Server>> steps();

    explicit Server(std::shared_ptr<const Credential> credential);

    Result<Progress> step(Exchange& exchange) override;
    Result<Progress> complete() override;
    Status set(const ContextSetting& setting) override;
    std::u16string_view target() const override { return {}; }
    Outcome take_outcome() override { return std::move(outcome_); }

    State state() const { return state_; }
    void heard(Message message, Bytes body);
    void enter(State state) { state_ = state; }

 private:
    Status check_begin(Bytes token);
    Status check_negotiate(Bytes token);
    Result<State> send_challenge();
    Status check_authenticate(Bytes token);
    Result<State> answer_authenticate();

    Result<Progress> run(Message message, Bytes token);
    Result<Message> message_in(Bytes token) const;
    void note(const Exchange& exchange);
    Status judge_responses(const AuthenticateMessage& message);
    Status check_session_key() const;
    Result<Accounts> accounts() const;
    Result<Logon> log_on(const Accounts& accounts) const;
    Status admit(const Logon& logon, const Key& exported_session_key) const;
    Status check_mic(const Key& exported_session_key) const;
    Status check_unprotected() const;
    // "If MsvAvFlags bit 0x00000004 is set, the server MUST set ClientSuppliedTargetName to NULL."
    std::u16string client_target() const;
    void settle(const Logon& logon, const Key& exported_session_key);

    const std::shared_ptr<const Credential> credential_;
    State state_ = State::start;
    Exchange* exchange_ = nullptr;  // of the present call
    Features requested_;            // frozen by the first call
    NegotiateFlags asked_, offered_;
    Challenge server_challenge_{};
    Buffer transcript_;  // NEGOTIATE | CHALLENGE
    BindingsRule bindings_rule_;
    BindingsResult bindings_result_ = BindingsResult::not_checked;
    Accounts own_accounts_;  // SetContextAttributes
    Claim claim_;            // of the present call
    Buffer kept_;            // the AUTHENTICATE_MESSAGE, in wait_accounts
    Outcome outcome_;
};

}  // namespace secur32::ntlm
