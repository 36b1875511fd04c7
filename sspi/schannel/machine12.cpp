// The keys and the end of a handshake of TLS 1.0 to 1.2.
#include "sspi/schannel/machine12.h"

#include <algorithm>
#include <string>
#include <utility>

#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"
#include "sslprovider/provider/key_log.h"
#include "sspi/schannel/messages12.h"

namespace secur32::schannel {

using provider::Side;

Machine12::Machine12(std::unique_ptr<Handshake> handshake)
    : handshake_(std::move(handshake)), connection_(handshake_->connection) {}

Buffer Machine12::take_output() {
    if (handshake_ != nullptr) {
        const Buffer records = std::exchange(handshake_->output, {});
        output_.insert(output_.end(), records.begin(), records.end());
    }
    return std::exchange(output_, {});
}

// RFC 5246 7.4.1.1: HelloRequest "MUST NOT be included in the message hashes".
void Machine12::heard(Event event, Bytes) {
    if (handshake_ != nullptr && is_handshake(event) && event != Event::hello_request)
        handshake_->transcript.add(whole_);
}

Side Machine12::own_side() const { return connection_.is_server() ? Side::server : Side::client; }
Side Machine12::peer_side() const { return connection_.is_server() ? Side::client : Side::server; }

void Machine12::settle(Version version, const provider::CipherSuite& suite) {
    connection_.version = version;
    connection_.suite = &suite;
    handshake_->transcript.choose(version, suite);
}

std::optional<crypto::Digest> Machine12::session_hash() const {
    if (!connection_.extended_master_secret) return std::nullopt;
    return handshake_->transcript.value();
}

Status Machine12::adopt_master(provider::MasterKey master) {
    connection_.master = std::make_unique<provider::MasterKey>(std::move(master));
    provider::key_log::write(*connection_.master, connection_.randoms.client);
    TRY_ASSIGN(provider::SessionKeys keys, connection_.master->generate_session_keys(
                                               connection_.randoms, connection_.encrypt_then_mac));
    read_key_ = std::move(keys.read);
    write_key_ = std::move(keys.write);
    return Status::ok;
}

// RFC 8449 4: "Unprotected messages are not subject to this limit": what is received may be longer
// until there is a key.
void Machine12::limit_records(std::size_t send, std::size_t receive) {
    connection_.sender.set_content_limit(std::min(send, provider::kMaxPlaintext));
    receive_limit_ = std::min(receive, provider::kMaxPlaintext);
}

Status Machine12::send_finished() {
    if (!write_key_) return Status::internal_error;
    TRY(handshake_->send_change_cipher_spec());
    TRY(handshake_->change_sending_key(*std::exchange(write_key_, std::nullopt)));
    // The weakness of TLS 1.0's chained initialization vectors (RFC 4346 1.1).
    const bool chained = connection_.version == Version::tls10 &&
                         row(suite().cipher).kind == crypto::CipherKind::block;
    connection_.sender.set_split_records(chained && handshake_->terms().split_records);

    const crypto::Digest hash = handshake_->transcript.value();
    const auto verify_data = connection_.master->verify_data(own_side(), hash.bytes());
    (connection_.is_server() ? connection_.verify_data.server : connection_.verify_data.client) =
        verify_data;
    handshake_->send(Event::finished, [&](Writer& out) { out.bytes(verify_data); });
    return handshake_->flush();
}

Status Machine12::start_reading() {
    if (!read_key_) return Status::internal_error;
    connection_.change_receiving_key(*std::exchange(read_key_, std::nullopt));
    if (receive_limit_ != 0) connection_.receiver.set_content_limit(receive_limit_);
    return Status::ok;
}

Status Machine12::check_finished(Bytes body) {
    TRY_ASSIGN(const Bytes received, parse_finished(body));
    const crypto::Digest hash = handshake_->transcript.value();
    const auto expected = connection_.master->verify_data(peer_side(), hash.bytes());
    if (!constant_time_equal(received, expected))
        return trace::because(Status::handshake_altered,
                              "schannel: the peer's Finished does not match the handshake");
    (connection_.is_server() ? connection_.verify_data.client : connection_.verify_data.server) =
        expected;
    return Status::ok;
}

Status Machine12::finish() {
    if (!connection_.verified_peer) return Status::internal_error;
    TRY(handshake_->flush());
    output_ = take_output();
    connection_.credential = handshake_->credential;
    connection_.connected = true;
    trace_agreement();
    handshake_.reset();
    return Status::ok;
}

void Machine12::trace_agreement() const {
    if (!trace::enabled()) return;
    const auto name = [](const SignatureScheme* scheme) {
        return scheme == nullptr ? std::string("none") : std::string(scheme->name);
    };
    const std::u16string_view group =
        connection_.group == nullptr ? u"no named group" : connection_.group->name;
    // RFC 2246, 4346, 5246: 3.1, 3.2 and 3.3 are TLS 1.0, 1.1 and 1.2.
    const int minor = static_cast<int>(connection_.version) - 0x0301;
    trace::line("schannel: connected by TLS 1." + std::to_string(minor) + ", " +
                printable(connection_.suite->name) + ", " + printable(group) + ", signed here by " +
                name(connection_.own_scheme) + ", by the peer by " + name(connection_.peer_scheme) +
                (connection_.extended_master_secret ? "" : ", without extended master secret"));
}

Status Machine12::refuse_renegotiation() {
    if (connection_.sender.is_closed()) return Status::ok;
    trace::line("schannel: renegotiation refused with no_renegotiation");
    const Alert alert{static_cast<std::uint8_t>(AlertLevel::warning), kNoRenegotiation};
    const auto octets = alert.octets();
    return connection_.sender.write(ContentType::alert, octets, output_);
}

Status Machine12::check_empty(Bytes body) { return parse_empty(body); }

namespace {

using crypto::KeyAlgorithm;
using provider::Authentication;
using provider::KeyExchange;

// RFC 5246 7.4.2, RFC 8422 2, RFC 8446 4.2.3 (id-RSASSA-PSS in TLS 1.2: for signatures alone).
// clang-format off
struct KeyRow { Authentication authentication; KeyAlgorithm key; bool encrypts; Version first; };
constexpr KeyRow kKeyRows[] = {
    {Authentication::rsa,   KeyAlgorithm::rsa,     true,  Version::tls10},
    {Authentication::rsa,   KeyAlgorithm::rsa_pss, false, Version::tls12},
    {Authentication::dss,   KeyAlgorithm::dsa,     false, Version::tls10},
    {Authentication::ecdsa, KeyAlgorithm::ec,      false, Version::tls10},
    {Authentication::ecdsa, KeyAlgorithm::ed25519, false, Version::tls12},
};
// clang-format on

}  // namespace

Status Machine12::check_server_key(const x509::OwnedCertificate& leaf) const {
    const bool encrypts = suite().key_exchange == KeyExchange::rsa;
    const Result<crypto::PublicKey>& key = leaf.public_key();
    if (!key.ok())
        return trace::because(Status::certificate_malformed,
                              "schannel: the server's certificate has no key that is known here");
    const bool fits = std::ranges::any_of(kKeyRows, [&](const KeyRow& row) {
        return row.authentication == suite().authentication && row.key == key.value().algorithm() &&
               (row.encrypts || !encrypts) && row.first <= connection_.version;
    });
    if (!fits)
        return trace::because(Status::illegal_parameter,
                              "schannel: the server's key is not of the kind the suite needs");
    // As Windows, and unlike RFC 5246 7.4.2, keyUsage is not looked at ([MS-TLSP] notes 14, 15): the
    // certificate that Windows makes itself for remote desktops has no digitalSignature.
    return Status::ok;
}

}  // namespace secur32::schannel
