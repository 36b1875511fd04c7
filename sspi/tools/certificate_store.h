// What secur32-certs does through the library's exported functions: stores, the certificates in
// them, keys by their names.
#pragma once

#include <ncrypt.h>
#include <wincrypt_parts.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/secure_bytes.h"

namespace secur32::tools {

// "error 0x80070005 (access denied)" for the last error.
std::string last_error_text();
std::string error_text(DWORD code);

class CertificateStore {
 public:
    explicit CertificateStore(HCERTSTORE store) : store_(store) {}
    CertificateStore(CertificateStore&& other) noexcept
        : store_(std::exchange(other.store_, nullptr)) {}
    CertificateStore& operator=(CertificateStore&& other) noexcept {
        std::swap(store_, other.store_);
        return *this;
    }
    ~CertificateStore() { CertCloseStore(store_, 0); }
    HCERTSTORE get() const { return store_; }
    bool is_open() const { return store_ != nullptr; }

 private:
    HCERTSTORE store_;
};

class CertificatePointer {
 public:
    explicit CertificatePointer(PCCERT_CONTEXT context) : context_(context) {}
    CertificatePointer(const CertificatePointer& other)
        : context_(CertDuplicateCertificateContext(other.context_)) {}
    CertificatePointer(CertificatePointer&& other) noexcept
        : context_(std::exchange(other.context_, nullptr)) {}
    CertificatePointer& operator=(CertificatePointer other) noexcept {
        std::swap(context_, other.context_);
        return *this;
    }
    ~CertificatePointer() { CertFreeCertificateContext(context_); }
    PCCERT_CONTEXT get() const { return context_; }
    PCCERT_CONTEXT release() { return std::exchange(context_, nullptr); }
    Bytes der() const { return {context_->pbCertEncoded, context_->cbCertEncoded}; }
    bool is_self_issued() const;

 private:
    PCCERT_CONTEXT context_;
};

CertificateStore open_store(const std::string& name, bool machine);
std::vector<CertificatePointer> certificates_of(const CertificateStore& store);

std::string thumbprint(const CertificatePointer& certificate);
std::string name_text(const CERT_NAME_BLOB& name);
std::string friendly_name(const CertificatePointer& certificate);
bool set_friendly_name(const CertificatePointer& certificate, const std::string& name);
std::string date_text(const FILETIME& time);

// A private key of the CNG key storage, as CERT_KEY_PROV_INFO_PROP_ID names it.
struct KeyName {
    std::u16string container, provider;
    DWORD provider_type = 0, flags = 0, key_spec = 0;
};
std::optional<KeyName> key_name(const CertificatePointer& certificate);
bool set_key_name(const CertificatePointer& certificate, const KeyName& name);

class StoredKey {
 public:
    // 0 with the reason in why.
    static StoredKey open(const KeyName& name, std::string& why);
    static StoredKey import(const std::u16string& name, SecureBytes& pkcs8, bool exportable,
                            std::string& why);
    StoredKey(StoredKey&& other) noexcept : key_(std::exchange(other.key_, 0)) {}
    ~StoredKey() { NCryptFreeObject(key_); }
    NCRYPT_KEY_HANDLE get() const { return key_; }
    bool is_open() const { return key_ != 0; }
    // Of no octets, with the reason in why, when it may not be exported.
    SecureBytes pkcs8(std::string& why) const;
    bool remove();

 private:
    explicit StoredKey(NCRYPT_KEY_HANDLE key) : key_(key) {}
    NCRYPT_KEY_HANDLE key_;
};
// The name of the library's key storage.
std::u16string key_storage();

}  // namespace secur32::tools
