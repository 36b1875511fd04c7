// CryptDecodeObjectEx per structure: the first octet chooses it, the rest is the encoding.  What is
// decoded and encoded again decodes to what encodes the same; what is refused is refused with a
// code of ASN.1.
#include <wincrypt.h>
#include <winerror.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "sslprovider/base/bytes.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;

// Names by number, in order; new ones behind, or the seeds change their meaning.
constexpr std::array<std::uint8_t, 52> kTypes = {
    1,  2,  3,  4,  5,  6,  7,  8,  9,  12, 13, 14, 15, 16, 17, 19, 20, 22,
    23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 38, 39, 40, 41,
    43, 44, 45, 47, 48, 51, 54, 55, 56, 57, 72, 73, 74, 75, 82, 83};
// What is decoded of these may have no way back: a value that is no string, numbers that make no
// key or are longer than any key's.
constexpr std::array<std::uint8_t, 5> kOneWay = {24, 19, 43, 72, 83};

std::uint8_t number_of(std::uint8_t choice) { return kTypes[choice % kTypes.size()]; }

struct Free {
    void operator()(void* block) const { std::free(block); }
};
using Block = std::unique_ptr<void, Free>;

// Latin-1 in, Latin-1 out: what a character string may not say is let pass both ways.
constexpr DWORD kDecode = CRYPT_DECODE_ALLOC_FLAG | CRYPT_UNICODE_NAME_DECODE_DISABLE_IE4_UTF8_FLAG;
constexpr DWORD kEncode =
    CRYPT_ENCODE_ALLOC_FLAG | CRYPT_UNICODE_NAME_ENCODE_DISABLE_CHECK_TYPE_FLAG;

Block decode(LPCSTR type, Bytes der, DWORD flags, DWORD& size) {
    void* object = nullptr;
    if (CryptDecodeObjectEx(X509_ASN_ENCODING, type, der.data(), static_cast<DWORD>(der.size()),
                            kDecode | flags, nullptr, &object, &size))
        return Block(object);
    const auto code = static_cast<HRESULT>(GetLastError());
    fuzz::require(object == nullptr && size == 0);
    fuzz::require(code == CRYPT_E_ASN1_EOD || code == CRYPT_E_ASN1_BADTAG ||
                  code == CRYPT_E_ASN1_CORRUPT || code == CRYPT_E_ASN1_LARGE);
    return nullptr;
}

// Empty when it is refused.
Buffer encode(LPCSTR type, const void* object) {
    void* encoding = nullptr;
    DWORD size = 0;
    if (!CryptEncodeObjectEx(X509_ASN_ENCODING, type, object, kEncode, nullptr, &encoding, &size))
        return {};
    const Block owner(encoding);
    const auto* const first = static_cast<const std::uint8_t*>(encoding);
    return {first, first + size};
}

// The size is what it is said to be, and what needs less is not written to.
void check_sizes(LPCSTR type, Bytes der, DWORD size) {
    DWORD told = 0;
    fuzz::require(CryptDecodeObjectEx(X509_ASN_ENCODING, type, der.data(),
                                      static_cast<DWORD>(der.size()), kDecode & ~DWORD{0x8000},
                                      nullptr, nullptr, &told));
    fuzz::require(told == size);
    if (size == 0) return;
    const Block small(std::malloc(size - 1 + (size == 1)));
    told = size - 1;
    fuzz::require(!CryptDecodeObjectEx(X509_ASN_ENCODING, type, der.data(),
                                       static_cast<DWORD>(der.size()), kDecode & ~DWORD{0x8000},
                                       nullptr, small.get(), &told));
    fuzz::require(GetLastError() == ERROR_MORE_DATA && told == size);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::uint8_t number = number_of(data[0]);
    const auto type = reinterpret_cast<LPCSTR>(static_cast<std::uintptr_t>(number));
    const Bytes der(data + 1, size - 1);
    DWORD needed = 0, ignored = 0;
    const Block object = decode(type, der, 0, needed);
    fuzz::require((decode(type, der, CRYPT_DECODE_NOCOPY_FLAG, ignored) != nullptr) ==
                  (object != nullptr));
    if (object == nullptr) return 0;
    check_sizes(type, der, needed);
    const Buffer once = encode(type, object.get());
    if (once.empty()) {
        fuzz::require(std::ranges::find(kOneWay, number) != kOneWay.end());
        return 0;
    }
    const Block again = decode(type, once, 0, ignored);
    fuzz::require(again != nullptr && encode(type, again.get()) == once);
    return 0;
}
