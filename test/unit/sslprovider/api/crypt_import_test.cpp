// CryptImportKey: blobs that libcrypto made, or the test by hand, become keys that do what
// libcrypto's do.  What is refused is crypt_import_refusals_test.cpp's.
#include <atomic>
#include <thread>

#include "test/unit/sslprovider/api/crypt_import_samples.h"

namespace secur32::test {
namespace {

using namespace import_samples;

Buffer foreign_tdes(Bytes secret, Bytes text) {
    return ForeignCipher("DES-EDE3-CBC", true, secret, Buffer(8)).update(pkcs7_padded(text, 8));
}

// -- Session keys ---------------------------------------------------------------------------------

TEST(CryptImportKey, AgreesWithLibcryptoOnASimpleBlob) {
    const ContextHandle context = with_exchange_pair();
    const KeyHandle pair = import_key(context, rsa_private_blob(exchange().foreign.get()));
    for (const DWORD flags : {DWORD{0}, DWORD{CRYPT_OAEP}}) {
        const Buffer blob = foreign_simple(exchange(), CALG_AES_256, kAes,
                                           flags == 0 ? RSA_PKCS1_PADDING : RSA_PKCS1_OAEP_PADDING);
        // hPubKey 0 is the container's pair.
        for (const HCRYPTKEY with : {HCRYPTKEY{0}, HCRYPTKEY{pair}}) {
            const KeyHandle key = import_key(context, blob, flags, with);
            EXPECT_EQ(key_number(key, KP_ALGID), DWORD{CALG_AES_256});
            EXPECT_EQ(decrypt_part(key, foreign_aes(kAes)), kText);
        }
        // Windows lets more octets pass behind it.
        EXPECT_NE(import_key(context, joined_octets({blob, kText}), flags), 0u);
    }
}

TEST(CryptImportKey, AgreesWithLibcryptoOnAPlaintextBlob) {
    const ContextHandle context = verify_context();
    EXPECT_EQ(encrypt_part(import_plaintext(context, CALG_AES_256, kAes), kText),
              foreign_aes(kAes));
    const Buffer rc4 = counting(5);
    // A key of 40 bits gets eleven zeros behind it, but for CRYPT_NO_SALT.
    EXPECT_EQ(encrypt_part(import_plaintext(context, CALG_RC4, rc4), kText),
              ForeignCipher("RC4", true, joined_octets({rc4, Buffer(11)}), {}).update(kText));
    EXPECT_EQ(encrypt_part(import_plaintext(context, CALG_RC4, rc4, CRYPT_NO_SALT), kText),
              ForeignCipher("RC4", true, rc4, {}).update(kText));
}

TEST(CryptImportKey, AgreesWithLibcryptoOnAWrappedBlob) {
    const ContextHandle context = verify_context();
    Buffer kek(24, 0x5B), secret(24, 0xA7);  // of odd parity
    const KeyHandle wrapping = import_plaintext(context, CALG_3DES, kek);
    const std::shared_ptr<EVP_CIPHER_CTX> cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    EVP_CIPHER_CTX_set_flags(cipher.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    Buffer wrapped(40);
    int length = 0;
    ASSERT_EQ(EVP_EncryptInit_ex(cipher.get(), EVP_des_ede3_wrap(), nullptr, kek.data(), nullptr),
              1);
    ASSERT_EQ(EVP_EncryptUpdate(cipher.get(), wrapped.data(), &length, secret.data(), 24), 1);
    for (const DWORD type : {DWORD{SYMMETRICWRAPKEYBLOB}, DWORD{SIMPLEBLOB}}) {
        const KeyHandle key = import_key(
            context, joined_octets({blob_header(type, CALG_3DES), le_words({CALG_3DES}), wrapped}),
            0, wrapping);
        EXPECT_EQ(encrypt_part(key, kText), foreign_tdes(secret, kText));
    }
}

TEST(CryptImportKey, MakesAKeyExportableOnlyWhenAsked) {
    const ContextHandle context = with_exchange_pair();
    const Buffer simple = foreign_simple(exchange(), CALG_AES_256, kAes);
    const Buffer plain = plaintext_key_blob(CALG_AES_256, kAes);
    for (const Buffer& blob : {simple, plain}) {
        const KeyHandle kept = import_key(context, blob), open = import_key(context, blob, 1);
        EXPECT_EQ(key_number(kept, KP_PERMISSIONS), 0x3Bu);
        EXPECT_EQ(key_number(open, KP_PERMISSIONS), 0x3Fu);
        EXPECT_EQ(export_key(open, PLAINTEXTKEYBLOB), plain);
        DWORD size = 0;
        EXPECT_REFUSED(CryptExportKey(kept, 0, PLAINTEXTKEYBLOB, 0, nullptr, &size),
                       NTE_BAD_KEY_STATE);
    }
}

TEST(CryptImportKey, TakesKeysForHmacOfAnyLength) {
    const ContextHandle context = verify_context(PROV_RSA_FULL);
    for (const std::size_t length : {4u, 16u, 17u, 80u})
        EXPECT_NE(import_plaintext(context, CALG_RC2, counting(length), CRYPT_IPSEC_HMAC_KEY), 0u);
    HCRYPTKEY key = kInventedHandle;
    const Buffer blob = plaintext_key_blob(CALG_RC2, counting(17));
    EXPECT_REFUSED(
        CryptImportKey(context, blob.data(), static_cast<DWORD>(blob.size()), 0, 0, &key),
        NTE_BAD_DATA);
    EXPECT_EQ(key, 0u);
}

// -- Master secrets -------------------------------------------------------------------------------

TEST(CryptImportKey, AgreesWithLibcryptoOnAMasterSecret) {
    const ContextHandle context = with_exchange_pair(PROV_RSA_SCHANNEL);
    const Buffer pre_master = joined_octets({Buffer{3, 1}, counting(46)});
    const KeyHandle key = import_key(
        context, foreign_simple(exchange(), CALG_TLS1_MASTER, pre_master), CRYPT_EXPORTABLE);
    EXPECT_EQ(key_number(key, KP_ALGID), DWORD{CALG_TLS1_MASTER});
    const KeyHandle pair = import_key(context, rsa_private_blob(exchange().foreign.get()));
    EXPECT_EQ(
        capi::samples::block_of(exchange(), export_key(key, SIMPLEBLOB, pair), RSA_PKCS1_PADDING),
        pre_master);
    // What does not open is imported as well: an octet of the padding is 0.
    const Buffer block = pkcs1_block(256, pre_master);
    const Buffer wrong =
        simple_of_block(exchange(), CALG_TLS1_MASTER, capi::samples::with_octet(block, 5, 0));
    const KeyHandle random = import_key(context, wrong, CRYPT_EXPORTABLE);
    EXPECT_NE(capi::samples::block_of(exchange(), export_key(random, SIMPLEBLOB, pair),
                                      RSA_PKCS1_PADDING),
              pre_master);
}

// RFC 8017 7.1: who opens the block needs the label that it was made with.
TEST(CryptImportKey, AgreesWithLibcryptoOnASimpleBlobUnderALabel) {
    const ContextHandle context = with_exchange_pair();
    const KeyHandle pair = import_key(context, rsa_private_blob(exchange().foreign.get()));
    const Buffer label = {'l', 'a', 'b', 'e', 'l'};
    const auto blob_under = [](const Buffer& its_label) {
        const ForeignRsaPadding padding{RSA_PKCS1_OAEP_PADDING, its_label};
        return joined_octets(
            {blob_header(SIMPLEBLOB, CALG_AES_256), le_words({CALG_RSA_KEYX}),
             reversed(foreign_rsa(exchange().foreign.get(), true, padding, kAes))});
    };
    ASSERT_DONE(set_blob(pair, KP_OAEP_PARAMS, label));
    const KeyHandle key = import_key(context, blob_under(label), CRYPT_OAEP, pair);
    EXPECT_EQ(decrypt_part(key, foreign_aes(kAes)), kText);
    HCRYPTKEY none = kInventedHandle;
    for (const Buffer& other : {Buffer(), Buffer{'L'}}) {
        const Buffer blob = blob_under(other);
        EXPECT_REFUSED(CryptImportKey(context, blob.data(), static_cast<DWORD>(blob.size()), pair,
                                      CRYPT_OAEP, &none),
                       NTE_BAD_DATA);
    }
    // PKCS#1 v1.5 has no label.
    EXPECT_NE(import_key(context, foreign_simple(exchange(), CALG_AES_256, kAes), 0, pair), 0u);
}

// -- Pairs and public halves ----------------------------------------------------------------------

TEST(CryptImportKey, AgreesWithLibcryptoOnPairsAndPublicHalves) {
    const ContextHandle context = verify_context();
    const Buffer open = capi::samples::foreign_public_blob(exchange().foreign.get());
    const Buffer closed = capi::samples::foreign_private_blob(exchange().foreign.get());
    EXPECT_EQ(export_key(import_key(context, open), PUBLICKEYBLOB), open);
    const KeyHandle pair = import_key(context, closed, CRYPT_EXPORTABLE);
    EXPECT_EQ(export_key(pair, PUBLICKEYBLOB), open);
    EXPECT_EQ(export_key(pair, PRIVATEKEYBLOB), closed);
    EXPECT_EQ(decrypt_part(pair, reversed(foreign_rsa(exchange().foreign.get(), true, {}, kText))),
              kText);
}

TEST(CryptImportKey, AgreesWithLibcryptoOnAnEncryptedPair) {
    const ContextHandle context = verify_context();
    const KeyHandle aes = import_plaintext(context, CALG_AES_256, kAes);
    const Buffer closed = capi::samples::foreign_private_blob(exchange().foreign.get());
    const Bytes body = Bytes(closed).subspan(8);
    const Buffer encrypted = joined_octets(
        {Bytes(closed).first(8),
         ForeignCipher("AES-256-CBC", true, kAes, Buffer(16)).update(pkcs7_padded(body, 16))});
    const KeyHandle pair = import_key(context, encrypted, CRYPT_EXPORTABLE, aes);
    EXPECT_EQ(export_key(pair, PRIVATEKEYBLOB), closed);
}

TEST(CryptImportKey, AgreesWithLibcryptoOnDss) {
    const ContextHandle context = verify_context(PROV_DSS_DH);
    const EVP_PKEY* const dsa = foreign_keys::dsa().foreign.get();
    const Buffer open = capi::samples::foreign_public_blob(dsa);
    const Buffer closed = capi::samples::foreign_private_blob(dsa);
    EXPECT_EQ(export_key(import_key(context, open), PUBLICKEYBLOB), open);
    EXPECT_EQ(export_key(import_key(context, closed, CRYPT_EXPORTABLE), PRIVATEKEYBLOB), closed);
    KeyHandle signature;
    EXPECT_DONE(CryptGetUserKey(context, AT_SIGNATURE, signature.out()));
}

TEST(CryptImportKey, AgreesWithLibcryptoOnDiffieHellman) {
    const ContextHandle context = verify_context(PROV_DSS_DH);
    const ForeignDh ours, theirs;
    const KeyHandle own = import_key(context, ours.private_blob());
    // "Exchanging Diffie-Hellman Keys": the session key is the first octets of the little-endian Z.
    const Buffer z = reversed(ours.agree(theirs));
    for (const Buffer& blob : {theirs.public_blob(), theirs.public_blob3()}) {
        const KeyHandle agreed = import_key(context, blob, 0, own);
        const DWORD id = CALG_RC4;
        ASSERT_DONE(CryptSetKeyParam(agreed, KP_ALGID, reinterpret_cast<const BYTE*>(&id),
                                     CRYPT_EXPORTABLE));
        const Buffer key = export_key(agreed, PLAINTEXTKEYBLOB);
        EXPECT_EQ(Buffer(key.begin() + 12, key.end()), Buffer(z.begin(), z.begin() + 16));
    }
    // Without hPubKey it is a public key and no more.
    EXPECT_EQ(export_key(import_key(context, theirs.public_blob()), PUBLICKEYBLOB),
              theirs.public_blob());
}

// -- Containers -----------------------------------------------------------------------------------

TEST(CryptImportKey, KeepsAPairInItsContainer) {
    const struct {
        ALG_ID id;
        DWORD spec, other;
    } kinds[] = {{CALG_RSA_KEYX, AT_KEYEXCHANGE, AT_SIGNATURE},
                 {CALG_RSA_SIGN, AT_SIGNATURE, AT_KEYEXCHANGE}};
    for (const auto& kind : kinds) {
        const KeptContainer container;
        const Buffer open = rsa_public_blob(exchange().foreign.get(), kind.id);
        import_key(container, rsa_private_blob(exchange().foreign.get(), kind.id));
        const ContextHandle later = container.open();
        KeyHandle pair, none;
        ASSERT_DONE(CryptGetUserKey(later, kind.spec, pair.out()));
        EXPECT_EQ(export_key(pair, PUBLICKEYBLOB), open);
        EXPECT_REFUSED(CryptGetUserKey(later, kind.other, none.out()), NTE_NO_KEY);
        DWORD size = 0;
        EXPECT_REFUSED(CryptExportKey(pair, 0, PRIVATEKEYBLOB, 0, nullptr, &size),
                       NTE_BAD_KEY_STATE);
    }
}

TEST(CryptImportKey, KeepsAnExportablePairExportable) {
    const KeptContainer container;
    const Buffer closed = rsa_private_blob(exchange().foreign.get());
    import_key(container, closed, CRYPT_EXPORTABLE);
    const ContextHandle later = container.open();
    KeyHandle pair;
    ASSERT_DONE(CryptGetUserKey(later, AT_KEYEXCHANGE, pair.out()));
    EXPECT_EQ(export_key(pair, PRIVATEKEYBLOB), closed);
}

// "After the handle is closed, the key is no longer exportable."
TEST(CryptImportKey, KeepsAnArchivablePairExportableWithItsHandleOnly) {
    const KeptContainer container;
    const Buffer closed = rsa_private_blob(exchange().foreign.get());
    const KeyHandle made = import_key(container, closed, CRYPT_ARCHIVABLE);
    EXPECT_EQ(export_key(made, PRIVATEKEYBLOB), closed);
    const ContextHandle later = container.open();
    KeyHandle pair;
    ASSERT_DONE(CryptGetUserKey(later, AT_KEYEXCHANGE, pair.out()));
    DWORD size = 0;
    EXPECT_REFUSED(CryptExportKey(pair, 0, PRIVATEKEYBLOB, 0, nullptr, &size), NTE_BAD_KEY_STATE);
}

TEST(CryptImportKey, LeavesAContainerAsItWasAfterAFailure) {
    const KeptContainer container;
    import_key(container, rsa_private_blob(exchange().foreign.get()));
    const std::string before = run("cat " + container.folder().path().string() + "/*/*").output;
    Buffer wrong = rsa_private_blob(foreign_keys::rsa().foreign.get());
    wrong[600] ^= 1;
    HCRYPTKEY key = kInventedHandle;
    EXPECT_REFUSED(
        CryptImportKey(container, wrong.data(), static_cast<DWORD>(wrong.size()), 0, 0, &key),
        NTE_BAD_DATA);
    EXPECT_EQ(key, 0u);
    EXPECT_EQ(run("cat " + container.folder().path().string() + "/*/*").output, before);
    EXPECT_NE(before.find("PRIVATE KEY"), std::string::npos);
}

// -- Threads --------------------------------------------------------------------------------------

TEST(CryptImportKey, RunsOnThreadsAtOnce) {
    const ContextHandle context = with_exchange_pair();
    const Buffer blob = foreign_simple(exchange(), CALG_AES_256, kAes);
    const Buffer expected = foreign_aes(kAes);
    std::vector<std::thread> threads;
    std::atomic<int> right = 0;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int round = 0; round < 20; ++round)
                if (encrypt_part(import_key(context, blob), kText) == expected) ++right;
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(right, 80);
}

}  // namespace
}  // namespace secur32::test
