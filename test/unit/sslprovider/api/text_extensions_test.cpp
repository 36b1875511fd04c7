// Extensions, attributes, key lengths, key usages and times: as libcrypto reads the same
// certificates, as Wine's tests say Windows does, and what is refused.
#include <gtest/gtest.h>
#include <openssl/x509v3.h>
#include <wincrypt.h>
#include <winerror.h>

#include <memory>

#include "sslprovider/base/clock.h"
#include "test/support/test_authority.h"
#include "test/unit/sslprovider/api/certificate_fixture.h"

namespace secur32::test {
namespace {

struct FreeForeign {
    void operator()(x509_st* certificate) const { X509_free(certificate); }
};
using Foreign = std::unique_ptr<x509_st, FreeForeign>;
Foreign foreign_of(const Buffer& der) {
    const unsigned char* at = der.data();
    return Foreign(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
}

void expect_untouched() { EXPECT_EQ(GetLastError(), kUntouched); }

// ---- CertFindExtension
// ---------------------------------------------------------------------------

TEST(CertFindExtension, AgreesWithLibcryptoOnWhereAnExtensionIs) {
    for (const NamedCertificate& known : foreign_certificates()) {
        const Context context{Bytes(known.der)};
        const Foreign foreign = foreign_of(known.der);
        for (const char* const oid :
             {"2.5.29.14", "2.5.29.15", "2.5.29.17", "2.5.29.19", "1.2.3"}) {
            const std::unique_ptr<ASN1_OBJECT, void (*)(ASN1_OBJECT*)> id(OBJ_txt2obj(oid, 1),
                                                                          ASN1_OBJECT_free);
            const int index = X509_get_ext_by_OBJ(foreign.get(), id.get(), -1);
            CERT_INFO& info = *context->pCertInfo;
            SetLastError(kUntouched);
            EXPECT_EQ(CertFindExtension(oid, info.cExtension, info.rgExtension),
                      index < 0 ? nullptr : &info.rgExtension[index]);
            expect_untouched();
        }
    }
}

TEST(CertFindExtension, FindsNothingAmongNone) {
    SetLastError(kUntouched);
    EXPECT_EQ(CertFindExtension(nullptr, 0, nullptr), nullptr);
    expect_untouched();
}

TEST(CertFindExtension, RefusesANullIdentifier) {
    CERT_EXTENSION extension{};
    EXPECT_EQ(CertFindExtension(nullptr, 1, &extension), nullptr);
    EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_PARAMETER});
}
TEST(CertFindExtension, RefusesACountWithoutAnAddress) {
    EXPECT_EQ(CertFindExtension("1.2.3", 1, nullptr), nullptr);
    EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_PARAMETER});
}
TEST(CertFindExtension, RefusesNullAltogether) {
    EXPECT_EQ(CertFindExtension(nullptr, 1, nullptr), nullptr);
    EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_PARAMETER});
}

// ---- CertFindAttribute
// ---------------------------------------------------------------------------

struct Attributes {
    CHAR first[6] = "1.2.3", second[8] = "2.5.4.3";
    CRYPT_ATTRIBUTE both[3] = {{first, 0, nullptr}, {second, 0, nullptr}, {nullptr, 0, nullptr}};
};

TEST(CertFindAttribute, AgreesWithLibcryptoOnWhereAnAttributeIs) {
    Attributes attributes;
    STACK_OF(X509_ATTRIBUTE)* list = nullptr;
    for (const char* const oid : {attributes.first, attributes.second}) {
        const unsigned char value[] = "a";
        X509at_add1_attr_by_txt(&list, oid, MBSTRING_ASC, value, 1);
    }
    for (const char* const oid : {"1.2.3", "2.5.4.3", "1.2.4"}) {
        const std::unique_ptr<ASN1_OBJECT, void (*)(ASN1_OBJECT*)> id(OBJ_txt2obj(oid, 1),
                                                                      ASN1_OBJECT_free);
        const int index = X509at_get_attr_by_OBJ(list, id.get(), -1);
        SetLastError(kUntouched);
        EXPECT_EQ(CertFindAttribute(oid, 3, attributes.both),
                  index < 0 ? nullptr : &attributes.both[index]);
        expect_untouched();
    }
    sk_X509_ATTRIBUTE_pop_free(list, X509_ATTRIBUTE_free);
}

TEST(CertFindAttribute, FindsNothingAmongNone) {
    SetLastError(kUntouched);
    EXPECT_EQ(CertFindAttribute(nullptr, 0, nullptr), nullptr);
    expect_untouched();
}

TEST(CertFindAttribute, RefusesANullIdentifier) {
    Attributes attributes;
    EXPECT_EQ(CertFindAttribute(nullptr, 2, attributes.both), nullptr);
    EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_PARAMETER});
}
TEST(CertFindAttribute, RefusesACountWithoutAnAddress) {
    EXPECT_EQ(CertFindAttribute("1.2.3", 1, nullptr), nullptr);
    EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_PARAMETER});
}
TEST(CertFindAttribute, RefusesNullAltogether) {
    EXPECT_EQ(CertFindAttribute(nullptr, 1, nullptr), nullptr);
    EXPECT_EQ(GetLastError(), DWORD{ERROR_INVALID_PARAMETER});
}

// ---- CertGetPublicKeyLength
// ----------------------------------------------------------------------

TEST(CertGetPublicKeyLength, AgreesWithLibcryptoOnEveryKey) {
    std::size_t count = 0;
    for (const NamedCertificate& known : foreign_certificates()) {
        const std::size_t bits = foreign_fields(known.der).key_bits;
        if (bits == 0) continue;
        const Context context{Bytes(known.der)};
        EXPECT_EQ(
            CertGetPublicKeyLength(X509_ASN_ENCODING, &context->pCertInfo->SubjectPublicKeyInfo),
            bits)
            << known.name;
        ++count;
    }
    EXPECT_GE(count, 4u);
}

TEST(CertGetPublicKeyLength, RefusesNull) {
    CERT_PUBLIC_KEY_INFO no_algorithm{};
    for (CERT_PUBLIC_KEY_INFO* const info :
         {static_cast<CERT_PUBLIC_KEY_INFO*>(nullptr), &no_algorithm}) {
        SetLastError(0);
        EXPECT_EQ(CertGetPublicKeyLength(X509_ASN_ENCODING, info), 0u);
        EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    }
}
TEST(CertGetPublicKeyLength, RefusesOtherEncodings) {
    const Context context = usual_context();
    EXPECT_EQ(CertGetPublicKeyLength(0, &context->pCertInfo->SubjectPublicKeyInfo), 0u);
    EXPECT_EQ(GetLastError(), DWORD{ERROR_FILE_NOT_FOUND});
}
TEST(CertGetPublicKeyLength, RefusesWhatIsNoKey) {
    const Context context = usual_context();
    CERT_PUBLIC_KEY_INFO info = context->pCertInfo->SubjectPublicKeyInfo;
    CHAR bogus[] = "bogus", unknown[] = "1.2.3";
    for (CHAR* const oid : {bogus, unknown}) {
        info.Algorithm.pszObjId = oid;
        SetLastError(0);
        EXPECT_EQ(CertGetPublicKeyLength(X509_ASN_ENCODING, &info), 0u);
        EXPECT_EQ(GetLastError(), static_cast<DWORD>(NTE_BAD_PUBLIC_KEY));
    }
    info = context->pCertInfo->SubjectPublicKeyInfo;
    --info.PublicKey.cbData;
    EXPECT_EQ(CertGetPublicKeyLength(X509_ASN_ENCODING, &info), 0u);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(NTE_BAD_PUBLIC_KEY));
}

// ---- CertGetIntendedKeyUsage
// ---------------------------------------------------------------------

Issued with_usage(const std::string& value) {
    IssuePlan plan;
    plan.key_name = "usages";
    plan.extensions = {{"keyUsage", value}};
    return issue(plan);
}

TEST(CertGetIntendedKeyUsage, AgreesWithLibcryptoOnKeyUsages) {
    for (const char* const value :
         {"digitalSignature", "keyCertSign,cRLSign", "decipherOnly,keyAgreement",
          "digitalSignature,nonRepudiation,keyEncipherment,dataEncipherment"}) {
        const Issued issued = with_usage(value);
        const Context context{Bytes(issued.der)};
        BYTE usage[3] = {0xEE, 0xEE, 0xEE};
        EXPECT_TRUE(CertGetIntendedKeyUsage(X509_ASN_ENCODING, context->pCertInfo, usage, 3));
        // X509_get_key_usage: the first octet low, the second above it.
        const std::uint32_t foreign = X509_get_key_usage(foreign_of(issued.der).get());
        EXPECT_EQ(usage[0] | std::uint32_t{usage[1]} << 8, foreign) << value;
        EXPECT_EQ(usage[2], 0);
        usage[1] = 0xEE;
        EXPECT_TRUE(CertGetIntendedKeyUsage(X509_ASN_ENCODING, context->pCertInfo, usage, 1));
        EXPECT_EQ(usage[1], 0xEE);
    }
}

TEST(CertGetIntendedKeyUsage, SaysThatThereIsNone) {
    CERT_INFO info{};
    BYTE usage[2] = {0xEE, 0xEE};
    SetLastError(kUntouched);
    EXPECT_FALSE(CertGetIntendedKeyUsage(X509_ASN_ENCODING, &info, usage, 2));
    EXPECT_EQ(GetLastError(), 0u);
    EXPECT_EQ(usage[0] | usage[1], 0);
}

TEST(CertGetIntendedKeyUsage, RefusesNull) {
    CERT_INFO info{}, no_address{};
    no_address.cExtension = 1;
    BYTE usage = 0;
    EXPECT_FALSE(CertGetIntendedKeyUsage(X509_ASN_ENCODING, nullptr, &usage, 1));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_FALSE(CertGetIntendedKeyUsage(X509_ASN_ENCODING, &info, nullptr, 1));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_FALSE(CertGetIntendedKeyUsage(X509_ASN_ENCODING, &no_address, &usage, 1));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertGetIntendedKeyUsage, RefusesOtherEncodings) {
    const Issued issued = with_usage("keyCertSign");
    const Context context{Bytes(issued.der)};
    BYTE usage = 0xEE;
    EXPECT_FALSE(CertGetIntendedKeyUsage(0, context->pCertInfo, &usage, 1));
    EXPECT_EQ(GetLastError(), DWORD{ERROR_FILE_NOT_FOUND});
    EXPECT_EQ(usage, 0);
}
TEST(CertGetIntendedKeyUsage, RefusesWhatIsNoKeyUsage) {
    CHAR oid[] = szOID_KEY_USAGE;
    BYTE wrong[] = {0x04, 0x01, 0x80}, usage = 0xEE;
    CERT_EXTENSION extension{oid, FALSE, {sizeof wrong, wrong}};
    CERT_INFO info{};
    info.cExtension = 1;
    info.rgExtension = &extension;
    EXPECT_FALSE(CertGetIntendedKeyUsage(X509_ASN_ENCODING, &info, &usage, 1));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
    EXPECT_EQ(usage, 0);
}

// ---- Times
// ---------------------------------------------------------------------------------------

FILETIME filetime(FileTime time) {
    return {static_cast<DWORD>(time), static_cast<DWORD>(time >> 32)};
}
CERT_INFO valid(FileTime from, FileTime to) {
    CERT_INFO info{};
    info.NotBefore = filetime(from);
    info.NotAfter = filetime(to);
    return info;
}

// Every certificate there is, on both edges of its validity and beside them.
TEST(CertVerifyTimeValidity, AgreesWithLibcryptoOnBothEdges) {
    for (const NamedCertificate& known : foreign_certificates()) {
        const ForeignFields fields = foreign_fields(known.der);
        const Context context{Bytes(known.der)};
        const Foreign foreign = foreign_of(known.der);
        for (const FileTime edge : {fields.not_before, fields.not_after})
            for (const int seconds : {-1, 0, 1}) {
                const FileTime at = edge + FileTime(std::int64_t{seconds} * 10'000'000);
                auto time = static_cast<time_t>(
                    static_cast<std::int64_t>(at - kUnixEpochAsFileTime) / 10'000'000);
                // X509_cmp_time calls equal times earlier: -1.
                const int before = X509_cmp_time(X509_get0_notBefore(foreign.get()), &time);
                time -= 1;
                const int after = X509_cmp_time(X509_get0_notAfter(foreign.get()), &time);
                const FILETIME tested = filetime(at);
                EXPECT_EQ(
                    CertVerifyTimeValidity(const_cast<FILETIME*>(&tested), context->pCertInfo),
                    before > 0  ? -1
                    : after < 0 ? 1
                                : 0)
                    << known.name << " " << seconds;
            }
    }
}

TEST(CertVerifyTimeValidity, TakesNowForNull) {
    const FileTime now = file_time_now(), hour = kFileTimeHour;
    CERT_INFO past = valid(0, now - hour), now_too = valid(now - hour, now + hour),
              future = valid(now + hour, now + 2 * hour);
    EXPECT_EQ(CertVerifyTimeValidity(nullptr, &past), 1);
    EXPECT_EQ(CertVerifyTimeValidity(nullptr, &now_too), 0);
    EXPECT_EQ(CertVerifyTimeValidity(nullptr, &future), -1);
}

TEST(CertVerifyTimeValidity, RefusesNull) {
    FILETIME time{};
    SetLastError(0);
    EXPECT_EQ(CertVerifyTimeValidity(&time, nullptr), 1);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertVerifyTimeValidity, RefusesNullForNow) {
    EXPECT_EQ(CertVerifyTimeValidity(nullptr, nullptr), 1);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertVerifyTimeValidity, RefusesNullForTheLastTimeThereIs) {
    FILETIME time{0xFFFFFFFF, 0xFFFFFFFF};
    EXPECT_EQ(CertVerifyTimeValidity(&time, nullptr), 1);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

TEST(CertVerifyValidityNesting, AgreesWithLibcryptoOnAllPairs) {
    for (const NamedCertificate& a : foreign_certificates())
        for (const NamedCertificate& b : foreign_certificates()) {
            const Context subject{Bytes(a.der)}, issuer{Bytes(b.der)};
            const Foreign x = foreign_of(a.der), y = foreign_of(b.der);
            const bool nested =
                ASN1_TIME_compare(X509_get0_notBefore(x.get()), X509_get0_notBefore(y.get())) >=
                    0 &&
                ASN1_TIME_compare(X509_get0_notAfter(x.get()), X509_get0_notAfter(y.get())) <= 0;
            SetLastError(kUntouched);
            EXPECT_EQ(CertVerifyValidityNesting(subject->pCertInfo, issuer->pCertInfo), nested);
            expect_untouched();
        }
}

TEST(CertVerifyValidityNesting, RefusesANullSubject) {
    CERT_INFO info = valid(1, 2);
    EXPECT_FALSE(CertVerifyValidityNesting(nullptr, &info));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertVerifyValidityNesting, RefusesANullIssuer) {
    CERT_INFO info = valid(1, 2);
    EXPECT_FALSE(CertVerifyValidityNesting(&info, nullptr));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}
TEST(CertVerifyValidityNesting, RefusesTwoNulls) {
    EXPECT_FALSE(CertVerifyValidityNesting(nullptr, nullptr));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

}  // namespace
}  // namespace secur32::test
