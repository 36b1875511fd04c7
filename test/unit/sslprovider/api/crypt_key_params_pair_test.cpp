// KP_* of pairs and public halves: certificates of libcrypto's.  What KP_OAEP_PARAMS does:
// crypt_encryption_test.cpp, crypt_decryption_test.cpp.
#include <gtest/gtest.h>

#include "test/support/crypt_groups.h"
#include "test/support/crypt_rsa_blobs.h"
#include "test/support/foreign_certificates.h"

namespace secur32::test {
namespace {

Buffer certificate_of(EVP_PKEY* key) {
    const ForeignKey shared(key, [](EVP_PKEY*) {});
    return make_foreign_certificate("a pair's", shared).der;
}
EVP_PKEY* foreign_pair() { return foreign_keys::rsa().foreign.get(); }

TEST(CryptSetKeyParam, AgreesWithLibcryptoOnWhoseCertificateItIs) {
    const ContextHandle rsa = verify_context(), dss = verify_context(PROV_DSS);
    const KeyHandle pair = import_key(rsa, rsa_private_blob(foreign_pair())),
                    open = import_key(rsa, rsa_public_blob(foreign_pair(), CALG_RSA_SIGN)),
                    signs = import_key(dss, dss_public_blob());
    const Buffer of_rsa = certificate_of(foreign_pair()), of_dsa = certificate_of(foreign_dsa());
    const std::pair<HCRYPTKEY, const Buffer*> certificates[] = {
        {pair, &of_rsa}, {open, &of_rsa}, {signs, &of_dsa}};
    for (const auto& [key, der] : certificates) {
        ASSERT_DONE(CryptSetKeyParam(key, KP_CERTIFICATE, der->data(), 0));
        EXPECT_EQ(key_param(key, KP_CERTIFICATE), *der);
        KeyHandle copy;
        ASSERT_DONE(CryptDuplicateKey(key, nullptr, 0, copy.out()));
        EXPECT_EQ(key_param(copy, KP_CERTIFICATE), *der);
    }
    EXPECT_REFUSED(CryptSetKeyParam(pair, KP_CERTIFICATE, of_dsa.data(), 0), NTE_BAD_PUBLIC_KEY);
    EXPECT_EQ(key_param(pair, KP_CERTIFICATE), of_rsa) << "it stays";
}

TEST(CryptSetKeyParam, RefusesACertificateOfAnotherKey) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, AT_KEYEXCHANGE);
    const Buffer other = certificate_of(foreign_pair());
    EXPECT_REFUSED(CryptSetKeyParam(key, KP_CERTIFICATE, other.data(), 0), NTE_BAD_PUBLIC_KEY);
    DWORD size = 0;
    EXPECT_REFUSED(CryptGetKeyParam(key, KP_CERTIFICATE, nullptr, &size, 0), NTE_NOT_FOUND);
}

// There is no length but the certificate's own: what is read ends where that says.
TEST(CryptSetKeyParam, RefusesWhatIsNoCertificate) {
    const ContextHandle context = verify_context();
    const KeyHandle key = import_key(context, rsa_public_blob(foreign_pair()));
    const Buffer der = certificate_of(foreign_pair());
    for (const auto& [at, value] : {std::pair<std::size_t, std::uint8_t>{0, 0x31},
                                    {1, 0x80},
                                    {1, 0x7F},
                                    {1, 0x83},
                                    {1, 0x81},
                                    {4, 0x31},
                                    {40, 0xFF}}) {
        Buffer spoilt = der;
        spoilt[at] = value;
        EXPECT_REFUSED(CryptSetKeyParam(key, KP_CERTIFICATE, spoilt.data(), 0), NTE_BAD_DATA)
            << "octet " << at;
    }
    const std::unique_ptr<BYTE[]> two(new BYTE[2]{0x30, 0x05});  // and nothing behind
    EXPECT_REFUSED(CryptSetKeyParam(key, KP_CERTIFICATE, two.get(), 0), NTE_BAD_DATA);
    EXPECT_REFUSED(CryptSetKeyParam(key, KP_CERTIFICATE, nullptr, 0), ERROR_INVALID_PARAMETER);
    Buffer longer = der;
    longer.push_back(0);
    EXPECT_DONE(CryptSetKeyParam(key, KP_CERTIFICATE, longer.data(), 0));
    EXPECT_EQ(key_param(key, KP_CERTIFICATE), der);
}

TEST(CryptGetKeyParam, RefusesACertificateThatNobodySet) {
    const ContextHandle context = verify_context();
    const KeyHandle key = import_key(context, rsa_public_blob(foreign_pair()));
    DWORD size = 7;
    EXPECT_REFUSED(CryptGetKeyParam(key, KP_CERTIFICATE, nullptr, &size, 0), NTE_NOT_FOUND);
    EXPECT_EQ(size, 7u);
}

TEST(CryptSetKeyParam, RefusesAnOaepLabelThatIsNowhere) {
    const ContextHandle context = verify_context();
    const KeyHandle key = import_key(context, rsa_public_blob(foreign_pair()));
    const CRYPT_DATA_BLOB nowhere{4, nullptr};
    EXPECT_REFUSED(
        CryptSetKeyParam(key, KP_OAEP_PARAMS, reinterpret_cast<const BYTE*>(&nowhere), 0),
        ERROR_INVALID_PARAMETER);
    EXPECT_DONE(set_blob(key, KP_OAEP_PARAMS, {})) << "an empty one is the default";
}

}  // namespace
}  // namespace secur32::test
