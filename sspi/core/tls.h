// What only TLS packages are asked and tell, free of Windows' structures: the credential of a
// SCHANNEL_CRED or SCH_CREDENTIALS, what a handshake's extra buffers say, and one record to protect
// or to open (EncryptMessage, DecryptMessage of a stream).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sslprovider/base/bytes.h"
#include "sslprovider/crypto/keys.h"
#include "sslprovider/x509/shared_certificate.h"
#include "sspi/core/protection.h"

namespace secur32 {

// ---- AcquireCredentialsHandle ----

// An element of paCred, and what else its store holds: where issuers are looked for.
struct TlsCertificate {
    x509::SharedCertificate certificate;
    crypto::PrivateKey key;
    std::vector<x509::SharedCertificate> store = {};
};

// CRYPTO_SETTINGS
struct DisabledCrypto {
    enum class Usage : std::uint8_t {
        key_exchange,
        signature,
        cipher,
        digest,
        certificate_signature
    };
    Usage usage;
    std::u16string algorithm = {};                    // CNG's name
    std::vector<std::u16string> chaining_modes = {};  // empty: all
    std::uint32_t least_bits = 0, most_bits = 0;      // 0, 0: whatever its size
};
// TLS_PARAMETERS
struct TlsParameters {
    std::vector<std::string> application_protocols = {};  // empty: for all
    std::uint32_t disabled_protocols = 0;                 // SP_PROT_*
    std::vector<DisabledCrypto> disabled = {};
    bool optional = false;  // TLS_PARAMS_OPTIONAL
};

struct TlsCredentialRequest {
    bool deny_list = false;  // SCH_CREDENTIALS: parameters count; else the fields of SCHANNEL_CRED
    std::vector<TlsCertificate> certificates = {};
    // hRootStore's certificates; absent: the machine's.
    std::optional<std::vector<x509::SharedCertificate>> roots = {};
    std::uint32_t session_lifespan = 0;  // ms; 0: the default
    std::uint32_t flags = 0;             // SCH_*
    // SCHANNEL_CRED
    std::uint32_t enabled_protocols = 0;                   // SP_PROT_*; 0: the default
    std::uint32_t least_strength = 0, most_strength = 0;   // bits; 0: the default; ~0: NULL ciphers
    std::vector<std::uint32_t> supported_algorithms = {};  // ALG_ID
    // SCH_CREDENTIALS
    std::vector<TlsParameters> parameters = {};
};

// ---- InitializeSecurityContext, AcceptSecurityContext ----

// An extension of the application's own: to send, or received.
struct TlsExtension {
    std::uint16_t type = 0;
    std::uint8_t handshake_type = 0;  // of the message that it is in
    Buffer content;
};
struct TlsSubscription {
    std::uint16_t type = 0;
    std::uint8_t handshake_type = 0;
};

// The buffers beside TOKEN.  Frozen by the first call, but for what is said otherwise.
struct TlsOptions {
    std::vector<std::string> application_protocols;  // SECBUFFER_APPLICATION_PROTOCOLS, ALPN's
    std::vector<TlsExtension> extensions;            // SECBUFFER_SEND_GENERIC_TLS_EXTENSION
    std::vector<TlsSubscription> subscriptions;      // SECBUFFER_SUBSCRIBE_GENERIC_TLS_EXTENSION
};

// ---- ApplyControlToken ----

struct ControlToken {
    enum class Kind : std::uint8_t { shutdown, alert, session };
    Kind kind;
    std::uint8_t alert_level = 0, alert_description = 0;  // alert
    bool reconnects = true;                               // session
};

// ---- EncryptMessage, DecryptMessage ----

// One record: header | data, in as many pieces as the caller has | trailer.  In place; where the
// pieces lie behind one another it is fastest.
struct OutgoingRecord {
    MutableBytes header;
    std::span<const Segment> data;
    MutableBytes trailer;
    bool is_alert = false;         // SECQOP_WRAP_OOB_DATA: data is an alert, 2 octets
    std::size_t header_size = 0;   // out
    std::size_t trailer_size = 0;  // out; may hold a KeyUpdate behind the record
};

enum class RecordVerdict : std::uint8_t {
    data,         // content may be empty
    renegotiate,  // a handshake message waits for ISC or ASC
    closed,       // close_notify
};
// The four lie in the memory of what came in, in this order.
struct IncomingRecord {
    RecordVerdict verdict = RecordVerdict::data;
    MutableBytes header, content, trailer, extra;
};

}  // namespace secur32
