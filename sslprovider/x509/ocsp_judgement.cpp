// RFC 6960 3.2: what must hold before a client accepts a response.  Whether a delegated responder's
// own certificate was revoked is not asked (4.2.2.2.1 leaves it to the client; id-pkix-ocsp-nocheck
// is what most carry).
#include <algorithm>

#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/hash.h"
#include "sslprovider/x509/ocsp.h"
#include "sslprovider/x509/productions.h"
#include "sslprovider/x509/signed_data.h"
#include "sslprovider/x509/weak_signatures.h"

namespace secur32::x509 {
namespace {

constexpr std::string_view kOcspSigning = "1.3.6.1.5.5.7.3.9";
// Of a response's own certificates so many are looked at; each may cost a verification.
constexpr std::size_t kMaxResponderCertificates = 8;

struct HashName {
    std::string_view oid;
    crypto::HashAlgorithm hash;
};
constexpr HashName kCertIdHashes[] = {
    {"1.3.14.3.2.26", crypto::HashAlgorithm::sha1},
    {"2.16.840.1.101.3.4.2.1", crypto::HashAlgorithm::sha256},
};

Bytes key_octets(const OwnedCertificate& certificate) {
    return certificate.fields().subject_public_key_info.subject_public_key.octets;
}

bool is_about(const CertId& id, const OcspQuestion& question) {
    const Certificate& subject = question.subject->fields();
    if (!same_octets(id.serial_number, subject.serial_number)) return false;
    const std::string oid = id.hash_algorithm.algorithm.text();
    for (const HashName& row : kCertIdHashes)
        if (row.oid == oid)
            return same_octets(id.issuer_name_hash, hash(row.hash, subject.issuer).bytes()) &&
                   same_octets(id.issuer_key_hash,
                               hash(row.hash, key_octets(*question.issuer)).bytes());
    return false;
}

bool has_critical(const std::vector<Extension>& extensions) {
    return std::ranges::any_of(extensions, [](const Extension& e) { return e.critical; });
}

// 3.2: "the identity of the signer matches the intended recipient of the request".
bool is_responder(const BasicOcspResponse& response, const OwnedCertificate& certificate) {
    if (!response.responder_name.empty())
        return same_octets(response.responder_name, certificate.fields().subject);
    return same_octets(response.responder_key_hash,
                       hash(crypto::HashAlgorithm::sha1, key_octets(certificate)).bytes());
}

// 4.2.2.2: delegation is "designated by the inclusion of id-kp-OCSPSigning in an extended key usage
// certificate extension included in the OCSP response signer's certificate.  This certificate MUST
// be issued directly by the CA that is identified in the request."
bool may_sign(const OwnedCertificate& responder, const OcspQuestion& question) {
    const Certificate& fields = responder.fields();
    const KnownExtensions& extensions = responder.extensions();
    if (extensions.malformed || extensions.unknown_critical || is_broken(fields.signature))
        return false;
    if (!extensions.extended_key_usage ||
        std::ranges::none_of(*extensions.extended_key_usage,
                             [](const ObjectIdentifier& id) { return id.text() == kOcspSigning; }))
        return false;
    if (extensions.key_usage && !extensions.key_usage->has(KeyUsage::kDigitalSignature))
        return false;
    if (question.time + kOcspClockSkew < fields.not_before ||
        question.time > fields.not_after + kOcspClockSkew)
        return false;
    return same_octets(fields.issuer, question.issuer->fields().subject) &&
           verify_issued(responder, *question.issuer) == Status::ok;
}

Status verify_by(const BasicOcspResponse& response, const OwnedCertificate& signer) {
    if (is_broken(response.signature_algorithm)) return Status::bad_signature;
    const auto& key = signer.public_key();
    TRY(key);
    return verify_signed_data(
        {response.response_data, response.signature_algorithm, response.signature}, key.value());
}

std::vector<SharedCertificate> candidates(const BasicOcspResponse& response,
                                          const OcspQuestion& question) {
    std::vector<SharedCertificate> out;
    const std::size_t count = std::min(response.certificates.size(), kMaxResponderCertificates);
    for (const Bytes der : std::span(response.certificates).first(count))
        if (auto parsed = OwnedCertificate::parse(der); parsed.ok())
            out.push_back(std::move(parsed).value());
    for (const SharedCertificate& certificate : question.certificates)
        if (out.size() < 2 * kMaxResponderCertificates && is_responder(response, *certificate))
            out.push_back(certificate);
    return out;
}

Status check_signature(const BasicOcspResponse& response, const OcspQuestion& question) {
    if (is_responder(response, *question.issuer) &&
        verify_by(response, *question.issuer) == Status::ok)
        return Status::ok;
    Status why = Status::not_permitted;
    if (is_responder(response, *question.issuer)) why = Status::bad_signature;
    for (const SharedCertificate& responder : candidates(response, question)) {
        if (!is_responder(response, *responder) || !may_sign(*responder, question)) continue;
        if (verify_by(response, *responder) == Status::ok) return Status::ok;
        why = Status::bad_signature;
    }
    return trace::because(why,
                          "x509: nobody who may speak for the issuer signed the OCSP response");
}

Status check_times(const BasicOcspResponse& response, const SingleResponse& single, FileTime time) {
    const FileTime until = single.next_update.value_or(single.this_update + kOcspValidity);
    // What is asked about a time that is past may have been signed since.
    const FileTime latest = std::max(time, file_time_now()) + kOcspClockSkew;
    if (single.this_update > time + kOcspClockSkew || response.produced_at > latest)
        return trace::because(Status::context_expired, "x509: an OCSP response from the future");
    if (until + kOcspClockSkew < time || until < single.this_update)
        return trace::because(Status::context_expired, "x509: an OCSP response that is too old");
    return Status::ok;
}

}  // namespace

Result<OcspAnswer> judge_ocsp(Bytes der, const OcspQuestion& question) {
    OcspResponse response;
    TRY_ASSIGN(response, parse_ocsp_response(der));
    if (!response.basic)
        return trace::because(Status::not_found, "x509: the OCSP responder did not answer");
    const BasicOcspResponse& basic = *response.basic;
    const auto single = std::ranges::find_if(
        basic.responses, [&](const SingleResponse& one) { return is_about(one.id, question); });
    if (single == basic.responses.end())
        return trace::because(Status::not_found, "x509: an OCSP response for other certificates");
    if (has_critical(basic.extensions) || has_critical(single->extensions))
        return trace::because(Status::bad_data, "x509: an OCSP response's critical extension");
    TRY(check_times(basic, *single, question.time));
    TRY(check_signature(basic, question));
    OcspAnswer out;
    out.status = single->status;
    out.reason = single->reason;
    out.revocation_time = single->revocation_time;
    out.this_update = single->this_update;
    out.next_update = single->next_update.value_or(single->this_update + kOcspValidity);
    return out;
}

}  // namespace secur32::x509
