// CryptDecodeObject and CryptEncodeObject: both ways for every structure, sizes, memory, flags, and
// what is refused.
#include <gtest/gtest.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <set>

#include "test/support/der_writer.h"
#include "test/support/foreign_certificates.h"
#include "test/support/object_samples.h"

namespace secur32::test {
namespace {

constexpr DWORD kBefore = 0xDEADBEEF;
const LPCSTR kUnknownType = X509_CERT + 500;  // a number that nothing is called

// Memory that ends where a sanitizer sees the octet behind it.
struct Exact {
    explicit Exact(Bytes from) : octets(new std::uint8_t[from.size()]), size(from.size()) {
        std::copy(from.begin(), from.end(), octets.get());
    }
    std::unique_ptr<std::uint8_t[]> octets;
    std::size_t size;
};

// The error of decoding these octets, which are asked for their size; 0 for none.
DWORD error_of(LPCSTR type, Bytes der) {
    const Exact copy(der);
    DWORD size = kBefore;
    SetLastError(kBefore);
    if (CryptDecodeObject(X509_ASN_ENCODING, type, copy.octets.get(), static_cast<DWORD>(copy.size),
                          0, nullptr, &size))
        return 0;
    EXPECT_EQ(size, 0u);
    return GetLastError();
}

const Buffer kSample = digits("30060101ff020101");  // BasicConstraints

// ---- Both ways ----------------------------------------------------------------------------------

TEST(CryptDecodeObjectEx, AgreesWithTheEncodersOfEverySample) {
    std::set<std::uintptr_t> types;
    for (const ObjectSample& sample : object_samples()) {
        SCOPED_TRACE(sample.name);
        const auto object = decoded<void>(sample.type, sample.der);
        ASSERT_NE(object, nullptr) << std::hex << GetLastError();
        EXPECT_EQ(GetLastError(), kBefore);
        const Encoded again = encoded(sample.type, object.get());
        EXPECT_EQ(to_hex(again.der), to_hex(sample.der)) << std::hex << again.error;
        types.insert(reinterpret_cast<std::uintptr_t>(sample.type));
    }
    std::printf("%zu samples of %zu types\n", object_samples().size(), types.size());
    EXPECT_GE(object_samples().size(), 100u);
}

TEST(CryptDecodeObjectEx, AgreesWithLibcryptoOnTheFieldsOfCertificates) {
    for (const NamedCertificate& known : foreign_certificates()) {
        SCOPED_TRACE(known.name);
        const ForeignFields theirs = foreign_fields(known.der);
        const auto ours = decoded<CERT_INFO>(X509_CERT_TO_BE_SIGNED, known.der);
        ASSERT_NE(ours, nullptr);
        EXPECT_EQ(static_cast<long>(ours->dwVersion), theirs.version);
        const Buffer serial_number = octets(ours->SerialNumber);
        EXPECT_EQ(Buffer(serial_number.rbegin(), serial_number.rend()), theirs.serial_number);
        EXPECT_EQ(octets(ours->Issuer), theirs.issuer);
        EXPECT_EQ(octets(ours->Subject), theirs.subject);
        EXPECT_EQ(ours->SignatureAlgorithm.pszObjId, theirs.signature.oid);
        EXPECT_EQ(octets(ours->SubjectPublicKeyInfo.PublicKey), theirs.public_key.octets);
        ASSERT_EQ(ours->cExtension, theirs.extensions.size());
        for (DWORD i = 0; i < ours->cExtension; ++i) {
            EXPECT_EQ(ours->rgExtension[i].pszObjId, theirs.extensions[i].oid);
            EXPECT_EQ(octets(ours->rgExtension[i].Value), theirs.extensions[i].value);
            EXPECT_EQ(ours->rgExtension[i].fCritical != FALSE, theirs.extensions[i].critical);
        }
    }
}

TEST(CryptDecodeObject, AgreesWithTheAllocatedOnesOctetForOctetButForPointers) {
    for (const ObjectSample& sample : object_samples()) {
        SCOPED_TRACE(sample.name);
        DWORD size = kBefore;
        ASSERT_TRUE(CryptDecodeObject(X509_ASN_ENCODING, sample.type, sample.der.data(),
                                      static_cast<DWORD>(sample.der.size()), 0, nullptr, &size));
        const Exact block{Buffer(size, 0xAA)};
        DWORD written = size;
        ASSERT_TRUE(CryptDecodeObject(PKCS_7_ASN_ENCODING, sample.type, sample.der.data(),
                                      static_cast<DWORD>(sample.der.size()), 0, block.octets.get(),
                                      &written));
        EXPECT_EQ(written, size);
        EXPECT_EQ(to_hex(encoded(sample.type, block.octets.get()).der), to_hex(sample.der));
    }
}

TEST(CryptEncodeObjectEx, AgreesWithLibcryptoOnBasicConstraints) {
    const CERT_BASIC_CONSTRAINTS2_INFO info = {TRUE, TRUE, 3};
    const Buffer ours = encoded(X509_BASIC_CONSTRAINTS2, &info).der;
    const unsigned char* at = ours.data();
    BASIC_CONSTRAINTS* const theirs =
        d2i_BASIC_CONSTRAINTS(nullptr, &at, static_cast<long>(ours.size()));
    ASSERT_NE(theirs, nullptr);
    EXPECT_NE(theirs->ca, 0);
    EXPECT_EQ(ASN1_INTEGER_get(theirs->pathlen), 3);
    BASIC_CONSTRAINTS_free(theirs);
}

TEST(CryptEncodeObject, AgreesWithLibcryptoOnKeyPurposes) {
    LPSTR purposes[] = {text(szOID_PKIX_KP_SERVER_AUTH), text("1.2.3")};
    const CERT_ENHKEY_USAGE usage = {2, purposes};
    DWORD size = 0;
    ASSERT_TRUE(
        CryptEncodeObject(X509_ASN_ENCODING, X509_ENHANCED_KEY_USAGE, &usage, nullptr, &size));
    Buffer ours(size);
    ASSERT_TRUE(
        CryptEncodeObject(X509_ASN_ENCODING, X509_ENHANCED_KEY_USAGE, &usage, ours.data(), &size));
    const unsigned char* at = ours.data();
    EXTENDED_KEY_USAGE* const theirs =
        d2i_EXTENDED_KEY_USAGE(nullptr, &at, static_cast<long>(ours.size()));
    ASSERT_NE(theirs, nullptr);
    ASSERT_EQ(sk_ASN1_OBJECT_num(theirs), 2);
    EXPECT_EQ(OBJ_obj2nid(sk_ASN1_OBJECT_value(theirs, 0)), NID_server_auth);
    EXTENDED_KEY_USAGE_free(theirs);
}

// ---- Sizes and memory ---------------------------------------------------------------------------

TEST(CryptDecodeObjectEx, RefusesEverySmallerBufferAndTellsTheSize) {
    DWORD size = 0;
    const auto whole = decoded<CERT_EXTENSIONS>(
        SECUR32_X509_EXTENSIONS, digits("301430120603551d130101ff040830060101ff020101"), 0, &size);
    const Buffer der = digits("301430120603551d130101ff040830060101ff020101");
    for (DWORD small = 0; small < size; ++small) {
        const Exact block{Buffer(small)};
        DWORD told = small;
        SetLastError(kBefore);
        EXPECT_FALSE(CryptDecodeObjectEx(X509_ASN_ENCODING, SECUR32_X509_EXTENSIONS, der.data(),
                                         static_cast<DWORD>(der.size()), 0, nullptr,
                                         block.octets.get(), &told));
        EXPECT_EQ(GetLastError(), static_cast<DWORD>(ERROR_MORE_DATA));
        EXPECT_EQ(told, size);
    }
}

TEST(CryptDecodeObjectEx, WritesNothingBehindWhatItSaysItNeeds) {
    for (const ObjectSample& sample : object_samples()) {
        DWORD size = 0;
        ASSERT_TRUE(CryptDecodeObjectEx(X509_ASN_ENCODING, sample.type, sample.der.data(),
                                        static_cast<DWORD>(sample.der.size()), 0, nullptr, nullptr,
                                        &size));
        Buffer block(size + 32, 0xAA);
        DWORD given = size + 32;
        ASSERT_TRUE(CryptDecodeObjectEx(X509_ASN_ENCODING, sample.type, sample.der.data(),
                                        static_cast<DWORD>(sample.der.size()), 0, nullptr,
                                        block.data(), &given));
        EXPECT_EQ(given, size);
        EXPECT_EQ(Buffer(block.end() - 32, block.end()), Buffer(32, 0xAA)) << sample.name;
    }
}

TEST(CryptDecodeObjectEx, TellsTheSizesThatWindowsTells) {
    DWORD size = 0;
    decoded<int>(X509_INTEGER, digits("020101"), 0, &size);
    EXPECT_EQ(size, sizeof(int));
    decoded<FILETIME>(X509_CHOICE_OF_TIME, digits("170d3035303630363136313030305a"), 0, &size);
    EXPECT_EQ(size, sizeof(FILETIME));
    decoded<CERT_NAME_INFO>(SECUR32_X509_NAME, digits("3000"), 0, &size);
    EXPECT_EQ(size, sizeof(CERT_NAME_INFO));
    decoded<CERT_NAME_INFO>(SECUR32_X509_NAME, digits("30023100"), 0, &size);
    EXPECT_EQ(size, sizeof(CERT_NAME_INFO) + sizeof(CERT_RDN));
}

int live_blocks = 0;
void* WINAPI counted_alloc(size_t size) {
    ++live_blocks;
    return std::malloc(size);
}
void WINAPI counted_free(void* block) {
    --live_blocks;
    std::free(block);
}
void* WINAPI no_memory(size_t) { return nullptr; }

TEST(CryptDecodeObjectEx, AllocatesWithTheCallersFunctions) {
    CRYPT_DECODE_PARA functions = {sizeof functions, counted_alloc, counted_free};
    void* object = nullptr;
    DWORD size = 0;
    ASSERT_TRUE(CryptDecodeObjectEx(X509_ASN_ENCODING, X509_BASIC_CONSTRAINTS2, kSample.data(),
                                    static_cast<DWORD>(kSample.size()), CRYPT_DECODE_ALLOC_FLAG,
                                    &functions, &object, &size));
    EXPECT_EQ(live_blocks, 1);
    counted_free(object);
    EXPECT_EQ(live_blocks, 0);
}

TEST(CryptDecodeObjectEx, RefusesToGoOnWhereTheCallersFunctionHasNoMemory) {
    CRYPT_DECODE_PARA functions = {sizeof functions, no_memory, counted_free};
    void* object = &functions;
    DWORD size = kBefore;
    EXPECT_FALSE(CryptDecodeObjectEx(X509_ASN_ENCODING, X509_BASIC_CONSTRAINTS2, kSample.data(),
                                     static_cast<DWORD>(kSample.size()), CRYPT_DECODE_ALLOC_FLAG,
                                     &functions, &object, &size));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_OUTOFMEMORY));
    EXPECT_EQ(object, nullptr);
    EXPECT_EQ(size, 0u);
    EXPECT_EQ(live_blocks, 0);
}

TEST(CryptDecodeObjectEx, PointsIntoTheEncodingWhenItIsNotToCopy) {
    const Buffer der = digits("0403616263");
    const auto inside = decoded<CRYPT_DATA_BLOB>(X509_OCTET_STRING, der, CRYPT_DECODE_NOCOPY_FLAG);
    EXPECT_EQ(inside->pbData, der.data() + 2);
    const auto copied = decoded<CRYPT_DATA_BLOB>(X509_OCTET_STRING, der);
    EXPECT_EQ(copied->pbData, reinterpret_cast<BYTE*>(copied.get() + 1));
}

TEST(CryptDecodeObjectEx, TakesEveryFlagThatChangesNothing) {
    for (const DWORD flags : {DWORD{CRYPT_DECODE_SHARE_OID_STRING_FLAG},
                              DWORD{CRYPT_DECODE_NOCOPY_FLAG}, DWORD{0x40}}) {
        const auto object = decoded<CERT_EXTENSIONS>(
            SECUR32_X509_EXTENSIONS, digits("3011300f0603551d13040830060101ff020101"), flags);
        ASSERT_NE(object, nullptr);
        EXPECT_STREQ(object->rgExtension[0].pszObjId, "2.5.29.19");
    }
}

TEST(CryptDecodeObjectEx, PassesOverOctetsBehindTheEnd) {
    for (const ObjectSample& sample : object_samples())
        EXPECT_EQ(error_of(sample.type, sample.der + Buffer(4, 0)), 0u) << sample.name;
}

// ---- Refusals: decoding -------------------------------------------------------------------------

TEST(CryptDecodeObjectEx, TellsEveryTruncationAsCutOff) {
    std::size_t count = 0;
    for (const ObjectSample& sample : object_samples())
        for (std::size_t size = 0; size < sample.der.size(); ++size, ++count)
            ASSERT_EQ(error_of(sample.type, Bytes(sample.der).first(size)),
                      static_cast<DWORD>(CRYPT_E_ASN1_EOD))
                << sample.name << " cut to " << size;
    std::printf("%zu truncations\n", count);
}

TEST(CryptDecodeObjectEx, TakesWhatItReencodesOrRefusesAtEveryFlippedBit) {
    std::size_t refused = 0, taken = 0;
    for (const ObjectSample& sample : object_samples())
        for (std::size_t bit = 0; bit < std::min<std::size_t>(sample.der.size(), 48) * 8; ++bit) {
            Buffer other = sample.der;
            other[bit / 8] = static_cast<std::uint8_t>(other[bit / 8] ^ 1U << bit % 8);
            const auto object = decoded<void>(sample.type, other);
            ++(object == nullptr ? refused : taken);
            if (object == nullptr) continue;
            const Buffer once = encoded(sample.type, object.get()).der;
            if (once.empty()) continue;
            EXPECT_EQ(there_and_back(sample.type, once), once) << sample.name;
        }
    std::printf("%zu refused, %zu taken\n", refused, taken);
    EXPECT_GT(refused, 5000u);
}

TEST(CryptDecodeObjectEx, RefusesWhatBeginsAsSomethingElse) {
    EXPECT_EQ(decoding_error(X509_INTEGER, digits("160474657374")),
              static_cast<DWORD>(CRYPT_E_ASN1_BADTAG));
    EXPECT_EQ(decoding_error(SECUR32_X509_NAME, digits("0400")),
              static_cast<DWORD>(CRYPT_E_ASN1_BADTAG));
    EXPECT_EQ(decoding_error(PKCS_UTC_TIME, digits("180f32313435303630363136313030305a")),
              static_cast<DWORD>(CRYPT_E_ASN1_BADTAG));
}

TEST(CryptDecodeObjectEx, RefusesNumbersThatTheStructureHasNoRoomFor) {
    EXPECT_EQ(decoding_error(X509_INTEGER, digits("0205fe01020304")),
              static_cast<DWORD>(CRYPT_E_ASN1_LARGE));
    EXPECT_EQ(decoding_error(X509_BASIC_CONSTRAINTS2, digits("300702050100000000")),
              static_cast<DWORD>(CRYPT_E_ASN1_LARGE));
    EXPECT_EQ(decoding_error(RSA_CSP_PUBLICKEYBLOB, digits("300a020107 02050100000001")),
              static_cast<DWORD>(CRYPT_E_ASN1_LARGE));
    EXPECT_EQ(decoding_error(X509_DSS_SIGNATURE, tlv(0x30, {tlv(2, Buffer(21, 1)), {2, 1, 1}})),
              static_cast<DWORD>(CRYPT_E_ASN1_LARGE));
}

TEST(CryptDecodeObjectEx, RefusesTypesAndEncodingsItDoesNotKnow) {
    DWORD size = kBefore;
    const auto refused = [&](DWORD encoding, LPCSTR type) {
        SetLastError(kBefore);
        EXPECT_FALSE(CryptDecodeObjectEx(encoding, type, kSample.data(),
                                         static_cast<DWORD>(kSample.size()), 0, nullptr, nullptr,
                                         &size));
        EXPECT_EQ(GetLastError(), static_cast<DWORD>(ERROR_FILE_NOT_FOUND));
        EXPECT_EQ(size, 0u);
    };
    refused(X509_ASN_ENCODING, kUnknownType);
    refused(X509_ASN_ENCODING, nullptr);
    refused(X509_ASN_ENCODING, "1.2.3.4");
    refused(X509_ASN_ENCODING, "");
    refused(X509_ASN_ENCODING, szOID_RSA_RSA);      // Wine's tests: no structure's name
    refused(X509_ASN_ENCODING, szOID_RSA_SHA1RSA);  // likewise
    refused(0, X509_BASIC_CONSTRAINTS2);
    refused(3, X509_BASIC_CONSTRAINTS2);
}

TEST(CryptDecodeObjectEx, RefusesNullWhereThereMustBeSomething) {
    DWORD size = kBefore;
    void* object = nullptr;
    EXPECT_FALSE(CryptDecodeObjectEx(X509_ASN_ENCODING, X509_INTEGER, kSample.data(), 3, 0, nullptr,
                                     &object, nullptr));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_FALSE(CryptDecodeObjectEx(X509_ASN_ENCODING, X509_INTEGER, nullptr, 1, 0, nullptr,
                                     nullptr, &size));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_FALSE(CryptDecodeObjectEx(X509_ASN_ENCODING, X509_INTEGER, kSample.data(), 3,
                                     CRYPT_DECODE_ALLOC_FLAG, nullptr, nullptr, &size));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_FALSE(CryptDecodeObjectEx(X509_ASN_ENCODING, X509_INTEGER, nullptr, 0, 0, nullptr,
                                     nullptr, &size));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(CRYPT_E_ASN1_EOD));
}

TEST(CryptDecodeObjectEx, RefusesAnAddressThatIsNotAligned) {
    const Buffer der = digits("0403616263");
    alignas(16) std::array<std::uint8_t, 64> block{};
    DWORD size = 60;
    EXPECT_FALSE(CryptDecodeObjectEx(X509_ASN_ENCODING, X509_OCTET_STRING, der.data(),
                                     static_cast<DWORD>(der.size()), 0, nullptr, block.data() + 4,
                                     &size));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    size = 4;
    EXPECT_TRUE(CryptDecodeObjectEx(X509_ASN_ENCODING, X509_INTEGER, digits("020107").data(), 3, 0,
                                    nullptr, block.data() + 4, &size));
    EXPECT_EQ(block[4], 7);
}

TEST(CryptDecodeObjectEx, SetsTheAddressToNullAfterAFailure) {
    void* object = &object;
    DWORD size = kBefore;
    EXPECT_FALSE(CryptDecodeObjectEx(X509_ASN_ENCODING, X509_INTEGER, kSample.data(),
                                     static_cast<DWORD>(kSample.size()), CRYPT_DECODE_ALLOC_FLAG,
                                     nullptr, &object, &size));
    EXPECT_EQ(object, nullptr);
    EXPECT_EQ(size, 0u);
}

TEST(CryptDecodeObject, RefusesToAllocate) {
    void* object = nullptr;
    DWORD size = 8;
    EXPECT_FALSE(CryptDecodeObject(X509_ASN_ENCODING, X509_BASIC_CONSTRAINTS2, kSample.data(),
                                   static_cast<DWORD>(kSample.size()), CRYPT_DECODE_ALLOC_FLAG,
                                   &object, &size));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

TEST(CryptDecodeObject, RefusesATooSmallBuffer) {
    std::uint8_t little[4];
    DWORD size = sizeof little;
    EXPECT_FALSE(CryptDecodeObject(X509_ASN_ENCODING, X509_BASIC_CONSTRAINTS2, kSample.data(),
                                   static_cast<DWORD>(kSample.size()), 0, little, &size));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(ERROR_MORE_DATA));
    EXPECT_EQ(size, sizeof(CERT_BASIC_CONSTRAINTS2_INFO));
}

TEST(CryptDecodeObject, RefusesAnUnknownType) {
    DWORD size = kBefore;
    EXPECT_FALSE(
        CryptDecodeObject(X509_ASN_ENCODING, kUnknownType, kSample.data(), 8, 0, nullptr, &size));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(ERROR_FILE_NOT_FOUND));
}

TEST(CryptDecodeObject, RefusesFieldsInAnotherOrder) {
    DWORD size = kBefore;
    const Buffer inverted = digits("30060201010101ff");
    EXPECT_FALSE(CryptDecodeObject(X509_ASN_ENCODING, X509_BASIC_CONSTRAINTS2, inverted.data(),
                                   static_cast<DWORD>(inverted.size()), 0, nullptr, &size));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
    EXPECT_EQ(size, 0u);
}

// ---- Refusals: encoding -------------------------------------------------------------------------

TEST(CryptEncodeObjectEx, RefusesTypesAndEncodingsItDoesNotKnow) {
    const int one = 1;
    DWORD size = kBefore;
    EXPECT_FALSE(CryptEncodeObjectEx(0, X509_INTEGER, &one, 0, nullptr, nullptr, &size));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(ERROR_FILE_NOT_FOUND));
    EXPECT_FALSE(
        CryptEncodeObjectEx(X509_ASN_ENCODING, kUnknownType, &one, 0, nullptr, nullptr, &size));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(ERROR_FILE_NOT_FOUND));
    EXPECT_EQ(size, 0u);
}

TEST(CryptEncodeObjectEx, RefusesNullWhereThereMustBeSomething) {
    const int one = 1;
    DWORD size = kBefore;
    EXPECT_FALSE(
        CryptEncodeObjectEx(X509_ASN_ENCODING, X509_INTEGER, nullptr, 0, nullptr, nullptr, &size));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_FALSE(
        CryptEncodeObjectEx(X509_ASN_ENCODING, X509_INTEGER, &one, 0, nullptr, nullptr, nullptr));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_FALSE(CryptEncodeObjectEx(X509_ASN_ENCODING, X509_INTEGER, &one, CRYPT_ENCODE_ALLOC_FLAG,
                                     nullptr, nullptr, &size));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    // A list that is counted, and is not there.
    const CERT_NAME_INFO name = {1, nullptr};
    EXPECT_EQ(encoded(SECUR32_X509_NAME, &name).error, static_cast<DWORD>(E_INVALIDARG));
}

TEST(CryptEncodeObjectEx, RefusesATooSmallBufferAndTellsTheSize) {
    const int number = 256;
    for (DWORD small = 0; small < 4; ++small) {
        const Exact block{Buffer(small)};
        DWORD told = small;
        EXPECT_FALSE(CryptEncodeObjectEx(X509_ASN_ENCODING, X509_INTEGER, &number, 0, nullptr,
                                         block.octets.get(), &told));
        EXPECT_EQ(GetLastError(), static_cast<DWORD>(ERROR_MORE_DATA));
        EXPECT_EQ(told, 4u);
    }
}

TEST(CryptEncodeObjectEx, AllocatesWithTheCallersFunctions) {
    const int one = 1;
    CRYPT_ENCODE_PARA functions = {sizeof functions, counted_alloc, counted_free};
    void* object = nullptr;
    DWORD size = 0;
    ASSERT_TRUE(CryptEncodeObjectEx(X509_ASN_ENCODING, X509_INTEGER, &one, CRYPT_ENCODE_ALLOC_FLAG,
                                    &functions, &object, &size));
    EXPECT_EQ(live_blocks, 1);
    EXPECT_EQ(std::memcmp(object, "\x02\x01\x01", 3), 0);
    counted_free(object);
}

TEST(CryptEncodeObject, RefusesATooSmallBuffer) {
    const int one = 1;
    BYTE little[2];
    DWORD size = sizeof little;
    EXPECT_FALSE(CryptEncodeObject(X509_ASN_ENCODING, X509_INTEGER, &one, little, &size));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(ERROR_MORE_DATA));
    EXPECT_EQ(size, 3u);
}

TEST(CryptEncodeObject, RefusesNullForTheStructure) {
    DWORD size = kBefore;
    EXPECT_FALSE(CryptEncodeObject(X509_ASN_ENCODING, SECUR32_X509_NAME, nullptr, nullptr, &size));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(size, 0u);
}

TEST(CryptEncodeObject, RefusesAnUnknownType) {
    const int one = 1;
    DWORD size = kBefore;
    EXPECT_FALSE(CryptEncodeObject(X509_ASN_ENCODING, "1.2.3", &one, nullptr, &size));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(ERROR_FILE_NOT_FOUND));
}

}  // namespace
}  // namespace secur32::test
