// SQLite as values: a connection, a prepared statement.  The one folder that includes <sqlite3.h>
// does so in sqlite.cpp alone.
//
// Thread rule: a connection and its statements belong to one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/status.h"

struct sqlite3;
struct sqlite3_stmt;

namespace secur32::accounts {

class Connection;

class Statement {
 public:
    // Binds the parameters ?1, ?2, ... in order; a Bytes or text must live until reset().
    Statement& bind(std::int64_t value);
    Statement& bind(Bytes value);
    Statement& bind(std::string_view utf8);
    Statement& bind_null();

    // True: a row is there.  False: there is none (left).  The Connection knows why it failed.
    Result<bool> step();
    // Steps a statement that gives no rows, and resets it.
    Status run();
    // Ready for the next use; ends the statement's read transaction.
    void reset();

    bool is_null(int column) const;
    std::int64_t integer(int column) const;
    Bytes blob(int column) const;
    std::string text(int column) const;

 private:
    friend class Connection;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    Connection* connection_ = nullptr;
    int bound_ = 0;
    bool bad_binding_ = false;
};

class Connection {
 public:
    // count: writes counters, and gives up on a locked database sooner than an administrator.
    enum class Access : std::uint8_t { look_up, count, write };

    Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // Opens an existing file.  A writer's commits are on the disk when they return.
    Status open(const std::string& path, Access access);
    Status run(const char* sql);
    Status prepare(std::string_view sql, Statement& statement);
    // The one number that a PRAGMA or a SELECT gives.
    Result<std::int64_t> number(const char* sql);
    int changes() const;
    std::int64_t last_row_id() const;

    // What went wrong last, and with which file.
    const std::string& why() const { return why_; }
    bool not_a_database() const;
    bool constraint_violated() const;

 private:
    friend class Statement;
    struct Close {
        void operator()(sqlite3* database) const;
    };
    Status failed(int code);

    std::string path_;
    std::string why_;
    int last_code_ = 0;
    std::unique_ptr<sqlite3, Close> database_;
};

// BEGIN IMMEDIATE ... COMMIT; what is not committed is rolled back.
class Transaction {
 public:
    explicit Transaction(Connection& connection) : connection_(connection) {}
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    Status begin();
    Status commit();

 private:
    Connection& connection_;
    bool open_ = false;
};

}  // namespace secur32::accounts
