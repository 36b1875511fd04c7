#include "sslprovider/provider/groups.h"

#include <gtest/gtest.h>

#include <set>

namespace secur32::provider {
namespace {

TEST(Groups, HaveLengthsThatFollowFromTheirBits) {
    std::set<std::uint32_t> ids;
    for (const Group& group : groups()) {
        SCOPED_TRACE(static_cast<unsigned>(group.id));
        EXPECT_TRUE(ids.insert(static_cast<std::uint32_t>(group.id)).second);
        EXPECT_EQ(group.secret_length, (group.bits + 7) / 8);
        const bool point = !group.finite_field && group.id != crypto::NamedGroup::x25519;
        EXPECT_EQ(group.public_length, point ? 2 * group.secret_length + 1 : group.secret_length);
        EXPECT_EQ(group.oid.empty(), group.finite_field);
    }
}

TEST(Groups, AreFoundByIanaNumberAlone) {
    EXPECT_EQ(find_group(23)->name, u"nistP256");
    EXPECT_EQ(find_group(29)->name, u"curve25519");
    EXPECT_EQ(find_group(256)->bits, 2048);
    for (const std::uint32_t id : {0U, 1U, 22U, 26U, 30U, 255U, 261U, 0x10017U})
        EXPECT_EQ(find_group(id), nullptr) << id;
}

}  // namespace
}  // namespace secur32::provider
