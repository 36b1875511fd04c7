#include "sslprovider/api/storage_arguments.h"

#include <wincrypt.h>

#include <algorithm>

#include "sslprovider/api/parameter_list.h"
#include "sslprovider/api/storage_objects.h"
#include "sslprovider/base/trace.h"

namespace secur32::api {
namespace {

Status refuse(std::string_view reason) { return trace::because(Status::invalid_parameter, reason); }

// A string in a buffer ends at its first NUL, which must be there.
template <typename Char>
Result<std::basic_string_view<Char>> string_in(const NCryptBuffer& buffer) {
    const std::basic_string_view<Char> text(static_cast<const Char*>(buffer.pvBuffer),
                                            buffer.cbBuffer / sizeof(Char));
    const std::size_t end = text.find(Char{});
    if (end == text.npos) return refuse("cng: a string in the parameter list has no NUL");
    return text.substr(0, end);
}

template <typename T>
Status take_once(std::optional<T>& place, Result<T> value) {
    TRY(value);
    if (place) return refuse("cng: a parameter is twice in the list");
    place.emplace(std::move(value).value());
    return Status::ok;
}

Result<SecureBytes> passphrase_in(const NCryptBuffer& buffer) {
    TRY_ASSIGN(const std::u16string_view text, string_in<char16_t>(buffer));
    if (text.size() > kMaxPassphrase) return refuse("cng: the passphrase is too long");
    return secret_utf8_of(text);
}

Status take(const NCryptBuffer& buffer, PkcsParameters& parameters) {
    switch (buffer.BufferType) {
        case NCRYPTBUFFER_PKCS_KEY_NAME:
            return take_once(parameters.key_name, string_in<char16_t>(buffer));
        case NCRYPTBUFFER_PKCS_SECRET:
            return take_once(parameters.passphrase, passphrase_in(buffer));
        case NCRYPTBUFFER_PKCS_ALG_OID:
            return take_once(parameters.algorithm, string_in<char>(buffer));
        case NCRYPTBUFFER_PKCS_ALG_PARAM:
            parameters.algorithm_parameters = {static_cast<const std::uint8_t*>(buffer.pvBuffer),
                                               buffer.cbBuffer};
            return Status::ok;
        default:
            return Status::ok;
    }
}

bool is_surrogate(std::uint32_t unit) { return unit >= 0xD800 && unit <= 0xDFFF; }

// The code point at the beginning of text, and its units; 0 units: ill-formed.
std::pair<std::uint32_t, std::size_t> code_point_at(std::u16string_view text) {
    const std::uint32_t first = text[0];
    if (!is_surrogate(first)) return {first, 1};
    if (first >= 0xDC00 || text.size() < 2 || text[1] < 0xDC00 || text[1] > 0xDFFF) return {0, 0};
    return {0x10000 + ((first - 0xD800) << 10) + (text[1] - 0xDC00u), 2};
}

// RFC 3629 3.
std::size_t put_utf8(MutableBytes out, std::uint32_t c) {
    const std::size_t octets = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    if (octets == 1) {
        out[0] = static_cast<std::uint8_t>(c);
        return 1;
    }
    for (std::size_t i = octets - 1; i > 0; --i, c >>= 6)
        out[i] = static_cast<std::uint8_t>(0x80 | (c & 0x3F));
    out[0] = static_cast<std::uint8_t>((0xF00u >> octets) | c);
    return octets;
}

}  // namespace

Result<std::u16string_view> text_argument(LPCWSTR text, std::size_t limit) {
    if (text == nullptr) return refuse("cng: a string is null");
    for (std::size_t length = 0; length <= limit; ++length)
        if (text[length] == 0) return std::u16string_view(text, length);
    return refuse("cng: a string is too long");
}

Status check_storage_flags(DWORD flags, DWORD allowed) {
    constexpr DWORD kWindowsOnly = NCRYPT_MACHINE_KEY_FLAG | NCRYPT_WRITE_KEY_TO_LEGACY_STORE_FLAG;
    TRY(check_flags(flags, allowed | NCRYPT_SILENT_FLAG));
    if ((flags & kWindowsOnly) == 0) return Status::ok;
    return trace::because(Status::unsupported_function,
                          "cng: neither the machine's keys nor a legacy store are here");
}

Status check_key_spec(DWORD key_spec) {
    if (key_spec <= AT_SIGNATURE) return Status::ok;
    return refuse("cng: dwLegacyKeySpec is none of its values");
}

Status check_storage_provider(NCRYPT_PROV_HANDLE provider) {
    if (Using<StorageProvider>(provider)) return Status::ok;
    return trace::because(Status::invalid_handle, "cng: hProvider is no open storage provider");
}

Result<SecureBytes> secret_utf8_of(std::u16string_view text) {
    // No unit takes more than three octets.
    SecureBytes utf8(3 * text.size());
    std::size_t size = 0;
    while (!text.empty()) {
        const auto [c, units] = code_point_at(text);
        if (units == 0) return refuse("cng: a passphrase is ill-formed UTF-16");
        size += put_utf8(utf8.mutable_bytes().subspan(size), c);
        text.remove_prefix(units);
    }
    return SecureBytes(utf8.bytes().first(size));
}

Result<PkcsParameters> parse_pkcs_parameters(const NCryptBufferDesc* list) {
    PkcsParameters parameters;
    if (list == nullptr) return parameters;
    if (list->ulVersion != NCRYPTBUFFER_VERSION || list->cBuffers > kMaxParameters)
        return refuse("cng: not a parameter list");
    if (list->cBuffers != 0 && list->pBuffers == nullptr)
        return refuse("cng: NCryptBufferDesc.pBuffers is null");
    for (ULONG i = 0; i < list->cBuffers; ++i) {
        const NCryptBuffer& buffer = list->pBuffers[i];
        // "This parameter is optional and can be NULL" (NCRYPTBUFFER_PKCS_SECRET): an empty one.
        if (buffer.pvBuffer == nullptr && buffer.cbBuffer == 0) continue;
        if (buffer.pvBuffer == nullptr) return refuse("cng: a parameter has no address");
        TRY(take(buffer, parameters));
    }
    return parameters;
}

}  // namespace secur32::api
