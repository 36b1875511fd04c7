// The handshake messages of TLS 1.0 to 1.2 behind the hellos (RFC 5246 7.4, RFC 4346 7.4, RFC 2246
// 7.4, RFC 8422 5, RFC 6066 8), each as a struct: read and judged for form, and written.  Also how
// a server writes its ServerHello.  All of a message's bodies are without the handshake header. Not
// here: whether what they say is acceptable (client12.h, server12.h).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/status.h"
#include "sslprovider/base/writer.h"
#include "sslprovider/provider/cipher_suites.h"
#include "sslprovider/provider/master_key.h"
#include "sslprovider/x509/shared_certificate.h"
#include "sspi/schannel/extensions.h"
#include "sspi/schannel/outgoing_extensions.h"
#include "sspi/schannel/signature_schemes.h"

namespace secur32::schannel {

// opaque ASN.1Cert<1..2^24-1>;
//
// struct {
//     ASN.1Cert certificate_list<0..2^24-1>;
// } Certificate;                                                                RFC 5246 7.4.2
struct Certificate12 {
    std::vector<Bytes> certificate_list;  // views of the body

    static Result<Certificate12> parse(Bytes body);
    static void write(Writer& out, std::span<const x509::SharedCertificate> chain);
};

// struct {
//     CertificateStatusType status_type;        /* ocsp(1) */
//     opaque OCSPResponse<1..2^24-1>;
// } CertificateStatus;                                                              RFC 6066 8
struct CertificateStatus {
    Bytes ocsp_response;

    // bad_certificate_status for a type that was not asked for.
    static Result<CertificateStatus> parse(Bytes body);
};

// struct {
//     SignatureAndHashAlgorithm algorithm;      /* of TLS 1.2 alone */
//     opaque signature<0..2^16-1>;
// } DigitallySigned;                                                              RFC 5246 4.7
struct DigitallySigned {
    std::uint16_t scheme = 0;  // 0: before TLS 1.2
    Bytes signature;

    void write(Writer& out, Version version) const;
};

// struct {
//     ECCurveType curve_type;                   /* named_curve(3) */
//     NamedCurve namedcurve;
//     opaque point<1..2^8-1>;
// } ServerECDHParams;                                                             RFC 8422 5.4
//
// struct {
//     opaque dh_p<1..2^16-1>;
//     opaque dh_g<1..2^16-1>;
//     opaque dh_Ys<1..2^16-1>;
// } ServerDHParams;                                                             RFC 5246 7.4.3
//
// struct {
//     Server(EC)DHParams params;
//     digitally-signed struct {
//         opaque client_random[32];
//         opaque server_random[32];
//         Server(EC)DHParams params;
//     } signed_params;
// } ServerKeyExchange;
struct ServerKeyExchange {
    std::uint16_t named_curve = 0;  // ECDHE
    Bytes prime, generator;         // DHE
    Bytes public_value;
    Bytes params;  // what is signed, behind the randoms
    DigitallySigned signed_params;

    // illegal_parameter for another curve_type than named_curve.
    static Result<ServerKeyExchange> parse(Bytes body, provider::KeyExchange exchange,
                                           Version version);
};
Buffer write_params(const crypto::KeyShare& share, provider::KeyExchange exchange);
Buffer signed_content(const provider::Randoms& randoms, Bytes params);

// RFC 5246 7.4.4, RFC 8422 5.5
enum class ClientCertificateType : std::uint8_t { rsa_sign = 1, dss_sign = 2, ecdsa_sign = 64 };

// opaque DistinguishedName<1..2^16-1>;
//
// struct {
//     ClientCertificateType certificate_types<1..2^8-1>;
//     SignatureAndHashAlgorithm supported_signature_algorithms<2..2^16-2>;  /* of TLS 1.2 alone */
//     DistinguishedName certificate_authorities<0..2^16-1>;
// } CertificateRequest;                                                         RFC 5246 7.4.4
struct CertificateRequest12 {
    Bytes certificate_types;
    NumberList signature_algorithms;
    Bytes signature_algorithm_octets;  // the list as it stands
    std::vector<Bytes> certificate_authorities;

    static Result<CertificateRequest12> parse(Bytes body, Version version);
};
// Names that no longer fit into the list are left out.
void write_certificate_request(Writer& out, Version version,
                               std::span<const ClientCertificateType> types,
                               std::span<const SignatureScheme* const> schemes,
                               std::span<const Buffer> authorities);

// struct {
//     select (KeyExchangeAlgorithm) {
//         case rsa:   opaque EncryptedPreMasterSecret<0..2^16-1>;
//         case dhe:   opaque dh_Yc<1..2^16-1>;
//         case ecdhe: opaque point<1..2^8-1>;
//     } exchange_keys;
// } ClientKeyExchange;                                             RFC 5246 7.4.7, RFC 8422 5.7
struct ClientKeyExchange {
    Bytes exchange_keys;

    static Result<ClientKeyExchange> parse(Bytes body, provider::KeyExchange exchange);
    void write(Writer& out, provider::KeyExchange exchange) const;
};

// struct {
//     digitally-signed struct { opaque handshake_messages[handshake_messages_length]; }
// } CertificateVerify;                                                          RFC 5246 7.4.8
Result<DigitallySigned> parse_certificate_verify(Bytes body, Version version);

// struct {
//     opaque verify_data[12];
// } Finished;                                                                   RFC 5246 7.4.9
Result<Bytes> parse_finished(Bytes body);

// struct { } ServerHelloDone;  struct { } HelloRequest;                  RFC 5246 7.4.5, 7.4.1.1
Status parse_empty(Bytes body);

// struct {
//     ProtocolVersion server_version;
//     Random random;
//     SessionID session_id<0..32>;
//     CipherSuite cipher_suite;
//     CompressionMethod compression_method;     /* null(0) */
//     Extension extensions<0..2^16-1>;          /* may be absent */
// } ServerHello;                                                              RFC 5246 7.4.1.3
struct OwnServerHello12 {
    Version version = Version::tls12;
    provider::Random random{};
    Bytes session_id;
    std::uint16_t cipher_suite = 0;
    OutgoingExtensions extensions;

    void write(Writer& out, std::span<const std::uint16_t> order) const;
};

}  // namespace secur32::schannel
