// How handshake messages leave: they gather in a flight, which becomes records when it ends, when
// the key changes or a ChangeCipherSpec comes between (RFC 8446 5.1: "Handshake messages MUST NOT
// span key changes").
#include "sspi/schannel/handshake.h"

#include <array>

namespace secur32::schannel {

Handshake::Handshake(Connection& of, std::shared_ptr<const Credential> own,
                     std::u16string peer_name, Features requested, TlsOptions extras)
    : connection(of),
      credential(std::move(own)),
      target(std::move(peer_name)),
      features(requested),
      options(std::move(extras)),
      sources(Sources::current()) {}

Judgement Handshake::judgement() const {
    Judgement judgement = credential->judgement();
    if (features.has(Feature::manual_credential_validation))
        judgement.mode = Judgement::Mode::manual;
    else if (features.has(Feature::deferred_credential_validation))
        judgement.mode = Judgement::Mode::deferred;
    return judgement;
}

void Handshake::send_message(Bytes message, InTranscript in_transcript) {
    if (in_transcript == InTranscript::yes) transcript.add(message);
    flight.insert(flight.end(), message.begin(), message.end());
}

// struct { enum { change_cipher_spec(1), (255) } type; } ChangeCipherSpec;
Status Handshake::send_change_cipher_spec() {
    TRY(flush());
    constexpr std::array<std::uint8_t, 1> kMessage{1};
    return connection.sender.write(ContentType::change_cipher_spec, kMessage, output);
}

Status Handshake::change_sending_key(provider::PacketKey key) {
    TRY(flush());
    connection.sender.change_key(std::move(key));
    return Status::ok;
}

Status Handshake::flush() {
    TRY(connection.sender.write(ContentType::handshake, flight, output));
    flight.clear();
    return Status::ok;
}

}  // namespace secur32::schannel
