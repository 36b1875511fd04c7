// What a client of TLS 1.0 to 1.2 takes of a ServerHello (RFC 5246 7.4.1.3, 7.4.1.4): nothing that
// it did not offer.
#include <algorithm>

#include "sslprovider/base/reader.h"
#include "sslprovider/base/trace.h"
#include "sspi/schannel/client12.h"

namespace secur32::schannel {
namespace {

constexpr std::uint16_t kLeastRecordSize = 64;  // RFC 8449 4

Status illegal(std::string_view reason) {
    return trace::because(Status::illegal_parameter, reason);
}

// RFC 8422 5.1.2: "If the ... extension is sent, it MUST contain the value 0".
bool has_uncompressed(Bytes content) {
    Reader in(content);
    const Bytes formats = in.vector8(1);
    return in.done() && std::ranges::find(formats, 0) != formats.end();
}

// RFC 6066 4: 2^9(1), 2^10(2), 2^11(3), 2^12(4); 0: none of them.
std::size_t fragment_length(std::uint8_t code) {
    return 1 <= code && code <= 4 ? std::size_t{256} << code : 0;
}

}  // namespace

Status Client12::check_server_hello(Bytes) {
    TRY(check_version());
    TRY(check_suite());
    TRY(check_extensions_offered());
    TRY(check_extensions());
    return check_limits();
}

Status Client12::check_version() const {
    const Terms& terms = handshake_->terms();
    if (hello().version > Version::tls12 || !terms.versions.has(hello().version))
        return trace::because(Status::protocol_version,
                              "schannel: the server chose a version that was not offered");
    // RFC 8446 4.1.3: "TLS 1.3 clients receiving a ServerHello indicating TLS 1.2 or below MUST
    // check that the last 8 bytes are not equal to either of these values.  TLS 1.2 clients SHOULD
    // also check ... the second value if the ServerHello indicates TLS 1.1 or below."
    const Version highest = terms.versions.highest();
    const Downgrade mark = downgrade_of(hello().random);
    const bool downgraded = mark != Downgrade::none &&
                            (highest == Version::tls13 ||
                             (highest == Version::tls12 && hello().version < Version::tls12 &&
                              mark == Downgrade::to_tls11_or_below));
    return downgraded ? illegal("schannel: somebody downgraded the connection") : Status::ok;
}

Status Client12::check_suite() const {
    const auto& offered = handshake_->terms().suites;
    const bool known = std::ranges::any_of(offered, [&](const provider::CipherSuite* suite) {
        return suite->id == hello().cipher_suite && suite->suits(hello().version);
    });
    if (!known) return illegal("schannel: the server chose a cipher suite that was not offered");
    if (hello().compression_method != 0) return illegal("schannel: the server chose to compress");
    // No session of ours is there to go on with; RFC 8446 4.1.2 has a session id that is none.
    const ClientOffer& offer = handshake_->offer;
    const Bytes offered_id = Bytes(offer.session_id).first(offer.session_id_length);
    if (!offered_id.empty() && std::ranges::equal(offered_id, hello().session_id))
        return illegal("schannel: the server goes on with a session that does not exist");
    return Status::ok;
}

// RFC 5246 7.4.1.4: "If a client receives an extension type in ServerHello that it did not request
// in the associated ClientHello, it MUST abort the handshake with an unsupported_extension fatal
// alert."
Status Client12::check_extensions_offered() const {
    const Extensions& extensions = hello().extensions;
    for (const Extension& extension : extensions.all()) {
        const auto type = static_cast<ExtensionType>(extension.type);
        // RFC 5746 3.3: the SCSV asks for it, too.
        if (type == ExtensionType::renegotiation_info) continue;
        if (!handshake_->offer.offered(type))
            return trace::because(Status::unsupported_extension,
                                  "schannel: the server answers an extension that was not sent");
        if (type == ExtensionType::supported_versions)
            return illegal("schannel: supported_versions in a ServerHello before TLS 1.3");
    }
    return Status::ok;
}

Status Client12::check_extensions() const {
    const ServerHello& hello = this->hello();
    const provider::CipherSuite& suite =
        *provider::find_cipher_suite(hello.cipher_suite, hello.version);
    // RFC 5746 3.4: "the client MUST then verify that the length of the 'renegotiated_connection'
    // field is zero, and if it is not, MUST abort the handshake".
    if (hello.renegotiation_info && !hello.renegotiation_info->empty())
        return trace::because(Status::algorithm_mismatch,
                              "schannel: renegotiation_info in a first handshake is not empty");
    // RFC 7366 3: "a server ... MUST NOT send an encrypt-then-MAC response extension" with a stream
    // or AEAD suite.
    if (hello.encrypt_then_mac && row(suite.cipher).kind != crypto::CipherKind::block)
        return illegal("schannel: encrypt_then_mac with a suite that has no blocks");
    if (!hello.extended_master_secret && handshake_->terms().require_extended_master_secret)
        return trace::because(Status::algorithm_mismatch,
                              "schannel: the server has no extended master secret");
    const Bytes* const formats = hello.extensions.find(ExtensionType::ec_point_formats);
    if (formats != nullptr && !has_uncompressed(*formats))
        return illegal("schannel: the server knows no uncompressed points");
    if (hello.application_protocol &&
        std::ranges::find(handshake_->offer.application_protocols, *hello.application_protocol) ==
            handshake_->offer.application_protocols.end())
        return illegal("schannel: the server chose an application protocol that was not offered");
    return Status::ok;
}

Status Client12::check_limits() const {
    const ServerHello& hello = this->hello();
    // RFC 8449 5: "A client MUST treat receipt of both ... as a fatal error".
    if (hello.max_fragment_length && hello.record_size_limit)
        return illegal("schannel: both record_size_limit and max_fragment_length");
    if (hello.record_size_limit && *hello.record_size_limit < kLeastRecordSize)
        return illegal("schannel: the server's record_size_limit is below 64");
    if (hello.max_fragment_length &&
        fragment_length(*hello.max_fragment_length) != handshake_->terms().record_limit)
        return illegal("schannel: max_fragment_length is not the one that was sent");
    return Status::ok;
}

Result<Client12::State> Client12::answer_server_hello() {
    Connection& connection = this->connection();
    const ServerHello& hello = this->hello();
    settle(hello.version, *provider::find_cipher_suite(hello.cipher_suite, hello.version));
    connection.randoms = {handshake_->offer.random, hello.random};
    connection.session_id.assign(hello.session_id.begin(), hello.session_id.end());
    connection.extended_master_secret = hello.extended_master_secret;
    connection.encrypt_then_mac = hello.encrypt_then_mac;
    connection.secure_renegotiation = hello.renegotiation_info.has_value();
    if (hello.application_protocol) connection.application_protocol = *hello.application_protocol;
    const Extensions& extensions = hello.extensions;
    for (const Extension& extension : extensions.all())
        connection.extensions.push_back(extension.type);
    note_limits();
    note_subscribed();
    return State::wait_certificate;
}

void Client12::note_limits() {
    const std::size_t own = handshake_->terms().record_limit;
    if (hello().record_size_limit) limit_records(*hello().record_size_limit, own);
    if (hello().max_fragment_length) limit_records(own, own);
}

void Client12::note_subscribed() {
    constexpr auto kServerHello = static_cast<std::uint8_t>(Event::server_hello);
    for (const TlsSubscription& wanted : handshake_->options.subscriptions) {
        const Bytes* const content =
            hello().extensions.find(static_cast<ExtensionType>(wanted.type));
        if (wanted.handshake_type == kServerHello && content != nullptr)
            handshake_->received_extensions.push_back(
                {wanted.type, kServerHello, Buffer(content->begin(), content->end())});
    }
}

}  // namespace secur32::schannel
