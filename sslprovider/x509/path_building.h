// The paths from a certificate towards roots (RFC 4158's depth-first search), best candidates
// first, each step's signature verified.  Not judged here: anything else (path_validation.h).
#pragma once

#include <functional>
#include <vector>

#include "sslprovider/x509/chain.h"

namespace secur32::x509 {

struct PathStep {
    SharedCertificate certificate;
    Buffer subject, issuer;             // canonical
    TrustInfo match = TrustInfo::none;  // how its issuer, the next step, was found
    Status signature = Status::ok;      // by the next step, or of a self-signed one by itself
};

struct Path {
    // cyclic: every issuer is on the path already.
    enum class End : std::uint8_t { trusted, untrusted_root, peer, partial, cyclic };
    std::vector<PathStep> steps;  // the leaf first
    End end = End::partial;
    bool self_signed = false;  // the last one
};

// take answers whether it has seen enough.  At least one path comes.
void find_paths(const ChainRequest& request, const std::function<bool(const Path&)>& take);

}  // namespace secur32::x509
