#include "sslprovider/provider/key_names.h"

#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"
#include "sslprovider/crypto/hash.h"

namespace secur32::provider {
namespace {

// Together with the suffix well under NAME_MAX (255).
constexpr std::size_t kLongest = 200, kBeginning = 120;
// In no encoded text.
constexpr char kHashMark = '~';
constexpr std::string_view kDigits = "0123456789ABCDEF";

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '@';
}

void put_hex(std::string& out, std::uint8_t octet) {
    out += kDigits[octet >> 4];
    out += kDigits[octet & 15];
}

std::string percent_encoded(std::string_view utf8) {
    std::string text;
    for (const char c : utf8) {
        if (is_plain(c) && !(c == '.' && text.empty())) {
            text += c;
        } else {
            text += '%';
            put_hex(text, static_cast<std::uint8_t>(c));
        }
    }
    return text;
}

std::string file_of(const std::string& text) {
    std::string file = text;
    if (text.size() > kLongest) {
        file.resize(kBeginning);
        file += kHashMark;
        const crypto::Digest digest =
            crypto::hash(crypto::HashAlgorithm::sha256, bytes_of(std::string_view(text)));
        for (const std::uint8_t octet : digest.bytes()) put_hex(file, octet);
    }
    return file.append(kKeyFileSuffix);
}

}  // namespace

Result<EncodedKeyName> encode_key_name(std::u16string_view name, std::size_t longest) {
    if (name.empty() || name.size() > longest)
        return trace::because(Status::invalid_parameter, "key store: a name's length");
    if (name.find(u'\0') != std::u16string_view::npos)
        return trace::because(Status::invalid_parameter, "key store: a name with a NUL in it");
    TRY_ASSIGN(const std::string utf8, utf8_of(name));
    EncodedKeyName encoded;
    encoded.text = percent_encoded(utf8);
    encoded.file = file_of(encoded.text);
    return encoded;
}

Result<std::u16string> decode_key_name(std::string_view text, std::size_t longest) {
    std::string utf8;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            utf8 += text[i];
            continue;
        }
        if (text.size() - i < 3) return Status::bad_data;
        const std::size_t high = kDigits.find(text[i + 1]), low = kDigits.find(text[i + 2]);
        if (high == std::string_view::npos || low == std::string_view::npos)
            return Status::bad_data;
        utf8 += static_cast<char>(high << 4 | low);
        i += 2;
    }
    const Result<std::u16string> name = utf16_of(utf8);
    if (!name.ok()) return Status::bad_data;
    // One name, one file: another spelling of it is no key's.
    const Result<EncodedKeyName> again = encode_key_name(name.value(), longest);
    if (!again.ok() || again.value().text != text) return Status::bad_data;
    return name.value();
}

bool is_key_file(std::string_view file) {
    return !file.starts_with('.') && file.find('/') == std::string_view::npos &&
           file.ends_with(kKeyFileSuffix);
}

bool is_shortened(std::string_view file) { return file.find(kHashMark) != std::string_view::npos; }

}  // namespace secur32::provider
