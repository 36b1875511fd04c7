// The certificate matrix through whole handshakes: the status that InitializeSecurityContext
// returns and the alert that the server gets.  And clients' certificates, and who judges them.
#include <gtest/gtest.h>
#include <winerror.h>

#include <algorithm>

#include "sslprovider/base/utf16.h"
#include "test/support/tls_certificate_matrix.h"
#include "test/support/tls_pair.h"

namespace secur32::test {
namespace {

class MatrixRoots {
 public:
    explicit MatrixRoots(const std::vector<Issued>& roots)
        : store_(CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, 0, nullptr)) {
        for (const Issued& root : roots)
            EXPECT_TRUE(CertAddEncodedCertificateToStore(store_, X509_ASN_ENCODING, root.der.data(),
                                                         static_cast<DWORD>(root.der.size()),
                                                         CERT_STORE_ADD_ALWAYS, nullptr));
    }
    ~MatrixRoots() { CertCloseStore(store_, 0); }
    MatrixRoots(const MatrixRoots&) = delete;
    MatrixRoots& operator=(const MatrixRoots&) = delete;
    HCERTSTORE get() const { return store_; }

 private:
    HCERTSTORE store_;
};

std::string utf8(const std::u16string& text) { return utf8_of(text).value(); }

struct Outcome {
    SECURITY_STATUS client = SEC_E_OK, server = SEC_E_OK;
    SECURITY_STATUS after_alert = SEC_E_OK;
    Octets sent;  // by the client, with its failure
};

TlsPlan plan_of(const TlsCertificateRow& row, const TlsIdentity& identity, HCERTSTORE roots,
                unsigned version) {
    TlsPlan plan;
    plan.version = version;
    plan.server_identity = &identity;
    plan.target = utf8(row.target);
    plan.client_flags = SCH_CRED_AUTO_CRED_VALIDATION | SCH_CRED_NO_DEFAULT_CREDS | row.flags;
    plan.client_roots = roots;
    return plan;
}

// The octets of the alert that the client's failure brought, opened by the server.
SECURITY_STATUS heard(TlsPair& pair) {
    pair.deliver(pair.client, pair.server);
    return pair.server.run();
}

SECURITY_STATUS status_heard_of(std::uint8_t alert) {
    switch (alert) {
        case 42:
        case 43:
        case 46:
            return SEC_E_CERT_UNKNOWN;
        case 44:
            return CRYPT_E_REVOKED;
        case 45:
            return SEC_E_CERT_EXPIRED;
        case 48:
            return SEC_E_UNTRUSTED_ROOT;
        default:
            return SEC_E_OK;
    }
}

class CertificateMatrix : public testing::TestWithParam<unsigned> {};

TEST_P(CertificateMatrix, ArisesThroughHandshakesWithStatusAndAlert) {
    for (const TlsCertificateRow& row : TlsCertificateMatrix::instance().rows()) {
        SCOPED_TRACE(row.problem);
        std::vector<const Issued*> issuers;
        for (const Issued& one : row.sent) issuers.push_back(&one);
        const TlsIdentity identity(row.leaf, issuers);
        const MatrixRoots roots(row.roots);
        TlsPair pair(plan_of(row, identity, roots.get(), GetParam()));
        const SECURITY_STATUS status = pair.connect();
        if (row.status == Status::ok) {
            EXPECT_EQ(status, SEC_E_OK);
            EXPECT_EQ(pair.exchange("hello"), "hello");
            continue;
        }
        EXPECT_EQ(pair.client_status, secur32::row(row.status).sspi);
        EXPECT_EQ(heard(pair), status_heard_of(row.alert));
    }
}

// TLS 1.2's Certificate is answered in the clear: the octets themselves.
TEST(CertificateMatrix12, SendsTheAlertOfTheTable) {
    for (const TlsCertificateRow& row : TlsCertificateMatrix::instance().rows()) {
        if (row.status == Status::ok) continue;
        SCOPED_TRACE(row.problem);
        std::vector<const Issued*> issuers;
        for (const Issued& one : row.sent) issuers.push_back(&one);
        const TlsIdentity identity(row.leaf, issuers);
        const MatrixRoots roots(row.roots);
        TlsPair pair(plan_of(row, identity, roots.get(), 0x0303));
        ASSERT_NE(pair.connect(), SEC_E_OK);
        EXPECT_EQ(pair.client.output, (Octets{0x15, 0x03, 0x03, 0, 2, 2, row.alert}));
    }
}

INSTANTIATE_TEST_SUITE_P(Versions, CertificateMatrix, testing::Values(0x0303u, 0x0304u));

// ---- Modes ----

const TlsCertificateRow& matrix_row(const std::string& problem) {
    for (const TlsCertificateRow& row : TlsCertificateMatrix::instance().rows())
        if (row.problem == problem) return row;
    throw std::runtime_error("no such row");
}

struct Deferred {
    SECURITY_STATUS status;
    SecPkgContext_CertificateValidationResult result;
};

Deferred connect_deferred(const char* problem) {
    const TlsCertificateRow& row = matrix_row(problem);
    std::vector<const Issued*> issuers;
    for (const Issued& one : row.sent) issuers.push_back(&one);
    const TlsIdentity identity(row.leaf, issuers);
    const MatrixRoots roots(row.roots);
    TlsPlan plan = plan_of(row, identity, roots.get(), 0x0304);
    plan.client_flags = SCH_CRED_DEFERRED_CRED_VALIDATION | row.flags;
    TlsPair pair(plan);
    Deferred deferred{pair.connect(), {}};
    EXPECT_EQ(QueryContextAttributesA(&pair.client.context, SECPKG_ATTR_CERT_CHECK_RESULT_INPROC,
                                      &deferred.result),
              SEC_E_OK);
    return deferred;
}

TEST(DeferredValidation, LetsTheHandshakePassAndKeepsTheVerdict) {
    const Deferred good = connect_deferred("nothing");
    EXPECT_EQ(good.status, SEC_E_OK);
    EXPECT_EQ(good.result.dwChainErrorStatus, 0u);
    EXPECT_EQ(good.result.hrVerifyChainStatus, 0);
    const Deferred expired = connect_deferred("expired");
    EXPECT_EQ(expired.status, SEC_E_OK);
    EXPECT_EQ(expired.result.dwChainErrorStatus, DWORD{CERT_TRUST_IS_NOT_TIME_VALID});
    EXPECT_EQ(expired.result.hrVerifyChainStatus, CERT_E_EXPIRED);
    const Deferred partial = connect_deferred("missing intermediate");
    EXPECT_EQ(partial.status, SEC_E_OK);
    EXPECT_EQ(partial.result.hrVerifyChainStatus, CERT_E_CHAINING);
    const Deferred name = connect_deferred("wrong name");
    EXPECT_EQ(name.status, SEC_E_OK);
    EXPECT_EQ(name.result.hrVerifyChainStatus, CERT_E_CN_NO_MATCH);
}

// ---- Clients' certificates ----

TlsPlan mutual(unsigned version, HCERTSTORE server_roots) {
    TlsPlan plan;
    plan.version = version;
    plan.client_key = "P-256";
    plan.server_request |= ASC_REQ_MUTUAL_AUTH;
    plan.server_roots = server_roots;
    return plan;
}

class ClientCertificates : public testing::TestWithParam<unsigned> {};
INSTANTIATE_TEST_SUITE_P(Versions, ClientCertificates, testing::Values(0x0303u, 0x0304u));

TEST_P(ClientCertificates, AreTakenFromARootThatTheServerTrusts) {
    const TlsRoots roots(tls_root());
    TlsPair pair(mutual(GetParam(), roots.get()));
    ASSERT_EQ(pair.connect(), SEC_E_OK);
    PCCERT_CONTEXT seen = nullptr;
    ASSERT_EQ(QueryContextAttributesA(&pair.server.context, SECPKG_ATTR_REMOTE_CERT_CONTEXT, &seen),
              SEC_E_OK);
    EXPECT_TRUE(std::ranges::equal(Bytes(seen->pbCertEncoded, seen->cbCertEncoded),
                                   tls_client_leaf("P-256").der));
    CertFreeCertificateContext(seen);
}

TEST_P(ClientCertificates, AreRefusedFromOthers) {
    const Issued other = make_root("Not the clients' root");
    const TlsRoots roots(other);
    TlsPair pair(mutual(GetParam(), roots.get()));
    EXPECT_NE(pair.connect(), SEC_E_OK);
}

TEST_P(ClientCertificates, AreTheProgramsBusinessInManualMode) {
    const Issued other = make_root("Not the clients' root");
    const TlsRoots roots(other);
    TlsPlan plan = mutual(GetParam(), nullptr);
    plan.server_flags = SCH_CRED_MANUAL_CRED_VALIDATION;
    TlsPair pair(plan);
    EXPECT_EQ(pair.connect(), SEC_E_OK);
}

TEST_P(ClientCertificates, MayBeMissing) {
    const TlsRoots roots(tls_root());
    TlsPlan plan = mutual(GetParam(), roots.get());
    plan.client_key.clear();
    plan.client_request |= ISC_REQ_USE_SUPPLIED_CREDS;
    TlsPair pair(plan);
    ASSERT_EQ(pair.connect(), SEC_E_OK);
    PCCERT_CONTEXT seen = nullptr;
    EXPECT_EQ(QueryContextAttributesA(&pair.server.context, SECPKG_ATTR_REMOTE_CERT_CONTEXT, &seen),
              SEC_E_NO_CREDENTIALS);
}

}  // namespace
}  // namespace secur32::test
