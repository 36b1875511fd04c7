// Folding, the order of matches, and the syntax of account names.
#include "sspi/accounts/names.h"

#include <algorithm>

#include "sslprovider/base/host_names.h"
#include "sslprovider/base/utf16.h"

namespace secur32::accounts {
namespace {

constexpr std::size_t kLongestName = 256;  // UNLEN of Windows, and room for a DNS domain

bool belongs_to_this_machine(std::u16string_view domain_key) {
    const HostNames& names = host_names();
    return domain_key == names.netbios_computer || domain_key == names.netbios_domain ||
           equal_ignoring_case(domain_key, names.dns_computer);
}

bool is_control(char16_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

bool well_formed(std::u16string_view name) {
    const auto forbidden = [](char16_t c) { return is_control(c) || c == u':' || c == u'\\'; };
    return name.size() <= kLongestName && std::ranges::none_of(name, forbidden) &&
           utf8_of(name).ok();
}

}  // namespace

Wanted::Wanted(std::u16string_view user, std::u16string_view domain)
    : user_(upper(user)), domain_(domain == u"." ? std::u16string() : upper(domain)) {
    const std::size_t at = user_.rfind(u'@');
    if (!domain_.empty() || at == std::u16string::npos || at == 0) return;
    principal_ = user_.substr(0, at);
    principal_domain_ = user_.substr(at + 1);
}

Match Wanted::judge(std::u16string_view user_key, std::u16string_view domain_key) const {
    if (user_key == user_) {
        if (domain_key == domain_) return Match::exact;
        if (domain_key.empty()) return Match::any_domain;
        if (!domain_.empty()) return Match::none;
        return belongs_to_this_machine(domain_key) ? Match::machine : Match::sole;
    }
    if (principal_.empty() || user_key != principal_) return Match::none;
    return domain_key.empty() || domain_key == principal_domain_ ? Match::principal : Match::none;
}

void Choice::offer(Match match, std::int64_t which) {
    if (match == best_ && match != Match::none) rivals_ = true;
    if (match <= best_) return;
    best_ = match;
    rivals_ = false;
    which_ = which;
}

bool is_user_name(std::u16string_view user) { return !user.empty() && well_formed(user); }
bool is_domain_name(std::u16string_view domain) { return well_formed(domain); }

Result<AccountName> parse_account_name(std::string_view text) {
    TRY_ASSIGN(const std::u16string whole, utf16_of(text));
    AccountName name;
    if (const std::size_t slash = whole.find(u'\\'); slash != std::u16string::npos) {
        name = {whole.substr(slash + 1), whole.substr(0, slash)};
        if (name.domain == u".") name.domain.clear();
    } else if (const std::size_t at = whole.rfind(u'@'); at != std::u16string::npos) {
        name = {whole.substr(0, at), whole.substr(at + 1)};
    } else {
        name.user = whole;
    }
    if (!is_user_name(name.user) || !is_domain_name(name.domain)) return Status::invalid_parameter;
    return name;
}

}  // namespace secur32::accounts
