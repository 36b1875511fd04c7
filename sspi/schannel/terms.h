// What one side of a connection is willing to do: the machine's policy and a credential, brought
// together once, when the credential is acquired.  Immutable; shared by all its connections.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "sslprovider/provider/cipher_suites.h"
#include "sslprovider/provider/groups.h"
#include "sslprovider/provider/version.h"
#include "sspi/schannel/signature_schemes.h"

namespace secur32::schannel {

class Versions {
 public:
    constexpr bool has(Version version) const { return (bits_ & bit(version)) != 0; }
    constexpr Versions& set(Version version, bool on = true) {
        bits_ = static_cast<std::uint8_t>(on ? bits_ | bit(version) : bits_ & ~bit(version));
        return *this;
    }
    constexpr bool empty() const { return bits_ == 0; }
    Version highest() const;  // not of an empty set
    Version lowest() const;

 private:
    static constexpr std::uint8_t bit(Version version) {
        return static_cast<std::uint8_t>(1u << (static_cast<unsigned>(version) & 0xFu));
    }
    std::uint8_t bits_ = 0;
};

struct Terms {
    Versions versions;  // TLS 1.0 to 1.3
    // Each in order of preference; never empty but for groups and schemes before TLS 1.2.
    std::vector<const provider::CipherSuite*> suites;
    std::vector<const provider::Group*> groups;
    std::vector<const SignatureScheme*> schemes;              // of handshake messages
    std::vector<const SignatureScheme*> certificate_schemes;  // of certificates
    std::size_t least_rsa_bits = 1024, least_dh_bits = 2048;

    // Octets.  A handshake message that is longer is refused before it is all there.
    std::size_t message_limit = 0x10000;
    std::size_t record_limit = 1 << 14;  // RFC 8449's, of what is received: plaintext octets
    // Records under one key of TLS 1.3 before a KeyUpdate (RFC 8446 5.5: 2^24.5 for AES-GCM).
    std::uint64_t key_update_after = std::uint64_t{1} << 24;

    bool split_records = false;              // 1/n-1 in TLS 1.0's CBC (SCH_SEND_AUX_RECORD)
    bool require_extended_master_secret = false;
    bool server_prefers_own_order = true;    // of suites
    bool require_client_certificate = false; // where one is asked for
};

}  // namespace secur32::schannel
