// When two names are one: libcrypto's X509_NAME_cmp says the same.
#include "sslprovider/x509/canonical_name.h"

#include <gtest/gtest.h>
#include <openssl/x509.h>

#include "test/support/der_writer.h"

namespace secur32::test {
namespace {

using x509::canonical_name;
using x509::same_name;

constexpr unsigned kUtf8 = 0x0C, kPrintable = 0x13, kT61 = 0x14, kIa5 = 0x16, kBmp = 0x1E;

Buffer attribute(const Buffer& value, std::uint8_t type = 3) {
    return tlv(0x31, {tlv(0x30, {tlv(0x06, Buffer{0x55, 4, type}), value})});
}
Buffer cn(unsigned tag, std::string_view text) { return tlv(0x30, attribute(tlv(tag, text))); }

bool libcrypto_says_same(const Buffer& a, const Buffer& b) {
    const auto read = [](const Buffer& der) {
        const unsigned char* at = der.data();
        return d2i_X509_NAME(nullptr, &at, static_cast<long>(der.size()));
    };
    X509_NAME *const x = read(a), *const y = read(b);
    const bool same = X509_NAME_cmp(x, y) == 0;
    X509_NAME_free(x);
    X509_NAME_free(y);
    return same;
}

TEST(CanonicalName, AgreesWithLibcryptoAboutWhichNamesAreOne) {
    using namespace std::string_view_literals;
    const std::vector<Buffer> names = {
        cn(kUtf8, "Example"),
        cn(kPrintable, "EXAMPLE"),
        cn(kIa5, "  example "),
        cn(kUtf8, "Exam ple"),
        cn(kUtf8, "exam  \t ple"),
        cn(kBmp, "\0E\0x\0a\0m\0p\0l\0e"sv),
        cn(kUtf8, "B\xC3\xBC"),
        cn(kT61, "b\xFC"),
        cn(kUtf8, "B\xC3\x9C"),
        cn(kBmp, "\0b\0\xFC"sv),
        cn(kUtf8, ""),
        tlv(0x30, Buffer{}),
        tlv(0x30, attribute(tlv(kUtf8, "Example"), 10)),
        tlv(0x30, attribute(tlv(kUtf8, "Example")) + attribute(tlv(kUtf8, "x"), 10)),
        tlv(0x30, attribute(tlv(kUtf8, "x"), 10) + attribute(tlv(kUtf8, "Example"))),
    };
    for (const Buffer& a : names)
        for (const Buffer& b : names)
            EXPECT_EQ(same_name(a, b), libcrypto_says_same(a, b))
                << &a - names.data() << " and " << &b - names.data();
}

TEST(CanonicalName, IsWithinWhatItBeginsWith) {
    const auto of = [](const Buffer& contents) { return canonical_name(tlv(0x30, contents)); };
    const Buffer country = attribute(tlv(kPrintable, "DE"), 6), one = attribute(tlv(kUtf8, "a")),
                 other = attribute(tlv(kUtf8, "b"));
    EXPECT_TRUE(x509::is_within(of(country + one), of(country)));
    EXPECT_TRUE(x509::is_within(of(country + one), of(country + one)));
    EXPECT_TRUE(x509::is_within(of(country), of({})));
    EXPECT_FALSE(x509::is_within(of(country), of(country + one)));
    EXPECT_FALSE(x509::is_within(of(country + one), of(country + other)));
    EXPECT_FALSE(x509::is_within(of(one + country), of(country)));
}

TEST(CanonicalName, OfWhatIsNoNameIsEmptyAndNobodys) {
    EXPECT_TRUE(canonical_name(Buffer{0x30, 0x05, 0x31}).empty());
    EXPECT_TRUE(canonical_name(Buffer{}).empty());
    EXPECT_FALSE(same_name(Buffer{0x30, 0x05, 0x31}, cn(kUtf8, "a")));
}

}  // namespace
}  // namespace secur32::test
