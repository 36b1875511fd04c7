// ECC blobs: libcrypto's numbers in bcrypt.h's layout, as keys and as shares.
#include <gtest/gtest.h>

#include "test/unit/sslprovider/provider/blob_writer.h"

namespace secur32::provider {
namespace {

using namespace blobs;
using crypto::NamedGroup;

struct CurveRow {
    const char* name;
    const ForeignKey& (*key)();
    NamedGroup curve;
    std::size_t length;
    std::size_t ecdh_public, ecdh_private, ecdsa_public, ecdsa_private;  // magics

    Buffer number(const char* which) const {
        return foreign_number(key().foreign.get(), which, length);
    }
    Buffer public_blob(std::size_t magic) const {
        return blob({magic, length}, {number("qx"), number("qy")});
    }
    Buffer private_blob(std::size_t magic) const {
        return blob({magic, length}, {number("qx"), number("qy"), number("priv")});
    }
    Buffer point() const { return Buffer{4} + number("qx") + number("qy"); }
};
// "ECK1" and so on.
const CurveRow kCurves[] = {
    {"P256", p256, NamedGroup::secp256r1, 32, 0x314B4345, 0x324B4345, 0x31534345, 0x32534345},
    {"P384", p384, NamedGroup::secp384r1, 48, 0x334B4345, 0x344B4345, 0x33534345, 0x34534345},
    {"P521", p521, NamedGroup::secp521r1, 66, 0x354B4345, 0x364B4345, 0x35534345, 0x36534345},
};
constexpr std::size_t kGeneric[] = {0x504B4345, 0x564B4345, 0x50444345, 0x56444345};

class EccBlobs : public KeysTest, public testing::WithParamInterface<CurveRow> {};

TEST_P(EccBlobs, PublicOnesAreLibcryptosNumbers) {
    const CurveRow& row = GetParam();
    for (const auto& [use, magic] :
         {std::pair{EccUse::ecdsa, row.ecdsa_public}, std::pair{EccUse::ecdh, row.ecdh_public}}) {
        const Buffer by_hand = row.public_blob(magic);
        EXPECT_EQ(to_hex(export_ecc_public(row.key().open(), use).value()), to_hex(by_hand));
        const auto imported = import_ecc_public(by_hand);
        ASSERT_TRUE(imported.ok());
        EXPECT_EQ(imported.value().use, use);
        EXPECT_EQ(imported.value().key, row.key().open());
    }
}

TEST_P(EccBlobs, PrivateOnesAreLibcryptosNumbers) {
    const CurveRow& row = GetParam();
    for (const auto& [use, magic] :
         {std::pair{EccUse::ecdsa, row.ecdsa_private}, std::pair{EccUse::ecdh, row.ecdh_private}}) {
        const Buffer by_hand = row.private_blob(magic);
        EXPECT_EQ(to_hex(export_ecc_private(*row.key().ours, use).value().bytes()),
                  to_hex(by_hand));
        EXPECT_EQ(import_ecc_private(by_hand).value().public_key(), row.key().open());
    }
}

TEST_P(EccBlobs, SharesAreThePointOfTheBlob) {
    const CurveRow& row = GetParam();
    const auto share = import_ecc_share(row.public_blob(row.ecdh_public));
    ASSERT_TRUE(share.ok());
    EXPECT_EQ(share.value().group, row.curve);
    EXPECT_EQ(to_hex(share.value().public_value), to_hex(row.point()));
    EXPECT_TRUE(share.value().prime.empty());
    EXPECT_EQ(to_hex(export_ecc_share(share.value()).value()),
              to_hex(row.public_blob(row.ecdh_public)));
    EXPECT_EQ(import_ecc_share(row.public_blob(row.ecdsa_public)).status(), Status::bad_data);
}

TEST_P(EccBlobs, EndWhereTheySay) {
    const CurveRow& row = GetParam();
    expect_exact_length(row.public_blob(row.ecdsa_public), import_ecc_public);
    expect_exact_length(row.public_blob(row.ecdh_public), import_ecc_share);
    expect_exact_length(row.private_blob(row.ecdh_private), import_ecc_private);
}

TEST_P(EccBlobs, WithAnOctetInvertedAreRefused) {
    const CurveRow& row = GetParam();
    const Buffer open = row.public_blob(row.ecdh_public),
                 closed = row.private_blob(row.ecdsa_private);
    EXPECT_EQ(flip_every_octet(open, import_ecc_public), open.size());
    EXPECT_EQ(flip_every_octet(open, import_ecc_share), open.size());
    EXPECT_EQ(flip_every_octet(closed, import_ecc_private), closed.size());
}

TEST_P(EccBlobs, LengthsThatContradictTheCurveAreRefused) {
    const CurveRow& row = GetParam();
    for (const std::size_t length : hostile_lengths(row.length)) {
        EXPECT_EQ(
            import_ecc_public(with_field(row.public_blob(row.ecdh_public), 1, length)).status(),
            Status::bad_data);
        EXPECT_EQ(
            import_ecc_private(with_field(row.private_blob(row.ecdh_private), 1, length)).status(),
            Status::bad_data);
    }
    for (const CurveRow& other : kCurves)
        if (other.curve != row.curve) {
            EXPECT_EQ(import_ecc_public(row.public_blob(other.ecdsa_public)).status(),
                      Status::bad_data);
        }
}

TEST_P(EccBlobs, HalvesAreNotTakenForOneAnother) {
    const CurveRow& row = GetParam();
    EXPECT_EQ(import_ecc_public(row.private_blob(row.ecdsa_private)).status(), Status::bad_data);
    EXPECT_EQ(import_ecc_private(row.public_blob(row.ecdsa_public)).status(), Status::bad_data);
    EXPECT_EQ(import_ecc_public(row.public_blob(row.ecdh_private)).status(), Status::bad_data);
    EXPECT_EQ(import_ecc_private(row.private_blob(row.ecdh_public)).status(), Status::bad_data);
}

TEST_P(EccBlobs, PointsOffTheCurveAreBadKeys) {
    const CurveRow& row = GetParam();
    Buffer off = row.public_blob(row.ecdh_public);
    off.back() ^= 1;
    EXPECT_EQ(import_ecc_public(off).status(), Status::bad_key);
    EXPECT_EQ(import_ecc_share(off).status(), Status::bad_key);
    const Buffer zeros(row.length), ones(row.length, 0xFF);
    for (const Buffer& number : {zeros, ones}) {
        const Buffer nowhere = blob({row.ecdh_public, row.length}, {number, number});
        EXPECT_EQ(import_ecc_public(nowhere).status(), Status::bad_key);
        EXPECT_EQ(import_ecc_share(nowhere).status(), Status::bad_key);
    }
}

TEST_P(EccBlobs, PrivateNumbersOfAnotherKeyAreBadKeys) {
    const CurveRow& row = GetParam();
    Buffer other = row.private_blob(row.ecdsa_private);
    other.back() ^= 1;
    EXPECT_EQ(import_ecc_private(other).status(), Status::bad_key);
    const Buffer zeros(row.length), ones(row.length, 0xFF);
    for (const Buffer& d : {zeros, ones})
        EXPECT_EQ(import_ecc_private(blob({row.ecdsa_private, row.length},
                                          {row.number("qx"), row.number("qy"), d}))
                      .status(),
                  Status::bad_key);
}

INSTANTIATE_TEST_SUITE_P(Curves, EccBlobs, testing::ValuesIn(kCurves),
                         [](const auto& each) { return std::string(each.param.name); });

class EccBlob : public KeysTest {};

TEST_F(EccBlob, OfAGenericMagicSaysNoCurve) {
    for (const std::size_t magic : kGeneric) {
        const Buffer open = kCurves[0].public_blob(magic), closed = kCurves[0].private_blob(magic);
        EXPECT_EQ(import_ecc_public(open).status(), Status::unsupported_function);
        EXPECT_EQ(import_ecc_share(open).status(), Status::unsupported_function);
        EXPECT_EQ(import_ecc_private(closed).status(), Status::unsupported_function);
    }
}

TEST_F(EccBlob, IsMadeOfKeysOnCurvesOnly) {
    for (const ForeignKey* const key : {&rsa(), &ed25519(), &dsa()}) {
        EXPECT_EQ(export_ecc_public(key->open(), EccUse::ecdsa).status(),
                  Status::unsupported_function);
        EXPECT_EQ(export_ecc_private(*key->ours, EccUse::ecdh).status(),
                  Status::unsupported_function);
    }
    PeerShare share{NamedGroup::x25519, Buffer(32, 9), {}, {}};
    EXPECT_EQ(export_ecc_share(share).status(), Status::unsupported_function);
    share = {NamedGroup::secp256r1, Buffer(64, 4), {}, {}};
    EXPECT_EQ(export_ecc_share(share).status(), Status::unsupported_function);
}

}  // namespace
}  // namespace secur32::provider
