// A folder of its own for each test, files and accounts in it, and what to ask of them.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "sslprovider/base/utf16.h"
#include "sspi/accounts/password.h"
#include "sspi/accounts/store.h"

namespace secur32::accounts::test {

inline Secret<16> hash_of(std::string_view password) {
    return nt_hash(password_utf16(password).value().bytes());
}

inline AccountName named(std::string_view text) { return parse_account_name(text).value(); }

class AccountsTest : public testing::Test {
 protected:
    AccountsTest() {
        std::string name = (std::filesystem::temp_directory_path() / "accountsXXXXXX").string();
        folder_ = ::mkdtemp(name.data());
        database_ = path("accounts.db");
    }
    ~AccountsTest() override { std::filesystem::remove_all(folder_); }

    std::string path(const std::string& name) const { return folder_ / name; }
    // Written as a whole and put in place, as an editor does it.
    std::string write(const std::string& name, std::string_view text, mode_t mode = 0600) const {
        const std::string fresh = path(name + ".new");
        std::ofstream(fresh, std::ios::binary) << text;
        ::chmod(fresh.c_str(), mode);
        std::filesystem::rename(fresh, path(name));
        return path(name);
    }
    // The database, with an account for each "DOMAIN\user" and the password "secret".
    void make_database(std::initializer_list<std::string_view> names) const {
        Store store;
        ASSERT_EQ(store.create(database_), Status::ok) << store.why();
        for (const std::string_view name : names)
            ASSERT_EQ(store.add(named(name), hash_of("secret")), Status::ok) << store.why();
    }
    StoreEntry stored(std::string_view name) const {
        Store store;
        EXPECT_EQ(store.open(database_), Status::ok) << store.why();
        const Result<std::vector<StoreEntry>> entries = store.list();
        EXPECT_TRUE(entries.ok()) << store.why();
        if (!entries.ok()) return {};
        for (const StoreEntry& entry : entries.value())
            if (display_name(entry.name) == name) return entry;
        ADD_FAILURE() << "there is no account " << name;
        return {};
    }

    std::filesystem::path folder_;
    std::string database_;
};

}  // namespace secur32::accounts::test
