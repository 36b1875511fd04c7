// CryptGenKey: a new session key, pair or master secret ("CryptGenKey function" in the Windows
// SDK's documentation), and which of a container's slots a pair belongs to.
#pragma once

#include "sslprovider/capi/container.h"
#include "sslprovider/capi/keys.h"
#include "sslprovider/capi/providers.h"

namespace secur32::capi {

struct NewKeyForm {
    AlgId id;
    std::uint32_t bits = 0;  // 0: the provider's default
    Salting salting = Salting::implied;
    bool pregen = false;  // CRYPT_PREGEN, of DSA and Diffie-Hellman: the group is yet to come
    std::uint32_t permissions = permission::standard;
};

// bad_algorithm: none of the provider's, or nothing that keys are made for; invalid_parameter: a
// length that the algorithm has not.
Result<Key> generate_key(const Provider& provider, const NewKeyForm& form);

// KP_ALGID on what Diffie-Hellman agreed on (big-endian): the session key or master secret that it
// becomes.  As above; invalid_parameter for a key that is longer than what was agreed.
Result<Key> key_of_agreement(const Provider& provider, const NewKeyForm& form, Bytes agreed);

// AT_KEYEXCHANGE, AT_SIGNATURE: which algorithm's pair the provider makes; bad_algorithm: none.
Result<AlgId> pair_algorithm(const Provider& provider, KeySpec spec);
// Where a pair of that algorithm is kept; none for a session key and CALG_DH_EPHEM.
std::optional<KeySpec> slot_of(AlgId id);

// How many octets a session key has that a caller wants in bits: 0 for the provider's default; DES
// and its likes also with their parity bits.  The specific id of CALG_AES comes from bits.
struct SessionKeySize {
    AlgId id;
    std::size_t octets;
};
Result<SessionKeySize> session_key_size(const Provider& provider, AlgId id, std::uint32_t bits);

}  // namespace secur32::capi
