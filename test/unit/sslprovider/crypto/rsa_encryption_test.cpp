// RSA decryption: Wycheproof's cases, and a premaster secret that tells nothing of what was wrong
// with it.  Blocks are made by hand and encrypted without padding.
#include "sslprovider/crypto/rsa_encryption.h"

#include <gtest/gtest.h>

#include <iostream>

#include "test/support/vectors.h"
#include "test/support/wycheproof.h"
#include "test/unit/sslprovider/crypto/foreign_keys.h"

namespace secur32::crypto {
namespace {

using namespace foreign;
using test::for_each_wycheproof;
using test::WycheproofCase;

constexpr std::uint16_t kTls12 = 0x0303;

class RsaEncryptionTest : public testing::Test {
 protected:
    void SetUp() override { ERR_clear_error(); }
    void TearDown() override { EXPECT_EQ(ERR_peek_error(), 0u); }
};

class RsaDecryptionVectors : public testing::TestWithParam<const char*> {};

PrivateKey key_of(const WycheproofCase& each) {
    auto key = PrivateKey::from_pkcs8(each.group_bytes("privateKeyPkcs8"));
    if (!key.ok()) throw std::runtime_error(each.where + ": the key is refused");
    return std::move(key).value();
}

void expect_content(const WycheproofCase& each, const Result<SecureBytes>& content) {
    EXPECT_EQ(content.status(), each.valid() ? Status::ok : Status::invalid_parameter)
        << each.where;
    if (each.valid() && content.ok()) {
        EXPECT_EQ(content.value(), SecureBytes(each.bytes("msg"))) << each.where;
    }
    EXPECT_EQ(ERR_peek_error(), 0u) << each.where;
}

TEST_P(RsaDecryptionVectors, DecryptAsWycheproofSays) {
    for_each_wycheproof(GetParam(), [](const WycheproofCase& each) {
        expect_content(each, decrypt_pkcs1(key_of(each), each.bytes("ct")));
    });
}

// None of these files has a content of 48 octets, so that valid and invalid alike have to give
// random octets, other ones each time.
TEST_P(RsaDecryptionVectors, GiveARandomPremasterWhateverIsInside) {
    std::size_t replaced = 0, refused = 0;
    for_each_wycheproof(GetParam(), [&](const WycheproofCase& each) {
        const PrivateKey key = key_of(each);
        const Buffer encrypted = each.bytes("ct");
        const auto first = decrypt_premaster(key, encrypted, kTls12, 0);
        const auto second = decrypt_premaster(key, encrypted, kTls12, 0);
        if (encrypted.size() != key.bits() / 8) {
            EXPECT_EQ(first.status(), Status::bad_data) << each.where;
            ++refused;
            return;
        }
        ASSERT_NE(each.bytes("msg").size(), kPreMasterLength);
        ASSERT_TRUE(first.ok() && second.ok()) << each.where;
        EXPECT_EQ(first.value().size(), kPreMasterLength) << each.where;
        EXPECT_FALSE(first.value() == second.value()) << each.where;
        EXPECT_EQ(ERR_peek_error(), 0u) << each.where;
        ++replaced;
    });
    std::cout << "  " << replaced << " replaced, " << refused << " of another length\n";
    EXPECT_GT(replaced, refused);
}

INSTANTIATE_TEST_SUITE_P(Wycheproof, RsaDecryptionVectors,
                         testing::Values("rsa_pkcs1_2048_test.json", "rsa_pkcs1_3072_test.json",
                                         "rsa_pkcs1_4096_test.json"));

TEST_F(RsaEncryptionTest, OaepDecryptsAsWycheproofSays) {
    for_each_wycheproof("rsa_oaep_2048_sha1_mgf1sha1_test.json", [](const WycheproofCase& each) {
        const Buffer label = each.bytes("label");
        expect_content(each,
                       decrypt_oaep(key_of(each), {.hash = HashAlgorithm::sha1, .label = label},
                                    each.bytes("ct")));
    });
}

// ---- The premaster secret

Buffer premaster(std::uint16_t version, std::size_t length = kPreMasterLength) {
    Buffer octets(length, 0x5c);
    octets[0] = static_cast<std::uint8_t>(version >> 8);
    octets[1] = static_cast<std::uint8_t>(version);
    return octets;
}

// RFC 8017 7.2.1: 00 02 PS 00 M
Buffer block_around(Bytes content) {
    Buffer block(256, 0x77);
    block[0] = 0;
    block[1] = 2;
    block[256 - content.size() - 1] = 0;
    std::ranges::copy(content, block.end() - static_cast<std::ptrdiff_t>(content.size()));
    return block;
}

Result<SecureBytes> decrypt_block(const Buffer& block, std::uint16_t offered = kTls12,
                                  std::uint16_t negotiated = 0) {
    const auto encrypted = encrypt_raw(rsa().open(), block);
    EXPECT_TRUE(encrypted.ok());
    return decrypt_premaster(*rsa().ours, encrypted.value(), offered, negotiated);
}

TEST_F(RsaEncryptionTest, ARightPremasterComesBack) {
    for (const int each : {0x0300, 0x0301, 0x0302, 0x0303, 0xfeff, 0xfefd}) {
        const auto version = static_cast<std::uint16_t>(each);
        const Buffer sent = premaster(version);
        const auto encrypted = encrypt_pkcs1(rsa().open(), sent);
        ASSERT_TRUE(encrypted.ok());
        const auto received = decrypt_premaster(*rsa().ours, encrypted.value(), version, 0);
        ASSERT_TRUE(received.ok());
        EXPECT_EQ(received.value(), SecureBytes(sent));
    }
}

TEST_F(RsaEncryptionTest, APremasterOfWhateverVersionComesBack) {
    for (const std::uint16_t version : {std::uint16_t{0}, std::uint16_t{0x0301}, kTls12}) {
        const Buffer sent = premaster(version);
        const auto encrypted = encrypt_pkcs1(rsa().open(), sent);
        const auto received = decrypt_premaster(*rsa().ours, encrypted.value());
        ASSERT_TRUE(received.ok());
        EXPECT_EQ(received.value(), SecureBytes(sent));
    }
    const auto other = encrypt_pkcs1(rsa().open(), Buffer(47, 3));
    const auto first = decrypt_premaster(*rsa().ours, other.value());
    const auto second = decrypt_premaster(*rsa().ours, other.value());
    ASSERT_TRUE(first.ok() && second.ok());
    EXPECT_EQ(first.value().size(), kPreMasterLength);
    EXPECT_FALSE(first.value() == second.value());
    EXPECT_EQ(decrypt_premaster(*rsa().ours, Buffer(255)).status(), Status::bad_data);
}

TEST_F(RsaEncryptionTest, APremasterThatLibcryptoEncryptedComesBack) {
    const Buffer sent = premaster(kTls12);
    EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new(rsa().foreign.get(), nullptr);
    Buffer encrypted(256);
    std::size_t length = encrypted.size();
    ASSERT_EQ(EVP_PKEY_encrypt_init(context), 1);
    ASSERT_EQ(EVP_PKEY_encrypt(context, encrypted.data(), &length, sent.data(), sent.size()), 1);
    EVP_PKEY_CTX_free(context);
    const auto received = decrypt_premaster(*rsa().ours, encrypted, kTls12, 0);
    ASSERT_TRUE(received.ok());
    EXPECT_EQ(received.value(), SecureBytes(sent));
}

TEST_F(RsaEncryptionTest, TheNegotiatedVersionIsAcceptedWhereItIsGiven) {
    const Buffer block = block_around(premaster(0x0301));
    const SecureBytes sent(premaster(0x0301));
    const auto tolerated = decrypt_block(block, 0x0303, 0x0301);
    const auto strict = decrypt_block(block, 0x0303, 0);
    const auto other = decrypt_block(block, 0x0303, 0x0302);
    ASSERT_TRUE(tolerated.ok() && strict.ok() && other.ok());
    EXPECT_TRUE(tolerated.value() == sent);
    EXPECT_FALSE(strict.value() == sent);
    EXPECT_FALSE(other.value() == sent);
}

struct Tampered {
    const char* what;
    Buffer block;
};

std::vector<Tampered> tampered_blocks() {
    const Buffer right = block_around(premaster(kTls12));
    const std::size_t separator = 256 - 49;
    const auto with = [&](std::size_t at, std::uint8_t value) {
        Buffer block = right;
        block[at] = value;
        return block;
    };
    return {
        {"first octet 1", with(0, 1)},
        {"type 0", with(1, 0)},
        {"type 1", with(1, 1)},
        {"type 3", with(1, 3)},
        {"zero at the padding's first octet", with(2, 0)},
        {"zero at the padding's eighth octet", with(9, 0)},
        {"zero at the padding's last octet", with(separator - 1, 0)},
        {"no separator", with(separator, 0x77)},
        {"another major version", with(separator + 1, 2)},
        {"a lower version", with(separator + 2, 2)},
        {"a higher version", with(separator + 2, 4)},
        {"47 octets", block_around(premaster(kTls12, 47))},
        {"49 octets", block_around(premaster(kTls12, 49))},
        {"2 octets", block_around(premaster(kTls12, 2))},
        {"nothing", block_around({})},
        {"more than all", block_around(premaster(kTls12, 253))},
        {"zeros", Buffer(256, 0)},
        {"one",
         [] {
             Buffer one(256);
             one[255] = 1;
             return one;
         }()},
    };
}

TEST_F(RsaEncryptionTest, AWrongPremasterIsReplacedAndNobodyIsTold) {
    for (const Tampered& each : tampered_blocks()) {
        const auto first = decrypt_block(each.block), second = decrypt_block(each.block);
        EXPECT_EQ(first.status(), Status::ok) << each.what;
        ASSERT_TRUE(first.ok() && second.ok()) << each.what;
        EXPECT_EQ(first.value().size(), kPreMasterLength) << each.what;
        EXPECT_FALSE(first.value() == SecureBytes(premaster(kTls12))) << each.what;
        EXPECT_FALSE(first.value() == second.value()) << each.what;
        EXPECT_EQ(ERR_peek_error(), 0u) << each.what;
    }
}

// libcrypto's own judgement: RSA_PKCS1_WITH_TLS_PADDING.
Buffer foreign_premaster(const Buffer& block, int offered, int negotiated) {
    const auto encrypted = encrypt_raw(rsa().open(), block);
    EXPECT_TRUE(encrypted.ok());
    int padding = RSA_PKCS1_WITH_TLS_PADDING;
    const OSSL_PARAM options[] = {
        OSSL_PARAM_construct_int(OSSL_ASYM_CIPHER_PARAM_PAD_MODE, &padding),
        OSSL_PARAM_construct_int(OSSL_ASYM_CIPHER_PARAM_TLS_CLIENT_VERSION, &offered),
        OSSL_PARAM_construct_int(OSSL_ASYM_CIPHER_PARAM_TLS_NEGOTIATED_VERSION, &negotiated),
        OSSL_PARAM_construct_end()};
    EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new(rsa().foreign.get(), nullptr);
    Buffer content(kPreMasterLength);
    std::size_t length = content.size();
    EXPECT_EQ(EVP_PKEY_decrypt_init_ex(context, options), 1);
    EXPECT_EQ(EVP_PKEY_decrypt(context, content.data(), &length, encrypted.value().data(), 256), 1);
    EVP_PKEY_CTX_free(context);
    return content;
}

TEST_F(RsaEncryptionTest, APremasterIsJudgedAsLibcryptoJudgesIt) {
    std::vector<Tampered> blocks = tampered_blocks();
    for (const std::uint16_t version : {std::uint16_t{0x0302}, kTls12})
        blocks.push_back({"right", block_around(premaster(version))});
    for (const std::uint16_t negotiated : {std::uint16_t{0}, std::uint16_t{0x0302}})
        for (const Tampered& each : blocks) {
            const Buffer sent(each.block.end() - 48, each.block.end());
            const auto ours = decrypt_block(each.block, kTls12, negotiated);
            ASSERT_TRUE(ours.ok());
            EXPECT_EQ(ours.value() == SecureBytes(sent),
                      foreign_premaster(each.block, kTls12, negotiated) == sent)
                << each.what;
        }
}

TEST_F(RsaEncryptionTest, ACiphertextThatIsNoRemainderIsReplacedToo) {
    const auto numbers = rsa().open().rsa_numbers();
    ASSERT_TRUE(numbers.ok());
    Buffer above = numbers.value().modulus;
    for (std::size_t at = above.size(); at-- > 0 && ++above[at] == 0;) {
    }
    for (const Buffer& encrypted : {numbers.value().modulus, above, Buffer(256, 0xff)}) {
        const auto first = decrypt_premaster(*rsa().ours, encrypted, kTls12, 0);
        const auto second = decrypt_premaster(*rsa().ours, encrypted, kTls12, 0);
        ASSERT_TRUE(first.ok() && second.ok());
        EXPECT_EQ(first.value().size(), kPreMasterLength);
        EXPECT_FALSE(first.value() == second.value());
    }
}

TEST_F(RsaEncryptionTest, APremasterOfAnotherKeyIsReplaced) {
    const ForeignKey other(EVP_RSA_gen(2048));
    const auto encrypted = encrypt_pkcs1(other.open(), premaster(kTls12));
    ASSERT_TRUE(encrypted.ok());
    const auto received = decrypt_premaster(*rsa().ours, encrypted.value(), kTls12, 0);
    ASSERT_TRUE(received.ok());
    EXPECT_FALSE(received.value() == SecureBytes(premaster(kTls12)));
}

TEST_F(RsaEncryptionTest, ACiphertextOfAnotherLengthIsRefused) {
    auto encrypted = encrypt_pkcs1(rsa().open(), premaster(kTls12));
    ASSERT_TRUE(encrypted.ok());
    const Bytes octets = encrypted.value();
    Buffer longer(octets.begin(), octets.end());
    longer.push_back(0);
    Buffer zero_first(1);
    zero_first.insert(zero_first.end(), octets.begin(), octets.end());
    for (const Bytes wrong : {octets.first(0), octets.first(1), octets.first(255),
                              octets.subspan(1), Bytes(longer), Bytes(zero_first)})
        EXPECT_EQ(decrypt_premaster(*rsa().ours, wrong, kTls12, 0).status(), Status::bad_data);
}

TEST_F(RsaEncryptionTest, AKeyThatDoesNotEncryptIsRefused) {
    for (const ForeignKey* key : {&p256(), &restricted_pss(), &ed25519(), &dsa()}) {
        EXPECT_EQ(decrypt_premaster(*key->ours, Buffer(256), kTls12, 0).status(), Status::bad_key);
        EXPECT_EQ(encrypt_pkcs1(key->open(), text("m")).status(), Status::bad_key);
        EXPECT_EQ(decrypt_pkcs1(*key->ours, Buffer(256)).status(), Status::bad_key);
        EXPECT_EQ(encrypt_oaep(key->open(), {HashAlgorithm::sha1}, text("m")).status(),
                  Status::bad_key);
        EXPECT_EQ(decrypt_oaep(*key->ours, {HashAlgorithm::sha1}, Buffer(256)).status(),
                  Status::bad_key);
        EXPECT_EQ(encrypt_raw(key->open(), Buffer(256)).status(), Status::bad_key);
        EXPECT_EQ(decrypt_raw(*key->ours, Buffer(256)).status(), Status::bad_key);
    }
}

TEST_F(RsaEncryptionTest, TheShortestKeyCarriesAPremaster) {
    const ForeignKey small(EVP_RSA_gen(512));
    const auto encrypted = encrypt_pkcs1(small.open(), premaster(kTls12));
    ASSERT_TRUE(encrypted.ok());
    const auto received = decrypt_premaster(*small.ours, encrypted.value(), kTls12, 0);
    ASSERT_TRUE(received.ok());
    EXPECT_EQ(received.value(), SecureBytes(premaster(kTls12)));
}

TEST_F(RsaEncryptionTest, APremasterNeedsAnOfferedVersion) {
    const auto encrypted = encrypt_pkcs1(rsa().open(), premaster(0));
    ASSERT_TRUE(encrypted.ok());
    EXPECT_EQ(decrypt_premaster(*rsa().ours, encrypted.value(), 0, 0).status(),
              Status::invalid_parameter);
    EXPECT_EQ(decrypt_premaster(*rsa().ours, encrypted.value(), 0, kTls12).status(),
              Status::invalid_parameter);
}

// ---- PKCS#1 for the key storage

TEST_F(RsaEncryptionTest, Pkcs1TakesAsMuchAsFitsAndNoMore) {
    for (const std::size_t length : {0u, 1u, 48u, 244u, 245u}) {
        const Buffer content(length, 0);
        const auto encrypted = encrypt_pkcs1(rsa().open(), content);
        ASSERT_TRUE(encrypted.ok()) << length;
        const auto back = decrypt_pkcs1(*rsa().ours, encrypted.value());
        ASSERT_TRUE(back.ok()) << length;
        EXPECT_EQ(back.value(), SecureBytes(content));
    }
    for (const std::size_t length : {246u, 256u, 1000u})
        EXPECT_EQ(encrypt_pkcs1(rsa().open(), Buffer(length)).status(), Status::invalid_parameter);
}

TEST_F(RsaEncryptionTest, Pkcs1EncryptsOtherwiseEachTime) {
    const auto first = encrypt_pkcs1(rsa().open(), text("m"));
    const auto second = encrypt_pkcs1(rsa().open(), text("m"));
    ASSERT_TRUE(first.ok() && second.ok());
    EXPECT_NE(first.value(), second.value());
}

TEST_F(RsaEncryptionTest, WrongPaddingHasOneStatusWhateverIsWrong) {
    Buffer short_padding = block_around(Buffer(246, 0x44));
    Buffer no_end(256, 0x77);
    no_end[0] = 0;
    no_end[1] = 2;
    for (Buffer block : {short_padding, no_end, Buffer(256, 0)}) {
        const auto encrypted = encrypt_raw(rsa().open(), block);
        ASSERT_TRUE(encrypted.ok());
        EXPECT_EQ(decrypt_pkcs1(*rsa().ours, encrypted.value()).status(),
                  Status::invalid_parameter);
    }
    for (const std::size_t length : {0u, 1u, 255u, 257u})
        EXPECT_EQ(decrypt_pkcs1(*rsa().ours, Buffer(length, 1)).status(),
                  Status::invalid_parameter);
    EXPECT_EQ(decrypt_pkcs1(*rsa().ours, Buffer(256, 0xff)).status(), Status::invalid_parameter);
}

// ---- OAEP

Buffer foreign_oaep(const EVP_MD* hash, const EVP_MD* mask, std::string_view label, Bytes content) {
    EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new(rsa().foreign.get(), nullptr);
    Buffer encrypted(256);
    std::size_t length = encrypted.size();
    EXPECT_EQ(EVP_PKEY_encrypt_init(context), 1);
    EXPECT_EQ(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING), 1);
    EXPECT_EQ(EVP_PKEY_CTX_set_rsa_oaep_md(context, hash), 1);
    EXPECT_EQ(EVP_PKEY_CTX_set_rsa_mgf1_md(context, mask), 1);
    if (!label.empty()) {
        void* const copy = OPENSSL_memdup(label.data(), label.size());
        EXPECT_EQ(EVP_PKEY_CTX_set0_rsa_oaep_label(context, copy, static_cast<int>(label.size())),
                  1);
    }
    EXPECT_EQ(EVP_PKEY_encrypt(context, encrypted.data(), &length, content.data(), content.size()),
              1);
    EVP_PKEY_CTX_free(context);
    return encrypted;
}

TEST_F(RsaEncryptionTest, OaepDecryptsWhatLibcryptoEncrypts) {
    for (const Named& each : kHashes)
        for (const Named& mask : kHashes)
            for (const std::string_view label : {"", "a label"}) {
                const auto content =
                    decrypt_oaep(*rsa().ours, {each.ours, mask.ours, text(label)},
                                 foreign_oaep(each.foreign, mask.foreign, label, text("content")));
                ASSERT_TRUE(content.ok());
                EXPECT_EQ(content.value(), SecureBytes(text("content")));
            }
}

TEST_F(RsaEncryptionTest, OaepTakesAsMuchAsFitsAndNoMore) {
    const OaepForm form{HashAlgorithm::sha256};
    const Buffer fits(256 - 2 * 32 - 2, 7), too_long(256 - 2 * 32 - 1, 7);
    const auto encrypted = encrypt_oaep(rsa().open(), form, fits);
    ASSERT_TRUE(encrypted.ok());
    const auto back = decrypt_oaep(*rsa().ours, form, encrypted.value());
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(back.value(), SecureBytes(fits));
    EXPECT_EQ(encrypt_oaep(rsa().open(), form, too_long).status(), Status::invalid_parameter);
    const ForeignKey small(EVP_RSA_gen(512));
    EXPECT_EQ(encrypt_oaep(small.open(), form, {}).status(), Status::invalid_parameter);
}

TEST_F(RsaEncryptionTest, OaepOfAnotherFormHasOneStatus) {
    const OaepForm form{HashAlgorithm::sha256, HashAlgorithm::sha1, text("label")};
    const auto encrypted = encrypt_oaep(rsa().open(), form, text("content"));
    ASSERT_TRUE(encrypted.ok());
    const auto decrypt = [&](const OaepForm& other) {
        return decrypt_oaep(*rsa().ours, other, encrypted.value()).status();
    };
    EXPECT_EQ(decrypt(form), Status::ok);
    for (const OaepForm& wrong :
         {OaepForm{HashAlgorithm::sha1, HashAlgorithm::sha1, text("label")},
          OaepForm{HashAlgorithm::sha256, {}, text("label")},
          OaepForm{HashAlgorithm::sha256, HashAlgorithm::sha1, text("labe")},
          OaepForm{HashAlgorithm::sha256, HashAlgorithm::sha1, {}}})
        EXPECT_EQ(decrypt(wrong), Status::invalid_parameter);
    for (const std::size_t length : {0u, 255u, 257u})
        EXPECT_EQ(decrypt_oaep(*rsa().ours, form, Buffer(length, 1)).status(),
                  Status::invalid_parameter);
    EXPECT_EQ(decrypt_oaep(*rsa().ours, form, Buffer(256, 0xff)).status(),
              Status::invalid_parameter);
}

TEST_F(RsaEncryptionTest, OaepNeedsAHashWithAName) {
    for (const OaepForm& form : {OaepForm{HashAlgorithm::none}, OaepForm{HashAlgorithm::md5_sha1},
                                 OaepForm{HashAlgorithm::sha1, HashAlgorithm::md5_sha1}}) {
        EXPECT_EQ(encrypt_oaep(rsa().open(), form, text("m")).status(), Status::invalid_parameter);
        EXPECT_EQ(decrypt_oaep(*rsa().ours, form, Buffer(256)).status(), Status::invalid_parameter);
    }
}

// ---- Without padding

TEST_F(RsaEncryptionTest, RawIsTheNumberToThePowerOfTheExponent) {
    const Buffer content(256, 0x21);
    const auto encrypted = encrypt_raw(rsa().open(), content);
    ASSERT_TRUE(encrypted.ok());
    const auto numbers = rsa().open().rsa_numbers();
    ASSERT_TRUE(numbers.ok());
    const auto number = [](Bytes octets) {
        return BN_bin2bn(octets.data(), static_cast<int>(octets.size()), nullptr);
    };
    BIGNUM *base = number(content), *modulus = number(numbers.value().modulus),
           *exponent = number(numbers.value().public_exponent), *power = BN_new();
    BN_CTX* const context = BN_CTX_new();
    Buffer expected(256);
    ASSERT_EQ(BN_mod_exp(power, base, exponent, modulus, context), 1);
    ASSERT_EQ(BN_bn2binpad(power, expected.data(), 256), 256);
    EXPECT_EQ(encrypted.value(), expected);
    for (BIGNUM* each : {base, modulus, exponent, power}) BN_free(each);
    BN_CTX_free(context);
    const auto back = decrypt_raw(*rsa().ours, encrypted.value());
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(back.value(), SecureBytes(content));
}

TEST_F(RsaEncryptionTest, RawRefusesWhatIsNotAsLongAsTheModulusOrNotUnderIt) {
    for (const std::size_t length : {0u, 1u, 255u, 257u}) {
        EXPECT_EQ(encrypt_raw(rsa().open(), Buffer(length, 1)).status(), Status::invalid_parameter);
        EXPECT_EQ(decrypt_raw(*rsa().ours, Buffer(length, 1)).status(), Status::invalid_parameter);
    }
    const auto numbers = rsa().open().rsa_numbers();
    ASSERT_TRUE(numbers.ok());
    for (const Buffer& wrong : {numbers.value().modulus, Buffer(256, 0xff)}) {
        EXPECT_EQ(encrypt_raw(rsa().open(), wrong).status(), Status::invalid_parameter);
        EXPECT_EQ(decrypt_raw(*rsa().ours, wrong).status(), Status::invalid_parameter);
    }
}

}  // namespace
}  // namespace secur32::crypto
