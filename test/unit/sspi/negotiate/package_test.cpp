// Negotiate over a directory of packages: what it says of itself, what it hands on, what it
// refuses.
#include "sspi/negotiate/package.h"

#include <gtest/gtest.h>

#include "sslprovider/base/utf16.h"
#include "test/support/ntlm_world.h"

namespace secur32::negotiate {
namespace {

using test::World;

class OnePackage final : public Directory {
 public:
    Package* find(std::u16string_view name) const override {
        return package != nullptr && equal_ignoring_case(name, u"NTLM") ? package : nullptr;
    }
    Package* package = nullptr;
};

struct NegotiateTest : testing::Test {
    NegotiateTest() {
        ntlm = std::move(world.package);
        directory.package = ntlm.get();
        world.package = make_package(directory);
    }
    World world;
    std::unique_ptr<Package> ntlm;
    OnePackage directory;
};

TEST_F(NegotiateTest, says_of_itself_what_windows_says) {
    const PackageInfo& info = world.package->info();
    EXPECT_EQ(info.name, u"Negotiate");
    EXPECT_EQ(info.comment, u"Microsoft Package Negotiator");
    EXPECT_EQ(info.capabilities, 0x00083BB3U);
    EXPECT_EQ(info.version, 1);
    EXPECT_EQ(info.rpc_id, 9);
    EXPECT_EQ(info.max_token, 12256U);
}

TEST_F(NegotiateTest, speaks_raw_ntlm_in_both_roles) {
    test::Conversation talk(world);
    ASSERT_EQ(talk.run(), Status::ok);
    for (const Buffer* token : {&talk.negotiate, &talk.challenge, &talk.authenticate})
        EXPECT_TRUE(ntlm::is_ntlm(*token));
    const auto sealed = test::seal(*talk.client, Buffer(10));
    EXPECT_TRUE(test::unseal(*talk.server, sealed.value()).ok());
}

TEST_F(NegotiateTest, tells_which_package_it_chose) {
    test::Conversation talk(world);
    ASSERT_EQ(talk.run(), Status::ok);
    const auto negotiation =
        std::get<NegotiationInfo>(talk.client->query(Attribute::negotiation_info).value());
    EXPECT_EQ(negotiation.info->name, u"NTLM");
    EXPECT_EQ(negotiation.state, 0U);
    EXPECT_EQ(std::get<PackageOf>(talk.client->query(Attribute::package_info).value()).info->name,
              u"NTLM");
}

TEST_F(NegotiateTest, has_no_credentials_where_the_list_excludes_ntlm) {
    for (const char16_t* list : {u"!ntlm", u"kerberos"}) {
        Identity identity = World::bob();
        identity.package_list = list;
        EXPECT_EQ(world.outbound(&identity).status(), Status::no_credentials);
        EXPECT_EQ(world.inbound(&identity).status(), Status::no_credentials);
    }
}

TEST_F(NegotiateTest, has_no_credentials_where_there_is_no_ntlm) {
    directory.package = nullptr;
    const Identity bob = World::bob();
    EXPECT_EQ(world.outbound(&bob).status(), Status::no_credentials);
    EXPECT_EQ(world.package->import_context({}).status(), Status::no_credentials);
}

TEST_F(NegotiateTest, refuses_what_is_not_ntlm) {
    test::Conversation talk(world);
    ASSERT_EQ(talk.begin(), Status::ok);
    const Buffer spnego = {0x60, 0x28, 0x06, 0x06, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x02, 0xa0, 0x1e};
    EXPECT_EQ(talk.server_step(spnego).status(), Status::invalid_token);
}

TEST_F(NegotiateTest, refuses_another_packages_credential) {
    const Identity bob = World::bob();
    CredentialRequest request;
    request.outbound = true;
    request.identity = &bob;
    EXPECT_EQ(world.package->new_context(Role::initiator, ntlm->acquire(request).value()).status(),
              Status::invalid_handle);
}

TEST_F(NegotiateTest, hands_settings_and_names_on) {
    const Identity bob = World::bob();
    const auto client = world.outbound(&bob).value();
    EXPECT_EQ(client->user_name().value(), u"DOM\\bob");
    EXPECT_EQ(client->expiry(), kNever);
    const auto server = world.inbound().value();
    ASSERT_EQ(server->set(AcceptedNames{{u"elsewhere"}}), Status::ok);
    test::Conversation talk(world);
    talk.server_credential = server;
    EXPECT_EQ(talk.run(), Status::wrong_principal);
}

TEST_F(NegotiateTest, imports_what_its_contexts_exported) {
    test::Conversation talk(world);
    ASSERT_EQ(talk.run(), Status::ok);
    const auto packed = talk.server->pack(false).value();
    auto copy = world.package->import_context(packed.bytes());
    ASSERT_EQ(copy.status(), Status::ok);
    const auto sealed = test::seal(*talk.client, Buffer(10));
    EXPECT_TRUE(test::unseal(*copy.value(), sealed.value()).ok());
}

}  // namespace
}  // namespace secur32::negotiate
