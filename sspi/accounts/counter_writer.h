// Writes a batch of logons and failures into the database, in one transaction.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "sspi/accounts/account_file.h"
#include "sspi/accounts/lockout.h"
#include "sspi/accounts/sqlite.h"

namespace secur32::accounts {

// One account's part of a batch.
struct Written {
    Tally tally;
    std::int64_t revision = 0;  // the row's, once this is in it; 0: it is not yet
};

class CounterWriter {
 public:
    explicit CounterWriter(std::string path) : path_(std::move(path)) {}

    // One transaction: begin, add any number of times, commit.
    Status begin();
    // Adds a tally to an account's row and gives the row's new revision; 0 when the account is
    // gone.
    Result<std::int64_t> add(std::int64_t id, const Tally& tally);
    Status commit();
    // After any failure: forgets the transaction and the connection.
    void abandon();
    const std::string& why() const { return why_; }

 private:
    struct Open {
        FileState file;
        Policy policy;
        Connection connection;
        Statement policy_row, row, update;
    };
    Status open();
    Status told(Status status);

    std::string path_;
    std::string why_;
    std::unique_ptr<Open> open_;
    std::unique_ptr<Transaction> transaction_;
};

}  // namespace secur32::accounts
