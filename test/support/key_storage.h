// The key storage's functions in a test's hands: a folder of keys and an open provider, handles
// that free themselves, and the same keys as libcrypto's objects.  What a test needs and does not
// test throws when it fails.
#pragma once

#include <ncrypt.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <wincrypt_parts.h>
#include <winerror.h>

#include <cstring>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/utf16.h"
#include "test/support/key_folder.h"
#include "test/unit/sslprovider/crypto/foreign_keys.h"

namespace secur32::test {

namespace foreign_keys = crypto::foreign;

class StorageHandle {
 public:
    StorageHandle() = default;
    explicit StorageHandle(NCRYPT_HANDLE handle) : handle_(handle) {}
    StorageHandle(StorageHandle&& other) noexcept : handle_(std::exchange(other.handle_, 0)) {}
    StorageHandle& operator=(StorageHandle&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~StorageHandle() { free(); }

    operator NCRYPT_HANDLE() const { return handle_; }
    NCRYPT_HANDLE* out() { return &handle_; }
    // What the library freed itself.
    void forget() { handle_ = 0; }
    void free() {
        if (handle_ != 0) NCryptFreeObject(std::exchange(handle_, 0));
    }

 private:
    NCRYPT_HANDLE handle_ = 0;
};

inline void expect_done(SECURITY_STATUS status, const char* what) {
    if (status != ERROR_SUCCESS) throw std::runtime_error(what);
}

inline PBYTE writable(Bytes bytes) { return const_cast<PBYTE>(bytes.data()); }
inline DWORD size_of(Bytes bytes) { return static_cast<DWORD>(bytes.size()); }

// A UTF-16 string with its NUL, as properties and parameters have it.
inline Buffer with_nul(std::u16string_view text) {
    const std::u16string copy(text);
    const Bytes bytes = bytes_of(std::u16string_view(copy.c_str(), copy.size() + 1));
    return {bytes.begin(), bytes.end()};
}

template <typename T>
Buffer octets_of(const T& value) {
    const auto* const begin = reinterpret_cast<const std::uint8_t*>(&value);
    return {begin, begin + sizeof value};
}

// An NCryptBufferDesc of the key storage, over buffers that live as long.
class StorageParameters {
 public:
    StorageParameters& add(ULONG type, Buffer value) {
        values_.push_back(std::make_unique<Buffer>(std::move(value)));
        buffers_.push_back({size_of(*values_.back()), type, values_.back()->data()});
        list_ = {NCRYPTBUFFER_VERSION, static_cast<ULONG>(buffers_.size()), buffers_.data()};
        return *this;
    }
    StorageParameters& add(ULONG type, std::u16string_view text) {
        return add(type, with_nul(text));
    }
    NCryptBufferDesc* get() { return &list_; }

 private:
    std::vector<std::unique_ptr<Buffer>> values_;
    std::vector<NCryptBuffer> buffers_;
    NCryptBufferDesc list_{NCRYPTBUFFER_VERSION, 0, nullptr};
};

// A user's keys, and the provider.
class KeyStorage {
 public:
    KeyStorage() {
        expect_done(NCryptOpenStorageProvider(provider_.out(), MS_KEY_STORAGE_PROVIDER, 0),
                    "NCryptOpenStorageProvider");
    }
    const KeyFolder& folder() const { return folder_; }
    operator NCRYPT_PROV_HANDLE() const { return provider_; }

    // Not finalized.
    StorageHandle begin(LPCWSTR algorithm, LPCWSTR name = nullptr, DWORD flags = 0) const {
        StorageHandle key;
        expect_done(NCryptCreatePersistedKey(provider_, key.out(), algorithm, name, 0, flags),
                    "NCryptCreatePersistedKey");
        return key;
    }
    StorageHandle create(LPCWSTR algorithm, LPCWSTR name = nullptr) const {
        StorageHandle key = begin(algorithm, name);
        expect_done(NCryptFinalizeKey(key, 0), "NCryptFinalizeKey");
        return key;
    }
    StorageHandle open(LPCWSTR name) const {
        StorageHandle key;
        expect_done(NCryptOpenKey(provider_, key.out(), name, 0, 0), "NCryptOpenKey");
        return key;
    }
    StorageHandle import(LPCWSTR type, Bytes blob, NCryptBufferDesc* list = nullptr,
                         DWORD flags = 0) const {
        StorageHandle key;
        expect_done(NCryptImportKey(provider_, 0, type, list, key.out(), writable(blob),
                                    size_of(blob), flags),
                    "NCryptImportKey");
        return key;
    }
    // libcrypto's key, private half and all.
    StorageHandle import(const foreign_keys::ForeignKey& key) const {
        return import(NCRYPT_PKCS8_PRIVATE_KEY_BLOB, pkcs8_of(key));
    }
    static Buffer pkcs8_of(const foreign_keys::ForeignKey& key) {
        unsigned char* der = nullptr;
        const int length = foreign_keys::ForeignKey::write_pkcs8(key.foreign.get(), &der);
        Buffer bytes(der, der + length);
        OPENSSL_free(der);
        return bytes;
    }

 private:
    KeyFolder folder_;
    StorageHandle provider_;
};

inline void set(NCRYPT_HANDLE object, LPCWSTR property, const Buffer& value) {
    expect_done(NCryptSetProperty(object, property, writable(value), size_of(value), 0),
                "NCryptSetProperty");
}
inline void set_number(NCRYPT_HANDLE object, LPCWSTR property, DWORD value) {
    set(object, property, octets_of(value));
}

inline Buffer get(NCRYPT_HANDLE object, LPCWSTR property) {
    DWORD size = 0, again = 0;
    expect_done(NCryptGetProperty(object, property, nullptr, 0, &size, 0), "NCryptGetProperty");
    Buffer value(size);
    expect_done(NCryptGetProperty(object, property, value.data(), size, &again, 0),
                "NCryptGetProperty");
    if (again != size) throw std::runtime_error("the sizes of a property differ");
    return value;
}
inline DWORD get_number(NCRYPT_HANDLE object, LPCWSTR property) {
    const Buffer value = get(object, property);
    DWORD number = 0;
    if (value.size() != sizeof number) throw std::runtime_error("the property is no DWORD");
    std::memcpy(&number, value.data(), sizeof number);
    return number;
}
// Without its NUL, which must be there.
inline std::u16string get_text(NCRYPT_HANDLE object, LPCWSTR property) {
    const Buffer value = get(object, property);
    std::u16string text(value.size() / 2, u'\0');
    std::memcpy(text.data(), value.data(), value.size());
    if (text.empty() || text.back() != u'\0') throw std::runtime_error("a string without its NUL");
    text.pop_back();
    return text;
}

inline Buffer export_key(NCRYPT_KEY_HANDLE key, LPCWSTR type, NCryptBufferDesc* list = nullptr) {
    DWORD size = 0;
    expect_done(NCryptExportKey(key, 0, type, list, nullptr, 0, &size, 0), "NCryptExportKey");
    Buffer blob(size);
    expect_done(NCryptExportKey(key, 0, type, list, blob.data(), size, &size, 0),
                "NCryptExportKey");
    blob.resize(size);
    return blob;
}

// A handle that was one, and one of another kind.
inline NCRYPT_KEY_HANDLE freed_key(const KeyStorage& storage) {
    StorageHandle key = storage.begin(NCRYPT_ECDSA_P256_ALGORITHM);
    const NCRYPT_KEY_HANDLE number = key;
    key.free();
    return number;
}

// ---- the other side -----------------------------------------------------------------------------

using Pkey = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;

inline Pkey read_public(Bytes spki) {
    const unsigned char* at = spki.data();
    return {d2i_PUBKEY(nullptr, &at, static_cast<long>(spki.size())), EVP_PKEY_free};
}
inline Pkey read_private_pem(const std::filesystem::path& path, const char* passphrase = "") {
    const std::unique_ptr<BIO, int (*)(BIO*)> in(BIO_new_file(path.c_str(), "r"), BIO_free);
    Pkey key(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, const_cast<char*>(passphrase)),
             EVP_PKEY_free);
    ERR_clear_error();
    return key;
}

// A number of a key, big-endian, without leading zeros but where length says so.
inline Buffer number_of(const EVP_PKEY* key, const char* name, int length = 0) {
    BIGNUM* number = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &number) != 1) throw std::runtime_error(name);
    const int wanted = length == 0 ? BN_num_bytes(number) : length;
    Buffer bytes(static_cast<std::size_t>(wanted));
    BN_bn2binpad(number, bytes.data(), wanted);
    BN_clear_free(number);
    return bytes;
}

inline Buffer joined(std::initializer_list<Buffer> parts) {
    Buffer all;
    for (const Buffer& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}
inline Buffer le32(std::initializer_list<DWORD> numbers) {
    Buffer all;
    for (const DWORD number : numbers)
        for (const unsigned shift : {0u, 8u, 16u, 24u})
            all.push_back(static_cast<std::uint8_t>(number >> shift));
    return all;
}

}  // namespace secur32::test
