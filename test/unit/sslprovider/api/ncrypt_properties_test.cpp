// NCryptGetProperty, NCryptSetProperty against the documentation's table of properties and against
// libcrypto's numbers.
#include <gtest/gtest.h>
#include <sslprovider.h>

#include "test/support/foreign_blobs.h"

namespace secur32::test {
namespace {

using foreign_keys::ForeignKey;

constexpr NCRYPT_HANDLE kInvented = 0x1234567800000001;

SECURITY_STATUS get_status(NCRYPT_HANDLE object, LPCWSTR property, DWORD flags = 0) {
    Buffer value(1024, 0xEE);
    DWORD size = 7;
    const SECURITY_STATUS status =
        NCryptGetProperty(object, property, value.data(), size_of(value), &size, flags);
    if (status != ERROR_SUCCESS) {
        EXPECT_EQ(size, 0u);
        EXPECT_EQ(value, Buffer(1024, 0xEE));
    }
    return status;
}
SECURITY_STATUS set_status(NCRYPT_HANDLE object, LPCWSTR property, const Buffer& value,
                           DWORD flags = 0) {
    return NCryptSetProperty(object, property, writable(value), size_of(value), flags);
}
Buffer dword(DWORD value) { return octets_of(value); }

// -- NCryptGetProperty ----------------------------------------------------------------------------

TEST(NCryptGetProperty, AgreesWithLibcryptoOnTheNumbersOfKeys) {
    const KeyStorage storage;
    const struct {
        const ForeignKey& key;
        LPCWSTR algorithm, group;
        DWORD signature;
    } kinds[] = {{foreign_keys::rsa(), u"RSA", u"RSA", 256},
                 {foreign_keys::restricted_pss(), u"RSA", u"RSA", 256},
                 {foreign_keys::p256(), u"ECDSA_P256", u"ECDSA", 64},
                 {foreign_keys::p521(), u"ECDSA_P521", u"ECDSA", 132},
                 {foreign_keys::dsa(), u"DSA", u"DSA", 40},
                 {foreign_keys::ed25519(), u"Ed25519", u"Ed25519", 64}};
    for (const auto& kind : kinds) {
        const StorageHandle key = storage.import(kind.key);
        const EVP_PKEY* const foreign = kind.key.foreign.get();
        const auto bits = static_cast<DWORD>(EVP_PKEY_get_bits(foreign));
        EXPECT_EQ(get_number(key, NCRYPT_LENGTH_PROPERTY), bits);
        EXPECT_EQ(get_number(key, NCRYPT_PUBLIC_LENGTH_PROPERTY), bits);
        EXPECT_EQ(get_number(key, NCRYPT_SIGNATURE_LENGTH_PROPERTY), kind.signature);
        EXPECT_EQ(get_text(key, NCRYPT_ALGORITHM_PROPERTY), kind.algorithm);
        EXPECT_EQ(get_text(key, NCRYPT_ALGORITHM_GROUP_PROPERTY), kind.group);
        EXPECT_EQ(get_number(key, NCRYPT_KEY_TYPE_PROPERTY), 0u);
        EXPECT_EQ(get_number(key, NCRYPT_KEY_USAGE_PROPERTY), 0x00ffffffu);
        EXPECT_EQ(get_number(key, NCRYPT_EXPORT_POLICY_PROPERTY), 0u);
    }
    EXPECT_EQ(get_number(storage.import(foreign_keys::rsa()), NCRYPT_BLOCK_LENGTH_PROPERTY), 256u);
    EXPECT_EQ(get_text(storage.import(foreign_keys::p521()), NCRYPT_ECC_CURVE_NAME_PROPERTY),
              u"nistP521");
}

TEST(NCryptGetProperty, AgreesWithTheDocumentationOnLengths) {
    const KeyStorage storage;
    const auto lengths = [](NCRYPT_KEY_HANDLE key) { return get(key, NCRYPT_LENGTHS_PROPERTY); };
    EXPECT_EQ(lengths(storage.begin(u"RSA")), le32({1024, 16384, 64, 2048}));
    EXPECT_EQ(lengths(storage.begin(u"ECDH_P384")), le32({384, 384, 0, 384}));
}

TEST(NCryptGetProperty, AgreesWithTheDocumentationOnTheProvider) {
    const KeyStorage storage;
    EXPECT_EQ(get_text(storage, NCRYPT_NAME_PROPERTY), u"Microsoft Software Key Storage Provider");
    EXPECT_EQ(get_number(storage, NCRYPT_IMPL_TYPE_PROPERTY), NCRYPT_IMPL_SOFTWARE_FLAG);
    EXPECT_EQ(get_number(storage, NCRYPT_VERSION_PROPERTY), 0x00010000u);
    EXPECT_EQ(get_number(storage, NCRYPT_MAX_NAME_LENGTH_PROPERTY), 255u);
    EXPECT_EQ(get_number(storage, NCRYPT_SECURITY_DESCR_SUPPORT_PROPERTY), 0u);
    EXPECT_EQ(get_number(storage, NCRYPT_USE_COUNT_ENABLED_PROPERTY), 0u);
}

TEST(NCryptGetProperty, AgreesWithTheFileOnAPersistedKey) {
    const KeyStorage storage;
    storage.create(u"ECDSA_P256", u"a b");
    const StorageHandle key = storage.open(u"a b");
    EXPECT_EQ(get_text(key, NCRYPT_NAME_PROPERTY), u"a b");
    EXPECT_EQ(get_text(key, NCRYPT_UNIQUE_NAME_PROPERTY), u"a%20b.pem");
    struct stat file {};
    ASSERT_EQ(::stat(storage.folder().path("a%20b.pem").c_str(), &file), 0);
    // [MS-DTYP] 2.3.3: 100 ns since 1601.
    const std::uint64_t modified =
        (static_cast<std::uint64_t>(file.st_mtim.tv_sec) + 11'644'473'600) * 10'000'000 +
        static_cast<std::uint64_t>(file.st_mtim.tv_nsec) / 100;
    EXPECT_EQ(get(key, NCRYPT_LAST_MODIFIED_PROPERTY), octets_of(modified));
}

TEST(NCryptGetProperty, GivesAProviderHandleThatIsTheCallers) {
    const KeyStorage storage;
    const Buffer value = get(storage.begin(u"RSA"), NCRYPT_PROVIDER_HANDLE_PROPERTY);
    NCRYPT_PROV_HANDLE provider = 0;
    ASSERT_EQ(value.size(), sizeof provider);
    std::memcpy(&provider, value.data(), sizeof provider);
    EXPECT_EQ(NCryptIsAlgSupported(provider, u"RSA", 0), ERROR_SUCCESS);
    EXPECT_EQ(NCryptFreeObject(provider), ERROR_SUCCESS);
}

TEST(NCryptGetProperty, RefusesAPropertyThatThereIsNot) {
    const KeyStorage storage;
    const StorageHandle key = storage.import(foreign_keys::p256());
    for (const LPCWSTR name :
         {u"", u"My Own", NCRYPT_NAME_PROPERTY, NCRYPT_UNIQUE_NAME_PROPERTY,
          NCRYPT_BLOCK_LENGTH_PROPERTY, NCRYPT_LAST_MODIFIED_PROPERTY, NCRYPT_IMPL_TYPE_PROPERTY})
        EXPECT_EQ(get_status(key, name), NTE_NOT_FOUND);
    EXPECT_EQ(get_status(storage, NCRYPT_ALGORITHM_PROPERTY), NTE_NOT_FOUND);
    EXPECT_EQ(get_status(storage.import(foreign_keys::rsa()), NCRYPT_ECC_CURVE_NAME_PROPERTY),
              NTE_NOT_FOUND);
    EXPECT_EQ(get_status(key, NCRYPT_LENGTH_PROPERTY, NCRYPT_PERSIST_ONLY_FLAG), NTE_NOT_FOUND);
}

TEST(NCryptGetProperty, RefusesAPropertyThatCannotBeRead) {
    const KeyStorage storage;
    const StorageHandle key = storage.import(foreign_keys::p256());
    for (const LPCWSTR name : {NCRYPT_PIN_PROPERTY, NCRYPT_UI_POLICY_PROPERTY,
                               NCRYPT_SECURITY_DESCR_PROPERTY, NCRYPT_USE_COUNT_PROPERTY}) {
        EXPECT_EQ(get_status(key, name), NTE_NOT_SUPPORTED);
    }
    EXPECT_EQ(get_status(storage, NCRYPT_SECURITY_DESCR_PROPERTY), NTE_NOT_SUPPORTED);
}

TEST(NCryptGetProperty, RefusesWhatIsNoObjectOfTheStorage) {
    const KeyStorage storage;
    NCRYPT_PROV_HANDLE ssl = 0;
    ASSERT_EQ(SslOpenProvider(&ssl, MS_SCHANNEL_PROVIDER, 0), ERROR_SUCCESS);
    for (const NCRYPT_HANDLE handle : {NCRYPT_HANDLE{0}, kInvented, ssl, freed_key(storage)})
        EXPECT_EQ(get_status(handle, NCRYPT_NAME_PROPERTY), NTE_INVALID_HANDLE);
    SslFreeObject(ssl, 0);
}

TEST(NCryptGetProperty, RefusesABufferThatIsTooSmall) {
    const KeyStorage storage;
    const StorageHandle key = storage.import(foreign_keys::p256());
    for (const LPCWSTR name : {NCRYPT_ALGORITHM_PROPERTY, NCRYPT_LENGTH_PROPERTY,
                               NCRYPT_LENGTHS_PROPERTY, NCRYPT_PROVIDER_HANDLE_PROPERTY}) {
        DWORD needed = 0, size = 7;
        ASSERT_EQ(NCryptGetProperty(key, name, nullptr, 0, &needed, 0), ERROR_SUCCESS);
        Buffer value(needed - 1, 0xEE);
        EXPECT_EQ(NCryptGetProperty(key, name, value.data(), needed - 1, &size, 0),
                  NTE_BUFFER_TOO_SMALL);
        EXPECT_EQ(size, needed);
        EXPECT_EQ(value, Buffer(needed - 1, 0xEE));
    }
}

TEST(NCryptGetProperty, RefusesFlags) {
    const KeyStorage storage;
    EXPECT_EQ(get_status(storage, NCRYPT_NAME_PROPERTY, 1), NTE_BAD_FLAGS);
}

TEST(NCryptGetProperty, RefusesNoNameAndNoPlaceForTheSize) {
    const KeyStorage storage;
    Buffer value(10);
    EXPECT_EQ(get_status(storage, nullptr), NTE_INVALID_PARAMETER);
    EXPECT_EQ(get_status(storage, std::u16string(65, u'x').c_str()), NTE_INVALID_PARAMETER);
    EXPECT_EQ(NCryptGetProperty(storage, NCRYPT_NAME_PROPERTY, value.data(), 10, nullptr, 0),
              NTE_INVALID_PARAMETER);
}

TEST(NCryptGetProperty, RefusesWhatAPassphraseHides) {
    const KeyStorage storage;
    storage.create(u"ECDSA_P256", u"other");
    const Ran made =
        run("umask 077; openssl genpkey -algorithm ED25519 -aes256 -pass pass:so "
            "-out '" +
            storage.folder().path("web.pem").string() + "'");
    ASSERT_EQ(made.status, 0) << made.output;
    const StorageHandle key = storage.open(u"web");
    for (const LPCWSTR name :
         {NCRYPT_ALGORITHM_PROPERTY, NCRYPT_LENGTH_PROPERTY, NCRYPT_SIGNATURE_LENGTH_PROPERTY})
        EXPECT_EQ(get_status(key, name), NTE_SILENT_CONTEXT);
    EXPECT_EQ(get_text(key, NCRYPT_NAME_PROPERTY), u"web");
    set(key, NCRYPT_PIN_PROPERTY, with_nul(u"so"));
    EXPECT_EQ(get_text(key, NCRYPT_ALGORITHM_PROPERTY), u"Ed25519");
}

// -- NCryptSetProperty ----------------------------------------------------------------------------

TEST(NCryptSetProperty, AgreesWithLibcryptoOnTheLengthOfTheKeyThatIsMade) {
    const KeyStorage storage;
    const StorageHandle key = storage.begin(u"RSA", u"web");
    ASSERT_EQ(set_status(key, NCRYPT_LENGTH_PROPERTY, dword(1088), NCRYPT_PERSIST_FLAG),
              ERROR_SUCCESS);
    ASSERT_EQ(NCryptFinalizeKey(key, 0), ERROR_SUCCESS);
    EXPECT_EQ(EVP_PKEY_get_bits(read_private_pem(storage.folder().path("web.pem")).get()), 1088);
}

// "Set the import key BLOB as a property on the key, with the BLOB type as the property name."
TEST(NCryptSetProperty, AgreesWithLibcryptoOnABlobThatIsTheKeyToBe) {
    const KeyStorage storage;
    const ForeignRsa rsa(foreign_keys::rsa().foreign.get());
    const StorageHandle key = storage.begin(u"RSA", u"web");
    ASSERT_EQ(set_status(key, BCRYPT_RSAFULLPRIVATE_BLOB, rsa.full_blob()), ERROR_SUCCESS);
    EXPECT_EQ(get_number(key, NCRYPT_LENGTH_PROPERTY), 2048u);
    ASSERT_EQ(NCryptFinalizeKey(key, 0), ERROR_SUCCESS);
    EXPECT_EQ(EVP_PKEY_eq(read_private_pem(storage.folder().path("web.pem")).get(),
                          foreign_keys::rsa().foreign.get()),
              1);
    const StorageHandle ecdh = storage.begin(u"ECDH_P256");
    EXPECT_EQ(
        set_status(ecdh, NCRYPT_PKCS8_PRIVATE_KEY_BLOB, KeyStorage::pkcs8_of(foreign_keys::p256())),
        ERROR_SUCCESS);
    ASSERT_EQ(NCryptFinalizeKey(ecdh, 0), ERROR_SUCCESS);
    EXPECT_EQ(export_key(ecdh, BCRYPT_ECCPUBLIC_BLOB),
              ForeignEc(foreign_keys::p256().foreign.get()).public_blob(kEcdhPublicP256));
}

TEST(NCryptSetProperty, AgreesWithTheFileOnWhatIsStored) {
    const KeyStorage storage;
    const StorageHandle key = storage.begin(u"ECDSA_P256", u"web");
    set_number(key, NCRYPT_EXPORT_POLICY_PROPERTY,
               NCRYPT_ALLOW_EXPORT_FLAG | NCRYPT_ALLOW_PLAINTEXT_EXPORT_FLAG);
    set_number(key, NCRYPT_KEY_USAGE_PROPERTY, NCRYPT_ALLOW_SIGNING_FLAG);
    ASSERT_EQ(NCryptFinalizeKey(key, 0), ERROR_SUCCESS);
    EXPECT_TRUE(storage.folder().read("web.pem").starts_with(
        "Algorithm: ECDSA_P256\nExport Policy: 0x00000003\nKey Usage: 0x00000002\n-----BEGIN "));
    const StorageHandle opened = storage.open(u"web");
    // Once it is finalized, flags can only be taken away.
    set_number(opened, NCRYPT_EXPORT_POLICY_PROPERTY, NCRYPT_ALLOW_EXPORT_FLAG);
    EXPECT_EQ(get_number(storage.open(u"web"), NCRYPT_EXPORT_POLICY_PROPERTY),
              NCRYPT_ALLOW_EXPORT_FLAG);
    EXPECT_EQ(set_status(opened, NCRYPT_EXPORT_POLICY_PROPERTY,
                         dword(NCRYPT_ALLOW_PLAINTEXT_EXPORT_FLAG)),
              NTE_NOT_SUPPORTED);
    EXPECT_EQ(get_number(opened, NCRYPT_EXPORT_POLICY_PROPERTY), NCRYPT_ALLOW_EXPORT_FLAG);
}

TEST(NCryptSetProperty, TakesHintsForAUserInterface) {
    const KeyStorage storage;
    const StorageHandle key = storage.create(u"ECDSA_P256");
    for (const NCRYPT_HANDLE object : {NCRYPT_HANDLE{storage}, NCRYPT_HANDLE{key}}) {
        EXPECT_EQ(set_status(object, NCRYPT_WINDOW_HANDLE_PROPERTY, Buffer(8)), ERROR_SUCCESS);
        EXPECT_EQ(set_status(object, NCRYPT_USE_CONTEXT_PROPERTY, with_nul(u"to sign")),
                  ERROR_SUCCESS);
    }
}

TEST(NCryptSetProperty, TakesAPassphraseBackWithAnEmptyOne) {
    const KeyStorage storage;
    const StorageHandle key = storage.begin(u"ECDSA_P256", u"web");
    set(key, NCRYPT_PIN_PROPERTY, with_nul(u"so"));
    set(key, NCRYPT_PIN_PROPERTY, with_nul(u""));
    ASSERT_EQ(NCryptFinalizeKey(key, 0), ERROR_SUCCESS);
    EXPECT_NE(read_private_pem(storage.folder().path("web.pem")), nullptr);
    // A key in the clear needs none, and takes any.
    EXPECT_EQ(set_status(storage.open(u"web"), NCRYPT_PIN_PROPERTY, with_nul(u"x")), ERROR_SUCCESS);
}

TEST(NCryptSetProperty, RefusesWhatIsNoObjectOfTheStorage) {
    const KeyStorage storage;
    for (const NCRYPT_HANDLE handle : {NCRYPT_HANDLE{0}, kInvented, freed_key(storage)})
        EXPECT_EQ(set_status(handle, NCRYPT_LENGTH_PROPERTY, dword(2048)), NTE_INVALID_HANDLE);
}

TEST(NCryptSetProperty, RefusesWhatCannotBeSet) {
    const KeyStorage storage;
    const StorageHandle key = storage.begin(u"RSA");
    for (const LPCWSTR name : {NCRYPT_ALGORITHM_PROPERTY, NCRYPT_NAME_PROPERTY, u"My Own", u"",
                               NCRYPT_UI_POLICY_PROPERTY, NCRYPT_SECURITY_DESCR_PROPERTY,
                               BCRYPT_RSAPUBLIC_BLOB, NCRYPT_ECC_CURVE_NAME_PROPERTY})
        EXPECT_EQ(set_status(key, name, dword(1)), NTE_NOT_SUPPORTED);
    EXPECT_EQ(set_status(storage, NCRYPT_NAME_PROPERTY, with_nul(u"x")), NTE_NOT_SUPPORTED);
    EXPECT_EQ(set_status(storage, NCRYPT_PIN_PROPERTY, with_nul(u"x")), NTE_NOT_SUPPORTED);
    EXPECT_EQ(set_status(key, NCRYPT_LENGTH_PROPERTY, dword(2048), NCRYPT_PERSIST_ONLY_FLAG),
              NTE_NOT_SUPPORTED);
}

TEST(NCryptSetProperty, RefusesALengthThatTheKeyCannotHave) {
    const KeyStorage storage;
    const StorageHandle rsa = storage.begin(u"RSA"), ec = storage.begin(u"ECDSA_P256");
    for (const DWORD bits : {0u, 512u, 1000u, 1025u, 16448u, 0xFFFFFFFFu})
        EXPECT_EQ(set_status(rsa, NCRYPT_LENGTH_PROPERTY, dword(bits)), NTE_NOT_SUPPORTED) << bits;
    EXPECT_EQ(set_status(ec, NCRYPT_LENGTH_PROPERTY, dword(384)), NTE_NOT_SUPPORTED);
    EXPECT_EQ(set_status(ec, NCRYPT_LENGTH_PROPERTY, dword(256)), ERROR_SUCCESS);
    EXPECT_EQ(get_number(rsa, NCRYPT_LENGTH_PROPERTY), 2048u);
}

TEST(NCryptSetProperty, RefusesACurveThatTheKeyCannotHave) {
    const KeyStorage storage;
    const StorageHandle generic = storage.begin(u"ECDH"), fixed = storage.begin(u"ECDSA_P256");
    for (const LPCWSTR name : {u"", u"nistP192", u"secp256k1", u"curve25519", u"ffdhe2048"})
        EXPECT_EQ(set_status(generic, NCRYPT_ECC_CURVE_NAME_PROPERTY, with_nul(name)),
                  NTE_NOT_SUPPORTED);
    EXPECT_EQ(set_status(fixed, NCRYPT_ECC_CURVE_NAME_PROPERTY, with_nul(u"nistP384")),
              NTE_NOT_SUPPORTED);
    EXPECT_EQ(set_status(fixed, NCRYPT_ECC_CURVE_NAME_PROPERTY, with_nul(u"nistP256")),
              ERROR_SUCCESS);
}

TEST(NCryptSetProperty, RefusesAFinalizedKeysPropertiesThatAreFixed) {
    const KeyStorage storage;
    const StorageHandle key = storage.create(u"ECDSA_P256");
    EXPECT_EQ(set_status(key, NCRYPT_LENGTH_PROPERTY, dword(256)), NTE_BAD_KEY_STATE);
    EXPECT_EQ(set_status(key, NCRYPT_KEY_USAGE_PROPERTY, dword(1)), NTE_BAD_KEY_STATE);
    EXPECT_EQ(set_status(key, NCRYPT_ECC_CURVE_NAME_PROPERTY, with_nul(u"nistP256")),
              NTE_BAD_KEY_STATE);
    EXPECT_EQ(set_status(key, BCRYPT_ECCPRIVATE_BLOB, Buffer(10)), NTE_BAD_KEY_STATE);
    EXPECT_EQ(get_number(key, NCRYPT_KEY_USAGE_PROPERTY), 0x00ffffffu);
}

TEST(NCryptSetProperty, RefusesToLetACreatedKeyOutAfterwards) {
    const KeyStorage storage;
    const StorageHandle key = storage.create(u"ECDSA_P256");
    EXPECT_EQ(set_status(key, NCRYPT_EXPORT_POLICY_PROPERTY, dword(1)), NTE_NOT_SUPPORTED);
    EXPECT_EQ(get_number(key, NCRYPT_EXPORT_POLICY_PROPERTY), 0u);
}

TEST(NCryptSetProperty, RefusesValuesOfAnotherShape) {
    const KeyStorage storage;
    const StorageHandle key = storage.begin(u"RSA");
    for (const LPCWSTR name :
         {NCRYPT_LENGTH_PROPERTY, NCRYPT_EXPORT_POLICY_PROPERTY, NCRYPT_KEY_USAGE_PROPERTY})
        for (const std::size_t size : {0u, 3u, 5u})
            EXPECT_EQ(set_status(key, name, Buffer(size, 0)), NTE_INVALID_PARAMETER);
    EXPECT_EQ(set_status(key, NCRYPT_EXPORT_POLICY_PROPERTY, dword(0x10)), NTE_INVALID_PARAMETER);
    EXPECT_EQ(set_status(key, NCRYPT_KEY_USAGE_PROPERTY, dword(0x01000000)), NTE_INVALID_PARAMETER);
    EXPECT_EQ(set_status(key, NCRYPT_PIN_PROPERTY, Buffer(3, 'x')), NTE_INVALID_PARAMETER);
    EXPECT_EQ(set_status(key, NCRYPT_PIN_PROPERTY, Buffer(8192, 'x')), NTE_INVALID_PARAMETER);
    EXPECT_EQ(set_status(key, NCRYPT_PIN_PROPERTY, Buffer{0x00, 0xD8}), NTE_INVALID_PARAMETER);
    EXPECT_EQ(set_status(key, nullptr, dword(1)), NTE_INVALID_PARAMETER);
    EXPECT_EQ(NCryptSetProperty(key, NCRYPT_LENGTH_PROPERTY, nullptr, 4, 0), NTE_INVALID_PARAMETER);
    EXPECT_EQ(set_status(key, NCRYPT_USE_CONTEXT_PROPERTY, Buffer(NCRYPT_MAX_PROPERTY_DATA + 1)),
              NTE_INVALID_PARAMETER);
}

TEST(NCryptSetProperty, RefusesABlobOfAnotherAlgorithm) {
    const KeyStorage storage;
    const ForeignEc ec(foreign_keys::p256().foreign.get());
    const std::pair<LPCWSTR, LPCWSTR> kinds[] = {{u"RSA", BCRYPT_ECCPRIVATE_BLOB},
                                                 {u"ECDSA_P384", BCRYPT_ECCPRIVATE_BLOB},
                                                 {u"ECDH_P256", BCRYPT_ECCPRIVATE_BLOB},
                                                 {u"ECDH", BCRYPT_PRIVATE_KEY_BLOB}};
    for (const auto& [algorithm, type] : kinds) {
        const StorageHandle key = storage.begin(algorithm);
        EXPECT_EQ(set_status(key, type, ec.private_blob(kEcdsaPrivateP256)), NTE_BAD_TYPE);
        EXPECT_EQ(get_text(key, NCRYPT_ALGORITHM_PROPERTY), algorithm);
    }
}

TEST(NCryptSetProperty, RefusesADamagedBlob) {
    const KeyStorage storage;
    EXPECT_EQ(set_status(storage.begin(u"RSA"), BCRYPT_RSAFULLPRIVATE_BLOB, Buffer(24, 1)),
              NTE_BAD_DATA);
}

TEST(NCryptSetProperty, RefusesAWrongPassphrase) {
    const KeyStorage storage;
    StorageHandle made = storage.begin(u"ECDSA_P256", u"web");
    set(made, NCRYPT_PIN_PROPERTY, with_nul(u"right"));
    ASSERT_EQ(NCryptFinalizeKey(made, 0), ERROR_SUCCESS);
    const StorageHandle key = storage.open(u"web");
    for (const LPCWSTR wrong : {u"", u"wrong", u"righ", u"right "})
        EXPECT_EQ(set_status(key, NCRYPT_PIN_PROPERTY, with_nul(wrong)), NTE_INCORRECT_PASSWORD);
    EXPECT_EQ(set_status(key, NCRYPT_PIN_PROPERTY, with_nul(u"right")), ERROR_SUCCESS);
}

void create_protected(const KeyStorage& storage, DWORD flags) {
    const StorageHandle key = storage.begin(u"ECDSA_P256", u"web", flags);
    set(key, NCRYPT_PIN_PROPERTY, with_nul(u"so"));
    ASSERT_EQ(NCryptFinalizeKey(key, 0), ERROR_SUCCESS);
}

TEST(NCryptSetProperty, RefusesThePassphraseOfAKeyThatTookThePlaceOfThisOne) {
    const KeyStorage storage;
    create_protected(storage, 0);
    const StorageHandle first = storage.open(u"web");
    create_protected(storage, NCRYPT_OVERWRITE_KEY_FLAG);
    EXPECT_EQ(set_status(first, NCRYPT_PIN_PROPERTY, with_nul(u"so")), NTE_BAD_KEYSET);
}

TEST(NCryptSetProperty, RefusesFlags) {
    const KeyStorage storage;
    EXPECT_EQ(set_status(storage.begin(u"RSA"), NCRYPT_LENGTH_PROPERTY, dword(2048), 1),
              NTE_BAD_FLAGS);
}

}  // namespace
}  // namespace secur32::test
