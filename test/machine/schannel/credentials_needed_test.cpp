// SEC_I_INCOMPLETE_CREDENTIALS (reference schannel.md 2): the server asks for a certificate, the
// client has none, its caller decides.
#include <gtest/gtest.h>

#include "test/support/tls_pair.h"

namespace secur32::test {
namespace {

class TlsCredentialsNeeded : public testing::TestWithParam<unsigned> {
 protected:
    static TlsPlan plan() {
        TlsPlan plan;
        plan.version = GetParam();
        plan.server_request |= ASC_REQ_MUTUAL_AUTH;
        static const TlsRoots roots(tls_root());
        plan.server_roots = roots.get();
        return plan;
    }
    // A pair whose client has just asked for a certificate.
    static std::unique_ptr<TlsPair> asked(TlsPlan plan) {
        auto pair = std::make_unique<TlsPair>(std::move(plan));
        EXPECT_EQ(pair->connect(), SEC_I_INCOMPLETE_CREDENTIALS);
        return pair;
    }
    static SECURITY_STATUS remote_certificate(TlsEnd& end) {
        PCCERT_CONTEXT certificate = nullptr;
        const SECURITY_STATUS status =
            QueryContextAttributesA(&end.context, SECPKG_ATTR_REMOTE_CERT_CONTEXT, &certificate);
        if (status == SEC_E_OK) CertFreeCertificateContext(certificate);
        return status;
    }
    static void supply(TlsEnd& end, const TlsIdentity& identity, const TlsPlan& plan) {
        FreeCredentialsHandle(&end.credential);
        end.credential = acquire_tls(plan, true, identity.get());
    }
};
INSTANTIATE_TEST_SUITE_P(Versions, TlsCredentialsNeeded,
                         testing::Values(0x0301u, 0x0302u, 0x0303u, 0x0304u),
                         [](const auto& version) {
                             return "Tls1" + std::to_string(version.param - 0x0301);
                         });

TEST_P(TlsCredentialsNeeded, IsNotSaidToWhoBroughtOne) {
    TlsPlan with = plan();
    with.client_key = "P-256";
    TlsPair pair(with);
    ASSERT_EQ(pair.connect(), SEC_E_OK);
    EXPECT_EQ(remote_certificate(pair.server), SEC_E_OK);
    EXPECT_NE(pair.server.attributes & ASC_RET_MUTUAL_AUTH, 0u);
    EXPECT_EQ(pair.exchange("known"), "known");
}

TEST_P(TlsCredentialsNeeded, GoesOnWithAnotherCredentialAndTheSameInput) {
    const auto pair = asked(plan());
    SecPkgContext_IssuerListInfoEx issuers{};
    EXPECT_EQ(QueryContextAttributesA(&pair->client.context, SECPKG_ATTR_ISSUER_LIST_EX, &issuers),
              SEC_E_OK);
    FreeContextBuffer(issuers.aIssuers);
    const TlsIdentity identity(tls_client_leaf("P-256"));
    supply(pair->client, identity, pair->plan);
    ASSERT_FALSE(pair->client.input.empty()) << "the same input";
    ASSERT_EQ(pair->connect(), SEC_E_OK);
    EXPECT_EQ(remote_certificate(pair->server), SEC_E_OK);
    EXPECT_EQ(pair->exchange("known"), "known");
}

TEST_P(TlsCredentialsNeeded, GoesOnWithoutCertificate) {
    const auto pair = asked(plan());
    ASSERT_EQ(pair->connect(), SEC_E_OK);
    EXPECT_EQ(remote_certificate(pair->server), SEC_E_NO_CREDENTIALS);
    EXPECT_EQ(pair->server.attributes & ASC_RET_MUTUAL_AUTH, 0u);
    EXPECT_EQ(pair->exchange("unknown"), "unknown");
}

TEST_P(TlsCredentialsNeeded, GoesOnWithWhatIsLeftOfTheInput) {
    const auto pair = asked(plan());
    pair->client.input.clear();  // all of it was used: no EXTRA
    SECURITY_STATUS status = SEC_I_CONTINUE_NEEDED;
    Octets answer(0x4000);
    SecBuffer out{0x4000, SECBUFFER_TOKEN, answer.data()};
    SecBufferDesc desc{SECBUFFER_VERSION, 1, &out};
    status = pair->client.call(nullptr, &desc);
    ASSERT_EQ(status, GetParam() == 0x0304 ? SEC_E_OK : SEC_I_CONTINUE_NEEDED);
    pair->client_status = status;
    pair->server.input.assign(answer.begin(), answer.begin() + out.cbBuffer);
    ASSERT_EQ(pair->connect(), SEC_E_OK);
    EXPECT_EQ(pair->exchange("unknown"), "unknown");
}

TEST_P(TlsCredentialsNeeded, LeavesTheFlightUnsentUntilTheCallerDecided) {
    const auto pair = asked(plan());
    EXPECT_TRUE(pair->client.output.empty());
}

TEST_P(TlsCredentialsNeeded, TakesNoServersCredential) {
    const auto pair = asked(plan());
    FreeCredentialsHandle(&pair->client.credential);
    const TlsIdentity identity(tls_leaf("P-256"));
    pair->client.credential = acquire_tls(pair->plan, false, identity.get());
    EXPECT_EQ(pair->client.step(), SEC_E_NO_CREDENTIALS);
}

TEST_P(TlsCredentialsNeeded, IsForgottenByWhoShowsTheFlightByteByByte) {
    TlsPair pair(plan());
    ASSERT_EQ(pair.client.run(), SEC_I_CONTINUE_NEEDED);
    pair.deliver(pair.client, pair.server);
    ASSERT_EQ(pair.server.run(), SEC_I_CONTINUE_NEEDED);
    SECURITY_STATUS status = SEC_E_INCOMPLETE_MESSAGE;
    for (const unsigned char octet : std::exchange(pair.server.output, {})) {
        pair.client.input.push_back(octet);
        status = pair.client.step();
        if (status != SEC_E_INCOMPLETE_MESSAGE && status != SEC_I_CONTINUE_NEEDED) break;
    }
    ASSERT_EQ(status, SEC_I_INCOMPLETE_CREDENTIALS);
    ASSERT_EQ(pair.connect(), SEC_E_OK);
    EXPECT_EQ(pair.exchange("unknown"), "unknown");
}

}  // namespace
}  // namespace secur32::test
