// Records as exported functions (RFC 5246 6.2.3, RFC 6347 4.1, RFC 8446 5.2): whole ones, header
// included, on the encrypted side; what a record holds on the other.  Of TLS 1.3 that is content
// and then one octet, the type: SslDecryptPacket has no other place to tell it.  The caller counts
// the sequence numbers; DTLS: epoch << 48 | number.
//
// Output may be the input's memory: from its beginning, or with the content where it lies in the
// record.  Any other overlap is refused.
#include <sslprovider.h>

#include <cstring>

#include "sslprovider/api/ncrypt_call.h"
#include "sslprovider/api/output.h"
#include "sslprovider/api/ssl_objects.h"
#include "sslprovider/base/trace.h"

namespace secur32::api {
namespace {

using provider::ContentType;
using provider::PacketKey;

// The longest record of any version: DTLS' header and RFC 5246 6.2.3's fragment.
constexpr std::size_t kMaxRecord = 13 + provider::kMaxCiphertext12;

Status refuse(std::string_view reason) { return trace::because(Status::invalid_parameter, reason); }
Status no_key() { return trace::because(Status::invalid_handle, "ssl: hKey is no packet key"); }

bool apart(Bytes a, Bytes b) {
    if (a.empty() || b.empty()) return true;
    const auto begin = [](Bytes bytes) { return reinterpret_cast<std::uintptr_t>(bytes.data()); };
    return begin(a) + a.size() <= begin(b) || begin(b) + b.size() <= begin(a);
}

// header: how far into the record its content lies.
Status check_overlap(Bytes record, Bytes content, std::size_t header) {
    if (apart(record, content) || content.data() == record.data() ||
        content.data() == record.data() + header)
        return Status::ok;
    return trace::because(Status::buffers_overlap, "ssl: output begins within the input");
}

Result<ContentType> content_type_of(DWORD type) {
    if (type < DWORD{20} || type > DWORD{23}) return refuse("ssl: dwContentType is none of TLS");
    return static_cast<ContentType>(type);
}

// What a PacketKey answers before it changes anything.
bool comes_early(Status status) {
    return status == Status::bad_data || status == Status::bad_key_state ||
           status == Status::invalid_parameter;
}

struct Plain {
    ContentType type;
    std::uint64_t sequence;
    Bytes content;
};

// A failure that comes late, or after the content was moved, leaves zeros: content lay there.
Status encrypt(PacketKey& key, Plain plain, MutableBytes record) {
    const std::size_t header = key.lengths().header;
    TRY(check_overlap(record, plain.content, header));
    const bool moves = plain.content.data() == record.data() && !plain.content.empty();
    if (moves) {
        std::memmove(record.data() + header, record.data(), plain.content.size());
        plain.content = record.subspan(header, plain.content.size());
    }
    const Status status = key.protect(plain.type, plain.sequence, plain.content, record);
    if (status != Status::ok && (moves || !comes_early(status))) secure_wipe(record);
    return status;
}

Status too_small() {
    return trace::because(Status::buffer_too_small, "ssl: cbOutput is too small");
}

// RFC 8446 5.2: TLSInnerPlaintext.type.
std::size_t inner_type_length(const PacketKey& key) {
    return key.version() == Version::tls13 ? 1 : 0;
}

// What a record of this length holds at most.
std::size_t most_content(const PacketKey& key, std::size_t record) {
    const provider::PacketLengths lengths = key.lengths();
    const std::size_t around = lengths.header + lengths.fixed_trailer - inner_type_length(key);
    return record > around ? record - around : 0;
}

std::size_t put_content(const PacketKey& key, const provider::OpenedPacket& opened,
                        MutableBytes out) {
    if (!opened.content.empty())
        std::memmove(out.data(), opened.content.data(), opened.content.size());
    if (inner_type_length(key) == 0) return opened.content.size();
    out[opened.content.size()] = static_cast<std::uint8_t>(opened.type);
    return opened.content.size() + 1;
}

// SslDecryptPacket has one code for all that can be wrong inside a record.
Result<provider::OpenedPacket> open_record(provider::PacketKey& key, std::uint64_t sequence,
                                           MutableBytes record) {
    Result<provider::OpenedPacket> opened = key.unprotect(sequence, record);
    if (opened.status() == Status::bad_type || opened.status() == Status::bad_length)
        return Status::bad_record;
    return opened;
}

// In the output's memory, which is as long as the record and may be the record's own.
Status decrypt_there(PacketKey& key, std::uint64_t sequence, Bytes record, MutableBytes out,
                     DWORD* written) {
    const bool in_place = out.data() == record.data();
    if (!in_place) std::memcpy(out.data(), record.data(), record.size());
    const auto opened = open_record(key, sequence, out);
    if (!opened.ok()) {
        if (!in_place || !comes_early(opened.status())) secure_wipe(out);
        return opened.status();
    }
    const std::size_t length = put_content(key, opened.value(), out);
    secure_wipe(out.subspan(length));
    *written = static_cast<DWORD>(length);
    return Status::ok;
}

// Where the output is shorter than the record, or in its midst: in a copy.  A chained key opens a
// record once, so it is asked only when whatever is inside will fit.
Status decrypt_aside(PacketKey& key, std::uint64_t sequence, Bytes record, MutableBytes out,
                     DWORD* written) {
    if (const std::size_t most = most_content(key, record.size());
        key.is_chained() && out.size() < most) {
        *written = static_cast<DWORD>(most);
        return too_small();
    }
    SecureBytes copy(record);
    const auto opened = open_record(key, sequence, copy.mutable_bytes());
    if (!opened.ok()) {
        if (!comes_early(opened.status()))
            secure_wipe(out.first(std::min(out.size(), record.size())));
        return opened.status();
    }
    const std::size_t length = opened.value().content.size() + inner_type_length(key);
    *written = static_cast<DWORD>(length);
    if (length > out.size()) return too_small();
    put_content(key, opened.value(), out);
    return Status::ok;
}

Status decrypt(PacketKey& key, std::uint64_t sequence, Bytes record, MutableBytes out,
               DWORD* written) {
    const std::size_t header = key.lengths().header;
    TRY(check_overlap(record, out, header));
    if (record.empty() || record.size() > kMaxRecord)
        return trace::because(Status::bad_data, "ssl: shorter or longer than any record");
    const bool in_the_midst = out.data() == record.data() + header;
    if (out.size() >= record.size() && !in_the_midst)
        return decrypt_there(key, sequence, record, out.first(record.size()), written);
    return decrypt_aside(key, sequence, record, out, written);
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS WINAPI SslEncryptPacket(NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hKey,
                                        PBYTE pbInput, DWORD cbInput, PBYTE pbOutput,
                                        DWORD cbOutput, DWORD* pcbResult, ULONGLONG SequenceNumber,
                                        DWORD dwContentType, DWORD dwFlags) {
    return ncrypt_call("SslEncryptPacket", [&](CallTrail& trail) -> Status {
        trail.handle("key", hKey);
        trail.number("octets", cbInput);
        trail.number("sequence", SequenceNumber);
        trail.number("type", dwContentType);
        const Output output(pbOutput, cbOutput, pcbResult);
        TRY(check_provider(hSslProvider));
        const Using<SslPacketKey> object(hKey);
        if (!object) return no_key();
        TRY(output.check());
        TRY(check_flags(dwFlags));
        TRY_ASSIGN(const Bytes content, input_bytes(pbInput, cbInput));
        TRY_ASSIGN(const ContentType type, content_type_of(dwContentType));
        if (content.size() > provider::kMaxPlaintext) return refuse("ssl: content is over 2^14");

        const std::lock_guard held(object->lock);
        PacketKey& key = object->key;
        const std::size_t length =
            key.lengths().header + content.size() + key.trailer_length(content.size());
        TRY(output.fits(length));
        if (output.asks_size()) return Status::ok;
        const Status status =
            encrypt(key, {type, SequenceNumber, content}, MutableBytes(pbOutput, length));
        if (status != Status::ok) *pcbResult = 0;
        return status;
    });
}

SECURITY_STATUS WINAPI SslDecryptPacket(NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hKey,
                                        PBYTE pbInput, DWORD cbInput, PBYTE pbOutput,
                                        DWORD cbOutput, DWORD* pcbResult, ULONGLONG SequenceNumber,
                                        DWORD dwFlags) {
    return ncrypt_call("SslDecryptPacket", [&](CallTrail& trail) -> Status {
        trail.handle("key", hKey);
        trail.number("octets", cbInput);
        trail.number("sequence", SequenceNumber);
        const Output output(pbOutput, cbOutput, pcbResult);
        TRY(check_provider(hSslProvider));
        const Using<SslPacketKey> object(hKey);
        if (!object) return no_key();
        TRY(output.check());
        TRY(check_flags(dwFlags));
        TRY_ASSIGN(const Bytes record, input_bytes(pbInput, cbInput));

        const std::lock_guard held(object->lock);
        if (output.asks_size()) return output.fits(most_content(object->key, record.size()));
        return decrypt(object->key, SequenceNumber, record, MutableBytes(pbOutput, cbOutput),
                       pcbResult);
    });
}

}  // extern "C"
