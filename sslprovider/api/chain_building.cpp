// CertGetCertificateChain, and the references to what it makes.
#include "sslprovider/api/chain_building.h"

#include <winerror.h>

#include <cstddef>
#include <cstring>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/chain_context.h"
#include "sslprovider/api/chain_strength.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/x509/chain_cache.h"

namespace secur32::api {
namespace {

using std::chrono::milliseconds;

// "the maximum cumulative timeout is set, by default, to 20 seconds ... each revocation URL is
// assigned a maximum default timeout of 15 seconds".
constexpr milliseconds kAccumulativeTimeout{20'000}, kUrlTimeout{15'000};

constexpr std::size_t kShortParameters = offsetof(ChainParameters, issuance_policy);
static_assert(kShortParameters == sizeof(CERT_CHAIN_PARA));

Result<ChainParameters> read_parameters(const CERT_CHAIN_PARA* from) {
    if (from == nullptr || from->cbSize < kShortParameters)
        return trace::because(Status::invalid_parameter, "chain: no CERT_CHAIN_PARA");
    ChainParameters out;
    std::memcpy(static_cast<void*>(&out), from, std::min<std::size_t>(from->cbSize, sizeof out));
    return out;
}

Status read_usage(const CERT_USAGE_MATCH& from, std::vector<std::string>& to, bool& any_will_do) {
    if (from.Usage.cUsageIdentifier == 0) return Status::ok;
    if (from.dwType > USAGE_MATCH_TYPE_OR || from.Usage.rgpszUsageIdentifier == nullptr)
        return trace::because(Status::invalid_parameter, "chain: not a CERT_USAGE_MATCH");
    for (DWORD i = 0; i < from.Usage.cUsageIdentifier; ++i) {
        if (from.Usage.rgpszUsageIdentifier[i] == nullptr)
            return trace::because(Status::invalid_parameter, "chain: a usage is NULL");
        to.emplace_back(from.Usage.rgpszUsageIdentifier[i]);
    }
    any_will_do = from.dwType == USAGE_MATCH_TYPE_OR;
    return Status::ok;
}

x509::RevocationScope scope_of(DWORD flags) {
    using Scope = x509::RevocationScope;
    if ((flags & CERT_CHAIN_REVOCATION_CHECK_CHAIN) != 0) return Scope::chain;
    if ((flags & CERT_CHAIN_REVOCATION_CHECK_CHAIN_EXCLUDE_ROOT) != 0)
        return Scope::chain_without_root;
    if ((flags & CERT_CHAIN_REVOCATION_CHECK_END_CERT) != 0) return Scope::end_certificate;
    return Scope::none;
}

FileTime file_time_in(const FILETIME& time) {
    return FileTime{time.dwHighDateTime} << 32 | time.dwLowDateTime;
}

void read_flags(DWORD flags, const ChainEngine& engine, x509::ChainRequest& out) {
    out.time_is_of_timestamp = (flags & CERT_CHAIN_TIMESTAMP_TIME) != 0;
    out.revocation = scope_of(flags);
    out.revocation_cache_only = (flags & CERT_CHAIN_REVOCATION_CHECK_CACHE_ONLY) != 0;
    out.fetch_issuers = !engine.disables_aia() && (flags & CERT_CHAIN_DISABLE_AIA) == 0;
    out.cache_only = engine.cache_only() || (flags & CERT_CHAIN_CACHE_ONLY_URL_RETRIEVAL) != 0;
    out.timeout_is_accumulative = (flags & CERT_CHAIN_REVOCATION_ACCUMULATIVE_TIMEOUT) != 0;
    out.want_lower_quality = (flags & CERT_CHAIN_RETURN_LOWER_QUALITY_CONTEXTS) != 0;
    out.strength.refuse_sha1 = (flags & CERT_CHAIN_OPT_IN_WEAK_SIGNATURE) != 0;
}

milliseconds timeout_of(const ChainParameters& parameters, const ChainEngine& engine,
                        bool accumulative) {
    if (parameters.url_timeout != 0) return milliseconds(parameters.url_timeout);
    if (engine.url_timeout() != milliseconds(0)) return engine.url_timeout();
    return accumulative ? kAccumulativeTimeout : kUrlTimeout;
}

// What a request points to.
struct Material {
    std::vector<x509::SharedCertificate> certificates;
    std::vector<x509::SharedCrl> crls;
    std::optional<SecureBytes> staple;
};

Status read_store(HCERTSTORE handle, Material& out) {
    if (handle == nullptr) return Status::ok;
    TRY_ASSIGN(const std::shared_ptr<CertStore> store, find_store(handle));
    out.certificates = store->certificates();
    out.crls = store->crls();
    return Status::ok;
}

// Answers that are older than the caller wants are none.
void refuse_stale(const ChainParameters& parameters, x509::Chain& chain) {
    using x509::TrustError;
    const FileTime most = FileTime{parameters.freshness} * kFileTimeSecond;
    for (x509::ChainElement& element : chain.elements) {
        const bool good =
            element.revocation && element.revocation->verdict == x509::Revocation::good;
        if (!good || element.revocation->this_update + most >= file_time_now()) continue;
        element.revocation->verdict = x509::Revocation::offline;
        element.errors |= TrustError::revocation_status_unknown | TrustError::offline_revocation;
        chain.errors |= TrustError::revocation_status_unknown | TrustError::offline_revocation;
    }
}

x509::SharedChain ask(const ChainParameters& parameters, const x509::ChainRequest& request) {
    if (parameters.check_freshness == FALSE) {
        if (parameters.cache_resync == nullptr) return x509::verified_chain(request);
        return std::make_shared<const x509::ChainResult>(x509::build_chain(request));
    }
    x509::ChainResult result = x509::build_chain(request);
    refuse_stale(parameters, result.best);
    for (x509::Chain& chain : result.lower_quality) refuse_stale(parameters, chain);
    return std::make_shared<const x509::ChainResult>(std::move(result));
}

}  // namespace

Result<PCCERT_CHAIN_CONTEXT> answer_chain(ChainEngine& engine, const ChainQuestion& question) {
    const ChainParameters& parameters = question.parameters;
    Material material;
    TRY(read_store(question.additional_store, material));
    // A context out of a store brings that store along, as Windows takes it.
    if (question.leaf->store() != nullptr && question.additional_store == nullptr &&
        question.leaf->store()->kind() == CertStore::Kind::elements &&
        !question.leaf->store()->has_backing()) {
        material.certificates = question.leaf->store()->certificates();
        material.crls = question.leaf->store()->crls();
    }
    x509::ChainRequest request{.leaf = question.leaf->shared(),
                               .additional = material.certificates,
                               .crls = material.crls};
    request.trust = engine.trust(question.flags);
    if (question.time != nullptr) request.time = file_time_in(*question.time);
    TRY(read_usage(parameters.usage, request.usages, request.any_usage_will_do));
    TRY(read_usage(parameters.issuance_policy, request.policies, request.any_policy_will_do));
    if (parameters.strong_sign != nullptr) {
        TRY_ASSIGN(request.strength, read_strength(*parameters.strong_sign));
        request.strength.check_end_key =
            (parameters.strong_sign_flags & CERT_CHAIN_STRONG_SIGN_DISABLE_END_CHECK_FLAG) == 0;
    }
    read_flags(question.flags, engine, request);
    request.url_timeout = timeout_of(parameters, engine, request.timeout_is_accumulative);
    if (parameters.check_freshness != FALSE)
        request.revocation_newer_than =
            file_time_now() - FileTime{parameters.freshness} * kFileTimeSecond;
    material.staple = question.leaf->properties().blob(CERT_OCSP_RESPONSE_PROP_ID);
    if (material.staple) request.stapled_ocsp = material.staple->bytes();
    const x509::SharedChain chain = ask(parameters, request);
    return ChainContext::create(*chain, *question.leaf, question.flags);
}

}  // namespace secur32::api

extern "C" {

using namespace secur32;
using namespace secur32::api;

BOOL WINAPI CertGetCertificateChain(HCERTCHAINENGINE hChainEngine, PCCERT_CONTEXT pCertContext,
                                    LPFILETIME pTime, HCERTSTORE hAdditionalStore,
                                    PCERT_CHAIN_PARA pChainPara, DWORD dwFlags, LPVOID pvReserved,
                                    PCCERT_CHAIN_CONTEXT* ppChainContext) {
    return cert_call("CertGetCertificateChain", [&](CallTrail& trail) -> CertResult {
        trail.handle("engine", number_of(hChainEngine));
        trail.handle("context", number_of(pCertContext));
        trail.handle("store", number_of(hAdditionalStore));
        trail.flags("flags", dwFlags);
        if (ppChainContext != nullptr) *ppChainContext = nullptr;
        if (pvReserved != nullptr) return refuse(E_INVALIDARG, "chain: pvReserved is not NULL");
        const UsedEngine engine(hChainEngine);
        if (engine.get() == nullptr) return refuse(E_INVALIDARG, "chain: no such engine");
        ChainQuestion question;
        question.time = pTime;
        question.additional_store = hAdditionalStore;
        question.flags = dwFlags;
        TRY_ASSIGN(question.leaf, CertificateContext::find(pCertContext));
        TRY_ASSIGN(question.parameters, read_parameters(pChainPara));
        TRY_ASSIGN(const PCCERT_CHAIN_CONTEXT chain, answer_chain(*engine.get(), question));
        if (ppChainContext == nullptr)
            ChainContext::of(chain)->drop_reference();
        else
            *ppChainContext = chain;
        return Status::ok;
    });
}

void WINAPI CertFreeCertificateChain(PCCERT_CHAIN_CONTEXT pChainContext) {
    cert_call("CertFreeCertificateChain", [&](CallTrail& trail) -> CertResult {
        trail.handle("chain", number_of(pChainContext));
        if (pChainContext == nullptr) return Status::ok;
        TRY_ASSIGN(ChainContext* const chain, ChainContext::find(pChainContext));
        chain->drop_reference();
        return Status::ok;
    });
}

PCCERT_CHAIN_CONTEXT WINAPI CertDuplicateCertificateChain(PCCERT_CHAIN_CONTEXT pChainContext) {
    PCCERT_CHAIN_CONTEXT out = nullptr;
    cert_call("CertDuplicateCertificateChain", [&](CallTrail& trail) -> CertResult {
        trail.handle("chain", number_of(pChainContext));
        if (pChainContext == nullptr) return Status::ok;
        TRY_ASSIGN(ChainContext* const chain, ChainContext::find(pChainContext));
        chain->add_reference();
        out = pChainContext;
        return Status::ok;
    });
    return out;
}

}  // extern "C"
