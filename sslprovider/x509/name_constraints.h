// Name constraints (RFC 5280 4.2.1.10): whether the names of the certificates beneath a CA are
// within the subtrees that it permits and outside those it excludes.  Judged: directory names, DNS
// names, e-mail addresses, the hosts of URIs, IP addresses and UPNs (an otherName, by its domain).
// A constraint of another form is not supported, and matters where such a name is.
#pragma once

#include <span>

#include "sslprovider/x509/canonical_name.h"
#include "sslprovider/x509/chain.h"
#include "sslprovider/x509/extensions.h"

namespace secur32::x509 {

// The names of one certificate, gathered once: its subject, the e-mail addresses in the subject
// (where there is none among the alternative names), and the alternative names.
struct ConstrainedNames {
    CanonicalName subject;
    GeneralNames names;
    // CNs that look like host names of an end certificate without alternative DNS names: programs
    // that fall back to them must not get around the constraint.
    GeneralNames host_like;
};
// end: an end certificate.
ConstrainedNames constrained_names(const OwnedCertificate& certificate, bool end);

// none, or the error of each subtree that is violated.  budget: comparisons that may still be made;
// with none left invalid_name_constraints.
TrustError check_names(const NameConstraints& constraints, const ConstrainedNames& names,
                       std::size_t& budget);

}  // namespace secur32::x509
