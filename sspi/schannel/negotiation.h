// What a server makes of a ClientHello, as pure functions of it, the terms and the certificates:
// version, suite, group, certificate, signature scheme, application protocol.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "sspi/schannel/credential.h"
#include "sspi/schannel/hello.h"

namespace secur32::schannel {

// The versions that the terms leave something to agree on for: a suite; of TLS 1.3 a group and a
// scheme, too.
Versions usable_versions(const Terms& terms);
bool suits_any(const provider::CipherSuite& suite, Versions versions);

// RFC 8446 4.2.1, Appendix D; RFC 7507 3.  protocol_version, inappropriate_fallback.
Result<Version> choose_version(const ClientHello& hello, const Terms& terms);

// RFC 7301 3.2; empty when the client or this side wants none.  application_protocol_mismatch when
// there is no common one.
Result<std::string_view> choose_application_protocol(const ClientHello& hello,
                                                     std::span<const std::string> own);

// What TLS 1.2 and before agree on.
struct Choice12 {
    const provider::CipherSuite* suite = nullptr;
    const provider::Group* group = nullptr;            // ECDHE and DHE
    const OwnCertificate* certificate = nullptr;
    const SignatureScheme* scheme = nullptr;           // of ServerKeyExchange; null: RSA key exchange
};
// algorithm_mismatch when nothing fits.
Result<Choice12> choose12(const ClientHello& hello, Version version, const Terms& terms,
                          std::span<const OwnCertificate> certificates);

// What TLS 1.3 agrees on.  share null: a HelloRetryRequest for group.
struct Choice13 {
    const provider::CipherSuite* suite = nullptr;
    const provider::Group* group = nullptr;
    const KeyShareEntry* share = nullptr;  // of the ClientHello's
    const OwnCertificate* certificate = nullptr;
    const SignatureScheme* scheme = nullptr;
};
// missing_extension as RFC 8446 9.2; algorithm_mismatch.
Result<Choice13> choose13(const ClientHello& hello, const Terms& terms,
                          std::span<const OwnCertificate> certificates);

// A client's (or, late, anybody's) certificate for a CertificateRequest: by key, scheme and issuer
// (any of authorities; empty: all).  Null when none fits.
struct ClientChoice {
    const OwnCertificate* certificate = nullptr;
    const SignatureScheme* scheme = nullptr;
};
ClientChoice choose_client_certificate(std::span<const OwnCertificate> certificates,
                                       Version version, const Terms& terms, NumberList schemes,
                                       Bytes certificate_types,  // TLS 1.2; empty in 1.3
                                       std::span<const Buffer> authorities);

}  // namespace secur32::schannel
