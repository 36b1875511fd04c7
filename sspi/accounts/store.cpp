// One statement for each thing that an administrator does.
#include "sspi/accounts/store.h"

#include "sslprovider/base/utf16.h"
#include "sspi/accounts/account_file.h"
#include "sspi/accounts/account_lines.h"
#include "sspi/accounts/schema.h"

namespace secur32::accounts {
namespace {

constexpr std::string_view kContains =
    "SELECT 1 FROM accounts WHERE user_key = ?1 AND domain_key = ?2";
constexpr std::string_view kInsert =
    "INSERT INTO accounts (user_key, domain_key, user, domain, nt_hash, disabled) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
constexpr std::string_view kSetHash =
    "UPDATE accounts SET nt_hash = ?3, password_expires = 0 "
    "WHERE user_key = ?1 AND domain_key = ?2";
constexpr std::string_view kRemove = "DELETE FROM accounts WHERE user_key = ?1 AND domain_key = ?2";
constexpr std::string_view kList =
    "SELECT user, domain, disabled, expires, password_expires, failures, locked_since, last_logon, "
    "       last_failure "
    "FROM accounts WHERE id <> 0 ORDER BY domain_key, user_key";
constexpr std::string_view kPolicy =
    "SELECT lockout_threshold, lockout_duration, lockout_window FROM policy WHERE id = 1";
constexpr std::string_view kSetPolicy =
    "UPDATE policy SET lockout_threshold = ?1, lockout_duration = ?2, lockout_window = ?3";
constexpr std::string_view kUnknownUsers =
    "SELECT failures, locked_since, last_logon, last_failure FROM accounts WHERE id = 0";

struct Keys {
    explicit Keys(const AccountName& name) : user(upper(name.user)), domain(upper(name.domain)) {}
    Bytes user_bytes() const { return bytes_of(std::u16string_view(user)); }
    Bytes domain_bytes() const { return bytes_of(std::u16string_view(domain)); }
    std::u16string user, domain;
};

}  // namespace

std::string display_name(const AccountName& name) {
    if (name.domain.empty()) return printable(name.user);
    return printable(name.domain) + "\\" + printable(name.user);
}

Status Store::told(Status status) {
    if (status != Status::ok) why_ = connection_.why();
    return status;
}

Status Store::missing(const AccountName& name) {
    why_ = "there is no account " + display_name(name);
    return Status::unknown_user;
}

Status Store::open(const std::string& path) {
    TRY(examine(path, why_, Owner::anybody));
    TRY(told(connection_.open(path, Connection::Access::write)));
    return check_schema(connection_, path, why_);
}

Status Store::create(const std::string& path) {
    TRY(create_database(path, why_));
    return open(path);
}

Status Store::insert(const AccountName& name, const Secret<16>& nt_hash, bool disabled) {
    TRY_ASSIGN(const std::string user, utf8_of(name.user));
    TRY_ASSIGN(const std::string domain, utf8_of(name.domain));
    const Keys keys(name);
    Statement statement;
    TRY(told(connection_.prepare(kInsert, statement)));
    statement.bind(keys.user_bytes()).bind(keys.domain_bytes());
    statement.bind(std::string_view(user)).bind(std::string_view(domain));
    statement.bind(Bytes(nt_hash.bytes())).bind(std::int64_t{disabled});
    return told(statement.run());
}

Result<bool> Store::contains(const AccountName& name) {
    const Keys keys(name);
    Statement statement;
    TRY(told(connection_.prepare(kContains, statement)));
    const Result<bool> found = statement.bind(keys.user_bytes()).bind(keys.domain_bytes()).step();
    TRY(told(found.status()));
    return found.value();
}

Status Store::add(const AccountName& name, const Secret<16>& nt_hash) {
    const Status inserted = insert(name, nt_hash, false);
    if (inserted != Status::ok && connection_.constraint_violated())
        why_ = "there already is an account " + display_name(name);
    return inserted;
}

Status Store::set_hash(const AccountName& name, const Secret<16>& nt_hash) {
    const Keys keys(name);
    Statement statement;
    TRY(told(connection_.prepare(kSetHash, statement)));
    statement.bind(keys.user_bytes()).bind(keys.domain_bytes()).bind(Bytes(nt_hash.bytes()));
    TRY(told(statement.run()));
    return connection_.changes() == 1 ? Status::ok : missing(name);
}

Status Store::change(const AccountName& name, std::string_view assignments, std::int64_t value) {
    const std::string sql = "UPDATE accounts SET " + std::string(assignments) +
                            " WHERE user_key = ?1 AND domain_key = ?2";
    const Keys keys(name);
    Statement statement;
    TRY(told(connection_.prepare(sql, statement)));
    TRY(told(statement.bind(keys.user_bytes()).bind(keys.domain_bytes()).bind(value).run()));
    return connection_.changes() == 1 ? Status::ok : missing(name);
}

Status Store::set_disabled(const AccountName& name, bool disabled) {
    return change(name, "disabled = ?3", disabled);
}
Status Store::set_expiry(const AccountName& name, UnixTime when) {
    return change(name, "expires = ?3", when);
}
Status Store::set_password_expiry(const AccountName& name, UnixTime when) {
    return change(name, "password_expires = ?3", when);
}
Status Store::unlock(const AccountName& name) {
    return change(name, "failures = ?3, locked_since = 0, revision = revision + 1", 0);
}

Status Store::remove(const AccountName& name) {
    const Keys keys(name);
    Statement statement;
    TRY(told(connection_.prepare(kRemove, statement)));
    TRY(told(statement.bind(keys.user_bytes()).bind(keys.domain_bytes()).run()));
    return connection_.changes() == 1 ? Status::ok : missing(name);
}

Result<StoreEntry> Store::entry_of(const Statement& row) {
    StoreEntry entry;
    TRY_ASSIGN(entry.name.user, utf16_of(row.text(0)));
    TRY_ASSIGN(entry.name.domain, utf16_of(row.text(1)));
    entry.disabled = row.integer(2) != 0;
    entry.expires = row.integer(3);
    entry.password_expires = row.integer(4);
    entry.counters = {row.integer(5), row.integer(6), row.integer(7), row.integer(8)};
    return entry;
}

Result<std::vector<StoreEntry>> Store::list() {
    Statement row;
    TRY(told(connection_.prepare(kList, row)));
    std::vector<StoreEntry> entries;
    for (;;) {
        const Result<bool> found = row.step();
        TRY(told(found.status()));
        if (!found.value()) return entries;
        TRY_ASSIGN(StoreEntry entry, entry_of(row));
        entries.push_back(std::move(entry));
    }
}

Result<Counters> Store::unknown_users() {
    Statement row;
    TRY(told(connection_.prepare(kUnknownUsers, row)));
    const Result<bool> found = row.step();
    TRY(told(found.status()));
    if (!found.value()) return Counters{};
    return Counters{row.integer(0), row.integer(1), row.integer(2), row.integer(3)};
}

Result<Policy> Store::policy() {
    Statement row;
    TRY(told(connection_.prepare(kPolicy, row)));
    const Result<bool> found = row.step();
    TRY(told(found.status()));
    if (!found.value()) return Policy{};
    return Policy{row.integer(0), row.integer(1), row.integer(2)};
}

Status Store::set_policy(const Policy& policy) {
    Statement statement;
    TRY(told(connection_.prepare(kSetPolicy, statement)));
    statement.bind(policy.threshold).bind(policy.duration).bind(policy.window);
    return told(statement.run());
}

Status Store::import_line(std::string_view line, std::size_t number, bool replace,
                          ImportReport& report) {
    Result<SamLine> parsed = parse_sam_line(line);
    if (!parsed.ok()) {
        report.malformed.push_back(number);
        return Status::ok;
    }
    SamLine& sam = parsed.value();
    const AccountName name{std::move(sam.user), std::move(sam.domain)};
    const Status inserted = insert(name, sam.nt_hash, sam.disabled);
    if (inserted == Status::ok) ++report.added;
    if (inserted == Status::ok || !connection_.constraint_violated()) return inserted;
    if (!replace) {
        report.kept.push_back(name);
        return Status::ok;
    }
    ++report.replaced;
    return set_hash(name, sam.nt_hash);
}

Result<ImportReport> Store::import(Bytes sam_text, bool replace) {
    ImportReport report;
    Transaction transaction(connection_);
    TRY(told(transaction.begin()));
    Status status = Status::ok;
    for_each_line(sam_text, [&](std::string_view line, std::size_t number) {
        if (status == Status::ok) status = import_line(line, number, replace, report);
    });
    TRY(status);
    TRY(told(transaction.commit()));
    return report;
}

}  // namespace secur32::accounts
