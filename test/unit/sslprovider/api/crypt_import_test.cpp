// CryptImportKey: blobs that libcrypto made, or the test by hand, become keys that do what
// libcrypto's do; the others are refused, each with its code.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "test/support/crypt_rsa_blobs.h"
#include "test/support/foreign_ciphers.h"
#include "test/unit/sslprovider/capi/foreign_exchange.h"

namespace secur32::test {
namespace {

using capi::samples::foreign_simple;
using capi::samples::pkcs1_block;
using capi::samples::simple_of_block;
using foreign_keys::ForeignKey;

const Buffer kText = {'t', 'h', 'e', ' ', 's', 'e', 'e', 'd'};
const Buffer kAes = counting(32, 0x40);

const ForeignKey& exchange() { return foreign_keys::rsa(); }

// What CryptEncrypt makes of kText with a new key: CBC, an IV of zeros.
Buffer foreign_aes(Bytes secret) {
    return ForeignCipher("AES-256-CBC", true, secret, Buffer(16)).update(pkcs7_padded(kText, 16));
}
Buffer foreign_tdes(Bytes secret, Bytes text) {
    return ForeignCipher("DES-EDE3-CBC", true, secret, Buffer(8)).update(pkcs7_padded(text, 8));
}

// A context whose exchange pair libcrypto made.
ContextHandle with_exchange_pair(DWORD type = PROV_RSA_AES) {
    ContextHandle context = verify_context(type);
    import_key(context, rsa_private_blob(exchange().foreign.get()));
    return context;
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

// A pair of libcrypto's in a group of 2048 bits, and what it agrees on.
struct ForeignDh {
    ForeignDh()
        : key(foreign_keys::generate("DH",
                                     [](EVP_PKEY_CTX* context) {
                                         return EVP_PKEY_CTX_set_group_name(context, "modp_2048");
                                     }),
              EVP_PKEY_free) {}
    Buffer number(const char* name) const {
        return reversed(capi::samples::foreign_number(key.get(), name, 256));
    }
    Buffer public_blob() const {
        return joined_octets(
            {blob_header(PUBLICKEYBLOB, CALG_DH_SF), le_words({0x31484400, 2048}), number("pub")});
    }
    Buffer public_blob3() const {
        return joined_octets({blob_header(PUBLICKEYBLOB, CALG_DH_SF, 3),
                              le_words({0x33484400, 2048, 0, 0}), Buffer(24, 0xFF), number("p"),
                              number("g"), number("pub")});
    }
    Buffer private_blob() const {
        return joined_octets({blob_header(PRIVATEKEYBLOB, CALG_DH_SF), le_words({0x32484400, 2048}),
                              number("p"), number("g"), number("priv")});
    }
    Buffer agree(const ForeignDh& peer) const {
        const std::shared_ptr<EVP_PKEY_CTX> context(
            EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr), EVP_PKEY_CTX_free);
        Buffer z(256);
        std::size_t length = z.size();
        EVP_PKEY_derive_init(context.get());
        EVP_PKEY_CTX_set_dh_pad(context.get(), 1);
        EVP_PKEY_derive_set_peer(context.get(), peer.key.get());
        if (EVP_PKEY_derive(context.get(), z.data(), &length) != 1)
            throw std::runtime_error("libcrypto does not agree");
        return z;
    }
    std::shared_ptr<EVP_PKEY> key;
};

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

// -- Refusals -------------------------------------------------------------------------------------

// One import that must fail, and leave 0 in phKey.
struct Import {
    BOOL operator()(HCRYPTPROV context, const Buffer& blob, HCRYPTKEY with = 0, DWORD flags = 0) {
        key = kInventedHandle;
        const BOOL done = CryptImportKey(context, blob.data(), static_cast<DWORD>(blob.size()),
                                         with, flags, &key);
        EXPECT_EQ(key, 0u);
        return done;
    }
    HCRYPTKEY key = 0;
};

TEST(CryptImportKey, RefusesWhatIsNoContext) {
    ContextHandle context = verify_context();
    const KeyHandle aes = import_plaintext(context, CALG_AES_256, kAes);
    const Buffer blob = plaintext_key_blob(CALG_AES_256, kAes);
    Import import;
    for (const HCRYPTPROV handle : {HCRYPTPROV{0}, HCRYPTPROV{kInventedHandle}, HCRYPTPROV{aes}})
        EXPECT_REFUSED(import(handle, blob), ERROR_INVALID_PARAMETER);
    const HCRYPTPROV gone = context;
    context.free();
    EXPECT_REFUSED(import(gone, blob), ERROR_INVALID_PARAMETER);
}

TEST(CryptImportKey, RefusesNullPointers) {
    const ContextHandle context = verify_context();
    const Buffer blob = plaintext_key_blob(CALG_AES_256, kAes);
    const auto size = static_cast<DWORD>(blob.size());
    HCRYPTKEY key = kInventedHandle;
    EXPECT_REFUSED(CryptImportKey(context, blob.data(), size, 0, 0, nullptr),
                   ERROR_INVALID_PARAMETER);
    EXPECT_REFUSED(CryptImportKey(context, nullptr, size, 0, 0, &key), ERROR_INVALID_PARAMETER);
    EXPECT_REFUSED(CryptImportKey(context, nullptr, 0, 0, 0, &key), ERROR_INVALID_PARAMETER);
    EXPECT_EQ(key, 0u);
}

TEST(CryptImportKey, RefusesFlagsThatAreNone) {
    const ContextHandle context = verify_context();
    Import import;
    for (const DWORD flags : {0x4u, 0x8u, 0x20u, 0x80u, 0x200u, 0x10000u, 0x80000000u})
        EXPECT_REFUSED(import(context, plaintext_key_blob(CALG_AES_256, kAes), 0, flags),
                       NTE_BAD_FLAGS);
}

TEST(CryptImportKey, RefusesOtherVersions) {
    const ContextHandle context = with_exchange_pair();
    Import import;
    const Buffer blobs[] = {
        foreign_simple(exchange(), CALG_AES_256, kAes), plaintext_key_blob(CALG_AES_256, kAes),
        rsa_public_blob(exchange().foreign.get()), rsa_private_blob(exchange().foreign.get())};
    for (Buffer blob : blobs)
        for (const std::uint8_t version : {std::uint8_t{0}, std::uint8_t{1}, std::uint8_t{3},
                                           std::uint8_t{4}, std::uint8_t{255}}) {
            blob[1] = version;
            EXPECT_REFUSED(import(context, blob), NTE_BAD_VER);
        }
}

TEST(CryptImportKey, RefusesOtherTypes) {
    const ContextHandle context = verify_context();
    Import import;
    Buffer blob = plaintext_key_blob(CALG_AES_256, kAes);
    for (const DWORD type : {0u, 2u, 5u, DWORD{PUBLICKEYBLOBEX}, DWORD{KEYSTATEBLOB}, 13u, 255u}) {
        blob[0] = static_cast<std::uint8_t>(type);
        EXPECT_REFUSED(import(context, blob), NTE_BAD_TYPE);
    }
}

TEST(CryptImportKey, RefusesAlgorithmsThatTheProviderHasNot) {
    const ContextHandle full = with_exchange_pair(PROV_RSA_FULL);
    const ContextHandle dss = verify_context(PROV_DSS_DH);
    Import import;
    EXPECT_REFUSED(import(full, plaintext_key_blob(CALG_AES_256, kAes)), NTE_BAD_ALGID);
    EXPECT_REFUSED(import(full, foreign_simple(exchange(), CALG_AES_256, kAes)), NTE_BAD_ALGID);
    EXPECT_REFUSED(import(full, foreign_simple(exchange(), CALG_TLS1_MASTER, counting(48))),
                   NTE_BAD_ALGID);
    const EVP_PKEY* const dsa = foreign_keys::dsa().foreign.get();
    EXPECT_REFUSED(import(full, capi::samples::foreign_public_blob(dsa)), NTE_BAD_ALGID);
    EXPECT_REFUSED(import(full, capi::samples::foreign_private_blob(dsa)), NTE_BAD_ALGID);
    EXPECT_REFUSED(import(dss, rsa_public_blob(exchange().foreign.get())), NTE_BAD_ALGID);
    EXPECT_REFUSED(import(dss, rsa_private_blob(exchange().foreign.get())), NTE_BAD_ALGID);
    EXPECT_REFUSED(import(full, joined_octets({blob_header(PLAINTEXTKEYBLOB, CALG_MD5),
                                               le_words({16}), counting(16)})),
                   NTE_BAD_ALGID);
    // "The simple key BLOB to be imported is not encrypted with the expected key exchange
    // algorithm."
    Buffer other = foreign_simple(exchange(), CALG_3DES, counting(24));
    other[9] = 0x24;  // CALG_RSA_SIGN
    EXPECT_REFUSED(import(full, other), NTE_BAD_ALGID);
}

TEST(CryptImportKey, RefusesEveryTruncation) {
    const ContextHandle context = with_exchange_pair();
    const ContextHandle dss = verify_context(PROV_DSS_DH);
    const KeyHandle tdes = import_plaintext(context, CALG_3DES, counting(24), CRYPT_EXPORTABLE);
    const KeyHandle aes = import_plaintext(context, CALG_AES_256, kAes, CRYPT_EXPORTABLE);
    const std::shared_ptr<EVP_PKEY> key(EVP_RSA_gen(512), EVP_PKEY_free);
    const struct {
        HCRYPTPROV context;
        Buffer blob;
        HCRYPTKEY with;
        std::size_t accepted_from;
    } rows[] = {
        {context, foreign_simple(exchange(), CALG_AES_256, kAes), 0, 268},
        {context, plaintext_key_blob(CALG_AES_256, kAes), 0, 44},
        {context, export_key(aes, OPAQUEKEYBLOB), 0, export_key(aes, OPAQUEKEYBLOB).size()},
        {context, export_key(tdes, SYMMETRICWRAPKEYBLOB, tdes), tdes, 52},
        {context, rsa_public_blob(key.get()), 0, 84},
        {context, rsa_private_blob(key.get()), 0, 20 + 256},
        {dss, ForeignDh().public_blob(), 0, 272},
        {dss, ForeignDh().public_blob3(), 0, 816},
        {dss, ForeignDh().private_blob(), 0, 784},
    };
    for (const auto& row : rows)
        for (std::size_t length = 1; length < row.accepted_from; ++length) {
            // Memory that ends where the blob does.
            const auto cut = std::make_unique<BYTE[]>(length);
            std::copy_n(row.blob.begin(), length, cut.get());
            HCRYPTKEY made = kInventedHandle;
            EXPECT_REFUSED(CryptImportKey(row.context, cut.get(), static_cast<DWORD>(length),
                                          row.with, 0, &made),
                           NTE_BAD_DATA);
            EXPECT_EQ(made, 0u) << length;
        }
}

TEST(CryptImportKey, RefusesASimpleBlobThatDoesNotOpenWithoutTellingWhy) {
    const ContextHandle context = with_exchange_pair();
    Import import;
    static const ForeignKey other(EVP_RSA_gen(2048));
    const Buffer right = pkcs1_block(256, kAes);
    const auto wrong = [&](std::size_t at, std::uint8_t octet) {
        return simple_of_block(exchange(), CALG_AES_256,
                               capi::samples::with_octet(right, at, octet));
    };
    for (const Buffer& blob :
         {foreign_simple(other, CALG_AES_256, kAes), wrong(1, 1), wrong(1, 0), wrong(4, 0),
          wrong(223, 1), simple_of_block(exchange(), CALG_AES_256, pkcs1_block(256, counting(31))),
          simple_of_block(exchange(), CALG_AES_256, pkcs1_block(256, counting(33))),
          foreign_simple(exchange(), CALG_AES_256, kAes, RSA_PKCS1_OAEP_PADDING)}) {
        EXPECT_REFUSED(import(context, blob), NTE_BAD_DATA);
        EXPECT_REFUSED(import(context, blob, 0, CRYPT_EXPORTABLE), NTE_BAD_DATA);
    }
    EXPECT_REFUSED(import(context, foreign_simple(exchange(), CALG_AES_256, kAes), 0, CRYPT_OAEP),
                   NTE_BAD_DATA);
}

// The old trick that showed session keys: an exchange key whose exponent is 1.
TEST(CryptImportKey, RefusesAnExponentOfOne) {
    const ContextHandle context = verify_context();
    Import import;
    Buffer open = rsa_public_blob(exchange().foreign.get());
    Buffer closed = rsa_private_blob(exchange().foreign.get());
    for (Buffer* const blob : {&open, &closed}) {
        (*blob)[16] = 1;
        (*blob)[18] = 0;
        EXPECT_REFUSED(import(context, *blob), NTE_BAD_DATA);
    }
}

TEST(CryptImportKey, RefusesASimpleBlobWithoutAnExchangePair) {
    const ContextHandle context = verify_context();
    import_key(context, rsa_private_blob(exchange().foreign.get(), CALG_RSA_SIGN));
    Import import;
    EXPECT_REFUSED(import(context, foreign_simple(exchange(), CALG_AES_256, kAes)), NTE_NO_KEY);
    EXPECT_REFUSED(import(context, joined_octets({blob_header(SYMMETRICWRAPKEYBLOB, CALG_3DES),
                                                  le_words({CALG_3DES}), Buffer(40)})),
                   NTE_NO_KEY);
}

TEST(CryptImportKey, RefusesKeysThatAreOfNoUseForTheBlob) {
    const ContextHandle context = with_exchange_pair(), other = with_exchange_pair();
    const KeyHandle signing =
        import_key(context, rsa_private_blob(exchange().foreign.get(), CALG_RSA_SIGN));
    const KeyHandle open = import_key(context, rsa_public_blob(exchange().foreign.get()));
    const KeyHandle elsewhere = import_key(other, rsa_private_blob(exchange().foreign.get()));
    const KeyHandle aes = import_plaintext(context, CALG_AES_256, kAes);
    const Buffer simple = foreign_simple(exchange(), CALG_AES_256, kAes);
    const Buffer wrapped = joined_octets(
        {blob_header(SYMMETRICWRAPKEYBLOB, CALG_3DES), le_words({CALG_3DES}), Buffer(40)});
    Import import;
    for (const HCRYPTKEY with : {HCRYPTKEY{signing}, HCRYPTKEY{open}, HCRYPTKEY{elsewhere},
                                 HCRYPTKEY{kInventedHandle}, HCRYPTKEY{context}})
        EXPECT_REFUSED(import(context, simple, with), NTE_BAD_KEY);
    EXPECT_REFUSED(import(context, wrapped, signing), NTE_BAD_KEY);
    EXPECT_REFUSED(import(context, rsa_private_blob(exchange().foreign.get()), signing),
                   NTE_BAD_KEY);
    for (const Buffer& blob :
         {plaintext_key_blob(CALG_AES_256, kAes), rsa_public_blob(exchange().foreign.get())})
        EXPECT_REFUSED(import(context, blob, aes), NTE_BAD_KEY);
    EXPECT_REFUSED(import(context, simple, aes), NTE_BAD_ALGID);
}

TEST(CryptImportKey, RefusesAnEncryptedPairThatDoesNotDecrypt) {
    const ContextHandle context = verify_context();
    const KeyHandle aes = import_plaintext(context, CALG_AES_256, kAes);
    const KeyHandle other = import_plaintext(context, CALG_AES_256, counting(32));
    const KeyHandle pair =
        import_key(context, rsa_private_blob(exchange().foreign.get()), CRYPT_EXPORTABLE);
    const Buffer blob = export_key(pair, PRIVATEKEYBLOB, aes);
    Import import;
    EXPECT_REFUSED(import(context, blob, other), NTE_BAD_DATA);
    EXPECT_REFUSED(import(context, blob), NTE_BAD_DATA);
    for (std::size_t length = 8; length < blob.size(); length += 7)
        EXPECT_REFUSED(
            import(context, Buffer(blob.begin(), blob.begin() + static_cast<int>(length)), aes),
            NTE_BAD_DATA);
    EXPECT_NE(import_key(context, blob, 0, aes), 0u) << "the key's message was ended each time";
}

TEST(CryptImportKey, RefusesAnotherGroupsDiffieHellmanValue) {
    const ContextHandle context = verify_context(PROV_DSS_DH);
    const ForeignDh ours, theirs;
    const KeyHandle own = import_key(context, ours.private_blob());
    const KeyHandle open = import_key(context, theirs.public_blob());
    Import import;
    const Buffer start = blob_header(PUBLICKEYBLOB, CALG_DH_SF);
    EXPECT_REFUSED(
        import(context, joined_octets({start, le_words({0x31484400, 1024}), Buffer(128, 5)}), own),
        NTE_BAD_DATA);
    Buffer one(256);
    for (const std::uint8_t value : {std::uint8_t{0}, std::uint8_t{1}}) {
        one[0] = value;
        EXPECT_REFUSED(
            import(context, joined_octets({start, le_words({0x31484400, 2048}), one}), own),
            NTE_BAD_DATA);
    }
    EXPECT_REFUSED(
        import(context, joined_octets({start, le_words({0x31484400, 2048}), Buffer(256, 0xFF)}),
               own),
        NTE_BAD_DATA);
    Buffer other_generator = theirs.public_blob3();
    other_generator[48 + 256] = 5;
    EXPECT_REFUSED(import(context, other_generator, own), NTE_BAD_DATA);
    EXPECT_REFUSED(import(context, theirs.public_blob(), open), NTE_BAD_KEY);
}

TEST(CryptImportKey, RefusesToAskTheUserInASilentContext) {
    const KeptContainer container;
    const ContextHandle silent = container.open(CRYPT_SILENT);
    Import import;
    const Buffer blob = rsa_private_blob(exchange().foreign.get());
    EXPECT_REFUSED(import(silent, blob, 0, CRYPT_USER_PROTECTED), NTE_SILENT_CONTEXT);
    EXPECT_REFUSED(import(container, blob, 0, CRYPT_FORCE_KEY_PROTECTION_HIGH), NTE_SILENT_CONTEXT);
    EXPECT_NE(import_key(container, blob, CRYPT_USER_PROTECTED), 0u);
}

TEST(CryptImportKey, RefusesAnOpaqueBlobOfAnotherMaking) {
    const ContextHandle context = verify_context();
    const KeyHandle aes = import_plaintext(context, CALG_AES_256, kAes, CRYPT_EXPORTABLE);
    Buffer blob = export_key(aes, OPAQUEKEYBLOB);
    EXPECT_EQ(encrypt_part(import_key(context, blob), kText), foreign_aes(kAes));
    Import import;
    blob[30] ^= 1;
    EXPECT_REFUSED(import(context, blob), NTE_BAD_DATA);
    EXPECT_REFUSED(
        import(context, joined_octets({blob_header(OPAQUEKEYBLOB, CALG_AES_256), Buffer(100)})),
        NTE_BAD_DATA);
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
