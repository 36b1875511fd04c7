// The record protocol (RFC 5246 6.2, RFC 8446 5): one direction each.  Sender makes records,
// Receiver cuts them from what came and opens them; both count, change keys and hold the limits.
// What a record says is not judged here beyond its type and length: alerts.h, handshake.h.
//
// protect and open are the hot path: no allocation, no copy, no lock but the direction's own.
// Thread rule: a Sender has a lock of its own; a Receiver is for one thread at a time, its context
// sees to that.  The two share nothing.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>

#include "sslprovider/base/small_lock.h"
#include "sslprovider/provider/key_schedule.h"
#include "sslprovider/provider/packet_key.h"
#include "sspi/core/tls.h"

namespace secur32::schannel {

using provider::ContentType;

class Sender {
 public:
    // legacy_record_version of records without key: 0x0301 for a first ClientHello, else 0x0303 or
    // the version's own (RFC 8446 5.1).
    void set_plaintext_version(std::uint16_t version) { plaintext_version_ = version; }
    // The peer's record_size_limit or max_fragment_length, as octets of content in a record
    // (of TLS 1.3's limit: without the type's octet).
    void set_content_limit(std::size_t limit) { content_limit_ = limit; }
    std::size_t content_limit() const { return content_limit_; }
    void set_split_records(bool split) { split_ = split; }
    void set_key_update_after(std::uint64_t records) { key_update_after_ = records; }

    // Content of any length as records behind out: encrypted once there is a key.
    Status write(ContentType type, Bytes content, Buffer& out);
    // The next record is the key's first.
    void change_key(provider::PacketKey key);
    // TLS 1.3, once connected: the secret that a KeyUpdate goes on from.
    void set_traffic_secret(provider::ScheduleSecret secret);
    // Writes a KeyUpdate behind out and goes on with the next key (RFC 8446 4.6.3).
    Status update_key(bool request_peers, Buffer& out);
    // For the next protect() that has room: the peer is to change its key.
    void want_peers_update() {
        const std::lock_guard guard(lock_);
        want_peers_update_ = true;
    }

    // EncryptMessage.  Content longer than the limit: invalid_parameter.  A KeyUpdate that is due
    // goes behind the record, into the trailer, where it has room for it; see trailer_room().
    Status protect(OutgoingRecord& record);
    // SECPKG_ATTR_STREAM_SIZES.
    std::size_t header_length() const;
    std::size_t trailer_room() const;

    bool has_key() const { return key_.has_value(); }
    std::uint64_t sequence() const { return sequence_; }
    // After close_notify or a fatal alert nothing more is sent: context_expired.
    void close() {
        const std::lock_guard guard(lock_);
        closed_ = true;
    }
    bool is_closed() const {
        const std::lock_guard guard(lock_);
        return closed_;
    }

 private:
    // All below: under the lock.
    bool is_tls13() const { return key_ && key_->version() == Version::tls13; }
    bool splits(ContentType type) const;
    std::size_t header_size() const;
    std::size_t key_update_size() const;
    std::uint64_t record_bound() const;
    Status write_record(ContentType type, Bytes content, Buffer& out);
    Status check_room(const OutgoingRecord& record, ContentType type, std::size_t length) const;
    Status seal(ContentType type, MutableBytes header, MutableBytes content, MutableBytes trailer);
    Status seal_scattered(ContentType type, const OutgoingRecord& record);
    Status seal_split(ContentType type, OutgoingRecord& record);
    Status seal_key_update(bool request_peers, MutableBytes record);
    mutable SmallLock lock_;
    std::optional<provider::PacketKey> key_;
    std::optional<provider::ScheduleSecret> secret_;
    std::uint64_t sequence_ = 0;
    std::uint64_t key_update_after_ = std::uint64_t{1} << 24;
    std::size_t content_limit_ = provider::kMaxPlaintext;
    std::uint16_t plaintext_version_ = 0x0301;
    bool split_ = false, closed_ = false, want_peers_update_ = false;
};

// A record cut from the input, not yet opened.
struct RecordPlace {
    std::size_t size = 0;     // whole record, header included; 0: it is not all there
    std::size_t missing = 0;  // octets that are not there: of the header, or of the rest
};

struct OpenedRecord {
    ContentType type;
    MutableBytes header, content, trailer;  // in the memory of the record
};

class Receiver {
 public:
    // Judged before anything else is done with it: invalid_token for what is no record of TLS (a
    // content type or a major version that is none, also SSL 2's and HTTP's), record_overflow when
    // it is longer than any may be.
    Result<RecordPlace> find_record(Bytes input) const;
    // One whole record, in place.  message_altered when it does not open; record_overflow for
    // content over the limit, unexpected_message for content of no length that may not have none.
    Result<OpenedRecord> open(MutableBytes record);
    void change_key(provider::PacketKey key);
    void set_traffic_secret(provider::ScheduleSecret secret);
    // The peer sent a KeyUpdate: the next record is under the next key.
    Status update_key();
    void set_content_limit(std::size_t limit) { content_limit_ = limit; }
    // RFC 8446 4.2.10: a server that takes no early data "skips past" it.  Records of data that
    // come before there is a key, or do not open, are handshake records of no content, until one
    // opens and up to so many octets.
    void skip_early_data(std::size_t most) { early_data_left_ = most; }
    bool has_key() const { return key_.has_value(); }
    std::uint64_t sequence() const { return sequence_; }

 private:
    bool is_tls13() const { return key_ && key_->version() == Version::tls13; }
    bool skips(Bytes record);
    std::size_t longest_fragment(ContentType type) const;
    Result<OpenedRecord> open_plain(MutableBytes record) const;
    Result<OpenedRecord> open_protected(MutableBytes record);
    Status judge_content(const OpenedRecord& opened);
    std::optional<provider::PacketKey> key_;
    std::optional<provider::ScheduleSecret> secret_;
    std::uint64_t sequence_ = 0;
    std::size_t content_limit_ = provider::kMaxPlaintext;
    std::size_t early_data_left_ = 0;
    unsigned empty_records_ = 0;  // in a row
};

}  // namespace secur32::schannel
