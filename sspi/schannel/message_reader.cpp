// Handshake messages out of a stream of octets.  Memory is bounded by the caller's limit: a message
// that is longer is refused by its header, before it is here.
#include "sspi/schannel/message_reader.h"

#include "sslprovider/base/reader.h"
#include "sslprovider/base/trace.h"

namespace secur32::schannel {
namespace {

constexpr std::size_t kHeader = 4;

}  // namespace

void MessageReader::add(Bytes content) {
    content_.erase(content_.begin(), content_.begin() + static_cast<std::ptrdiff_t>(used_));
    used_ = 0;
    content_.insert(content_.end(), content.begin(), content.end());
}

// struct {
//     HandshakeType msg_type;
//     uint24 length;
//     ...
// } Handshake;
Result<std::optional<HandshakeMessage>> MessageReader::next(std::size_t limit) {
    const Bytes rest = Bytes(content_).subspan(used_);
    if (rest.size() < kHeader) return std::optional<HandshakeMessage>();
    Reader header(rest);
    const Event event = event_of(header.u8());
    const std::size_t length = header.be24();
    if (length > limit)
        return trace::because(Status::illegal_parameter,
                              "schannel: a handshake message is longer than the limit",
                              name_of(event));
    if (rest.size() < kHeader + length) return std::optional<HandshakeMessage>();
    used_ += kHeader + length;
    return std::optional(HandshakeMessage{event, rest.first(kHeader + length)});
}

void MessageReader::release() {
    content_ = Buffer();
    used_ = 0;
}

}  // namespace secur32::schannel
