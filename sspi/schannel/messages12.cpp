// The handshake messages of TLS 1.0 to 1.2: as the structs of the header.
#include "sspi/schannel/messages12.h"

#include <algorithm>

#include "sslprovider/base/reader.h"
#include "sslprovider/base/trace.h"

namespace secur32::schannel {
namespace {

using provider::KeyExchange;

constexpr std::uint8_t kOcsp = 1;        // CertificateStatusType
constexpr std::uint8_t kNamedCurve = 3;  // ECCurveType
constexpr std::size_t kMostAuthorityOctets = 0xFFFF;

Status malformed(std::string_view reason) { return trace::because(Status::decode_error, reason); }

DigitallySigned read_signed(Reader& in, Version version) {
    DigitallySigned read;
    if (version >= Version::tls12) read.scheme = in.be16();
    read.signature = in.vector16();
    return read;
}

void read_ecdh_params(Reader& in, ServerKeyExchange& message) {
    message.named_curve = in.be16();
    message.public_value = in.vector8(1);
}

void read_dh_params(Reader& in, ServerKeyExchange& message) {
    message.prime = in.vector16(1);
    message.generator = in.vector16(1);
    message.public_value = in.vector16(1);
}

}  // namespace

Result<Certificate12> Certificate12::parse(Bytes body) {
    Reader in(body);
    Reader list(in.vector24());
    Certificate12 message;
    while (!list.empty()) message.certificate_list.push_back(list.vector24(1));
    if (!in.done() || !list.done()) return malformed("schannel: Certificate is malformed");
    return message;
}

void Certificate12::write(Writer& out, std::span<const x509::SharedCertificate> chain) {
    out.vector24([&] {
        for (const x509::SharedCertificate& certificate : chain)
            out.vector24([&] { out.bytes(certificate->der()); });
    });
}

Result<CertificateStatus> CertificateStatus::parse(Bytes body) {
    Reader in(body);
    const std::uint8_t type = in.u8();
    if (!in.failed() && type != kOcsp)
        return trace::because(Status::bad_certificate_status,
                              "schannel: CertificateStatus is of a type that was not asked for");
    CertificateStatus message;
    message.ocsp_response = in.vector24(1);
    if (!in.done()) return malformed("schannel: CertificateStatus is malformed");
    return message;
}

void DigitallySigned::write(Writer& out, Version version) const {
    if (version >= Version::tls12) out.be16(scheme);
    out.vector16([&] { out.bytes(signature); });
}

Result<ServerKeyExchange> ServerKeyExchange::parse(Bytes body, KeyExchange exchange,
                                                   Version version) {
    Reader in(body);
    ServerKeyExchange message;
    if (exchange == KeyExchange::ecdhe) {
        const std::uint8_t curve_type = in.u8();
        // RFC 8422 5.4: "this specification ... only named_curve(3)"; what follows another one has
        // another form.
        if (!in.failed() && curve_type != kNamedCurve)
            return trace::because(Status::illegal_parameter,
                                  "schannel: ServerKeyExchange has a curve without a name");
        read_ecdh_params(in, message);
    } else {
        read_dh_params(in, message);
    }
    message.params = body.first(in.failed() ? 0 : body.size() - in.remaining());
    message.signed_params = read_signed(in, version);
    if (!in.done()) return malformed("schannel: ServerKeyExchange is malformed");
    return message;
}

Buffer write_params(const crypto::KeyShare& share, KeyExchange exchange) {
    Writer out;
    if (exchange == KeyExchange::ecdhe) {
        out.u8(kNamedCurve);
        out.be16(static_cast<std::uint16_t>(share.group()));
        out.vector8([&] { out.bytes(share.public_value()); });
    } else {
        for (const Bytes number : {share.prime(), share.generator(), share.public_value()})
            out.vector16([&] { out.bytes(number); });
    }
    return out.take();
}

Buffer signed_content(const provider::Randoms& randoms, Bytes params) {
    Writer out(randoms.client.size() + randoms.server.size() + params.size());
    out.bytes(randoms.client);
    out.bytes(randoms.server);
    out.bytes(params);
    return out.take();
}

Result<CertificateRequest12> CertificateRequest12::parse(Bytes body, Version version) {
    Reader in(body);
    CertificateRequest12 message;
    message.certificate_types = in.vector8(1);
    if (version >= Version::tls12) {
        message.signature_algorithm_octets = in.vector16(2, 0xFFFE);
        if (message.signature_algorithm_octets.size() % 2 != 0)
            return malformed("schannel: CertificateRequest has half a signature algorithm");
        message.signature_algorithms = NumberList(message.signature_algorithm_octets);
    }
    Reader names(in.vector16());
    while (!names.empty()) message.certificate_authorities.push_back(names.vector16(1));
    if (!in.done() || !names.done()) return malformed("schannel: CertificateRequest is malformed");
    return message;
}

void write_certificate_request(Writer& out, Version version,
                               std::span<const ClientCertificateType> types,
                               std::span<const SignatureScheme* const> schemes,
                               std::span<const Buffer> authorities) {
    out.vector8([&] {
        for (const ClientCertificateType type : types) out.u8(static_cast<std::uint8_t>(type));
    });
    if (version >= Version::tls12)
        out.vector16([&] {
            for (const SignatureScheme* const scheme : schemes) out.be16(scheme->id);
        });
    out.vector16([&] { out.bytes(distinguished_names(authorities, kMostAuthorityOctets)); });
}

Result<ClientKeyExchange> ClientKeyExchange::parse(Bytes body, KeyExchange exchange) {
    Reader in(body);
    ClientKeyExchange message;
    if (exchange == KeyExchange::ecdhe)
        message.exchange_keys = in.vector8(1);
    else
        message.exchange_keys = in.vector16(exchange == KeyExchange::rsa ? 0 : 1);
    if (!in.done()) return malformed("schannel: ClientKeyExchange is malformed");
    return message;
}

void ClientKeyExchange::write(Writer& out, KeyExchange exchange) const {
    if (exchange == KeyExchange::ecdhe)
        out.vector8([&] { out.bytes(exchange_keys); });
    else
        out.vector16([&] { out.bytes(exchange_keys); });
}

Result<DigitallySigned> parse_certificate_verify(Bytes body, Version version) {
    Reader in(body);
    const DigitallySigned read = read_signed(in, version);
    if (!in.done()) return malformed("schannel: CertificateVerify is malformed");
    return read;
}

Result<Bytes> parse_finished(Bytes body) {
    if (body.size() != provider::kVerifyDataLength)
        return malformed("schannel: Finished is not of 12 octets");
    return body;
}

Status parse_empty(Bytes body) {
    return body.empty() ? Status::ok
                        : malformed("schannel: a message that has no content has some");
}

void OwnServerHello12::write(Writer& out, std::span<const std::uint16_t> order) const {
    out.be16(static_cast<std::uint16_t>(version));
    out.bytes(random);
    out.vector8([&] { out.bytes(session_id); });
    out.be16(cipher_suite);
    out.u8(0);
    // RFC 5246 7.4.1.3: "The presence of extensions can be detected by determining whether there
    // are bytes following the compression_method field": a client that knows none expects none.
    if (!extensions.types().empty()) extensions.write(out, order);
}

}  // namespace secur32::schannel
