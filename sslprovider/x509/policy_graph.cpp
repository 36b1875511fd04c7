#include "sslprovider/x509/policy_graph.h"

#include <algorithm>
#include <map>
#include <set>

#include "sslprovider/base/trace.h"
#include "sslprovider/x509/canonical_name.h"

namespace secur32::x509 {
namespace {

// A policy's OBJECT IDENTIFIER, as contents octets.
using Policy = std::string;
using Policies = std::set<Policy>;

Policy policy_of(const ObjectIdentifier& id) {
    return {reinterpret_cast<const char*>(id.octets.data()), id.octets.size()};
}
const Policy kAny{"\x55\x1D\x20\x00", 4};  // 2.5.29.32.0

// Nodes of a level, and policies or mappings of a certificate.
constexpr std::size_t kMaxNodes = 256, kMaxPolicies = 1024;
// Nodes that a path's policies may look at, and domains that they may take over from them.
constexpr std::size_t kMaxWork = 1 << 18;

struct Node {
    Policies expected;  // expected_policy_set
    // The policies of the first nodes beneath anyPolicy on the ways to this one: what it is in the
    // trust anchor's terms (6.1.5 (g), valid_policy_node_set).  Any itself for anyPolicy.
    Policies domain;
};
using Level = std::map<Policy, Node>;

class PolicyWalk {
 public:
    PolicyWalk(const ChainRequest& request, std::size_t certificates)
        : explicit_policy_(request.initial_explicit_policy ? 0 : certificates + 1),
          policy_mapping_(request.initial_policy_mapping_inhibit ? 0 : certificates + 1),
          inhibit_any_(request.initial_any_policy_inhibit ? 0 : certificates + 1) {
        level_[kAny] = {{kAny}, {kAny}};
    }

    // 6.1.3 (d) to (f), and 6.1.4 or 6.1.5.
    void take(const OwnedCertificate& certificate, bool last) {
        const KnownExtensions& known = certificate.extensions();
        const bool self_issued = canonical_octets(certificate.fields().issuer) ==
                                 canonical_octets(certificate.fields().subject);
        if (is_excessive(known)) {
            level_.clear();
            errors_ |= TrustError::invalid_policy_constraints;
        } else if (known.certificate_policies) {
            process(*known.certificate_policies, inhibit_any_ > 0 || (!last && self_issued));
        } else {
            level_.clear();
        }
        if (level_.size() > kMaxNodes || work_ > kMaxWork) {
            level_.clear();
            errors_ |= TrustError::invalid_policy_constraints;
        }
        if (explicit_policy_ == 0 && level_.empty())
            errors_ |= TrustError::no_issuance_chain_policy;
        if (last)
            wrap_up(known);
        else
            prepare_next(known, self_issued);
    }

    const Level& level() const { return level_; }
    TrustError errors() const { return errors_; }
    bool is_explicit() const { return explicit_policy_ == 0; }

 private:
    static bool is_excessive(const KnownExtensions& known) {
        return known.policy_mappings.size() > kMaxPolicies ||
               (known.certificate_policies && known.certificate_policies->size() > kMaxPolicies);
    }

    void process(const std::vector<PolicyInformation>& policies, bool any_counts) {
        Level next;
        bool has_any = false;
        for (const PolicyInformation& information : policies) {
            const Policy policy = policy_of(information.id);
            if (policy == kAny)
                has_any = true;
            else
                adopt(next, policy);
            if (next.size() > kMaxNodes || work_ > kMaxWork) break;
        }
        if (has_any && any_counts && work_ <= kMaxWork) inherit(next);
        level_ = std::move(next);
    }

    // (d)(1): under the nodes that expect the policy, or else under anyPolicy.
    void adopt(Level& next, const Policy& policy) {
        Node node{{policy}, {}};
        bool found = false;
        work_ += level_.size();
        for (const auto& [of, parent] : level_)
            if (parent.expected.contains(policy)) {
                found = true;
                add_domain(node, parent, policy);
            }
        const auto any = level_.find(kAny);
        if (!found && any != level_.end()) {
            found = true;
            add_domain(node, any->second, policy);
        }
        if (found) next.emplace(policy, std::move(node));
    }

    // (d)(2): what is expected and not there yet comes in under anyPolicy's name.
    void inherit(Level& next) {
        Level missing;
        for (const auto& [of, parent] : level_)
            for (const Policy& policy : parent.expected)
                if (!next.contains(policy)) {
                    Node& node = missing[policy];
                    node.expected = {policy};
                    add_domain(node, parent, policy);
                }
        next.merge(missing);
    }

    void add_domain(Node& node, const Node& parent, const Policy& policy) {
        work_ += parent.domain.size();
        for (const Policy& domain : parent.domain)
            node.domain.insert(domain == kAny ? policy : domain);
    }

    void prepare_next(const KnownExtensions& known, bool self_issued) {
        if (!is_excessive(known)) map_policies(known.policy_mappings);
        if (!self_issued)
            for (std::size_t* const counter : {&explicit_policy_, &policy_mapping_, &inhibit_any_})
                if (*counter > 0) --*counter;
        lower(explicit_policy_, known.policy_constraints.require_explicit_policy);
        lower(policy_mapping_, known.policy_constraints.inhibit_policy_mapping);
        lower(inhibit_any_, known.inhibit_any_policy);
    }

    // 6.1.4 (a), (b).
    void map_policies(const std::vector<PolicyMapping>& mappings) {
        std::map<Policy, Policies> to;
        for (const PolicyMapping& mapping : mappings) {
            const Policy issuer = policy_of(mapping.issuer_domain),
                         subject = policy_of(mapping.subject_domain);
            if (issuer == kAny || subject == kAny) {
                errors_ |= TrustError::invalid_policy_constraints;
                return;
            }
            to[issuer].insert(subject);
        }
        for (auto& [issuer, subjects] : to) map_policy(issuer, std::move(subjects));
    }

    void map_policy(const Policy& issuer, Policies subjects) {
        if (policy_mapping_ == 0) {
            level_.erase(issuer);
            return;
        }
        const auto at = level_.find(issuer);
        if (at != level_.end()) {
            at->second.expected = std::move(subjects);
        } else if (level_.contains(kAny)) {
            // (b)(1): "generate a child node of the node of depth i-1 that has a valid_policy of
            // anyPolicy": its domain is itself.
            Node node{std::move(subjects), {}};
            add_domain(node, level_[kAny], issuer);
            level_.emplace(issuer, std::move(node));
        }
    }

    // 6.1.5 (a), (b).
    void wrap_up(const KnownExtensions& known) {
        if (explicit_policy_ > 0) --explicit_policy_;
        if (known.policy_constraints.require_explicit_policy == 0U) explicit_policy_ = 0;
    }

    static void lower(std::size_t& counter, const std::optional<std::uint32_t>& to) {
        if (to && *to < counter) counter = *to;
    }

    std::size_t explicit_policy_, policy_mapping_, inhibit_any_;
    std::size_t work_ = 0;
    Level level_;
    TrustError errors_ = TrustError::none;
};

std::string text_of(const Policy& policy) {
    return ObjectIdentifier{bytes_of(std::string_view(policy))}.text();
}

ObjectIdentifiers domains_of(const Level& level) {
    Policies all;
    for (const auto& [policy, node] : level) all.insert(node.domain.begin(), node.domain.end());
    ObjectIdentifiers out;
    for (const Policy& policy : all)
        if (policy != kAny) out.push_back(text_of(policy));
    return out;
}

// Whether the request's policies are among those of the path: one of them, or all.
bool satisfies(const ChainRequest& request, const ObjectIdentifiers& policies) {
    const auto there = [&](const std::string& wanted) {
        return wanted == kAnyPolicy || std::ranges::find(policies, wanted) != policies.end();
    };
    return request.any_policy_will_do ? std::ranges::any_of(request.policies, there)
                                      : std::ranges::all_of(request.policies, there);
}

}  // namespace

PolicyVerdict check_policies(const ChainRequest& request,
                             const std::vector<SharedCertificate>& certificates) {
    PolicyVerdict out;
    const std::size_t count = certificates.size() - 1;
    if (count == 0) return out;  // a root alone: anything
    PolicyWalk walk(request, count);
    for (std::size_t i = count; i-- > 0;) walk.take(*certificates[i], i == 0);
    out.errors = walk.errors();
    const bool any = walk.level().contains(kAny);
    const ObjectIdentifiers policies = domains_of(walk.level());
    const bool satisfied = any || request.policies.empty() || satisfies(request, policies);
    // 6.1.5 (g): with an explicit policy required the intersection must not be empty.
    if (walk.is_explicit() && (walk.level().empty() || !satisfied))
        out.errors |= TrustError::no_issuance_chain_policy;
    if (!satisfied) out.errors |= TrustError::not_valid_for_usage;
    if (!any) out.policies = policies;
    return out;
}

}  // namespace secur32::x509
