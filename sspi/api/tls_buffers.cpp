// One parser per type of buffer.
#include "sspi/api/tls_buffers.h"

#include <schannel.h>

#include "sslprovider/base/reader.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/base/writer.h"

namespace secur32::api {
namespace {

// Far more than any program has; bounds what one buffer can make us hold.
constexpr std::size_t kMostProtocols = 256;
constexpr std::size_t kMostExtensions = 64;
// All extensions of a message have 65535 octets together.
constexpr std::size_t kMostOctetsOfProtocols = 0x4000, kMostOctetsOfExtensions = 0x4000;

Status malformed(std::string_view reason) { return trace::because(Status::invalid_token, reason); }
Status out_of_range(std::string_view reason) {
    return trace::because(Status::invalid_parameter, reason);
}

// unsigned char ProtocolList[]: names of one length octet each.
Status add_protocols(Bytes list, std::vector<std::string>& protocols) {
    std::size_t octets = list.size();
    for (const std::string& known : protocols) octets += 1 + known.size();
    if (octets > kMostOctetsOfProtocols) return malformed("the application protocols are too long");
    Reader in(list);
    while (!in.empty()) {
        const Bytes name = in.vector8(1);
        if (in.failed()) return malformed("a name in a SEC_APPLICATION_PROTOCOL_LIST is cut off");
        if (protocols.size() == kMostProtocols) return malformed("too many application protocols");
        protocols.emplace_back(name.begin(), name.end());
    }
    return Status::ok;
}

// typedef struct _SEC_APPLICATION_PROTOCOLS {
//     ULONG ProtocolListsSize;
//     SEC_APPLICATION_PROTOCOL_LIST ProtocolLists[ANYSIZE_ARRAY];
// } SEC_APPLICATION_PROTOCOLS;
// typedef struct _SEC_APPLICATION_PROTOCOL_LIST {
//     SEC_APPLICATION_PROTOCOL_NEGOTIATION_EXT ProtoNegoExt;
//     unsigned short ProtocolListSize;
//     unsigned char ProtocolList[ANYSIZE_ARRAY];
// } SEC_APPLICATION_PROTOCOL_LIST;              packed: a list begins behind its size, unaligned
Status parse_application_protocols(Bytes buffer, TlsInput& input) {
    Reader in(buffer);
    Reader lists(in.bytes(in.le32()));
    if (in.failed()) return malformed("SEC_APPLICATION_PROTOCOLS is cut off");
    while (!lists.empty()) {
        const std::uint32_t extension = lists.le32();
        const Bytes list = lists.bytes(lists.le16());
        if (lists.failed()) return malformed("a SEC_APPLICATION_PROTOCOL_LIST is cut off");
        // NPN is spoken by nobody any more.
        if (extension == SecApplicationProtocolNegotiationExt_NPN) continue;
        if (extension != SecApplicationProtocolNegotiationExt_ALPN)
            return out_of_range("ProtoNegoExt is neither NPN nor ALPN");
        TRY(add_protocols(list, input.options.application_protocols));
    }
    return Status::ok;
}

// typedef struct _SEC_FLAGS { unsigned long long Flags; } SEC_FLAGS;
Status parse_flags(Bytes buffer, TlsInput& input) {
    Reader in(buffer);
    const std::uint64_t flags = in.le64();
    if (in.failed()) return malformed("SEC_FLAGS is cut off");
    if ((flags & 0xFFFFFFFF) != 0) return out_of_range("SEC_FLAGS: its lower 32 bits are to be 0");
    input.flags |= flags;
    return Status::ok;
}

// typedef struct _SEND_GENERIC_TLS_EXTENSION {
//     WORD ExtensionType; WORD HandshakeType; DWORD Flags; WORD BufferSize; UCHAR Buffer[];
// } SEND_GENERIC_TLS_EXTENSION;
Status parse_extension(Bytes buffer, TlsInput& input) {
    Reader in(buffer);
    TlsExtension extension;
    extension.type = in.le16();
    const std::uint16_t handshake_type = in.le16();
    const std::uint32_t flags = in.le32();
    const Bytes content = in.bytes(in.le16());
    if (in.failed()) return malformed("SEND_GENERIC_TLS_EXTENSION is cut off");
    if (handshake_type > 0xFF || flags != 0)
        return out_of_range("SEND_GENERIC_TLS_EXTENSION: Flags or no HandshakeType");
    std::size_t octets = content.size();
    for (const TlsExtension& known : input.options.extensions) octets += known.content.size();
    if (input.options.extensions.size() == kMostExtensions || octets > kMostOctetsOfExtensions)
        return out_of_range("SEND_GENERIC_TLS_EXTENSION: too many, or too long");
    extension.handshake_type = static_cast<std::uint8_t>(handshake_type);
    extension.content.assign(content.begin(), content.end());
    input.options.extensions.push_back(std::move(extension));
    return Status::ok;
}

// typedef struct _SUBSCRIBE_GENERIC_TLS_EXTENSION {
//     DWORD Flags; DWORD SubscriptionsCount; TLS_EXTENSION_SUBSCRIPTION Subscriptions[];
// } SUBSCRIBE_GENERIC_TLS_EXTENSION;
// typedef struct _TLS_EXTENSION_SUBSCRIPTION { WORD ExtensionType; WORD HandshakeType; } ...;
Status parse_subscriptions(Bytes buffer, TlsInput& input) {
    Reader in(buffer);
    const std::uint32_t flags = in.le32();
    const std::uint32_t count = in.le32();
    if (in.failed()) return malformed("SUBSCRIBE_GENERIC_TLS_EXTENSION is cut off");
    std::vector<TlsSubscription>& known = input.options.subscriptions;
    if (flags != 0 || count > SCH_MAX_EXT_SUBSCRIPTIONS - known.size())
        return out_of_range("SUBSCRIBE_GENERIC_TLS_EXTENSION: Flags, or more than two");
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint16_t type = in.le16(), handshake_type = in.le16();
        if (in.failed()) return malformed("SUBSCRIBE_GENERIC_TLS_EXTENSION is cut off");
        if (handshake_type > 0xFF) return out_of_range("a subscription to no HandshakeType");
        known.push_back({type, static_cast<std::uint8_t>(handshake_type)});
    }
    return Status::ok;
}

struct ParserRow {
    ULONG type;
    Status (*parse)(Bytes buffer, TlsInput& input);
};
constexpr ParserRow kParsers[] = {
    {SECBUFFER_APPLICATION_PROTOCOLS, parse_application_protocols},
    {SECBUFFER_FLAGS, parse_flags},
    {SECBUFFER_SEND_GENERIC_TLS_EXTENSION, parse_extension},
    {SECBUFFER_SUBSCRIBE_GENERIC_TLS_EXTENSION, parse_subscriptions},
};

}  // namespace

Result<TlsInput> parse_tls_input(const Buffers& input) {
    TlsInput parsed;
    for (const SecBuffer& buffer : input.all())
        for (const ParserRow& row : kParsers)
            if (type_of(buffer) == row.type) TRY(row.parse(bytes_of(buffer), parsed));
    return parsed;
}

Buffer write_generic_extension(const TlsExtension& extension) {
    Writer out;
    out.le16(extension.type);
    out.le16(extension.handshake_type);
    out.le32(0);
    out.le16(static_cast<std::uint16_t>(extension.content.size()));
    out.bytes(extension.content);
    return std::move(out).take();
}

}  // namespace secur32::api
