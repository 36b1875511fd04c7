// CryptGenKey, CryptGetUserKey: what they make, libcrypto uses.  Their handles:
// crypt_key_handles_test.cpp.
#include <gtest/gtest.h>

#include "test/support/crypt_ciphers.h"
#include "test/support/crypt_rsa_blobs.h"

namespace secur32::test {
namespace {

const Buffer kContent = {'s', 'e', 'c', 'r', 'e', 't'};

constexpr DWORD bits(DWORD count) { return count << 16; }

// ---- CryptGenKey --------------------------------------------------------------------------------

// The octets that a key gives out are those that it encrypts with.
TEST(CryptGenKey, AgreesWithLibcryptoOnTheSessionKeyThatItExports) {
    const ContextHandle context = verify_context();
    for (const SessionCipher& cipher : kSessionCipherRows) {
        const DWORD length = bits(static_cast<DWORD>(cipher.key_size * 8));
        const KeyHandle key =
            generate_key(context, cipher.id, length | CRYPT_EXPORTABLE | CRYPT_NO_SALT);
        const Buffer blob = export_key(key, PLAINTEXTKEYBLOB);
        ASSERT_EQ(Buffer(blob.begin(), blob.begin() + 12),
                  joined_octets({blob_header(PLAINTEXTKEYBLOB, cipher.id),
                                 le_words({static_cast<DWORD>(cipher.key_size)})}));
        const Bytes secret = Bytes(blob).subspan(12);
        const std::string name =
            cipher.block == 0 ? cipher.name : cipher.name + std::string("-CBC");
        const Buffer padded = cipher.block == 0 ? kContent : pkcs7_padded(kContent, cipher.block);
        EXPECT_EQ(encrypt_part(key, kContent),
                  ForeignCipher(name, true, secret, Buffer(cipher.block), cipher.rc2_bits)
                      .update(padded));
        EXPECT_EQ(key_number(key, KP_ALGID), cipher.id);
        EXPECT_EQ(key_number(key, KP_KEYLEN), cipher.key_size * 8);
    }
}

TEST(CryptGenKey, AgreesWithLibcryptosRsaOnThePairsOfAllLengths) {
    const ContextHandle context = verify_context();
    for (const DWORD length : {512u, 520u, 1024u, 1032u, 2048u}) {
        const KeyHandle key = generate_key(context, AT_KEYEXCHANGE, bits(length));
        EXPECT_EQ(key_number(key, KP_KEYLEN), length);
        EXPECT_EQ(key_number(key, KP_BLOCKLEN), length);
        EXPECT_EQ(key_number(key, KP_ALGID), DWORD{CALG_RSA_KEYX});
        const Pkey open = foreign_public(export_key(key, PUBLICKEYBLOB));
        EXPECT_EQ(EVP_PKEY_get_bits(open.get()), static_cast<int>(length));
        EXPECT_EQ(decrypt_part(key, reversed(foreign_rsa(open.get(), true, {}, kContent))),
                  kContent);
    }
}

// FIPS 46-3: octets of odd parity.
TEST(CryptGenKey, AgreesWithTheStandardOnTheParityOfDes) {
    const ContextHandle context = verify_context();
    for (const ALG_ID id : {ALG_ID{CALG_DES}, ALG_ID{CALG_3DES_112}, ALG_ID{CALG_3DES}}) {
        const KeyHandle key = generate_key(context, id, CRYPT_EXPORTABLE);
        const Buffer blob = export_key(key, PLAINTEXTKEYBLOB);
        for (std::size_t i = 12; i < blob.size(); ++i)
            EXPECT_EQ(__builtin_popcount(blob[i]) % 2, 1);
    }
}

TEST(CryptGenKey, AgreesWithTheDocumentationOnDefaultLengths) {
    const struct {
        DWORD type;
        LPCWSTR provider;
        ALG_ID id;
        DWORD made, length;
    } rows[] = {
        {PROV_RSA_FULL, MS_DEF_PROV_W, AT_KEYEXCHANGE, CALG_RSA_KEYX, 512},
        {PROV_RSA_FULL, MS_DEF_PROV_W, AT_SIGNATURE, CALG_RSA_SIGN, 512},
        {PROV_RSA_FULL, MS_DEF_PROV_W, CALG_RC2, CALG_RC2, 40},
        {PROV_RSA_FULL, MS_DEF_PROV_W, CALG_RC4, CALG_RC4, 40},
        {PROV_RSA_FULL, MS_DEF_PROV_W, CALG_DES, CALG_DES, 64},
        {PROV_RSA_FULL, nullptr, AT_KEYEXCHANGE, CALG_RSA_KEYX, 1024},
        {PROV_RSA_FULL, nullptr, CALG_RC2, CALG_RC2, 128},
        {PROV_RSA_FULL, nullptr, CALG_RC4, CALG_RC4, 128},
        {PROV_RSA_FULL, MS_ENHANCED_PROV_W, CALG_3DES, CALG_3DES, 192},
        {PROV_RSA_FULL, MS_ENHANCED_PROV_W, CALG_3DES_112, CALG_3DES_112, 128},
        {PROV_RSA_AES, nullptr, AT_SIGNATURE, CALG_RSA_SIGN, 1024},
        {PROV_RSA_AES, nullptr, CALG_AES_128, CALG_AES_128, 128},
        {PROV_RSA_AES, nullptr, CALG_AES_192, CALG_AES_192, 192},
        {PROV_RSA_AES, nullptr, CALG_AES_256, CALG_AES_256, 256},
        {PROV_RSA_AES, nullptr, CALG_AES, 0, 0},
        {PROV_RSA_SCHANNEL, nullptr, CALG_SSL3_MASTER, CALG_SSL3_MASTER, 384},
        {PROV_RSA_SCHANNEL, nullptr, CALG_TLS1_MASTER, CALG_TLS1_MASTER, 384},
        {PROV_DSS, nullptr, AT_SIGNATURE, CALG_DSS_SIGN, 1024},
        {PROV_DSS_DH, MS_DEF_DSS_DH_PROV_W, AT_KEYEXCHANGE, CALG_DH_SF, 512},
        {PROV_DSS_DH, nullptr, AT_KEYEXCHANGE, CALG_DH_SF, 1024},
        {PROV_DSS_DH, nullptr, CALG_DH_EPHEM, CALG_DH_EPHEM, 1024},
        {PROV_DH_SCHANNEL, nullptr, AT_SIGNATURE, CALG_DSS_SIGN, 1024},
    };
    for (const auto& row : rows) {
        const ContextHandle context = verify_context(row.type, row.provider);
        KeyHandle key;
        if (row.made == 0) {
            EXPECT_REFUSED(CryptGenKey(context, row.id, 0, key.out()), NTE_BAD_ALGID);
            continue;
        }
        ASSERT_DONE(CryptGenKey(context, row.id, 0, key.out())) << row.id;
        EXPECT_EQ(key_number(key, KP_ALGID), row.made);
        EXPECT_EQ(key_number(key, KP_KEYLEN), row.length) << row.id;
    }
}

TEST(CryptGenKey, TakesTheLengthsOfDesWithAndWithoutParity) {
    const ContextHandle context = verify_context();
    const std::pair<ALG_ID, DWORD> rows[] = {{CALG_DES, 56},       {CALG_DES, 64},
                                             {CALG_3DES, 168},     {CALG_3DES, 192},
                                             {CALG_3DES_112, 112}, {CALG_3DES_112, 128}};
    for (const auto& [id, length] : rows) {
        KeyHandle key;
        EXPECT_DONE(CryptGenKey(context, id, bits(length), key.out()));
    }
    for (const DWORD length : {128u, 192u, 256u}) {
        const KeyHandle key = generate_key(context, CALG_AES, bits(length));
        EXPECT_EQ(key_number(key, KP_KEYLEN), length);
        EXPECT_NE(key_number(key, KP_ALGID), DWORD{CALG_AES}) << "AES of its length";
    }
}

TEST(CryptGenKey, GivesKeysOf40BitsTheirSalt) {
    const ContextHandle context = verify_context(PROV_RSA_FULL);
    const DWORD length = bits(40);
    EXPECT_EQ(key_param(generate_key(context, CALG_RC4, length), KP_SALT), Buffer(11));
    EXPECT_EQ(key_param(generate_key(context, CALG_RC4, length | CRYPT_NO_SALT), KP_SALT),
              Buffer());
    const Buffer one =
        key_param(generate_key(context, CALG_RC4, length | CRYPT_CREATE_SALT), KP_SALT);
    const Buffer two =
        key_param(generate_key(context, CALG_RC4, length | CRYPT_CREATE_SALT), KP_SALT);
    EXPECT_EQ(one.size(), 11u);
    EXPECT_NE(one, two);
}

TEST(CryptGenKey, GivesPermissionsAsItsFlagsSay) {
    const ContextHandle context = verify_context();
    for (const ALG_ID id : {ALG_ID{CALG_AES_128}, ALG_ID{AT_KEYEXCHANGE}}) {
        EXPECT_EQ(key_number(generate_key(context, id), KP_PERMISSIONS), 0x3Bu);
        EXPECT_EQ(key_number(generate_key(context, id, CRYPT_EXPORTABLE), KP_PERMISSIONS), 0x3Fu);
        EXPECT_EQ(key_number(generate_key(context, id, CRYPT_ARCHIVABLE), KP_PERMISSIONS), 0x13Bu);
    }
}

// "The key can be exported until its handle is closed."
TEST(CryptGenKey, MakesArchivableKeysThatOnlyTheirHandleExports) {
    const KeptContainer container;
    {
        const KeyHandle key = generate_key(container, AT_KEYEXCHANGE, CRYPT_ARCHIVABLE);
        EXPECT_EQ(export_key(key, PRIVATEKEYBLOB).size(), 20u + 9 * 64);
    }
    KeyHandle again;
    ASSERT_DONE(CryptGetUserKey(container, AT_KEYEXCHANGE, again.out()));
    EXPECT_EQ(key_number(again, KP_PERMISSIONS), 0x3Bu);
    DWORD size = 0;
    EXPECT_REFUSED(CryptExportKey(again, 0, PRIVATEKEYBLOB, 0, nullptr, &size), NTE_BAD_KEY_STATE);
}

TEST(CryptGenKey, PutsEachPairIntoItsSlot) {
    const KeptContainer container;
    const KeyHandle exchange = generate_key(container, CALG_RSA_KEYX);
    const KeyHandle signature = generate_key(container, CALG_RSA_SIGN);
    const ContextHandle reopened = container.open();
    const std::pair<DWORD, HCRYPTKEY> slots[] = {{AT_KEYEXCHANGE, exchange},
                                                 {AT_SIGNATURE, signature}};
    for (const auto& [spec, made] : slots) {
        KeyHandle found;
        ASSERT_DONE(CryptGetUserKey(reopened, spec, found.out()));
        EXPECT_EQ(export_key(found, PUBLICKEYBLOB), export_key(made, PUBLICKEYBLOB));
    }
    const KeyHandle newer = generate_key(container, AT_KEYEXCHANGE);
    const ContextHandle third = container.open();
    KeyHandle found;
    ASSERT_DONE(CryptGetUserKey(third, AT_KEYEXCHANGE, found.out()));
    EXPECT_EQ(export_key(found, PUBLICKEYBLOB), export_key(newer, PUBLICKEYBLOB));
    EXPECT_EQ(decrypt_part(exchange, encrypt_part(exchange, kContent)), kContent)
        << "the handle's pair is what it was";
}

TEST(CryptGenKey, KeepsAPairInAContextWithoutAContainer) {
    const ContextHandle context = verify_context();
    const KeyHandle made = generate_key(context, AT_KEYEXCHANGE);
    KeyHandle found;
    ASSERT_DONE(CryptGetUserKey(context, AT_KEYEXCHANGE, found.out()));
    EXPECT_EQ(export_key(found, PUBLICKEYBLOB), export_key(made, PUBLICKEYBLOB));
}

TEST(CryptGenKey, TakesFlagsThatMakeNoDifference) {
    const ContextHandle context = verify_context();
    KeyHandle key;
    EXPECT_DONE(CryptGenKey(context, CALG_AES_128,
                            CRYPT_CREATE_IV | CRYPT_DATA_KEY | CRYPT_KEK | CRYPT_ONLINE |
                                CRYPT_RECIPIENT | CRYPT_SF | CRYPT_SGCKEY | CRYPT_VOLATILE |
                                CRYPT_USER_PROTECTED,
                            key.out()));
}

struct Generation {
    HCRYPTKEY key = kInventedHandle;
    BOOL operator()(HCRYPTPROV context, ALG_ID id, DWORD flags = 0) {
        return CryptGenKey(context, id, flags, &key);
    }
};

TEST(CryptGenKey, RefusesWhatIsNoContext) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_AES_128);
    ContextHandle released = verify_context();
    const HCRYPTPROV number = released;
    released.free();
    for (const HCRYPTPROV handle : {HCRYPTPROV{0}, kInventedHandle, HCRYPTPROV{key}, number}) {
        Generation generate;
        EXPECT_REFUSED(generate(handle, CALG_AES_128), ERROR_INVALID_PARAMETER);
        EXPECT_EQ(generate.key, 0u);
    }
    EXPECT_REFUSED(CryptGenKey(context, CALG_AES_128, 0, nullptr), ERROR_INVALID_PARAMETER);
}

TEST(CryptGenKey, RefusesAlgorithmsThatTheProviderLacks) {
    const std::tuple<DWORD, LPCWSTR, ALG_ID> rows[] = {
        {PROV_RSA_FULL, nullptr, CALG_AES_128},
        {PROV_RSA_FULL, MS_DEF_PROV_W, CALG_3DES},
        {PROV_RSA_AES, nullptr, CALG_RC5},
        {PROV_RSA_AES, nullptr, CALG_SHA1},
        {PROV_RSA_AES, nullptr, CALG_HMAC},
        {PROV_RSA_AES, nullptr, 0},
        {PROV_RSA_AES, nullptr, 3},
        {PROV_RSA_AES, nullptr, CALG_DSS_SIGN},
        {PROV_RSA_AES, nullptr, CALG_TLS1_MASTER},
        {PROV_DSS, nullptr, AT_KEYEXCHANGE},
        {PROV_DSS_DH, nullptr, CALG_RSA_KEYX},
        {PROV_DSS_DH, nullptr, CALG_AGREEDKEY_ANY},
        {PROV_RSA_SCHANNEL, nullptr, CALG_SCHANNEL_ENC_KEY}};
    for (const auto& [type, provider, id] : rows) {
        const ContextHandle context = verify_context(type, provider);
        Generation generate;
        EXPECT_REFUSED(generate(context, id), NTE_BAD_ALGID);
        EXPECT_EQ(generate.key, 0u);
    }
}

TEST(CryptGenKey, RefusesLengthsThatTheAlgorithmLacks) {
    const std::tuple<DWORD, ALG_ID, DWORD> rows[] = {
        {PROV_RSA_AES, CALG_AES_128, 256},    {PROV_RSA_AES, CALG_RC4, 32},
        {PROV_RSA_AES, CALG_RC4, 136},        {PROV_RSA_AES, CALG_RC2, 41},
        {PROV_RSA_AES, CALG_DES, 48},         {PROV_RSA_AES, CALG_3DES, 128},
        {PROV_RSA_AES, CALG_RSA_KEYX, 376},   {PROV_RSA_AES, CALG_RSA_KEYX, 1025},
        {PROV_RSA_AES, CALG_RSA_SIGN, 16392}, {PROV_RSA_SCHANNEL, CALG_TLS1_MASTER, 256},
        {PROV_DSS_DH, CALG_DSS_SIGN, 2048},   {PROV_DSS_DH, CALG_DH_EPHEM, 256},
        {PROV_DSS_DH, CALG_DH_SF, 8192},      {PROV_RSA_AES, CALG_RSA_KEYX, 384}};
    for (const auto& [type, id, length] : rows) {
        const ContextHandle context = verify_context(type);
        Generation generate;
        EXPECT_REFUSED(generate(context, id, bits(length)), ERROR_INVALID_PARAMETER);
        EXPECT_EQ(generate.key, 0u) << id << " of " << length;
    }
}

TEST(CryptGenKey, RefusesFlags) {
    const ContextHandle context = verify_context();
    for (const DWORD flags : {0x8u, 0x20u, 0x800008u}) {
        Generation generate;
        EXPECT_REFUSED(generate(context, CALG_AES_128, flags), NTE_BAD_FLAGS);
        EXPECT_EQ(generate.key, 0u);
    }
}

TEST(CryptGenKey, RefusesFlagsThatContradictOneAnother) {
    const ContextHandle context = verify_context();
    for (const ALG_ID id : {ALG_ID{CALG_RC4}, ALG_ID{CALG_AES_128}, ALG_ID{AT_KEYEXCHANGE}}) {
        Generation generate;
        EXPECT_REFUSED(generate(context, id, CRYPT_CREATE_SALT | CRYPT_NO_SALT), NTE_BAD_FLAGS);
        EXPECT_EQ(generate.key, 0u);
    }
}

// "This flag is useful only with Diffie-Hellman and DSS CSPs": there is no other way to go on.
TEST(CryptGenKey, RefusesToBeginASessionKey) {
    const ContextHandle aes = verify_context(), channel = verify_context(PROV_DH_SCHANNEL);
    const std::pair<HCRYPTPROV, ALG_ID> rows[] = {{aes, CALG_AES_128},
                                                  {aes, CALG_AES},
                                                  {aes, CALG_RC4},
                                                  {channel, CALG_3DES},
                                                  {channel, CALG_TLS1_MASTER}};
    for (const auto& [context, id] : rows) {
        Generation generate;
        EXPECT_REFUSED(generate(context, id, CRYPT_PREGEN), NTE_BAD_FLAGS);
        EXPECT_EQ(generate.key, 0u);
    }
}

TEST(CryptGenKey, RefusesToAskInASilentContext) {
    const KeptContainer container;
    const ContextHandle silent = container.open(CRYPT_SILENT);
    Generation generate;
    EXPECT_REFUSED(generate(silent, AT_KEYEXCHANGE, CRYPT_USER_PROTECTED), NTE_SILENT_CONTEXT);
    EXPECT_EQ(generate.key, 0u);
    EXPECT_REFUSED(generate(container, AT_KEYEXCHANGE, CRYPT_FORCE_KEY_PROTECTION_HIGH),
                   NTE_SILENT_CONTEXT);
    KeyHandle key;
    EXPECT_REFUSED(CryptGetUserKey(container, AT_KEYEXCHANGE, key.out()), NTE_NO_KEY);
}

TEST(CryptGenKey, RefusesAContainerThatCannotBeWrittenTo) {
    const KeptContainer container;
    const std::filesystem::path folder = container.folder().path("containers");
    ASSERT_EQ(::chmod(folder.c_str(), 0777), 0);
    Generation generate;
    EXPECT_REFUSED(generate(container, AT_KEYEXCHANGE), NTE_PERM);
    EXPECT_EQ(generate.key, 0u);
    ASSERT_EQ(::chmod(folder.c_str(), 0700), 0);
    KeyHandle key;
    EXPECT_REFUSED(CryptGetUserKey(container, AT_KEYEXCHANGE, key.out()), NTE_NO_KEY);
}

// ---- CryptGetUserKey ----------------------------------------------------------------------------

// The container is a PEM file, which libcrypto reads: its pair is the handle's.
TEST(CryptGetUserKey, AgreesWithLibcryptoOnTheContainersFile) {
    const KeptContainer container;
    generate_key(container, AT_SIGNATURE);
    const std::filesystem::path folder = container.folder().path("containers");
    const auto file = std::filesystem::directory_iterator(folder)->path();
    const Pkey stored = read_private_pem(file);
    ASSERT_TRUE(stored);
    KeyHandle key;
    ASSERT_DONE(CryptGetUserKey(container, AT_SIGNATURE, key.out()));
    EXPECT_EQ(export_key(key, PUBLICKEYBLOB), rsa_public_blob(stored.get(), CALG_RSA_SIGN));
    EXPECT_EQ(mode_of(file), 0600u);
}

TEST(CryptGetUserKey, RefusesWhatIsNoContext) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_AES_128);
    for (const HCRYPTPROV handle : {HCRYPTPROV{0}, kInventedHandle, HCRYPTPROV{key}}) {
        HCRYPTKEY out = kInventedHandle;
        EXPECT_REFUSED(CryptGetUserKey(handle, AT_KEYEXCHANGE, &out), ERROR_INVALID_PARAMETER);
        EXPECT_EQ(out, 0u);
    }
    EXPECT_REFUSED(CryptGetUserKey(context, AT_KEYEXCHANGE, nullptr), ERROR_INVALID_PARAMETER);
}

TEST(CryptGetUserKey, RefusesSlotsThatAreEmpty) {
    const ContextHandle context = verify_context();
    const KeptContainer container;
    generate_key(container, AT_KEYEXCHANGE);
    const std::pair<HCRYPTPROV, DWORD> slots[] = {
        {context, AT_KEYEXCHANGE}, {context, AT_SIGNATURE}, {container, AT_SIGNATURE}};
    for (const auto& [handle, spec] : slots) {
        HCRYPTKEY out = kInventedHandle;
        EXPECT_REFUSED(CryptGetUserKey(handle, spec, &out), NTE_NO_KEY);
        EXPECT_EQ(out, 0u);
    }
}

TEST(CryptGetUserKey, RefusesOtherSpecs) {
    const ContextHandle context = verify_context();
    for (const DWORD spec : {DWORD{0}, DWORD{3}, DWORD{CALG_RSA_KEYX}, CERT_NCRYPT_KEY_SPEC}) {
        HCRYPTKEY out = kInventedHandle;
        EXPECT_REFUSED(CryptGetUserKey(context, spec, &out), NTE_BAD_KEY);
        EXPECT_EQ(out, 0u);
    }
}

}  // namespace
}  // namespace secur32::test
