// RFC 8446 4.2, and for TLS 1.2: RFC 6066, 7301, 7366, 7627, 8422, 8449, 5077, 5746.
#include "sspi/schannel/extensions.h"

#include <algorithm>

#include "sslprovider/base/trace.h"

namespace secur32::schannel {
namespace {

using enum ExtensionType;

struct PlaceRow {
    ExtensionType type;
    std::uint8_t places;  // In's bits
};

constexpr std::uint8_t operator|(In a, In b) {
    return static_cast<std::uint8_t>(static_cast<std::uint8_t>(a) | static_cast<std::uint8_t>(b));
}
constexpr std::uint8_t operator|(std::uint8_t a, In b) {
    return static_cast<std::uint8_t>(a | static_cast<std::uint8_t>(b));
}

constexpr In CH = In::client_hello, SH12 = In::server_hello12, SH13 = In::server_hello13,
             HRR = In::hello_retry_request, EE = In::encrypted_extensions, CT = In::certificate,
             CR = In::certificate_request, NST = In::new_session_ticket;

// RFC 8446 4.2's table, and ServerHello of TLS 1.2 and before.
// clang-format off
constexpr std::array kPlaces = {
    PlaceRow{server_name,                            CH | EE | SH12},
    PlaceRow{max_fragment_length,                    CH | EE | SH12},
    PlaceRow{status_request,                         CH | CR | CT | SH12},
    // Servers are known that answer it in TLS 1.2, too.
    PlaceRow{supported_groups,                       CH | EE | SH12},
    PlaceRow{ec_point_formats,                       CH | SH12},
    PlaceRow{signature_algorithms,                   CH | CR},
    PlaceRow{application_layer_protocol_negotiation, CH | EE | SH12},
    PlaceRow{encrypt_then_mac,                       CH | SH12},
    PlaceRow{extended_master_secret,                 CH | SH12},
    PlaceRow{record_size_limit,                      CH | EE | SH12},
    PlaceRow{session_ticket,                         CH | SH12},
    PlaceRow{pre_shared_key,                         CH | SH13},
    PlaceRow{early_data,                             CH | EE | NST},
    PlaceRow{supported_versions,                     CH | SH13 | HRR},
    PlaceRow{cookie,                                 CH | HRR},
    PlaceRow{psk_key_exchange_modes,                 static_cast<std::uint8_t>(CH)},
    PlaceRow{certificate_authorities,                CH | CR},
    PlaceRow{oid_filters,                            static_cast<std::uint8_t>(CR)},
    PlaceRow{post_handshake_auth,                    static_cast<std::uint8_t>(CH)},
    PlaceRow{signature_algorithms_cert,              CH | CR},
    PlaceRow{key_share,                              CH | SH13 | HRR},
    PlaceRow{renegotiation_info,                     CH | SH12},
};
// clang-format on

bool may_stand(std::uint16_t type, In message) {
    const auto row = std::ranges::find(kPlaces, static_cast<ExtensionType>(type), &PlaceRow::type);
    return row == kPlaces.end() || (row->places & static_cast<std::uint8_t>(message)) != 0;
}

// RFC 8446 4.2: "There MUST NOT be more than one extension of the same type in a given extension
// block."
bool has_twins(const std::vector<Extension>& extensions) {
    std::vector<std::uint16_t> types;
    types.reserve(extensions.size());
    for (const Extension& extension : extensions) types.push_back(extension.type);
    std::ranges::sort(types);
    return std::ranges::adjacent_find(types) != types.end();
}

NumberList numbers(Reader& in, Bytes octets) {
    if (octets.size() % 2 != 0) in.skip(in.remaining() + 1);
    return in.failed() ? NumberList() : NumberList(octets);
}

}  // namespace

Result<Extensions> Extensions::parse(Bytes block, In message) {
    Extensions out;
    Reader in(block);
    while (!in.empty()) {
        const std::uint16_t type = in.be16();
        const Bytes content = in.vector16();
        if (in.failed())
            return trace::because(Status::decode_error, "schannel: an extension is cut short");
        if (!may_stand(type, message))
            return trace::because(Status::illegal_parameter,
                                  "schannel: an extension in a message that cannot have it",
                                  std::to_string(type));
        out.extensions_.push_back({type, content});
    }
    if (has_twins(out.extensions_))
        return trace::because(Status::illegal_parameter, "schannel: one extension twice");
    return out;
}

const Bytes* Extensions::find(ExtensionType type) const {
    const auto found =
        std::ranges::find(extensions_, static_cast<std::uint16_t>(type), &Extension::type);
    return found == extensions_.end() ? nullptr : &found->content;
}

bool NumberList::contains(std::uint16_t number) const {
    for (std::size_t i = 0; i < size(); ++i)
        if ((*this)[i] == number) return true;
    return false;
}

NumberList read_numbers8(Reader& in) { return numbers(in, in.vector8(2)); }

NumberList read_numbers16(Reader& in) { return numbers(in, in.vector16(2)); }

void write_numbers16(Writer& out, std::span<const std::uint16_t> list) {
    out.vector16([&] {
        for (const std::uint16_t number : list) out.be16(number);
    });
}

std::vector<std::string_view> read_application_protocols(Reader& in) {
    std::vector<std::string_view> protocols;
    Reader list(in.vector16(2));
    while (!list.empty()) {
        const Bytes name = list.vector8(1);
        protocols.emplace_back(reinterpret_cast<const char*>(name.data()), name.size());
    }
    if (list.failed()) in.skip(in.remaining() + 1);
    return protocols;
}

void write_application_protocols(Writer& out, std::span<const std::string> protocols) {
    out.vector16([&] {
        for (const std::string& name : protocols) out.vector8([&] { out.bytes(bytes_of(name)); });
    });
}

std::vector<Bytes> read_distinguished_names(Reader& in) {
    std::vector<Bytes> names;
    Reader list(in.vector16(3));
    while (!list.empty()) names.push_back(list.vector16(1));
    if (list.failed()) in.skip(in.remaining() + 1);
    return names;
}

Buffer distinguished_names(std::span<const Buffer> names, std::size_t room) {
    Writer out;
    for (const Buffer& name : names)
        if (!name.empty() && name.size() + 2 <= room - out.size())
            out.vector16([&] { out.bytes(name); });
    return out.take();
}

}  // namespace secur32::schannel
