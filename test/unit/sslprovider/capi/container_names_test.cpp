// Unique names of containers.  The hashes are md5sum(1)'s.
#include "sslprovider/capi/container_names.h"

#include <gtest/gtest.h>

#include "sslprovider/base/utf16.h"

namespace secur32::capi {
namespace {

constexpr const char* kGuid = "01234567-89ab-cdef-0123-456789abcdef";
const std::string kUnique = "ef1c503f5575cf3f3e28eb04c55cf539_01234567-89ab-cdef-0123-456789abcdef";

TEST(UniqueName, IsTheHashOfTheNameWithItsNulAndTheGuid) {
    EXPECT_EQ(unique_name("server", kGuid), kUnique);
    EXPECT_EQ(unique_name("web \u00C4\u03A9", kGuid),
              "eb975bd203756ec42943a48a3f04ab6b_" + std::string(kGuid));
}

TEST(UniqueName, IsOneForAllSpellingsOfAName) {
    for (const std::u16string_view name : {u"Web \u00C4\u03A9", u"wEB \u00E4\u03C9"})
        EXPECT_EQ(folded(name), u"web \u00C4\u03A9");
}

TEST(UniqueName, HasAForm) {
    const std::u16string good = utf16_of(kUnique).value();
    EXPECT_TRUE(is_unique_name(good));
    EXPECT_TRUE(is_unique_name(upper(good)));
    EXPECT_TRUE(
        is_unique_name(u"00000000000000000000000000000000_"
                       u"00000000-0000-0000-0000-000000000000"));
}

TEST(UniqueName, IsNothingThatDiffersFromTheFormAnywhere) {
    const std::u16string good = utf16_of(kUnique).value();
    for (std::size_t at = 0; at < good.size(); ++at)
        for (const char16_t unit : {u'g', u'G', u'/', u':', u'@', u'`', u'\0', u'\u0131', u'.'}) {
            std::u16string other = good;
            other[at] = unit;
            EXPECT_FALSE(is_unique_name(other)) << at;
        }
    for (std::size_t size = 0; size < good.size(); ++size)
        EXPECT_FALSE(is_unique_name(good.substr(0, size)));
    for (const char16_t* const end : {u"0", u"\n", u".pem"})
        EXPECT_FALSE(is_unique_name(good + end));
    EXPECT_FALSE(is_unique_name(u"server.pem"));
}

TEST(MachineGuid, IsTheMachineIdWithHyphens) {
    EXPECT_EQ(guid_of_machine_id("0123456789abcdef0123456789abcdef\n"), kGuid);
    EXPECT_EQ(guid_of_machine_id("0123456789abcdef0123456789abcdef"), kGuid);
    EXPECT_TRUE(is_unique_name(utf16_of(unique_name("x", machine_guid())).value()));
}

TEST(MachineGuid, IsOfZerosWhereTheMachineHasNoId) {
    for (const std::string_view text :
         {"", "\n", "uninitialized\n", "0123456789ABCDEF0123456789ABCDEF\n",
          "0123456789abcdef0123456789abcde\n", "0123456789abcdef0123456789abcdef0",
          "0123456789abcdef0123456789abcdef\n\n", "01234567-89ab-cdef-0123-456789abcdef\n",
          "0123456789abcdef0123456789abcdeg\n"})
        EXPECT_EQ(guid_of_machine_id(text), "00000000-0000-0000-0000-000000000000") << text;
}

}  // namespace
}  // namespace secur32::capi
