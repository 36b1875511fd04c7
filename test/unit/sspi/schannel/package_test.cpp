#include "sspi/schannel/package.h"

#include <gtest/gtest.h>

#include "test/support/tls_machine_pair.h"

namespace secur32::schannel {
namespace {

std::shared_ptr<secur32::Credential> credential_of(bool server) {
    test::MachineCredentialPlan plan;
    plan.server = server;
    if (server) plan.keys = {"P-256"};
    return std::const_pointer_cast<Credential>(test::make_tls_credential(plan));
}

struct ForeignCredential final : secur32::Credential {};

TEST(SchannelPackage, IsAStreamUnderThreeNames) {
    const auto package = make_package();
    EXPECT_EQ(&package->info(), &package_info());
    EXPECT_TRUE(package_info().is_stream());
    EXPECT_EQ(package_info().auth_data, AuthData::tls);
    EXPECT_EQ(package_info().name, u"Microsoft Unified Security Protocol Provider");
    ASSERT_EQ(package_info().aliases.size(), 2u);
    EXPECT_EQ(package_info().aliases[0], u"Schannel");
    EXPECT_EQ(package_info().aliases[1], u"Default TLS SSP");
}

TEST(SchannelPackage, MakesContextsOfTheCredentialsRoleOnly) {
    const auto package = make_package();
    for (const bool server : {false, true}) {
        const Role own = server ? Role::acceptor : Role::initiator;
        const Role other = server ? Role::initiator : Role::acceptor;
        EXPECT_TRUE(package->new_context(own, credential_of(server)).ok());
        EXPECT_EQ(package->new_context(other, credential_of(server)).status(),
                  Status::no_credentials);
    }
}

TEST(SchannelPackage, TakesNoOtherPackagesCredential) {
    EXPECT_EQ(make_package()
                  ->new_context(Role::initiator, std::make_shared<ForeignCredential>())
                  .status(),
              Status::invalid_handle);
    EXPECT_EQ(make_package()->new_context(Role::initiator, nullptr).status(),
              Status::invalid_handle);
}

TEST(SchannelPackage, ImportsNoContext) {
    EXPECT_EQ(make_package()->import_context({}).status(), Status::unsupported_function);
}

}  // namespace
}  // namespace secur32::schannel
