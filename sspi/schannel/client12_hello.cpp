// What a client of TLS 1.0 to 1.2 takes of a ServerHello (RFC 5246 7.4.1.3, 7.4.1.4).  What is
// common to all versions is judged before (opening.cpp): version, suite, session id, and that no
// extension is answered that was not sent.
#include <algorithm>

#include "sslprovider/base/trace.h"
#include "sspi/schannel/client12.h"
#include "sspi/schannel/opening.h"

namespace secur32::schannel {
namespace {

Status illegal(std::string_view reason) {
    return trace::because(Status::illegal_parameter, reason);
}

// RFC 6066 4: 2^9(1), 2^10(2), 2^11(3), 2^12(4); 0: none of them.
std::size_t fragment_length(std::uint8_t code) {
    return 1 <= code && code <= 4 ? std::size_t{256} << code : 0;
}

}  // namespace

Status Client12::check_server_hello(Bytes) {
    const provider::CipherSuite* const suite =
        provider::find_cipher_suite(hello().cipher_suite, hello().version);
    if (hello().version > Version::tls12 || suite == nullptr) return Status::internal_error;
    TRY(check_extensions(*suite));
    return check_limits();
}

Status Client12::check_extensions(const provider::CipherSuite& suite) const {
    const ServerHello& hello = this->hello();
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
    // RFC 7301 3.2: the server answers with one of the client's.
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
    connection.extensions.clear();
    for (const Extension& extension : hello.extensions.all())
        connection.extensions.push_back(extension.type);
    const std::size_t own = handshake_->terms().record_limit;
    if (hello.record_size_limit) limit_records(*hello.record_size_limit, own);
    if (hello.max_fragment_length) limit_records(own, own);
    // Of the views that the ServerHello holds none outlives it.
    heard_->staples = hello.status_request;
    handshake_->server_hello = {};
    return State::wait_certificate;
}

}  // namespace secur32::schannel
