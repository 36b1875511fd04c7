// The server of TLS 1.3 (RFC 8446 appendix A.2), from the ClientHello on.
//
//   start --(ClientHello)--> HelloRetryRequest --> wait_second_client_hello
//     |                                                     |
//     +-----------------(ClientHello)-----------------------+
//                           |
//     ServerHello EncryptedExtensions [CertificateRequest] Certificate CertificateVerify Finished
//                           |
//          asked for a certificate --> wait_certificate --(empty Certificate)----------+
//                           |                 | (Certificate)                          |
//                           |          wait_certificate_verify                         |
//                           |                 | (CertificateVerify)                    |
//                           +-------------> wait_finished <----------------------------+
//                                             | (Finished)
//                                         connected
//
// connected: KeyUpdate.  A NewSessionTicket would be sent behind the client's Finished:
// answer_finished is the session cache's place.  Not here: resumption, early data, late client
// authentication.
#pragma once

#include <span>

#include "sspi/core/steps.h"
#include "sspi/schannel/machine13.h"
#include "sspi/schannel/negotiation.h"

namespace secur32::schannel {

class Server13 final : public Machine13 {
 public:
    enum class State : std::uint8_t {
        start,
        wait_second_client_hello,
        wait_certificate,
        wait_certificate_verify,
        wait_finished,
        connected,
    };
    using Message = Event;
    static constexpr Status kUnexpected = Status::unexpected_message;
    static std::span<const Step<Server13>> steps();

    explicit Server13(std::unique_ptr<Handshake> handshake);

    Status receive(Event event, Bytes whole) override;
    Phase phase() const override;
    bool ignores_change_cipher_spec() const override { return state_ != State::connected; }
    std::string_view state_name() const override;

    State state() const { return state_; }
    void heard(Event event, Bytes whole);
    void enter(State state) { state_ = state; }

 private:
    Status check_client_hello(Bytes whole);
    Result<State> answer_client_hello();
    Status check_second_client_hello(Bytes whole);
    Result<State> answer_second_client_hello();
    Status check_certificate(Bytes whole);
    Result<State> answer_certificate();
    Status check_certificate_verify(Bytes whole);
    Result<State> answer_certificate_verify();
    Status check_finished(Bytes whole);
    Result<State> answer_finished();
    Status check_key_update(Bytes whole);
    Result<State> answer_key_update();

    Status choose(const ClientHello& hello);
    Result<State> send_hello_retry_request();
    Result<State> send_flight();
    Result<crypto::KeyShare> send_server_hello();
    void send_hello(const provider::Random& random, const OutgoingExtensions& extensions);
    void note_client_hello();
    Status accept_limits();
    void skip_early_data();
    void send_encrypted_extensions();
    void send_certificate_request();
    bool asks_for_certificate() const;

    struct Retry {
        const provider::CipherSuite* suite;
        const provider::Group* group;
        Buffer cookie;
    };
    // What the hellos said, until the handshake is over.
    struct Hellos {
        Choice13 choice;
        std::unique_ptr<Retry> retry;  // what a HelloRetryRequest said
        Buffer second_octets;          // the ClientHello in hand
        ClientHello second_hello;      // views of second_octets
    };

    State state_ = State::start;
    std::unique_ptr<Hellos> hellos_;
};

}  // namespace secur32::schannel
