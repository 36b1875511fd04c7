// The chain is x509's work, seen ones come from its cache; what an error of it means is here.
#include "sspi/schannel/verification.h"

#include <algorithm>
#include <array>

#include "sslprovider/base/environment.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"
#include "sslprovider/x509/chain_cache.h"
#include "sslprovider/x509/name_match.h"

namespace secur32::schannel {
namespace {

using x509::TrustError;

struct ErrorRow {
    TrustError errors;
    Status status;
    std::string_view reason;
};

// Of several errors the first row is told: the order of Windows' SSL policy
// (sslprovider/api/chain_policies.cpp), the words of schannel.md 5.
// clang-format off
constexpr std::array kErrors = {
    ErrorRow{TrustError::weak_signature,                   Status::certificate_malformed,   "a signature or key is too weak"},
    ErrorRow{TrustError::not_signature_valid,              Status::certificate_malformed,   "a signature is not right"},
    ErrorRow{TrustError::explicit_distrust,                Status::certificate_unknown,     "the certificate is distrusted"},
    ErrorRow{TrustError::revoked,                          Status::certificate_revoked,     "a certificate is revoked"},
    ErrorRow{TrustError::untrusted_root,                   Status::untrusted_root,          "the root is not trusted"},
    ErrorRow{TrustError::partial_chain,                    Status::untrusted_root,          "no chain to a trusted root"},
    ErrorRow{TrustError::cyclic,                           Status::untrusted_root,          "the chain goes round"},
    ErrorRow{TrustError::not_time_valid,                   Status::certificate_expired,     "a certificate is expired, or not valid yet"},
    ErrorRow{TrustError::not_valid_for_usage,              Status::certificate_wrong_usage, "the certificate is for another use"},
    ErrorRow{TrustError::invalid_basic_constraints,        Status::certificate_unknown,     "an issuer is no certification authority"},
    ErrorRow{TrustError::invalid_name_constraints,         Status::wrong_principal,         "name constraints are broken"},
    ErrorRow{TrustError::not_supported_name_constraint,    Status::wrong_principal,         "a name constraint is not understood"},
    ErrorRow{TrustError::not_permitted_name_constraint,    Status::wrong_principal,         "an issuer may not name this host"},
    ErrorRow{TrustError::excluded_name_constraint,         Status::wrong_principal,         "an issuer may not name this host"},
    ErrorRow{TrustError::invalid_policy_constraints,       Status::certificate_unknown,     "policy constraints are broken"},
    ErrorRow{TrustError::no_issuance_chain_policy,         Status::certificate_unknown,     "no certificate policy is left"},
    ErrorRow{TrustError::not_supported_critical_extension, Status::certificate_unknown,     "a critical extension is not understood"},
    ErrorRow{TrustError::invalid_extension,                Status::certificate_malformed,   "an extension is broken"},
};
// clang-format on

struct Verdict {
    Status status = Status::ok;
    std::string_view reason;
};

Verdict judge_errors(const x509::Chain& chain) {
    for (const ErrorRow& row : kErrors)
        if (has(chain.errors, row.errors)) return {row.status, row.reason};
    return {};
}

// Which of the two it is that is not known decides whether the credential lets it pass.
Verdict judge_unknown_revocation(const x509::Chain& chain, const Judgement& judgement) {
    for (const x509::ChainElement& element : chain.elements) {
        if (!has(element.errors, TrustError::revocation_status_unknown)) continue;
        const bool offline = has(element.errors, TrustError::offline_revocation);
        if (offline && !judgement.ignore_revocation_offline)
            return {Status::revocation_offline, "nobody answers who knows of revocations"};
        if (!offline && !judgement.ignore_no_revocation_check)
            return {Status::no_revocation_check, "nothing says where to ask about revocation"};
    }
    return {};
}

Verdict judge_name(const x509::OwnedCertificate& leaf, std::u16string_view target) {
    const Result<x509::HostName> host = x509::parse_host_name(target);
    if (!host.ok()) return {Status::wrong_principal, "the target is no host's name"};
    const bool common_names = environment::number(environment::kMatchCommonName, 1) == 1U;
    const bool is_right = x509::is_certificate_of(
        leaf, host.value(),
        common_names ? x509::CommonNames::without_alternative_names : x509::CommonNames::never);
    if (is_right) return {};
    return {Status::wrong_principal, "the certificate is another host's"};
}

Verdict judge(const x509::Chain& chain, const PeerQuestion& question) {
    const Verdict errors = judge_errors(chain);
    if (errors.status != Status::ok) return errors;
    const Verdict revocation = judge_unknown_revocation(chain, question.judgement);
    if (revocation.status != Status::ok) return revocation;
    if (!question.peer_is_server || !question.judgement.check_name) return {};
    return judge_name(*question.peer.chain.front(), question.target);
}

// signature_algorithms_cert said what certificates may be signed with; Ed25519 always may.
x509::Strength strength_of(const Terms& terms) {
    x509::Strength strength;
    strength.least_rsa_bits = terms.least_rsa_bits;
    for (const SignatureScheme* scheme : terms.certificate_schemes) {
        using enum crypto::KeyAlgorithm;
        strength.allowed.push_back({scheme->key, scheme->form.hash});
        if (scheme->key == rsa) strength.allowed.push_back({rsa_pss, scheme->form.hash});
    }
    return strength;
}

x509::ChainRequest chain_request(const PeerQuestion& question) {
    const Judgement& judgement = question.judgement;
    x509::ChainRequest request;
    request.leaf = question.peer.chain.front();
    request.additional = std::span(question.peer.chain).subspan(1);
    request.trust.exclusive = judgement.roots != nullptr;
    request.trust.roots = judgement.roots ? judgement.roots : x509::machine_root_index();
    request.usages = {std::string(question.peer_is_server ? x509::kServerAuthentication
                                                          : x509::kClientAuthentication)};
    request.strength = strength_of(question.terms);
    request.revocation = judgement.revocation;
    request.revocation_cache_only = judgement.revocation_cache_only;
    request.stapled_ocsp = question.peer.stapled_ocsp;
    request.cache_only = judgement.url_cache_only;
    return request;
}

}  // namespace

Result<VerifiedPeer> verify_peer(const PeerQuestion& question) {
    if (question.peer.chain.empty())
        return trace::because(Status::certificate_required,
                              "schannel: the peer has no certificate");
    VerifiedPeer peer;
    const Judgement::Mode mode = question.judgement.mode;
    if (mode == Judgement::Mode::manual) return peer;
    peer.chain_ = x509::verified_chain(chain_request(question));
    const Verdict verdict = judge(peer.chain_->best, question);
    peer.verdict_ = verdict.status;
    if (verdict.status == Status::ok || mode == Judgement::Mode::deferred) return peer;
    return trace::because(verdict.status, "schannel: the peer's certificate", verdict.reason);
}

VerifiedPeer anonymous_peer() { return {}; }

Result<std::vector<x509::SharedCertificate>> parse_certificate_list(std::span<const Bytes> list) {
    std::vector<x509::SharedCertificate> certificates;
    certificates.reserve(list.size());
    for (const Bytes der : list) {
        Result<x509::SharedCertificate> certificate = x509::OwnedCertificate::parse(der);
        if (!certificate.ok())
            return trace::because(Status::certificate_malformed,
                                  "schannel: what the peer sent is no certificate");
        certificates.push_back(std::move(certificate).value());
    }
    if (!certificates.empty() && !certificates.front()->public_key().ok())
        return trace::because(Status::certificate_malformed,
                              "schannel: the key of the peer's certificate is none that TLS knows");
    return certificates;
}

}  // namespace secur32::schannel
