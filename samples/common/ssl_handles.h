// Owners for what the SSL provider, the key storage and the certificate functions hand out.
#pragma once

#include <sslprovider.h>

#include <memory>
#include <utility>

namespace samples {

inline void free_ssl_object(NCRYPT_HANDLE handle) { SslFreeObject(handle, 0); }
inline void free_storage_object(NCRYPT_HANDLE handle) { NCryptFreeObject(handle); }

// A number that names an object; 0 names none.
template <auto Release>
class OwnedNumber {
 public:
    OwnedNumber() = default;
    OwnedNumber(OwnedNumber&& other) noexcept : handle_(std::exchange(other.handle_, 0)) {}
    OwnedNumber& operator=(OwnedNumber&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~OwnedNumber() {
        if (handle_ != 0) Release(handle_);
    }

    NCRYPT_HANDLE get() const { return handle_; }
    NCRYPT_HANDLE* out() { return &handle_; }  // for a function that makes one; once

 private:
    NCRYPT_HANDLE handle_ = 0;
};

using SslObject = OwnedNumber<&free_ssl_object>;          // provider, key, hash
using StorageObject = OwnedNumber<&free_storage_object>;  // key storage and its keys

struct CertificateDeleter {
    void operator()(PCCERT_CONTEXT context) const { CertFreeCertificateContext(context); }
};
using Certificate = std::unique_ptr<const CERT_CONTEXT, CertificateDeleter>;

}  // namespace samples
