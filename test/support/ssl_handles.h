// The exported functions of the SSL provider in a test's hands: handles that free themselves,
// blobs, hashes, and objects that no exported function would make (a chosen private value).
#pragma once

#include <sslprovider.h>
#include <winerror.h>

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <utility>

#include "sslprovider/api/ssl_objects.h"

namespace secur32::test {

// A handle that is freed when it dies.
class SslHandle {
 public:
    SslHandle() = default;
    explicit SslHandle(NCRYPT_HANDLE handle) : handle_(handle) {}
    SslHandle(SslHandle&& other) noexcept : handle_(std::exchange(other.handle_, 0)) {}
    SslHandle& operator=(SslHandle&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~SslHandle() { free(); }

    operator NCRYPT_HANDLE() const { return handle_; }
    // For an out parameter.
    NCRYPT_HANDLE* out() { return &handle_; }
    void free() {
        if (handle_ != 0) SslFreeObject(std::exchange(handle_, 0), 0);
    }

 private:
    NCRYPT_HANDLE handle_ = 0;
};

// The built-in provider, open as long as the process.
inline NCRYPT_PROV_HANDLE ssl_provider() {
    static const NCRYPT_PROV_HANDLE handle = [] {
        NCRYPT_PROV_HANDLE opened = 0;
        if (SslOpenProvider(&opened, MS_SCHANNEL_PROVIDER, 0) != ERROR_SUCCESS)
            throw std::runtime_error("SslOpenProvider");
        return opened;
    }();
    return handle;
}

// Was a handle, and is none any more.
inline NCRYPT_HANDLE freed_handle() {
    NCRYPT_HASH_HANDLE hash = 0;
    SslCreateHandshakeHash(ssl_provider(), &hash, TLS1_2_PROTOCOL_VERSION,
                           TLS_RSA_WITH_AES_128_CBC_SHA, 0);
    SslFreeObject(hash, 0);
    return hash;
}

// An object of this library as a handle, where no exported function would make it.
template <typename T, typename... Arguments>
SslHandle handle_of(Arguments&&... arguments) {
    return SslHandle(
        api::objects().insert(std::make_unique<T>(std::forward<Arguments>(arguments)...)));
}

inline PBYTE octets(Bytes bytes) { return const_cast<PBYTE>(bytes.data()); }
inline DWORD count(Bytes bytes) { return static_cast<DWORD>(bytes.size()); }

inline SslHandle import_key(LPCWSTR type, Bytes blob) {
    SslHandle key;
    if (SslImportKey(ssl_provider(), key.out(), type, octets(blob), count(blob), 0) !=
        ERROR_SUCCESS)
        throw std::runtime_error("SslImportKey");
    return key;
}

// A header of 32-bit numbers, and the octets behind it.
inline Buffer blob_of(std::initializer_list<DWORD> header, Bytes body) {
    Buffer blob;
    for (const DWORD number : header)
        for (const unsigned shift : {0u, 8u, 16u, 24u})
            blob.push_back(static_cast<std::uint8_t>(number >> shift));
    blob.insert(blob.end(), body.begin(), body.end());
    return blob;
}

inline SslHandle import_share(crypto::NamedGroup group, Bytes public_value) {
    return import_key(SSL_ECCPUBLIC_BLOB,
                      blob_of({static_cast<DWORD>(group), count(public_value)}, public_value));
}

inline SslHandle import_pre_shared_key(Bytes key) {
    return import_key(
        BCRYPT_KEY_DATA_BLOB,
        blob_of({BCRYPT_KEY_DATA_BLOB_MAGIC, BCRYPT_KEY_DATA_BLOB_VERSION1, count(key)}, key));
}

inline SslHandle new_hash(DWORD protocol, DWORD suite) {
    SslHandle hash;
    if (SslCreateHandshakeHash(ssl_provider(), hash.out(), protocol, suite, 0) != ERROR_SUCCESS)
        throw std::runtime_error("SslCreateHandshakeHash");
    return hash;
}

inline void add_to(NCRYPT_HASH_HANDLE hash, Bytes message) {
    if (SslHashHandshake(ssl_provider(), hash, octets(message), count(message), 0) != ERROR_SUCCESS)
        throw std::runtime_error("SslHashHandshake");
}

inline Buffer value_of(NCRYPT_HASH_HANDLE hash, DWORD protocol) {
    Buffer value(crypto::kMaxHashLength);
    DWORD length = 0;
    if (SslComputeSessionHash(ssl_provider(), hash, protocol, value.data(), count(value), &length,
                              0) != ERROR_SUCCESS)
        throw std::runtime_error("SslComputeSessionHash");
    value.resize(length);
    return value;
}

// Whether the key's opaque blob holds exactly these octets somewhere; a secret of 32 and more does
// not lie there by chance.
inline bool is_secret_of(NCRYPT_KEY_HANDLE key, Bytes secret) {
    DWORD length = 0;
    if (SslExportKey(ssl_provider(), key, BCRYPT_OPAQUE_KEY_BLOB, nullptr, 0, &length, 0) !=
        ERROR_SUCCESS)
        return false;
    Buffer blob(length);
    if (SslExportKey(ssl_provider(), key, BCRYPT_OPAQUE_KEY_BLOB, blob.data(), length, &length,
                     0) != ERROR_SUCCESS)
        return false;
    return !secret.empty() && std::search(blob.begin(), blob.end(), secret.begin(), secret.end()) !=
                                  blob.end();
}

}  // namespace secur32::test
