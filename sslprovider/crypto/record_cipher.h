// What the key of one direction does to the records of TLS 1.0 to 1.3, behind one slot: a sealer or
// an opener, made for a cipher and a form of record.  Not here: the record's header, its limits,
// its content type, and who counts the sequence numbers (provider/packet_key.h). Thread rule: one
// thread at a time per object.  No call but the making allocates.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "sslprovider/base/bytes.h"
#include "sslprovider/crypto/bulk_cipher.h"
#include "sslprovider/crypto/hash.h"

namespace secur32::crypto {

// seq_num | type | version | length: what a record's MAC begins with (RFC 5246 6.2.3.1) and what
// AEAD authenticates (6.2.3.3); TLS 1.3 authenticates the part after seq_num (RFC 8446 5.2).
inline constexpr std::size_t kRecordPrefixLength = 13;
inline constexpr std::size_t kSequenceLength = 8;
using RecordPrefix = std::array<std::uint8_t, kRecordPrefixLength>;

inline void set_length(RecordPrefix& prefix, std::uint64_t length) {
    prefix[kRecordPrefixLength - 2] = static_cast<std::uint8_t>(length >> 8);
    prefix[kRecordPrefixLength - 1] = static_cast<std::uint8_t>(length);
}

// A record behind its header.  Parts that lie behind one another are treated as one.
struct RecordParts {
    MutableBytes explicit_part;  // the explicit nonce or IV
    MutableBytes content;
    MutableBytes trailer;

    std::size_t size() const { return explicit_part.size() + content.size() + trailer.size(); }
    // Empty unless they lie behind one another.
    MutableBytes whole() const {
        const bool one = explicit_part.data() + explicit_part.size() == content.data() &&
                         content.data() + content.size() == trailer.data();
        return one ? MutableBytes(explicit_part.data(), size()) : MutableBytes();
    }
};

class RecordSealer {
 public:
    virtual ~RecordSealer() = default;
    // plaintext: parts.content itself, or other memory of the same size, which stays as it is.
    // The prefix's length is the plaintext's; in TLS 1.3 that of the whole fragment, and the first
    // octet of the trailer is content, too.  False when libcrypto fails.
    virtual bool seal(const RecordPrefix& prefix, Bytes plaintext, const RecordParts& parts) = 0;
};

class RecordOpener {
 public:
    virtual ~RecordOpener() = default;
    // Opens what stands behind the header, in place; the prefix's length is the fragment's, as the
    // header tells it.  Nothing for whatever is wrong; the fragment is then wiped.
    virtual std::optional<MutableBytes> open(const RecordPrefix& prefix, MutableBytes fragment) = 0;
};

enum class RecordForm : std::uint8_t {
    implicit_iv,  // TLS 1.0: CBC goes on from the record before
    explicit_iv,  // TLS 1.1, 1.2 and DTLS
    inner_type,   // TLS 1.3
};

struct RecordSuite {
    BulkCipher cipher;
    HashAlgorithm mac;
    RecordForm form;
    bool encrypt_then_mac;
    Bytes mac_key;
    Bytes key;
    // AEAD: the fixed part of the nonce; CBC of TLS 1.0: the first IV; other CBC, sealing only:
    // random octets, a block of them, that the explicit IVs are made from.
    Bytes iv;
};

// Null when libcrypto lacks the cipher or the lengths are not those of its row.
std::unique_ptr<RecordSealer> make_record_sealer(const RecordSuite& suite);
std::unique_ptr<RecordOpener> make_record_opener(const RecordSuite& suite);

}  // namespace secur32::crypto
