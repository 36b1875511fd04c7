// The Online Certificate Status Protocol (RFC 6960): the request for one certificate, the response,
// and whether a response may be believed about a certificate.  Requests carry no nonce: responders
// answer with what they signed beforehand (RFC 5019 4), and a nonce would make every answer one
// that cannot be kept.  Fetching is revocation.cpp's.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "sslprovider/base/der.h"
#include "sslprovider/base/status.h"
#include "sslprovider/x509/certificate.h"
#include "sslprovider/x509/shared_certificate.h"

namespace secur32::x509 {

//   CertID          ::=     SEQUENCE {
//       hashAlgorithm       AlgorithmIdentifier,
//       issuerNameHash      OCTET STRING, -- Hash of issuer's DN
//       issuerKeyHash       OCTET STRING, -- Hash of issuer's public key
//       serialNumber        CertificateSerialNumber }
struct CertId {
    AlgorithmIdentifier hash_algorithm;
    Bytes issuer_name_hash, issuer_key_hash;
    Bytes serial_number;  // the INTEGER's contents
};

//   SingleResponse ::= SEQUENCE {
//      certID                       CertID,
//      certStatus                   CertStatus,
//      thisUpdate                   GeneralizedTime,
//      nextUpdate         [0]       EXPLICIT GeneralizedTime OPTIONAL,
//      singleExtensions   [1]       EXPLICIT Extensions OPTIONAL }
//   CertStatus ::= CHOICE {
//       good        [0]     IMPLICIT NULL,
//       revoked     [1]     IMPLICIT RevokedInfo,
//       unknown     [2]     IMPLICIT UnknownInfo }
//   RevokedInfo ::= SEQUENCE {
//       revocationTime              GeneralizedTime,
//       revocationReason    [0]     EXPLICIT CRLReason OPTIONAL }
struct SingleResponse {
    enum class CertStatus : std::uint8_t { good, revoked, unknown };
    CertId id;
    CertStatus status = CertStatus::unknown;
    FileTime revocation_time = 0;
    std::uint8_t reason = 0;  // CRLReason; unspecified when absent
    FileTime this_update = 0;
    std::optional<FileTime> next_update;
    std::vector<Extension> extensions;
};

//   BasicOCSPResponse       ::= SEQUENCE {
//      tbsResponseData      ResponseData,
//      signatureAlgorithm   AlgorithmIdentifier,
//      signature            BIT STRING,
//      certs            [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL }
//   ResponseData ::= SEQUENCE {
//      version              [0] EXPLICIT Version DEFAULT v1,
//      responderID              ResponderID,
//      producedAt               GeneralizedTime,
//      responses                SEQUENCE OF SingleResponse,
//      responseExtensions   [1] EXPLICIT Extensions OPTIONAL }
//   ResponderID ::= CHOICE { byName [1] Name, byKey [2] KeyHash }
struct BasicOcspResponse {
    Bytes response_data;       // header and contents: what the signature is over
    Bytes responder_name;      // header and contents; empty for byKey
    Bytes responder_key_hash;  // SHA-1 of the key's BIT STRING without tag, length, unused bits
    FileTime produced_at = 0;
    std::vector<SingleResponse> responses;
    std::vector<Extension> extensions;
    AlgorithmIdentifier signature_algorithm;
    DerBits signature;
    std::vector<Bytes> certificates;  // not parsed
};

//   OCSPResponse ::= SEQUENCE {
//      responseStatus         OCSPResponseStatus,
//      responseBytes          [0] EXPLICIT ResponseBytes OPTIONAL }
struct OcspResponse {
    std::uint8_t status = 0;  // 0 successful, 1 malformedRequest, 2 internalError, 3 tryLater, ...
    std::optional<BasicOcspResponse> basic;  // with successful alone
};

// The views live as long as der does.  bad_data: not DER or not these structures; a successful one
// without id-pkix-ocsp-basic; another with responseBytes.
Result<OcspResponse> parse_ocsp_response(Bytes der);

// An OCSPRequest for one certificate, without nonce and signature; the CertID's hash is SHA-1, the
// one that every responder knows (RFC 5019 2.1.1).
Buffer ocsp_request(const OwnedCertificate& subject, const OwnedCertificate& issuer);

// Clocks differ: what lies less than this beyond the other side of a limit is taken.
inline constexpr FileTime kOcspClockSkew = 300 * kFileTimeSecond;
// How long an answer without nextUpdate holds: RFC 6960 4.2.2.1 leaves it open, Windows'
// CERT_CHAIN_OCSP_VALIDITY_SECONDS_DEFAULT says 12 hours.
inline constexpr FileTime kOcspValidity = 12 * kFileTimeHour;

struct OcspQuestion {
    SharedCertificate subject, issuer;
    FileTime time = 0;
    // Besides the response's own, among which the responder's may be.
    std::span<const SharedCertificate> certificates = {};
};

// The answer about subject that holds at time and is signed by who may.  bad_data: not a response,
// or a critical extension that nobody knows; not_found: not successful, or about other
// certificates; context_expired: not of that time; not_permitted: nobody who may speak for the
// issuer signed it; bad_signature: who may did not sign this.
struct OcspAnswer {
    SingleResponse::CertStatus status = SingleResponse::CertStatus::unknown;
    std::uint8_t reason = 0;
    FileTime revocation_time = 0, this_update = 0;
    FileTime next_update = 0;  // until when it holds
};
Result<OcspAnswer> judge_ocsp(Bytes response, const OcspQuestion& question);

}  // namespace secur32::x509
