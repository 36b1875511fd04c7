// The objects behind NCRYPT_HANDLEs and the CryptoAPI's HCRYPT*: one handle table for all kinds, since a handle is one number.
// A handle of another kind finds nothing, as a stale or invented one does.
#pragma once

#include <cstdint>
#include <memory>

#include "sslprovider/base/handle_table.h"

namespace secur32::api {

enum class ObjectKind : std::uint8_t {
    ssl_provider,
    ssl_private_key,
    ssl_public_key,
    ssl_ephemeral_key,
    ssl_pre_master_key,
    ssl_master_key,
    ssl_schedule_secret,
    ssl_packet_key,
    ssl_hash,
    storage_provider,
    storage_key,
    crypt_context,
    crypt_key,
    crypt_hash,
    cert_store,
    chain_engine,
    bcrypt_key,
};

class Object {
 public:
    explicit Object(ObjectKind kind) : kind_(kind) {}
    virtual ~Object() = default;
    ObjectKind kind() const { return kind_; }

 private:
    ObjectKind kind_;
};

HandleTable<Object>& objects();

// An object in use; T::kKind says which kind it is.  Lives on the stack of one call.
template <typename T>
class Using {
 public:
    explicit Using(std::uint64_t handle) : use_(objects().find(handle)) {
        if (use_ && use_->kind() == T::kKind) object_ = static_cast<T*>(&*use_);
    }
    explicit operator bool() const { return object_ != nullptr; }
    T* operator->() const { return object_; }
    T& operator*() const { return *object_; }

 private:
    HandleTable<Object>::Use use_;
    T* object_ = nullptr;
};

}  // namespace secur32::api
