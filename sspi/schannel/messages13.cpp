#include "sspi/schannel/messages13.h"

#include "sslprovider/base/trace.h"

namespace secur32::schannel {
namespace {

Status malformed(std::string_view reason) { return trace::because(Status::decode_error, reason); }

// RFC 7301 3.1: of a server "The "ProtocolNameList" MUST contain exactly one "ProtocolName"."
Result<std::string_view> parse_one_protocol(Bytes content) {
    Reader in(content);
    Reader list(in.vector16(2));
    const Bytes name = list.vector8(1);
    if (!list.done() || !in.done())
        return malformed("schannel: the server's ALPN is not one protocol's name");
    return std::string_view(reinterpret_cast<const char*>(name.data()), name.size());
}

Result<std::uint8_t> parse_u8(Bytes content) {
    Reader in(content);
    const std::uint8_t value = in.u8();
    if (!in.done()) return malformed("schannel: an extension of one octet is longer or shorter");
    return value;
}

Result<std::uint16_t> parse_u16(Bytes content) {
    Reader in(content);
    const std::uint16_t value = in.be16();
    if (!in.done()) return malformed("schannel: an extension of two octets is longer or shorter");
    return value;
}

// SignatureScheme supported_signature_algorithms<2..2^16-2>;                 RFC 8446 4.2.3
Result<NumberList> parse_schemes(Bytes content) {
    Reader in(content);
    const Bytes list = in.vector16(2, 0xFFFE);
    if (!in.done() || list.size() % 2 != 0)
        return malformed("schannel: a list of signature schemes is none");
    return NumberList(list);
}

// opaque DistinguishedName<1..2^16-1>;
// struct { DistinguishedName authorities<3..2^16-1>; } CertificateAuthoritiesExtension;
//                                                                            RFC 8446 4.2.4
Result<std::vector<Bytes>> parse_authorities(Bytes content) {
    Reader in(content);
    Reader list(in.vector16(3));
    std::vector<Bytes> names;
    while (!list.empty() && !list.failed()) names.push_back(list.vector16(1));
    if (list.failed() || !in.done())
        return malformed("schannel: certificate_authorities is no list of names");
    return names;
}

// struct {
//     CertificateStatusType status_type = ocsp(1);
//     opaque OCSPResponse<1..2^24-1>;
// } CertificateStatus;                                     RFC 6066 8, RFC 8446 4.4.2.1
Result<Bytes> parse_certificate_status(Bytes content) {
    Reader in(content);
    const std::uint8_t type = in.u8();
    const Bytes response = in.vector24(1);
    if (type != 1 || !in.done()) return malformed("schannel: a CertificateStatus is no OCSP one");
    return response;
}

Result<CertificateEntry13> read_entry(Reader& list) {
    CertificateEntry13 entry;
    entry.cert_data = list.vector24(1);
    const Bytes block = list.vector16();
    if (list.failed()) return malformed("schannel: a CertificateEntry is cut short");
    TRY_ASSIGN(entry.extensions, Extensions::parse(block, In::certificate));
    if (const Bytes* const status = entry.extensions.find(ExtensionType::status_request)) {
        TRY_ASSIGN(entry.ocsp_response, parse_certificate_status(*status));
    }
    return entry;
}

}  // namespace

Result<EncryptedExtensions> EncryptedExtensions::parse(Bytes body) {
    Reader in(body);
    const Bytes block = in.vector16();
    if (!in.done()) return malformed("schannel: EncryptedExtensions is no list of extensions");
    EncryptedExtensions message;
    TRY_ASSIGN(message.extensions, Extensions::parse(block, In::encrypted_extensions));
    const auto find = [&](ExtensionType type) { return message.extensions.find(type); };
    if (const auto* const alpn = find(ExtensionType::application_layer_protocol_negotiation)) {
        TRY_ASSIGN(message.application_protocol, parse_one_protocol(*alpn));
    }
    if (const auto* const length = find(ExtensionType::max_fragment_length)) {
        TRY_ASSIGN(message.max_fragment_length, parse_u8(*length));
    }
    if (const auto* const limit = find(ExtensionType::record_size_limit)) {
        TRY_ASSIGN(message.record_size_limit, parse_u16(*limit));
    }
    // RFC 6066 3: "The "extension_data" field of this extension SHALL be empty."
    if (const auto* const name = find(ExtensionType::server_name);
        name != nullptr && !name->empty())
        return malformed("schannel: the server's server_name is not empty");
    return message;
}

Result<CertificateRequest13> CertificateRequest13::parse(Bytes body) {
    Reader in(body);
    CertificateRequest13 message;
    message.context = in.vector8();
    const Bytes block = in.vector16(2);
    if (!in.done())
        return malformed("schannel: CertificateRequest is longer or shorter than it says");
    TRY_ASSIGN(message.extensions, Extensions::parse(block, In::certificate_request));
    const auto find = [&](ExtensionType type) { return message.extensions.find(type); };
    // RFC 8446 4.3.2: "The "signature_algorithms" extension MUST be specified".
    const Bytes* const schemes = find(ExtensionType::signature_algorithms);
    if (schemes == nullptr)
        return trace::because(Status::missing_extension,
                              "schannel: CertificateRequest without signature_algorithms");
    TRY_ASSIGN(message.signature_algorithms, parse_schemes(*schemes));
    if (const auto* const of_certificates = find(ExtensionType::signature_algorithms_cert)) {
        TRY_ASSIGN(message.signature_algorithms_cert, parse_schemes(*of_certificates));
    }
    if (const auto* const names = find(ExtensionType::certificate_authorities)) {
        TRY_ASSIGN(message.certificate_authorities, parse_authorities(*names));
    }
    return message;
}

Result<Certificate13> Certificate13::parse(Bytes body) {
    Reader in(body);
    Certificate13 message;
    message.context = in.vector8();
    Reader list(in.vector24());
    if (!in.done()) return malformed("schannel: Certificate is longer or shorter than it says");
    while (!list.empty()) {
        TRY_ASSIGN(CertificateEntry13 entry, read_entry(list));
        message.list.push_back(std::move(entry));
    }
    return message;
}

// RFC 8446 4.4.2: in a handshake the context "SHALL be zero length".
void write_certificate13(Writer& out, std::span<const x509::SharedCertificate> chain) {
    out.vector8([] {});
    out.vector24([&] {
        for (const x509::SharedCertificate& certificate : chain) {
            out.vector24([&] { out.bytes(certificate->der()); });
            out.vector16([] {});
        }
    });
}

Result<CertificateVerify13> CertificateVerify13::parse(Bytes body) {
    Reader in(body);
    CertificateVerify13 message;
    message.algorithm = in.be16();
    message.signature = in.vector16();
    if (!in.done())
        return malformed("schannel: CertificateVerify is longer or shorter than it says");
    return message;
}

void write_certificate_verify13(Writer& out, std::uint16_t algorithm, Bytes signature) {
    out.be16(algorithm);
    out.vector16([&] { out.bytes(signature); });
}

// RFC 8446 4.4.3: "A string that consists of octet 32 (0x20) repeated 64 times", "The context
// string", "A single 0 byte which serves as the separator", "The content to be signed".
Buffer certificate_verify_content(bool by_server, Bytes transcript_hash) {
    constexpr std::string_view kServer = "TLS 1.3, server CertificateVerify";
    constexpr std::string_view kClient = "TLS 1.3, client CertificateVerify";
    Buffer content(64, 0x20);
    const Bytes context = bytes_of(by_server ? kServer : kClient);
    content.insert(content.end(), context.begin(), context.end());
    content.push_back(0);
    content.insert(content.end(), transcript_hash.begin(), transcript_hash.end());
    return content;
}

Result<Bytes> parse_finished13(Bytes body, std::size_t hash_length) {
    if (body.size() != hash_length)
        return malformed("schannel: Finished is not as long as the suite's hash");
    return body;
}

Result<NewSessionTicket13> NewSessionTicket13::parse(Bytes body) {
    Reader in(body);
    NewSessionTicket13 message;
    message.lifetime = in.be32();
    message.age_add = in.be32();
    message.nonce = in.vector8();
    message.ticket = in.vector16(1);
    const Bytes block = in.vector16(0, 0xFFFE);
    if (!in.done())
        return malformed("schannel: NewSessionTicket is longer or shorter than it says");
    TRY_ASSIGN(message.extensions, Extensions::parse(block, In::new_session_ticket));
    return message;
}

Result<KeyUpdate> KeyUpdate::parse(Bytes body) {
    if (body.size() != 1) return malformed("schannel: KeyUpdate is not one octet");
    // RFC 8446 4.6.3: "If an implementation receives any other value, it MUST terminate the
    // connection with an "illegal_parameter" alert."
    if (body[0] > 1)
        return trace::because(Status::illegal_parameter, "schannel: KeyUpdate asks for neither");
    return KeyUpdate{body[0] == 1};
}

}  // namespace secur32::schannel
