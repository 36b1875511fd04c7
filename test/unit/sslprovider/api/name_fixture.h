// Names in a test's hands: those of Wine's dlls/crypt32/tests/str.c, whose tests assert what
// Windows makes of them; and libcrypto's X509_NAMEs.
#pragma once

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <wincrypt.h>
#include <winerror.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "sslprovider/base/utf16.h"
#include "test/support/der_writer.h"
#include "test/unit/sslprovider/api/certificate_fixture.h"

namespace secur32::test {

// A Name of one common name.
inline Buffer common_name(unsigned tag, const Buffer& value) {
    return tlv(0x30, {tlv(0x31, {tlv(0x30, {tlv(0x06, Buffer{0x55, 4, 3}), tlv(tag, value)})})});
}
inline Buffer common_name(unsigned tag, std::string_view value) {
    return common_name(tag, Buffer(value.begin(), value.end()));
}
// A BMPString of ASCII characters.
inline Buffer bmp_name(std::string_view ascii) {
    Buffer value;
    for (const char each : ascii) value = value + Buffer{0, static_cast<std::uint8_t>(each)};
    return common_name(0x1E, value);
}

struct NameAsWindowsWritesIt {
    Buffer der;
    std::u16string x500, simple;
};
inline const std::vector<NameAsWindowsWritesIt>& names_of_windows() {
    static const std::vector<NameAsWindowsWritesIt> names = {
        {common_name(0x13, "1"), u"CN=1", u"1"},
        {common_name(0x13, "'1'"), u"CN='1'", u"'1'"},
        {common_name(0x13, " 1 "), u"CN=\" 1 \"", u"\" 1 \""},
        {bmp_name("\"1\""), u"CN=\"\"\"1\"\"\"", u"\"\"\"1\"\"\""},
        {common_name(0x13, "1+2"), u"CN=\"1+2\"", u"\"1+2\""},
        {common_name(0x13, "a,b"), u"CN=\"a,b\"", u"\"a,b\""},
        {common_name(0x13, "a=b"), u"CN=\"a=b\"", u"\"a=b\""},
        {bmp_name("<"), u"CN=\"<\"", u"\"<\""},
        {bmp_name(">"), u"CN=\">\"", u"\">\""},
        {bmp_name("#"), u"CN=\"#\"", u"\"#\""},
        {bmp_name(";"), u"CN=\";\"", u"\";\""},
        {bmp_name("a\nb"), u"CN=\"a\nb\"", u"\"a\nb\""},
    };
    return names;
}

struct FreeName {
    void operator()(X509_name_st* name) const { X509_NAME_free(name); }
};
using ForeignName = std::unique_ptr<X509_name_st, FreeName>;

struct ForeignEntry {
    const char* oid;
    int tag;
    std::string value;
    int set = 0;  // -1: in the RDN of the one before
};
inline ForeignName make_foreign_name(const std::vector<ForeignEntry>& entries) {
    ForeignName name(X509_NAME_new());
    for (const ForeignEntry& entry : entries) {
        const std::unique_ptr<ASN1_OBJECT, void (*)(ASN1_OBJECT*)> type(OBJ_txt2obj(entry.oid, 0),
                                                                        ASN1_OBJECT_free);
        if (X509_NAME_add_entry_by_OBJ(name.get(), type.get(), entry.tag,
                                       reinterpret_cast<const unsigned char*>(entry.value.data()),
                                       static_cast<int>(entry.value.size()), -1, entry.set) != 1)
            throw std::runtime_error("X509_NAME_add_entry_by_OBJ");
    }
    return name;
}
inline Buffer der_of(const ForeignName& name) {
    unsigned char* out = nullptr;
    const int size = i2d_X509_NAME(name.get(), &out);
    if (size < 0) throw std::runtime_error("i2d_X509_NAME");
    Buffer der(out, out + size);
    OPENSSL_free(out);
    return der;
}
inline ForeignName foreign_name_of(const Buffer& der) {
    const unsigned char* at = der.data();
    ForeignName name(d2i_X509_NAME(nullptr, &at, static_cast<long>(der.size())));
    if (name == nullptr) throw std::runtime_error("d2i_X509_NAME");
    return name;
}
// "2.5.4.3=localhost, ...", without quotes, in UTF-8.
inline std::string printed_by_libcrypto(const ForeignName& name) {
    const std::unique_ptr<BIO, int (*)(BIO*)> out(BIO_new(BIO_s_mem()), BIO_free);
    if (X509_NAME_print_ex(out.get(), name.get(), 0,
                           XN_FLAG_SEP_CPLUS_SPC | XN_FLAG_FN_OID | ASN1_STRFLGS_UTF8_CONVERT) < 0)
        throw std::runtime_error("X509_NAME_print_ex");
    char* text = nullptr;
    const long size = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

inline CERT_NAME_BLOB blob_of(const Buffer& octets) {
    return {static_cast<DWORD>(octets.size()), const_cast<BYTE*>(octets.data())};
}

// The string that a call of (buffer, size) writes; the size that is asked for must be its own.
template <typename Char, typename Call>
std::basic_string<Char> string_of(Call&& call) {
    const DWORD needed = call(nullptr, 0);
    std::basic_string<Char> text(needed + 4, Char{'#'});
    const DWORD written = call(text.data(), static_cast<DWORD>(text.size()));
    EXPECT_EQ(written, needed);
    EXPECT_EQ(text[written - 1], Char{0});
    text.resize(written - 1);
    return text;
}

inline std::u16string name_text_w(const Buffer& der, DWORD type) {
    CERT_NAME_BLOB blob = blob_of(der);
    return string_of<WCHAR>([&](LPWSTR text, DWORD size) {
        return CertNameToStrW(X509_ASN_ENCODING, &blob, type, text, size);
    });
}
inline std::string name_text_a(const Buffer& der, DWORD type) {
    CERT_NAME_BLOB blob = blob_of(der);
    return string_of<CHAR>([&](LPSTR text, DWORD size) {
        return CertNameToStrA(X509_ASN_ENCODING, &blob, type, text, size);
    });
}

// US, Minnesota, ...: the subject of the certificate in Wine's tests.
inline const Buffer& minnesota() {
    static const Buffer der = der_of(
        make_foreign_name({{"2.5.4.6", V_ASN1_PRINTABLESTRING, "US"},
                           {"2.5.4.8", V_ASN1_PRINTABLESTRING, "Minnesota"},
                           {"2.5.4.7", V_ASN1_PRINTABLESTRING, "Minneapolis"},
                           {"2.5.4.10", V_ASN1_PRINTABLESTRING, "CodeWeavers"},
                           {"2.5.4.11", V_ASN1_PRINTABLESTRING, "Wine Development"},
                           {"2.5.4.3", V_ASN1_PRINTABLESTRING, "localhost"},
                           {"1.2.840.113549.1.9.1", V_ASN1_IA5STRING, "aric@codeweavers.com"}}));
    return der;
}

}  // namespace secur32::test
