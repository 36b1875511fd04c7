// The arguments of NCrypt*: strings, flags, passphrases, the parameters of PKCS#8; and the answers
// that are structures with strings behind them.
#pragma once

#include <ncrypt.h>

#include <memory>
#include <optional>
#include <string_view>

#include "sslprovider/api/blocks.h"
#include "sslprovider/api/output.h"
#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"

namespace secur32::api {

// The string at text, without its NUL.  invalid_parameter when it is null or longer than limit.
Result<std::u16string_view> text_argument(LPCWSTR text, std::size_t limit);

// Flags of a function beside NCRYPT_SILENT_FLAG.  bad_flags; unsupported_function for the machine's
// keys and the legacy store, which Windows has.
Status check_storage_flags(DWORD flags, DWORD allowed);

// dwLegacyKeySpec: none, AT_KEYEXCHANGE or AT_SIGNATURE.
Status check_key_spec(DWORD key_spec);

// invalid_handle unless it is a storage provider's.
Status check_storage_provider(NCRYPT_PROV_HANDLE provider);

// As UTF-8, without a copy that nobody wipes.  invalid_parameter when it is ill-formed.
Result<SecureBytes> secret_utf8_of(std::u16string_view text);

inline constexpr std::size_t kMaxPassphrase = 1024, kMaxProviderName = 512;  // units

// NCryptBufferDesc for PKCS#8.  Views into the caller's memory, for the length of the call.
struct PkcsParameters {
    std::optional<std::u16string_view> key_name;  // NCRYPTBUFFER_PKCS_KEY_NAME
    std::optional<SecureBytes> passphrase;        // NCRYPTBUFFER_PKCS_SECRET
    std::optional<std::string_view> algorithm;    // NCRYPTBUFFER_PKCS_ALG_OID
    Bytes algorithm_parameters;                   // NCRYPTBUFFER_PKCS_ALG_PARAM
};
// Types that are none of these are passed over.  invalid_parameter: another version, more than 64
// buffers, an address missing, a type twice, a string without its NUL.
Result<PkcsParameters> parse_pkcs_parameters(const NCryptBufferDesc* list);

// An array of T, and behind it room for strings, in one block for NCryptFreeBuffer: T is a C
// structure whose strings point into the block.
template <typename T>
class BlockArray {
 public:
    // text_units: of all strings, without their NULs; strings: how many there are.
    BlockArray(std::size_t count, std::size_t text_units, std::size_t strings)
        : items_(static_cast<T*>(
              allocate_block(count * sizeof(T) + (text_units + strings) * sizeof(WCHAR),
                             BlockUse::storage_value))),
          next_(reinterpret_cast<WCHAR*>(items_ + count)) {}

    T* items() const { return items_; }
    // Copies text behind the array.
    LPWSTR put(std::u16string_view text) {
        WCHAR* const copy = next_;
        next_ += text.copy(next_, text.size()) + 1;
        return copy;
    }

 private:
    T* items_;
    WCHAR* next_;
};

}  // namespace secur32::api
