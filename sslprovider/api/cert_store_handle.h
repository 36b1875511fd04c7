// What an HCERTSTORE is a number of: the references that CertOpenStore and CertDuplicateStore gave
// out.  The number lives as long as the store does: a context's hCertStore can be used after the
// store was closed.
#pragma once

#include <memory>
#include <mutex>

#include "sslprovider/api/cert_store.h"
#include "sslprovider/api/objects.h"

namespace secur32::api {

class StoreHandle : public Object {
 public:
    static constexpr ObjectKind kKind = ObjectKind::cert_store;
    explicit StoreHandle(std::weak_ptr<CertStore> store)
        : Object(kKind), store_(std::move(store)) {}

    // Null while the store is going.
    std::shared_ptr<CertStore> store() const { return store_.lock(); }
    bool open();
    // Takes one reference away, or all; the store when that was the last.
    struct Closed {
        bool was_open = false;
        std::shared_ptr<CertStore> last;
    };
    Closed close(bool all);

 private:
    const std::weak_ptr<CertStore> store_;
    std::mutex mutex_;
    std::shared_ptr<CertStore> opened_;  // while there are references
    std::size_t references_ = 0;
};

// As CertDuplicateStore, CertCloseStore.  invalid_handle.
Status duplicate_store_handle(HCERTSTORE handle);
Result<StoreHandle::Closed> close_store_handle(HCERTSTORE handle, bool all);

}  // namespace secur32::api
