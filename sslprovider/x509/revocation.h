// Whether a certificate was revoked (RFC 5280 6.3, RFC 6960), as Windows' revocation provider asks:
// a stapled answer, the caller's CRLs, the cache, then the network by the certificate's own
// addresses, within a time-out and size limits.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "sslprovider/base/clock.h"
#include "sslprovider/base/status.h"
#include "sslprovider/x509/crl.h"
#include "sslprovider/x509/deadline.h"
#include "sslprovider/x509/shared_certificate.h"

namespace secur32::x509 {

struct RevocationRequest {
    SharedCertificate subject, issuer;
    FileTime time = 0;
    std::span<const SharedCrl> crls = {};  // the stores'
    // Further certificates among which a CRL's or an OCSP answer's signer may be.
    std::span<const SharedCertificate> certificates = {};
    Bytes stapled_ocsp = {};  // an OCSPResponse for subject; empty for none
    bool cache_only = false;  // no network
    bool ocsp_only = false;   // no lists
    // A certificate with OCSP addresses is not looked up in lists of the network.
    bool no_failover_to_crls = false;
    bool refetch = false;  // what is cached is not believed, but asked for again
    // What is at hand and older (thisUpdate) is asked for again; what nobody has newer does.
    FileTime newer_than = 0;
    Deadline deadline = Deadline::max();
};

enum class Revocation : std::uint8_t {
    good,
    revoked,
    no_check,  // CRYPT_E_NO_REVOCATION_CHECK: nothing says where to ask, and nothing is at hand
    offline,   // CRYPT_E_REVOCATION_OFFLINE: nobody answered, or nothing valid at that time
};

struct RevocationAnswer {
    Revocation verdict = Revocation::no_check;
    std::uint32_t reason = 0;  // CRLReason (RFC 5280 5.3.1) when revoked
    FileTime revocation_date = 0;
    FileTime this_update = 0;             // of what answered; 0 for nothing
    std::optional<FileTime> next_update;  // until when the verdict holds
    SharedCrl base_crl, delta_crl;        // what answered, when CRLs did
    bool from_ocsp = false, from_staple = false;
};

RevocationAnswer check_revocation(const RevocationRequest& request);

// The certificates that caIssuers addresses (RFC 5280 4.2.2.1) of this one lead to: DER, PEM or a
// certs-only CMS; from the cache or, unless cache_only, the network.
std::vector<SharedCertificate> fetch_issuers(const OwnedCertificate& subject, bool cache_only,
                                             Deadline deadline);

}  // namespace secur32::x509
