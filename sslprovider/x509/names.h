// Names (RFC 5280 4.1.2.4), read into their attributes, and what the attributes' values say as
// text; the attribute types that have a key in a string ("CN").  Not here: names as strings
// (name_text.h); whether two names are the same (name_match.h).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sslprovider/base/der.h"
#include "sslprovider/base/status.h"

namespace secur32::x509 {

// The universal tags (X.680 8.4) of character strings.
enum class StringTag : std::uint8_t {
    utf8 = 0x0C,
    numeric = 0x12,
    printable = 0x13,
    t61 = 0x14,
    videotex = 0x15,
    ia5 = 0x16,
    graphic = 0x19,
    visible = 0x1A,
    general = 0x1B,
    universal = 0x1C,
    bmp = 0x1E,
};

// One AttributeTypeAndValue.
struct NameAttribute {
    ObjectIdentifier type;
    std::uint8_t tag = 0;  // identifier octet of the value: a StringTag, or anything else
    Bytes value;           // the value's contents
    Bytes der;             // the value, header and contents
    std::size_t rdn = 0;   // index of the RelativeDistinguishedName that it is in
};

struct Name {
    std::vector<NameAttribute> attributes;  // in the order of the encoding
    std::size_t rdns = 0;

    // The first one of this type; null for none.
    const NameAttribute* find(std::string_view type) const;
};

// The views live as long as der does.  bad_data: not a Name in DER, or octets behind it.
Result<Name> parse_name(Bytes der);

// How octets of a TeletexString are read: nobody writes T.61 in certificates.
enum class T61 : std::uint8_t { utf8_or_latin1, latin1 };

// The characters of a string's contents: a tag without its own character set here (T61, Videotex,
// Graphic, General, and the ASCII ones when an octet is above 0x7F) is Latin-1.  bad_data: no
// character string, or ill-formed, or with a NUL in it.
Result<std::u16string> text_of(std::uint8_t tag, Bytes value, T61 t61 = T61::utf8_or_latin1);
inline Result<std::u16string> text_of(const NameAttribute& attribute,
                                      T61 t61 = T61::utf8_or_latin1) {
    return text_of(attribute.tag, attribute.value, t61);
}
// The same, and for what is no text "#" and the value in DER, of an OCTET STRING its octets.
std::u16string shown_value(const NameAttribute& attribute, T61 t61 = T61::utf8_or_latin1);

// Octets as hexadecimal digits, upper-case.
std::u16string hexadecimal(Bytes octets);

// X.520's and PKCS #9's attribute types that Windows has a key for.
struct AttributeType {
    // Which strings the value may be: of the first that can say it.
    enum class Form : std::uint8_t { directory, ia5, printable, numeric, ia5_or_utf8 };

    std::string_view oid;
    std::u16string_view key;                   // as written
    std::u16string_view other_key, third_key;  // as read, too; or empty
    Form form = Form::directory;
};
std::span<const AttributeType> attribute_types();
// Null for a type without a key.
const AttributeType* find_attribute_type(std::string_view oid);
const AttributeType* find_attribute_key(std::u16string_view key);

inline constexpr std::string_view kEmailAddress = "1.2.840.113549.1.9.1", kCommonName = "2.5.4.3",
                                  kOrganization = "2.5.4.10", kOrganizationalUnit = "2.5.4.11";

}  // namespace secur32::x509
