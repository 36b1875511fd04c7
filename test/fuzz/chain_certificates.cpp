// Chains out of certificates as a peer may send them: DER, one behind the other, the first the
// leaf, the last one trusted as a root.  They end, whatever they say; a chain without errors ends
// in the root; the same question has the same answer.
#include "sslprovider/x509/chain.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;

constexpr std::size_t kMostCertificates = 32;

std::vector<x509::SharedCertificate> certificates_in(Bytes octets) {
    std::vector<x509::SharedCertificate> out;
    DerReader in(octets);
    while (in.more() && out.size() < kMostCertificates) {
        const auto parsed = x509::OwnedCertificate::parse(in.any());
        if (parsed.ok()) out.push_back(parsed.value());
    }
    return out;
}

x509::ChainRequest request_of(const std::vector<x509::SharedCertificate>& all) {
    x509::ChainRequest out{.leaf = all.front(), .additional = all};
    out.trust.roots = std::make_shared<const x509::CertificateIndex>(
        std::vector<x509::SharedCertificate>{all.back()}, 1);
    out.time = all.front()->fields().not_before;
    out.usages = {std::string(x509::kServerAuthentication)};
    out.want_lower_quality = true;
    out.fetch_issuers = false;
    return out;
}

void check_chain(const x509::Chain& chain, const x509::OwnedCertificate& root) {
    fuzz::require(!chain.elements.empty() && chain.elements.size() <= x509::kMaxElements);
    for (const x509::ChainElement& element : chain.elements)
        fuzz::require((chain.errors | element.errors) == chain.errors);
    if (chain.errors == x509::TrustError::none)
        fuzz::require(&*chain.elements.back().certificate == &root ||
                      std::ranges::equal(chain.elements.back().certificate->der(), root.der()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto all = certificates_in(Bytes(data, size));
    if (all.empty()) return 0;
    const x509::ChainRequest request = request_of(all);
    const x509::ChainResult result = build_chain(request);
    check_chain(result.best, *all.back());
    for (const x509::Chain& chain : result.lower_quality) check_chain(chain, *all.back());
    fuzz::require(result.lower_quality.size() < x509::kMaxPaths);
    fuzz::require(build_chain(request).best.errors == result.best.errors);
    return 0;
}
