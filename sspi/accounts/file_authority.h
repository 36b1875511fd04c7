// Looks users up in a text file (account_lines.h), which is read once and again when it changes.
// It counts no failures: a text file has no place for them.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "sspi/accounts/account_file.h"
#include "sspi/core/authority.h"
#include "sspi/core/identity.h"

namespace secur32::accounts {

enum class FileFormat : std::uint8_t { sam, user_file };

// The accounts of a file, folded and indexed; immutable.
class AccountTable;

class FileAuthority final : public Authority {
 public:
    FileAuthority(std::string path, FileFormat format);
    ~FileAuthority() override;
    FileAuthority(const FileAuthority&) = delete;
    FileAuthority& operator=(const FileAuthority&) = delete;

    // Reads it, to find out whether it can be; gives the number of accounts in it.
    Result<std::size_t> probe(std::string& why);

    Result<Account> find(std::u16string_view user, std::u16string_view domain) override;
    void record(const Account&, LogonOutcome) override {}

 private:
    // The table of the file as it is now.
    Result<std::shared_ptr<const AccountTable>> table(std::string& why);
    bool is_current(const FileState& state) const;

    const std::string path_;
    const FileFormat format_;
    std::mutex mutex_;
    FileState state_;           // of the file when it was read
    std::int64_t read_at_ = 0;  // nanoseconds of the wall clock
    std::shared_ptr<const AccountTable> table_;
};

// The first line of a user file: who a client is when it does not say.
Result<Identity> first_identity(const std::string& path, std::string& why);

}  // namespace secur32::accounts
