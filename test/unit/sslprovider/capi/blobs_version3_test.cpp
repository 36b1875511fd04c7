// The groups of KP_PUB_PARAMS, laid out by hand; whole keys of version 3 are blobs_dh_test.cpp's
// and blobs_dss_test.cpp's.
#include "test/unit/sslprovider/capi/blob_samples.h"

namespace secur32::capi {
namespace {

using namespace samples;

constexpr std::size_t kDh = 0x33484400, kDss = 0x33535344;
const Buffer kP = counting(64), kQ = Buffer(20, 0x51), kG = Buffer{2} + Buffer(63),
             kJ = Buffer(44, 9);

Buffer group_of(std::size_t magic, const Buffer& q = kQ, const Buffer& j = kJ) {
    return words({magic, 8 * kP.size(), 8 * q.size(), 8 * j.size()}) + Buffer(24, 0xFF) + kP + q +
           kG + j;
}

class Groups : public BlobTest {};

TEST_F(Groups, AreReadWithAndWithoutWhatMayBeLeftOut) {
    for (const auto& [id, magic] :
         {std::pair{calg::dh_sf, kDh}, {calg::dh_ephem, kDh}, {calg::dss_sign, kDss}})
        for (const Buffer& q : {kQ, Buffer()})
            for (const Buffer& j : {kJ, Buffer()})
                for (const Buffer& head : {Buffer(), header(6, id, 3)}) {
                    const auto group = read_group(head + group_of(magic, q, j), id);
                    ASSERT_TRUE(group.ok()) << id;
                    EXPECT_EQ(to_hex(group.value().p), to_hex(backwards(kP)));
                    EXPECT_EQ(to_hex(group.value().q), to_hex(q));
                    EXPECT_EQ(to_hex(group.value().g), "02") << "without leading zeros";
                }
}

TEST_F(Groups, OfAnotherAlgorithmAreRefused) {
    EXPECT_EQ(read_group(group_of(kDss), calg::dh_sf).status(), Status::bad_data);
    EXPECT_EQ(read_group(group_of(kDh), calg::dss_sign).status(), Status::bad_data);
    EXPECT_EQ(read_group(group_of(kDh + 0x01000000), calg::dh_sf).status(), Status::bad_data)
        << "a private key's magic";
}

TEST_F(Groups, OfAnotherLengthAreRefused) {
    const Buffer blob = group_of(kDh);
    const auto read = [](Bytes cut) { return read_group(cut, calg::dh_sf); };
    expect_truncations_refused(blob, read);
    EXPECT_EQ(read(blob + Buffer{0}).status(), Status::bad_data);
    EXPECT_EQ(read(blob + kP).status(), Status::bad_data) << "Y is not included";
    const std::pair<std::size_t, std::size_t> fields[] = {
        {4, kP.size()}, {8, kQ.size()}, {12, kJ.size()}};
    for (const auto& [at, size] : fields) {
        for (const std::size_t length : hostile_lengths(8 * size))
            EXPECT_EQ(read(with_word(blob, at, length)).status(), Status::bad_data) << length;
        EXPECT_EQ(read(with_word(blob, at, 8 * size + 1)).status(), Status::bad_data)
            << "no whole octets";
    }
}

}  // namespace
}  // namespace secur32::capi
