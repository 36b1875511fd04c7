// CryptStringToBinary: what is read is written again and read as the same; sizes are what was said.
// The first octet chooses the format, the second is for STRICT.
#include <wincrypt.h>
#include <winerror.h>

#include <algorithm>
#include <string>

#include "sslprovider/base/bytes.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;

constexpr DWORD kFormats = CRYPT_STRING_BASE64URI + 1;

void check_again(const Buffer& octets, DWORD format) {
    DWORD length = 0;
    const BYTE none = 0;
    const BYTE* const data = octets.empty() ? &none : octets.data();
    const auto size = static_cast<DWORD>(octets.size());
    fuzz::require(CryptBinaryToStringA(data, size, format, nullptr, &length));
    std::string text(length, '#');
    fuzz::require(CryptBinaryToStringA(data, size, format, text.data(), &length));
    if (format == CRYPT_STRING_BINARY || length == 0) return;
    Buffer again(octets.size() + 1);
    DWORD read = static_cast<DWORD>(again.size());
    fuzz::require(
        CryptStringToBinaryA(text.c_str(), length, format, again.data(), &read, nullptr, nullptr));
    again.resize(read);
    fuzz::require(again == octets);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 3) return 0;
    const DWORD format = data[0] % kFormats;
    const DWORD flags = format | (data[1] % 2 != 0 ? DWORD{CRYPT_STRING_STRICT} : 0);
    const std::string text(reinterpret_cast<const char*>(data + 2), size - 2);
    const auto length = static_cast<DWORD>(text.size());
    DWORD needed = 0, skipped = 0, used = 0;
    if (!CryptStringToBinaryA(text.data(), length, flags, nullptr, &needed, &skipped, &used)) {
        fuzz::require(GetLastError() == ERROR_INVALID_DATA && needed == 0);
        return 0;
    }
    fuzz::require(needed <= text.size() && skipped <= text.size() && used < kFormats);
    Buffer octets(needed + 1, 0x55);
    DWORD written = needed;
    fuzz::require(CryptStringToBinaryA(text.data(), length, flags, octets.data(), &written, nullptr,
                                       nullptr));
    fuzz::require(written == needed && octets.back() == 0x55);
    octets.pop_back();
    check_again(octets, used);
    return 0;
}
