// NCryptSignHash, NCryptVerifySignature against libcrypto: it verifies what we sign and signs what
// we verify.
#include <gtest/gtest.h>

#include "test/support/foreign_blobs.h"

namespace secur32::test {
namespace {

using crypto::HashAlgorithm;
using foreign_keys::foreign_sign;
using foreign_keys::foreign_verifies;
using foreign_keys::ForeignKey;

constexpr NCRYPT_HANDLE kInvented = 0x1234567800000001;
const Bytes kMessage = foreign_keys::text("to be signed");

struct NamedHash {
    LPCWSTR name;
    HashAlgorithm ours;
    const EVP_MD* foreign;
};
const NamedHash kHashes[] = {{u"MD5", HashAlgorithm::md5, EVP_md5()},
                             {u"SHA1", HashAlgorithm::sha1, EVP_sha1()},
                             {u"sha256", HashAlgorithm::sha256, EVP_sha256()},
                             {u"SHA384", HashAlgorithm::sha384, EVP_sha384()},
                             {u"SHA512", HashAlgorithm::sha512, EVP_sha512()}};

Buffer hash_of(HashAlgorithm algorithm) {
    const crypto::Digest digest = crypto::hash(algorithm, kMessage);
    return {digest.bytes().begin(), digest.bytes().end()};
}
Buffer sha256() { return hash_of(HashAlgorithm::sha256); }

// Asks for the size first, as a program does.
Buffer sign(NCRYPT_KEY_HANDLE key, void* padding, const Buffer& hash, DWORD flags) {
    DWORD size = 0, written = 0;
    EXPECT_EQ(NCryptSignHash(key, padding, writable(hash), size_of(hash), nullptr, 0, &size, flags),
              ERROR_SUCCESS);
    Buffer signature(size);
    EXPECT_EQ(NCryptSignHash(key, padding, writable(hash), size_of(hash), signature.data(), size,
                             &written, flags),
              ERROR_SUCCESS);
    EXPECT_EQ(written, size);
    return signature;
}
SECURITY_STATUS verify(NCRYPT_KEY_HANDLE key, void* padding, const Buffer& hash,
                       const Buffer& signature, DWORD flags) {
    return NCryptVerifySignature(key, padding, writable(hash), size_of(hash), writable(signature),
                                 size_of(signature), flags);
}

foreign_keys::Configure pss(int salt) {
    return [salt](EVP_PKEY_CTX* context) {
        return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
                       EVP_PKEY_CTX_set_rsa_pss_saltlen(context, salt) == 1
                   ? 1
                   : 0;
    };
}

Buffer to_der(const ForeignKey& key, const Buffer& pair) {
    return crypto::der_signature(key.open(), pair).value();
}
Buffer to_pair(const ForeignKey& key, const Buffer& der) {
    return crypto::fixed_width_signature(key.open(), der).value();
}

// -- NCryptSignHash -------------------------------------------------------------------------------

TEST(NCryptSignHash, AgreesWithLibcryptoOnPkcs1) {
    const KeyStorage storage;
    const StorageHandle key = storage.import(foreign_keys::rsa());
    for (const NamedHash& hash : kHashes) {
        BCRYPT_PKCS1_PADDING_INFO padding{hash.name};
        // RSASSA-PKCS1-v1_5 has one signature of a message.
        EXPECT_EQ(sign(key, &padding, hash_of(hash.ours), BCRYPT_PAD_PKCS1),
                  foreign_sign(foreign_keys::rsa(), hash.foreign, kMessage));
    }
}

TEST(NCryptSignHash, AgreesWithLibcryptoOnPkcs1WithoutAnAlgorithm) {
    const KeyStorage storage;
    const StorageHandle key = storage.import(foreign_keys::rsa());
    const Buffer hash = hash_of(HashAlgorithm::md5_sha1);
    BCRYPT_PKCS1_PADDING_INFO padding{nullptr};
    const Buffer signature = sign(key, &padding, hash, BCRYPT_PAD_PKCS1);
    EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new(foreign_keys::rsa().foreign.get(), nullptr);
    EVP_PKEY_sign_init(context);
    EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING);
    Buffer expected(signature.size());
    std::size_t length = expected.size();
    EXPECT_EQ(EVP_PKEY_sign(context, expected.data(), &length, hash.data(), hash.size()), 1);
    EVP_PKEY_CTX_free(context);
    EXPECT_EQ(signature, expected);
}

TEST(NCryptSignHash, AgreesWithLibcryptoOnPss) {
    const KeyStorage storage;
    const StorageHandle key = storage.import(foreign_keys::rsa());
    for (const NamedHash& hash : kHashes)
        for (const ULONG salt : {0u, 8u, static_cast<ULONG>(crypto::hash_length(hash.ours))}) {
            BCRYPT_PSS_PADDING_INFO padding{hash.name, salt};
            const Buffer signature = sign(key, &padding, hash_of(hash.ours), BCRYPT_PAD_PSS);
            EXPECT_TRUE(foreign_verifies(foreign_keys::rsa(), hash.foreign, kMessage, signature,
                                         pss(static_cast<int>(salt))));
        }
}

// r and s, each as long as the group's order.
TEST(NCryptSignHash, AgreesWithLibcryptoOnEcdsa) {
    const KeyStorage storage;
    const std::pair<const ForeignKey*, std::size_t> kinds[] = {{&foreign_keys::p256(), 64},
                                                               {&foreign_keys::p521(), 132}};
    for (const auto& [other, length] : kinds)
        for (const NamedHash& hash : kHashes) {
            const Buffer signature = sign(storage.import(*other), nullptr, hash_of(hash.ours), 0);
            EXPECT_EQ(signature.size(), length);
            EXPECT_TRUE(
                foreign_verifies(*other, hash.foreign, kMessage, to_der(*other, signature)));
        }
}

TEST(NCryptSignHash, AgreesWithLibcryptoOnDsaAndEd25519) {
    const KeyStorage storage;
    const Buffer dsa =
        sign(storage.import(foreign_keys::dsa()), nullptr, hash_of(HashAlgorithm::sha1), 0);
    EXPECT_EQ(dsa.size(), 40u);
    EXPECT_TRUE(foreign_verifies(foreign_keys::dsa(), EVP_sha1(), kMessage,
                                 to_der(foreign_keys::dsa(), dsa)));
    const Buffer message(kMessage.begin(), kMessage.end());
    EXPECT_EQ(sign(storage.import(foreign_keys::ed25519()), nullptr, message, 0),
              foreign_sign(foreign_keys::ed25519(), nullptr, kMessage));
}

TEST(NCryptSignHash, AgreesWithOpensslThatReadsTheKeysFile) {
    const KeyStorage storage;
    const StorageHandle key = storage.create(u"RSA", u"web");
    BCRYPT_PKCS1_PADDING_INFO padding{BCRYPT_SHA256_ALGORITHM};
    const Buffer signature = sign(key, &padding, sha256(), BCRYPT_PAD_PKCS1);
    storage.folder().write("message", std::string(kMessage.begin(), kMessage.end()));
    storage.folder().write("signature", std::string(signature.begin(), signature.end()));
    const Ran verified = run("cd '" + storage.folder().path().string() +
                             "' && openssl pkey -in web.pem -pubout -out web.pub && openssl dgst "
                             "-sha256 -verify web.pub -signature signature message");
    EXPECT_EQ(verified.status, 0) << verified.output;
}

struct Attempt {
    void* padding = nullptr;
    Buffer hash = sha256();
    DWORD flags = 0;
    Buffer signature = Buffer(600, 0xEE);
    DWORD size = 7;
    SECURITY_STATUS operator()(NCRYPT_KEY_HANDLE key) {
        size = 7;
        return NCryptSignHash(key, padding, writable(hash), size_of(hash), signature.data(),
                              size_of(signature), &size, flags);
    }
    bool untouched() const { return size == 0 && signature == Buffer(signature.size(), 0xEE); }
};

TEST(NCryptSignHash, RefusesWhatIsNoKey) {
    const KeyStorage storage;
    for (const NCRYPT_HANDLE handle :
         {NCRYPT_HANDLE{0}, kInvented, NCRYPT_HANDLE{storage}, freed_key(storage)}) {
        Attempt attempt;
        EXPECT_EQ(attempt(handle), NTE_INVALID_HANDLE);
        EXPECT_TRUE(attempt.untouched());
    }
}

TEST(NCryptSignHash, RefusesAKeyForAgreement) {
    const KeyStorage storage;
    Attempt attempt;
    EXPECT_EQ(attempt(storage.create(u"ECDH_P256")), NTE_BAD_ALGID);
    EXPECT_TRUE(attempt.untouched());
}

TEST(NCryptSignHash, RefusesAKeyWhoseUsageForbidsIt) {
    const KeyStorage storage;
    const StorageHandle key = storage.begin(u"ECDSA_P256", u"web");
    set_number(key, NCRYPT_KEY_USAGE_PROPERTY, NCRYPT_ALLOW_DECRYPT_FLAG);
    ASSERT_EQ(NCryptFinalizeKey(key, 0), ERROR_SUCCESS);
    Attempt attempt;
    EXPECT_EQ(attempt(key), NTE_PERM);
    EXPECT_EQ(attempt(storage.open(u"web")), NTE_PERM) << "it is stored";
    EXPECT_TRUE(attempt.untouched());
}

TEST(NCryptSignHash, RefusesAPublicKey) {
    const KeyStorage storage;
    Attempt attempt;
    EXPECT_EQ(attempt(storage.import(
                  BCRYPT_ECCPUBLIC_BLOB,
                  ForeignEc(foreign_keys::p256().foreign.get()).public_blob(kEcdsaPublicP256))),
              NTE_BAD_KEY);
    EXPECT_TRUE(attempt.untouched());
}

TEST(NCryptSignHash, RefusesAKeyThatIsNotFinalized) {
    const KeyStorage storage;
    Attempt attempt;
    EXPECT_EQ(attempt(storage.begin(u"ECDSA_P256")), NTE_BAD_KEY_STATE);
    EXPECT_TRUE(attempt.untouched());
}

TEST(NCryptSignHash, RefusesAKeyWhosePassphraseWasNotTold) {
    const KeyStorage storage;
    StorageHandle made = storage.begin(u"ECDSA_P256", u"web");
    set(made, NCRYPT_PIN_PROPERTY, with_nul(u"so"));
    ASSERT_EQ(NCryptFinalizeKey(made, 0), ERROR_SUCCESS);
    const StorageHandle key = storage.open(u"web");
    Attempt attempt;
    EXPECT_EQ(attempt(key), NTE_SILENT_CONTEXT);
    EXPECT_TRUE(attempt.untouched());
    set(key, NCRYPT_PIN_PROPERTY, with_nul(u"so"));
    EXPECT_EQ(attempt(key), ERROR_SUCCESS);
}

TEST(NCryptSignHash, RefusesAPaddingThatIsNotForTheKey) {
    const KeyStorage storage;
    BCRYPT_PKCS1_PADDING_INFO padding{BCRYPT_SHA256_ALGORITHM};
    Attempt attempt;
    attempt.flags = BCRYPT_PAD_PKCS1;
    EXPECT_EQ(attempt(storage.import(foreign_keys::p256())), NTE_BAD_FLAGS);
    attempt.padding = &padding;
    attempt.flags = BCRYPT_PAD_OAEP;
    EXPECT_EQ(attempt(storage.import(foreign_keys::rsa())), NTE_BAD_FLAGS);
    attempt.flags = 0;
    EXPECT_EQ(attempt(storage.import(foreign_keys::p256())), NTE_INVALID_PARAMETER);
    EXPECT_TRUE(attempt.untouched());
}

TEST(NCryptSignHash, RefusesRsaWithoutOnePadding) {
    const KeyStorage storage;
    const StorageHandle key = storage.import(foreign_keys::rsa());
    BCRYPT_PSS_PADDING_INFO padding{BCRYPT_SHA256_ALGORITHM, 32};
    Attempt attempt;
    attempt.padding = &padding;
    EXPECT_EQ(attempt(key), NTE_INVALID_PARAMETER);
    attempt.flags = BCRYPT_PAD_PKCS1 | BCRYPT_PAD_PSS;
    EXPECT_EQ(attempt(key), NTE_INVALID_PARAMETER);
    attempt.flags = BCRYPT_PAD_PSS;
    attempt.padding = nullptr;
    EXPECT_EQ(attempt(key), NTE_INVALID_PARAMETER);
    EXPECT_TRUE(attempt.untouched());
}

TEST(NCryptSignHash, RefusesAHashThatIsNone) {
    const KeyStorage storage;
    const StorageHandle key = storage.import(foreign_keys::rsa());
    BCRYPT_PKCS1_PADDING_INFO unknown{u"SHA-256"}, sha384{BCRYPT_SHA384_ALGORITHM};
    BCRYPT_PSS_PADDING_INFO nameless{nullptr, 32}, salty{BCRYPT_SHA256_ALGORITHM, 10'000};
    Attempt attempt;
    attempt.flags = BCRYPT_PAD_PKCS1;
    attempt.padding = &unknown;
    EXPECT_EQ(attempt(key), NTE_INVALID_PARAMETER);
    attempt.padding = &sha384;
    EXPECT_EQ(attempt(key), NTE_INVALID_PARAMETER) << "32 octets";
    attempt.flags = BCRYPT_PAD_PSS;
    attempt.padding = &nameless;
    EXPECT_EQ(attempt(key), NTE_INVALID_PARAMETER);
    attempt.padding = &salty;
    EXPECT_EQ(attempt(key), NTE_INVALID_PARAMETER);
    attempt.padding = nullptr;
    attempt.flags = 0;
    attempt.hash.clear();
    EXPECT_EQ(attempt(storage.import(foreign_keys::p256())), NTE_INVALID_PARAMETER);
    EXPECT_TRUE(attempt.untouched());
}

TEST(NCryptSignHash, RefusesABufferThatIsTooSmall) {
    const KeyStorage storage;
    Attempt attempt;
    attempt.signature.assign(63, 0xEE);
    EXPECT_EQ(attempt(storage.import(foreign_keys::p256())), NTE_BUFFER_TOO_SMALL);
    EXPECT_EQ(attempt.size, 64u);
    EXPECT_EQ(attempt.signature, Buffer(63, 0xEE));
}

TEST(NCryptSignHash, RefusesNoHashAndNoPlaceForTheSize) {
    const KeyStorage storage;
    const StorageHandle key = storage.import(foreign_keys::p256());
    Attempt attempt;
    EXPECT_EQ(
        NCryptSignHash(key, nullptr, nullptr, 32, attempt.signature.data(), 600, &attempt.size, 0),
        NTE_INVALID_PARAMETER);
    EXPECT_TRUE(attempt.untouched());
    EXPECT_EQ(NCryptSignHash(key, nullptr, writable(attempt.hash), 32, attempt.signature.data(),
                             600, nullptr, 0),
              NTE_INVALID_PARAMETER);
}

// -- NCryptVerifySignature ------------------------------------------------------------------------

TEST(NCryptVerifySignature, AgreesWithLibcryptosSignatures) {
    const KeyStorage storage;
    BCRYPT_PKCS1_PADDING_INFO padding{BCRYPT_SHA256_ALGORITHM};
    const StorageHandle rsa = storage.import(foreign_keys::rsa());
    EXPECT_EQ(verify(rsa, &padding, sha256(),
                     foreign_sign(foreign_keys::rsa(), EVP_sha256(), kMessage), BCRYPT_PAD_PKCS1),
              ERROR_SUCCESS);
    for (const ForeignKey* const other : {&foreign_keys::p256(), &foreign_keys::p521()})
        EXPECT_EQ(verify(storage.import(*other), nullptr, sha256(),
                         to_pair(*other, foreign_sign(*other, EVP_sha256(), kMessage)),
                         NCRYPT_SILENT_FLAG),
                  ERROR_SUCCESS);
    const Buffer message(kMessage.begin(), kMessage.end());
    EXPECT_EQ(verify(storage.import(foreign_keys::ed25519()), nullptr, message,
                     foreign_sign(foreign_keys::ed25519(), nullptr, kMessage), 0),
              ERROR_SUCCESS);
    EXPECT_EQ(verify(storage.import(foreign_keys::dsa()), nullptr, sha256(),
                     to_pair(foreign_keys::dsa(),
                             foreign_sign(foreign_keys::dsa(), EVP_sha256(), kMessage)),
                     0),
              ERROR_SUCCESS);
}

TEST(NCryptVerifySignature, AgreesWithLibcryptoOnAKeyUnderAPassphraseThatWasNotTold) {
    const KeyStorage storage;
    StorageParameters list;
    list.add(NCRYPTBUFFER_PKCS_KEY_NAME, u"web");
    const StorageHandle made =
        storage.import(NCRYPT_PKCS8_PRIVATE_KEY_BLOB, KeyStorage::pkcs8_of(foreign_keys::p256()),
                       list.get(), NCRYPT_DO_NOT_FINALIZE_FLAG);
    set(made, NCRYPT_PIN_PROPERTY, with_nul(u"so"));
    ASSERT_EQ(NCryptFinalizeKey(made, 0), ERROR_SUCCESS);
    EXPECT_EQ(verify(storage.open(u"web"), nullptr, sha256(),
                     to_pair(foreign_keys::p256(),
                             foreign_sign(foreign_keys::p256(), EVP_sha256(), kMessage)),
                     0),
              ERROR_SUCCESS);
}

TEST(NCryptVerifySignature, RefusesASignatureOfWhichOneOctetIsAnother) {
    const KeyStorage storage;
    BCRYPT_PKCS1_PADDING_INFO padding{BCRYPT_SHA256_ALGORITHM};
    const StorageHandle rsa = storage.import(foreign_keys::rsa());
    const StorageHandle ec = storage.import(foreign_keys::p256());
    const Buffer by_rsa = foreign_sign(foreign_keys::rsa(), EVP_sha256(), kMessage);
    const Buffer by_ec =
        to_pair(foreign_keys::p256(), foreign_sign(foreign_keys::p256(), EVP_sha256(), kMessage));
    for (std::size_t i = 0; i < by_rsa.size(); ++i) {
        Buffer wrong = by_rsa;
        wrong[i] ^= 0x40;
        EXPECT_EQ(verify(rsa, &padding, sha256(), wrong, BCRYPT_PAD_PKCS1), NTE_BAD_SIGNATURE);
    }
    for (std::size_t i = 0; i < by_ec.size(); ++i) {
        Buffer wrong = by_ec;
        wrong[i] ^= 1;
        EXPECT_EQ(verify(ec, nullptr, sha256(), wrong, 0), NTE_BAD_SIGNATURE);
    }
}

TEST(NCryptVerifySignature, RefusesASignatureOfAnotherLength) {
    const KeyStorage storage;
    BCRYPT_PSS_PADDING_INFO padding{BCRYPT_SHA256_ALGORITHM, 32};
    const StorageHandle rsa = storage.import(foreign_keys::rsa());
    const StorageHandle ec = storage.import(foreign_keys::p256());
    for (const std::size_t length : {1u, 63u, 65u, 255u, 257u}) {
        EXPECT_EQ(verify(rsa, &padding, sha256(), Buffer(length, 1), BCRYPT_PAD_PSS),
                  NTE_BAD_SIGNATURE);
        EXPECT_EQ(verify(ec, nullptr, sha256(), Buffer(length, 1), 0), NTE_BAD_SIGNATURE);
    }
}

TEST(NCryptVerifySignature, RefusesASignatureOfAnotherHash) {
    const KeyStorage storage;
    Buffer other = sha256();
    other[0] ^= 1;
    EXPECT_EQ(verify(storage.import(foreign_keys::p256()), nullptr, other,
                     to_pair(foreign_keys::p256(),
                             foreign_sign(foreign_keys::p256(), EVP_sha256(), kMessage)),
                     0),
              NTE_BAD_SIGNATURE);
}

TEST(NCryptVerifySignature, RefusesWhatIsNoKey) {
    const KeyStorage storage;
    for (const NCRYPT_HANDLE handle :
         {NCRYPT_HANDLE{0}, kInvented, NCRYPT_HANDLE{storage}, freed_key(storage)})
        EXPECT_EQ(verify(handle, nullptr, sha256(), Buffer(64, 1), 0), NTE_INVALID_HANDLE);
}

TEST(NCryptVerifySignature, RefusesAKeyForAgreement) {
    const KeyStorage storage;
    EXPECT_EQ(verify(storage.create(u"ECDH_P256"), nullptr, sha256(), Buffer(64, 1), 0),
              NTE_NOT_SUPPORTED);
}

TEST(NCryptVerifySignature, RefusesAKeyThatIsNotFinalized) {
    const KeyStorage storage;
    EXPECT_EQ(verify(storage.begin(u"ECDSA_P256"), nullptr, sha256(), Buffer(64, 1), 0),
              NTE_BAD_KEY_STATE);
}

TEST(NCryptVerifySignature, RefusesFlagsAndPaddingsThatAreNotForTheKey) {
    const KeyStorage storage;
    BCRYPT_PKCS1_PADDING_INFO padding{BCRYPT_SHA256_ALGORITHM};
    const StorageHandle rsa = storage.import(foreign_keys::rsa());
    const StorageHandle ec = storage.import(foreign_keys::p256());
    EXPECT_EQ(verify(rsa, &padding, sha256(), Buffer(256, 1), 1), NTE_BAD_FLAGS);
    EXPECT_EQ(verify(ec, nullptr, sha256(), Buffer(64, 1), BCRYPT_PAD_PSS), NTE_BAD_FLAGS);
    EXPECT_EQ(verify(ec, &padding, sha256(), Buffer(64, 1), 0), NTE_INVALID_PARAMETER);
    EXPECT_EQ(verify(rsa, nullptr, sha256(), Buffer(256, 1), BCRYPT_PAD_PKCS1),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(verify(rsa, &padding, sha256(), Buffer(256, 1), 0), NTE_INVALID_PARAMETER);
}

TEST(NCryptVerifySignature, RefusesWhatIsMissing) {
    const KeyStorage storage;
    const StorageHandle key = storage.import(foreign_keys::p256());
    const Buffer hash = sha256(), signature(64, 1);
    EXPECT_EQ(NCryptVerifySignature(key, nullptr, nullptr, 32, writable(signature), 64, 0),
              NTE_INVALID_PARAMETER);
    EXPECT_EQ(NCryptVerifySignature(key, nullptr, writable(hash), 32, nullptr, 64, 0),
              NTE_INVALID_PARAMETER);
}

}  // namespace
}  // namespace secur32::test
