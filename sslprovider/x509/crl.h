// Certificate revocation lists (RFC 5280 5), parsed once and shared as certificates are.  A list
// of a million entries must cost little: entries are found by a search over views, sorted once.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "sslprovider/base/der.h"
#include "sslprovider/base/status.h"
#include "sslprovider/x509/certificate.h"

namespace secur32::x509 {

class OwnedCertificate;
class OwnedCrl;
using SharedCrl = std::shared_ptr<const OwnedCrl>;

//   revokedCertificates     SEQUENCE OF SEQUENCE  {
//        userCertificate         CertificateSerialNumber,
//        revocationDate          Time,
//        crlEntryExtensions      Extensions OPTIONAL }
struct RevokedCertificate {
    Bytes serial_number;  // the INTEGER's contents
    FileTime revocation_date = 0;
    Bytes extensions;  // the SEQUENCE's contents, judged; empty for none
};

//   TBSCertList  ::=  SEQUENCE  {
//        version                 Version OPTIONAL,        -- if present, MUST be v2
//        signature               AlgorithmIdentifier,
//        issuer                  Name,
//        thisUpdate              Time,
//        nextUpdate              Time OPTIONAL,
//        revokedCertificates     ... OPTIONAL,
//        crlExtensions      [0]  EXPLICIT Extensions OPTIONAL }
struct CertificateList {
    Bytes tbs_cert_list;  // header and contents
    std::uint8_t version = 0;
    AlgorithmIdentifier signature;
    Bytes issuer;
    FileTime this_update = 0;
    std::optional<FileTime> next_update;
    std::vector<RevokedCertificate> revoked;  // in the order of the list
    // Some entry has an extension that is critical and none of RFC 5280 5.3.
    bool unknown_critical_entry_extension = false;
    std::vector<Extension> extensions;
    DerBits signature_value;
};
// The views live as long as der does.  bad_data as parse_certificate.
Result<CertificateList> parse_certificate_list(Bytes der);
// A TBSCertList alone: signature_value is empty.
Result<CertificateList> parse_tbs_cert_list(Bytes der);
// crlEntryExtensions, of which parse_certificate_list judged the form.
std::vector<Extension> entry_extensions(const RevokedCertificate& entry);

class OwnedCrl {
 public:
    static Result<SharedCrl> parse(Bytes der);
    Bytes der() const { return der_; }
    const CertificateList& fields() const { return fields_; }
    // Null when it is not listed.
    const RevokedCertificate* find(Bytes serial_number) const;
    // Indexes of fields().revoked, in their order: an indirect CRL lists certificates of several
    // issuers, whose serial numbers may be equal.
    std::span<const std::uint32_t> find_all(Bytes serial_number) const;

    // Whether signer's key signed it.  A yes is remembered, since a long list takes long to hash.
    bool is_signed_by(const OwnedCertificate& signer) const;

    struct Octets {
        Buffer der;
        CertificateList fields;
    };
    explicit OwnedCrl(Octets octets);
    OwnedCrl(const OwnedCrl&) = delete;
    OwnedCrl& operator=(const OwnedCrl&) = delete;

 private:
    Buffer der_;
    CertificateList fields_;
    std::vector<std::uint32_t> by_serial_number_;  // indexes of fields_.revoked
    mutable std::mutex mutex_;
    mutable Buffer verified_by_;  // under mutex_: a SubjectPublicKeyInfo
};

}  // namespace secur32::x509
