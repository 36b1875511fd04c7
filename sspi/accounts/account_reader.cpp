// BEGIN, who is it, what is stored about them, COMMIT: the same statements for known and unknown.
#include "sspi/accounts/account_reader.h"

#include <algorithm>

#include "sslprovider/base/utf16.h"
#include "sspi/accounts/schema.h"

namespace secur32::accounts {
namespace {

constexpr std::string_view kCandidates =
    "SELECT id, user_key, domain_key FROM accounts WHERE user_key = ?1";
constexpr std::string_view kRow =
    "SELECT user, domain, nt_hash, disabled, expires, password_expires, "
    "       failures, locked_since, last_logon, last_failure, revision, "
    "       lockout_threshold, lockout_duration, lockout_window "
    "FROM accounts JOIN policy ON policy.id = 1 WHERE accounts.id = ?1";

std::u16string key_of(Bytes blob) {
    std::u16string key(blob.size() / 2, u'\0');
    std::copy_n(blob.begin(), key.size() * 2, reinterpret_cast<std::uint8_t*>(key.data()));
    return key;
}

}  // namespace

Status AccountReader::open(const std::string& path, const FileState& state) {
    path_ = path;
    file_ = state;
    TRY(connection_.open(path, Connection::Access::look_up));
    TRY(check_schema(connection_, path, why_));
    TRY(connection_.prepare("BEGIN", begin_));
    TRY(connection_.prepare("COMMIT", end_));
    TRY(connection_.prepare(kCandidates, candidates_));
    return connection_.prepare(kRow, row_);
}

Status AccountReader::check_whole() {
    Statement check;
    TRY(connection_.prepare("PRAGMA quick_check(1)", check));
    TRY_ASSIGN(const bool row, check.step());
    if (row && check.text(0) == "ok") return Status::ok;
    why_ = path_ + ": damaged: " + (row ? check.text(0) : std::string("no answer"));
    return Status::no_authenticating_authority;
}

Status AccountReader::offer_accounts(const Wanted& wanted, std::u16string_view user_key,
                                     Choice& choice) {
    candidates_.bind(bytes_of(user_key));
    for (;;) {
        const Result<bool> row = candidates_.step();
        if (!row.ok() || !row.value()) {
            candidates_.reset();
            return row.status();
        }
        const std::int64_t id = candidates_.integer(0);
        if (id == kNobody) continue;
        choice.offer(wanted.judge(key_of(candidates_.blob(1)), key_of(candidates_.blob(2))), id);
    }
}

Result<StoredAccount> AccountReader::read_row(std::int64_t id) {
    TRY_ASSIGN(const bool found, row_.bind(id).step());
    if (!found || row_.blob(2).size() != 16) {
        why_ = path_ + ": the row of an account is missing or malformed";
        return Status::no_authenticating_authority;
    }
    StoredAccount stored;
    Account& account = stored.account;
    TRY_ASSIGN(account.user, utf16_of(row_.text(0)));
    TRY_ASSIGN(account.domain, utf16_of(row_.text(1)));
    std::ranges::copy(row_.blob(2), account.nt_hash.mutable_bytes().begin());
    account.known = id != kNobody;
    account.disabled = row_.integer(3) != 0;
    account.id = id;
    stored.expires = row_.integer(4);
    stored.password_expires = row_.integer(5);
    stored.counters = {row_.integer(6), row_.integer(7), row_.integer(8), row_.integer(9)};
    stored.revision = row_.integer(10);
    stored.policy = {row_.integer(11), row_.integer(12), row_.integer(13)};
    return stored;
}

Result<StoredAccount> AccountReader::look_up_in_transaction(const Wanted& wanted) {
    Choice choice;
    TRY(offer_accounts(wanted, wanted.user_key(), choice));
    if (wanted.principal_key() != wanted.user_key())
        TRY(offer_accounts(wanted, wanted.principal_key(), choice));
    Result<StoredAccount> stored = read_row(choice.made() ? choice.which() : kNobody);
    row_.reset();
    return stored;
}

Result<StoredAccount> AccountReader::look_up(const Wanted& wanted) {
    TRY(begin_.run());
    Result<StoredAccount> stored = look_up_in_transaction(wanted);
    TRY(end_.run());
    return stored;
}

}  // namespace secur32::accounts
