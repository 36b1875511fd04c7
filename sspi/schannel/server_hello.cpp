// ServerHello and HelloRetryRequest, which are one message (RFC 8446 4.1.3, RFC 5246 7.4.1.3), and
// the marks in a server's random.  What was offered is not known here: opening.cpp judges by that.
#include <algorithm>

#include "sslprovider/base/trace.h"
#include "sspi/schannel/hello.h"

namespace secur32::schannel {
namespace {

Status illegal(std::string_view reason) {
    return trace::because(Status::illegal_parameter, reason);
}

using Read = Status (*)(ServerHello& hello, Reader& in);

// ---- Extensions ---------------------------------------------------------------------------------

Status read_max_fragment_length(ServerHello& hello, Reader& in) {
    hello.max_fragment_length = in.u8();
    return Status::ok;
}

// RFC 6066 8: in TLS 1.2 a server answers with nothing, the response is a message of its own.
template <bool ServerHello::*flag>
Status read_flag(ServerHello& hello, Reader&) {
    hello.*flag = true;
    return Status::ok;
}

// What this client does not use, and servers send.
Status pass_over(ServerHello&, Reader& in) {
    in.rest();
    return Status::ok;
}

Status read_ec_point_formats(ServerHello&, Reader& in) {
    constexpr std::uint8_t kUncompressed = 0;
    const Bytes formats = in.vector8(1);
    // RFC 8422 5.2: "if this extension is sent ... it MUST contain the value 0".
    if (!in.failed() && std::ranges::find(formats, kUncompressed) == formats.end())
        return illegal("schannel: ec_point_formats without the uncompressed one");
    return Status::ok;
}

// RFC 7301 3.1: "the "ProtocolNameList" ... MUST contain exactly one "ProtocolName"."
Status read_application_protocol(ServerHello& hello, Reader& in) {
    const std::vector<std::string_view> names = read_application_protocols(in);
    if (in.failed()) return Status::ok;
    if (names.size() != 1) return illegal("schannel: the server chose several protocols");
    hello.application_protocol = names.front();
    return Status::ok;
}

Status read_record_size_limit(ServerHello& hello, Reader& in) {
    const std::uint16_t limit = in.be16();
    if (!in.failed() && limit < kLeastRecordSizeLimit)
        return illegal("schannel: a record_size_limit under 64");
    hello.record_size_limit = limit;
    return Status::ok;
}

Status read_renegotiation_info(ServerHello& hello, Reader& in) {
    hello.renegotiation_info = in.vector8();
    return Status::ok;
}

// RFC 8446 4.2.1: "If the "supported_versions" extension in the ServerHello contains a version not
// offered by the client or contains a version prior to TLS 1.3, the client MUST abort the handshake
// with an "illegal_parameter" alert."
Status read_selected_version(ServerHello& hello, Reader& in) {
    const std::uint16_t version = in.be16();
    if (!in.failed() && version != static_cast<std::uint16_t>(Version::tls13))
        return illegal("schannel: supported_versions names none that it may");
    hello.version = Version::tls13;
    return Status::ok;
}

// struct { NamedGroup selected_group; } KeyShareHelloRetryRequest;
// struct { KeyShareEntry server_share; } KeyShareServerHello;
Status read_key_share(ServerHello& hello, Reader& in) {
    const std::uint16_t group = in.be16();
    if (hello.is_hello_retry_request)
        hello.selected_group = group;
    else
        hello.key_share = KeyShareEntry{group, in.vector16(1)};
    return Status::ok;
}

Status read_cookie(ServerHello& hello, Reader& in) {
    hello.cookie = in.vector16(1);
    return Status::ok;
}

Status read_selected_identity(ServerHello& hello, Reader& in) {
    hello.selected_identity = in.be16();
    return Status::ok;
}

struct ReadRow {
    ExtensionType type;
    Read read;
};

// clang-format off
constexpr std::array kReaders = {
    ReadRow{ExtensionType::server_name,                            read_flag<&ServerHello::server_name>},
    ReadRow{ExtensionType::max_fragment_length,                    read_max_fragment_length},
    ReadRow{ExtensionType::status_request,                         read_flag<&ServerHello::status_request>},
    ReadRow{ExtensionType::supported_groups,                       pass_over},
    ReadRow{ExtensionType::ec_point_formats,                       read_ec_point_formats},
    ReadRow{ExtensionType::application_layer_protocol_negotiation, read_application_protocol},
    ReadRow{ExtensionType::encrypt_then_mac,                       read_flag<&ServerHello::encrypt_then_mac>},
    ReadRow{ExtensionType::extended_master_secret,                 read_flag<&ServerHello::extended_master_secret>},
    ReadRow{ExtensionType::record_size_limit,                      read_record_size_limit},
    ReadRow{ExtensionType::session_ticket,                         read_flag<&ServerHello::session_ticket>},
    ReadRow{ExtensionType::pre_shared_key,                         read_selected_identity},
    ReadRow{ExtensionType::supported_versions,                     read_selected_version},
    ReadRow{ExtensionType::cookie,                                 read_cookie},
    ReadRow{ExtensionType::key_share,                              read_key_share},
    ReadRow{ExtensionType::renegotiation_info,                     read_renegotiation_info},
};
// clang-format on

Status read_extension(ServerHello& hello, const Extension& extension) {
    const auto row =
        std::ranges::find(kReaders, static_cast<ExtensionType>(extension.type), &ReadRow::type);
    if (row == kReaders.end()) return Status::ok;
    Reader in(extension.content);
    TRY(row->read(hello, in));
    if (in.done()) return Status::ok;
    return trace::because(Status::decode_error, "schannel: malformed extension of a ServerHello",
                          std::to_string(extension.type));
}

// ---- Which message it is ------------------------------------------------------------------------

// Whether a block names a type: what stands where depends on the version, and the version on this.
bool names(Bytes block, ExtensionType type) {
    Reader in(block);
    while (!in.empty()) {
        const std::uint16_t number = in.be16();
        in.vector16();
        if (!in.failed() && number == static_cast<std::uint16_t>(type)) return true;
    }
    return false;
}

In kind_of(const ServerHello& hello, Bytes block) {
    if (hello.is_hello_retry_request) return In::hello_retry_request;
    return names(block, ExtensionType::supported_versions) ? In::server_hello13
                                                           : In::server_hello12;
}

Status judge_version(ServerHello& hello, In kind) {
    const auto version = version_of(hello.legacy_version);
    if (kind == In::server_hello12) {
        if (!version || is_datagram(*version) || *version > Version::tls12)
            return trace::because(Status::protocol_version,
                                  "schannel: a ServerHello of no version");
        hello.version = *version;
        return Status::ok;
    }
    if (version != Version::tls12)
        return illegal("schannel: legacy_version of a ServerHello of TLS 1.3");
    // RFC 8446 4.1.4: "The server's extensions MUST contain "supported_versions"."
    if (hello.extensions.find(ExtensionType::supported_versions) == nullptr)
        return trace::because(Status::missing_extension,
                              "schannel: a HelloRetryRequest without supported_versions");
    return Status::ok;
}

}  // namespace

// SHA-256 of "HelloRetryRequest".
const provider::Random kHelloRetryRequestRandom = {
    0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
    0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C};

Result<ServerHello> ServerHello::parse(Bytes body) {
    ServerHello hello;
    Reader in(body);
    hello.legacy_version = in.be16();
    hello.random = in.array<32>();
    hello.is_hello_retry_request = hello.random == kHelloRetryRequestRandom;
    hello.session_id = in.vector8(0, 32);
    hello.cipher_suite = in.be16();
    hello.compression_method = in.u8();
    const bool extended = !in.empty();
    const Bytes block = extended ? in.vector16() : Bytes();
    if (!in.done()) return trace::because(Status::decode_error, "schannel: malformed ServerHello");

    const In kind = kind_of(hello, block);
    TRY_ASSIGN(hello.extensions, Extensions::parse(block, kind));
    TRY(judge_version(hello, kind));
    const std::span<const Extension> extensions = hello.extensions.all();
    for (const Extension& extension : extensions) TRY(read_extension(hello, extension));
    // RFC 5246 7.4.1.3, RFC 8446 4.1.3: no client of ours offers any.
    if (hello.compression_method != 0) return illegal("schannel: the server chose compression");
    return hello;
}

// ---- RFC 8446 4.1.3 -----------------------------------------------------------------------------

namespace {

// "DOWNGRD" and one octet more.
using Sentinel = std::array<std::uint8_t, 8>;
constexpr Sentinel kToTls12 = {0x44, 0x4F, 0x57, 0x4E, 0x47, 0x52, 0x44, 0x01};
constexpr Sentinel kToTls11 = {0x44, 0x4F, 0x57, 0x4E, 0x47, 0x52, 0x44, 0x00};

}  // namespace

Downgrade downgrade_of(const provider::Random& server_random) {
    const Bytes end = Bytes(server_random).last(kToTls12.size());
    if (std::ranges::equal(end, kToTls12)) return Downgrade::to_tls12;
    return std::ranges::equal(end, kToTls11) ? Downgrade::to_tls11_or_below : Downgrade::none;
}

void mark_downgrade(provider::Random& server_random, Version version, Version highest) {
    if (version >= highest || version >= Version::tls13 || highest < Version::tls12) return;
    // "TLS 1.3 servers which negotiate TLS 1.2" leave the one, "TLS 1.2 servers ... which negotiate
    // TLS 1.1 or below" the other.
    const Sentinel& sentinel = version == Version::tls12 ? kToTls12 : kToTls11;
    std::ranges::copy(sentinel, server_random.end() - sentinel.size());
}

}  // namespace secur32::schannel
