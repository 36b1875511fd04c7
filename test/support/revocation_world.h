// An authority whose certificates say where their revocation is to be asked: a test's server.
#pragma once

#include "sslprovider/x509/shared_certificate.h"
#include "sslprovider/x509/url_cache.h"
#include "test/support/revocation_server.h"
#include "test/support/test_authority.h"

namespace secur32::test {

struct RevocationWorld {
    RevocationServer server;
    Issued root = make_root("Revoking Root");
    Issued other_root = make_root("Another Revoking Root");

    // What other tests fetched is forgotten: ports of the system's choice come again.
    RevocationWorld() { x509::UrlCache::instance().clear(); }

    std::string ocsp() const { return server.url("/ocsp"); }
    std::string crl() const { return server.url("/crl"); }
    IssuePlan with(const std::string& access, const std::string& points) const {
        IssuePlan plan;
        if (!access.empty()) plan.extensions.emplace_back("authorityInfoAccess", access);
        if (!points.empty()) plan.extensions.emplace_back("crlDistributionPoints", points);
        return plan;
    }
    // The leaf asks for both, for OCSP alone, for its CRL alone, and for nothing.
    Issued leaf_of_both() const {
        return make_leaf("both.example", root, with("OCSP;URI:" + ocsp(), "URI:" + crl()));
    }
    Issued leaf_of_ocsp() const {
        return make_leaf("ocsp.example", root, with("OCSP;URI:" + ocsp(), ""));
    }
    Issued leaf_of_crl() const { return make_leaf("crl.example", root, with("", "URI:" + crl())); }
    Issued leaf_of_none() const { return make_leaf("none.example", root); }

    static x509::SharedCertificate parsed(const Issued& issued) {
        return x509::OwnedCertificate::parse(issued.der).value();
    }
    static x509::SharedCrl parsed_crl(const Buffer& der) {
        return x509::OwnedCrl::parse(der).value();
    }
};

}  // namespace secur32::test
