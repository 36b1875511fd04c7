// The package's description, and whose credentials it takes.
#include "sspi/ntlm/package.h"

#include <gtest/gtest.h>

#include "test/support/ntlm_world.h"

namespace secur32::ntlm {
namespace {

TEST(NtlmPackage, says_of_itself_what_windows_says) {
    const PackageInfo& info = package_info();
    EXPECT_EQ(info.name, u"NTLM");
    EXPECT_EQ(info.comment, u"NTLM Security Package");
    EXPECT_EQ(info.capabilities, 0x00082B37U);
    EXPECT_EQ(info.version, 1);
    EXPECT_EQ(info.rpc_id, 10);
    EXPECT_EQ(info.max_token, 2888U);
}

TEST(NtlmPackage, refuses_another_packages_credential) {
    class Stranger final : public secur32::Credential {};
    test::World world;
    EXPECT_EQ(world.package->new_context(Role::acceptor, std::make_shared<Stranger>()).status(),
              Status::invalid_handle);
    EXPECT_EQ(world.package->new_context(Role::acceptor, nullptr).status(), Status::invalid_handle);
}

TEST(NtlmPackage, imports_no_rubbish) {
    test::World world;
    EXPECT_EQ(world.package->import_context({}).status(), Status::invalid_token);
    EXPECT_EQ(world.package->import_context(Buffer(1000, 0xff)).status(), Status::invalid_token);
}

TEST(NtlmPackage, makes_tokens_within_its_maximum) {
    test::World world;
    const std::u16string long_name(256, u'n');
    world.authority->add(long_name, long_name, u"pw");
    test::Conversation talk(world);
    talk.identity = test::identity_of(long_name, long_name, u"pw");
    talk.target = std::u16string(u"HTTP/") + long_name;
    ASSERT_EQ(talk.run(), Status::ok);
    for (const Buffer* token : {&talk.negotiate, &talk.challenge, &talk.authenticate})
        EXPECT_LE(token->size(), package_info().max_token);
}

}  // namespace
}  // namespace secur32::ntlm
