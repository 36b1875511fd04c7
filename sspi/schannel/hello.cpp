// ClientHello.  Its form alone is judged, and what no server could make sense of: numbers that
// nobody knows are passed over, also those that RFC 8701 reserves (GREASE).
#include "sspi/schannel/hello.h"

#include <algorithm>

#include "sslprovider/base/trace.h"
#include "sslprovider/x509/name_match.h"

namespace secur32::schannel {
namespace {

Status illegal(std::string_view reason) {
    return trace::because(Status::illegal_parameter, reason);
}

// ---- Extensions of a ClientHello ----------------------------------------------------------------

// For an address none is noted, whatever RFC 6066 3 says: "Literal IPv4 and IPv6 addresses are not
// permitted in "HostName"", and yet clients send them.
Status judge_host_name(ClientHello& hello, Bytes octets) {
    const std::u16string text(octets.begin(), octets.end());
    const bool ascii = std::ranges::all_of(octets, [](std::uint8_t octet) { return octet < 0x80; });
    if (ascii) hello.server_name = dns_name_of(text);
    const auto host = x509::parse_host_name(text);
    const bool is_address = host.ok() && !host.value().address.empty();
    if (hello.server_name || is_address) return Status::ok;
    return illegal("schannel: the server name of the ClientHello is no host's");
}

// struct { NameType name_type; select (name_type) { case host_name: HostName; } name; } ServerName;
// opaque HostName<1..2^16-1>;  struct { ServerName server_name_list<1..2^16-1> } ServerNameList;
Status read_server_name(ClientHello& hello, Reader& in) {
    constexpr std::uint8_t kHostName = 0;
    bool seen = false;
    Reader list(in.vector16(1));
    while (!list.empty()) {
        const std::uint8_t type = list.u8();
        // RFC 6066 3: of other types, too, "data structures ... MUST begin with a 16-bit length
        // field".
        const Bytes name = list.vector16(1);
        if (list.failed() || type != kHostName) continue;
        // "The ServerNameList MUST NOT contain more than one name of the same name_type."
        if (seen) return illegal("schannel: two host names in the ClientHello");
        seen = true;
        TRY(judge_host_name(hello, name));
    }
    if (list.failed()) in.skip(in.remaining() + 1);
    return Status::ok;
}

Status read_max_fragment_length(ClientHello& hello, Reader& in) {
    const std::uint8_t code = in.u8();
    // RFC 6066 4: enum { 2^9(1), 2^10(2), 2^11(3), 2^12(4), (255) }
    if (!in.failed() && (code < 1 || code > 4)) return illegal("schannel: max_fragment_length");
    hello.max_fragment_length = code;
    return Status::ok;
}

// struct { CertificateStatusType status_type; select (status_type) { case ocsp: OCSPStatusRequest;
// }
//        request; } CertificateStatusRequest;                                     RFC 6066 8
Status read_status_request(ClientHello& hello, Reader& in) {
    constexpr std::uint8_t kOcsp = 1;
    if (in.u8() != kOcsp) {
        in.rest();
        return Status::ok;
    }
    in.vector16();  // responder_id_list
    in.vector16();  // request_extensions
    hello.status_request = true;
    return Status::ok;
}

Status read_supported_groups(ClientHello& hello, Reader& in) {
    hello.supported_groups = read_numbers16(in);
    return Status::ok;
}

Status read_ec_point_formats(ClientHello& hello, Reader& in) {
    constexpr std::uint8_t kUncompressed = 0;
    hello.ec_point_formats = in.vector8(1);
    // RFC 8422 5.1.2: "If the client sends the extension and the extension does not contain the
    // uncompressed point format ... the server MUST abort the handshake and return an
    // illegal_parameter alert."
    if (!in.failed() &&
        std::ranges::find(hello.ec_point_formats, kUncompressed) == hello.ec_point_formats.end())
        return illegal("schannel: ec_point_formats without the uncompressed one");
    return Status::ok;
}

Status read_signature_algorithms(ClientHello& hello, Reader& in) {
    hello.signature_algorithms = read_numbers16(in);
    return Status::ok;
}

Status read_signature_algorithms_cert(ClientHello& hello, Reader& in) {
    hello.signature_algorithms_cert = read_numbers16(in);
    return Status::ok;
}

Status read_protocols(ClientHello& hello, Reader& in) {
    hello.application_protocols = read_application_protocols(in);
    return Status::ok;
}

Status read_record_size_limit(ClientHello& hello, Reader& in) {
    const std::uint16_t limit = in.be16();
    // RFC 8449 4: "An endpoint MUST treat receipt of a smaller value as a fatal error and generate
    // an "illegal_parameter" alert."
    if (!in.failed() && limit < kLeastRecordSizeLimit)
        return illegal("schannel: a record_size_limit under 64");
    hello.record_size_limit = limit;
    return Status::ok;
}

Status read_session_ticket(ClientHello& hello, Reader& in) {
    hello.session_ticket = in.rest();
    return Status::ok;
}

Status read_pre_shared_key(ClientHello& hello, Reader& in) {
    hello.pre_shared_key = in.rest();
    return Status::ok;
}

Status read_supported_versions(ClientHello& hello, Reader& in) {
    hello.supported_versions = read_numbers8(in);
    return Status::ok;
}

Status read_cookie(ClientHello& hello, Reader& in) {
    hello.cookie = in.vector16(1);
    return Status::ok;
}

Status read_psk_key_exchange_modes(ClientHello& hello, Reader& in) {
    hello.psk_key_exchange_modes = in.vector8(1);
    return Status::ok;
}

Status read_certificate_authorities(ClientHello& hello, Reader& in) {
    hello.certificate_authorities = read_distinguished_names(in);
    return Status::ok;
}

Status read_key_share(ClientHello& hello, Reader& in) {
    std::vector<KeyShareEntry>& shares = hello.key_shares.emplace();
    Reader list(in.vector16());
    while (!list.empty()) {
        const std::uint16_t group = list.be16();
        shares.push_back({group, list.vector16(1)});
    }
    if (list.failed()) in.skip(in.remaining() + 1);
    return Status::ok;
}

Status read_renegotiation_info(ClientHello& hello, Reader& in) {
    hello.renegotiation_info = in.vector8();
    return Status::ok;
}

// An extension whose presence is all that it says.
template <bool ClientHello::*flag>
Status read_flag(ClientHello& hello, Reader&) {
    hello.*flag = true;
    return Status::ok;
}

struct ReadRow {
    ExtensionType type;
    Status (*read)(ClientHello& hello, Reader& in);
};

// clang-format off
constexpr std::array kReaders = {
    ReadRow{ExtensionType::server_name,                            read_server_name},
    ReadRow{ExtensionType::max_fragment_length,                    read_max_fragment_length},
    ReadRow{ExtensionType::status_request,                         read_status_request},
    ReadRow{ExtensionType::supported_groups,                       read_supported_groups},
    ReadRow{ExtensionType::ec_point_formats,                       read_ec_point_formats},
    ReadRow{ExtensionType::signature_algorithms,                   read_signature_algorithms},
    ReadRow{ExtensionType::application_layer_protocol_negotiation, read_protocols},
    ReadRow{ExtensionType::encrypt_then_mac,                       read_flag<&ClientHello::encrypt_then_mac>},
    ReadRow{ExtensionType::extended_master_secret,                 read_flag<&ClientHello::extended_master_secret>},
    ReadRow{ExtensionType::record_size_limit,                      read_record_size_limit},
    ReadRow{ExtensionType::session_ticket,                         read_session_ticket},
    ReadRow{ExtensionType::pre_shared_key,                         read_pre_shared_key},
    ReadRow{ExtensionType::early_data,                             read_flag<&ClientHello::early_data>},
    ReadRow{ExtensionType::supported_versions,                     read_supported_versions},
    ReadRow{ExtensionType::cookie,                                 read_cookie},
    ReadRow{ExtensionType::psk_key_exchange_modes,                 read_psk_key_exchange_modes},
    ReadRow{ExtensionType::certificate_authorities,                read_certificate_authorities},
    ReadRow{ExtensionType::post_handshake_auth,                    read_flag<&ClientHello::post_handshake_auth>},
    ReadRow{ExtensionType::signature_algorithms_cert,              read_signature_algorithms_cert},
    ReadRow{ExtensionType::key_share,                              read_key_share},
    ReadRow{ExtensionType::renegotiation_info,                     read_renegotiation_info},
};
// clang-format on

Status read_extension(ClientHello& hello, const Extension& extension) {
    const auto row =
        std::ranges::find(kReaders, static_cast<ExtensionType>(extension.type), &ReadRow::type);
    if (row == kReaders.end()) return Status::ok;
    Reader in(extension.content);
    TRY(row->read(hello, in));
    if (in.done()) return Status::ok;
    return trace::because(Status::decode_error, "schannel: malformed extension of a ClientHello",
                          std::to_string(extension.type));
}

// ---- What extensions say together ---------------------------------------------------------------

std::vector<std::uint16_t> sorted(NumberList list) {
    std::vector<std::uint16_t> out(list.size());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = list[i];
    std::ranges::sort(out);
    return out;
}

// RFC 8446 4.2.8: "Clients MUST NOT offer multiple KeyShareEntry values for the same group. Clients
// MUST NOT offer any KeyShareEntry values for groups not listed in the client's "supported_groups"
// extension.  Servers MAY check for violations".  Sorted: both lists may have thousands.
Status judge_key_shares(const ClientHello& hello) {
    if (!hello.key_shares) return Status::ok;
    std::vector<std::uint16_t> shared;
    shared.reserve(hello.key_shares->size());
    for (const KeyShareEntry& entry : *hello.key_shares) shared.push_back(entry.group);
    std::ranges::sort(shared);
    if (std::ranges::adjacent_find(shared) != shared.end())
        return illegal("schannel: two key shares of one group");
    if (!hello.supported_groups.empty() &&
        !std::ranges::includes(sorted(hello.supported_groups), shared))
        return illegal("schannel: a key share of a group that is not offered");
    return Status::ok;
}

// RFC 8446 4.2.11: "The "pre_shared_key" extension MUST be the last extension in the ClientHello
// ...  Servers MUST check that it is the last extension and otherwise fail the handshake with an
// "illegal_parameter" alert."
Status judge_order(const ClientHello& hello) {
    if (!hello.pre_shared_key) return Status::ok;
    const auto last = static_cast<ExtensionType>(hello.extensions.all().back().type);
    if (last != ExtensionType::pre_shared_key)
        return illegal("schannel: pre_shared_key is not the last extension");
    return Status::ok;
}

}  // namespace

Result<ClientHello> ClientHello::parse(Bytes body) {
    constexpr std::uint8_t kNoCompression = 0;
    ClientHello hello;
    Reader in(body);
    hello.legacy_version = in.be16();
    hello.random = in.array<32>();
    hello.session_id = in.vector8(0, 32);
    hello.cipher_suites = read_numbers16(in);
    hello.compression_methods = in.vector8(1);
    // RFC 5246 7.4.1.2: "The presence of extensions can be detected by determining whether there
    // are bytes following the compression_methods at the end of the ClientHello."
    const bool extended = !in.empty();
    const Bytes block = extended ? in.vector16() : Bytes();
    if (!in.done()) return trace::because(Status::decode_error, "schannel: malformed ClientHello");
    // RFC 5246 7.4.1.2: "This vector MUST contain ... CompressionMethod.null."
    if (std::ranges::find(hello.compression_methods, kNoCompression) ==
        hello.compression_methods.end())
        return illegal("schannel: a ClientHello that wants compression");

    TRY_ASSIGN(hello.extensions, Extensions::parse(block, In::client_hello));
    const std::span<const Extension> extensions = hello.extensions.all();
    for (const Extension& extension : extensions) TRY(read_extension(hello, extension));
    TRY(judge_order(hello));
    TRY(judge_key_shares(hello));
    return hello;
}

std::optional<std::string> dns_name_of(std::u16string_view text) {
    constexpr std::size_t kLongest = 255;  // RFC 1035 2.3.4
    const auto host = x509::parse_host_name(text);
    if (!host.ok() || host.value().dns.empty() || host.value().dns.size() > kLongest)
        return std::nullopt;
    const std::string& name = host.value().dns;
    const bool printable = std::ranges::all_of(name, [](char c) { return c > ' ' && c < 0x7F; });
    return printable ? std::optional(name) : std::nullopt;
}

bool ClientOffer::offered(ExtensionType type) const {
    return std::ranges::find(extensions, static_cast<std::uint16_t>(type)) != extensions.end();
}

}  // namespace secur32::schannel
