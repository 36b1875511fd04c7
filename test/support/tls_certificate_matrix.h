// The problems that a TLS server's certificate can have, each with the status and the alert of
// reference schannel.md 5: what verify_peer and a whole handshake must say alike.
#pragma once

#include <string>
#include <vector>

#include "sslprovider/base/status.h"
#include "test/support/revocation_server.h"
#include "test/support/test_authority.h"

namespace secur32::test {

// dwFlags of the client's credential: SCH_CRED_*.
inline constexpr std::uint32_t kMatrixCheckEnd = 0x100, kMatrixIgnoreNoCheck = 0x800,
                               kMatrixIgnoreOffline = 0x1000;

struct TlsCertificateRow {
    std::string problem;
    Issued leaf;
    std::vector<Issued> sent = {};  // behind the leaf
    Status status = Status::ok;
    std::uint8_t alert = 0;
    std::u16string target = u"www.example.com";
    std::vector<Issued> roots = {};
    std::uint32_t flags = 0;
};

class TlsCertificateMatrix {
 public:
    TlsCertificateMatrix() {
        add_trust();
        add_names();
        add_times_and_usages();
        add_constraints();
        add_cryptography();
        add_revocation();
        for (TlsCertificateRow& row : rows_)
            if (row.roots.empty()) row.roots = {root_};
    }
    const std::vector<TlsCertificateRow>& rows() const { return rows_; }
    static const TlsCertificateMatrix& instance() {
        static const TlsCertificateMatrix one;
        return one;
    }

 private:
    TlsCertificateRow& of_leaf(const char* problem, IssuePlan plan, Status status,
                               std::uint8_t alert) {
        rows_.push_back({problem, make_leaf(kName, ca_, std::move(plan)), {ca_}, status, alert});
        return rows_.back();
    }
    TlsCertificateRow& of_ca(const char* problem, IssuePlan plan, Status status,
                             std::uint8_t alert) {
        const Issued ca = make_intermediate(problem, root_, std::move(plan));
        rows_.push_back({problem, make_leaf(kName, ca), {ca}, status, alert});
        return rows_.back();
    }

    void add_trust() {
        of_leaf("nothing", {}, Status::ok, 0);
        const Issued self = issue({.name = kName,
                                   .extensions = {{"subjectAltName", "DNS:" + kName},
                                                  {"extendedKeyUsage", "serverAuth"}}});
        rows_.push_back({"self-signed", self, {}, Status::untrusted_root, 48});
        rows_.push_back(
            {"unknown root", make_leaf(kName, ca_), {ca_, root_}, Status::untrusted_root, 48});
        rows_.back().roots = {make_root("Another TLS root")};
        rows_.push_back(
            {"missing intermediate", make_leaf(kName, ca_), {}, Status::untrusted_root, 48});
    }

    void add_names() {
        of_leaf("wrong name", {}, Status::wrong_principal, 42).target = u"www.example.org";
        of_leaf("empty target", {}, Status::wrong_principal, 42).target = u"";
        of_leaf("target that is no name", {}, Status::wrong_principal, 42).target =
            u"*.example.com";
        of_leaf("name in the CN alone", {.extensions = {{"subjectAltName", "email:a@example.com"}}},
                Status::wrong_principal, 42);
        of_leaf("wild card", {.extensions = {{"subjectAltName", "DNS:*.example.com"}}}, Status::ok,
                0);
        of_leaf("wild card for two labels",
                {.extensions = {{"subjectAltName", "DNS:*.example.com"}}}, Status::wrong_principal,
                42)
            .target = u"a.b.example.com";
        of_leaf("address", {.extensions = {{"subjectAltName", "IP:192.0.2.1"}}}, Status::ok, 0)
            .target = u"192.0.2.1";
        of_leaf("another address", {.extensions = {{"subjectAltName", "IP:192.0.2.1"}}},
                Status::wrong_principal, 42)
            .target = u"192.0.2.2";
        of_leaf("international name",
                {.extensions = {{"subjectAltName", "DNS:xn--bcher-kva.example"}}}, Status::ok, 0)
            .target = u"B\u00FCcher.example";
    }

    void add_times_and_usages() {
        of_leaf("expired", {.not_after = "20210101000000Z"}, Status::certificate_expired, 45);
        of_leaf("not yet valid", {.not_before = "20600101000000Z"}, Status::certificate_expired,
                45);
        of_ca("expired CA", {.not_after = "20210101000000Z"}, Status::certificate_expired, 45);
        of_leaf("wrong EKU", {.extensions = {{"extendedKeyUsage", "clientAuth"}}},
                Status::certificate_wrong_usage, 43);
        of_ca("wrong KeyUsage", {.extensions = {{"keyUsage", "critical,cRLSign"}}},
              Status::certificate_wrong_usage, 43);
        of_ca("no CA", {.extensions = {{"basicConstraints", "critical,CA:FALSE"}}},
              Status::certificate_unknown, 46);
        const Issued narrow = make_intermediate("No CA below", root_, {}, 0);
        const Issued deeper = make_intermediate("Below it", narrow);
        rows_.push_back({"path length",
                         make_leaf(kName, deeper),
                         {deeper, narrow},
                         Status::certificate_unknown,
                         46});
    }

    void add_constraints() {
        of_ca("name not permitted",
              {.extensions = {{"nameConstraints", "critical,permitted;DNS:example.org"}}},
              Status::wrong_principal, 42);
        of_ca("name excluded",
              {.extensions = {{"nameConstraints", "critical,excluded;DNS:example.com"}}},
              Status::wrong_principal, 42);
        of_ca("policy required",
              {.extensions = {{"policyConstraints", "critical,requireExplicitPolicy:0"}}},
              Status::certificate_unknown, 46);
        of_leaf("unknown critical extension", {.extensions = {{"1.2.3.4", "critical,DER:0500"}}},
                Status::certificate_unknown, 46);
    }

    void add_cryptography() {
        of_leaf("bad signature", {.bad_signature = true}, Status::certificate_malformed, 42);
        of_ca("bad signature of a CA", {.bad_signature = true}, Status::certificate_malformed, 42);
        const Issued rsa = make_root("TLS RSA root", {.key = "RSA-2048"});
        rows_.push_back({"weak hash: MD5",
                         make_leaf(kName, rsa, {.hash = "MD5"}),
                         {},
                         Status::certificate_malformed,
                         42});
        rows_.back().roots = {rsa};
        of_leaf("weak hash: SHA-1", {.hash = "SHA1"}, Status::certificate_malformed, 42);
        of_ca("weak key of a CA", {.key = "RSA-768"}, Status::certificate_malformed, 42);
    }

    void add_revocation() {
        const auto crl = [](const std::string& url) {
            return std::pair<std::string, std::string>{"crlDistributionPoints", "URI:" + url};
        };
        TlsCertificateRow& revoked =
            of_leaf("revoked by CRL", {.extensions = {crl(server_.url("/revoked"))}},
                    Status::certificate_revoked, 44);
        revoked.flags = kMatrixCheckEnd;
        server_.serve("/revoked", make_crl(ca_, {.revoked = {{revoked.leaf.serial_number, 1}}}));
        server_.serve("/good", make_crl(ca_));
        of_leaf("revoked, and nobody asks", {.extensions = {crl(server_.url("/revoked"))}},
                Status::ok, 0);
        of_leaf("not on the CRL", {.extensions = {crl(server_.url("/good"))}}, Status::ok, 0)
            .flags = kMatrixCheckEnd;
        of_leaf("no revocation info", {}, Status::no_revocation_check, 46).flags = kMatrixCheckEnd;
        of_leaf("no revocation info, ignored", {}, Status::ok, 0).flags =
            kMatrixCheckEnd | kMatrixIgnoreNoCheck;
        of_leaf("offline", {.extensions = {crl(dead_url())}}, Status::revocation_offline, 46)
            .flags = kMatrixCheckEnd;
        of_leaf("offline, ignored", {.extensions = {crl(dead_url())}}, Status::ok, 0).flags =
            kMatrixCheckEnd | kMatrixIgnoreOffline;
    }

    const std::string kName = "www.example.com";
    RevocationServer server_;
    Issued root_ = make_root("TLS matrix root");
    Issued ca_ = make_intermediate("TLS matrix CA", root_);
    std::vector<TlsCertificateRow> rows_;
};

}  // namespace secur32::test
