// CryptDecrypt: what libcrypto encrypted, in every cut, and what is no message.
#include <gtest/gtest.h>

#include "test/unit/sslprovider/api/crypt_message_fixture.h"

namespace secur32::test {
namespace {

// ---- Session keys -------------------------------------------------------------------------------

TEST(CryptDecrypt, AgreesWithLibcryptoInEveryCipherAndMode) {
    const ContextHandle context = verify_context();
    unsigned compared = 0;
    for (const SessionCipher& cipher : kSessionCipherRows)
        for (const DWORD mode : cipher.modes())
            for (std::size_t size = 0; size <= 3 * cipher.block_or(5); ++size, ++compared) {
                const KeyHandle key = cipher.key(context, mode);
                const Buffer message = counting(size, 0x30);
                EXPECT_EQ(decrypt_part(key, cipher.foreign(mode, message)), message)
                    << cipher.name << " in mode " << mode << ", " << size << " octets";
            }
    EXPECT_EQ(compared, 848u);
}

TEST(CryptDecrypt, AgreesWithLibcryptoHoweverTheMessageIsCut) {
    const ContextHandle context = verify_context();
    for (const SessionCipher& cipher : kSessionCipherRows)
        for (const DWORD mode : cipher.modes()) {
            const KeyHandle key = cipher.key(context, mode);
            const std::size_t unit = cipher.block_or(3), parts = 5;
            const Buffer message = counting(unit * parts + unit / 2);
            const Buffer ciphertext = cipher.foreign(mode, message);
            for (unsigned cuts = 0; cuts < 1u << parts; ++cuts)
                EXPECT_EQ(decrypt_cut(key, ciphertext, unit, cuts), message)
                    << cipher.name << " in mode " << mode << ", cuts " << cuts;
        }
}

TEST(CryptDecrypt, AgreesWithLibcryptoFromAnotherIv) {
    const ContextHandle context = verify_context();
    for (const SessionCipher& cipher : kSessionCipherRows) {
        if (cipher.block == 0) continue;
        const Buffer iv = counting(cipher.block, 0xA0), message = counting(3 * cipher.block + 1);
        const KeyHandle key = cipher.key(context, CRYPT_MODE_CBC);
        set_key_param(key, KP_IV, iv);
        for (int round = 0; round < 2; ++round)
            EXPECT_EQ(decrypt_part(key, cipher.foreign(CRYPT_MODE_CBC, message, iv)), message);
    }
}

// "Good padding: bytes stay in the buffer, only the length shrinks."
TEST(CryptDecrypt, LeavesThePaddingBehindThePlaintext) {
    const ContextHandle context = verify_context();
    const KeyHandle key = import_plaintext(context, CALG_AES_128, counting(16));
    Decryption call(encrypt_part(key, kContent));
    ASSERT_DONE(call(key));
    EXPECT_EQ(call.size, kContent.size());
    EXPECT_EQ(call.data, pkcs7_padded(kContent, 16));
}

TEST(CryptDecrypt, HashesThePlaintextWithoutItsPadding) {
    const ContextHandle context = verify_context();
    for (const SessionCipher& cipher : kSessionCipherRows) {
        const KeyHandle key = cipher.key(context, CRYPT_MODE_CBC);
        const Buffer message = counting(5 * cipher.block_or(3) + 2);
        const Buffer ciphertext = cipher.foreign(CRYPT_MODE_CBC, message);
        for (const unsigned cuts : {0u, 1u, 6u, 31u}) {
            const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
            decrypt_cut(key, ciphertext, cipher.block_or(3), cuts, hash);
            EXPECT_EQ(hash_value(hash), foreign_digest("SHA1", message));
        }
    }
}

TEST(CryptDecrypt, TakesNothingAsAnEmptyMessageOfAStream) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_RC4);
    DWORD size = 0;
    EXPECT_DONE(CryptDecrypt(key, 0, TRUE, 0, nullptr, &size));
    EXPECT_EQ(size, 0u);
}

// Each block's last octet as bad padding; the message is over, the key is as before.
TEST(CryptDecrypt, RefusesBadPaddingAndBeginsAnew) {
    const ContextHandle context = verify_context();
    for (const SessionCipher& cipher : kSessionCipherRows) {
        if (cipher.block == 0) continue;
        const KeyHandle key = cipher.key(context, CRYPT_MODE_CBC);
        const Buffer message = counting(3 * cipher.block - 1);
        const Buffer good = cipher.foreign(CRYPT_MODE_CBC, message);
        for (unsigned last = 0; last < 256; ++last) {
            const bool is_padding = last == 1;
            // A plaintext whose last octets are `last` after others than that.
            Buffer plain = message;
            plain.push_back(static_cast<std::uint8_t>(last));
            plain[plain.size() - 2] = 0xFF;
            Buffer spoilt = encrypt_part(key, plain);  // with a block of padding, which is cut off
            spoilt.resize(plain.size());
            const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
            Decryption call(spoilt);
            call.hash = hash;
            if (is_padding) {
                ASSERT_DONE(call(key));
                continue;
            }
            EXPECT_REFUSED(call(key), NTE_BAD_DATA);
            EXPECT_TRUE(call.untouched()) << cipher.name << ", last octet " << last;
            EXPECT_EQ(hash_value(hash), foreign_digest("SHA1", {}));
            EXPECT_EQ(decrypt_part(key, good), message) << "the key begins a message";
        }
    }
}

// Padding that is right at its end and wrong before: every octet of it counts.
TEST(CryptDecrypt, RefusesPaddingThatIsWrongAnywhere) {
    const ContextHandle context = verify_context();
    const KeyHandle key = import_plaintext(context, CALG_AES_128, counting(16));
    set_key_number(key, KP_MODE, CRYPT_MODE_ECB);
    for (std::uint8_t count = 2; count <= 16; ++count)
        for (std::size_t wrong = 16u - count; wrong < 15; ++wrong) {
            Buffer block(16, count);
            block[wrong] ^= 0x20;
            Buffer ciphertext = encrypt_part(key, block);
            ciphertext.resize(16);
            Decryption call(ciphertext);
            EXPECT_REFUSED(call(key), NTE_BAD_DATA);
            EXPECT_TRUE(call.untouched());
        }
}

TEST(CryptDecrypt, LosesNothingByAFailureInMidMessage) {
    const ContextHandle context = verify_context();
    for (const SessionCipher& cipher : kSessionCipherRows) {
        if (cipher.block == 0) continue;
        const KeyHandle key = cipher.key(context, CRYPT_MODE_CBC);
        const Buffer message = counting(4 * cipher.block + 3);
        const Buffer ciphertext = cipher.foreign(CRYPT_MODE_CBC, message);
        const Bytes rest = Bytes(ciphertext).subspan(2 * cipher.block);
        const Buffer done = decrypt_part(key, Bytes(ciphertext).first(2 * cipher.block), false);

        Decryption cut(Buffer(rest.begin(), rest.end() - 1));
        EXPECT_REFUSED(cut(key), NTE_BAD_DATA);
        EXPECT_TRUE(cut.untouched());
        cut.final = FALSE;
        EXPECT_REFUSED(cut(key), NTE_BAD_DATA);
        Decryption flagged(Buffer(rest.begin(), rest.end()));
        flagged.flags = 4;
        EXPECT_REFUSED(flagged(key), NTE_BAD_FLAGS);
        EXPECT_TRUE(flagged.untouched());

        EXPECT_EQ(joined_octets({done, decrypt_part(key, rest)}), message);
    }
}

// ---- RSA ----------------------------------------------------------------------------------------

TEST(CryptDecrypt, AgreesWithLibcryptosEncryption) {
    const ContextHandle context = verify_context();
    const KeyHandle key = import_key(context, rsa_private_blob(exchange_pair()));
    const Buffer pkcs1 = foreign_rsa(exchange_pair(), true, {}, kContent);
    EXPECT_EQ(decrypt_part(key, reversed(pkcs1)), kContent);
    const Buffer oaep = foreign_rsa(exchange_pair(), true, {RSA_PKCS1_OAEP_PADDING}, kContent);
    EXPECT_EQ(decrypt_part(key, reversed(oaep), true, CRYPT_OAEP), kContent);

    const Buffer labelled =
        foreign_rsa(exchange_pair(), true, {RSA_PKCS1_OAEP_PADDING, kLabel}, kContent);
    Decryption without(reversed(labelled));
    without.flags = CRYPT_OAEP;
    EXPECT_REFUSED(without(key), NTE_BAD_DATA);
    EXPECT_TRUE(without.untouched());
    set_label(key);
    EXPECT_EQ(decrypt_part(key, reversed(labelled), true, CRYPT_OAEP), kContent);
}

TEST(CryptDecrypt, AgreesWithLibcryptoOnEveryLengthThatRsaHolds) {
    const ContextHandle context = verify_context();
    const KeyHandle key = import_key(context, rsa_private_blob(exchange_pair()));
    for (std::size_t size = 0; size <= 245; size += 35) {
        const Buffer content = counting(size);
        const Buffer encrypted = foreign_rsa(exchange_pair(), true, {}, content);
        EXPECT_EQ(decrypt_part(key, reversed(encrypted)), content);
    }
}

TEST(CryptDecrypt, AgreesWithLibcryptoOnABlockWhosePaddingNobodyChecks) {
    const ContextHandle context = verify_context();
    const KeyHandle key = import_key(context, rsa_private_blob(exchange_pair()));
    const Buffer encrypted = foreign_rsa(exchange_pair(), true, {}, kContent);
    const Buffer block = foreign_rsa(exchange_pair(), false, {RSA_NO_PADDING}, encrypted);
    ASSERT_EQ(block.size(), 256u);
    EXPECT_EQ(decrypt_part(key, reversed(encrypted), true, CRYPT_DECRYPT_RSA_NO_PADDING_CHECK),
              block);
    Buffer unpadded(256, 0x42);
    unpadded[0] = 0;
    EXPECT_EQ(
        decrypt_part(key, reversed(foreign_rsa(exchange_pair(), true, {RSA_NO_PADDING}, unpadded)),
                     true, CRYPT_DECRYPT_RSA_NO_PADDING_CHECK),
        unpadded);
}

TEST(CryptDecrypt, HashesWhatRsaDecrypts) {
    const ContextHandle context = verify_context();
    const KeyHandle key = import_key(context, rsa_private_blob(exchange_pair()));
    const HashHandle hash = new_crypt_hash(context, CALG_SHA_256);
    decrypt_part(key, reversed(foreign_rsa(exchange_pair(), true, {}, kContent)), true, 0, hash);
    EXPECT_EQ(hash_value(hash), foreign_digest("SHA256", kContent));
}

TEST(CryptDecrypt, RefusesWhatIsNoCiphertextOfTheRsaKey) {
    const ContextHandle context = verify_context();
    const KeyHandle key = import_key(context, rsa_private_blob(exchange_pair()));
    const Buffer good = reversed(foreign_rsa(exchange_pair(), true, {}, kContent));
    Buffer flipped = good, block_of_type1(256, 0xFF);
    flipped[100] ^= 1;
    block_of_type1[0] = 0, block_of_type1[1] = 1, block_of_type1[200] = 0;
    const Buffer type1 =
        reversed(foreign_rsa(exchange_pair(), true, {RSA_NO_PADDING}, block_of_type1));
    Buffer longer = good;
    longer.push_back(0);
    const Buffer shorter(good.begin(), good.end() - 1), past_modulus(256, 0xFF);
    for (const Buffer& spoilt : {flipped, type1, longer, shorter, past_modulus, Buffer(256),
                                 Buffer(1), Buffer(reversed(good))})
        for (const DWORD flags : {DWORD{0}, DWORD{CRYPT_OAEP}}) {
            Decryption call(spoilt);
            call.flags = flags;
            EXPECT_REFUSED(call(key), NTE_BAD_DATA);
            EXPECT_TRUE(call.untouched());
        }
    EXPECT_EQ(decrypt_part(key, good), kContent);
}

// ---- Refused ------------------------------------------------------------------------------------

TEST(CryptDecrypt, RefusesWhatIsNoKey) {
    const ContextHandle context = verify_context();
    const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    for (const HCRYPTKEY handle : {HCRYPTKEY{0}, kInventedHandle, freed_key_of(context),
                                   HCRYPTKEY{hash}, HCRYPTKEY{context}}) {
        Decryption call(Buffer(16, 1));
        EXPECT_REFUSED(call(handle), ERROR_INVALID_PARAMETER);
        EXPECT_TRUE(call.untouched());
    }
}

TEST(CryptDecrypt, RefusesWhatIsMissing) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_AES_128);
    BYTE data[16] = {};
    EXPECT_REFUSED(CryptDecrypt(key, 0, TRUE, 0, data, nullptr), ERROR_INVALID_PARAMETER);
    DWORD size = 16;
    EXPECT_REFUSED(CryptDecrypt(key, 0, TRUE, 0, nullptr, &size), ERROR_INVALID_PARAMETER);
    EXPECT_EQ(size, 16u);
    size = 0;
    EXPECT_REFUSED(CryptDecrypt(key, 0, TRUE, 0, nullptr, &size), NTE_BAD_DATA);
}

TEST(CryptDecrypt, RefusesWhatIsNoWholeBlocks) {
    const ContextHandle context = verify_context();
    for (const SessionCipher& cipher : kSessionCipherRows) {
        if (cipher.block == 0) continue;
        for (const DWORD mode : cipher.modes()) {
            const KeyHandle key = cipher.key(context, mode);
            for (const std::size_t size : {std::size_t{1}, cipher.block - 1, cipher.block + 1})
                for (const BOOL final : {TRUE, FALSE}) {
                    Decryption call(Buffer(size, 7));
                    call.final = final;
                    EXPECT_REFUSED(call(key), NTE_BAD_DATA);
                    EXPECT_TRUE(call.untouched());
                }
        }
    }
}

TEST(CryptDecrypt, RefusesKeysThatDoNotDecrypt) {
    const ContextHandle context = verify_context();
    const KeyHandle signs = import_key(context, rsa_private_blob(exchange_pair(), CALG_RSA_SIGN));
    const KeyHandle open = import_key(context, rsa_public_blob(exchange_pair()));
    const ContextHandle schannel = verify_context(PROV_RSA_SCHANNEL);
    const KeyHandle master = generate_key(schannel, CALG_TLS1_MASTER);
    const Buffer good = reversed(foreign_rsa(exchange_pair(), true, {}, kContent));
    for (const HCRYPTKEY key : {HCRYPTKEY{signs}, HCRYPTKEY{open}, HCRYPTKEY{master}}) {
        Decryption call(good);
        EXPECT_REFUSED(call(key), NTE_BAD_KEY);
        EXPECT_TRUE(call.untouched());
    }
}

TEST(CryptDecrypt, RefusesWithoutThePermission) {
    const ContextHandle context = verify_context();
    const KeyHandle session = import_plaintext(context, CALG_AES_128, counting(16));
    const KeyHandle pair = import_key(context, rsa_private_blob(exchange_pair()));
    const std::pair<HCRYPTKEY, Buffer> calls[] = {{session, encrypt_part(session, kContent)},
                                                  {pair, encrypt_part(pair, kContent)}};
    for (const auto& [key, ciphertext] : calls) {
        set_key_number(key, KP_PERMISSIONS, 0x3B & ~DWORD{CRYPT_DECRYPT});
        Decryption call(ciphertext);
        EXPECT_REFUSED(call(key), NTE_PERM);
        EXPECT_TRUE(call.untouched());
        set_key_number(key, KP_PERMISSIONS, 0x3B & ~DWORD{CRYPT_ENCRYPT});
        EXPECT_EQ(decrypt_part(key, ciphertext), kContent);
    }
}

// "This flag cannot be combined with the CRYPT_DECRYPT_RSA_NO_PADDING_CHECK flag."
TEST(CryptDecrypt, RefusesFlags) {
    const ContextHandle context = verify_context();
    const KeyHandle session = generate_key(context, CALG_AES_128);
    const KeyHandle pair = import_key(context, rsa_private_blob(exchange_pair()));
    const std::pair<HCRYPTKEY, DWORD> calls[] = {
        {session, CRYPT_OAEP},
        {session, CRYPT_DECRYPT_RSA_NO_PADDING_CHECK},
        {pair, CRYPT_OAEP | CRYPT_DECRYPT_RSA_NO_PADDING_CHECK},
        {pair, 1}};
    for (const auto& [key, flags] : calls) {
        Decryption call(Buffer(256, 1));
        call.flags = flags;
        EXPECT_REFUSED(call(key), NTE_BAD_FLAGS);
        EXPECT_TRUE(call.untouched());
    }
}

TEST(CryptDecrypt, RefusesPartsOfAnRsaMessage) {
    const ContextHandle context = verify_context();
    const KeyHandle key = import_key(context, rsa_private_blob(exchange_pair()));
    Decryption call(encrypt_part(key, kContent));
    call.final = FALSE;
    for (call.flags = 0; call.flags <= CRYPT_OAEP; call.flags += CRYPT_OAEP / 2) {
        EXPECT_REFUSED(call(key), ERROR_INVALID_PARAMETER);
        EXPECT_TRUE(call.untouched());
    }
}

TEST(CryptDecrypt, RefusesModesThatAreNotThere) {
    const ContextHandle context = verify_context();
    for (const DWORD mode : {DWORD{CRYPT_MODE_OFB}, DWORD{CRYPT_MODE_CTS}}) {
        const KeyHandle key = generate_key(context, CALG_3DES);
        set_key_number(key, KP_MODE, mode);
        Decryption call(Buffer(16, 1));
        EXPECT_REFUSED(call(key), NTE_BAD_ALGID);
        EXPECT_TRUE(call.untouched());
    }
}

TEST(CryptDecrypt, RefusesWhatIsNoHashOfTheContext) {
    const ContextHandle context = verify_context(), other = verify_context();
    const KeyHandle key = generate_key(context, CALG_AES_128);
    const HashHandle elsewhere = new_crypt_hash(other, CALG_SHA1);
    for (const HCRYPTHASH handle :
         {kInventedHandle, freed_hash_of(context), HCRYPTHASH{key}, HCRYPTHASH{elsewhere}}) {
        Decryption call(encrypt_part(key, kContent));
        call.hash = handle;
        EXPECT_REFUSED(call(key), NTE_BAD_HASH);
        EXPECT_TRUE(call.untouched());
    }
}

TEST(CryptDecrypt, RefusesAFinishedHash) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_AES_128);
    const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    hash_value(hash);
    Decryption call(encrypt_part(key, kContent));
    call.hash = hash;
    EXPECT_REFUSED(call(key), NTE_BAD_HASH_STATE);
    EXPECT_TRUE(call.untouched());
    call.hash = 0;
    EXPECT_DONE(call(key)) << "nothing was lost";
}

}  // namespace
}  // namespace secur32::test
