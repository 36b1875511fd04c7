// What an HCRYPTKEY stands for: a session key, or a pair or public half of one, or a master secret
// of the Schannel providers; and what all of them have.
#pragma once

#include <memory>
#include <optional>
#include <variant>

#include "sslprovider/capi/schannel_keys.h"
#include "sslprovider/capi/session_key.h"
#include "sslprovider/crypto/diffie_hellman.h"
#include "sslprovider/crypto/keys.h"

namespace secur32::capi {

// KP_PERMISSIONS.
namespace permission {
inline constexpr std::uint32_t encrypt = 0x01, decrypt = 0x02, exports = 0x04, read = 0x08,
                               write = 0x10, mac = 0x20, archive = 0x100,
                               standard = encrypt | decrypt | read | write | mac;  // 0x3B
}

// RSA and DSA.  A key that was imported from a PUBLICKEYBLOB has no closed half.
struct PairKey {
    crypto::PublicKey open;
    std::optional<crypto::PrivateKey> closed;
};

// Diffie-Hellman, in the steps of its making: CryptGenKey with CRYPT_PREGEN gives neither group nor
// key; KP_P and KP_G (or KP_PUB_PARAMS) the group; KP_X makes the key; CryptImportKey of the peer's
// PUBLICKEYBLOB with it as hPubKey gives `agreed`, which KP_ALGID turns into a session key.
struct DiffieHellmanKey {
    std::size_t bits = 0;
    crypto::DhGroup group;
    std::optional<crypto::DhKey> key;
    std::optional<Buffer> peer_value;  // a PUBLICKEYBLOB imported without a pair
    std::shared_ptr<const SecureBytes> agreed;
};

// DSA between CryptGenKey with CRYPT_PREGEN and KP_X, which makes a PairKey of it: KP_P, KP_Q and
// KP_G (or KP_PUB_PARAMS) give the group.  Big-endian, empty until set.
struct UnmadeDsaKey {
    std::size_t bits = 0;
    Buffer p, q, g;
};

struct Key {
    AlgId id = 0;  // KP_ALGID
    std::uint32_t permissions = permission::standard;
    std::variant<SessionKey, PairKey, DiffieHellmanKey, SchannelMaster, UnmadeDsaKey> body;
    Buffer oaep_label = {};   // KP_OAEP_PARAMS
    Buffer certificate = {};  // KP_CERTIFICATE: DER; lives with the handle, and is not stored

    // CRYPT_ARCHIVE: as long as the handle that the key was made with lives; it is not stored.
    bool exportable() const {
        return (permissions & (permission::exports | permission::archive)) != 0;
    }
    SessionKey* session() { return std::get_if<SessionKey>(&body); }
    const SessionKey* session() const { return std::get_if<SessionKey>(&body); }
    PairKey* pair() { return std::get_if<PairKey>(&body); }
    const PairKey* pair() const { return std::get_if<PairKey>(&body); }
};

// CryptDuplicateKey.
Result<Key> clone(const Key& key);

}  // namespace secur32::capi
