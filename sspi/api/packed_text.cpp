// Digits are written and read by arithmetic, not by a table: a table look-up by a secret shows in
// the cache.
#include "sspi/api/packed_text.h"

#include <cstring>

#include "sslprovider/base/trace.h"
#include "sspi/api/secret_text.h"

namespace secur32::api {
namespace {

constexpr std::u16string_view kMark = u"@@";

// '0'..'9' for 0..9, 'a'..'f' for 10..15.
char16_t digit(unsigned value) {
    const unsigned letter = (9 - value) >> 8 & ('a' - '0' - 10);
    return static_cast<char16_t>('0' + value + letter);
}

// 0..15; negative for anything that is not a lower-case digit.
int value_of(char16_t unit) {
    const int c = unit;
    const int is_decimal = (('0' - 1 - c) & (c - '9' - 1)) >> 31;
    const int is_letter = (('a' - 1 - c) & (c - 'f' - 1)) >> 31;
    return (is_decimal & (c - '0' + 1)) + (is_letter & (c - 'a' + 11)) - 1;
}

Block terminated(Bytes utf16) {
    Block text(allocate(utf16.size() + sizeof(char16_t)));
    if (!utf16.empty()) std::memcpy(text.get(), utf16.data(), utf16.size());
    return text;
}

Result<Block> spelled_out(const IdentityView& view) {
    TRY_ASSIGN(const SizedBlock flat, flatten_identity(view));
    const auto* const bytes = static_cast<const std::uint8_t*>(flat.block.get());
    Block text(allocate((kMark.size() + flat.size * 2 + 1) * sizeof(char16_t)));
    auto* out = static_cast<char16_t*>(text.get());
    for (const char16_t c : kMark) *out++ = c;
    for (std::size_t i = 0; i < flat.size; ++i) {
        *out++ = digit(bytes[i] >> 4);
        *out++ = digit(bytes[i] & 15u);
    }
    return text;
}

bool starts_with_mark(Bytes utf16) {
    const Bytes mark = secur32::bytes_of(kMark);
    return utf16.size() >= mark.size() && constant_time_equal(utf16.first(mark.size()), mark);
}

// The password in UTF-16, or why a password alone would not do.
Result<SecureBytes> plain_password(const IdentityView& view) {
    if (view.packages && !view.packages->empty()) return Status::unsupported_function;
    if ((view.flags & SEC_WINPR_AUTH_IDENTITY_PASSWORD_HASH) != 0)
        return Status::unsupported_function;
    TRY_ASSIGN(const Bytes password, password_in(view.form, view.secret.value_or(Bytes())));
    if (view.unicode || view.form == IdentityForm::packed) {
        if (starts_with_mark(password)) return Status::unsupported_function;
        return SecureBytes(password);
    }
    TRY_ASSIGN(SecureBytes converted, secret_utf16_of(password));
    if (starts_with_mark(converted.bytes())) return Status::unsupported_function;
    return converted;
}

}  // namespace

bool is_packed_text(std::u16string_view text) { return text.starts_with(kMark); }

Result<Block> packed_text_of(const IdentityView& view) {
    const bool carries = view.packages && !view.packages->empty();
    if (!view.secret && !carries) return Block();
    const Result<SecureBytes> password = plain_password(view);
    if (!password.ok()) return spelled_out(view);
    return terminated(password.value().bytes());
}

Result<SecureBytes> bytes_of_packed_text(std::u16string_view text) {
    if (!is_packed_text(text) || text.size() % 2 != 0)
        return trace::because(Status::unknown_credentials,
                              "packed text: not a whole number of bytes");
    text.remove_prefix(kMark.size());
    SecureBytes bytes(text.size() / 2);
    int worst = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const int high = value_of(text[2 * i]);
        const int low = value_of(text[2 * i + 1]);
        worst |= high | low;
        bytes.mutable_bytes()[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    if (worst < 0)
        return trace::because(Status::unknown_credentials, "packed text: not hexadecimal digits");
    return bytes;
}

}  // namespace secur32::api
