// Names and their values (RFC 5280 4.1.2.4) as CERT_NAME_INFO and CERT_NAME_VALUE: each kind of
// string with a CERT_RDN_* number, as octets or as UTF-16.
#include <array>

#include "sslprovider/api/object_codec.h"
#include "sslprovider/base/utf16.h"
#include "sslprovider/x509/names.h"

namespace secur32::api {
namespace {

using x509::StringTag;

struct Kind {
    DWORD type;
    std::uint8_t tag;
};
constexpr std::array kKinds = {
    Kind{CERT_RDN_OCTET_STRING, 0x04},
    Kind{CERT_RDN_NUMERIC_STRING, std::uint8_t(StringTag::numeric)},
    Kind{CERT_RDN_PRINTABLE_STRING, std::uint8_t(StringTag::printable)},
    Kind{CERT_RDN_T61_STRING, std::uint8_t(StringTag::t61)},
    Kind{CERT_RDN_VIDEOTEX_STRING, std::uint8_t(StringTag::videotex)},
    Kind{CERT_RDN_IA5_STRING, std::uint8_t(StringTag::ia5)},
    Kind{CERT_RDN_GRAPHIC_STRING, std::uint8_t(StringTag::graphic)},
    Kind{CERT_RDN_VISIBLE_STRING, std::uint8_t(StringTag::visible)},
    Kind{CERT_RDN_GENERAL_STRING, std::uint8_t(StringTag::general)},
    Kind{CERT_RDN_UNIVERSAL_STRING, std::uint8_t(StringTag::universal)},
    Kind{CERT_RDN_BMP_STRING, std::uint8_t(StringTag::bmp)},
    Kind{CERT_RDN_UTF8_STRING, std::uint8_t(StringTag::utf8)},
};

// Reads one value; what it is in the structure follows from its kind.
using ReadValue = void (*)(DerReader&, ObjectDecoder&, CERT_NAME_VALUE&);

CRYPT_DATA_BLOB wide(std::u16string_view text, ObjectDecoder& decoder) {
    auto* const place = reinterpret_cast<BYTE*>(decoder.memory.text(text));
    return {static_cast<DWORD>(text.size() * sizeof(WCHAR)), place};
}

// 4 bytes for each character, as this machine has numbers.
CRYPT_DATA_BLOB four_bytes_each(Bytes value, ObjectDecoder& decoder) {
    auto* const place = decoder.memory.make<BYTE>(value.size());
    for (std::size_t at = 0; at + 4 <= value.size(); at += 4)
        std::ranges::reverse_copy(value.subspan(at, 4), place + at);
    return {static_cast<DWORD>(value.size()), place};
}

struct Value {
    DWORD type;
    std::uint8_t tag;
    Bytes contents, der;
};

Value read_any_value(DerReader& in) {
    const Bytes der = in.any();
    if (der.empty()) return {};
    const std::uint8_t tag = der.front();
    const auto* const kind = std::ranges::find(kKinds, tag, &Kind::tag);
    return {kind != kKinds.end() ? kind->type : CERT_RDN_ENCODED_BLOB, tag,
            DerReader(der).contents(DerTag(tag)), der};
}

void read_value(DerReader& in, ObjectDecoder& decoder, CERT_NAME_VALUE& out) {
    const Value value = read_any_value(in);
    out.dwValueType = value.type;
    switch (value.type) {
        case CERT_RDN_UTF8_STRING:
        case CERT_RDN_BMP_STRING: {
            const auto text = x509::text_of(value.tag, value.contents);
            if (!text.ok())
                in.fail();
            else
                out.Value = wide(text.value(), decoder);
            return;
        }
        case CERT_RDN_UNIVERSAL_STRING:
            if (value.contents.size() % 4 != 0) in.fail();
            out.Value = four_bytes_each(value.contents, decoder);
            return;
        default:
            out.Value = decoder.memory.octets(value.type == CERT_RDN_ENCODED_BLOB ? value.der
                                                                                  : value.contents);
    }
}

void read_unicode_value(DerReader& in, ObjectDecoder& decoder, CERT_NAME_VALUE& out) {
    const Value value = read_any_value(in);
    out.dwValueType = value.type;
    if (!IS_CERT_RDN_CHAR_STRING(value.type)) {
        out.Value =
            decoder.memory.octets(value.type == CERT_RDN_OCTET_STRING ? value.contents : value.der);
        return;
    }
    const auto t61 = decoder.memory.has_flag(CRYPT_UNICODE_NAME_DECODE_DISABLE_IE4_UTF8_FLAG)
                         ? x509::T61::latin1
                         : x509::T61::utf8_or_latin1;
    const auto text = x509::text_of(value.tag, value.contents, t61);
    if (!text.ok())
        in.fail();
    else
        out.Value = wide(text.value(), decoder);
}

// Windows takes a RelativeDistinguishedName of no attributes.
template <ReadValue Read>
void read_name(DerReader& in, ObjectDecoder& decoder, CERT_NAME_INFO& out) {
    read_array(in, DerTag::sequence, decoder, out.cRDN, out.rgRDN,
               [](DerReader& names, ObjectDecoder& to, CERT_RDN& rdn) {
                   read_array(
                       names, DerTag::set, to, rdn.cRDNAttr, rdn.rgRDNAttr,
                       [](DerReader& attributes, ObjectDecoder& attribute_to, CERT_RDN_ATTR& each) {
                           attributes.nested(DerTag::sequence, [&](DerReader& attribute) {
                               each.pszObjId =
                                   attribute_to.memory.id(attribute.object_identifier());
                               CERT_NAME_VALUE value{};
                               Read(attribute, attribute_to, value);
                               each.dwValueType = value.dwValueType;
                               each.Value = value.Value;
                           });
                       });
               });
}

// ---- Encoding -----------------------------------------------------------------------------------

// Where an attribute is, as CERT_UNICODE_*_ERR_INDEX has it; and what type it has.
struct Place {
    DWORD where = 0;
    LPCSTR attribute_type = nullptr;
};
using WriteValue = void (*)(DWORD, const CRYPT_DATA_BLOB&, ObjectEncoder&, Place);

// UTF-16 in a blob: as long as to its NUL when cbData is 0.
std::u16string_view text_in(const CRYPT_DATA_BLOB& blob, ObjectEncoder& encoder) {
    const auto* const text = reinterpret_cast<const char16_t*>(blob.pbData);
    if (text == nullptr) {
        encoder.octets(blob);
        return {};
    }
    if (reinterpret_cast<std::uintptr_t>(text) % alignof(char16_t) != 0) {
        encoder.refuse(E_INVALIDARG, "cert: UTF-16 at an odd address");
        return {};
    }
    if (blob.cbData == 0) return text;
    return {text, blob.cbData / sizeof(char16_t)};
}

void put_utf8(std::u16string_view text, ObjectEncoder& encoder) {
    const auto utf8 = utf8_of(text);
    if (!utf8.ok())
        return encoder.refuse(CRYPT_E_INVALID_X500_STRING, "cert: a surrogate without its other");
    encoder.out.put(
        DerTag(StringTag::utf8),
        {reinterpret_cast<const std::uint8_t*>(utf8.value().data()), utf8.value().size()});
}

void put_bmp(std::u16string_view text, ObjectEncoder& encoder) {
    if (!utf8_of(text).ok())
        return encoder.refuse(CRYPT_E_INVALID_X500_STRING, "cert: a surrogate without its other");
    Buffer octets;
    for (const char16_t unit : text) {
        octets.push_back(static_cast<std::uint8_t>(unit >> 8));
        octets.push_back(static_cast<std::uint8_t>(unit));
    }
    encoder.out.put(DerTag(StringTag::bmp), octets);
}

void put_universal(std::u16string_view text, ObjectEncoder& encoder) {
    Buffer octets;
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::uint32_t character = text[i];
        if (character >= 0xD800 && character < 0xDC00 && i + 1 < text.size())
            character = 0x10000 + ((character & 0x3FF) << 10 | (text[++i] & 0x3FFU));
        for (const unsigned shift : {24U, 16U, 8U, 0U})
            octets.push_back(static_cast<std::uint8_t>(character >> shift));
    }
    if (!utf8_of(text).ok())
        return encoder.refuse(CRYPT_E_INVALID_X500_STRING, "cert: a surrogate without its other");
    encoder.out.put(DerTag(StringTag::universal), octets);
}

void put_characters(DWORD type, const CRYPT_DATA_BLOB& blob, ObjectEncoder& encoder) {
    const Bytes value = encoder.octets(blob);
    const auto* const kind = std::ranges::find(kKinds, type, &Kind::type);
    if (kind == kKinds.end())
        return encoder.refuse(CRYPT_E_ASN1_CHOICE, "cert: no such dwValueType");
    encoder.out.put(DerTag(kind->tag), value);
}

void put_four_bytes_each(const CRYPT_DATA_BLOB& blob, ObjectEncoder& encoder) {
    const Bytes value = encoder.octets(blob);
    if (value.size() % 4 != 0)
        return encoder.refuse(E_INVALIDARG, "cert: a UniversalString's characters have 4 bytes");
    Buffer octets(value.size());
    for (std::size_t at = 0; at < value.size(); at += 4)
        std::ranges::reverse_copy(value.subspan(at, 4), octets.data() + at);
    encoder.out.put(DerTag(StringTag::universal), octets);
}

void write_value(DWORD type, const CRYPT_DATA_BLOB& blob, ObjectEncoder& encoder, Place) {
    switch (type & CERT_RDN_TYPE_MASK) {
        case CERT_RDN_ANY_TYPE:
            return encoder.refuse(E_INVALIDARG, "cert: CERT_RDN_ANY_TYPE without Unicode");
        case CERT_RDN_ENCODED_BLOB:
            return encoder.element(blob);
        case CERT_RDN_UTF8_STRING:
            return put_utf8(text_in(blob, encoder), encoder);
        case CERT_RDN_BMP_STRING:
            return put_bmp(text_in(blob, encoder), encoder);
        case CERT_RDN_UNIVERSAL_STRING:
            return put_four_bytes_each(blob, encoder);
        default:
            put_characters(type & CERT_RDN_TYPE_MASK, blob, encoder);
    }
}

// X.680 41.2 and 41.4.
bool is_numeric(char16_t unit) { return (unit >= u'0' && unit <= u'9') || unit == u' '; }
bool is_printable(char16_t unit) {
    constexpr std::u16string_view marks = u" '()+,-./:=?";
    return (unit >= u'A' && unit <= u'Z') || (unit >= u'a' && unit <= u'z') ||
           (unit >= u'0' && unit <= u'9') || marks.find(unit) != marks.npos;
}
bool is_ascii(char16_t unit) { return unit < 0x80; }
bool is_latin1(char16_t unit) { return unit < 0x100; }

// Strings with one octet for each character.
struct Narrow {
    DWORD type;
    bool (*has)(char16_t);
    HRESULT code;
};
constexpr std::array kNarrow = {
    Narrow{CERT_RDN_NUMERIC_STRING, is_numeric, CRYPT_E_INVALID_NUMERIC_STRING},
    Narrow{CERT_RDN_PRINTABLE_STRING, is_printable, CRYPT_E_INVALID_PRINTABLE_STRING},
    Narrow{CERT_RDN_IA5_STRING, is_ascii, CRYPT_E_INVALID_IA5_STRING},
    Narrow{CERT_RDN_VISIBLE_STRING, is_ascii, CRYPT_E_INVALID_X500_STRING},
    Narrow{CERT_RDN_T61_STRING, is_latin1, CRYPT_E_INVALID_X500_STRING},
    Narrow{CERT_RDN_VIDEOTEX_STRING, is_latin1, CRYPT_E_INVALID_X500_STRING},
    Narrow{CERT_RDN_GRAPHIC_STRING, is_latin1, CRYPT_E_INVALID_X500_STRING},
    Narrow{CERT_RDN_GENERAL_STRING, is_latin1, CRYPT_E_INVALID_X500_STRING},
};

void put_narrow(const Narrow& narrow, std::u16string_view text, ObjectEncoder& encoder,
                DWORD where) {
    const bool checks = !encoder.has_flag(CRYPT_UNICODE_NAME_ENCODE_DISABLE_CHECK_TYPE_FLAG);
    const auto wrong = std::ranges::find_if(
        text, [&](char16_t unit) { return checks ? !narrow.has(unit) : !is_latin1(unit); });
    if (wrong != text.end()) {
        const auto at = static_cast<DWORD>(wrong - text.begin());
        return encoder.refuse(narrow.code, "cert: a character that the string cannot have",
                              where | (at & CERT_UNICODE_VALUE_ERR_INDEX_MASK));
    }
    const Buffer octets(text.begin(), text.end());
    put_characters(narrow.type,
                   {static_cast<DWORD>(octets.size()), const_cast<BYTE*>(octets.data())}, encoder);
}

bool all(std::u16string_view text, bool (*has)(char16_t)) { return std::ranges::all_of(text, has); }

// CERT_RDN_ANY_TYPE of a DirectoryString, as CryptEncodeObjectEx documents its flags.
DWORD directory_type(std::u16string_view text, const ObjectEncoder& encoder) {
    if (encoder.has_flag(CRYPT_UNICODE_NAME_ENCODE_FORCE_UTF8_UNICODE_FLAG))
        return CERT_RDN_UTF8_STRING;
    if (all(text, is_printable)) return CERT_RDN_PRINTABLE_STRING;
    if (encoder.has_flag(CRYPT_UNICODE_NAME_ENCODE_ENABLE_T61_UNICODE_FLAG) && all(text, is_latin1))
        return CERT_RDN_T61_STRING;
    return encoder.has_flag(CRYPT_UNICODE_NAME_ENCODE_ENABLE_UTF8_UNICODE_FLAG)
               ? CERT_RDN_UTF8_STRING
               : CERT_RDN_BMP_STRING;
}

DWORD inferred_type(std::u16string_view text, LPCSTR attribute_type, const ObjectEncoder& encoder) {
    using Form = x509::AttributeType::Form;
    const auto* const known =
        attribute_type == nullptr ? nullptr : x509::find_attribute_type(attribute_type);
    switch (known == nullptr ? Form::directory : known->form) {
        case Form::ia5:
            return CERT_RDN_IA5_STRING;
        case Form::printable:
            return CERT_RDN_PRINTABLE_STRING;
        case Form::numeric:
            return CERT_RDN_NUMERIC_STRING;
        case Form::ia5_or_utf8:
            return all(text, is_ascii) ? CERT_RDN_IA5_STRING : CERT_RDN_UTF8_STRING;
        default:
            return directory_type(text, encoder);
    }
}

void put_text(DWORD type, std::u16string_view text, ObjectEncoder& encoder, DWORD where) {
    switch (type) {
        case CERT_RDN_UTF8_STRING:
            return put_utf8(text, encoder);
        case CERT_RDN_BMP_STRING:
            return put_bmp(text, encoder);
        case CERT_RDN_UNIVERSAL_STRING:
            return put_universal(text, encoder);
        default:
            break;
    }
    const auto* const narrow = std::ranges::find(kNarrow, type, &Narrow::type);
    if (narrow == kNarrow.end())
        return encoder.refuse(CRYPT_E_ASN1_CHOICE, "cert: no such dwValueType");
    put_narrow(*narrow, text, encoder, where);
}

void write_unicode_value(DWORD flagged_type, const CRYPT_DATA_BLOB& blob, ObjectEncoder& encoder,
                         Place place) {
    const DWORD type = flagged_type & CERT_RDN_TYPE_MASK;
    if (type == CERT_RDN_ENCODED_BLOB || type == CERT_RDN_OCTET_STRING)
        return write_value(type, blob, encoder, place);
    const std::u16string_view text = text_in(blob, encoder);
    put_text(type == CERT_RDN_ANY_TYPE ? inferred_type(text, place.attribute_type, encoder) : type,
             text, encoder, place.where);
}

template <WriteValue Write>
void write_attribute_value(const CERT_RDN_ATTR& from, ObjectEncoder& encoder, DWORD where) {
    encoder.out.nested(DerTag::sequence, [&] {
        encoder.id(from.pszObjId);
        Write(from.dwValueType, from.Value, encoder, {where, from.pszObjId});
    });
}

template <WriteValue Write>
void write_name(const CERT_NAME_INFO& from, ObjectEncoder& encoder) {
    encoder.out.nested(DerTag::sequence, [&] {
        DWORD rdn_index = 0;
        for (const CERT_RDN& rdn : encoder.list(from.rgRDN, from.cRDN)) {
            const DWORD where = (rdn_index++ & CERT_UNICODE_RDN_ERR_INDEX_MASK)
                                << CERT_UNICODE_RDN_ERR_INDEX_SHIFT;
            DWORD index = 0;
            const auto attributes =
                encoded_each(encoder.list(rdn.rgRDNAttr, rdn.cRDNAttr), encoder,
                             [&](const CERT_RDN_ATTR& each, ObjectEncoder& to) {
                                 write_attribute_value<Write>(
                                     each, to,
                                     where | (index++ & CERT_UNICODE_ATTR_ERR_INDEX_MASK)
                                                 << CERT_UNICODE_ATTR_ERR_INDEX_SHIFT);
                             });
            encoder.out.set_of(DerTag::set, attributes);
        }
    });
}

void write_name_value(const CERT_NAME_VALUE& from, ObjectEncoder& encoder) {
    write_value(from.dwValueType, from.Value, encoder, {});
}

void write_unicode_name_value(const CERT_NAME_VALUE& from, ObjectEncoder& encoder) {
    if (!IS_CERT_RDN_CHAR_STRING(from.dwValueType))
        return encoder.refuse(CRYPT_E_NOT_CHAR_STRING, "cert: dwValueType is no string's");
    write_unicode_value(from.dwValueType, from.Value, encoder, {});
}

}  // namespace

const ObjectType kName =
    kObjectType<DerTag::sequence, CERT_NAME_INFO, read_name<read_value>, write_name<write_value>>;
const ObjectType kUnicodeName =
    kObjectType<DerTag::sequence, CERT_NAME_INFO, read_name<read_unicode_value>,
                write_name<write_unicode_value>>;
const ObjectType kNameValue = kObjectType<kAnyTag, CERT_NAME_VALUE, read_value, write_name_value>;
const ObjectType kUnicodeNameValue =
    kObjectType<kAnyTag, CERT_NAME_VALUE, read_unicode_value, write_unicode_name_value>;

}  // namespace secur32::api
