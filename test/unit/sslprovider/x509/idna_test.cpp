// Host names: the samples of RFC 3492 7.1 that are host names at all, and what no name may be.
#include "sslprovider/x509/idna.h"

#include <gtest/gtest.h>

#include <array>

namespace secur32::x509 {
namespace {

struct Sample {
    std::u16string_view unicode;
    std::string_view ascii;
};
// (A) to (L), (N), (O), (Q), (R): their code points; letters that the RFC writes large are small in
// a label.  Not here: what IDNA2008 lets be no label ((P) has spaces and more, (S) is ASCII).
constexpr std::array kSamples = {
    Sample{u"\u0644\u064A\u0647\u0645\u0627\u0628\u062A\u0643\u0644\u0645\u0648\u0634\u0639\u0631"
           u"\u0628\u064A\u061F",
           ""},  // (A) ends in U+061F, which IDNA2008 does not allow
    Sample{u"\u4ED6\u4EEC\u4E3A\u4EC0\u4E48\u4E0D\u8BF4\u4E2D\u6587",
           "xn--ihqwcrb4cv8a8dqg056pqjye"},
    Sample{u"\u4ED6\u5011\u7232\u4EC0\u9EBD\u4E0D\u8AAA\u4E2D\u6587",
           "xn--ihqwctvzc91f659drss3x8bo0yb"},
    Sample{u"Pro\u010Dprost\u011Bnemluv\u00ED\u010Desky", "xn--proprostnemluvesky-uyb24dma41a"},
    Sample{u"\u05DC\u05DE\u05D4\u05D4\u05DD\u05E4\u05E9\u05D5\u05D8\u05DC\u05D0\u05DE\u05D3\u05D1"
           u"\u05E8\u05D9\u05DD\u05E2\u05D1\u05E8\u05D9\u05EA",
           "xn--4dbcagdahymbxekheh6e0a7fei0b"},
    Sample{u"\u306A\u305C\u307F\u3093\u306A\u65E5\u672C\u8A9E\u3092\u8A71\u3057\u3066\u304F\u308C"
           u"\u306A\u3044\u306E\u304B",
           "xn--n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa"},
    Sample{u"\u043F\u043E\u0447\u0435\u043C\u0443\u0436\u0435\u043E\u043D\u0438\u043D\u0435\u0433"
           u"\u043E\u0432\u043E\u0440\u044F\u0442\u043F\u043E\u0440\u0443\u0441\u0441\u043A\u0438",
           "xn--b1abfaaepdrnnbgefbadotcwatmq2g4l"},
    Sample{u"Porqu\u00E9nopuedensimplementehablarenEspa\u00F1ol",
           "xn--porqunopuedensimplementehablarenespaol-fmd56a"},
    Sample{u"T\u1EA1isaoh\u1ECDkh\u00F4ngth\u1EC3ch\u1EC9n\u00F3iti\u1EBFngVi\u1EC7t",
           "xn--tisaohkhngthchnitingvit-kjcr8268qyxafd2f1b9g"},
    Sample{u"3\u5E74B\u7D44\u91D1\u516B\u5148\u751F", "xn--3b-ww4c5e180e575a65lsy2b"},
    Sample{u"Hello-Another-Way-\u305D\u308C\u305E\u308C\u306E\u5834\u6240",
           "xn--hello-another-way--fc4qua05auwb3674vfr0b"},
    Sample{u"\u3072\u3068\u3064\u5C4B\u6839\u306E\u4E0B2", "xn--2-u9tlzr9756bt3uc0v"},
    Sample{u"\u305D\u306E\u30B9\u30D4\u30FC\u30C9\u3067", "xn--d9juau41awczczp"},
};

TEST(Idna, MakesTheLabelsOfRfc3492) {
    for (const Sample& sample : kSamples) {
        const Result<std::string> ascii = to_ascii(sample.unicode);
        EXPECT_EQ(ascii.ok(), !sample.ascii.empty());
        if (ascii.ok()) {
            EXPECT_EQ(ascii.value(), sample.ascii);
        }
    }
}

TEST(Idna, ReadsTheLabelsOfRfc3492) {
    for (const Sample& sample : kSamples) {
        const std::u16string ascii(sample.ascii.begin(), sample.ascii.end());
        if (ascii.empty()) continue;
        // What it stands for stands for it again.
        const std::u16string unicode = to_unicode(ascii);
        EXPECT_NE(unicode, ascii);
        const Result<std::string> again = to_ascii(unicode);
        EXPECT_TRUE(again.ok() && again.value() == sample.ascii) << sample.ascii;
    }
    EXPECT_EQ(to_unicode(u"XN--MNCHEN-3YA.example"), u"m\u00FCnchen.example");
}

TEST(Idna, TakesWholeNamesLabelByLabel) {
    EXPECT_EQ(to_ascii(u"www.M\u00DCNCHEN.Example.").value(), "www.xn--mnchen-3ya.example.");
    EXPECT_EQ(to_ascii(u"fa\u00DF.de").value(), "xn--fa-hia.de");  // not transitional
    EXPECT_EQ(to_ascii(u"a\u3002\u00E4").value(), "a.xn--4ca");    // an ideographic full stop
    EXPECT_EQ(to_unicode(u"a.xn--4ca.b"), u"a.\u00E4.b");
}

TEST(Idna, MakesAsciiSmallAndNothingElse) {
    EXPECT_EQ(to_ascii(u"WWW.Example.COM").value(), "www.example.com");
    EXPECT_EQ(to_ascii(u"*.a_b.--.example").value(), "*.a_b.--.example");
    EXPECT_EQ(to_ascii(u"").value(), "");
}

TEST(Idna, RefusesWhatIsNoName) {
    for (const std::u16string& wrong :
         {std::u16string(u"a\xD800"), std::u16string(u"a\0b", 3), std::u16string(u"\u00E4..b"),
          std::u16string(u"\u00E4 b"), std::u16string(u"\u2028"), std::u16string(u"\u0301a"),
          std::u16string(u"\u00E4\u0644")})
        EXPECT_FALSE(to_ascii(wrong).ok());
}

TEST(Idna, RefusesNamesThatAreTooLong) {
    EXPECT_FALSE(to_ascii(std::u16string(100000, u'a')).ok());
    EXPECT_FALSE(to_ascii(std::u16string(100000, u'\u00E4')).ok());
    EXPECT_FALSE(to_ascii(std::u16string(64, u'\u00E4')).ok());
    std::u16string name;
    for (int i = 0; i < 20; ++i) name += u"abcdefghijk\u00E4.";
    EXPECT_FALSE(to_ascii(name).ok());
}

TEST(Idna, LeavesWhatStandsForNothingAsItIs) {
    for (const std::u16string& same :
         {std::u16string(u"xn--"), std::u16string(u"xn--\u00E4"), std::u16string(u"xn--99999999"),
          std::u16string(u"example"), std::u16string(u"a..b"), std::u16string(u""),
          std::u16string(100000, u'x'), std::u16string(u"a\0b", 3)})
        EXPECT_EQ(to_unicode(same), same);
}

}  // namespace
}  // namespace secur32::x509
