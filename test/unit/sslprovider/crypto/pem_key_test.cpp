// Private keys in PEM as libcrypto writes it: each label, the old encryption, text around.
#include <gtest/gtest.h>
#include <openssl/pem.h>

#include "sslprovider/crypto/keys.h"
#include "test/unit/sslprovider/crypto/key_encodings.h"

namespace secur32::crypto {
namespace {

using namespace foreign;

constexpr std::string_view kPassphrase = "correct horse";

class PemKeyTest : public KeysTest {};

std::string written(BIO* text) {
    char* data = nullptr;
    const long length = BIO_get_mem_data(text, &data);
    std::string out(data, static_cast<std::size_t>(length));
    BIO_free(text);
    return out;
}

const auto* passphrase_octets() {
    return reinterpret_cast<const unsigned char*>(kPassphrase.data());
}

// PKCS#8.
std::string modern(const ForeignKey& key, const EVP_CIPHER* cipher = nullptr) {
    BIO* const text = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(text, key.foreign.get(), cipher,
                             cipher != nullptr ? passphrase_octets() : nullptr,
                             static_cast<int>(kPassphrase.size()), nullptr, nullptr);
    return written(text);
}

// "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY".
std::string traditional(const ForeignKey& key, const EVP_CIPHER* cipher = nullptr) {
    BIO* const text = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey_traditional(text, key.foreign.get(), cipher,
                                         cipher != nullptr ? passphrase_octets() : nullptr,
                                         static_cast<int>(kPassphrase.size()), nullptr, nullptr);
    return written(text);
}

std::string public_block(const ForeignKey& key) {
    BIO* const text = BIO_new(BIO_s_mem());
    PEM_write_bio_PUBKEY(text, key.foreign.get());
    return written(text);
}

Status read(std::string_view pem) { return PrivateKey::from_pem(pem).status(); }
Status read(std::string_view pem, std::string_view passphrase) {
    return PrivateKey::from_pem(pem, text(passphrase)).status();
}

TEST_F(PemKeyTest, EveryKindOfKeyIsRead) {
    for (const NamedKey& each : kNamedKeys) {
        EXPECT_EQ(PrivateKey::from_pem(modern(each.key())).value().public_key(), each.key().open())
            << each.name;
        const std::string encrypted = modern(each.key(), EVP_aes_256_cbc());
        EXPECT_NE(encrypted.find("ENCRYPTED PRIVATE KEY"), std::string::npos);
        EXPECT_EQ(PrivateKey::from_pem(encrypted, text(kPassphrase)).value().public_key(),
                  each.key().open())
            << each.name;
    }
}

TEST_F(PemKeyTest, TheOlderLabelsAreRead) {
    for (const ForeignKey* const key : {&rsa(), &p256(), &p384(), &p521()}) {
        const std::string pem = traditional(*key);
        EXPECT_EQ(pem.find("BEGIN PRIVATE"), std::string::npos);
        EXPECT_EQ(PrivateKey::from_pem(pem).value().public_key(), key->open());
    }
    EXPECT_EQ(read(traditional(dsa())), Status::not_found);
}

TEST_F(PemKeyTest, TheOlderEncryptionIsRead) {
    for (const EVP_CIPHER* const cipher :
         {EVP_aes_128_cbc(), EVP_aes_256_cbc(), EVP_des_ede3_cbc()})
        for (const ForeignKey* const key : {&rsa(), &p256()}) {
            const std::string pem = traditional(*key, cipher);
            EXPECT_NE(pem.find("Proc-Type: 4,ENCRYPTED"), std::string::npos);
            EXPECT_EQ(PrivateKey::from_pem(pem, text(kPassphrase)).value().public_key(),
                      key->open());
            EXPECT_EQ(read(pem), Status::bad_passphrase);
            EXPECT_EQ(read(pem, std::string(2000, 'x')), Status::bad_passphrase);
            for (int i = 0; i < 300; ++i)
                EXPECT_EQ(read(pem, "wrong " + std::to_string(i)), Status::bad_passphrase);
        }
}

TEST_F(PemKeyTest, TheOlderEncryptionWithDesIsNotSupported) {
    std::string pem = traditional(p256(), EVP_des_ede3_cbc());
    pem.replace(pem.find("DES-EDE3-CBC"), 12, "DES-CBC");
    EXPECT_EQ(read(pem, kPassphrase), Status::unsupported_function);
}

TEST_F(PemKeyTest, HeadersThatMakeNoSenseAreRefused) {
    const std::string pem = traditional(p256(), EVP_aes_128_cbc());
    for (const auto& [from, to] :
         {std::pair{"4,ENCRYPTED", "5,ENCRYPTED"}, std::pair{"4,ENCRYPTED", "4,MIC-CLEAR"},
          std::pair{"AES-128-CBC", "NONE-SUCH"}, std::pair{"DEK-Info: ", "DEK-Data: "},
          std::pair{"AES-128-CBC,", "AES-128-CBC"}, std::pair{"AES-128-CBC,", "AES-128-CBC,XY"}}) {
        std::string changed = pem;
        changed.replace(changed.find(from), std::string_view(from).size(), to);
        const Status status = read(changed, kPassphrase);
        EXPECT_TRUE(status == Status::bad_data || status == Status::unsupported_function) << to;
    }
}

TEST_F(PemKeyTest, NobodyIsAskedForAPassphrase) {
    EXPECT_EQ(read(modern(p256(), EVP_aes_128_cbc())), Status::bad_passphrase);
    EXPECT_EQ(read(traditional(p256(), EVP_aes_128_cbc())), Status::bad_passphrase);
    EXPECT_EQ(read(modern(p256(), EVP_aes_128_cbc()), "wrong"), Status::bad_passphrase);
}

TEST_F(PemKeyTest, TheFirstPrivateKeyIsTaken) {
    const std::string others =
        "text\n" + public_block(p384()) + "\n\nmore text\n" + traditional(dsa());
    EXPECT_EQ(PrivateKey::from_pem(others + modern(p256()) + modern(rsa())).value().public_key(),
              p256().open());
    EXPECT_EQ(read(others), Status::not_found);
}

TEST_F(PemKeyTest, LinesMayEndInCarriageReturns) {
    std::string pem = modern(p256());
    for (std::size_t at = 0; (at = pem.find('\n', at)) != std::string::npos; at += 2)
        pem.replace(at, 1, "\r\n");
    EXPECT_EQ(read(pem), Status::ok);
}

TEST_F(PemKeyTest, TextWithoutAKeyHasNone) {
    for (const std::string_view pem : {"", "\n", "no key", "-----BEGIN", "-----BEGIN PRIVATE KEY",
                                       "BEGIN PRIVATE KEY-----\nAAAA\n"})
        EXPECT_EQ(read(pem), Status::not_found) << pem;
    EXPECT_EQ(PrivateKey::from_pem({}).status(), Status::not_found);
    EXPECT_EQ(read(public_block(p256())), Status::not_found);
}

TEST_F(PemKeyTest, DamagedBlocksAreRefused) {
    const std::string pem = modern(p256());
    const std::size_t body = pem.find('\n') + 1, end = pem.find("-----END");
    std::string bad_base64 = pem, other_end = pem, no_end = pem.substr(0, end);
    bad_base64[body + 10] = '!';
    other_end.replace(other_end.find("END PRIVATE"), 11, "END BRIVATE");
    std::string short_by_a_group = pem;
    short_by_a_group.erase(body + 8, 4);
    for (const std::string& bad :
         {bad_base64, other_end, no_end, short_by_a_group, pem.substr(0, body) + pem.substr(end)})
        EXPECT_EQ(read(bad), Status::bad_data) << bad;
    EXPECT_EQ(read("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
              Status::bad_data);
    EXPECT_EQ(read(pem + std::string(2'000'000, '\n')), Status::bad_data);
}

TEST_F(PemKeyTest, CutAnywhereIsNoKey) {
    const std::string pem = modern(p256());
    const std::size_t end = pem.find("-----END PRIVATE KEY-----") + 25;
    for (std::size_t length = 0; length < end; ++length) {
        const Status status = read(std::string_view(pem).substr(0, length));
        EXPECT_TRUE(status == Status::bad_data || status == Status::not_found) << length;
    }
    EXPECT_EQ(read(std::string_view(pem).substr(0, end)), Status::ok);
}

TEST_F(PemKeyTest, ABlockMustHoldWhatItsLabelSays) {
    std::string pem = modern(p256());
    for (const char* const which : {"BEGIN ", "END "})
        pem.insert(pem.find(which) + std::string_view(which).size(), "EC ");
    EXPECT_EQ(read(pem), Status::bad_data);
}

}  // namespace
}  // namespace secur32::crypto
