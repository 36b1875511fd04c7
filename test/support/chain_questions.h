// Chains asked for as programs ask, about certificates of the test authority: an engine that trusts
// given roots alone, a store of what a peer sent, and a policy.
#pragma once

#include <gtest/gtest.h>
#include <wincrypt.h>

#include <array>
#include <string>
#include <vector>

#include "test/support/test_authority.h"

namespace secur32::test {

// A certificate context, freed at the end.
class ChainCertificate {
 public:
    explicit ChainCertificate(Bytes der)
        : context_(CertCreateCertificateContext(X509_ASN_ENCODING, der.data(),
                                                static_cast<DWORD>(der.size()))) {
        EXPECT_NE(context_, nullptr);
    }
    explicit ChainCertificate(const Issued& issued) : ChainCertificate(Bytes(issued.der)) {}
    ~ChainCertificate() { CertFreeCertificateContext(context_); }
    ChainCertificate(const ChainCertificate&) = delete;
    ChainCertificate& operator=(const ChainCertificate&) = delete;
    operator PCCERT_CONTEXT() const { return context_; }

 private:
    PCCERT_CONTEXT context_;
};

// A store in memory, closed at the end.
class ChainStore {
 public:
    ChainStore() : handle_(CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, 0, nullptr)) {
        EXPECT_NE(handle_, nullptr);
    }
    explicit ChainStore(const std::vector<Issued>& certificates) : ChainStore() {
        for (const Issued& one : certificates) add(one);
    }
    ~ChainStore() { CertCloseStore(handle_, 0); }
    ChainStore(const ChainStore&) = delete;
    ChainStore& operator=(const ChainStore&) = delete;
    void add(const Issued& one) {
        EXPECT_TRUE(CertAddEncodedCertificateToStore(handle_, X509_ASN_ENCODING, one.der.data(),
                                                     static_cast<DWORD>(one.der.size()),
                                                     CERT_STORE_ADD_ALWAYS, nullptr));
    }
    operator HCERTSTORE() const { return handle_; }

 private:
    HCERTSTORE handle_;
};

// An engine whose roots are these alone.
class ChainEngineOf {
 public:
    explicit ChainEngineOf(HCERTSTORE roots) {
        CERT_CHAIN_ENGINE_CONFIG config{};
        config.cbSize = sizeof config;
        config.hExclusiveRoot = roots;
        EXPECT_TRUE(CertCreateCertificateChainEngine(&config, &handle_));
    }
    ~ChainEngineOf() { CertFreeCertificateChainEngine(handle_); }
    ChainEngineOf(const ChainEngineOf&) = delete;
    ChainEngineOf& operator=(const ChainEngineOf&) = delete;
    operator HCERTCHAINENGINE() const { return handle_; }

 private:
    HCERTCHAINENGINE handle_ = nullptr;
};

// A chain, freed at the end.
class BuiltChain {
 public:
    explicit BuiltChain(PCCERT_CHAIN_CONTEXT chain) : chain_(chain) {}
    ~BuiltChain() { CertFreeCertificateChain(chain_); }
    BuiltChain(const BuiltChain&) = delete;
    BuiltChain& operator=(const BuiltChain&) = delete;
    operator PCCERT_CHAIN_CONTEXT() const { return chain_; }
    const CERT_CHAIN_CONTEXT* operator->() const { return chain_; }

 private:
    PCCERT_CHAIN_CONTEXT chain_;
};

inline PCCERT_CHAIN_CONTEXT chain_of(HCERTCHAINENGINE engine, PCCERT_CONTEXT leaf,
                                     HCERTSTORE others, const char* usage = nullptr,
                                     DWORD flags = 0) {
    std::string text = usage == nullptr ? "" : usage;
    std::array<LPSTR, 1> usages{text.data()};
    CERT_CHAIN_PARA parameters{};
    parameters.cbSize = sizeof parameters;
    if (usage != nullptr) parameters.RequestedUsage = {USAGE_MATCH_TYPE_AND, {1, usages.data()}};
    PCCERT_CHAIN_CONTEXT out = nullptr;
    EXPECT_TRUE(
        CertGetCertificateChain(engine, leaf, nullptr, others, &parameters, flags, nullptr, &out));
    return out;
}

inline CERT_CHAIN_POLICY_STATUS verdict_of(LPCSTR policy, PCCERT_CHAIN_CONTEXT chain,
                                           DWORD flags = 0, void* extra = nullptr) {
    CERT_CHAIN_POLICY_PARA parameters{};
    parameters.cbSize = sizeof parameters;
    parameters.dwFlags = flags;
    parameters.pvExtraPolicyPara = extra;
    CERT_CHAIN_POLICY_STATUS status{};
    status.cbSize = sizeof status;
    EXPECT_TRUE(CertVerifyCertificateChainPolicy(policy, chain, &parameters, &status));
    return status;
}

// The SSL policy for a server of that name.
inline CERT_CHAIN_POLICY_STATUS server_verdict(PCCERT_CHAIN_CONTEXT chain, std::u16string name,
                                               DWORD checks = 0, DWORD flags = 0) {
    SSL_EXTRA_CERT_CHAIN_POLICY_PARA extra{};
    extra.cbSize = sizeof extra;
    extra.dwAuthType = AUTHTYPE_SERVER;
    extra.fdwChecks = checks;
    extra.pwszServerName = name.data();
    return verdict_of(CERT_CHAIN_POLICY_SSL, chain, flags, &extra);
}

}  // namespace secur32::test
