// RFC 5280 4.1.2.4 and appendix A.1; the character sets as X.680 clause 41 and X.690 8.21 give
// them.
#include "sslprovider/x509/names.h"

#include <algorithm>
#include <array>

#include "sslprovider/base/reader.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"

namespace secur32::x509 {
namespace {

//   AttributeTypeAndValue ::= SEQUENCE { type AttributeType, value AttributeValue }
NameAttribute read_attribute(DerReader& in, std::size_t rdn) {
    NameAttribute out;
    in.nested(DerTag::sequence, [&](DerReader& attribute) {
        out.type = attribute.object_identifier();
        out.der = attribute.any();
    });
    out.rdn = rdn;
    if (out.der.empty()) return out;
    out.tag = out.der.front();
    out.value = DerReader(out.der).contents(DerTag(out.tag));
    return out;
}

Status ill_formed() {
    return trace::because(Status::bad_data, "x509: an attribute's value is ill-formed");
}

std::u16string latin1(Bytes octets) { return {octets.begin(), octets.end()}; }

bool well_formed(std::u16string_view text) { return utf8_of(text).ok(); }

// X.690 8.23.7: two octets for each character, most significant first.
Result<std::u16string> bmp(Bytes octets) {
    std::u16string out;
    Reader in(octets);
    while (!in.empty()) out.push_back(char16_t(in.be16()));
    if (!in.done() || !well_formed(out)) return ill_formed();
    return out;
}

// The same with four octets.
Result<std::u16string> universal(Bytes octets) {
    constexpr std::uint32_t kLast = 0x10FFFF, kFirstOfTwoUnits = 0x10000;
    std::u16string out;
    Reader in(octets);
    while (!in.empty()) {
        const std::uint32_t character = in.be32();
        if (character > kLast) return ill_formed();
        if (character < kFirstOfTwoUnits) {
            out.push_back(char16_t(character));
            continue;
        }
        const std::uint32_t rest = character - kFirstOfTwoUnits;
        out.push_back(char16_t(0xD800 | rest >> 10));
        out.push_back(char16_t(0xDC00 | (rest & 0x3FF)));
    }
    if (!in.done() || !well_formed(out)) return ill_formed();
    return out;
}

std::string_view characters(Bytes octets) {
    return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

Result<std::u16string> utf8(Bytes octets) {
    Result<std::u16string> text = utf16_of(characters(octets));
    if (!text.ok()) return ill_formed();
    return text;
}

std::u16string t61_text(Bytes octets, T61 t61) {
    if (t61 == T61::utf8_or_latin1)
        if (Result<std::u16string> text = utf16_of(characters(octets)); text.ok())
            return std::move(text).value();
    return latin1(octets);
}

using Form = AttributeType::Form;

// The keys that CertNameToStr and CertStrToName document, and those of CryptFindOIDInfo's group of
// attributes.
constexpr std::array kAttributeTypes = {
    AttributeType{kCommonName, u"CN", {}, {}, Form::directory},
    AttributeType{"2.5.4.7", u"L", {}, {}, Form::directory},
    AttributeType{kOrganization, u"O", {}, {}, Form::directory},
    AttributeType{kOrganizationalUnit, u"OU", {}, {}, Form::directory},
    AttributeType{kEmailAddress, u"E", u"Email", {}, Form::ia5},
    AttributeType{"2.5.4.6", u"C", {}, {}, Form::printable},
    AttributeType{"2.5.4.8", u"S", u"ST", {}, Form::directory},
    AttributeType{"2.5.4.9", u"STREET", {}, {}, Form::directory},
    AttributeType{"2.5.4.12", u"T", u"Title", {}, Form::directory},
    AttributeType{"2.5.4.42", u"G", u"GN", u"GivenName", Form::directory},
    AttributeType{"2.5.4.43", u"I", u"Initials", {}, Form::directory},
    AttributeType{"2.5.4.4", u"SN", {}, {}, Form::directory},
    AttributeType{"0.9.2342.19200300.100.1.25", u"DC", {}, {}, Form::ia5_or_utf8},
    AttributeType{"2.5.4.13", u"Description", {}, {}, Form::directory},
    AttributeType{"2.5.4.17", u"PostalCode", {}, {}, Form::directory},
    AttributeType{"2.5.4.18", u"POBox", {}, {}, Form::directory},
    AttributeType{"2.5.4.20", u"Phone", {}, {}, Form::printable},
    AttributeType{"2.5.4.24", u"X21Address", {}, {}, Form::numeric},
    AttributeType{"2.5.4.46", u"dnQualifier", {}, {}, Form::directory},
    AttributeType{"2.5.4.5", u"SERIALNUMBER", {}, {}, Form::directory},
};

}  // namespace

const NameAttribute* Name::find(std::string_view type) const {
    for (const NameAttribute& attribute : attributes)
        if (attribute.type.text() == type) return &attribute;
    return nullptr;
}

//   Name ::= CHOICE { rdnSequence  RDNSequence }
//   RDNSequence ::= SEQUENCE OF RelativeDistinguishedName
//   RelativeDistinguishedName ::= SET SIZE (1..MAX) OF AttributeTypeAndValue
Result<Name> parse_name(Bytes der) {
    Name out;
    DerReader in(der);
    in.nested(DerTag::sequence, [&](DerReader& names) {
        for (; names.more(); ++out.rdns)
            names.nested(DerTag::set, [&](DerReader& attributes) {
                do out.attributes.push_back(read_attribute(attributes, out.rdns));
                while (attributes.more());
            });
    });
    if (!in.done()) return trace::because(Status::bad_data, "x509: not a Name in DER");
    return out;
}

namespace {

Result<std::u16string> characters_of(std::uint8_t tag, Bytes value, T61 t61) {
    switch (StringTag(tag)) {
        case StringTag::utf8:
            return utf8(value);
        case StringTag::bmp:
            return bmp(value);
        case StringTag::universal:
            return universal(value);
        case StringTag::t61:
            return t61_text(value, t61);
        case StringTag::numeric:
        case StringTag::printable:
        case StringTag::videotex:
        case StringTag::ia5:
        case StringTag::graphic:
        case StringTag::visible:
        case StringTag::general:
            return latin1(value);
    }
    return trace::because(Status::bad_data, "x509: an attribute's value is no character string");
}

}  // namespace

Result<std::u16string> text_of(std::uint8_t tag, Bytes value, T61 t61) {
    Result<std::u16string> text = characters_of(tag, value, t61);
    // A program that sees the string end there would take the name for another's.
    if (text.ok() && text.value().find(u'\0') != std::u16string::npos) return ill_formed();
    return text;
}

std::u16string hexadecimal(Bytes octets) {
    constexpr std::u16string_view kDigits = u"0123456789ABCDEF";
    std::u16string out;
    for (const std::uint8_t octet : octets) {
        out.push_back(kDigits[octet >> 4]);
        out.push_back(kDigits[octet & 0xF]);
    }
    return out;
}

std::u16string shown_value(const NameAttribute& attribute, T61 t61) {
    Result<std::u16string> text = text_of(attribute, t61);
    if (text.ok()) return std::move(text).value();
    const bool octets = attribute.tag == static_cast<std::uint8_t>(DerTag::octet_string);
    return u'#' + hexadecimal(octets ? attribute.value : attribute.der);
}

std::span<const AttributeType> attribute_types() { return kAttributeTypes; }

const AttributeType* find_attribute_type(std::string_view oid) {
    const auto* const row = std::ranges::find(kAttributeTypes, oid, &AttributeType::oid);
    return row == kAttributeTypes.end() ? nullptr : row;
}

const AttributeType* find_attribute_key(std::u16string_view key) {
    if (key.empty()) return nullptr;
    for (const AttributeType& type : kAttributeTypes)
        for (const std::u16string_view each : {type.key, type.other_key, type.third_key})
            if (equal_ignoring_case(each, key)) return &type;
    return nullptr;
}

}  // namespace secur32::x509
