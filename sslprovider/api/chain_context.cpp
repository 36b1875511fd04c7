#include "sslprovider/api/chain_context.h"

#include <winerror.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

#include "sslprovider/base/clock.h"
#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/trace.h"

namespace secur32::api {
namespace {

constexpr std::uint64_t kMagic = 0x7478'436E'6961'6843;  // "ChainCtx"

using x509::TrustError;
using x509::TrustInfo;

// x509 has Windows' numbers, so nothing is to be translated.
static_assert(DWORD(TrustError::not_time_valid) == CERT_TRUST_IS_NOT_TIME_VALID);
static_assert(DWORD(TrustError::revoked) == CERT_TRUST_IS_REVOKED);
static_assert(DWORD(TrustError::not_signature_valid) == CERT_TRUST_IS_NOT_SIGNATURE_VALID);
static_assert(DWORD(TrustError::not_valid_for_usage) == CERT_TRUST_IS_NOT_VALID_FOR_USAGE);
static_assert(DWORD(TrustError::untrusted_root) == CERT_TRUST_IS_UNTRUSTED_ROOT);
static_assert(DWORD(TrustError::revocation_status_unknown) == CERT_TRUST_REVOCATION_STATUS_UNKNOWN);
static_assert(DWORD(TrustError::cyclic) == CERT_TRUST_IS_CYCLIC);
static_assert(DWORD(TrustError::invalid_extension) == CERT_TRUST_INVALID_EXTENSION);
static_assert(DWORD(TrustError::invalid_policy_constraints) ==
              CERT_TRUST_INVALID_POLICY_CONSTRAINTS);
static_assert(DWORD(TrustError::invalid_basic_constraints) == CERT_TRUST_INVALID_BASIC_CONSTRAINTS);
static_assert(DWORD(TrustError::invalid_name_constraints) == CERT_TRUST_INVALID_NAME_CONSTRAINTS);
static_assert(DWORD(TrustError::not_supported_name_constraint) ==
              CERT_TRUST_HAS_NOT_SUPPORTED_NAME_CONSTRAINT);
static_assert(DWORD(TrustError::not_permitted_name_constraint) ==
              CERT_TRUST_HAS_NOT_PERMITTED_NAME_CONSTRAINT);
static_assert(DWORD(TrustError::excluded_name_constraint) ==
              CERT_TRUST_HAS_EXCLUDED_NAME_CONSTRAINT);
static_assert(DWORD(TrustError::partial_chain) == CERT_TRUST_IS_PARTIAL_CHAIN);
static_assert(DWORD(TrustError::weak_signature) == CERT_TRUST_HAS_WEAK_SIGNATURE);
static_assert(DWORD(TrustError::offline_revocation) == CERT_TRUST_IS_OFFLINE_REVOCATION);
static_assert(DWORD(TrustError::no_issuance_chain_policy) == CERT_TRUST_NO_ISSUANCE_CHAIN_POLICY);
static_assert(DWORD(TrustError::explicit_distrust) == CERT_TRUST_IS_EXPLICIT_DISTRUST);
static_assert(DWORD(TrustError::not_supported_critical_extension) ==
              CERT_TRUST_HAS_NOT_SUPPORTED_CRITICAL_EXT);
static_assert(DWORD(TrustInfo::exact_match_issuer) == CERT_TRUST_HAS_EXACT_MATCH_ISSUER);
static_assert(DWORD(TrustInfo::key_match_issuer) == CERT_TRUST_HAS_KEY_MATCH_ISSUER);
static_assert(DWORD(TrustInfo::name_match_issuer) == CERT_TRUST_HAS_NAME_MATCH_ISSUER);
static_assert(DWORD(TrustInfo::self_signed) == CERT_TRUST_IS_SELF_SIGNED);
static_assert(DWORD(TrustInfo::preferred_issuer) == CERT_TRUST_HAS_PREFERRED_ISSUER);
static_assert(DWORD(TrustInfo::valid_name_constraints) == CERT_TRUST_HAS_VALID_NAME_CONSTRAINTS);
static_assert(DWORD(TrustInfo::peer_trusted) == CERT_TRUST_IS_PEER_TRUSTED);
static_assert(DWORD(TrustInfo::from_exclusive_trust) == CERT_TRUST_IS_FROM_EXCLUSIVE_TRUST_STORE);
static_assert(DWORD(TrustInfo::ca_trusted) == CERT_TRUST_IS_CA_TRUSTED);

CERT_TRUST_STATUS status_of(TrustError errors, TrustInfo info) {
    return {static_cast<DWORD>(errors), static_cast<DWORD>(info)};
}

DWORD code_of(x509::Revocation verdict) {
    constexpr std::array<HRESULT, 4> kCodes = {0, CRYPT_E_REVOKED, CRYPT_E_NO_REVOCATION_CHECK,
                                               CRYPT_E_REVOCATION_OFFLINE};
    return static_cast<DWORD>(kCodes[static_cast<std::size_t>(verdict)]);
}

PCCERT_CONTEXT reference_to(CertificateContext& context) {
    context.add_reference();
    return context.pointer();
}

// Null without a CRL.
PCCRL_CONTEXT context_of(const x509::SharedCrl& crl) {
    if (crl == nullptr) return nullptr;
    const Result<PCCRL_CONTEXT> made = CrlContext::create(X509_ASN_ENCODING, crl);
    return made.ok() ? made.value() : nullptr;
}

}  // namespace

PCCERT_CHAIN_CONTEXT ChainContext::create(const x509::ChainResult& result, CertificateContext& leaf,
                                          DWORD flags) {
    auto* const best = new ChainContext(result.best, leaf, flags);
    for (const x509::Chain& chain : result.lower_quality)
        best->lower_quality_.push_back((new ChainContext(chain, leaf, flags))->pointer());
    best->head_.context.cLowerQualityChainContext = static_cast<DWORD>(best->lower_quality_.size());
    if (!best->lower_quality_.empty())
        best->head_.context.rgpLowerQualityChainContext = best->lower_quality_.data();
    return best->pointer();
}

ChainContext::ChainContext(const x509::Chain& chain, CertificateContext& leaf, DWORD flags) {
    for (std::size_t i = 0; i < chain.elements.size(); ++i) {
        const x509::ChainElement& element = chain.elements[i];
        fill_element(
            element,
            i == 0 ? reference_to(leaf)
                   : CertificateContext::create(X509_ASN_ENCODING, element.certificate).value());
    }
    CERT_SIMPLE_CHAIN& simple = head_.chain;
    simple.cbSize = sizeof simple;
    simple.TrustStatus = status_of(chain.errors, chain.info);
    simple.cElement = static_cast<DWORD>(element_pointers_.size());
    simple.rgpElement = element_pointers_.data();
    CERT_CHAIN_CONTEXT& context = head_.context;
    context.cbSize = sizeof context;
    context.TrustStatus = simple.TrustStatus;
    context.cChain = 1;
    head_.chain_pointer = &simple;
    context.rgpChain = &head_.chain_pointer;
    context.dwCreateFlags = flags;
    fill_random({reinterpret_cast<std::uint8_t*>(&context.ChainId), sizeof context.ChainId});
    fill_freshness();
    head_.object = this;
    head_.magic = kMagic;
}

ChainContext::~ChainContext() {
    for (const Element& element : elements_)
        CertificateContext::of(element.element.pCertContext)->drop_reference();
    for (const PCCRL_CONTEXT crl : crls_) CrlContext::of(crl)->drop_reference();
    for (const PCCERT_CHAIN_CONTEXT chain : lower_quality_) of(chain)->drop_reference();
    secure_wipe({reinterpret_cast<std::uint8_t*>(&head_), sizeof head_});
}

ChainContext* ChainContext::of(const CERT_CHAIN_CONTEXT* context) noexcept {
    const auto address = reinterpret_cast<std::uintptr_t>(context);
    if (context == nullptr || address % alignof(Head) != 0) return nullptr;
    // Only in a Head does rgpChain point right behind the CERT_CHAIN_CONTEXT it is in; so what is
    // behind there is looked at only then.
    const auto chains = reinterpret_cast<std::uintptr_t>(context->rgpChain);
    if (chains != address + offsetof(Head, chain_pointer)) return nullptr;
    const auto* const head = reinterpret_cast<const Head*>(context);
    return head->magic == kMagic ? head->object : nullptr;
}

Result<ChainContext*> ChainContext::find(const CERT_CHAIN_CONTEXT* context) noexcept {
    ChainContext* const object = of(context);
    if (object != nullptr) return object;
    return trace::because(Status::invalid_parameter, "chain: not a chain of this library");
}

void ChainContext::drop_reference() noexcept {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
}

void ChainContext::fill_element(const x509::ChainElement& from, PCCERT_CONTEXT certificate) {
    Element& to = elements_.emplace_back();
    CERT_CHAIN_ELEMENT& element = to.element;
    element.cbSize = sizeof element;
    element.pCertContext = certificate;
    element.TrustStatus = status_of(from.errors, from.info);
    element.pApplicationUsage = fill_usage(from.application_usages, to.application);
    element.pIssuanceUsage = fill_usage(from.issuance_policies, to.issuance);
    element.pwszExtendedErrorInfo = nullptr;
    if (from.revocation) fill_revocation(from, to);
    element_pointers_.push_back(&element);
}

void ChainContext::fill_revocation(const x509::ChainElement& from, Element& to) {
    const x509::RevocationAnswer& answer = *from.revocation;
    CERT_REVOCATION_INFO& info = to.revocation;
    info.cbSize = sizeof info;
    info.dwRevocationResult = code_of(answer.verdict);
    if (answer.this_update != 0) {
        const FileTime now = file_time_now();
        info.fHasFreshnessTime = TRUE;
        if (now > answer.this_update)
            info.dwFreshnessTime = static_cast<DWORD>(
                std::min<FileTime>((now - answer.this_update) / kFileTimeSecond, 0xFFFFFFFF));
    }
    if (answer.base_crl != nullptr || answer.delta_crl != nullptr) fill_crl(from, to);
    to.element.pRevocationInfo = &info;
}

void ChainContext::fill_crl(const x509::ChainElement& from, Element& to) {
    const x509::RevocationAnswer& answer = *from.revocation;
    CERT_REVOCATION_CRL_INFO& info = to.crl;
    info.cbSize = sizeof info;
    info.pBaseCrlContext = context_of(answer.base_crl);
    info.pDeltaCrlContext = context_of(answer.delta_crl);
    // A delta CRL's entry is the later one.
    for (const PCCRL_CONTEXT crl : {info.pDeltaCrlContext, info.pBaseCrlContext}) {
        if (crl == nullptr) continue;
        crls_.push_back(crl);
        CrlContext* const object = CrlContext::of(crl);
        const auto* const listed = object->shared()->find(from.certificate->fields().serial_number);
        if (listed == nullptr || info.pCrlEntry != nullptr) continue;
        info.pCrlEntry = object->entry(listed);
        info.fDeltaCrlEntry = crl == info.pDeltaCrlContext ? TRUE : FALSE;
    }
    to.revocation.pCrlInfo = &info;
}

// "the largest of the freshness times", where every element that was asked about has one.
void ChainContext::fill_freshness() {
    bool any = false, all = true;
    DWORD largest = 0;
    for (const Element& element : elements_) {
        if (element.element.pRevocationInfo == nullptr) continue;
        any = true;
        all = all && element.revocation.fHasFreshnessTime != FALSE;
        largest = std::max(largest, element.revocation.dwFreshnessTime);
    }
    if (!any || !all) return;
    head_.chain.fHasRevocationFreshnessTime = head_.context.fHasRevocationFreshnessTime = TRUE;
    head_.chain.dwRevocationFreshnessTime = head_.context.dwRevocationFreshnessTime = largest;
}

PCERT_ENHKEY_USAGE ChainContext::fill_usage(const std::optional<x509::ObjectIdentifiers>& from,
                                            Usage& to) {
    if (!from) return nullptr;
    to.texts = *from;
    for (std::string& text : to.texts) to.pointers.push_back(text.data());
    to.usage.cUsageIdentifier = static_cast<DWORD>(to.pointers.size());
    to.usage.rgpszUsageIdentifier = to.pointers.empty() ? nullptr : to.pointers.data();
    return &to.usage;
}

}  // namespace secur32::api
