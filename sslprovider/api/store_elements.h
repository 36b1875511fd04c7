// What the functions on certificates in stores and those on CRLs in stores have in common.
#pragma once

#include <wincrypt_parts.h>

#include <utility>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/cert_store.h"

namespace secur32::api {

// A reference that a call takes over, and gives back when it ends: "pPrevCertContext ... is always
// freed by the function, even if the function causes an error" (CertFindCertificateInStore).
template <typename Context>
class GivenContext {
 public:
    template <typename Pointer>
    explicit GivenContext(Pointer pointer) : context_(Context::of(pointer)) {}
    ~GivenContext() {
        if (context_ != nullptr) context_->drop_reference();
    }
    GivenContext(const GivenContext&) = delete;
    GivenContext& operator=(const GivenContext&) = delete;

    Context* get() const { return context_; }
    explicit operator bool() const { return context_ != nullptr; }
    Context* operator->() const { return context_; }

 private:
    Context* const context_;
};

// The next element behind previous that fits, as a context of the store.  CRYPT_E_NOT_FOUND;
// E_INVALIDARG: previous is of another store, or no context.
template <typename Context, typename Pointer, typename Fits>
CertResult next_in_store(CertStore& store, Pointer given, const GivenContext<Context>& previous,
                         Fits&& fits, Pointer& out) {
    if (given != nullptr && !previous)
        return refuse(E_INVALIDARG, "cert: not a context of this library");
    if (previous && previous->store().get() != &store)
        return refuse(E_INVALIDARG, "cert: the previous context is of another store");
    using Shared = std::remove_cvref_t<decltype(previous->element())>;
    Shared element = previous ? previous->element() : nullptr;
    do {
        element = store.next(element.get());
        if (element == nullptr) return CRYPT_E_NOT_FOUND;
    } while (!fits(*element));
    out = store.context_of(element);
    return Status::ok;
}

}  // namespace secur32::api
