// Certificates and keys for the functions that sign and verify; libcrypto beside.
#pragma once

#include <openssl/evp.h>
#include <wincrypt.h>

#include <algorithm>
#include <string>
#include <utility>

#include "test/support/key_folder.h"
#include "test/support/test_authority.h"
#include "test/unit/sslprovider/api/certificate_fixture.h"

namespace secur32::test {

// A CA with an RSA key and leaves of all kinds.
struct SigningChain {
    Issued ca = make_root("Signing CA", plan_of("RSA-2048"));
    Issued rsa = make_leaf("rsa.example", ca, plan_of("RSA-2048"));
    Issued ec = make_leaf("ec.example", ca, plan_of("P-256"));
    Issued ed25519 = make_leaf("ed.example", ca, plan_of("ED25519"));

    static IssuePlan plan_of(const std::string& key) {
        IssuePlan plan;
        plan.key = key;
        return plan;
    }
};
inline const SigningChain& signing_chain() {
    static const SigningChain chain;
    return chain;
}

inline DWORD size_of(const Buffer& octets) { return static_cast<DWORD>(octets.size()); }

// A context of the CryptoAPI, in memory unless it has a name.
class SigningProvider {
 public:
    explicit SigningProvider(LPCWSTR container = nullptr, DWORD flags = CRYPT_VERIFYCONTEXT) {
        if (!CryptAcquireContextW(&handle_, container, MS_ENHANCED_PROV_W, PROV_RSA_FULL, flags))
            throw std::runtime_error("CryptAcquireContextW");
    }
    ~SigningProvider() { CryptReleaseContext(handle_, 0); }
    SigningProvider(const SigningProvider&) = delete;
    SigningProvider& operator=(const SigningProvider&) = delete;
    operator HCRYPTPROV() const { return handle_; }
    void generate(DWORD key_spec) const {
        HCRYPTKEY key = 0;
        if (!CryptGenKey(handle_, key_spec, 2048u << 16, &key))
            throw std::runtime_error("CryptGenKey");
        CryptDestroyKey(key);
    }

 private:
    HCRYPTPROV handle_ = 0;
};

class SigningCngKey {
 public:
    explicit SigningCngKey(const ForeignKey& key, const char16_t* name = nullptr)
        : handle_(import_private_key(key, name)) {}
    ~SigningCngKey() { NCryptFreeObject(handle_); }
    SigningCngKey(const SigningCngKey&) = delete;
    SigningCngKey& operator=(const SigningCngKey&) = delete;
    operator NCRYPT_KEY_HANDLE() const { return handle_; }

 private:
    NCRYPT_KEY_HANDLE handle_;
};

inline Buffer foreign_digest(const char* hash, const Buffer& octets) {
    Buffer out(EVP_MAX_MD_SIZE);
    std::size_t size = 0;
    if (EVP_Q_digest(nullptr, hash, nullptr, octets.data(), octets.size(), out.data(), &size) != 1)
        throw std::runtime_error(hash);
    out.resize(size);
    return out;
}

// hash null: Ed25519.
inline bool foreign_verifies(EVP_PKEY* key, const char* hash, const Buffer& message,
                             const Buffer& signature) {
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    const bool good =
        EVP_DigestVerifyInit_ex(context, nullptr, hash, nullptr, nullptr, key, nullptr) == 1 &&
        EVP_DigestVerify(context, signature.data(), signature.size(), message.data(),
                         message.size()) == 1;
    EVP_MD_CTX_free(context);
    return good;
}

// An algorithm as a caller writes it.
class SigningAlgorithm {
 public:
    explicit SigningAlgorithm(std::string oid) : oid_(std::move(oid)) {
        algorithm_.pszObjId = oid_.data();
    }
    SigningAlgorithm(const SigningAlgorithm&) = delete;
    SigningAlgorithm& operator=(const SigningAlgorithm&) = delete;
    CRYPT_ALGORITHM_IDENTIFIER* get() { return &algorithm_; }

 private:
    std::string oid_;
    CRYPT_ALGORITHM_IDENTIFIER algorithm_{};
};

inline constexpr const char* kSha256Rsa = "1.2.840.113549.1.1.11";

inline CERT_PUBLIC_KEY_INFO* key_info(const Context& context) {
    return &context->pCertInfo->SubjectPublicKeyInfo;
}

}  // namespace secur32::test
