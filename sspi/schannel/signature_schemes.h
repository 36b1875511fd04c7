// The signature schemes as one table: RFC 8446 4.2.3, whose first two octets are TLS 1.2's
// SignatureAndHashAlgorithm (RFC 5246 7.4.1.4.1), and what TLS 1.0 and 1.1 sign with.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sslprovider/base/status.h"
#include "sslprovider/crypto/keys.h"
#include "sslprovider/crypto/signature.h"
#include "sslprovider/provider/version.h"

namespace secur32::schannel {

struct SignatureScheme {
    std::uint16_t id;  // 0: of TLS 1.0 and 1.1, which have no number
    std::string_view name;
    crypto::KeyAlgorithm key;  // rsa: rsaEncryption, PKCS#1 or PSS ("rsae"); rsa_pss: id-RSASSA-PSS
    crypto::NamedGroup curve;  // of TLS 1.3's ECDSA; none: any curve of the table of groups
    crypto::SignatureForm form;
    // RFC 8446 4.2.3: PKCS#1 and SHA-1 "refer solely to signatures which appear in certificates" in
    // TLS 1.3.
    bool signs_tls13_handshakes;
    bool is_current;  // offered by default; false: SHA-1, only where policy asks

    // Whether a handshake message of this version may be signed so with such a key.
    bool suits(Version version, const crypto::PublicKey& key) const;
};

// In the order in which this library prefers them.
std::span<const SignatureScheme> signature_schemes();
const SignatureScheme* find_scheme(std::uint16_t id);
// TLS 1.0 and 1.1 (RFC 2246 7.4.3, RFC 4492 5.4): MD5 and SHA-1 for RSA, SHA-1 for ECDSA and DSA.
const SignatureScheme& scheme_before_tls12(const crypto::PublicKey& key);

Result<Buffer> sign(const SignatureScheme& scheme, const crypto::PrivateKey& key, Bytes content);
// handshake_altered when the signature is not right, illegal_parameter when the scheme does not suit
// the key.
Status verify(const SignatureScheme& scheme, const crypto::PublicKey& key, Bytes content,
              Bytes signature);

}  // namespace secur32::schannel
