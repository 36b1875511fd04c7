// KP_* of DSS and Diffie-Hellman: groups of libcrypto's, set number by number or at once, and keys
// agreed on with libcrypto.
#include <gtest/gtest.h>

#include "test/support/crypt_groups.h"
#include "test/support/foreign_ciphers.h"

namespace secur32::test {
namespace {

constexpr DWORD bits(DWORD count) { return count << 16; }
const Buffer kMessage = counting(20);

struct Group {
    Buffer p, q, g;
};
Group group_of(const EVP_PKEY* key) {
    return {number_of(key, OSSL_PKEY_PARAM_FFC_P), number_of(key, OSSL_PKEY_PARAM_FFC_Q),
            number_of(key, OSSL_PKEY_PARAM_FFC_G)};
}

Group dh_group() {
    return {number_of(foreign_dh(), OSSL_PKEY_PARAM_FFC_P),
            {},
            number_of(foreign_dh(), OSSL_PKEY_PARAM_FFC_G)};
}

// ---- Diffie-Hellman -----------------------------------------------------------------------------

KeyHandle pregen_dh(HCRYPTPROV context, ALG_ID id = CALG_DH_EPHEM) {
    const DWORD length = static_cast<DWORD>(EVP_PKEY_get_bits(foreign_dh()));
    return generate_key(context, id, bits(length) | CRYPT_PREGEN);
}
KeyHandle dh_in_foreign_group(HCRYPTPROV context, ALG_ID id = CALG_DH_EPHEM) {
    KeyHandle key = pregen_dh(context, id);
    const Group group = dh_group();
    EXPECT_DONE(set_blob(key, KP_P, reversed(group.p)));
    EXPECT_DONE(set_blob(key, KP_G, reversed(group.g)));
    EXPECT_DONE(CryptSetKeyParam(key, KP_X, nullptr, 0));
    return key;
}

// "Diffie-Hellman Client Code for Creating the Master Key": P, G, X, then what is agreed on becomes
// a session key; libcrypto agrees on the same.
TEST(CryptSetKeyParam, AgreesWithLibcryptoOnWhatIsAgreedOn) {
    const ContextHandle context = verify_context(PROV_DSS_DH);
    const KeyHandle key = dh_in_foreign_group(context);
    const Buffer agreed = foreign_agreement(export_key(key, PUBLICKEYBLOB));
    const struct {
        ALG_ID id;
        DWORD flags;
        const char* cipher;
        std::size_t size, block;
        unsigned rc2_bits;
    } rows[] = {{CALG_3DES, 0, "DES-EDE3-CBC", 24, 8, 0},
                {CALG_DES, 0, "DES-CBC", 8, 8, 0},
                {CALG_RC4, bits(128), "RC4", 16, 0, 0},
                {CALG_RC4, bits(56), "RC4", 7, 0, 0},
                {CALG_RC2, bits(128) | CRYPT_EXPORTABLE, "RC2-CBC", 16, 8, 128},
                {CALG_RC2, bits(40) | CRYPT_NO_SALT, "RC2-CBC", 5, 8, 40}};
    for (const auto& row : rows) {
        const KeyHandle session = import_key(context, foreign_dh_blob(), 0, key);
        EXPECT_EQ(key_number(session, KP_ALGID), DWORD{CALG_AGREEDKEY_ANY});
        ASSERT_DONE(CryptSetKeyParam(session, KP_ALGID, le_words({row.id}).data(), row.flags));
        EXPECT_EQ(key_number(session, KP_ALGID), row.id);
        const Buffer secret(agreed.rbegin(), agreed.rbegin() + static_cast<long>(row.size));
        EXPECT_EQ(encrypt_part(session, kMessage),
                  ForeignCipher(row.cipher, true, secret, Buffer(row.block), row.rc2_bits)
                      .update(row.block == 0 ? kMessage : pkcs7_padded(kMessage, row.block)))
            << row.cipher;
        EXPECT_EQ(key_number(session, KP_PERMISSIONS),
                  (row.flags & CRYPT_EXPORTABLE) != 0 ? 0x3Fu : 0x3Bu);
    }
}

TEST(CryptSetKeyParam, AgreesWithLibcryptoOnThePublicValueOfAChosenX) {
    const ContextHandle context = verify_context(PROV_DSS_DH);
    const KeyHandle key = pregen_dh(context);
    const Group group = dh_group();
    ASSERT_DONE(set_blob(key, KP_P, reversed(group.p)));
    ASSERT_DONE(set_blob(key, KP_G, reversed(group.g)));
    const Buffer x = number_of(foreign_dh(), OSSL_PKEY_PARAM_PRIV_KEY);
    ASSERT_DONE(set_blob(key, KP_X, reversed(x)));
    EXPECT_EQ(export_key(key, PUBLICKEYBLOB), foreign_dh_blob());
}

// DHPUBKEY_VER3 { magic; bitlenP; bitlenQ; bitlenJ; DSSSEED }, P, Q, G, J: with and without a
// BLOBHEADER, with and without Q.
TEST(CryptSetKeyParam, TakesAGroupOfDiffieHellmanAtOnce) {
    const ContextHandle context = verify_context(PROV_DSS_DH);
    const Group group = dh_group();
    const auto size = static_cast<DWORD>(group.p.size());
    Buffer g = reversed(group.g);
    g.resize(size);
    for (const bool headed : {false, true})
        for (const Buffer& q : {Buffer(), Buffer(20, 7)}) {
            const Buffer blob = joined_octets(
                {headed ? blob_header(PUBLICKEYBLOB, CALG_DH_SF, 3) : Buffer(),
                 le_words({0x33484400, size * 8, static_cast<DWORD>(q.size()) * 8, 0}), Buffer(24),
                 reversed(group.p), q, g});
            const KeyHandle key = pregen_dh(context);
            ASSERT_DONE(set_blob(key, KP_PUB_PARAMS, blob));
            ASSERT_DONE(CryptSetKeyParam(key, KP_X, nullptr, 0));
            EXPECT_EQ(key_param(key, KP_P), reversed(group.p));
            EXPECT_EQ(key_param(key, KP_G), reversed(group.g));
            EXPECT_FALSE(foreign_agreement(export_key(key, PUBLICKEYBLOB)).empty());
        }
}

TEST(CryptSetKeyParam, MakesTheContainersPairByX) {
    const KeptContainer container(PROV_DSS_DH);
    const KeyHandle unmade = pregen_dh(container, CALG_DH_SF);
    KeyHandle found;
    EXPECT_REFUSED(CryptGetUserKey(container, AT_KEYEXCHANGE, found.out()), NTE_NO_KEY);
    const KeyHandle key = dh_in_foreign_group(container, CALG_DH_SF);
    const ContextHandle reopened = container.open();
    ASSERT_DONE(CryptGetUserKey(reopened, AT_KEYEXCHANGE, found.out()));
    EXPECT_EQ(export_key(found, PUBLICKEYBLOB), export_key(key, PUBLICKEYBLOB));
}

TEST(CryptGetKeyParam, AgreesWithLibcryptoOnTheGroupOfDiffieHellman) {
    const ContextHandle context = verify_context(PROV_DSS_DH);
    const KeyHandle key = dh_in_foreign_group(context);
    const Group group = dh_group();
    EXPECT_EQ(key_param(key, KP_P), reversed(group.p));
    EXPECT_EQ(key_param(key, KP_G), reversed(group.g));
    EXPECT_EQ(key_number(key, KP_KEYLEN), group.p.size() * 8);
    EXPECT_EQ(key_param(key, KP_VERIFY_PARAMS), Buffer());
}

TEST(CryptSetKeyParam, RefusesToSetWhatIsMade) {
    const ContextHandle context = verify_context(PROV_DSS_DH);
    const KeyHandle dh = dh_in_foreign_group(context),
                    dss = generate_key(context, CALG_DSS_SIGN, bits(512));
    for (const HCRYPTKEY key : {HCRYPTKEY{dh}, HCRYPTKEY{dss}})
        for (const DWORD param : {DWORD{KP_P}, DWORD{KP_G}, DWORD{KP_PUB_PARAMS}, DWORD{KP_X}}) {
            EXPECT_REFUSED(set_blob(key, param, Buffer(64, 1)), NTE_FIXEDPARAMETER);
            EXPECT_REFUSED(CryptSetKeyParam(key, param, nullptr, 0), NTE_FIXEDPARAMETER);
        }
    EXPECT_REFUSED(set_blob(dss, KP_Q, Buffer(20, 1)), NTE_FIXEDPARAMETER);
}

TEST(CryptSetKeyParam, RefusesAnXBeforeItsGroup) {
    const ContextHandle context = verify_context(PROV_DSS_DH);
    const KeyHandle dh = pregen_dh(context),
                    dss = generate_key(context, CALG_DSS_SIGN, CRYPT_PREGEN);
    EXPECT_REFUSED(CryptSetKeyParam(dh, KP_X, nullptr, 0), NTE_NO_KEY);
    ASSERT_DONE(set_blob(dh, KP_P, reversed(dh_group().p)));
    EXPECT_REFUSED(CryptSetKeyParam(dh, KP_X, nullptr, 0), NTE_NO_KEY);
    EXPECT_REFUSED(CryptSetKeyParam(dss, KP_X, nullptr, 0), NTE_NO_KEY);
    DWORD size = 0;
    for (const DWORD param : {DWORD{KP_P}, DWORD{KP_Q}, DWORD{KP_G}, DWORD{KP_VERIFY_PARAMS}})
        EXPECT_REFUSED(CryptGetKeyParam(dss, param, nullptr, &size, 0), NTE_NO_KEY);
}

TEST(CryptSetKeyParam, RefusesPrimesOfAnotherLength) {
    const ContextHandle context = verify_context(PROV_DSS_DH);
    const KeyHandle dh = generate_key(context, CALG_DH_EPHEM, bits(1024) | CRYPT_PREGEN),
                    dss = generate_key(context, CALG_DSS_SIGN, bits(512) | CRYPT_PREGEN);
    for (const std::size_t size : {0u, 1u, 63u, 65u, 127u, 129u, 255u}) {
        EXPECT_REFUSED(set_blob(dh, KP_P, Buffer(size, 0xFF)), NTE_BAD_LEN);
        EXPECT_REFUSED(set_blob(dss, KP_P, Buffer(size, 0xFF)), NTE_BAD_LEN);
        EXPECT_REFUSED(set_blob(dss, KP_Q, Buffer(size, 0xFF)), NTE_BAD_LEN);
    }
    EXPECT_REFUSED(set_blob(dh, KP_P, Buffer(128, 0x7F)), NTE_BAD_LEN) << "1023 bits";
    Buffer with_zeros(128, 0xFF);
    with_zeros.resize(140);
    EXPECT_DONE(set_blob(dh, KP_P, with_zeros)) << "zeros above it are no length";
    DWORD size = 0;
    EXPECT_REFUSED(CryptGetKeyParam(dss, KP_P, nullptr, &size, 0), NTE_NO_KEY);
}

TEST(CryptSetKeyParam, RefusesGroupsThatAreNone) {
    const ContextHandle context = verify_context(PROV_DSS_DH);
    const Group group = dh_group();
    Buffer even = reversed(group.p);
    even.front() &= 0xFE;
    const std::pair<Buffer, Buffer> groups[] = {{even, {2}},
                                                {reversed(group.p), {1}},
                                                {reversed(group.p), {0}},
                                                {reversed(group.p), reversed(group.p)}};
    for (const auto& [p, g] : groups) {
        const KeyHandle key = pregen_dh(context);
        EXPECT_DONE(set_blob(key, KP_P, p));
        EXPECT_DONE(set_blob(key, KP_G, g));
        const bool no_generator = g == Buffer{0};
        EXPECT_REFUSED(CryptSetKeyParam(key, KP_X, nullptr, 0),
                       no_generator ? NTE_NO_KEY : NTE_BAD_KEY);
    }
}

TEST(CryptSetKeyParam, RefusesParametersThatAreCutOff) {
    const ContextHandle context = verify_context(PROV_DSS_DH);
    const KeyHandle key = pregen_dh(context);
    const Group group = dh_group();
    const auto size = static_cast<DWORD>(group.p.size());
    Buffer g = reversed(group.g);
    g.resize(size);
    const Buffer blob =
        joined_octets({le_words({0x33484400, size * 8, 0, 0}), Buffer(24), reversed(group.p), g});
    for (const std::size_t cut : {std::size_t{0}, std::size_t{1}, std::size_t{39}, std::size_t{40},
                                  std::size_t{41}, blob.size() - 1})
        EXPECT_REFUSED(
            set_blob(key, KP_PUB_PARAMS, {blob.begin(), blob.begin() + static_cast<long>(cut)}),
            NTE_BAD_DATA);
    EXPECT_REFUSED(set_blob(key, KP_PUB_PARAMS, joined_octets({blob, Buffer(1)})), NTE_BAD_DATA);
    for (const std::size_t at : {0u, 4u, 8u, 12u, 7u, 11u}) {
        Buffer spoilt = blob;
        spoilt[at] ^= 0x11;
        EXPECT_REFUSED(set_blob(key, KP_PUB_PARAMS, spoilt), NTE_BAD_DATA) << at;
    }
    EXPECT_DONE(set_blob(key, KP_PUB_PARAMS, blob));
}

TEST(CryptSetKeyParam, RefusesAlgorithmsThatNothingAgreedOnBecomes) {
    const ContextHandle context = verify_context(PROV_DSS_DH);
    const KeyHandle key = dh_in_foreign_group(context);
    const KeyHandle agreed = import_key(context, foreign_dh_blob(), 0, key);
    for (const ALG_ID id : {ALG_ID{0}, ALG_ID{CALG_AES_128}, ALG_ID{CALG_SHA1}, ALG_ID{CALG_DH_SF},
                            ALG_ID{CALG_TLS1_MASTER}})
        EXPECT_REFUSED(CryptSetKeyParam(agreed, KP_ALGID, le_words({id}).data(), 0), NTE_BAD_ALGID);
    EXPECT_REFUSED(CryptSetKeyParam(agreed, KP_ALGID, le_words({CALG_RC4}).data(), bits(32)),
                   ERROR_INVALID_PARAMETER);
    EXPECT_REFUSED(CryptSetKeyParam(agreed, KP_ALGID, le_words({CALG_RC4}).data(), 8),
                   NTE_BAD_FLAGS);
    EXPECT_REFUSED(CryptSetKeyParam(agreed, KP_ALGID, nullptr, 0), ERROR_INVALID_PARAMETER);
    BYTE data[16] = {};
    DWORD size = 1;
    EXPECT_REFUSED(CryptEncrypt(agreed, 0, TRUE, 0, data, &size, 16), NTE_BAD_KEY);
    EXPECT_DONE(CryptSetKeyParam(agreed, KP_ALGID, le_words({CALG_RC4}).data(), 0));
    EXPECT_REFUSED(CryptSetKeyParam(agreed, KP_ALGID, le_words({CALG_RC4}).data(), 0),
                   NTE_BAD_TYPE);
}

TEST(CryptGetKeyParam, RefusesGroupsThatAreNoPrimes) {
    const ContextHandle context = verify_context(PROV_DSS_DH);
    const KeyHandle key = pregen_dh(context);
    Buffer composite = reversed(dh_group().p);
    composite[5] ^= 4;
    ASSERT_DONE(set_blob(key, KP_P, composite));
    ASSERT_DONE(set_blob(key, KP_G, {2}));
    DWORD size = 0;
    EXPECT_REFUSED(CryptGetKeyParam(key, KP_VERIFY_PARAMS, nullptr, &size, 0), NTE_BAD_KEY);
}

// ---- DSS ----------------------------------------------------------------------------------------

// A key in libcrypto's group.
TEST(CryptSetKeyParam, AgreesWithLibcryptoOnADssKeyInItsGroup) {
    const ContextHandle context = verify_context(PROV_DSS);
    const Group group = group_of(foreign_dsa());
    const auto length = static_cast<DWORD>(group.p.size()) * 8;
    Buffer g = reversed(group.g);
    g.resize(group.p.size());
    for (const bool at_once : {false, true}) {
        const KeyHandle key = generate_key(context, CALG_DSS_SIGN, bits(length) | CRYPT_PREGEN);
        if (at_once) {
            const Buffer blob = joined_octets({le_words({0x33535344, length, 160, 0}), Buffer(24),
                                               reversed(group.p), reversed(group.q), g});
            ASSERT_DONE(set_blob(key, KP_PUB_PARAMS, blob));
        } else {
            ASSERT_DONE(set_blob(key, KP_P, reversed(group.p)));
            ASSERT_DONE(set_blob(key, KP_Q, reversed(group.q)));
            ASSERT_DONE(set_blob(key, KP_G, reversed(group.g)));
        }
        EXPECT_EQ(key_param(key, KP_VERIFY_PARAMS), Buffer());
        ASSERT_DONE(CryptSetKeyParam(key, KP_X, nullptr, 0));
        EXPECT_EQ(key_param(key, KP_VERIFY_PARAMS), Buffer());
        // PUBLICKEYBLOB: P, Q, G, Y, DSSSEED.
        const Buffer blob = export_key(key, PUBLICKEYBLOB);
        const std::size_t p = group.p.size();
        ASSERT_EQ(blob.size(), 16 + 3 * p + 20 + 24);
        EXPECT_EQ(Buffer(blob.begin() + 16, blob.begin() + 16 + static_cast<long>(p)),
                  reversed(group.p));
        const Buffer y = reversed(Bytes(blob).subspan(16 + 2 * p + 20, p));
        EXPECT_TRUE(is_dsa_value(y)) << "y is of the subgroup of order q";
    }
}

TEST(CryptGetKeyParam, AgreesWithLibcryptoOnTheNumbersOfDss) {
    const ContextHandle context = verify_context(PROV_DSS);
    const KeyHandle key = import_key(context, dss_public_blob());
    const Group group = group_of(foreign_dsa());
    EXPECT_EQ(key_param(key, KP_P), reversed(group.p));
    EXPECT_EQ(key_param(key, KP_Q), reversed(group.q));
    Buffer g = reversed(group.g);
    g.resize(group.p.size());
    EXPECT_EQ(key_param(key, KP_G), g);
    EXPECT_EQ(key_number(key, KP_KEYLEN), group.p.size() * 8);
    EXPECT_EQ(key_number(key, KP_ALGID), DWORD{CALG_DSS_SIGN});
    EXPECT_EQ(key_param(key, KP_VERIFY_PARAMS), Buffer());
}

TEST(CryptSetKeyParam, RefusesDssNumbersThatContradictOneAnother) {
    const ContextHandle context = verify_context(PROV_DSS);
    const Group group = group_of(foreign_dsa());
    const auto length = static_cast<DWORD>(group.p.size()) * 8;
    Buffer other_q = reversed(group.q);
    other_q[3] ^= 2;
    const KeyHandle key = generate_key(context, CALG_DSS_SIGN, bits(length) | CRYPT_PREGEN);
    ASSERT_DONE(set_blob(key, KP_P, reversed(group.p)));
    ASSERT_DONE(set_blob(key, KP_Q, other_q));
    ASSERT_DONE(set_blob(key, KP_G, reversed(group.g)));
    EXPECT_REFUSED(CryptSetKeyParam(key, KP_X, nullptr, 0), NTE_BAD_KEY);
    DWORD size = 0;
    EXPECT_REFUSED(CryptGetKeyParam(key, KP_VERIFY_PARAMS, nullptr, &size, 0), NTE_BAD_KEY);
    ASSERT_DONE(set_blob(key, KP_Q, reversed(group.q))) << "it can be put right";
    EXPECT_REFUSED(set_blob(key, KP_X, Buffer(20, 1)), ERROR_INVALID_PARAMETER);
    EXPECT_DONE(CryptSetKeyParam(key, KP_X, nullptr, 0));
}

}  // namespace
}  // namespace secur32::test
