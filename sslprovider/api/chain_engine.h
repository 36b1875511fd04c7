// What an HCERTCHAINENGINE stands for: what is trusted, where issuers are found, and limits.  The
// engines that are always there have numbers of their own.  Thread rule: any thread.
#pragma once

#include <wincrypt.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "sslprovider/api/cert_store.h"
#include "sslprovider/api/objects.h"
#include "sslprovider/x509/chain.h"

namespace secur32::api {

// The index of a store's certificates, made again when the store has changed.
class StoreIndex {
 public:
    explicit StoreIndex(std::shared_ptr<CertStore> store) : store_(std::move(store)) {}
    x509::SharedIndex index();

 private:
    const std::shared_ptr<CertStore> store_;
    std::mutex mutex_;
    x509::SharedIndex index_;
    std::uint64_t generation_ = 0;
};

// The same for a system store, which is opened anew now and then: others write to it.
class SystemStoreIndex {
 public:
    SystemStoreIndex(std::u16string name, DWORD location)
        : name_(std::move(name)), location_(location) {}
    // Null when there is no such store.
    x509::SharedIndex index();
    void look_again();

 private:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::seconds kFresh{10};

    const std::u16string name_;
    const DWORD location_;
    std::mutex mutex_;
    Clock::time_point looked_{};
    bool looked_once_ = false;
    x509::SharedIndex index_;
};

class ChainEngine : public Object {
 public:
    static constexpr ObjectKind kKind = ObjectKind::chain_engine;

    // HCCE_CURRENT_USER, HCCE_LOCAL_MACHINE.
    static ChainEngine& of_user();
    static ChainEngine& of_machine();
    // invalid_parameter, invalid_handle.
    static Result<std::unique_ptr<ChainEngine>> create(const CERT_CHAIN_ENGINE_CONFIG& config);

    // flags: of CertGetCertificateChain.
    x509::ChainTrust trust(DWORD flags);
    bool cache_only() const { return cache_only_; }
    bool disables_aia() const { return disables_aia_; }
    std::chrono::milliseconds url_timeout() const { return url_timeout_; }
    void resync();

    explicit ChainEngine(bool of_machine);

 private:
    using Stores = std::vector<std::unique_ptr<StoreIndex>>;

    Status open(const CERT_CHAIN_ENGINE_CONFIG& config);
    x509::SharedIndex roots();
    x509::SharedIndex restricted(const x509::SharedIndex& roots, const x509::SharedIndex& to);
    x509::SharedIndex merged(const x509::SharedIndex& machine, const x509::SharedIndex& user);

    SystemStoreIndex user_roots_, user_issuers_, user_own_, people_;
    const bool machine_;
    bool cache_only_ = false, disables_aia_ = false, accept_cas_ = false;
    std::chrono::milliseconds url_timeout_{0};  // 0: the function's own
    std::unique_ptr<StoreIndex> restricted_roots_, exclusive_roots_, exclusive_people_;
    bool issuers_restricted_ = false;
    Stores issuers_;

    std::mutex mutex_;
    // What roots() was made of last, and made.
    std::uint64_t made_of_[3] = {};
    x509::SharedIndex made_;
};

// The engine of a handle, for the length of a call.  invalid_handle.
class UsedEngine {
 public:
    explicit UsedEngine(HCERTCHAINENGINE handle);
    ChainEngine* get() const { return engine_; }

 private:
    Using<ChainEngine> used_;
    ChainEngine* engine_ = nullptr;
};

}  // namespace secur32::api
