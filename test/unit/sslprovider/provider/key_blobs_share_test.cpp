// Blobs of shares, DH parameters and pre-shared keys.
#include <gtest/gtest.h>

#include "sslprovider/crypto/finite_field.h"
#include "test/unit/sslprovider/provider/blob_writer.h"

namespace secur32::provider {
namespace {

using namespace blobs;
using crypto::FiniteField;
using crypto::KeyShare;
using crypto::NamedGroup;

class ShareBlobs : public KeysTest {};

// -- SSL_ECCPUBLIC_BLOB ---------------------------------------------------------------------------

constexpr NamedGroup kCurves[] = {NamedGroup::x25519, NamedGroup::secp256r1, NamedGroup::secp384r1,
                                  NamedGroup::secp521r1};

Buffer ssl_blob(NamedGroup group, const Buffer& value) {
    return blob({static_cast<std::size_t>(group), value.size()}, {value});
}
Buffer public_value(NamedGroup group) {
    return copy(KeyShare::generate(group).value().public_value());
}

TEST_F(ShareBlobs, OfAnyCurveAreItsNumberAndTheWireForm) {
    for (const NamedGroup curve : kCurves) {
        const Buffer value = public_value(curve);
        const auto share = import_ssl_ecc_share(ssl_blob(curve, value));
        ASSERT_TRUE(share.ok());
        EXPECT_EQ(share.value().group, curve);
        EXPECT_EQ(to_hex(share.value().public_value), to_hex(value));
        EXPECT_EQ(to_hex(export_ssl_ecc_share(share.value()).value()),
                  to_hex(ssl_blob(curve, value)));
    }
}

TEST_F(ShareBlobs, OfCurvesEndWhereTheySay) {
    for (const NamedGroup curve : kCurves) {
        const Buffer right = ssl_blob(curve, public_value(curve));
        expect_exact_length(right, import_ssl_ecc_share);
        for (const std::size_t length : hostile_lengths(right.size() - 8))
            EXPECT_EQ(import_ssl_ecc_share(with_field(right, 1, length)).status(),
                      Status::bad_data);
    }
}

TEST_F(ShareBlobs, OfOtherGroupsAreNotSupported) {
    for (const std::size_t group :
         {std::size_t{0}, std::size_t{22}, std::size_t{26}, std::size_t{30}, std::size_t{256},
          std::size_t{260}, std::size_t{0x1001D}, std::size_t{0xFFFFFFFF}})
        EXPECT_EQ(import_ssl_ecc_share(blob({group, 32}, {Buffer(32, 9)})).status(),
                  Status::unsupported_function);
    for (const PeerShare& share :
         {PeerShare{}, PeerShare{NamedGroup::ffdhe2048, Buffer(256, 2), {}, {}},
          PeerShare{NamedGroup::x25519, Buffer(31), {}, {}}})
        EXPECT_EQ(export_ssl_ecc_share(share).status(), Status::unsupported_function);
}

TEST_F(ShareBlobs, WithValuesThatNoneCanAgreeOnAreBadKeys) {
    EXPECT_EQ(import_ssl_ecc_share(ssl_blob(NamedGroup::x25519, Buffer(32))).status(),
              Status::bad_key);
    Buffer off = public_value(NamedGroup::secp256r1);
    off.back() ^= 1;
    EXPECT_EQ(import_ssl_ecc_share(ssl_blob(NamedGroup::secp256r1, off)).status(), Status::bad_key);
    EXPECT_EQ(import_ssl_ecc_share(ssl_blob(NamedGroup::secp384r1, Buffer(97, 4))).status(),
              Status::bad_key);
}

// -- BCRYPT_DH_PUBLIC_BLOB ------------------------------------------------------------------------

constexpr std::size_t kDhPublic = 0x42504844, kDhPrivate = 0x56504844, kDhParameters = 0x4D504844;

Buffer padded(const Buffer& number, std::size_t length) {
    return Buffer(length - number.size()) + number;
}
Buffer dh_blob(const Buffer& p, const Buffer& g, const Buffer& y) {
    return blob({kDhPublic, p.size()}, {p, padded(g, p.size()), padded(y, p.size())});
}
const FiniteField& field() { return *crypto::finite_field(NamedGroup::ffdhe2048); }

TEST_F(ShareBlobs, OfFiniteFieldsAreThreeNumbers) {
    const auto own = KeyShare::generate_finite_field(field().prime, Buffer{5}).value();
    const Buffer y = copy(own.public_value()), by_hand = dh_blob(field().prime, {5}, y);
    const auto share = import_dh_share(by_hand);
    ASSERT_TRUE(share.ok());
    EXPECT_EQ(share.value().group, NamedGroup::none);
    EXPECT_EQ(to_hex(share.value().prime), to_hex(field().prime));
    EXPECT_EQ(to_hex(share.value().generator), "05");
    EXPECT_EQ(to_hex(share.value().public_value), to_hex(y));
    EXPECT_EQ(to_hex(export_dh_share(share.value()).value()), to_hex(by_hand));
}

TEST_F(ShareBlobs, OfRfc7919AreOfThatGroup) {
    const auto own = KeyShare::generate(NamedGroup::ffdhe2048).value();
    const Buffer y = copy(own.public_value()), by_hand = dh_blob(field().prime, {2}, y);
    const auto share = import_dh_share(by_hand);
    EXPECT_EQ(share.value().group, NamedGroup::ffdhe2048);
    EXPECT_EQ(to_hex(export_dh_share(share.value()).value()), to_hex(by_hand));
    // By its number alone.
    EXPECT_EQ(to_hex(export_dh_share({NamedGroup::ffdhe2048, y, {}, {}}).value()), to_hex(by_hand));
}

TEST_F(ShareBlobs, KeepAValuesLeadingZerosAndLoseAPrimes) {
    const auto share = import_dh_share(dh_blob(Buffer(4) + field().prime, {2}, {4}));
    ASSERT_TRUE(share.ok());
    EXPECT_EQ(share.value().prime.size(), 256u);
    EXPECT_EQ(to_hex(share.value().public_value), to_hex(padded({4}, 256)));
    EXPECT_EQ(to_hex(export_dh_share({NamedGroup::none, {4}, field().prime, {2}}).value()),
              to_hex(dh_blob(field().prime, {2}, {4})));
}

TEST_F(ShareBlobs, OfFiniteFieldsEndWhereTheySay) {
    const Buffer right = dh_blob(field().prime, {2}, {4});
    expect_exact_length(right, import_dh_share);
    for (const std::size_t length : hostile_lengths(256))
        EXPECT_EQ(import_dh_share(with_field(right, 1, length)).status(), Status::bad_data);
    for (const std::size_t magic : {std::size_t{0}, kDhPrivate, kDhParameters})
        EXPECT_EQ(import_dh_share(with_field(right, 0, magic)).status(), Status::bad_data);
}

TEST_F(ShareBlobs, OfFiniteFieldsThatCannotBeAreBadKeys) {
    Buffer even = field().prime, top = field().prime;
    even.back() ^= 1;
    top.back() ^= 1;  // p-1
    const Buffer &p = field().prime, two{2}, four{4}, small(127, 0xFF), none(256);
    for (const Buffer& bad :
         {dh_blob(even, two, four), dh_blob(small, two, four), dh_blob(none, two, four),
          dh_blob(Buffer(1025, 0xFF), two, four), dh_blob(p, {0}, four), dh_blob(p, {1}, four),
          dh_blob(p, p, four), dh_blob(p, top, four), dh_blob(p, two, {0}), dh_blob(p, two, {1}),
          dh_blob(p, two, top), dh_blob(p, two, p),
          dh_blob(Buffer(4) + p, two, Buffer{1} + Buffer(258))})
        EXPECT_EQ(import_dh_share(bad).status(), Status::bad_key);
}

TEST_F(ShareBlobs, OfFiniteFieldsNeedNumbersThatFit) {
    for (const PeerShare& share :
         {PeerShare{}, PeerShare{NamedGroup::secp256r1, Buffer(65), {}, {}},
          PeerShare{NamedGroup::none, Buffer(257), field().prime, {2}},
          PeerShare{NamedGroup::none, {4}, field().prime, Buffer(257)}})
        EXPECT_EQ(export_dh_share(share).status(), Status::unsupported_function);
}

// -- BCRYPT_DH_PARAMETER_HEADER -------------------------------------------------------------------

TEST_F(ShareBlobs, ParametersArePAndG) {
    const Buffer right = blob({12 + 512, kDhParameters, 256}, {field().prime, padded({2}, 256)});
    const auto parameters = import_dh_parameters(right);
    ASSERT_TRUE(parameters.ok());
    EXPECT_EQ(to_hex(parameters.value().prime), to_hex(field().prime));
    EXPECT_EQ(to_hex(parameters.value().generator), "02");
    expect_exact_length(right, import_dh_parameters);
    for (const std::size_t length : hostile_lengths(256))
        EXPECT_EQ(import_dh_parameters(with_field(right, 2, length)).status(), Status::bad_data);
    for (const std::size_t length : hostile_lengths(12 + 512))
        EXPECT_EQ(import_dh_parameters(with_field(right, 0, length)).status(), Status::bad_data);
    for (const std::size_t magic : {std::size_t{0}, kDhPublic, kDhPrivate})
        EXPECT_EQ(import_dh_parameters(with_field(right, 1, magic)).status(), Status::bad_data);
    EXPECT_EQ(import_dh_parameters(blob({12, kDhParameters, 0}, {})).status(), Status::bad_data);
}

// -- BCRYPT_KEY_DATA_BLOB -------------------------------------------------------------------------

constexpr std::size_t kKeyData = 0x4D42444B;

TEST_F(ShareBlobs, KeyDataIsAKeyOfAnyLength) {
    for (const std::size_t length : {1u, 16u, 32u, 65535u}) {
        const Buffer key(length, 0x5C);
        EXPECT_EQ(to_hex(import_key_data(blob({kKeyData, 1, length}, {key})).value().bytes()),
                  to_hex(key));
    }
    EXPECT_EQ(import_key_data(blob({kKeyData, 1, 0}, {})).status(), Status::bad_data);
    EXPECT_EQ(import_key_data(blob({kKeyData, 1, 65536}, {Buffer(65536)})).status(),
              Status::bad_data);
}

TEST_F(ShareBlobs, KeyDataEndsWhereItSays) {
    const Buffer right = blob({kKeyData, 1, 32}, {Buffer(32, 0x5C)});
    expect_exact_length(right, import_key_data);
    for (const std::size_t length : hostile_lengths(32))
        EXPECT_EQ(import_key_data(with_field(right, 2, length)).status(), Status::bad_data);
    for (const std::size_t version : {0u, 2u, 0x101u, 0xFFFFFFFFu})
        EXPECT_EQ(import_key_data(with_field(right, 1, version)).status(), Status::bad_data);
    EXPECT_EQ(import_key_data(with_field(right, 0, kDhPublic)).status(), Status::bad_data);
}

}  // namespace
}  // namespace secur32::provider
