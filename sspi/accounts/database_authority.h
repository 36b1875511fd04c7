// Looks users up in the accounts database (schema.h) and counts their failures (journal.h).
//
// Thread rule: any thread, also after fork(2): a child makes its own connections and its own
// thread, and leaves its parent's alone.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "sspi/accounts/account_reader.h"
#include "sspi/core/authority.h"

namespace secur32::accounts {

class DatabaseAuthority final : public Authority {
 public:
    explicit DatabaseAuthority(std::string path);
    ~DatabaseAuthority() override;
    DatabaseAuthority(const DatabaseAuthority&) = delete;
    DatabaseAuthority& operator=(const DatabaseAuthority&) = delete;

    // Opens it, to find out whether it can be read; why says what is wrong with which file.
    enum class Kind : std::uint8_t { readable, not_a_database, unusable };
    Kind probe(std::string& why);

    Result<Account> find(std::u16string_view user, std::u16string_view domain) override;
    void record(const Account& account, LogonOutcome outcome) override;
    // Waits until what was recorded is in the database; false: it cannot be written.
    bool flush();

 private:
    struct Session;  // what belongs to this process
    Session& session();
    Result<StoredAccount> read_account(Session& session, const Wanted& wanted, UnixTime now,
                                       std::string& why);
    Result<Account> look_up(std::u16string_view user, std::u16string_view domain, std::string& why);

    const std::string path_;
    std::atomic<Session*> session_ = nullptr;
};

}  // namespace secur32::accounts
