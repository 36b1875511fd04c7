// SspiSetChannelBindingFlags: SEC_CHANNEL_BINDINGS become a SEC_CHANNEL_BINDINGS_EX with flags.
#include <cstring>

#include "sspi/api/call.h"
#include "sspi/api/channel_bindings.h"
#include "sspi/api/identity_blocks.h"

namespace secur32::api {
namespace {

constexpr ULONG kGrowth = sizeof(SEC_CHANNEL_BINDINGS_EX) - sizeof(SEC_CHANNEL_BINDINGS);

bool is_extended(Bytes blob) {
    ULONG magic = 0;
    std::memcpy(&magic, blob.data(), sizeof magic);
    return magic == SEC_CHANNEL_BINDINGS_EX_MAGIC;
}

// What follows the header moves behind a longer one, and so do the offsets that lead there.
Block extended(Bytes blob, ULONG flags) {
    SEC_CHANNEL_BINDINGS plain;
    std::memcpy(&plain, blob.data(), sizeof plain);
    const auto moved = [](ULONG length, ULONG offset) {
        return length == 0 ? 0 : offset + kGrowth;
    };
    SEC_CHANNEL_BINDINGS_EX header{};
    header.magicNumber = SEC_CHANNEL_BINDINGS_EX_MAGIC;
    header.flags = flags;
    header.cbHeaderLength = sizeof header;
    header.cbStructureLength = static_cast<ULONG>(blob.size() + kGrowth);
    header.dwInitiatorAddrType = plain.dwInitiatorAddrType;
    header.cbInitiatorLength = plain.cbInitiatorLength;
    header.dwInitiatorOffset = moved(plain.cbInitiatorLength, plain.dwInitiatorOffset);
    header.dwAcceptorAddrType = plain.dwAcceptorAddrType;
    header.cbAcceptorLength = plain.cbAcceptorLength;
    header.dwAcceptorOffset = moved(plain.cbAcceptorLength, plain.dwAcceptorOffset);
    header.cbApplicationDataLength = plain.cbApplicationDataLength;
    header.dwApplicationDataOffset =
        moved(plain.cbApplicationDataLength, plain.dwApplicationDataOffset);
    Block block(allocate(header.cbStructureLength));
    auto* const out = static_cast<std::uint8_t*>(block.get());
    const Bytes data = blob.subspan(sizeof plain);
    std::memcpy(out, &header, sizeof header);
    if (!data.empty()) std::memcpy(out + sizeof header, data.data(), data.size());
    return block;
}

void set_flags(void* bindings, ULONG flags) {
    std::memcpy(static_cast<std::uint8_t*>(bindings) + offsetof(SEC_CHANNEL_BINDINGS_EX, flags),
                &flags, sizeof flags);
}

constexpr ULONG kMaxBindings = 1024 * 1024;

Status set(SecPkgContext_Bindings& bindings, ULONG flags) {
    if ((flags & ~ULONG{SEC_CHANNEL_BINDINGS_VALID_FLAGS}) != 0)
        return trace::because(Status::invalid_parameter, "unknown channel binding flags");
    if (bindings.Bindings == nullptr || bindings.BindingsLength > kMaxBindings)
        return Status::invalid_parameter;
    const Bytes blob(reinterpret_cast<const std::uint8_t*>(bindings.Bindings),
                     bindings.BindingsLength);
    if (!parse_channel_bindings(blob).ok()) return Status::invalid_parameter;
    if (is_extended(blob)) {
        set_flags(bindings.Bindings, flags);
        return Status::ok;
    }
    Block larger = extended(blob, flags);
    release(bindings.Bindings);
    bindings.Bindings = static_cast<SEC_CHANNEL_BINDINGS*>(larger.release());
    bindings.BindingsLength += kGrowth;
    return Status::ok;
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS SEC_ENTRY SspiSetChannelBindingFlags(SecPkgContext_Bindings* pBindings,
                                                     ULONG flags) {
    return call("SspiSetChannelBindingFlags", [&](Trail& trail) -> Status {
        trail.flags("flags", flags);
        return pBindings == nullptr ? Status::invalid_parameter : set(*pBindings, flags);
    });
}

}  // extern "C"
