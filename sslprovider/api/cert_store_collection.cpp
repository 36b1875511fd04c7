// Collections: stores that show what other stores hold, in the order of their priorities.
#include <algorithm>
#include <utility>

#include "sslprovider/api/cert_store.h"
#include "sslprovider/base/trace.h"

namespace secur32::api {
namespace {

// Held while a collection gets a sibling, so that no two make a circle of each other.
std::mutex& siblings_mutex() {
    static std::mutex mutex;
    return mutex;
}

}  // namespace

std::vector<CertStore::Sibling> CertStore::siblings() const {
    const std::lock_guard lock(mutex_);
    return siblings_;
}

bool CertStore::contains(const CertStore& store) const {
    const std::vector<Sibling> all = siblings();
    return this == &store || std::ranges::any_of(all, [&](const Sibling& sibling) {
               return sibling.store->contains(store);
           });
}

// CertAddStoreToCollection: "dwPriority: ... the store with the highest priority is first";
// of the same priority the one that came first.
Status CertStore::add_sibling(const std::shared_ptr<CertStore>& sibling, DWORD flags,
                              DWORD priority) {
    if (kind_ != Kind::collection)
        return trace::because(Status::invalid_parameter, "cert: the store is no collection");
    const std::lock_guard circles(siblings_mutex());
    if (sibling->contains(*this))
        return trace::because(Status::invalid_parameter, "cert: a collection would hold itself");
    const std::lock_guard lock(mutex_);
    const auto lower = std::ranges::find_if(
        siblings_, [&](const Sibling& other) { return other.priority < priority; });
    const bool takes = (flags & CERT_PHYSICAL_STORE_ADD_ENABLE_FLAG) != 0;
    siblings_.insert(lower, Sibling{sibling, takes, priority});
    ++sibling->shown_;
    touch();
    return Status::ok;
}

void CertStore::remove_sibling(const CertStore& sibling) {
    // Goes when no lock is held any more.
    std::shared_ptr<CertStore> removed;
    const std::lock_guard lock(mutex_);
    const auto at = std::ranges::find_if(
        siblings_, [&](const Sibling& other) { return other.store.get() == &sibling; });
    if (at == siblings_.end()) return;
    removed = std::move(at->store);
    --removed->shown_;
    siblings_.erase(at);
    touch();
}

bool CertStore::takes_additions_to(const CertStore& home) const {
    if (this == &home) return true;
    const std::vector<Sibling> all = siblings();
    return std::ranges::any_of(all, [&](const Sibling& sibling) {
        return sibling.takes_additions && sibling.store->takes_additions_to(home);
    });
}

void CertStore::collect_leaves(std::vector<std::shared_ptr<const CertStore>>& into) const {
    if (kind_ == Kind::elements) {
        auto self = shared_from_this();
        if (std::ranges::find(into, self) == into.end()) into.push_back(std::move(self));
        return;
    }
    for (const Sibling& sibling : siblings()) sibling.store->collect_leaves(into);
}

std::vector<std::shared_ptr<const CertStore>> CertStore::leaves() const {
    std::vector<std::shared_ptr<const CertStore>> all;
    collect_leaves(all);
    return all;
}

// A change anywhere gives a number higher than all before; a collection within this one that loses
// a store changes, too.
std::uint64_t CertStore::generation() const {
    std::uint64_t latest = generation_;
    for (const Sibling& sibling : siblings())
        latest = std::max(latest, sibling.store->generation());
    return latest;
}

namespace {

Status no_backing() {
    return trace::because(Status::unsupported_function, "cert: the store is kept nowhere");
}

}  // namespace

Status CertStore::commit(bool force) {
    if (kind_ == Kind::collection) {
        Status worst = Status::ok;
        for (const Sibling& sibling : siblings())
            if (const Status status = sibling.store->commit(force); status != Status::ok)
                worst = status;
        return worst;
    }
    StoreBacking* const keeps = backing();
    return keeps != nullptr ? keeps->commit(*this, force) : no_backing();
}

Status CertStore::resync() {
    if (kind_ == Kind::collection) {
        Status worst = Status::ok;
        for (const Sibling& sibling : siblings())
            if (const Status status = sibling.store->resync(); status != Status::ok) worst = status;
        return worst;
    }
    StoreBacking* const keeps = backing();
    return keeps != nullptr ? keeps->resync(*this) : no_backing();
}

}  // namespace secur32::api
