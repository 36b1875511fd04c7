// One stat(2) a look-up; the file is parsed again when that says something else than before.
#include "sspi/accounts/file_authority.h"

#include <utility>

#include "sslprovider/base/clock.h"
#include "sslprovider/base/trace.h"
#include "sspi/accounts/account_lines.h"
#include "sspi/accounts/account_table.h"
#include "sspi/accounts/fork_gate.h"
#include "sspi/accounts/password.h"

namespace secur32::accounts {
namespace {

// File times are as coarse as the kernel's tick: a file that was written this short a time before
// it was read may have been written again within the same tick.
constexpr std::int64_t kCoarse = 20'000'000;  // nanoseconds

std::int64_t wall_clock() {
    return static_cast<std::int64_t>((file_time_now() - kUnixEpochAsFileTime) * 100);
}

// A line's number, never its content.
void complain(const std::string& path, std::size_t number) {
    if (!trace::enabled()) return;
    trace::line("  warning accounts: " + path + ":" + std::to_string(number) +
                ": not an account, left out");
}

bool add_line(AccountTable& table, FileFormat format, std::string_view line) {
    if (format == FileFormat::sam) {
        Result<SamLine> account = parse_sam_line(line);
        if (!account.ok()) return false;
        SamLine& sam = account.value();
        table.add(std::move(sam.user), std::move(sam.domain), sam.nt_hash, sam.disabled);
        return true;
    }
    Result<UserLine> account = parse_user_line(line);
    if (!account.ok()) return false;
    UserLine& user = account.value();
    table.add(std::move(user.user), std::move(user.domain), nt_hash(user.password.bytes()), false);
    return true;
}

Result<std::shared_ptr<const AccountTable>> load(const std::string& path, FileFormat format,
                                                 std::string& why) {
    TRY_ASSIGN(const SecureBytes text, read_all(path, why));
    auto table = std::make_shared<AccountTable>();
    for_each_line(text.bytes(), [&](std::string_view line, std::size_t number) {
        if (!add_line(*table, format, line)) complain(path, number);
    });
    return std::shared_ptr<const AccountTable>(std::move(table));
}

}  // namespace

FileAuthority::FileAuthority(std::string path, FileFormat format)
    : path_(std::move(path)), format_(format) {}
FileAuthority::~FileAuthority() = default;

bool FileAuthority::is_current(const FileState& state) const {
    return table_ != nullptr && state == state_ && read_at_ - state.changed > kCoarse;
}

Result<std::shared_ptr<const AccountTable>> FileAuthority::table(std::string& why) {
    TRY_ASSIGN(const FileState state, examine(path_, why));
    const std::lock_guard lock(mutex_);
    if (is_current(state)) return table_;
    const std::int64_t now = wall_clock();
    TRY_ASSIGN(auto fresh, load(path_, format_, why));
    if (table_ == nullptr) warn_when_others_can_read(path_, state);
    table_ = std::move(fresh);
    state_ = state;
    read_at_ = now;
    return table_;
}

Result<std::size_t> FileAuthority::probe(std::string& why) {
    const ForkGate gate;
    TRY_ASSIGN(const std::shared_ptr<const AccountTable> accounts, table(why));
    return accounts->size();
}

Result<Account> FileAuthority::find(std::u16string_view user, std::u16string_view domain) {
    const ForkGate gate;
    std::string why;
    const Result<std::shared_ptr<const AccountTable>> accounts = table(why);
    if (accounts.ok()) return accounts.value()->find(user, domain);
    return trace::because(Status::no_authenticating_authority, "accounts: cannot read", why);
}

Result<Identity> first_identity(const std::string& path, std::string& why) {
    TRY(examine(path, why));
    TRY_ASSIGN(const SecureBytes text, read_all(path, why));
    Identity identity;
    for_each_line(text.bytes(), [&](std::string_view line, std::size_t) {
        if (!identity.user.empty()) return;
        Result<UserLine> account = parse_user_line(line);
        if (!account.ok()) return;
        identity.user = std::move(account.value().user);
        identity.domain = std::move(account.value().domain);
        identity.password = std::move(account.value().password);
    });
    if (!identity.user.empty()) return identity;
    why = path + ": no line of it is DOMAIN:USER:PASSWORD";
    return Status::no_credentials;
}

}  // namespace secur32::accounts
