// The CryptoAPI in the hands of its fuzz targets: a context per type of provider, keys that free
// themselves, and what CryptImportKey may answer.
#pragma once

#include <wincrypt.h>
#include <winerror.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <utility>

#include "sslprovider/base/bytes.h"
#include "test/fuzz/check.h"

namespace secur32::fuzz {

// The exchange pair of the targets and their seeds: RSA of 512 bits, made for nothing else
// (`openssl rsa -outform MSBLOB`).
inline constexpr std::array<std::uint8_t, 308> kExchangePair{
    0x07, 0x02, 0x00, 0x00, 0x00, 0xA4, 0x00, 0x00, 0x52, 0x53, 0x41, 0x32, 0x00, 0x02, 0x00, 0x00,
    0x01, 0x00, 0x01, 0x00, 0x2B, 0xF9, 0x94, 0xAA, 0x56, 0x89, 0x7B, 0xB0, 0x73, 0x38, 0xDC, 0x4D,
    0xA3, 0xDE, 0x59, 0xE8, 0xB0, 0x6D, 0x7C, 0x29, 0xCD, 0x90, 0x58, 0xC1, 0x7B, 0x33, 0x20, 0x6D,
    0xF1, 0x34, 0x90, 0x46, 0x43, 0x0A, 0x1D, 0x05, 0x0D, 0xF4, 0x06, 0x9D, 0x3D, 0x9E, 0xE2, 0x5F,
    0x11, 0xC2, 0xAD, 0xF0, 0xDB, 0x9A, 0x57, 0x2D, 0x08, 0x47, 0x89, 0x04, 0x78, 0xA2, 0x0C, 0xBA,
    0x27, 0xF6, 0x32, 0xD7, 0x4B, 0x32, 0x21, 0xBE, 0x12, 0x6E, 0x25, 0xD9, 0xE1, 0x42, 0x17, 0x1B,
    0xA6, 0x0F, 0xCF, 0x1C, 0x49, 0xC4, 0xA3, 0xEA, 0x27, 0x45, 0xA7, 0x9F, 0x09, 0x6B, 0x6D, 0xD8,
    0x7F, 0x9A, 0xA7, 0xFB, 0xA1, 0x08, 0x26, 0x65, 0x25, 0x89, 0x9D, 0x26, 0xF7, 0x71, 0xAD, 0x28,
    0x41, 0xA2, 0xF6, 0x2B, 0x35, 0x56, 0xEA, 0xB2, 0x32, 0xBA, 0xE7, 0x74, 0x66, 0x5F, 0x55, 0xA2,
    0x4F, 0x36, 0xEA, 0xDA, 0xD3, 0x89, 0x82, 0x4E, 0x68, 0x01, 0x96, 0x38, 0xF7, 0xDB, 0xCC, 0xB2,
    0x21, 0x43, 0x05, 0x64, 0x3C, 0x72, 0xEB, 0x79, 0x0F, 0x4F, 0x9D, 0x06, 0x7E, 0x84, 0xF1, 0xF7,
    0x78, 0x11, 0x5C, 0x79, 0x41, 0x41, 0x17, 0xB4, 0x9F, 0x16, 0x45, 0xAC, 0x3C, 0x03, 0x87, 0xEB,
    0x00, 0x09, 0xB1, 0xBD, 0x0C, 0x37, 0x3A, 0x7E, 0x9E, 0x82, 0x3F, 0xE2, 0x85, 0x33, 0x89, 0xED,
    0x68, 0x55, 0x80, 0x99, 0xD1, 0xBE, 0xD0, 0x8E, 0x09, 0x11, 0xDE, 0x00, 0xC9, 0xCA, 0x2E, 0x17,
    0x67, 0xF4, 0x97, 0x1B, 0xA6, 0xA2, 0x26, 0x72, 0x22, 0xAE, 0x9B, 0xFF, 0x7F, 0xDA, 0xE0, 0x73,
    0x32, 0xEF, 0x09, 0x43, 0x01, 0x3A, 0x2E, 0xE7, 0xB1, 0x72, 0x4A, 0x74, 0x9B, 0x6B, 0x14, 0xD0,
    0xBC, 0x5D, 0xCF, 0x6E, 0x7F, 0xE2, 0x49, 0x34, 0x95, 0x46, 0x7F, 0x38, 0xC4, 0xF3, 0xA3, 0x00,
    0x44, 0x05, 0x30, 0x22, 0xA8, 0x2B, 0x74, 0xE7, 0xDA, 0x1C, 0x3E, 0x3C, 0xA6, 0xFE, 0x09, 0x6D,
    0xD4, 0x6B, 0x8C, 0x6F, 0x02, 0x9E, 0x21, 0xB3, 0x0C, 0x3C, 0xC7, 0x3A, 0xC4, 0x7B, 0x05, 0x26,
    0xB6, 0x85, 0x05, 0xB4};

class CapiKey {
 public:
    CapiKey() = default;
    explicit CapiKey(HCRYPTKEY key) : key_(key) {}
    CapiKey(CapiKey&& other) noexcept : key_(std::exchange(other.key_, 0)) {}
    CapiKey& operator=(CapiKey&& other) noexcept {
        std::swap(key_, other.key_);
        return *this;
    }
    ~CapiKey() {
        if (key_ != 0) require(CryptDestroyKey(key_));
    }
    operator HCRYPTKEY() const { return key_; }

 private:
    HCRYPTKEY key_ = 0;
};

inline HCRYPTPROV new_context(DWORD type) {
    HCRYPTPROV context = 0;
    require(CryptAcquireContextW(&context, nullptr, nullptr, type, CRYPT_VERIFYCONTEXT));
    return context;
}
// Live as long as the program.
inline HCRYPTPROV aes_context() {
    static const HCRYPTPROV context = new_context(PROV_RSA_AES);
    return context;
}
inline HCRYPTPROV schannel_context() {
    static const HCRYPTPROV context = new_context(PROV_RSA_SCHANNEL);
    return context;
}
inline HCRYPTPROV dss_context() {
    static const HCRYPTPROV context = new_context(PROV_DSS_DH);
    return context;
}

// What a blob may be refused with; 0 is not left behind.  NTE_BAD_FLAGS: a master secret under OAEP.
inline bool may_refuse_with(DWORD code) {
    constexpr DWORD kCodes[] = {static_cast<DWORD>(NTE_BAD_VER),  static_cast<DWORD>(NTE_BAD_TYPE),
                                static_cast<DWORD>(NTE_BAD_DATA), static_cast<DWORD>(NTE_BAD_ALGID),
                                static_cast<DWORD>(NTE_BAD_KEY),  static_cast<DWORD>(NTE_NO_KEY),
                                static_cast<DWORD>(NTE_BAD_FLAGS)};
    return std::ranges::find(kCodes, code) != std::end(kCodes);
}

// 0 for a blob that is refused.
inline CapiKey import_blob(HCRYPTPROV context, Bytes blob, HCRYPTKEY with = 0, DWORD flags = 0) {
    // Memory that ends where the blob does, and is somewhere even for an empty one.
    const Buffer copy(blob.begin(), blob.end());
    static const BYTE nowhere = 0;
    HCRYPTKEY key = 1;
    SetLastError(0);
    if (CryptImportKey(context, copy.empty() ? &nowhere : copy.data(),
                       static_cast<DWORD>(copy.size()), with, flags, &key)) {
        require(key != 0);
        return CapiKey(key);
    }
    require(key == 0 && may_refuse_with(GetLastError()));
    return {};
}

// Empty for a key that is refused.
inline Buffer export_blob(HCRYPTKEY key, DWORD type, HCRYPTKEY with = 0, DWORD flags = 0) {
    DWORD size = 0;
    if (!CryptExportKey(key, with, type, flags, nullptr, &size)) return {};
    Buffer blob(size);
    require(CryptExportKey(key, with, type, flags, blob.data(), &size) && size == blob.size());
    return blob;
}

inline Buffer joined(std::initializer_list<Bytes> parts) {
    Buffer all;
    for (const Bytes part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}
inline Buffer le_words(std::initializer_list<DWORD> numbers) {
    Buffer all;
    for (const DWORD number : numbers)
        for (const unsigned shift : {0u, 8u, 16u, 24u})
            all.push_back(static_cast<std::uint8_t>(number >> shift));
    return all;
}

// A session key does what it is for: a message comes back.
inline void require_round_trip(HCRYPTKEY key) {
    const Buffer text{1, 2, 3, 4, 5, 6, 7, 8, 9};
    Buffer message = text;
    message.resize(64);
    DWORD size = static_cast<DWORD>(text.size());
    if (!CryptEncrypt(key, 0, TRUE, 0, message.data(), &size, 64)) {
        require(GetLastError() == static_cast<DWORD>(NTE_BAD_KEY));  // an HMAC key too long
        return;
    }
    require(CryptDecrypt(key, 0, TRUE, 0, message.data(), &size));
    require(same(Bytes(message).first(size), text));
}

}  // namespace secur32::fuzz
