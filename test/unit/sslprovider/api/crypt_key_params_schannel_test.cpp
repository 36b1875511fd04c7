// KP_* of master secrets: keys derived with them, against libcrypto's PRF.
#include <gtest/gtest.h>

#include "test/support/crypt_groups.h"
#include "test/support/foreign_ciphers.h"
#include "test/support/foreign_kdf.h"

namespace secur32::test {
namespace {

const Buffer kClient = counting(32, 0x10), kServer = counting(32, 0x90), kMessage = counting(20);

BOOL set_algorithm(HCRYPTKEY key, SCHANNEL_ALG algorithm) {
    return CryptSetKeyParam(key, KP_SCHANNEL_ALG, reinterpret_cast<const BYTE*>(&algorithm), 0);
}
BOOL set_number(HCRYPTKEY key, DWORD param, DWORD value) {
    return CryptSetKeyParam(key, param, le_words({value}).data(), 0);
}

// "Diffie-Hellman Client Code for Creating the Master Key", with libcrypto as the server.
struct AgreedMaster {
    AgreedMaster() : context(verify_context(PROV_DH_SCHANNEL)) {
        const KeyHandle pair =
            generate_key(context, CALG_DH_EPHEM, DWORD{1024} << 16 | CRYPT_PREGEN);
        EXPECT_DONE(set_blob(pair, KP_P, reversed(number_of(foreign_dh(), OSSL_PKEY_PARAM_FFC_P))));
        EXPECT_DONE(set_blob(pair, KP_G, {2}));
        EXPECT_DONE(CryptSetKeyParam(pair, KP_X, nullptr, 0));
        // RFC 5246 8.1.2: "Leading bytes of Z that contain all zero bits are stripped".
        pre_master = foreign_agreement(export_key(pair, PUBLICKEYBLOB));
        while (!pre_master.empty() && pre_master.front() == 0) pre_master.erase(pre_master.begin());
        key = import_key(context, foreign_dh_blob(), 0, pair);
        EXPECT_DONE(
            CryptSetKeyParam(key, KP_ALGID, le_words({CALG_TLS1_MASTER}).data(), CRYPT_EXPORTABLE));
    }
    // RFC 2246 8.1, 6.3.
    Buffer key_block(std::size_t size) const {
        const Buffer master = foreign::prf("MD5-SHA1", pre_master, "master secret",
                                           foreign::joined(kClient, kServer), 48);
        return foreign::prf("MD5-SHA1", master, "key expansion", foreign::joined(kServer, kClient),
                            size);
    }
    KeyHandle derive(ALG_ID id, DWORD flags) const {
        const HashHandle hash = new_crypt_hash(context, CALG_SCHANNEL_MASTER_HASH, key);
        KeyHandle derived;
        EXPECT_DONE(CryptDeriveKey(context, id, hash, flags, derived.out()));
        return derived;
    }

    ContextHandle context;
    Buffer pre_master;
    KeyHandle key;
};

TEST(CryptSetKeyParam, AgreesWithLibcryptosPrfOnTheKeysOfAMaster) {
    const AgreedMaster master;
    EXPECT_EQ(key_number(master.key, KP_ALGID), DWORD{CALG_TLS1_MASTER});
    ASSERT_DONE(set_blob(master.key, KP_CLIENT_RANDOM, kClient));
    ASSERT_DONE(set_blob(master.key, KP_SERVER_RANDOM, kServer));
    const struct {
        SCHANNEL_ALG mac, cipher;
        const char* name;
        std::size_t mac_size, key_size, block;
    } rows[] = {{{SCHANNEL_MAC_KEY, CALG_MD5, 128, 0, 0},
                 {SCHANNEL_ENC_KEY, CALG_DES, 64, 0, 0},
                 "DES-CBC",
                 16,
                 8,
                 8},
                {{SCHANNEL_MAC_KEY, CALG_SHA1, 160, 0, 0},
                 {SCHANNEL_ENC_KEY, CALG_3DES, 168, 0, 0},
                 "DES-EDE3-CBC",
                 20,
                 24,
                 8},
                {{SCHANNEL_MAC_KEY, CALG_SHA1, 160, 0, 0},
                 {SCHANNEL_ENC_KEY, CALG_RC4, 128, 0, 0},
                 "RC4",
                 20,
                 16,
                 0}};
    for (const auto& row : rows) {
        ASSERT_DONE(set_algorithm(master.key, row.mac));
        ASSERT_DONE(set_algorithm(master.key, row.cipher));
        const Buffer block = master.key_block(2 * (row.mac_size + row.key_size + row.block));
        for (const bool server : {false, true}) {
            const KeyHandle key = master.derive(CALG_SCHANNEL_ENC_KEY, server ? CRYPT_SERVER : 0);
            const std::size_t at = 2 * row.mac_size + (server ? row.key_size : 0),
                              iv = 2 * (row.mac_size + row.key_size) + (server ? row.block : 0);
            const Bytes secret = Bytes(block).subspan(at, row.key_size);
            EXPECT_EQ(encrypt_part(key, kMessage),
                      ForeignCipher(row.name, true, secret, Bytes(block).subspan(iv, row.block))
                          .update(row.block == 0 ? kMessage : pkcs7_padded(kMessage, 8)))
                << row.name;
        }
    }
}

// No provider has both Diffie-Hellman and RSA; an opaque blob goes from one to the other.
TEST(CryptExportKey, RefusesASimpleBlobOfAMasterThatWasAgreedOn) {
    const AgreedMaster master;
    const ContextHandle context = verify_context(PROV_RSA_SCHANNEL);
    const KeyHandle exchange = generate_key(context, CALG_RSA_KEYX);
    const KeyHandle moved =
        import_key(context, export_key(master.key, OPAQUEKEYBLOB), CRYPT_EXPORTABLE);
    EXPECT_EQ(key_number(moved, KP_KEYLEN), master.pre_master.size() * 8);
    Buffer blob(1000, 0xEE);
    DWORD size = 1000;
    EXPECT_REFUSED(CryptExportKey(moved, exchange, SIMPLEBLOB, 0, blob.data(), &size), NTE_BAD_KEY);
    EXPECT_EQ(blob, Buffer(1000, 0xEE));
}

// RFC 2246 7.4.7.1: the version leads the pre-master secret, which the receiver opens.
TEST(CryptSetKeyParam, AgreesWithTheStandardOnTheVersionInThePreMaster) {
    const ContextHandle context = verify_context(PROV_RSA_SCHANNEL);
    EVP_PKEY* const receiver = foreign_keys::rsa().foreign.get();
    const Buffer n = number_of(receiver, OSSL_PKEY_PARAM_RSA_N);
    const KeyHandle exchange =
        import_key(context, joined_octets({blob_header(PUBLICKEYBLOB, CALG_RSA_KEYX),
                                           le_words({0x31415352, 2048, 0x10001}), reversed(n)}));
    const std::tuple<ALG_ID, DWORD, Buffer> rows[] = {{CALG_SSL3_MASTER, 0, {3, 0}},
                                                      {CALG_TLS1_MASTER, 0, {3, 1}},
                                                      {CALG_TLS1_MASTER, 0x0303, {3, 3}}};
    for (const auto& [id, version, leading] : rows) {
        const KeyHandle master = generate_key(context, id, CRYPT_EXPORTABLE);
        if (version != 0) {
            ASSERT_DONE(set_number(master, KP_HIGHEST_VERSION, version));
        }
        const Buffer blob = export_key(master, SIMPLEBLOB, exchange);
        const Buffer opened = foreign_rsa(receiver, false, {}, reversed(Bytes(blob).subspan(12)));
        ASSERT_EQ(opened.size(), 48u);
        EXPECT_EQ(Buffer(opened.begin(), opened.begin() + 2), leading);
    }
}

TEST(CryptSetKeyParam, RefusesAlgorithmsThatChannelsLack) {
    const ContextHandle context = verify_context(PROV_RSA_SCHANNEL);
    const KeyHandle key = generate_key(context, CALG_TLS1_MASTER);
    const SCHANNEL_ALG algorithms[] = {{2, CALG_DES, 64, 0, 0},
                                       {SCHANNEL_ENC_KEY, CALG_AES_128, 128, 0, 0},
                                       {SCHANNEL_ENC_KEY, CALG_MD5, 128, 0, 0},
                                       {SCHANNEL_ENC_KEY, CALG_DES, 40, 0, 0},
                                       {SCHANNEL_ENC_KEY, CALG_DES, 0, 0, 0},
                                       {SCHANNEL_ENC_KEY, CALG_RC4, 256, 0, 0},
                                       {SCHANNEL_ENC_KEY, CALG_RC4, 32, INTERNATIONAL_USAGE, 0},
                                       {SCHANNEL_ENC_KEY, CALG_DES, 72, INTERNATIONAL_USAGE, 0},
                                       {SCHANNEL_ENC_KEY, CALG_3DES, 40, INTERNATIONAL_USAGE, 0},
                                       {SCHANNEL_MAC_KEY, CALG_SHA_256, 256, 0, 0},
                                       {SCHANNEL_MAC_KEY, CALG_RC4, 128, 0, 0},
                                       {SCHANNEL_MAC_KEY, CALG_SHA1, 128, 0, 0}};
    for (const SCHANNEL_ALG& algorithm : algorithms)
        EXPECT_REFUSED(set_algorithm(key, algorithm), NTE_BAD_DATA)
            << algorithm.Algid << " of " << algorithm.cBits;
    EXPECT_DONE(set_algorithm(key, {SCHANNEL_ENC_KEY, CALG_DES, 40, INTERNATIONAL_USAGE, 0}));
    EXPECT_REFUSED(set_algorithm(key, {SCHANNEL_ENC_KEY, CALG_DES, 64, 2, 0}), NTE_BAD_FLAGS);
    EXPECT_REFUSED(CryptSetKeyParam(key, KP_SCHANNEL_ALG, nullptr, 0), ERROR_INVALID_PARAMETER);
}

TEST(CryptSetKeyParam, RefusesRandomsAndVersionsThatAreNone) {
    const ContextHandle context = verify_context(PROV_RSA_SCHANNEL);
    const KeyHandle key = generate_key(context, CALG_TLS1_MASTER);
    BYTE octet = 0;
    const CRYPT_DATA_BLOB nowhere{32, nullptr}, huge{0x10001, &octet};
    for (const DWORD param : {DWORD{KP_CLIENT_RANDOM}, DWORD{KP_SERVER_RANDOM}}) {
        EXPECT_REFUSED(CryptSetKeyParam(key, param, reinterpret_cast<const BYTE*>(&nowhere), 0),
                       ERROR_INVALID_PARAMETER);
        EXPECT_REFUSED(CryptSetKeyParam(key, param, reinterpret_cast<const BYTE*>(&huge), 0),
                       NTE_BAD_LEN);
        EXPECT_REFUSED(CryptSetKeyParam(key, param, nullptr, 0), ERROR_INVALID_PARAMETER);
    }
    EXPECT_REFUSED(set_number(key, KP_HIGHEST_VERSION, 0x10000), NTE_BAD_DATA);
    HCRYPTHASH hash = 0;
    EXPECT_FALSE(CryptCreateHash(context, CALG_SCHANNEL_MASTER_HASH, key, 0, &hash))
        << "nothing was set";
}

}  // namespace
}  // namespace secur32::test
