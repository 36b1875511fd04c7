// What is kept of an identity, and where a credential finds its accounts.
#include "sspi/ntlm/credential.h"

#include <gtest/gtest.h>

#include "sslprovider/base/environment.h"
#include "test/support/environment.h"
#include "test/support/ntlm_world.h"

namespace secur32::ntlm {
namespace {

using test::FakeDirectory;
using test::identity_of;
using test::ScopedEnvironment;

struct CredentialTest : testing::Test {
    Result<std::shared_ptr<Credential>> acquire(const Identity* identity, bool inbound,
                                                bool outbound) {
        CredentialRequest request;
        request.identity = identity;
        request.inbound = inbound;
        request.outbound = outbound;
        return Credential::acquire(request, directory);
    }
    Status outbound_status(const Identity& identity) {
        return acquire(&identity, false, true).status();
    }
    std::shared_ptr<FakeDirectory> directory = std::make_shared<FakeDirectory>();
};

TEST_F(CredentialTest, keeps_one_way_functions_of_the_password) {
    const Identity identity = identity_of(u"User", u"Domain", u"Password");
    const auto credential = acquire(&identity, false, true).value();
    const ClientIdentity& client = *credential->client();
    EXPECT_TRUE(client.nt_hash == ntowf_v1(bytes_of(std::u16string_view(u"Password"))));
    EXPECT_TRUE(client.response_key == ntowf_v2(client.nt_hash, u"User", u"Domain"));
    EXPECT_FALSE(client.lm_hash.has_value());
    EXPECT_FALSE(client.anonymous);
    EXPECT_EQ(credential->user_name().value(), u"Domain\\User");
}

TEST_F(CredentialTest, keeps_an_lm_hash_only_where_policy_lets_it_be_sent) {
    const ScopedEnvironment level(environment::kLmCompatibilityLevel, "1");
    const Identity identity = identity_of(u"User", u"", u"Password");
    EXPECT_TRUE(acquire(&identity, false, true).value()->client()->lm_hash.has_value());
    const Identity longer = identity_of(u"User", u"", u"A password that LM cannot say");
    EXPECT_FALSE(acquire(&longer, false, true).value()->client()->lm_hash.has_value());
}

TEST_F(CredentialTest, splits_a_name_in_one_piece) {
    struct Row {
        std::u16string user, domain, expected_user, expected_domain;
    };
    const Row rows[] = {
        {u"DOM\\bob", u"", u"bob", u"DOM"},
        {u"DOM\\bob", u"OTHER", u"DOM\\bob", u"OTHER"},
        {u"bob@example.com", u"", u"bob@example.com", u""},
        {u"bob", u"", u"bob", u""},
        {u"A\\B\\c", u"", u"B\\c", u"A"},
    };
    for (const Row& each : rows) {
        const Identity identity = identity_of(each.user, each.domain, u"pw");
        const auto credential = acquire(&identity, false, true).value();
        EXPECT_EQ(credential->client()->user, each.expected_user);
        EXPECT_EQ(credential->client()->domain, each.expected_domain);
    }
}

TEST_F(CredentialTest, takes_an_identity_of_nobody_for_an_anonymous_one) {
    const Identity nobody;
    EXPECT_TRUE(acquire(&nobody, false, true).value()->client()->anonymous);
}

TEST_F(CredentialTest, has_an_empty_password_where_a_user_has_one) {
    const Identity identity = identity_of(u"guest", u"", u"");
    EXPECT_FALSE(acquire(&identity, false, true).value()->client()->anonymous);
}

TEST_F(CredentialTest, refuses_a_password_without_a_user) {
    EXPECT_EQ(outbound_status(identity_of(u"", u"", u"pw")), Status::unknown_credentials);
    EXPECT_EQ(outbound_status(identity_of(u"", u"DOM", u"pw")), Status::unknown_credentials);
    EXPECT_EQ(outbound_status(identity_of(u"DOM\\", u"", u"pw")), Status::unknown_credentials);
}

TEST_F(CredentialTest, refuses_names_without_end) {
    const std::u16string endless(kMaxName + 1, u'a');
    EXPECT_EQ(outbound_status(identity_of(endless, u"", u"pw")), Status::unknown_credentials);
    EXPECT_EQ(outbound_status(identity_of(u"a", endless, u"pw")), Status::unknown_credentials);
}

TEST_F(CredentialTest, reads_a_hash_in_digits_of_either_case) {
    for (const char16_t* digits :
         {u"a4f49c406510bdcab6824ee7c30fd852", u"A4F49C406510BDCAB6824EE7C30FD852"}) {
        Identity identity = identity_of(u"User", u"Domain", digits);
        identity.password_is_nt_hash = true;
        const auto credential = acquire(&identity, false, true).value();
        EXPECT_TRUE(credential->client()->nt_hash ==
                    ntowf_v1(bytes_of(std::u16string_view(u"Password"))));
    }
}

TEST_F(CredentialTest, refuses_a_hash_that_is_none) {
    for (const char16_t* digits :
         {u"", u"a4f4", u"a4f49c406510bdcab6824ee7c30fd85", u"a4f49c406510bdcab6824ee7c30fd8522",
          u"g4f49c406510bdcab6824ee7c30fd852",
          u"\u0661"
          u"4f49c406510bdcab6824ee7c30fd852",
          u"a4f49c406510bdcab6824ee7c30fd85 "}) {
        Identity identity = identity_of(u"User", u"", digits);
        identity.password_is_nt_hash = true;
        EXPECT_EQ(outbound_status(identity), Status::unknown_credentials);
    }
}

TEST_F(CredentialTest, is_for_one_role_at_least) {
    EXPECT_EQ(acquire(nullptr, false, false).status(), Status::invalid_parameter);
}

TEST_F(CredentialTest, without_an_identity_takes_the_default_one) {
    EXPECT_EQ(acquire(nullptr, false, true).status(), Status::no_credentials);
    directory->default_user = u"me";
    EXPECT_EQ(acquire(nullptr, false, true).value()->user_name().value(), u"me");
}

TEST_F(CredentialTest, for_a_server_has_no_name_and_no_client) {
    const auto credential = acquire(nullptr, true, false).value();
    EXPECT_TRUE(credential->inbound());
    EXPECT_EQ(credential->client(), nullptr);
    EXPECT_EQ(credential->user_name().status(), Status::no_credentials);
    EXPECT_TRUE(credential->accounts_may_follow());
}

TEST_F(CredentialTest, asks_for_the_machines_accounts_each_time) {
    const auto credential = acquire(nullptr, true, false).value();
    EXPECT_TRUE(credential->accounts().value().none());
    directory->accounts = std::make_shared<test::FakeAuthority>();
    EXPECT_FALSE(credential->accounts().value().none());
    directory->standard_failure = Status::no_authenticating_authority;
    EXPECT_EQ(credential->accounts().status(), Status::no_authenticating_authority);
}

TEST_F(CredentialTest, prefers_a_function_to_a_file_and_a_file_to_the_machine) {
    directory->accounts = std::make_shared<test::FakeAuthority>();
    directory->sam = std::make_shared<test::FakeAuthority>();
    Identity identity;
    identity.sam_file = "sam";
    const auto file = acquire(&identity, true, false).value();
    EXPECT_EQ(file->accounts().value().authority, directory->sam);
    EXPECT_FALSE(file->accounts_may_follow());
    identity.hash_callback = [](const HashQuery&) -> Result<Secret<16>> {
        return Status::unknown_user;
    };
    const auto function = acquire(&identity, true, false).value();
    EXPECT_TRUE(function->accounts().value().callback);
    EXPECT_EQ(function->accounts().value().authority, nullptr);
}

TEST_F(CredentialTest, keeps_the_environments_names_apart_from_the_programs) {
    const ScopedEnvironment names(environment::kAcceptedNames, "a,b");
    const auto credential = acquire(nullptr, true, false).value();
    EXPECT_EQ(credential->policy().accepted_names, (std::vector<std::u16string>{u"a", u"b"}));
    EXPECT_TRUE(credential->accepted_names().empty());
    ASSERT_EQ(credential->set(AcceptedNames{{u"c"}}), Status::ok);
    EXPECT_EQ(credential->accepted_names(), (std::vector<std::u16string>{u"c"}));
    EXPECT_EQ(credential->policy().accepted_names.size(), 2U);
}

TEST(QualifiedName, leaves_the_backslash_out_without_a_domain) {
    EXPECT_EQ(qualified_name(u"D", u"u"), u"D\\u");
    EXPECT_EQ(qualified_name(u"", u"u"), u"u");
}

}  // namespace
}  // namespace secur32::ntlm
