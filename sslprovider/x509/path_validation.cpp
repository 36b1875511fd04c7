#include "sslprovider/x509/path_validation.h"

#include <algorithm>

#include "sslprovider/x509/name_constraints.h"
#include "sslprovider/x509/policy_graph.h"
#include "sslprovider/x509/weak_signatures.h"

namespace secur32::x509 {
namespace {

// Comparisons of names with subtrees that one path may take.
constexpr std::size_t kMaxComparisons = 1 << 16;

class Judge {
 public:
    Judge(const ChainRequest& request, const Path& path)
        : request_(request), path_(path), now_(file_time_now()) {
        for (const PathStep& step : path.steps)
            chain_.elements.push_back({step.certificate, {}, step.match, {}, {}, {}});
    }

    Chain run() {
        for (std::size_t i = 0; i < chain_.elements.size(); ++i) {
            judge_time(i);
            judge_signature(i);
            judge_extensions(i);
            if (i > 0) judge_authority(i);
        }
        judge_end();
        judge_usages();
        judge_names();
        judge_policies();
        sum_up(chain_);
        return std::move(chain_);
    }

 private:
    ChainElement& element(std::size_t i) { return chain_.elements[i]; }
    const Certificate& fields(std::size_t i) { return element(i).certificate->fields(); }
    const KnownExtensions& known(std::size_t i) { return element(i).certificate->extensions(); }
    bool is_self_issued(std::size_t i) { return path_.steps[i].subject == path_.steps[i].issuer; }
    bool is_last(std::size_t i) { return i + 1 == chain_.elements.size(); }
    bool is_root(std::size_t i) {
        return is_last(i) && (path_.self_signed || path_.end == Path::End::trusted);
    }

    void judge_time(std::size_t i) {
        const bool by_now = !request_.time || (request_.time_is_of_timestamp && i > 0);
        const FileTime time = by_now ? now_ : *request_.time;
        const Certificate& certificate = fields(i);
        // "The certificate validity period includes the current time."
        if (time < certificate.not_before || time > certificate.not_after)
            element(i).errors |= TrustError::not_time_valid;
        if (!by_now) return;
        chain_.valid_from = std::max(chain_.valid_from, certificate.not_before);
        // The last second of not_after is valid too.
        chain_.valid_until = std::min(chain_.valid_until, certificate.not_after + kFileTimeSecond);
    }

    void judge_signature(std::size_t i) {
        const OwnedCertificate& certificate = *element(i).certificate;
        const bool verified_here = !is_last(i) || path_.self_signed;
        if (verified_here && path_.steps[i].signature != Status::ok)
            element(i).errors |= TrustError::not_signature_valid;
        // Nothing hangs on a root's own signature.
        const bool weak = (!is_root(i) && has_weak_signature(certificate, request_.strength)) ||
                          ((i > 0 || request_.strength.check_end_key) &&
                           has_weak_key(certificate, request_.strength));
        // Weak is only what verifies: a policy may let weak signatures pass, and no forged ones.
        if (weak && !has(element(i).errors, TrustError::not_signature_valid))
            element(i).errors |= TrustError::weak_signature | TrustError::not_signature_valid;
        if (verified_here && !has(element(i).errors, TrustError::not_signature_valid))
            element(i).info |= TrustInfo::preferred_issuer;
    }

    void judge_extensions(std::size_t i) {
        if (known(i).malformed) element(i).errors |= TrustError::invalid_extension;
        // "process any recognized ... critical extensions; ... any other critical extensions ...
        // the certificate MUST be rejected".
        if (known(i).unknown_critical)
            element(i).errors |= TrustError::not_supported_critical_extension;
    }

    // What only issuers are asked.
    void judge_authority(std::size_t i) {
        const auto& constraints = known(i).basic_constraints;
        // 6.1.4 (k).  Roots of before version 3 have no extensions to say so.
        const bool old_root = is_root(i) && fields(i).version < 2;
        if (constraints ? !constraints->ca : !old_root)
            element(i).errors |= TrustError::invalid_basic_constraints;
        if (constraints && constraints->path_length &&
            intermediates_beneath(i) > *constraints->path_length)
            element(i).errors |= TrustError::invalid_basic_constraints;
        // (n) "If a key usage extension is present, verify that the keyCertSign bit is set."
        const auto& key_usage = known(i).key_usage;
        if (key_usage && !key_usage->has(KeyUsage::kKeyCertSign))
            element(i).errors |= TrustError::not_valid_for_usage;
    }

    // 6.1.4 (l): those that are not self-issued.
    std::size_t intermediates_beneath(std::size_t i) {
        std::size_t out = 0;
        for (std::size_t below = 1; below < i; ++below) out += is_self_issued(below) ? 0U : 1U;
        return out;
    }

    void judge_end() {
        ChainElement& last = chain_.elements.back();
        if (path_.self_signed) last.info |= TrustInfo::self_signed;
        switch (path_.end) {
            case Path::End::trusted:
                if (request_.trust.exclusive) last.info |= TrustInfo::from_exclusive_trust;
                if (!path_.self_signed) last.info |= TrustInfo::ca_trusted;
                break;
            case Path::End::peer:
                last.info |= TrustInfo::peer_trusted;
                break;
            case Path::End::untrusted_root:
                last.errors |= TrustError::untrusted_root;
                break;
            case Path::End::partial:
                chain_.errors |= TrustError::partial_chain;
                break;
            case Path::End::cyclic:
                last.errors |= TrustError::cyclic;
                chain_.errors |= TrustError::partial_chain;
                break;
        }
    }

    bool allows(const ObjectIdentifiers& usages) {
        const auto there = [&](const std::string& wanted) {
            return std::ranges::find(usages, wanted) != usages.end();
        };
        return request_.any_usage_will_do ? std::ranges::any_of(request_.usages, there)
                                          : std::ranges::all_of(request_.usages, there);
    }

    // Extended key usages nest: what an issuer is not for, nobody beneath it is for.
    void judge_usages() {
        std::optional<ObjectIdentifiers> left;
        for (std::size_t i = chain_.elements.size(); i-- > 0;) {
            narrow(left, known(i).extended_key_usage);
            element(i).application_usages = left;
            if (left && !request_.usages.empty() && !allows(*left))
                element(i).errors |= TrustError::not_valid_for_usage;
        }
    }

    static void narrow(std::optional<ObjectIdentifiers>& left,
                       const std::optional<ExtendedKeyUsage>& own) {
        if (!own) return;
        ObjectIdentifiers usages;
        for (const ObjectIdentifier& id : *own) {
            usages.push_back(id.text());
            if (usages.back() == kAnyUsage) return;
        }
        if (!left) {
            left = std::move(usages);
            return;
        }
        std::ranges::sort(usages);
        std::erase_if(*left,
                      [&](const auto& id) { return !std::ranges::binary_search(usages, id); });
    }

    // The error is the constrained CA's, as Windows tells it.
    void judge_names() {
        bool any = false, good = true;
        std::vector<std::optional<ConstrainedNames>> names(chain_.elements.size());
        std::size_t budget = kMaxComparisons;
        for (std::size_t i = 1; i < chain_.elements.size(); ++i) {
            const auto& constraints = known(i).name_constraints;
            if (!constraints) continue;
            any = true;
            for (std::size_t below = 0; below < i; ++below) {
                // "self-issued certificates ... are not checked unless they are the final one".
                if (below > 0 && is_self_issued(below)) continue;
                if (!names[below])
                    names[below] = constrained_names(*element(below).certificate, below == 0);
                const TrustError errors = check_names(*constraints, *names[below], budget);
                element(i).errors |= errors;
                good = good && errors == TrustError::none;
            }
        }
        if (any && good) chain_.info |= TrustInfo::valid_name_constraints;
    }

    void judge_policies() {
        if (path_.end == Path::End::peer) return;
        std::vector<SharedCertificate> certificates;
        for (const ChainElement& one : chain_.elements) certificates.push_back(one.certificate);
        PolicyVerdict verdict = check_policies(request_, certificates);
        element(0).errors |= verdict.errors;
        element(0).issuance_policies = std::move(verdict.policies);
    }

    const ChainRequest& request_;
    const Path& path_;
    FileTime now_;
    Chain chain_;
};

}  // namespace

void sum_up(Chain& chain) {
    for (const ChainElement& element : chain.elements) chain.errors |= element.errors;
    const auto preferred = [](const ChainElement& element) {
        return has(element.info, TrustInfo::preferred_issuer);
    };
    if (std::ranges::all_of(chain.elements, preferred)) chain.info |= TrustInfo::preferred_issuer;
    const TrustInfo last = chain.elements.back().info;
    for (const TrustInfo bit :
         {TrustInfo::peer_trusted, TrustInfo::from_exclusive_trust, TrustInfo::ca_trusted})
        if (has(last, bit)) chain.info |= bit;
}

Chain judge_path(const ChainRequest& request, const Path& path) {
    return Judge(request, path).run();
}

}  // namespace secur32::x509
