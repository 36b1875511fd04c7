// A user of the CryptoAPI as the manual exchange of session keys presumes one: with pairs of keys
// of his own in a container, and with the public keys of the other.
#pragma once

#include <string>

#include "samples/common/crypt_handles.h"
#include "samples/common/framing.h"

namespace samples {

struct CryptUser {
    CryptContext context;
    CryptKey exchange;   // AT_KEYEXCHANGE: what session keys for this user are encrypted with
    CryptKey signature;  // AT_SIGNATURE
};

// The public halves of the other's two pairs, imported into one's own context.
struct CryptPeer {
    CryptKey exchange, signature;
};

// Opens the container, or makes it with two pairs of RSA keys of 2048 bits.
bool open_user(const std::string& container, CryptUser& user);

// The files <prefix>.exchange and <prefix>.signature: a PUBLICKEYBLOB each.
bool save_public_keys(const CryptUser& user, const std::string& prefix);
bool load_peer(const CryptUser& user, const std::string& prefix, CryptPeer& peer);

// The blob of a key, of the length that a first call without a buffer tells.
bool export_key(const CryptKey& key, HCRYPTKEY under, DWORD type, Bytes& blob);

}  // namespace samples
