// Paths are found one after the other, judged, and the best kept; its revocation is asked for last,
// since that takes the network.
#include "sslprovider/x509/chain.h"

#include <algorithm>
#include <bit>

#include "sslprovider/x509/path_building.h"
#include "sslprovider/x509/path_validation.h"

namespace secur32::x509 {
namespace {

// How bad a chain is, the worst things first as Windows ranks them: a signature that is none, no
// root, a root that is not trusted, then how much else is wrong.
std::uint64_t badness(const Chain& chain) {
    constexpr std::array kWorst = {
        TrustError::not_signature_valid,
        TrustError::partial_chain,
        TrustError::untrusted_root,
        TrustError::revoked,
    };
    std::uint64_t out = 0;
    for (const TrustError error : kWorst) out = out << 1 | (has(chain.errors, error) ? 1U : 0U);
    return out << 32 |
           static_cast<unsigned>(std::popcount(static_cast<std::uint32_t>(chain.errors)));
}

class RevocationCheck {
 public:
    explicit RevocationCheck(const ChainRequest& request)
        : request_(request), time_(request.time.value_or(file_time_now())) {
        if (request.timeout_is_accumulative)
            deadline_ = std::chrono::steady_clock::now() + request.url_timeout;
    }

    void run(Chain& chain) {
        further_.clear();
        for (const ChainElement& element : chain.elements) further_.push_back(element.certificate);
        further_.insert(further_.end(), request_.additional.begin(), request_.additional.end());
        for (std::size_t i = 0; i < chain.elements.size(); ++i)
            if (is_asked(chain, i)) check(chain, i);
        sum_up(chain);
    }

 private:
    bool is_asked(const Chain& chain, std::size_t i) const {
        const bool root = has(chain.elements[i].info, TrustInfo::self_signed);
        switch (request_.revocation) {
            case RevocationScope::none:
                return false;
            case RevocationScope::end_certificate:
                return i == 0;
            case RevocationScope::chain:
                return true;
            case RevocationScope::chain_without_root:
                return !root;
        }
        return false;
    }

    void check(Chain& chain, std::size_t i) {
        ChainElement& element = chain.elements[i];
        const bool root = has(element.info, TrustInfo::self_signed);
        const bool has_issuer = root || i + 1 < chain.elements.size();
        if (!has_issuer) {
            element.errors |=
                TrustError::revocation_status_unknown | TrustError::offline_revocation;
            return;
        }
        const SharedCertificate& issuer = chain.elements[root ? i : i + 1].certificate;
        RevocationRequest question{.subject = element.certificate, .issuer = issuer, .time = time_};
        question.crls = request_.crls;
        question.certificates = further_;
        if (i == 0) question.stapled_ocsp = request_.stapled_ocsp;
        question.cache_only = request_.revocation_cache_only;
        question.newer_than = request_.revocation_newer_than;
        question.deadline = next_deadline();
        element.revocation = check_revocation(question);
        judge(chain, element, root);
    }

    static void judge(Chain& chain, ChainElement& element, bool root) {
        const RevocationAnswer& answer = *element.revocation;
        switch (answer.verdict) {
            case Revocation::good:
                break;
            case Revocation::revoked:
                element.errors |= TrustError::revoked;
                break;
            case Revocation::no_check:
                // Nobody says where to ask about roots.
                if (!root) element.errors |= TrustError::revocation_status_unknown;
                break;
            case Revocation::offline:
                element.errors |=
                    TrustError::revocation_status_unknown | TrustError::offline_revocation;
                break;
        }
        if (answer.next_update)
            chain.valid_until = std::min(chain.valid_until, *answer.next_update);
        // What has no end is asked again each time.
        else if (answer.verdict == Revocation::good)
            chain.valid_until = 0;
    }

    Deadline next_deadline() const {
        return request_.timeout_is_accumulative
                   ? deadline_
                   : std::chrono::steady_clock::now() + request_.url_timeout;
    }

    const ChainRequest& request_;
    FileTime time_;
    Deadline deadline_ = Deadline::max();
    std::vector<SharedCertificate> further_;
};

}  // namespace

ChainResult build_chain(const ChainRequest& request) {
    std::vector<Chain> chains;
    find_paths(request, [&](const Path& path) {
        chains.push_back(judge_path(request, path));
        return chains.back().errors == TrustError::none && !request.want_lower_quality;
    });
    std::ranges::stable_sort(chains, {}, badness);
    RevocationCheck revocation(request);
    if (request.revocation != RevocationScope::none) {
        // A better chain may turn out to be revoked where another is not.
        auto asked = chains.begin();
        for (; asked != chains.end(); ++asked) {
            if (asked != chains.begin() && asked->errors != TrustError::none) break;
            revocation.run(*asked);
            if (!has(asked->errors, TrustError::revoked)) {
                ++asked;
                break;
            }
        }
        // One that was not asked about never takes the place of one that was.
        std::stable_sort(chains.begin(), asked,
                         [](const Chain& a, const Chain& b) { return badness(a) < badness(b); });
    }
    ChainResult out;
    out.best = std::move(chains.front());
    chains.erase(chains.begin());
    if (request.want_lower_quality) out.lower_quality = std::move(chains);
    return out;
}

}  // namespace secur32::x509
