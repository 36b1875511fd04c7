// CertFindChainInStore: which certificates of a store a server would take that names issuers.
#include <winerror.h>

#include "test/support/chain_questions.h"

namespace secur32::test {
namespace {

struct FindingWorld {
    Issued root = make_root("Finding root");
    Issued ca = make_intermediate("Finding CA", root), other = make_root("Finding other root");
    Issued client = make_leaf("client", ca, {.extensions = {{"extendedKeyUsage", "clientAuth"}}});
    Issued server = make_leaf("server", ca);
    Issued foreign =
        make_leaf("foreign", other, {.extensions = {{"extendedKeyUsage", "clientAuth"}}});
};
const FindingWorld& finding_world() {
    static const FindingWorld one;
    return one;
}

// By the name of an issuer, as libcrypto encodes it.
struct IssuerSearch {
    ChainStore store{{finding_world().ca, finding_world().client, finding_world().server,
                      finding_world().foreign}};
    Buffer name;
    CERT_NAME_BLOB blob{};
    CERT_CHAIN_FIND_BY_ISSUER_PARA parameters{};
    explicit IssuerSearch(const Issued& issuer) : name(foreign_fields(issuer.der).subject) {
        blob = {static_cast<DWORD>(name.size()), name.data()};
        parameters.cbSize = sizeof parameters;
        parameters.cIssuer = 1;
        parameters.rgIssuer = &blob;
    }
    PCCERT_CHAIN_CONTEXT next(PCCERT_CHAIN_CONTEXT previous,
                              DWORD flags = CERT_CHAIN_FIND_BY_ISSUER_NO_KEY_FLAG) {
        return CertFindChainInStore(store, X509_ASN_ENCODING, flags, CERT_CHAIN_FIND_BY_ISSUER,
                                    &parameters, previous);
    }
    std::vector<Buffer> all(DWORD flags = CERT_CHAIN_FIND_BY_ISSUER_NO_KEY_FLAG) {
        std::vector<Buffer> out;
        PCCERT_CHAIN_CONTEXT chain = nullptr;
        while ((chain = next(chain, flags)) != nullptr) {
            const PCCERT_CONTEXT leaf = chain->rgpChain[0]->rgpElement[0]->pCertContext;
            out.emplace_back(leaf->pbCertEncoded, leaf->pbCertEncoded + leaf->cbCertEncoded);
        }
        EXPECT_EQ(GetLastError(), static_cast<DWORD>(CRYPT_E_NOT_FOUND));
        return out;
    }
};

TEST(CertFindChainInStore, AgreesWithLibcryptoAboutTheIssuersName) {
    EXPECT_EQ(IssuerSearch(finding_world().ca).all(),
              (std::vector<Buffer>{finding_world().client.der, finding_world().server.der}));
    EXPECT_EQ(IssuerSearch(finding_world().other).all(),
              (std::vector<Buffer>{finding_world().foreign.der}));
    // The issuer of the CA, two elements up.
    EXPECT_EQ(IssuerSearch(finding_world().root).all().size(), 3U);
}

TEST(CertFindChainInStore, FindsByUsageAndAsTheCallbackSays) {
    IssuerSearch search(finding_world().ca);
    search.parameters.pszUsageIdentifier = szOID_PKIX_KP_CLIENT_AUTH;
    EXPECT_EQ(search.all(), (std::vector<Buffer>{finding_world().client.der}));
    search.parameters.pfnFindCallback = [](PCCERT_CONTEXT, void* asked) -> BOOL {
        ++*static_cast<int*>(asked);
        return FALSE;
    };
    int asked = 0;
    search.parameters.pvFindArg = &asked;
    EXPECT_TRUE(search.all().empty());
    EXPECT_EQ(asked, 1);
}

TEST(CertFindChainInStore, ComesToAnEndInAStoreThatHoldsACertificateTwice) {
    IssuerSearch search(finding_world().ca);
    search.store.add(finding_world().client);
    PCCERT_CHAIN_CONTEXT chain = nullptr;
    std::size_t count = 0;
    while (count < 9 && (chain = search.next(chain)) != nullptr) ++count;
    EXPECT_EQ(count, 3U);
    CertFreeCertificateChain(chain);
}

TEST(CertFindChainInStore, WantsAPrivateKeyUnlessToldOtherwise) {
    IssuerSearch search(finding_world().ca);
    EXPECT_TRUE(search.all(0).empty());
    search.parameters.cIssuer = 0;
    EXPECT_EQ(search.all().size(), 4U);
}

TEST(CertFindChainInStore, RefusesAnotherFindType) {
    IssuerSearch search(finding_world().ca);
    SetLastError(0);
    EXPECT_EQ(
        CertFindChainInStore(search.store, X509_ASN_ENCODING, 0, 2, &search.parameters, nullptr),
        nullptr);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertFindChainInStore, RefusesParametersThatAreTooShort) {
    IssuerSearch search(finding_world().ca);
    search.parameters.cbSize = 8;
    SetLastError(0);
    EXPECT_EQ(search.next(nullptr), nullptr);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertFindChainInStore, RefusesAStoreThatIsNone) {
    IssuerSearch search(finding_world().ca);
    SetLastError(0);
    EXPECT_EQ(CertFindChainInStore(nullptr, X509_ASN_ENCODING, 0, CERT_CHAIN_FIND_BY_ISSUER,
                                   &search.parameters, nullptr),
              nullptr);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertFindChainInStore, RefusesToFindWhatIsNotThere) {
    IssuerSearch search(finding_world().client);
    SetLastError(0);
    EXPECT_EQ(search.next(nullptr), nullptr);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(CRYPT_E_NOT_FOUND));
}

}  // namespace
}  // namespace secur32::test
