// What client and server of TLS 1.3 share: the way along the key schedule (RFC 8446 7.1), the
// authentication messages, which both may send and receive (4.4), and KeyUpdate (4.6.3).
//
//   hellos              -> derive_handshake_secrets    both directions get handshake keys
//   server's Finished   -> derive_application_secrets
//   client's Finished   -> conclude                    both directions have application keys
#pragma once

#include <memory>
#include <optional>

#include "sspi/schannel/handshake.h"
#include "sspi/schannel/messages13.h"
#include "sspi/schannel/outgoing_extensions.h"

namespace secur32::schannel {

class Machine13 : public Machine {
 public:
    Buffer take_output() override;
    Handshake* handshake() override { return handshake_.get(); }

 protected:
    explicit Machine13(std::unique_ptr<Handshake> handshake);

    Status unexpected(Event event) const;
    // What is added to the transcript: handshake messages, of the handshake.
    void heard_message(Bytes whole);
    // Secrets and what was parsed die with a failure, so that nothing goes on from it.
    Status ended(Status status);
    bool has_failed() const { return failed_; }

    // The suite's hash begins; what the hellos agreed on is noted.
    void note_agreement(const provider::CipherSuite& suite, const provider::Group& group);
    Status derive_handshake_secrets(const crypto::KeyShare& own, Bytes peer_value);
    Status derive_application_secrets();
    Status send_under_handshake_key();
    Status receive_under_handshake_key();
    Status send_under_application_key();
    Status receive_under_application_key();

    // RFC 8446 D.4: once, and only for a client with a session id.
    Status send_dummy_change_cipher_spec();
    // Null: an empty Certificate, and no CertificateVerify.
    Status send_authentication(const OwnCertificate* certificate, const SignatureScheme* scheme);
    Status send_finished();

    // Each parses and judges; what was found is in found_.
    Status read_certificate(Bytes whole);
    Status read_certificate_verify(Bytes whole);
    Status read_finished(Bytes whole);
    Status read_key_update(Bytes whole);
    void accept_certificate();
    void accept_certificate_verify();
    void accept_nobody();
    bool has_certificate() const { return !found_->certificates.chain.empty(); }
    Status accept_key_update();

    // The peer's limit, as record_size_limit has it (RFC 8449 4), and max_fragment_length's code.
    Status accept_record_size_limit(std::uint16_t limit);
    Status accept_max_fragment_length(std::uint8_t code);
    // SECBUFFER_SEND_GENERIC_TLS_EXTENSION
    template <typename Allowed>  // bool(std::uint16_t type)
    void add_own_extensions(Event message, OutgoingExtensions& out, Allowed&& allowed) const {
        for (const TlsExtension& extension : handshake_->options.extensions)
            if (extension.handshake_type == static_cast<std::uint8_t>(message) &&
                allowed(extension.type))
                out.add(extension.type, extension.content);
    }

    // Connected; the handshake's data goes.
    Status conclude();

    std::unique_ptr<Handshake> handshake_;
    Connection& connection_;

 private:
    struct Secrets {
        provider::ScheduleSecret master, client_handshake, server_handshake;
        std::optional<provider::ScheduleSecret> client_application, server_application;
        const provider::ScheduleSecret& handshake_of(bool server) const {
            return server ? server_handshake : client_handshake;
        }
        std::optional<provider::ScheduleSecret>& application_of(bool server) {
            return server ? server_application : client_application;
        }
    };
    struct Found {
        PeerCertificates certificates;
        const SignatureScheme* scheme = nullptr;
        std::optional<VerifiedPeer> peer;
    };
    Status check_entry_extensions(const Certificate13& message) const;
    Result<const SignatureScheme*> find_offered_scheme(std::uint16_t id) const;
    void log_secret(const provider::ScheduleSecret& secret) const;
    void trace_agreement() const;

    std::unique_ptr<Secrets> secrets_;
    std::unique_ptr<Found> found_;
    Buffer output_;
    unsigned key_updates_in_a_row_ = 0;
    bool failed_ = false, sent_change_cipher_spec_ = false, update_requested_ = false;
};

}  // namespace secur32::schannel
