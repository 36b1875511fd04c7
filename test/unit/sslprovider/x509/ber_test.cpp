// BER into DER: the same elements written out by hand in both.
#include "sslprovider/x509/ber.h"

#include <gtest/gtest.h>

#include "test/support/der_writer.h"
#include "test/support/vectors.h"

namespace secur32::x509 {
namespace {

using test::hex;
using test::tlv;
using test::operator+;

Buffer converted(const Buffer& ber) {
    const auto der = der_of_ber(ber);
    if (!der.ok()) return {};
    return {der.value().bytes().begin(), der.value().bytes().end()};
}

TEST(DerOfBer, LeavesDerAsItIs) {
    for (const Buffer& der : {hex("0500"), hex("3000"), hex("3003020105"), tlv(4, Buffer(127, 1)),
                              tlv(4, Buffer(128, 1)), tlv(0x30, tlv(4, Buffer(70000, 2)))})
        EXPECT_EQ(converted(der), der);
}

TEST(DerOfBer, GivesEachElementItsShortestLength) {
    EXPECT_EQ(converted(hex("30800201050000")), hex("3003020105"));
    EXPECT_EQ(converted(hex("308302000002810105")), Buffer{}) << "a length of 2 with 4 octets left";
    EXPECT_EQ(converted(hex("30840000000402810105")), hex("3003020105"));
    EXPECT_EQ(converted(hex("3080308000000000")), hex("30023000"));
    EXPECT_EQ(converted(Buffer{0x30, 0x80} + tlv(4, Buffer(200, 7)) + Buffer{0, 0}),
              tlv(0x30, tlv(4, Buffer(200, 7))));
}

TEST(DerOfBer, JoinsTheParts) {
    EXPECT_EQ(converted(hex("2480040101040202030000")), hex("0403010203"));
    EXPECT_EQ(converted(hex("2406040101040102")), hex("04020102"));
    EXPECT_EQ(converted(hex("2480248004010100000401020000")), hex("04020102"));
    EXPECT_EQ(converted(hex("24800000")), hex("0400"));
    EXPECT_EQ(converted(hex("30802480040101000005000000")), hex("30050401010500"));
}

TEST(DerOfBer, LooksIntoNoString) {
    EXPECT_EQ(converted(hex("040430800000")), hex("040430800000"));
}

TEST(DerOfBer, RefusesWhatIsNotOneElement) {
    for (const char* wrong :
         {"", "30", "3001", "30800201", "308002010500", "0580", "300000", "04800000", "1f0100",
          "24800201010000", "248005000000", "3089000000000000000000", "308800000001000000000500",
          "30ff", "2403040201"})
        EXPECT_EQ(der_of_ber(hex(wrong)).status(), Status::bad_data) << wrong;
}

TEST(DerOfBer, GoesOnlySoDeep) {
    Buffer deep;
    for (int i = 0; i < 33; ++i) deep = tlv(0x30, deep);
    EXPECT_EQ(converted(deep), deep);
    EXPECT_EQ(der_of_ber(tlv(0x30, deep)).status(), Status::bad_data);
    Buffer hostile;
    for (int i = 0; i < 100'000; ++i) hostile.insert(hostile.end(), {0x30, 0x80});
    EXPECT_EQ(der_of_ber(hostile).status(), Status::bad_data);
}

}  // namespace
}  // namespace secur32::x509
