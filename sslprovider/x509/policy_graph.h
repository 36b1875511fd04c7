// Certificate policies along a path (RFC 5280 6.1, valid_policy_tree).  The tree's nodes of one
// depth and one policy are alike in everything that comes after them, so they are one node here
// with several parents: what takes 2^n nodes as a tree takes n x policies.
#pragma once

#include <vector>

#include "sslprovider/x509/chain.h"

namespace secur32::x509 {

struct PolicyVerdict {
    // invalid_policy_constraints (mappings that cannot be, too many policies),
    // no_issuance_chain_policy (a policy is required and none is left), not_valid_for_usage (none
    // of, or not all of, the request's).
    TrustError errors = TrustError::none;
    // Those that the end certificate is good for, in the root's terms; absent: any.
    std::optional<ObjectIdentifiers> policies;
};

// certificates: the end certificate first, the root, which is not judged, last.
PolicyVerdict check_policies(const ChainRequest& request,
                             const std::vector<SharedCertificate>& certificates);

}  // namespace secur32::x509
