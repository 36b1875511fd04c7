// CertGetCertificateChain and the references to what it makes: what stands in the structures, by
// what libcrypto reads in the same certificates.
#include <winerror.h>

#include "test/support/chain_questions.h"

namespace secur32::test {
namespace {

struct BuildingWorld {
    Issued root = make_root("Building root");
    Issued ca = make_intermediate("Building CA", root);
    Issued leaf = make_leaf("www.example.com", ca,
                            {.extensions = {{"extendedKeyUsage", "serverAuth,clientAuth"}}});
};
const BuildingWorld& building_world() {
    static const BuildingWorld one;
    return one;
}

// The world's chain, and all that it takes.
struct WorldChain {
    ChainStore roots{{building_world().root}}, sent{{building_world().ca}};
    ChainEngineOf engine{roots};
    ChainCertificate leaf{building_world().leaf};
    PCCERT_CHAIN_CONTEXT build(DWORD flags = 0) const {
        return chain_of(engine, leaf, sent, nullptr, flags);
    }
};

Buffer subject_of(PCCERT_CONTEXT context) {
    return foreign_fields(Bytes(context->pbCertEncoded, context->cbCertEncoded)).subject;
}
Buffer issuer_of(PCCERT_CONTEXT context) {
    return foreign_fields(Bytes(context->pbCertEncoded, context->cbCertEncoded)).issuer;
}

TEST(CertGetCertificateChain, AgreesWithLibcryptoAboutWhoIssuedWhom) {
    const WorldChain world;
    const BuiltChain chain(world.build());
    EXPECT_EQ(chain->cbSize, sizeof(CERT_CHAIN_CONTEXT));
    EXPECT_EQ(chain->TrustStatus.dwErrorStatus, DWORD{CERT_TRUST_NO_ERROR});
    ASSERT_EQ(chain->cChain, 1U);
    const CERT_SIMPLE_CHAIN& simple = *chain->rgpChain[0];
    ASSERT_EQ(simple.cElement, 3U);
    EXPECT_EQ(simple.rgpElement[0]->pCertContext, PCCERT_CONTEXT(world.leaf));
    for (DWORD i = 0; i + 1 < simple.cElement; ++i) {
        EXPECT_EQ(issuer_of(simple.rgpElement[i]->pCertContext),
                  subject_of(simple.rgpElement[i + 1]->pCertContext));
        EXPECT_EQ(simple.rgpElement[i]->TrustStatus.dwInfoStatus,
                  DWORD{CERT_TRUST_HAS_KEY_MATCH_ISSUER | CERT_TRUST_HAS_PREFERRED_ISSUER});
    }
    EXPECT_EQ(simple.rgpElement[2]->TrustStatus.dwInfoStatus,
              DWORD{CERT_TRUST_HAS_NAME_MATCH_ISSUER | CERT_TRUST_IS_SELF_SIGNED |
                    CERT_TRUST_HAS_PREFERRED_ISSUER | CERT_TRUST_IS_FROM_EXCLUSIVE_TRUST_STORE});
    EXPECT_EQ(simple.rgpElement[2]->pApplicationUsage, nullptr);
    ASSERT_NE(simple.rgpElement[0]->pApplicationUsage, nullptr);
    ASSERT_EQ(simple.rgpElement[0]->pApplicationUsage->cUsageIdentifier, 2U);
    EXPECT_STREQ(simple.rgpElement[0]->pApplicationUsage->rgpszUsageIdentifier[1],
                 szOID_PKIX_KP_CLIENT_AUTH);
    EXPECT_EQ(simple.rgpElement[0]->pRevocationInfo, nullptr);
}

TEST(CertGetCertificateChain, TellsHowRevocationWasChecked) {
    const WorldChain world;
    const Buffer response = make_ocsp_response(building_world().leaf, building_world().ca);
    Buffer octets = response;
    CRYPT_DATA_BLOB blob{static_cast<DWORD>(octets.size()), octets.data()};
    ASSERT_TRUE(
        CertSetCertificateContextProperty(world.leaf, CERT_OCSP_RESPONSE_PROP_ID, 0, &blob));
    const BuiltChain chain(world.build(CERT_CHAIN_REVOCATION_CHECK_END_CERT));
    const CERT_REVOCATION_INFO* const info = chain->rgpChain[0]->rgpElement[0]->pRevocationInfo;
    ASSERT_NE(info, nullptr);
    EXPECT_EQ(info->dwRevocationResult, 0U);
    EXPECT_TRUE(info->fHasFreshnessTime);
    EXPECT_GT(info->dwFreshnessTime, DWORD{5 * 365 * 24 * 3600});  // since 2020
    EXPECT_TRUE(chain->fHasRevocationFreshnessTime);
    EXPECT_EQ(chain->rgpChain[0]->rgpElement[1]->pRevocationInfo, nullptr);
}

TEST(CertGetCertificateChain, ReturnsLowerQualityChainsWhenAsked) {
    const Issued old_ca =
        make_intermediate("Building CA", building_world().root, {.not_after = "20210101000000Z"});
    WorldChain world;
    world.sent.add(old_ca);
    const BuiltChain one(world.build()),
        both(world.build(CERT_CHAIN_RETURN_LOWER_QUALITY_CONTEXTS));
    EXPECT_EQ(one->cLowerQualityChainContext, 0U);
    EXPECT_EQ(one->rgpLowerQualityChainContext, nullptr);
    ASSERT_EQ(both->cLowerQualityChainContext, 1U);
    EXPECT_EQ(both->rgpLowerQualityChainContext[0]->TrustStatus.dwErrorStatus,
              DWORD{CERT_TRUST_IS_NOT_TIME_VALID});
}

TEST(CertGetCertificateChain, JudgesAtTheTimeThatIsAsked) {
    const WorldChain world;
    const FileTime time = file_time_of("20100101000000Z");
    FILETIME then{static_cast<DWORD>(time), static_cast<DWORD>(time >> 32)};
    CERT_CHAIN_PARA parameters{};
    parameters.cbSize = sizeof parameters;
    PCCERT_CHAIN_CONTEXT out = nullptr;
    ASSERT_TRUE(CertGetCertificateChain(world.engine, world.leaf, &then, world.sent, &parameters, 0,
                                        nullptr, &out));
    const BuiltChain chain(out);
    EXPECT_EQ(chain->TrustStatus.dwErrorStatus, DWORD{CERT_TRUST_IS_NOT_TIME_VALID});
}

// An argument that is wrong; the rest is right.
struct Arguments {
    WorldChain world;
    CERT_CHAIN_PARA parameters{};
    HCERTCHAINENGINE engine = world.engine;
    PCCERT_CONTEXT leaf = world.leaf;
    HCERTSTORE store = world.sent;
    PCERT_CHAIN_PARA para = &parameters;
    void* reserved = nullptr;
    Arguments() { parameters.cbSize = sizeof parameters; }
    void refuses(DWORD code) const {
        PCCERT_CHAIN_CONTEXT out = reinterpret_cast<PCCERT_CHAIN_CONTEXT>(this);
        SetLastError(0);
        EXPECT_FALSE(
            CertGetCertificateChain(engine, leaf, nullptr, store, para, 0, reserved, &out));
        EXPECT_EQ(GetLastError(), code);
        EXPECT_EQ(out, nullptr);
    }
};

TEST(CertGetCertificateChain, RefusesWhatIsNoCertificate) {
    Arguments arguments;
    arguments.leaf = nullptr;
    arguments.refuses(static_cast<DWORD>(E_INVALIDARG));
}

TEST(CertGetCertificateChain, RefusesParametersThatAreTooShort) {
    Arguments arguments;
    arguments.parameters.cbSize = sizeof(CERT_CHAIN_PARA) - 1;
    arguments.refuses(static_cast<DWORD>(E_INVALIDARG));
    arguments.para = nullptr;
    arguments.refuses(static_cast<DWORD>(E_INVALIDARG));
}

TEST(CertGetCertificateChain, RefusesAnEngineOrAStoreThatIsNone) {
    Arguments arguments;
    arguments.engine = reinterpret_cast<HCERTCHAINENGINE>(0x1234);
    arguments.refuses(static_cast<DWORD>(E_INVALIDARG));
    arguments.engine = arguments.world.engine;
    arguments.store = reinterpret_cast<HCERTSTORE>(0x1234);
    arguments.refuses(static_cast<DWORD>(E_INVALIDARG));
}

TEST(CertGetCertificateChain, RefusesWhatIsReserved) {
    Arguments arguments;
    arguments.reserved = &arguments;
    arguments.refuses(static_cast<DWORD>(E_INVALIDARG));
}

TEST(CertGetCertificateChain, RefusesUsagesThatAreNone) {
    Arguments arguments;
    arguments.parameters.RequestedUsage = {USAGE_MATCH_TYPE_AND, {1, nullptr}};
    arguments.refuses(static_cast<DWORD>(E_INVALIDARG));
    std::array<LPSTR, 1> usages{nullptr};
    arguments.parameters.RequestedUsage = {USAGE_MATCH_TYPE_OR, {1, usages.data()}};
    arguments.refuses(static_cast<DWORD>(E_INVALIDARG));
}

TEST(CertDuplicateCertificateChain, AgreesWithLibcryptoAboutWhatItKeeps) {
    const WorldChain world;
    PCCERT_CHAIN_CONTEXT chain = world.build();
    const BuiltChain second(CertDuplicateCertificateChain(chain));
    EXPECT_EQ(PCCERT_CHAIN_CONTEXT(second), chain);
    CertFreeCertificateChain(chain);
    EXPECT_EQ(subject_of(second->rgpChain[0]->rgpElement[2]->pCertContext),
              foreign_fields(building_world().root.der).subject);
    EXPECT_EQ(CertDuplicateCertificateChain(nullptr), nullptr);
}

// What looks like a chain and is none.
struct NoChain {
    CERT_CHAIN_CONTEXT context{};
    NoChain() { context.cbSize = sizeof context; }
    void is_refused_by_duplicate(HRESULT code) const {
        SetLastError(0);
        EXPECT_EQ(CertDuplicateCertificateChain(&context), nullptr);
        EXPECT_EQ(GetLastError(), static_cast<DWORD>(code));
    }
    void is_refused_by_free(HRESULT code) const {
        SetLastError(0);
        CertFreeCertificateChain(&context);
        EXPECT_EQ(GetLastError(), static_cast<DWORD>(code));
    }
};

TEST(CertDuplicateCertificateChain, RefusesAForeignChain) {
    const NoChain none;
    none.is_refused_by_duplicate(E_INVALIDARG);
}
TEST(CertDuplicateCertificateChain, RefusesACopyOfAChain) {
    const WorldChain world;
    const BuiltChain chain(world.build());
    NoChain copy;
    copy.context = *chain;
    copy.is_refused_by_duplicate(E_INVALIDARG);
}
TEST(CertDuplicateCertificateChain, RefusesAChainWithoutSimpleChains) {
    NoChain none;
    none.context.cChain = 1;
    none.is_refused_by_duplicate(E_INVALIDARG);
}

TEST(CertFreeCertificateChain, AgreesWithLibcryptoThatTheLeafIsStillThere) {
    const WorldChain world;
    CertFreeCertificateChain(world.build());
    EXPECT_EQ(subject_of(world.leaf), foreign_fields(building_world().leaf.der).subject);
    CertFreeCertificateChain(nullptr);
}
TEST(CertFreeCertificateChain, RefusesAForeignChain) {
    const NoChain none;
    none.is_refused_by_free(E_INVALIDARG);
}
TEST(CertFreeCertificateChain, RefusesACopyOfAChain) {
    const WorldChain world;
    const BuiltChain chain(world.build());
    NoChain copy;
    copy.context = *chain;
    copy.is_refused_by_free(E_INVALIDARG);
}
TEST(CertFreeCertificateChain, RefusesAChainWithoutSimpleChains) {
    NoChain none;
    none.context.cChain = 1;
    none.is_refused_by_free(E_INVALIDARG);
}

}  // namespace
}  // namespace secur32::test
