// The commands, and the table of them.
#include "sspi/tools/commands.h"

#include <unistd.h>

#include <charconv>
#include <cstdio>

#include "sspi/accounts/account_file.h"
#include "sspi/accounts/password.h"
#include "sspi/tools/account_list.h"
#include "sspi/tools/dates.h"
#include "sspi/tools/password_prompt.h"

namespace secur32::tools {
namespace {

using accounts::AccountName;
using accounts::Store;

int finish(Status status, const Store& store) {
    return status == Status::ok ? kDone : complain(kFailed, store.why());
}

// The account that the command's operand names.
std::optional<AccountName> account_of(const Arguments& arguments) {
    Result<AccountName> name = accounts::parse_account_name(arguments.operands().front());
    if (name.ok()) return std::move(name).value();
    complain(kMisused, "not an account's name: " + arguments.operands().front());
    return std::nullopt;
}

std::optional<Secret<16>> new_hash(const AccountName& name, const Arguments& arguments) {
    std::string why;
    const std::optional<SecureBytes> password =
        arguments.has("--password-stdin") ? read_password(STDIN_FILENO, why)
                                          : ask_password(accounts::display_name(name), why);
    if (!password) {
        complain(kFailed, why);
        return std::nullopt;
    }
    const Bytes utf8 = password->bytes();
    const Result<SecureBytes> wide =
        accounts::password_utf16({reinterpret_cast<const char*>(utf8.data()), utf8.size()});
    if (wide.ok()) return accounts::nt_hash(wide.value().bytes());
    complain(kFailed, "the password is not UTF-8");
    return std::nullopt;
}

// add and passwd.  Nobody is asked for a password that cannot be stored.
template <Status (Store::*store_hash)(const AccountName&, const Secret<16>&), bool exists>
int with_password(Store& store, const Arguments& arguments) {
    const std::optional<AccountName> name = account_of(arguments);
    if (!name) return kMisused;
    const Result<bool> found = store.contains(*name);
    if (!found.ok()) return complain(kFailed, store.why());
    if (found.value() != exists)
        return complain(kFailed,
                        (exists ? "there is no account " : "there already is an account ") +
                            accounts::display_name(*name));
    const std::optional<Secret<16>> hash = new_hash(*name, arguments);
    if (!hash) return kFailed;
    return finish((store.*store_hash)(*name, *hash), store);
}

// unlock and remove
template <Status (Store::*action)(const AccountName&)>
int with_account(Store& store, const Arguments& arguments) {
    const std::optional<AccountName> name = account_of(arguments);
    return name ? finish((store.*action)(*name), store) : kMisused;
}

template <bool disabled>
int set_disabled(Store& store, const Arguments& arguments) {
    const std::optional<AccountName> name = account_of(arguments);
    return name ? finish(store.set_disabled(*name, disabled), store) : kMisused;
}

int list(Store& store, const Arguments&) {
    const Result<std::vector<accounts::StoreEntry>> entries = store.list();
    if (!entries.ok()) return complain(kFailed, store.why());
    const Result<accounts::Policy> policy = store.policy();
    const Result<accounts::Counters> unknown = store.unknown_users();
    if (!policy.ok() || !unknown.ok()) return complain(kFailed, store.why());
    print_accounts(entries.value(), policy.value(), unknown.value());
    return kDone;
}

int set_dates(Store& store, const Arguments& arguments) {
    const std::optional<AccountName> name = account_of(arguments);
    if (!name) return kMisused;
    using Setter = Status (Store::*)(const AccountName&, accounts::UnixTime);
    const std::pair<std::string_view, Setter> dates[] = {
        {"--expires", &Store::set_expiry}, {"--password-expires", &Store::set_password_expiry}};
    bool any = false;
    for (const auto& [option, setter] : dates) {
        const std::optional<std::string> text = arguments.value(option);
        if (!text) continue;
        const std::optional<accounts::UnixTime> when = parse_date(*text);
        if (!when) return complain(kMisused, "not a date: " + *text);
        any = true;
        if ((store.*setter)(*name, *when) != Status::ok) return complain(kFailed, store.why());
    }
    return any ? kDone : complain(kMisused, "set needs --expires or --password-expires");
}

// A whole number up to ten years of minutes.
std::optional<std::int64_t> count(const std::string& text) {
    constexpr std::int64_t kMost = 10 * 366 * 24 * 60;
    std::int64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stopped != end || value < 0 || value > kMost) return std::nullopt;
    return value;
}

int set_policy(Store& store, const Arguments& arguments) {
    const Result<accounts::Policy> current = store.policy();
    if (!current.ok()) return complain(kFailed, store.why());
    accounts::Policy policy = current.value();
    struct Field {
        std::string_view option;
        std::int64_t accounts::Policy::*member;
        std::int64_t unit;
    };
    for (const Field& field : {Field{"--lockout-threshold", &accounts::Policy::threshold, 1},
                               Field{"--lockout-duration", &accounts::Policy::duration, 60},
                               Field{"--lockout-window", &accounts::Policy::window, 60}}) {
        const std::optional<std::string> text = arguments.value(field.option);
        if (!text) continue;
        const std::optional<std::int64_t> value = count(*text);
        if (!value) return complain(kMisused, "not a number that fits: " + *text);
        policy.*field.member = *value * field.unit;
    }
    if (policy != current.value() && store.set_policy(policy) != Status::ok)
        return complain(kFailed, store.why());
    print_policy(policy);
    return kDone;
}

int import(Store& store, const Arguments& arguments) {
    const std::string& path = arguments.operands().front();
    std::string why;
    const Result<SecureBytes> text = accounts::read_all(path, why);
    if (!text.ok()) return complain(kFailed, why);
    const Result<accounts::ImportReport> report =
        store.import(text.value().bytes(), arguments.has("--replace"));
    if (!report.ok()) return complain(kFailed, store.why());
    print_import(report.value(), path);
    return report.value().malformed.empty() ? kDone : kFailed;
}

constexpr std::string_view kPasswordOptions[] = {"--password-stdin"};
constexpr std::string_view kDateOptions[] = {"--expires", "--password-expires"};
constexpr std::string_view kPolicyOptions[] = {"--lockout-threshold", "--lockout-duration",
                                               "--lockout-window"};
constexpr std::string_view kImportOptions[] = {"--replace"};

constexpr Option kOptions[] = {
    {"--database", "FILE", "the accounts database; else $SECUR32_ACCOUNTS, else the machine's"},
    {"--help", "", "says what there is to say, and does nothing"},
    {"--password-stdin", "", "take the password from the first line of standard input"},
    {"--expires", "DATE", "from when on the account cannot log on"},
    {"--password-expires", "DATE", "from when on the password is not good any more"},
    {"--lockout-threshold", "N", "wrong passwords that lock an account out; 0: none do"},
    {"--lockout-duration", "MINUTES", "how long a lock-out lasts; 0: until unlock"},
    {"--lockout-window", "MINUTES", "when a wrong password is forgotten; 0: never"},
    {"--replace", "", "give accounts that are there already the hash of the file"},
};

constexpr Command kCommands[] = {
    {"add", "ACCOUNT", "make an account",
     "Makes an account with a password that is asked for twice.  Makes the database when there\n"
     "is none.",
     kPasswordOptions, true, with_password<&Store::add, false>},
    {"passwd", "ACCOUNT", "give an account a new password",
     "Gives an account a new password, which does not expire.  A lock-out stays: see unlock.",
     kPasswordOptions, false, with_password<&Store::set_hash, true>},
    {"list",
     "",
     "show all accounts",
     "Shows every account with its state, its last logon, its count of wrong passwords in a row\n"
     "and when the last one was.",
     {},
     false,
     list},
    {"disable",
     "ACCOUNT",
     "let an account not log on",
     "The account stays, and cannot log on until it is enabled.",
     {},
     false,
     set_disabled<true>},
    {"enable",
     "ACCOUNT",
     "let a disabled account log on again",
     "Lets a disabled account log on again.",
     {},
     false,
     set_disabled<false>},
    {"unlock",
     "ACCOUNT",
     "take a lock-out off",
     "Takes a lock-out off and forgets the account's wrong passwords.",
     {},
     false,
     with_account<&Store::unlock>},
    {"remove",
     "ACCOUNT",
     "remove an account",
     "Removes an account for good.",
     {},
     false,
     with_account<&Store::remove>},
    {"set", "ACCOUNT", "set when an account or its password expires",
     "DATE is YYYY-MM-DD, YYYY-MM-DDTHH:MM (local time), now or never.", kDateOptions, false,
     set_dates},
    {"policy", "", "show or set when wrong passwords lock out",
     "Shows the lock-out policy, after setting what the options say.", kPolicyOptions, true,
     set_policy},
    {"import", "FILE", "take accounts from a SAM file",
     "Takes accounts from lines user:domain:lm:nt::: (winpr-hash, pwdump, smbpasswd).  Makes the\n"
     "database when there is none.  Accounts that are there already are kept as they are.",
     kImportOptions, true, import},
};

}  // namespace

std::span<const Command> commands() { return kCommands; }
std::span<const Option> options() { return kOptions; }

int complain(int status, std::string_view message) {
    const int length = static_cast<int>(message.size());
    std::fprintf(stderr, "secur32-accounts: %.*s\n", length, message.data());
    return status;
}

}  // namespace secur32::tools
