// RFC 5280 5.2.5 and 6.3.3 (b): names, kinds and reasons.
#include "sslprovider/x509/crl_scope.h"

#include <algorithm>

#include "sslprovider/x509/canonical_name.h"
#include "sslprovider/x509/extensions.h"
#include "sslprovider/x509/productions.h"

namespace secur32::x509 {
namespace {

constexpr std::string_view kIssuingDistributionPoint = "2.5.29.28";

ReasonMask mask_of(const std::optional<DerBits>& flags) {
    if (!flags) return kAllReasons;
    ReasonMask mask = 0;
    for (unsigned bit = 1; bit <= 8; ++bit)
        if (KeyUsage{*flags}.has(bit)) mask |= ReasonMask{1} << bit;
    return mask;
}

bool has_common(const GeneralNames& a, const GeneralNames& b) {
    return std::ranges::any_of(a, [&](const GeneralName& x) {
        return std::ranges::any_of(b, [&](const GeneralName& y) {
            return x.form == y.form && same_octets(x.value, y.value) &&
                   x.other_type == y.other_type;
        });
    });
}

bool has_directory_name(const GeneralNames& names, Bytes name) {
    return std::ranges::any_of(names, [&](const GeneralName& one) {
        return one.form == GeneralName::Form::directory_name && same_name(one.value, name);
    });
}

// (b)(1): "If the DP includes cRLIssuer, then verify that the issuer field in the complete CRL
// matches cRLIssuer in the DP and that the complete CRL contains an issuing distribution point
// extension with the indirectCRL boolean asserted.  Otherwise, verify that the CRL issuer matches
// the certificate issuer."  An authority that names itself as cRLIssuer means what one means that
// does not.
bool has_issuer(const CertificateList& list, const IssuingDistributionPoint& idp,
                const DistributionPoint& point, const Certificate& subject) {
    const bool of_issuer =
        point.crl_issuer.empty() || has_directory_name(point.crl_issuer, subject.issuer);
    if (of_issuer && same_name(list.issuer, subject.issuer)) return true;
    return idp.indirect_crl && has_directory_name(point.crl_issuer, list.issuer);
}

// (b)(2)(i): "If the distribution point name is present in the IDP CRL extension and the
// distribution field is present in the DP, then verify that one of the names in the IDP matches one
// of the names in the DP.  If the distribution point name is present in the IDP CRL extension and
// the distribution field is omitted from the DP, then verify that one of the names in the IDP
// matches one of the names in the cRLIssuer field of the DP."  The last paragraph: a certificate
// without DP is taken for one with its issuer's name.
bool has_name(const IssuingDistributionPoint& idp, const DistributionPoint& point,
              const Certificate& subject) {
    if (idp.full_name.empty() && !idp.relative_name) return true;
    if (idp.relative_name)
        return point.relative_name && same_octets(*idp.relative_name, *point.relative_name);
    if (!point.full_name.empty()) return has_common(idp.full_name, point.full_name);
    if (!point.crl_issuer.empty()) return has_common(idp.full_name, point.crl_issuer);
    return has_directory_name(idp.full_name, subject.issuer);
}

bool is_of_kind(const IssuingDistributionPoint& idp, const OwnedCertificate& subject) {
    const auto& constraints = subject.extensions().basic_constraints;
    const bool ca = constraints && constraints->ca;
    return !idp.only_attribute_certs && !(idp.only_user_certs && ca) && !(idp.only_ca_certs && !ca);
}

}  // namespace

Bytes directory_name_in(Bytes general_names) {
    const auto names = parse_general_names(general_names);
    if (!names.ok()) return {};
    for (const GeneralName& name : names.value())
        if (name.form == GeneralName::Form::directory_name) return name.value;
    return {};
}

CrlScope scope_of(const CertificateList& list, const OwnedCertificate& subject) {
    CrlScope out;
    IssuingDistributionPoint idp;
    if (const Extension* found = find_extension(list.extensions, kIssuingDistributionPoint)) {
        auto parsed = parse_issuing_distribution_point(found->value);
        if (!parsed.ok()) return out;
        idp = std::move(parsed).value();
    }
    out.indirect = idp.indirect_crl;
    if (!is_of_kind(idp, subject)) return out;
    const auto consider = [&](const DistributionPoint& point) {
        if (has_issuer(list, idp, point, subject.fields()) &&
            has_name(idp, point, subject.fields()))
            out.reasons |= mask_of(idp.only_some_reasons) & mask_of(point.reasons);
    };
    for (const DistributionPoint& point : subject.extensions().crl_distribution_points)
        consider(point);
    // The last paragraph of 6.3.3: lists of the issuer that no distribution point names count too.
    consider({});
    return out;
}

}  // namespace secur32::x509
