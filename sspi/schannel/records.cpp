// Records of one direction: cut, counted and bounded here; what happens to their octets is
// PacketKey's (provider/packet_key.h).
#include "sspi/schannel/records.h"

#include <algorithm>
#include <array>
#include <limits>

#include "sslprovider/base/trace.h"
#include "sspi/schannel/events.h"

namespace secur32::schannel {
namespace {

using provider::KeySchedule;
using provider::kMaxPlaintext;
using provider::PacketUse;

// struct {
//     ContentType type;
//     ProtocolVersion legacy_record_version;
//     uint16 length;
//     opaque fragment[TLSPlaintext.length];
// } TLSPlaintext;
constexpr std::size_t kHeader = 5;
constexpr std::uint16_t kTls12OnTheWire = 0x0303;
// RFC 8446 4.6.3: struct { KeyUpdateRequest request_update; } KeyUpdate, with its header.
constexpr std::size_t kKeyUpdateMessage = 5;
// RFC 8446 5.5: "up to 2^24.5 full-size records (about 24 million) may be encrypted on a given
// connection while keeping a safety margin of approximately 2^-57".
constexpr std::uint64_t kRecordsPerKey13 = 23'726'566;
// "Implementations MUST NOT allow the sequence number to wrap" (RFC 8446 5.3, RFC 5246 6.1).
constexpr std::uint64_t kLastSequence = std::numeric_limits<std::uint64_t>::max();
// RFC 5246 10: a flood of empty fragments is refused.
constexpr unsigned kMaxEmptyRecords = 32;

Status unexpected(std::string_view reason) {
    return trace::because(Status::unexpected_message, reason);
}
Status overflow(std::string_view reason) { return trace::because(Status::record_overflow, reason); }

bool is_content_type(std::uint8_t type) {
    return static_cast<std::uint8_t>(ContentType::change_cipher_spec) <= type &&
           type <= static_cast<std::uint8_t>(ContentType::application_data);
}

std::size_t total_of(std::span<const Segment> pieces) {
    std::size_t total = 0;
    for (const Segment& piece : pieces) total += piece.bytes.size();
    return total;
}

// Pieces that lie behind one another are one.  Nothing where they are scattered.
std::optional<MutableBytes> joined(std::span<const Segment> pieces) {
    MutableBytes whole;
    for (const Segment& piece : pieces) {
        if (piece.bytes.empty()) continue;
        if (whole.empty())
            whole = piece.bytes;
        else if (whole.data() + whole.size() == piece.bytes.data())
            whole = {whole.data(), whole.size() + piece.bytes.size()};
        else
            return std::nullopt;
    }
    return whole;
}

// The ciphers want a content in one piece: scattered ones are brought together here, on the stack.
class Gathered {
 public:
    explicit Gathered(std::span<const Segment> pieces) {
        for (const Segment& piece : pieces) {
            std::ranges::copy(piece.bytes, octets_.begin() + static_cast<std::ptrdiff_t>(size_));
            size_ += piece.bytes.size();
        }
    }
    Gathered(const Gathered&) = delete;
    Gathered& operator=(const Gathered&) = delete;
    ~Gathered() { secure_wipe(text()); }

    MutableBytes text() { return {octets_.data(), size_}; }
    void scatter(std::span<const Segment> pieces) {
        Bytes rest = text();
        for (const Segment& piece : pieces) {
            std::ranges::copy(rest.first(piece.bytes.size()), piece.bytes.begin());
            rest = rest.subspan(piece.bytes.size());
        }
    }

 private:
    std::array<std::uint8_t, kMaxPlaintext> octets_;
    std::size_t size_ = 0;
};

// What speaks when it is not TLS.
struct Stranger {
    std::string_view begins;
    std::string_view reason;
};
constexpr std::array kStrangers = {
    Stranger{"GET ", "schannel: the peer speaks HTTP, not TLS: a GET"},
    Stranger{"HEAD", "schannel: the peer speaks HTTP, not TLS: a HEAD"},
    Stranger{"POST", "schannel: the peer speaks HTTP, not TLS: a POST"},
    Stranger{"PUT ", "schannel: the peer speaks HTTP, not TLS: a PUT"},
    Stranger{"CONN", "schannel: the peer speaks HTTP, not TLS: a CONNECT, as to a proxy"},
    Stranger{"HTTP", "schannel: the peer answers in HTTP, not TLS"},
    Stranger{"SSH-", "schannel: the peer speaks SSH, not TLS"},
    Stranger{"220 ", "schannel: the peer greets in the clear, as SMTP and FTP do before STARTTLS"},
    Stranger{"+OK ", "schannel: the peer greets in the clear, as POP3 does before STLS"},
    Stranger{"* OK", "schannel: the peer greets in the clear, as IMAP does before STARTTLS"},
};

// RFC 5246 E.2: a ClientHello of SSL 2 has a length of two octets, the first bit set, and type 1.
bool is_ssl2_hello(Bytes input) {
    return input.size() >= 3 && (input[0] & 0x80) != 0 && input[2] == 1;
}

std::string_view reason_for_stranger(Bytes input) {
    if (is_ssl2_hello(input)) return "schannel: a ClientHello of SSL 2, which is not spoken here";
    for (const Stranger& stranger : kStrangers)
        if (input.size() >= stranger.begins.size() &&
            std::ranges::equal(input.first(stranger.begins.size()), bytes_of(stranger.begins)))
            return stranger.reason;
    return "schannel: what came is no record of TLS";
}

// What PacketKey says of a record, in the words of a connection.
struct FailureRow {
    Status packet;
    Status record;
    std::string_view reason;
};
// clang-format off
constexpr std::array kFailures = {
    FailureRow{Status::bad_record, Status::message_altered, "schannel: a record does not open"},
    // Its type and its length were judged before.
    FailureRow{Status::bad_data, Status::protocol_version, "schannel: a record of another version than the connection's"},
    FailureRow{Status::bad_length, Status::record_overflow, "schannel: a record's content is longer than any may be"},
    FailureRow{Status::bad_type, Status::unexpected_message, "schannel: a record with content of no type"},
};
// clang-format on

Status failure_of(Status status) {
    const auto row = std::ranges::find(kFailures, status, &FailureRow::packet);
    return row == kFailures.end() ? status : trace::because(row->record, row->reason);
}

}  // namespace

// ---- Sender ----

void Sender::change_key(provider::PacketKey key) {
    const std::lock_guard guard(lock_);
    key_ = std::move(key);
    key_->forget_secrets();
    sequence_ = 0;
}

void Sender::set_traffic_secret(provider::ScheduleSecret secret) {
    const std::lock_guard guard(lock_);
    secret_ = std::move(secret);
}

Status Sender::write(ContentType type, Bytes content, Buffer& out) {
    const std::lock_guard guard(lock_);
    if (closed_)
        return trace::because(Status::context_expired, "schannel: nothing is sent behind a close");
    std::size_t most = splits(type) ? 1 : content_limit_;
    for (Bytes rest = content; !rest.empty();) {
        const Bytes piece = rest.first(std::min(most, rest.size()));
        TRY(write_record(type, piece, out));
        rest = rest.subspan(piece.size());
        most = content_limit_;
    }
    return Status::ok;
}

// RFC 8446 D.4: TLS 1.3's change_cipher_spec is never encrypted.
Status Sender::write_record(ContentType type, Bytes content, Buffer& out) {
    const std::size_t start = out.size();
    if (!key_ || (is_tls13() && type == ContentType::change_cipher_spec)) {
        const std::uint16_t version = key_ ? kTls12OnTheWire : plaintext_version_;
        out.insert(
            out.end(),
            {static_cast<std::uint8_t>(type), static_cast<std::uint8_t>(version >> 8),
             static_cast<std::uint8_t>(version), static_cast<std::uint8_t>(content.size() >> 8),
             static_cast<std::uint8_t>(content.size())});
        out.insert(out.end(), content.begin(), content.end());
        return Status::ok;
    }
    out.resize(start + key_->lengths().header + content.size() +
               key_->trailer_length(content.size()));
    const Status status = key_->protect(type, sequence_, content, MutableBytes(out).subspan(start));
    if (status != Status::ok) out.resize(start);
    ++sequence_;
    return status;
}

Status Sender::update_key(bool request_peers, Buffer& out) {
    const std::lock_guard guard(lock_);
    if (!is_tls13() || !secret_)
        return trace::because(Status::internal_error, "schannel: no key that a KeyUpdate changes");
    if (closed_)
        return trace::because(Status::context_expired, "schannel: nothing is sent behind a close");
    const std::size_t start = out.size();
    out.resize(start + key_update_size());
    const Status status = seal_key_update(request_peers, MutableBytes(out).subspan(start));
    if (status != Status::ok) out.resize(start);
    return status;
}

std::size_t Sender::key_update_size() const {
    return key_->lengths().header + kKeyUpdateMessage + key_->trailer_length(kKeyUpdateMessage);
}

// RFC 8446 4.6.3: "After sending a KeyUpdate message, the sender SHALL send all its traffic using
// the next generation of keys".
Status Sender::seal_key_update(bool request_peers, MutableBytes record) {
    const std::array<std::uint8_t, kKeyUpdateMessage> message{
        static_cast<std::uint8_t>(Event::key_update), 0, 0, 1,
        static_cast<std::uint8_t>(request_peers)};
    TRY_ASSIGN(provider::ScheduleSecret next, KeySchedule::next_generation(*secret_));
    TRY_ASSIGN(provider::PacketKey key, KeySchedule::packet_key(next, PacketUse::protect));
    TRY(key_->protect(ContentType::handshake, sequence_, message, record));
    secret_ = std::move(next);
    key_ = std::move(key);
    key_->forget_secrets();
    sequence_ = 0;
    return Status::ok;
}

// BEAST: TLS 1.0's CBC goes on from the last block of the record before, which an attacker has
// seen. A record of one octet in front makes the next one's start unforeseeable.
bool Sender::splits(ContentType type) const {
    return type == ContentType::application_data && split_ && key_ &&
           key_->version() == Version::tls10 && key_->lengths().block != 0;
}

// Where contents are split, a record of one octet stands in front, and the last octet of the second
// header takes that octet's place in the data: see seal_split().
std::size_t Sender::header_size() const {
    if (!key_) return kHeader;
    if (splits(ContentType::application_data))
        return kHeader + 1 + key_->trailer_length(1) + kHeader - 1;
    return key_->lengths().header;
}

std::size_t Sender::header_length() const {
    const std::lock_guard guard(lock_);
    return header_size();
}

std::size_t Sender::trailer_room() const {
    const std::lock_guard guard(lock_);
    if (!key_) return 0;
    const provider::PacketLengths lengths = key_->lengths();
    const std::size_t update = is_tls13() ? key_update_size() : 0;
    return lengths.fixed_trailer + lengths.max_padding + update;
}

// How many records a key may protect where a KeyUpdate found no room.  TLS 1.2 knows no KeyUpdate:
// its callers see to AES-GCM's bound themselves (RFC 9325 4.4), as they do with Windows.
std::uint64_t Sender::record_bound() const {
    if (!is_tls13()) return kLastSequence;
    return std::min(kRecordsPerKey13, key_update_after_ > kRecordsPerKey13 / 2
                                          ? kRecordsPerKey13
                                          : 2 * key_update_after_);
}

Status Sender::check_room(const OutgoingRecord& record, ContentType type,
                          std::size_t length) const {
    if (closed_)
        return trace::because(Status::context_expired, "schannel: nothing is sent behind a close");
    if (!key_) return trace::because(Status::out_of_sequence, "schannel: there is no key yet");
    if (length > content_limit_)
        return trace::because(Status::invalid_parameter,
                              "schannel: more data than a record may hold: cbMaximumMessage");
    if (type == ContentType::alert && length != 2)
        return trace::because(Status::invalid_parameter, "schannel: an alert is two octets");
    if (sequence_ >= record_bound())
        return trace::because(Status::encrypt_failure,
                              "schannel: too many records under one key, and never the room of "
                              "cbTrailer for a KeyUpdate");
    const std::size_t in_last = splits(type) && length != 0 ? length - 1 : length;
    if (record.header.size() < header_size() ||
        record.trailer.size() < key_->trailer_length(in_last))
        return trace::because(Status::buffer_too_small,
                              "schannel: less room than cbHeader and cbTrailer");
    return Status::ok;
}

Status Sender::seal(ContentType type, MutableBytes header, MutableBytes content,
                    MutableBytes trailer) {
    return key_->protect(type, sequence_++, header, content, trailer);
}

Status Sender::seal_scattered(ContentType type, const OutgoingRecord& record) {
    Gathered gathered(record.data);
    TRY(seal(type, record.header.first(record.header_size), gathered.text(),
             record.trailer.first(record.trailer_size)));
    gathered.scatter(record.data);
    return Status::ok;
}

//   HEADER                                     DATA                          TRAILER
//   +--------+---+-------------+ +-----------+ +------+----------------------+-----------+
//   | header | 1 | MAC, padding| | header of   the second| second's n-1 octets| its MAC.. |
//   +--------+---+-------------+ +-----------+ +------+----------------------+-----------+
Status Sender::seal_split(ContentType type, OutgoingRecord& record) {
    Gathered gathered(record.data);
    const MutableBytes text = gathered.text();
    const std::size_t first_size = kHeader + 1 + key_->trailer_length(1);
    TRY(key_->protect(type, sequence_++, Bytes(text).first(1), record.header.first(first_size)));

    std::array<std::uint8_t, kHeader> header{};
    const MutableBytes second = text.subspan(1);
    record.trailer_size = key_->trailer_length(second.size());
    TRY(seal(type, header, second, record.trailer.first(record.trailer_size)));
    std::copy_n(header.begin(), kHeader - 1,
                record.header.begin() + static_cast<std::ptrdiff_t>(first_size));
    text[0] = header.back();
    gathered.scatter(record.data);
    record.header_size = first_size + kHeader - 1;
    return Status::ok;
}

Status Sender::protect(OutgoingRecord& record) {
    const std::lock_guard guard(lock_);
    const ContentType type = record.is_alert ? ContentType::alert : ContentType::application_data;
    const std::size_t length = total_of(record.data);
    TRY(check_room(record, type, length));
    record.header_size = key_->lengths().header;
    record.trailer_size = key_->trailer_length(length);

    if (length != 0 && splits(type))
        TRY(seal_split(type, record));
    else if (const auto content = joined(record.data))
        TRY(seal(type, record.header.first(record.header_size), *content,
                 record.trailer.first(record.trailer_size)));
    else
        TRY(seal_scattered(type, record));

    if (!secret_ || (sequence_ < key_update_after_ && !want_peers_update_)) return Status::ok;
    const MutableBytes room = record.trailer.subspan(record.trailer_size);
    const std::size_t update = key_update_size();
    if (room.size() < update) return Status::ok;
    TRY(seal_key_update(want_peers_update_, room.first(update)));
    want_peers_update_ = false;
    record.trailer_size += update;
    return Status::ok;
}

// ---- Receiver ----

void Receiver::change_key(provider::PacketKey key) {
    key_ = std::move(key);
    key_->forget_secrets();
    sequence_ = 0;
}

void Receiver::set_traffic_secret(provider::ScheduleSecret secret) { secret_ = std::move(secret); }

Status Receiver::update_key() {
    if (!secret_)
        return trace::because(Status::internal_error, "schannel: no key that a KeyUpdate changes");
    TRY_ASSIGN(provider::ScheduleSecret next, KeySchedule::next_generation(*secret_));
    TRY_ASSIGN(provider::PacketKey key, KeySchedule::packet_key(next, PacketUse::unprotect));
    secret_ = std::move(next);
    change_key(std::move(key));
    return Status::ok;
}

// Application data without a key may be early data that is to be passed over (RFC 8446 4.2.10).
std::size_t Receiver::longest_fragment(ContentType type) const {
    if (!key_ && type != ContentType::application_data) return kMaxPlaintext;
    return !key_ || is_tls13() ? provider::kMaxCiphertext13 : provider::kMaxCiphertext12;
}

Result<RecordPlace> Receiver::find_record(Bytes input) const {
    if (!input.empty() && !is_content_type(input[0])) {
        // RFC 8446 5: "an unexpected record type" ends a connection that is one.
        if (key_) return unexpected("schannel: a record of a type that is none");
        return trace::because(Status::invalid_token, reason_for_stranger(input));
    }
    if (input.size() > 1 && input[1] != 3)
        return trace::because(Status::invalid_token, "schannel: a record of no version of TLS");
    if (input.size() < kHeader) return RecordPlace{0, kHeader - input.size()};
    const std::size_t length = std::size_t{input[3]} << 8 | input[4];
    if (length > longest_fragment(static_cast<ContentType>(input[0])))
        return overflow("schannel: a record that is too long");
    const std::size_t size = kHeader + length;
    if (input.size() < size) return RecordPlace{0, size - input.size()};
    return RecordPlace{size, 0};
}

Result<OpenedRecord> Receiver::open(MutableBytes record) {
    if (record.size() < kHeader)
        return trace::because(Status::internal_error, "schannel: not a record that was found");
    // RFC 8446 5, D.4: change_cipher_spec is never encrypted in TLS 1.3, and has no number.
    const auto type = static_cast<ContentType>(record[0]);
    const bool plain = !key_ || (is_tls13() && type == ContentType::change_cipher_spec);
    const OpenedRecord nothing{ContentType::handshake, record.first(kHeader), record.last(0),
                               record.last(0)};
    if (!key_ && skips(record)) return nothing;
    Result<OpenedRecord> opened = plain ? open_plain(record) : open_protected(record);
    if (opened.status() == Status::message_altered && skips(record)) return nothing;
    if (!opened.ok()) return opened;
    if (!plain) early_data_left_ = 0;
    TRY(judge_content(opened.value()));
    return opened;
}

bool Receiver::skips(Bytes record) {
    if (record.size() > early_data_left_ ||
        static_cast<ContentType>(record[0]) != ContentType::application_data)
        return false;
    early_data_left_ -= record.size();
    trace::line("schannel: a record is skipped as early data, which was not taken");
    return true;
}

Result<OpenedRecord> Receiver::open_plain(MutableBytes record) const {
    const auto type = static_cast<ContentType>(record[0]);
    if (type == ContentType::application_data)
        return unexpected("schannel: data in the clear, before there is a key");
    const MutableBytes content = record.subspan(kHeader);
    if (content.size() > kMaxPlaintext) return overflow("schannel: a record that is too long");
    return OpenedRecord{type, record.first(kHeader), content, record.last(0)};
}

Result<OpenedRecord> Receiver::open_protected(MutableBytes record) {
    // RFC 8446 5: once there is a key, all records but change_cipher_spec are application_data.
    if (is_tls13() && static_cast<ContentType>(record[0]) != ContentType::application_data)
        return unexpected("schannel: a record without protection behind the keys");
    // How long the content is can be told before, but for blocks' padding (RFC 8446 5.4: TLS 1.3's
    // padding counts).
    const provider::PacketLengths lengths = key_->lengths();
    const std::size_t around = lengths.header + lengths.fixed_trailer;
    if (lengths.block == 0 && record.size() > around + content_limit_)
        return overflow("schannel: a record's content is longer than agreed");
    const Result<provider::OpenedPacket> opened = key_->unprotect(sequence_, record);
    if (!opened.ok()) return failure_of(opened.status());
    ++sequence_;
    const MutableBytes content = opened.value().content;
    const auto before = static_cast<std::size_t>(content.data() - record.data());
    return OpenedRecord{opened.value().type, record.first(before), content,
                        record.subspan(before + content.size())};
}

Status Receiver::judge_content(const OpenedRecord& opened) {
    if (key_ && opened.content.size() > content_limit_)
        return overflow("schannel: a record's content is longer than agreed");
    const bool is_ccs = opened.type == ContentType::change_cipher_spec;
    // RFC 8446 5: "a protected change_cipher_spec record ... unexpected_message"
    if (is_tls13() && is_ccs && !opened.trailer.empty())
        return unexpected("schannel: a protected change_cipher_spec in TLS 1.3");
    // RFC 5246 6.2.1, RFC 8446 5.1: only application data may have no length.
    if (opened.content.empty() && opened.type != ContentType::application_data)
        return unexpected("schannel: an empty record that is not of application data");
    const bool says_nothing = opened.content.empty() || (is_tls13() && is_ccs);
    empty_records_ = says_nothing ? empty_records_ + 1 : 0;
    if (empty_records_ > kMaxEmptyRecords) return unexpected("schannel: a flood of empty records");
    return Status::ok;
}

}  // namespace secur32::schannel
