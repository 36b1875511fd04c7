// The server's flight behind the ClientHello (RFC 5246 7.4.1.3 to 7.4.5).
#include <algorithm>
#include <array>

#include "sslprovider/base/trace.h"
#include "sspi/schannel/server12.h"

namespace secur32::schannel {
namespace {

using provider::KeyExchange;

constexpr std::uint8_t kUncompressed = 0;  // RFC 8422 5.1.2

// RFC 6066 4: "2^9(1), 2^10(2), 2^11(3), 2^12(4)"
constexpr std::size_t fragment_length(std::uint8_t code) { return std::size_t{256} << code; }

void write_nothing(Writer&) {}

}  // namespace

Result<Server12::State> Server12::answer_client_hello() {
    note_hello();
    note_limits();
    send_server_hello();
    handshake_->send(Event::certificate, [&](Writer& out) {
        Certificate12::write(out, connection().own_certificate->chain);
    });
    if (suite().key_exchange != KeyExchange::rsa) TRY(send_key_exchange());
    connection().certificate_requested = handshake_->features.has(Feature::mutual_auth);
    if (connection().certificate_requested)
        send_certificate_request();
    else
        handshake_->transcript.stop_keeping();  // no CertificateVerify can come
    handshake_->send(Event::server_hello_done, [](Writer&) {});
    TRY(handshake_->flush());
    return connection().certificate_requested ? State::wait_certificate : State::wait_key_exchange;
}

void Server12::note_hello() {
    Connection& connection = this->connection();
    const ClientHello& hello = this->hello();
    const Choice12& choice = heard_->choice;
    settle(connection.version, *choice.suite);
    connection.group = choice.group;
    connection.own_certificate = choice.certificate;
    connection.own_scheme = choice.scheme;
    connection.exchange_bits =
        choice.group != nullptr ? choice.group->bits : choice.certificate->key.bits();
    connection.extended_master_secret = hello.extended_master_secret;
    // RFC 7366 3: not with "a stream or AEAD ciphersuite".
    connection.encrypt_then_mac =
        hello.encrypt_then_mac && row(choice.suite->cipher).kind == crypto::CipherKind::block;
    connection.secure_renegotiation =
        hello.renegotiation_info.has_value() || hello.offers_suite(kEmptyRenegotiationInfoScsv);
    for (std::size_t i = 0; i < hello.signature_algorithms.size(); ++i)
        connection.peer_schemes.push_back(hello.signature_algorithms[i]);

    connection.randoms.client = hello.random;
    handshake_->sources.random(connection.randoms.server);
    mark_downgrade(connection.randoms.server, connection.version,
                   usable_versions(handshake_->terms()).highest());
}

// RFC 8449 5: "A server that supports the 'record_size_limit' extension MUST ignore a
// 'max_fragment_length' extension that appears in a ClientHello if both extensions appear."
void Server12::note_limits() {
    if (hello().record_size_limit)
        limit_records(*hello().record_size_limit, handshake_->terms().record_limit);
    else if (hello().max_fragment_length)
        limit_records(fragment_length(*hello().max_fragment_length),
                      fragment_length(*hello().max_fragment_length));
}

// What the client asked for and gets; in this order unless the Sources want another.
OutgoingExtensions Server12::extensions() const {
    using Type = ExtensionType;
    const ClientHello& hello = this->hello();
    const Connection& connection = handshake_->connection;
    OutgoingExtensions list;
    if (connection.secure_renegotiation)
        list.add(Type::renegotiation_info, [](Writer& out) { out.vector8([] {}); });
    if (hello.server_name) list.add(Type::server_name, write_nothing);
    if (hello.record_size_limit)
        list.add(Type::record_size_limit, [&](Writer& out) {
            out.be16(static_cast<std::uint16_t>(handshake_->terms().record_limit));
        });
    else if (hello.max_fragment_length)
        list.add(Type::max_fragment_length,
                 [&](Writer& out) { out.u8(*hello.max_fragment_length); });
    if (connection.suite->key_exchange == KeyExchange::ecdhe && !hello.ec_point_formats.empty())
        list.add(Type::ec_point_formats,
                 [](Writer& out) { out.vector8([&] { out.u8(kUncompressed); }); });
    if (const std::string& chosen = connection.application_protocol; !chosen.empty())
        list.add(Type::application_layer_protocol_negotiation,
                 [&](Writer& out) { write_application_protocols(out, std::span(&chosen, 1)); });
    if (connection.encrypt_then_mac) list.add(Type::encrypt_then_mac, write_nothing);
    if (connection.extended_master_secret) list.add(Type::extended_master_secret, write_nothing);
    for (const TlsExtension& own : handshake_->options.extensions)
        if (own.handshake_type == static_cast<std::uint8_t>(Event::server_hello) &&
            hello.extensions.find(static_cast<Type>(own.type)) != nullptr)
            list.add(own.type, own.content);
    return list;
}

void Server12::send_server_hello() {
    const OwnServerHello12 message{.version = connection().version,
                                   .random = connection().randoms.server,
                                   .session_id = {},
                                   .cipher_suite = suite().id,
                                   .extensions = extensions()};
    connection().extensions = message.extensions.types();
    const std::span<const std::uint16_t> order =
        handshake_->sources.extension_order(static_cast<std::uint8_t>(Event::server_hello));
    handshake_->send(Event::server_hello, [&](Writer& out) { message.write(out, order); });
}

Status Server12::send_key_exchange() {
    const Choice12& choice = heard_->choice;
    TRY_ASSIGN(heard_->share, handshake_->sources.key_share(choice.group->id));
    const Buffer params = write_params(*heard_->share, suite().key_exchange);
    TRY_ASSIGN(const Buffer signature,
               handshake_->sources.sign(*choice.scheme, choice.certificate->key,
                                        signed_content(connection().randoms, params)));
    handshake_->send(Event::server_key_exchange, [&](Writer& out) {
        out.bytes(params);
        DigitallySigned{choice.scheme->id, signature}.write(out, connection().version);
    });
    return Status::ok;
}

void Server12::send_certificate_request() {
    static constexpr std::array kTypes = {ClientCertificateType::rsa_sign,
                                          ClientCertificateType::ecdsa_sign};
    handshake_->send(Event::certificate_request, [&](Writer& out) {
        write_certificate_request(out, connection().version, kTypes, handshake_->terms().schemes,
                                  handshake_->credential->authority_names());
    });
}

}  // namespace secur32::schannel
