// The steps that every Ssl* function takes with its handles.
#include "sslprovider/api/ssl_objects.h"

#include <gtest/gtest.h>

#include "test/support/ssl_tls12.h"

namespace secur32::test {
namespace {

using api::suite_of;

TEST(SslObjects, FindAnOpenProviderAndNothingElse) {
    EXPECT_EQ(api::check_provider(ssl_provider()), Status::ok);
    const SslHandle hash = new_hash(kTls12, TLS_RSA_WITH_AES_128_CBC_SHA);
    for (const NCRYPT_PROV_HANDLE handle :
         {NCRYPT_PROV_HANDLE{0}, kNoHandle, NCRYPT_PROV_HANDLE{hash}, freed_handle()})
        EXPECT_EQ(api::check_provider(handle), Status::invalid_handle);
}

TEST(SslObjects, AreFoundByTheirKindAlone) {
    const SslHandle psk = import_pre_shared_key(counted(1));
    EXPECT_TRUE(api::Using<api::SslPreMasterKey>(psk));
    EXPECT_FALSE(api::Using<api::SslMasterKey>(psk));
    EXPECT_FALSE(api::Using<api::SslPrivateKey>(psk));
    EXPECT_FALSE(api::Using<api::SslHash>(psk));
}

TEST(SslObjects, KnowWhetherAPremasterKeyIsAPreSharedOne) {
    const provider::CipherSuite& suite = *provider::find_cipher_suite(TLS_RSA_WITH_AES_128_CBC_SHA);
    EXPECT_TRUE(api::SslPreMasterKey(SecureBytes(counted(1))).is_pre_shared_key());
    EXPECT_FALSE(
        api::SslPreMasterKey(Version::tls12, suite, SecureBytes(counted(1))).is_pre_shared_key());
}

TEST(SslObjects, CountTheReferencesOfAProvider) {
    api::SslProvider provider;
    EXPECT_TRUE(provider.add_reference());
    EXPECT_EQ(provider.drop_reference(), 1u);
    EXPECT_EQ(provider.drop_reference(), 0u);
    EXPECT_EQ(provider.drop_reference(), std::nullopt);
    EXPECT_FALSE(provider.add_reference());
}

TEST(SuiteOf, IsWhatAProtocolAndASuiteSayTogether) {
    const auto found = suite_of(DTLS1_2_PROTOCOL_VERSION, TLS_RSA_WITH_AES_128_GCM_SHA256);
    ASSERT_TRUE(found.ok());
    EXPECT_EQ(found.value().version, Version::dtls12);
    EXPECT_EQ(found.value().suite->id, TLS_RSA_WITH_AES_128_GCM_SHA256);
}

TEST(SuiteOf, IsRefusedForOtherProtocolsAndSuites) {
    const std::pair<DWORD, DWORD> bad[] = {{SSL2_PROTOCOL_VERSION, SSL_CK_RC4_128_WITH_MD5},
                                           {SSL3_PROTOCOL_VERSION, TLS_RSA_WITH_AES_128_CBC_SHA},
                                           {kTls12, TLS_AES_128_GCM_SHA256},
                                           {TLS1_3_PROTOCOL_VERSION, TLS_RSA_WITH_AES_128_CBC_SHA},
                                           {kTls12, TLS_RSA_WITH_RC4_128_SHA},
                                           {0xFFFFFFFF, 0xFFFFFFFF}};
    for (const auto& [protocol, suite] : bad)
        EXPECT_EQ(suite_of(protocol, suite).status(), Status::invalid_parameter);
}

}  // namespace
}  // namespace secur32::test
