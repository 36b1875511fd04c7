// Times are seconds since 1970, 0 for never.  Keys are names after UpperCase(), as UTF-16LE.
#include "sspi/accounts/schema.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>

#include "sslprovider/base/clock.h"
#include "sspi/accounts/account_file.h"

namespace secur32::accounts {
namespace {

constexpr const char* kTables = R"(
CREATE TABLE policy (
    id                INTEGER PRIMARY KEY CHECK (id = 1),
    lockout_threshold INTEGER NOT NULL DEFAULT 10   CHECK (lockout_threshold >= 0),
    lockout_duration  INTEGER NOT NULL DEFAULT 1800 CHECK (lockout_duration >= 0),
    lockout_window    INTEGER NOT NULL DEFAULT 1800 CHECK (lockout_window >= 0)
) STRICT;
CREATE TABLE accounts (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    user             TEXT NOT NULL,
    domain           TEXT NOT NULL,
    user_key         BLOB NOT NULL,
    domain_key       BLOB NOT NULL,
    nt_hash          BLOB NOT NULL CHECK (length(nt_hash) = 16),
    disabled         INTEGER NOT NULL DEFAULT 0,
    expires          INTEGER NOT NULL DEFAULT 0,
    password_expires INTEGER NOT NULL DEFAULT 0,
    failures         INTEGER NOT NULL DEFAULT 0,
    locked_since     INTEGER NOT NULL DEFAULT 0,
    last_logon       INTEGER NOT NULL DEFAULT 0,
    last_failure     INTEGER NOT NULL DEFAULT 0,
    revision         INTEGER NOT NULL DEFAULT 0,
    UNIQUE (user_key, domain_key)
) STRICT;
INSERT INTO policy (id) VALUES (1);
PRAGMA application_id = 1395864129;
PRAGMA user_version = 1;
)";
static_assert(kApplicationId == 1395864129 && kSchemaVersion == 1);

constexpr off_t kSmallestPage = 512;
constexpr int kWalAttempts = 200;
constexpr std::chrono::milliseconds kWalPause{25};

Status refuse(const std::string& path, const std::string& reason, std::string& why) {
    why = path + ": " + reason;
    return Status::no_authenticating_authority;
}

Status told(const Connection& connection, Status status, std::string& why) {
    if (status != Status::ok) why = connection.why();
    return status;
}

// Nobody's hash is random: it is the hash of no password that anybody knows.
Status insert_nobody(Connection& connection) {
    std::array<std::uint8_t, 16> hash{};
    fill_random(hash);
    Statement insert;
    TRY(
        connection.prepare("INSERT INTO accounts (id, user, domain, user_key, domain_key, nt_hash) "
                           "VALUES (0, '', '', x'00', x'00', ?1)",
                           insert));
    return insert.bind(Bytes(hash)).run();
}

Status create_tables(Connection& connection) {
    Transaction transaction(connection);
    TRY(transaction.begin());
    TRY_ASSIGN(const auto tables, connection.number("SELECT count(*) FROM sqlite_schema"));
    if (tables != 0) return Status::ok;
    TRY(connection.run(kTables));
    TRY(insert_nobody(connection));
    return transaction.commit();
}

// Another process that has the file open can keep the mode from changing for a moment.
Status use_wal(Connection& connection) {
    for (int attempt = 0; attempt < kWalAttempts; ++attempt) {
        Statement pragma;
        TRY(connection.prepare("PRAGMA journal_mode=WAL", pragma));
        const Result<bool> row = pragma.step();
        if (row.ok() && row.value() && pragma.text(0) == "wal") return Status::ok;
        std::this_thread::sleep_for(kWalPause);
    }
    return Status::no_authenticating_authority;
}

Status create_file(const std::string& path, std::string& why) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file >= 0) ::close(file);
    if (file >= 0 || errno == EEXIST) return Status::ok;
    return refuse(path, std::generic_category().message(errno), why);
}

}  // namespace

Status check_schema(Connection& connection, const std::string& path, std::string& why) {
    const Result<std::int64_t> application = connection.number("PRAGMA application_id");
    if (!application.ok()) return told(connection, application.status(), why);
    if (application.value() != kApplicationId) return refuse(path, "not an accounts database", why);
    const Result<std::int64_t> version = connection.number("PRAGMA user_version");
    if (!version.ok()) return told(connection, version.status(), why);
    if (version.value() > kSchemaVersion)
        return refuse(path, "made by a newer version of this library", why);
    if (version.value() != kSchemaVersion) return refuse(path, "of an unknown version", why);
    return Status::ok;
}

Status create_database(const std::string& path, std::string& why) {
    TRY(create_file(path, why));
    TRY_ASSIGN(const FileState file, examine(path, why, Owner::anybody));
    // SQLite takes a file of one octet for an empty one, and would write over it.
    if (file.size > 0 && file.size < kSmallestPage)
        return refuse(path, "not an accounts database", why);
    Connection connection;
    TRY(told(connection, connection.open(path, Connection::Access::write), why));
    TRY(told(connection, create_tables(connection), why));
    TRY(check_schema(connection, path, why));
    return told(connection, use_wal(connection), why);
}

}  // namespace secur32::accounts
