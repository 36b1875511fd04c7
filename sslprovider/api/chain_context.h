// What a PCCERT_CHAIN_CONTEXT points to: the structures of a chain as Windows lays them out, the
// contexts they refer to, and a count of references.
#pragma once

#include <wincrypt.h>

#include <atomic>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "sslprovider/api/certificate_context.h"
#include "sslprovider/api/crl_context.h"
#include "sslprovider/x509/chain.h"

namespace secur32::api {

class ChainContext {
 public:
    // With one reference.  leaf: the caller's, which is the first element.
    static PCCERT_CHAIN_CONTEXT create(const x509::ChainResult& result, CertificateContext& leaf,
                                       DWORD flags);
    // Null for null and for what is recognized as no chain of ours.
    static ChainContext* of(const CERT_CHAIN_CONTEXT* context) noexcept;
    // The same, invalid_parameter.
    static Result<ChainContext*> find(const CERT_CHAIN_CONTEXT* context) noexcept;

    void add_reference() noexcept { references_.fetch_add(1, std::memory_order_relaxed); }
    void drop_reference() noexcept;
    PCCERT_CHAIN_CONTEXT pointer() const { return &head_.context; }

    ChainContext(const ChainContext&) = delete;
    ChainContext& operator=(const ChainContext&) = delete;

 private:
    // What the caller's pointer points to, first.
    struct Head {
        CERT_CHAIN_CONTEXT context;
        PCERT_SIMPLE_CHAIN chain_pointer;  // rgpChain points here
        CERT_SIMPLE_CHAIN chain;
        std::uint64_t magic;
        ChainContext* object;
    };
    struct Usage {
        std::vector<std::string> texts;
        std::vector<LPSTR> pointers;
        CERT_ENHKEY_USAGE usage{};
    };
    struct Element {
        CERT_CHAIN_ELEMENT element{};
        CERT_REVOCATION_INFO revocation{};
        CERT_REVOCATION_CRL_INFO crl{};
        Usage application, issuance;
    };

    ChainContext(const x509::Chain& chain, CertificateContext& leaf, DWORD flags);
    ~ChainContext();
    void fill_element(const x509::ChainElement& from, PCCERT_CONTEXT certificate);
    void fill_revocation(const x509::ChainElement& from, Element& to);
    void fill_crl(const x509::ChainElement& from, Element& to);
    void fill_freshness();
    static PCERT_ENHKEY_USAGE fill_usage(const std::optional<x509::ObjectIdentifiers>& from,
                                         Usage& to);

    Head head_{};
    std::deque<Element> elements_;
    std::vector<PCERT_CHAIN_ELEMENT> element_pointers_;
    std::vector<PCCRL_CONTEXT> crls_;
    std::vector<PCCERT_CHAIN_CONTEXT> lower_quality_;
    std::atomic<std::uint32_t> references_{1};
};

}  // namespace secur32::api
