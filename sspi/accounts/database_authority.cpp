// A pool of readers and one journal for each process that uses the authority.
#include "sspi/accounts/database_authority.h"

#include <mutex>
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

    std::unique_ptr<AccountReader> take_reader(const FileState& file) {
        const std::lock_guard lock(mutex);
        while (!idle.empty()) {
            std::unique_ptr<AccountReader> reader = std::move(idle.back());
            idle.pop_back();
            if (reader->reads(file)) return reader;
        }
        return nullptr;
    }
    void give_back(std::unique_ptr<AccountReader> reader) {
        const std::lock_guard lock(mutex);
        if (idle.size() < kIdleReaders) idle.push_back(std::move(reader));
    }

    const std::uint64_t generation = fork_generation();
    const std::shared_ptr<Journal> journal;
    std::mutex mutex;
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
    auto reader = std::make_unique<AccountReader>();
    if (reader->open(path_, file.value()) != Status::ok) {
        why = reader->why();
        return reader->not_a_database() ? Kind::not_a_database : Kind::unusable;
    }
    warn_when_others_can_read(path_, file.value());
    session().give_back(std::move(reader));
    return Kind::readable;
}

Result<Account> DatabaseAuthority::look_up(Session& session, std::u16string_view user,
                                           std::u16string_view domain, std::string& why) {
    TRY_ASSIGN(const FileState file, examine(path_, why));
    std::unique_ptr<AccountReader> reader = session.take_reader(file);
    Status opened = Status::ok;
    if (reader == nullptr) {
        reader = std::make_unique<AccountReader>();
        opened = reader->open(path_, file);
    }
    Result<StoredAccount> found =
        opened == Status::ok ? reader->look_up(Wanted(user, domain)) : opened;
    if (!found.ok()) {
        why = reader->why();
        return found.status();
    }
    session.give_back(std::move(reader));

    StoredAccount& stored = found.value();
    const UnixTime now = unix_now();
    const Counters counters = session.journal->current(stored.account.id, stored.counters,
                                                       stored.revision, stored.policy, now);
    Account& account = stored.account;
    account.expired = stored.expires != 0 && stored.expires <= now;
    account.password_expired = stored.password_expires != 0 && stored.password_expires <= now;
    account.locked_out = locked_out(counters, stored.policy, now);
    if (!account.known) {
        account.user = user;
        account.domain = domain;
    }
    return std::move(account);
}

Result<Account> DatabaseAuthority::find(std::u16string_view user, std::u16string_view domain) {
    const ForkGate gate;
    std::string why;
    Result<Account> account = look_up(session(), user, domain, why);
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
