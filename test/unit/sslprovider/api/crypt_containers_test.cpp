// Which container a caller means, by its name or its unique name.
#include "sslprovider/api/crypt_containers.h"

#include <gtest/gtest.h>

#include "sslprovider/base/utf16.h"
#include "test/support/key_folder.h"

namespace secur32::api {
namespace {

const capi::Provider& provider(std::uint32_t type) {
    return *capi::find_provider({}, type).value();
}

capi::ContainerName called(std::u16string name, DWORD type = PROV_RSA_AES) {
    return container_called(std::move(name), 0, provider(type));
}

std::u16string unique_of(const capi::ContainerName& name) {
    return utf16_of(capi::unique_container_name(name).value()).value();
}

TEST(CryptContainers, AreTheUsersOrTheMachinesAndOfTheProvidersStore) {
    for (const DWORD type : {DWORD{PROV_RSA_FULL}, DWORD{PROV_RSA_SCHANNEL}, DWORD{PROV_RSA_AES}})
        EXPECT_EQ(called(u"x", type).store, capi::Store::rsa);
    for (const DWORD type : {DWORD{PROV_DSS}, DWORD{PROV_DSS_DH}, DWORD{PROV_DH_SCHANNEL}})
        EXPECT_EQ(called(u"x", type).store, capi::Store::dss);
    const capi::Provider& any = provider(PROV_RSA_AES);
    EXPECT_EQ(container_called(u"x", CRYPT_SILENT, any).scope, capi::Scope::user);
    EXPECT_EQ(container_called(u"x", CRYPT_SILENT | CRYPT_MACHINE_KEYSET, any).scope,
              capi::Scope::machine);
    EXPECT_EQ(container_called(u"X y", 0, any).name, u"X y");
}

TEST(CryptContainers, AreMeantByTheirNamesWhetherTheyAreThereOrNot) {
    const test::KeyFolder folder;
    for (const std::u16string& name : {std::u16string(u"server"), std::u16string(u"server.pem")})
        EXPECT_EQ(container_meant(called(name)).value().name, name);
}

TEST(CryptContainers, AreMeantByTheirUniqueNamesWhereTheyAreThere) {
    const test::KeyFolder folder;
    const std::u16string unique = unique_of(called(u"Server"));
    EXPECT_EQ(container_meant(called(unique)).status(), Status::no_keyset);
    ASSERT_EQ(capi::create_container(called(u"Server")), Status::ok);
    EXPECT_EQ(container_meant(called(unique)).value().name, u"Server");
    EXPECT_EQ(container_meant(called(unique, PROV_DSS)).status(), Status::no_keyset);
    const auto machines = container_called(unique, CRYPT_MACHINE_KEYSET, provider(PROV_RSA_AES));
    EXPECT_EQ(container_meant(machines).status(), Status::no_keyset);
}

}  // namespace
}  // namespace secur32::api
