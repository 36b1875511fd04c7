// RSA blobs: libcrypto's numbers in bcrypt.h's layout, both ways, and everything that is not that.
#include <gtest/gtest.h>

#include "test/unit/sslprovider/provider/blob_writer.h"

namespace secur32::provider {
namespace {

using namespace blobs;

constexpr std::size_t kPublic = 0x31415352, kPrivate = 0x32415352, kFull = 0x33415352;

struct Parts {
    explicit Parts(const ForeignKey& from)
        : key(from.foreign.get()),
          n(foreign_number(key, "n")),
          e(foreign_number(key, "e")),
          p(foreign_number(key, "rsa-factor1")),
          q(foreign_number(key, "rsa-factor2")),
          dp(foreign_number(key, "rsa-exponent1", p.size())),
          dq(foreign_number(key, "rsa-exponent2", q.size())),
          qinv(foreign_number(key, "rsa-coefficient1", p.size())),
          d(foreign_number(key, "d", n.size())) {}
    std::size_t bits() const { return static_cast<std::size_t>(EVP_PKEY_get_bits(key)); }
    Buffer public_blob() const { return blob({kPublic, bits(), e.size(), n.size(), 0, 0}, {e, n}); }
    Buffer private_blob() const {
        return blob({kPrivate, bits(), e.size(), n.size(), p.size(), q.size()}, {e, n, p, q});
    }
    Buffer full_blob() const {
        return blob({kFull, bits(), e.size(), n.size(), p.size(), q.size()},
                    {e, n, p, q, dp, dq, qinv, d});
    }
    const EVP_PKEY* key;
    Buffer n, e, p, q, dp, dq, qinv, d;
};

class RsaBlobs : public KeysTest {};

TEST_F(RsaBlobs, PublicOnesAreLibcryptosNumbers) {
    for (const ForeignKey* const key : {&rsa(), &small_rsa(), &any_pss()}) {
        const Buffer by_hand = Parts(*key).public_blob();
        EXPECT_EQ(to_hex(export_rsa_public(key->open()).value()), to_hex(by_hand));
        const auto imported = import_rsa_public(by_hand);
        ASSERT_TRUE(imported.ok());
        EXPECT_EQ(to_hex(imported.value().rsa_numbers().value().modulus), to_hex(Parts(*key).n));
    }
}

TEST_F(RsaBlobs, PrivateOnesAreLibcryptosNumbers) {
    for (const ForeignKey* const key : {&rsa(), &small_rsa()}) {
        const Parts parts(*key);
        EXPECT_EQ(to_hex(export_rsa_private(*key->ours, false).value().bytes()),
                  to_hex(parts.private_blob()));
        EXPECT_EQ(to_hex(export_rsa_private(*key->ours, true).value().bytes()),
                  to_hex(parts.full_blob()));
        for (const Buffer& by_hand : {parts.private_blob(), parts.full_blob()})
            EXPECT_EQ(import_rsa_private(by_hand).value().public_key(), key->open());
    }
}

// A blob without exponents becomes the key with them.
TEST_F(RsaBlobs, APrivateOneIsCompleted) {
    const Parts parts(rsa());
    const auto key = import_rsa_private(parts.private_blob());
    EXPECT_EQ(to_hex(export_rsa_private(key.value(), true).value().bytes()),
              to_hex(parts.full_blob()));
}

TEST_F(RsaBlobs, KeysOfOtherAlgorithmsHaveNone) {
    EXPECT_EQ(export_rsa_public(p256().open()).status(), Status::bad_type);
    EXPECT_EQ(export_rsa_private(*p256().ours, true).status(), Status::bad_type);
    EXPECT_EQ(export_rsa_private(*ed25519().ours, false).status(), Status::bad_type);
}

TEST_F(RsaBlobs, EndWhereTheySay) {
    const Parts parts(small_rsa());
    expect_exact_length(parts.public_blob(), import_rsa_public);
    expect_exact_length(parts.private_blob(), import_rsa_private);
    expect_exact_length(parts.full_blob(), import_rsa_private);
}

TEST_F(RsaBlobs, WithAnOctetInvertedLeaveNothingBehind) {
    const Parts parts(small_rsa());
    EXPECT_GT(flip_every_octet(parts.public_blob(), import_rsa_public), 24u);
    // Without d, another odd exponent is as good.
    EXPECT_GE(flip_every_octet(parts.private_blob(), import_rsa_private),
              parts.private_blob().size() - parts.e.size());
    EXPECT_EQ(flip_every_octet(parts.full_blob(), import_rsa_private), parts.full_blob().size());
}

TEST_F(RsaBlobs, AreToldApartByTheirMagic) {
    const Parts parts(small_rsa());
    for (const std::size_t magic :
         {std::size_t{0}, kPrivate, kFull, std::size_t{0x31534345}, std::size_t{0xFFFFFFFF}})
        EXPECT_EQ(import_rsa_public(with_field(parts.public_blob(), 0, magic)).status(),
                  Status::bad_data);
    for (const std::size_t magic : {std::size_t{0}, kPublic, kFull, std::size_t{0x32534345}})
        EXPECT_EQ(import_rsa_private(with_field(parts.private_blob(), 0, magic)).status(),
                  Status::bad_data);
    EXPECT_EQ(import_rsa_private(with_field(parts.full_blob(), 0, kPrivate)).status(),
              Status::bad_data);
    EXPECT_EQ(import_rsa_private(parts.public_blob()).status(), Status::bad_data);
    EXPECT_EQ(import_rsa_public(parts.private_blob()).status(), Status::bad_data);
}

TEST_F(RsaBlobs, LengthsThatContradictTheBlobAreRefused) {
    const Parts parts(small_rsa());
    const std::size_t right[] = {
        0, 0, parts.e.size(), parts.n.size(), parts.p.size(), parts.q.size()};
    for (std::size_t field = 2; field < 6; ++field)
        for (const std::size_t length : hostile_lengths(right[field])) {
            EXPECT_EQ(import_rsa_private(with_field(parts.private_blob(), field, length)).status(),
                      Status::bad_data);
            EXPECT_EQ(import_rsa_private(with_field(parts.full_blob(), field, length)).status(),
                      Status::bad_data);
            const bool none = length == 0 && field > 3;  // as it should be
            EXPECT_EQ(import_rsa_public(with_field(parts.public_blob(), field, length)).status(),
                      none ? Status::ok : Status::bad_data);
        }
}

TEST_F(RsaBlobs, LengthsThatSumUpRightAreNotEnough) {
    const Parts parts(small_rsa());
    const std::size_t bits = parts.bits();
    EXPECT_EQ(
        import_rsa_public(blob({kPublic, bits, 0, 3 + 64, 0, 0}, {parts.e, parts.n})).status(),
        Status::bad_data);
    EXPECT_EQ(
        import_rsa_public(blob({kPublic, bits, 3 + 64, 0, 0, 0}, {parts.e, parts.n})).status(),
        Status::bad_data);
    EXPECT_EQ(import_rsa_private(
                  blob({kPrivate, bits, 3, 64, 64, 0}, {parts.e, parts.n, parts.p, parts.q}))
                  .status(),
              Status::bad_data);
}

// .NET rounds BitLength up to whole octets.
TEST_F(RsaBlobs, BitLengthFitsTheModulus) {
    const Buffer e{3};
    Buffer n(65, 0xFF);
    n.front() = 1;  // 513 bits
    for (const std::size_t bits : {513u, 514u, 520u})
        EXPECT_EQ(import_rsa_public(blob({kPublic, bits, 1, 65, 0, 0}, {e, n})).value().bits(),
                  513u);
    for (const std::size_t bits : {std::size_t{0}, std::size_t{512}, std::size_t{521},
                                   std::size_t{0xFFFFFFFF}, std::size_t{0xFFFFFFF9}})
        EXPECT_EQ(import_rsa_public(blob({kPublic, bits, 1, 65, 0, 0}, {e, n})).status(),
                  Status::bad_data);
}

TEST_F(RsaBlobs, NumbersThatCannotBeAreBadKeys) {
    const Parts parts(small_rsa());
    Buffer even = parts.n;
    even.back() ^= 1;
    EXPECT_EQ(import_rsa_public(blob({kPublic, 512, 3, 64, 0, 0}, {parts.e, even})).status(),
              Status::bad_key);
    EXPECT_EQ(import_rsa_public(blob({kPublic, 512, 1, 64, 0, 0}, {{2}, parts.n})).status(),
              Status::bad_key);
    EXPECT_EQ(
        import_rsa_public(blob({kPublic, 256, 1, 32, 0, 0}, {{3}, Buffer(32, 0xFF)})).status(),
        Status::bad_key);
    EXPECT_EQ(import_rsa_public(blob({kPublic, 16392, 1, 2049, 0, 0}, {{3}, Buffer(2049, 0xFF)}))
                  .status(),
              Status::bad_key);
    EXPECT_EQ(import_rsa_private(blob({kPrivate, 512, 3, 64, parts.p.size(), parts.q.size()},
                                      {parts.e, parts.n, parts.p, parts.p}))
                  .status(),
              Status::bad_key);
}

}  // namespace
}  // namespace secur32::provider
