// Protocol versions as they stand on the wire.  SSL 2 and SSL 3 do not exist here.
#pragma once

#include <cstdint>
#include <optional>

namespace secur32 {

enum class Version : std::uint16_t {
    tls10 = 0x0301,
    tls11 = 0x0302,
    tls12 = 0x0303,
    tls13 = 0x0304,
    dtls10 = 0xFEFF,
    dtls12 = 0xFEFD,
};

constexpr std::optional<Version> version_of(std::uint32_t number) {
    switch (number) {
        case 0x0301:
        case 0x0302:
        case 0x0303:
        case 0x0304:
        case 0xFEFF:
        case 0xFEFD:
            return static_cast<Version>(number);
        default:
            return std::nullopt;
    }
}

constexpr bool is_datagram(Version version) {
    return version == Version::dtls10 || version == Version::dtls12;
}

// The version of TLS that a version of DTLS is a variant of (RFC 4347 1, RFC 6347 1).
constexpr Version stream_version(Version version) {
    if (version == Version::dtls10) return Version::tls11;
    return version == Version::dtls12 ? Version::tls12 : version;
}

}  // namespace secur32
