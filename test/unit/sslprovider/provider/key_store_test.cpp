// The key store as its callers see it and as openssl(1) does.  Who may read it and what several do
// to it at once is key_folder_test.cpp's.
#include "sslprovider/provider/key_store.h"

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>
#include <string>
#include <vector>

#include "sslprovider/base/utf16.h"
#include "sslprovider/provider/key_names.h"
#include "test/support/vectors.h"
#include "test/unit/sslprovider/provider/stored_keys.h"

namespace secur32::provider {
namespace {

using crypto::PrivateKey;
using test::KeyFolder;
using test::run;

std::string hex_of_public(const PrivateKey& key) {
    return test::to_hex(key.public_key().subject_public_key_info().value());
}

// What libcrypto makes of a key file, and openssl(1), both asked for the public half.
std::string libcrypto_reads(const std::filesystem::path& path, std::string_view passphrase) {
    const std::unique_ptr<BIO, int (*)(BIO*)> in(BIO_new_file(path.c_str(), "r"), BIO_free);
    const std::string copy(passphrase);
    const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(
        PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, const_cast<char*>(copy.c_str())),
        EVP_PKEY_free);
    unsigned char* der = nullptr;
    const int length = key == nullptr ? -1 : i2d_PUBKEY(key.get(), &der);
    ERR_clear_error();
    if (length <= 0) return "";
    const std::string hex = test::to_hex({der, static_cast<std::size_t>(length)});
    OPENSSL_free(der);
    return hex;
}

std::string openssl_reads(const std::filesystem::path& path, const std::string& passphrase) {
    const std::string public_key = path.string() + ".der";
    const auto ran = run("openssl pkey -in '" + path.string() + "' -passin 'pass:" + passphrase +
                         "' -pubout -outform DER -out '" + public_key + "'");
    if (ran.status != 0) return ran.output;
    std::ifstream in(public_key, std::ios::binary);
    const std::string der{std::istreambuf_iterator<char>(in), {}};
    std::filesystem::remove(public_key);
    return test::to_hex(secret(der));
}

// ---- what it keeps ------------------------------------------------------------------------------

TEST(KeyStore, GivesBackAKeyAndWhatWasSaidOfIt) {
    const KeyFolder folder;
    const FileTime before = file_time_now();
    ASSERT_EQ(save_key(u"web", {"ECDH_P256", {3, 0x00000002}, ec_key(), {}}, false), Status::ok);
    const auto stored = load_key(u"web", {});
    ASSERT_TRUE(is(stored, ec_key()));
    EXPECT_EQ(stored.value().algorithm, "ECDH_P256");
    EXPECT_EQ(stored.value().policy.export_policy, 3u);
    EXPECT_EQ(stored.value().policy.key_usage, 2u);
    EXPECT_GE(stored.value().modified + kFileTimeSecond, before);
    EXPECT_LE(stored.value().modified, file_time_now() + kFileTimeSecond);
    EXPECT_TRUE(key_exists(u"web").value());
}

TEST(KeyStore, TellsThePublicHalfOfAKeyUnderAPassphraseOnly) {
    const KeyFolder folder;
    ASSERT_EQ(save(u"web", ec_key(), false, secret(kPassphrase)), Status::ok);
    const auto locked = load_key(u"web", {});
    ASSERT_TRUE(locked.ok());
    EXPECT_FALSE(locked.value().private_key);
    ASSERT_TRUE(locked.value().public_key);
    EXPECT_TRUE(*locked.value().public_key == ec_key().public_key());
    EXPECT_TRUE(is(load_key(u"web", secret(kPassphrase)), ec_key()));
    EXPECT_EQ(folder.read("web.pem").find("BEGIN PRIVATE KEY"), std::string::npos);
}

TEST(KeyStore, RefusesAWrongPassphrase) {
    const KeyFolder folder;
    ASSERT_EQ(save(u"web", ec_key(), false, secret(kPassphrase)), Status::ok);
    for (const std::string_view wrong : {"", "Open sesame", "open sesam", "open sesame "})
        EXPECT_EQ(load_key(u"web", secret(wrong)).status(), Status::bad_passphrase) << wrong;
}

TEST(KeyStore, TakesTheKeyAndNotThePassphraseWhereNoneIsDue) {
    const KeyFolder folder;
    ASSERT_EQ(save(u"web"), Status::ok);
    EXPECT_TRUE(is(load_key(u"web", secret("anything")), ec_key()));
}

TEST(KeyStore, HasNoKeyThatNobodySaved) {
    const KeyFolder folder;
    EXPECT_EQ(load_key(u"web", {}).status(), Status::no_keyset);
    EXPECT_EQ(delete_key(u"web"), Status::no_keyset);
    EXPECT_EQ(set_key_policy(u"web", {}), Status::no_keyset);
    EXPECT_FALSE(key_exists(u"web").value());
    EXPECT_TRUE(list_keys().value().empty());
    EXPECT_FALSE(std::filesystem::exists(folder.path())) << "looking made the folder";
    ASSERT_EQ(save(u"other"), Status::ok);
    EXPECT_EQ(load_key(u"web", {}).status(), Status::no_keyset);
}

TEST(KeyStore, ReplacesAKeyOnlyWhenAsked) {
    const KeyFolder folder;
    ASSERT_EQ(save(u"web", ec_key(0)), Status::ok);
    EXPECT_EQ(save(u"web", ec_key(1)), Status::exists);
    EXPECT_TRUE(is(load_key(u"web", {}), ec_key(0)));
    EXPECT_EQ(save(u"web", ec_key(1), true), Status::ok);
    EXPECT_TRUE(is(load_key(u"web", {}), ec_key(1)));
    EXPECT_EQ(folder.files(), std::vector<std::string>{"web.pem"});
}

TEST(KeyStore, ForgetsAKey) {
    const KeyFolder folder;
    ASSERT_EQ(save(u"web"), Status::ok);
    EXPECT_EQ(delete_key(u"web"), Status::ok);
    EXPECT_EQ(delete_key(u"web"), Status::no_keyset);
    EXPECT_TRUE(folder.files().empty());
}

TEST(KeyStore, ListsItsKeysByName) {
    const KeyFolder folder;
    const std::u16string long_name(255, u'\u4E2D');
    for (const std::u16string_view name :
         {std::u16string_view(u"b"), std::u16string_view(u"../x"), std::u16string_view(long_name),
          std::u16string_view(u"a")})
        ASSERT_EQ(save(name), Status::ok);
    folder.write("notes.txt", "none");
    folder.write(".hidden.pem", "none");
    folder.write("my key.pem", "another spelling of my%20key");
    folder.write("x~00.pem", "shortened, and of no name");
    EXPECT_EQ(list_keys().value(), (std::vector<std::u16string>{u"../x", u"a", u"b", long_name}));
}

TEST(KeyStore, FindsAKeyByItsFile) {
    const KeyFolder folder;
    const std::u16string long_name(255, u'\u4E2D');
    for (const std::u16string_view name :
         {std::u16string_view(u"a b"), std::u16string_view(long_name)}) {
        ASSERT_EQ(save(name), Status::ok);
        EXPECT_EQ(key_of_file(key_file_name(name).value()).value(), name);
    }
    for (const std::string_view file : {"", "b.pem", "a b.pem", "../keys/a%20b.pem", "a%20b"})
        EXPECT_EQ(key_of_file(file).status(), Status::no_keyset) << file;
}

TEST(KeyStore, KeepsALongNameFromAnotherFile) {
    const KeyFolder folder;
    const std::u16string long_name(255, u'\u4E2D');
    ASSERT_EQ(save(long_name), Status::ok);
    const std::string file = key_file_name(long_name).value();
    folder.write("x~12.pem", folder.read(file));
    EXPECT_EQ(list_keys().value().size(), 1u);
}

TEST(KeyStore, ChangesWhatIsSaidOfAKeyAndNotTheKey) {
    const KeyFolder folder;
    const std::u16string long_name(255, u'\u4E2D');
    ASSERT_EQ(save(long_name, ec_key(), false, secret(kPassphrase)), Status::ok);
    const std::string file = key_file_name(long_name).value(), before = folder.read(file);
    ASSERT_EQ(set_key_policy(long_name, {1, 0x10}), Status::ok);
    const std::string after = folder.read(file);
    EXPECT_EQ(after.substr(after.find("-----")), before.substr(before.find("-----")));
    const auto stored = load_key(long_name, secret(kPassphrase));
    ASSERT_TRUE(is(stored, ec_key()));
    EXPECT_EQ(stored.value().policy.export_policy, 1u);
    EXPECT_EQ(stored.value().policy.key_usage, 0x10u);
    EXPECT_EQ(list_keys().value(), std::vector<std::u16string>{long_name});
}

TEST(KeyStore, RefusesNamesThatAreNone) {
    const KeyFolder folder;
    for (const std::u16string& name :
         {std::u16string(), std::u16string(256, u'x'), std::u16string(u"\xD800")}) {
        EXPECT_EQ(save(name), Status::invalid_parameter);
        EXPECT_EQ(load_key(name, {}).status(), Status::invalid_parameter);
        EXPECT_EQ(delete_key(name), Status::invalid_parameter);
        EXPECT_EQ(key_exists(name).status(), Status::invalid_parameter);
        EXPECT_EQ(set_key_policy(name, {}), Status::invalid_parameter);
    }
    EXPECT_FALSE(std::filesystem::exists(folder.path()));
}

TEST(KeyStore, KeepsNamesInsideItsFolder) {
    const KeyFolder folder;
    ASSERT_EQ(save(u"../x"), Status::ok);
    ASSERT_EQ(save(u"/x"), Status::ok);
    EXPECT_FALSE(std::filesystem::exists(folder.base() / "x.pem"));
    EXPECT_EQ(folder.files(), (std::vector<std::string>{"%2E.%2Fx.pem", "%2Fx.pem"}));
    EXPECT_TRUE(is(load_key(u"../x", {}), ec_key()));
}

// ---- damage -------------------------------------------------------------------------------------

TEST(KeyStore, RefusesAFileThatIsCutOff) {
    const KeyFolder folder;
    ASSERT_EQ(save(u"web"), Status::ok);
    const std::string text = folder.read("web.pem");
    // The last line can do without its line feed.
    for (std::size_t length = 0; length + 1 < text.size(); ++length) {
        folder.write("web.pem", text.substr(0, length));
        EXPECT_EQ(load_key(u"web", {}).status(), Status::bad_data) << length;
    }
}

TEST(KeyStore, RefusesAFileUnderAPassphraseThatIsCutOff) {
    const KeyFolder folder;
    ASSERT_EQ(save(u"web", ec_key(), false, secret(kPassphrase)), Status::ok);
    const std::string text = folder.read("web.pem");
    const std::string end = "-----END ENCRYPTED PRIVATE KEY-----";
    for (std::size_t length = 0; length < text.find(end) + end.size(); ++length) {
        folder.write("web.pem", text.substr(0, length));
        EXPECT_EQ(load_key(u"web", {}).status(), Status::bad_data) << length;
    }
}

TEST(KeyStore, RefusesAFileThatIsNoKey) {
    const KeyFolder folder;
    ASSERT_EQ(save(u"web"), Status::ok);
    const std::string good = folder.read("web.pem"), key = good.substr(good.find("-----"));
    const std::string kinds[] = {"",
                                 "nonsense",
                                 std::string(70'000, 'x'),
                                 good + std::string(70'000, '\n'),
                                 "Export Policy: 0xnone\n" + key,
                                 "Export Policy: 0x\n" + key,
                                 "Export Policy: 0x100000000\n" + key,
                                 "Key Usage: 0x00ffffff \n" + key,
                                 "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
                                 "-----BEGIN PRIVATE KEY-----\nAQID\n-----END PRIVATE KEY-----\n"};
    for (const std::string& text : kinds) {
        folder.write("web.pem", text);
        EXPECT_EQ(load_key(u"web", {}).status(), Status::bad_data) << text.substr(0, 80);
    }
}

TEST(KeyStore, RefusesHalvesThatAreNotOfOneKey) {
    const KeyFolder folder;
    ASSERT_EQ(save(u"web", ec_key(0), false, secret(kPassphrase)), Status::ok);
    ASSERT_EQ(save(u"other", ec_key(1), false, secret(kPassphrase)), Status::ok);
    const std::string web = folder.read("web.pem"), other = folder.read("other.pem");
    const std::string open = "-----BEGIN PUBLIC KEY-----";
    folder.write("web.pem", web.substr(0, web.find(open)) + other.substr(other.find(open)));
    EXPECT_EQ(load_key(u"web", secret(kPassphrase)).status(), Status::bad_data);
}

// ---- other programs -----------------------------------------------------------------------------

TEST(KeyStore, WritesFilesThatOpensslReads) {
    const KeyFolder folder;
    const PrivateKey rsa = PrivateKey::generate_rsa(2048).value();
    ASSERT_EQ(save(u"ec"), Status::ok);
    ASSERT_EQ(save_key(u"rsa", {"RSA", {}, rsa, {}}, false), Status::ok);
    EXPECT_EQ(libcrypto_reads(folder.path("ec.pem"), ""), hex_of_public(ec_key()));
    EXPECT_EQ(openssl_reads(folder.path("ec.pem"), ""), hex_of_public(ec_key()));
    EXPECT_EQ(libcrypto_reads(folder.path("rsa.pem"), ""), hex_of_public(rsa));
    EXPECT_EQ(openssl_reads(folder.path("rsa.pem"), ""), hex_of_public(rsa));
}

TEST(KeyStore, WritesFilesThatOpensslReadsWithThePassphraseOnly) {
    const KeyFolder folder;
    ASSERT_EQ(save(u"web", ec_key(), false, secret(kPassphrase)), Status::ok);
    const auto path = folder.path("web.pem");
    EXPECT_EQ(libcrypto_reads(path, kPassphrase), hex_of_public(ec_key()));
    EXPECT_EQ(openssl_reads(path, std::string(kPassphrase)), hex_of_public(ec_key()));
    EXPECT_EQ(libcrypto_reads(path, "wrong"), "");
}

TEST(KeyStore, ReadsFilesThatOpensslMade) {
    const KeyFolder folder;
    ASSERT_EQ(save(u"first"), Status::ok);
    const struct {
        const char* name;
        const char* arguments;
        const char* passphrase;
    } kinds[] = {
        {"ec", "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384", nullptr},
        {"rsa", "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048", nullptr},
        {"traditional", "rsa -traditional -in rsa.pem", nullptr},
        {"ed25519", "genpkey -algorithm ED25519", nullptr},
        {"locked", "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes256 -pass pass:so",
         "so"},
    };
    for (const auto& kind : kinds) {
        const auto path = folder.path(std::string(kind.name) + ".pem");
        const auto ran = run("umask 077; cd '" + folder.path().string() + "'; openssl " +
                             kind.arguments + " -out '" + path.string() + "'");
        ASSERT_EQ(ran.status, 0) << ran.output;
        std::optional<Bytes> passphrase;
        if (kind.passphrase != nullptr) passphrase = secret(kind.passphrase);
        const std::u16string name = utf16_of(kind.name).value();
        const auto stored = load_key(name, passphrase);
        ASSERT_TRUE(stored.ok() && stored.value().private_key) << kind.name;
        EXPECT_EQ(stored.value().algorithm, "");
        EXPECT_EQ(stored.value().policy.export_policy, 0u);
        EXPECT_EQ(stored.value().policy.key_usage, 0x00FFFFFFu);
        EXPECT_EQ(hex_of_public(*stored.value().private_key),
                  libcrypto_reads(path, kind.passphrase == nullptr ? "" : kind.passphrase));
    }
    // Nobody says what is under the passphrase.
    const auto locked = load_key(u"locked", {});
    ASSERT_TRUE(locked.ok());
    EXPECT_FALSE(locked.value().public_key);
    EXPECT_FALSE(locked.value().private_key);
}

}  // namespace
}  // namespace secur32::provider
