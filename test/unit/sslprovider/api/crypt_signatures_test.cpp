// CryptSignHash: libcrypto verifies what it signs, the octets turned round.
#include "test/support/crypt_signatures.h"

#include <gtest/gtest.h>

namespace secur32::test {
namespace {

// A call with room for any signature, which it must leave alone, and its length.
struct Signing {
    Buffer out = Buffer(512, 0xEE);
    DWORD size = 512;
    bool untouched(DWORD as_it_was = 512) const {
        return size == as_it_was && out == Buffer(512, 0xEE);
    }
};

void agree_on_every_hash(Sign sign) {
    const Signer signer;
    for (const SignedHash& each : kSignedHashes) {
        const HashHandle hash = signer.hash(each.id);
        const Buffer signature = signature_by(sign, hash, AT_KEYEXCHANGE);
        EXPECT_EQ(signature.size(), 256u);
        EXPECT_TRUE(foreign_verifies(foreign_pair(), each.name, reversed(signature)));
    }
}

// ---- CryptSignHash ------------------------------------------------------------------------------

TEST(CryptSignHashW, AgreesWithLibcryptoOnEveryHash) { agree_on_every_hash(sign_w); }
TEST(CryptSignHashA, AgreesWithLibcryptoOnEveryHash) { agree_on_every_hash(sign_a); }

TEST(CryptSignHashW, AgreesWithLibcryptoOnBothPairs) {
    const ContextHandle context = verify_context();
    const KeyHandle pair =
        import_key(context, rsa_private_blob(foreign_pair().get(), CALG_RSA_SIGN));
    const HashHandle hash = hash_of(context, CALG_SHA_256, signed_message());
    EXPECT_TRUE(
        foreign_verifies(foreign_pair(), "SHA256", reversed(signature_of(hash, AT_SIGNATURE))));
}

// RFC 8017 9.2, note 1 (MD2); MD4's OID is 1.2.840.113549.2.4.
TEST(CryptSignHashW, AgreesWithLibcryptoOnWhatStandsBehindThePadding) {
    const Signer signer;
    const HashHandle md4 = signer.hash(CALG_MD4);
    EXPECT_EQ(recovered(reversed(signature_of(md4))),
              joined_octets({hex("3020300c06082a864886f70d020405000410"),
                             foreign_digest("MD4", signed_message())}));
    const HashHandle md2 =
        hash_of(signer.context, CALG_MD2, bytes_of(std::string_view(kMd2Message)));
    EXPECT_EQ(recovered(reversed(signature_of(md2))),
              joined_octets({hex("3020300c06082a864886f70d020205000410"), hex(kMd2Digest)}));
    EXPECT_EQ(recovered(reversed(signature_of(md2, AT_KEYEXCHANGE, CRYPT_NOHASHOID))),
              hex(kMd2Digest));
    const HashHandle sha1 = signer.hash();
    EXPECT_EQ(recovered(reversed(signature_of(sha1, AT_KEYEXCHANGE, CRYPT_NOHASHOID))),
              foreign_digest("SHA1", signed_message()));
    const HashHandle ssl3 = new_crypt_hash(signer.context, CALG_SSL3_SHAMD5);
    set_hash_param(ssl3, HP_HASHVAL, counting(36).data());
    EXPECT_EQ(recovered(reversed(signature_of(ssl3))), counting(36));
}

// r and s of 20 octets, each little-endian.
TEST(CryptSignHashW, AgreesWithLibcryptoOnDsa) {
    const DsaSigner signer;
    const HashHandle hash = hash_of(signer.context, CALG_SHA1, signed_message());
    const Buffer signature = signature_of(hash, AT_SIGNATURE);
    ASSERT_EQ(signature.size(), 40u);
    const auto number = [&](std::size_t at) {
        Buffer octets = reversed(Bytes(signature).subspan(at, 20));
        while (octets.size() > 1 && octets[0] == 0) octets.erase(octets.begin());
        if ((octets[0] & 0x80) != 0) octets.insert(octets.begin(), 0);
        octets.insert(octets.begin(), {0x02, static_cast<std::uint8_t>(octets.size())});
        return octets;
    };
    Buffer der = joined_octets({number(0), number(20)});
    der.insert(der.begin(), {0x30, static_cast<std::uint8_t>(der.size())});
    EXPECT_TRUE(foreign_verifies(dsa_pair(), "SHA1", der));
}

TEST(CryptSignHashW, FinishesTheHashWhenItSigns) {
    const Signer signer;
    const HashHandle hash = hash_of(signer.context, CALG_SHA1, {});
    DWORD size = 0;
    EXPECT_DONE(CryptSignHashW(hash, AT_KEYEXCHANGE, nullptr, 0, nullptr, &size));
    EXPECT_EQ(size, 256u);
    hash_data(hash, signed_message());
    EXPECT_TRUE(foreign_verifies(foreign_pair(), "SHA1", reversed(signature_of(hash))));
    EXPECT_REFUSED(CryptHashData(hash, signed_message().data(), 1, 0), NTE_BAD_HASH_STATE);
    EXPECT_EQ(hash_value(hash), foreign_digest("SHA1", signed_message()));
}

TEST(CryptSignHashW, RefusesAShortBuffer) {
    const Signer signer;
    const HashHandle hash = signer.hash();
    for (const DWORD room : {0u, 1u, 255u}) {
        Signing to;
        to.size = room;
        EXPECT_REFUSED(CryptSignHashW(hash, AT_KEYEXCHANGE, nullptr, 0, to.out.data(), &to.size),
                       ERROR_MORE_DATA);
        EXPECT_TRUE(to.untouched(256)) << "the size is told";
    }
    hash_data(hash, counting(1));
}

TEST(CryptSignHashW, RefusesWhatIsNoHash) {
    const Signer signer;
    for (const HCRYPTHASH handle : {HCRYPTHASH{0}, HCRYPTHASH{kInventedHandle},
                                    freed_hash_of(signer.context), HCRYPTHASH{signer.context}}) {
        Signing to;
        EXPECT_REFUSED(CryptSignHashW(handle, AT_KEYEXCHANGE, nullptr, 0, to.out.data(), &to.size),
                       ERROR_INVALID_PARAMETER);
        EXPECT_TRUE(to.untouched());
    }
}

TEST(CryptSignHashW, RefusesWhatIsMissing) {
    const Signer signer;
    Signing to;
    EXPECT_REFUSED(
        CryptSignHashW(signer.hash(), AT_KEYEXCHANGE, nullptr, 0, to.out.data(), nullptr),
        ERROR_INVALID_PARAMETER);
    EXPECT_TRUE(to.untouched());
}

TEST(CryptSignHashW, RefusesADescription) {
    const Signer signer;
    Signing to;
    EXPECT_REFUSED(CryptSignHashW(signer.hash(), AT_KEYEXCHANGE, u"", 0, to.out.data(), &to.size),
                   ERROR_INVALID_PARAMETER);
    EXPECT_TRUE(to.untouched());
}

TEST(CryptSignHashW, RefusesOtherFormats) {
    const Signer signer;
    for (const DWORD flags : {DWORD{CRYPT_TYPE2_FORMAT}, DWORD{CRYPT_X931_FORMAT}, 8u}) {
        Signing to;
        EXPECT_REFUSED(
            CryptSignHashW(signer.hash(), AT_KEYEXCHANGE, nullptr, flags, to.out.data(), &to.size),
            NTE_BAD_FLAGS);
        EXPECT_TRUE(to.untouched());
    }
}

TEST(CryptSignHashW, RefusesWhatNamesNoPair) {
    const Signer signer;
    for (const DWORD spec : {0u, 3u, CALG_RSA_KEYX + 0u, 0xFFFFFFFFu}) {
        Signing to;
        EXPECT_REFUSED(CryptSignHashW(signer.hash(), spec, nullptr, 0, to.out.data(), &to.size),
                       NTE_BAD_ALGID);
        EXPECT_TRUE(to.untouched());
    }
}

TEST(CryptSignHashW, RefusesAPairThatIsNotThere) {
    const Signer signer;
    Signing to;
    EXPECT_REFUSED(CryptSignHashW(signer.hash(), AT_SIGNATURE, nullptr, 0, to.out.data(), &to.size),
                   NTE_NO_KEY);
    EXPECT_TRUE(to.untouched());
}

TEST(CryptSignHashW, RefusesHashesThatAreNotSigned) {
    const Signer signer;
    const HashHandle hmac =
        new_hmac(signer.context, hmac_key(signer.context, counting(9)), CALG_SHA1);
    Signing to;
    EXPECT_REFUSED(CryptSignHashW(hmac, AT_KEYEXCHANGE, nullptr, 0, to.out.data(), &to.size),
                   NTE_BAD_ALGID);
    EXPECT_TRUE(to.untouched());
    const HashHandle ssl3 = new_crypt_hash(signer.context, CALG_SSL3_SHAMD5);
    EXPECT_REFUSED(CryptSignHashW(ssl3, AT_KEYEXCHANGE, nullptr, 0, to.out.data(), &to.size),
                   NTE_BAD_HASH_STATE);
    EXPECT_TRUE(to.untouched());
    const DsaSigner dsa;
    const HashHandle md5 = hash_of(dsa.context, CALG_MD5, signed_message());
    EXPECT_REFUSED(CryptSignHashW(md5, AT_SIGNATURE, nullptr, 0, to.out.data(), &to.size),
                   NTE_BAD_ALGID);
    EXPECT_TRUE(to.untouched());
}

TEST(CryptSignHashW, RefusesAKeyThatIsTooShortForTheHash) {
    const ContextHandle context = verify_context();
    const KeyHandle pair = generate_key(context, AT_SIGNATURE, 512u << 16);
    const HashHandle hash = hash_of(context, CALG_SHA_512, signed_message());
    Signing to;
    EXPECT_REFUSED(CryptSignHashW(hash, AT_SIGNATURE, nullptr, 0, to.out.data(), &to.size),
                   NTE_BAD_LEN);
    EXPECT_TRUE(to.untouched());
}

TEST(CryptSignHashA, RefusesWhatIsNoHash) {
    Signing to;
    EXPECT_REFUSED(
        CryptSignHashA(kInventedHandle, AT_KEYEXCHANGE, nullptr, 0, to.out.data(), &to.size),
        ERROR_INVALID_PARAMETER);
}

TEST(CryptSignHashA, RefusesADescription) {
    const Signer signer;
    Signing to;
    EXPECT_REFUSED(CryptSignHashA(signer.hash(), AT_KEYEXCHANGE, "", 0, to.out.data(), &to.size),
                   ERROR_INVALID_PARAMETER);
    EXPECT_TRUE(to.untouched());
}

TEST(CryptSignHashA, RefusesOtherFormats) {
    const Signer signer;
    Signing to;
    EXPECT_REFUSED(CryptSignHashA(signer.hash(), AT_KEYEXCHANGE, nullptr, CRYPT_X931_FORMAT,
                                  to.out.data(), &to.size),
                   NTE_BAD_FLAGS);
}

TEST(CryptSignHashA, RefusesAPairThatIsNotThere) {
    const Signer signer;
    Signing to;
    EXPECT_REFUSED(CryptSignHashA(signer.hash(), AT_SIGNATURE, nullptr, 0, to.out.data(), &to.size),
                   NTE_NO_KEY);
}

TEST(CryptSignHashA, RefusesAShortBuffer) {
    const Signer signer;
    Signing to;
    to.size = 255;
    EXPECT_REFUSED(
        CryptSignHashA(signer.hash(), AT_KEYEXCHANGE, nullptr, 0, to.out.data(), &to.size),
        ERROR_MORE_DATA);
    EXPECT_TRUE(to.untouched(256)) << "the size is told";
}

}  // namespace
}  // namespace secur32::test
