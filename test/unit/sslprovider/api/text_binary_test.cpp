// CryptBinaryToString and CryptStringToBinary: libcrypto's Base64 and hexadecimal, what Wine's
// dlls/crypt32/tests/base64.c asserts that Windows does, and what is refused.
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <wincrypt.h>
#include <winerror.h>

#include <cctype>
#include <cstring>
#include <numeric>
#include <string>

#include "sslprovider/base/bytes.h"
#include "test/support/der_writer.h"

namespace secur32::test {
namespace {

constexpr DWORD kUnchanged = 0xDEADBEEF;
// BASE64..., HEX..., in all of which text is octets again.
constexpr DWORD kFormats[] = {CRYPT_STRING_BASE64HEADER,
                              CRYPT_STRING_BASE64,
                              CRYPT_STRING_BINARY,
                              CRYPT_STRING_BASE64REQUESTHEADER,
                              CRYPT_STRING_HEX,
                              CRYPT_STRING_HEXASCII,
                              CRYPT_STRING_BASE64X509CRLHEADER,
                              CRYPT_STRING_HEXADDR,
                              CRYPT_STRING_HEXASCIIADDR,
                              CRYPT_STRING_HEXRAW,
                              CRYPT_STRING_BASE64URI};

Buffer counting(std::size_t size) {
    Buffer out(size);
    std::iota(out.begin(), out.end(), std::uint8_t{0});
    return out;
}
std::u16string wide(const std::string& text) { return {text.begin(), text.end()}; }

// ---- Calls
// ---------------------------------------------------------------------------------------

template <typename Char, typename Function>
std::basic_string<Char> written(Function function, const Buffer& octets, DWORD flags) {
    const bool binary = (flags & CRYPT_STRING_ENCODEMASK) == CRYPT_STRING_BINARY;
    const auto size = static_cast<DWORD>(octets.size());
    const BYTE none = 0;
    const BYTE* const data = octets.empty() ? &none : octets.data();
    DWORD needed = 0;
    EXPECT_TRUE(function(data, size, flags, nullptr, &needed));
    std::basic_string<Char> text(needed + 8, Char{'#'});
    DWORD length = needed;
    EXPECT_TRUE(function(data, size, flags, text.data(), &length));
    EXPECT_EQ(length, binary ? needed : needed - 1);
    EXPECT_EQ(text[length], binary ? Char{'#'} : Char{0});
    EXPECT_EQ(text[needed], Char{'#'});
    // A buffer that is larger than it need be.
    length = needed + 8;
    EXPECT_TRUE(function(data, size, flags, text.data(), &length));
    EXPECT_EQ(length, binary ? needed : needed - 1);
    text.resize(length);
    return text;
}
std::string text_of(const Buffer& octets, DWORD flags) {
    const std::string text = written<CHAR>(CryptBinaryToStringA, octets, flags);
    if ((flags & CRYPT_STRING_ENCODEMASK) != CRYPT_STRING_BINARY) {
        EXPECT_EQ(written<WCHAR>(CryptBinaryToStringW, octets, flags), wide(text));
    }
    return text;
}

struct FromText {
    bool done = false;
    DWORD error = 0;
    Buffer octets;
    DWORD skipped = 0, format = 0;
};
template <typename Char, typename Function>
FromText read_as(Function function, const std::basic_string<Char>& text, DWORD size, DWORD flags) {
    FromText out;
    DWORD needed = 0;
    SetLastError(kUnchanged);
    out.done = function(text.c_str(), size, flags, nullptr, &needed, &out.skipped, &out.format);
    out.error = GetLastError();
    EXPECT_TRUE(out.done || (needed == 0 && out.skipped == 0 && out.format == 0));
    if (!out.done) return out;
    EXPECT_EQ(out.error, kUnchanged);
    out.octets.resize(needed + 1, 0x55);
    DWORD length = needed;
    EXPECT_TRUE(function(text.c_str(), size, flags, out.octets.data(), &length, nullptr, nullptr));
    EXPECT_EQ(length, needed);
    EXPECT_EQ(out.octets.back(), 0x55);
    out.octets.pop_back();
    return out;
}
FromText read(const std::string& text, DWORD flags, DWORD size = 0) {
    const FromText narrow = read_as(CryptStringToBinaryA, text, size, flags);
    if ((flags & CRYPT_STRING_ENCODEMASK) == CRYPT_STRING_BINARY || text.empty()) return narrow;
    const FromText units = read_as(CryptStringToBinaryW, wide(text), size, flags);
    EXPECT_EQ(units.done, narrow.done);
    EXPECT_EQ(units.octets, narrow.octets);
    EXPECT_EQ(units.error, narrow.error);
    EXPECT_EQ(units.skipped, narrow.skipped);
    EXPECT_EQ(units.format, narrow.format);
    return narrow;
}
std::string read_text(const std::string& text, DWORD flags, DWORD size = 0) {
    const FromText result = read(text, flags, size);
    EXPECT_TRUE(result.done) << text;
    EXPECT_EQ(result.format, flags) << text;
    return {result.octets.begin(), result.octets.end()};
}
void expect_bad_data(const std::string& text, DWORD flags, DWORD size = 0) {
    const FromText result = read(text, flags, size);
    EXPECT_FALSE(result.done) << text;
    EXPECT_EQ(result.error, DWORD{ERROR_INVALID_DATA}) << text;
}

// ---- libcrypto
// -----------------------------------------------------------------------------------

std::string base64_of_libcrypto(const Buffer& octets) {
    std::string out(octets.size() / 3 * 4 + 5, '\0');
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), octets.data(),
                                     static_cast<int>(octets.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}
std::string in_lines(const std::string& text, std::size_t length, const std::string& newline) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += length)
        out += text.substr(at, length) + newline;
    return out;
}

void expect_base64_of_libcrypto() {
    for (std::size_t size = 0; size < 200; ++size) {
        const std::string base64 = base64_of_libcrypto(counting(size));
        EXPECT_EQ(text_of(counting(size), CRYPT_STRING_BASE64), in_lines(base64, 64, "\r\n"));
        EXPECT_EQ(text_of(counting(size), CRYPT_STRING_BASE64 | CRYPT_STRING_NOCR),
                  in_lines(base64, 64, "\n"));
        EXPECT_EQ(text_of(counting(size), CRYPT_STRING_BASE64 | CRYPT_STRING_NOCRLF), base64);
        EXPECT_EQ(read(base64, CRYPT_STRING_BASE64).octets, counting(size));
    }
}
void expect_hex_of_libcrypto() {
    char text[520];
    std::size_t length = 0;
    const Buffer octets = counting(256);
    OPENSSL_buf2hexstr_ex(text, sizeof text, &length, octets.data(), octets.size(), '\0');
    for (char* at = text; *at != 0; ++at) *at = static_cast<char>(std::tolower(*at));
    EXPECT_EQ(text_of(octets, CRYPT_STRING_HEXRAW | CRYPT_STRING_NOCRLF), text);
    EXPECT_EQ(text_of(octets, CRYPT_STRING_HEXRAW), std::string(text) + "\r\n");
    EXPECT_EQ(text_of(octets, CRYPT_STRING_HEXRAW | CRYPT_STRING_NOCR), std::string(text) + "\n");
    EXPECT_EQ(read(text, CRYPT_STRING_HEXRAW).octets, octets);
}

TEST(CryptBinaryToStringA, AgreesWithLibcryptoOnBase64AndHexadecimal) {
    expect_base64_of_libcrypto();
    expect_hex_of_libcrypto();
}
TEST(CryptBinaryToStringW, AgreesWithLibcryptoOnBase64AndHexadecimal) {
    expect_base64_of_libcrypto();
}
TEST(CryptStringToBinaryA, AgreesWithLibcryptoOnBase64AndHexadecimal) {
    expect_base64_of_libcrypto();
    expect_hex_of_libcrypto();
}
TEST(CryptStringToBinaryW, AgreesWithLibcryptoOnBase64AndHexadecimal) { expect_hex_of_libcrypto(); }

// ---- What is written
// -----------------------------------------------------------------------------

TEST(CryptBinaryToStringA, WritesHeadersAsWindowsDoes) {
    EXPECT_EQ(text_of({0}, CRYPT_STRING_BASE64HEADER),
              "-----BEGIN CERTIFICATE-----\r\nAA==\r\n-----END CERTIFICATE-----\r\n");
    EXPECT_EQ(text_of({1, 2}, CRYPT_STRING_BASE64REQUESTHEADER | CRYPT_STRING_NOCR),
              "-----BEGIN NEW CERTIFICATE REQUEST-----\nAQI=\n"
              "-----END NEW CERTIFICATE REQUEST-----\n");
    EXPECT_EQ(text_of({0}, CRYPT_STRING_BASE64X509CRLHEADER | CRYPT_STRING_NOCRLF),
              "-----BEGIN X509 CRL-----AA==-----END X509 CRL-----");
}

// Bytes one space apart, two in the middle of a line, lines of 16.
TEST(CryptBinaryToStringA, WritesHexadecimalAsWindowsDoes) {
    EXPECT_EQ(text_of(counting(18), CRYPT_STRING_HEX),
              "00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f\r\n10 11\r\n");
    EXPECT_EQ(text_of(counting(16), CRYPT_STRING_HEX | CRYPT_STRING_NOCR),
              "00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f\n");
    EXPECT_EQ(text_of(counting(18), CRYPT_STRING_HEX | CRYPT_STRING_NOCRLF),
              "00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 11");
    EXPECT_EQ(text_of(counting(8), CRYPT_STRING_HEX), "00 01 02 03 04 05 06 07\r\n");
}

TEST(CryptBinaryToStringA, WritesOffsetsAndCharacters) {
    const Buffer text = {'H',  'e',  'l', 'l', 'o', 0,   1,   ' ', '~',
                         0x7F, 0xFF, 'a', 'b', 'c', 'd', 'e', 'f'};
    const std::string first = "48 65 6c 6c 6f 00 01 20  7e 7f ff 61 62 63 64 65";
    EXPECT_EQ(text_of(text, CRYPT_STRING_HEXADDR), "0000\t" + first + "\r\n0010\t66\r\n");
    EXPECT_EQ(text_of(text, CRYPT_STRING_HEXASCII | CRYPT_STRING_NOCR),
              first + "   Hello.. ~..abcde\n66" + std::string(first.size() - 2 + 3, ' ') + "f\n");
    EXPECT_EQ(text_of(text, CRYPT_STRING_HEXASCIIADDR | CRYPT_STRING_NOCR),
              "0000\t" + first + "   Hello.. ~..abcde\n0010\t66" +
                  std::string(first.size() - 2 + 3, ' ') + "f\n");
    const std::string large = text_of(Buffer(0x10010), CRYPT_STRING_HEXADDR | CRYPT_STRING_NOCR);
    EXPECT_NE(large.find("\nfff0\t00"), large.npos);
    EXPECT_NE(large.find("\n10000\t00"), large.npos);
}

TEST(CryptBinaryToStringA, WritesUrlsWithoutPadding) {
    EXPECT_EQ(text_of({0xFB, 0xFF, 0xFE, 0xFF}, CRYPT_STRING_BASE64URI), "-__-_w");
}

TEST(CryptBinaryToStringA, WritesNothingOfNothing) {
    for (const DWORD format : {DWORD{CRYPT_STRING_BASE64}, DWORD{CRYPT_STRING_HEX},
                               DWORD{CRYPT_STRING_BASE64URI}, DWORD{CRYPT_STRING_BINARY}}) {
        BYTE none = 0;
        DWORD size = kUnchanged;
        EXPECT_TRUE(CryptBinaryToStringA(&none, 0, format, nullptr, &size));
        EXPECT_EQ(size, format == CRYPT_STRING_BINARY ? 0u : 1u);
    }
}

TEST(CryptBinaryToStringW, CopiesOctetsAsTheyAre) {
    const Buffer octets = {1, 2, 3};
    WCHAR text[4] = {};
    DWORD size = 3;
    EXPECT_TRUE(CryptBinaryToStringW(octets.data(), 3, CRYPT_STRING_BINARY, text, &size));
    EXPECT_EQ(size, 3u);
    EXPECT_EQ(std::memcmp(text, octets.data(), 3), 0);
}

// ---- What is read
// --------------------------------------------------------------------------------

TEST(CryptStringToBinaryA, ReadsWhatItsCounterpartWrites) {
    for (const DWORD format : kFormats)
        for (const std::size_t size : {1u, 7u, 8u, 9u, 16u, 17u, 32u, 100u, 300u})
            for (const DWORD newline : {0u, unsigned{CRYPT_STRING_NOCR}}) {
                SCOPED_TRACE(testing::Message() << format << " of " << size);
                const FromText result =
                    read(text_of(counting(size), format | newline), format,
                         format == CRYPT_STRING_BINARY ? static_cast<DWORD>(size) : 0);
                EXPECT_EQ(result.octets, counting(size));
                EXPECT_EQ(result.format, format);
            }
}

TEST(CryptStringToBinaryA, ReadsWeirdBase64AsWindowsDoes) {
    const DWORD format = CRYPT_STRING_BASE64;
    for (const char* const text : {"V", "V===", "V========", "V===VVVV"})
        EXPECT_EQ(read_text(text, format), "T") << text;
    for (const char* const text : {"VV", "VV==VVVV"}) EXPECT_EQ(read_text(text, format), "U");
    for (const char* const text : {"VVV", "VVV=VVVV"}) EXPECT_EQ(read_text(text, format), "UU");
    for (const char* const text :
         {"V\nVVV", "VV\nVV", "VVV\nV", "VV    VV", "VVVV=VVVV", "\t VVVV\r\n"})
        EXPECT_EQ(read_text(text, format), "UUU") << text;
    EXPECT_EQ(read_text("VVVV", format, 1), "T");
    EXPECT_EQ(read_text("V===VVVV", format, 8), "T");
}

TEST(CryptStringToBinaryA, ReadsHeadersAsWindowsDoes) {
    for (const DWORD format :
         {DWORD{CRYPT_STRING_BASE64HEADER}, DWORD{CRYPT_STRING_BASE64REQUESTHEADER},
          DWORD{CRYPT_STRING_BASE64X509CRLHEADER}}) {
        EXPECT_EQ(read_text("-----BEGIN -----VVVV-----END -----", format), "UUU");
        EXPECT_EQ(read_text("-----BEGIN foo-----V-----END bar-----", format), "T");
        EXPECT_EQ(read("garbage\r\n-----BEGIN a-----\r\nVVVV\r\n-----END a-----", format).skipped,
                  9u);
    }
}

TEST(CryptStringToBinaryA, TriesFormatsInOrder) {
    const std::string header = "-----BEGIN a-----AQID-----END a-----";
    EXPECT_EQ(read(header, CRYPT_STRING_BASE64_ANY).format, DWORD{CRYPT_STRING_BASE64HEADER});
    EXPECT_EQ(read(header, CRYPT_STRING_ANY).format, DWORD{CRYPT_STRING_BASE64HEADER});
    EXPECT_EQ(read("AQID", CRYPT_STRING_BASE64_ANY).format, DWORD{CRYPT_STRING_BASE64});
    EXPECT_EQ(read("AQID", CRYPT_STRING_ANY).octets, (Buffer{1, 2, 3}));
    EXPECT_EQ(read_as(CryptStringToBinaryA, std::string("\x01!"), 0, CRYPT_STRING_ANY).format,
              DWORD{CRYPT_STRING_BINARY});
    const Buffer octets = counting(40);
    for (const DWORD format : {DWORD{CRYPT_STRING_HEX}, DWORD{CRYPT_STRING_HEXADDR},
                               DWORD{CRYPT_STRING_HEXASCIIADDR}, DWORD{CRYPT_STRING_HEXASCII}}) {
        const FromText result = read(text_of(octets, format), CRYPT_STRING_HEX_ANY);
        EXPECT_EQ(result.format, format);
        EXPECT_EQ(result.octets, octets);
    }
    EXPECT_EQ(read("0102", CRYPT_STRING_HEX_ANY).format, DWORD{CRYPT_STRING_HEX});
}

TEST(CryptStringToBinaryA, ReadsHexadecimalAsWindowsDoes) {
    const DWORD format = CRYPT_STRING_HEX;
    for (const char* const text : {"", "-", ",-"}) EXPECT_TRUE(read(text, format).octets.empty());
    EXPECT_EQ(read(" aE\t\n\r\n", format).octets, (Buffer{0xAE}));
    for (const char* const text : {"01-02", "-,01-02", "01-02-"})
        EXPECT_EQ(read(text, format).octets, (Buffer{1, 2})) << text;
    for (const char* const text : {"aa,BB-ff,-,", "aa,BBff,-,", "aa,,-BB---ff,-,"})
        EXPECT_EQ(read(text, format).octets, (Buffer{0xAA, 0xBB, 0xFF})) << text;
    EXPECT_EQ(read("0102", format, 2).octets, (Buffer{1}));
}

TEST(CryptStringToBinaryA, ReadsStrictlyWhereToldSo) {
    const DWORD strict = CRYPT_STRING_BASE64 | CRYPT_STRING_STRICT;
    for (const char* const text : {"VV==", "VV== \r\n", "VVVV", "VV"})
        EXPECT_TRUE(read(text, strict).done) << text;
    for (const char* const text : {"VV==VVVV", "VVVV=VVVV", "V========"})
        expect_bad_data(text, strict);
}

TEST(CryptStringToBinaryW, CopiesUnitsAsOctets) {
    BYTE octets[4] = {};
    DWORD size = 4;
    EXPECT_TRUE(
        CryptStringToBinaryW(u"ab", 0, CRYPT_STRING_BINARY, octets, &size, nullptr, nullptr));
    EXPECT_EQ(Buffer(octets, octets + size), (Buffer{'a', 0, 'b', 0}));
}

// ---- What is refused
// -----------------------------------------------------------------------------

TEST(CryptStringToBinaryA, RefusesDataThatIsInNoFormat) {
    for (const char* const text : {"V=", "VV=", "V==", "V!", "VVVV!", "\xC3\xA4==", "VV=V"})
        expect_bad_data(text, CRYPT_STRING_BASE64);
    expect_bad_data("V=", CRYPT_STRING_BASE64, 2);
    expect_bad_data("AA==", CRYPT_STRING_BASE64HEADER);
    for (const char* const text :
         {"-----BEGIN-----VVVV-----END-----", "-----BEGIN-----VVVV-----END -----",
          "-----BEGIN -----VVVV-----END-----", "-----BEGIN a-----VVVV",
          "-----BEGIN a-----VVVV-----END a", "-----BEGIN a", "-----END a----------BEGIN a-----"})
        expect_bad_data(text, CRYPT_STRING_BASE64HEADER);
    expect_bad_data("-----BEGIN X509 CRL-----\r\nAA==\r\n", CRYPT_STRING_BASE64X509CRLHEADER);
    for (const char* const text : {"0", "000", "11220", "1122q", "q1122", "1-2", "010-02", "01:02"})
        expect_bad_data(text, CRYPT_STRING_HEX);
    EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_DATA});
}

TEST(CryptStringToBinaryA, RefusesListingsThatAreWrong) {
    for (const char* const text :
         {"0000 0001", "0010\t00", "0000\t0", "000\t00", "0000\t00 01   a"})
        expect_bad_data(text, CRYPT_STRING_HEXADDR);
    for (const char* const text : {"0000\t00\n0002\t00", "0000\t00 zz", "0000"})
        expect_bad_data(text, CRYPT_STRING_HEXASCIIADDR);
    expect_bad_data("0 00", CRYPT_STRING_HEXASCII);
    EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_DATA});
}

TEST(CryptStringToBinaryA, RefusesFlagsThatAreNoneForReading) {
    expect_bad_data("AA==", CRYPT_STRING_BASE64 | CRYPT_STRING_NOCR, 1);
    expect_bad_data("AA==", CRYPT_STRING_BASE64 | CRYPT_STRING_PERCENTESCAPE);
    expect_bad_data("AA==", CRYPT_STRING_BASE64 | CRYPT_STRING_RESERVED100);
    EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_DATA});
}

TEST(CryptStringToBinaryA, RefusesNullAndOtherFormats) {
    DWORD size = 8;
    const auto refused = [&](LPCSTR text, DWORD flags, DWORD* told) {
        SetLastError(0);
        EXPECT_FALSE(CryptStringToBinaryA(text, 0, flags, nullptr, told, nullptr, nullptr));
        EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_PARAMETER});
    };
    refused(nullptr, 0, nullptr);
    refused(nullptr, CRYPT_STRING_HEX, &size);
    refused("01", CRYPT_STRING_HEX, nullptr);
    refused("01", 14, &size);
    refused("01", CRYPT_STRING_ENCODEMASK, &size);
    EXPECT_EQ(size, 8u);
}

TEST(CryptStringToBinaryA, RefusesABufferThatIsTooSmall) {
    BYTE buffer[8] = {};
    DWORD size = 4, skipped = kUnchanged, format = kUnchanged;
    EXPECT_FALSE(
        CryptStringToBinaryA("VVVVVVVV", 8, CRYPT_STRING_BASE64, buffer, &size, &skipped, &format));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_MORE_DATA});
    EXPECT_EQ(size, 4u);
    EXPECT_EQ(buffer[0], 0);
    EXPECT_EQ(skipped, 0u);
    EXPECT_EQ(format, 0u);
}

TEST(CryptStringToBinaryW, RefusesABufferThatIsTooSmall) {
    BYTE buffer[8] = {};
    DWORD size = 1;
    EXPECT_FALSE(
        CryptStringToBinaryW(u"0102", 4, CRYPT_STRING_HEX, buffer, &size, nullptr, nullptr));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_MORE_DATA});
    EXPECT_EQ(size, 1u);
}

TEST(CryptStringToBinaryW, RefusesAnEmptyStringAndNull) {
    DWORD size = 8;
    EXPECT_FALSE(CryptStringToBinaryW(u"", 0, CRYPT_STRING_HEX, nullptr, &size, nullptr, nullptr));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_FALSE(
        CryptStringToBinaryW(nullptr, 0, CRYPT_STRING_HEX, nullptr, &size, nullptr, nullptr));
    EXPECT_FALSE(
        CryptStringToBinaryW(u"01", 2, CRYPT_STRING_HEX, nullptr, nullptr, nullptr, nullptr));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(size, 8u);
}

TEST(CryptStringToBinaryW, RefusesDataThatIsInNoFormat) {
    DWORD size = 8;
    BYTE buffer[8];
    EXPECT_FALSE(
        CryptStringToBinaryW(u"\u0141", 0, CRYPT_STRING_BASE64, buffer, &size, nullptr, nullptr));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_DATA});
    EXPECT_EQ(size, 8u);
    const WCHAR nul[] = u"01\0 02";
    EXPECT_FALSE(CryptStringToBinaryW(nul, 4, CRYPT_STRING_HEX, nullptr, &size, nullptr, nullptr));
    EXPECT_EQ(size, 0u);
}

template <typename Char, typename Function>
void expect_write_refused(Function function, const BYTE* octets, DWORD flags, DWORD* size) {
    Char text[4] = {Char{'#'}};
    SetLastError(0);
    EXPECT_FALSE(function(octets, 3, flags, text, size));
    EXPECT_EQ(text[0], Char{'#'});
}

template <typename Char, typename Function>
void expect_parameters_refused(Function function) {
    const BYTE octets[3] = {1, 2, 3};
    DWORD size = 123;
    expect_write_refused<Char>(function, nullptr, CRYPT_STRING_BASE64, &size);
    expect_write_refused<Char>(function, octets, CRYPT_STRING_BASE64, nullptr);
    for (const DWORD flags :
         {DWORD{CRYPT_STRING_ANY}, DWORD{CRYPT_STRING_HEX_ANY}, DWORD{CRYPT_STRING_BASE64_ANY},
          DWORD{14}, DWORD{CRYPT_STRING_PERCENTESCAPE}, DWORD{CRYPT_STRING_HASHDATA}}) {
        expect_write_refused<Char>(function, octets, flags, &size);
        EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_PARAMETER}) << flags;
    }
    EXPECT_EQ(size, 123u);
}

TEST(CryptBinaryToStringA, RefusesNullAndOtherFormats) {
    expect_parameters_refused<CHAR>(CryptBinaryToStringA);
    EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_PARAMETER});
}
TEST(CryptBinaryToStringW, RefusesNullAndOtherFormats) {
    expect_parameters_refused<WCHAR>(CryptBinaryToStringW);
    EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_PARAMETER});
}

TEST(CryptBinaryToStringA, RefusesABufferThatIsTooSmallAndTellsBase64sSize) {
    const BYTE octets[3] = {1, 2, 3};
    DWORD size = 6;
    expect_write_refused<CHAR>(CryptBinaryToStringA, octets, CRYPT_STRING_BASE64, &size);
    EXPECT_EQ(GetLastError(), DWORD{ERROR_MORE_DATA});
    EXPECT_EQ(size, 7u);
}
TEST(CryptBinaryToStringW, RefusesABufferThatIsTooSmallAndTellsBase64sSize) {
    const BYTE octets[3] = {1, 2, 3};
    DWORD size = 3;
    expect_write_refused<WCHAR>(CryptBinaryToStringW, octets, CRYPT_STRING_BASE64, &size);
    EXPECT_EQ(GetLastError(), DWORD{ERROR_MORE_DATA});
    EXPECT_EQ(size, 7u);
}
TEST(CryptBinaryToStringA, RefusesABufferThatIsTooSmallForHexadecimal) {
    const BYTE octets[3] = {1, 2, 3};
    DWORD size = 3;
    expect_write_refused<CHAR>(CryptBinaryToStringA, octets, CRYPT_STRING_HEX, &size);
    EXPECT_EQ(GetLastError(), DWORD{ERROR_MORE_DATA});
    EXPECT_EQ(size, 3u);
}
TEST(CryptBinaryToStringW, RefusesABufferThatIsTooSmallForHexadecimal) {
    const BYTE octets[3] = {1, 2, 3};
    DWORD size = 2;
    expect_write_refused<WCHAR>(CryptBinaryToStringW, octets, CRYPT_STRING_BINARY, &size);
    EXPECT_EQ(GetLastError(), DWORD{ERROR_MORE_DATA});
    EXPECT_EQ(size, 2u);
}

}  // namespace
}  // namespace secur32::test
