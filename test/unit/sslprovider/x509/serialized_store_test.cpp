// Serialized stores and elements: layouts written out by hand after [MS-GPEF] 2.2.1.2 and what
// Wine's tests say Windows writes.
#include "sslprovider/x509/serialized_store.h"

#include <gtest/gtest.h>

#include "test/support/der_writer.h"

namespace secur32::x509 {
namespace {

using test::operator+;
using Kind = SerializedElement::Kind;

const Buffer kHeader = {0, 0, 0, 0, 'C', 'E', 'R', 'T'};
const Buffer kEnd(12, 0);

Buffer record(std::uint8_t id, const Buffer& value, std::uint8_t encoding = 1) {
    return Buffer{id, 0, 0, 0, encoding, 0, 0, 0, static_cast<std::uint8_t>(value.size()),
                  0,  0, 0} +
           value;
}

const Buffer kFriendlyName = record(11, {'a', 0, 0, 0});
const Buffer kCertificate = record(32, {0x30, 0});
const Buffer kCrl = record(33, {0x30, 1, 5});
const Buffer kElement = kFriendlyName + record(0x13, {}) + kCertificate;

Buffer copy(Bytes bytes) { return {bytes.begin(), bytes.end()}; }
Status element_status(const Buffer& octets) { return parse_serialized_element(octets).status(); }
Status store_status(const Buffer& octets) { return parse_serialized_store(octets).status(); }

TEST(SerializedElement, HasItsPropertiesFirst) {
    const auto read = parse_serialized_element(kElement);
    ASSERT_TRUE(read.ok());
    const SerializedElement& element = read.value();
    EXPECT_EQ(element.kind, Kind::certificate);
    EXPECT_EQ(copy(element.encoded), (Buffer{0x30, 0}));
    ASSERT_EQ(element.properties.size(), 2u);
    EXPECT_EQ(element.properties[0].id, 11u);
    EXPECT_EQ(copy(element.properties[0].value), (Buffer{'a', 0, 0, 0}));
    EXPECT_EQ(element.properties[1].id, 0x13u);
    EXPECT_TRUE(element.properties[1].value.empty());
}

TEST(SerializedElement, IsWrittenAsItIsRead) {
    for (const Buffer& octets : {kElement, kCertificate, kCrl, record(34, {})}) {
        const auto read = parse_serialized_element(octets);
        ASSERT_TRUE(read.ok());
        Writer out;
        write_serialized_element(out, read.value());
        EXPECT_EQ(out.take(), octets);
    }
}

TEST(SerializedElement, SaysWhatIsWrongWithARecord) {
    EXPECT_EQ(element_status({}), Status::incomplete_message);
    EXPECT_EQ(element_status(Buffer(11, 0)), Status::incomplete_message);
    EXPECT_EQ(element_status(kEnd), Status::incomplete_message);
    EXPECT_EQ(element_status(kFriendlyName), Status::incomplete_message);
    EXPECT_EQ(element_status(kFriendlyName + kEnd), Status::incomplete_message);
    EXPECT_EQ(element_status({32, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 1, 2}), Status::bad_length);
    EXPECT_EQ(element_status({32, 0, 0, 0, 1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF}),
              Status::bad_length);
    EXPECT_EQ(element_status(record(32, {0x30, 0}, 2)), Status::bad_version);
    EXPECT_EQ(element_status(record(11, {}, 0) + kCertificate), Status::bad_version);
    EXPECT_EQ(element_status(kElement + Buffer{0}), Status::bad_data);
    EXPECT_EQ(element_status(kElement + kElement), Status::bad_data);
}

TEST(SerializedElement, EveryCutIsRefused) {
    for (std::size_t size = 0; size < kElement.size(); ++size)
        EXPECT_NE(element_status(Buffer(kElement.begin(),
                                        kElement.begin() + static_cast<std::ptrdiff_t>(size))),
                  Status::ok)
            << size;
}

TEST(SerializedStore, IsAHeaderElementsAndARecordOfZeros) {
    const Buffer octets = kHeader + kElement + kCrl + kEnd;
    const auto read = parse_serialized_store(octets);
    ASSERT_TRUE(read.ok());
    ASSERT_EQ(read.value().size(), 2u);
    EXPECT_EQ(read.value()[0].kind, Kind::certificate);
    EXPECT_EQ(read.value()[1].kind, Kind::crl);
    EXPECT_TRUE(read.value()[1].properties.empty());
    EXPECT_EQ(write_serialized_store(read.value()), octets);
}

TEST(SerializedStore, AnEmptyOneIsHeaderAndEnd) {
    EXPECT_EQ(write_serialized_store({}), kHeader + kEnd);
    EXPECT_TRUE(parse_serialized_store(kHeader + kEnd).value().empty());
}

TEST(SerializedStore, IsKnownByItsHeader) {
    EXPECT_TRUE(is_serialized_store(kHeader));
    EXPECT_FALSE(is_serialized_store({}));
    EXPECT_FALSE(is_serialized_store(Buffer{0, 0, 0, 0, 'C', 'E', 'R'}));
    EXPECT_FALSE(is_serialized_store(Buffer{1, 0, 0, 0, 'C', 'E', 'R', 'T'}));
    EXPECT_FALSE(is_serialized_store(Buffer{0, 0, 0, 0, 'C', 'E', 'R', 't'}));
}

TEST(SerializedStore, WhatIsNoneIsRefused) {
    EXPECT_EQ(store_status({}), Status::bad_data);
    EXPECT_EQ(store_status(kElement), Status::bad_data);
    EXPECT_EQ(store_status(kHeader), Status::incomplete_message);
    EXPECT_EQ(store_status(kHeader + kElement), Status::incomplete_message);
    EXPECT_EQ(store_status(kHeader + kFriendlyName + kEnd), Status::incomplete_message);
    EXPECT_EQ(store_status(kHeader + kElement + kEnd + Buffer{0}), Status::bad_data);
    EXPECT_EQ(store_status(kHeader + record(32, {}, 3) + kEnd), Status::bad_version);
    EXPECT_EQ(store_status(kHeader + Buffer{32, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x80} + kEnd),
              Status::bad_length);
}

// A key "k" of provider "P", of type 24, key specification 1, CRYPT_MACHINE_KEYSET.
const Buffer kKeyName = Buffer{28, 0, 0, 0, 32, 0, 0, 0, 24, 0, 0, 0, 32, 0, 0, 0} +
                        Buffer{0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0} +
                        Buffer{'k', 0, 0, 0, 'P', 0, 0, 0};

TEST(SerializedKeyName, HasOffsetsInThePlaceOfPointers) {
    const auto read = parse_key_name(kKeyName);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().container, u"k");
    EXPECT_EQ(read.value().provider, u"P");
    EXPECT_EQ(read.value().provider_type, 24u);
    EXPECT_EQ(read.value().flags, 32u);
    EXPECT_EQ(read.value().key_spec, 1u);
    EXPECT_EQ(write_key_name(read.value()), kKeyName);
}

TEST(SerializedKeyName, KeepsAbsentNamesApartFromEmptyOnes) {
    const Buffer absent = write_key_name({});
    EXPECT_EQ(absent, Buffer(28, 0));
    EXPECT_EQ(parse_key_name(absent).value().container, std::nullopt);
    SerializedKeyName name;
    name.provider = u"";
    EXPECT_EQ(parse_key_name(write_key_name(name)).value().provider, u"");
}

TEST(SerializedKeyName, OffsetsThatLeadOutAreRefused) {
    const auto with = [](std::size_t at, std::uint8_t value) {
        Buffer octets = kKeyName;
        octets[at] = value;
        return parse_key_name(octets).status();
    };
    EXPECT_EQ(with(0, 28), Status::ok);
    EXPECT_EQ(with(0, 36), Status::bad_data);
    EXPECT_EQ(with(0, 35), Status::bad_data);
    EXPECT_EQ(with(3, 0xFF), Status::bad_data);
    EXPECT_EQ(with(4, 100), Status::bad_data);
    EXPECT_EQ(with(34, 'x'), Status::bad_data);  // no NUL at the end
    for (std::size_t size = 0; size < 28; ++size)
        EXPECT_EQ(parse_key_name(Bytes(kKeyName).first(size)).status(), Status::bad_data);
}

}  // namespace
}  // namespace secur32::x509
