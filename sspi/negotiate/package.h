// Negotiate: the package that lets others do the work.  Its initiator and acceptor speak raw NTLM;
// a context that it makes is the chosen package's own.  SPNEGO ([RFC4178], [MS-SPNG]) and Kerberos
// have their place in mechanisms.h, as a wrapper around the chosen contexts and as a row.
#pragma once

#include <memory>

#include "sspi/core/package.h"

namespace secur32::negotiate {

// Finds the packages it needs in directory when it first needs them.
std::unique_ptr<Package> make_package(const Directory& directory);

}  // namespace secur32::negotiate
