// One direction of a protected connection: a record's layout, its protection, its check.
//
//   TLS 1.0 .. 1.2, RFC 5246 6.2.3            TLS 1.3, RFC 8446 5.2
//   +--------+------------+---------+-----+   +--------+---------+------+-----+
//   | header | explicit   | content | MAC |   | header | content | type | tag |
//   |   5    | nonce / IV |         | pad |   |   5    |         |  1   | 16  |
//   +--------+------------+---------+-----+   +--------+---------+------+-----+
//    DTLS: 13                        or tag
//
// The caller counts the sequence numbers; DTLS: epoch << 48 | number (RFC 6347 4.1).
// Thread rule: one thread at a time per key; the keys of two directions share nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"
#include "sslprovider/provider/cipher_suites.h"

namespace secur32::provider {

// RFC 5246 6.2.1
enum class ContentType : std::uint8_t {
    change_cipher_spec = 20,
    alert = 21,
    handshake = 22,
    application_data = 23,
};

// What is cut from key_block, or expanded from a traffic secret (RFC 8446 7.3).
struct PacketSecrets {
    SecureBytes mac_key;  // empty for AEAD
    SecureBytes key;
    SecureBytes iv;  // TLS 1.0 CBC: the first IV; AEAD: the fixed part (1.3: all 12)
    PacketSecrets clone() const { return {mac_key.clone(), key.clone(), iv.clone()}; }
};

enum class PacketUse : std::uint8_t { protect = 1, unprotect = 2, both = 3 };

inline constexpr std::size_t kMaxPlaintext = 1 << 14;                  // RFC 5246 6.2.1
inline constexpr std::size_t kMaxCiphertext12 = kMaxPlaintext + 2048;  // RFC 5246 6.2.3
inline constexpr std::size_t kMaxCiphertext13 = kMaxPlaintext + 256;   // RFC 8446 5.2

// In octets.  A record of n octets of content is header + n + trailer long, where
// trailer = fixed_trailer + padding, padding <= max_padding.
struct PacketLengths {
    std::uint16_t header;  // record header and explicit nonce or IV
    std::uint16_t fixed_trailer;
    std::uint16_t max_padding;
    std::uint16_t block;  // 0: no block padding
};

// What unprotect found; content lies inside the record's memory.
struct OpenedPacket {
    ContentType type;
    MutableBytes content;
};

class PacketKey {
 public:
    // invalid_parameter: a suite that the version does not know, RC4 in DTLS, secrets of other
    // lengths than the suite's, encrypt_then_mac without a block cipher.  unsupported_function:
    // libcrypto has no such cipher.
    static Result<PacketKey> create(Version version, const CipherSuite& suite,
                                    PacketSecrets secrets, PacketUse use,
                                    bool encrypt_then_mac = false);
    PacketKey(PacketKey&&) noexcept;
    PacketKey& operator=(PacketKey&&) noexcept;
    ~PacketKey();

    Version version() const;
    const CipherSuite& suite() const;
    PacketUse use() const;
    // RC4, and CBC in TLS 1.0: a record goes on from where the one before ended, so that each is
    // protected and unprotected once.
    bool is_chained() const;
    PacketLengths lengths() const;
    static PacketLengths lengths(Version version, const CipherSuite& suite,
                                 bool encrypt_then_mac = false);
    // Exactly how long the trailer of a content of this length gets.
    std::size_t trailer_length(std::size_t content_length) const;

    // Protects content in place: header.size() == lengths().header,
    // trailer.size() == trailer_length(content.size()).  The three need not lie behind one another;
    // where they do it is fastest.  No allocation.  invalid_parameter: content over kMaxPlaintext,
    // a content type that is none or not to be protected, no content at all of another type than
    // application_data (RFC 5246 6.2.1, RFC 8446 5.1), or, for AEAD, a sequence number that was
    // used before or skipped back: a nonce is never used twice.  bad_key_state: it only unprotects.
    Status protect(ContentType type, std::uint64_t sequence, MutableBytes header,
                   MutableBytes content, MutableBytes trailer);
    // The same out of place: content goes to record, record.size() being the sum of the three.
    // content and the place it goes to may be the same or apart, not overlapping otherwise.
    Status protect(ContentType type, std::uint64_t sequence, Bytes content, MutableBytes record);

    // Checks and opens one whole record, header included, in place.  bad_record whatever was wrong
    // inside, in the time of a right one, and the record's memory is then not to be looked at;
    // bad_data when the header is not of this protocol, or not of this length: before any key is
    // used.  Of authentic records: bad_length for content over kMaxPlaintext, bad_type for TLS 1.3's
    // inner type that is none.  Legal: a content of no length.  TLS 1.3's inner type may be change_cipher_spec, which
    // the caller has to refuse (RFC 8446 5: unexpected_message).  bad_key_state: it only protects.
    Result<OpenedPacket> unprotect(std::uint64_t sequence, MutableBytes record);

    // For opaque blobs and packed contexts.
    const PacketSecrets& secrets() const;
    // What makes neither lets go of them, once: secrets() may not be called any more.
    void forget_secrets();
    bool encrypt_then_mac() const;

 private:
    struct State;
    explicit PacketKey(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace secur32::provider
