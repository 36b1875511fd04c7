// CryptDeriveKey: a session key of a hash ("CryptDeriveKey function", Remarks, in the Windows SDK's
// documentation), or of a master secret of the Schannel providers.
#pragma once

#include "sslprovider/capi/hashes.h"

namespace secur32::capi {

struct DerivedKeyForm {
    AlgId id;
    std::uint32_t bits = 0;  // 0: the provider's default
    Salting salting = Salting::implied;
    bool server = false;  // CRYPT_SERVER
};

// Finishes the hash.  bad_algorithm: no session key's, or not the provider's; bad_hash: a hash that
// nothing is derived of; invalid_parameter: a length that the algorithm has not; bad_flags: a
// master key without KP_SCHANNEL_ALG.  Permissions are the caller's matter.
Result<Key> derive_key(const Provider& provider, HashObject& hash, const DerivedKeyForm& form);

}  // namespace secur32::capi
