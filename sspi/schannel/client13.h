// The client of TLS 1.3 (RFC 8446 appendix A.1), from the ServerHello on.
//
//   start --(HelloRetryRequest)--> ClientHello --> wait_second_hello
//     |                                                 |
//     +--------------(ServerHello)----------------------+
//                        |
//             wait_encrypted_extensions
//                        | (EncryptedExtensions)
//           wait_certificate_or_request --(CertificateRequest)--> wait_certificate
//                        | (Certificate)                                | (Certificate)
//                        +------------ wait_certificate_verify ---------+
//                                             | (CertificateVerify)
//                                       wait_finished
//                                             | (Finished)
//     nobody to show, but the caller may --> wait_credentials
//                    have somebody            | (credentials)
//                                             v
//              [Certificate [CertificateVerify]] Finished --> connected
//
// connected: NewSessionTicket, judged and let go (the session cache's place is its row); KeyUpdate.
// Not here: resumption, early data, late client authentication: never offered.
#pragma once

#include <span>

#include "sspi/core/steps.h"
#include "sspi/schannel/machine13.h"
#include "sspi/schannel/negotiation.h"

namespace secur32::schannel {

class Client13 final : public Machine13 {
 public:
    enum class State : std::uint8_t {
        start,
        wait_second_hello,
        wait_encrypted_extensions,
        wait_certificate_or_request,
        wait_certificate,
        wait_certificate_verify,
        wait_finished,
        wait_credentials,
        connected,
    };
    using Message = Event;
    static constexpr Status kUnexpected = Status::unexpected_message;
    static std::span<const Step<Client13>> steps();

    explicit Client13(std::unique_ptr<Handshake> handshake);

    Status receive(Event event, Bytes whole) override;
    Phase phase() const override;
    bool ignores_change_cipher_spec() const override;
    std::string_view state_name() const override;

    State state() const { return state_; }
    void heard(Event event, Bytes whole);
    void enter(State state) { state_ = state; }

 private:
    Status check_server_hello(Bytes whole);
    Result<State> answer_server_hello();
    Status check_hello_retry_request(Bytes whole);
    Result<State> answer_hello_retry_request();
    Status check_encrypted_extensions(Bytes whole);
    Result<State> answer_encrypted_extensions();
    Status check_certificate_request(Bytes whole);
    Result<State> answer_certificate_request();
    Status check_certificate(Bytes whole);
    Result<State> answer_certificate();
    Status check_certificate_verify(Bytes whole);
    Result<State> answer_certificate_verify();
    Status check_finished(Bytes whole);
    Result<State> answer_finished();
    Status check_credentials(Bytes whole);
    Result<State> answer_credentials();
    Status check_new_session_ticket(Bytes whole);
    Result<State> answer_new_session_ticket();
    Status check_key_update(Bytes whole);
    Result<State> answer_key_update();

    Status check_offered(const Extensions& extensions) const;
    const crypto::KeyShare* find_share(std::uint16_t group) const;
    Status check_retried_group(std::uint16_t group) const;
    ClientChoice choose_certificate() const;
    bool caller_may_have_certificate() const;
    Result<State> send_flight(const ClientChoice& choice);

    // What was parsed, until the flight has gone.
    struct Heard {
        const provider::CipherSuite* suite = nullptr;  // of the hello in hand, or retried
        const crypto::KeyShare* share = nullptr;       // of offer.key_shares
        EncryptedExtensions encrypted_extensions;      // of the message in hand
        CertificateRequest13 request;                  // of the message in hand
        Buffer peer_schemes;                           // the request's, for choose_certificate
    };

    State state_ = State::start;
    std::unique_ptr<Heard> heard_;
};

}  // namespace secur32::schannel
