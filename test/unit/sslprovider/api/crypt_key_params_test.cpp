// CryptGetKeyParam, CryptSetKeyParam: what all keys have, permissions, and who is refused.  The
// parameters of each kind of key: crypt_key_params_*_test.cpp.
#include <gtest/gtest.h>

#include "test/support/crypt_ciphers.h"
#include "test/support/crypt_rsa_blobs.h"

namespace secur32::test {
namespace {

// A call whose outputs a failure must leave alone.
struct Reading {
    Buffer data = Buffer(64, 0xEE);
    DWORD size = 64;
    BOOL operator()(HCRYPTKEY key, DWORD param, DWORD flags = 0) {
        return CryptGetKeyParam(key, param, data.data(), &size, flags);
    }
    bool untouched(DWORD as_it_was = 64) const {
        return size == as_it_was && data == Buffer(data.size(), 0xEE);
    }
};

BOOL set_number(HCRYPTKEY key, DWORD param, DWORD value, DWORD flags = 0) {
    return CryptSetKeyParam(key, param, le_words({value}).data(), flags);
}

// ---- CryptGetKeyParam ---------------------------------------------------------------------------

TEST(CryptGetKeyParam, AgreesWithLibcryptoOnTheLengthsOfCiphers) {
    const ContextHandle context = verify_context();
    for (const SessionCipher& cipher : kSessionCipherRows) {
        const std::string name =
            cipher.block == 0 ? cipher.name : cipher.name + std::string("-CBC");
        const std::unique_ptr<EVP_CIPHER, void (*)(EVP_CIPHER*)> foreign(
            EVP_CIPHER_fetch(foreign_library(), name.c_str(), nullptr), EVP_CIPHER_free);
        const KeyHandle key = cipher.key(context, CRYPT_MODE_CBC);
        EXPECT_EQ(key_number(key, KP_ALGID), cipher.id);
        EXPECT_EQ(key_number(key, KP_KEYLEN), cipher.key_size * 8);
        if (cipher.id != CALG_RC2 && cipher.id != CALG_RC4) {
            EXPECT_EQ(key_number(key, KP_KEYLEN),
                      static_cast<DWORD>(EVP_CIPHER_get_key_length(foreign.get())) * 8);
        }
        const int block = EVP_CIPHER_get_block_size(foreign.get());
        EXPECT_EQ(key_number(key, KP_BLOCKLEN), block == 1 ? 0u : static_cast<DWORD>(block) * 8);
    }
}

TEST(CryptGetKeyParam, AgreesWithLibcryptoOnTheLengthsOfRsa) {
    const ContextHandle context = verify_context();
    EVP_PKEY* const foreign = foreign_keys::rsa().foreign.get();
    const auto length = static_cast<DWORD>(EVP_PKEY_get_bits(foreign));
    const std::pair<Buffer, ALG_ID> blobs[] = {
        {rsa_public_blob(foreign), CALG_RSA_KEYX},
        {rsa_public_blob(foreign, CALG_RSA_SIGN), CALG_RSA_SIGN},
        {rsa_private_blob(foreign), CALG_RSA_KEYX}};
    for (const auto& [blob, id] : blobs) {
        const KeyHandle key = import_key(context, blob);
        EXPECT_EQ(key_number(key, KP_ALGID), id);
        EXPECT_EQ(key_number(key, KP_KEYLEN), length);
        EXPECT_EQ(key_number(key, KP_BLOCKLEN), length);
    }
}

TEST(CryptGetKeyParam, RefusesWhatIsNoKey) {
    const ContextHandle context = verify_context();
    const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    for (const HCRYPTKEY handle : {HCRYPTKEY{0}, kInventedHandle, freed_key_of(context),
                                   HCRYPTKEY{hash}, HCRYPTKEY{context}}) {
        Reading read;
        EXPECT_REFUSED(read(handle, KP_ALGID), ERROR_INVALID_PARAMETER);
        EXPECT_TRUE(read.untouched());
    }
}

TEST(CryptGetKeyParam, RefusesNowhereToTellTheSize) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_AES_128);
    BYTE data[4] = {};
    EXPECT_REFUSED(CryptGetKeyParam(key, KP_ALGID, data, nullptr, 0), ERROR_INVALID_PARAMETER);
}

TEST(CryptGetKeyParam, RefusesABufferThatIsTooSmall) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_AES_128);
    const std::pair<DWORD, DWORD> params[] = {{KP_ALGID, 4}, {KP_IV, 16}, {KP_PERMISSIONS, 4}};
    for (const auto& [param, size] : params) {
        Reading read{.size = size - 1};
        EXPECT_REFUSED(read(key, param), ERROR_MORE_DATA);
        EXPECT_TRUE(read.untouched(size));
        DWORD asked = 0;
        EXPECT_DONE(CryptGetKeyParam(key, param, nullptr, &asked, 0));
        EXPECT_EQ(asked, size);
    }
}

TEST(CryptGetKeyParam, RefusesFlags) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_AES_128);
    for (const DWORD flags : {1u, 0xF42A19B6u}) {
        Reading read;
        EXPECT_REFUSED(read(key, KP_ALGID, flags), NTE_BAD_FLAGS);
        EXPECT_TRUE(read.untouched());
    }
}

TEST(CryptGetKeyParam, RefusesParametersThatTheKeyLacks) {
    const ContextHandle context = verify_context(), dss = verify_context(PROV_DSS_DH),
                        schannel = verify_context(PROV_RSA_SCHANNEL);
    const KeyHandle block = generate_key(context, CALG_AES_128),
                    stream = generate_key(context, CALG_RC4),
                    pair = generate_key(context, AT_KEYEXCHANGE),
                    agreement = generate_key(dss, CALG_DH_EPHEM),
                    master = generate_key(schannel, CALG_TLS1_MASTER);
    const std::pair<HCRYPTKEY, DWORD> calls[] = {
        {block, 0},           {block, 0xFFFFFFFF},       {block, KP_Y},
        {block, KP_KEYVAL},   {block, KP_GET_USE_COUNT}, {block, KP_EFFECTIVE_KEYLEN},
        {block, KP_P},        {block, KP_CERTIFICATE},   {block, KP_SALT_EX},
        {stream, KP_PADDING}, {stream, KP_MODE_BITS},    {stream, KP_EFFECTIVE_KEYLEN},
        {pair, KP_IV},        {pair, KP_MODE},           {pair, KP_P},
        {pair, KP_X},         {pair, KP_OAEP_PARAMS},    {pair, KP_VERIFY_PARAMS},
        {agreement, KP_X},    {agreement, KP_Q},         {agreement, KP_CERTIFICATE},
        {master, KP_IV},      {master, KP_SALT},         {master, KP_CLIENT_RANDOM},
        {master, KP_KEYVAL},  {master, KP_SCHANNEL_ALG}, {master, KP_CLEAR_KEY}};
    for (const auto& [key, param] : calls) {
        Reading read;
        EXPECT_REFUSED(read(key, param), NTE_BAD_TYPE) << "parameter " << param;
        EXPECT_TRUE(read.untouched()) << "parameter " << param;
    }
}

// "Salt values do not apply to public/private key pairs."
TEST(CryptGetKeyParam, RefusesTheSaltOfAPair) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, AT_KEYEXCHANGE);
    Reading read;
    EXPECT_REFUSED(read(key, KP_SALT), NTE_BAD_KEY);
    EXPECT_TRUE(read.untouched());
}

TEST(CryptGetKeyParam, RefusesWithoutThePermissionToRead) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_AES_128);
    set_key_number(key, KP_PERMISSIONS, CRYPT_WRITE | CRYPT_ENCRYPT);
    Reading read;
    EXPECT_REFUSED(read(key, KP_IV), NTE_PERM);
    EXPECT_TRUE(read.untouched());
    EXPECT_EQ(key_number(key, KP_PERMISSIONS), DWORD{CRYPT_WRITE | CRYPT_ENCRYPT});
}

// ---- CryptSetKeyParam ---------------------------------------------------------------------------

TEST(CryptSetKeyParam, TakesPermissionsAwayAndGivesThemBack) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_AES_128);
    for (const DWORD wanted : {0x10u, 0x3Bu, 0x1Fu & ~4u, 0xFBu}) {
        ASSERT_DONE(set_number(key, KP_PERMISSIONS, wanted));
        EXPECT_EQ(key_number(key, KP_PERMISSIONS), wanted);
    }
}

// Verified on Windows: "adding EXPORT fails, removing it succeeds without effect".
TEST(CryptSetKeyParam, LeavesThePermissionToExportAsItIs) {
    const ContextHandle context = verify_context();
    const std::pair<DWORD, DWORD> kept[] = {{CRYPT_EXPORTABLE, CRYPT_EXPORT},
                                            {CRYPT_ARCHIVABLE, CRYPT_ARCHIVE}};
    for (const auto& [flags, bit] : kept) {
        const KeyHandle with = generate_key(context, CALG_AES_128, flags);
        ASSERT_DONE(set_number(with, KP_PERMISSIONS, 0x3B));
        EXPECT_EQ(key_number(with, KP_PERMISSIONS), 0x3B | bit);
        EXPECT_EQ(export_key(with, PLAINTEXTKEYBLOB).size(), 28u);
        const KeyHandle without = generate_key(context, CALG_AES_128);
        EXPECT_REFUSED(set_number(without, KP_PERMISSIONS, 0x3B | bit), NTE_BAD_FLAGS);
        EXPECT_EQ(key_number(without, KP_PERMISSIONS), 0x3Bu);
        DWORD size = 0;
        EXPECT_REFUSED(CryptExportKey(without, 0, PLAINTEXTKEYBLOB, 0, nullptr, &size),
                       NTE_BAD_KEY_STATE);
    }
}

TEST(CryptSetKeyParam, DoesNotChangeWhatTheContainerKeeps) {
    const KeptContainer container;
    const KeyHandle key = generate_key(container, AT_KEYEXCHANGE);
    ASSERT_DONE(set_number(key, KP_PERMISSIONS, CRYPT_READ));
    KeyHandle again;
    ASSERT_DONE(CryptGetUserKey(container, AT_KEYEXCHANGE, again.out()));
    EXPECT_EQ(key_number(again, KP_PERMISSIONS), 0x3Bu);
}

TEST(CryptSetKeyParam, RefusesWhatIsNoKey) {
    const ContextHandle context = verify_context();
    const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    for (const HCRYPTKEY handle : {HCRYPTKEY{0}, kInventedHandle, freed_key_of(context),
                                   HCRYPTKEY{hash}, HCRYPTKEY{context}})
        EXPECT_REFUSED(set_number(handle, KP_MODE, CRYPT_MODE_ECB), ERROR_INVALID_PARAMETER);
}

TEST(CryptSetKeyParam, RefusesNoValue) {
    const ContextHandle context = verify_context(PROV_RSA_FULL);
    const KeyHandle key = generate_key(context, CALG_RC2);
    for (const DWORD param :
         {DWORD{KP_IV}, DWORD{KP_MODE}, DWORD{KP_MODE_BITS}, DWORD{KP_PADDING}, DWORD{KP_SALT},
          DWORD{KP_SALT_EX}, DWORD{KP_EFFECTIVE_KEYLEN}, DWORD{KP_PERMISSIONS}})
        EXPECT_REFUSED(CryptSetKeyParam(key, param, nullptr, 0), ERROR_INVALID_PARAMETER);
}

TEST(CryptSetKeyParam, RefusesFlags) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_AES_128);
    EXPECT_REFUSED(set_number(key, KP_MODE, CRYPT_MODE_ECB, CRYPT_EXPORTABLE), NTE_BAD_FLAGS);
    EXPECT_EQ(key_number(key, KP_MODE), DWORD{CRYPT_MODE_CBC});
    for (const DWORD permissions : {0x200u, 0x43Bu, 0xFFFFFFFFu})
        EXPECT_REFUSED(set_number(key, KP_PERMISSIONS, permissions), NTE_BAD_FLAGS);
    EXPECT_EQ(key_number(key, KP_PERMISSIONS), 0x3Bu);
}

TEST(CryptSetKeyParam, RefusesParametersThatTheKeyLacks) {
    const ContextHandle context = verify_context(), dss = verify_context(PROV_DSS_DH),
                        schannel = verify_context(PROV_RSA_SCHANNEL);
    const KeyHandle block = generate_key(context, CALG_AES_128),
                    stream = generate_key(context, CALG_RC4),
                    pair = generate_key(context, AT_KEYEXCHANGE),
                    agreement = generate_key(dss, CALG_DH_EPHEM),
                    master = generate_key(schannel, CALG_TLS1_MASTER);
    const std::pair<HCRYPTKEY, DWORD> calls[] = {{block, 0},
                                                 {block, 0xFFFFFFFF},
                                                 {block, KP_KEYLEN},
                                                 {block, KP_BLOCKLEN},
                                                 {block, KP_ALGID},
                                                 {block, KP_EFFECTIVE_KEYLEN},
                                                 {block, KP_KEYVAL},
                                                 {block, KP_OAEP_PARAMS},
                                                 {block, KP_X},
                                                 {block, KP_CLIENT_RANDOM},
                                                 {stream, KP_IV},
                                                 {stream, KP_MODE},
                                                 {stream, KP_PADDING},
                                                 {pair, KP_IV},
                                                 {pair, KP_ALGID},
                                                 {pair, KP_P},
                                                 {pair, KP_X},
                                                 {agreement, KP_Q},
                                                 {agreement, KP_ALGID},
                                                 {agreement, KP_OAEP_PARAMS},
                                                 {master, KP_MODE},
                                                 {master, KP_CLEAR_KEY},
                                                 {master, KP_CERTIFICATE},
                                                 {master, KP_ALGID}};
    for (const auto& [key, param] : calls)
        EXPECT_REFUSED(set_number(key, param, 1), NTE_BAD_TYPE) << "parameter " << param;
}

TEST(CryptSetKeyParam, RefusesTheSaltOfAPair) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, AT_KEYEXCHANGE);
    const Buffer salt(11);
    EXPECT_REFUSED(CryptSetKeyParam(key, KP_SALT, salt.data(), 0), NTE_BAD_KEY);
}

TEST(CryptSetKeyParam, RefusesWithoutThePermissionToWrite) {
    const ContextHandle context = verify_context();
    const KeyHandle key = generate_key(context, CALG_AES_128);
    ASSERT_DONE(set_number(key, KP_PERMISSIONS, CRYPT_READ));
    EXPECT_REFUSED(set_number(key, KP_MODE, CRYPT_MODE_ECB), NTE_PERM);
    EXPECT_EQ(key_number(key, KP_MODE), DWORD{CRYPT_MODE_CBC});
    EXPECT_REFUSED(set_number(key, KP_PERMISSIONS, 0x3B), NTE_PERM);
}

}  // namespace
}  // namespace secur32::test
