// The environment is asked at every call (a test, or a program that configures itself late, may
// change it); what was opened stays open, by path.
#include "sspi/accounts/directory.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "sslprovider/base/environment.h"
#include "sslprovider/base/trace.h"
#include "sspi/accounts/database_authority.h"
#include "sspi/accounts/file_authority.h"
#include "sspi/accounts/fork_gate.h"

namespace secur32::accounts {
namespace {

using AuthorityPointer = std::shared_ptr<Authority>;
using Opened = Result<AuthorityPointer>;

enum class Source : std::uint8_t { database, sam_file, user_file };

Opened open_file(const std::string& path, FileFormat format, std::string& why) {
    auto authority = std::make_shared<FileAuthority>(path, format);
    TRY(authority->probe(why));
    return AuthorityPointer(std::move(authority));
}

// A database; or a SAM file, when it is text with at least one account in it.
Opened open_database(const std::string& path, std::string& why) {
    auto database = std::make_shared<DatabaseAuthority>(path);
    const DatabaseAuthority::Kind kind = database->probe(why);
    if (kind == DatabaseAuthority::Kind::readable) return AuthorityPointer(std::move(database));
    if (kind == DatabaseAuthority::Kind::unusable) return Status::no_authenticating_authority;
    auto sam = std::make_shared<FileAuthority>(path, FileFormat::sam);
    std::string ignored;
    const Result<std::size_t> accounts = sam->probe(ignored);
    if (accounts.ok() && accounts.value() > 0) return AuthorityPointer(std::move(sam));
    return Status::no_authenticating_authority;
}

Opened open_source(Source source, const std::string& path, std::string& why) {
    switch (source) {
        case Source::database:
            return open_database(path, why);
        case Source::sam_file:
            return open_file(path, FileFormat::sam, why);
        case Source::user_file:
            return open_file(path, FileFormat::user_file, why);
    }
    return Status::internal_error;
}

// What was opened in this process, for as long as it lives: paths are few.
class Cache {
 public:
    Opened get(Source source, const std::string& path) {
        if (AuthorityPointer found = find({source, path})) return found;
        std::string why;
        Opened opened = open_source(source, path, why);
        if (!opened.ok())
            return trace::because(Status::no_authenticating_authority, "accounts: cannot read",
                                  why);
        return keep({source, path}, std::move(opened).value());
    }

 private:
    using Key = std::pair<Source, std::string>;

    AuthorityPointer find(const Key& key) {
        const ForkGate gate;
        const std::lock_guard lock(mutex_);
        const auto entry = authorities_.find(key);
        return entry == authorities_.end() ? nullptr : entry->second;
    }
    // Of two threads that opened the same the first one's is used.
    AuthorityPointer keep(const Key& key, AuthorityPointer authority) {
        const ForkGate gate;
        const std::lock_guard lock(mutex_);
        return authorities_.try_emplace(key, std::move(authority)).first->second;
    }

    std::mutex mutex_;
    std::map<Key, AuthorityPointer> authorities_;
};

Cache& cache() {
    // Never destroyed: contexts of other static objects may outlive it.
    static Cache* const shared = new Cache;
    return *shared;
}

// A default database of another user's is not this program's: it has no accounts.
bool default_database_is_ours() {
    if (::faccessat(AT_FDCWD, kDefaultDatabase, R_OK | W_OK, AT_EACCESS) == 0) return true;
    if (errno == EACCES || errno == EPERM || errno == EROFS)
        trace::line(std::string("  accounts: not allowed to use ") + kDefaultDatabase);
    return false;
}

class ProcessDirectory final : public AuthorityDirectory {
 public:
    Result<std::shared_ptr<Authority>> standard() override {
        if (const auto path = environment::text(environment::kAccounts))
            return cache().get(Source::database, *path);
        if (const auto path = environment::text(environment::kNtlmUserFile))
            return cache().get(Source::user_file, *path);
        if (default_database_is_ours()) return cache().get(Source::database, kDefaultDatabase);
        return AuthorityPointer();
    }

    Result<std::shared_ptr<Authority>> sam_file(const std::string& path) override {
        return cache().get(Source::sam_file, path);
    }

    Result<Identity> default_identity() override {
        const auto path = environment::text(environment::kNtlmUserFile);
        if (!path) return Status::no_credentials;
        std::string why;
        Result<Identity> identity = first_identity(*path, why);
        if (identity.ok()) return identity;
        return trace::because(Status::no_credentials, "accounts: no default credentials", why);
    }
};

}  // namespace

std::shared_ptr<AuthorityDirectory> make_directory() {
    return std::make_shared<ProcessDirectory>();
}

}  // namespace secur32::accounts
