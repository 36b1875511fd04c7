// The problems that a server's certificate can have: each through CertGetCertificateChain and the
// SSL policy gives its code, and `openssl verify` says the same yes or no about the same files.
#include <winerror.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "sslprovider/api/cert_store.h"
#include "test/support/chain_questions.h"

namespace secur32::test {
namespace {

constexpr const char* kServer = szOID_PKIX_KP_SERVER_AUTH;

// A folder of files for the openssl command.
class Folder {
 public:
    Folder() {
        std::string name =
            (std::filesystem::temp_directory_path() / "chain_matrix.XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for the test");
        path_ = name;
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(path_ / name) << text;
        return (path_ / name).string();
    }

 private:
    std::filesystem::path path_;
};

struct Row {
    std::string problem;
    Issued leaf;
    std::vector<Issued> sent = {};
    DWORD trust_errors = 0;  // of the chain
    HRESULT code = 0;        // of the SSL policy
    LONG element = -1;
    std::u16string name = u"www.example.com";
    std::vector<Issued> roots = {};  // empty: the world's
    std::vector<Buffer> crls = {};
    std::string openssl = {};  // further options
    DWORD flags = 0;           // of CertGetCertificateChain
    std::optional<Buffer> staple = {};
    // What openssl says where it cannot be asked the same (OCSP): nothing.
    bool openssl_can_tell = true;
};

struct MatrixWorld {
    Issued root = make_root("Matrix root");
    Issued ca = make_intermediate("Matrix CA", root);
};
const MatrixWorld& matrix_world() {
    static const MatrixWorld one;
    return one;
}

const std::string kName = "www.example.com";
constexpr DWORD kCheckEnd = CERT_CHAIN_REVOCATION_CHECK_END_CERT;
// Nothing listens there, and nothing will.
const std::pair<std::string, std::string> kDeadOcsp{"authorityInfoAccess",
                                                    "OCSP;URI:http://127.0.0.1:1/"};
const std::pair<std::string, std::string> kDeadCrl{"crlDistributionPoints",
                                                   "URI:http://127.0.0.1:1/crl"};

Row of_leaf(const char* problem, IssuePlan plan, DWORD errors, HRESULT code) {
    const MatrixWorld& w = matrix_world();
    return {problem,           make_leaf(kName, w.ca, std::move(plan)), {w.ca}, errors, code,
            code != 0 ? 0 : -1};
}

Row of_ca(const char* problem, IssuePlan plan, DWORD errors, HRESULT code) {
    const Issued ca = make_intermediate(problem, matrix_world().root, std::move(plan));
    return {problem, make_leaf(kName, ca), {ca}, errors, code, 1};
}

void add_trust(std::vector<Row>& rows) {
    const MatrixWorld& w = matrix_world();
    rows.push_back(of_leaf("nothing", {}, 0, 0));
    const Issued self = issue(
        {.name = kName,
         .extensions = {{"subjectAltName", "DNS:" + kName}, {"extendedKeyUsage", "serverAuth"}}});
    rows.push_back(
        {"self-signed", self, {}, CERT_TRUST_IS_UNTRUSTED_ROOT, CERT_E_UNTRUSTEDROOT, 0});
    rows.push_back({"unknown root",
                    make_leaf(kName, w.ca),
                    {w.ca, w.root},
                    CERT_TRUST_IS_UNTRUSTED_ROOT,
                    CERT_E_UNTRUSTEDROOT,
                    2});
    rows.back().roots = {make_root("Another matrix root")};
    rows.push_back({"missing intermediate",
                    make_leaf(kName, w.ca),
                    {},
                    CERT_TRUST_IS_PARTIAL_CHAIN,
                    CERT_E_CHAINING,
                    -1});
}

void add_names(std::vector<Row>& rows) {
    rows.push_back(of_leaf("wrong name", {}, 0, CERT_E_CN_NO_MATCH));
    rows.back().name = u"www.example.org";
    rows.push_back(of_leaf("name in the CN alone",
                           {.extensions = {{"subjectAltName", "email:a@example.com"}}}, 0,
                           CERT_E_CN_NO_MATCH));
    rows.back().openssl = "-verify_hostname www.example.com";
    // openssl verify falls back to the CN, as long as it is not told otherwise.
    rows.back().openssl_can_tell = false;
    rows.push_back(
        of_leaf("wild card", {.extensions = {{"subjectAltName", "DNS:*.example.com"}}}, 0, 0));
    rows.push_back(of_leaf("wild card for two labels",
                           {.extensions = {{"subjectAltName", "DNS:*.example.com"}}}, 0,
                           CERT_E_CN_NO_MATCH));
    rows.back().name = u"a.b.example.com";
    rows.push_back(of_leaf("address", {.extensions = {{"subjectAltName", "IP:192.0.2.1"}}}, 0, 0));
    rows.back().name = u"192.0.2.1";
    rows.push_back(of_leaf("another address", {.extensions = {{"subjectAltName", "IP:192.0.2.1"}}},
                           0, CERT_E_CN_NO_MATCH));
    rows.back().name = u"192.0.2.2";
    rows.push_back(of_leaf("international name",
                           {.extensions = {{"subjectAltName", "DNS:xn--bcher-kva.example"}}}, 0,
                           0));
    rows.back().name = u"B\u00FCcher.example";
    rows.back().openssl = "-verify_hostname xn--bcher-kva.example";
}

void add_times_and_usages(std::vector<Row>& rows) {
    rows.push_back(of_leaf("expired", {.not_after = "20210101000000Z"},
                           CERT_TRUST_IS_NOT_TIME_VALID, CERT_E_EXPIRED));
    rows.push_back(of_leaf("not yet valid", {.not_before = "20600101000000Z"},
                           CERT_TRUST_IS_NOT_TIME_VALID, CERT_E_EXPIRED));
    rows.push_back(of_ca("expired CA", {.not_after = "20210101000000Z"},
                         CERT_TRUST_IS_NOT_TIME_VALID, CERT_E_EXPIRED));
    rows.push_back(of_leaf("wrong EKU", {.extensions = {{"extendedKeyUsage", "clientAuth"}}},
                           CERT_TRUST_IS_NOT_VALID_FOR_USAGE, CERT_E_WRONG_USAGE));
    rows.push_back(of_ca("wrong KeyUsage", {.extensions = {{"keyUsage", "critical,cRLSign"}}},
                         CERT_TRUST_IS_NOT_VALID_FOR_USAGE, CERT_E_WRONG_USAGE));
    rows.push_back(of_ca("no CA", {.extensions = {{"basicConstraints", "critical,CA:FALSE"}}},
                         CERT_TRUST_INVALID_BASIC_CONSTRAINTS, TRUST_E_BASIC_CONSTRAINTS));
    const Issued narrow = make_intermediate("No CA beneath", matrix_world().root, {}, 0);
    const Issued deeper = make_intermediate("Beneath it", narrow);
    rows.push_back({"path length",
                    make_leaf(kName, deeper),
                    {deeper, narrow},
                    CERT_TRUST_INVALID_BASIC_CONSTRAINTS,
                    TRUST_E_BASIC_CONSTRAINTS,
                    2});
}

void add_constraints(std::vector<Row>& rows) {
    rows.push_back(
        of_ca("name not permitted",
              {.extensions = {{"nameConstraints", "critical,permitted;DNS:example.org"}}},
              CERT_TRUST_HAS_NOT_PERMITTED_NAME_CONSTRAINT, CERT_E_INVALID_NAME));
    rows.push_back(of_ca("name excluded",
                         {.extensions = {{"nameConstraints", "critical,excluded;DNS:example.com"}}},
                         CERT_TRUST_HAS_EXCLUDED_NAME_CONSTRAINT, CERT_E_INVALID_NAME));
    rows.push_back(
        of_ca("policy required",
              {.extensions = {{"policyConstraints", "critical,requireExplicitPolicy:0"}}},
              CERT_TRUST_NO_ISSUANCE_CHAIN_POLICY, CERT_E_INVALID_POLICY));
    rows.back().element = 0;
    rows.back().openssl = "-policy_check";
    rows.push_back(of_leaf("unknown critical extension",
                           {.extensions = {{"1.2.3.4", "critical,DER:0500"}}},
                           CERT_TRUST_HAS_NOT_SUPPORTED_CRITICAL_EXT, CERT_E_CRITICAL));
}

void add_cryptography(std::vector<Row>& rows) {
    constexpr DWORD kWeak = CERT_TRUST_HAS_WEAK_SIGNATURE | CERT_TRUST_IS_NOT_SIGNATURE_VALID;
    rows.push_back(of_leaf("bad signature", {.bad_signature = true},
                           CERT_TRUST_IS_NOT_SIGNATURE_VALID, TRUST_E_CERT_SIGNATURE));
    rows.push_back(of_ca("bad signature of a CA", {.bad_signature = true},
                         CERT_TRUST_IS_NOT_SIGNATURE_VALID, TRUST_E_CERT_SIGNATURE));
    const Issued rsa = make_root("Matrix RSA root", {.key = "RSA-2048"});
    rows.push_back({"weak hash: MD5",
                    make_leaf(kName, rsa, {.hash = "MD5"}),
                    {},
                    kWeak,
                    TRUST_E_CERT_SIGNATURE,
                    0});
    rows.back().roots = {rsa};
    rows.back().openssl = "-auth_level 1";
    rows.push_back(
        of_leaf("weak hash: SHA-1, when asked", {.hash = "SHA1"}, kWeak, TRUST_E_CERT_SIGNATURE));
    rows.back().flags = CERT_CHAIN_OPT_IN_WEAK_SIGNATURE;
    rows.back().openssl = "-auth_level 1";
    rows.push_back(of_leaf("weak key", {.key = "RSA-512"}, kWeak, TRUST_E_CERT_SIGNATURE));
    rows.back().openssl = "-auth_level 1";
}

void add_revocation(std::vector<Row>& rows) {
    const MatrixWorld& w = matrix_world();
    rows.push_back(of_leaf("revoked by CRL", {}, CERT_TRUST_IS_REVOKED, CRYPT_E_REVOKED));
    rows.back().flags = kCheckEnd;
    rows.back().crls = {make_crl(w.ca, {.revoked = {{rows.back().leaf.serial_number, 1}}})};
    rows.back().openssl = "-crl_check";
    rows.push_back(of_leaf("not on the CRL", {}, 0, 0));
    rows.back().flags = kCheckEnd;
    rows.back().crls = {make_crl(w.ca)};
    rows.back().openssl = "-crl_check";
    rows.push_back(of_leaf("revoked by OCSP", {}, CERT_TRUST_IS_REVOKED, CRYPT_E_REVOKED));
    rows.back().flags = kCheckEnd;
    rows.back().staple = make_ocsp_response(rows.back().leaf, w.ca,
                                            {.verdict = OcspPlan::Verdict::revoked, .reason = 1});
    rows.back().openssl_can_tell = false;
    rows.push_back(of_leaf("good by what is stapled", {.extensions = {kDeadOcsp}}, 0, 0));
    rows.back().flags = kCheckEnd;
    rows.back().staple = make_ocsp_response(rows.back().leaf, w.ca);
    rows.push_back(of_leaf("no revocation info", {}, CERT_TRUST_REVOCATION_STATUS_UNKNOWN,
                           CRYPT_E_NO_REVOCATION_CHECK));
    rows.back().flags = kCheckEnd;
    rows.back().openssl = "-crl_check";
    rows.push_back(of_leaf("offline", {.extensions = {kDeadOcsp, kDeadCrl}},
                           CERT_TRUST_REVOCATION_STATUS_UNKNOWN | CERT_TRUST_IS_OFFLINE_REVOCATION,
                           CRYPT_E_REVOCATION_OFFLINE));
    rows.back().flags = kCheckEnd;
    rows.back().openssl = "-crl_check";
}

std::vector<Row> matrix() {
    std::vector<Row> rows;
    add_trust(rows);
    add_names(rows);
    add_times_and_usages(rows);
    add_constraints(rows);
    add_cryptography(rows);
    add_revocation(rows);
    for (Row& row : rows)
        if (row.roots.empty()) row.roots = {matrix_world().root};
    return rows;
}

std::string pem_of_all(const std::vector<Issued>& certificates) {
    std::string out;
    for (const Issued& one : certificates) out += pem_of("CERTIFICATE", one.der);
    return out;
}

// The words of `openssl verify`: "OK" or an error.
bool openssl_accepts(const Row& row) {
    const Folder folder;
    std::string command = "openssl verify -purpose sslserver -no-CAfile -no-CApath -no-CAstore";
    command += " -CAfile " + folder.write("roots", pem_of_all(row.roots));
    if (!row.sent.empty()) command += " -untrusted " + folder.write("sent", pem_of_all(row.sent));
    std::string crls;
    for (const Buffer& crl : row.crls) crls += pem_of("X509 CRL", crl);
    if (!crls.empty()) command += " -CRLfile " + folder.write("crls", crls);
    if (row.openssl.find("-verify_hostname") == std::string::npos) {
        const bool address = row.name.find_first_not_of(u"0123456789.") == std::u16string::npos;
        command += address ? " -verify_ip " : " -verify_hostname ";
        command += std::string(row.name.begin(), row.name.end());
    }
    command += " " + row.openssl + " " + folder.write("leaf", pem_of_all({row.leaf}));
    return std::system((command + " > /dev/null 2>&1").c_str()) == 0;
}

void staple(PCCERT_CONTEXT leaf, const Row& row) {
    if (!row.staple) return;
    Buffer octets = *row.staple;
    CRYPT_DATA_BLOB blob{static_cast<DWORD>(octets.size()), octets.data()};
    ASSERT_TRUE(CertSetCertificateContextProperty(leaf, CERT_OCSP_RESPONSE_PROP_ID, 0, &blob));
}

void add_crls(HCERTSTORE store, const Row& row) {
    for (const Buffer& crl : row.crls)
        ASSERT_EQ(api::find_store(store).value()->add_crl(x509::OwnedCrl::parse(crl).value(),
                                                          nullptr, CERT_STORE_ADD_ALWAYS, nullptr),
                  Status::ok);
}

TEST(ChainMatrix, GivesEachProblemItsCodeAndAgreesWithOpensslVerify) {
    for (const Row& row : matrix()) {
        SCOPED_TRACE(row.problem);
        const ChainStore roots(row.roots), sent(row.sent);
        add_crls(sent, row);
        const ChainEngineOf engine(roots);
        const ChainCertificate leaf(row.leaf);
        staple(leaf, row);
        const BuiltChain chain(chain_of(engine, leaf, sent, kServer, row.flags));
        const CERT_CHAIN_POLICY_STATUS status = server_verdict(chain, row.name);
        EXPECT_EQ(chain->TrustStatus.dwErrorStatus, row.trust_errors);
        EXPECT_EQ(static_cast<HRESULT>(status.dwError), row.code);
        EXPECT_EQ(status.lElementIndex, row.element);
        if (row.openssl_can_tell) {
            EXPECT_EQ(openssl_accepts(row), row.code == 0);
        }
        std::printf("  %-32s 0x%08X 0x%08X\n", row.problem.c_str(),
                    chain->TrustStatus.dwErrorStatus, status.dwError);
    }
}

}  // namespace
}  // namespace secur32::test
