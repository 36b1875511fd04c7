// PKCS#12's encryption of PKCS#8 against libcrypto asked directly, and against our own reading.
#include "sslprovider/crypto/pkcs8_pbe.h"

#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include "test/support/vectors.h"
#include "test/unit/sslprovider/crypto/foreign_keys.h"

namespace secur32::crypto {
namespace {

using foreign::p256;

const Buffer kSalt = {1, 2, 3, 4, 5, 6, 7, 8};

Buffer foreign_encrypted(const std::string& passphrase, int iterations) {
    PKCS8_PRIV_KEY_INFO* const info = EVP_PKEY2PKCS8(p256().foreign.get());
    Buffer salt = kSalt;
    X509_SIG* const sealed =
        PKCS8_encrypt(NID_pbe_WithSHA1And3_Key_TripleDES_CBC, nullptr, passphrase.c_str(),
                      static_cast<int>(passphrase.size()), salt.data(),
                      static_cast<int>(salt.size()), iterations, info);
    PKCS8_PRIV_KEY_INFO_free(info);
    unsigned char* der = nullptr;
    const int length = i2d_X509_SIG(sealed, &der);
    X509_SIG_free(sealed);
    Buffer bytes(der, der + length);
    OPENSSL_free(der);
    return bytes;
}

class Pkcs8Pbe : public foreign::SignatureTest {};

TEST_F(Pkcs8Pbe, IsWhatLibcryptoWrites) {
    for (const std::string passphrase : {"", "so", "Schl\xC3\xBCssel", "\xF0\x9F\x94\x91"})
        for (const std::uint32_t iterations : {1u, 2000u})
            EXPECT_EQ(test::to_hex(triple_des_pkcs8(*p256().ours, foreign::text(passphrase),
                                                    {iterations, kSalt})
                                       .value()),
                      test::to_hex(foreign_encrypted(passphrase, static_cast<int>(iterations))));
}

TEST_F(Pkcs8Pbe, IsReadWithItsPassphraseOnly) {
    const Buffer sealed =
        triple_des_pkcs8(*p256().ours, foreign::text("Schl\xC3\xBCssel"), {}).value();
    const auto read = PrivateKey::from_pkcs8(sealed, foreign::text("Schl\xC3\xBCssel"));
    ASSERT_TRUE(read.ok());
    EXPECT_TRUE(read.value().public_key() == p256().open());
    EXPECT_EQ(PrivateKey::from_pkcs8(sealed, foreign::text("wrong")).status(),
              Status::bad_passphrase);
}

TEST_F(Pkcs8Pbe, HasASaltOfItsOwnEachTime) {
    const Pkcs12PbeForm form{1};
    EXPECT_NE(triple_des_pkcs8(*p256().ours, foreign::text("so"), form).value(),
              triple_des_pkcs8(*p256().ours, foreign::text("so"), form).value());
}

TEST_F(Pkcs8Pbe, RefusesAFormThatIsNone) {
    for (const std::uint32_t iterations : {0u, 10'000'001u, 0x80000000u, 0xFFFFFFFFu})
        EXPECT_EQ(triple_des_pkcs8(*p256().ours, foreign::text("so"), {iterations, kSalt}).status(),
                  Status::invalid_parameter);
    const Buffer long_salt(1025);
    EXPECT_EQ(triple_des_pkcs8(*p256().ours, foreign::text("so"), {1, long_salt}).status(),
              Status::invalid_parameter);
}

}  // namespace
}  // namespace secur32::crypto
