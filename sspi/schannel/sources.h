// Where a handshake takes what is not decided by its input: randoms, ephemeral keys, signatures, the
// order of extensions.  Tests put their own in its place, to replay RFC 8448 octet for octet.
#pragma once

#include <cstdint>
#include <span>

#include "sslprovider/base/status.h"
#include "sslprovider/crypto/key_exchange.h"
#include "sspi/schannel/signature_schemes.h"

namespace secur32::schannel {

class Sources {
 public:
    virtual ~Sources() = default;
    // The kernel's randomness, new keys, true signatures, the library's own order.
    static Sources& standard();
    // For tests: what new contexts of this thread take; null: the standard.  Returns the one before.
    static Sources* replace(Sources* sources);
    static Sources& current();

    // Random fields and session ids.
    virtual void random(MutableBytes out);
    virtual Result<crypto::KeyShare> key_share(crypto::NamedGroup group);
    virtual Result<Buffer> sign(const SignatureScheme& scheme, const crypto::PrivateKey& key,
                                Bytes content);
    // The types of a ClientHello's (1), ServerHello's (2), EncryptedExtensions' (8)... extensions in
    // the order wanted; those it does not name follow.  Empty: the library's.
    virtual std::span<const std::uint16_t> extension_order(std::uint8_t handshake_type);
    // What a HelloRetryRequest asks to be sent back (RFC 8446 4.2.2); empty: no cookie.  The standard
    // has none: a server remembers the first ClientHello itself.
    virtual Buffer cookie() { return {}; }
};

}  // namespace secur32::schannel
