// The parts of which the structures of CryptDecodeObject and CryptEncodeObject are made: read_*
// takes the next element into what is in a block already, write_* is its reverse.  What is no such
// element makes the reader fail; ObjectReader::refuse() says of a failure that it is another one
// than CRYPT_E_ASN1_CORRUPT.
#pragma once

#include <wincrypt_parts.h>

#include <optional>

#include "sslprovider/api/object_encoder.h"
#include "sslprovider/api/object_memory.h"
#include "sslprovider/x509/certificate.h"
#include "sslprovider/x509/extensions.h"

namespace secur32::api {

// Where a decoder writes, and what it says of a failure.
class ObjectDecoder {
 public:
    explicit ObjectDecoder(ObjectMemory memory_of) : memory(std::move(memory_of)) {}

    ObjectMemory memory;

    // Makes in fail with this code.
    void refuse(DerReader& in, HRESULT code) {
        if (!in.failed() && code_ == 0) code_ = code;
        in.fail();
    }
    // 0: nothing in particular.
    HRESULT code() const { return code_; }

 private:
    HRESULT code_ = 0;
};

// One row of the table of structures.
struct ObjectType {
    DerTag tag;  // what the encoding begins with; kAnyTag for more than one
    void (*decode)(DerReader&, ObjectDecoder&);
    void (*encode)(const void*, ObjectEncoder&);
};
// Null for what nothing is called.
const ObjectType* find_object_type(LPCSTR name);

inline constexpr DerTag kAnyTag{0}, kEnumeratedTag{0x0A};

// A row out of a reader and a writer of a T.
template <DerTag Tag, typename T, void (*Read)(DerReader&, ObjectDecoder&, T&),
          void (*Write)(const T&, ObjectEncoder&)>
inline constexpr ObjectType kObjectType = {
    Tag,
    [](DerReader& in, ObjectDecoder& decoder) { Read(in, decoder, *decoder.memory.make<T>()); },
    [](const void* from, ObjectEncoder& encoder) { Write(*static_cast<const T*>(from), encoder); }};

// SEQUENCE OF or SET OF into an array: counts the elements, then reads each.
template <typename T, typename Read>
void read_array(DerReader& in, DerTag tag, ObjectDecoder& decoder, DWORD& count, T*& array,
                Read&& read) {
    DerReader ahead = in;
    std::size_t elements = 0;
    for (DerReader list(ahead.contents(tag)); list.more(); ++elements) list.any();
    count = static_cast<DWORD>(elements);
    array = decoder.memory.make<T>(elements);
    in.nested(tag, [&](DerReader& list) {
        for (std::size_t i = 0; i < elements; ++i) read(list, decoder, array[i]);
    });
}

// Each element of a SET OF apart, since DER sorts them; what is written already stays.
template <typename T, typename Write>
std::vector<Buffer> encoded_each(std::span<const T> list, ObjectEncoder& encoder, Write&& write) {
    const Buffer before = encoder.out.take();
    std::vector<Buffer> elements;
    for (const T& each : list) {
        write(each, encoder);
        elements.push_back(encoder.out.take());
    }
    encoder.out.raw(before);
    return elements;
}

inline FILETIME file_time_of(FileTime time) {
    return {static_cast<DWORD>(time), static_cast<DWORD>(time >> 32)};
}
inline FileTime time_of(const FILETIME& time) {
    return FileTime{time.dwHighDateTime} << 32 | time.dwLowDateTime;
}

// An INTEGER of 32 bits without a sign; CRYPT_E_ASN1_LARGE.
DWORD read_dword(DerReader& in, ObjectDecoder& decoder, DerTag tag = DerTag::integer);
// The same if it is there.
bool read_optional_dword(DerReader& in, ObjectDecoder& decoder, DerTag tag, DWORD& value);
void write_dword(DWORD value, ObjectEncoder& encoder, DerTag tag = DerTag::integer);

// An INTEGER that is not negative, without the zero octet in front.
CRYPT_UINT_BLOB read_unsigned(DerReader& in, ObjectDecoder& decoder);
void read_unsigned_into(DerReader& in, ObjectDecoder& decoder, CRYPT_UINT_BLOB& out);
// UTCTime or GeneralizedTime; CRYPT_E_BAD_ENCODE.
void write_file_time(const FILETIME& from, ObjectEncoder& encoder);

// ---- Attributes, algorithms, extensions (object_parts.cpp) --------------------------------------

CRYPT_ALGORITHM_IDENTIFIER algorithm_of(const x509::AlgorithmIdentifier& algorithm,
                                        ObjectDecoder& decoder);
void read_algorithm(DerReader& in, ObjectDecoder& decoder, CRYPT_ALGORITHM_IDENTIFIER& out);
// without_parameters: what stands for parameters that are absent.
enum class NoParameters : std::uint8_t { absent, null };
void write_algorithm(const CRYPT_ALGORITHM_IDENTIFIER& from, ObjectEncoder& encoder,
                     NoParameters without_parameters);

CERT_PUBLIC_KEY_INFO public_key_of(const x509::SubjectPublicKeyInfo& info, ObjectDecoder& decoder);
void write_public_key(const CERT_PUBLIC_KEY_INFO& from, ObjectEncoder& encoder,
                      NoParameters without_parameters);

void put_extensions(const std::vector<x509::Extension>& extensions, ObjectDecoder& decoder,
                    DWORD& count, PCERT_EXTENSION& array);
void write_extensions(const CERT_EXTENSION* first, DWORD count, ObjectEncoder& encoder);

void read_attribute(DerReader& in, ObjectDecoder& decoder, CRYPT_ATTRIBUTE& out);
void write_attribute(const CRYPT_ATTRIBUTE& from, ObjectEncoder& encoder);
void write_attributes(const CRYPT_ATTRIBUTE* first, DWORD count, DerTag tag,
                      ObjectEncoder& encoder);

// ---- Alternative names (object_alt_names.cpp) ---------------------------------------------------

void read_alt_name(DerReader& in, ObjectDecoder& decoder, CERT_ALT_NAME_ENTRY& out);
void read_alt_names(DerReader& in, DerTag tag, ObjectDecoder& decoder, CERT_ALT_NAME_INFO& out);
// where: the place of the entry, to which that of a character is added.
void write_alt_name(const CERT_ALT_NAME_ENTRY& from, ObjectEncoder& encoder, DWORD where);
void write_alt_names(const CERT_ALT_NAME_INFO& from, DerTag tag, ObjectEncoder& encoder,
                     DWORD where);

// ---- The rows, by file --------------------------------------------------------------------------

extern const ObjectType kSignedContent, kCertificate, kCrl, kRequest;
extern const ObjectType kExtensions, kPublicKeyInfo, kAlgorithm, kAttribute, kAttributes,
    kContentInfo, kContentInfoSequence, kSequenceOfAny;
extern const ObjectType kName, kUnicodeName, kNameValue, kUnicodeNameValue;
extern const ObjectType kInteger, kEnumerated, kMultiByteInteger, kMultiByteUint, kOctetString,
    kBits, kBitsWithoutTrailingZeros, kChoiceOfTime, kUtcTime, kObjectId;
extern const ObjectType kAltNames, kAuthorityKeyId, kAuthorityKeyId2, kCrlDistPoints,
    kIssuingDistPoint, kNameConstraints, kAuthorityInfoAccess;
extern const ObjectType kBasicConstraints, kBasicConstraints2, kPolicies, kPolicyMappings,
    kPolicyConstraints, kEnhancedKeyUsage;
extern const ObjectType kRsaPublicBlob, kRsaPrivateBlob, kCngRsaPublicBlob, kCngRsaPrivateBlob,
    kPrivateKeyInfo, kEncryptedPrivateKeyInfo, kEccPrivateKey;
extern const ObjectType kTwoNumbers, kDssSignature, kDssParameters, kRc2Parameters, kPssParameters;

}  // namespace secur32::api
