// CryptDeriveKey: the octets of the keys, by way of PLAINTEXTKEYBLOBs, and what they encrypt.
#include <gtest/gtest.h>

#include <iostream>

#include "test/support/crypt_hashes.h"

namespace secur32::test {
namespace {

constexpr DWORD bits(DWORD count) { return count << 16; }

struct Derivation {
    HCRYPTKEY key = kInventedHandle;
    BOOL operator()(HCRYPTPROV context, ALG_ID id, HCRYPTHASH base, DWORD flags = 0) {
        return CryptDeriveKey(context, id, base, flags, &key);
    }
};

KeyHandle derive(HCRYPTPROV context, ALG_ID id, HCRYPTHASH base, DWORD flags = 0) {
    KeyHandle key;
    expect_true(CryptDeriveKey(context, id, base, flags, key.out()), "CryptDeriveKey");
    return key;
}

// An exportable key's octets.
Buffer secret_of(HCRYPTKEY key) {
    const Buffer blob = export_key(key, PLAINTEXTKEYBLOB);
    return {blob.begin() + 12, blob.end()};
}

// ---- Known answers ------------------------------------------------------------------------------

struct Named {
    const char* name;
    DWORD number;
};
constexpr Named kAlgorithms[] = {
    {"MD2", CALG_MD2},           {"MD4", CALG_MD4},         {"MD5", CALG_MD5},
    {"SHA1", CALG_SHA1},         {"SHA256", CALG_SHA_256},  {"SHA384", CALG_SHA_384},
    {"SHA512", CALG_SHA_512},    {"DES", CALG_DES},         {"3DES", CALG_3DES},
    {"3DES_112", CALG_3DES_112}, {"RC2", CALG_RC2},         {"RC4", CALG_RC4},
    {"AES_128", CALG_AES_128},   {"AES_192", CALG_AES_192}, {"AES_256", CALG_AES_256}};

std::string text(const Stanza& stanza, std::string_view key) {
    const Buffer characters = stanza.bytes(key);
    return {characters.begin(), characters.end()};
}
ALG_ID algorithm(const Stanza& stanza, std::string_view key) {
    for (const Named& each : kAlgorithms)
        if (text(stanza, key) == each.name) return each.number;
    throw std::runtime_error("no algorithm of that name");
}

ContextHandle provider(const Stanza& stanza) {
    const std::string name = text(stanza, "provider");
    if (name == "aes") return verify_context();
    return verify_context(PROV_RSA_FULL, name == "base"     ? MS_DEF_PROV_W
                                         : name == "strong" ? MS_STRONG_PROV_W
                                                            : MS_ENHANCED_PROV_W);
}

DWORD flags_of(const Stanza& stanza) {
    const std::string salting = text(stanza, "salting");
    return bits(static_cast<DWORD>(stanza.number("bits"))) |
           (salting == "CREATE_SALT" ? DWORD{CRYPT_CREATE_SALT}
            : salting == "NO_SALT"   ? DWORD{CRYPT_NO_SALT}
                                     : 0u);
}

Buffer message_of(const Stanza& stanza) {
    const Buffer head = stanza.bytes("head");
    return joined_octets(
        {head, counting(stanza.number("size") - head.size(),
                        static_cast<unsigned>(stanza.number("first") + head.size()))});
}

// Python's, and what Wine's and .NET's tests assert on Windows: see the file.
TEST(CryptDeriveKey, AgreesWithTheVectors) {
    const auto stanzas = load_stanzas("capi/derivation.txt");
    for (const Stanza& each : stanzas) {
        SCOPED_TRACE(each.where());
        const ContextHandle context = provider(each);
        const HashHandle base = hash_of(context, algorithm(each, "hash"), message_of(each));
        KeyHandle key;
        ASSERT_DONE(CryptDeriveKey(context, algorithm(each, "algorithm"), base,
                                   flags_of(each) | CRYPT_EXPORTABLE, key.out()));
        EXPECT_EQ(secret_of(key), each.bytes("key"));
        EXPECT_EQ(key_param(key, KP_SALT), each.bytes("salt"));
        EXPECT_EQ(key_number(key, KP_KEYLEN), each.bytes("key").size() * 8);
        if (text(each, "mode") == "ECB") set_key_number(key, KP_MODE, CRYPT_MODE_ECB);
        if (each.contains("set-effective-bits"))
            set_key_number(key, KP_EFFECTIVE_KEYLEN,
                           static_cast<DWORD>(each.number("set-effective-bits")));
        EXPECT_EQ(encrypt_part(key, each.bytes("plain")), each.bytes("cipher"));
        EXPECT_EQ(hash_value(base), each.bytes("value"));
    }
    std::cout << "capi/derivation.txt: " << stanzas.size() << " derived keys\n";
}

// ---- By libcrypto -------------------------------------------------------------------------------

Buffer with_odd_parity(Buffer key) {
    for (std::uint8_t& octet : key)
        octet = static_cast<std::uint8_t>((octet & 0xFE) |
                                          (__builtin_popcount(octet & 0xFE) % 2 == 0 ? 1 : 0));
    return key;
}

// "CryptDeriveKey function", Remarks.
Buffer foreign_expansion(const char* name, Bytes message) {
    const Buffer value = foreign_digest(name, message);
    Buffer inner(64, 0x36), outer(64, 0x5C);
    for (std::size_t i = 0; i < value.size(); ++i) {
        inner[i] ^= value[i];
        outer[i] ^= value[i];
    }
    return joined_octets({foreign_digest(name, inner), foreign_digest(name, outer)});
}

TEST(CryptDeriveKey, AgreesWithLibcryptoOnEveryCipherOfEveryHash) {
    const ContextHandle context = verify_context();
    const struct {
        ALG_ID id;
        std::size_t size;
        bool is_expanded, is_des;
    } ciphers[] = {{CALG_DES, 8, false, true},      {CALG_3DES_112, 16, false, true},
                   {CALG_3DES, 24, true, true},     {CALG_RC2, 16, false, false},
                   {CALG_RC4, 16, false, false},    {CALG_AES_128, 16, true, false},
                   {CALG_AES_192, 24, true, false}, {CALG_AES_256, 32, true, false}};
    const Buffer message = counting(123);
    for (const HashRow& row : kHashRows) {
        const bool is_sha2 = row.size > 20;
        for (const auto& cipher : ciphers) {
            const HashHandle base = hash_of(context, row.id, message);
            const KeyHandle key = derive(context, cipher.id, base, CRYPT_EXPORTABLE);
            Buffer expected = cipher.is_expanded && !is_sha2 ? foreign_expansion(row.name, message)
                                                             : foreign_digest(row.name, message);
            expected.resize(cipher.size);
            EXPECT_EQ(secret_of(key), cipher.is_des ? with_odd_parity(expected) : expected);
            EXPECT_EQ(key_number(key, KP_ALGID), cipher.id);
        }
    }
}

TEST(CryptDeriveKey, AgreesWithLibcryptoOnTheKeysOfAChannel) {
    const ContextHandle context = verify_context(PROV_RSA_SCHANNEL);
    const ChannelMaster master(context);
    master.set_randoms();
    master.set_algorithms();
    // RFC 2246 6.3: two MAC secrets (MD5), two keys, two IVs (DES).
    const Buffer block =
        foreign::prf("MD5-SHA1", master.master_secret(), "key expansion",
                     joined_octets({master.server_random, master.client_random}), 64);
    const Buffer text = counting(20), message = counting(50);
    for (const bool server : {false, true}) {
        const DWORD flags = server ? CRYPT_SERVER : 0;
        const std::size_t second = server ? 1 : 0;
        const HashHandle base = new_crypt_hash(context, CALG_SCHANNEL_MASTER_HASH, master.key);
        const KeyHandle key = derive(context, CALG_SCHANNEL_ENC_KEY, base, flags);
        EXPECT_EQ(key_number(key, KP_ALGID), DWORD{CALG_DES});
        EXPECT_EQ(encrypt_part(key, text),
                  ForeignCipher("DES-CBC", true, Bytes(block).subspan(32 + 8 * second, 8),
                                Bytes(block).subspan(48 + 8 * second, 8))
                      .update(pkcs7_padded(text, 8)));
        const KeyHandle mac = derive(context, CALG_SCHANNEL_MAC_KEY, base, flags);
        EXPECT_EQ(key_number(mac, KP_ALGID), DWORD{CALG_SCHANNEL_MAC_KEY});
        const HashHandle hmac = new_hmac(context, mac, CALG_MD5);
        hash_data(hmac, message);
        EXPECT_EQ(hash_value(hmac),
                  foreign::hmac("MD5", Bytes(block).subspan(16 * second, 16), message));
    }
}

// ---- Permissions and state ----------------------------------------------------------------------

TEST(CryptDeriveKey, MakesKeysExportableWhenAsked) {
    const ContextHandle context = verify_context();
    const HashHandle base = hash_of(context, CALG_SHA1, counting(9));
    const KeyHandle open = derive(context, CALG_AES_128, base, CRYPT_EXPORTABLE);
    const KeyHandle closed = derive(context, CALG_AES_128, base, CRYPT_UPDATE_KEY);
    EXPECT_EQ(key_number(open, KP_PERMISSIONS), 0x3Fu);
    EXPECT_EQ(key_number(closed, KP_PERMISSIONS), 0x3Bu);
    DWORD size = 0;
    EXPECT_REFUSED(CryptExportKey(closed, 0, PLAINTEXTKEYBLOB, 0, nullptr, &size),
                   NTE_BAD_KEY_STATE);
}

TEST(CryptDeriveKey, FinishesTheHash) {
    const ContextHandle context = verify_context();
    const HashHandle base = hash_of(context, CALG_SHA1, counting(9));
    derive(context, CALG_AES_128, base);
    const BYTE octet = 1;
    EXPECT_REFUSED(CryptHashData(base, &octet, 1, 0), NTE_BAD_HASH_STATE);
}

// ---- What is refused ----------------------------------------------------------------------------

TEST(CryptDeriveKey, RefusesWhatIsNoContext) {
    const ContextHandle context = verify_context();
    const HashHandle base = new_crypt_hash(context, CALG_SHA1);
    for (const HCRYPTPROV handle : {HCRYPTPROV{0}, HCRYPTPROV{kInventedHandle}, HCRYPTPROV{base}}) {
        Derivation attempt;
        EXPECT_REFUSED(attempt(handle, CALG_AES_128, base), ERROR_INVALID_PARAMETER);
        EXPECT_EQ(attempt.key, 0u);
    }
}

TEST(CryptDeriveKey, RefusesWhatIsMissing) {
    const ContextHandle context = verify_context();
    const HashHandle base = new_crypt_hash(context, CALG_SHA1);
    EXPECT_REFUSED(CryptDeriveKey(context, CALG_AES_128, base, 0, nullptr),
                   ERROR_INVALID_PARAMETER);
}

TEST(CryptDeriveKey, RefusesWhatIsNoHashOfItsContext) {
    const ContextHandle context = verify_context(), other = verify_context();
    const HashHandle foreign = new_crypt_hash(other, CALG_SHA1);
    for (const HCRYPTHASH base :
         {HCRYPTHASH{0}, HCRYPTHASH{kInventedHandle}, freed_hash_of(context), HCRYPTHASH{context},
          HCRYPTHASH{foreign}}) {
        Derivation attempt;
        EXPECT_REFUSED(attempt(context, CALG_AES_128, base), NTE_BAD_HASH);
        EXPECT_EQ(attempt.key, 0u);
    }
}

TEST(CryptDeriveKey, RefusesHashesThatNothingIsDerivedOf) {
    const ContextHandle context = verify_context();
    const KeyHandle block = generate_key(context, CALG_3DES);
    const HashHandle hmac = new_hmac(context, block, CALG_SHA1);
    const HashHandle mac = new_crypt_hash(context, CALG_MAC, block);
    const HashHandle ssl3 = new_crypt_hash(context, CALG_SSL3_SHAMD5);
    for (const HCRYPTHASH base : {HCRYPTHASH{hmac}, HCRYPTHASH{mac}, HCRYPTHASH{ssl3}}) {
        Derivation attempt;
        EXPECT_REFUSED(attempt(context, CALG_AES_128, base), NTE_BAD_HASH);
        EXPECT_EQ(attempt.key, 0u);
    }
}

TEST(CryptDeriveKey, RefusesWhatIsNoCipher) {
    const ContextHandle context = verify_context();
    const HashHandle base = new_crypt_hash(context, CALG_SHA1);
    for (const ALG_ID id : {0u, AT_KEYEXCHANGE + 0u, AT_SIGNATURE + 0u, CALG_AES + 0u,
                            CALG_RC5 + 0u, CALG_RSA_KEYX + 0u, CALG_RSA_SIGN + 0u, CALG_SHA1 + 0u,
                            CALG_SCHANNEL_ENC_KEY + 0u, 0xFFFFFFFFu}) {
        Derivation attempt;
        EXPECT_REFUSED(attempt(context, id, base), NTE_BAD_ALGID);
        EXPECT_EQ(attempt.key, 0u);
    }
}

TEST(CryptDeriveKey, RefusesAesOutsideItsProvider) {
    const ContextHandle context = verify_context(PROV_RSA_FULL);
    const HashHandle base = new_crypt_hash(context, CALG_SHA1);
    for (const ALG_ID id : {ALG_ID{CALG_AES_128}, ALG_ID{CALG_AES_192}, ALG_ID{CALG_AES_256}}) {
        Derivation attempt;
        EXPECT_REFUSED(attempt(context, id, base), NTE_BAD_ALGID);
    }
}

TEST(CryptDeriveKey, RefusesLengthsThatThereAreNot) {
    const ContextHandle context = verify_context();
    const HashHandle base = new_crypt_hash(context, CALG_SHA1);
    const struct {
        ALG_ID id;
        DWORD length;
    } rows[] = {{CALG_RC2, 127}, {CALG_RC2, 129}, {CALG_RC4, 32},      {CALG_RC4, 136},
                {CALG_DES, 57},  {CALG_3DES, 56}, {CALG_AES_128, 192}, {CALG_AES_256, 0xFFFF}};
    for (const auto& row : rows) {
        Derivation attempt;
        EXPECT_REFUSED(attempt(context, row.id, base, bits(row.length)), ERROR_INVALID_PARAMETER);
        EXPECT_EQ(attempt.key, 0u);
    }
}

TEST(CryptDeriveKey, RefusesOtherFlags) {
    const ContextHandle context = verify_context();
    const HashHandle base = new_crypt_hash(context, CALG_SHA1);
    for (const DWORD flags : {DWORD{CRYPT_USER_PROTECTED}, DWORD{CRYPT_PREGEN}, 0x8000u,
                              DWORD{CRYPT_CREATE_SALT | CRYPT_NO_SALT}, DWORD{CRYPT_SERVER}}) {
        Derivation attempt;
        EXPECT_REFUSED(attempt(context, CALG_RC4, base, flags), NTE_BAD_FLAGS);
        EXPECT_EQ(attempt.key, 0u);
    }
}

TEST(CryptDeriveKey, RefusesAChannelsKeysBeforeTheirAlgorithmsAreSet) {
    const ContextHandle context = verify_context(PROV_RSA_SCHANNEL);
    const ChannelMaster master(context);
    master.set_randoms();
    const HashHandle base = new_crypt_hash(context, CALG_SCHANNEL_MASTER_HASH, master.key);
    for (const ALG_ID id : {ALG_ID{CALG_SCHANNEL_ENC_KEY}, ALG_ID{CALG_SCHANNEL_MAC_KEY}}) {
        Derivation attempt;
        EXPECT_REFUSED(attempt(context, id, base, CRYPT_SERVER), NTE_BAD_FLAGS);
        EXPECT_EQ(attempt.key, 0u);
    }
    const HashHandle plain = new_crypt_hash(context, CALG_SHA1);
    Derivation attempt;
    EXPECT_REFUSED(attempt(context, CALG_SCHANNEL_ENC_KEY, plain), NTE_BAD_HASH);
    EXPECT_REFUSED(attempt(context, CALG_DES, base), NTE_BAD_HASH);
}

}  // namespace
}  // namespace secur32::test
