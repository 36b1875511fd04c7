// SslDecryptPacket and SslEncryptPacket at the surface, for every kind of cipher and form of
// record.
//
//     kind, mode, room, then the record, its fragment, or its content
//
//     mode 0  a record as it comes: any status that the header names, and nothing half written
//          1  the header made right around a fragment: the cipher's turn
//          2  a content: protected, then opened; it must come back
//     room    where the output lies: apart, in place, the content's place, apart and short
#include <algorithm>

#include "sslprovider/base/writer.h"
#include "test/fuzz/check.h"
#include "test/support/ssl_packets.h"

namespace {

using namespace secur32;
using test::PacketKind;

constexpr ULONGLONG kSequence = 1;

Buffer with_header(const PacketKind& kind, Bytes fragment) {
    Writer record;
    record.u8(23);
    record.be16(static_cast<std::uint16_t>(kind.is_tls13() ? Version::tls12 : kind.version));
    if (is_datagram(kind.version)) {
        record.zeros(4);
        record.be32(kSequence);
    }
    record.be16(static_cast<std::uint16_t>(fragment.size()));
    record.bytes(fragment);
    return record.take();
}

Buffer protect(const PacketKind& kind, Bytes content) {
    const test::SslHandle key = test::packet_key(kind);
    Buffer record(content.size() + 128);
    DWORD length = 0;
    fuzz::require(SslEncryptPacket(test::ssl_provider(), key, test::octets(content),
                                   test::count(content), record.data(), test::count(record),
                                   &length, kSequence, 23, 0) == 0);
    record.resize(length);
    return record;
}

struct Opened {
    SECURITY_STATUS status;
    DWORD length;
    Buffer memory;    // of record and output
    std::size_t out;  // where the output begins in it
    std::size_t room;

    Bytes result() const { return Bytes(memory).subspan(out, length); }
};

// In one block, at its end, so that a sanitizer sees what is beyond it.
Opened open(const PacketKind& kind, Bytes record, std::uint8_t place) {
    const test::SslHandle key = test::packet_key(kind);
    Opened made{0, 1, Buffer(record.begin(), record.end()), record.size(), record.size()};
    if (place % 4 == 1) made.out = 0;
    if (place % 4 == 2) made.out = std::min(kind.header, record.size());
    if (place % 4 == 3) made.room = place / 4;
    if (made.out != 0 && made.out != record.size()) made.room = record.size() - made.out;
    if (made.out == record.size()) made.memory.resize(record.size() + made.room, 0xEE);
    made.memory.shrink_to_fit();
    made.status = SslDecryptPacket(test::ssl_provider(), key, made.memory.data(),
                                   test::count(record), made.memory.data() + made.out,
                                   static_cast<DWORD>(made.room), &made.length, kSequence, 0);
    return made;
}

void check_refusal(const Opened& made, Bytes record) {
    if (made.status == NTE_BUFFER_TOO_SMALL) {
        fuzz::require(made.length > made.room);
        return;
    }
    fuzz::require(made.length == 0);
    if (made.status == NTE_BAD_DATA) {
        const Bytes before = Bytes(made.memory).first(record.size());
        fuzz::require(fuzz::same(before, record));
        return;
    }
    fuzz::require(made.status == NTE_DECRYPTION_FAILURE);
    const Bytes zeros = Bytes(made.memory).subspan(made.out, std::min(made.room, record.size()));
    fuzz::require(std::ranges::all_of(zeros, [](std::uint8_t octet) { return octet == 0; }));
}

void check_content(const PacketKind& kind, const Opened& made, Bytes content) {
    const std::size_t length = content.size() + (kind.is_tls13() ? 1 : 0);
    // TLS 1.0's CBC opens a record once: it wants room for the longest content.
    const bool once = kind.version == Version::tls10 && kind.key != 0;
    if (made.room < length || (once && made.status == NTE_BUFFER_TOO_SMALL)) {
        fuzz::require(made.status == NTE_BUFFER_TOO_SMALL && made.length > made.room);
        fuzz::require(once ? made.length >= length : made.length == length);
        return;
    }
    fuzz::require(made.status == 0 && made.length == length);
    fuzz::require(fuzz::same(made.result().first(content.size()), content));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 3) return 0;
    const PacketKind& kind = test::kPacketKinds[data[0] % std::size(test::kPacketKinds)];
    const unsigned mode = data[1] % 3;
    const Bytes rest(data + 3, size - 3);
    if (mode == 2 && rest.size() > provider::kMaxPlaintext) return 0;
    const Buffer record = mode == 0   ? Buffer(rest.begin(), rest.end())
                          : mode == 1 ? with_header(kind, rest)
                                      : protect(kind, rest);
    const Opened made = open(kind, record, data[2]);
    if (mode == 2)
        check_content(kind, made, rest);
    else if (made.status != 0)
        check_refusal(made, record);
    return 0;
}
