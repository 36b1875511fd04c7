// The server of TLS 1.0 to 1.2 (RFC 5246 7.3, figure 1):
//
//   Client                                               Server
//   ClientHello                  -------->                          start
//                                                    ServerHello
//                                                   Certificate
//                                            ServerKeyExchange*     ((EC)DHE only)
//                                           CertificateRequest*
//                                <--------      ServerHelloDone
//   Certificate*                                                    wait_certificate
//   ClientKeyExchange                                               wait_key_exchange
//   CertificateVerify*                                              wait_certificate_verify
//   [ChangeCipherSpec]                                              wait_change_cipher_spec
//   Finished                     -------->                          wait_finished
//                                             [ChangeCipherSpec]
//                                <--------             Finished
//   Application Data             <------->     Application Data     connected
#pragma once

#include "sspi/schannel/machine12.h"
#include "sspi/schannel/messages12.h"
#include "sspi/schannel/negotiation.h"

namespace secur32::schannel {

class Server12 final : public Machine12 {
 public:
    enum class State : std::uint8_t {
        start,
        wait_certificate,
        wait_key_exchange,
        wait_certificate_verify,
        wait_change_cipher_spec,
        wait_finished,
        connected,
    };
    using Message = Event;
    static constexpr Status kUnexpected = Status::unexpected_message;
    static std::span<const Step<Server12>> steps();

    explicit Server12(std::unique_ptr<Handshake> handshake)
        : Machine12(std::move(handshake)), heard_(std::make_unique<Heard>()) {}

    Status receive(Event event, Bytes whole) override { return run(*this, event, whole); }
    Phase phase() const override;
    std::string_view state_name() const override;

    State state() const { return state_; }
    void enter(State state) { state_ = state; }

 private:
    Status check_client_hello(Bytes body);
    Result<State> answer_client_hello();
    Status check_certificate(Bytes body);
    Result<State> answer_certificate();
    Status check_key_exchange(Bytes body);
    Result<State> answer_key_exchange();
    Status check_certificate_verify(Bytes body);
    Result<State> answer_certificate_verify();
    Result<State> answer_change_cipher_spec();
    Result<State> answer_finished();
    Result<State> answer_renegotiation();

    const ClientHello& hello() const { return handshake_->client_hello; }

    void note_hello();
    void note_limits();
    OutgoingExtensions extensions() const;
    void send_server_hello();
    Status send_key_exchange();
    void send_certificate_request();
    Result<provider::MasterKey> master() const;

    // What was parsed and chosen, until the handshake is over.
    struct Heard {
        Choice12 choice;
        std::optional<crypto::KeyShare> share;
        std::vector<x509::SharedCertificate> chain;
        Buffer exchange_keys;
        const SignatureScheme* scheme = nullptr;
    };

    State state_ = State::start;
    std::unique_ptr<Heard> heard_;
};

}  // namespace secur32::schannel
