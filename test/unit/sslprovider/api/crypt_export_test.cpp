// CryptExportKey: what libcrypto reads out of our blobs, octet for octet where a blob is fixed; and
// what is not given out.
#include <gtest/gtest.h>

#include <thread>

#include "test/support/crypt_groups.h"
#include "test/support/crypt_rsa_blobs.h"
#include "test/support/foreign_ciphers.h"
#include "test/unit/sslprovider/capi/foreign_exchange.h"

namespace secur32::test {
namespace {

using capi::samples::block_of;

const Buffer kAes = counting(32, 0x40);
const Buffer kText = {'t', 'h', 'e', ' ', 's', 'e', 'e', 'd'};

const foreign_keys::ForeignKey& exchange() { return foreign_keys::rsa(); }

struct ChannelKeys {
    ContextHandle context = verify_context(PROV_RSA_SCHANNEL);
    KeyHandle pair = import_key(context, rsa_private_blob(exchange().foreign.get()));
    KeyHandle master = generate_key(context, CALG_TLS1_MASTER, CRYPT_EXPORTABLE);
    KeyHandle session = generate_key(context, CALG_3DES, CRYPT_EXPORTABLE);
};

// A context with one key of every kind.
struct Keys {
    ContextHandle context = verify_context();
    KeyHandle aes = import_plaintext(context, CALG_AES_256, kAes, CRYPT_EXPORTABLE);
    KeyHandle tdes = import_plaintext(context, CALG_3DES, Buffer(24, 0x5B), CRYPT_EXPORTABLE);
    KeyHandle kept = import_plaintext(context, CALG_AES_256, kAes);
    KeyHandle pair =
        import_key(context, rsa_private_blob(exchange().foreign.get()), CRYPT_EXPORTABLE);
    KeyHandle open = import_key(context, rsa_public_blob(exchange().foreign.get()));
    KeyHandle signing = import_key(
        context, rsa_private_blob(exchange().foreign.get(), CALG_RSA_SIGN), CRYPT_EXPORTABLE);
};

// -- What libcrypto reads -------------------------------------------------------------------------

TEST(CryptExportKey, AgreesWithLibcryptoOnASimpleBlob) {
    const Keys keys;
    for (const HCRYPTKEY with : {HCRYPTKEY{keys.open}, HCRYPTKEY{keys.pair}})
        for (const bool oaep : {false, true}) {
            const Buffer blob = export_key(keys.aes, SIMPLEBLOB, with, oaep ? CRYPT_OAEP : 0);
            ASSERT_EQ(blob.size(), 12u + 256u);
            EXPECT_EQ(
                Buffer(blob.begin(), blob.begin() + 12),
                joined_octets({blob_header(SIMPLEBLOB, CALG_AES_256), le_words({CALG_RSA_KEYX})}));
            EXPECT_EQ(block_of(exchange(), blob, oaep ? RSA_PKCS1_OAEP_PADDING : RSA_PKCS1_PADDING),
                      kAes);
            EXPECT_NE(export_key(keys.aes, SIMPLEBLOB, with, oaep ? CRYPT_OAEP : 0), blob)
                << "the padding is random";
        }
}

TEST(CryptExportKey, AgreesWithLibcryptoOnASimpleBlobUnderALabel) {
    const Keys keys;
    const Buffer label = {'l', 'a', 'b', 'e', 'l'};
    ASSERT_DONE(set_blob(keys.open, KP_OAEP_PARAMS, label));
    EVP_PKEY* const receiver = exchange().foreign.get();
    const auto opened = [&](DWORD flags, const ForeignRsaPadding& padding) {
        const Buffer blob = export_key(keys.aes, SIMPLEBLOB, keys.open, flags);
        return foreign_rsa(receiver, false, padding, reversed(Bytes(blob).subspan(12)));
    };
    EXPECT_EQ(opened(CRYPT_OAEP, {RSA_PKCS1_OAEP_PADDING, label}), kAes);
    EXPECT_EQ(opened(CRYPT_OAEP, {RSA_PKCS1_OAEP_PADDING, {}}), Buffer());
    EXPECT_EQ(opened(0, {}), kAes) << "PKCS#1 v1.5 has no label";
}

TEST(CryptExportKey, AgreesWithLibcryptoOnPairsAndPublicHalves) {
    const Keys keys;
    EVP_PKEY* const key = exchange().foreign.get();
    const Buffer open = capi::samples::foreign_public_blob(key);
    EXPECT_EQ(export_key(keys.pair, PUBLICKEYBLOB), open);
    EXPECT_EQ(export_key(keys.open, PUBLICKEYBLOB), open);
    EXPECT_EQ(export_key(keys.open, PUBLICKEYBLOB, 0, CRYPT_Y_ONLY), open);
    EXPECT_EQ(export_key(keys.pair, PRIVATEKEYBLOB), capi::samples::foreign_private_blob(key));
    EXPECT_EQ(export_key(keys.signing, PUBLICKEYBLOB), rsa_public_blob(key, CALG_RSA_SIGN));
}

TEST(CryptExportKey, AgreesWithLibcryptoOnTheContainersOwnPair) {
    const KeptContainer container;
    const KeyHandle pair = generate_key(container, AT_KEYEXCHANGE, CRYPT_EXPORTABLE);
    const auto key = capi::samples::read_by_libcrypto(export_key(pair, PRIVATEKEYBLOB), true);
    ASSERT_NE(key, nullptr);
    EXPECT_EQ(export_key(pair, PUBLICKEYBLOB), capi::samples::foreign_public_blob(key.get()));
    EXPECT_EQ(decrypt_part(pair, reversed(foreign_rsa(key.get(), true, {}, kText))), kText);
}

// Everything behind the BLOBHEADER is one message of hExpKey.
TEST(CryptExportKey, AgreesWithLibcryptoOnAnEncryptedPair) {
    const Keys keys;
    const Buffer clear = export_key(keys.pair, PRIVATEKEYBLOB);
    const Bytes body = Bytes(clear).subspan(8);
    const Buffer encrypted =
        ForeignCipher("AES-256-CBC", true, kAes, Buffer(16)).update(pkcs7_padded(body, 16));
    for (int twice = 0; twice < 2; ++twice)
        EXPECT_EQ(export_key(keys.pair, PRIVATEKEYBLOB, keys.aes),
                  joined_octets({Bytes(clear).first(8), encrypted}));
}

TEST(CryptExportKey, AgreesWithLibcryptoOnAWrappedKey) {
    const Keys keys;
    const Buffer kek(24, 0x5B);
    for (const DWORD type : {DWORD{SYMMETRICWRAPKEYBLOB}, DWORD{SIMPLEBLOB}}) {
        const Buffer blob = export_key(keys.tdes, type, keys.tdes);
        ASSERT_EQ(blob.size(), 52u);
        EXPECT_EQ(Buffer(blob.begin(), blob.begin() + 12),
                  joined_octets({blob_header(type, CALG_3DES), le_words({CALG_3DES})}));
        const std::shared_ptr<EVP_CIPHER_CTX> cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
        EVP_CIPHER_CTX_set_flags(cipher.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
        Buffer secret(40);
        int length = 0;
        ASSERT_EQ(
            EVP_DecryptInit_ex(cipher.get(), EVP_des_ede3_wrap(), nullptr, kek.data(), nullptr), 1);
        ASSERT_EQ(EVP_DecryptUpdate(cipher.get(), secret.data(), &length, blob.data() + 12, 40), 1);
        secret.resize(24);
        EXPECT_EQ(secret, kek);
    }
}

TEST(CryptExportKey, AgreesWithTheDocumentationOnAPlaintextBlob) {
    const Keys keys;
    EXPECT_EQ(export_key(keys.aes, PLAINTEXTKEYBLOB), plaintext_key_blob(CALG_AES_256, kAes));
    EXPECT_EQ(to_hex(export_key(keys.tdes, PLAINTEXTKEYBLOB)),
              "080200000366000018000000" + to_hex(Buffer(24, 0x5B)));
}

TEST(CryptExportKey, AgreesWithLibcryptoOnDss) {
    const ContextHandle context = verify_context(PROV_DSS_DH);
    const EVP_PKEY* const dsa = foreign_keys::dsa().foreign.get();
    const Buffer closed = capi::samples::foreign_private_blob(dsa);
    const KeyHandle pair = import_key(context, closed, CRYPT_EXPORTABLE);
    EXPECT_EQ(export_key(pair, PUBLICKEYBLOB), capi::samples::foreign_public_blob(dsa));
    EXPECT_EQ(export_key(pair, PRIVATEKEYBLOB), closed);
    const Buffer open3 = export_key(pair, PUBLICKEYBLOB, 0, CRYPT_BLOB_VER3);
    EXPECT_EQ(Buffer(open3.begin(), open3.begin() + 24),
              joined_octets({blob_header(PUBLICKEYBLOB, CALG_DSS_SIGN, 3),
                             le_words({0x33535344, 1024, 160, 0})}));
    EXPECT_EQ(export_key(import_key(context, open3), PUBLICKEYBLOB),
              capi::samples::foreign_public_blob(dsa));
    const KeyHandle again =
        import_key(context, export_key(pair, PRIVATEKEYBLOB, 0, CRYPT_BLOB_VER3), CRYPT_EXPORTABLE);
    EXPECT_EQ(export_key(again, PRIVATEKEYBLOB), closed);
}

TEST(CryptExportKey, AgreesWithTheDocumentationOnDiffieHellman) {
    const ContextHandle context = verify_context(PROV_DSS_DH);
    const KeyHandle pair = generate_key(context, CALG_DH_SF, CRYPT_EXPORTABLE | 1024 << 16);
    const Buffer open = export_key(pair, PUBLICKEYBLOB);
    ASSERT_EQ(open.size(), 16u + 128u);
    EXPECT_EQ(
        Buffer(open.begin(), open.begin() + 16),
        joined_octets({blob_header(PUBLICKEYBLOB, CALG_DH_SF), le_words({0x31484400, 1024})}));
    const Buffer closed = export_key(pair, PRIVATEKEYBLOB);
    ASSERT_EQ(closed.size(), 16u + 3 * 128u);
    const auto number = [&](std::size_t index) {
        const Buffer octets = reversed(Bytes(closed).subspan(16 + 128 * index, 128));
        return std::shared_ptr<BIGNUM>(BN_bin2bn(octets.data(), 128, nullptr), BN_free);
    };
    // y = g^x mod p.
    const std::shared_ptr<BN_CTX> scratch(BN_CTX_new(), BN_CTX_free);
    const std::shared_ptr<BIGNUM> y(BN_new(), BN_free);
    BN_mod_exp(y.get(), number(1).get(), number(2).get(), number(0).get(), scratch.get());
    Buffer expected(128);
    BN_bn2lebinpad(y.get(), expected.data(), 128);
    EXPECT_EQ(Buffer(open.begin() + 16, open.end()), expected);
}

// RFC 6101 E.2.
TEST(CryptExportKey, AgreesWithSsl3OnTheFallback) {
    const ChannelKeys keys;
    const Buffer block =
        block_of(exchange(), export_key(keys.master, SIMPLEBLOB, keys.pair, CRYPT_SSL2_FALLBACK));
    EXPECT_EQ(to_hex(Bytes(block).first(10)), "00020303030303030303");
    EXPECT_EQ(block[207], 0) << "48 octets are behind";
}

TEST(CryptExportKey, AgreesWithTheDocumentationOnDestroyedKeys) {
    ChannelKeys keys;
    DWORD size = 0;
    ASSERT_DONE(CryptExportKey(keys.session, 0, OPAQUEKEYBLOB, CRYPT_DESTROYKEY, nullptr, &size));
    const Buffer message = encrypt_part(keys.session, kText);
    Buffer blob(size);
    DWORD short_size = size - 1;
    EXPECT_REFUSED(
        CryptExportKey(keys.session, 0, OPAQUEKEYBLOB, CRYPT_DESTROYKEY, blob.data(), &short_size),
        ERROR_MORE_DATA);
    ASSERT_EQ(encrypt_part(keys.session, kText), message) << "it lives until the blob is out";
    ASSERT_DONE(
        CryptExportKey(keys.session, 0, OPAQUEKEYBLOB, CRYPT_DESTROYKEY, blob.data(), &size));
    EXPECT_REFUSED(CryptDestroyKey(keys.session), ERROR_INVALID_PARAMETER);
    keys.session.forget();
    EXPECT_EQ(encrypt_part(import_key(keys.context, blob), kText), message);
}

// -- Sizes ----------------------------------------------------------------------------------------

TEST(CryptExportKey, TellsTheSizeOfEveryBlob) {
    const Keys keys;
    const struct {
        HCRYPTKEY key, with;
        DWORD type, size;
    } rows[] = {{keys.aes, keys.open, SIMPLEBLOB, 268},
                {keys.aes, 0, PLAINTEXTKEYBLOB, 44},
                {keys.open, 0, PUBLICKEYBLOB, 276},
                {keys.pair, 0, PRIVATEKEYBLOB, 1172},
                {keys.pair, keys.aes, PRIVATEKEYBLOB, 8 + 1168},
                {keys.pair, keys.tdes, PRIVATEKEYBLOB, 8 + 1168},
                {keys.tdes, keys.tdes, SYMMETRICWRAPKEYBLOB, 52}};
    for (const auto& row : rows) {
        DWORD size = 0xAAAAAAAA;
        ASSERT_DONE(CryptExportKey(row.key, row.with, row.type, 0, nullptr, &size));
        EXPECT_EQ(size, row.size);
        Buffer blob(row.size + 8, 0xEE);
        const Buffer untouched = blob;
        for (const DWORD room : {0u, 1u, row.size - 1}) {
            size = room;
            EXPECT_REFUSED(CryptExportKey(row.key, row.with, row.type, 0, blob.data(), &size),
                           ERROR_MORE_DATA);
            EXPECT_EQ(size, row.size);
            EXPECT_EQ(blob, untouched);
        }
        size = row.size + 8;
        ASSERT_DONE(CryptExportKey(row.key, row.with, row.type, 0, blob.data(), &size));
        EXPECT_EQ(size, row.size);
        EXPECT_EQ(Buffer(blob.end() - 8, blob.end()), Buffer(8, 0xEE));
    }
}

// A question for the size is no message of hExpKey.
TEST(CryptExportKey, LeavesTheWrappingKeysMessageWhenItOnlyTellsTheSize) {
    const Keys keys;
    const KeyHandle twin = import_plaintext(keys.context, CALG_AES_256, kAes);
    const Buffer block(16, 1);
    ASSERT_EQ(encrypt_part(keys.aes, block, false), encrypt_part(twin, block, false));
    DWORD size = 0;
    ASSERT_DONE(CryptExportKey(keys.pair, keys.aes, PRIVATEKEYBLOB, 0, nullptr, &size));
    Buffer blob(size--);
    EXPECT_REFUSED(CryptExportKey(keys.pair, keys.aes, PRIVATEKEYBLOB, 0, blob.data(), &size),
                   ERROR_MORE_DATA);
    EXPECT_EQ(encrypt_part(keys.aes, block), encrypt_part(twin, block));
}

// -- Refusals -------------------------------------------------------------------------------------

// One export that must fail, and leave the buffer and its size alone.
BOOL export_to_fail(HCRYPTKEY key, HCRYPTKEY with, DWORD type, DWORD flags = 0) {
    Buffer blob(4096, 0xEE);
    DWORD size = 4096;
    const BOOL done = CryptExportKey(key, with, type, flags, blob.data(), &size);
    EXPECT_EQ(blob, Buffer(4096, 0xEE));
    EXPECT_EQ(size, 4096u);
    return done;
}

TEST(CryptExportKey, RefusesWhatIsNoKey) {
    const Keys keys;
    for (const HCRYPTKEY key : {HCRYPTKEY{0}, HCRYPTKEY{kInventedHandle}, HCRYPTKEY{keys.context},
                                freed_key_of(keys.context)})
        EXPECT_REFUSED(export_to_fail(key, 0, PUBLICKEYBLOB), ERROR_INVALID_PARAMETER);
    EXPECT_REFUSED(CryptExportKey(keys.aes, 0, PLAINTEXTKEYBLOB, 0, nullptr, nullptr),
                   ERROR_INVALID_PARAMETER);
}

TEST(CryptExportKey, RefusesKeysThatAreNotExportable) {
    const Keys keys;
    const KeyHandle pair = import_key(keys.context, rsa_private_blob(exchange().foreign.get()));
    const KeyHandle tdes = import_plaintext(keys.context, CALG_3DES, Buffer(24, 0x5B));
    EXPECT_REFUSED(export_to_fail(keys.kept, 0, PLAINTEXTKEYBLOB), NTE_BAD_KEY_STATE);
    EXPECT_REFUSED(export_to_fail(keys.kept, keys.open, SIMPLEBLOB), NTE_BAD_KEY_STATE);
    EXPECT_REFUSED(export_to_fail(keys.kept, 0, OPAQUEKEYBLOB), NTE_BAD_KEY_STATE);
    EXPECT_REFUSED(export_to_fail(tdes, keys.tdes, SYMMETRICWRAPKEYBLOB), NTE_BAD_KEY_STATE);
    EXPECT_REFUSED(export_to_fail(pair, 0, PRIVATEKEYBLOB), NTE_BAD_KEY_STATE);
    EXPECT_REFUSED(export_to_fail(pair, keys.aes, PRIVATEKEYBLOB), NTE_BAD_KEY_STATE);
    EXPECT_EQ(export_key(pair, PUBLICKEYBLOB), rsa_public_blob(exchange().foreign.get()));
}

TEST(CryptExportKey, RefusesOtherTypesOfBlobs) {
    const Keys keys;
    for (const DWORD type :
         {0u, 2u, 5u, DWORD{PUBLICKEYBLOBEX}, DWORD{KEYSTATEBLOB}, 13u, 0x106u, 0xFFFFFFFFu})
        EXPECT_REFUSED(export_to_fail(keys.aes, 0, type), NTE_BAD_TYPE);
}

TEST(CryptExportKey, RefusesFlagsThatTheBlobHasNot) {
    const Keys keys;
    const struct {
        HCRYPTKEY key, with;
        DWORD type, allowed;
    } rows[] = {{keys.aes, keys.open, SIMPLEBLOB, CRYPT_OAEP},
                {keys.aes, 0, PLAINTEXTKEYBLOB, 0},
                {keys.aes, 0, OPAQUEKEYBLOB, 0},
                {keys.open, 0, PUBLICKEYBLOB, CRYPT_Y_ONLY},
                {keys.pair, 0, PRIVATEKEYBLOB, 0},
                {keys.tdes, keys.tdes, SYMMETRICWRAPKEYBLOB, 0}};
    for (const auto& row : rows)
        for (unsigned bit = 0; bit < 32; ++bit) {
            if ((1u << bit & row.allowed) != 0) continue;
            EXPECT_REFUSED(export_to_fail(row.key, row.with, row.type, 1u << bit), NTE_BAD_FLAGS);
        }
}

TEST(CryptExportKey, RefusesOaepOfAMasterSecret) {
    const ChannelKeys keys;
    EXPECT_REFUSED(export_to_fail(keys.master, keys.pair, SIMPLEBLOB, CRYPT_OAEP), NTE_BAD_FLAGS);
    EXPECT_EQ(export_key(keys.master, SIMPLEBLOB, keys.pair).size(), 12u + 256u);
    EXPECT_EQ(export_key(keys.session, SIMPLEBLOB, keys.pair, CRYPT_OAEP).size(), 12u + 256u);
}

TEST(CryptExportKey, RefusesEncryptedBlobsWithoutAKey) {
    const Keys keys;
    EXPECT_REFUSED(export_to_fail(keys.aes, 0, SIMPLEBLOB), NTE_NO_KEY);
    EXPECT_REFUSED(export_to_fail(keys.tdes, 0, SYMMETRICWRAPKEYBLOB), NTE_NO_KEY);
}

TEST(CryptExportKey, RefusesAKeyForAPublicBlob) {
    const Keys keys;
    EXPECT_REFUSED(export_to_fail(keys.pair, keys.aes, PUBLICKEYBLOB), NTE_BAD_PUBLIC_KEY);
    EXPECT_REFUSED(export_to_fail(keys.pair, keys.open, PUBLICKEYBLOB), NTE_BAD_PUBLIC_KEY);
    EXPECT_REFUSED(export_to_fail(keys.pair, kInventedHandle, PUBLICKEYBLOB), NTE_BAD_PUBLIC_KEY);
}

TEST(CryptExportKey, RefusesKeysThatAreOfNoUseForTheBlob) {
    const Keys keys, others;
    for (const HCRYPTKEY with : {HCRYPTKEY{keys.signing}, HCRYPTKEY{others.open},
                                 HCRYPTKEY{kInventedHandle}, HCRYPTKEY{keys.context}})
        EXPECT_REFUSED(export_to_fail(keys.aes, with, SIMPLEBLOB), NTE_BAD_KEY);
    for (const HCRYPTKEY with : {HCRYPTKEY{keys.open}, HCRYPTKEY{others.tdes}}) {
        EXPECT_REFUSED(export_to_fail(keys.tdes, with, SYMMETRICWRAPKEYBLOB), NTE_BAD_KEY);
        EXPECT_REFUSED(export_to_fail(keys.pair, with, PRIVATEKEYBLOB), NTE_BAD_KEY);
    }
    EXPECT_REFUSED(export_to_fail(keys.aes, keys.open, PLAINTEXTKEYBLOB), NTE_BAD_KEY);
    EXPECT_REFUSED(export_to_fail(keys.aes, keys.open, OPAQUEKEYBLOB), NTE_BAD_KEY);
    EXPECT_REFUSED(export_to_fail(keys.aes, keys.tdes, SIMPLEBLOB), NTE_BAD_ALGID);
    EXPECT_REFUSED(export_to_fail(keys.tdes, keys.aes, SYMMETRICWRAPKEYBLOB), NTE_BAD_ALGID);
}

TEST(CryptExportKey, RefusesToEncryptAPairWithoutThePermission) {
    const Keys keys;
    set_key_number(keys.aes, KP_PERMISSIONS, 0x3B & ~DWORD{CRYPT_ENCRYPT});
    EXPECT_REFUSED(export_to_fail(keys.pair, keys.aes, PRIVATEKEYBLOB), NTE_PERM);
    set_key_number(keys.aes, KP_PERMISSIONS, CRYPT_ENCRYPT);
    EXPECT_FALSE(export_key(keys.pair, PRIVATEKEYBLOB, keys.aes).empty());
}

TEST(CryptExportKey, RefusesToEncryptAPairInAModeThatIsNotThere) {
    const Keys keys;
    set_key_number(keys.aes, KP_MODE, CRYPT_MODE_OFB);
    EXPECT_REFUSED(export_to_fail(keys.pair, keys.aes, PRIVATEKEYBLOB), NTE_BAD_ALGID);
}

TEST(CryptExportKey, RefusesBlobsThatAreNotTheKeys) {
    const Keys keys;
    EXPECT_REFUSED(export_to_fail(keys.pair, keys.open, SIMPLEBLOB), NTE_BAD_KEY);
    EXPECT_REFUSED(export_to_fail(keys.pair, 0, PLAINTEXTKEYBLOB), NTE_BAD_KEY);
    EXPECT_REFUSED(export_to_fail(keys.pair, 0, OPAQUEKEYBLOB), NTE_BAD_KEY);
    EXPECT_REFUSED(export_to_fail(keys.pair, keys.tdes, SYMMETRICWRAPKEYBLOB), NTE_BAD_KEY);
    EXPECT_REFUSED(export_to_fail(keys.aes, 0, PUBLICKEYBLOB), NTE_BAD_KEY);
    EXPECT_REFUSED(export_to_fail(keys.aes, 0, PRIVATEKEYBLOB), NTE_BAD_KEY);
    const KeyHandle open_only =
        import_key(keys.context, rsa_public_blob(exchange().foreign.get()), CRYPT_EXPORTABLE);
    EXPECT_REFUSED(export_to_fail(open_only, 0, PRIVATEKEYBLOB), NTE_BAD_KEY);
}

TEST(CryptExportKey, RefusesASessionKeyThatIsLongerThanTheExchangeKey) {
    const ContextHandle context = verify_context();
    const std::shared_ptr<EVP_PKEY> small(EVP_RSA_gen(512), EVP_PKEY_free);
    const KeyHandle open = import_key(context, rsa_public_blob(small.get()));
    const KeyHandle aes = import_plaintext(context, CALG_AES_256, kAes, CRYPT_EXPORTABLE);
    EXPECT_REFUSED(export_to_fail(aes, open, SIMPLEBLOB, CRYPT_OAEP), NTE_BAD_KEY);
    EXPECT_EQ(export_key(aes, SIMPLEBLOB, open).size(), 12u + 64u);
}

TEST(CryptExportKey, RefusesAPairThatIsNotMadeYet) {
    const ContextHandle context = verify_context(PROV_DSS_DH);
    const KeyHandle pair = generate_key(context, CALG_DH_EPHEM, CRYPT_PREGEN | CRYPT_EXPORTABLE);
    EXPECT_REFUSED(export_to_fail(pair, 0, PUBLICKEYBLOB), NTE_BAD_KEY_STATE);
    EXPECT_REFUSED(export_to_fail(pair, 0, PRIVATEKEYBLOB), NTE_BAD_KEY_STATE);
}

TEST(CryptExportKey, RefusesTheKeysOfAContextThatIsGone) {
    Keys keys;
    const HCRYPTKEY aes = keys.aes;
    keys.context.free();
    EXPECT_REFUSED(export_to_fail(aes, 0, PLAINTEXTKEYBLOB), ERROR_INVALID_PARAMETER);
    for (KeyHandle* const key :
         {&keys.aes, &keys.tdes, &keys.kept, &keys.pair, &keys.open, &keys.signing})
        key->forget();
}

// -- Threads --------------------------------------------------------------------------------------

// Each of two keys encrypts the other, from two threads: neither waits for the other forever.
TEST(CryptExportKey, NeverHoldsTwoKeys) {
    const Keys keys;
    const KeyHandle other = import_plaintext(keys.context, CALG_3DES, Buffer(24, 0x7F), 1);
    const auto wrap = [](HCRYPTKEY key, HCRYPTKEY with) {
        for (int round = 0; round < 200; ++round)
            EXPECT_EQ(export_key(key, SYMMETRICWRAPKEYBLOB, with).size(), 52u);
    };
    std::thread one(wrap, HCRYPTKEY{keys.tdes}, HCRYPTKEY{other});
    std::thread two(wrap, HCRYPTKEY{other}, HCRYPTKEY{keys.tdes});
    std::thread self(wrap, HCRYPTKEY{other}, HCRYPTKEY{other});
    one.join();
    two.join();
    self.join();
}

}  // namespace
}  // namespace secur32::test
