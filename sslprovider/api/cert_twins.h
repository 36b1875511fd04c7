// Which certificate or CRL counts as the same one that is in a store already (CERT_FIND_EXISTING,
// CRL_FIND_EXISTING), and which of the two is newer (CERT_STORE_ADD_NEWER).
#pragma once

#include "sslprovider/x509/crl.h"
#include "sslprovider/x509/shared_certificate.h"

namespace secur32::api {

// The same issuer and serial number, as CertCompareCertificate.
bool are_twins(const x509::OwnedCertificate& one, const x509::OwnedCertificate& other);
// CRL_FIND_EXISTING: "Both are base or both are delta CRLs.  The issuer-name BLOBs for both are
// identical.  If they exist, the Authority/KeyIdentifier and IssuingDistributionPoint encoded
// extension BLOBs are identical."
bool are_twins(const x509::OwnedCrl& one, const x509::OwnedCrl& other);

// By NotBefore.
bool is_newer(const x509::OwnedCertificate& one, const x509::OwnedCertificate& than);
// By ThisUpdate.
bool is_newer(const x509::OwnedCrl& one, const x509::OwnedCrl& than);

}  // namespace secur32::api
