// Whether a certificate is a host's (RFC 6125, RFC 9525): its dNSName and iPAddress alternative
// names against the name that the user gave.  A wild card is the whole left-most label, stands for
// one label, and wants two labels behind it; "f*.example" and "*.com" match nothing.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "sslprovider/base/status.h"
#include "sslprovider/x509/shared_certificate.h"

namespace secur32::x509 {

// What a certificate must show: a DNS name in A-labels, lower-case, or an IP address.
struct HostName {
    std::string dns;  // empty for an address
    Buffer address;   // 4 or 16 octets; empty for a DNS name
};
// "example.com", "example.com.", "bücher.example", "192.0.2.1", "2001:db8::1", "[2001:db8::1]".
// invalid_parameter for what is no host's name: empty, a wild card, an embedded NUL.
Result<HostName> parse_host_name(std::u16string_view text);

// What a subject's CN is worth (RFC 6125 6.4.4, RFC 9525 2: nothing).
enum class CommonNames : std::uint8_t {
    never,
    // Where there is no alternative name that is a DNS name or an address, as Windows takes it.
    without_alternative_names,
};

bool is_certificate_of(const OwnedCertificate& certificate, const HostName& host,
                       CommonNames common_names = CommonNames::never);

// Of an alternative name or CN, as it stands in a certificate; host as in HostName.
bool dns_name_matches(std::string_view presented, std::string_view host);

}  // namespace secur32::x509
