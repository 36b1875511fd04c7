// Record headers against the structs of RFC 5246 6.2.1 and RFC 6347 4.1.
#include "sslprovider/provider/record_header.h"

#include <gtest/gtest.h>

#include "test/support/vectors.h"

namespace secur32::provider {
namespace {

using test::hex;
using test::to_hex;

constexpr Version kVersions[] = {Version::tls10, Version::tls11,  Version::tls12,
                                 Version::tls13, Version::dtls10, Version::dtls12};
constexpr std::uint64_t kSequence = 0x0102'0304'0506'0708;

std::string written(Version version, ContentType type, std::size_t length) {
    Buffer out(header_length(version));
    write_header(version, {type, kSequence, length}, out);
    return to_hex(out);
}

TEST(RecordHeader, IsWrittenAsTheRfcsSay) {
    EXPECT_EQ(written(Version::tls10, ContentType::handshake, 0x1234), "1603011234");
    EXPECT_EQ(written(Version::tls11, ContentType::alert, 2), "1503020002");
    EXPECT_EQ(written(Version::tls12, ContentType::change_cipher_spec, 1), "1403030001");
    EXPECT_EQ(written(Version::tls13, ContentType::application_data, 0x4100), "1703034100");
    EXPECT_EQ(written(Version::dtls10, ContentType::handshake, 9), "16feff01020304050607080009");
    EXPECT_EQ(written(Version::dtls12, ContentType::application_data, 9),
              "17fefd01020304050607080009");
}

TEST(RecordHeader, IsRightAsItIsWritten) {
    for (const Version version : kVersions) {
        Buffer record(header_length(version) + 77);
        write_header(version, {ContentType::application_data, kSequence, 77}, record);
        EXPECT_EQ(check_header(version, kSequence, record), Status::ok);
    }
}

TEST(RecordHeader, BeginsTheMacsInputWithTheSameFields) {
    const auto prefix = [](Version version) {
        return to_hex(record_prefix(version, {ContentType::handshake, kSequence, 0x0102}));
    };
    EXPECT_EQ(prefix(Version::tls12), "01020304050607081603030102");
    EXPECT_EQ(prefix(Version::tls13), "01020304050607081603030102");
    EXPECT_EQ(prefix(Version::dtls12), "010203040506070816fefd0102");
}

TEST(RecordHeader, OfAnEmptyFragmentIsOne) {
    EXPECT_EQ(check_header(Version::tls12, 0, hex("1703030000")), Status::ok);
}

TEST(RecordHeader, ThatIsCutIsRefused) {
    for (const Version version : kVersions)
        for (std::size_t size = 0; size < header_length(version); ++size)
            EXPECT_EQ(check_header(version, 0, Buffer(size, 23)), Status::bad_data);
}

TEST(RecordHeader, OfAnotherVersionTypeLengthOrNumberIsRefused) {
    const auto status = [](Version version, const char* record) {
        return check_header(version, 5, hex(record));
    };
    EXPECT_EQ(status(Version::tls12, "170303000100"), Status::ok);
    EXPECT_EQ(status(Version::tls12, "170302000100"), Status::bad_data);
    EXPECT_EQ(status(Version::tls12, "17fefd000100"), Status::bad_data);
    EXPECT_EQ(status(Version::tls12, "130303000100"), Status::bad_data);
    EXPECT_EQ(status(Version::tls12, "180303000100"), Status::bad_data);
    EXPECT_EQ(status(Version::tls12, "170303000000"), Status::bad_data);
    EXPECT_EQ(status(Version::tls12, "170303000200"), Status::bad_data);
    EXPECT_EQ(status(Version::tls12, "170303010100"), Status::bad_data);
    EXPECT_EQ(status(Version::tls13, "170303000100"), Status::ok);
    EXPECT_EQ(status(Version::tls13, "160303000100"), Status::bad_data);
    EXPECT_EQ(status(Version::tls13, "170304000100"), Status::bad_data);
    EXPECT_EQ(status(Version::tls13, "170301000100"), Status::bad_data);
    EXPECT_EQ(status(Version::dtls12, "17fefd0000000000000005000100"), Status::ok);
    EXPECT_EQ(status(Version::dtls12, "17fefd0000000000000006000100"), Status::bad_data);
    EXPECT_EQ(status(Version::dtls12, "17fefd0001000000000005000100"), Status::bad_data);
    EXPECT_EQ(status(Version::dtls12, "17feff0000000000000005000100"), Status::bad_data);
}

TEST(RecordHeader, OfALongerFragmentThanAnyIsRefused) {
    for (const Version version : kVersions) {
        const std::size_t most = version == Version::tls13 ? kMaxCiphertext13 : kMaxCiphertext12;
        for (const std::size_t length : {most, most + 1}) {
            Buffer record(header_length(version) + length);
            write_header(version, {ContentType::application_data, 0, length}, record);
            EXPECT_EQ(check_header(version, 0, record) == Status::ok, length == most);
        }
    }
}

}  // namespace
}  // namespace secur32::provider
