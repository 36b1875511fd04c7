// Encodings of every structure that CryptDecodeObject knows, and the two functions as a test wants
// them.  What Windows makes of a structure is what Wine's dlls/crypt32/tests/encode.c (LGPL)
// asserts of it; those encodings, written down anew as hexadecimal digits, are marked "Windows".
#pragma once

#include <wincrypt_parts.h>
#include <winerror.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "sslprovider/base/bytes.h"
#include "test/support/vectors.h"

namespace secur32::test {

struct ObjectSample {
    std::string name;
    LPCSTR type;
    Buffer der;
};

struct FreeObject {
    void operator()(void* object) const { std::free(object); }
};
template <typename T>
using Object = std::unique_ptr<T, FreeObject>;

// Null, and the last error tells why.
template <typename T>
Object<T> decoded(LPCSTR type, const Buffer& der, DWORD flags = 0, DWORD* size_of = nullptr) {
    void* object = nullptr;
    DWORD size = 0;
    SetLastError(0xDEADBEEF);
    const BOOL done =
        CryptDecodeObjectEx(X509_ASN_ENCODING, type, der.data(), static_cast<DWORD>(der.size()),
                            CRYPT_DECODE_ALLOC_FLAG | flags, nullptr, &object, &size);
    if ((done != FALSE) != (object != nullptr)) throw std::logic_error("an object and its failure");
    if (size_of != nullptr) *size_of = size;
    return Object<T>(static_cast<T*>(object));
}
inline DWORD decoding_error(LPCSTR type, const Buffer& der, DWORD flags = 0) {
    return decoded<void>(type, der, flags) == nullptr ? GetLastError() : 0;
}

// What encoding answered.
struct Encoded {
    Buffer der;  // empty after a failure
    DWORD error = 0;
    DWORD told = 0;  // *pcbEncoded
};
inline Encoded encoded(LPCSTR type, const void* structure, DWORD flags = 0) {
    void* address = nullptr;
    Encoded out;
    SetLastError(0xDEADBEEF);
    if (!CryptEncodeObjectEx(X509_ASN_ENCODING, type, structure, CRYPT_ENCODE_ALLOC_FLAG | flags,
                             nullptr, &address, &out.told)) {
        if (address != nullptr) throw std::logic_error("an encoding and its failure");
        out.error = GetLastError();
        return out;
    }
    const Object<void> owner(address);
    const auto* const first = static_cast<const std::uint8_t*>(address);
    out.der.assign(first, first + out.told);
    return out;
}
// Decoded and encoded again.
inline Buffer there_and_back(LPCSTR type, const Buffer& der) {
    const auto object = decoded<void>(type, der);
    return object == nullptr ? Buffer{} : encoded(type, object.get()).der;
}

inline LPSTR text(const char* literal) { return const_cast<LPSTR>(literal); }
inline LPWSTR wide(const char16_t* literal) {
    return reinterpret_cast<LPWSTR>(const_cast<char16_t*>(literal));
}
inline CRYPT_DATA_BLOB blob(Buffer& octets) {
    return {static_cast<DWORD>(octets.size()), octets.empty() ? nullptr : octets.data()};
}
inline Buffer octets(const CRYPT_DATA_BLOB& from) {
    return Buffer(from.pbData, from.pbData + from.cbData);
}
inline Buffer octets(const CRYPT_BIT_BLOB& from) {
    return Buffer(from.pbData, from.pbData + from.cbData);
}
inline std::u16string text_of(const CRYPT_DATA_BLOB& from) {
    return {reinterpret_cast<const char16_t*>(from.pbData), from.cbData / 2};
}

// CN=Juan Lang with a NUL; SN=Lang and CN=Juan Lang in one RelativeDistinguishedName (Windows).
inline const char kOneName[] = "301531133011060355040313 0a4a75616e204c616e6700";
inline const char kTwoNames[] =
    "3021311f300b060355040413044c616e673010060355040313094a75616e204c61"
    "6e67";

Buffer digits(std::string text);

// Each decodes, and encodes to the same octets.
const std::vector<ObjectSample>& object_samples();

}  // namespace secur32::test
