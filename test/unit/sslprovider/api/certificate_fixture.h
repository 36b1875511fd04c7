// Certificate contexts in a test's hands: references that give themselves back, properties as
// octets, keys of the key storage made of libcrypto's.
#pragma once

#include <ncrypt.h>
#include <wincrypt_parts.h>
#include <winerror.h>

#include <stdexcept>
#include <string>
#include <utility>

#include "sslprovider/base/bytes.h"
#include "test/support/foreign_certificates.h"

namespace secur32::test {

inline constexpr DWORD kUntouched = 0xDEADBEEF;

// A reference to a certificate context.
class Context {
 public:
    explicit Context(PCCERT_CONTEXT context) : context_(context) {
        if (context_ == nullptr) throw std::runtime_error("CertCreateCertificateContext");
    }
    explicit Context(Bytes der)
        : Context(CertCreateCertificateContext(X509_ASN_ENCODING, der.data(),
                                               static_cast<DWORD>(der.size()))) {}
    Context(Context&& other) noexcept : context_(std::exchange(other.context_, nullptr)) {}
    Context& operator=(Context&&) = delete;
    ~Context() { free(); }

    operator PCCERT_CONTEXT() const { return context_; }
    const CERT_CONTEXT* operator->() const { return context_; }
    const CERT_CONTEXT& operator*() const { return *context_; }
    void free() { CertFreeCertificateContext(std::exchange(context_, nullptr)); }

 private:
    PCCERT_CONTEXT context_;
};

// The first of the certificates of libcrypto's making: an RSA key, five extensions.
inline const NamedCertificate& usual_certificate() { return foreign_certificates().front(); }
inline Context usual_context() { return Context(Bytes(usual_certificate().der)); }

// The size that is asked for and the one that comes must be the same.
inline Buffer property_of(PCCERT_CONTEXT context, DWORD id) {
    DWORD size = kUntouched;
    if (!CertGetCertificateContextProperty(context, id, nullptr, &size))
        throw std::runtime_error("no property " + std::to_string(id));
    Buffer value(size);
    DWORD written = size;
    if (!CertGetCertificateContextProperty(context, id, value.data(), &written) || written != size)
        throw std::runtime_error("property " + std::to_string(id));
    return value;
}

inline bool has_property(PCCERT_CONTEXT context, DWORD id) {
    DWORD size = kUntouched;
    return CertGetCertificateContextProperty(context, id, nullptr, &size);
}

template <typename T>
T property_as(PCCERT_CONTEXT context, DWORD id) {
    T value{};
    DWORD size = sizeof value;
    if (!CertGetCertificateContextProperty(context, id, &value, &size) || size != sizeof value)
        throw std::runtime_error("property " + std::to_string(id));
    return value;
}

inline BOOL set_blob(PCCERT_CONTEXT context, DWORD id, const Buffer& value) {
    const CRYPT_DATA_BLOB blob{static_cast<DWORD>(value.size()), const_cast<BYTE*>(value.data())};
    return CertSetCertificateContextProperty(context, id, 0, &blob);
}

// A handle as CertSetCertificateContextProperty takes it: by value.
inline const void* by_value(ULONG_PTR handle) { return reinterpret_cast<const void*>(handle); }

inline NCRYPT_PROV_HANDLE key_storage() {
    static const NCRYPT_PROV_HANDLE handle = [] {
        NCRYPT_PROV_HANDLE opened = 0;
        if (NCryptOpenStorageProvider(&opened, MS_KEY_STORAGE_PROVIDER, 0) != ERROR_SUCCESS)
            throw std::runtime_error("NCryptOpenStorageProvider");
        return opened;
    }();
    return handle;
}

// A handle of the key storage; with a name the key is stored.
inline NCRYPT_KEY_HANDLE import_private_key(const ForeignKey& key, const char16_t* name = nullptr) {
    Buffer pkcs8 = pkcs8_of(key);
    const std::u16string text = name == nullptr ? u"" : name;
    NCryptBuffer named{static_cast<ULONG>((text.size() + 1) * sizeof(char16_t)),
                       NCRYPTBUFFER_PKCS_KEY_NAME, const_cast<char16_t*>(text.c_str())};
    NCryptBufferDesc list{NCRYPTBUFFER_VERSION, name == nullptr ? 0u : 1u, &named};
    NCRYPT_KEY_HANDLE handle = 0;
    if (NCryptImportKey(key_storage(), 0, NCRYPT_PKCS8_PRIVATE_KEY_BLOB, &list, &handle,
                        pkcs8.data(), static_cast<DWORD>(pkcs8.size()), 0) != ERROR_SUCCESS)
        throw std::runtime_error("NCryptImportKey");
    return handle;
}

}  // namespace secur32::test
