// CERT_RDN_* beside the universal tags that they stand for.
#include "sslprovider/api/name_values.h"

#include <algorithm>
#include <array>

#include "sslprovider/base/reader.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"
#include "sslprovider/x509/names.h"

namespace secur32::api {
namespace {

using x509::StringTag;

struct TypeOfTag {
    DWORD type;
    std::uint8_t tag;
};
constexpr TypeOfTag row(DWORD type, StringTag tag) {
    return {type, static_cast<std::uint8_t>(tag)};
}
constexpr std::array kTypes = {
    TypeOfTag{CERT_RDN_OCTET_STRING, 0x04},
    row(CERT_RDN_NUMERIC_STRING, StringTag::numeric),
    row(CERT_RDN_PRINTABLE_STRING, StringTag::printable),
    row(CERT_RDN_T61_STRING, StringTag::t61),
    row(CERT_RDN_VIDEOTEX_STRING, StringTag::videotex),
    row(CERT_RDN_IA5_STRING, StringTag::ia5),
    row(CERT_RDN_GRAPHIC_STRING, StringTag::graphic),
    row(CERT_RDN_VISIBLE_STRING, StringTag::visible),
    row(CERT_RDN_GENERAL_STRING, StringTag::general),
    row(CERT_RDN_UNIVERSAL_STRING, StringTag::universal),
    row(CERT_RDN_BMP_STRING, StringTag::bmp),
    row(CERT_RDN_UTF8_STRING, StringTag::utf8),
};

// UTF-32 in this machine's order as UniversalString has it.
Result<std::u16string> universal_text(Bytes value) {
    Buffer swapped(value.begin(), value.end());
    for (std::size_t at = 0; at + 4 <= swapped.size(); at += 4)
        std::reverse(swapped.begin() + static_cast<std::ptrdiff_t>(at),
                     swapped.begin() + static_cast<std::ptrdiff_t>(at + 4));
    return x509::text_of(static_cast<std::uint8_t>(StringTag::universal), swapped);
}

}  // namespace

DWORD value_type_of_tag(std::uint8_t tag) {
    const auto* const found = std::ranges::find(kTypes, tag, &TypeOfTag::tag);
    return found == kTypes.end() ? DWORD{CERT_RDN_ENCODED_BLOB} : found->type;
}

Result<std::u16string> unicode_text(Bytes value) {
    std::u16string out;
    Reader in(value);
    while (!in.empty()) out.push_back(char16_t(in.le16()));
    if (!in.done() || !utf8_of(out).ok())
        return trace::because(Status::bad_data, "cert: a value is no UTF-16");
    return out;
}

Result<std::u16string> value_text(DWORD type, Bytes value) {
    switch (type & CERT_RDN_TYPE_MASK) {
        case CERT_RDN_ANY_TYPE:
            return std::u16string();
        case CERT_RDN_ENCODED_BLOB:
        case CERT_RDN_OCTET_STRING:
            return u'#' + x509::hexadecimal(value);
        case CERT_RDN_BMP_STRING:
        case CERT_RDN_UTF8_STRING:
            return unicode_text(value);
        case CERT_RDN_UNIVERSAL_STRING:
            return universal_text(value);
        default:
            break;
    }
    const auto* const found =
        std::ranges::find(kTypes, type & CERT_RDN_TYPE_MASK, &TypeOfTag::type);
    if (found == kTypes.end())
        return trace::because(Status::invalid_parameter, "cert: no such type of value");
    const bool plain = (type & CERT_RDN_DISABLE_IE4_UTF8_FLAG) != 0;
    return x509::text_of(found->tag, value, plain ? x509::T61::latin1 : x509::T61::utf8_or_latin1);
}

}  // namespace secur32::api
