// A pool of readers and one journal for each process that uses the authority.
#include "sspi/accounts/database_authority.h"

#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "sslprovider/base/trace.h"
#include "sspi/accounts/account_file.h"
#include "sspi/accounts/account_reader.h"
#include "sspi/accounts/fork_gate.h"
#include "sspi/accounts/journal.h"
#include "sspi/accounts/names.h"

namespace secur32::accounts {

struct DatabaseAuthority::Session {
    static constexpr std::size_t kIdleReaders = 16;

    explicit Session(const std::string& path) : journal(Journal::make(path)) {}

    // One that is open, or a new one.
    Result<std::unique_ptr<AccountReader>> take_reader(const std::string& path,
                                                       const FileState& file, std::string& why) {
        if (std::unique_ptr<AccountReader> reader = take_idle(file)) return reader;
        auto reader = std::make_unique<AccountReader>();
        Status status = reader->open(path, file);
        // Once for each file: this reads all of it.
        if (status == Status::ok && needs_check(file)) status = reader->check_whole();
        not_a_database = reader->not_a_database();
        if (status == Status::ok) return reader;
        why = reader->why();
        forget_check();
        return status;
    }
    void give_back(std::unique_ptr<AccountReader> reader) {
        const std::lock_guard lock(mutex);
        if (idle.size() < kIdleReaders) idle.push_back(std::move(reader));
    }

    const std::uint64_t generation = fork_generation();
    const std::shared_ptr<Journal> journal;
    std::atomic<bool> not_a_database = false;  // what the last attempt to open it found

 private:
    std::unique_ptr<AccountReader> take_idle(const FileState& file) {
        const std::lock_guard lock(mutex);
        while (!idle.empty()) {
            std::unique_ptr<AccountReader> reader = std::move(idle.back());
            idle.pop_back();
            if (reader->reads(file)) return reader;
        }
        return nullptr;
    }
    bool needs_check(const FileState& file) {
        const std::lock_guard lock(mutex);
        if (checked && checked->same_file(file)) return false;
        checked = file;
        return true;
    }
    void forget_check() {
        const std::lock_guard lock(mutex);
        checked.reset();
    }

    std::mutex mutex;
    std::optional<FileState> checked;
    std::vector<std::unique_ptr<AccountReader>> idle;
};

DatabaseAuthority::DatabaseAuthority(std::string path) : path_(std::move(path)) {}

DatabaseAuthority::~DatabaseAuthority() {
    Session* const session = session_.load();
    // What a parent process opened is not ours to close.
    if (session == nullptr || session->generation != fork_generation()) return;
    session->journal->close();
    delete session;
}

// The caller holds a ForkGate.
DatabaseAuthority::Session& DatabaseAuthority::session() {
    Session* current = session_.load(std::memory_order_acquire);
    if (current != nullptr && current->generation == fork_generation()) return *current;
    auto fresh = std::make_unique<Session>(path_);
    // A session of the parent's is left alone: its locks and threads are not of this process.
    if (session_.compare_exchange_strong(current, fresh.get())) return *fresh.release();
    return *current;
}

DatabaseAuthority::Kind DatabaseAuthority::probe(std::string& why) {
    const ForkGate gate;
    const Result<FileState> file = examine(path_, why);
    if (!file.ok()) return Kind::unusable;
    Session& here = session();
    Result<std::unique_ptr<AccountReader>> reader = here.take_reader(path_, file.value(), why);
    if (!reader.ok()) return here.not_a_database ? Kind::not_a_database : Kind::unusable;
    warn_when_others_can_read(path_, file.value());
    here.give_back(std::move(reader).value());
    return Kind::readable;
}

// The account with its counters as they are now.
Result<StoredAccount> DatabaseAuthority::read_account(Session& session, const Wanted& wanted,
                                                      UnixTime now, std::string& why) {
    TRY_ASSIGN(const FileState file, examine(path_, why));
    TRY_ASSIGN(auto reader, session.take_reader(path_, file, why));
    for (;;) {
        const std::uint64_t batches = session.journal->batches();
        Result<StoredAccount> found = reader->look_up(wanted);
        if (!found.ok()) {
            why = reader->why();
            return found;
        }
        StoredAccount& stored = found.value();
        const std::optional<Counters> current = session.journal->current(
            stored.account.id, stored.counters, stored.revision, stored.policy, now, batches);
        if (!current) continue;
        stored.counters = *current;
        session.give_back(std::move(reader));
        return found;
    }
}

Result<Account> DatabaseAuthority::look_up(std::u16string_view user, std::u16string_view domain,
                                           std::string& why) {
    const UnixTime now = unix_now();
    TRY_ASSIGN(StoredAccount stored, read_account(session(), Wanted(user, domain), now, why));
    Account& account = stored.account;
    account.expired = stored.expires != 0 && stored.expires <= now;
    account.password_expired = stored.password_expires != 0 && stored.password_expires <= now;
    account.locked_out = locked_out(stored.counters, stored.policy, now);
    if (!account.known) {
        account.user = user;
        account.domain = domain;
    }
    return std::move(account);
}

Result<Account> DatabaseAuthority::find(std::u16string_view user, std::u16string_view domain) {
    const ForkGate gate;
    std::string why;
    Result<Account> account = look_up(user, domain, why);
    if (account.ok() || account.status() == Status::out_of_memory) return account;
    return trace::because(Status::no_authenticating_authority, "accounts: cannot read", why);
}

void DatabaseAuthority::record(const Account& account, LogonOutcome outcome) {
    const ForkGate gate;
    session().journal->note(account.id, outcome, unix_now());
}

bool DatabaseAuthority::flush() {
    std::shared_ptr<Journal> journal;
    {
        const ForkGate gate;
        journal = session().journal;
    }
    return journal->flush();
}

}  // namespace secur32::accounts
