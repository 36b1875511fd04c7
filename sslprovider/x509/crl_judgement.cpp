// RFC 5280 6.3.3, step by step.
#include "sslprovider/x509/crl_judgement.h"

#include <algorithm>

#include "sslprovider/base/trace.h"
#include "sslprovider/x509/canonical_name.h"
#include "sslprovider/x509/crl_scope.h"
#include "sslprovider/x509/productions.h"
#include "sslprovider/x509/signed_data.h"
#include "sslprovider/x509/weak_signatures.h"

namespace secur32::x509 {
namespace {

constexpr std::string_view kCertificateIssuer = "2.5.29.29", kReasonCode = "2.5.29.21",
                           kFreshestCrl = "2.5.29.46", kAuthorityKeyIdentifier = "2.5.29.35",
                           kIssuingDistributionPoint = "2.5.29.28", kCrlNumber = "2.5.29.20",
                           kDeltaCrlIndicator = "2.5.29.27", kIssuerAltName = "2.5.29.18";
constexpr std::string_view kKnownCritical[] = {kAuthorityKeyIdentifier, kIssuingDistributionPoint,
                                               kCrlNumber, kDeltaCrlIndicator, kIssuerAltName};
constexpr std::uint32_t kCertificateHold = 6, kRemoveFromCrl = 8;
// Of the certificates of one name so many are tried; each may cost two verifications.
constexpr std::size_t kMaxSigners = 8;

bool has_unknown_critical(const CertificateList& list) {
    return list.unknown_critical_entry_extension ||
           std::ranges::any_of(list.extensions, [](const Extension& extension) {
               return extension.critical &&
                      std::ranges::find(kKnownCritical, extension.id.text()) ==
                          std::ranges::end(kKnownCritical);
           });
}

// (f): "If a key usage extension is present in the CRL issuer's certificate, verify that the
// cRLSign bit is set."
bool may_sign_crls(const OwnedCertificate& signer) {
    const auto& usage = signer.extensions().key_usage;
    return !signer.extensions().malformed && (!usage || usage->has(KeyUsage::kCrlSign));
}

Bytes value_of(const std::vector<Extension>& extensions, std::string_view id) {
    const Extension* found = find_extension(extensions, id);
    return found != nullptr ? found->value : Bytes();
}

// 5.2.1: the authority key identifier tells keys of one name apart.
bool names_another_key(const CertificateList& list, const OwnedCertificate& signer) {
    const Bytes value = value_of(list.extensions, kAuthorityKeyIdentifier);
    const auto& own = signer.extensions().subject_key_identifier;
    if (value.empty() || !own) return false;
    const auto named = parse_authority_key_identifier(value);
    return !named.ok() ||
           (named.value().key_identifier && !same_octets(*named.value().key_identifier, *own));
}

bool may_have_signed(const CertificateList& list, const OwnedCertificate& signer) {
    return same_name(list.issuer, signer.fields().subject) && may_sign_crls(signer) &&
           !names_another_key(list, signer);
}

bool is_delegated(const OwnedCertificate& signer, const OwnedCertificate& issuer) {
    return !signer.extensions().unknown_critical && !is_broken(signer.fields().signature) &&
           verify_issued(signer, issuer) == Status::ok;
}

// By all but the signatures.
std::vector<SharedCertificate> possible_signers(const CertificateList& list,
                                                const CrlQuestion& question) {
    std::vector<SharedCertificate> out;
    if (may_have_signed(list, *question.issuer)) out.push_back(question.issuer);
    for (const SharedCertificate& signer : question.certificates)
        if (out.size() < kMaxSigners && signer != question.issuer &&
            may_have_signed(list, *signer) &&
            same_name(signer->fields().issuer, question.issuer->fields().subject) &&
            question.time >= signer->fields().not_before &&
            question.time <= signer->fields().not_after)
            out.push_back(signer);
    return out;
}

// An INTEGER's contents without sign, for comparing; empty when it is not there or negative.
Bytes number_in(Bytes value) {
    DerReader in(value);
    Bytes number = in.integer();
    if (!in.done() || number.front() >= 0x80) return {};
    if (number.size() > 1 && number.front() == 0) number = number.subspan(1);
    return number;
}

bool is_less(Bytes a, Bytes b) {
    return a.size() != b.size() ? a.size() < b.size() : std::ranges::lexicographical_compare(a, b);
}

bool is_from_the_future(const CertificateList& list, FileTime time) {
    return list.this_update > time + kCrlClockSkew;
}

bool is_current(const CertificateList& list, FileTime time) {
    return !is_from_the_future(list, time) && (!list.next_update || time <= *list.next_update);
}

std::uint32_t reason_of(const RevokedCertificate& entry) {
    const auto extensions = entry_extensions(entry);
    const Bytes value = value_of(extensions, kReasonCode);
    return value.size() == 3 && value[0] == 0x0A && value[1] == 1 ? value[2] : 0;
}

// 5.3.3: "If this extension is not present on the first entry in an indirect CRL, the certificate
// issuer defaults to the CRL issuer.  On subsequent entries [...] the certificate issuer for the
// entry is the same as that for the preceding entry."
const RevokedCertificate* find_indirectly(const OwnedCrl& crl, const Certificate& subject) {
    const auto listed = crl.find_all(subject.serial_number);
    if (listed.empty()) return nullptr;
    Bytes issuer = crl.fields().issuer;
    const std::span entries(crl.fields().revoked);
    for (const RevokedCertificate& entry : entries.first(std::size_t{listed.back()} + 1)) {
        const auto extensions = entry_extensions(entry);
        if (const Extension* named = find_extension(extensions, kCertificateIssuer))
            issuer = directory_name_in(named->value);
        if (same_octets(entry.serial_number, subject.serial_number) &&
            same_name(issuer, subject.issuer))
            return &entry;
    }
    return nullptr;
}

const RevokedCertificate* find_entry(const OwnedCrl& crl, bool indirect,
                                     const Certificate& subject) {
    return indirect ? find_indirectly(crl, subject) : crl.find(subject.serial_number);
}

bool is_delta(const CertificateList& list) {
    return find_extension(list.extensions, kDeltaCrlIndicator) != nullptr;
}

// (c), and 5.2.4: what a complete CRL and a delta that is applied to it have in common.
bool applies_to(const CertificateList& delta, const CertificateList& base) {
    const auto same = [&](std::string_view id) {
        return same_octets(value_of(delta.extensions, id), value_of(base.extensions, id));
    };
    const Bytes base_number = number_in(value_of(base.extensions, kCrlNumber));
    const Bytes number = number_in(value_of(delta.extensions, kCrlNumber));
    const Bytes from = number_in(value_of(delta.extensions, kDeltaCrlIndicator));
    return same_octets(delta.issuer, base.issuer) && same(kIssuingDistributionPoint) &&
           same(kAuthorityKeyIdentifier) && !base_number.empty() && !number.empty() &&
           !from.empty() && !is_less(base_number, from) && !is_less(number, base_number);
}

SharedCrl find_delta(std::span<const SharedCrl> crls, const OwnedCrl& base,
                     const CrlQuestion& question) {
    SharedCrl newest;
    for (const SharedCrl& crl : crls)
        if (is_delta(crl->fields()) && applies_to(crl->fields(), base.fields()) &&
            is_current(crl->fields(), question.time) && is_authentic(*crl, question) &&
            (!newest || newest->fields().this_update < crl->fields().this_update))
            newest = crl;
    return newest;
}

// Complete lists, the newest first: what an older one says of the same reasons is outdated.
std::vector<SharedCrl> complete_lists(std::span<const SharedCrl> crls) {
    std::vector<SharedCrl> out;
    for (const SharedCrl& crl : crls)
        if (!is_delta(crl->fields())) out.push_back(crl);
    std::ranges::stable_sort(out, [](const SharedCrl& a, const SharedCrl& b) {
        return a->fields().this_update > b->fields().this_update;
    });
    return out;
}

void revoke(CrlAnswer& out, const RevokedCertificate& entry) {
    out.revoked = true;
    out.reason = reason_of(entry);
    out.revocation_date = entry.revocation_date;
}

// What one complete list and its delta say.
Result<CrlAnswer> judge_one(const SharedCrl& base, bool indirect, std::span<const SharedCrl> crls,
                            const CrlQuestion& question) {
    const Certificate& subject = question.subject->fields();
    const CertificateList& list = base->fields();
    CrlAnswer out;
    out.base = base;
    out.this_update = list.this_update;
    out.next_update = list.next_update;
    if (const RevokedCertificate* entry = find_entry(*base, indirect, subject)) revoke(out, *entry);
    if (out.revoked && out.reason != kCertificateHold) return out;
    out.delta = find_delta(crls, *base, question);
    if (!out.delta) {
        if (freshest_crl(list.extensions).empty() && freshest_crl(subject.extensions).empty())
            return out;
        // What is on hold stays so until a delta says otherwise.
        out.delta_missing = true;
        if (out.revoked) return out;
        return trace::because(Status::context_expired, "x509: the CRL's delta is not at hand");
    }
    out.this_update = out.delta->fields().this_update;
    if (out.delta->fields().next_update)
        out.next_update = out.next_update
                              ? std::min(*out.next_update, *out.delta->fields().next_update)
                              : *out.delta->fields().next_update;
    if (const RevokedCertificate* entry = find_entry(*out.delta, indirect, subject)) {
        revoke(out, *entry);
        out.revoked = out.reason != kRemoveFromCrl;
    }
    return out;
}

}  // namespace

std::vector<DistributionPoint> freshest_crl(const std::vector<Extension>& extensions) {
    const Extension* found = find_extension(extensions, kFreshestCrl);
    if (found == nullptr) return {};
    auto parsed = parse_crl_distribution_points(found->value);
    return parsed.ok() ? std::move(parsed).value() : std::vector<DistributionPoint>();
}

bool is_authentic(const OwnedCrl& crl, const CrlQuestion& question) {
    if (has_unknown_critical(crl.fields()) || is_broken(crl.fields().signature)) return false;
    return std::ranges::any_of(
        possible_signers(crl.fields(), question), [&](const SharedCertificate& signer) {
            return crl.is_signed_by(*signer) &&
                   (signer == question.issuer || is_delegated(*signer, *question.issuer));
        });
}

Result<CrlAnswer> judge_crls(std::span<const SharedCrl> crls, const CrlQuestion& question) {
    Status why = Status::not_found;
    ReasonMask covered = 0;
    CrlAnswer out;
    for (const SharedCrl& crl : complete_lists(crls)) {
        const CrlScope scope = scope_of(crl->fields(), *question.subject);
        if ((scope.reasons & ~covered) == 0) continue;
        if (possible_signers(crl->fields(), question).empty()) continue;
        why = Status::context_expired;
        if (is_from_the_future(crl->fields(), question.time) || !is_authentic(*crl, question))
            continue;
        auto judged = judge_one(crl, scope.indirect, crls, question);
        if (!judged.ok()) continue;
        CrlAnswer& answer = judged.value();
        if (answer.revoked) return answer;
        // What is out of date still revokes, as on Windows, but no more than that.
        if (!is_current(crl->fields(), question.time)) continue;
        if (covered != 0 && out.next_update && answer.next_update)
            answer.next_update = std::min(*out.next_update, *answer.next_update);
        out = std::move(answer);
        covered |= scope.reasons;
        if (covered == kAllReasons) return out;
    }
    return trace::because(why, "x509: no CRL about the certificate that holds now");
}

}  // namespace secur32::x509
