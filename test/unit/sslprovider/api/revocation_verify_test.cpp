// CertVerifyRevocation: verdicts, codes and the status structure.
#define CERT_REVOCATION_PARA_HAS_EXTRA_FIELDS
#include <gtest/gtest.h>
#include <openssl/x509_vfy.h>
#include <wincrypt.h>
#include <winerror.h>

#include <chrono>
#include <cstddef>
#include <cstring>

#include "sslprovider/api/cert_store.h"
#include "test/support/revocation_world.h"

namespace secur32::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

class HeldCertificate {
 public:
    explicit HeldCertificate(const Issued& issued)
        : context_(CertCreateCertificateContext(X509_ASN_ENCODING, issued.der.data(),
                                                static_cast<DWORD>(issued.der.size()))) {}
    HeldCertificate(const HeldCertificate&) = delete;
    HeldCertificate& operator=(const HeldCertificate&) = delete;
    ~HeldCertificate() { CertFreeCertificateContext(context_); }
    PCCERT_CONTEXT get() const { return context_; }
    PVOID pointer() const { return const_cast<CERT_CONTEXT*>(context_); }

 private:
    PCCERT_CONTEXT context_;
};

struct HeldStore {
    HeldStore() : store(CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, 0, nullptr)) {}
    HeldStore(const HeldStore&) = delete;
    HeldStore& operator=(const HeldStore&) = delete;
    ~HeldStore() { CertCloseStore(store, 0); }
    void add_crl(const Buffer& der) {
        EXPECT_EQ(api::find_store(store).value()->add_crl(RevocationWorld::parsed_crl(der), nullptr,
                                                          CERT_STORE_ADD_ALWAYS, nullptr),
                  Status::ok);
    }
    HCERTSTORE store;
};

// One call: what goes in, and what came out.
struct RevocationCall {
    std::vector<PVOID> contexts = {};
    DWORD encoding = X509_ASN_ENCODING, type = CERT_CONTEXT_REVOCATION_TYPE, flags = 0;
    CERT_REVOCATION_PARA para{};
    CERT_REVOCATION_STATUS status{};
    PCERT_REVOCATION_PARA para_pointer = &para;

    RevocationCall() {
        para.cbSize = sizeof para;
        std::memset(&status, 0xCC, sizeof status);
        status.cbSize = sizeof status;
    }
    explicit RevocationCall(const HeldCertificate& subject, const HeldCertificate& issuer)
        : RevocationCall() {
        contexts = {subject.pointer()};
        para.pIssuerCert = issuer.get();
    }
    // The last error after the call; 0 for TRUE.
    DWORD code() {
        SetLastError(0xDEADBEEF);
        const BOOL done = CertVerifyRevocation(encoding, type, static_cast<DWORD>(contexts.size()),
                                               contexts.data(), flags, para_pointer, &status);
        const DWORD said = GetLastError();
        EXPECT_EQ(done, said == 0xDEADBEEF);
        return done ? 0 : said;
    }
};
DWORD as_code(HRESULT code) { return static_cast<DWORD>(code); }

Buffer crl_revoking(const RevocationWorld& world, const Issued& leaf, int reason = 1) {
    CrlPlan plan;
    plan.revoked = {{leaf.serial_number, reason}};
    return make_crl(world.root, plan);
}

// X509_verify_cert's word on the same certificate, authority and list.
int libcrypto_says(const Issued& leaf, const Issued& root, const Buffer& crl) {
    const auto certificate = [](const Buffer& der) {
        const unsigned char* at = der.data();
        return d2i_X509(nullptr, &at, static_cast<long>(der.size()));
    };
    X509 *subject = certificate(leaf.der), *anchor = certificate(root.der);
    const unsigned char* at = crl.data();
    X509_CRL* list = d2i_X509_CRL(nullptr, &at, static_cast<long>(crl.size()));
    X509_STORE* store = X509_STORE_new();
    X509_STORE_add_cert(store, anchor);
    X509_STORE_add_crl(store, list);
    X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
    X509_STORE_CTX* context = X509_STORE_CTX_new();
    X509_STORE_CTX_init(context, store, subject, nullptr);
    X509_verify_cert(context);
    const int error = X509_STORE_CTX_get_error(context);
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
    X509_CRL_free(list);
    X509_free(anchor);
    X509_free(subject);
    return error;
}

TEST(CertVerifyRevocation, AgreesWithLibcryptoAboutAList) {
    RevocationWorld world;
    const Issued leaf = world.leaf_of_none(), other = world.leaf_of_none();
    for (const Issued* revoked : {&leaf, &other}) {
        const Buffer crl = crl_revoking(world, *revoked);
        HeldStore store;
        store.add_crl(crl);
        const HeldCertificate subject(leaf), issuer(world.root);
        RevocationCall call(subject, issuer);
        call.para.hCrlStore = store.store;
        const DWORD code = call.code();
        const int theirs = libcrypto_says(leaf, world.root, crl);
        EXPECT_EQ(code == 0, theirs == X509_V_OK);
        EXPECT_EQ(code == as_code(CRYPT_E_REVOKED), theirs == X509_V_ERR_CERT_REVOKED);
        EXPECT_EQ(call.status.dwError, code);
        EXPECT_EQ(call.status.dwIndex, 0u);
        EXPECT_EQ(call.status.dwReason, code == 0 ? 0u : 1u);
        EXPECT_TRUE(call.status.fHasFreshnessTime);
        EXPECT_GT(call.status.dwFreshnessTime, 86400u);
    }
}

TEST(CertVerifyRevocation, AgreesWithLibcryptosResponder) {
    RevocationWorld world;
    const Issued leaf = world.leaf_of_ocsp();
    const HeldCertificate subject(leaf), issuer(world.root);
    world.server.serve("/ocsp", make_ocsp_response(leaf, world.root));
    RevocationCall good(subject, issuer);
    EXPECT_EQ(good.code(), 0u);
    x509::UrlCache::instance().clear();
    OcspPlan plan;
    plan.verdict = OcspPlan::Verdict::revoked;
    plan.reason = CRL_REASON_CESSATION_OF_OPERATION;
    world.server.serve("/ocsp", make_ocsp_response(leaf, world.root, plan));
    RevocationCall revoked(subject, issuer);
    EXPECT_EQ(revoked.code(), as_code(CRYPT_E_REVOKED));
    EXPECT_EQ(revoked.status.dwReason, static_cast<DWORD>(CRL_REASON_CESSATION_OF_OPERATION));
}

TEST(CertVerifyRevocation, ChecksEachUpToTheFirstThatIsNotGood) {
    RevocationWorld world;
    const Issued first = world.leaf_of_none(), second = world.leaf_of_none();
    HeldStore store;
    store.add_crl(crl_revoking(world, second, 4));
    const HeldCertificate a(first), b(second), issuer(world.root);
    RevocationCall call(a, issuer);
    call.contexts = {a.pointer(), b.pointer(), a.pointer()};
    call.para.hCrlStore = store.store;
    EXPECT_EQ(call.code(), as_code(CRYPT_E_REVOKED));
    EXPECT_EQ(call.status.dwIndex, 1u);
    EXPECT_EQ(call.status.dwReason, 4u);
}

TEST(CertVerifyRevocation, FindsIssuersInTheChainAndInStores) {
    RevocationWorld world;
    const Issued leaf = world.leaf_of_none();
    const HeldCertificate subject(leaf), issuer(world.root);
    HeldStore lists, issuers;
    lists.add_crl(crl_revoking(world, world.leaf_of_none()));
    RevocationCall call;
    call.contexts = {subject.pointer(), issuer.pointer()};
    call.para.hCrlStore = lists.store;
    EXPECT_EQ(call.code(), as_code(CRYPT_E_NO_REVOCATION_CHECK));
    EXPECT_EQ(call.status.dwIndex, 0u);
    call.flags = CERT_VERIFY_REV_CHAIN_FLAG;
    EXPECT_EQ(call.code(), 0u) << "the root's own list covers the root";
    EXPECT_TRUE(CertAddCertificateContextToStore(issuers.store, issuer.get(), CERT_STORE_ADD_ALWAYS,
                                                 nullptr));
    RevocationCall by_store;
    by_store.contexts = {subject.pointer()};
    by_store.para.hCrlStore = lists.store;
    by_store.para.cCertStore = 1;
    by_store.para.rgCertStore = &issuers.store;
    EXPECT_EQ(by_store.code(), 0u);
}

TEST(CertVerifyRevocation, TellsTheListThatAnswered) {
    RevocationWorld world;
    const Issued leaf = world.leaf_of_none();
    HeldStore store;
    store.add_crl(crl_revoking(world, leaf));
    const HeldCertificate subject(leaf), issuer(world.root);
    CERT_REVOCATION_CRL_INFO info{};
    info.cbSize = sizeof info;
    RevocationCall call(subject, issuer);
    call.para.hCrlStore = store.store;
    call.para.pCrlInfo = &info;
    EXPECT_EQ(call.code(), as_code(CRYPT_E_REVOKED));
    ASSERT_NE(info.pBaseCrlContext, nullptr);
    EXPECT_EQ(info.pDeltaCrlContext, nullptr);
    EXPECT_FALSE(info.fDeltaCrlEntry);
    ASSERT_NE(info.pCrlEntry, nullptr);
    EXPECT_EQ(info.pCrlEntry->SerialNumber.cbData, leaf.serial_number.size());
    api::CrlContext::of(info.pBaseCrlContext)->drop_reference();
}

TEST(CertVerifyRevocation, BelievesTheStapleOfTheContext) {
    RevocationWorld world;
    const Issued leaf = world.leaf_of_none();
    const HeldCertificate subject(leaf), issuer(world.root);
    RevocationCall call(subject, issuer);
    EXPECT_EQ(call.code(), as_code(CRYPT_E_NO_REVOCATION_CHECK));
    Buffer staple = make_ocsp_response(leaf, world.root);
    CRYPT_DATA_BLOB blob{static_cast<DWORD>(staple.size()), staple.data()};
    ASSERT_TRUE(
        CertSetCertificateContextProperty(subject.get(), CERT_OCSP_RESPONSE_PROP_ID, 0, &blob));
    EXPECT_EQ(call.code(), 0u);
}

TEST(CertVerifyRevocation, TakesShortStructuresOfOldPrograms) {
    RevocationWorld world;
    const Issued leaf = world.leaf_of_none();
    HeldStore store;
    store.add_crl(crl_revoking(world, leaf));
    const HeldCertificate subject(leaf), issuer(world.root);
    RevocationCall call(subject, issuer);
    call.para.cbSize = offsetof(CERT_REVOCATION_PARA, dwUrlRetrievalTimeout);
    call.para.pCrlInfo = reinterpret_cast<PCERT_REVOCATION_CRL_INFO>(std::uintptr_t{0xCCCC});
    call.para.hCrlStore = store.store;
    call.status.cbSize = offsetof(CERT_REVOCATION_STATUS, fHasFreshnessTime);
    EXPECT_EQ(call.code(), as_code(CRYPT_E_REVOKED));
    EXPECT_EQ(call.status.dwFreshnessTime, 0xCCCCCCCCu) << "behind its end";
}

// As Wine's tests show of Windows: what is out of date revokes still, what is not yet in date does
// not.
TEST(CertVerifyRevocation, GoesByTheTimeToUse) {
    RevocationWorld world;
    const Issued leaf = world.leaf_of_none();
    CrlPlan plan;
    plan.revoked = {{leaf.serial_number, -1}};
    plan.this_update = "20210101000000Z";
    plan.next_update = "20210201000000Z";
    HeldStore store;
    store.add_crl(make_crl(world.root, plan));
    const HeldCertificate subject(leaf), issuer(world.root);
    RevocationCall call(subject, issuer);
    call.para.hCrlStore = store.store;
    EXPECT_EQ(call.code(), as_code(CRYPT_E_REVOKED));
    const FileTime before = file_time_of("20201201000000Z");
    FILETIME time{static_cast<DWORD>(before), static_cast<DWORD>(before >> 32)};
    call.para.pftTimeToUse = &time;
    EXPECT_EQ(call.code(), as_code(CRYPT_E_REVOCATION_OFFLINE));
}

TEST(CertVerifyRevocation, RefusesAnUnreachableServerInTime) {
    RevocationWorld world;
    const Issued leaf = world.leaf_of_both();
    const HeldCertificate subject(leaf), issuer(world.root);
    const auto never = misbehaviours("/").front().answer;
    world.server.serve("/ocsp", never);
    world.server.serve("/crl", never);
    RevocationCall call(subject, issuer);
    call.para.dwUrlRetrievalTimeout = 400;
    const auto started = steady_clock::now();
    EXPECT_EQ(call.code(), as_code(CRYPT_E_REVOCATION_OFFLINE));
    EXPECT_LT(steady_clock::now() - started, milliseconds(4000));
    EXPECT_EQ(call.status.dwError, as_code(CRYPT_E_REVOCATION_OFFLINE));
}

TEST(CertVerifyRevocation, RefusesTheNetworkWhenTold) {
    RevocationWorld world;
    const Issued leaf = world.leaf_of_ocsp();
    world.server.serve("/ocsp", make_ocsp_response(leaf, world.root));
    const HeldCertificate subject(leaf), issuer(world.root);
    RevocationCall call(subject, issuer);
    call.flags = CERT_VERIFY_CACHE_ONLY_BASED_REVOCATION;
    EXPECT_EQ(call.code(), as_code(CRYPT_E_REVOCATION_OFFLINE));
    EXPECT_EQ(world.server.requests("/ocsp"), 0u);
}

TEST(CertVerifyRevocation, RefusesListsWhenOcspIsAskedFor) {
    RevocationWorld world;
    const Issued leaf = world.leaf_of_none();
    HeldStore store;
    store.add_crl(crl_revoking(world, leaf));
    const HeldCertificate subject(leaf), issuer(world.root);
    RevocationCall call(subject, issuer);
    call.para.hCrlStore = store.store;
    call.flags = CERT_VERIFY_REV_SERVER_OCSP_FLAG;
    EXPECT_EQ(call.code(), as_code(CRYPT_E_NOT_IN_REVOCATION_DATABASE));
}

TEST(CertVerifyRevocation, RefusesFailoverWhenTold) {
    RevocationWorld world;
    const Issued leaf = world.leaf_of_both();
    world.server.serve("/crl", crl_revoking(world, leaf));
    const HeldCertificate subject(leaf), issuer(world.root);
    RevocationCall call(subject, issuer);
    call.flags = CERT_VERIFY_REV_NO_OCSP_FAILOVER_TO_CRL_FLAG;
    EXPECT_EQ(call.code(), as_code(CRYPT_E_REVOCATION_OFFLINE));
    EXPECT_EQ(world.server.requests("/crl"), 0u);
    call.flags = 0;
    EXPECT_EQ(call.code(), as_code(CRYPT_E_REVOKED));
}

TEST(CertVerifyRevocation, RefusesCertificatesThatSayNothing) {
    RevocationWorld world;
    const HeldCertificate subject(world.leaf_of_none()), issuer(world.root);
    RevocationCall call(subject, issuer);
    EXPECT_EQ(call.code(), as_code(CRYPT_E_NO_REVOCATION_CHECK));
    EXPECT_EQ(call.status.dwError, as_code(CRYPT_E_NO_REVOCATION_CHECK));
    call.para_pointer = nullptr;
    EXPECT_EQ(call.code(), as_code(CRYPT_E_NO_REVOCATION_CHECK)) << "no issuer";
}

TEST(CertVerifyRevocation, RefusesOtherEncodingsAndTypes) {
    RevocationWorld world;
    const HeldCertificate subject(world.leaf_of_none()), issuer(world.root);
    RevocationCall encoding(subject, issuer), type(subject, issuer);
    encoding.encoding = 0;
    EXPECT_EQ(encoding.code(), as_code(CRYPT_E_NO_REVOCATION_CHECK));
    type.type = 0xDEADBEEF;
    EXPECT_EQ(type.code(), as_code(CRYPT_E_NO_REVOCATION_CHECK));
    EXPECT_EQ(type.status.dwIndex, 0u);
    EXPECT_EQ(type.status.dwReason, 0u);
}

TEST(CertVerifyRevocation, RefusesNoContexts) {
    RevocationCall call;
    EXPECT_EQ(call.code(), as_code(E_INVALIDARG));
    EXPECT_EQ(call.status.dwError, as_code(E_INVALIDARG));
    EXPECT_EQ(call.status.dwIndex, 0u);
    EXPECT_EQ(call.status.dwReason, 0u);
    call.contexts = {nullptr};
    EXPECT_EQ(call.code(), as_code(E_INVALIDARG));
    EXPECT_FALSE(CertVerifyRevocation(X509_ASN_ENCODING, CERT_CONTEXT_REVOCATION_TYPE, 1, nullptr,
                                      0, nullptr, &call.status));
    EXPECT_EQ(GetLastError(), as_code(E_INVALIDARG));
}

TEST(CertVerifyRevocation, RefusesStructuresOfNoSize) {
    RevocationWorld world;
    const HeldCertificate subject(world.leaf_of_none()), issuer(world.root);
    for (const DWORD size : {0u, 4u, 15u, 17u, 20u, 23u}) {
        RevocationCall call(subject, issuer);
        call.status.cbSize = size;
        EXPECT_EQ(call.code(), as_code(E_INVALIDARG)) << size;
        EXPECT_EQ(call.status.dwError, 0xCCCCCCCCu) << "not updated";
    }
    RevocationCall para(subject, issuer);
    para.para.cbSize = 4;
    EXPECT_EQ(para.code(), as_code(E_INVALIDARG));
    PVOID context = subject.pointer();
    EXPECT_FALSE(CertVerifyRevocation(X509_ASN_ENCODING, CERT_CONTEXT_REVOCATION_TYPE, 1, &context,
                                      0, nullptr, nullptr));
    EXPECT_EQ(GetLastError(), as_code(E_INVALIDARG));
}

TEST(CertVerifyRevocation, RefusesUnknownFlagsAndClosedStores) {
    RevocationWorld world;
    const HeldCertificate subject(world.leaf_of_none()), issuer(world.root);
    RevocationCall flags(subject, issuer);
    flags.flags = 0x80000000;
    EXPECT_EQ(flags.code(), as_code(E_INVALIDARG));
    const HCERTSTORE closed = CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, 0, nullptr);
    CertCloseStore(closed, 0);
    RevocationCall store(subject, issuer);
    store.para.hCrlStore = closed;
    EXPECT_EQ(store.code(), as_code(E_INVALIDARG));
    RevocationCall stores(subject, issuer);
    stores.para.cCertStore = 1;
    EXPECT_EQ(stores.code(), as_code(E_INVALIDARG));
}

}  // namespace
}  // namespace secur32::test
