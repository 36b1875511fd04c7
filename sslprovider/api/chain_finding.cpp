// CertFindChainInStore: a client's certificates, by the issuers that a server names.
#include <winerror.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/certificate_keys.h"
#include "sslprovider/api/chain_building.h"
#include "sslprovider/api/chain_context.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/x509/canonical_name.h"

namespace secur32::api {
namespace {

// CERT_CHAIN_FIND_BY_ISSUER_PARA with all the fields that it can have.
struct IssuerQuestion {
    DWORD size = 0;
    LPCSTR usage = nullptr;
    DWORD key_spec = 0;
    DWORD acquire_flags = 0;
    DWORD issuer_count = 0;
    CERT_NAME_BLOB* issuers = nullptr;
    PFN_CERT_CHAIN_FIND_BY_ISSUER_CALLBACK callback = nullptr;
    void* callback_argument = nullptr;
    DWORD* chain_index = nullptr;
    DWORD* element_index = nullptr;
};
constexpr std::size_t kShortQuestion = offsetof(IssuerQuestion, chain_index);
static_assert(kShortQuestion == sizeof(CERT_CHAIN_FIND_BY_ISSUER_PARA));

Result<IssuerQuestion> read_question(DWORD type, const void* from) {
    if (type != CERT_CHAIN_FIND_BY_ISSUER)
        return trace::because(Status::invalid_parameter, "chain: not CERT_CHAIN_FIND_BY_ISSUER");
    DWORD size = 0;
    if (from != nullptr) std::memcpy(&size, from, sizeof size);
    if (size < kShortQuestion)
        return trace::because(Status::invalid_parameter, "chain: no FIND_BY_ISSUER_PARA");
    IssuerQuestion out;
    std::memcpy(static_cast<void*>(&out), from, std::min<std::size_t>(size, sizeof out));
    if (out.issuer_count != 0 && out.issuers == nullptr)
        return trace::because(Status::invalid_parameter, "chain: a number of issuers without any");
    return out;
}

// The contexts of a store, each with a reference.
class Contexts {
 public:
    explicit Contexts(CertStore& store) : all_(store.contexts()) {}
    ~Contexts() {
        for (const PCCERT_CONTEXT context : all_) CertificateContext::of(context)->drop_reference();
    }
    Contexts(const Contexts&) = delete;
    Contexts& operator=(const Contexts&) = delete;
    std::size_t size() const { return all_.size(); }
    CertificateContext& operator[](std::size_t i) const { return *CertificateContext::of(all_[i]); }

 private:
    std::vector<PCCERT_CONTEXT> all_;
};

// A reference that the function was given and gives back whatever it answers.
class Previous {
 public:
    explicit Previous(PCCERT_CHAIN_CONTEXT chain) : chain_(ChainContext::of(chain)) {}
    ~Previous() {
        if (chain_ != nullptr) chain_->drop_reference();
    }
    Previous(const Previous&) = delete;
    Previous& operator=(const Previous&) = delete;
    // Where to go on.
    std::size_t next_in(const Contexts& contexts) const {
        if (chain_ == nullptr) return 0;
        const auto* const leaf =
            CertificateContext::of(chain_->pointer()->rgpChain[0]->rgpElement[0]->pCertContext);
        for (std::size_t i = 0; i < contexts.size(); ++i)
            if (contexts[i].element() == leaf->element()) return i + 1;
        return contexts.size();
    }

 private:
    ChainContext* chain_;
};

bool has_key(CertificateContext& context, const IssuerQuestion& question, DWORD flags) {
    if ((flags & CERT_CHAIN_FIND_BY_ISSUER_NO_KEY_FLAG) != 0) return true;
    const auto name = context.properties().key_name();
    const KeyContext held = context.properties().key_context();
    if (!name && held.handle == 0) return false;
    const DWORD key_spec = held.handle != 0 ? held.key_spec : name->key_spec;
    if (question.key_spec != 0 && key_spec != question.key_spec) return false;
    return (flags & CERT_CHAIN_FIND_BY_ISSUER_COMPARE_KEY_FLAG) == 0 ||
           private_key_of(*context.pointer()).ok();
}

bool is_for_usage(const CERT_CHAIN_ELEMENT& leaf, LPCSTR usage) {
    if (usage == nullptr || leaf.pApplicationUsage == nullptr) return true;
    const CERT_ENHKEY_USAGE& usages = *leaf.pApplicationUsage;
    for (DWORD i = 0; i < usages.cUsageIdentifier; ++i)
        if (std::strcmp(usages.rgpszUsageIdentifier[i], usage) == 0) return true;
    return false;
}

bool is_named(const CERT_CONTEXT& certificate, const IssuerQuestion& question) {
    const CERT_NAME_BLOB& issuer = certificate.pCertInfo->Issuer;
    const Buffer name = x509::canonical_octets(Bytes(issuer.pbData, issuer.cbData));
    return std::any_of(question.issuers, question.issuers + question.issuer_count,
                       [&](const CERT_NAME_BLOB& blob) {
                           return x509::canonical_octets(Bytes(blob.pbData, blob.cbData)) == name;
                       });
}

// The first element that one of the issuers issued; nothing when there is none.
std::optional<DWORD> issued_element(const CERT_SIMPLE_CHAIN& chain,
                                    const IssuerQuestion& question) {
    if (question.issuer_count == 0) return 0;
    for (DWORD i = 0; i < chain.cElement; ++i)
        if (is_named(*chain.rgpElement[i]->pCertContext, question)) return i;
    return std::nullopt;
}

bool fits(const CERT_SIMPLE_CHAIN& chain, const IssuerQuestion& question) {
    const std::optional<DWORD> element = issued_element(chain, question);
    if (!element || !is_for_usage(*chain.rgpElement[0], question.usage)) return false;
    if (question.callback != nullptr &&
        question.callback(chain.rgpElement[0]->pCertContext, question.callback_argument) == FALSE)
        return false;
    if (question.chain_index != nullptr) *question.chain_index = 0;
    if (question.element_index != nullptr) *question.element_index = *element;
    return true;
}

DWORD chain_flags_of(DWORD flags) {
    constexpr DWORD kNoNetwork =
        CERT_CHAIN_FIND_BY_ISSUER_CACHE_ONLY_URL_FLAG | CERT_CHAIN_FIND_BY_ISSUER_CACHE_ONLY_FLAG;
    return (flags & kNoNetwork) != 0 ? DWORD{CERT_CHAIN_CACHE_ONLY_URL_RETRIEVAL} : 0;
}

Result<PCCERT_CHAIN_CONTEXT> find_chain(CertStore& store, const IssuerQuestion& question,
                                        DWORD flags, const Previous& previous) {
    const bool machine = (flags & CERT_CHAIN_FIND_BY_ISSUER_LOCAL_MACHINE_FLAG) != 0;
    const UsedEngine engine(machine ? HCCE_LOCAL_MACHINE : HCCE_CURRENT_USER);
    const Contexts contexts(store);
    for (std::size_t i = previous.next_in(contexts); i < contexts.size(); ++i) {
        CertificateContext& leaf = contexts[i];
        if (!has_key(leaf, question, flags)) continue;
        ChainQuestion about;
        about.leaf = &leaf;
        about.additional_store = store.handle();
        about.flags = chain_flags_of(flags);
        TRY_ASSIGN(const PCCERT_CHAIN_CONTEXT chain, answer_chain(*engine.get(), about));
        if (fits(*chain->rgpChain[0], question)) return chain;
        ChainContext::of(chain)->drop_reference();
    }
    return trace::because(Status::not_found, "chain: no further certificate fits");
}

}  // namespace
}  // namespace secur32::api

extern "C" {

using namespace secur32;
using namespace secur32::api;

PCCERT_CHAIN_CONTEXT WINAPI CertFindChainInStore(HCERTSTORE hCertStore, DWORD dwCertEncodingType,
                                                 DWORD dwFindFlags, DWORD dwFindType,
                                                 const void* pvFindPara,
                                                 PCCERT_CHAIN_CONTEXT pPrevChainContext) {
    PCCERT_CHAIN_CONTEXT out = nullptr;
    cert_call("CertFindChainInStore", [&](CallTrail& trail) -> CertResult {
        trail.handle("store", number_of(hCertStore));
        trail.flags("encoding", dwCertEncodingType);
        trail.flags("flags", dwFindFlags);
        const Previous previous(pPrevChainContext);
        if (pPrevChainContext != nullptr && ChainContext::of(pPrevChainContext) == nullptr)
            return refuse(E_INVALIDARG, "chain: the previous chain is none");
        TRY_ASSIGN(const IssuerQuestion question, read_question(dwFindType, pvFindPara));
        TRY_ASSIGN(const std::shared_ptr<CertStore> store, find_store(hCertStore));
        TRY_ASSIGN(out, find_chain(*store, question, dwFindFlags, previous));
        return Status::ok;
    });
    return out;
}

}  // extern "C"
