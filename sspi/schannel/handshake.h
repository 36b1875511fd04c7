// What a TLS machine works on while it shakes hands, and the face that all machines show.
//
//   client:  ClientHello, then by ServerHello    -> Client12 | Client13
//   server:  by ClientHello                      -> Server12 | Server13
//
// A record is opened, a message is put together (message_reader.h), the machine takes it: the row is
// found, checks, the transcript grows, answers (sspi/core/steps.h).  What it answers is sent with
// Handshake::send and leaves in records when the flight ends or a key changes.
//
// After the handshake (the rows with in = connected): a record that DecryptMessage opens and that
// holds a handshake message is kept by the context, SEC_I_RENEGOTIATE; the ISC or ASC call that
// follows gives it to the same machine:
//
//   TLS 1.3 client   new_session_ticket   kept by the session cache; no answer
//                    key_update           Receiver::update_key; when asked, Sender::update_key
//                    certificate_request  Certificate.. under the application keys, or an empty one
//   TLS 1.3 server   key_update           as above
//                    certificate, certificate_verify, finished    of a late client authentication
//   TLS 1.2 client   hello_request        a new ClientHello under the old keys, or no_renegotiation
//   TLS 1.2 server   client_hello         a new handshake under the old keys, or no_renegotiation
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "sslprovider/base/writer.h"
#include "sspi/core/exchange.h"
#include "sspi/schannel/connection.h"
#include "sspi/schannel/events.h"
#include "sspi/schannel/hello.h"
#include "sspi/schannel/sources.h"
#include "sspi/schannel/transcript.h"

namespace secur32::schannel {

// Handshake-only data; a machine lets go of it when it is connected or has failed.
struct Handshake {
    Handshake(Connection& connection, std::shared_ptr<const Credential> credential,
              std::u16string target, Features features, TlsOptions options);

    Connection& connection;
    // A client's may be replaced, when the caller was asked for another.
    std::shared_ptr<const Credential> credential;
    const std::u16string target;  // as the caller gave it; empty: none
    Features features;              // requested; a later call may add supplied_credentials
    const TlsOptions options;
    Sources& sources;
    // The credential's mode, or what the context's features say.
    Judgement judgement() const;
    const Terms& terms() const { return credential->terms(connection.application_protocol); }

    // A client's: what it offered.  A server's: what it was offered; views of client_hello_octets.
    ClientOffer offer;
    ClientHello client_hello;
    Buffer client_hello_octets;
    // A client's: the ServerHello (or HelloRetryRequest) in hand; views of the message in hand.
    ServerHello server_hello;

    Transcript transcript;
    // Subscribed extensions that came (type, content), for SEC_I_GENERIC_EXTENSION_RECEIVED.
    std::vector<TlsExtension> received_extensions;

    // A whole handshake message, its header written here: to the transcript and to the flight.
    // HelloRequest and messages behind the handshake do not belong to the transcript: say so.
    enum class InTranscript : bool { no, yes };
    template <typename Write>  // void(Writer&): the body
    void send(Event type, Write&& write, InTranscript in_transcript = InTranscript::yes) {
        Writer message;
        message.u8(static_cast<std::uint8_t>(type));
        message.vector24([&] { write(message); });
        send_message(message.view(), in_transcript);
    }
    void send_message(Bytes message, InTranscript in_transcript);
    // RFC 5246 7.1; RFC 8446 D.4's in TLS 1.3: a record of its own, never encrypted there.
    Status send_change_cipher_spec();
    // What was sent so far leaves in records, under the key so far; then the key changes.
    Status change_sending_key(provider::PacketKey key);
    Status flush();

    Buffer flight;   // handshake messages that have not left yet
    Buffer output;   // records
};

enum class Phase : std::uint8_t {
    handshaking,
    wants_credentials,  // SEC_I_INCOMPLETE_CREDENTIALS; goes on with Event::credentials
    connected,
};

class Machine {
 public:
    virtual ~Machine() = default;
    // One event; whole: a handshake message with its header, else empty.  unexpected_message when no
    // row welcomes it.
    virtual Status receive(Event event, Bytes whole) = 0;
    virtual Phase phase() const = 0;
    // Records that are to be sent; empties.
    virtual Buffer take_output() = 0;
    // The handshake's data; null once connected.
    virtual Handshake* handshake() = 0;
    // TLS 1.3 only: whether a dummy change_cipher_spec may come now (RFC 8446 5).
    virtual bool ignores_change_cipher_spec() const { return false; }
    // Once connected: the machine that goes on without this one; null: this one does.
    virtual std::unique_ptr<Machine> successor() { return nullptr; }
    // "wait_server_hello"; for trace lines.
    virtual std::string_view state_name() const = 0;
};

// A client's whole path: sends its ClientHello at once (take_output()), becomes Client12 or Client13 by
// ServerHello.  Fails when the terms leave nothing to offer.
Result<std::unique_ptr<Machine>> start_client(std::unique_ptr<Handshake> handshake);
// A server's, which hears a ClientHello first.
std::unique_ptr<Machine> start_server(std::unique_ptr<Handshake> handshake);

}  // namespace secur32::schannel
