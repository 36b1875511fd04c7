// CryptAcquireCertificatePrivateKey, CryptFindCertificateKeyProvInfo: the key that comes signs as
// libcrypto's key of the certificate does.
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <array>
#include <thread>
#include <vector>

#include "test/support/der_writer.h"
#include "test/unit/sslprovider/api/signing_fixture.h"

namespace secur32::test {
namespace {

constexpr DWORD kAnyKind = CRYPT_ACQUIRE_ALLOW_NCRYPT_KEY_FLAG;

struct Acquired {
    BOOL done = FALSE;
    HCRYPTPROV_OR_NCRYPT_KEY_HANDLE handle = 7;
    DWORD key_spec = 7;
    BOOL caller_frees = 7;

    bool is_cng() const { return key_spec == CERT_NCRYPT_KEY_SPEC; }
    void free() const {
        if (caller_frees && is_cng()) NCryptFreeObject(handle);
        if (caller_frees && !is_cng()) CryptReleaseContext(handle, 0);
    }
};

Acquired acquire(PCCERT_CONTEXT context, DWORD flags) {
    Acquired out;
    SetLastError(kUntouched);
    out.done = CryptAcquireCertificatePrivateKey(context, flags, nullptr, &out.handle,
                                                 &out.key_spec, &out.caller_frees);
    return out;
}

DWORD failure_of(PCCERT_CONTEXT context, DWORD flags) {
    const Acquired out = acquire(context, flags);
    EXPECT_FALSE(out.done);
    EXPECT_EQ(out.handle, 0u);
    EXPECT_EQ(out.caller_frees, FALSE);
    return GetLastError();
}

// libcrypto verifies what the handle signs.
bool signs(const Acquired& key, const ForeignKey& foreign) {
    SigningAlgorithm algorithm(EVP_PKEY_is_a(foreign.get(), "EC") == 1 ? "1.2.840.10045.4.3.2"
                                                                       : kSha256Rsa);
    const Buffer message{1, 2, 3};
    Buffer signature(600);
    DWORD size = size_of(signature);
    if (!CryptSignCertificate(key.handle, key.key_spec, X509_ASN_ENCODING, message.data(),
                              size_of(message), algorithm.get(), nullptr, signature.data(), &size))
        return false;
    signature.resize(size);
    std::reverse(signature.begin(), signature.end());
    return foreign_verifies(foreign.get(), "SHA256", message, signature);
}

void name_key(PCCERT_CONTEXT context, const char16_t* container, DWORD flags = 0, DWORD type = 0,
              DWORD key_spec = 0) {
    CRYPT_KEY_PROV_INFO info{};
    info.pwszContainerName = const_cast<LPWSTR>(reinterpret_cast<LPCWSTR>(container));
    info.dwProvType = type;
    info.dwFlags = flags;
    info.dwKeySpec = key_spec;
    ASSERT_TRUE(CertSetCertificateContextProperty(context, CERT_KEY_PROV_INFO_PROP_ID, 0, &info));
}

// A container with a new pair, and a certificate of it.
Context contained(const SigningProvider& provider, DWORD key_spec) {
    provider.generate(key_spec);
    Buffer name{0x30, 0};
    CERT_NAME_BLOB blob{size_of(name), name.data()};
    CRYPT_KEY_PROV_INFO info{};
    info.pwszContainerName = const_cast<LPWSTR>(reinterpret_cast<LPCWSTR>(u"signing container"));
    info.dwProvType = PROV_RSA_FULL;
    info.dwKeySpec = key_spec;
    return Context(CertCreateSelfSignCertificate(provider, &blob, 0, &info, nullptr, nullptr,
                                                 nullptr, nullptr));
}

TEST(CryptAcquireCertificatePrivateKey, GivesAllThreadsTheOneHandleThatIsCached) {
    const KeyFolder folder;
    const SigningCngKey stored(signing_chain().ec.key, u"stored");
    for (int round = 0; round < 20; ++round) {
        const Context context{Bytes(signing_chain().ec.der)};
        name_key(context, u"stored");
        std::array<Acquired, 4> acquired;
        std::vector<std::thread> threads;
        for (Acquired& each : acquired)
            threads.emplace_back(
                [&] { each = acquire(context, kAnyKind | CRYPT_ACQUIRE_CACHE_FLAG); });
        for (std::thread& each : threads) each.join();
        for (const Acquired& each : acquired) {
            EXPECT_TRUE(each.done);
            EXPECT_EQ(each.caller_frees, FALSE);
            EXPECT_EQ(each.handle, acquired.front().handle);
            EXPECT_TRUE(signs(each, signing_chain().ec.key));
        }
    }
}

TEST(CryptAcquireCertificatePrivateKey, KeepsTheHandleThatIsCachedWhenAnotherKindIsAsked) {
    const KeyFolder folder;
    const SigningCngKey stored(signing_chain().rsa.key, u"stored");
    const SigningProvider provider;
    const Context context{Bytes(signing_chain().rsa.der)};
    name_key(context, u"stored");
    CERT_KEY_CONTEXT held{sizeof held, {provider}, AT_SIGNATURE};
    ASSERT_TRUE(CertSetCertificateContextProperty(context, CERT_KEY_CONTEXT_PROP_ID,
                                                  CERT_STORE_NO_CRYPT_RELEASE_FLAG, &held));
    const Acquired key =
        acquire(context, CRYPT_ACQUIRE_ONLY_NCRYPT_KEY_FLAG | CRYPT_ACQUIRE_CACHE_FLAG);
    EXPECT_TRUE(key.done);
    EXPECT_NE(key.handle, 0u);
    key.free();
    DWORD size = sizeof held;
    ASSERT_TRUE(CertGetCertificateContextProperty(context, CERT_KEY_CONTEXT_PROP_ID, &held, &size));
    EXPECT_EQ(held.hCryptProv, provider);
}

TEST(CryptAcquireCertificatePrivateKey, AgreesWithLibcryptoOnKeysOfTheCngStorage) {
    const KeyFolder folder;
    for (const Issued* issued : {&signing_chain().rsa, &signing_chain().ec}) {
        const SigningCngKey stored(issued->key, u"stored");
        const Context context{Bytes(issued->der)};
        name_key(context, u"stored");
        for (const DWORD flags : {DWORD{CRYPT_ACQUIRE_ALLOW_NCRYPT_KEY_FLAG},
                                  DWORD{CRYPT_ACQUIRE_PREFER_NCRYPT_KEY_FLAG},
                                  DWORD{CRYPT_ACQUIRE_ONLY_NCRYPT_KEY_FLAG}}) {
            const Acquired key = acquire(
                context, flags | CRYPT_ACQUIRE_COMPARE_KEY_FLAG | CRYPT_ACQUIRE_SILENT_FLAG);
            ASSERT_TRUE(key.done);
            EXPECT_EQ(GetLastError(), kUntouched);
            EXPECT_TRUE(key.is_cng());
            EXPECT_TRUE(key.caller_frees);
            EXPECT_TRUE(signs(key, issued->key));
            key.free();
        }
        NCryptDeleteKey(import_private_key(issued->key), 0);
        std::filesystem::remove_all(folder.path());
    }
}

TEST(CryptAcquireCertificatePrivateKey, OpensContainersOfTheCryptoApi) {
    const KeyFolder folder;
    const SigningProvider provider(u"signing container", CRYPT_NEWKEYSET);
    const Context context = contained(provider, AT_SIGNATURE);
    for (const DWORD flags : {DWORD{0}, kAnyKind, DWORD{CRYPT_ACQUIRE_PREFER_NCRYPT_KEY_FLAG}}) {
        const Acquired key = acquire(context, flags | CRYPT_ACQUIRE_COMPARE_KEY_FLAG);
        ASSERT_TRUE(key.done);
        EXPECT_EQ(key.key_spec, DWORD{AT_SIGNATURE});
        EXPECT_TRUE(key.caller_frees);
        EXPECT_TRUE(CryptReleaseContext(key.handle, 0));
    }
}

TEST(CryptAcquireCertificatePrivateKey, KeepsTheHandleWithTheCertificate) {
    const KeyFolder folder;
    const SigningCngKey stored(signing_chain().ec.key, u"stored");
    Acquired key;
    {
        const Context context{Bytes(signing_chain().ec.der)};
        name_key(context, u"stored");
        key = acquire(context, kAnyKind | CRYPT_ACQUIRE_CACHE_FLAG);
        ASSERT_TRUE(key.done);
        EXPECT_FALSE(key.caller_frees);
        const Acquired again = acquire(context, kAnyKind | CRYPT_ACQUIRE_CACHE_FLAG);
        EXPECT_EQ(again.handle, key.handle);
        EXPECT_FALSE(again.caller_frees);
        EXPECT_TRUE(NCryptIsKeyHandle(key.handle));
    }
    EXPECT_FALSE(NCryptIsKeyHandle(key.handle)) << "freed with the certificate";
    const Context context{Bytes(signing_chain().ec.der)};
    name_key(context, u"stored", CERT_SET_KEY_CONTEXT_PROP_ID);
    EXPECT_TRUE(acquire(context, kAnyKind).caller_frees);
    EXPECT_FALSE(acquire(context, kAnyKind | CRYPT_ACQUIRE_USE_PROV_INFO_FLAG).caller_frees);
}

TEST(CryptAcquireCertificatePrivateKey, GivesTheHandleThatTheCertificateHolds) {
    const SigningCngKey held(signing_chain().ec.key);
    const Context context{Bytes(signing_chain().ec.der)};
    ASSERT_TRUE(CertSetCertificateContextProperty(
        context, CERT_NCRYPT_KEY_HANDLE_PROP_ID, CERT_STORE_NO_CRYPT_RELEASE_FLAG, by_value(held)));
    const Acquired key = acquire(context, kAnyKind);
    ASSERT_TRUE(key.done);
    EXPECT_EQ(key.handle, held);
    EXPECT_FALSE(key.caller_frees);
    EXPECT_TRUE(key.is_cng());
}

TEST(CryptAcquireCertificatePrivateKey, FindsAKeyThatNoPropertyNames) {
    const KeyFolder folder;
    const SigningCngKey stored(signing_chain().ec.key, u"stored");
    const Context context{Bytes(signing_chain().ec.der)};
    EXPECT_EQ(failure_of(context, kAnyKind | CRYPT_ACQUIRE_NO_HEALING),
              static_cast<DWORD>(CRYPT_E_NO_KEY_PROPERTY));
    const Acquired key = acquire(context, kAnyKind);
    EXPECT_TRUE(key.done);
    EXPECT_TRUE(signs(key, signing_chain().ec.key));
    key.free();
    EXPECT_TRUE(has_property(context, CERT_KEY_PROV_INFO_PROP_ID));
}

TEST(CryptAcquireCertificatePrivateKey, RefusesACertificateWithoutKey) {
    const KeyFolder folder;
    const Context context{Bytes(signing_chain().ec.der)};
    EXPECT_EQ(failure_of(context, kAnyKind), static_cast<DWORD>(CRYPT_E_NO_KEY_PROPERTY));
}

TEST(CryptAcquireCertificatePrivateKey, RefusesKeysOfAKindThatIsNotAskedFor) {
    const KeyFolder folder;
    const SigningCngKey stored(signing_chain().ec.key, u"stored");
    const Context context{Bytes(signing_chain().ec.der)};
    name_key(context, u"stored");
    EXPECT_EQ(failure_of(context, 0), static_cast<DWORD>(CRYPT_E_NO_KEY_PROPERTY));
    name_key(context, u"stored", 0, PROV_RSA_FULL, AT_SIGNATURE);
    EXPECT_EQ(failure_of(context, CRYPT_ACQUIRE_ONLY_NCRYPT_KEY_FLAG),
              static_cast<DWORD>(CRYPT_E_NO_KEY_PROPERTY));
}

TEST(CryptAcquireCertificatePrivateKey, RefusesNamesWithoutAKey) {
    const KeyFolder folder;
    const Context context{Bytes(signing_chain().ec.der)};
    name_key(context, u"nobody");
    EXPECT_EQ(failure_of(context, kAnyKind), static_cast<DWORD>(NTE_BAD_KEYSET));
    name_key(context, u"nobody", 0, PROV_RSA_FULL, AT_SIGNATURE);
    EXPECT_EQ(failure_of(context, 0), static_cast<DWORD>(NTE_BAD_KEYSET));
    const SigningProvider empty(u"empty", CRYPT_NEWKEYSET);
    name_key(context, u"empty", 0, PROV_RSA_FULL, AT_SIGNATURE);
    EXPECT_EQ(failure_of(context, 0), static_cast<DWORD>(NTE_NO_KEY));
}

TEST(CryptAcquireCertificatePrivateKey, RefusesAnotherCertificatesKey) {
    const KeyFolder folder;
    const SigningCngKey stored(signing_chain().rsa.key, u"stored");
    const Context context{Bytes(signing_chain().ec.der)};
    name_key(context, u"stored");
    EXPECT_EQ(failure_of(context, kAnyKind | CRYPT_ACQUIRE_COMPARE_KEY_FLAG),
              static_cast<DWORD>(NTE_BAD_PUBLIC_KEY));
    const Acquired key = acquire(context, kAnyKind);
    EXPECT_TRUE(key.done) << "nobody compared";
    key.free();
}

TEST(CryptAcquireCertificatePrivateKey, RefusesUnknownFlagsAndNull) {
    const Context context{Bytes(signing_chain().ec.der)};
    EXPECT_EQ(failure_of(context, 0x100), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(failure_of(nullptr, 0), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_FALSE(CryptAcquireCertificatePrivateKey(context, 0, nullptr, nullptr, nullptr, nullptr));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

DWORD find_failure(PCCERT_CONTEXT context, DWORD flags, void* reserved = nullptr) {
    SetLastError(kUntouched);
    EXPECT_FALSE(CryptFindCertificateKeyProvInfo(context, flags, reserved));
    return GetLastError();
}

TEST(CryptFindCertificateKeyProvInfo, AgreesWithLibcryptoOnWhoseKeyItIs) {
    const KeyFolder folder;
    const SigningCngKey other(signing_chain().rsa.key, u"other"),
        stored(signing_chain().ec.key, u"stored");
    const Context context{Bytes(signing_chain().ec.der)};
    SetLastError(kUntouched);
    ASSERT_TRUE(CryptFindCertificateKeyProvInfo(context, 0, nullptr));
    EXPECT_EQ(GetLastError(), kUntouched);
    const Acquired key = acquire(context, kAnyKind);
    EXPECT_TRUE(signs(key, signing_chain().ec.key));
    key.free();
    EXPECT_TRUE(CryptFindCertificateKeyProvInfo(context, CRYPT_FIND_USER_KEYSET_FLAG, nullptr));
}

TEST(CryptFindCertificateKeyProvInfo, LooksIntoContainers) {
    const KeyFolder folder;
    const SigningProvider provider(u"signing container", CRYPT_NEWKEYSET);
    const Context named = contained(provider, AT_SIGNATURE);
    const Context context{Bytes(named->pbCertEncoded, named->cbCertEncoded)};
    ASSERT_TRUE(CryptFindCertificateKeyProvInfo(context, CRYPT_FIND_SILENT_KEYSET_FLAG, nullptr));
    const Acquired key = acquire(context, CRYPT_ACQUIRE_COMPARE_KEY_FLAG);
    EXPECT_TRUE(key.done);
    EXPECT_EQ(key.key_spec, DWORD{AT_SIGNATURE});
    key.free();
}

TEST(CryptFindCertificateKeyProvInfo, ReplacesANameThatLeadsNowhere) {
    const KeyFolder folder;
    const SigningCngKey stored(signing_chain().ec.key, u"stored");
    const Context context{Bytes(signing_chain().ec.der)};
    name_key(context, u"nobody");
    EXPECT_TRUE(CryptFindCertificateKeyProvInfo(context, 0, nullptr));
    const Acquired key = acquire(context, kAnyKind);
    EXPECT_TRUE(key.done);
    key.free();
}

TEST(CryptFindCertificateKeyProvInfo, RefusesWhereThereIsNone) {
    const KeyFolder folder;
    const Context context{Bytes(signing_chain().ec.der)};
    EXPECT_EQ(find_failure(context, 0), static_cast<DWORD>(NTE_NO_KEY));
    EXPECT_FALSE(has_property(context, CERT_KEY_PROV_INFO_PROP_ID));
    const SigningCngKey stored(signing_chain().ec.key, u"stored");
    EXPECT_EQ(find_failure(context, CRYPT_FIND_MACHINE_KEYSET_FLAG),
              static_cast<DWORD>(NTE_NO_KEY));
}

TEST(CryptFindCertificateKeyProvInfo, RefusesUnknownFlagsAndNull) {
    const Context context{Bytes(signing_chain().ec.der)};
    EXPECT_EQ(find_failure(context, 4), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(find_failure(nullptr, 0), static_cast<DWORD>(E_INVALIDARG));
    DWORD something = 0;
    EXPECT_EQ(find_failure(context, 0, &something), static_cast<DWORD>(E_INVALIDARG));
}

TEST(CryptFindCertificateKeyProvInfo, RefusesAKeyOfAnUnknownAlgorithm) {
    CertificateParts parts;
    parts.public_key = tlv(0x30, {tlv(0x30, {tlv(6, Buffer{0x2A, 3})}), tlv(3, Buffer{0, 1})});
    const Context context{Bytes(parts.der())};
    EXPECT_EQ(find_failure(context, 0), static_cast<DWORD>(NTE_BAD_ALGID));
}

}  // namespace
}  // namespace secur32::test
