// KP_* of session keys: what each changes of a message, against libcrypto.
#include <gtest/gtest.h>

#include "test/support/crypt_ciphers.h"

namespace secur32::test {
namespace {

const Buffer kSecret = counting(5, 1), kMessage = counting(20);

BOOL set_number(HCRYPTKEY key, DWORD param, DWORD value) {
    return CryptSetKeyParam(key, param, le_words({value}).data(), 0);
}
BOOL set_blob(HCRYPTKEY key, DWORD param, const Buffer& value) {
    const CRYPT_DATA_BLOB blob{static_cast<DWORD>(value.size()), const_cast<BYTE*>(value.data())};
    return CryptSetKeyParam(key, param, reinterpret_cast<const BYTE*>(&blob), 0);
}

// What libcrypto makes of the message with RC2.
Buffer rc2(Bytes salt, unsigned bits, const Buffer& iv = Buffer(8)) {
    return ForeignCipher("RC2-CBC", true, joined_octets({kSecret, salt}), iv, bits)
        .update(pkcs7_padded(kMessage, 8));
}

TEST(CryptGetKeyParam, TellsTheDefaultsOfSessionKeys) {
    const ContextHandle context = verify_context(PROV_RSA_FULL);
    const KeyHandle block = generate_key(context, CALG_RC2),
                    stream = generate_key(context, CALG_RC4);
    EXPECT_EQ(key_param(block, KP_IV), Buffer(8));
    EXPECT_EQ(key_number(block, KP_MODE), DWORD{CRYPT_MODE_CBC});
    EXPECT_EQ(key_number(block, KP_MODE_BITS), 8u);
    EXPECT_EQ(key_number(block, KP_PADDING), DWORD{PKCS5_PADDING});
    EXPECT_EQ(key_number(block, KP_EFFECTIVE_KEYLEN), 128u);
    EXPECT_EQ(key_param(block, KP_SALT), Buffer());
    EXPECT_EQ(key_number(stream, KP_MODE), 0u);
    EXPECT_EQ(key_number(stream, KP_BLOCKLEN), 0u);
    EXPECT_EQ(key_param(stream, KP_IV), Buffer());
}

// Verified on Windows: 11 zeros for 40 bits, and for AES a salt of no octets.
TEST(CryptGetKeyParam, TellsTheSalts) {
    const ContextHandle context = verify_context();
    for (const ALG_ID id : {ALG_ID{CALG_RC2}, ALG_ID{CALG_RC4}}) {
        EXPECT_EQ(key_param(import_plaintext(context, id, kSecret), KP_SALT), Buffer(11));
        EXPECT_EQ(key_param(import_plaintext(context, id, kSecret, CRYPT_NO_SALT), KP_SALT),
                  Buffer());
        EXPECT_EQ(key_param(import_plaintext(context, id, counting(7)), KP_SALT), Buffer());
    }
    EXPECT_EQ(key_param(generate_key(context, CALG_AES_128), KP_SALT), Buffer());
}

TEST(CryptSetKeyParam, AgreesWithLibcryptoOnTheEffectiveLength) {
    const ContextHandle context = verify_context();
    const KeyHandle key = import_plaintext(context, CALG_RC2, kSecret, CRYPT_NO_SALT);
    EXPECT_EQ(encrypt_part(key, kMessage), rc2({}, 40));
    for (const DWORD bits : {1u, 40u, 63u, 64u, 128u, 1024u}) {
        ASSERT_DONE(set_number(key, KP_EFFECTIVE_KEYLEN, bits));
        EXPECT_EQ(key_number(key, KP_EFFECTIVE_KEYLEN), bits);
        EXPECT_EQ(encrypt_part(key, kMessage), rc2({}, bits)) << bits;
    }
}

TEST(CryptSetKeyParam, AgreesWithLibcryptoOnTheSalt) {
    const ContextHandle context = verify_context(PROV_RSA_FULL);
    const KeyHandle key = import_plaintext(context, CALG_RC2, kSecret);
    EXPECT_EQ(encrypt_part(key, kMessage), rc2(Buffer(11), 40));
    const Buffer salt = counting(11, 0x40);
    ASSERT_DONE(CryptSetKeyParam(key, KP_SALT, salt.data(), 0));
    EXPECT_EQ(key_param(key, KP_SALT), salt);
    EXPECT_EQ(encrypt_part(key, kMessage), rc2(salt, 40));
    for (const std::size_t size : {0u, 4u, 11u, 24u}) {
        ASSERT_DONE(set_blob(key, KP_SALT_EX, counting(size, 0x60)));
        EXPECT_EQ(key_param(key, KP_SALT), counting(size, 0x60));
        EXPECT_EQ(encrypt_part(key, kMessage), rc2(counting(size, 0x60), 40)) << size;
    }
}

TEST(CryptSetKeyParam, TakesTheSaltAwayInTheEnhancedProvider) {
    const ContextHandle context = verify_context(PROV_RSA_FULL, MS_ENHANCED_PROV_W);
    const KeyHandle key = import_plaintext(context, CALG_RC2, kSecret);
    const Buffer salt = counting(11);
    ASSERT_DONE(CryptSetKeyParam(key, KP_SALT, salt.data(), 0));
    EXPECT_EQ(key_param(key, KP_SALT), Buffer());
    EXPECT_EQ(encrypt_part(key, kMessage), rc2({}, 40));
}

TEST(CryptSetKeyParam, AgreesWithLibcryptoOnTheIv) {
    const ContextHandle context = verify_context();
    const KeyHandle key = import_plaintext(context, CALG_RC2, kSecret, CRYPT_NO_SALT);
    const Buffer iv = counting(8, 0xC0);
    ASSERT_DONE(CryptSetKeyParam(key, KP_IV, iv.data(), 0));
    EXPECT_EQ(encrypt_part(key, kMessage), rc2({}, 40, iv));
}

TEST(CryptSetKeyParam, AgreesWithLibcryptoOnTheValueOfADesKey) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_DES);
    const Buffer iv = counting(8, 0xC0), secret = counting(8, 0x21);
    ASSERT_DONE(CryptSetKeyParam(key, KP_IV, iv.data(), 0));
    ASSERT_DONE(CryptSetKeyParam(key, KP_KEYVAL, secret.data(), 0));
    EXPECT_EQ(encrypt_part(key, kMessage),
              ForeignCipher("DES-CBC", true, secret, iv).update(pkcs7_padded(kMessage, 8)));
}

// What was begun is over: the next call starts from the IV.
TEST(CryptSetKeyParam, EndsTheMessageThatWasBegun) {
    const ContextHandle context = verify_context(PROV_RSA_FULL);
    const KeyHandle key = import_plaintext(context, CALG_RC2, kSecret);
    const Buffer iv(8), salt(11);
    const std::pair<DWORD, Buffer> params[] = {{KP_IV, iv},
                                               {KP_MODE, le_words({CRYPT_MODE_CBC})},
                                               {KP_MODE_BITS, le_words({8})},
                                               {KP_PADDING, le_words({PKCS5_PADDING})},
                                               {KP_SALT, salt},
                                               {KP_EFFECTIVE_KEYLEN, le_words({40})}};
    for (const auto& [param, value] : params) {
        encrypt_part(key, counting(16), false);
        ASSERT_DONE(CryptSetKeyParam(key, param, value.data(), 0));
        EXPECT_EQ(encrypt_part(key, kMessage), rc2(salt, 40)) << param;
    }
    encrypt_part(key, counting(16), false);
    ASSERT_DONE(set_number(key, KP_PERMISSIONS, 0x3B));
    EXPECT_NE(encrypt_part(key, kMessage), rc2(salt, 40)) << "permissions are not of the message";
}

TEST(CryptSetKeyParam, RefusesValuesThatTheCiphersLack) {
    const ContextHandle context = verify_context(PROV_RSA_FULL);
    const KeyHandle key = import_plaintext(context, CALG_RC2, kSecret);
    const std::pair<DWORD, DWORD> values[] = {{KP_MODE, 0},
                                              {KP_MODE, CRYPT_MODE_CBCI},
                                              {KP_MODE, 0xFFFFFFFF},
                                              {KP_MODE_BITS, 0},
                                              {KP_MODE_BITS, 64},
                                              {KP_PADDING, 0},
                                              {KP_PADDING, RANDOM_PADDING},
                                              {KP_PADDING, ZERO_PADDING},
                                              {KP_EFFECTIVE_KEYLEN, 0},
                                              {KP_EFFECTIVE_KEYLEN, 1025}};
    for (const auto& [param, value] : values) {
        const DWORD before = key_number(key, param);
        EXPECT_REFUSED(set_number(key, param, value), NTE_BAD_DATA) << param << " " << value;
        EXPECT_EQ(key_number(key, param), before);
    }
    EXPECT_REFUSED(set_blob(key, KP_SALT_EX, Buffer(25)), NTE_BAD_DATA);
    EXPECT_EQ(encrypt_part(key, kMessage), rc2(Buffer(11), 40));
}

TEST(CryptSetKeyParam, RefusesALongEffectiveLengthInTheBaseProvider) {
    const ContextHandle context = verify_context(PROV_RSA_FULL, MS_DEF_PROV_W);
    const KeyHandle key = generate_key(context, CALG_RC2);
    EXPECT_EQ(key_number(key, KP_EFFECTIVE_KEYLEN), 40u);
    EXPECT_REFUSED(set_number(key, KP_EFFECTIVE_KEYLEN, 41), NTE_BAD_DATA);
    EXPECT_DONE(set_number(key, KP_EFFECTIVE_KEYLEN, 39));
}

TEST(CryptSetKeyParam, RefusesBlobsThatLie) {
    const ContextHandle context = verify_context();
    const KeyHandle key = import_plaintext(context, CALG_RC2, kSecret);
    const CRYPT_DATA_BLOB nowhere{4, nullptr};
    EXPECT_REFUSED(CryptSetKeyParam(key, KP_SALT_EX, reinterpret_cast<const BYTE*>(&nowhere), 0),
                   ERROR_INVALID_PARAMETER);
    BYTE octet = 0;
    const CRYPT_DATA_BLOB huge{0xFFFFFFFF, &octet};
    EXPECT_REFUSED(CryptSetKeyParam(key, KP_SALT_EX, reinterpret_cast<const BYTE*>(&huge), 0),
                   NTE_BAD_LEN);
    EXPECT_EQ(key_param(key, KP_SALT), Buffer(11));
}

}  // namespace
}  // namespace secur32::test
