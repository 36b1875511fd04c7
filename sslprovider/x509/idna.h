// Internationalized host names: UTF-16 to the letters that the DNS and certificates hold (A-labels,
// "xn--...", RFC 5890) and back.  The mapping is IDNA2008 with UTS #46 (not transitional), which is
// libidn2's; the edge of what is a name at all (lengths, wild cards) is here.
#pragma once

#include <string>
#include <string_view>

#include "sslprovider/base/status.h"

namespace secur32::x509 {

// Lower-case and in A-labels.  What is ASCII already is only made lower-case, so that names that
// DNS knows but IDNA does not ("_service", "*.example") pass.  invalid_parameter: ill-formed
// UTF-16, over 253 characters as the DNS holds it, characters that no name may have, an empty
// label.
Result<std::string> to_ascii(std::u16string_view host);

// A-labels become what they stand for, label by label; one that stands for nothing stays as it is.
std::u16string to_unicode(std::u16string_view host);

}  // namespace secur32::x509
