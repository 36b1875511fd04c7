#include "sslprovider/api/crypt_objects.h"

#include <algorithm>
#include <utility>

#include "sslprovider/base/trace.h"

namespace secur32::api {
namespace {

std::size_t index_of(capi::KeySpec spec) { return spec == capi::KeySpec::exchange ? 0 : 1; }

Status give(CryptContext& context, std::unique_ptr<Object> child, ULONG_PTR* place) {
    *place = context.adopt(std::move(child));
    if (*place != 0) return Status::ok;
    return trace::because(Status::invalid_handle, "capi: the context is gone, or the table full");
}

}  // namespace

Result<capi::Key> CryptContext::pair(capi::KeySpec spec) const {
    const std::lock_guard lock(mutex_);
    std::optional<KeptPair>& kept = pairs_[index_of(spec)];
    if (facts_.container) {
        const Status status = follow_container(*facts_.container, spec, kept);
        if (status == Status::bad_data)
            return trace::because(Status::keyset_damaged, "capi: the container's file is damaged");
        TRY(status);
    }
    if (!kept) return trace::because(Status::no_key, "capi: there is no such pair of keys");
    return capi::clone(kept->key);
}

// A container is everybody's: another context may have changed it since.
Status CryptContext::follow_container(const capi::ContainerName& name, capi::KeySpec spec,
                                      std::optional<KeptPair>& kept) {
    const std::optional<KeptPair> before = std::exchange(kept, std::nullopt);
    TRY_ASSIGN(capi::StoredPair stored, capi::load_stored_pair(name, spec));
    const bool same = before && before->stored == stored;
    TRY_ASSIGN(capi::Key key,
               same ? capi::clone(before->key) : capi::read_pair(name, spec, stored));
    kept = KeptPair{std::move(stored), std::move(key)};
    return Status::ok;
}

Status CryptContext::set_pair(capi::KeySpec spec, const capi::Key& key) {
    if (facts_.container) return capi::save_pair(*facts_.container, spec, key);
    TRY_ASSIGN(capi::Key copy, capi::clone(key));
    const std::lock_guard lock(mutex_);
    pairs_[index_of(spec)] = KeptPair{{}, std::move(copy)};
    return Status::ok;
}

void CryptContext::forget_pairs() {
    const std::lock_guard lock(mutex_);
    pairs_ = {};
}

bool CryptContext::add_reference() {
    const std::lock_guard lock(mutex_);
    if (references_ == 0) return false;
    ++references_;
    return true;
}

CryptContext::Released CryptContext::release() {
    std::vector<std::uint64_t> orphans;
    {
        const std::lock_guard lock(mutex_);
        if (references_ == 0) return Released::not_held;
        if (--references_ != 0) return Released::held;
        orphans = std::exchange(children_, {});
    }
    for (const std::uint64_t child : orphans) objects().remove(child);
    return Released::last;
}

std::uint64_t CryptContext::adopt(std::unique_ptr<Object> child) {
    const std::lock_guard lock(mutex_);
    if (references_ == 0) return 0;
    children_.push_back(0);  // all memory comes first
    const std::uint64_t handle = objects().insert(std::move(child));
    if (handle == 0)
        children_.pop_back();
    else
        children_.back() = handle;
    return handle;
}

bool CryptContext::abandon(std::uint64_t child) {
    {
        const std::lock_guard lock(mutex_);
        std::erase(children_, child);
    }
    return objects().remove(child);
}

Status check_permission(const capi::Key& key, std::uint32_t needed) {
    if ((key.permissions & needed) != 0) return Status::ok;
    return trace::because(Status::not_permitted, "capi: KP_PERMISSIONS forbids that");
}

Result<capi::Key> key_beside(HCRYPTPROV context, HCRYPTKEY handle) {
    return with_key_beside(context, handle, [](capi::Key& key) { return capi::clone(key); });
}

Status check_no_key_beside(HCRYPTKEY handle) {
    if (handle == 0) return Status::ok;
    return trace::because(Status::bad_key, "capi: a second key where none is of use");
}

bool release_context(HCRYPTPROV handle) {
    const Using<CryptContext> context(handle);
    if (!context) return false;
    const CryptContext::Released released = context->release();
    if (released == CryptContext::Released::last) objects().remove(handle);
    return released != CryptContext::Released::not_held;
}

Status give_key(CryptContext& context, HCRYPTPROV handle, capi::Key key, HCRYPTKEY* place,
                std::optional<capi::KeySpec> slot) {
    return give(context,
                std::make_unique<CryptKey>(handle, context.provider(), std::move(key), slot),
                place);
}

Status give_hash(CryptContext& context, HCRYPTPROV handle, capi::HashObject hash,
                 HCRYPTHASH* place) {
    return give(context, std::make_unique<CryptHash>(handle, context.provider(), std::move(hash)),
                place);
}

}  // namespace secur32::api
