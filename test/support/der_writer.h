// Writes DER, and what looks like it: for tests, which need certificates that nobody would issue.
//
//     tlv(0x30, {tlv(0x02, {1}), tlv(0x05, Buffer{})})
#pragma once

#include <initializer_list>

#include "sslprovider/base/bytes.h"

namespace secur32::test {

inline Buffer operator+(Buffer a, const Buffer& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

// The shortest length octets.
inline Buffer der_length(std::size_t size) {
    if (size < 0x80) return {static_cast<std::uint8_t>(size)};
    Buffer octets;
    for (; size != 0; size >>= 8) octets.insert(octets.begin(), static_cast<std::uint8_t>(size));
    octets.insert(octets.begin(), static_cast<std::uint8_t>(0x80 | octets.size()));
    return octets;
}

inline Buffer tlv(unsigned tag, const Buffer& contents) {
    return Buffer{static_cast<std::uint8_t>(tag)} + der_length(contents.size()) + contents;
}
inline Buffer tlv(unsigned tag, std::initializer_list<Buffer> parts) {
    Buffer contents;
    for (const Buffer& part : parts) contents = contents + part;
    return tlv(tag, contents);
}
inline Buffer tlv(unsigned tag, std::string_view text) {
    return tlv(tag, Buffer(text.begin(), text.end()));
}

// A certificate by its parts, each of which a test may replace with something wrong.
struct CertificateParts {
    Buffer version = tlv(0xA0, {tlv(0x02, Buffer{2})});
    Buffer serial_number = tlv(0x02, Buffer{7});
    // sha256WithRSAEncryption
    Buffer algorithm =
        tlv(0x30, {tlv(0x06, Buffer{0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 11}), {5, 0}});
    // CN=a
    Buffer issuer =
        tlv(0x30, {tlv(0x31, {tlv(0x30, {tlv(0x06, Buffer{0x55, 4, 3}), tlv(0x0C, "a")})})});
    Buffer validity = tlv(0x30, {tlv(0x17, "250102030405Z"), tlv(0x18, "20510102030405Z")});
    Buffer subject = issuer;
    // An Ed25519 key (RFC 8410), which may be any octets.
    Buffer public_key = tlv(0x30, {tlv(0x30, {tlv(0x06, Buffer{0x2B, 0x65, 0x70})}),
                                   tlv(0x03, Buffer{0} + Buffer(32, 0x11))});
    Buffer unique_ids;
    // subjectKeyIdentifier
    Buffer extension =
        tlv(0x30, {tlv(0x06, Buffer{0x55, 0x1D, 0x0E}), tlv(0x04, tlv(0x04, Buffer{1, 2, 3}))});
    Buffer extensions = wrap(extension);
    Buffer signature_algorithm = algorithm;
    Buffer signature = tlv(0x03, Buffer{0, 0xAA, 0xBB});

    static Buffer wrap(const Buffer& extensions) { return tlv(0xA3, {tlv(0x30, extensions)}); }
    Buffer tbs_certificate() const {
        return tlv(0x30, {version, serial_number, algorithm, issuer, validity, subject, public_key,
                          unique_ids, extensions});
    }
    Buffer der() const { return tlv(0x30, {tbs_certificate(), signature_algorithm, signature}); }
};

}  // namespace secur32::test
