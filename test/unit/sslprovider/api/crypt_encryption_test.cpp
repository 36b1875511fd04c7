// CryptEncrypt: session keys against libcrypto's ciphers, RSA against libcrypto's decryption.
#include <gtest/gtest.h>

#include "test/unit/sslprovider/api/crypt_message_fixture.h"

namespace secur32::test {
namespace {

// ---- Session keys -------------------------------------------------------------------------------

TEST(CryptEncrypt, AgreesWithLibcryptoInEveryCipherAndMode) {
    const ContextHandle context = verify_context();
    unsigned compared = 0;
    for (const SessionCipher& cipher : kSessionCipherRows)
        for (const DWORD mode : cipher.modes())
            for (std::size_t size = 0; size <= 3 * cipher.block_or(5); ++size, ++compared) {
                const KeyHandle key = cipher.key(context, mode);
                const Buffer message = counting(size, 0x30);
                EXPECT_EQ(encrypt_part(key, message), cipher.foreign(mode, message))
                    << cipher.name << " in mode " << mode << ", " << size << " octets";
            }
    EXPECT_EQ(compared, 848u);
}

// Every way to cut a message of five blocks and a half into parts of whole blocks.
TEST(CryptEncrypt, AgreesWithLibcryptoHoweverTheMessageIsCut) {
    const ContextHandle context = verify_context();
    for (const SessionCipher& cipher : kSessionCipherRows)
        for (const DWORD mode : cipher.modes()) {
            const KeyHandle key = cipher.key(context, mode);
            const std::size_t unit = cipher.block_or(3), parts = 5;
            const Buffer message = counting(unit * parts + unit / 2);
            const Buffer expected = cipher.foreign(mode, message);
            for (unsigned cuts = 0; cuts < 1u << parts; ++cuts)
                EXPECT_EQ(encrypt_cut(key, message, unit, cuts), expected)
                    << cipher.name << " in mode " << mode << ", cuts " << cuts;
        }
}

TEST(CryptEncrypt, AgreesWithLibcryptoFromAnotherIv) {
    const ContextHandle context = verify_context();
    for (const SessionCipher& cipher : kSessionCipherRows) {
        if (cipher.block == 0) continue;
        const Buffer iv = counting(cipher.block, 0xA0), message = counting(3 * cipher.block + 1);
        for (const DWORD mode : {DWORD{CRYPT_MODE_CBC}, DWORD{CRYPT_MODE_CFB}}) {
            const KeyHandle key = cipher.key(context, mode);
            set_key_param(key, KP_IV, iv);
            EXPECT_EQ(encrypt_part(key, message), cipher.foreign(mode, message, iv));
            EXPECT_EQ(key_param(key, KP_IV), iv) << "the parameter is no register";
            EXPECT_EQ(encrypt_part(key, message), cipher.foreign(mode, message, iv)) << "again";
        }
    }
}

TEST(CryptEncrypt, AgreesWithLibcryptoOnTheEffectiveLengthAndTheSalt) {
    const ContextHandle context = verify_context(PROV_RSA_FULL);
    const Buffer secret = counting(5, 1), message = counting(20);
    const KeyHandle key = import_plaintext(context, CALG_RC2, secret);
    const Buffer salted = joined_octets({secret, Buffer(11)});
    EXPECT_EQ(
        encrypt_part(key, message),
        ForeignCipher("RC2-CBC", true, salted, Buffer(8), 40).update(pkcs7_padded(message, 8)));
    set_key_number(key, KP_EFFECTIVE_KEYLEN, 77);
    const Buffer salt = counting(11, 0x50);
    set_key_param(key, KP_SALT, salt);
    EXPECT_EQ(encrypt_part(key, message),
              ForeignCipher("RC2-CBC", true, joined_octets({secret, salt}), Buffer(8), 77)
                  .update(pkcs7_padded(message, 8)));
}

TEST(CryptEncrypt, TellsTheSizeAndLeavesTheMessageWhereItIs) {
    const ContextHandle context = verify_context();
    for (const SessionCipher& cipher : kSessionCipherRows) {
        const KeyHandle key = cipher.key(context, CRYPT_MODE_CBC);
        const Buffer message = counting(3 * cipher.block_or(8));
        const Bytes first = Bytes(message).first(cipher.block_or(8));
        Buffer done = encrypt_part(key, first, false);
        DWORD size = 1;
        ASSERT_DONE(CryptEncrypt(key, 0, TRUE, 0, nullptr, &size, 0));
        EXPECT_EQ(size, cipher.block == 0 ? 1 : cipher.block);
        size = static_cast<DWORD>(cipher.block_or(8));
        ASSERT_DONE(CryptEncrypt(key, 0, FALSE, 0, nullptr, &size, 0));
        EXPECT_EQ(size, cipher.block_or(8));
        const Buffer rest = encrypt_part(key, Bytes(message).subspan(first.size()));
        EXPECT_EQ(joined_octets({done, rest}), cipher.foreign(CRYPT_MODE_CBC, message));
    }
}

// A buffer that is too small can be tried again; so can all else that was wrong.
TEST(CryptEncrypt, LosesNothingByAFailureInMidMessage) {
    const ContextHandle context = verify_context();
    for (const SessionCipher& cipher : kSessionCipherRows) {
        if (cipher.block == 0) continue;
        const KeyHandle key = cipher.key(context, CRYPT_MODE_CBC);
        const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
        const Buffer message = counting(4 * cipher.block + 3);
        const Bytes first = Bytes(message).first(2 * cipher.block);
        const Bytes rest = Bytes(message).subspan(first.size());
        const Buffer done = encrypt_part(key, first, false, 0, hash);

        Buffer data(rest.begin(), rest.end());
        DWORD size = static_cast<DWORD>(rest.size());
        EXPECT_REFUSED(CryptEncrypt(key, hash, TRUE, 0, data.data(), &size, size), ERROR_MORE_DATA);
        EXPECT_EQ(size, 3 * cipher.block);
        size = static_cast<DWORD>(rest.size());
        EXPECT_REFUSED(CryptEncrypt(key, hash, FALSE, 0, data.data(), &size, size), NTE_BAD_DATA);
        EXPECT_REFUSED(CryptEncrypt(key, hash, TRUE, 2, data.data(), &size, size), NTE_BAD_FLAGS);
        EXPECT_EQ(size, rest.size());
        EXPECT_EQ(data, Buffer(rest.begin(), rest.end()));

        EXPECT_EQ(joined_octets({done, encrypt_part(key, rest, true, 0, hash)}),
                  cipher.foreign(CRYPT_MODE_CBC, message));
        EXPECT_EQ(hash_value(hash), foreign_digest("SHA1", message));
    }
}

TEST(CryptEncrypt, HashesThePlaintext) {
    const ContextHandle context = verify_context();
    const KeyHandle key = import_plaintext(context, CALG_AES_128, counting(16));
    const HashHandle hash = new_crypt_hash(context, CALG_SHA_256);
    const Buffer message = counting(50);
    encrypt_part(key, Bytes(message).first(32), false, 0, hash);
    DWORD size = 5;
    ASSERT_DONE(CryptEncrypt(key, hash, TRUE, 0, nullptr, &size, 0)) << "nothing is hashed yet";
    encrypt_part(key, Bytes(message).subspan(32), true, 0, hash);
    EXPECT_EQ(hash_value(hash), foreign_digest("SHA256", message));
}

// ---- RSA ----------------------------------------------------------------------------------------

TEST(CryptEncrypt, AgreesWithLibcryptosDecryption) {
    const ContextHandle context = verify_context();
    const KeyHandle key = import_key(context, rsa_public_blob(exchange_pair()));
    const Buffer pkcs1 = reversed(encrypt_part(key, kContent));
    EXPECT_EQ(pkcs1.size(), 256u);
    EXPECT_EQ(foreign_rsa(exchange_pair(), false, {}, pkcs1), kContent);
    const Buffer oaep = reversed(encrypt_part(key, kContent, true, CRYPT_OAEP));
    EXPECT_EQ(foreign_rsa(exchange_pair(), false, {RSA_PKCS1_OAEP_PADDING}, oaep), kContent);

    set_label(key);
    const Buffer labelled = reversed(encrypt_part(key, kContent, true, CRYPT_OAEP));
    EXPECT_EQ(foreign_rsa(exchange_pair(), false, {RSA_PKCS1_OAEP_PADDING, kLabel}, labelled),
              kContent);
    EXPECT_EQ(foreign_rsa(exchange_pair(), false, {RSA_PKCS1_OAEP_PADDING}, labelled), Buffer());
}

TEST(CryptEncrypt, TakesFromRsaWhatTheModulusHolds) {
    const ContextHandle context = verify_context();
    const KeyHandle key = import_key(context, rsa_public_blob(exchange_pair()));
    for (const auto& [flags, most] : {std::pair<DWORD, std::size_t>{0, 245}, {CRYPT_OAEP, 214}}) {
        EXPECT_EQ(encrypt_part(key, Buffer(most, 'x'), true, flags).size(), 256u);
        EXPECT_EQ(encrypt_part(key, {}, true, flags).size(), 256u);
        Encryption call{.data = Buffer(256, 0xEE), .room = 256, .flags = flags};
        call.size = static_cast<DWORD>(most + 1);
        EXPECT_REFUSED(call(key), NTE_BAD_LEN);
        EXPECT_TRUE(call.untouched(static_cast<DWORD>(most + 1)));
    }
}

TEST(CryptEncrypt, TellsTheSizeOfAnRsaCiphertext) {
    const ContextHandle context = verify_context();
    const KeyHandle key = import_key(context, rsa_public_blob(exchange_pair()));
    DWORD size = 12;
    ASSERT_DONE(CryptEncrypt(key, 0, TRUE, 0, nullptr, &size, 2048));
    EXPECT_EQ(size, 256u);
    Encryption call;
    EXPECT_REFUSED(call(key), ERROR_MORE_DATA);
    EXPECT_TRUE(call.untouched(256));
}

TEST(CryptEncrypt, HashesWhatRsaEncrypts) {
    const ContextHandle context = verify_context();
    const KeyHandle key = import_key(context, rsa_public_blob(exchange_pair()));
    const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    encrypt_part(key, kContent, true, 0, hash);
    EXPECT_EQ(hash_value(hash), foreign_digest("SHA1", kContent));
}

// ---- Refused ------------------------------------------------------------------------------------

TEST(CryptEncrypt, RefusesWhatIsNoKey) {
    const ContextHandle context = verify_context();
    const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    for (const HCRYPTKEY handle : {HCRYPTKEY{0}, kInventedHandle, freed_key_of(context),
                                   HCRYPTKEY{hash}, HCRYPTKEY{context}}) {
        Encryption call;
        EXPECT_REFUSED(call(handle), ERROR_INVALID_PARAMETER);
        EXPECT_TRUE(call.untouched());
    }
}

TEST(CryptEncrypt, RefusesTheKeysOfAContextThatIsReleased) {
    ContextHandle context = verify_context();
    KeyHandle key = generate_key(context, CALG_AES_128);
    context.free();
    Encryption call;
    EXPECT_REFUSED(call(key), ERROR_INVALID_PARAMETER);
    EXPECT_TRUE(call.untouched());
    key.forget();
}

TEST(CryptEncrypt, RefusesNoLength) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_AES_128);
    BYTE data[16] = {};
    EXPECT_REFUSED(CryptEncrypt(key, 0, TRUE, 0, data, nullptr, 16), ERROR_INVALID_PARAMETER);
}

TEST(CryptEncrypt, RefusesPartsThatAreNoWholeBlocks) {
    const ContextHandle context = verify_context();
    for (const SessionCipher& cipher : kSessionCipherRows)
        for (const DWORD mode : cipher.modes()) {
            if (cipher.block == 0) continue;
            const KeyHandle key = cipher.key(context, mode);
            for (const DWORD size : {DWORD{1}, static_cast<DWORD>(cipher.block - 1),
                                     static_cast<DWORD>(cipher.block + 1)}) {
                Encryption call{.size = size, .final = FALSE};
                EXPECT_REFUSED(call(key), NTE_BAD_DATA);
                EXPECT_TRUE(call.untouched(size));
            }
        }
}

TEST(CryptEncrypt, RefusesABufferThatIsTooSmall) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_AES_256);
    Encryption call{.room = 31};
    EXPECT_REFUSED(call(key), ERROR_MORE_DATA);
    EXPECT_TRUE(call.untouched(32)) << "the size is told";
    Encryption less_than_there_is{.room = 15, .final = FALSE};
    EXPECT_REFUSED(less_than_there_is(key), ERROR_MORE_DATA);
    EXPECT_TRUE(less_than_there_is.untouched());
}

TEST(CryptEncrypt, RefusesLengthsThatPaddingWouldOverflow) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_AES_256);
    for (const DWORD size : {0xFFFFFFFF, 0xFFFFFFF0}) {
        Encryption call{.size = size, .room = size};
        EXPECT_REFUSED(call(key), NTE_BAD_DATA);
        EXPECT_TRUE(call.untouched(size));
    }
}

TEST(CryptEncrypt, RefusesKeysThatDoNotEncrypt) {
    const ContextHandle context = verify_context();
    const KeyHandle signs = generate_key(context, AT_SIGNATURE);
    const ContextHandle schannel = verify_context(PROV_RSA_SCHANNEL);
    const KeyHandle master = generate_key(schannel, CALG_TLS1_MASTER);
    const ContextHandle dss = verify_context(PROV_DSS_DH);
    const KeyHandle agrees = generate_key(dss, CALG_DH_EPHEM);
    const KeyHandle unmade = generate_key(dss, CALG_DSS_SIGN, CRYPT_PREGEN);
    for (const HCRYPTKEY key :
         {HCRYPTKEY{signs}, HCRYPTKEY{master}, HCRYPTKEY{agrees}, HCRYPTKEY{unmade}}) {
        Encryption call{.data = Buffer(512, 0xEE), .room = 512};
        EXPECT_REFUSED(call(key), NTE_BAD_KEY);
        EXPECT_TRUE(call.untouched());
        DWORD size = 16;
        EXPECT_REFUSED(CryptEncrypt(key, 0, TRUE, 0, nullptr, &size, 0), NTE_BAD_KEY);
    }
}

TEST(CryptEncrypt, RefusesWithoutThePermission) {
    const ContextHandle context = verify_context();
    for (const ALG_ID id : {ALG_ID{CALG_AES_128}, ALG_ID{CALG_RC4}, ALG_ID{AT_KEYEXCHANGE}}) {
        const KeyHandle key = generate_key(context, id);
        set_key_number(key, KP_PERMISSIONS, 0x3B & ~DWORD{CRYPT_ENCRYPT});
        Encryption call{.data = Buffer(512, 0xEE), .room = 512};
        EXPECT_REFUSED(call(key), NTE_PERM);
        EXPECT_TRUE(call.untouched());
        set_key_number(key, KP_PERMISSIONS, 0x3B & ~DWORD{CRYPT_DECRYPT});
        EXPECT_DONE(call(key));
    }
}

TEST(CryptEncrypt, RefusesFlags) {
    const ContextHandle context = verify_context();
    const KeyHandle session = generate_key(context, CALG_AES_128);
    const KeyHandle pair = generate_key(context, AT_KEYEXCHANGE);
    const std::pair<HCRYPTKEY, DWORD> calls[] = {
        {session, CRYPT_OAEP}, {session, 1}, {pair, CRYPT_DECRYPT_RSA_NO_PADDING_CHECK}, {pair, 1}};
    for (const auto& [key, flags] : calls) {
        Encryption call{.data = Buffer(512, 0xEE), .room = 512, .flags = flags};
        EXPECT_REFUSED(call(key), NTE_BAD_FLAGS);
        EXPECT_TRUE(call.untouched());
    }
}

// RSA has messages of one part.
TEST(CryptEncrypt, RefusesPartsOfAnRsaMessage) {
    const ContextHandle context = verify_context();
    const KeyHandle key = import_key(context, rsa_public_blob(exchange_pair()));
    for (const DWORD flags : {DWORD{0}, DWORD{CRYPT_OAEP}}) {
        Encryption call{.data = Buffer(512, 0xEE), .room = 512, .flags = flags, .final = FALSE};
        EXPECT_REFUSED(call(key), ERROR_INVALID_PARAMETER);
        EXPECT_TRUE(call.untouched());
        DWORD size = 16;
        EXPECT_REFUSED(CryptEncrypt(key, 0, FALSE, flags, nullptr, &size, 0),
                       ERROR_INVALID_PARAMETER);
        EXPECT_EQ(size, 16u);
    }
}

// "OFB and CTS: Microsoft CSPs currently do not support" them: they can be set, not used.
TEST(CryptEncrypt, RefusesModesThatAreNotThere) {
    const ContextHandle context = verify_context();
    for (const DWORD mode : {DWORD{CRYPT_MODE_OFB}, DWORD{CRYPT_MODE_CTS}}) {
        const KeyHandle key = generate_key(context, CALG_3DES);
        set_key_number(key, KP_MODE, mode);
        Encryption call;
        EXPECT_REFUSED(call(key), NTE_BAD_ALGID);
        EXPECT_TRUE(call.untouched());
    }
}

TEST(CryptEncrypt, RefusesWhatIsNoHashOfTheContext) {
    const ContextHandle context = verify_context(), other = verify_context();
    const KeyHandle key = generate_key(context, CALG_AES_128);
    const HashHandle elsewhere = new_crypt_hash(other, CALG_SHA1);
    for (const HCRYPTHASH handle : {kInventedHandle, freed_hash_of(context), HCRYPTHASH{key},
                                    HCRYPTHASH{context}, HCRYPTHASH{elsewhere}}) {
        Encryption call{.hash = handle};
        EXPECT_REFUSED(call(key), NTE_BAD_HASH);
        EXPECT_TRUE(call.untouched());
    }
}

TEST(CryptEncrypt, RefusesAFinishedHash) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_AES_128);
    const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    hash_value(hash);
    Encryption call{.hash = hash};
    EXPECT_REFUSED(call(key), NTE_BAD_HASH_STATE);
    EXPECT_TRUE(call.untouched());
}

}  // namespace
}  // namespace secur32::test
