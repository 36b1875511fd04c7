// Looks one account up in the database: a connection with its statements prepared, kept open from
// look-up to look-up.
//
// Thread rule: one thread at a time; database_authority keeps a pool of them.
#pragma once

#include <string>

#include "sspi/accounts/account_file.h"
#include "sspi/accounts/lockout.h"
#include "sspi/accounts/names.h"
#include "sspi/accounts/sqlite.h"
#include "sspi/core/authority.h"

namespace secur32::accounts {

// What the database says of an account, as of one moment.
struct StoredAccount {
    Account account;  // without what depends on the time
    UnixTime expires = 0, password_expires = 0;
    Counters counters;
    std::int64_t revision = 0;  // grows with every change of the counters
    Policy policy;
};

class AccountReader {
 public:
    // state: what examine() said about the file a moment ago.
    Status open(const std::string& path, const FileState& state);
    // Reads all of the database and says whether it is whole.
    Status check_whole();
    bool reads(const FileState& state) const { return file_.same_file(state); }
    // The account, or nobody's (kNobody, known == false) after exactly as many statements.
    Result<StoredAccount> look_up(const Wanted& wanted);
    const std::string& why() const { return why_.empty() ? connection_.why() : why_; }
    bool not_a_database() const { return connection_.not_a_database(); }

 private:
    Status offer_accounts(const Wanted& wanted, std::u16string_view user_key, Choice& choice);
    Result<StoredAccount> read_row(std::int64_t id);
    Result<StoredAccount> look_up_in_transaction(const Wanted& wanted);

    std::string path_;
    FileState file_;
    std::string why_;
    Connection connection_;
    Statement begin_, end_, candidates_, row_;
};

}  // namespace secur32::accounts
