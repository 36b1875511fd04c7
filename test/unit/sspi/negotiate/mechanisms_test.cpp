// The package list of an identity.
#include "sspi/negotiate/mechanisms.h"

#include <gtest/gtest.h>

namespace secur32::negotiate {
namespace {

TEST(PackageList, allows_all_when_it_is_empty) {
    EXPECT_TRUE(allows(u"", u"NTLM"));
    EXPECT_TRUE(allows(u" , ,", u"NTLM"));
}

TEST(PackageList, excludes_with_an_exclamation_mark) {
    for (const char16_t* list : {u"!ntlm", u" ! NTLM ", u"kerberos,!ntlm", u"ntlm,!ntlm"})
        EXPECT_FALSE(allows(list, u"NTLM"));
    EXPECT_TRUE(allows(u"!kerberos", u"NTLM"));
    EXPECT_TRUE(allows(u"!kerberos,ntlm", u"NTLM"));
    EXPECT_TRUE(allows(u"!", u"NTLM"));
}

TEST(PackageList, allows_only_the_named_when_it_names_any) {
    EXPECT_TRUE(allows(u"ntlm", u"NTLM"));
    EXPECT_TRUE(allows(u"Kerberos, NTLM", u"NTLM"));
    EXPECT_FALSE(allows(u"kerberos", u"NTLM"));
    EXPECT_FALSE(allows(u"ntlmx,xntlm", u"NTLM"));
}

TEST(PackageList, leaves_a_mechanism_or_none) {
    ASSERT_NE(choose(u""), nullptr);
    EXPECT_EQ(choose(u"")->package, u"NTLM");
    EXPECT_EQ(choose(u"!ntlm"), nullptr);
    EXPECT_EQ(choose(u"kerberos"), nullptr);
}

}  // namespace
}  // namespace secur32::negotiate
