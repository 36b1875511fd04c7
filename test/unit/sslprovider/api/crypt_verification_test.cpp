// CryptVerifySignature: it verifies what libcrypto signs, the octets turned round.
#include <gtest/gtest.h>

#include "test/support/crypt_signatures.h"

namespace secur32::test {
namespace {

// ---- CryptVerifySignature -----------------------------------------------------------------------

// The other side: a context that has the public half only.
struct Verifier {
    explicit Verifier(DWORD type = PROV_RSA_AES) : context(verify_context(type)) {
        key = import_key(context, rsa_public_blob(foreign_pair().get(), CALG_RSA_SIGN));
    }
    HashHandle hash(ALG_ID id = CALG_SHA1) const { return hash_of(context, id, signed_message()); }

    ContextHandle context;
    KeyHandle key;
};
const Buffer& sha1_signature() {
    static const Buffer signature = reversed(foreign_signature(foreign_pair(), "SHA1"));
    return signature;
}
DWORD size_of(const Buffer& octets) { return static_cast<DWORD>(octets.size()); }

TEST(CryptVerifySignatureW, AgreesWithLibcryptoOnEveryHash) {
    const Verifier verifier;
    for (const SignedHash& each : kSignedHashes) {
        const Buffer signature = reversed(foreign_signature(foreign_pair(), each.name));
        for (const DWORD flags : {DWORD{0}, DWORD{CRYPT_NOHASHOID}})
            EXPECT_DONE(CryptVerifySignatureW(verifier.hash(each.id), signature.data(),
                                              size_of(signature), verifier.key, nullptr, flags));
    }
}

TEST(CryptVerifySignatureA, AgreesWithLibcryptoOnEveryHash) {
    const Verifier verifier;
    for (const SignedHash& each : kSignedHashes) {
        const Buffer signature = reversed(foreign_signature(foreign_pair(), each.name));
        EXPECT_DONE(CryptVerifySignatureA(verifier.hash(each.id), signature.data(),
                                          size_of(signature), verifier.key, nullptr, 0));
    }
}

TEST(CryptVerifySignatureW, AgreesWithLibcryptoOnDsa) {
    const DsaSigner signer;
    const Buffer der = foreign_signature(dsa_pair(), "SHA1");
    // SEQUENCE { INTEGER, INTEGER }, every length below 128.
    Buffer fixed;
    for (std::size_t at = 2; at < der.size(); at += 2u + der[at + 1]) {
        Buffer number = reversed(Bytes(der).subspan(at + 2, der[at + 1]));
        number.resize(20);  // a zero that keeps it positive goes, missing octets come
        fixed.insert(fixed.end(), number.begin(), number.end());
    }
    const HashHandle hash = hash_of(signer.context, CALG_SHA1, signed_message());
    EXPECT_DONE(CryptVerifySignatureW(hash, fixed.data(), size_of(fixed), signer.pair, nullptr, 0));
    fixed[0] ^= 1;
    EXPECT_REFUSED(
        CryptVerifySignatureW(hash, fixed.data(), size_of(fixed), signer.pair, nullptr, 0),
        NTE_BAD_SIGNATURE);
}

TEST(CryptVerifySignatureW, TakesThePairAsWellAsItsPublicHalf) {
    const Signer signer;
    const Buffer signature = signature_of(signer.hash());
    EXPECT_DONE(CryptVerifySignatureW(signer.hash(), signature.data(), size_of(signature),
                                      signer.pair, nullptr, 0));
}

// As Windows does, whatever CRYPT_NOHASHOID says.
TEST(CryptVerifySignatureW, TakesSignaturesWithAndWithoutTheOid) {
    const Signer signer;
    for (const ALG_ID id : {ALG_ID{CALG_MD2}, ALG_ID{CALG_MD4}, ALG_ID{CALG_SHA1}})
        for (const DWORD made : {DWORD{0}, DWORD{CRYPT_NOHASHOID}})
            for (const DWORD flags : {DWORD{0}, DWORD{CRYPT_NOHASHOID}}) {
                const Buffer signature = signature_of(signer.hash(id), AT_KEYEXCHANGE, made);
                EXPECT_DONE(CryptVerifySignatureW(signer.hash(id), signature.data(),
                                                  size_of(signature), signer.pair, nullptr, flags));
            }
}

TEST(CryptVerifySignatureW, RefusesAnotherSignature) {
    const Verifier verifier;
    const HashHandle hash = verifier.hash();
    const Buffer& right = sha1_signature();
    for (std::size_t at = 0; at < right.size(); at += 15) {
        Buffer wrong = right;
        wrong[at] ^= 0x20;
        EXPECT_REFUSED(
            CryptVerifySignatureW(hash, wrong.data(), size_of(wrong), verifier.key, nullptr, 0),
            NTE_BAD_SIGNATURE);
    }
    const Buffer turned = reversed(right);
    EXPECT_REFUSED(
        CryptVerifySignatureW(hash, turned.data(), size_of(turned), verifier.key, nullptr, 0),
        NTE_BAD_SIGNATURE);
    EXPECT_DONE(
        CryptVerifySignatureW(hash, right.data(), size_of(right), verifier.key, nullptr, 0));
}

TEST(CryptVerifySignatureW, RefusesOtherLengths) {
    const Verifier verifier;
    for (const std::size_t size : {0u, 1u, 255u, 257u, 512u}) {
        Buffer wrong = sha1_signature();
        wrong.resize(size);
        wrong.reserve(1);  // an address for no octets
        EXPECT_REFUSED(CryptVerifySignatureW(verifier.hash(), wrong.data(), size_of(wrong),
                                             verifier.key, nullptr, 0),
                       NTE_BAD_SIGNATURE);
    }
}

TEST(CryptVerifySignatureW, RefusesTheSignatureOfAnotherMessageOrHash) {
    const Verifier verifier;
    const Buffer& right = sha1_signature();
    const HashHandle other = hash_of(verifier.context, CALG_SHA1, counting(299));
    EXPECT_REFUSED(
        CryptVerifySignatureW(other, right.data(), size_of(right), verifier.key, nullptr, 0),
        NTE_BAD_SIGNATURE);
    EXPECT_REFUSED(CryptVerifySignatureW(verifier.hash(CALG_SHA_256), right.data(), size_of(right),
                                         verifier.key, nullptr, 0),
                   NTE_BAD_SIGNATURE);
}

TEST(CryptVerifySignatureW, RefusesWhatIsMissing) {
    const Verifier verifier;
    EXPECT_REFUSED(CryptVerifySignatureW(verifier.hash(), nullptr, 256, verifier.key, nullptr, 0),
                   ERROR_INVALID_PARAMETER);
    EXPECT_REFUSED(CryptVerifySignatureW(verifier.hash(), nullptr, 0, verifier.key, nullptr, 0),
                   ERROR_INVALID_PARAMETER);
}

TEST(CryptVerifySignatureW, RefusesWhatIsNoHash) {
    const Verifier verifier;
    const Buffer& right = sha1_signature();
    for (const HCRYPTHASH handle : {HCRYPTHASH{0}, HCRYPTHASH{kInventedHandle},
                                    freed_hash_of(verifier.context), HCRYPTHASH{verifier.key}})
        EXPECT_REFUSED(
            CryptVerifySignatureW(handle, right.data(), size_of(right), verifier.key, nullptr, 0),
            ERROR_INVALID_PARAMETER);
}

TEST(CryptVerifySignatureW, RefusesADescription) {
    const Verifier verifier;
    const Buffer& right = sha1_signature();
    EXPECT_REFUSED(
        CryptVerifySignatureW(verifier.hash(), right.data(), size_of(right), verifier.key, u"", 0),
        ERROR_INVALID_PARAMETER);
}

TEST(CryptVerifySignatureW, RefusesWhatIsNoPublicKeyOfItsContext) {
    const Verifier verifier, other;
    const KeyHandle session = generate_key(verifier.context, CALG_3DES);
    const Buffer& right = sha1_signature();
    for (const HCRYPTKEY key :
         {HCRYPTKEY{0}, HCRYPTKEY{kInventedHandle}, freed_key_of(verifier.context),
          HCRYPTKEY{session}, HCRYPTKEY{other.key}, HCRYPTKEY{verifier.context}})
        EXPECT_REFUSED(
            CryptVerifySignatureW(verifier.hash(), right.data(), size_of(right), key, nullptr, 0),
            NTE_BAD_KEY);
}

TEST(CryptVerifySignatureW, RefusesOtherFormats) {
    const Verifier verifier;
    const Buffer& right = sha1_signature();
    for (const DWORD flags : {DWORD{CRYPT_TYPE2_FORMAT}, DWORD{CRYPT_X931_FORMAT}, 8u})
        EXPECT_REFUSED(CryptVerifySignatureW(verifier.hash(), right.data(), size_of(right),
                                             verifier.key, nullptr, flags),
                       NTE_BAD_FLAGS);
}

TEST(CryptVerifySignatureW, RefusesHashesThatAreNotSigned) {
    const Verifier verifier;
    const Buffer& right = sha1_signature();
    const HashHandle hmac =
        new_hmac(verifier.context, hmac_key(verifier.context, counting(9)), CALG_SHA1);
    EXPECT_REFUSED(
        CryptVerifySignatureW(hmac, right.data(), size_of(right), verifier.key, nullptr, 0),
        NTE_BAD_ALGID);
    const HashHandle ssl3 = new_crypt_hash(verifier.context, CALG_SSL3_SHAMD5);
    EXPECT_REFUSED(
        CryptVerifySignatureW(ssl3, right.data(), size_of(right), verifier.key, nullptr, 0),
        NTE_BAD_HASH_STATE);
}

TEST(CryptVerifySignatureA, RefusesAnotherSignature) {
    const Verifier verifier;
    Buffer wrong = sha1_signature();
    wrong[100] ^= 1;
    EXPECT_REFUSED(CryptVerifySignatureA(verifier.hash(), wrong.data(), size_of(wrong),
                                         verifier.key, nullptr, 0),
                   NTE_BAD_SIGNATURE);
}

TEST(CryptVerifySignatureA, RefusesADescription) {
    const Verifier verifier;
    const Buffer& right = sha1_signature();
    EXPECT_REFUSED(
        CryptVerifySignatureA(verifier.hash(), right.data(), size_of(right), verifier.key, "", 0),
        ERROR_INVALID_PARAMETER);
}

TEST(CryptVerifySignatureA, RefusesWhatIsNoPublicKey) {
    const Verifier verifier;
    const Buffer& right = sha1_signature();
    EXPECT_REFUSED(
        CryptVerifySignatureA(verifier.hash(), right.data(), size_of(right), 0, nullptr, 0),
        NTE_BAD_KEY);
}

TEST(CryptVerifySignatureA, RefusesOtherFormats) {
    const Verifier verifier;
    const Buffer& right = sha1_signature();
    EXPECT_REFUSED(CryptVerifySignatureA(verifier.hash(), right.data(), size_of(right),
                                         verifier.key, nullptr, CRYPT_X931_FORMAT),
                   NTE_BAD_FLAGS);
}

}  // namespace
}  // namespace secur32::test
