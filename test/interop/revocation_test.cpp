// CertVerifyRevocation against openssl(1): its responder (openssl ocsp), asked over HTTP, and the
// lists that its small authority (openssl ca) makes.
#define CERT_REVOCATION_PARA_HAS_EXTRA_FIELDS
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wincrypt.h>
#include <winerror.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "test/interop/process.h"

namespace interop {
namespace {

namespace fs = std::filesystem;

unsigned free_port() {
    const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(probe, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size), 0);
    ::close(probe);
    return ntohs(address.sin_port);
}

constexpr const char* kConfiguration = R"([ca]
default_ca = own
[own]
database = index.txt
serial = serial
crlnumber = crlnumber
new_certs_dir = .
certificate = ca.pem
private_key = ca.key
default_md = sha256
default_days = 30
default_crl_days = 7
policy = any
[any]
commonName = supplied
[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[responder]
extendedKeyUsage = OCSPSigning
[leaf]
authorityInfoAccess = OCSP;URI:http://127.0.0.1:)";

// openssl's authority in a folder of its own, with a good, a revoked and a responder's certificate.
class OpensslAuthority {
 public:
    OpensslAuthority() : port_(free_port()) {
        std::string name = (fs::temp_directory_path() / "revocation-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
        write("ca.cnf", kConfiguration + std::to_string(port_) + "\n");
        write("index.txt", "");
        write("serial", "1000\n");
        write("crlnumber", "01\n");
        const std::string key = " -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
        run("req -config ca.cnf -x509" + key +
            " -keyout ca.key -out ca.pem -subj /CN=Interop -extensions root");
        for (const char* who : {"good", "bad", "responder"}) {
            const std::string leaf = who;
            const bool signs = leaf == "responder";
            run("req -config ca.cnf -new" + key + " -keyout " + leaf + ".key -out " + leaf +
                ".csr -subj /CN=" + leaf);
            run(std::string("ca -batch -config ca.cnf -notext -extensions ") +
                (signs ? "responder" : "leaf") + " -in " + leaf + ".csr -out " + leaf + ".pem");
        }
        run("ca -config ca.cnf -revoke bad.pem -crl_reason keyCompromise");
    }
    OpensslAuthority(const OpensslAuthority&) = delete;
    OpensslAuthority& operator=(const OpensslAuthority&) = delete;
    ~OpensslAuthority() { fs::remove_all(folder_); }

    void run(const std::string& arguments) const {
        Process process({"sh", "-c", "cd '" + folder_ + "' && openssl " + arguments + " 2>&1"});
        const std::string said = process.read_rest();
        EXPECT_EQ(process.wait(), 0) << arguments << "\n" << said;
    }
    // Ends by itself after so many answers, or a minute.
    std::unique_ptr<Process> responder(const std::string& signer, int answers) const {
        auto process = std::make_unique<Process>(std::vector<std::string>{
            "sh", "-c",
            "cd '" + folder_ + "' && exec timeout 60 openssl ocsp -index index.txt -port " +
                std::to_string(port_) + " -CA ca.pem -rsigner " + signer + ".pem -rkey " + signer +
                ".key -ndays 1 -nrequest " + std::to_string(answers) + " 2>/dev/null"});
        const auto line = process->read_line();
        EXPECT_TRUE(line && line->find("ACCEPT") != std::string::npos);
        return process;
    }
    PCCERT_CONTEXT certificate(const std::string& name) const {
        run("x509 -in " + name + ".pem -outform DER -out " + name + ".der");
        const std::string der = read(name + ".der");
        return CertCreateCertificateContext(X509_ASN_ENCODING,
                                            reinterpret_cast<const BYTE*>(der.data()),
                                            static_cast<DWORD>(der.size()));
    }
    std::string read(const std::string& name) const {
        std::ifstream file(fs::path(folder_) / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

 private:
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(fs::path(folder_) / name) << text;
    }
    unsigned port_;
    std::string folder_;
};

// The last error and CERT_REVOCATION_STATUS's reason; 0 for TRUE.
struct Verdict {
    HRESULT code;
    DWORD reason;
    bool operator==(const Verdict&) const = default;
};
Verdict verify(const OpensslAuthority& authority, const std::string& name,
               HCERTSTORE crls = nullptr, DWORD flags = 0) {
    ::unsetenv("http_proxy");
    const PCCERT_CONTEXT subject = authority.certificate(name),
                         issuer = authority.certificate("ca");
    PVOID context = const_cast<CERT_CONTEXT*>(subject);
    CERT_REVOCATION_PARA para{};
    para.cbSize = sizeof para;
    para.pIssuerCert = issuer;
    para.hCrlStore = crls;
    para.dwUrlRetrievalTimeout = 10'000;
    CERT_REVOCATION_STATUS status{};
    status.cbSize = sizeof status;
    const BOOL good = CertVerifyRevocation(X509_ASN_ENCODING, CERT_CONTEXT_REVOCATION_TYPE, 1,
                                           &context, flags, &para, &status);
    const Verdict verdict{good ? 0 : static_cast<HRESULT>(GetLastError()), status.dwReason};
    CertFreeCertificateContext(subject);
    CertFreeCertificateContext(issuer);
    return verdict;
}

const Verdict kGood{0, 0}, kRevoked{CRYPT_E_REVOKED, CRL_REASON_KEY_COMPROMISE},
    kOffline{CRYPT_E_REVOCATION_OFFLINE, 0};

TEST(Revocation, the_authority_itself_answers_as_a_responder) {
    const OpensslAuthority authority;
    const auto responder = authority.responder("ca", 2);
    EXPECT_EQ(verify(authority, "good"), kGood);
    EXPECT_EQ(verify(authority, "bad"), kRevoked);
    // From the cache: the responder has ended.
    EXPECT_EQ(responder->wait(), 0);
    EXPECT_EQ(verify(authority, "good"), kGood);
    EXPECT_EQ(verify(authority, "bad"), kRevoked);
}

TEST(Revocation, a_delegated_responder_answers) {
    const OpensslAuthority authority;
    const auto responder = authority.responder("responder", 2);
    EXPECT_EQ(verify(authority, "good"), kGood);
    EXPECT_EQ(verify(authority, "bad"), kRevoked);
}

TEST(Revocation, a_responder_without_the_authoritys_leave_is_not_believed) {
    const OpensslAuthority authority;
    const auto responder = authority.responder("bad", 1);
    EXPECT_EQ(verify(authority, "bad"), kOffline);
}

TEST(Revocation, no_responder_is_offline) {
    const OpensslAuthority authority;
    EXPECT_EQ(verify(authority, "good"), kOffline);
}

TEST(Revocation, the_authoritys_list_answers) {
    const OpensslAuthority authority;
    authority.run("ca -config ca.cnf -gencrl -out crl.pem");
    authority.run("crl2pkcs7 -in crl.pem -outform DER -out crl.p7");
    std::string der = authority.read("crl.p7");
    const CRYPT_DATA_BLOB blob{static_cast<DWORD>(der.size()), reinterpret_cast<BYTE*>(der.data())};
    const HCERTSTORE store =
        CertOpenStore(CERT_STORE_PROV_PKCS7, X509_ASN_ENCODING | PKCS_7_ASN_ENCODING, 0, 0, &blob);
    ASSERT_NE(store, nullptr);
    EXPECT_EQ(verify(authority, "good", store), kGood);
    EXPECT_EQ(verify(authority, "bad", store), kRevoked);
    CertCloseStore(store, 0);
}

}  // namespace
}  // namespace interop
