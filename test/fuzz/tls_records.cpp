// Records and handshake messages before there is a key: what find_record finds lies inside the
// input and says what it needs, however much of it is there; messages come out of the records as
// they went in, wherever the records cut them.
#include "sspi/schannel/message_reader.h"
#include "sspi/schannel/records.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;
using namespace secur32::schannel;

constexpr std::size_t kLimit = 0x400;

// Less of a record is missing more, and nothing else is said of it.
void find_in_parts(const Receiver& receiver, Bytes record) {
    for (std::size_t size = 0; size < record.size(); ++size) {
        const auto place = receiver.find_record(record.first(size));
        fuzz::require(place.ok() && place.value().size == 0 && place.value().missing != 0);
        fuzz::require(size + place.value().missing <= record.size());
    }
}

// False: the reader refused what came.
bool read_messages(MessageReader& reader, Buffer& out) {
    while (true) {
        const auto next = reader.next(kLimit);
        if (!next.ok()) fuzz::require(next.status() == Status::illegal_parameter);
        if (!next.ok()) return false;
        if (!next.value()) return true;
        const Bytes whole = next.value()->whole;
        fuzz::require(whole.size() >= 4 && whole.size() <= kLimit + 4);
        out.insert(out.end(), whole.begin(), whole.end());
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Receiver receiver;
    MessageReader reader;
    Buffer given, taken;
    for (Bytes rest(data, size); !rest.empty();) {
        const auto place = receiver.find_record(rest);
        if (!place.ok() || place.value().size == 0) break;
        fuzz::require(place.value().size <= rest.size());
        Buffer record(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(place.value().size));
        if (record.size() < 64) find_in_parts(receiver, record);
        rest = rest.subspan(place.value().size);
        const auto opened = receiver.open(record);
        if (!opened.ok()) break;
        const OpenedRecord& parts = opened.value();
        fuzz::require(parts.header.size() + parts.content.size() == record.size());
        if (parts.type != ContentType::handshake) continue;
        given.insert(given.end(), parts.content.begin(), parts.content.end());
        reader.add(parts.content);
        if (!read_messages(reader, taken)) break;
    }
    fuzz::require(taken.size() <= given.size());
    fuzz::require(fuzz::same(taken, Bytes(given).first(taken.size())));
    return 0;
}
