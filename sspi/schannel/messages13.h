// The handshake messages of TLS 1.3 behind the hellos (RFC 8446 4.3 to 4.6): parsed once, judged
// for form; what is wanted of them is judged by the machines.  Views of the message.  ClientHello
// and ServerHello are hello.h's.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sslprovider/x509/shared_certificate.h"
#include "sspi/schannel/extensions.h"

namespace secur32::schannel {

// struct {
//     Extension extensions<0..2^16-1>;
// } EncryptedExtensions;                                                     RFC 8446 4.3.1
struct EncryptedExtensions {
    Extensions extensions;
    std::optional<std::string_view> application_protocol;
    std::optional<std::uint8_t> max_fragment_length;
    std::optional<std::uint16_t> record_size_limit;

    static Result<EncryptedExtensions> parse(Bytes body);
};

// struct {
//     opaque certificate_request_context<0..2^8-1>;
//     Extension extensions<2..2^16-1>;
// } CertificateRequest;                                                      RFC 8446 4.3.2
struct CertificateRequest13 {
    Bytes context;
    Extensions extensions;
    NumberList signature_algorithms, signature_algorithms_cert;
    std::vector<Bytes> certificate_authorities;

    static Result<CertificateRequest13> parse(Bytes body);
};

// struct {
//     select (certificate_type) {
//         case RawPublicKey: opaque ASN1_subjectPublicKeyInfo<1..2^24-1>;
//         case X509:         opaque cert_data<1..2^24-1>;
//     };
//     Extension extensions<0..2^16-1>;
// } CertificateEntry;
//
// struct {
//     opaque certificate_request_context<0..2^8-1>;
//     CertificateEntry certificate_list<0..2^24-1>;
// } Certificate;                                                             RFC 8446 4.4.2
struct CertificateEntry13 {
    Bytes cert_data;
    Extensions extensions;
    Bytes ocsp_response;  // of status_request; empty: none
};
struct Certificate13 {
    Bytes context;
    std::vector<CertificateEntry13> list;

    static Result<Certificate13> parse(Bytes body);
};
void write_certificate13(Writer& out, std::span<const x509::SharedCertificate> chain);

// struct {
//     SignatureScheme algorithm;
//     opaque signature<0..2^16-1>;
// } CertificateVerify;                                                       RFC 8446 4.4.3
struct CertificateVerify13 {
    std::uint16_t algorithm = 0;
    Bytes signature;

    static Result<CertificateVerify13> parse(Bytes body);
};
void write_certificate_verify13(Writer& out, std::uint16_t algorithm, Bytes signature);
// What the signature is over.
Buffer certificate_verify_content(bool by_server, Bytes transcript_hash);

// struct {
//     opaque verify_data[Hash.length];
// } Finished;                                                                RFC 8446 4.4.4
Result<Bytes> parse_finished13(Bytes body, std::size_t hash_length);

// struct {
//     uint32 ticket_lifetime;
//     uint32 ticket_age_add;
//     opaque ticket_nonce<0..255>;
//     opaque ticket<1..2^16-1>;
//     Extension extensions<0..2^16-2>;
// } NewSessionTicket;                                                        RFC 8446 4.6.1
struct NewSessionTicket13 {
    std::uint32_t lifetime = 0;  // seconds
    std::uint32_t age_add = 0;
    Bytes nonce, ticket;
    Extensions extensions;

    static Result<NewSessionTicket13> parse(Bytes body);
};

// enum { update_not_requested(0), update_requested(1), (255) } KeyUpdateRequest;
// struct {
//     KeyUpdateRequest request_update;
// } KeyUpdate;                                                               RFC 8446 4.6.3
struct KeyUpdate {
    bool update_requested = false;

    static Result<KeyUpdate> parse(Bytes body);
};

}  // namespace secur32::schannel
