// The header that all blobs begin with, and which blobs there are.
#include "sslprovider/capi/blobs.h"

#include "test/unit/sslprovider/capi/blob_samples.h"

namespace secur32::capi {
namespace {

using namespace samples;

class Blobs : public BlobTest {};

constexpr std::uint8_t kTypes[] = {1, 6, 7, 8, 9, 11}, kOtherVersions[] = {0, 1, 3, 4, 255};

TEST_F(Blobs, BeginWithAHeaderOfEightOctets) {
    const Buffer blob = hex("08 02 00 00 10 66 00 00 AA BB");
    const auto read = read_header(blob);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().type, BlobType::plaintext_key);
    EXPECT_EQ(read.value().version, 2);
    EXPECT_EQ(read.value().id, calg::aes_256);
    EXPECT_EQ(to_hex(read.value().body), "aabb");
}

TEST_F(Blobs, AreOfSixTypes) {
    for (unsigned type = 0; type < 256; ++type) {
        const bool known =
            type == 1 || type == 6 || type == 7 || type == 8 || type == 9 || type == 11;
        const Buffer blob = header(static_cast<std::uint8_t>(type), calg::rsa_keyx);
        EXPECT_EQ(read_header(blob).status(), known ? Status::ok : Status::bad_type) << type;
    }
}

TEST_F(Blobs, AreOfVersionTwoAndPairsAlsoOfThree) {
    for (const std::uint8_t type : kTypes)
        for (unsigned version = 0; version < 256; ++version) {
            const bool pair = type == 6 || type == 7;
            const bool known = version == 2 || (version == 3 && pair);
            const Buffer blob = header(type, calg::dss_sign, static_cast<std::uint8_t>(version));
            EXPECT_EQ(read_header(blob).status(), known ? Status::ok : Status::bad_version)
                << unsigned{type} << " " << version;
        }
}

TEST_F(Blobs, WithoutAWholeHeaderAreRefused) {
    expect_truncations_refused(header(6, calg::rsa_keyx), read_header);
}

TEST_F(Blobs, WhoseReservedFieldIsUsedAreRefused) {
    EXPECT_EQ(read_header(hex("06 02 01 00 00 A4 00 00")).status(), Status::bad_data);
    EXPECT_EQ(read_header(hex("06 02 00 80 00 A4 00 00")).status(), Status::bad_data);
}

TEST_F(Blobs, OfPairsAreOfPairsAlgorithms) {
    for (const AlgId id : {calg::aes_256, calg::md5, calg::tls1_master, AlgId{0}, AlgId{0xAA03},
                           AlgId{0xFFFFFFFF}}) {
        EXPECT_EQ(read_public(header(6, id)).status(), Status::bad_algorithm);
        EXPECT_EQ(read_private(header(7, id)).status(), Status::bad_algorithm);
    }
}

TEST_F(Blobs, OfOneTypeAreNotReadAsAnother) {
    const SessionKeyImport import{aes_provider()};
    for (const std::uint8_t type : kTypes) {
        const Buffer blob = header(type, calg::tdes);
        const BlobHeader read = read_header(blob).value();
        const Key wrapping = session_key(aes_provider(), calg::tdes, counting(24));
        if (type != 1) {
            EXPECT_EQ(read_simple(read, *rsa().ours, import, false).status(), Status::bad_type);
        }
        if (type != 6) {
            EXPECT_EQ(read_public_key(read).status(), Status::bad_type);
        }
        if (type != 7) {
            EXPECT_EQ(read_private_key(read).status(), Status::bad_type);
        }
        if (type != 8) {
            EXPECT_EQ(read_plaintext_key(read, import).status(), Status::bad_type);
        }
        if (type != 9) {
            EXPECT_EQ(read_opaque(read, import).status(), Status::bad_type);
        }
        if (type != 1 && type != 11) {
            EXPECT_EQ(read_wrapped(read, *wrapping.session(), import).status(), Status::bad_type);
        }
    }
}

TEST_F(Blobs, OfPairsAreWrittenOfPairsOnly) {
    const Key session = session_key(aes_provider(), calg::aes_256, counting(32));
    EXPECT_EQ(write_public_key(session).status(), Status::bad_key);
    EXPECT_EQ(write_private_key(session).status(), Status::bad_key);
}

TEST_F(Blobs, HaveNoOtherVersionsThanTheirs) {
    const Key rsa_key{calg::rsa_keyx, permission::standard, PairKey{rsa().open(), *rsa().ours}};
    const Key dsa_key{calg::dss_sign, permission::standard, PairKey{dsa().open(), *dsa().ours}};
    for (const std::uint8_t version : kOtherVersions) {
        EXPECT_EQ(write_public_key(rsa_key, version).status(), Status::bad_version);
        EXPECT_EQ(write_private_key(rsa_key, version).status(), Status::bad_version);
        if (version == 3) continue;
        EXPECT_EQ(write_public_key(dsa_key, version).status(), Status::bad_version);
        EXPECT_EQ(write_private_key(dsa_key, version).status(), Status::bad_version);
    }
}

}  // namespace
}  // namespace secur32::capi
