// The only file that talks to SQLite.  A database is somebody else's file: its schema may run
// nothing (no triggers, no views, no functions with side effects).
#include "sspi/accounts/sqlite.h"

#include <sqlite3.h>

namespace secur32::accounts {
namespace {

// Milliseconds until a locked database is an error.
constexpr int kPatience = 2000;
constexpr int kAdministratorsPatience = 10000;
constexpr Status kFailed = Status::no_authenticating_authority;

void distrust_schema(sqlite3* database) {
    ::sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    ::sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    ::sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    ::sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
    ::sqlite3_finalize(statement);
}

Statement& Statement::bind(std::int64_t value) {
    bad_binding_ |= ::sqlite3_bind_int64(statement_.get(), ++bound_, value) != SQLITE_OK;
    return *this;
}

Statement& Statement::bind(Bytes value) {
    // A null pointer would bind NULL; an empty blob is meant.
    const void* const data = value.empty() ? "" : static_cast<const void*>(value.data());
    bad_binding_ |= ::sqlite3_bind_blob64(statement_.get(), ++bound_, data, value.size(),
                                          SQLITE_STATIC) != SQLITE_OK;
    return *this;
}

Statement& Statement::bind(std::string_view utf8) {
    const char* const data = utf8.empty() ? "" : utf8.data();
    bad_binding_ |= ::sqlite3_bind_text64(statement_.get(), ++bound_, data, utf8.size(),
                                          SQLITE_STATIC, SQLITE_UTF8) != SQLITE_OK;
    return *this;
}

Statement& Statement::bind_null() {
    bad_binding_ |= ::sqlite3_bind_null(statement_.get(), ++bound_) != SQLITE_OK;
    return *this;
}

Result<bool> Statement::step() {
    if (bad_binding_) return connection_->failed(SQLITE_RANGE);
    const int code = ::sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return connection_->failed(code);
}

Status Statement::run() {
    const Result<bool> done = step();
    reset();
    return done.status();
}

void Statement::reset() {
    ::sqlite3_reset(statement_.get());
    bound_ = 0;
    bad_binding_ = false;
}

bool Statement::is_null(int column) const {
    return ::sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
    return ::sqlite3_column_int64(statement_.get(), column);
}

Bytes Statement::blob(int column) const {
    const void* const data = ::sqlite3_column_blob(statement_.get(), column);
    const int size = ::sqlite3_column_bytes(statement_.get(), column);
    if (data == nullptr || size <= 0) return {};
    return {static_cast<const std::uint8_t*>(data), static_cast<std::size_t>(size)};
}

std::string Statement::text(int column) const {
    const Bytes bytes = blob(column);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void Connection::Close::operator()(sqlite3* database) const { ::sqlite3_close_v2(database); }

Status Connection::failed(int code) {
    last_code_ = code & 0xFF;
    const bool described = database_ && ::sqlite3_errcode(database_.get()) != SQLITE_OK;
    why_ = path_ + ": " + (described ? ::sqlite3_errmsg(database_.get()) : ::sqlite3_errstr(code));
    return code == SQLITE_NOMEM ? Status::out_of_memory : kFailed;
}

Status Connection::open(const std::string& path, Access access) {
    path_ = path;
    sqlite3* database = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    const int code = ::sqlite3_open_v2(path.c_str(), &database, flags, nullptr);
    database_.reset(database);
    if (code != SQLITE_OK) return failed(code);
    distrust_schema(database);
    const bool writes = access != Access::look_up;
    ::sqlite3_busy_timeout(database, access == Access::write ? kAdministratorsPatience : kPatience);
    // secure_delete: a removed hash is overwritten in the file.
    return run(writes
                   ? "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA cell_size_check=ON"
                   : "PRAGMA query_only=ON; PRAGMA cell_size_check=ON");
}

Status Connection::run(const char* sql) {
    const int code = ::sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr);
    return code == SQLITE_OK ? Status::ok : failed(code);
}

Status Connection::prepare(std::string_view sql, Statement& statement) {
    last_code_ = SQLITE_OK;
    sqlite3_stmt* prepared = nullptr;
    const int code = ::sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                          SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
    if (code != SQLITE_OK) return failed(code);
    statement.statement_.reset(prepared);
    statement.connection_ = this;
    return Status::ok;
}

Result<std::int64_t> Connection::number(const char* sql) {
    Statement statement;
    TRY(prepare(sql, statement));
    TRY_ASSIGN(const bool row, statement.step());
    if (!row) return failed(SQLITE_CORRUPT);
    return statement.integer(0);
}

int Connection::changes() const { return ::sqlite3_changes(database_.get()); }
std::int64_t Connection::last_row_id() const {
    return ::sqlite3_last_insert_rowid(database_.get());
}
bool Connection::not_a_database() const { return last_code_ == SQLITE_NOTADB; }
bool Connection::constraint_violated() const { return last_code_ == SQLITE_CONSTRAINT; }

Transaction::~Transaction() {
    if (open_) static_cast<void>(connection_.run("ROLLBACK"));
}

Status Transaction::begin() {
    TRY(connection_.run("BEGIN IMMEDIATE"));
    open_ = true;
    return Status::ok;
}

Status Transaction::commit() {
    TRY(connection_.run("COMMIT"));
    open_ = false;
    return Status::ok;
}

}  // namespace secur32::accounts
