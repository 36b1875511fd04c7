// This machine's accounts, looked up by names that come from the network.
#include "sspi/api/user_database.h"

#include <gtest/gtest.h>

#include <string>

namespace secur32::api {
namespace {

TEST(UserDatabase, FindsAnAccountByNameAndByNumber) {
    const Result<UserEntry> by_name = find_user(u"root");
    ASSERT_TRUE(by_name.ok());
    EXPECT_EQ(by_name.value().uid, 0u);
    const Result<UserEntry> by_number = find_user(uid_t{0});
    ASSERT_TRUE(by_number.ok());
    EXPECT_EQ(by_number.value().name, "root");
}

TEST(UserDatabase, HasNoAccountOfANameThatNobodyCanHave) {
    for (const std::u16string& name :
         {std::u16string(), std::u16string(u"no such account"), std::u16string(u"root\0", 5),
          std::u16string(u"root\0x", 6), std::u16string(u"\0root", 5)})
        EXPECT_EQ(find_user(name).status(), Status::target_unknown) << name.size();
    EXPECT_EQ(find_user(std::u16string{u'r', 0xD800}).status(), Status::invalid_parameter);
    EXPECT_EQ(find_user(uid_t{0x7FFFFFFE}).status(), Status::target_unknown);
}

}  // namespace
}  // namespace secur32::api
