// Where an acceptor looks users up.  sspi/accounts implements these; packages see only this.
//
// An unknown user costs what a known one costs: find() answers with a decoy (known == false) whose
// hash nobody knows, the proof is computed with it, and record() is called all the same.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"
#include "sspi/core/identity.h"

namespace secur32 {

struct Account {
    std::u16string user, domain;  // as the accounts spell them
    Secret<16> nt_hash;           // NTOWFv1: MD4 of the UTF-16LE password
    bool known = false;
    bool disabled = false;
    bool expired = false;
    bool locked_out = false;
    bool password_expired = false;
    std::int64_t id = 0;  // the authority's own
};

enum class LogonOutcome : std::uint8_t {
    succeeded,
    wrong_password,  // counts towards the lock-out
    refused,         // the password was right, the account's state was not
};

class Authority {
public:
    virtual ~Authority() = default;
    // Status::no_authenticating_authority when the accounts cannot be read; never "unknown user".
    virtual Result<Account> find(std::u16string_view user, std::u16string_view domain) = 0;
    // Never blocks on the disk.
    virtual void record(const Account& account, LogonOutcome outcome) = 0;
};

// What the process has been told about accounts (environment, default database).
class AuthorityDirectory {
public:
    virtual ~AuthorityDirectory() = default;
    // The accounts of this machine: null when none are configured.  A configured database that
    // cannot be read: Status::no_authenticating_authority.
    virtual Result<std::shared_ptr<Authority>> standard() = 0;
    // user:domain:lm:nt:::
    virtual Result<std::shared_ptr<Authority>> sam_file(const std::string& path) = 0;
    // The default credentials of a client: Status::no_credentials when there are none.
    virtual Result<Identity> default_identity() = 0;
};

}  // namespace secur32
