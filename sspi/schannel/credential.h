// A Schannel credential: terms, certificates with their keys, whom to trust and how to judge.
// Immutable once acquired, but for what SetCredentialsAttributes says; any thread.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "sslprovider/x509/chain.h"
#include "sspi/core/package.h"
#include "sspi/schannel/terms.h"

namespace secur32::schannel {

struct Policy;  // policy.h

// A certificate that this side can show: chain[0] is the leaf, the root is left out unless
// SCH_SEND_ROOT_CERT.  The key is imported, the chain built, once.
struct OwnCertificate {
    std::vector<x509::SharedCertificate> chain;
    crypto::PrivateKey key;
    const x509::OwnedCertificate& leaf() const { return *chain.front(); }
};

// How the peer's certificates are judged (dwFlags, ISC_REQ_MANUAL_CRED_VALIDATION, ...).
struct Judgement {
    enum class Mode : std::uint8_t { automatic, manual, deferred };
    Mode mode = Mode::automatic;
    bool check_name = true;
    x509::RevocationScope revocation = x509::RevocationScope::none;
    bool ignore_no_revocation_check = false, ignore_revocation_offline = false;
    bool revocation_cache_only = false, url_cache_only = false;
    // hRootStore; null: the machine's roots.
    x509::SharedIndex roots;
};

class Credential final : public secur32::Credential {
 public:
    // unknown_credentials, no_credentials, algorithm_mismatch, ... as reference schannel.md 1 and 5.
    static Result<std::shared_ptr<Credential>> acquire(const CredentialRequest& request);

    // A client's or a server's; never both (schannel.md 1: "One handle serves only one direction").
    bool is_server() const { return server_; }
    // Of TLS_PARAMETERS for an application protocol; empty: before one is chosen, or none.
    const Terms& terms(std::string_view application_protocol = {}) const;
    std::span<const OwnCertificate> certificates() const { return certificates_; }
    const Judgement& judgement() const { return judgement_; }
    // SCH_CRED_NO_DEFAULT_CREDS: a client without certificate asks its caller for one.
    // A server's certificate_authorities: names (DER) of the roots in hRootStore; may be empty.
    std::span<const Buffer> authority_names() const { return authority_names_; }
    std::uint32_t session_lifespan() const { return session_lifespan_; }  // ms

    FileTime expiry() const override;
    Result<std::u16string> user_name() const override;
    Result<CredentialAttributeValue> query(CredentialAttribute attribute) const override;

 private:
    friend struct CredentialTests;
    struct ProtocolTerms {
        std::vector<std::string> application_protocols;  // empty: all others
        Terms terms;
    };
    Status take_terms(const Policy& policy, const TlsCredentialRequest& request);
    bool server_ = false;
    std::vector<ProtocolTerms> terms_;  // one of them of all others
    std::vector<OwnCertificate> certificates_;
    Judgement judgement_;
    std::vector<Buffer> authority_names_;
    std::uint32_t session_lifespan_ = 36'000'000;
    std::uint32_t flags_ = 0;
};

}  // namespace secur32::schannel
