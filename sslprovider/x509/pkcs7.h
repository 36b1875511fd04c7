// The certificates and CRLs in a PKCS #7 / CMS SignedData (RFC 5652 5, RFC 2315 9), which is how
// files of several travel (.p7b, .p7c, .spc).  Read out of any SignedData in DER; BER's indefinite
// lengths are refused.  Not here: contents, signers, signatures: nothing is verified.
#pragma once

#include <span>
#include <vector>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/status.h"

namespace secur32::x509 {

struct CertificateBag {
    std::vector<Bytes> certificates;  // each an element, header and contents, not yet judged
    std::vector<Bytes> crls;
};

// Of a ContentInfo or, as Windows does, of the SignedData alone.  The views live as long as der
// does.  bad_data: neither in DER; bad_type: a ContentInfo of another content.  Attribute
// certificates and other revocation information are passed over.
Result<CertificateBag> parse_signed_certificates(Bytes der);

// RFC 5652 5.1: "The degenerate case where there are no signers", without content.
Buffer write_signed_certificates(const CertificateBag& bag);

}  // namespace secur32::x509
