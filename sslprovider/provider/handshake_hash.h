// The hash of a handshake's messages: MD5 || SHA-1 up to TLS 1.1, the hash of the suite's PRF from
// TLS 1.2 on (RFC 5246 7.4.9, RFC 8446 4.4.1); or, for TLS 1.2's CertificateVerify, the hash of a
// signature scheme (RFC 5246 7.4.8).  Thread rule: one thread at a time.
#pragma once

#include "sslprovider/crypto/hash.h"
#include "sslprovider/provider/cipher_suites.h"

namespace secur32::provider {

class HandshakeHash {
 public:
    HandshakeHash(Version version, const CipherSuite& suite);
    // For CertificateVerify, with a hash of its own.
    HandshakeHash(Version version, const CipherSuite& suite, crypto::HashAlgorithm algorithm);

    Version version() const { return version_; }
    const CipherSuite& suite() const { return *suite_; }
    crypto::HashAlgorithm algorithm() const { return hash_.algorithm(); }
    // A handshake message with its header (RFC 6347 4.2.6: of DTLS as if it was not fragmented).
    void add(Bytes message) { hash_.update(message); }
    crypto::Digest value() const { return hash_.peek(); }

    // RFC 8446 4.4.1: "when the server responds to a ClientHello with a HelloRetryRequest, the
    // value of ClientHello1 is replaced with a special synthetic handshake message of handshake
    // type message_hash".  Call it after ClientHello1, before HelloRetryRequest.
    void replace_with_message_hash();

 private:
    Version version_;
    const CipherSuite* suite_;
    crypto::Hash hash_;
};

}  // namespace secur32::provider
