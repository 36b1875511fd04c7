// Diffie-Hellman blobs: libcrypto's numbers in the documented layouts, by hand.
#include "test/unit/sslprovider/capi/blob_samples.h"

namespace secur32::capi {
namespace {

using namespace samples;

class DhBlobs : public BlobTest {};

constexpr std::size_t kPublic2 = 0x31484400, kPrivate2 = 0x32484400, kPublic3 = 0x33484400,
                      kPrivate3 = 0x34484400;

// A pair that libcrypto made in a group of 2048 bits.
struct Numbers {
    Numbers() {
        const std::shared_ptr<EVP_PKEY> key(generate("DH",
                                                     [](EVP_PKEY_CTX* context) {
                                                         return EVP_PKEY_CTX_set_group_name(
                                                             context, "modp_2048");
                                                     }),
                                            EVP_PKEY_free);
        p = backwards(foreign_number(key.get(), "p"));
        g = backwards(foreign_number(key.get(), "g", 256));
        y = backwards(foreign_number(key.get(), "pub", 256));
        x = backwards(foreign_number(key.get(), "priv", 256));
    }
    Buffer public2() const { return header(6, calg::dh_sf) + words({kPublic2, 2048}) + y; }
    Buffer private2() const {
        return header(7, calg::dh_sf) + words({kPrivate2, 2048}) + p + g + x;
    }
    Buffer public3(const Buffer& q = {}, const Buffer& j = {}) const {
        return header(6, calg::dh_sf, 3) + words({kPublic3, 2048, 8 * q.size(), 8 * j.size()}) +
               Buffer(24, 0xFF) + p + q + g + j + y;
    }
    Buffer private3(const Buffer& q = {}, const Buffer& j = {}) const {
        return header(7, calg::dh_sf, 3) +
               words({kPrivate3, 2048, 8 * q.size(), 8 * j.size(), 2048}) + Buffer(24, 0xFF) + p +
               q + g + j + y + x;
    }
    Buffer p, g, y, x;  // little-endian
};
const Numbers& numbers() {
    static const Numbers made;
    return made;
}

const DiffieHellmanKey& dh(const Result<Key>& key) {
    return std::get<DiffieHellmanKey>(key.value().body);
}

TEST_F(DhBlobs, ArePublicValues) {
    const auto read = read_public(numbers().public2());
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().id, calg::dh_sf);
    EXPECT_EQ(dh(read).bits, 2048u);
    EXPECT_TRUE(dh(read).group.prime.empty());
    EXPECT_FALSE(dh(read).key);
    ASSERT_TRUE(dh(read).peer_value);
    EXPECT_EQ(to_hex(*dh(read).peer_value), to_hex(backwards(numbers().y)));
    EXPECT_EQ(to_hex(write_public_key(read.value()).value()), to_hex(numbers().public2()));
}

TEST_F(DhBlobs, ArePairs) {
    const auto read = read_private(numbers().private2());
    ASSERT_TRUE(read.ok());
    ASSERT_TRUE(dh(read).key);
    EXPECT_EQ(dh(read).bits, 2048u);
    EXPECT_EQ(to_hex(dh(read).key->public_value()), to_hex(backwards(numbers().y)));
    EXPECT_EQ(to_hex(dh(read).group.prime), to_hex(backwards(numbers().p)));
    EXPECT_EQ(to_hex(octets(write_private_key(read.value()).value())),
              to_hex(numbers().private2()));
    EXPECT_EQ(to_hex(write_public_key(read.value()).value()), to_hex(numbers().public2()));
}

TEST_F(DhBlobs, OfVersionThreeHaveTheGroup) {
    const auto open = read_public(numbers().public3());
    ASSERT_TRUE(open.ok());
    EXPECT_EQ(to_hex(dh(open).group.prime), to_hex(backwards(numbers().p)));
    EXPECT_EQ(to_hex(dh(open).group.generator), "02");
    EXPECT_EQ(to_hex(write_public_key(open.value(), 3).value()), to_hex(numbers().public3()));
    const auto closed = read_private(numbers().private3());
    ASSERT_TRUE(closed.ok());
    EXPECT_EQ(to_hex(octets(write_private_key(closed.value(), 3).value())),
              to_hex(numbers().private3()));
    EXPECT_EQ(to_hex(octets(write_private_key(closed.value()).value())),
              to_hex(numbers().private2()));
    EXPECT_EQ(to_hex(write_public_key(closed.value(), 3).value()), to_hex(numbers().public3()));
}

TEST_F(DhBlobs, OfVersionThreeMayHaveQAndJ) {
    const Buffer q(32, 3), j(224, 5);
    EXPECT_EQ(to_hex(*dh(read_public(numbers().public3(q, j))).peer_value),
              to_hex(backwards(numbers().y)));
    EXPECT_TRUE(dh(read_private(numbers().private3(q, j))).key);
}

TEST_F(DhBlobs, MayBeOfEphemeralKeys) {
    const auto closed = read_private(with_word(numbers().private2(), 4, calg::dh_ephem));
    ASSERT_TRUE(closed.ok());
    EXPECT_EQ(closed.value().id, calg::dh_ephem);
    const auto open = read_public(with_word(numbers().public2(), 4, calg::dh_ephem));
    ASSERT_TRUE(open.ok());
    EXPECT_EQ(open.value().id, calg::dh_ephem);
}

TEST_F(DhBlobs, OfAnotherLengthAreRefused) {
    for (const Buffer& blob :
         {numbers().public2(), numbers().public3(), numbers().public3(Buffer(32, 3), Buffer(8))}) {
        expect_truncations_refused(blob, read_public);
        EXPECT_EQ(read_public(blob + Buffer{0}).status(), Status::bad_data);
    }
    for (const Buffer& blob : {numbers().private2(), numbers().private3()}) {
        expect_truncations_refused(blob, read_private);
        EXPECT_EQ(read_private(blob + Buffer{0}).status(), Status::bad_data);
    }
}

TEST_F(DhBlobs, WithAnothersMagicAreRefused) {
    const Buffer blobs[] = {numbers().public2(), numbers().public3(), numbers().private2(),
                            numbers().private3()};
    const std::size_t magics[] = {kPublic2, kPublic3, kPrivate2, kPrivate3};
    for (std::size_t i = 0; i < 4; ++i)
        for (const std::size_t magic : magics) {
            const Buffer blob = with_word(blobs[i], 8, magic);
            EXPECT_EQ((i < 2 ? read_public(blob) : read_private(blob)).status(),
                      magic == magics[i] ? Status::ok : Status::bad_data);
        }
}

TEST_F(DhBlobs, WithLengthsThatLieAreRefused) {
    for (const std::size_t bits : hostile_lengths(2048)) {
        EXPECT_EQ(read_public(with_word(numbers().public2(), 12, bits)).status(), Status::bad_data);
        EXPECT_EQ(read_private(with_word(numbers().private2(), 12, bits)).status(),
                  Status::bad_data);
        for (const std::size_t field : {12u, 16u, 20u}) {
            if (field != 12 && bits == 0) continue;  // there is neither Q nor J
            EXPECT_EQ(read_public(with_word(numbers().public3(), field, bits)).status(),
                      Status::bad_data);
            EXPECT_EQ(read_private(with_word(numbers().private3(), field, bits)).status(),
                      Status::bad_data);
        }
        EXPECT_EQ(read_private(with_word(numbers().private3(), 24, bits)).status(),
                  Status::bad_data);
    }
    const Buffer start = header(6, calg::dh_sf);
    EXPECT_EQ(read_public(start + words({kPublic2, 504}) + Buffer(63, 1)).status(),
              Status::bad_data);
    EXPECT_EQ(read_public(start + words({kPublic2, 4104}) + Buffer(513, 1)).status(),
              Status::bad_data);
    EXPECT_EQ(read_public(start + words({kPublic2, 0})).status(), Status::bad_data);
    EXPECT_EQ(read_public(start + words({kPublic2, 513}) + Buffer(64, 1)).status(),
              Status::bad_data);
}

TEST_F(DhBlobs, WithNumbersThatAreNoneAreRefused) {
    const Buffer blob = numbers().private2();
    EXPECT_EQ(read_private(with_octet(blob, 16, blob[16] ^ 1)).status(), Status::bad_data)
        << "an even prime";
    EXPECT_EQ(read_private(with_octet(blob, 16 + 255, 0x7F)).status(), Status::bad_data)
        << "a short prime";
    EXPECT_EQ(read_private(with_octet(blob, 16 + 256, 1)).status(), Status::bad_data) << "g = 1";
    Buffer no_x = blob;
    std::fill_n(no_x.end() - 256, 256, std::uint8_t{0});
    EXPECT_EQ(read_private(no_x).status(), Status::bad_data) << "x = 0";
    std::fill_n(no_x.end() - 256, 256, std::uint8_t{0xFF});
    EXPECT_EQ(read_private(no_x).status(), Status::bad_data) << "x > p";
    const Buffer open = numbers().public3();
    EXPECT_EQ(read_public(with_octet(open, 48, open[48] ^ 1)).status(), Status::bad_data);
    const Buffer closed = numbers().private3();
    EXPECT_EQ(read_private(with_octet(closed, closed.size() - 512, closed[closed.size() - 512] ^ 1))
                  .status(),
              Status::bad_data)
        << "y is not g^x";
}

TEST_F(DhBlobs, OfKeysThatAreNotMadeYetAreRefused) {
    DiffieHellmanKey key;
    key.bits = 1024;
    const Key unmade{calg::dh_sf, permission::standard, key};
    for (const std::uint8_t version : {std::uint8_t{2}, std::uint8_t{3}}) {
        EXPECT_EQ(write_public_key(unmade, version).status(), Status::bad_key_state);
        EXPECT_EQ(write_private_key(unmade, version).status(), Status::bad_key_state);
    }
}

TEST_F(DhBlobs, HaveNoMoreThanTheKeyHas) {
    const auto open = read_public(numbers().public2());
    EXPECT_EQ(write_public_key(open.value(), 3).status(), Status::bad_key) << "no group";
    EXPECT_EQ(write_private_key(open.value()).status(), Status::bad_key);
    DiffieHellmanKey agreed;
    agreed.agreed = std::make_shared<const SecureBytes>(Buffer(256, 1));
    const Key key{calg::dh_sf, permission::standard, agreed};
    EXPECT_EQ(write_public_key(key).status(), Status::bad_key);
    EXPECT_EQ(write_private_key(key).status(), Status::bad_key);
    const Key pair{calg::dh_sf, permission::standard, PairKey{rsa().open(), {}}};
    EXPECT_EQ(write_public_key(pair).status(), Status::bad_key);
}

}  // namespace
}  // namespace secur32::capi
