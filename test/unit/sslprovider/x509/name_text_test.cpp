// Names and strings, each way, at length and with nonsense: what a caller of x509 sees.  What
// Windows writes and reads is held in name_strings_test and name_from_string_test.
#include "sslprovider/x509/name_text.h"

#include <gtest/gtest.h>

#include "test/support/der_writer.h"
#include "test/support/foreign_certificates.h"

namespace secur32::test {
namespace {

using x509::NameSeparator;
using x509::NameStyle;
using x509::NameSyntax;
using x509::NameTextError;

const NameStyle kX500{NameStyle::Keys::x500};

struct Parsed {
    bool ok = false;
    Buffer der;
    NameTextError error;
};
Parsed parse(std::u16string_view text, const NameSyntax& syntax = {}) {
    Parsed out;
    Result<Buffer> name = x509::name_of_text(text, syntax, out.error);
    out.ok = name.ok();
    if (out.ok) out.der = std::move(name).value();
    return out;
}
std::u16string shown(const Buffer& der, const NameStyle& style = kX500) {
    return text_of(x509::parse_name(der).value(), style);
}

TEST(NameText, OfRealCertificatesIsReadAgain) {
    NameSyntax utf8;
    utf8.force_utf8 = true;
    for (const NamedCertificate& known : foreign_certificates()) {
        const Buffer subject = foreign_fields(known.der).subject;
        const std::u16string text = shown(subject);
        const Parsed again = parse(text);
        ASSERT_TRUE(again.ok) << known.name;
        EXPECT_EQ(shown(again.der), text) << known.name;
        EXPECT_EQ(shown(parse(text, utf8).der), text) << known.name;
    }
}

TEST(NameText, QuotesWhatWouldBeReadAsSomethingElse) {
    for (const char16_t special : std::u16string(u",+=\"\n<>#; "))
        for (const std::u16string& value :
             {std::u16string(1, special), special + std::u16string(u"a"),
              std::u16string(u"a") + special}) {
            const std::u16string quoted =
                u"CN=\"" +
                (special == u'"' ? std::u16string(value).insert(value.find(special), 1, u'"')
                                 : value) +
                u"\"";
            const Parsed name = parse(quoted);
            ASSERT_TRUE(name.ok);
            EXPECT_EQ(shown(name.der), quoted);
        }
}

TEST(NameText, SortsTheAttributesOfOneRdnAsDerDoes) {
    EXPECT_EQ(parse(u"O=b+CN=a").der, parse(u"CN=a + O=b").der);
    EXPECT_NE(parse(u"O=b,CN=a").der, parse(u"CN=a,O=b").der);
}

TEST(NameText, ReversesRdnsAndNotWhatIsInThem) {
    NameSyntax reversed;
    reversed.reverse = true;
    EXPECT_EQ(parse(u"CN=a+O=b,C=US", reversed).der, parse(u"C=US,CN=a+O=b").der);
}

TEST(NameText, SaysWhatIsWrongAndWhere) {
    const Parsed numeric = parse(u"X21Address=12x");
    EXPECT_EQ(numeric.error.kind, NameTextError::Kind::numeric);
    EXPECT_EQ(numeric.error.at, 13u);
    const Parsed key = parse(u"CN=a,  nothing = b");
    EXPECT_EQ(key.error.kind, NameTextError::Kind::syntax);
    EXPECT_EQ(key.error.at, 7u);
    const Parsed doubled = parse(u"E=\"a\"\"\"\"\u00E4\"");
    EXPECT_EQ(doubled.error.kind, NameTextError::Kind::ia5);
    EXPECT_EQ(doubled.error.at, 8u);
}

TEST(NameText, TakesTimeOfItsSize) {
    std::u16string text = u"CN=a";
    for (int i = 0; i < 20000; ++i) text += i % 2 == 0 ? u"+O=b" : u",OU=\"c\"\"d\"";
    const Parsed name = parse(text);
    ASSERT_TRUE(name.ok);
    EXPECT_TRUE(parse(shown(name.der)).ok);
    EXPECT_FALSE(parse(std::u16string(200000, u'+')).ok);
    EXPECT_FALSE(parse(u"CN=\"" + std::u16string(200001, u'"') + u"a").ok);
}

TEST(NameText, RefusesNonsense) {
    for (const std::u16string_view text :
         {u",", u"=", u"CN", u"CN=", u"CN==", u"CN=a,=b", u"CN=\"a\"b", u"CN=\"", u"+CN=a", u"1=a",
          u"OID.=a", u"OID.1.2.=a", u"1..2=a", u"CN=#", u"CN=#zz", u"CN=a+,O=b"}) {
        const bool accepted = parse(text).ok;
        EXPECT_EQ(accepted, text == u"CN==" || text == u"CN=#")
            << std::string(text.begin(), text.end());
    }
}

TEST(ShownEmail, ShowsTheHostAlone) {
    EXPECT_EQ(x509::shown_email(u"xn--4ca@xn--4ca"), u"xn--4ca@\u00E4");
    EXPECT_EQ(x509::shown_email(u"a@b@xn--4ca"), u"a@b@\u00E4");
    EXPECT_EQ(x509::shown_email(u"xn--4ca"), u"xn--4ca");
    EXPECT_EQ(x509::shown_email(u"a@"), u"a@");
}

}  // namespace
}  // namespace secur32::test
