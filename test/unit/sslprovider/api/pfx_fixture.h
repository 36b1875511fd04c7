// Stores out of PFX files, in a test's hands.
#pragma once

#include <openssl/evp.h>
#include <wincrypt.h>

#include <utility>
#include <vector>

#include "sslprovider/base/utf16.h"
#include "test/support/openssl_pfx.h"
#include "test/unit/sslprovider/api/certificate_fixture.h"

namespace secur32::test {

class PfxStore {
 public:
    explicit PfxStore(HCERTSTORE store) : store_(store) {}
    PfxStore(PfxStore&& other) noexcept : store_(std::exchange(other.store_, nullptr)) {}
    PfxStore& operator=(PfxStore&&) = delete;
    ~PfxStore() {
        if (store_ != nullptr) CertCloseStore(store_, 0);
    }
    operator HCERTSTORE() const { return store_; }

    std::vector<Context> contexts() const {
        std::vector<Context> out;
        PCCERT_CONTEXT each = nullptr;
        while ((each = CertEnumCertificatesInStore(store_, each)) != nullptr)
            out.emplace_back(CertDuplicateCertificateContext(each));
        return out;
    }
    // The one of that encoding.
    Context find(const Buffer& der) const {
        for (Context& each : contexts())
            if (Buffer(each->pbCertEncoded, each->pbCertEncoded + each->cbCertEncoded) == der)
                return std::move(each);
        throw std::runtime_error("the certificate is not in the store");
    }

 private:
    HCERTSTORE store_;
};

inline CRYPT_DATA_BLOB blob_of_file(const Buffer& file) {
    return {static_cast<DWORD>(file.size()), const_cast<BYTE*>(file.data())};
}

inline PfxStore import_pfx(const Buffer& file, LPCWSTR password, DWORD flags) {
    CRYPT_DATA_BLOB blob = blob_of_file(file);
    HCERTSTORE const store = PFXImportCertStore(&blob, password, flags);
    if (store == nullptr)
        throw std::runtime_error("PFXImportCertStore " + std::to_string(GetLastError()));
    return PfxStore(store);
}

// What the property names, in memory of its own.
struct NamedKey {
    explicit NamedKey(PCCERT_CONTEXT context)
        : memory(property_of(context, CERT_KEY_PROV_INFO_PROP_ID)) {}
    const CRYPT_KEY_PROV_INFO& info() const {
        return *reinterpret_cast<const CRYPT_KEY_PROV_INFO*>(memory.data());
    }
    std::u16string container() const {
        return reinterpret_cast<const char16_t*>(info().pwszContainerName);
    }
    std::u16string provider() const {
        return reinterpret_cast<const char16_t*>(info().pwszProvName);
    }
    Buffer memory;
};

// Whether the certificate's private key, wherever it is, signs so that libcrypto verifies it.
inline bool key_signs(PCCERT_CONTEXT context, const ForeignKey& foreign) {
    HCRYPTPROV_OR_NCRYPT_KEY_HANDLE handle = 0;
    DWORD key_spec = 0;
    BOOL caller_frees = FALSE;
    if (!CryptAcquireCertificatePrivateKey(
            context, CRYPT_ACQUIRE_ALLOW_NCRYPT_KEY_FLAG | CRYPT_ACQUIRE_COMPARE_KEY_FLAG, nullptr,
            &handle, &key_spec, &caller_frees))
        return false;
    char rsa[] = "1.2.840.113549.1.1.11", ecdsa[] = "1.2.840.10045.4.3.2";
    CRYPT_ALGORITHM_IDENTIFIER algorithm{};
    algorithm.pszObjId = EVP_PKEY_is_a(foreign.get(), "EC") == 1 ? ecdsa : rsa;
    const Buffer message{1, 2, 3, 4};
    Buffer signature(1024);
    DWORD size = static_cast<DWORD>(signature.size());
    const bool made = CryptSignCertificate(handle, key_spec, X509_ASN_ENCODING, message.data(),
                                           static_cast<DWORD>(message.size()), &algorithm, nullptr,
                                           signature.data(), &size);
    if (caller_frees && key_spec == CERT_NCRYPT_KEY_SPEC) NCryptFreeObject(handle);
    if (caller_frees && key_spec != CERT_NCRYPT_KEY_SPEC) CryptReleaseContext(handle, 0);
    if (!made) return false;
    signature.resize(size);
    std::reverse(signature.begin(), signature.end());
    EVP_MD_CTX* const verifying = EVP_MD_CTX_new();
    const bool good = EVP_DigestVerifyInit_ex(verifying, nullptr, "SHA256", nullptr, nullptr,
                                              foreign.get(), nullptr) == 1 &&
                      EVP_DigestVerify(verifying, signature.data(), signature.size(),
                                       message.data(), message.size()) == 1;
    EVP_MD_CTX_free(verifying);
    return good;
}

}  // namespace secur32::test
