// AcquireCredentialsHandle of Schannel as programs call it: both structures, both directions, and
// what Wine's tests saw Windows refuse.
#define SCHANNEL_USE_BLACKLISTS
#include <gtest/gtest.h>
#include <ntsecapi.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "test/support/tls_pair.h"

namespace secur32::test {
namespace {

struct Acquired {
    SECURITY_STATUS status = SEC_E_OK;
    CredHandle handle{};
    TimeStamp expiry{};
    Acquired() = default;
    ~Acquired() {
        if (status == SEC_E_OK) FreeCredentialsHandle(&handle);
    }
    Acquired(const Acquired&) = delete;
    Acquired& operator=(const Acquired&) = delete;
};

void acquire_into(Acquired& out, ULONG use, void* data) {
    std::string package = UNISP_NAME_A;
    out.status = AcquireCredentialsHandleA(nullptr, package.data(), use, nullptr, data, nullptr,
                                           nullptr, &out.handle, &out.expiry);
}

// A and W alike.
SECURITY_STATUS acquire(ULONG use, void* data) {
    Acquired a, w;
    acquire_into(a, use, data);
    std::u16string package = u"Schannel";
    w.status = AcquireCredentialsHandleW(nullptr, reinterpret_cast<SEC_WCHAR*>(package.data()), use,
                                         nullptr, data, nullptr, nullptr, &w.handle, &w.expiry);
    EXPECT_EQ(a.status, w.status);
    return a.status;
}

SECURITY_STATUS in_and_out(void* data) {
    const SECURITY_STATUS out = acquire(SECPKG_CRED_OUTBOUND, data);
    EXPECT_EQ(acquire(SECPKG_CRED_INBOUND, data), out);
    return out;
}

SCHANNEL_CRED allow_list() {
    SCHANNEL_CRED cred{};
    cred.dwVersion = SCHANNEL_CRED_VERSION;
    return cred;
}
SCH_CREDENTIALS deny_list() {
    SCH_CREDENTIALS cred{};
    cred.dwVersion = SCH_CREDENTIALS_VERSION;
    return cred;
}

// A context without private key.
class KeylessCertificate {
 public:
    KeylessCertificate()
        : context_(CertCreateCertificateContext(X509_ASN_ENCODING, tls_root().der.data(),
                                                static_cast<DWORD>(tls_root().der.size()))) {}
    ~KeylessCertificate() { CertFreeCertificateContext(context_); }
    KeylessCertificate(const KeylessCertificate&) = delete;
    KeylessCertificate& operator=(const KeylessCertificate&) = delete;
    PCCERT_CONTEXT get() const { return context_; }

 private:
    PCCERT_CONTEXT context_;
};

TEST(AcquireTls, TakesNoDataFromClientsAlone) {
    EXPECT_EQ(acquire(SECPKG_CRED_OUTBOUND, nullptr), SEC_E_OK);
    EXPECT_EQ(acquire(SECPKG_CRED_INBOUND, nullptr), SEC_E_NO_CREDENTIALS);
    EXPECT_EQ(acquire(SECPKG_CRED_BOTH, nullptr), SEC_E_NO_CREDENTIALS);
    EXPECT_EQ(acquire(0, nullptr), SEC_E_NO_CREDENTIALS);
}

TEST(AcquireTls, WantsAPackageAndAHandle) {
    CredHandle handle{};
    EXPECT_EQ(AcquireCredentialsHandleA(nullptr, nullptr, SECPKG_CRED_OUTBOUND, nullptr, nullptr,
                                        nullptr, nullptr, &handle, nullptr),
              SEC_E_SECPKG_NOT_FOUND);
    std::string package = UNISP_NAME_A;
    EXPECT_EQ(AcquireCredentialsHandleA(nullptr, package.data(), SECPKG_CRED_OUTBOUND, nullptr,
                                        nullptr, nullptr, nullptr, nullptr, nullptr),
              SEC_E_INVALID_HANDLE);
}

TEST(AcquireTls, KnowsThePackageByAllItsNames) {
    for (const char* const name : {UNISP_NAME_A, SCHANNEL_NAME_A, DEFAULT_TLS_SSP_NAME_A}) {
        std::string package = name;
        CredHandle handle{};
        ASSERT_EQ(AcquireCredentialsHandleA(nullptr, package.data(), SECPKG_CRED_OUTBOUND, nullptr,
                                            nullptr, nullptr, nullptr, &handle, nullptr),
                  SEC_E_OK)
            << name;
        EXPECT_EQ(FreeCredentialsHandle(&handle), SEC_E_OK);
    }
}

TEST(AcquireTls, RefusesOtherVersions) {
    for (const DWORD version : {0u, 1u, 2u, 6u, 0x300u, 0xFFFFFFFFu}) {
        SCHANNEL_CRED cred{};
        cred.dwVersion = version;
        EXPECT_EQ(in_and_out(&cred), SEC_E_UNKNOWN_CREDENTIALS) << version;
    }
    SCHANNEL_CRED third{};
    third.dwVersion = SCH_CRED_V3;
    EXPECT_EQ(in_and_out(&third), SEC_E_UNKNOWN_CREDENTIALS);
    const TlsIdentity identity(tls_leaf("P-256"));
    PCCERT_CONTEXT certificate = identity.get();
    third.cCreds = 1;
    third.paCred = &certificate;
    EXPECT_EQ(in_and_out(&third), SEC_E_INSUFFICIENT_MEMORY);
}

TEST(AcquireTls, TakesBothStructuresWithoutCertificate) {
    SCHANNEL_CRED allow = allow_list();
    EXPECT_EQ(in_and_out(&allow), SEC_E_OK);
    SCH_CREDENTIALS deny = deny_list();
    EXPECT_EQ(in_and_out(&deny), SEC_E_OK);
}

TEST(AcquireTls, TakesBothStructuresWithOneAndTellsWhenItExpires) {
    const TlsIdentity identity(tls_leaf("P-256"));
    PCCERT_CONTEXT certificate = identity.get();
    SCHANNEL_CRED allow = allow_list();
    allow.cCreds = 1;
    allow.paCred = &certificate;
    EXPECT_EQ(in_and_out(&allow), SEC_E_OK);
    SCH_CREDENTIALS deny = deny_list();
    deny.cCreds = 1;
    deny.paCred = &certificate;
    EXPECT_EQ(in_and_out(&deny), SEC_E_OK);
    Acquired acquired, anonymous;
    acquire_into(acquired, SECPKG_CRED_INBOUND, &deny);
    deny.cCreds = 0;
    acquire_into(anonymous, SECPKG_CRED_OUTBOUND, &deny);
    EXPECT_LT(acquired.expiry.QuadPart, anonymous.expiry.QuadPart);
    EXPECT_GT(acquired.expiry.QuadPart, 0);
}

TEST(AcquireTls, RefusesWhatIsNoCertificate) {
    // As large as a context, and as aligned.
    alignas(16) std::array<unsigned char, 256> garbage{};
    for (const int octet : {0, 1, 0x41, 0xFF}) {
        garbage.fill(static_cast<unsigned char>(octet));
        auto pointer = reinterpret_cast<PCCERT_CONTEXT>(garbage.data());
        SCHANNEL_CRED cred = allow_list();
        cred.cCreds = 1;
        cred.paCred = &pointer;
        EXPECT_EQ(in_and_out(&cred), SEC_E_UNKNOWN_CREDENTIALS);
    }
    PCCERT_CONTEXT null = nullptr;
    SCHANNEL_CRED cred = allow_list();
    cred.cCreds = 1;
    cred.paCred = &null;
    EXPECT_EQ(in_and_out(&cred), SEC_E_UNKNOWN_CREDENTIALS);
    cred.paCred = nullptr;
    EXPECT_EQ(in_and_out(&cred), SEC_E_UNKNOWN_CREDENTIALS);
    cred.cCreds = 101;
    cred.paCred = &null;
    EXPECT_EQ(in_and_out(&cred), SEC_E_UNKNOWN_CREDENTIALS);
}

TEST(AcquireTls, RefusesACertificateWithoutItsKey) {
    const KeylessCertificate keyless;
    PCCERT_CONTEXT certificate = keyless.get();
    SCHANNEL_CRED cred = allow_list();
    cred.cCreds = 1;
    cred.paCred = &certificate;
    EXPECT_EQ(in_and_out(&cred), SEC_E_NO_CREDENTIALS);
    CRYPT_KEY_PROV_INFO info{};
    std::u16string container = u"secur32 has no such container";
    info.pwszContainerName = reinterpret_cast<LPWSTR>(container.data());
    ASSERT_TRUE(
        CertSetCertificateContextProperty(certificate, CERT_KEY_PROV_INFO_PROP_ID, 0, &info));
    EXPECT_EQ(in_and_out(&cred), SEC_E_UNKNOWN_CREDENTIALS);
}

TEST(AcquireTls, RefusesAListWithOneBadEntry) {
    const TlsIdentity identity(tls_leaf("P-256"));
    const KeylessCertificate keyless;
    std::array<PCCERT_CONTEXT, 2> list{identity.get(), keyless.get()};
    SCHANNEL_CRED cred = allow_list();
    cred.cCreds = 2;
    cred.paCred = list.data();
    EXPECT_EQ(in_and_out(&cred), SEC_E_UNKNOWN_CREDENTIALS);
    std::swap(list[0], list[1]);
    EXPECT_EQ(in_and_out(&cred), SEC_E_UNKNOWN_CREDENTIALS);
    const TlsIdentity other(tls_leaf("RSA-2048"));
    list = {identity.get(), other.get()};
    EXPECT_EQ(in_and_out(&cred), SEC_E_OK);
}

TEST(AcquireTls, RefusesHashesAndStoresThatAreNone) {
    const TlsIdentity identity(tls_leaf("P-256"));
    PCCERT_CONTEXT certificate = identity.get();
    SCHANNEL_CRED cred = allow_list();
    cred.cCreds = 1;
    cred.paCred = &certificate;
    cred.dwCredFormat = SCH_CRED_FORMAT_CERT_HASH;
    EXPECT_EQ(in_and_out(&cred), SEC_E_UNKNOWN_CREDENTIALS);
    SCH_CREDENTIALS deny = deny_list();
    deny.dwCredFormat = SCH_CRED_FORMAT_CERT_HASH_STORE;
    EXPECT_EQ(in_and_out(&deny), SEC_E_UNKNOWN_CREDENTIALS);
    deny = deny_list();
    deny.hRootStore = reinterpret_cast<HCERTSTORE>(0x1234);
    EXPECT_EQ(in_and_out(&deny), SEC_E_UNKNOWN_CREDENTIALS);
}

TEST(AcquireTls, WantsAProtocolOfItsDirection) {
    SCHANNEL_CRED cred = allow_list();
    cred.grbitEnabledProtocols = SP_PROT_TLS1_2_CLIENT;
    EXPECT_EQ(acquire(SECPKG_CRED_OUTBOUND, &cred), SEC_E_OK);
    EXPECT_EQ(acquire(SECPKG_CRED_INBOUND, &cred), SEC_E_ALGORITHM_MISMATCH);
    cred.grbitEnabledProtocols = SP_PROT_TLS1_2_CLIENT | SP_PROT_DTLS1_2_CLIENT;
    EXPECT_EQ(in_and_out(&cred), SEC_E_ALGORITHM_MISMATCH);
    cred.grbitEnabledProtocols = SP_PROT_DTLS1_2_SERVER | SP_PROT_TLS1_2_CLIENT;
    EXPECT_EQ(in_and_out(&cred), SEC_E_ALGORITHM_MISMATCH);
    cred.grbitEnabledProtocols = SP_PROT_DTLS1_2;
    EXPECT_EQ(in_and_out(&cred), SEC_E_UNSUPPORTED_FUNCTION);
    cred.grbitEnabledProtocols = SP_PROT_SSL3;
    EXPECT_EQ(in_and_out(&cred), SEC_E_ALGORITHM_MISMATCH);
}

// ---- TLS_PARAMETERS -----------------------------------------------------------------------------

UNICODE_STRING unicode(std::u16string& text) {
    const auto size = static_cast<USHORT>(2 * text.size());
    return {size, size, reinterpret_cast<PWSTR>(text.data())};
}

struct Denying {
    std::u16string name = u"AES", mode = u"ChainingModeCBC", protocol = u"h2";
    UNICODE_STRING mode_string = unicode(mode), protocol_string = unicode(protocol);
    CRYPTO_SETTINGS setting{};
    TLS_PARAMETERS parameters{};
    SCH_CREDENTIALS cred = deny_list();
    Denying() {
        setting.eAlgorithmUsage = TlsParametersCngAlgUsageCipher;
        setting.strCngAlgId = unicode(name);
        setting.cChainingModes = 1;
        setting.rgstrChainingModes = &mode_string;
        parameters.cDisabledCrypto = 1;
        parameters.pDisabledCrypto = &setting;
        parameters.grbitDisabledProtocols = SP_PROT_TLS1_3;
        cred.cTlsParameters = 1;
        cred.pTlsParameters = &parameters;
    }
    Denying(const Denying&) = delete;
    Denying& operator=(const Denying&) = delete;
};

TEST(AcquireTls, ReadsWhatIsDenied) {
    Denying denying;
    Acquired acquired;
    acquire_into(acquired, SECPKG_CRED_OUTBOUND, &denying.cred);
    ASSERT_EQ(acquired.status, SEC_E_OK);
    SecPkgCred_SupportedProtocols protocols{};
    ASSERT_EQ(
        QueryCredentialsAttributesA(&acquired.handle, SECPKG_ATTR_SUPPORTED_PROTOCOLS, &protocols),
        SEC_E_OK);
    EXPECT_EQ(protocols.grbitProtocol, DWORD{SP_PROT_TLS1_2_CLIENT});
    SecPkgCred_SupportedAlgs algorithms{};
    ASSERT_EQ(
        QueryCredentialsAttributesA(&acquired.handle, SECPKG_ATTR_SUPPORTED_ALGS, &algorithms),
        SEC_E_OK);
    const std::span ids(algorithms.palgSupportedAlgs, algorithms.cSupportedAlgs);
    EXPECT_EQ(std::ranges::count(ids, ALG_ID{CALG_SHA1}), 0);
    EXPECT_EQ(std::ranges::count(ids, ALG_ID{CALG_AES_256}), 1);
    FreeContextBuffer(algorithms.palgSupportedAlgs);
}

TEST(AcquireTls, RefusesListsThatCannotBe) {
    struct Case {
        const char* what;
        void (*spoil)(Denying&);
    };
    const Case cases[] = {
        {"17 parameters", [](Denying& d) { d.cred.cTlsParameters = 17; }},
        {"no parameters", [](Denying& d) { d.cred.pTlsParameters = nullptr; }},
        {"17 protocols", [](Denying& d) { d.parameters.cAlpnIds = 17; }},
        {"no protocols", [](Denying& d) { d.parameters.cAlpnIds = 1; }},
        {"17 settings", [](Denying& d) { d.parameters.cDisabledCrypto = 17; }},
        {"no settings", [](Denying& d) { d.parameters.pDisabledCrypto = nullptr; }},
        {"17 modes", [](Denying& d) { d.setting.cChainingModes = 17; }},
        {"no modes", [](Denying& d) { d.setting.rgstrChainingModes = nullptr; }},
        {"unknown usage",
         [](Denying& d) { d.setting.eAlgorithmUsage = static_cast<eTlsAlgorithmUsage>(5); }},
        {"half a character", [](Denying& d) { d.setting.strCngAlgId.Length = 3; }},
        {"no name", [](Denying& d) { d.setting.strCngAlgId.Buffer = nullptr; }},
        {"an empty protocol",
         [](Denying& d) {
             d.protocol_string.Length = 0;
             d.parameters.cAlpnIds = 1;
             d.parameters.rgstrAlpnIds = &d.protocol_string;
         }},
    };
    for (const Case& one : cases) {
        Denying denying;
        one.spoil(denying);
        EXPECT_EQ(in_and_out(&denying.cred), SEC_E_INVALID_PARAMETER) << one.what;
    }
}

TEST(AcquireTls, TakesProtocolsOfServersAlone) {
    Denying denying;
    denying.parameters.cAlpnIds = 1;
    denying.parameters.rgstrAlpnIds = &denying.protocol_string;
    EXPECT_EQ(acquire(SECPKG_CRED_INBOUND, &denying.cred), SEC_E_OK);
    EXPECT_EQ(acquire(SECPKG_CRED_OUTBOUND, &denying.cred), SEC_E_INVALID_PARAMETER);
    denying.parameters.cAlpnIds = 0;
    denying.parameters.dwFlags = TLS_PARAMS_OPTIONAL;
    EXPECT_EQ(acquire(SECPKG_CRED_INBOUND, &denying.cred), SEC_E_OK);
    EXPECT_EQ(acquire(SECPKG_CRED_OUTBOUND, &denying.cred), SEC_E_INVALID_PARAMETER);
}

// ---- Attributes of credentials ------------------------------------------------------------------

TEST(TlsCredentialAttributes, AreThree) {
    SCHANNEL_CRED cred = allow_list();
    Acquired acquired;
    acquire_into(acquired, SECPKG_CRED_OUTBOUND, &cred);
    ASSERT_EQ(acquired.status, SEC_E_OK);
    SecPkgCred_CipherStrengths strengths{};
    EXPECT_EQ(
        QueryCredentialsAttributesW(&acquired.handle, SECPKG_ATTR_CIPHER_STRENGTHS, &strengths),
        SEC_E_OK);
    EXPECT_EQ(strengths.dwMinimumCipherStrength, 128u);
    EXPECT_EQ(strengths.dwMaximumCipherStrength, 256u);
    SecPkgCredentials_NamesA names{};
    EXPECT_EQ(QueryCredentialsAttributesA(&acquired.handle, SECPKG_CRED_ATTR_NAMES, &names),
              SEC_E_NO_CREDENTIALS);
    EXPECT_EQ(QueryCredentialsAttributesA(&acquired.handle, 0x7777, &names),
              SEC_E_UNSUPPORTED_FUNCTION);
    EXPECT_EQ(QueryCredentialsAttributesA(&acquired.handle, SECPKG_ATTR_CIPHER_STRENGTHS, nullptr),
              SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(QueryCredentialsAttributesExA(&acquired.handle, SECPKG_ATTR_CIPHER_STRENGTHS,
                                            &strengths, sizeof strengths - 1),
              SEC_E_EXT_BUFFER_TOO_SMALL);
}

}  // namespace
}  // namespace secur32::test
