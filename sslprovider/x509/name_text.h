// Names as strings, in the manner of RFC 1779 as Windows writes and reads it (CertNameToStr and
// CertStrToName): "CN=Example, O=\"Example, Inc.\"".  It is not RFC 4514's: the order is that of
// the encoding and special characters are quoted, not escaped.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/status.h"
#include "sslprovider/x509/names.h"

namespace secur32::x509 {

enum class NameSeparator : std::uint8_t { comma, semicolon, crlf };

// ---- Writing ------------------------------------------------------------------------------------

struct NameStyle {
    enum class Keys : std::uint8_t { none, oid, x500 };
    Keys keys = Keys::none;
    NameSeparator separator = NameSeparator::comma;
    bool plus = true;  // between the attributes of one RDN; else a space
    bool quoting = true;
    bool reverse = false;  // the last RDN first
    T61 t61 = T61::utf8_or_latin1;
    bool decode_punycode = false;  // of the host of an e-mail address
};
std::u16string text_of(const Name& name, const NameStyle& style);

// The address with its host's A-labels as what they stand for.
std::u16string shown_email(std::u16string_view address);

// ---- Reading ------------------------------------------------------------------------------------

struct NameSyntax {
    // Without one: a comma or a semicolon.
    std::optional<NameSeparator> separator;
    bool plus = true;
    bool quoting = true;
    bool reverse = false;
    // What a DirectoryString is that is not all of PrintableString's characters: a BMPString, or
    bool t61 = false;              // a TeletexString where Latin-1 can say it
    bool utf8 = false;             // else a UTF8String
    bool force_utf8 = false;       // whatever its characters
    bool encode_punycode = false;  // the host of an e-mail address
};
// What is wrong with a string, and where: an index of it.
struct NameTextError {
    enum class Kind : std::uint8_t { syntax, numeric, printable, ia5 };
    Kind kind = Kind::syntax;
    std::size_t at = 0;
};
// A Name in DER; bad_data with the error.
Result<Buffer> name_of_text(std::u16string_view text, const NameSyntax& syntax,
                            NameTextError& error);

}  // namespace secur32::x509
