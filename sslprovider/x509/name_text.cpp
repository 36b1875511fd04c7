// Writing names as CertNameToStr documents it.  Reading is in name_parsing.cpp.
#include "sslprovider/x509/name_text.h"

#include <array>

#include "sslprovider/x509/idna.h"

namespace secur32::x509 {
namespace {

constexpr std::u16string_view kSpaces = u" \t\n\v\f\r";

bool is_space(char16_t unit) { return kSpaces.find(unit) != kSpaces.npos; }

// "RDN values are enclosed with double quotation marks [...] if they contain leading white space,
// trailing white space, or one of the following characters"; "Empty strings are enclosed within
// double quotation marks."
bool needs_quotes(std::u16string_view value) {
    constexpr std::u16string_view kSpecial = u",+=\"\n<>#;";
    return value.empty() || is_space(value.front()) || is_space(value.back()) ||
           value.find_first_of(kSpecial) != value.npos;
}

std::u16string quoted(std::u16string_view value) {
    std::u16string out(1, u'"');
    for (const char16_t unit : value) {
        if (unit == u'"') out.push_back(u'"');
        out.push_back(unit);
    }
    out.push_back(u'"');
    return out;
}

std::u16string key_of(const ObjectIdentifier& type, NameStyle::Keys keys) {
    const std::string oid = type.text();
    const AttributeType* const known =
        keys == NameStyle::Keys::x500 ? find_attribute_type(oid) : nullptr;
    if (known != nullptr) return std::u16string(known->key);
    // "If an OID does not have a corresponding X.500 name, the OID is used with a prefix of OID."
    std::u16string out = keys == NameStyle::Keys::x500 ? u"OID." : u"";
    return out.append(oid.begin(), oid.end());
}

std::u16string value_of(const NameAttribute& attribute, const NameStyle& style) {
    Result<std::u16string> text = text_of(attribute, style.t61);
    if (!text.ok()) return shown_value(attribute, style.t61);
    std::u16string value = std::move(text).value();
    if (style.decode_punycode && attribute.type.text() == kEmailAddress) value = shown_email(value);
    return style.quoting && needs_quotes(value) ? quoted(value) : value;
}

std::u16string_view text_of(NameSeparator separator) {
    constexpr std::array<std::u16string_view, 3> kSeparators = {u", ", u"; ", u"\r\n"};
    return kSeparators[static_cast<std::size_t>(separator)];
}

}  // namespace

std::u16string shown_email(std::u16string_view address) {
    const std::size_t at = address.rfind(u'@');
    if (at == address.npos) return std::u16string(address);
    std::u16string out(address.substr(0, at + 1));
    return out.append(to_unicode(address.substr(at + 1)));
}

std::u16string text_of(const Name& name, const NameStyle& style) {
    // The RDNs one by one, since a reversed name keeps the order within each.
    std::vector<std::u16string> rdns(name.rdns);
    std::size_t last = name.rdns;
    for (const NameAttribute& attribute : name.attributes) {
        std::u16string& rdn = rdns[style.reverse ? name.rdns - 1 - attribute.rdn : attribute.rdn];
        if (attribute.rdn == last) rdn.append(style.plus ? u" + " : u" ");
        last = attribute.rdn;
        if (style.keys != NameStyle::Keys::none)
            rdn.append(key_of(attribute.type, style.keys)).push_back(u'=');
        rdn.append(value_of(attribute, style));
    }
    std::u16string out;
    for (std::size_t i = 0; i < rdns.size(); ++i) {
        if (i != 0) out.append(text_of(style.separator));
        out.append(rdns[i]);
    }
    return out;
}

}  // namespace secur32::x509
