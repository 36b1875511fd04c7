// Which signatures and keys of a chain are too weak to mean anything (Strength).
#pragma once

#include "sslprovider/x509/chain.h"

namespace secur32::x509 {

// Of a hash for which anybody makes collisions: MD2, MD4, MD5.
bool is_broken(const AlgorithmIdentifier& algorithm);
// Whether what the certificate is signed with is too weak: broken, and what strength adds.
bool has_weak_signature(const OwnedCertificate& certificate, const Strength& strength);
// Whether its key is too short.
bool has_weak_key(const OwnedCertificate& certificate, const Strength& strength);

}  // namespace secur32::x509
