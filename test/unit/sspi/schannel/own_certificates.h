// Certificates with their keys, as a credential holds them, and terms to negotiate by.
#pragma once

#include <stdexcept>
#include <string>

#include "sspi/schannel/credential.h"
#include "test/support/foreign_certificates.h"
#include "test/support/test_authority.h"

namespace secur32::test {

inline const Issued& own_root() {
    static const Issued root = make_root("Own Root");
    return root;
}

inline schannel::OwnCertificate own_certificate(const Issued& issued) {
    schannel::OwnCertificate own;
    auto certificate = x509::OwnedCertificate::parse(issued.der);
    auto key = crypto::PrivateKey::from_pkcs8(pkcs8_of(issued.key));
    if (!certificate.ok() || !key.ok()) throw std::runtime_error("no certificate of its own");
    own.chain.push_back(std::move(certificate).value());
    own.key = std::move(key).value();
    return own;
}

// names: subjectAltName's value, "DNS:a.example".
inline schannel::OwnCertificate own_certificate(const std::string& names, const std::string& key) {
    IssuePlan plan;
    plan.key = key;
    plan.extensions = {{"subjectAltName", names}};
    return own_certificate(make_leaf("leaf", own_root(), plan));
}

// All of the tables that is current; the groups of Windows' default.
inline schannel::Terms all_terms() {
    schannel::Terms terms;
    for (const Version version : {Version::tls10, Version::tls11, Version::tls12, Version::tls13})
        terms.versions.set(version);
    for (const provider::CipherSuite& suite : provider::cipher_suites())
        if (suite.standing == provider::Standing::current) terms.suites.push_back(&suite);
    for (const int id : {29, 23, 24})
        terms.groups.push_back(provider::find_group(static_cast<std::uint32_t>(id)));
    for (const schannel::SignatureScheme& scheme : schannel::signature_schemes())
        if (scheme.is_current) terms.schemes.push_back(&scheme);
    terms.certificate_schemes = terms.schemes;
    return terms;
}

}  // namespace secur32::test
