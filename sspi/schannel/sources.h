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
    // the order wanted.  Empty: the library's.  Of a ClientHello: what it does not name is left out,
    // but for what no handshake can do without; what it names is sent also where the library would
    // not by itself (session_ticket, record_size_limit).  It is asked for each ClientHello.
    virtual std::span<const std::uint16_t> extension_order(std::uint8_t handshake_type);
    // What a HelloRetryRequest asks to be sent back (RFC 8446 4.2.2); empty: no cookie.  The standard
    // has none: a server remembers the first ClientHello itself.
    virtual Buffer cookie() { return {}; }
    // RFC 8446 D.4: whether a client that offers TLS 1.3 sends a session id.
    virtual bool compatibility_mode() { return true; }
};

}  // namespace secur32::schannel
