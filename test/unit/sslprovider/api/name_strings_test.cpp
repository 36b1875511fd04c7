// CertNameToStr and CertRDNValueToStr: what Windows writes (by Wine's tests), what libcrypto
// writes, and what is refused.
#include "test/unit/sslprovider/api/name_fixture.h"

namespace secur32::test {
namespace {

constexpr DWORD kPlain = CERT_OID_NAME_STR | CERT_NAME_STR_NO_QUOTING_FLAG;

// Two attributes in one RDN, which DER sorts, UTF-8, a TeletexString and a type without a key.
Buffer odd_name() {
    return der_of(make_foreign_name({{"2.5.4.10", V_ASN1_UTF8STRING, "Ex\xC3\xA4mple"},
                                     {"2.5.4.11", V_ASN1_PRINTABLESTRING, "Two", -1},
                                     {"1.2.3.4", V_ASN1_T61STRING, "three"},
                                     {"2.5.4.3", V_ASN1_BMPSTRING, std::string("\0\xE4", 2)}}));
}

std::vector<Buffer> foreign_names() {
    std::vector<Buffer> out = {minnesota(), odd_name()};
    for (const NamedCertificate& known : foreign_certificates()) {
        out.push_back(foreign_fields(known.der).subject);
        out.push_back(foreign_fields(known.der).issuer);
    }
    return out;
}

template <typename Char, typename Call>
void expect_small_buffers(const std::basic_string<Char>& whole, bool cuts, Call&& call) {
    const auto needed = static_cast<DWORD>(whole.size() + 1);
    std::basic_string<Char> text(needed, Char{'#'});
    EXPECT_EQ(call(text.data(), 0), needed);
    EXPECT_EQ(text.front(), Char{'#'});
    EXPECT_EQ(call(text.data(), needed - 1), cuts ? needed - 1 : 1);
    EXPECT_EQ(text.c_str(), cuts ? whole.substr(0, needed - 2) : std::basic_string<Char>());
    EXPECT_EQ(call(text.data(), 1), 1u);
    EXPECT_EQ(text.front(), Char{0});
}

template <typename Call>
void expect_refusal(DWORD code, Call&& call) {
    CHAR text[] = "abc";
    WCHAR wide[] = u"abc";
    SetLastError(kUntouched);
    EXPECT_EQ(call(reinterpret_cast<void*>(text), sizeof text, true), 1u);
    EXPECT_EQ(GetLastError(), code);
    EXPECT_EQ(text[0], 0);
    SetLastError(kUntouched);
    EXPECT_EQ(call(reinterpret_cast<void*>(wide), 4, false), 1u);
    EXPECT_EQ(GetLastError(), code);
    EXPECT_EQ(wide[0], 0);
}

DWORD to_str(bool narrow, DWORD encoding, const Buffer* der, DWORD type, void* text, DWORD size) {
    CERT_NAME_BLOB blob{};
    if (der != nullptr) blob = blob_of(*der);
    CERT_NAME_BLOB* const name = der == nullptr ? nullptr : &blob;
    return narrow ? CertNameToStrA(encoding, name, type, static_cast<LPSTR>(text), size)
                  : CertNameToStrW(encoding, name, type, static_cast<LPWSTR>(text), size);
}

void expect_name_refused(DWORD code, DWORD encoding, const Buffer* der, DWORD type = 0) {
    expect_refusal(code, [&](void* text, DWORD size, bool narrow) {
        return to_str(narrow, encoding, der, type, text, size);
    });
}

// ---- CertNameToStr
// -------------------------------------------------------------------------------

TEST(CertNameToStrA, AgreesWithLibcryptoOnNames) {
    for (const Buffer& der : foreign_names())
        EXPECT_EQ(name_text_a(der, kPlain), printed_by_libcrypto(foreign_name_of(der)));
}

TEST(CertNameToStrW, AgreesWithLibcryptoOnNames) {
    for (const Buffer& der : foreign_names())
        EXPECT_EQ(name_text_w(der, kPlain),
                  utf16_of(printed_by_libcrypto(foreign_name_of(der))).value());
}

TEST(CertNameToStrW, WritesWhatWindowsWrites) {
    for (const NameAsWindowsWritesIt& name : names_of_windows()) {
        EXPECT_EQ(name_text_w(name.der, CERT_X500_NAME_STR), name.x500);
        EXPECT_EQ(name_text_w(name.der, CERT_SIMPLE_NAME_STR), name.simple);
        EXPECT_EQ(name_text_a(name.der, CERT_X500_NAME_STR), utf8_of(name.x500).value());
    }
    EXPECT_EQ(name_text_w(minnesota(), 0),
              u"US, Minnesota, Minneapolis, CodeWeavers, Wine Development, localhost, "
              u"aric@codeweavers.com");
    EXPECT_EQ(name_text_w(minnesota(), CERT_SIMPLE_NAME_STR | CERT_NAME_STR_CRLF_FLAG),
              u"US\r\nMinnesota\r\nMinneapolis\r\nCodeWeavers\r\nWine Development\r\nlocalhost\r\n"
              u"aric@codeweavers.com");
    EXPECT_EQ(name_text_w(minnesota(), CERT_OID_NAME_STR | CERT_NAME_STR_SEMICOLON_FLAG),
              u"2.5.4.6=US; 2.5.4.8=Minnesota; 2.5.4.7=Minneapolis; 2.5.4.10=CodeWeavers; "
              u"2.5.4.11=Wine Development; 2.5.4.3=localhost; "
              u"1.2.840.113549.1.9.1=aric@codeweavers.com");
    EXPECT_EQ(name_text_w(minnesota(), CERT_X500_NAME_STR | CERT_NAME_STR_SEMICOLON_FLAG |
                                           CERT_NAME_STR_REVERSE_FLAG),
              u"E=aric@codeweavers.com; CN=localhost; OU=Wine Development; O=CodeWeavers; "
              u"L=Minneapolis; S=Minnesota; C=US");
}

TEST(CertNameToStrW, JoinsTheAttributesOfOneRdn) {
    EXPECT_EQ(name_text_w(odd_name(), CERT_X500_NAME_STR),
              u"OU=Two + O=Ex\u00E4mple, OID.1.2.3.4=three, CN=\u00E4");
    EXPECT_EQ(name_text_w(odd_name(), CERT_NAME_STR_NO_PLUS_FLAG),
              u"Two Ex\u00E4mple, three, \u00E4");
    EXPECT_EQ(name_text_w(odd_name(), CERT_NAME_STR_REVERSE_FLAG),
              u"\u00E4, three, Two + Ex\u00E4mple");
}

TEST(CertNameToStrW, WritesATeletexStringAsUtf8UnlessToldNotTo) {
    const Buffer der = common_name(0x14, "\xC3\xA4");
    EXPECT_EQ(name_text_w(der, 0), u"\u00E4");
    EXPECT_EQ(name_text_w(der, CERT_NAME_STR_DISABLE_IE4_UTF8_FLAG), u"\u00C3\u00A4");
    EXPECT_EQ(name_text_w(common_name(0x14, "\xE4"), 0), u"\u00E4");
}

TEST(CertNameToStrW, WritesWhatIsNoTextInHexadecimal) {
    EXPECT_EQ(name_text_w(common_name(0x04, "ab"), CERT_X500_NAME_STR), u"CN=#6162");
    EXPECT_EQ(name_text_w(common_name(0x01, Buffer{0xFF}), 0), u"#0101FF");
    EXPECT_EQ(name_text_w(common_name(0x1E, Buffer{0, 0x61, 0}), 0), u"#1E03006100");
    EXPECT_EQ(name_text_w(common_name(0x0C, Buffer{0xC3}), 0), u"#0C01C3");
    EXPECT_EQ(name_text_w(common_name(0x1E, Buffer{0xD8, 0}), 0), u"#1E02D800");
    EXPECT_EQ(name_text_w(common_name(0x1C, Buffer{0, 0x11, 0, 0}), 0), u"#1C0400110000");
}

TEST(CertNameToStrW, EndsNoNameAtANulInIt) {
    EXPECT_EQ(name_text_w(common_name(0x13, std::string_view("a\0b", 3)), 0), u"#1303610062");
}

TEST(CertNameToStrW, ReadsUniversalStringsBeyondTheFirstPlane) {
    EXPECT_EQ(name_text_w(common_name(0x1C, Buffer{0, 1, 0xF6, 0}), 0), u"\U0001F600");
}

TEST(CertNameToStrW, QuotesAnEmptyValue) {
    EXPECT_EQ(name_text_w(common_name(0x13, ""), CERT_X500_NAME_STR), u"CN=\"\"");
    EXPECT_EQ(
        name_text_w(common_name(0x13, ""), CERT_X500_NAME_STR | CERT_NAME_STR_NO_QUOTING_FLAG),
        u"CN=");
}

TEST(CertNameToStrW, ShowsTheHostOfAnEmailAddress) {
    const Buffer der =
        der_of(make_foreign_name({{"1.2.840.113549.1.9.1", V_ASN1_IA5STRING, "a@xn--mnchen-3ya"}}));
    EXPECT_EQ(name_text_w(der, CERT_NAME_STR_ENABLE_PUNYCODE_FLAG), u"a@m\u00FCnchen");
    EXPECT_EQ(name_text_w(der, 0), u"a@xn--mnchen-3ya");
}

TEST(CertNameToStrW, CutsOffWhatDoesNotFit) {
    CERT_NAME_BLOB blob = blob_of(minnesota());
    expect_small_buffers(name_text_w(minnesota(), 0), true, [&](LPWSTR text, DWORD size) {
        return CertNameToStrW(X509_ASN_ENCODING, &blob, 0, text, size);
    });
    expect_small_buffers(name_text_a(minnesota(), 0), false, [&](LPSTR text, DWORD size) {
        return CertNameToStrA(X509_ASN_ENCODING, &blob, 0, text, size);
    });
}

TEST(CertNameToStrW, LeavesTheLastErrorAloneWhenItSucceeds) {
    SetLastError(kUntouched);
    name_text_w(minnesota(), 0);
    EXPECT_EQ(GetLastError(), kUntouched);
}

TEST(CertNameToStrA, RefusesOtherEncodings) {
    expect_name_refused(ERROR_FILE_NOT_FOUND, 0, &minnesota());
    expect_name_refused(ERROR_FILE_NOT_FOUND, PKCS_7_ASN_ENCODING, &minnesota());
}
TEST(CertNameToStrA, RefusesNullAndOtherStringTypes) {
    const auto code = static_cast<DWORD>(E_INVALIDARG);
    expect_name_refused(code, X509_ASN_ENCODING, nullptr);
    expect_name_refused(code, X509_ASN_ENCODING, &minnesota(), CERT_XML_NAME_STR);
}

TEST(CertNameToStrW, RefusesOtherEncodings) {
    expect_name_refused(ERROR_FILE_NOT_FOUND, 0, &minnesota());
    expect_name_refused(ERROR_FILE_NOT_FOUND, PKCS_7_ASN_ENCODING, &minnesota());
}
TEST(CertNameToStrW, RefusesNullAndOtherStringTypes) {
    const auto code = static_cast<DWORD>(E_INVALIDARG);
    expect_name_refused(code, X509_ASN_ENCODING, nullptr);
    expect_name_refused(code, X509_ASN_ENCODING, &minnesota(), CERT_XML_NAME_STR);
}

void expect_broken_names_refused() {
    const Buffer cut(minnesota().begin(), minnesota().end() - 1), set{0x31, 0}, empty;
    const Buffer trailing = minnesota() + Buffer{0}, no_attribute{0x30, 2, 0x31, 0};
    expect_name_refused(static_cast<DWORD>(CRYPT_E_ASN1_EOD), X509_ASN_ENCODING, &cut);
    expect_name_refused(static_cast<DWORD>(CRYPT_E_ASN1_EOD), X509_ASN_ENCODING, &empty);
    expect_name_refused(static_cast<DWORD>(CRYPT_E_ASN1_BADTAG), X509_ASN_ENCODING, &set);
    expect_name_refused(static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT), X509_ASN_ENCODING, &trailing);
    expect_name_refused(static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT), X509_ASN_ENCODING, &no_attribute);
}

TEST(CertNameToStrA, RefusesWhatIsNoName) {
    expect_broken_names_refused();
    CERT_NAME_BLOB blob{};
    EXPECT_EQ(CertNameToStrA(X509_ASN_ENCODING, &blob, 0, nullptr, 0), 1u);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(CRYPT_E_ASN1_EOD));
}

TEST(CertNameToStrW, RefusesWhatIsNoName) {
    expect_broken_names_refused();
    CERT_NAME_BLOB blob{};
    EXPECT_EQ(CertNameToStrW(X509_ASN_ENCODING, &blob, 0, nullptr, 0), 1u);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(CRYPT_E_ASN1_EOD));
}

// ---- CertRDNValueToStr
// ---------------------------------------------------------------------------

CERT_RDN_VALUE_BLOB units_of(const std::u16string& text) {
    return {static_cast<DWORD>(text.size() * 2),
            reinterpret_cast<BYTE*>(const_cast<char16_t*>(text.data()))};
}

std::u16string value_w(DWORD type, CERT_RDN_VALUE_BLOB blob) {
    return string_of<WCHAR>(
        [&](LPWSTR text, DWORD size) { return CertRDNValueToStrW(type, &blob, text, size); });
}
std::string value_a(DWORD type, CERT_RDN_VALUE_BLOB blob) {
    return string_of<CHAR>(
        [&](LPSTR text, DWORD size) { return CertRDNValueToStrA(type, &blob, text, size); });
}

// What libcrypto reads of a string of this tag.
std::string read_by_libcrypto(int tag, const Buffer& octets) {
    const std::unique_ptr<ASN1_STRING, void (*)(ASN1_STRING*)> string(ASN1_STRING_type_new(tag),
                                                                      ASN1_STRING_free);
    ASN1_STRING_set(string.get(), octets.data(), static_cast<int>(octets.size()));
    unsigned char* out = nullptr;
    const int size = ASN1_STRING_to_UTF8(&out, string.get());
    if (size < 0) throw std::runtime_error("ASN1_STRING_to_UTF8");
    std::string text(out, out + size);
    OPENSSL_free(out);
    return text;
}

void expect_same_values(DWORD type, int tag) {
    const Buffer octets = {'a', ' ', '\'', 'Z', '9'};
    const std::string expected = read_by_libcrypto(tag, octets);
    EXPECT_EQ(value_a(type, blob_of(octets)), expected);
    EXPECT_EQ(value_w(type, blob_of(octets)), utf16_of(expected).value());
}

TEST(CertRDNValueToStrA, AgreesWithLibcryptoOnStrings) {
    expect_same_values(CERT_RDN_PRINTABLE_STRING, V_ASN1_PRINTABLESTRING);
    expect_same_values(CERT_RDN_IA5_STRING, V_ASN1_IA5STRING);
    expect_same_values(CERT_RDN_VISIBLE_STRING, V_ASN1_VISIBLESTRING);
    const std::string bmp = read_by_libcrypto(V_ASN1_BMPSTRING, {0x22, 0x6F, 0x57, 0x5B});
    EXPECT_EQ(value_a(CERT_RDN_BMP_STRING, units_of(u"\u226F\u575B")), bmp);
}

TEST(CertRDNValueToStrW, AgreesWithLibcryptoOnStrings) {
    expect_same_values(CERT_RDN_T61_STRING, V_ASN1_T61STRING);
    expect_same_values(CERT_RDN_NUMERIC_STRING, V_ASN1_NUMERICSTRING);
    const std::string utf8 = read_by_libcrypto(V_ASN1_UTF8STRING, {0xE2, 0x89, 0xAF});
    EXPECT_EQ(value_w(CERT_RDN_UTF8_STRING, units_of(u"\u226F")), utf16_of(utf8).value());
}

TEST(CertRDNValueToStrW, WritesWhatWindowsWrites) {
    EXPECT_EQ(value_w(CERT_RDN_ANY_TYPE, {0, nullptr}), u"");
    EXPECT_EQ(value_w(CERT_RDN_UTF8_STRING, units_of(u"ePKI Root Certification Authority")),
              u"ePKI Root Certification Authority");
    // Without quotes, whatever is in it.
    const Buffer quoted = {'"', 'd', 'e', 'f', '"'}, spaced = {' ', 'a', ' '};
    EXPECT_EQ(value_w(CERT_RDN_PRINTABLE_STRING, blob_of(quoted)), u"\"def\"");
    EXPECT_EQ(value_a(CERT_RDN_PRINTABLE_STRING, blob_of(spaced)), " a ");
}

TEST(CertRDNValueToStrW, WritesOctetsInHexadecimal) {
    const Buffer octets = {0x01, 0xAB};
    EXPECT_EQ(value_w(CERT_RDN_ENCODED_BLOB, blob_of(octets)), u"#01AB");
    EXPECT_EQ(value_a(CERT_RDN_OCTET_STRING, blob_of(octets)), "#01AB");
}

TEST(CertRDNValueToStrW, ReadsUtf32) {
    const Buffer octets = {0x00, 0xF6, 0x01, 0x00};
    EXPECT_EQ(value_w(CERT_RDN_UNIVERSAL_STRING, blob_of(octets)), u"\U0001F600");
}

TEST(CertRDNValueToStrW, WritesNothingWhereNotAllOfItFits) {
    const Buffer value = {'a', 'b', 'c'};
    CERT_RDN_VALUE_BLOB blob = blob_of(value);
    expect_small_buffers(std::u16string(u"abc"), false, [&](LPWSTR text, DWORD size) {
        return CertRDNValueToStrW(CERT_RDN_IA5_STRING, &blob, text, size);
    });
    expect_small_buffers(std::string("abc"), false, [&](LPSTR text, DWORD size) {
        return CertRDNValueToStrA(CERT_RDN_IA5_STRING, &blob, text, size);
    });
}

void expect_value_refused(DWORD code, DWORD type, CERT_RDN_VALUE_BLOB* blob) {
    expect_refusal(code, [&](void* text, DWORD size, bool narrow) {
        return narrow ? CertRDNValueToStrA(type, blob, static_cast<LPSTR>(text), size)
                      : CertRDNValueToStrW(type, blob, static_cast<LPWSTR>(text), size);
    });
}

TEST(CertRDNValueToStrA, RefusesNull) {
    CERT_RDN_VALUE_BLOB no_address{1, nullptr};
    const auto code = static_cast<DWORD>(E_INVALIDARG);
    expect_value_refused(code, CERT_RDN_IA5_STRING, nullptr);
    expect_value_refused(code, CERT_RDN_IA5_STRING, &no_address);
}
TEST(CertRDNValueToStrA, RefusesOtherTypes) {
    CERT_RDN_VALUE_BLOB blob{};
    for (const DWORD type : {14u, 0xFFu})
        expect_value_refused(static_cast<DWORD>(E_INVALIDARG), type, &blob);
}
TEST(CertRDNValueToStrA, RefusesIllFormedCharacters) {
    const Buffer odd = {'a', 0, 'b'}, lone = {0x00, 0xD8};
    for (const Buffer& octets : {odd, lone}) {
        CERT_RDN_VALUE_BLOB blob = blob_of(octets);
        expect_value_refused(static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT), CERT_RDN_UTF8_STRING, &blob);
    }
}

TEST(CertRDNValueToStrW, RefusesNull) {
    CERT_RDN_VALUE_BLOB no_address{1, nullptr};
    const auto code = static_cast<DWORD>(E_INVALIDARG);
    expect_value_refused(code, CERT_RDN_IA5_STRING, nullptr);
    expect_value_refused(code, CERT_RDN_IA5_STRING, &no_address);
}
TEST(CertRDNValueToStrW, RefusesOtherTypes) {
    CERT_RDN_VALUE_BLOB blob{};
    for (const DWORD type : {14u, 0xFFu})
        expect_value_refused(static_cast<DWORD>(E_INVALIDARG), type, &blob);
}
TEST(CertRDNValueToStrW, RefusesIllFormedCharacters) {
    const Buffer odd = {'a', 0, 'b'}, lone = {0x00, 0xD8};
    for (const Buffer& octets : {odd, lone}) {
        CERT_RDN_VALUE_BLOB blob = blob_of(octets);
        expect_value_refused(static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT), CERT_RDN_UTF8_STRING, &blob);
    }
}

}  // namespace
}  // namespace secur32::test
