// The accounts database as its administrator sees it: what secur32-accounts does.
//
// Thread rule: one thread.  Several processes at once are fine; every call is one transaction that
// is on the disk when it returns.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sspi/accounts/lockout.h"
#include "sspi/accounts/names.h"
#include "sspi/accounts/sqlite.h"

namespace secur32::accounts {

struct StoreEntry {
    AccountName name;
    bool disabled = false;
    UnixTime expires = 0, password_expires = 0;  // 0: never
    Counters counters;
};

struct ImportReport {
    std::size_t added = 0, replaced = 0;
    std::vector<AccountName> kept;       // were there already
    std::vector<std::size_t> malformed;  // line numbers
};

class Store {
 public:
    // Existing databases only; create() makes one where there is none.
    Status open(const std::string& path);
    Status create(const std::string& path);

    Result<bool> contains(const AccountName& name);
    Status add(const AccountName& name, const Secret<16>& nt_hash);
    // A new password is not an expired one.
    Status set_hash(const AccountName& name, const Secret<16>& nt_hash);
    Status set_disabled(const AccountName& name, bool disabled);
    Status set_expiry(const AccountName& name, UnixTime when);
    Status set_password_expiry(const AccountName& name, UnixTime when);
    Status unlock(const AccountName& name);
    Status remove(const AccountName& name);
    // By domain and user.
    Result<std::vector<StoreEntry>> list();
    // What was tried for users that do not exist.
    Result<Counters> unknown_users();
    Result<Policy> policy();
    Status set_policy(const Policy& policy);
    // A SAM file's text; replace: new hashes for accounts that are there already.
    Result<ImportReport> import(Bytes sam_text, bool replace);

    // After a failure: what went wrong, in words for the administrator.
    const std::string& why() const { return why_; }

 private:
    Status told(Status status);
    Status missing(const AccountName& name);
    // UPDATE accounts SET <assignments with ?3> ... of one account.
    Status change(const AccountName& name, std::string_view assignments, std::int64_t value);
    Status insert(const AccountName& name, const Secret<16>& nt_hash, bool disabled);
    Status import_line(std::string_view line, std::size_t number, bool replace,
                       ImportReport& report);
    Result<StoreEntry> entry_of(const Statement& row);

    std::string why_;
    Connection connection_;
};

// How an account is written for people: DOMAIN\user, or user.
std::string display_name(const AccountName& name);

}  // namespace secur32::accounts
