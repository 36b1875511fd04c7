// Certificates made by libcrypto, and what libcrypto reads out of any certificate: what ours must
// agree with.  Not for programs without libcrypto; tests alone may use it so.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/clock.h"

// libcrypto's headers have types of names that wincrypt.h has as macros: none is included here.
struct evp_pkey_st;

namespace secur32::test {

struct ForeignAlgorithm {
    std::string oid;
    Buffer parameters;
};
struct ForeignBits {
    Buffer octets;
    unsigned unused_bits = 0;
};
struct ForeignExtension {
    std::string oid;
    bool critical = false;
    Buffer value;
};
struct ForeignFields {
    long version = 0;
    Buffer serial_number;  // contents of the INTEGER
    ForeignAlgorithm signature;
    Buffer issuer, subject;
    FileTime not_before = 0, not_after = 0;
    Buffer public_key_info;
    ForeignAlgorithm key_algorithm;
    ForeignBits public_key, issuer_unique_id, subject_unique_id, signature_value;
    std::vector<ForeignExtension> extensions;
    Buffer tbs_certificate;
    std::size_t key_bits = 0;  // 0 where libcrypto cannot use the key
};

// Throws when libcrypto does not read it.
ForeignFields foreign_fields(Bytes der);

using ForeignKey = std::shared_ptr<evp_pkey_st>;
ForeignKey make_foreign_key(const char* type, const char* curve_or_bits = nullptr);
Buffer pkcs8_of(const ForeignKey& key);
ForeignKey foreign_key_of(Bytes pkcs8);

struct NamedCertificate {
    std::string name;
    Buffer der;
    ForeignKey key;  // null for certificates out of files
};
// Self-signed, v3, with extensions.
NamedCertificate make_foreign_certificate(const std::string& name, const ForeignKey& key);
// RSA, RSA-PSS, EC and Ed25519 keys; versions 1 to 3; serial numbers that are long, negative and
// with a leading zero; names of several attributes and of none; unique identifiers; many extensions
// and none; times in 1950, 2049, 2050 and 9999; and the certificates of test/vectors/botan.  Made
// once per process.
const std::vector<NamedCertificate>& foreign_certificates();

// The first certificate, or private key, of a PEM file under test/vectors.
Buffer certificate_of_pem(const std::string& path);
ForeignKey key_of_pem(const std::string& path);

}  // namespace secur32::test
