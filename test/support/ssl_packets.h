// A suite of every kind of cipher and every form of record, with keys that a test knows: as handles
// of the exported functions, and as foreign_records.h's.
#pragma once

#include "test/support/foreign_records.h"
#include "test/support/ssl_handles.h"
#include "test/support/vectors.h"

namespace secur32::test {

struct PacketKind {
    const char* name;
    Version version;
    DWORD suite;
    std::size_t mac_key, key, iv;
    std::size_t header;  // RFC: record header and explicit nonce or IV

    const provider::CipherSuite& cipher_suite() const {
        return *provider::find_cipher_suite(suite, version);
    }
    bool is_tls13() const { return version == Version::tls13; }
    bool is_aead() const { return mac_key == 0; }
};

// clang-format off
inline constexpr PacketKind kPacketKinds[] = {
    {"TLS 1.3 AES-128-GCM",           Version::tls13,  0x1301,  0, 16, 12,  5},
    {"TLS 1.3 AES-256-GCM",           Version::tls13,  0x1302,  0, 32, 12,  5},
    {"TLS 1.3 ChaCha20-Poly1305",     Version::tls13,  0x1303,  0, 32, 12,  5},
    {"TLS 1.2 AES-128-GCM",           Version::tls12,  0x009C,  0, 16,  4, 13},
    {"TLS 1.2 AES-256-GCM",           Version::tls12,  0xC030,  0, 32,  4, 13},
    {"TLS 1.2 ChaCha20-Poly1305",     Version::tls12,  0xCCA8,  0, 32, 12,  5},
    {"TLS 1.2 AES-128-CBC SHA-1",     Version::tls12,  0x002F, 20, 16,  0, 21},
    {"TLS 1.2 AES-128-CBC SHA-256",   Version::tls12,  0x003C, 32, 16,  0, 21},
    {"TLS 1.2 AES-256-CBC SHA-384",   Version::tls12,  0xC028, 48, 32,  0, 21},
    {"TLS 1.2 NULL SHA-256",          Version::tls12,  0x003B, 32,  0,  0,  5},
    {"TLS 1.1 AES-128-CBC SHA-1",     Version::tls11,  0x002F, 20, 16,  0, 21},
    {"TLS 1.0 AES-256-CBC SHA-1",     Version::tls10,  0x0035, 20, 32, 16,  5},
    {"TLS 1.0 NULL MD5",              Version::tls10,  0x0001, 16,  0,  0,  5},
    {"DTLS 1.2 AES-128-GCM",          Version::dtls12, 0x009C,  0, 16,  4, 21},
    {"DTLS 1.2 ChaCha20-Poly1305",    Version::dtls12, 0xCCA8,  0, 32, 12, 13},
    {"DTLS 1.2 AES-256-CBC SHA-384",  Version::dtls12, 0xC028, 48, 32,  0, 29},
    {"DTLS 1.0 AES-128-CBC SHA-1",    Version::dtls10, 0x002F, 20, 16,  0, 29},
};
// clang-format on

inline Buffer key_octets(std::size_t length, std::uint8_t seed) {
    Buffer octets(length);
    for (std::size_t i = 0; i < length; ++i) octets[i] = static_cast<std::uint8_t>(seed + 7 * i);
    return octets;
}

inline SslHandle packet_key(const PacketKind& kind,
                            provider::PacketUse use = provider::PacketUse::both,
                            std::uint8_t seed = 0) {
    const auto part = [&](std::size_t length, unsigned add) {
        return SecureBytes(key_octets(length, static_cast<std::uint8_t>(seed + add)));
    };
    return handle_of<api::SslPacketKey>(
        provider::PacketKey::create(kind.version, kind.cipher_suite(),
                                    {part(kind.mac_key, 1), part(kind.key, 2), part(kind.iv, 3)},
                                    use)
            .value());
}

inline foreign::Records foreign_records(const PacketKind& kind, std::uint8_t seed = 0) {
    const auto part = [&](std::size_t length, unsigned add) {
        return key_octets(length, static_cast<std::uint8_t>(seed + add));
    };
    return {kind.version, kind.cipher_suite(), part(kind.mac_key, 1), part(kind.key, 2),
            part(kind.iv, 3)};
}

// DTLS: an epoch, so that all of the number is seen to go where it belongs.
inline ULONGLONG sequence_of(const PacketKind& kind, ULONGLONG n) {
    return is_datagram(kind.version) ? ULONGLONG{3} << 48 | n : n;
}

}  // namespace secur32::test
