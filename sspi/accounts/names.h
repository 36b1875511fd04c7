// Which stored account answers to the user and domain that a client sent, and how a name is typed
// at a prompt.  docs/accounts.md has the rule in prose.
//
// Not the names of NTLM's key derivation: NTOWFv2 ([MS-NLMP] 3.3.2) takes what the client sent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "sslprovider/base/status.h"

namespace secur32::accounts {

// How well a stored account answers, worst first.
enum class Match : std::uint8_t {
    none,
    sole,        // the client named no domain and nobody else has this user name
    principal,   // "user@domain" in the user field, with no domain beside it
    machine,     // the client named no domain, the account belongs to this machine
    any_domain,  // the account is stored without a domain
    exact,
};

// What a client sent, folded once.
class Wanted {
 public:
    Wanted(std::u16string_view user, std::u16string_view domain);

    const std::u16string& user_key() const { return user_; }
    // The user of a "user@domain"; user_key() when it is none.
    const std::u16string& principal_key() const { return principal_.empty() ? user_ : principal_; }
    // For an account whose keys these are.
    Match judge(std::u16string_view user_key, std::u16string_view domain_key) const;

 private:
    std::u16string user_, domain_;
    std::u16string principal_, principal_domain_;
};

// Keeps the best of the accounts that are offered, the first one among equals.
class Choice {
 public:
    void offer(Match match, std::int64_t which);
    // "sole" is nobody when there are two.
    bool made() const { return best_ != Match::none && !(best_ == Match::sole && rivals_); }
    std::int64_t which() const { return which_; }

 private:
    Match best_ = Match::none;
    bool rivals_ = false;
    std::int64_t which_ = 0;
};

struct AccountName {
    std::u16string user, domain;
};

// DOMAIN\user, user@domain or user, in UTF-8.  Refuses what no account can be called.
Result<AccountName> parse_account_name(std::string_view text);
// The user of an account: not empty, at most 256 units, no control characters, ':' or '\'.
bool is_user_name(std::u16string_view user);
// The same for a domain, which may be empty.
bool is_domain_name(std::u16string_view domain);

}  // namespace secur32::accounts
