// Whether the peer's certificates may be trusted (reference schannel.md 5): the chain, its usage,
// the host's name, revocation; and the proof of it without which no handshake ends.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "sslprovider/x509/chain.h"
#include "sspi/schannel/credential.h"

namespace secur32::schannel {

struct PeerCertificates {
    std::vector<x509::SharedCertificate> chain;  // as received, the leaf first; empty: none
    Buffer stapled_ocsp;                         // of CertificateStatus or the leaf's entry; may be empty
};

// That the peer's certificates were judged, or that nobody wanted it.
class VerifiedPeer {
 public:
    // What the chain was found to be; null where the caller validates himself.
    const x509::SharedChain& chain() const { return chain_; }
    // ok, or, where validation is deferred, what was wrong: CERT_CHECK_RESULT.
    Status verdict() const { return verdict_; }

 private:
    friend Result<VerifiedPeer> verify_peer(const struct PeerQuestion& question);
    friend VerifiedPeer anonymous_peer();
    VerifiedPeer() = default;
    x509::SharedChain chain_;
    Status verdict_ = Status::ok;
};

struct PeerQuestion {
    const PeerCertificates& peer;
    const Judgement& judgement;
    bool peer_is_server;
    std::u16string_view target;  // of a server
    const Terms& terms;
};
// certificate_expired, untrusted_root, wrong_principal, ... as the table of schannel.md 5;
// mode manual: succeeds with no chain.
Result<VerifiedPeer> verify_peer(const PeerQuestion& question);
// A client that showed no certificate and needs none.
VerifiedPeer anonymous_peer();

// A Certificate message's list, parsed: certificate_malformed when one is none, or its key is none
// that TLS knows.
Result<std::vector<x509::SharedCertificate>> parse_certificate_list(std::span<const Bytes> list);

}  // namespace secur32::schannel
