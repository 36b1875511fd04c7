// TLS on the wire as the hand-driven ends of the oracle test need it: records, handshake messages,
// the fields of the hellos (RFC 5246 7.4, RFC 8446 4).  Written for this test alone, so that
// nothing of the library's own code judges the library.  What is malformed throws.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace oracle {

using Buffer = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

enum Type : std::uint8_t { kChangeCipherSpec = 20, kAlert = 21, kHandshake = 22, kData = 23 };
enum Message : std::uint8_t {
    kClientHello = 1,
    kServerHello = 2,
    kEncryptedExtensions = 8,
    kCertificate = 11,
    kServerKeyExchange = 12,
    kCertificateRequest = 13,
    kServerHelloDone = 14,
    kCertificateVerify = 15,
    kClientKeyExchange = 16,
    kFinished = 20,
};
enum Extension : std::uint16_t {
    kSupportedGroups = 10,
    kPointFormats = 11,
    kSignatureAlgorithms = 13,
    kExtendedMasterSecret = 23,
    kSupportedVersions = 43,
    kKeyShare = 51,
    kRenegotiationInfo = 0xFF01,
};

inline void append(Buffer& out, View bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }
inline void number(Buffer& out, std::size_t value, unsigned octets) {
    for (unsigned shift = 8 * octets; shift != 0; shift -= 8)
        out.push_back(static_cast<std::uint8_t>(value >> (shift - 8)));
}
inline void vector(Buffer& out, unsigned length_octets, View bytes) {
    number(out, bytes.size(), length_octets);
    append(out, bytes);
}
inline Buffer concat(View a, View b) {
    Buffer out(a.begin(), a.end());
    append(out, b);
    return out;
}

class Cursor {
 public:
    explicit Cursor(View bytes) : rest_(bytes) {}
    View take(std::size_t count) {
        if (count > rest_.size()) throw std::runtime_error("a message is too short");
        const View head = rest_.first(count);
        rest_ = rest_.subspan(count);
        return head;
    }
    std::size_t number(unsigned octets) {
        std::size_t value = 0;
        for (const std::uint8_t byte : take(octets)) value = value << 8 | byte;
        return value;
    }
    View vector(unsigned length_octets) { return take(number(length_octets)); }
    bool empty() const { return rest_.empty(); }
    View rest() const { return rest_; }

 private:
    View rest_;
};

using Extensions = std::map<std::uint16_t, Buffer>;

struct Hello {
    std::uint16_t version = 0;
    Buffer random, session_id;
    std::vector<std::uint16_t> suites;  // of a ServerHello: one
    Extensions extensions;
};

Buffer message(Message type, View body);
// A datagram's has a cookie, here empty (RFC 6347 4.2.1).
Buffer client_hello(const Hello& hello, bool datagram);
Buffer server_hello(const Hello& hello);
Hello read_client_hello(View body, bool datagram);
Hello read_server_hello(View body);
Buffer write_extensions(const Extensions& extensions);

// `versions` in the order of preference; 0x0304 in supported_versions alone.
Extensions client_extensions(std::uint16_t version, bool extended_master_secret,
                             std::uint16_t group);

}  // namespace oracle
