// Whether a CRL is about a certificate at all (RFC 5280 6.3.3 (b), 5.2.5): by the certificate's
// distribution points and the list's issuing distribution point.
#pragma once

#include <cstdint>

#include "sslprovider/x509/crl.h"
#include "sslprovider/x509/shared_certificate.h"

namespace secur32::x509 {

// Bit n for bit n of ReasonFlags: keyCompromise(1) to aACompromise(8).
using ReasonMask = std::uint32_t;
inline constexpr ReasonMask kAllReasons = 0x1FE;

struct CrlScope {
    ReasonMask reasons = 0;  // for which the list speaks; 0: not about this certificate
    bool indirect = false;
};
CrlScope scope_of(const CertificateList& list, const OwnedCertificate& subject);

// The first directoryName of GeneralNames; empty for none.
Bytes directory_name_in(Bytes general_names);

}  // namespace secur32::x509
