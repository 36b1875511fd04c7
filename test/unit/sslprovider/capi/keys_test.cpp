// Copies of keys: a session key's runs on by itself, the others' are the same key.
#include "sslprovider/capi/keys.h"

#include "test/unit/sslprovider/capi/blob_samples.h"

namespace secur32::capi {
namespace {

using namespace samples;

class ClonedKeys : public BlobTest {};

TEST_F(ClonedKeys, GoOnFromWhereTheOriginalStands) {
    Key key = session_key(aes_provider(), calg::aes_128, counting(16));
    key.permissions = permission::encrypt;
    Buffer first(16, 1), ours(16, 2), theirs(16, 2);
    ASSERT_EQ(key.session()->encrypt(first, 16, false), Status::ok);
    auto copy = clone(key);
    ASSERT_TRUE(copy.ok());
    EXPECT_EQ(copy.value().id, calg::aes_128);
    EXPECT_EQ(copy.value().permissions, permission::encrypt);
    ASSERT_EQ(key.session()->encrypt(ours, 16, false), Status::ok);
    ASSERT_EQ(copy.value().session()->encrypt(theirs, 16, false), Status::ok);
    EXPECT_EQ(to_hex(ours), to_hex(theirs));
    ASSERT_EQ(copy.value().session()->set_iv(Buffer(16, 9)), Status::ok);
    EXPECT_EQ(to_hex(octets(key.session()->iv())), to_hex(Buffer(16)));
}

TEST_F(ClonedKeys, OfPairsAreTheSamePair) {
    const Key key{calg::rsa_keyx, permission::standard, PairKey{rsa().open(), *rsa().ours},
                  Buffer{1, 2}, Buffer{3}};
    const auto copy = clone(key);
    ASSERT_TRUE(copy.ok());
    EXPECT_EQ(copy.value().pair()->open, rsa().open());
    EXPECT_TRUE(copy.value().pair()->closed);
    EXPECT_EQ(to_hex(copy.value().oaep_label), "0102");
    EXPECT_EQ(to_hex(copy.value().certificate), "03");
}

TEST_F(ClonedKeys, OfDiffieHellmanHaveAllThatIsThere) {
    DiffieHellmanKey dh;
    dh.bits = 1024;
    dh.group = {{7}, {2}};
    dh.peer_value = Buffer{5};
    dh.agreed = std::make_shared<const SecureBytes>(Buffer{9});
    const auto copy = clone(Key{calg::dh_sf, permission::standard, dh});
    const auto& same = std::get<DiffieHellmanKey>(copy.value().body);
    EXPECT_EQ(same.bits, 1024u);
    EXPECT_EQ(same.group.prime, Buffer{7});
    EXPECT_EQ(*same.peer_value, Buffer{5});
    EXPECT_EQ(same.agreed, dh.agreed);
    EXPECT_FALSE(same.key);
}

TEST_F(ClonedKeys, OfMasterSecretsShareNothing) {
    SchannelMaster master;
    master.pre_master = SecureBytes(counting(48));
    Key key{calg::tls1_master, permission::standard, std::move(master)};
    const auto copy = clone(key);
    std::get<SchannelMaster>(key.body).pre_master.wipe();
    EXPECT_EQ(to_hex(octets(std::get<SchannelMaster>(copy.value().body).pre_master)),
              to_hex(counting(48)));
}

TEST_F(ClonedKeys, OfUnmadeKeysAreUnmade) {
    const auto copy =
        clone(Key{calg::dss_sign, permission::standard, UnmadeDsaKey{512, {1}, {2}, {3}}});
    EXPECT_EQ(std::get<UnmadeDsaKey>(copy.value().body).g, Buffer{3});
}

}  // namespace
}  // namespace secur32::capi
