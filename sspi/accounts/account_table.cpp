// Row 0 is nobody: its hash is random, and finding it costs what finding an account costs.
#include "sspi/accounts/account_table.h"

#include <utility>

#include "sslprovider/base/clock.h"
#include "sslprovider/base/utf16.h"
#include "sspi/accounts/names.h"

namespace secur32::accounts {

AccountTable::AccountTable() : rows_(1) { fill_random(rows_[0].nt_hash.mutable_bytes()); }

void AccountTable::add(std::u16string user, std::u16string domain, const Secret<16>& nt_hash,
                       bool disabled) {
    Row row{std::move(user), std::move(domain), {}, {}, nt_hash, disabled};
    row.user_key = upper(row.user);
    row.domain_key = upper(row.domain);
    // Of two lines with one name the first counts.
    const auto [begin, end] = by_user_.equal_range(row.user_key);
    for (auto it = begin; it != end; ++it)
        if (rows_[it->second].domain_key == row.domain_key) return;
    by_user_.emplace(row.user_key, rows_.size());
    rows_.push_back(std::move(row));
}

Account AccountTable::find(std::u16string_view user, std::u16string_view domain) const {
    const Wanted wanted(user, domain);
    Choice choice;
    const auto offer = [&](std::u16string_view key) {
        const auto [begin, end] = by_user_.equal_range(key);
        for (auto it = begin; it != end; ++it) {
            const Row& row = rows_[it->second];
            choice.offer(wanted.judge(row.user_key, row.domain_key),
                         static_cast<std::int64_t>(it->second));
        }
    };
    offer(wanted.user_key());
    if (wanted.principal_key() != wanted.user_key()) offer(wanted.principal_key());

    const bool known = choice.made();
    const auto index = known ? static_cast<std::size_t>(choice.which()) : std::size_t{0};
    const Row& row = rows_[index];
    Account account;
    account.user = known ? std::u16string_view(row.user) : user;
    account.domain = known ? std::u16string_view(row.domain) : domain;
    account.nt_hash = row.nt_hash;
    account.known = known;
    account.disabled = row.disabled;
    account.id = static_cast<std::int64_t>(index);
    return account;
}

}  // namespace secur32::accounts
