// Octets as text and back: Base64 (RFC 4648) bare and between "-----BEGIN" lines, and the
// hexadecimal listings, each as CryptBinaryToString and CryptStringToBinary write and read them.
// Octets go straight between the caller's memory and the text, since they may be a key.  The
// functions are there for char and char16_t.
#pragma once

#include <cstdint>
#include <string_view>

#include "sslprovider/base/bytes.h"
#include "sslprovider/base/status.h"

namespace secur32::x509 {

// The numbers are those of CRYPT_STRING_*.
enum class TextFormat : std::uint8_t {
    base64_header,          // between "-----BEGIN CERTIFICATE-----" and its end
    base64,                 // lines of 64 characters
    binary,                 // the octets themselves
    base64_request_header,  // between "-----BEGIN NEW CERTIFICATE REQUEST-----" and its end
    hex,                    // "00 01 02 03 04 05 06 07  08 ...", lines of 16 octets
    hex_ascii,              // the same, three spaces and the ASCII characters
    base64_any,             // base64_header, base64: only to read
    any,                    // base64_header, base64, binary: only to read
    hex_any,                // hex_address, hex_ascii_address, hex, hex_raw, hex_ascii: only to read
    base64_crl_header,      // between "-----BEGIN X509 CRL-----" and its end
    hex_address,            // each line with its offset, "0010", and a tab before it
    hex_ascii_address,      // both
    hex_raw,                // "000102", one line
    base64_url,             // RFC 4648 5, without padding, one line
};
inline constexpr std::uint8_t kTextFormats = 14;

enum class Newline : std::uint8_t { crlf, lf, none };

// Writes octets as text and answers the number of characters; none is a NUL.  With out null only
// the number.  not for the formats that are only to read.
template <typename Char>
std::size_t encode_text(Bytes octets, TextFormat format, Newline newline, Char* out);

// What a text is, judged as a whole.
template <typename Char>
struct JudgedText {
    TextFormat format = TextFormat::binary;  // never one of the *_any
    std::size_t skipped = 0;                 // characters before "-----BEGIN"
    std::basic_string_view<Char> body;
    std::size_t size = 0;  // in octets
};
// Of Base64 what follows the padding is not looked at, unless strict: then it is white space.
// bad_data.
template <typename Char>
Result<JudgedText<Char>> judge_text(std::basic_string_view<Char> text, TextFormat format,
                                    bool strict);
// Writes text.size octets.
template <typename Char>
void decode_text(const JudgedText<Char>& text, std::uint8_t* out);

}  // namespace secur32::x509
