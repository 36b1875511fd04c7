// CryptHashCertificate, CryptHashCertificate2, CryptHashToBeSigned, CryptHashPublicKeyInfo:
// libcrypto hashes the same.
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include "test/support/der_writer.h"
#include "test/unit/sslprovider/api/signing_fixture.h"

namespace secur32::test {
namespace {

constexpr DWORD kRoom = 64;
const Buffer& der() { return signing_chain().rsa.der; }

// Each answers the last error, and puts what came into hash.
DWORD by_id(Buffer& hash, ALG_ID id, DWORD room = kRoom, DWORD flags = 0, bool has_input = true) {
    hash.resize(kRoom);
    SetLastError(0);
    if (CryptHashCertificate(0, id, flags, has_input ? der().data() : nullptr, size_of(der()),
                             hash.data(), &room))
        hash.resize(room);
    return GetLastError();
}
DWORD by_name(Buffer& hash, LPCWSTR name, DWORD room = kRoom, DWORD flags = 0) {
    hash.resize(kRoom);
    SetLastError(0);
    if (CryptHashCertificate2(name, flags, nullptr, der().data(), size_of(der()), hash.data(),
                              &room))
        hash.resize(room);
    return GetLastError();
}
DWORD of_signed(Buffer& hash, const Buffer& octets, DWORD encoding = X509_ASN_ENCODING,
                DWORD room = kRoom) {
    hash.resize(kRoom);
    SetLastError(0);
    if (CryptHashToBeSigned(0, encoding, octets.data(), size_of(octets), hash.data(), &room))
        hash.resize(room);
    return GetLastError();
}
DWORD of_key(Buffer& hash, ALG_ID id, CERT_PUBLIC_KEY_INFO* info, DWORD room = kRoom) {
    hash.resize(kRoom);
    SetLastError(0);
    if (CryptHashPublicKeyInfo(0, id, 0, X509_ASN_ENCODING, info, hash.data(), &room))
        hash.resize(room);
    return GetLastError();
}

TEST(CryptHashCertificate, AgreesWithLibcrypto) {
    Buffer hash;
    for (const auto& [id, name] :
         {std::pair{ALG_ID{0}, "SHA1"}, std::pair{ALG_ID{CALG_SHA1}, "SHA1"},
          std::pair{ALG_ID{CALG_MD5}, "MD5"}, std::pair{ALG_ID{CALG_SHA_256}, "SHA256"},
          std::pair{ALG_ID{CALG_SHA_384}, "SHA384"}, std::pair{ALG_ID{CALG_SHA_512}, "SHA512"}}) {
        EXPECT_EQ(by_id(hash, id), 0u);
        EXPECT_EQ(hash, foreign_digest(name, der()));
    }
    DWORD size = 0;
    EXPECT_TRUE(CryptHashCertificate(0, CALG_SHA_256, 0, nullptr, 0, nullptr, &size));
    EXPECT_EQ(size, 32u);
}

TEST(CryptHashCertificate, RefusesNullAndFlags) {
    Buffer hash;
    EXPECT_EQ(by_id(hash, CALG_SHA1, kRoom, 1), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(by_id(hash, CALG_SHA1, kRoom, 0, false), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_FALSE(CryptHashCertificate(0, CALG_SHA1, 0, nullptr, 0, hash.data(), nullptr));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

TEST(CryptHashCertificate, RefusesWhatIsNoHash) {
    Buffer hash;
    for (const ALG_ID id : {ALG_ID{CALG_MD2}, ALG_ID{CALG_RC4}, ALG_ID{1}})
        EXPECT_EQ(by_id(hash, id), static_cast<DWORD>(NTE_BAD_ALGID));
}

TEST(CryptHashCertificate, RefusesABufferThatIsTooSmall) {
    Buffer hash;
    EXPECT_EQ(by_id(hash, CALG_SHA1, 19), static_cast<DWORD>(ERROR_MORE_DATA));
}

TEST(CryptHashCertificate2, AgreesWithLibcrypto) {
    Buffer hash;
    for (const auto& [name, foreign] :
         {std::pair{BCRYPT_SHA256_ALGORITHM, "SHA256"}, std::pair{u"sha1", "SHA1"},
          std::pair{BCRYPT_MD5_ALGORITHM, "MD5"}}) {
        EXPECT_EQ(by_name(hash, name), 0u);
        EXPECT_EQ(hash, foreign_digest(foreign, der()));
    }
}

TEST(CryptHashCertificate2, RefusesNullAndFlags) {
    Buffer hash;
    EXPECT_EQ(by_name(hash, nullptr), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(by_name(hash, BCRYPT_SHA1_ALGORITHM, kRoom, 1), static_cast<DWORD>(E_INVALIDARG));
    DWORD room = kRoom;
    EXPECT_FALSE(
        CryptHashCertificate2(BCRYPT_SHA1_ALGORITHM, 0, &room, nullptr, 0, nullptr, &room));
}

TEST(CryptHashCertificate2, RefusesWhatIsNoHash) {
    Buffer hash;
    EXPECT_EQ(by_name(hash, u"AES"), static_cast<DWORD>(NTE_BAD_ALGID));
    EXPECT_EQ(by_name(hash, u""), static_cast<DWORD>(NTE_BAD_ALGID));
}

TEST(CryptHashCertificate2, RefusesABufferThatIsTooSmall) {
    Buffer hash;
    EXPECT_EQ(by_name(hash, BCRYPT_SHA256_ALGORITHM, 31), static_cast<DWORD>(ERROR_MORE_DATA));
}

TEST(CryptHashToBeSigned, AgreesWithLibcrypto) {
    Buffer hash;
    for (const Issued* issued : {&signing_chain().ca, &signing_chain().rsa, &signing_chain().ec}) {
        EXPECT_EQ(of_signed(hash, issued->der), 0u);
        EXPECT_EQ(hash, foreign_digest("SHA256", foreign_fields(issued->der).tbs_certificate));
    }
}

TEST(CryptHashToBeSigned, RefusesOtherEncodings) {
    Buffer hash;
    EXPECT_EQ(of_signed(hash, der(), PKCS_7_ASN_ENCODING), static_cast<DWORD>(E_INVALIDARG));
}

TEST(CryptHashToBeSigned, RefusesWhatIsNotSigned) {
    Buffer hash;
    for (const Buffer& wrong : {Buffer{}, Buffer{1}, Buffer{0x30, 0}})
        EXPECT_EQ(of_signed(hash, wrong), static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
}

TEST(CryptHashToBeSigned, RefusesABufferThatIsTooSmall) {
    Buffer hash;
    EXPECT_EQ(of_signed(hash, der(), X509_ASN_ENCODING, 1), static_cast<DWORD>(ERROR_MORE_DATA));
}

TEST(CryptHashToBeSigned, RefusesSignaturesOverNoHash) {
    Buffer hash;
    CertificateParts parts;
    parts.algorithm = parts.signature_algorithm = tlv(0x30, {tlv(6, Buffer{0x2B, 0x65, 0x70})});
    EXPECT_EQ(of_signed(hash, parts.der()), static_cast<DWORD>(NTE_BAD_ALGID)) << "Ed25519";
}

TEST(CryptHashPublicKeyInfo, AgreesWithLibcrypto) {
    Buffer hash;
    for (const Issued* issued : {&signing_chain().rsa, &signing_chain().ec}) {
        const Context context{Bytes(issued->der)};
        const Buffer info = foreign_fields(issued->der).public_key_info;
        EXPECT_EQ(of_key(hash, 0, key_info(context)), 0u);
        EXPECT_EQ(hash, foreign_digest("MD5", info));
        EXPECT_EQ(of_key(hash, CALG_SHA_256, key_info(context)), 0u);
        EXPECT_EQ(hash, foreign_digest("SHA256", info));
    }
}

TEST(CryptHashPublicKeyInfo, RefusesNull) {
    Buffer hash;
    EXPECT_EQ(of_key(hash, CALG_SHA1, nullptr), static_cast<DWORD>(E_INVALIDARG));
    CERT_PUBLIC_KEY_INFO nameless{};
    EXPECT_EQ(of_key(hash, CALG_SHA1, &nameless), static_cast<DWORD>(E_INVALIDARG));
}

TEST(CryptHashPublicKeyInfo, RefusesWhatIsNoHash) {
    Buffer hash;
    const Context context{Bytes(der())};
    EXPECT_EQ(of_key(hash, CALG_RC4, key_info(context)), static_cast<DWORD>(NTE_BAD_ALGID));
}

TEST(CryptHashPublicKeyInfo, RefusesABufferThatIsTooSmall) {
    Buffer hash;
    const Context context{Bytes(der())};
    EXPECT_EQ(of_key(hash, CALG_SHA1, key_info(context), 19), static_cast<DWORD>(ERROR_MORE_DATA));
}

}  // namespace
}  // namespace secur32::test
