// Where the certificates of a chain come from.
#include "sslprovider/api/chain_engine.h"

#include <cstddef>

#include "sslprovider/api/system_stores.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/x509/canonical_name.h"

namespace secur32::api {
namespace {

constexpr DWORD kEngineFlags = CERT_CHAIN_CACHE_END_CERT | CERT_CHAIN_CACHE_ONLY_URL_RETRIEVAL |
                               CERT_CHAIN_USE_LOCAL_MACHINE_STORE |
                               CERT_CHAIN_ENABLE_CACHE_AUTO_UPDATE | CERT_CHAIN_ENABLE_SHARE_STORE |
                               CERT_CHAIN_DISABLE_AIA;

std::uint64_t number_in(HCERTCHAINENGINE handle) {
    return reinterpret_cast<std::uintptr_t>(handle);
}

std::uint64_t id_of(const x509::SharedIndex& index) { return index == nullptr ? 0 : index->id(); }

x509::SharedIndex make_index(std::vector<x509::SharedCertificate> certificates) {
    return std::make_shared<const x509::CertificateIndex>(std::move(certificates), 0);
}

// One for all: verdicts are kept by it.  Never destroyed, as the engines that are always there.
x509::SharedIndex no_certificates() {
    static const auto* const none = new x509::SharedIndex(make_index({}));
    return *none;
}

bool same_certificates(const x509::CertificateIndex& index,
                       const std::vector<x509::SharedCertificate>& certificates) {
    if (index.size() != certificates.size()) return false;
    for (const x509::SharedCertificate& one : certificates)
        if (!index.contains(*one, x509::canonical_octets(one->fields().subject))) return false;
    return true;
}

Result<std::unique_ptr<StoreIndex>> index_of(HCERTSTORE handle) {
    if (handle == nullptr) return std::unique_ptr<StoreIndex>();
    TRY_ASSIGN(std::shared_ptr<CertStore> store, find_store(handle));
    return std::make_unique<StoreIndex>(std::move(store));
}

Status refuse_config(std::string_view why) {
    return trace::because(Status::invalid_parameter, why);
}

}  // namespace

x509::SharedIndex StoreIndex::index() {
    const std::uint64_t generation = store_->generation();
    const std::lock_guard held(mutex_);
    if (index_ == nullptr || generation_ != generation) {
        index_ = make_index(store_->certificates());
        generation_ = generation;
    }
    return index_;
}

x509::SharedIndex SystemStoreIndex::index() {
    const std::lock_guard held(mutex_);
    const Clock::time_point now = Clock::now();
    if (looked_once_ && now - looked_ < kFresh) return index_;
    looked_once_ = true;
    looked_ = now;
    const auto store = open_system_store(
        name_, location_ | CERT_STORE_OPEN_EXISTING_FLAG | CERT_STORE_READONLY_FLAG);
    if (!store.ok()) {
        index_ = nullptr;
        return nullptr;
    }
    std::vector<x509::SharedCertificate> certificates = store.value()->certificates();
    // The same index as long as the certificates are the same: verdicts are kept by it.
    if (index_ == nullptr || !same_certificates(*index_, certificates))
        index_ = make_index(std::move(certificates));
    return index_;
}

void SystemStoreIndex::look_again() {
    const std::lock_guard held(mutex_);
    looked_once_ = false;
}

ChainEngine::ChainEngine(bool of_machine)
    : Object(kKind),
      user_roots_(u"ROOT", CERT_SYSTEM_STORE_CURRENT_USER),
      user_issuers_(u"CA",
                    of_machine ? CERT_SYSTEM_STORE_LOCAL_MACHINE : CERT_SYSTEM_STORE_CURRENT_USER),
      user_own_(u"MY",
                of_machine ? CERT_SYSTEM_STORE_LOCAL_MACHINE : CERT_SYSTEM_STORE_CURRENT_USER),
      people_(u"TrustedPeople",
              of_machine ? CERT_SYSTEM_STORE_LOCAL_MACHINE : CERT_SYSTEM_STORE_CURRENT_USER),
      machine_(of_machine) {}

// Never destroyed: threads may build chains while the process ends.
ChainEngine& ChainEngine::of_user() {
    static ChainEngine* const one = new ChainEngine(false);
    return *one;
}
ChainEngine& ChainEngine::of_machine() {
    static ChainEngine* const one = new ChainEngine(true);
    return *one;
}

Result<std::unique_ptr<ChainEngine>> ChainEngine::create(const CERT_CHAIN_ENGINE_CONFIG& config) {
    if ((config.dwFlags & ~kEngineFlags) != 0) return refuse_config("chain: no such flags");
    const bool machine = (config.dwFlags & CERT_CHAIN_USE_LOCAL_MACHINE_STORE) != 0;
    auto engine = std::make_unique<ChainEngine>(machine);
    TRY(engine->open(config));
    return engine;
}

Status ChainEngine::open(const CERT_CHAIN_ENGINE_CONFIG& config) {
    if (config.cAdditionalStore != 0 && config.rghAdditionalStore == nullptr)
        return refuse_config("chain: a number of stores without stores");
    if ((config.dwExclusiveFlags & ~DWORD{CERT_CHAIN_EXCLUSIVE_ENABLE_CA_FLAG}) != 0)
        return refuse_config("chain: no such exclusive flags");
    cache_only_ = (config.dwFlags & CERT_CHAIN_CACHE_ONLY_URL_RETRIEVAL) != 0;
    disables_aia_ = (config.dwFlags & CERT_CHAIN_DISABLE_AIA) != 0;
    accept_cas_ = (config.dwExclusiveFlags & CERT_CHAIN_EXCLUSIVE_ENABLE_CA_FLAG) != 0;
    url_timeout_ = std::chrono::milliseconds(config.dwUrlRetrievalTimeout);
    TRY_ASSIGN(restricted_roots_, index_of(config.hRestrictedRoot));
    TRY_ASSIGN(exclusive_roots_, index_of(config.hExclusiveRoot));
    TRY_ASSIGN(exclusive_people_, index_of(config.hExclusiveTrustedPeople));
    issuers_restricted_ = config.hRestrictedOther != nullptr;
    std::vector<HCERTSTORE> stores(config.rghAdditionalStore,
                                   config.rghAdditionalStore + config.cAdditionalStore);
    stores.push_back(config.hRestrictedOther);
    for (const HCERTSTORE store : stores) {
        TRY_ASSIGN(std::unique_ptr<StoreIndex> index, index_of(store));
        if (index != nullptr) issuers_.push_back(std::move(index));
    }
    return Status::ok;
}

x509::ChainTrust ChainEngine::trust(DWORD flags) {
    x509::ChainTrust out;
    const bool only_additional = (flags & CERT_CHAIN_ONLY_ADDITIONAL_AND_AUTH_ROOT) != 0;
    // "In the exclusive trust mode, the root store and the trusted people store on the system are
    // ignored": either of the two stores makes it so.
    out.exclusive = exclusive_roots_ != nullptr || exclusive_people_ != nullptr;
    out.accept_cas = accept_cas_;
    if (exclusive_roots_ != nullptr)
        out.roots = exclusive_roots_->index();
    else if (out.exclusive)
        out.roots = no_certificates();
    else if (only_additional && restricted_roots_ != nullptr)
        out.roots = restricted(x509::machine_root_index(), restricted_roots_->index());
    else
        out.roots = only_additional ? x509::machine_root_index() : roots();
    for (const auto& issuers : issuers_) out.others.push_back(issuers->index());
    if (!issuers_restricted_ && !only_additional)
        for (SystemStoreIndex* const index : {&user_issuers_, &user_own_})
            if (x509::SharedIndex some = index->index(); some != nullptr && some->size() != 0)
                out.others.push_back(std::move(some));
    if (exclusive_people_ != nullptr)
        out.peers = exclusive_people_->index();
    else if (!out.exclusive && (flags & CERT_CHAIN_ENABLE_PEER_TRUST) != 0)
        out.peers = people_.index();
    return out;
}

x509::SharedIndex ChainEngine::roots() {
    const x509::SharedIndex machine = x509::machine_root_index();
    const x509::SharedIndex user = machine_ ? nullptr : user_roots_.index();
    const x509::SharedIndex to =
        restricted_roots_ == nullptr ? nullptr : restricted_roots_->index();
    const std::lock_guard held(mutex_);
    const std::uint64_t of[3] = {id_of(machine), id_of(user), id_of(to)};
    if (made_ != nullptr && std::equal(of, of + 3, made_of_)) return made_;
    std::copy(of, of + 3, made_of_);
    made_ = merged(machine, user);
    if (to != nullptr) made_ = restricted(made_, to);
    return made_;
}

x509::SharedIndex ChainEngine::merged(const x509::SharedIndex& machine,
                                      const x509::SharedIndex& user) {
    if (user == nullptr || user->size() == 0) return machine;
    std::vector<x509::SharedCertificate> all = machine->certificates();
    bool more = false;
    for (const x509::SharedCertificate& one : user->certificates()) {
        if (machine->contains(*one, x509::canonical_octets(one->fields().subject))) continue;
        all.push_back(one);
        more = true;
    }
    return more ? make_index(std::move(all)) : machine;
}

x509::SharedIndex ChainEngine::restricted(const x509::SharedIndex& roots,
                                          const x509::SharedIndex& to) {
    std::vector<x509::SharedCertificate> both;
    for (const x509::SharedCertificate& one : to->certificates())
        if (roots->contains(*one, x509::canonical_octets(one->fields().subject)))
            both.push_back(one);
    return make_index(std::move(both));
}

void ChainEngine::resync() {
    for (SystemStoreIndex* const index : {&user_roots_, &user_issuers_, &user_own_, &people_})
        index->look_again();
}

UsedEngine::UsedEngine(HCERTCHAINENGINE handle) : used_(number_in(handle)) {
    if (handle == HCCE_CURRENT_USER)
        engine_ = &ChainEngine::of_user();
    else if (handle == HCCE_LOCAL_MACHINE || handle == HCCE_SERIAL_LOCAL_MACHINE)
        engine_ = &ChainEngine::of_machine();
    else if (used_)
        engine_ = &*used_;
}

}  // namespace secur32::api
