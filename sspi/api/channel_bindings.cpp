// typedef struct _SEC_CHANNEL_BINDINGS {          typedef struct _SEC_CHANNEL_BINDINGS_EX {
//     ULONG dwInitiatorAddrType;                      ULONG magicNumber;
//     ULONG cbInitiatorLength;                        ULONG flags;
//     ULONG dwInitiatorOffset;                        ULONG cbHeaderLength;
//     ULONG dwAcceptorAddrType;                       ULONG cbStructureLength;
//     ULONG cbAcceptorLength;                         ... and the eight of the plain form
//     ULONG dwAcceptorOffset;
//     ULONG cbApplicationDataLength;
//     ULONG dwApplicationDataOffset;
// };
// Offsets count from the start of the structure, in either form.
#include "sspi/api/channel_bindings.h"

#include "sslprovider/base/reader.h"
#include "sslprovider/base/trace.h"

namespace secur32::api {
namespace {

constexpr Status kBad = Status::invalid_token;

// The bytes that an offset and a length name; an empty string needs no valid offset.
Result<Bytes> part(Bytes blob, std::size_t header, std::uint32_t length, std::uint32_t offset) {
    if (length == 0) return Bytes();
    if (offset < header || offset > blob.size() || length > blob.size() - offset)
        return trace::because(kBad, "channel bindings: a part lies outside the buffer");
    return blob.subspan(offset, length);
}

Result<ChannelBindings> parse_plain(Bytes blob, Reader in, std::size_t header) {
    ChannelBindings bindings;
    bindings.initiator_address_type = in.le32();
    const std::uint32_t initiator_length = in.le32();
    const std::uint32_t initiator_offset = in.le32();
    bindings.acceptor_address_type = in.le32();
    const std::uint32_t acceptor_length = in.le32();
    const std::uint32_t acceptor_offset = in.le32();
    const std::uint32_t application_length = in.le32();
    const std::uint32_t application_offset = in.le32();
    if (in.failed()) return trace::because(kBad, "channel bindings: the structure is cut short");
    TRY_ASSIGN(bindings.initiator_address, part(blob, header, initiator_length, initiator_offset));
    TRY_ASSIGN(bindings.acceptor_address, part(blob, header, acceptor_length, acceptor_offset));
    TRY_ASSIGN(bindings.application_data,
               part(blob, header, application_length, application_offset));
    return bindings;
}

Result<ChannelBindings> parse_extended(Bytes blob, Reader in) {
    const std::uint32_t flags = in.le32();
    const std::uint32_t header_length = in.le32();
    const std::uint32_t structure_length = in.le32();
    if (in.failed() || header_length != sizeof(SEC_CHANNEL_BINDINGS_EX) ||
        structure_length < header_length || structure_length > blob.size() ||
        (flags & ~std::uint32_t{SEC_CHANNEL_BINDINGS_VALID_FLAGS}) != 0)
        return trace::because(kBad, "channel bindings: SEC_CHANNEL_BINDINGS_EX has a bad header");
    TRY_ASSIGN(ChannelBindings bindings,
               parse_plain(blob.first(structure_length), in, header_length));
    bindings.audit_only = (flags & SEC_CHANNEL_BINDINGS_AUDIT_BINDINGS) != 0;
    return bindings;
}

}  // namespace

Result<ChannelBindings> parse_channel_bindings(Bytes blob) {
    Reader in(blob);
    if (Reader(blob).le32() != SEC_CHANNEL_BINDINGS_EX_MAGIC)
        return parse_plain(blob, in, sizeof(SEC_CHANNEL_BINDINGS));
    in.skip(sizeof(std::uint32_t));
    return parse_extended(blob, in);
}

std::uint32_t result_flags_of(const Exchange& exchange) {
    const std::uint32_t support =
        exchange.peer_sent_bindings ? SEC_CHANNEL_BINDINGS_RESULT_CLIENT_SUPPORT : 0;
    switch (exchange.bindings_result) {
        case BindingsResult::not_checked:
            return support | SEC_CHANNEL_BINDINGS_RESULT_ABSENT;
        case BindingsResult::matched:
            return support | SEC_CHANNEL_BINDINGS_RESULT_VALID_MATCHED;
        case BindingsResult::mismatch:
            return support | SEC_CHANNEL_BINDINGS_RESULT_NOTVALID_MISMATCH;
        case BindingsResult::missing_allowed:
            return support | SEC_CHANNEL_BINDINGS_RESULT_VALID_MISSING;
        case BindingsResult::missing:
            return support | SEC_CHANNEL_BINDINGS_RESULT_NOTVALID_MISSING;
        case BindingsResult::proxy:
            return support | SEC_CHANNEL_BINDINGS_RESULT_VALID_PROXY;
    }
    return support;
}

}  // namespace secur32::api
