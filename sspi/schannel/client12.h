// The client of TLS 1.0 to 1.2, from the ServerHello on (RFC 5246 7.3, figure 1):
//
//   Client                                               Server
//   ClientHello                  -------->
//                                                    ServerHello    start
//                                                   Certificate     wait_certificate
//                                            CertificateStatus*     wait_status_or_..
//                                            ServerKeyExchange*     wait_key_exchange  ((EC)DHE
//                                            only)
//                                           CertificateRequest*     wait_request
//                                <--------      ServerHelloDone     wait_done
//   Certificate*                      wait_credentials: the caller was asked for another
//   certificate ClientKeyExchange CertificateVerify* [ChangeCipherSpec] Finished -------->
//                                             [ChangeCipherSpec]    wait_change_cipher_spec
//                                <--------             Finished     wait_finished
//   Application Data             <------->     Application Data     connected
#pragma once

#include "sspi/schannel/machine12.h"
#include "sspi/schannel/messages12.h"
#include "sspi/schannel/negotiation.h"

namespace secur32::schannel {

class Client12 final : public Machine12 {
 public:
    enum class State : std::uint8_t {
        start,
        wait_certificate,
        wait_status_or_key_exchange,
        wait_key_exchange,
        wait_status_or_request,
        wait_request,
        wait_done,
        wait_credentials,
        wait_change_cipher_spec,
        wait_finished,
        connected,
    };
    using Message = Event;
    static constexpr Status kUnexpected = Status::unexpected_message;
    static std::span<const Step<Client12>> steps();

    explicit Client12(std::unique_ptr<Handshake> handshake)
        : Machine12(std::move(handshake)), heard_(std::make_unique<Heard>()) {}

    Status receive(Event event, Bytes whole) override;
    Phase phase() const override;
    std::string_view state_name() const override;

    State state() const { return state_; }
    void enter(State state) { state_ = state; }

 private:
    Status check_server_hello(Bytes body);
    Result<State> answer_server_hello();
    Status check_certificate(Bytes body);
    Result<State> answer_certificate();
    Status check_status(Bytes body);
    Result<State> answer_status();
    Status check_key_exchange(Bytes body);
    Result<State> answer_key_exchange();
    Status check_request(Bytes body);
    Result<State> answer_request();
    Result<State> answer_done();
    Result<State> send_flight();
    Result<State> answer_change_cipher_spec();
    Result<State> answer_finished();
    Result<State> answer_hello_request();

    const ServerHello& hello() const { return handshake_->server_hello; }
    Status check_extensions(const provider::CipherSuite& suite) const;
    Status check_limits() const;

    Status check_group(const ServerKeyExchange& message) const;
    Result<const SignatureScheme*> scheme_of(const ServerKeyExchange& message) const;
    ClientChoice choose() const;
    bool asks_caller() const;
    void send_certificate();
    Status send_key_exchange();
    Status send_certificate_verify();

    // What was parsed, until the flight has gone.
    struct Heard {
        bool staples = false;  // the server may send a CertificateStatus
        std::vector<x509::SharedCertificate> chain;
        Buffer stapled_ocsp;
        const provider::CipherSuite* suite = nullptr;
        // ServerKeyExchange: the peer's value and what belongs to it.
        const SignatureScheme* scheme = nullptr;
        std::optional<crypto::KeyShare> share;
        Buffer public_value;
        // CertificateRequest.
        Buffer certificate_types, signature_algorithms;
        std::vector<Buffer> authorities;
        ClientChoice choice;
    };

    State state_ = State::start;
    std::unique_ptr<Heard> heard_;
};

}  // namespace secur32::schannel
