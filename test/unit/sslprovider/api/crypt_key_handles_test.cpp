// CryptDuplicateKey, CryptDestroyKey: messages that go on in two handles, and handles that end.
#include <gtest/gtest.h>

#include <thread>

#include "test/support/crypt_ciphers.h"
#include "test/support/crypt_rsa_blobs.h"

namespace secur32::test {
namespace {

const Buffer kContent = {'s', 'e', 'c', 'r', 'e', 't'};

// ---- CryptDuplicateKey --------------------------------------------------------------------------

// In mid-message: both go on from there, and neither knows of the other.
TEST(CryptDuplicateKey, AgreesWithLibcryptoOnBothMessages) {
    const ContextHandle context = verify_context();
    for (const SessionCipher& cipher : kSessionCipherRows)
        for (const DWORD mode : cipher.modes()) {
            const std::size_t unit = cipher.block_or(7);
            const Buffer start = counting(2 * unit), one = counting(unit + 3, 0x70),
                         two = counting(3 * unit, 0x90);
            const KeyHandle key = cipher.key(context, mode);
            const Buffer done = encrypt_part(key, start, false);
            KeyHandle copy;
            ASSERT_DONE(CryptDuplicateKey(key, nullptr, 0, copy.out()));
            EXPECT_EQ(joined_octets({done, encrypt_part(copy, two)}),
                      cipher.foreign(mode, joined_octets({start, two})));
            EXPECT_EQ(joined_octets({done, encrypt_part(key, one)}),
                      cipher.foreign(mode, joined_octets({start, one})));
        }
}

TEST(CryptDuplicateKey, TakesAllParametersAlong) {
    const ContextHandle context = verify_context(PROV_RSA_FULL);
    const KeyHandle key = import_plaintext(context, CALG_RC2, counting(5));
    set_key_param(key, KP_IV, counting(8, 9));
    set_key_param(key, KP_SALT, counting(11, 5));
    set_key_number(key, KP_MODE, CRYPT_MODE_CFB);
    set_key_number(key, KP_EFFECTIVE_KEYLEN, 64);
    set_key_number(key, KP_PERMISSIONS, CRYPT_READ | CRYPT_WRITE | CRYPT_ENCRYPT);
    KeyHandle copy;
    ASSERT_DONE(CryptDuplicateKey(key, nullptr, 0, copy.out()));
    for (const int param : {KP_IV, KP_SALT, KP_MODE, KP_EFFECTIVE_KEYLEN, KP_PERMISSIONS, KP_ALGID,
                            KP_KEYLEN, KP_BLOCKLEN, KP_MODE_BITS, KP_PADDING})
        EXPECT_EQ(key_param(copy, static_cast<DWORD>(param)),
                  key_param(key, static_cast<DWORD>(param)))
            << param;
    set_key_number(copy, KP_MODE, CRYPT_MODE_ECB);
    EXPECT_EQ(key_number(key, KP_MODE), DWORD{CRYPT_MODE_CFB}) << "not the other's";
    EXPECT_EQ(encrypt_part(key, kContent).size(), 8u);
}

TEST(CryptDuplicateKey, TakesTheLabelOfOaepAlong) {
    const ContextHandle context = verify_context();
    EVP_PKEY* const foreign = foreign_keys::rsa().foreign.get();
    const KeyHandle key = import_key(context, rsa_private_blob(foreign));
    Buffer octets = {'a', 'b'};
    const CRYPT_DATA_BLOB label{2, octets.data()};
    ASSERT_DONE(CryptSetKeyParam(key, KP_OAEP_PARAMS, reinterpret_cast<const BYTE*>(&label), 0));
    KeyHandle copy;
    ASSERT_DONE(CryptDuplicateKey(key, nullptr, 0, copy.out()));
    const Buffer sealed = reversed(encrypt_part(copy, kContent, true, CRYPT_OAEP));
    EXPECT_EQ(foreign_rsa(foreign, false, {RSA_PKCS1_OAEP_PADDING, octets}, sealed), kContent);
}

TEST(CryptDuplicateKey, CopiesEveryKindOfKey) {
    const ContextHandle rsa = verify_context(), dss = verify_context(PROV_DSS_DH),
                        schannel = verify_context(PROV_RSA_SCHANNEL);
    const std::tuple<HCRYPTPROV, ALG_ID, DWORD> kinds[] = {
        {rsa, AT_KEYEXCHANGE, 0},       {rsa, CALG_RC4, 0},
        {dss, AT_SIGNATURE, 0},         {dss, CALG_DSS_SIGN, CRYPT_PREGEN},
        {dss, CALG_DH_EPHEM, 0},        {dss, CALG_DH_EPHEM, CRYPT_PREGEN},
        {schannel, CALG_TLS1_MASTER, 0}};
    for (const auto& [context, id, flags] : kinds) {
        const KeyHandle key = generate_key(context, id, flags);
        KeyHandle copy;
        ASSERT_DONE(CryptDuplicateKey(key, nullptr, 0, copy.out())) << id;
        EXPECT_EQ(key_number(copy, KP_ALGID), key_number(key, KP_ALGID));
        EXPECT_EQ(key_number(copy, KP_KEYLEN), key_number(key, KP_KEYLEN));
    }
}

TEST(CryptDuplicateKey, OutlivesTheOriginal) {
    const ContextHandle context = verify_context();
    KeyHandle key = import_plaintext(context, CALG_AES_128, counting(16));
    KeyHandle copy;
    ASSERT_DONE(CryptDuplicateKey(key, nullptr, 0, copy.out()));
    const Buffer expected = encrypt_part(key, kContent);
    key.free();
    EXPECT_EQ(encrypt_part(copy, kContent), expected);
}

struct Duplication {
    HCRYPTKEY copy = kInventedHandle;
    BOOL operator()(HCRYPTKEY key, DWORD flags = 0, DWORD* reserved = nullptr) {
        return CryptDuplicateKey(key, reserved, flags, &copy);
    }
};

TEST(CryptDuplicateKey, RefusesWhatIsNoKey) {
    const ContextHandle context = verify_context();
    const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    for (const HCRYPTKEY handle : {HCRYPTKEY{0}, kInventedHandle, freed_key_of(context),
                                   HCRYPTKEY{hash}, HCRYPTKEY{context}}) {
        Duplication duplicate;
        EXPECT_REFUSED(duplicate(handle), ERROR_INVALID_PARAMETER);
        EXPECT_EQ(duplicate.copy, 0u);
    }
}

TEST(CryptDuplicateKey, RefusesFlags) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_AES_128);
    Duplication duplicate;
    EXPECT_REFUSED(duplicate(key, CRYPT_EXPORTABLE), NTE_BAD_FLAGS);
    EXPECT_EQ(duplicate.copy, 0u);
}

TEST(CryptDuplicateKey, RefusesWhatIsReservedAndNowhereToPutIt) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_AES_128);
    Duplication duplicate;
    DWORD reserved = 0;
    EXPECT_REFUSED(duplicate(key, 0, &reserved), ERROR_INVALID_PARAMETER);
    EXPECT_EQ(duplicate.copy, 0u);
    EXPECT_REFUSED(CryptDuplicateKey(key, nullptr, 0, nullptr), ERROR_INVALID_PARAMETER);
}

// ---- CryptDestroyKey ----------------------------------------------------------------------------

TEST(CryptDestroyKey, AgreesWithTheDocumentationThatTheContainerKeepsItsPair) {
    const KeptContainer container;
    KeyHandle key = generate_key(container, AT_KEYEXCHANGE);
    const Buffer open = export_key(key, PUBLICKEYBLOB);
    const HCRYPTKEY number = key;
    key.forget();
    ASSERT_DONE(CryptDestroyKey(number));
    DWORD size = 0;
    EXPECT_REFUSED(CryptExportKey(number, 0, PUBLICKEYBLOB, 0, nullptr, &size),
                   ERROR_INVALID_PARAMETER);
    ASSERT_DONE(CryptGetUserKey(container, AT_KEYEXCHANGE, key.out()));
    EXPECT_EQ(export_key(key, PUBLICKEYBLOB), open);
}

TEST(CryptDestroyKey, RefusesWhatIsNoKey) {
    const ContextHandle context = verify_context();
    const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    for (const HCRYPTKEY handle :
         {HCRYPTKEY{0}, kInventedHandle, HCRYPTKEY{hash}, HCRYPTKEY{context}})
        EXPECT_REFUSED(CryptDestroyKey(handle), ERROR_INVALID_PARAMETER);
    hash_value(hash);  // and it is still there
}

TEST(CryptDestroyKey, RefusesTheSecondTime) {
    const ContextHandle context = verify_context();
    EXPECT_REFUSED(CryptDestroyKey(freed_key_of(context)), ERROR_INVALID_PARAMETER);
}

TEST(CryptDestroyKey, RefusesWhatDiedWithItsContext) {
    ContextHandle context = verify_context();
    KeyHandle key = generate_key(context, CALG_AES_128);
    context.free();
    EXPECT_REFUSED(CryptDestroyKey(key), ERROR_INVALID_PARAMETER);
    key.forget();
}

TEST(CryptDestroyKey, MayBeCalledWhileOthersUseTheKey) {
    const ContextHandle context = verify_context();
    for (int round = 0; round < 50; ++round) {
        KeyHandle key = generate_key(context, CALG_AES_128);
        const HCRYPTKEY number = key;
        std::thread user([number] {
            BYTE data[64] = {};
            DWORD size = 48;
            while (CryptEncrypt(number, 0, TRUE, 0, data, &size, 64)) size = 48;
            EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_PARAMETER});
        });
        key.free();
        user.join();
    }
}

}  // namespace
}  // namespace secur32::test
