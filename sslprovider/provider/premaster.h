// The premaster secret of TLS 1.0 to 1.2 between its making and the master secret: whoever runs the
// handshake carries it, and never sees it (RFC 5246 8.1).
#pragma once

#include <utility>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"
#include "sslprovider/crypto/key_exchange.h"
#include "sslprovider/crypto/keys.h"
#include "sslprovider/provider/master_key.h"

namespace secur32::provider {

class Premaster {
 public:
    // (EC)DHE.  bad_key when the peer's value is not of the group.
    static Result<Premaster> agree(const crypto::KeyShare& own, Bytes peer_public_value);
    // RSA key exchange, client: made of the version that the ClientHello offered, and encrypted for
    // the server; encrypted is EncryptedPreMasterSecret's content.  bad_key for a key that is no RSA.
    static Result<std::pair<Premaster, Buffer>> for_server(Version offered,
                                                           const crypto::PublicKey& server_key);

    // As MasterKey::derive.
    Result<MasterKey> master_key(Version version, const CipherSuite& suite, Side side,
                                 const Randoms& randoms,
                                 std::optional<Bytes> session_hash = {}) const {
        return MasterKey::derive(version, suite, side, octets_.bytes(), randoms, session_hash);
    }

 private:
    explicit Premaster(SecureBytes octets) : octets_(std::move(octets)) {}
    SecureBytes octets_;
};

}  // namespace secur32::provider
