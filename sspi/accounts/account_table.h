// The accounts of a text file, folded and indexed by user name.  Immutable once filled.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sslprovider/base/secure_bytes.h"
#include "sspi/core/authority.h"

namespace secur32::accounts {

class AccountTable {
 public:
    struct Row {
        std::u16string user, domain, user_key, domain_key;
        Secret<16> nt_hash;
        bool disabled = false;
    };
    AccountTable();

    void add(std::u16string user, std::u16string domain, const Secret<16>& nt_hash, bool disabled);
    // The account, or a decoy with a random hash.
    Account find(std::u16string_view user, std::u16string_view domain) const;
    std::size_t size() const { return rows_.size() - 1; }

 private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::u16string_view key) const {
            return std::hash<std::u16string_view>{}(key);
        }
    };
    std::vector<Row> rows_;  // the first one is nobody's
    std::unordered_multimap<std::u16string, std::size_t, Hash, std::equal_to<>> by_user_;
};

}  // namespace secur32::accounts
