// CryptDecodeObject, CryptEncodeObject: the exported functions around the table of structures.
#include <wincrypt.h>

#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/object_codec.h"

namespace secur32::api {
namespace {

constexpr DWORD kCertificateEncodings = 0x0000FFFF;

// Either of the two encodings is enough; it is DER in any case.
bool is_known_encoding(DWORD encoding) {
    return (encoding & kCertificateEncodings) == X509_ASN_ENCODING ||
           (encoding & ~kCertificateEncodings) == PKCS_7_ASN_ENCODING;
}

CertResult find_type(DWORD encoding, LPCSTR name, const ObjectType*& out) {
    if (!is_known_encoding(encoding))
        return refuse(ERROR_FILE_NOT_FOUND, "cert: neither X509_ASN_ENCODING nor PKCS_7");
    out = find_object_type(name);
    if (out == nullptr) return refuse(ERROR_FILE_NOT_FOUND, "cert: no such structure");
    return Status::ok;
}

void name_type(CallTrail& trail, LPCSTR name) {
    const auto number = reinterpret_cast<std::uintptr_t>(name);
    if (number > 0xFFFF && trace::enabled()) {
        const std::string_view text(name);
        trail.text("type", std::u16string(text.begin(), text.end()));
    } else {
        trail.number("type", number);
    }
}

// CRYPT_DECODE_PARA and CRYPT_ENCODE_PARA are one shape.
struct Allocator {
    PFN_CRYPT_ALLOC allocate = nullptr;
    PFN_CRYPT_FREE release = nullptr;
};
static_assert(sizeof(CRYPT_DECODE_PARA) == sizeof(CRYPT_ENCODE_PARA));

// cbSize tells which members there are; Windows' older SDK has neither.
template <typename Parameters>
Allocator allocator_of(const Parameters* parameters) {
    Allocator out;
    if (parameters == nullptr || parameters->cbSize < sizeof *parameters) return out;
    out.allocate = parameters->pfnAlloc;
    out.release = parameters->pfnFree;
    return out;
}

// Memory for a caller who asks for it; it is his once it is handed over.
class Allocation {
 public:
    explicit Allocation(Allocator allocator) : allocator_(allocator) {}
    Allocation(const Allocation&) = delete;
    Allocation& operator=(const Allocation&) = delete;
    ~Allocation() {
        if (block_ == nullptr) return;
        secure_wipe({static_cast<std::uint8_t*>(block_), size_});
        if (allocator_.allocate == nullptr)
            std::free(block_);
        else if (allocator_.release != nullptr)
            allocator_.release(block_);
    }
    // Null when there is no memory.  An empty encoding has an address, too.
    std::uint8_t* take(std::size_t size) {
        size_ = size;
        const std::size_t asked = size == 0 ? 1 : size;
        block_ = allocator_.allocate != nullptr ? allocator_.allocate(asked) : std::malloc(asked);
        return static_cast<std::uint8_t*>(block_);
    }
    void hand_over(void* to) {
        std::memcpy(to, &block_, sizeof block_);
        block_ = nullptr;
    }

 private:
    Allocator allocator_;
    void* block_ = nullptr;
    std::size_t size_ = 0;
};

// Where the output goes: to a buffer whose size is told, or to memory that is allocated.
struct Destination {
    void* address;
    DWORD* size;
    bool allocates;
    Allocator allocator;
};

// Sets what the caller sees of a failure; given is the size of his buffer.
CertResult open_destination(const Destination& to, DWORD& given) {
    if (to.size == nullptr) return refuse(E_INVALIDARG, "cert: there is nowhere to tell the size");
    given = *to.size;
    *to.size = 0;
    if (!to.allocates) return Status::ok;
    if (to.address == nullptr)
        return refuse(E_INVALIDARG, "cert: there is nowhere to store an address");
    void* const nothing = nullptr;
    std::memcpy(to.address, &nothing, sizeof nothing);
    return Status::ok;
}

// Runs write(block) on size octets there.
template <typename Write>
CertResult deliver(const Destination& to, DWORD given, std::size_t size, Write&& write) {
    if (size > std::numeric_limits<DWORD>::max())
        return refuse(CRYPT_E_ASN1_LARGE, "cert: more than a DWORD counts");
    const auto told = static_cast<DWORD>(size);
    if (to.allocates) {
        Allocation memory(to.allocator);
        std::uint8_t* const block = memory.take(size);
        if (block == nullptr) return Status::out_of_memory;
        if (const CertResult written = write(MutableBytes(block, size)); written.code() != 0)
            return written;
        memory.hand_over(to.address);
    } else if (to.address != nullptr) {
        if (given < told) {
            *to.size = told;
            return refuse(ERROR_MORE_DATA, "cert: the output is too small");
        }
        if (const CertResult written =
                write(MutableBytes(static_cast<std::uint8_t*>(to.address), size));
            written.code() != 0)
            return written;
    }
    *to.size = told;
    return Status::ok;
}

// ---- Decoding -----------------------------------------------------------------------------------

// The first element; what is behind it is passed over.
CertResult first_element(const ObjectType& type, Bytes& encoded) {
    if (DerReader::cut_off(encoded))
        return refuse(CRYPT_E_ASN1_EOD, "cert: the encoding is cut off");
    if (type.tag != kAnyTag && !DerReader(encoded).next_is(type.tag))
        return refuse(CRYPT_E_ASN1_BADTAG, "cert: the encoding begins as something else");
    encoded = DerReader(encoded).any();
    if (encoded.empty()) return refuse(CRYPT_E_ASN1_CORRUPT, "cert: no element in DER");
    return Status::ok;
}

CertResult decode(const ObjectType& type, Bytes element, ObjectDecoder& decoder) {
    DerReader in(element);
    type.decode(in, decoder);
    if (in.done()) return Status::ok;
    return refuse(decoder.code() != 0 ? decoder.code() : CRYPT_E_ASN1_CORRUPT,
                  "cert: the encoding is not that structure");
}

CertResult decode_object(const ObjectType& type, Bytes encoded, DWORD flags, const Destination& to,
                         DWORD given) {
    if (const CertResult found = first_element(type, encoded); found.code() != 0) return found;
    ObjectDecoder measured{ObjectMemory(flags)};
    if (const CertResult read = decode(type, encoded, measured); read.code() != 0) return read;
    return deliver(to, given, measured.memory.size(), [&](MutableBytes block) -> CertResult {
        ObjectDecoder written{ObjectMemory(flags, block)};
        if (const CertResult read = decode(type, encoded, written); read.code() != 0) return read;
        if (written.memory.fits()) return Status::ok;
        return refuse(E_INVALIDARG, "cert: pvStructInfo is not aligned for the structure");
    });
}

// ---- Encoding -----------------------------------------------------------------------------------

CertResult encode_object(const ObjectType& type, const void* structure, DWORD flags,
                         const Destination& to, DWORD given) {
    if (structure == nullptr) return refuse(E_INVALIDARG, "cert: there is no structure");
    ObjectEncoder encoder(flags);
    type.encode(structure, encoder);
    if (encoder.code() != 0) {
        *to.size = encoder.where();
        return refuse(encoder.code(), encoder.reason());
    }
    const Bytes encoding = encoder.encoding();
    return deliver(to, given, encoding.size(), [&](MutableBytes block) -> CertResult {
        std::ranges::copy(encoding, block.begin());
        return Status::ok;
    });
}

CertResult decode_call(CallTrail& trail, DWORD encoding, LPCSTR name, const BYTE* encoded,
                       DWORD size, DWORD flags, const Destination& to) {
    name_type(trail, name);
    trail.number("size", size);
    trail.flags("flags", flags);
    DWORD given = 0;
    const ObjectType* type = nullptr;
    if (const CertResult open = open_destination(to, given); open.code() != 0) return open;
    if (const CertResult found = find_type(encoding, name, type); found.code() != 0) return found;
    if (encoded == nullptr && size != 0)
        return refuse(E_INVALIDARG, "cert: a length without an address");
    return decode_object(*type, {encoded, size}, flags, to, given);
}

CertResult encode_call(CallTrail& trail, DWORD encoding, LPCSTR name, const void* structure,
                       DWORD flags, const Destination& to) {
    name_type(trail, name);
    trail.flags("flags", flags);
    DWORD given = 0;
    const ObjectType* type = nullptr;
    if (const CertResult open = open_destination(to, given); open.code() != 0) return open;
    if (const CertResult found = find_type(encoding, name, type); found.code() != 0) return found;
    return encode_object(*type, structure, flags, to, given);
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CryptDecodeObjectEx(DWORD dwCertEncodingType, LPCSTR lpszStructType,
                                const BYTE* pbEncoded, DWORD cbEncoded, DWORD dwFlags,
                                PCRYPT_DECODE_PARA pDecodePara, void* pvStructInfo,
                                DWORD* pcbStructInfo) {
    return cert_call("CryptDecodeObjectEx", [&](CallTrail& trail) -> CertResult {
        const bool allocates = (dwFlags & CRYPT_DECODE_ALLOC_FLAG) != 0;
        return decode_call(trail, dwCertEncodingType, lpszStructType, pbEncoded, cbEncoded, dwFlags,
                           {pvStructInfo, pcbStructInfo, allocates, allocator_of(pDecodePara)});
    });
}

BOOL WINAPI CryptDecodeObject(DWORD dwCertEncodingType, LPCSTR lpszStructType,
                              const BYTE* pbEncoded, DWORD cbEncoded, DWORD dwFlags,
                              void* pvStructInfo, DWORD* pcbStructInfo) {
    return cert_call("CryptDecodeObject", [&](CallTrail& trail) -> CertResult {
        if ((dwFlags & CRYPT_DECODE_ALLOC_FLAG) != 0)
            return refuse(E_INVALIDARG, "cert: CryptDecodeObjectEx is what allocates");
        return decode_call(trail, dwCertEncodingType, lpszStructType, pbEncoded, cbEncoded, dwFlags,
                           {pvStructInfo, pcbStructInfo, false, {}});
    });
}

BOOL WINAPI CryptEncodeObjectEx(DWORD dwCertEncodingType, LPCSTR lpszStructType,
                                const void* pvStructInfo, DWORD dwFlags,
                                PCRYPT_ENCODE_PARA pEncodePara, void* pvEncoded,
                                DWORD* pcbEncoded) {
    return cert_call("CryptEncodeObjectEx", [&](CallTrail& trail) -> CertResult {
        const bool allocates = (dwFlags & CRYPT_ENCODE_ALLOC_FLAG) != 0;
        return encode_call(trail, dwCertEncodingType, lpszStructType, pvStructInfo, dwFlags,
                           {pvEncoded, pcbEncoded, allocates, allocator_of(pEncodePara)});
    });
}

BOOL WINAPI CryptEncodeObject(DWORD dwCertEncodingType, LPCSTR lpszStructType,
                              const void* pvStructInfo, BYTE* pbEncoded, DWORD* pcbEncoded) {
    return cert_call("CryptEncodeObject", [&](CallTrail& trail) -> CertResult {
        return encode_call(trail, dwCertEncodingType, lpszStructType, pvStructInfo, 0,
                           {pbEncoded, pcbEncoded, false, {}});
    });
}

}  // extern "C"
