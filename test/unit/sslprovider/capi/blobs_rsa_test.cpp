// RSA blobs: octet for octet what libcrypto writes of the same key, and what is no such blob.
#include "test/unit/sslprovider/capi/blob_samples.h"

namespace secur32::capi {
namespace {

using namespace samples;

class RsaBlobs : public BlobTest {};

constexpr std::size_t kFields = 20;

Key key_of(const ForeignKey& key, AlgId id = calg::rsa_keyx) {
    return Key{id, permission::standard, PairKey{key.open(), *key.ours}};
}

TEST_F(RsaBlobs, ArePublicOnesOfLibcrypto) {
    for (const ForeignKey* const key : {&rsa(), &small_rsa()}) {
        const Buffer theirs = foreign_public_blob(key->foreign.get());
        EXPECT_EQ(to_hex(write_public_key(key_of(*key)).value()), to_hex(theirs));
        const auto read = read_public(theirs);
        ASSERT_TRUE(read.ok());
        EXPECT_EQ(read.value().id, calg::rsa_keyx);
        EXPECT_EQ(read.value().pair()->open, key->open());
        EXPECT_FALSE(read.value().pair()->closed);
    }
}

TEST_F(RsaBlobs, ArePrivateOnesOfLibcrypto) {
    for (const ForeignKey* const key : {&rsa(), &small_rsa()}) {
        const Buffer theirs = foreign_private_blob(key->foreign.get());
        EXPECT_EQ(to_hex(octets(write_private_key(key_of(*key)).value())), to_hex(theirs));
        const auto read = read_private(theirs);
        ASSERT_TRUE(read.ok());
        ASSERT_TRUE(read.value().pair()->closed);
        EXPECT_EQ(to_hex(read.value().pair()->closed->pkcs8().value().bytes()),
                  to_hex(foreign_pkcs8(key->foreign.get())));
    }
}

TEST_F(RsaBlobs, ThatAreOursLibcryptoReads) {
    const Key key = key_of(rsa(), calg::rsa_sign);
    EXPECT_EQ(EVP_PKEY_eq(read_by_libcrypto(write_public_key(key).value(), false).get(),
                          rsa().foreign.get()),
              1);
    const std::shared_ptr<EVP_PKEY> both =
        read_by_libcrypto(write_private_key(key).value().bytes(), true);
    EXPECT_EQ(EVP_PKEY_eq(both.get(), rsa().foreign.get()), 1);
    EXPECT_EQ(to_hex(foreign_number(both.get(), "d")),
              to_hex(foreign_number(rsa().foreign.get(), "d")));
}

// "Base Provider Key BLOBs".
TEST_F(RsaBlobs, AreLaidOutAsDocumented) {
    const EVP_PKEY* const key = rsa().foreign.get();
    const Buffer n = foreign_number(key, "n");
    const auto half = [&](const char* name) { return backwards(foreign_number(key, name, 128)); };
    EXPECT_EQ(
        to_hex(write_public_key(key_of(rsa(), calg::rsa_sign)).value()),
        to_hex(hex("06 02 00 00 00 24 00 00 52 53 41 31 00 08 00 00 01 00 01 00") + backwards(n)));
    EXPECT_EQ(to_hex(octets(write_private_key(key_of(rsa())).value())),
              to_hex(hex("07 02 00 00 00 A4 00 00 52 53 41 32 00 08 00 00 01 00 01 00") +
                     backwards(n) + half("rsa-factor1") + half("rsa-factor2") +
                     half("rsa-exponent1") + half("rsa-exponent2") + half("rsa-coefficient1") +
                     backwards(foreign_number(key, "d", 256))));
}

// Windows takes them from 20 + bitlen / 2 octets on (Wine's tests of it), whatever is there of the
// private exponent.
TEST_F(RsaBlobs, MayEndWithinThePrivateExponent) {
    for (const ForeignKey* const key : {&rsa(), &small_rsa()}) {
        const Buffer whole = foreign_private_blob(key->foreign.get());
        const std::size_t least =
            kFields + static_cast<std::size_t>(EVP_PKEY_get_bits(key->foreign.get())) / 2;
        for (std::size_t length = least; length < whole.size(); ++length) {
            const auto read = read_private(Bytes(whole).first(length));
            ASSERT_TRUE(read.ok()) << length;
            EXPECT_EQ(read.value().pair()->open, key->open());
        }
        const auto read = read_private(Bytes(whole).first(least));
        EXPECT_EQ(
            EVP_PKEY_eq(
                read_by_libcrypto(write_private_key(read.value()).value().bytes(), true).get(),
                key->foreign.get()),
            1);
    }
}

TEST_F(RsaBlobs, CutBeforeAreRefused) {
    const Buffer whole = foreign_private_blob(small_rsa().foreign.get());
    expect_truncations_refused(whole, read_private, kFields + 512 / 2);
    expect_truncations_refused(foreign_public_blob(small_rsa().foreign.get()), read_public);
}

TEST_F(RsaBlobs, WithMoreBehindThemAreRefused) {
    EXPECT_EQ(read_public(foreign_public_blob(rsa().foreign.get()) + Buffer{0}).status(),
              Status::bad_data);
    EXPECT_EQ(read_private(foreign_private_blob(rsa().foreign.get()) + Buffer{0}).status(),
              Status::bad_data);
}

// Windows takes a modulus whose highest bits are 0, and gives it back as it was (Wine's tests).
TEST_F(RsaBlobs, MayHaveAModulusThatIsShorterThanStated) {
    const Buffer blob =
        hex("06 02 00 00 00 A4 00 00 52 53 41 31 00 02 00 00 01 00 01 00") + Buffer(64, 0x11);
    const auto read = read_public(blob);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(to_hex(write_public_key(read.value()).value()), to_hex(blob));
}

TEST_F(RsaBlobs, OfAModulusOfAnOddNumberOfOctetsHaveRoomForBothHalves) {
    const ForeignKey key(EVP_RSA_gen(1032));
    const Buffer written = octets(write_private_key(key_of(key)).value());
    EXPECT_EQ(written.size(), kFields + 129 + 5 * 65 + 129);
    EXPECT_EQ(read_private(written).value().pair()->open, key.open());
    expect_truncations_refused(written, read_private, kFields + 1032 / 2);
}

TEST_F(RsaBlobs, WithTheOthersMagicAreRefused) {
    const Buffer open = foreign_public_blob(rsa().foreign.get());
    const Buffer closed = foreign_private_blob(rsa().foreign.get());
    for (const std::size_t magic : {0x32415352u, 0x31535344u, 0u, 0xFFFFFFFFu})
        EXPECT_EQ(read_public(with_word(open, 8, magic)).status(), Status::bad_data);
    for (const std::size_t magic : {0x31415352u, 0x32535344u, 0u, 0xFFFFFFFFu})
        EXPECT_EQ(read_private(with_word(closed, 8, magic)).status(), Status::bad_data);
}

TEST_F(RsaBlobs, WithLengthsThatLieAreRefused) {
    const Buffer open = foreign_public_blob(rsa().foreign.get());
    const Buffer closed = foreign_private_blob(rsa().foreign.get());
    for (const std::size_t bits : hostile_lengths(2048)) {
        EXPECT_EQ(read_public(with_word(open, 12, bits)).status(), Status::bad_data) << bits;
        EXPECT_EQ(read_private(with_word(closed, 12, bits)).status(), Status::bad_data) << bits;
    }
    for (const std::size_t bits : {2047u, 2041u, 2049u})
        EXPECT_EQ(read_public(with_word(open, 12, bits)).status(), Status::bad_data) << bits;
}

// 1 was the way to read a session key that must not be exported; even ones are none either.
TEST_F(RsaBlobs, WithAnExponentThatIsNoneAreRefused) {
    const Buffer open = foreign_public_blob(rsa().foreign.get());
    const Buffer closed = foreign_private_blob(rsa().foreign.get());
    for (const std::size_t exponent : {0u, 1u, 2u, 65536u}) {
        EXPECT_EQ(read_public(with_word(open, 16, exponent)).status(), Status::bad_data);
        EXPECT_EQ(read_private(with_word(closed, 16, exponent)).status(), Status::bad_data);
    }
}

TEST_F(RsaBlobs, OfModuliThatAreNoneAreRefused) {
    const Buffer start = hex("06 02 00 00 00 A4 00 00 52 53 41 31");
    EXPECT_EQ(read_public(start + words({376, 3}) + Buffer(47, 0xFF)).status(), Status::bad_data);
    EXPECT_TRUE(read_public(start + words({384, 3}) + Buffer(48, 0xFF)).ok());
    EXPECT_TRUE(read_public(start + words({16384, 3}) + Buffer(2048, 0xFF)).ok());
    EXPECT_EQ(read_public(start + words({16392, 3}) + Buffer(2049, 0xFF)).status(),
              Status::bad_data);
    EXPECT_EQ(read_public(start + words({512, 3}) + Buffer(64, 0xFE)).status(), Status::bad_data);
    EXPECT_EQ(read_public(start + words({512, 3}) + Buffer(64, 0)).status(), Status::bad_data);
}

// Any octet of n, p, q, dp, dq and qinv; of d any but that the blob could be one without it.
TEST_F(RsaBlobs, WithAnOctetInvertedAreRefused) {
    const Buffer whole = foreign_private_blob(small_rsa().foreign.get());
    for (std::size_t i = kFields; i < whole.size(); ++i) {
        const auto inverted = static_cast<std::uint8_t>(~whole[i]);
        EXPECT_EQ(read_private(with_octet(whole, i, inverted)).status(), Status::bad_data) << i;
    }
}

TEST_F(RsaBlobs, AreNotOfOtherKeys) {
    for (const ForeignKey* const key : {&dsa(), &p256(), &any_pss()}) {
        EXPECT_EQ(write_public_key(key_of(*key)).status(), Status::bad_key);
        EXPECT_EQ(write_private_key(key_of(*key)).status(), Status::bad_key);
    }
    const Key open{calg::rsa_keyx, permission::standard, PairKey{rsa().open(), {}}};
    EXPECT_EQ(write_private_key(open).status(), Status::bad_key);
}

// The field has 32 bits.
TEST_F(RsaBlobs, HaveNoRoomForLongExponents) {
    const auto numbers = rsa().open().rsa_numbers().value();
    const auto long_one = crypto::PublicKey::from_numbers(
                              crypto::RsaPublicNumbers{numbers.modulus, hex("01 00 00 00 01")})
                              .value();
    EXPECT_EQ(
        write_public_key(Key{calg::rsa_keyx, permission::standard, PairKey{long_one, {}}}).status(),
        Status::bad_key);
    const auto longest = crypto::PublicKey::from_numbers(
                             crypto::RsaPublicNumbers{numbers.modulus, hex("FF FF FF FF")})
                             .value();
    const Key key{calg::rsa_keyx, permission::standard, PairKey{longest, {}}};
    EXPECT_EQ(read_public(write_public_key(key).value()).value().pair()->open, longest);
}

TEST_F(RsaBlobs, HaveNoRoomForPrimesOfTwoLengths) {
    // p twice as long: n = p q of two generated keys' primes.
    const auto a = rsa().ours->rsa_numbers().value();
    const auto b = small_rsa().ours->rsa_numbers().value();
    const std::shared_ptr<BN_CTX> context(BN_CTX_new(), BN_CTX_free);
    const auto number = [](Bytes octets_of) {
        return std::shared_ptr<BIGNUM>(
            BN_bin2bn(octets_of.data(), static_cast<int>(octets_of.size()), nullptr), BN_free);
    };
    const auto p = number(a.prime1.bytes()), q = number(b.prime1.bytes());
    const std::shared_ptr<BIGNUM> n(BN_new(), BN_free);
    BN_mul(n.get(), p.get(), q.get(), context.get());
    crypto::RsaPrivateNumbers numbers;
    numbers.open.modulus.resize(static_cast<std::size_t>(BN_num_bytes(n.get())));
    BN_bn2bin(n.get(), numbers.open.modulus.data());
    numbers.open.public_exponent = {1, 0, 1};
    numbers.prime1 = a.prime1.clone();
    numbers.prime2 = b.prime1.clone();
    const auto key = crypto::PrivateKey::from_numbers(numbers);
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(write_private_key(Key{calg::rsa_keyx, permission::standard,
                                    PairKey{key.value().public_key(), key.value()}})
                  .status(),
              Status::bad_key);
}

}  // namespace
}  // namespace secur32::capi
