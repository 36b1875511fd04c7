// What AcquireCredentialsHandle leaves behind: who an initiator is, in the form in which its
// responses need it, and where an acceptor looks users up.  Immutable but for the accepted names.
// The password itself is forgotten here: only its one-way functions are kept.
//
// Thread rule: any number of threads.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "sspi/core/authority.h"
#include "sspi/core/package.h"
#include "sspi/ntlm/handshake.h"
#include "sspi/ntlm/policy.h"
#include "sspi/ntlm/responses.h"

namespace secur32::ntlm {

// The initiator's half.
struct ClientIdentity {
    std::u16string user, domain;
    bool anonymous = false;
    Key nt_hash;                 // NTOWFv1
    Key response_key;            // NTOWFv2 of the same, user and domain
    std::optional<Key> lm_hash;  // LMOWFv1; only where the policy lets it be used
};

// Where an acceptor looks users up: one of the two, or neither.
struct Accounts {
    std::shared_ptr<Authority> authority;
    HashCallback callback;

    bool none() const { return !authority && !callback; }
};

class Credential final : public secur32::Credential {
 public:
    static Result<std::shared_ptr<Credential>> acquire(
        const CredentialRequest& request, std::shared_ptr<AuthorityDirectory> directory);

    Result<std::u16string> user_name() const override;
    Status set(const CredentialSetting& setting) override;

    const Policy& policy() const { return policy_; }
    bool inbound() const { return inbound_; }
    // Null: this credential cannot initiate.
    const ClientIdentity* client() const { return client_ ? &*client_ : nullptr; }
    AuthorityDirectory& directory() const { return *directory_; }

    // Acceptor: the accounts as they are now; none() when there are none.
    Result<Accounts> accounts() const;
    // Acceptor: accounts may come later, through SetContextAttributes and CompleteAuthToken.
    bool accounts_may_follow() const { return accounts_may_follow_; }
    // Acceptor: the names that its program says a client may have meant; empty: any.  Those of
    // policy() hold besides.
    std::vector<std::u16string> accepted_names() const;

 private:
    Credential(const CredentialRequest& request, std::shared_ptr<AuthorityDirectory> directory);
    Status find_client(const Identity* identity);
    Status find_accounts(const Identity* identity);

    const std::shared_ptr<AuthorityDirectory> directory_;
    const Policy policy_;
    const bool inbound_;
    std::optional<ClientIdentity> client_;
    Accounts accounts_;  // its own; else those of the machine
    bool accounts_may_follow_ = false;

    mutable std::mutex names_mutex_;
    std::vector<std::u16string> accepted_names_;
};

}  // namespace secur32::ntlm
