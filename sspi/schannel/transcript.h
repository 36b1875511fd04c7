// The handshake messages so far, hashed as they come (RFC 8446 4.4.1, RFC 5246 7.4.9).  Until the
// suite is known the messages themselves are kept; on request they are kept further, for TLS 1.2's
// CertificateVerify, whose hash is known only when it comes (RFC 5246 7.4.8).
#pragma once

#include <optional>

#include "sslprovider/provider/handshake_hash.h"

namespace secur32::schannel {

class Transcript {
 public:
    // A handshake message with its header.
    void add(Bytes message);
    // The hash is known; what was kept goes into it.
    void choose(Version version, const provider::CipherSuite& suite);
    bool is_chosen() const { return hash_.has_value(); }
    // From now on nothing is kept but the hash; choose() comes first.
    void stop_keeping();
    // Hash so far.
    crypto::Digest value() const { return hash_->value(); }
    // What was kept: all messages so far.
    Bytes messages() const { return kept_; }

    // RFC 8446 4.4.1: "ClientHello1 is replaced with a special synthetic handshake message".  Between
    // ClientHello1 and HelloRetryRequest, after choose().
    void replace_with_message_hash();
    // RFC 8446 4.2.11.2: the hash of what is here and of a ClientHello without its binders.
    crypto::Digest value_with(Bytes truncated_client_hello) const;

 private:
    std::optional<provider::HandshakeHash> hash_;
    Buffer kept_;
    bool keeping_ = true;
};

}  // namespace secur32::schannel
