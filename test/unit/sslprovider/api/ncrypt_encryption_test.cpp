// NCryptEncrypt, NCryptDecrypt against libcrypto: each decrypts what the other encrypts.
#include <gtest/gtest.h>

#include "test/support/foreign_blobs.h"

namespace secur32::test {
namespace {

constexpr NCRYPT_HANDLE kInvented = 0x1234567800000001;
const Buffer kContent = {'s', 'e', 'c', 'r', 'e', 't'};
const Buffer kLabel = {'l', 'a', 'b', 'e', 'l'};

struct Padding {
    int libcrypto;
    DWORD flags;
    LPCWSTR hash;
    const EVP_MD* foreign;
    bool labelled;
};
const Padding kPaddings[] = {
    {RSA_PKCS1_PADDING, NCRYPT_PAD_PKCS1_FLAG, nullptr, nullptr, false},
    {RSA_PKCS1_OAEP_PADDING, NCRYPT_PAD_OAEP_FLAG, BCRYPT_SHA1_ALGORITHM, EVP_sha1(), false},
    {RSA_PKCS1_OAEP_PADDING, NCRYPT_PAD_OAEP_FLAG, BCRYPT_SHA256_ALGORITHM, EVP_sha256(), true},
    {RSA_PKCS1_OAEP_PADDING, NCRYPT_PAD_OAEP_FLAG, BCRYPT_SHA512_ALGORITHM, EVP_sha512(), false},
    {RSA_NO_PADDING, NCRYPT_NO_PADDING_FLAG, nullptr, nullptr, false},
};

// As long as the modulus where nothing pads it, and below it.
Buffer content_for(const Padding& padding) {
    if (padding.libcrypto != RSA_NO_PADDING) return kContent;
    Buffer content(256, 0x5A);
    content[0] = 0;
    return content;
}

struct Oaep {
    explicit Oaep(const Padding& padding)
        : label(padding.labelled ? kLabel : Buffer()),
          info{padding.hash, padding.labelled ? label.data() : nullptr, size_of(label)} {}
    Buffer label;
    BCRYPT_OAEP_PADDING_INFO info;
};

// What libcrypto makes of it, asked directly.
Buffer foreign(bool encrypts, const Padding& padding, const Buffer& input) {
    EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new(foreign_keys::rsa().foreign.get(), nullptr);
    encrypts ? EVP_PKEY_encrypt_init(context) : EVP_PKEY_decrypt_init(context);
    EVP_PKEY_CTX_set_rsa_padding(context, padding.libcrypto);
    if (padding.foreign != nullptr) {
        EVP_PKEY_CTX_set_rsa_oaep_md(context, padding.foreign);
        EVP_PKEY_CTX_set_rsa_mgf1_md(context, padding.foreign);
    }
    if (padding.labelled)
        EVP_PKEY_CTX_set0_rsa_oaep_label(context, OPENSSL_memdup(kLabel.data(), kLabel.size()),
                                         static_cast<int>(kLabel.size()));
    Buffer output(256);
    std::size_t length = output.size();
    const int done =
        encrypts ? EVP_PKEY_encrypt(context, output.data(), &length, input.data(), input.size())
                 : EVP_PKEY_decrypt(context, output.data(), &length, input.data(), input.size());
    EVP_PKEY_CTX_free(context);
    ERR_clear_error();
    output.resize(done == 1 ? length : 0);
    return output;
}

// A call of either function, whose outputs a failure must leave alone.
struct Call {
    decltype(&NCryptEncrypt) function;
    Buffer input = kContent;
    void* padding = nullptr;
    DWORD flags = NCRYPT_PAD_PKCS1_FLAG;
    Buffer output = Buffer(300, 0xEE);
    DWORD size = 7;
    SECURITY_STATUS operator()(NCRYPT_KEY_HANDLE key) {
        size = 7;
        return function(key, writable(input), size_of(input), padding, output.data(),
                        size_of(output), &size, flags);
    }
    bool untouched() const { return size == 0 && output == Buffer(output.size(), 0xEE); }
    Buffer result() const { return {output.begin(), output.begin() + size}; }
};

StorageHandle public_rsa(const KeyStorage& storage) {
    return storage.import(BCRYPT_RSAPUBLIC_BLOB,
                          ForeignRsa(foreign_keys::rsa().foreign.get()).public_blob());
}

// -- NCryptEncrypt --------------------------------------------------------------------------------

TEST(NCryptEncrypt, AgreesWithLibcryptosDecryption) {
    const KeyStorage storage;
    const StorageHandle key = public_rsa(storage);
    for (const Padding& padding : kPaddings) {
        Oaep oaep(padding);
        Call encrypt{NCryptEncrypt, content_for(padding), &oaep.info, padding.flags};
        ASSERT_EQ(encrypt(key), ERROR_SUCCESS);
        EXPECT_EQ(encrypt.size, 256u);
        EXPECT_EQ(foreign(false, padding, encrypt.result()), content_for(padding));
    }
}

TEST(NCryptEncrypt, TellsTheSizeAndEncryptsInPlace) {
    const KeyStorage storage;
    const StorageHandle key = public_rsa(storage);
    Buffer room(256);
    std::copy(kContent.begin(), kContent.end(), room.begin());
    DWORD size = 0;
    EXPECT_EQ(NCryptEncrypt(key, room.data(), size_of(kContent), nullptr, nullptr, 0, &size,
                            NCRYPT_PAD_PKCS1_FLAG | NCRYPT_SILENT_FLAG),
              ERROR_SUCCESS);
    EXPECT_EQ(size, 256u);
    ASSERT_EQ(NCryptEncrypt(key, room.data(), size_of(kContent), nullptr, room.data(), 256, &size,
                            NCRYPT_PAD_PKCS1_FLAG),
              ERROR_SUCCESS);
    EXPECT_EQ(foreign(false, kPaddings[0], room), kContent);
}

// "Any bits after the first N bits are ignored."
TEST(NCryptEncrypt, AgreesWithTheDocumentationOnWhatIsTooLongWithoutPadding) {
    const KeyStorage storage;
    Call encrypt{NCryptEncrypt, content_for(kPaddings[4]), nullptr, NCRYPT_NO_PADDING_FLAG};
    encrypt.input.insert(encrypt.input.end(), 40, 0xFF);
    ASSERT_EQ(encrypt(public_rsa(storage)), ERROR_SUCCESS);
    EXPECT_EQ(foreign(false, kPaddings[4], encrypt.result()), content_for(kPaddings[4]));
}

TEST(NCryptEncrypt, RefusesWhatIsNoKey) {
    const KeyStorage storage;
    for (const NCRYPT_HANDLE handle :
         {NCRYPT_HANDLE{0}, kInvented, NCRYPT_HANDLE{storage}, freed_key(storage)}) {
        Call encrypt{NCryptEncrypt};
        EXPECT_EQ(encrypt(handle), NTE_INVALID_HANDLE);
        EXPECT_TRUE(encrypt.untouched());
    }
}

TEST(NCryptEncrypt, RefusesKeysThatOnlySign) {
    const KeyStorage storage;
    for (const auto* const other :
         {&foreign_keys::p256(), &foreign_keys::ed25519(), &foreign_keys::restricted_pss()}) {
        Call encrypt{NCryptEncrypt};
        EXPECT_EQ(encrypt(storage.import(*other)), NTE_NOT_SUPPORTED);
        EXPECT_TRUE(encrypt.untouched());
    }
}

TEST(NCryptEncrypt, RefusesFlags) {
    const KeyStorage storage;
    Call encrypt{NCryptEncrypt};
    encrypt.flags = NCRYPT_PAD_PSS_FLAG;
    EXPECT_EQ(encrypt(public_rsa(storage)), NTE_BAD_FLAGS);
    EXPECT_TRUE(encrypt.untouched());
}

TEST(NCryptEncrypt, RefusesOtherThanOnePadding) {
    const KeyStorage storage;
    const StorageHandle key = public_rsa(storage);
    for (const DWORD flags : {DWORD{0}, DWORD{NCRYPT_PAD_PKCS1_FLAG | NCRYPT_PAD_OAEP_FLAG},
                              DWORD{NCRYPT_NO_PADDING_FLAG | NCRYPT_PAD_PKCS1_FLAG}}) {
        Call encrypt{NCryptEncrypt};
        encrypt.flags = flags;
        EXPECT_EQ(encrypt(key), NTE_INVALID_PARAMETER);
        EXPECT_TRUE(encrypt.untouched());
    }
}

TEST(NCryptEncrypt, RefusesContentThatDoesNotFit) {
    const KeyStorage storage;
    const StorageHandle key = public_rsa(storage);
    Oaep oaep(kPaddings[1]);
    const std::pair<DWORD, Buffer> kinds[] = {
        {NCRYPT_PAD_PKCS1_FLAG, Buffer(246, 1)},      // 256 - 11 at most
        {NCRYPT_PAD_OAEP_FLAG, Buffer(215, 1)},       // 256 - 2 * 20 - 2 at most
        {NCRYPT_NO_PADDING_FLAG, Buffer(255, 1)},     // too short
        {NCRYPT_NO_PADDING_FLAG, Buffer(256, 0xFF)},  // not below the modulus
    };
    for (const auto& [flags, content] : kinds) {
        Call encrypt{NCryptEncrypt, content, &oaep.info, flags};
        EXPECT_EQ(encrypt(key), NTE_INVALID_PARAMETER);
        EXPECT_TRUE(encrypt.untouched());
    }
}

TEST(NCryptEncrypt, RefusesAnOaepWithoutItsParts) {
    const KeyStorage storage;
    const StorageHandle key = public_rsa(storage);
    BCRYPT_OAEP_PADDING_INFO kinds[] = {
        {nullptr, nullptr, 0}, {u"SHA3-256", nullptr, 0}, {BCRYPT_SHA1_ALGORITHM, nullptr, 5}};
    for (BCRYPT_OAEP_PADDING_INFO& kind : kinds) {
        Call encrypt{NCryptEncrypt, kContent, &kind, NCRYPT_PAD_OAEP_FLAG};
        EXPECT_EQ(encrypt(key), NTE_INVALID_PARAMETER);
        EXPECT_TRUE(encrypt.untouched());
    }
    Call encrypt{NCryptEncrypt, kContent, nullptr, NCRYPT_PAD_OAEP_FLAG};
    EXPECT_EQ(encrypt(key), NTE_INVALID_PARAMETER);
    EXPECT_TRUE(encrypt.untouched());
}

TEST(NCryptEncrypt, RefusesABufferThatIsTooSmall) {
    const KeyStorage storage;
    Call encrypt{NCryptEncrypt};
    encrypt.output.assign(255, 0xEE);
    EXPECT_EQ(encrypt(public_rsa(storage)), NTE_BUFFER_TOO_SMALL);
    EXPECT_EQ(encrypt.size, 256u);
    EXPECT_EQ(encrypt.output, Buffer(255, 0xEE));
}

TEST(NCryptEncrypt, RefusesAKeyThatIsNotFinalized) {
    const KeyStorage storage;
    Call encrypt{NCryptEncrypt};
    EXPECT_EQ(encrypt(storage.begin(u"RSA")), NTE_BAD_KEY_STATE);
    EXPECT_TRUE(encrypt.untouched());
}

TEST(NCryptEncrypt, RefusesASizeWithoutAnAddressAndNoPlaceForTheSize) {
    const KeyStorage storage;
    const StorageHandle key = public_rsa(storage);
    Call encrypt{NCryptEncrypt};
    EXPECT_EQ(NCryptEncrypt(key, nullptr, 6, nullptr, encrypt.output.data(), 300, &encrypt.size,
                            NCRYPT_PAD_PKCS1_FLAG),
              NTE_INVALID_PARAMETER);
    EXPECT_TRUE(encrypt.untouched());
    EXPECT_EQ(NCryptEncrypt(key, writable(kContent), 6, nullptr, encrypt.output.data(), 300,
                            nullptr, NCRYPT_PAD_PKCS1_FLAG),
              NTE_INVALID_PARAMETER);
}

// -- NCryptDecrypt --------------------------------------------------------------------------------

TEST(NCryptDecrypt, AgreesWithLibcryptosEncryption) {
    const KeyStorage storage;
    const StorageHandle key = storage.import(foreign_keys::rsa());
    for (const Padding& padding : kPaddings) {
        Oaep oaep(padding);
        Call decrypt{NCryptDecrypt, foreign(true, padding, content_for(padding)), &oaep.info,
                     padding.flags};
        ASSERT_EQ(decrypt(key), ERROR_SUCCESS);
        EXPECT_EQ(decrypt.result(), content_for(padding));
    }
}

TEST(NCryptDecrypt, TellsTheSizeAndDecryptsInPlace) {
    const KeyStorage storage;
    const StorageHandle key = storage.import(foreign_keys::rsa());
    Buffer room = foreign(true, kPaddings[0], kContent);
    DWORD size = 0;
    EXPECT_EQ(
        NCryptDecrypt(key, room.data(), 256, nullptr, nullptr, 0, &size, NCRYPT_PAD_PKCS1_FLAG),
        ERROR_SUCCESS);
    EXPECT_EQ(size, 256u);
    ASSERT_EQ(NCryptDecrypt(key, room.data(), 256, nullptr, room.data(), 256, &size,
                            NCRYPT_PAD_PKCS1_FLAG),
              ERROR_SUCCESS);
    EXPECT_EQ(Buffer(room.begin(), room.begin() + size), kContent);
}

TEST(NCryptDecrypt, RefusesWhatIsNoKey) {
    const KeyStorage storage;
    for (const NCRYPT_HANDLE handle :
         {NCRYPT_HANDLE{0}, kInvented, NCRYPT_HANDLE{storage}, freed_key(storage)}) {
        Call decrypt{NCryptDecrypt};
        EXPECT_EQ(decrypt(handle), NTE_INVALID_HANDLE);
        EXPECT_TRUE(decrypt.untouched());
    }
}

TEST(NCryptDecrypt, RefusesKeysThatOnlySign) {
    const KeyStorage storage;
    Call decrypt{NCryptDecrypt};
    EXPECT_EQ(decrypt(storage.import(foreign_keys::p256())), NTE_NOT_SUPPORTED);
    EXPECT_TRUE(decrypt.untouched());
}

TEST(NCryptDecrypt, RefusesAKeyWhoseUsageForbidsIt) {
    const KeyStorage storage;
    const StorageHandle key =
        storage.import(NCRYPT_PKCS8_PRIVATE_KEY_BLOB, KeyStorage::pkcs8_of(foreign_keys::rsa()),
                       nullptr, NCRYPT_DO_NOT_FINALIZE_FLAG);
    set_number(key, NCRYPT_KEY_USAGE_PROPERTY, NCRYPT_ALLOW_SIGNING_FLAG);
    ASSERT_EQ(NCryptFinalizeKey(key, 0), ERROR_SUCCESS);
    Call decrypt{NCryptDecrypt, foreign(true, kPaddings[0], kContent)};
    EXPECT_EQ(decrypt(key), NTE_PERM);
    EXPECT_TRUE(decrypt.untouched());
}

TEST(NCryptDecrypt, RefusesAPublicKey) {
    const KeyStorage storage;
    Call decrypt{NCryptDecrypt, foreign(true, kPaddings[0], kContent)};
    EXPECT_EQ(decrypt(public_rsa(storage)), NTE_BAD_KEY);
    EXPECT_TRUE(decrypt.untouched());
}

TEST(NCryptDecrypt, RefusesWhatDoesNotDecrypt) {
    const KeyStorage storage;
    const StorageHandle key = storage.import(foreign_keys::rsa());
    for (const Padding& padding : kPaddings) {
        if (padding.libcrypto == RSA_NO_PADDING) continue;
        Oaep oaep(padding);
        Buffer damaged = foreign(true, padding, kContent);
        damaged[200] ^= 1;
        for (const Buffer& input : {damaged, Buffer(255, 1), Buffer(257, 1), Buffer(256, 0xFF),
                                    Buffer(256, 0), Buffer()}) {
            Call decrypt{NCryptDecrypt, input, &oaep.info, padding.flags};
            EXPECT_EQ(decrypt(key), NTE_INVALID_PARAMETER) << input.size();
            EXPECT_TRUE(decrypt.untouched());
        }
    }
}

TEST(NCryptDecrypt, RefusesAnotherLabel) {
    const KeyStorage storage;
    Oaep oaep(kPaddings[2]);
    Call decrypt{NCryptDecrypt, foreign(true, kPaddings[2], kContent), &oaep.info,
                 NCRYPT_PAD_OAEP_FLAG};
    oaep.label[0] ^= 1;
    EXPECT_EQ(decrypt(storage.import(foreign_keys::rsa())), NTE_INVALID_PARAMETER);
    EXPECT_TRUE(decrypt.untouched());
}

TEST(NCryptDecrypt, RefusesABufferThatIsTooSmall) {
    const KeyStorage storage;
    Call decrypt{NCryptDecrypt, foreign(true, kPaddings[0], kContent)};
    decrypt.output.assign(kContent.size() - 1, 0xEE);
    EXPECT_EQ(decrypt(storage.import(foreign_keys::rsa())), NTE_BUFFER_TOO_SMALL);
    EXPECT_EQ(decrypt.size, kContent.size());
    EXPECT_EQ(decrypt.output, Buffer(kContent.size() - 1, 0xEE));
}

TEST(NCryptDecrypt, RefusesAKeyWhosePassphraseWasNotTold) {
    const KeyStorage storage;
    StorageParameters list;
    list.add(NCRYPTBUFFER_PKCS_KEY_NAME, u"web");
    const StorageHandle made =
        storage.import(NCRYPT_PKCS8_PRIVATE_KEY_BLOB, KeyStorage::pkcs8_of(foreign_keys::rsa()),
                       list.get(), NCRYPT_DO_NOT_FINALIZE_FLAG);
    set(made, NCRYPT_PIN_PROPERTY, with_nul(u"so"));
    ASSERT_EQ(NCryptFinalizeKey(made, 0), ERROR_SUCCESS);
    Call decrypt{NCryptDecrypt, foreign(true, kPaddings[0], kContent)};
    EXPECT_EQ(decrypt(storage.open(u"web")), NTE_SILENT_CONTEXT);
    EXPECT_TRUE(decrypt.untouched());
}

TEST(NCryptDecrypt, RefusesFlagsAndAKeyThatIsNotFinalized) {
    const KeyStorage storage;
    Call decrypt{NCryptDecrypt};
    EXPECT_EQ(decrypt(storage.begin(u"RSA")), NTE_BAD_KEY_STATE);
    decrypt.flags = 0x10;
    EXPECT_EQ(decrypt(storage.import(foreign_keys::rsa())), NTE_BAD_FLAGS);
    EXPECT_TRUE(decrypt.untouched());
}

}  // namespace
}  // namespace secur32::test
