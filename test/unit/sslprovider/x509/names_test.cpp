// Names read into attributes, and values as text: laid out by hand, and as libcrypto reads them.
#include "sslprovider/x509/names.h"

#include <gtest/gtest.h>

#include "test/support/der_writer.h"
#include "test/support/foreign_certificates.h"

namespace secur32::test {
namespace {

using x509::Name;
using x509::text_of;

Buffer attribute(const Buffer& value, std::uint8_t arc = 3) {
    return tlv(0x30, {tlv(0x06, Buffer{0x55, 4, arc}), value});
}
Buffer name_of(const std::vector<Buffer>& rdns) {
    Buffer out;
    for (const Buffer& rdn : rdns) out = out + tlv(0x31, rdn);
    return tlv(0x30, out);
}
bool reads(const Buffer& der) { return x509::parse_name(der).ok(); }
Result<std::u16string> text(std::uint8_t tag, const Buffer& value) { return text_of(tag, value); }

TEST(Names, AreReadIntoTheirAttributes) {
    const Buffer der = name_of(
        {attribute(tlv(0x13, "a")) + attribute(tlv(0x0C, "b"), 10), attribute(tlv(0x04, "c"), 11)});
    const Name name = x509::parse_name(der).value();
    ASSERT_EQ(name.attributes.size(), 3u);
    EXPECT_EQ(name.rdns, 2u);
    EXPECT_EQ(name.attributes[1].type.text(), "2.5.4.10");
    EXPECT_EQ(name.attributes[1].tag, 0x0C);
    EXPECT_EQ(name.attributes[1].rdn, 0u);
    EXPECT_EQ(name.attributes[2].rdn, 1u);
    EXPECT_EQ(Buffer(name.attributes[2].der.begin(), name.attributes[2].der.end()),
              (Buffer{4, 1, 'c'}));
    EXPECT_EQ(name.find("2.5.4.11"), &name.attributes[2]);
    EXPECT_EQ(name.find("2.5.4.12"), nullptr);
}

TEST(Names, OfRealCertificatesAreRead) {
    for (const NamedCertificate& known : foreign_certificates()) {
        const ForeignFields fields = foreign_fields(known.der);
        EXPECT_TRUE(reads(fields.subject) && reads(fields.issuer)) << known.name;
    }
    EXPECT_TRUE(reads({0x30, 0}));
}

TEST(Names, ThatAreNoneAreRefused) {
    const Buffer good = name_of({attribute(tlv(0x13, "a"))});
    ASSERT_TRUE(reads(good));
    for (std::size_t size = 0; size < good.size(); ++size)
        EXPECT_FALSE(reads(Buffer(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size))));
    EXPECT_FALSE(reads(good + Buffer{0}));
    EXPECT_FALSE(reads({0x31, 0}));
    EXPECT_FALSE(reads({0x30, 2, 0x31, 0}));
    EXPECT_FALSE(reads({0x30, 0x80, 0, 0}));
    EXPECT_FALSE(reads(name_of({tlv(0x30, {tlv(0x06, Buffer{0x55, 4, 3})})})));
    EXPECT_FALSE(reads(name_of({attribute(tlv(0x13, "a") + tlv(0x13, "b"))})));
    EXPECT_FALSE(reads(name_of({tlv(0x30, {tlv(0x06, Buffer{0x80}), tlv(0x13, "a")})})));
}

TEST(Names, AreReadInATimeOfTheirSize) {
    Buffer rdn;
    const Buffer one = attribute(tlv(0x13, "a"));
    for (int i = 0; i < 20000; ++i) rdn.insert(rdn.end(), one.begin(), one.end());
    EXPECT_EQ(x509::parse_name(name_of({rdn})).value().attributes.size(), 20000u);
}

TEST(NameValues, AreReadByTheirTags) {
    EXPECT_EQ(text(0x0C, {0xC3, 0xA4}).value(), u"\u00E4");
    EXPECT_EQ(text(0x1E, {0x00, 0xE4, 0xD8, 0x3D, 0xDE, 0x00}).value(), u"\u00E4\U0001F600");
    EXPECT_EQ(text(0x1C, {0, 1, 0xF6, 0}).value(), u"\U0001F600");
    EXPECT_EQ(text(0x14, {0xE4}).value(), u"\u00E4");
    EXPECT_EQ(text(0x14, {0xC3, 0xA4}).value(), u"\u00E4");
    const Buffer utf8{0xC3, 0xA4};
    EXPECT_EQ(text_of(std::uint8_t{0x14}, utf8, x509::T61::latin1).value(), u"\u00C3\u00A4");
    for (const std::uint8_t tag :
         std::initializer_list<std::uint8_t>{0x12, 0x13, 0x15, 0x16, 0x19, 0x1A, 0x1B})
        EXPECT_EQ(text(tag, {'a', 0xE4}).value(), u"a\u00E4") << int{tag};
}

TEST(NameValues, ThatAreIllFormedAreRefused) {
    for (const Buffer& value : {Buffer{0xC3}, Buffer{0xC0, 0x80}, Buffer{0xED, 0xA0, 0x80}})
        EXPECT_EQ(text(0x0C, value).status(), Status::bad_data);
    for (const Buffer& value : {Buffer{0}, Buffer{0xD8, 0}, Buffer{0, 'a', 0}})
        EXPECT_EQ(text(0x1E, value).status(), Status::bad_data);
    for (const Buffer& value : {Buffer{0, 0, 0xD8, 0}, Buffer{0, 0x11, 0, 0}, Buffer{0, 0, 0}})
        EXPECT_EQ(text(0x1C, value).status(), Status::bad_data);
    for (const std::uint8_t tag :
         std::initializer_list<std::uint8_t>{0x01, 0x04, 0x05, 0x30, 0x8C, 0x1D})
        EXPECT_EQ(text(tag, {'a'}).status(), Status::bad_data) << int{tag};
}

TEST(NameValues, WithANulAreRefused) {
    for (const std::uint8_t tag : std::initializer_list<std::uint8_t>{0x0C, 0x13, 0x14, 0x16})
        EXPECT_EQ(text(tag, {'a', 0, 'b'}).status(), Status::bad_data);
    EXPECT_EQ(text(0x1E, {0, 0}).status(), Status::bad_data);
}

TEST(NameValues, ThatAreNoTextAreShownInHexadecimal) {
    const Buffer der = name_of({attribute(tlv(0x03, Buffer{0, 0xAB})), attribute(tlv(0x04, "a")),
                                attribute(tlv(0x13, "a"))});
    const Name name = x509::parse_name(der).value();
    EXPECT_EQ(x509::shown_value(name.attributes[0]), u"#030200AB");
    EXPECT_EQ(x509::shown_value(name.attributes[1]), u"#61");
    EXPECT_EQ(x509::shown_value(name.attributes[2]), u"a");
}

TEST(AttributeTypes, AreFoundByIdentifierAndKey) {
    EXPECT_EQ(x509::find_attribute_type("2.5.4.8")->key, u"S");
    EXPECT_EQ(x509::find_attribute_type("2.5.4.80"), nullptr);
    EXPECT_EQ(x509::find_attribute_key(u"st")->oid, "2.5.4.8");
    EXPECT_EQ(x509::find_attribute_key(u"givenname")->oid, "2.5.4.42");
    EXPECT_EQ(x509::find_attribute_key(u""), nullptr);
    EXPECT_EQ(x509::find_attribute_key(u"C N"), nullptr);
}

}  // namespace
}  // namespace secur32::test
