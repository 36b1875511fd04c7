// What only TLS contexts answer and are told (reference schannel.md 7), free of Windows'
// structures; alternatives of AttributeValue and ContextSetting (attributes.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"
#include "sslprovider/x509/chain.h"

namespace secur32 {

// ---- Answers ----

struct StreamSizes {
    std::uint32_t header, trailer, max_message, buffers, block_size;
};
// What was negotiated, as the protocols' own numbers; api has Windows' names for them.
struct TlsConnection {
    bool is_server = false;
    std::uint16_t version = 0;           // on the wire
    std::uint16_t suite = 0;             // IANA's
    std::uint16_t group = 0;             // IANA's; 0: RSA, or a group sent by value
    std::uint32_t exchange_bits = 0;     // of the key exchange
    bool certificate_key_is_ec = false;  // of the server's certificate
};
struct TlsSession {
    bool resumed = false;
    Buffer id;
};
// The leaf first.
struct TlsCertificateList {
    std::vector<x509::SharedCertificate> certificates;
};
struct TlsChain {
    x509::SharedChain chain;
};
// Names, DER.
struct TlsIssuers {
    std::vector<Buffer> names;
};
struct ApplicationProtocol {
    bool negotiated = false;
    std::string name;
};
// Extension types, or signature schemes.
struct TlsNumbers {
    std::vector<std::uint16_t> numbers;
};
// "tls-unique:...", "tls-server-end-point:..."
struct BindingData {
    Buffer application_data;
};
// Of an exporter, or EAP's 128 octets of keys and 64 of IVs.
struct KeyingMaterial {
    SecureBytes octets;
};
struct CertificateCheck {
    std::uint32_t chain_errors = 0;  // x509::TrustError
    Status verdict = Status::ok;
};
struct ApplicationData {
    Buffer octets;
};
// Who issued the peer's certificate.
struct AuthorityName {
    std::u16string name;
};
struct ProtocolInfo {
    std::u16string_view name;
    std::uint32_t major = 0, minor = 0;
};

// ---- Settings ----

// RFC 5705, RFC 8446 7.5.  context absent and of no length are not the same up to TLS 1.2.
struct KeyingMaterialRequest {
    std::string label;
    std::optional<Buffer> context = {};
    std::uint32_t length = 0;
};
// SECPKG_ATTR_EAP_PRF_INFO: pbPrfData, whose first octet names the method.
struct EapPrf {
    Buffer data;
};

}  // namespace secur32
