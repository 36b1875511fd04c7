// Names (RFC 5280 4.1.2.4) in a form in which equal ones are equal octets: section 7.1, as far as
// certificates in use need it.  Strings lose their case (ASCII's alone), the blanks around them and
// all but one of the blanks inside; PrintableString, UTF8String, IA5String, T61String and
// BMPString of the same characters are the same.  Not RFC 4518's full preparation.
#pragma once

#include <vector>

#include "sslprovider/base/bytes.h"

namespace secur32::x509 {

// One per RelativeDistinguishedName, in the name's order; empty for what is no Name.
using CanonicalName = std::vector<Buffer>;
CanonicalName canonical_name(Bytes name);

// The same in one piece.
Buffer canonical_octets(Bytes name);

// Whether two Names are one.
bool same_name(Bytes a, Bytes b);

// Whether name begins with all of base (RFC 5280 4.2.1.10, directoryName).
bool is_within(const CanonicalName& name, const CanonicalName& base);

}  // namespace secur32::x509
