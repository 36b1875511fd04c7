// Stores, and contexts of certificates and CRLs, in a test's hands: references that give themselves
// back; a small authority's certificates to put into them.
#pragma once

#include <wincrypt_parts.h>
#include <winerror.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "test/support/test_authority.h"
#include "test/unit/sslprovider/api/certificate_fixture.h"

namespace secur32::test {

using Ders = std::vector<Buffer>;

// A reference to a store.
class StoreReference {
 public:
    explicit StoreReference(HCERTSTORE store) : store_(store) {
        if (store_ == nullptr) throw std::runtime_error("CertOpenStore");
    }
    explicit StoreReference(LPCSTR provider = CERT_STORE_PROV_MEMORY, DWORD flags = 0)
        : StoreReference(CertOpenStore(provider, 0, 0, flags, nullptr)) {}
    StoreReference(const StoreReference&) = delete;
    StoreReference& operator=(const StoreReference&) = delete;
    ~StoreReference() { close(); }
    operator HCERTSTORE() const { return store_; }
    BOOL close(DWORD flags = 0) { return CertCloseStore(std::exchange(store_, nullptr), flags); }

 private:
    HCERTSTORE store_;
};

// A reference to a CRL context.
class CrlReference {
 public:
    explicit CrlReference(PCCRL_CONTEXT context) : context_(context) {
        if (context_ == nullptr) throw std::runtime_error("no CRL context");
    }
    explicit CrlReference(const Buffer& der)
        : CrlReference(CertCreateCRLContext(X509_ASN_ENCODING, der.data(),
                                            static_cast<DWORD>(der.size()))) {}
    CrlReference(const CrlReference&) = delete;
    CrlReference& operator=(const CrlReference&) = delete;
    ~CrlReference() { CertFreeCRLContext(context_); }
    operator PCCRL_CONTEXT() const { return context_; }
    const CRL_CONTEXT* operator->() const { return context_; }

 private:
    PCCRL_CONTEXT context_;
};

// Made once per process: each test program has its own keys.
struct StoreWorld {
    Issued root = make_root("Store Root");
    Issued other_root = make_root("Other Root");
    Issued ca = make_intermediate("Store CA", root);
    Issued leaf = make_leaf("www.store.example", ca);
    Issued second_leaf = make_leaf("www2.store.example", ca);
    Buffer crl = make_crl(ca, {.revoked = {{leaf.serial_number, 1}}});
    Buffer root_crl = make_crl(root);
};
inline const StoreWorld& store_world() {
    static const StoreWorld world;
    return world;
}

inline BOOL add_certificate(HCERTSTORE store, const Buffer& der,
                            DWORD disposition = CERT_STORE_ADD_NEW, PCCERT_CONTEXT* out = nullptr) {
    return CertAddEncodedCertificateToStore(store, X509_ASN_ENCODING, der.data(),
                                            static_cast<DWORD>(der.size()), disposition, out);
}

inline BOOL add_crl(HCERTSTORE store, const Buffer& der, DWORD disposition = CERT_STORE_ADD_NEW,
                    PCCRL_CONTEXT* out = nullptr) {
    return CertAddEncodedCRLToStore(store, X509_ASN_ENCODING, der.data(),
                                    static_cast<DWORD>(der.size()), disposition, out);
}

inline Buffer der_of(PCCERT_CONTEXT context) {
    return {context->pbCertEncoded, context->pbCertEncoded + context->cbCertEncoded};
}
inline Buffer der_of(PCCRL_CONTEXT context) {
    return {context->pbCrlEncoded, context->pbCrlEncoded + context->cbCrlEncoded};
}

// What an enumeration shows.
inline std::vector<Buffer> certificates_in(HCERTSTORE store) {
    std::vector<Buffer> all;
    PCCERT_CONTEXT at = nullptr;
    while ((at = CertEnumCertificatesInStore(store, at)) != nullptr) all.push_back(der_of(at));
    return all;
}
inline std::vector<Buffer> crls_in(HCERTSTORE store) {
    std::vector<Buffer> all;
    PCCRL_CONTEXT at = nullptr;
    while ((at = CertEnumCRLsInStore(store, at)) != nullptr) all.push_back(der_of(at));
    return all;
}

// What the thread's last error is after a failing call.
template <typename Call>
DWORD failure_in(Call&& call) {
    SetLastError(kUntouched);
    if (call()) return 0;
    return GetLastError();
}
inline DWORD code(HRESULT value) { return static_cast<DWORD>(value); }

// No store: a number that none is open as.
inline HCERTSTORE no_store() { return reinterpret_cast<HCERTSTORE>(std::uintptr_t{0x7777}); }

}  // namespace secur32::test
