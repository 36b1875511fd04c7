// What is fetched over HTTP about certificates: lists, OCSP answers, issuers.  Each kind has its
// limits and its reader; the octets are read once and what they say is shared.  On the calling
// thread; url_cache.h keeps what was fetched and is what others call.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/status.h"
#include "sslprovider/x509/crl.h"
#include "sslprovider/x509/deadline.h"
#include "sslprovider/x509/shared_certificate.h"

namespace secur32::x509 {

enum class FetchKind : std::uint8_t {
    crl,         // one CRL in DER: 64 MiB
    ocsp,        // an OCSP response: 64 KiB
    ca_issuers,  // certificates in DER, PEM or a certs-only CMS: 1 MiB
    object,      // octets that nobody looks into: 64 MiB
};

struct FetchRequest {
    FetchKind kind = FetchKind::object;
    std::string url;
    Buffer body;  // of a POST: an OCSPRequest
};

struct Fetched {
    Buffer octets;  // of ocsp and object
    SharedCrl crl;
    std::vector<SharedCertificate> certificates;
    // How long it need not be fetched again: until nextUpdate (within a month) or for some hours.
    std::chrono::seconds lifetime{0};
    std::size_t cost = 0;  // octets of memory
};
using SharedFetched = std::shared_ptr<const Fetched>;

// As http_exchange; bad_data for what is not of its kind.
Result<SharedFetched> fetch_now(const FetchRequest& request, Deadline deadline);

// The certificates in a body of caIssuers (RFC 5280 4.2.2.1); empty for none.
std::vector<SharedCertificate> certificates_in(Bytes octets);

}  // namespace secur32::x509
