// CertGetNameString: what libcrypto reads of the same certificate, what Windows gives (by Wine's
// tests), and what a hostile certificate must not do.
#include <openssl/x509v3.h>

#include "test/unit/sslprovider/api/name_fixture.h"
//
#include "test/support/test_authority.h"

namespace secur32::test {
namespace {

using Extensions = std::vector<std::pair<std::string, std::string>>;

Issued make(const std::string& name, const std::vector<std::pair<std::string, std::string>>& names,
            const Extensions& extensions, const std::string& sections = {}) {
    IssuePlan plan;
    plan.name = name;
    plan.names = names;
    plan.extensions = extensions;
    plan.sections = sections;
    plan.key_name = "names";
    return issue(plan);
}

// As in Wine's tests: names of all kinds in the subject, and an address.
const Issued& usual() {
    static const Issued made = make("localhost",
                                    {{"C", "US"},
                                     {"ST", "Minnesota"},
                                     {"O", "CodeWeavers"},
                                     {"OU", "Wine Development"},
                                     {"emailAddress", "aric@codeweavers.com"}},
                                    {});
    return made;
}
const Issued& alternative() {
    static const Issued made = make("server_cn.org", {{"O", "CodeWeavers"}},
                                    {{"subjectAltName",
                                      "DNS:ex1.org,DNS:*.ex2.org,email:a@xn--mnchen-3ya.de,"
                                      "URI:http://u@xn--mnchen-3ya.de:80/a%20b,dirName:other,"
                                      "otherName:1.3.6.1.4.1.311.20.2.3;UTF8:user@example"},
                                     {"issuerAltName", "DNS:ex3.org,DNS:*.ex4.org"}},
                                    "[other]\nO=Other\nCN=Directory\n");
    return made;
}

std::u16string name_w(const Issued& issued, DWORD type, DWORD flags = 0,
                      const void* parameter = nullptr) {
    const Context context{Bytes(issued.der)};
    SetLastError(kUntouched);
    std::u16string text = string_of<WCHAR>([&](LPWSTR out, DWORD size) {
        return CertGetNameStringW(context, type, flags, const_cast<void*>(parameter), out, size);
    });
    EXPECT_EQ(GetLastError(), kUntouched);
    const std::string narrow = string_of<CHAR>([&](LPSTR out, DWORD size) {
        return CertGetNameStringA(context, type, flags, const_cast<void*>(parameter), out, size);
    });
    EXPECT_EQ(utf16_of(narrow).value(), text);
    return text;
}

// ---- Agreement
// -----------------------------------------------------------------------------------

struct ForeignX509 {
    explicit ForeignX509(const Buffer& der) {
        const unsigned char* at = der.data();
        certificate = d2i_X509(nullptr, &at, static_cast<long>(der.size()));
    }
    ~ForeignX509() { X509_free(certificate); }
    ForeignX509(const ForeignX509&) = delete;
    ForeignX509& operator=(const ForeignX509&) = delete;

    std::string attribute(int nid) const {
        char text[200] = "";
        X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), nid, text, sizeof text);
        return text;
    }
    // The first alternative name of a kind, or all with a NUL behind each.
    std::string alternative(int kind, bool all = false) const {
        std::string out;
        auto* const names = static_cast<GENERAL_NAMES*>(
            X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
        for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
            const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names, i);
            if (name->type != kind || (!all && !out.empty())) continue;
            out.append(reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.ia5)),
                       static_cast<std::size_t>(ASN1_STRING_length(name->d.ia5)));
            if (all) out.push_back('\0');
        }
        GENERAL_NAMES_free(names);
        return out;
    }
    x509_st* certificate = nullptr;
};

void expect_agreement() {
    const ForeignX509 plain(usual().der), rich(alternative().der);
    const auto text = [](const std::string& utf8) { return utf16_of(utf8).value(); };
    EXPECT_EQ(name_w(usual(), CERT_NAME_EMAIL_TYPE), text(plain.attribute(NID_pkcs9_emailAddress)));
    EXPECT_EQ(name_w(usual(), CERT_NAME_SIMPLE_DISPLAY_TYPE),
              text(plain.attribute(NID_commonName)));
    EXPECT_EQ(name_w(usual(), CERT_NAME_DNS_TYPE), text(plain.attribute(NID_commonName)));
    EXPECT_EQ(name_w(usual(), CERT_NAME_ATTR_TYPE, 0, szOID_ORGANIZATION_NAME),
              text(plain.attribute(NID_organizationName)));
    EXPECT_EQ(name_w(alternative(), CERT_NAME_DNS_TYPE), text(rich.alternative(GEN_DNS)));
    EXPECT_EQ(name_w(alternative(), CERT_NAME_EMAIL_TYPE), text(rich.alternative(GEN_EMAIL)));
    EXPECT_EQ(name_w(alternative(), CERT_NAME_URL_TYPE), text(rich.alternative(GEN_URI)));
    EXPECT_EQ(name_w(alternative(), CERT_NAME_DNS_TYPE, CERT_NAME_SEARCH_ALL_NAMES_FLAG),
              text(rich.alternative(GEN_DNS, true)));
}

TEST(CertGetNameStringA, AgreesWithLibcryptoOnTheSubject) {
    expect_agreement();
    const Context context{Bytes(usual().der)};
    EXPECT_EQ(CertGetNameStringA(context, CERT_NAME_EMAIL_TYPE, 0, nullptr, nullptr, 0), 21u);
}
TEST(CertGetNameStringW, AgreesWithLibcryptoOnTheSubject) { expect_agreement(); }

// ---- What Windows gives
// --------------------------------------------------------------------------

TEST(CertGetNameStringW, GivesWhatWindowsGives) {
    DWORD type = CERT_OID_NAME_STR;
    EXPECT_EQ(name_w(usual(), CERT_NAME_RDN_TYPE),
              u"US, Minnesota, CodeWeavers, Wine Development, aric@codeweavers.com, localhost");
    EXPECT_EQ(name_w(usual(), CERT_NAME_RDN_TYPE, 0, &type),
              u"2.5.4.6=US, 2.5.4.8=Minnesota, 2.5.4.10=CodeWeavers, 2.5.4.11=Wine Development, "
              u"1.2.840.113549.1.9.1=aric@codeweavers.com, 2.5.4.3=localhost");
    EXPECT_EQ(name_w(usual(), CERT_NAME_ATTR_TYPE), u"aric@codeweavers.com");
    EXPECT_EQ(name_w(alternative(), CERT_NAME_ATTR_TYPE), u"server_cn.org");
    EXPECT_EQ(name_w(usual(), CERT_NAME_ATTR_TYPE, 0, szOID_SUR_NAME), u"");
    EXPECT_EQ(name_w(usual(), CERT_NAME_FRIENDLY_DISPLAY_TYPE), u"localhost");
    EXPECT_EQ(name_w(usual(), CERT_NAME_URL_TYPE), u"");
    EXPECT_EQ(name_w(usual(), CERT_NAME_UPN_TYPE), u"");
    EXPECT_EQ(name_w(alternative(), CERT_NAME_SIMPLE_DISPLAY_TYPE), u"server_cn.org");
}

TEST(CertGetNameStringW, GivesAllDnsNamesWithTheirNuls) {
    using namespace std::string_literals;
    const DWORD all = CERT_NAME_SEARCH_ALL_NAMES_FLAG;
    EXPECT_EQ(name_w(alternative(), CERT_NAME_DNS_TYPE, all), u"ex1.org\0*.ex2.org\0"s);
    EXPECT_EQ(name_w(alternative(), CERT_NAME_DNS_TYPE, all | CERT_NAME_ISSUER_FLAG),
              u"ex3.org\0*.ex4.org\0"s);
    EXPECT_EQ(name_w(usual(), CERT_NAME_DNS_TYPE, all), u"localhost\0"s);
    EXPECT_EQ(name_w(usual(), CERT_NAME_EMAIL_TYPE, all), u"");
    EXPECT_EQ(name_w(usual(), CERT_NAME_SIMPLE_DISPLAY_TYPE, all), u"");
}

TEST(CertGetNameStringW, CutsOffWhatDoesNotFit) {
    const Context context{Bytes(usual().der)};
    WCHAR text[16] = u"###############";
    EXPECT_EQ(CertGetNameStringW(context, CERT_NAME_DNS_TYPE, 0, nullptr, text, 5), 5u);
    EXPECT_EQ(std::u16string(text), u"loca");
    CHAR narrow[16] = "###############";
    EXPECT_EQ(CertGetNameStringA(context, CERT_NAME_DNS_TYPE, 0, nullptr, narrow, 9), 1u);
    EXPECT_STREQ(narrow, "");
    EXPECT_EQ(CertGetNameStringA(context, CERT_NAME_DNS_TYPE, 0, nullptr, narrow, 0), 10u);
}

TEST(CertGetNameStringW, EndsCutOffListsWithTwoNuls) {
    const Context context{Bytes(alternative().der)};
    const DWORD all = CERT_NAME_SEARCH_ALL_NAMES_FLAG;
    WCHAR text[32];
    std::fill_n(text, 32, u'#');
    EXPECT_EQ(CertGetNameStringW(context, CERT_NAME_DNS_TYPE, all, nullptr, text, 12), 12u);
    EXPECT_EQ(std::u16string(text, 13), std::u16string(u"ex1.org\0*.\0\0#", 13));
    EXPECT_EQ(CertGetNameStringW(context, CERT_NAME_DNS_TYPE, all, nullptr, text, 1), 1u);
    EXPECT_EQ(text[0], 0);
}

TEST(CertGetNameStringW, GivesTheIssuersNames) {
    EXPECT_EQ(name_w(alternative(), CERT_NAME_DNS_TYPE, CERT_NAME_ISSUER_FLAG), u"ex3.org");
    const Issued leaf = make_leaf("leaf.example", usual());
    EXPECT_EQ(name_w(leaf, CERT_NAME_SIMPLE_DISPLAY_TYPE, CERT_NAME_ISSUER_FLAG), u"localhost");
    EXPECT_EQ(name_w(leaf, CERT_NAME_SIMPLE_DISPLAY_TYPE), u"leaf.example");
}

TEST(CertGetNameStringW, GivesAlternativeNamesOfOtherKinds) {
    EXPECT_EQ(name_w(alternative(), CERT_NAME_UPN_TYPE), u"user@example");
    const DWORD flag = CERT_NAME_STR_ENABLE_PUNYCODE_FLAG;
    EXPECT_EQ(name_w(alternative(), CERT_NAME_EMAIL_TYPE, flag), u"a@m\u00FCnchen.de");
    EXPECT_EQ(name_w(alternative(), CERT_NAME_URL_TYPE, flag), u"http://u@m\u00FCnchen.de:80/a b");
}

TEST(CertGetNameStringW, TakesADirectoryNameWhereTheSubjectIsEmpty) {
    const Issued made = make("", {}, {{"subjectAltName", "critical,dirName:other"}},
                             "[other]\nO=Other\nCN=Directory\n");
    DWORD type = CERT_X500_NAME_STR;
    EXPECT_EQ(name_w(made, CERT_NAME_RDN_TYPE, 0, &type), u"O=Other, CN=Directory");
    EXPECT_EQ(name_w(made, CERT_NAME_ATTR_TYPE, 0, szOID_ORGANIZATION_NAME), u"Other");
    EXPECT_EQ(name_w(made, CERT_NAME_SIMPLE_DISPLAY_TYPE), u"Directory");
    const Issued mail = make("", {}, {{"subjectAltName", "critical,email:a@b"}});
    EXPECT_EQ(name_w(mail, CERT_NAME_SIMPLE_DISPLAY_TYPE), u"a@b");
    EXPECT_EQ(name_w(mail, CERT_NAME_RDN_TYPE), u"");
}

TEST(CertGetNameStringW, ShowsAnyAttributeBeforeNone) {
    const Issued made = make("", {{"L", "Minneapolis"}}, {});
    EXPECT_EQ(name_w(made, CERT_NAME_SIMPLE_DISPLAY_TYPE), u"Minneapolis");
}

TEST(CertGetNameStringW, PrefersTheFriendlyName) {
    const Context context{Bytes(usual().der)};
    const std::u16string name = u"friendly";
    const Bytes octets = bytes_of(std::u16string_view(name.c_str(), name.size() + 1));
    ASSERT_TRUE(
        set_blob(context, CERT_FRIENDLY_NAME_PROP_ID, Buffer(octets.begin(), octets.end())));
    WCHAR text[32];
    EXPECT_EQ(CertGetNameStringW(context, CERT_NAME_FRIENDLY_DISPLAY_TYPE, 0, nullptr, text, 32),
              9u);
    EXPECT_EQ(std::u16string(text), name);
}

TEST(CertGetNameStringW, GivesNoNameWithANulInIt) {
    // DNS:a\0b, DNS:c
    const Issued made = make("cn", {}, {{"subjectAltName", "DER:30088203610062820163"}});
    EXPECT_EQ(name_w(made, CERT_NAME_DNS_TYPE), u"");
    EXPECT_EQ(name_w(made, CERT_NAME_DNS_TYPE, CERT_NAME_SEARCH_ALL_NAMES_FLAG),
              std::u16string(u"c\0", 2));
}

TEST(CertGetNameStringW, PassesOverAlternativeNamesThatAreNone) {
    const Issued made = make("cn.example", {}, {{"subjectAltName", "DER:3003820161FF"}});
    EXPECT_EQ(name_w(made, CERT_NAME_DNS_TYPE), u"cn.example");
}

// ---- What is refused
// -----------------------------------------------------------------------------

template <typename Char, typename Function>
void expect_refused(Function function, PCCERT_CONTEXT context, DWORD type) {
    Char text[4] = {'a', 'b', 'c', 0};
    SetLastError(0);
    EXPECT_EQ(function(context, type, 0, nullptr, text, 4), 1u);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(text[0], 0);
    EXPECT_EQ(function(context, type, 0, nullptr, nullptr, 0), 1u);
}

TEST(CertGetNameStringA, RefusesNull) {
    expect_refused<CHAR>(CertGetNameStringA, nullptr, CERT_NAME_DNS_TYPE);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertGetNameStringA, RefusesAContextInTheCallersMemory) {
    const CERT_CONTEXT stranger{};
    expect_refused<CHAR>(CertGetNameStringA, &stranger, CERT_NAME_DNS_TYPE);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertGetNameStringA, RefusesOtherTypes) {
    const Context context{Bytes(usual().der)};
    for (const DWORD type : {0u, 9u, 0xFFFFFFFFu})
        expect_refused<CHAR>(CertGetNameStringA, context, type);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertGetNameStringW, RefusesNull) {
    expect_refused<WCHAR>(CertGetNameStringW, nullptr, CERT_NAME_DNS_TYPE);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertGetNameStringW, RefusesAContextInTheCallersMemory) {
    const CERT_CONTEXT stranger{};
    expect_refused<WCHAR>(CertGetNameStringW, &stranger, CERT_NAME_DNS_TYPE);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertGetNameStringW, RefusesOtherTypes) {
    const Context context{Bytes(usual().der)};
    for (const DWORD type : {0u, 9u, 0xFFFFFFFFu})
        expect_refused<WCHAR>(CertGetNameStringW, context, type);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

}  // namespace
}  // namespace secur32::test
