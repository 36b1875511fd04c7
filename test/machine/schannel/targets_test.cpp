// pszTargetName of a TLS client: what goes into server_name (RFC 6066 3) and what the server's
// certificate has to be of (RFC 6125), however a program writes it.
#include <gtest/gtest.h>

#include "test/support/tls_pair.h"

namespace secur32::test {
namespace {

struct TargetRow {
    const char* target;  // null: NULL
    const char* sent;    // server_name; empty: none
    SECURITY_STATUS status;
};

// The server's certificate is of server.test, xn--bcher-kva.test and 192.0.2.1.
const TlsIdentity& identity() {
    static const Issued leaf =
        make_leaf("server.test", tls_root(),
                  {.extensions = {{"subjectAltName",
                                   "DNS:server.test,DNS:xn--bcher-kva.test,IP:192.0.2.1,"
                                   "IP:2001:db8::1"}}});
    static const TlsIdentity identity(leaf);
    return identity;
}

std::string server_name_in(Octets& hello) {
    PBYTE name = nullptr;
    DWORD size = 0;
    EXPECT_EQ(SslGetServerIdentity(hello.data(), static_cast<DWORD>(hello.size()), &name, &size, 0),
              SEC_E_OK);
    return name == nullptr ? std::string() : std::string(name, name + size);
}

const TargetRow kRows[] = {
    {"server.test", "server.test", SEC_E_OK},
    {"SERVER.Test", "server.test", SEC_E_OK},
    {"server.test.", "server.test", SEC_E_OK},
    {"b\xC3\xBC"
     "cher.test",
     "xn--bcher-kva.test", SEC_E_OK},
    {"192.0.2.1", "", SEC_E_OK},
    {"2001:db8::1", "", SEC_E_OK},
    {"192.0.2.2", "", SEC_E_WRONG_PRINCIPAL},
    {"other.test", "other.test", SEC_E_WRONG_PRINCIPAL},
    {"server.test:443", "", SEC_E_WRONG_PRINCIPAL},
    {"https://server.test", "", SEC_E_WRONG_PRINCIPAL},
    {"HTTP/server.test", "", SEC_E_WRONG_PRINCIPAL},
    {"*.test", "", SEC_E_WRONG_PRINCIPAL},
    {".", "", SEC_E_WRONG_PRINCIPAL},
    {"server..test", "", SEC_E_WRONG_PRINCIPAL},
    {"", "", SEC_E_WRONG_PRINCIPAL},
    {nullptr, "", SEC_E_WRONG_PRINCIPAL},
};

// A client's first call, with NULL where the row says so.
SECURITY_STATUS begin(TlsEnd& client, const char* target) {
    Octets answer(0x4000);
    SecBuffer out{0x4000, SECBUFFER_TOKEN, answer.data()};
    SecBufferDesc desc{SECBUFFER_VERSION, 1, &out};
    std::string text = target == nullptr ? "" : target;
    const SECURITY_STATUS status = InitializeSecurityContextA(
        &client.credential, nullptr, target == nullptr ? nullptr : text.data(), client.request, 0,
        0, nullptr, 0, &client.context, &desc, nullptr, nullptr);
    client.has_context = status == SEC_I_CONTINUE_NEEDED;
    client.output.assign(answer.begin(), answer.begin() + out.cbBuffer);
    return status;
}

class TlsTargets : public testing::TestWithParam<unsigned> {};
INSTANTIATE_TEST_SUITE_P(Versions, TlsTargets, testing::Values(0x0303u, 0x0304u),
                         [](const auto& version) {
                             return "Tls1" + std::to_string(version.param - 0x0301);
                         });

TEST_P(TlsTargets, AreSentAsNamesOfHostsAloneAndAreWhoTheCertificateIsOf) {
    static const TlsRoots roots(tls_root());
    for (const TargetRow& row : kRows) {
        SCOPED_TRACE(row.target == nullptr ? "NULL" : row.target);
        TlsPair pair({.version = GetParam(),
                      .server_identity = &identity(),
                      .client_flags = SCH_CRED_NO_DEFAULT_CREDS,
                      .client_roots = roots.get()});
        ASSERT_EQ(begin(pair.client, row.target), SEC_I_CONTINUE_NEEDED);
        EXPECT_EQ(server_name_in(pair.client.output), row.sent);
        pair.deliver(pair.client, pair.server);
        ASSERT_EQ(pair.server.run(), SEC_I_CONTINUE_NEEDED);
        pair.deliver(pair.server, pair.client);
        // Of later calls the name is not looked at.
        pair.client.target = "somebody.else.test";
        EXPECT_EQ(pair.connect(), row.status);
    }
}

TEST_P(TlsTargets, DoNotMatterWhereTheNameIsNotChecked) {
    static const TlsRoots roots(tls_root());
    for (const TargetRow& row : kRows) {
        SCOPED_TRACE(row.target == nullptr ? "NULL" : row.target);
        TlsPair pair({.version = GetParam(),
                      .server_identity = &identity(),
                      .client_flags = SCH_CRED_NO_DEFAULT_CREDS | SCH_CRED_NO_SERVERNAME_CHECK,
                      .client_roots = roots.get()});
        ASSERT_EQ(begin(pair.client, row.target), SEC_I_CONTINUE_NEEDED);
        pair.deliver(pair.client, pair.server);
        ASSERT_EQ(pair.server.run(), SEC_I_CONTINUE_NEEDED);
        pair.deliver(pair.server, pair.client);
        EXPECT_EQ(pair.connect(), SEC_E_OK);
    }
}

}  // namespace
}  // namespace secur32::test
