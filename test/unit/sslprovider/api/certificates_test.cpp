// Certificate contexts: made, referenced, freed; their properties enumerated.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstring>
#include <thread>

#include "test/support/der_writer.h"
#include "test/support/foreign_certificates.h"
#include "test/unit/sslprovider/api/certificate_fixture.h"

namespace secur32::test {
namespace {

Buffer octets_of(const CRYPT_INTEGER_BLOB& blob) {
    EXPECT_EQ(blob.pbData == nullptr, blob.cbData == 0);
    return {blob.pbData, blob.pbData + blob.cbData};
}

FileTime time_of(FILETIME time) { return FileTime{time.dwHighDateTime} << 32 | time.dwLowDateTime; }

void expect_same(const CRYPT_ALGORITHM_IDENTIFIER& ours, const ForeignAlgorithm& theirs) {
    EXPECT_STREQ(ours.pszObjId, theirs.oid.c_str());
    EXPECT_EQ(octets_of(ours.Parameters), theirs.parameters);
}

void expect_same(const CRYPT_BIT_BLOB& ours, const ForeignBits& theirs) {
    EXPECT_EQ(Buffer(ours.pbData, ours.pbData + ours.cbData), theirs.octets);
    EXPECT_EQ(ours.cUnusedBits, theirs.unused_bits);
}

void expect_same_extensions(const CERT_INFO& ours, const std::vector<ForeignExtension>& theirs) {
    ASSERT_EQ(ours.cExtension, theirs.size());
    EXPECT_EQ(ours.rgExtension == nullptr, theirs.empty());
    for (DWORD i = 0; i < ours.cExtension; ++i) {
        EXPECT_STREQ(ours.rgExtension[i].pszObjId, theirs[i].oid.c_str());
        EXPECT_EQ(ours.rgExtension[i].fCritical, theirs[i].critical ? TRUE : FALSE);
        EXPECT_EQ(octets_of(ours.rgExtension[i].Value), theirs[i].value);
    }
}

void expect_same(const CERT_INFO& ours, const ForeignFields& theirs) {
    EXPECT_EQ(static_cast<long>(ours.dwVersion), theirs.version);
    const Buffer serial_number = octets_of(ours.SerialNumber);
    EXPECT_EQ(Buffer(serial_number.rbegin(), serial_number.rend()), theirs.serial_number);
    expect_same(ours.SignatureAlgorithm, theirs.signature);
    EXPECT_EQ(octets_of(ours.Issuer), theirs.issuer);
    EXPECT_EQ(time_of(ours.NotBefore), theirs.not_before);
    EXPECT_EQ(time_of(ours.NotAfter), theirs.not_after);
    EXPECT_EQ(octets_of(ours.Subject), theirs.subject);
    expect_same(ours.SubjectPublicKeyInfo.Algorithm, theirs.key_algorithm);
    expect_same(ours.SubjectPublicKeyInfo.PublicKey, theirs.public_key);
    expect_same(ours.IssuerUniqueId, theirs.issuer_unique_id);
    expect_same(ours.SubjectUniqueId, theirs.subject_unique_id);
    expect_same_extensions(ours, theirs.extensions);
}

PCCERT_CONTEXT create(const Buffer& der, DWORD encoding = X509_ASN_ENCODING) {
    SetLastError(kUntouched);
    return CertCreateCertificateContext(encoding, der.data(), static_cast<DWORD>(der.size()));
}

// Contexts that are not of our making, as far as a pointer can tell: one in the caller's memory, a
// copy of a real one, and one whose pCertInfo leads to where ours would be.
struct Strangers {
    Context real = usual_context();
    CERT_CONTEXT empty{};
    CERT_CONTEXT copied = *real;
    struct {
        CERT_CONTEXT context{};
        CERT_INFO info{};
        std::uint64_t behind[2] = {};
    } alike;
    Strangers() { alike.context.pCertInfo = &alike.info; }
};

// ---- CertCreateCertificateContext ---------------------------------------------------------------

TEST(CertCreateCertificateContext, AgreesWithLibcryptoOnEveryField) {
    std::size_t count = 0;
    for (const NamedCertificate& known : foreign_certificates()) {
        SCOPED_TRACE(known.name);
        const Context context{Bytes(known.der)};
        expect_same(*context->pCertInfo, foreign_fields(known.der));
        EXPECT_EQ(Buffer(context->pbCertEncoded, context->pbCertEncoded + context->cbCertEncoded),
                  known.der);
        ++count;
    }
    std::printf("%zu certificates\n", count);
    EXPECT_EQ(count, 11u);
}

TEST(CertCreateCertificateContext, CopiesTheCertificateAndKeepsTheEncoding) {
    Buffer der = usual_certificate().der;
    const Context context(create(der, X509_ASN_ENCODING | PKCS_7_ASN_ENCODING));
    EXPECT_EQ(context->dwCertEncodingType, DWORD{X509_ASN_ENCODING | PKCS_7_ASN_ENCODING});
    EXPECT_NE(context->pbCertEncoded, der.data());
    std::fill(der.begin(), der.end(), std::uint8_t{0});
    expect_same(*context->pCertInfo, foreign_fields(usual_certificate().der));
    EXPECT_EQ(context->hCertStore, nullptr);
}

TEST(CertCreateCertificateContext, LeavesTheLastErrorAloneWhenItSucceeds) {
    const Context context(create(usual_certificate().der));
    EXPECT_EQ(GetLastError(), kUntouched);
}

TEST(CertCreateCertificateContext, RefusesOtherEncodings) {
    const Buffer& der = usual_certificate().der;
    for (const DWORD encoding : {DWORD{0}, DWORD{2}, DWORD{3}, DWORD{PKCS_7_ASN_ENCODING},
                                 DWORD{0x00020001}, DWORD{0x00030001}, DWORD{0xFFFFFFFF}}) {
        EXPECT_EQ(create(der, encoding), nullptr);
        EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG)) << encoding;
    }
    EXPECT_EQ(create({}, 0), nullptr);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

TEST(CertCreateCertificateContext, RefusesALengthWithoutAnAddress) {
    SetLastError(kUntouched);
    EXPECT_EQ(CertCreateCertificateContext(X509_ASN_ENCODING, nullptr, 1), nullptr);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

TEST(CertCreateCertificateContext, RefusesWhatIsCutOff) {
    const Buffer& der = usual_certificate().der;
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{3},
                                   std::size_t{4}, der.size() / 2, der.size() - 1}) {
        EXPECT_EQ(create(Buffer(der.begin(), der.begin() + static_cast<std::ptrdiff_t>(size))),
                  nullptr);
        EXPECT_EQ(GetLastError(), static_cast<DWORD>(CRYPT_E_ASN1_EOD)) << size;
    }
}

TEST(CertCreateCertificateContext, RefusesWhatDoesNotBeginAsACertificate) {
    Buffer der = usual_certificate().der;
    der[0] = 0x31;
    for (const Buffer& wrong : {der, Buffer{'-', '-', '-', '-', '-'}, Buffer{0}}) {
        EXPECT_EQ(create(wrong), nullptr);
        EXPECT_EQ(GetLastError(), static_cast<DWORD>(CRYPT_E_ASN1_BADTAG));
    }
}

TEST(CertCreateCertificateContext, RefusesWhatIsCorrupt) {
    const Buffer& der = usual_certificate().der;
    CertificateParts parts;
    parts.version = tlv(0xA0, {tlv(2, Buffer{0xFF})});
    const Buffer indefinite{0x30, 0x80, 0, 0};
    for (const Buffer& wrong : {der + Buffer{0}, parts.der(), parts.tbs_certificate(), indefinite,
                                Buffer{0x30, 0}, Buffer{0x30, 0x81, 0}}) {
        EXPECT_EQ(create(wrong), nullptr);
        EXPECT_EQ(GetLastError(), static_cast<DWORD>(CRYPT_E_ASN1_CORRUPT));
    }
}

// ---- CertDuplicateCertificateContext ------------------------------------------------------------

TEST(CertDuplicateCertificateContext, AgreesWithLibcryptoAfterTheFirstReferenceIsGone) {
    Context first = usual_context();
    const PCCERT_CONTEXT address = first;
    const Context second(CertDuplicateCertificateContext(first));
    EXPECT_EQ(static_cast<PCCERT_CONTEXT>(second), address);
    first.free();
    expect_same(*second->pCertInfo, foreign_fields(usual_certificate().der));
}

TEST(CertDuplicateCertificateContext, AnswersNullWithNull) {
    SetLastError(kUntouched);
    EXPECT_EQ(CertDuplicateCertificateContext(nullptr), nullptr);
    EXPECT_EQ(GetLastError(), kUntouched);
}

TEST(CertDuplicateCertificateContext, RefusesAContextInTheCallersMemory) {
    const Strangers strangers;
    SetLastError(kUntouched);
    EXPECT_EQ(CertDuplicateCertificateContext(&strangers.empty), nullptr);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(CertDuplicateCertificateContext(&strangers.alike.context), nullptr);
}

TEST(CertDuplicateCertificateContext, RefusesACopyOfAContext) {
    const Strangers strangers;
    SetLastError(kUntouched);
    EXPECT_EQ(CertDuplicateCertificateContext(&strangers.copied), nullptr);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

TEST(CertDuplicateCertificateContext, RefusesAnAddressThatIsNotAligned) {
    const Context context = usual_context();
    SetLastError(kUntouched);
    const auto address = reinterpret_cast<std::uintptr_t>(static_cast<PCCERT_CONTEXT>(context)) + 1;
    EXPECT_EQ(CertDuplicateCertificateContext(reinterpret_cast<PCCERT_CONTEXT>(address)), nullptr);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

// ---- CertFreeCertificateContext -----------------------------------------------------------------

TEST(CertFreeCertificateContext, AgreesWithLibcryptoUntilTheLastReference) {
    const PCCERT_CONTEXT context = create(usual_certificate().der);
    for (int i = 0; i < 3; ++i) CertDuplicateCertificateContext(context);
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(CertFreeCertificateContext(context), TRUE);
        expect_same(*context->pCertInfo, foreign_fields(usual_certificate().der));
    }
    EXPECT_EQ(CertFreeCertificateContext(context), TRUE);
}

TEST(CertFreeCertificateContext, TakesNull) {
    SetLastError(kUntouched);
    EXPECT_EQ(CertFreeCertificateContext(nullptr), TRUE);
    EXPECT_EQ(GetLastError(), kUntouched);
}

TEST(CertFreeCertificateContext, CountsOnManyThreads) {
    const PCCERT_CONTEXT context = create(usual_certificate().der);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([held = CertDuplicateCertificateContext(context)] {
            for (int round = 0; round < 2000; ++round) {
                CertDuplicateCertificateContext(held);
                has_property(held, CERT_SHA1_HASH_PROP_ID);
                set_blob(held, CERT_FRIENDLY_NAME_PROP_ID, Buffer(8, 1));
                CertEnumCertificateContextProperties(held, 0);
                CertFreeCertificateContext(held);
            }
            CertFreeCertificateContext(held);
        });
    for (std::thread& thread : threads) thread.join();
    expect_same(*context->pCertInfo, foreign_fields(usual_certificate().der));
    EXPECT_EQ(CertFreeCertificateContext(context), TRUE);
}

TEST(CertFreeCertificateContext, RefusesAContextInTheCallersMemory) {
    const Strangers strangers;
    SetLastError(kUntouched);
    EXPECT_EQ(CertFreeCertificateContext(&strangers.empty), FALSE);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

TEST(CertFreeCertificateContext, RefusesACopyOfAContext) {
    const Strangers strangers;
    SetLastError(kUntouched);
    EXPECT_EQ(CertFreeCertificateContext(&strangers.copied), FALSE);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
    EXPECT_EQ(strangers.real->cbCertEncoded, usual_certificate().der.size());
}

TEST(CertFreeCertificateContext, RefusesWhatIsBuiltLikeOneOfOurs) {
    const Strangers strangers;
    SetLastError(kUntouched);
    EXPECT_EQ(CertFreeCertificateContext(&strangers.alike.context), FALSE);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

// ---- CertEnumCertificateContextProperties -------------------------------------------------------

std::vector<DWORD> properties_of(PCCERT_CONTEXT context) {
    std::vector<DWORD> found;
    DWORD id = 0;
    while ((id = CertEnumCertificateContextProperties(context, id)) != 0) found.push_back(id);
    return found;
}

// The documentation's order of events: nothing at first; a hash is a property once it was asked
// for; a key's handle and specification are members of the key context.
TEST(CertEnumCertificateContextProperties, AgreesWithTheDocumentation) {
    const Context context = usual_context();
    EXPECT_TRUE(properties_of(context).empty());
    has_property(context, CERT_SHA1_HASH_PROP_ID);
    EXPECT_EQ(properties_of(context), std::vector<DWORD>{CERT_SHA1_HASH_PROP_ID});
    const DWORD key_spec = AT_SIGNATURE;
    CertSetCertificateContextProperty(context, CERT_KEY_SPEC_PROP_ID, 0, &key_spec);
    set_blob(context, CERT_FRIENDLY_NAME_PROP_ID, {0, 0});
    set_blob(context, CERT_ARCHIVED_PROP_ID, {});
    const CRYPT_KEY_PROV_INFO info{};
    CertSetCertificateContextProperty(context, CERT_KEY_PROV_INFO_PROP_ID, 0, &info);
    has_property(context, CERT_ACCESS_STATE_PROP_ID);
    EXPECT_EQ(properties_of(context),
              (std::vector<DWORD>{CERT_KEY_PROV_INFO_PROP_ID, CERT_SHA1_HASH_PROP_ID,
                                  CERT_KEY_CONTEXT_PROP_ID, CERT_FRIENDLY_NAME_PROP_ID,
                                  CERT_ARCHIVED_PROP_ID}));
}

TEST(CertEnumCertificateContextProperties, GoesOnBehindAPropertyThatWasTakenAway) {
    const Context context = usual_context();
    for (const DWORD id : {11u, 13u, 65535u}) set_blob(context, id, {1});
    CertSetCertificateContextProperty(context, 11, 0, nullptr);
    SetLastError(kUntouched);
    EXPECT_EQ(CertEnumCertificateContextProperties(context, 11), 13u);
    EXPECT_EQ(CertEnumCertificateContextProperties(context, 65534), 65535u);
    EXPECT_EQ(CertEnumCertificateContextProperties(context, 65535), 0u);
    EXPECT_EQ(CertEnumCertificateContextProperties(context, 0xFFFFFFFF), 0u);
    EXPECT_EQ(GetLastError(), kUntouched) << "the end is no error";
}

TEST(CertEnumCertificateContextProperties, RefusesNull) {
    SetLastError(kUntouched);
    EXPECT_EQ(CertEnumCertificateContextProperties(nullptr, 0), 0u);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

TEST(CertEnumCertificateContextProperties, RefusesAContextInTheCallersMemory) {
    const Strangers strangers;
    SetLastError(kUntouched);
    EXPECT_EQ(CertEnumCertificateContextProperties(&strangers.empty, 0), 0u);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

TEST(CertEnumCertificateContextProperties, RefusesACopyOfAContext) {
    const Strangers strangers;
    has_property(strangers.real, CERT_SHA1_HASH_PROP_ID);
    SetLastError(kUntouched);
    EXPECT_EQ(CertEnumCertificateContextProperties(&strangers.copied, 0), 0u);
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(E_INVALIDARG));
}

}  // namespace
}  // namespace secur32::test
