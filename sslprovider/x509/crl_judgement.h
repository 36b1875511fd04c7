// What CRLs say about a certificate (RFC 5280 6.3.3): which of them are about it, may be believed
// and hold at a time; complete ones and deltas.
//
// Limits: a CRL is signed by the certificate's issuer or by one that this issuer certified directly
// (another key of its, or an indirect CRL's issuer); nameRelativeToCRLIssuer is compared with its
// like alone.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "sslprovider/x509/crl.h"
#include "sslprovider/x509/extensions.h"
#include "sslprovider/x509/shared_certificate.h"

namespace secur32::x509 {

struct CrlQuestion {
    SharedCertificate subject, issuer;
    FileTime time = 0;
    std::span<const SharedCertificate> certificates = {};  // among which signers may be
};

struct CrlAnswer {
    bool revoked = false;
    std::uint32_t reason = 0;  // CRLReason; 0 when the entry has none
    FileTime revocation_date = 0;
    FileTime this_update = 0;
    std::optional<FileTime> next_update;
    SharedCrl base, delta;
    bool delta_missing = false;  // it says "on hold", and the delta that it announces is not there
};

// thisUpdate may be so far ahead of our clock.
inline constexpr FileTime kCrlClockSkew = 300 * kFileTimeSecond;

// not_found: none of these lists is about the certificate; context_expired: those that are do not
// hold at that time, do not cover all reasons, or announce a delta that is not among
// them and put nothing on hold.
Result<CrlAnswer> judge_crls(std::span<const SharedCrl> crls, const CrlQuestion& question);

// Whether one who may sign it did; false also with critical extensions that nobody knows.
bool is_authentic(const OwnedCrl& crl, const CrlQuestion& question);

// Where the deltas of a list are (5.2.6).
std::vector<DistributionPoint> freshest_crl(const std::vector<Extension>& extensions);

}  // namespace secur32::x509
