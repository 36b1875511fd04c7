// DSS blobs: what libcrypto writes of the same key (version 2), and the documented layout by hand
// (version 3, seeds).
#include "test/unit/sslprovider/capi/blob_samples.h"

namespace secur32::capi {
namespace {

using namespace samples;

class DssBlobs : public BlobTest {};

Key key_of(const crypto::PrivateKey& key) {
    return Key{calg::dss_sign, permission::standard, PairKey{key.public_key(), key}};
}
Key key_of(const ForeignKey& key) { return key_of(*key.ours); }

// 512 bits and a seed.
const crypto::PrivateKey& seeded() {
    static const crypto::PrivateKey key = crypto::PrivateKey::generate_dsa(512).value();
    return key;
}

struct Numbers {
    explicit Numbers(const EVP_PKEY* key)
        : p(backwards(foreign_number(key, "p"))),
          q(backwards(foreign_number(key, "q"))),
          g(backwards(foreign_number(key, "g", p.size()))),
          y(backwards(foreign_number(key, "pub", p.size()))),
          x(backwards(foreign_number(key, "priv", q.size()))) {}
    Buffer p, q, g, y, x;
};

constexpr std::size_t kPublic3 = 0x33535344, kPrivate3 = 0x34535344;

// "DSS Version 3 Public Key BLOBs", "...Private...": of the test's own key.
Buffer public3(const Numbers& of, const Buffer& j = {}) {
    return header(6, calg::dss_sign, 3) +
           words({kPublic3, 8 * of.p.size(), 8 * of.q.size(), 8 * j.size()}) + Buffer(24, 0xFF) +
           of.p + of.q + of.g + j + of.y;
}
Buffer private3(const Numbers& of, const Buffer& j = {}) {
    return header(7, calg::dss_sign, 3) +
           words({kPrivate3, 8 * of.p.size(), 8 * of.q.size(), 8 * j.size(), 8 * of.x.size()}) +
           Buffer(24, 0xFF) + of.p + of.q + of.g + j + of.y + of.x;
}

TEST_F(DssBlobs, ArePublicOnesOfLibcrypto) {
    const Buffer theirs = foreign_public_blob(dsa().foreign.get());
    EXPECT_EQ(to_hex(write_public_key(key_of(dsa())).value()), to_hex(theirs));
    const auto read = read_public(theirs);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().id, calg::dss_sign);
    EXPECT_EQ(read.value().pair()->open, dsa().open());
    EXPECT_FALSE(read.value().pair()->closed);
}

TEST_F(DssBlobs, ArePrivateOnesOfLibcrypto) {
    const Buffer theirs = foreign_private_blob(dsa().foreign.get());
    EXPECT_EQ(to_hex(octets(write_private_key(key_of(dsa())).value())), to_hex(theirs));
    const auto read = read_private(theirs);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(to_hex(read.value().pair()->closed->pkcs8().value().bytes()),
              to_hex(foreign_pkcs8(dsa().foreign.get())));
}

// libcrypto passes the seed over.
TEST_F(DssBlobs, WithASeedLibcryptoReads) {
    const Key key = key_of(seeded());
    EXPECT_NE(read_by_libcrypto(write_public_key(key).value(), false), nullptr);
    EXPECT_NE(read_by_libcrypto(write_private_key(key).value().bytes(), true), nullptr);
}

TEST_F(DssBlobs, EndWithTheSeed) {
    const auto numbers = seeded().public_key().dsa_numbers().value();
    const Buffer blob = write_public_key(key_of(seeded())).value();
    ASSERT_EQ(blob.size(), 16 + 3 * 64 + 20 + 24u);
    EXPECT_EQ(to_hex(Bytes(blob).last(24)),
              to_hex(words({numbers.seed->counter}) + backwards(numbers.seed->octets)));
    const auto again = read_public(blob).value().pair()->open.dsa_numbers().value();
    ASSERT_TRUE(again.seed);
    EXPECT_EQ(again.seed->counter, numbers.seed->counter);
    EXPECT_EQ(again.seed->octets, numbers.seed->octets);
    const Buffer closed = octets(write_private_key(key_of(seeded())).value());
    EXPECT_EQ(to_hex(octets(write_private_key(read_private(closed).value()).value())),
              to_hex(closed));
}

TEST_F(DssBlobs, OfVersionThreeAreLaidOutAsDocumented) {
    const Numbers numbers(dsa().foreign.get());
    EXPECT_EQ(to_hex(write_public_key(key_of(dsa()), 3).value()), to_hex(public3(numbers)));
    EXPECT_EQ(to_hex(octets(write_private_key(key_of(dsa()), 3).value())),
              to_hex(private3(numbers)));
    for (const Buffer& j : {Buffer{}, Buffer(108, 7)}) {
        EXPECT_EQ(read_public(public3(numbers, j)).value().pair()->open, dsa().open());
        EXPECT_EQ(to_hex(octets(
                      read_private(private3(numbers, j)).value().pair()->closed->pkcs8().value())),
                  to_hex(foreign_pkcs8(dsa().foreign.get())));
    }
}

TEST_F(DssBlobs, OfVersionThreeKeepTheSeed) {
    const Buffer blob = octets(write_private_key(key_of(seeded()), 3).value());
    const auto seed = seeded().public_key().dsa_numbers().value().seed;
    EXPECT_EQ(to_hex(Bytes(blob).subspan(28, 24)),
              to_hex(words({seed->counter}) + backwards(seed->octets)));
    EXPECT_EQ(to_hex(octets(write_private_key(read_private(blob).value(), 3).value())),
              to_hex(blob));
}

TEST_F(DssBlobs, WithALongOrderAreOfVersionThreeOnly) {
    EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_from_name(nullptr, "DSA", nullptr);
    EVP_PKEY *group = nullptr, *made = nullptr;
    EVP_PKEY_paramgen_init(context);
    std::size_t p = 2048, q = 256;
    const OSSL_PARAM sizes[] = {OSSL_PARAM_construct_size_t("pbits", &p),
                                OSSL_PARAM_construct_size_t("qbits", &q),
                                OSSL_PARAM_construct_end()};
    EVP_PKEY_CTX_set_params(context, sizes);
    EVP_PKEY_generate(context, &group);
    EVP_PKEY_CTX_free(context);
    context = EVP_PKEY_CTX_new_from_pkey(nullptr, group, nullptr);
    EVP_PKEY_keygen_init(context);
    EVP_PKEY_generate(context, &made);
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(group);
    const ForeignKey key(made);
    EXPECT_EQ(write_public_key(key_of(key)).status(), Status::bad_key);
    EXPECT_EQ(write_private_key(key_of(key)).status(), Status::bad_key);
    const Numbers numbers(key.foreign.get());
    EXPECT_EQ(to_hex(write_public_key(key_of(key), 3).value()), to_hex(public3(numbers)));
    EXPECT_EQ(read_private(private3(numbers)).value().pair()->open, key.open());
}

TEST_F(DssBlobs, OfAnotherLengthAreRefused) {
    const Numbers numbers(dsa().foreign.get());
    for (const Buffer& blob : {foreign_public_blob(dsa().foreign.get()), public3(numbers),
                               public3(numbers, Buffer(108, 7))}) {
        expect_truncations_refused(blob, read_public);
        EXPECT_EQ(read_public(blob + Buffer{0}).status(), Status::bad_data);
    }
    for (const Buffer& blob : {foreign_private_blob(dsa().foreign.get()), private3(numbers)}) {
        expect_truncations_refused(blob, read_private);
        EXPECT_EQ(read_private(blob + Buffer{0}).status(), Status::bad_data);
    }
}

TEST_F(DssBlobs, WithAnothersMagicAreRefused) {
    const Numbers numbers(dsa().foreign.get());
    const Buffer blobs[] = {foreign_public_blob(dsa().foreign.get()), public3(numbers),
                            foreign_private_blob(dsa().foreign.get()), private3(numbers)};
    const std::size_t magics[] = {0x31535344, 0x33535344, 0x32535344, 0x34535344};
    for (std::size_t i = 0; i < 4; ++i)
        for (const std::size_t magic : magics) {
            const Buffer blob = with_word(blobs[i], 8, magic);
            EXPECT_EQ((i < 2 ? read_public(blob) : read_private(blob)).status(),
                      magic == magics[i] ? Status::ok : Status::bad_data);
        }
}

TEST_F(DssBlobs, WithLengthsThatLieAreRefused) {
    const Numbers numbers(dsa().foreign.get());
    const Buffer open2 = foreign_public_blob(dsa().foreign.get()), open3 = public3(numbers),
                 closed3 = private3(numbers);
    for (const std::size_t bits : hostile_lengths(1024)) {
        EXPECT_EQ(read_public(with_word(open2, 12, bits)).status(), Status::bad_data) << bits;
        for (const std::size_t field : {12u, 16u, 20u}) {
            if (field == 20 && bits == 0) continue;  // there is no J
            EXPECT_EQ(read_public(with_word(open3, field, bits)).status(), Status::bad_data)
                << field << " " << bits;
            EXPECT_EQ(read_private(with_word(closed3, field, bits)).status(), Status::bad_data);
        }
        EXPECT_EQ(read_private(with_word(closed3, 24, bits)).status(), Status::bad_data);
    }
}

// Any octet of the numbers; the seed may be anything.
TEST_F(DssBlobs, WithAnOctetInvertedAreRefused) {
    const Buffer open = write_public_key(key_of(seeded())).value();
    for (std::size_t i = 16; i < open.size() - 24; ++i)
        EXPECT_EQ(read_public(with_octet(open, i, static_cast<std::uint8_t>(~open[i]))).status(),
                  Status::bad_data)
            << i;
    const Buffer closed = octets(write_private_key(key_of(seeded()), 3).value());
    for (std::size_t i = 52; i < closed.size(); ++i)
        EXPECT_EQ(
            read_private(with_octet(closed, i, static_cast<std::uint8_t>(~closed[i]))).status(),
            Status::bad_data)
            << i;
}

// x = 0 and x >= q make no key.
TEST_F(DssBlobs, WithAnXOutsideTheOrderAreRefused) {
    Buffer blob = foreign_private_blob(dsa().foreign.get());
    for (const std::uint8_t octet : {std::uint8_t{0}, std::uint8_t{0xFF}}) {
        std::fill_n(blob.end() - 44, 20, octet);
        EXPECT_EQ(read_private(blob).status(), Status::bad_data);
    }
}

TEST_F(DssBlobs, AreNotOfOtherKeys) {
    const Key rsa_key{calg::dss_sign, permission::standard, PairKey{rsa().open(), *rsa().ours}};
    const Key unmade{calg::dss_sign, permission::standard, UnmadeDsaKey{1024, {}, {}, {}}};
    const Key open{calg::dss_sign, permission::standard, PairKey{dsa().open(), {}}};
    EXPECT_EQ(write_public_key(rsa_key).status(), Status::bad_key);
    EXPECT_EQ(write_private_key(rsa_key).status(), Status::bad_key);
    EXPECT_EQ(write_public_key(unmade).status(), Status::bad_key);
    EXPECT_EQ(write_private_key(open).status(), Status::bad_key);
}

}  // namespace
}  // namespace secur32::capi
