// Read, apply the lock-out rules, write: under the database's write lock, so that what another
// process added is never overwritten.
#include "sspi/accounts/counter_writer.h"

#include "sspi/accounts/schema.h"

namespace secur32::accounts {
namespace {

constexpr std::string_view kPolicy =
    "SELECT lockout_threshold, lockout_duration, lockout_window FROM policy WHERE id = 1";
constexpr std::string_view kRow =
    "SELECT failures, locked_since, last_logon, last_failure, revision FROM accounts WHERE id = ?1";
constexpr std::string_view kUpdate =
    "UPDATE accounts SET failures = ?2, locked_since = ?3, last_logon = ?4, last_failure = ?5, "
    "revision = ?6 WHERE id = ?1";

}  // namespace

Status CounterWriter::told(Status status) {
    if (status != Status::ok) why_ = open_->connection.why();
    return status;
}

Status CounterWriter::open() {
    TRY_ASSIGN(const FileState file, examine(path_, why_));
    if (open_ && open_->file.same_file(file)) return Status::ok;
    open_ = std::make_unique<Open>();
    open_->file = file;
    TRY(told(open_->connection.open(path_, Connection::Access::count)));
    TRY(check_schema(open_->connection, path_, why_));
    TRY(told(open_->connection.prepare(kPolicy, open_->policy_row)));
    TRY(told(open_->connection.prepare(kRow, open_->row)));
    return told(open_->connection.prepare(kUpdate, open_->update));
}

Status CounterWriter::begin() {
    TRY(open());
    transaction_ = std::make_unique<Transaction>(open_->connection);
    TRY(told(transaction_->begin()));
    Statement& row = open_->policy_row;
    const Result<bool> found = row.step();
    if (found.ok() && found.value())
        open_->policy = {row.integer(0), row.integer(1), row.integer(2)};
    row.reset();
    return told(found.status());
}

Result<std::int64_t> CounterWriter::add(std::int64_t id, const Tally& tally) {
    Statement& row = open_->row;
    const Result<bool> found = row.bind(id).step();
    Counters counters;
    std::int64_t revision = 0;
    if (found.ok() && found.value()) {
        counters = {row.integer(0), row.integer(1), row.integer(2), row.integer(3)};
        revision = row.integer(4) + 1;
    }
    row.reset();
    TRY(told(found.status()));
    if (revision == 0) return revision;
    counters = tally.applied_to(counters, open_->policy);
    open_->update.bind(id).bind(counters.failures).bind(counters.locked_since);
    open_->update.bind(counters.last_logon).bind(counters.last_failure).bind(revision);
    TRY(told(open_->update.run()));
    return revision;
}

Status CounterWriter::commit() {
    TRY(told(transaction_->commit()));
    transaction_.reset();
    return Status::ok;
}

void CounterWriter::abandon() {
    transaction_.reset();
    open_.reset();
}

}  // namespace secur32::accounts
