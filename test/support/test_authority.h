// A small certification authority made with libcrypto: certificates, CRLs and OCSP responses with
// whatever a test wants in them, right or wrong.  Extensions are told as OpenSSL's configuration
// files do (x509v3_config(5)), times as GeneralizedTime.  Failures throw.
//
//     const Issued root = make_root("Root"), ca = make_intermediate("CA", root);
//     const Issued leaf = make_leaf("www.example.com", ca);
//     const Buffer crl = make_crl(ca, {.revoked = {{leaf.serial_number, 1}}});
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/clock.h"
#include "test/support/foreign_certificates.h"

namespace secur32::test {

// A certificate and its key: what can issue.
struct Issued {
    Buffer der;
    ForeignKey key;
    Buffer serial_number;  // the INTEGER's contents
};

// What a test asks of a certificate; extensions as (name or OID, value): {"subjectAltName",
// "DNS:a.example"}, {"1.2.3.4", "critical,DER:0500"}.
struct IssuePlan {
    std::string name = "leaf";  // the subject's CN; empty: an empty subject
    // Attributes before the CN: {"O", "Example"}.
    std::vector<std::pair<std::string, std::string>> names = {};
    std::string key = "P-256";  // or P-384, P-521, RSA-2048, RSA-PSS-2048 (any size), ED25519
    std::string key_name = {};  // one key per process, kind and name; empty: the certificate's name
    std::string not_before = "20200101000000Z", not_after = "20690101000000Z";
    std::string serial_number = {};  // hexadecimal; empty: the next one
    std::vector<std::pair<std::string, std::string>> extensions = {};
    std::string sections = {};  // what the extensions' values refer to: "[names]\nCN=a\n"
    bool key_identifiers = true;
    std::string hash = "SHA256";
    bool pss = false;
    long version = 2;            // v3
    bool bad_signature = false;  // flips a bit of it
};

// Issuer null: self-signed.
Issued issue(const IssuePlan& plan, const Issued* issuer = nullptr);

// Critical basicConstraints and keyUsage as CAs have them, before the plan's own extensions.
Issued make_root(const std::string& name, IssuePlan plan = {});
// path_length -1: none.
Issued make_intermediate(const std::string& name, const Issued& issuer, IssuePlan plan = {},
                         int path_length = -1);
// keyUsage, extendedKeyUsage serverAuth and a DNS subjectAltName of the name, each unless the plan
// has it.
Issued make_leaf(const std::string& name, const Issued& issuer, IssuePlan plan = {});

// One key per process, kind (as IssuePlan::key) and name.
ForeignKey authority_key(const std::string& kind, const std::string& name);

struct RevokedEntry {
    Buffer serial_number;
    int reason = -1;  // RFC 5280 5.3.1; -1: not told
    std::string date = "20210101000000Z";
    // GeneralNames as subjectAltName's value ("dirName:names"); empty: none.
    std::string certificate_issuer = {};
};
struct CrlPlan {
    std::vector<RevokedEntry> revoked = {};
    std::string this_update = "20200101000000Z", next_update = "20690101000000Z";  // or empty
    int number = 1;
    std::optional<int> delta_of = {};  // the base's number
    std::vector<std::pair<std::string, std::string>> extensions = {};
    std::string sections = {};
    std::string hash = "SHA256";
    bool bad_signature = false;
    // Signed with this one's key, in the issuer's name.
    const Issued* signer = nullptr;
};
// With authorityKeyIdentifier and cRLNumber.
Buffer make_crl(const Issued& issuer, const CrlPlan& plan = {});

struct OcspPlan {
    enum class Verdict { good, revoked, unknown };
    Verdict verdict = Verdict::good;
    int reason = -1;
    std::string revocation_time = "20210101000000Z";
    std::string this_update = "20200101000000Z", next_update = "20690101000000Z";  // or empty
    const Issued* responder = nullptr;  // a delegated one, sent along; null: the issuer itself
    bool send_responder = true;
    bool by_key = false;           // responderID by key instead of by name
    std::string id_hash = "SHA1";  // of the CertID
    std::optional<Buffer> nonce = {};
    int response_status = 0;  // OCSPResponseStatus; others than successful have no body
    bool bad_signature = false;
};
// An OCSPResponse about subject.
Buffer make_ocsp_response(const Issued& subject, const Issued& issuer, const OcspPlan& plan = {});

// What libcrypto's X509_check_host says, without partial wild cards.
bool foreign_is_host(Bytes certificate, const std::string& host);

// kind: "CERTIFICATE", "X509 CRL", ...
std::string pem_of(const std::string& kind, Bytes der);
// "20250102030405Z"
FileTime file_time_of(const std::string& generalized_time);

}  // namespace secur32::test
