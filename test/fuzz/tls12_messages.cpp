// The messages of TLS 1.0 to 1.2 behind the hellos.  The first octet says which is read, as a
// handshake type; the second the version (bits 0 and 1) and the key exchange (bits 2 and 3).  What
// is accepted are views inside the octets, and whole: written again it is the same.
#include "sspi/schannel/events.h"
#include "sspi/schannel/messages12.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;
using namespace secur32::schannel;
using provider::KeyExchange;

struct Octets12 {
    Bytes whole;
    void hold(Bytes view) const {
        fuzz::require(view.empty() || (view.data() >= whole.data() &&
                                       view.data() + view.size() <= whole.data() + whole.size()));
    }
};

template <typename Write>
void expect_written(Bytes body, Write&& write) {
    Writer out;
    write(out);
    fuzz::require(fuzz::same(out.view(), body));
}

void read_certificate(Bytes body) {
    const auto message = Certificate12::parse(body);
    if (!message.ok()) return;
    std::size_t size = 3;
    for (const Bytes certificate : message.value().certificate_list) {
        Octets12{body}.hold(certificate);
        fuzz::require(!certificate.empty());
        size += 3 + certificate.size();
    }
    fuzz::require(size == body.size());
}

void read_status(Bytes body) {
    const auto message = CertificateStatus::parse(body);
    if (!message.ok()) return;
    Octets12{body}.hold(message.value().ocsp_response);
    fuzz::require(message.value().ocsp_response.size() + 4 == body.size());
}

void read_server_key_exchange(Bytes body, KeyExchange exchange, Version version) {
    const auto parsed = ServerKeyExchange::parse(body, exchange, version);
    if (!parsed.ok()) return;
    const ServerKeyExchange& message = parsed.value();
    for (const Bytes view : {message.prime, message.generator, message.public_value, message.params,
                             message.signed_params.signature})
        Octets12{body}.hold(view);
    fuzz::require(!message.public_value.empty());
    fuzz::require((exchange == KeyExchange::ecdhe) == message.prime.empty());
    expect_written(body, [&](Writer& out) {
        out.bytes(message.params);
        message.signed_params.write(out, version);
    });
}

void read_request(Bytes body, Version version) {
    const auto parsed = CertificateRequest12::parse(body, version);
    if (!parsed.ok()) return;
    const CertificateRequest12& message = parsed.value();
    Octets12{body}.hold(message.certificate_types);
    fuzz::require(!message.certificate_types.empty());
    fuzz::require((version < Version::tls12) == message.signature_algorithms.empty());
    for (const Bytes name : message.certificate_authorities) {
        Octets12{body}.hold(name);
        fuzz::require(!name.empty());
    }
}

void read_client_key_exchange(Bytes body, KeyExchange exchange) {
    const auto message = ClientKeyExchange::parse(body, exchange);
    if (!message.ok()) return;
    Octets12{body}.hold(message.value().exchange_keys);
    expect_written(body, [&](Writer& out) { message.value().write(out, exchange); });
}

void read_verify(Bytes body, Version version) {
    const auto message = parse_certificate_verify(body, version);
    if (!message.ok()) return;
    expect_written(body, [&](Writer& out) { message.value().write(out, version); });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr Version kVersions[] = {Version::tls12, Version::tls10, Version::tls11,
                                     Version::tls12};
    constexpr KeyExchange kExchanges[] = {KeyExchange::ecdhe, KeyExchange::dhe, KeyExchange::rsa,
                                          KeyExchange::ecdhe};
    if (size < 2) return 0;
    const Version version = kVersions[data[1] & 3];
    const KeyExchange exchange = kExchanges[data[1] >> 2 & 3];
    const Bytes body{data + 2, size - 2};
    switch (event_of(data[0])) {
        case Event::certificate:
            read_certificate(body);
            break;
        case Event::certificate_status:
            read_status(body);
            break;
        case Event::server_key_exchange:
            if (exchange != KeyExchange::rsa) read_server_key_exchange(body, exchange, version);
            break;
        case Event::certificate_request:
            read_request(body, version);
            break;
        case Event::client_key_exchange:
            read_client_key_exchange(body, exchange);
            break;
        case Event::certificate_verify:
            read_verify(body, version);
            break;
        case Event::finished:
            fuzz::require(parse_finished(body).ok() == (body.size() == 12));
            break;
        case Event::server_hello_done:
            fuzz::require((parse_empty(body) == Status::ok) == body.empty());
            break;
        default:
            break;
    }
    return 0;
}
