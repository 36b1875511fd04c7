#include "sslprovider/api/cert_find_names.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "sslprovider/base/utf16.h"
#include "sslprovider/x509/name_text.h"
#include "sslprovider/x509/names.h"

namespace secur32::api {
namespace {

using Fits = std::function<bool(const CertElement&)>;

// ---- Texts --------------------------------------------------------------------------------------

// As CertNameToStr(CERT_SIMPLE_NAME_STR) writes it; what is no Name says nothing.
std::u16string simple_text(Bytes name) {
    const auto parsed = x509::parse_name(name);
    return parsed.ok() ? x509::text_of(parsed.value(), {}) : std::u16string();
}

Fits find_text(const std::u16string& wanted, DWORD field) {
    return [wanted = upper(wanted), field](const CertElement& element) {
        return upper(simple_text(name_of(element, field))).find(wanted) != std::u16string::npos;
    };
}

Status no_text() {
    return trace::because(Status::invalid_parameter, "cert: no text to find in a name");
}

// ---- Attributes ---------------------------------------------------------------------------------

struct WantedAttribute {
    std::optional<std::string> type;  // none: any
    DWORD value_type = CERT_RDN_ANY_TYPE;
    bool any_value = false;
    Buffer octets;        // as CERT_RDN_ATTR has them
    std::u16string text;  // of CERT_UNICODE_IS_RDN_ATTRS_FLAG
};

struct ValueType {
    std::uint8_t tag;
    DWORD type;
};
constexpr std::array kValueTypes = {
    ValueType{0x04, CERT_RDN_OCTET_STRING},     ValueType{0x0C, CERT_RDN_UTF8_STRING},
    ValueType{0x12, CERT_RDN_NUMERIC_STRING},   ValueType{0x13, CERT_RDN_PRINTABLE_STRING},
    ValueType{0x14, CERT_RDN_T61_STRING},       ValueType{0x15, CERT_RDN_VIDEOTEX_STRING},
    ValueType{0x16, CERT_RDN_IA5_STRING},       ValueType{0x19, CERT_RDN_GRAPHIC_STRING},
    ValueType{0x1A, CERT_RDN_VISIBLE_STRING},   ValueType{0x1B, CERT_RDN_GENERAL_STRING},
    ValueType{0x1C, CERT_RDN_UNIVERSAL_STRING}, ValueType{0x1E, CERT_RDN_BMP_STRING},
};

DWORD value_type_of(std::uint8_t tag) {
    const auto* const row = std::ranges::find(kValueTypes, tag, &ValueType::tag);
    return row != kValueTypes.end() ? row->type : DWORD{CERT_RDN_ENCODED_BLOB};
}

// CERT_RDN_ATTR: a BMPString's and a UTF8String's value is WCHARs.
Buffer octets_of(const x509::NameAttribute& attribute) {
    const DWORD type = value_type_of(attribute.tag);
    if (type == CERT_RDN_BMP_STRING || type == CERT_RDN_UTF8_STRING) {
        const auto text = x509::text_of(attribute);
        const Bytes octets = text.ok() ? bytes_of(std::u16string_view(text.value())) : Bytes{};
        return {octets.begin(), octets.end()};
    }
    const Bytes octets = type == CERT_RDN_ENCODED_BLOB ? attribute.der : attribute.value;
    return {octets.begin(), octets.end()};
}

std::uint8_t lower(std::uint8_t c) {
    return c >= 'A' && c <= 'Z' ? static_cast<std::uint8_t>(c - 'A' + 'a') : c;
}

bool has_value(const x509::NameAttribute& attribute, const WantedAttribute& wanted, DWORD flags) {
    const bool any_case = (flags & CERT_CASE_INSENSITIVE_IS_RDN_ATTRS_FLAG) != 0;
    if ((flags & CERT_UNICODE_IS_RDN_ATTRS_FLAG) != 0) {
        const auto text = x509::text_of(attribute);
        if (!text.ok()) return false;
        return any_case ? equal_ignoring_case(text.value(), wanted.text)
                        : text.value() == wanted.text;
    }
    const Buffer octets = octets_of(attribute);
    return any_case ? std::ranges::equal(octets, wanted.octets, {}, lower, lower)
                    : octets == wanted.octets;
}

bool matches(const x509::NameAttribute& attribute, const WantedAttribute& wanted, DWORD flags) {
    if (wanted.type && attribute.type.text() != *wanted.type) return false;
    const bool any_type = wanted.value_type == CERT_RDN_ANY_TYPE;
    if (!any_type && value_type_of(attribute.tag) != wanted.value_type) return false;
    return wanted.any_value || has_value(attribute, wanted, flags);
}

Result<WantedAttribute> wanted_in(const CERT_RDN_ATTR& attribute, DWORD flags) {
    WantedAttribute wanted;
    if (attribute.pszObjId != nullptr) wanted.type = attribute.pszObjId;
    wanted.value_type = attribute.dwValueType & CERT_RDN_TYPE_MASK;
    wanted.any_value = attribute.Value.pbData == nullptr;
    if (wanted.any_value) return wanted;
    const Bytes octets(attribute.Value.pbData, attribute.Value.cbData);
    if ((flags & CERT_UNICODE_IS_RDN_ATTRS_FLAG) == 0) {
        wanted.octets.assign(octets.begin(), octets.end());
        return wanted;
    }
    // "If the cbData member is zero, the string is null-terminated."
    const auto* const text = reinterpret_cast<const char16_t*>(attribute.Value.pbData);
    if (octets.empty())
        wanted.text = text;
    else
        wanted.text.assign(text, octets.size() / sizeof *text);
    return wanted;
}

}  // namespace

Result<Fits> find_text_a(const CertQuery& query) {
    if (query.parameter == nullptr) return no_text();
    TRY_ASSIGN(const std::u16string wanted, utf16_of(static_cast<LPCSTR>(query.parameter)));
    return find_text(wanted, query.field);
}

Result<Fits> find_text_w(const CertQuery& query) {
    if (query.parameter == nullptr) return no_text();
    return find_text(static_cast<LPCWSTR>(query.parameter), query.field);
}

Result<Fits> find_attributes(const CertQuery& query) {
    const auto* const rdn = static_cast<const CERT_RDN*>(query.parameter);
    if (rdn == nullptr || (rdn->rgRDNAttr == nullptr && rdn->cRDNAttr != 0))
        return trace::because(Status::invalid_parameter, "cert: no attributes to find in a name");
    std::vector<WantedAttribute> wanted;
    for (DWORD i = 0; i < rdn->cRDNAttr; ++i) {
        TRY_ASSIGN(WantedAttribute each, wanted_in(rdn->rgRDNAttr[i], query.flags));
        wanted.push_back(std::move(each));
    }
    return Fits([wanted, field = query.field, flags = query.flags](const CertElement& element) {
        const auto name = x509::parse_name(name_of(element, field));
        if (!name.ok()) return false;
        return std::ranges::all_of(wanted, [&](const WantedAttribute& each) {
            return std::ranges::any_of(
                name.value().attributes,
                [&](const x509::NameAttribute& has) { return matches(has, each, flags); });
        });
    });
}

}  // namespace secur32::api
