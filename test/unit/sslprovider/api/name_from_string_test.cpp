// CertStrToName: what Windows reads (by Wine's tests), what libcrypto builds, where it says what is
// wrong.
#include "test/unit/sslprovider/api/name_fixture.h"

namespace secur32::test {
namespace {

struct Read {
    DWORD code = 0;
    Buffer der;
    std::ptrdiff_t wrong_at = -1;  // of the W function
};

template <typename Char, typename Function>
Read read_as(Function function, const std::basic_string<Char>& text, DWORD type, DWORD encoding) {
    Read out;
    DWORD size = 0;
    const Char* wrong = text.data();
    SetLastError(0);
    if (!function(encoding, text.c_str(), type, nullptr, nullptr, &size, &wrong)) {
        out.code = GetLastError();
        if (wrong != nullptr) out.wrong_at = wrong - text.c_str();
        EXPECT_EQ(size, 0u);
        return out;
    }
    EXPECT_EQ(wrong, nullptr);
    out.der.resize(size);
    EXPECT_TRUE(function(encoding, text.c_str(), type, nullptr, out.der.data(), &size, nullptr));
    EXPECT_EQ(size, out.der.size());
    return out;
}

// Both functions, which must agree.
Read read(const std::u16string& text, DWORD type = CERT_X500_NAME_STR,
          DWORD encoding = X509_ASN_ENCODING) {
    const Read wide = read_as(CertStrToNameW, text, type, encoding);
    const Result<std::string> utf8 = utf8_of(text);
    if (!utf8.ok()) return wide;
    const Read narrow = read_as(CertStrToNameA, utf8.value(), type, encoding);
    EXPECT_EQ(narrow.code, wide.code);
    EXPECT_EQ(narrow.der, wide.der);
    EXPECT_EQ(narrow.wrong_at == -1, wide.wrong_at == -1);
    if (wide.wrong_at >= 0) {
        const auto before = utf8_of(text.substr(0, static_cast<std::size_t>(wide.wrong_at)));
        EXPECT_EQ(narrow.wrong_at, static_cast<std::ptrdiff_t>(before.value().size()));
    }
    return wide;
}

void expect_wrong(const std::u16string& text, HRESULT code, std::ptrdiff_t at,
                  DWORD type = CERT_X500_NAME_STR) {
    const Read result = read(text, type);
    EXPECT_EQ(result.code, static_cast<DWORD>(code)) << printable(text);
    EXPECT_EQ(result.wrong_at, at) << printable(text);
}

const std::u16string kAllKeys =
    u"CN=a, L=b, O=c, OU=d, E=e, Email=f, C=US, S=g, ST=h, STREET=i, T=j, Title=k, G=l, GN=m, "
    u"GivenName=n, I=o, Initials=p, SN=q, DC=r, Description=s, PostalCode=t, POBox=u, Phone=v, "
    u"X21Address=1, dnQualifier=w, SERIALNUMBER=x";

ForeignName all_keys_of_libcrypto() {
    const int text = V_ASN1_PRINTABLESTRING, ia5 = V_ASN1_IA5STRING;
    return make_foreign_name({{"commonName", text, "a"},
                              {"localityName", text, "b"},
                              {"organizationName", text, "c"},
                              {"organizationalUnitName", text, "d"},
                              {"emailAddress", ia5, "e"},
                              {"emailAddress", ia5, "f"},
                              {"countryName", text, "US"},
                              {"stateOrProvinceName", text, "g"},
                              {"stateOrProvinceName", text, "h"},
                              {"streetAddress", text, "i"},
                              {"title", text, "j"},
                              {"title", text, "k"},
                              {"givenName", text, "l"},
                              {"givenName", text, "m"},
                              {"givenName", text, "n"},
                              {"initials", text, "o"},
                              {"initials", text, "p"},
                              {"surname", text, "q"},
                              {"domainComponent", ia5, "r"},
                              {"description", text, "s"},
                              {"postalCode", text, "t"},
                              {"postOfficeBox", text, "u"},
                              {"telephoneNumber", text, "v"},
                              {"x121Address", V_ASN1_NUMERICSTRING, "1"},
                              {"dnQualifier", text, "w"},
                              {"serialNumber", text, "x"}});
}

// ---- What is read
// --------------------------------------------------------------------------------

// Named for the rule of tests; read() calls both functions.
TEST(CertStrToNameA, AgreesWithLibcryptoOnEveryKey) {
    const auto narrow = read_as(CertStrToNameA, utf8_of(kAllKeys).value(), 0, X509_ASN_ENCODING);
    EXPECT_EQ(narrow.der, der_of(all_keys_of_libcrypto()));
}

TEST(CertStrToNameW, AgreesWithLibcryptoOnEveryKey) {
    EXPECT_EQ(read(kAllKeys).der, der_of(all_keys_of_libcrypto()));
}

TEST(CertStrToNameW, AgreesWithLibcryptoOnStringTypes) {
    const std::string umlaut = "\xC3\xA4", units("\0\xE4", 2);
    const struct {
        DWORD type;
        int tag;
        std::string value;
    } cases[] = {{0, V_ASN1_BMPSTRING, units},
                 {CERT_NAME_STR_ENABLE_T61_UNICODE_FLAG, V_ASN1_T61STRING, "\xE4"},
                 {CERT_NAME_STR_ENABLE_UTF8_UNICODE_FLAG, V_ASN1_UTF8STRING, umlaut},
                 {CERT_NAME_STR_FORCE_UTF8_DIR_STR_FLAG, V_ASN1_UTF8STRING, umlaut}};
    for (const auto& each : cases)
        EXPECT_EQ(read(u"CN=\u00E4", each.type).der,
                  der_of(make_foreign_name({{"CN", each.tag, each.value}})));
}

TEST(CertStrToNameW, AgreesWithLibcryptoOnRdnsOfSeveralAttributes) {
    const ForeignName name = make_foreign_name({{"CN", V_ASN1_PRINTABLESTRING, "b"},
                                                {"O", V_ASN1_PRINTABLESTRING, "a", -1},
                                                {"1.2.3", V_ASN1_PRINTABLESTRING, "c"}});
    EXPECT_EQ(read(u"CN=b+O=a,1.2.3=c").der, der_of(name));
    EXPECT_EQ(read(u"O=a + cn = b; OID.1.2.3 = c").der, der_of(name));
}

TEST(CertStrToNameW, ReadsWhatWindowsReads) {
    for (const NameAsWindowsWritesIt& name : names_of_windows())
        EXPECT_EQ(read(name.x500).der, name.der) << printable(name.x500);
    EXPECT_EQ(read(u"CN=\"1\"").der, common_name(0x13, "1"));
    EXPECT_EQ(read(u"CN = \"1\"").der, common_name(0x13, "1"));
    EXPECT_EQ(read(u"CN=\u226F\u575B").der, common_name(0x1E, Buffer{0x22, 0x6F, 0x57, 0x5B}));
    const ForeignName fields = make_foreign_name({{"CN", V_ASN1_PRINTABLESTRING, "Wine Test"},
                                                  {"title", V_ASN1_PRINTABLESTRING, "123"},
                                                  {"C", V_ASN1_PRINTABLESTRING, "BR"}});
    EXPECT_EQ(read(u" CN =   Wine Test,T = 123, C = BR").der, der_of(fields));
    EXPECT_EQ(read(u"CN=1+2", CERT_NAME_STR_NO_PLUS_FLAG).der, common_name(0x13, "1+2"));
    EXPECT_EQ(read(u"CN=\"abc\"", CERT_NAME_STR_NO_QUOTING_FLAG).der, bmp_name("\"abc\""));
}

TEST(CertStrToNameW, ReadsWhatItsCounterpartWrites) {
    const auto attribute = [](const Buffer& type, unsigned tag, const Buffer& value) {
        return tlv(0x30, {tlv(0x06, type), tlv(tag, value)});
    };
    const Buffer odd = tlv(0x30, {tlv(0x31, attribute({0x55, 4, 10}, 0x1E, {0, '#'})),
                                  tlv(0x31, attribute({0x2A, 3, 4}, 0x04, {1, 0xAB}) +
                                                attribute({0x55, 4, 3}, 0x13, {'a', ',', 'b'})),
                                  tlv(0x31, attribute({0x55, 4, 7}, 0x13, {}))});
    for (const Buffer& der : {minnesota(), odd})
        for (const DWORD flags :
             {0u, unsigned{CERT_NAME_STR_SEMICOLON_FLAG}, unsigned{CERT_NAME_STR_CRLF_FLAG},
              unsigned{CERT_NAME_STR_REVERSE_FLAG}}) {
            const DWORD type = CERT_X500_NAME_STR | flags;
            EXPECT_EQ(read(name_text_w(der, type), type).der, der);
        }
}

TEST(CertStrToNameW, ReadsAnEmptyStringAsANameOfNothing) {
    EXPECT_EQ(read(u"").der, (Buffer{0x30, 0}));
    EXPECT_EQ(read(u"CN=1,").der, common_name(0x13, "1"));
}

TEST(CertStrToNameW, ReadsOneSeparatorWhereToldSo) {
    EXPECT_EQ(read(u"CN=a;b", CERT_NAME_STR_COMMA_FLAG).der, bmp_name("a;b"));
    EXPECT_EQ(read(u"CN=a,b", CERT_NAME_STR_SEMICOLON_FLAG).der, common_name(0x13, "a,b"));
    EXPECT_EQ(read(u"CN=a,b;c", CERT_NAME_STR_CRLF_FLAG).der, bmp_name("a,b;c"));
}

TEST(CertStrToNameW, ReadsHexadecimalAsOctets) {
    EXPECT_EQ(read(u"CN=# AB cd 01").der, common_name(0x04, Buffer{0xAB, 0xCD, 0x01}));
    EXPECT_EQ(read(u"CN=\"#AB\"").der, bmp_name("#AB"));
}

TEST(CertStrToNameW, KeepsPrintableStringsUnlessForced) {
    EXPECT_EQ(read(u"CN=a", CERT_NAME_STR_ENABLE_UTF8_UNICODE_FLAG).der, common_name(0x13, "a"));
    EXPECT_EQ(read(u"CN=a", CERT_NAME_STR_FORCE_UTF8_DIR_STR_FLAG).der, common_name(0x0C, "a"));
    EXPECT_EQ(read(u"CN=a",
                   CERT_NAME_STR_FORCE_UTF8_DIR_STR_FLAG | CERT_NAME_STR_DISABLE_UTF8_DIR_STR_FLAG)
                  .der,
              common_name(0x13, "a"));
    EXPECT_EQ(read(u"CN=\u20AC", CERT_NAME_STR_ENABLE_T61_UNICODE_FLAG).der,
              common_name(0x1E, Buffer{0x20, 0xAC}));
}

TEST(CertStrToNameW, WritesTheHostOfAnEmailAddressAsTheDnsHasIt) {
    EXPECT_EQ(read(u"E=a@m\u00FCnchen", CERT_NAME_STR_ENABLE_PUNYCODE_FLAG).der,
              der_of(make_foreign_name({{"emailAddress", V_ASN1_IA5STRING, "a@xn--mnchen-3ya"}})));
}

// ---- What is refused
// -----------------------------------------------------------------------------

TEST(CertStrToNameW, RefusesWhatIsNoName) {
    const HRESULT code = CRYPT_E_INVALID_X500_STRING;
    expect_wrong(u"bogus", code, 0);
    expect_wrong(u"foo=1", code, 0);
    expect_wrong(u"CN=\"\"1\"\"", code, 5);
    expect_wrong(u"CN=1+2", code, 5);
    expect_wrong(u"CN=1,2", code, 5, CERT_NAME_STR_NO_QUOTING_FLAG);
    expect_wrong(u"CN=\"1,2;3,4\"", code, 6, CERT_NAME_STR_NO_QUOTING_FLAG);
    expect_wrong(u"CN=1, foo=2", code, 6);
    expect_wrong(u"CN=", code, 3);
    expect_wrong(u"CN=,O=1", code, 3);
    expect_wrong(u"CN=\"1", code, 5);
    expect_wrong(u"CN=1+", code, 5);
    expect_wrong(u"=1", code, 0);
    expect_wrong(u"1.40000000000=1", CRYPT_E_INVALID_X500_STRING, 0);
    expect_wrong(u"CN=#1", code, 3);
    expect_wrong(u"CN=#1G", code, 5);
}

TEST(CertStrToNameW, RefusesUnpairedSurrogates) {
    expect_wrong(u"CN=\xD800", CRYPT_E_INVALID_X500_STRING, 3);
}

TEST(CertStrToNameW, RefusesCharactersThatAStringHasNot) {
    expect_wrong(u"C=U_", CRYPT_E_INVALID_PRINTABLE_STRING, 3);
    expect_wrong(u"E=a@\u00E4", CRYPT_E_INVALID_IA5_STRING, 4);
    expect_wrong(u"X21Address=1a", CRYPT_E_INVALID_NUMERIC_STRING, 12);
    expect_wrong(u"C=\"\"\"\u00E4\"", CRYPT_E_INVALID_PRINTABLE_STRING, 3);
    expect_wrong(u"E=\u00E4@m\u00FC", CRYPT_E_INVALID_IA5_STRING, 2,
                 CERT_NAME_STR_ENABLE_PUNYCODE_FLAG);
}

TEST(CertStrToNameW, RefusesOtherEncodingsOnceTheStringIsRead) {
    EXPECT_EQ(read(u"CN=1", 0, 0).code, DWORD{ERROR_FILE_NOT_FOUND});
    EXPECT_EQ(read(u"bogus", 0, 0).code, static_cast<DWORD>(CRYPT_E_INVALID_X500_STRING));
}

TEST(CertStrToNameA, RefusesWhatIsNoName) {
    LPCSTR wrong = nullptr;
    DWORD size = 7;
    EXPECT_FALSE(
        CertStrToNameA(X509_ASN_ENCODING, "CN=\xC3\xA4, b", 0, nullptr, nullptr, &size, &wrong));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(CRYPT_E_INVALID_X500_STRING));
    EXPECT_STREQ(wrong, "b");
    EXPECT_EQ(size, 7u);
}

TEST(CertStrToNameA, RefusesWhatIsNoUtf8) {
    LPCSTR wrong = nullptr;
    DWORD size = 0;
    EXPECT_FALSE(CertStrToNameA(X509_ASN_ENCODING, "CN=\xC3", 0, nullptr, nullptr, &size, &wrong));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(CRYPT_E_INVALID_X500_STRING));
}

TEST(CertStrToNameA, RefusesCharactersThatAStringHasNot) {
    LPCSTR wrong = nullptr;
    DWORD size = 0;
    EXPECT_FALSE(
        CertStrToNameA(X509_ASN_ENCODING, "C=\xC3\xA4", 0, nullptr, nullptr, &size, &wrong));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(CRYPT_E_INVALID_PRINTABLE_STRING));
    EXPECT_STREQ(wrong, "\xC3\xA4");
}

TEST(CertStrToNameA, RefusesNullAndOtherStringTypes) {
    DWORD size = 9;
    BYTE reserved = 0;
    const auto refused = [&](LPCSTR text, DWORD type, void* pointer, DWORD* told) {
        SetLastError(0);
        EXPECT_FALSE(
            CertStrToNameA(X509_ASN_ENCODING, text, type, pointer, nullptr, told, nullptr));
        EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    };
    refused(nullptr, 0, nullptr, &size);
    refused("CN=1", CERT_SIMPLE_NAME_STR, nullptr, &size);
    refused("CN=1", CERT_XML_NAME_STR, nullptr, &size);
    refused("CN=1", 0, &reserved, &size);
    refused("CN=1", 0, nullptr, nullptr);
    EXPECT_EQ(size, 9u);
}

TEST(CertStrToNameW, RefusesABufferThatIsTooSmall) {
    BYTE buffer[20] = {0x55};
    DWORD size = 13;
    EXPECT_FALSE(CertStrToNameW(X509_ASN_ENCODING, u"CN=1", 0, nullptr, buffer, &size, nullptr));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_MORE_DATA});
    EXPECT_EQ(size, 14u);
    EXPECT_EQ(buffer[0], 0x55);
}

}  // namespace
}  // namespace secur32::test
