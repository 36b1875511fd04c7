#include "sslprovider/api/crl_find.h"

#include <algorithm>
#include <utility>

#include "sslprovider/api/cert_twins.h"
#include "sslprovider/api/certificate_context.h"
#include "sslprovider/api/certificate_facts.h"
#include "sslprovider/api/crl_context.h"
#include "sslprovider/x509/extensions.h"

namespace secur32::api {
namespace {

constexpr std::string_view kAuthorityKeyIdentifier = "2.5.29.35";
constexpr std::string_view kDeltaCrlIndicator = "2.5.29.27";

bool same_octets(Bytes one, Bytes other) { return std::ranges::equal(one, other); }

// RFC 5280 4.2.1.1: by the key's identifier, or the issuer and serial number of its certificate.
bool names_key_of(const x509::AuthorityKeyIdentifier& identifier,
                  const x509::OwnedCertificate& issuer) {
    if (identifier.key_identifier) {
        const auto key = compute_property(CERT_KEY_IDENTIFIER_PROP_ID, issuer);
        if (!key.ok() || !same_octets(*identifier.key_identifier, key.value())) return false;
    }
    if (!identifier.serial_number) return true;
    const bool named = std::ranges::any_of(identifier.issuer, [&](const x509::GeneralName& name) {
        return name.form == x509::GeneralName::Form::directory_name &&
               same_octets(name.value, issuer.fields().issuer);
    });
    return named && same_octets(*identifier.serial_number, issuer.fields().serial_number);
}

// A CRL without the extension fits any key; one with something else in it none.
bool fits_key_of(const x509::OwnedCrl& crl, const x509::OwnedCertificate& issuer) {
    const auto* const extension =
        x509::find_extension(crl.fields().extensions, kAuthorityKeyIdentifier);
    if (extension == nullptr) return true;
    const auto identifier = x509::parse_authority_key_identifier(extension->value);
    return identifier.ok() && names_key_of(identifier.value(), issuer);
}

CertResult find_issued_by(DWORD flags, const void* parameter, CrlSearch& out) {
    if (parameter == nullptr) {
        out = [](const CrlElement&) { return true; };
        return Status::ok;
    }
    TRY_ASSIGN(const CertificateContext* const context,
               CertificateContext::find(static_cast<PCCERT_CONTEXT>(parameter)));
    out = [issuer = context->shared(), flags](const CrlElement& element) {
        const x509::OwnedCrl& crl = *element.thing;
        return same_octets(crl.fields().issuer, issuer->fields().subject) &&
               is_of_kind(crl, flags) && meets_issuer_flags(crl, *issuer, flags);
    };
    return Status::ok;
}

CertResult find_issued_for(DWORD flags, const void* parameter, CrlSearch& out) {
    const auto* const given = static_cast<const CRL_FIND_ISSUED_FOR_PARA*>(parameter);
    if (given == nullptr) return refuse(E_INVALIDARG, "cert: no CRL_FIND_ISSUED_FOR_PARA");
    TRY_ASSIGN(const CertificateContext* const subject,
               CertificateContext::find(given->pSubjectCert));
    TRY_ASSIGN(const CertificateContext* const issuer,
               CertificateContext::find(given->pIssuerCert));
    out = [about = subject->shared(), by = issuer->shared(), flags](const CrlElement& element) {
        const x509::OwnedCrl& crl = *element.thing;
        return same_octets(crl.fields().issuer, about->fields().issuer) && is_of_kind(crl, flags) &&
               meets_issuer_flags(crl, *by, flags);
    };
    return Status::ok;
}

CertResult find_existing(const void* parameter, CrlSearch& out) {
    TRY_ASSIGN(const CrlContext* const context,
               CrlContext::find(static_cast<PCCRL_CONTEXT>(parameter)));
    out = [wanted = context->shared()](const CrlElement& element) {
        return are_twins(*element.thing, *wanted);
    };
    return Status::ok;
}

}  // namespace

bool is_delta_crl(const x509::OwnedCrl& crl) {
    return x509::find_extension(crl.fields().extensions, kDeltaCrlIndicator) != nullptr;
}

bool is_of_kind(const x509::OwnedCrl& crl, DWORD flags) {
    const bool delta = (flags & CRL_FIND_ISSUED_BY_DELTA_FLAG) != 0;
    const bool base = (flags & CRL_FIND_ISSUED_BY_BASE_FLAG) != 0;
    return delta == base || is_delta_crl(crl) == delta;
}

bool meets_issuer_flags(const x509::OwnedCrl& crl, const x509::OwnedCertificate& issuer,
                        DWORD flags) {
    if ((flags & CRL_FIND_ISSUED_BY_AKI_FLAG) != 0 && !fits_key_of(crl, issuer)) return false;
    return (flags & CRL_FIND_ISSUED_BY_SIGNATURE_FLAG) == 0 || crl.is_signed_by(issuer);
}

CertResult make_crl_search(DWORD type, DWORD flags, const void* parameter, CrlSearch& out) {
    switch (type) {
        case CRL_FIND_ANY:
            out = [](const CrlElement&) { return true; };
            return Status::ok;
        case CRL_FIND_ISSUED_BY:
            return find_issued_by(flags, parameter, out);
        case CRL_FIND_EXISTING:
            return find_existing(parameter, out);
        case CRL_FIND_ISSUED_FOR:
            return find_issued_for(flags, parameter, out);
        default:
            return refuse(E_INVALIDARG, "cert: no such dwFindType");
    }
}

}  // namespace secur32::api
