// One HTTP exchange on the calling thread, of what CRLs, OCSP answers and issuers are fetched with:
// GET or POST, HTTP/1.0 (RFC 1945; so no answer comes in chunks), http:// addresses alone.  It ends
// at its deadline however slowly the server writes, and with its size limit however much.  Only the
// look-up of the server's name may take longer: fetch.h puts it where nobody waits for it.
// Not libcrypto's client (openssl/http.h), which counts whole seconds, hands over a body that is
// not ASN.1 unread, and writes to a closed connection with SIGPIPE; its parsers of addresses are
// used. Not here: https, ldap and file addresses, authentication, cookies.
#pragma once

#include <string>
#include <string_view>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/status.h"
#include "sslprovider/x509/deadline.h"

namespace secur32::x509 {

struct HttpRequest {
    std::string url;
    Buffer body;  // POSTed, unless empty
    std::string_view body_type;
    std::size_t max_size = 0;  // of the answer's body
};

// Redirects a GET may follow; a POST follows none.
inline constexpr unsigned kMaxRedirects = 5;

// The body of a 200 answer.  http_proxy and no_proxy of the environment are honoured.
// invalid_parameter: not an http:// address; not_found: another answer than 200; bad_data: not
// HTTP, or a body that is shorter than announced; buffer_too_small: one that is too long;
// target_unknown: no such host, no connection, or time is up.
Result<Buffer> http_exchange(const HttpRequest& request, Deadline deadline);

// Whether it may be asked for at all: http://, and nothing in it that would end the request line.
bool is_http_url(std::string_view url);

}  // namespace secur32::x509
