// CryptImportKey: blobs, handles and flags that are refused, each with its code, and 0 in phKey.
#include "test/unit/sslprovider/api/crypt_import_samples.h"

namespace secur32::test {
namespace {

using namespace import_samples;

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

// KB 228786: an exchange key of the exponent 1, all of whose numbers agree, showed what was
// exported under it.
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
    // BLOBHEADER, RSAPUBKEY, n[256], p[128], q[128], dp[128], dq[128], qinv[128], d[256].
    for (const auto& [at, length] : {std::pair{532u, 128u}, {660u, 128u}, {916u, 256u}}) {
        std::fill_n(closed.begin() + at, length, std::uint8_t{0});
        closed[at] = 1;
    }
    EXPECT_REFUSED(import(context, closed), NTE_BAD_DATA);
    EXPECT_REFUSED(import(context, closed, 0, CRYPT_EXPORTABLE), NTE_BAD_DATA);
    closed.resize(20 + 4 * 256);  // without most of the private exponent
    EXPECT_REFUSED(import(context, closed), NTE_BAD_DATA);
}

TEST(CryptImportKey, RefusesOaepOfAMasterSecret) {
    const ContextHandle context = with_exchange_pair(PROV_RSA_SCHANNEL);
    const Buffer pre_master = joined_octets({Buffer{3, 1}, counting(46)});
    Import import;
    for (const ALG_ID id : {ALG_ID{CALG_TLS1_MASTER}, ALG_ID{CALG_SSL3_MASTER}})
        for (const int padding : {RSA_PKCS1_PADDING, RSA_PKCS1_OAEP_PADDING})
            EXPECT_REFUSED(
                import(context, foreign_simple(exchange(), id, pre_master, padding), 0, CRYPT_OAEP),
                NTE_BAD_FLAGS);
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

TEST(CryptImportKey, RefusesToDecryptAPairWithoutThePermission) {
    const ContextHandle context = verify_context();
    const KeyHandle aes = import_plaintext(context, CALG_AES_256, kAes);
    const KeyHandle pair =
        import_key(context, rsa_private_blob(exchange().foreign.get()), CRYPT_EXPORTABLE);
    const Buffer blob = export_key(pair, PRIVATEKEYBLOB, aes);
    Import import;
    set_key_number(aes, KP_PERMISSIONS, 0x3B & ~DWORD{CRYPT_DECRYPT});
    EXPECT_REFUSED(import(context, blob, aes), NTE_PERM);
    set_key_number(aes, KP_PERMISSIONS, CRYPT_DECRYPT);
    EXPECT_NE(import_key(context, blob, 0, aes), 0u);
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

}  // namespace
}  // namespace secur32::test
