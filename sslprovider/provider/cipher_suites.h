// The cipher suites, as one table: IANA "TLS Cipher Suites", in the order in which this library
// prefers them.  Not here: what a program or the machine's policy makes of that order (Schannel).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sslprovider/crypto/bulk_cipher.h"
#include "sslprovider/crypto/hash.h"
#include "sslprovider/provider/version.h"

namespace secur32::provider {

// any: TLS 1.3, whose suites say nothing about it.
enum class KeyExchange : std::uint8_t { rsa, dhe, ecdhe, psk, any };
enum class Authentication : std::uint8_t { rsa, dss, ecdsa, psk, any };

// legacy: RC4, DES and 3DES; only where policy asks (SECUR32_TLS_LEGACY_SUITES=1).
enum class Standing : std::uint8_t { current, legacy };

struct CipherSuite {
    std::uint16_t id;
    std::u16string_view name;
    KeyExchange key_exchange;
    Authentication authentication;
    crypto::BulkCipher cipher;
    crypto::HashAlgorithm mac;  // none for AEAD
    crypto::HashAlgorithm prf;  // of TLS 1.2 and 1.3; earlier versions have MD5 + SHA-1
    Version first;              // the versions of TLS that may use it
    Version last;
    Standing standing;

    bool suits(Version version) const {
        // RFC 6347 4.1.2.2: "RC4 MUST NOT be used with DTLS."
        if (is_datagram(version) && row(cipher).kind == crypto::CipherKind::stream) return false;
        const Version stream = stream_version(version);
        return first <= stream && stream <= last;
    }
    // RFC 5246 5: "New cipher suites MUST explicitly specify a PRF"; before TLS 1.2 there was one.
    crypto::HashAlgorithm prf_hash(Version version) const {
        return stream_version(version) < Version::tls12 ? crypto::HashAlgorithm::md5_sha1 : prf;
    }
    bool is_aead() const { return row(cipher).kind == crypto::CipherKind::aead; }
};

// Every row, legacy ones last.
std::span<const CipherSuite> cipher_suites();
// Null when there is none, or when it is a legacy one and policy does not ask for those.
const CipherSuite* find_cipher_suite(std::uint32_t id);
const CipherSuite* find_cipher_suite(std::uint32_t id, Version version);
bool legacy_suites_allowed();

}  // namespace secur32::provider
