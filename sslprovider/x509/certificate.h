// X.509 certificates (RFC 5280 4.1), read from DER into views of its octets.  What is judged is
// whether the octets are a certificate; not whether it is any good: no signature, no validity, no
// meaning of a name or an extension.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sslprovider/base/der.h"
#include "sslprovider/base/status.h"

namespace secur32::x509 {

//   AlgorithmIdentifier  ::=  SEQUENCE  {
//        algorithm               OBJECT IDENTIFIER,
//        parameters              ANY DEFINED BY algorithm OPTIONAL  }
struct AlgorithmIdentifier {
    ObjectIdentifier algorithm;
    Bytes parameters;  // header and contents; empty when absent
};

//   SubjectPublicKeyInfo  ::=  SEQUENCE  {
//        algorithm            AlgorithmIdentifier,
//        subjectPublicKey     BIT STRING  }
struct SubjectPublicKeyInfo {
    Bytes der;
    AlgorithmIdentifier algorithm;
    DerBits subject_public_key;
};

//   Extension  ::=  SEQUENCE  {
//        extnID      OBJECT IDENTIFIER,
//        critical    BOOLEAN DEFAULT FALSE,
//        extnValue   OCTET STRING }
struct Extension {
    ObjectIdentifier id;
    bool critical = false;
    Bytes value;
};

//   Certificate  ::=  SEQUENCE  {
//        tbsCertificate       TBSCertificate,
//        signatureAlgorithm   AlgorithmIdentifier,
//        signatureValue       BIT STRING  }
//
//   TBSCertificate  ::=  SEQUENCE  {
//        version         [0]  EXPLICIT Version DEFAULT v1,
//        serialNumber         CertificateSerialNumber,
//        signature            AlgorithmIdentifier,
//        issuer               Name,
//        validity             Validity,
//        subject              Name,
//        subjectPublicKeyInfo SubjectPublicKeyInfo,
//        issuerUniqueID  [1]  IMPLICIT UniqueIdentifier OPTIONAL,  -- v2 or v3
//        subjectUniqueID [2]  IMPLICIT UniqueIdentifier OPTIONAL,  -- v2 or v3
//        extensions      [3]  EXPLICIT Extensions OPTIONAL         -- v3
//        }
//
//   Version  ::=  INTEGER  {  v1(0), v2(1), v3(2)  }
struct Certificate {
    Bytes tbs_certificate;  // header and contents: what the signature is over
    std::uint8_t version = 0;
    Bytes serial_number;  // the INTEGER's contents
    AlgorithmIdentifier signature;
    Bytes issuer, subject;  // Names, header and contents
    FileTime not_before = 0, not_after = 0;
    SubjectPublicKeyInfo subject_public_key_info;
    std::optional<DerBits> issuer_unique_id, subject_unique_id;
    std::vector<Extension> extensions;
    DerBits signature_value;
};

// The views live as long as der does.  bad_data: not DER, octets behind the end, not the structure
// above, one extension twice, or two signature algorithms that differ.
Result<Certificate> parse_certificate(Bytes der);
// A TBSCertificate alone: signature_value is empty.
Result<Certificate> parse_tbs_certificate(Bytes der);

}  // namespace secur32::x509
