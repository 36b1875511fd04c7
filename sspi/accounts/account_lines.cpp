// Splitting at colons, and judging each field.
#include "sspi/accounts/account_lines.h"

#include <algorithm>
#include <array>

#include "sslprovider/base/utf16.h"
#include "sspi/accounts/names.h"
#include "sspi/accounts/password.h"

namespace secur32::accounts {
namespace {

// The field up to the next ':' (or the end); text is left with what follows.
std::string_view take_field(std::string_view& text) {
    const std::size_t colon = text.find(':');
    const std::string_view field = text.substr(0, colon);
    text.remove_prefix(colon == std::string_view::npos ? text.size() : colon + 1);
    return field;
}

bool is_number(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// smbpasswd(5): flags between '[' and ']'.
bool has_flag(std::string_view field, char flag) {
    return field.starts_with('[') && field.find(flag) != std::string_view::npos;
}

}  // namespace

Result<SamLine> parse_sam_line(std::string_view line) {
    if (std::ranges::count(line, ':') < 3) return Status::invalid_parameter;
    SamLine account;
    TRY_ASSIGN(account.user, utf16_of(take_field(line)));
    // Windows lets no domain be called by digits alone.
    const std::string_view domain = take_field(line);
    if (!is_number(domain)) {
        TRY_ASSIGN(account.domain, utf16_of(domain));
    }
    if (!is_user_name(account.user) || !is_domain_name(account.domain))
        return Status::invalid_parameter;
    const std::string_view lm_hash = take_field(line);
    if (!lm_hash.empty() && lm_hash.size() != 32) return Status::invalid_parameter;
    TRY_ASSIGN(account.nt_hash, nt_hash_of_hex(take_field(line)));
    account.disabled = has_flag(take_field(line), 'D');
    return account;
}

Result<UserLine> parse_user_line(std::string_view line) {
    if (std::ranges::count(line, ':') < 2) return Status::invalid_parameter;
    UserLine account;
    TRY_ASSIGN(account.domain, utf16_of(take_field(line)));
    TRY_ASSIGN(account.user, utf16_of(take_field(line)));
    if (!is_user_name(account.user) || !is_domain_name(account.domain))
        return Status::invalid_parameter;
    TRY_ASSIGN(account.password, password_utf16(line));
    return account;
}

void for_each_line(Bytes text, const std::function<void(std::string_view, std::size_t)>& each) {
    std::string_view rest(reinterpret_cast<const char*>(text.data()), text.size());
    for (std::size_t number = 1; !rest.empty(); ++number) {
        const std::size_t end = rest.find('\n');
        std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!line.empty() && !line.starts_with('#')) each(line, number);
    }
}

}  // namespace secur32::accounts
