// CertVerifyCertificateChainPolicy: what the errors of a chain mean to a policy.  The order of the
// rows is the order in which errors are told; it is the one that Wine's tests saw on Windows as far
// as they see two errors at once (a signature before a root, a root before a time).
#include <winerror.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/chain_context.h"
#include "sslprovider/api/chain_engine.h"
#include "sslprovider/api/system_stores.h"
#include "sslprovider/base/environment.h"
#include "sslprovider/x509/name_match.h"

namespace secur32::api {
namespace {

struct ErrorRow {
    DWORD errors;  // CERT_TRUST_*
    HRESULT code;
    DWORD ignored_by;       // CERT_CHAIN_POLICY_*_FLAG
    DWORD ssl_ignored_by;   // SECURITY_FLAG_IGNORE_*
    bool of_chain = false;  // no element's
};

constexpr DWORD kNameConstraints =
    CERT_TRUST_INVALID_NAME_CONSTRAINTS | CERT_TRUST_HAS_NOT_SUPPORTED_NAME_CONSTRAINT |
    CERT_TRUST_HAS_NOT_DEFINED_NAME_CONSTRAINT | CERT_TRUST_HAS_NOT_PERMITTED_NAME_CONSTRAINT |
    CERT_TRUST_HAS_EXCLUDED_NAME_CONSTRAINT;
constexpr DWORD kPolicies =
    CERT_TRUST_INVALID_POLICY_CONSTRAINTS | CERT_TRUST_NO_ISSUANCE_CHAIN_POLICY;

// clang-format off
constexpr std::array kRows = {
    ErrorRow{CERT_TRUST_IS_NOT_SIGNATURE_VALID,        TRUST_E_CERT_SIGNATURE,    0, 0},
    ErrorRow{CERT_TRUST_IS_EXPLICIT_DISTRUST,          TRUST_E_EXPLICIT_DISTRUST, 0, 0},
    ErrorRow{CERT_TRUST_IS_REVOKED,                    CRYPT_E_REVOKED,           0, SECURITY_FLAG_IGNORE_REVOCATION},
    ErrorRow{CERT_TRUST_IS_UNTRUSTED_ROOT,             CERT_E_UNTRUSTEDROOT,      CERT_CHAIN_POLICY_ALLOW_UNKNOWN_CA_FLAG, SECURITY_FLAG_IGNORE_UNKNOWN_CA},
    ErrorRow{CERT_TRUST_IS_PARTIAL_CHAIN,              CERT_E_CHAINING,           0, SECURITY_FLAG_IGNORE_UNKNOWN_CA, true},
    ErrorRow{CERT_TRUST_IS_NOT_TIME_VALID,             CERT_E_EXPIRED,            CERT_CHAIN_POLICY_IGNORE_NOT_TIME_VALID_FLAG, SECURITY_FLAG_IGNORE_CERT_DATE_INVALID},
    ErrorRow{CERT_TRUST_IS_NOT_VALID_FOR_USAGE,        CERT_E_WRONG_USAGE,        CERT_CHAIN_POLICY_IGNORE_WRONG_USAGE_FLAG, SECURITY_FLAG_IGNORE_WRONG_USAGE},
    ErrorRow{CERT_TRUST_INVALID_BASIC_CONSTRAINTS,     TRUST_E_BASIC_CONSTRAINTS, CERT_CHAIN_POLICY_IGNORE_INVALID_BASIC_CONSTRAINTS_FLAG, 0},
    ErrorRow{kNameConstraints,                         CERT_E_INVALID_NAME,       CERT_CHAIN_POLICY_IGNORE_INVALID_NAME_FLAG, 0},
    ErrorRow{kPolicies,                                CERT_E_INVALID_POLICY,     CERT_CHAIN_POLICY_IGNORE_INVALID_POLICY_FLAG, 0},
    ErrorRow{CERT_TRUST_HAS_NOT_SUPPORTED_CRITICAL_EXT, CERT_E_CRITICAL,          CERT_CHAIN_POLICY_IGNORE_NOT_SUPPORTED_CRITICAL_EXT_FLAG, 0},
    ErrorRow{CERT_TRUST_INVALID_EXTENSION,             CERT_E_MALFORMED,          0, 0},
};
// clang-format on

struct Verdict {
    HRESULT code = 0;
    LONG chain = -1, element = -1;
};

// The ways in which a caller lets errors pass.
struct Leniency {
    DWORD flags = 0;      // CERT_CHAIN_POLICY_PARA
    DWORD ssl_flags = 0;  // fdwChecks
    bool ssl = false;
};

LONG first_with(const CERT_SIMPLE_CHAIN& chain, DWORD errors, DWORD unless) {
    for (DWORD i = 0; i < chain.cElement; ++i) {
        const DWORD has = chain.rgpElement[i]->TrustStatus.dwErrorStatus;
        if ((has & errors) != 0 && (unless == 0 || (has & unless) == 0))
            return static_cast<LONG>(i);
    }
    return -1;
}

bool ignores(const Leniency& leniency, const ErrorRow& row) {
    return (leniency.flags & row.ignored_by) != 0 || (leniency.ssl_flags & row.ssl_ignored_by) != 0;
}

std::optional<Verdict> judge_row(const CERT_SIMPLE_CHAIN& chain, const ErrorRow& row,
                                 const Leniency& leniency) {
    if ((chain.TrustStatus.dwErrorStatus & row.errors) == 0 || ignores(leniency, row))
        return std::nullopt;
    if (row.of_chain) {
        // "For a cyclic chain, the root is not trusted", as the SSL policy tells it.
        const bool cyclic = (chain.TrustStatus.dwErrorStatus & CERT_TRUST_IS_CYCLIC) != 0;
        return Verdict{leniency.ssl && cyclic ? CERT_E_UNTRUSTEDROOT : row.code, 0, -1};
    }
    const bool weak_will_do = row.code == TRUST_E_CERT_SIGNATURE &&
                              (leniency.flags & CERT_CHAIN_POLICY_IGNORE_WEAK_SIGNATURE_FLAG) != 0;
    const LONG element =
        first_with(chain, row.errors, weak_will_do ? CERT_TRUST_HAS_WEAK_SIGNATURE : 0);
    if (element < 0) return std::nullopt;
    return Verdict{row.code, 0, element};
}

DWORD flag_of_unknown(const CERT_SIMPLE_CHAIN& chain, DWORD element) {
    const DWORD info = chain.rgpElement[element]->TrustStatus.dwInfoStatus;
    if (element == 0) return CERT_CHAIN_POLICY_IGNORE_END_REV_UNKNOWN_FLAG;
    return (info & CERT_TRUST_IS_SELF_SIGNED) != 0 ? CERT_CHAIN_POLICY_IGNORE_ROOT_REV_UNKNOWN_FLAG
                                                   : CERT_CHAIN_POLICY_IGNORE_CA_REV_UNKNOWN_FLAG;
}

// Which of the two it is that is not known decides which certificates may be let pass.
Verdict judge_unknown_revocation(const CERT_SIMPLE_CHAIN& chain, const Leniency& leniency) {
    if ((leniency.ssl_flags & SECURITY_FLAG_IGNORE_REVOCATION) != 0) return {};
    for (DWORD i = 0; i < chain.cElement; ++i) {
        const DWORD errors = chain.rgpElement[i]->TrustStatus.dwErrorStatus;
        if ((errors & CERT_TRUST_REVOCATION_STATUS_UNKNOWN) == 0) continue;
        if ((leniency.flags & flag_of_unknown(chain, i)) != 0) continue;
        const bool offline = (errors & CERT_TRUST_IS_OFFLINE_REVOCATION) != 0;
        return {offline ? CRYPT_E_REVOCATION_OFFLINE : CRYPT_E_NO_REVOCATION_CHECK, 0,
                static_cast<LONG>(i)};
    }
    return {};
}

Verdict judge_base(const CERT_SIMPLE_CHAIN& chain, const Leniency& leniency) {
    for (const ErrorRow& row : kRows)
        if (const std::optional<Verdict> verdict = judge_row(chain, row, leniency)) return *verdict;
    return judge_unknown_revocation(chain, leniency);
}

const x509::OwnedCertificate& certificate_of(const CERT_SIMPLE_CHAIN& chain, DWORD element) {
    return *CertificateContext::of(chain.rgpElement[element]->pCertContext)->shared();
}

// Of the union's two names for the size the first field is as good as none: "cbSize is ignored".
const SSL_EXTRA_CERT_CHAIN_POLICY_PARA* extra_of(const CERT_CHAIN_POLICY_PARA* parameters) {
    return parameters == nullptr ? nullptr
                                 : static_cast<const SSL_EXTRA_CERT_CHAIN_POLICY_PARA*>(
                                       parameters->pvExtraPolicyPara);
}

bool is_right_name(const CERT_SIMPLE_CHAIN& chain, std::u16string_view name) {
    const Result<x509::HostName> host = x509::parse_host_name(name);
    if (!host.ok()) return false;
    const bool common_names = environment::number(environment::kMatchCommonName, 1) == 1U;
    return x509::is_certificate_of(
        certificate_of(chain, 0), host.value(),
        common_names ? x509::CommonNames::without_alternative_names : x509::CommonNames::never);
}

Verdict judge_ssl(const CERT_SIMPLE_CHAIN& chain, const CERT_CHAIN_POLICY_PARA* parameters) {
    const SSL_EXTRA_CERT_CHAIN_POLICY_PARA* const extra = extra_of(parameters);
    const Leniency leniency{parameters == nullptr ? 0 : parameters->dwFlags,
                            extra == nullptr ? 0 : extra->fdwChecks, true};
    const Verdict verdict = judge_base(chain, leniency);
    if (verdict.code != 0 || extra == nullptr) return verdict;
    if (extra->dwAuthType != AUTHTYPE_SERVER || extra->pwszServerName == nullptr ||
        (extra->fdwChecks & SECURITY_FLAG_IGNORE_CERT_CN_INVALID) != 0)
        return {};
    if (is_right_name(chain, extra->pwszServerName)) return {};
    return {CERT_E_CN_NO_MATCH, 0, 0};
}

// flags: "If neither or both flags are set, then, the first element can be either".
Verdict judge_basic_constraints(const CERT_SIMPLE_CHAIN& chain, DWORD flags) {
    constexpr DWORD kBoth = BASIC_CONSTRAINTS_CERT_CHAIN_POLICY_CA_FLAG |
                            BASIC_CONSTRAINTS_CERT_CHAIN_POLICY_END_ENTITY_FLAG;
    const LONG wrong = first_with(chain, CERT_TRUST_INVALID_BASIC_CONSTRAINTS, 0);
    const auto& constraints = certificate_of(chain, 0).extensions().basic_constraints;
    const bool either = (flags & kBoth) == 0 || (flags & kBoth) == kBoth;
    const bool wants_ca = (flags & BASIC_CONSTRAINTS_CERT_CHAIN_POLICY_CA_FLAG) != 0;
    if (constraints && !either && constraints->ca != wants_ca)
        return {TRUST_E_BASIC_CONSTRAINTS, 0, 0};
    if (wrong >= 0) return {TRUST_E_BASIC_CONSTRAINTS, 0, wrong};
    return {};
}

// The machine's store of that name; there is no enterprise here that would have one too.
bool is_in_nt_auth(const x509::OwnedCertificate& issuer) {
    const auto store = open_system_store(u"NTAuth", CERT_SYSTEM_STORE_LOCAL_MACHINE |
                                                        CERT_STORE_OPEN_EXISTING_FLAG |
                                                        CERT_STORE_READONLY_FLAG);
    if (!store.ok()) return false;
    return std::ranges::any_of(store.value()->certificates(),
                               [&](const x509::SharedCertificate& one) {
                                   return std::ranges::equal(one->der(), issuer.der());
                               });
}

Verdict judge_nt_auth(const CERT_SIMPLE_CHAIN& chain, DWORD flags) {
    const Verdict base = judge_base(chain, {flags & 0xFFFF, 0, false});
    if (base.code != 0) return base;
    const Verdict constraints = judge_basic_constraints(chain, flags & 0xFFFF0000);
    if (constraints.code != 0) return constraints;
    if (chain.cElement > 1 && is_in_nt_auth(certificate_of(chain, 1))) return {};
    return {CERT_E_UNTRUSTEDCA, 0, 0};
}

Verdict judge_microsoft_root(const CERT_SIMPLE_CHAIN& chain) {
    return {CERT_E_UNTRUSTEDROOT, 0, static_cast<LONG>(chain.cElement) - 1};
}

// Nothing for a policy that is none of ours.
std::optional<Verdict> judge(LPCSTR policy, const CERT_SIMPLE_CHAIN& chain,
                             const CERT_CHAIN_POLICY_PARA* parameters) {
    const DWORD flags = parameters == nullptr ? 0 : parameters->dwFlags;
    if (policy == CERT_CHAIN_POLICY_BASE) return judge_base(chain, {flags, 0, false});
    if (policy == CERT_CHAIN_POLICY_SSL) return judge_ssl(chain, parameters);
    if (policy == CERT_CHAIN_POLICY_BASIC_CONSTRAINTS) return judge_basic_constraints(chain, flags);
    if (policy == CERT_CHAIN_POLICY_NT_AUTH) return judge_nt_auth(chain, flags);
    if (policy == CERT_CHAIN_POLICY_MICROSOFT_ROOT) return judge_microsoft_root(chain);
    return std::nullopt;
}

bool is_known(LPCSTR policy) {
    constexpr std::array<std::uintptr_t, 5> kKnown = {1, 4, 5, 6, 7};
    return std::ranges::find(kKnown, reinterpret_cast<std::uintptr_t>(policy)) != kKnown.end();
}

}  // namespace
}  // namespace secur32::api

extern "C" {

using namespace secur32;
using namespace secur32::api;

BOOL WINAPI CertVerifyCertificateChainPolicy(LPCSTR pszPolicyOID,
                                             PCCERT_CHAIN_CONTEXT pChainContext,
                                             PCERT_CHAIN_POLICY_PARA pPolicyPara,
                                             PCERT_CHAIN_POLICY_STATUS pPolicyStatus) {
    return cert_call("CertVerifyCertificateChainPolicy", [&](CallTrail& trail) -> CertResult {
        trail.handle("policy", number_of(pszPolicyOID));
        trail.handle("chain", number_of(pChainContext));
        if (!is_known(pszPolicyOID)) return refuse(ERROR_FILE_NOT_FOUND, "chain: no such policy");
        if (pPolicyStatus == nullptr) return refuse(E_INVALIDARG, "chain: nowhere to answer");
        TRY_ASSIGN(ChainContext* const chain, ChainContext::find(pChainContext));
        const auto verdict = judge(pszPolicyOID, *chain->pointer()->rgpChain[0], pPolicyPara);
        pPolicyStatus->dwError = static_cast<DWORD>(verdict->code);
        pPolicyStatus->lChainIndex = verdict->chain;
        pPolicyStatus->lElementIndex = verdict->element;
        trail.flags("error", pPolicyStatus->dwError);
        return Status::ok;
    });
}

}  // extern "C"
