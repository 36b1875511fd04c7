#include "sslprovider/api/cert_store_handle.h"

#include <utility>

#include "sslprovider/base/trace.h"

namespace secur32::api {
namespace {

Status no_store() {
    return trace::because(Status::invalid_handle, "cert: no certificate store is open as that");
}

std::uint64_t number_in(HCERTSTORE handle) { return reinterpret_cast<std::uintptr_t>(handle); }

}  // namespace

bool StoreHandle::open() {
    auto store = store_.lock();
    if (store == nullptr) return false;
    const std::lock_guard lock(mutex_);
    opened_ = std::move(store);
    ++references_;
    return true;
}

StoreHandle::Closed StoreHandle::close(bool all) {
    const std::lock_guard lock(mutex_);
    if (references_ == 0) return {};
    references_ = all ? 0 : references_ - 1;
    if (references_ != 0) return {true, nullptr};
    return {true, std::exchange(opened_, nullptr)};
}

CertStore::~CertStore() {
    for (const Sibling& sibling : siblings_) --sibling.store->shown_;
    if (const std::uint64_t number = handle_; number != 0) objects().remove(number);
}

HCERTSTORE CertStore::handle() {
    std::uint64_t number = handle_;
    if (number == 0) {
        const std::uint64_t made =
            objects().insert(std::make_unique<StoreHandle>(weak_from_this()));
        if (handle_.compare_exchange_strong(number, made))
            number = made;
        else
            objects().remove(made);
    }
    return reinterpret_cast<HCERTSTORE>(static_cast<std::uintptr_t>(number));
}

Result<HCERTSTORE> open_store_handle(std::shared_ptr<CertStore> store) {
    const HCERTSTORE handle = store->handle();
    if (handle == nullptr) return Status::out_of_memory;
    TRY(duplicate_store_handle(handle));
    return handle;
}

Result<std::shared_ptr<CertStore>> find_store(HCERTSTORE handle) {
    const Using<StoreHandle> used(number_in(handle));
    auto store = used ? used->store() : nullptr;
    if (store == nullptr) return no_store();
    return store;
}

Status duplicate_store_handle(HCERTSTORE handle) {
    const Using<StoreHandle> used(number_in(handle));
    return used && used->open() ? Status::ok : no_store();
}

Result<StoreHandle::Closed> close_store_handle(HCERTSTORE handle, bool all) {
    const Using<StoreHandle> used(number_in(handle));
    if (!used) return no_store();
    StoreHandle::Closed closed = used->close(all);
    if (!closed.was_open) return no_store();
    return closed;
}

}  // namespace secur32::api
