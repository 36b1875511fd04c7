// The client's flight behind ServerHelloDone (RFC 5246 7.4.6 to 7.4.9).
#include "sslprovider/base/trace.h"
#include "sslprovider/provider/premaster.h"
#include "sspi/schannel/client12.h"

namespace secur32::schannel {

using provider::KeyExchange;
using provider::Premaster;

ClientChoice Client12::choose() const {
    const Connection& connection = handshake_->connection;
    return choose_client_certificate(handshake_->credential->certificates(), connection.version,
                                     handshake_->terms(), NumberList(heard_->signature_algorithms),
                                     heard_->certificate_types, connection.issuers);
}

// SEC_I_INCOMPLETE_CREDENTIALS: only the caller knows of another certificate.
// ISC_REQ_USE_SUPPLIED_CREDS says that there is none: what was supplied is all, as curl has it.
bool Client12::asks_caller() const {
    return !handshake_->features.has(Feature::supplied_credentials);
}

Result<Client12::State> Client12::send_flight() {
    if (connection().certificate_requested) {
        heard_->choice = choose();
        send_certificate();
    }
    TRY(send_key_exchange());
    if (heard_->choice.certificate != nullptr) TRY(send_certificate_verify());
    handshake_->transcript.stop_keeping();
    TRY(send_finished());
    heard_.reset();
    return State::wait_change_cipher_spec;
}

// RFC 5246 7.4.6: "If no suitable certificate is available, the client MUST send a certificate
// message containing no certificates."
void Client12::send_certificate() {
    const OwnCertificate* const own = heard_->choice.certificate;
    connection().own_certificate = own;
    if (own == nullptr) trace::line("schannel: no certificate fits the server's request");
    handshake_->send(Event::certificate, [&](Writer& out) {
        if (own != nullptr)
            Certificate12::write(out, own->chain);
        else
            Certificate12::write(out, {});
    });
}

namespace {

struct Exchanged {
    Premaster premaster;
    Buffer exchange_keys;
};

Result<Exchanged> exchange_rsa(Version offered, const crypto::PublicKey& key) {
    TRY_ASSIGN(auto made, Premaster::for_server(offered, key));
    return Exchanged{std::move(made.first), std::move(made.second)};
}

Result<Exchanged> exchange_diffie_hellman(const crypto::KeyShare& own, Bytes peers) {
    Result<Premaster> premaster = Premaster::agree(own, peers);
    if (premaster.status() == Status::bad_key)
        return trace::because(Status::illegal_parameter,
                              "schannel: the server's public value is not of its group");
    TRY(premaster);
    const Bytes value = own.public_value();
    return Exchanged{std::move(premaster).value(), Buffer(value.begin(), value.end())};
}

}  // namespace

Status Client12::send_key_exchange() {
    Connection& connection = this->connection();
    const KeyExchange exchange = suite().key_exchange;
    // RFC 5246 7.4.7.1: client_version is "the latest (newest) version" offered in the ClientHello.
    const Version offered = handshake_->offer.legacy_version;
    TRY_ASSIGN(const Exchanged made,
               exchange == KeyExchange::rsa
                   ? exchange_rsa(offered, connection.peer.chain.front()->public_key().value())
                   : exchange_diffie_hellman(*heard_->share, heard_->public_value));
    handshake_->send(Event::client_key_exchange, [&](Writer& out) {
        ClientKeyExchange{made.exchange_keys}.write(out, exchange);
    });
    const std::optional<crypto::Digest> hash = session_hash();
    TRY_ASSIGN(provider::MasterKey master,
               made.premaster.master_key(
                   connection.version, suite(), provider::Side::client, connection.randoms,
                   hash ? std::optional<Bytes>(hash->bytes()) : std::nullopt));
    return adopt_master(std::move(master));
}

Status Client12::send_certificate_verify() {
    const Version version = connection().version;
    const crypto::PrivateKey& key = heard_->choice.certificate->key;
    const SignatureScheme& scheme = heard_->choice.scheme != nullptr
                                        ? *heard_->choice.scheme
                                        : scheme_before_tls12(key.public_key());
    connection().own_scheme = &scheme;
    TRY_ASSIGN(const Buffer signature,
               handshake_->sources.sign(scheme, key, handshake_->transcript.messages()));
    handshake_->send(Event::certificate_verify, [&](Writer& out) {
        DigitallySigned{scheme.id, signature}.write(out, version);
    });
    return Status::ok;
}

}  // namespace secur32::schannel
