// Handshake messages out of the content of handshake records (RFC 5246 6.2.1, RFC 8446 5.1): several
// in one record, or one in several.
#pragma once

#include <cstddef>
#include <optional>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/status.h"
#include "sspi/schannel/events.h"

namespace secur32::schannel {

// Valid until the next call.
struct HandshakeMessage {
    Event event;
    Bytes whole;  // with its header of four octets
    Bytes body() const { return whole.subspan(4); }
};

class MessageReader {
 public:
    // The content of a record.
    void add(Bytes content);
    // The next whole message; none: more records are needed.  illegal_parameter for one that is longer
    // than limit, as soon as its header says so.
    Result<std::optional<HandshakeMessage>> next(std::size_t limit);
    // Whether a message has begun and not ended, or further ones wait: keys may not change then
    // (RFC 8446 5.1), nor may records of other types come between.
    bool has_rest() const { return used_ < content_.size(); }
    // Gives the memory back.
    void release();

 private:
    Buffer content_;
    std::size_t used_ = 0;
};

}  // namespace secur32::schannel
