// Opaque blobs: keys come back with their parameters, in this process only.  Their form is ours, so
// that what is compared is what the keys do.
#include <sys/wait.h>
#include <unistd.h>

#include "test/unit/sslprovider/capi/blob_samples.h"

namespace secur32::capi {
namespace {

using namespace samples;

class OpaqueBlobs : public BlobTest {
 protected:
    static Result<Key> read(Bytes blob, const Provider& provider = aes_provider()) {
        TRY_ASSIGN(const BlobHeader header, read_header(blob));
        return read_opaque(header, {provider});
    }
    static Buffer encrypted(SessionKey& key) {
        Buffer text(48, 7);
        EXPECT_EQ(key.encrypt(text, 20, true), Status::ok);
        return text;
    }
};

TEST_F(OpaqueBlobs, KeepEveryKindOfSessionKey) {
    const struct {
        AlgId id;
        std::size_t length;
    } kinds[] = {{calg::des, 8}, {calg::tdes, 24}, {calg::aes_128, 16}, {calg::aes_256, 32},
                 {calg::rc2, 5}, {calg::rc2, 16},  {calg::rc4, 5},      {calg::rc4, 16}};
    for (const auto& kind : kinds) {
        Key key = session_key(aes_provider(), kind.id, counting(kind.length));
        const Buffer blob = octets(write_opaque(key).value());
        EXPECT_EQ(to_hex(Bytes(blob).first(8)), to_hex(header(9, kind.id)));
        auto again = read(blob);
        ASSERT_TRUE(again.ok()) << kind.id;
        EXPECT_EQ(again.value().permissions, key.permissions);
        EXPECT_EQ(to_hex(encrypted(*again.value().session())), to_hex(encrypted(*key.session())));
    }
}

TEST_F(OpaqueBlobs, KeepParameters) {
    Key key = session_key(aes_provider(), calg::rc2, counting(16));
    SessionKey& session = *key.session();
    ASSERT_EQ(session.set_iv(counting(8)), Status::ok);
    ASSERT_EQ(session.set_mode(4), Status::ok);
    ASSERT_EQ(session.set_effective_bits(aes_provider(), 77), Status::ok);
    ASSERT_EQ(session.set_salt_ex(counting(3)), Status::ok);
    auto again = read(write_opaque(key).value().bytes());
    ASSERT_TRUE(again.ok());
    const SessionKey& copy = *again.value().session();
    EXPECT_EQ(to_hex(octets(copy.iv())), to_hex(counting(8)));
    EXPECT_EQ(copy.mode(), CipherMode::cfb);
    EXPECT_EQ(copy.effective_bits(), 77u);
    EXPECT_EQ(to_hex(octets(copy.salt())), to_hex(counting(3)));
    EXPECT_EQ(to_hex(encrypted(*again.value().session())), to_hex(encrypted(session)));
}

TEST_F(OpaqueBlobs, KeepKeysForHmac) {
    const Key key{calg::rc2, permission::standard,
                  SessionKey::for_hmac(SecureBytes(counting(80))).value()};
    const auto again = read(write_opaque(key).value().bytes());
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(to_hex(octets(again.value().session()->secret())), to_hex(counting(80)));
}

TEST_F(OpaqueBlobs, KeepMasterSecrets) {
    SchannelMaster master;
    master.id = calg::tls1_master;
    master.pre_master = SecureBytes(counting(48));
    master.client_random = Buffer(32, 1);
    master.server_random = Buffer(32, 2);
    master.mac = {calg::md5, 128, 0};
    master.encryption = {calg::rc4, 40, 1};
    master.highest_version = 0x301;
    master.imported = true;
    const Key key{calg::tls1_master, permission::standard, std::move(master)};
    const auto again = read(write_opaque(key).value().bytes(), schannel_provider());
    ASSERT_TRUE(again.ok());
    const auto& copy = std::get<SchannelMaster>(again.value().body);
    EXPECT_EQ(copy.id, calg::tls1_master);
    EXPECT_EQ(to_hex(octets(copy.pre_master)), to_hex(counting(48)));
    EXPECT_EQ(to_hex(copy.client_random), to_hex(Buffer(32, 1)));
    EXPECT_EQ(to_hex(copy.server_random), to_hex(Buffer(32, 2)));
    EXPECT_EQ(copy.mac.id, calg::md5);
    EXPECT_EQ(copy.encryption.bits, 40u);
    EXPECT_EQ(copy.encryption.flags, 1u);
    EXPECT_EQ(copy.highest_version, 0x301u);
    EXPECT_TRUE(copy.imported);
    EXPECT_EQ(read(write_opaque(key).value().bytes()).status(), Status::bad_algorithm);
}

TEST_F(OpaqueBlobs, ShowNothingOfTheKey) {
    const Key key = session_key(aes_provider(), calg::aes_256, counting(32));
    const std::string blob = to_hex(octets(write_opaque(key).value()));
    EXPECT_EQ(blob.find(to_hex(counting(8))), std::string::npos);
    EXPECT_NE(to_hex(octets(write_opaque(key).value())), blob);
}

TEST_F(OpaqueBlobs, ChangedAnywhereAreRefused) {
    const Buffer blob =
        octets(write_opaque(session_key(aes_provider(), calg::aes_256, counting(32))).value());
    for (std::size_t i = 8; i < blob.size(); ++i)
        EXPECT_EQ(read(with_octet(blob, i, blob[i] ^ 1)).status(), Status::bad_data) << i;
    EXPECT_EQ(read(with_word(blob, 4, calg::aes_128)).status(), Status::bad_data);
    EXPECT_EQ(read(with_word(blob, 4, calg::rc4)).status(), Status::bad_data);
    EXPECT_EQ(read(with_word(blob, 4, calg::rsa_keyx)).status(), Status::bad_data);
    EXPECT_EQ(read(with_word(blob, 4, 0)).status(), Status::bad_algorithm);
    expect_truncations_refused(blob, [](Bytes cut) { return read(cut); });
    EXPECT_EQ(read(blob + Buffer{0}).status(), Status::bad_data);
}

TEST_F(OpaqueBlobs, OfAProviderThatCouldNotHaveMadeThemAreRefused) {
    const Buffer blob =
        octets(write_opaque(session_key(aes_provider(), calg::rc2, counting(16))).value());
    const Provider& base =
        provider_of(prov::rsa_full, u"Microsoft Base Cryptographic Provider v1.0");
    EXPECT_EQ(read(blob, base).status(), Status::bad_data);
}

TEST_F(OpaqueBlobs, AreNotOfPairs) {
    const Key pair{calg::rsa_keyx, permission::standard, PairKey{rsa().open(), *rsa().ours}};
    EXPECT_EQ(write_opaque(pair).status(), Status::bad_key);
}

// The sealing key is drawn when it is first needed: this program, started anew, has another.
TEST_F(OpaqueBlobs, OfAnotherProcessAreRefused) {
    const char* const planted = std::getenv("SECUR32_TEST_OPAQUE_BLOB");
    if (planted != nullptr) {
        const bool refused = read(hex(planted)).status() == Status::bad_data;
        std::_Exit(refused ? 17 : 1);
    }
    const Buffer blob =
        octets(write_opaque(session_key(aes_provider(), calg::aes_256, counting(32))).value());
    ASSERT_TRUE(read(blob).ok());
    const std::string variable = "SECUR32_TEST_OPAQUE_BLOB=" + to_hex(blob);
    const pid_t child = fork();
    ASSERT_NE(child, -1);
    if (child == 0) {
        const char* const arguments[] = {
            "self", "--gtest_filter=OpaqueBlobs.OfAnotherProcessAreRefused", nullptr};
        const char* const environment[] = {variable.c_str(), nullptr};
        execve("/proc/self/exe", const_cast<char* const*>(arguments),
               const_cast<char* const*>(environment));
        std::_Exit(2);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 17);
}

}  // namespace
}  // namespace secur32::capi
