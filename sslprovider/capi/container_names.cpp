#include "sslprovider/capi/container_names.h"

#include <algorithm>
#include <array>
#include <fstream>

#include "sslprovider/base/utf16.h"
#include "sslprovider/crypto/hash.h"

namespace secur32::capi {
namespace {

constexpr std::string_view kForm =
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
constexpr std::string_view kNoGuid = "00000000-0000-0000-0000-000000000000";
constexpr std::size_t kIdDigits = 32;

bool is_small_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }
bool is_digit(char16_t unit) {
    return (unit >= u'0' && unit <= u'9') || (unit >= u'a' && unit <= u'f') ||
           (unit >= u'A' && unit <= u'F');
}
bool fits(char form, char16_t unit) {
    return form == 'x' ? is_digit(unit) : unit == static_cast<char16_t>(form);
}

}  // namespace

std::u16string folded(std::u16string_view name) {
    std::u16string text = upper(name);
    for (char16_t& unit : text)
        if (unit >= u'A' && unit <= u'Z') unit = static_cast<char16_t>(unit - u'A' + u'a');
    return text;
}

// machine-id(5): "a single newline-terminated, hexadecimal, 32-character, lowercase ID".
std::string guid_of_machine_id(std::string_view text) {
    if (text.ends_with('\n')) text.remove_suffix(1);
    if (text.size() != kIdDigits || !std::ranges::all_of(text, is_small_digit))
        return std::string(kNoGuid);
    std::string guid(text);
    for (const std::size_t hyphen : {8u, 13u, 18u, 23u}) guid.insert(hyphen, 1, '-');
    return guid;
}

std::string machine_guid() {
    std::array<char, kIdDigits + 2> text{};
    std::ifstream file("/etc/machine-id", std::ios::binary);
    file.read(text.data(), text.size());
    return guid_of_machine_id({text.data(), static_cast<std::size_t>(file.gcount())});
}

std::string unique_name(std::string_view folded, std::string_view guid) {
    const std::string name(folded);
    const crypto::Digest digest = crypto::hash(
        crypto::HashAlgorithm::md5, bytes_of(std::string_view(name.c_str(), name.size() + 1)));
    std::string text;
    for (const std::uint8_t octet : digest.bytes()) {
        text += "0123456789abcdef"[octet >> 4];
        text += "0123456789abcdef"[octet & 15];
    }
    return text.append("_").append(guid);
}

bool is_unique_name(std::u16string_view text) { return std::ranges::equal(kForm, text, fits); }

}  // namespace secur32::capi
