#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <string>

#include "test/support/rfc8448.h"
#include "test/support/test_authority.h"
#include "test/unit/sspi/schannel/hello_builder.h"

#define SECURITY_WIN32
#include <schannel.h>
#include <security.h>
#include <wincrypt.h>

namespace secur32 {
namespace {

using test::HelloBuilder;

Buffer message_of(const Buffer& body) {
    Writer out;
    out.u8(1);
    out.vector24([&] { out.bytes(body); });
    return out.take();
}
Buffer record_of(const Buffer& message) {
    Writer out;
    out.u8(22);
    out.be16(0x0301);
    out.vector16([&] { out.bytes(message); });
    return out.take();
}
Buffer hello_for(std::string_view name_extension) {
    HelloBuilder builder;
    builder.add(23, "");
    if (!name_extension.empty()) builder.add(0, name_extension);
    return record_of(message_of(builder.client()));
}

struct Identity {
    SECURITY_STATUS status;
    PBYTE name = nullptr;
    DWORD size = 77;
    std::string text() const { return {reinterpret_cast<const char*>(name), size}; }
};
Identity identity_in(Buffer& octets, DWORD flags = 0) {
    Identity out{};
    out.status = SslGetServerIdentity(octets.data(), static_cast<DWORD>(octets.size()), &out.name,
                                      &out.size, flags);
    return out;
}

// ---- SslGetServerIdentity -----------------------------------------------------------------------

TEST(SslGetServerIdentity, PointsAtTheNameInTheClientHelloOfRfc8448) {
    Buffer record = test::Rfc8448Trace("3").records().front().record;
    const Identity identity = identity_in(record);
    ASSERT_EQ(identity.status, SEC_E_OK);
    EXPECT_EQ(identity.text(), "server");
    EXPECT_TRUE(identity.name > record.data() && identity.name < record.data() + record.size());
}

TEST(SslGetServerIdentity, GivesTheNameAsItWasSent) {
    Buffer record = hello_for("0006 00 0003 412e42");
    EXPECT_EQ(identity_in(record).text(), "A.B");
}

TEST(SslGetServerIdentity, LooksAtTheFirstRecordAlone) {
    Buffer record = hello_for("0006 00 0003 612e62");
    record.insert(record.end(), {0xFF, 0xFF});
    EXPECT_EQ(identity_in(record).text(), "a.b");
}

TEST(SslGetServerIdentity, GivesNothingWhereTheClientNamesNoHost) {
    Buffer record = hello_for("");
    const Identity identity = identity_in(record);
    EXPECT_EQ(identity.status, SEC_E_OK);
    EXPECT_EQ(identity.name, nullptr);
    EXPECT_EQ(identity.size, 0u);
}

TEST(SslGetServerIdentity, WaitsForTheWholeRecord) {
    const Buffer record = hello_for("0006 00 0003 612e62");
    for (std::size_t size = 0; size < record.size(); ++size) {
        Buffer head(record.begin(), record.begin() + static_cast<std::ptrdiff_t>(size));
        head.reserve(1);  // never a null pointer
        const Identity identity = identity_in(head);
        EXPECT_EQ(identity.status, SEC_E_INCOMPLETE_MESSAGE) << size;
        EXPECT_EQ(identity.name, nullptr);
    }
}

TEST(SslGetServerIdentity, RefusesWhatIsNoClientHello) {
    Buffer alert = test::octets_of("15 0301 0002 0228"), http = test::octets_of("474554202f20");
    Buffer server = record_of(test::octets_of("02 000000"));
    Buffer ssl2 = test::octets_of("80 2e 01 0301 0015");
    Buffer huge = test::octets_of("16 0301 4001 01");
    for (Buffer* const octets : {&alert, &http, &server, &ssl2, &huge})
        EXPECT_EQ(identity_in(*octets).status, SEC_E_INVALID_TOKEN);
}

TEST(SslGetServerIdentity, RefusesMalformedHellos) {
    Buffer trailing = HelloBuilder().client();
    trailing.push_back(0);
    Buffer record = record_of(message_of(trailing)), name = hello_for("0003 00 0001 61");
    EXPECT_EQ(identity_in(record).status, SEC_E_ILLEGAL_MESSAGE);
    EXPECT_EQ(identity_in(name).status, SEC_E_ILLEGAL_MESSAGE);
}

TEST(SslGetServerIdentity, RefusesAClientHelloInPieces) {
    const Buffer message = message_of(HelloBuilder().client());
    Buffer record = record_of(Buffer(message.begin(), message.begin() + 20));
    EXPECT_EQ(identity_in(record).status, SEC_E_UNSUPPORTED_FUNCTION);
}

TEST(SslGetServerIdentity, RefusesNullAndFlags) {
    Buffer record = hello_for("0006 00 0003 612e62");
    const auto size = static_cast<DWORD>(record.size());
    PBYTE name = nullptr;
    DWORD length = 0;
    EXPECT_EQ(SslGetServerIdentity(nullptr, size, &name, &length, 0), SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(SslGetServerIdentity(record.data(), size, nullptr, &length, 0),
              SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(SslGetServerIdentity(record.data(), size, &name, nullptr, 0),
              SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(identity_in(record, 1).status, SEC_E_INVALID_PARAMETER);
}

// ---- SslGetExtensions ---------------------------------------------------------------------------

constexpr auto kWithHeader = SCH_EXTENSIONS_OPTIONS_NONE, kWithoutHeader = SCH_NO_RECORD_HEADER;

SECURITY_STATUS extensions_in(const Buffer& octets, std::span<SCH_EXTENSION_DATA> wanted,
                              DWORD& missing, SchGetExtensionsOptions flags = kWithHeader) {
    return SslGetExtensions(octets.data(), static_cast<DWORD>(octets.size()), wanted.data(),
                            static_cast<BYTE>(wanted.size()), &missing, flags);
}

TEST(SslGetExtensions, FindsThoseThatTheClientSent) {
    const Buffer record = test::Rfc8448Trace("3").records().front().record;
    std::array<SCH_EXTENSION_DATA, 3> wanted{};
    wanted[0].ExtensionType = 43;
    wanted[1].ExtensionType = 0x1234;
    wanted[1].cbExtData = 5;
    wanted[2].ExtensionType = 35;
    DWORD missing = 9;
    ASSERT_EQ(extensions_in(record, wanted, missing), SEC_E_OK);
    EXPECT_EQ(missing, 0u);
    ASSERT_EQ(wanted[0].cbExtData, 3u);
    EXPECT_EQ(std::memcmp(wanted[0].pExtData, "\x02\x03\x04", 3), 0);
    EXPECT_EQ(wanted[1].pExtData, nullptr);
    EXPECT_EQ(wanted[1].cbExtData, 0u);
    EXPECT_NE(wanted[2].pExtData, nullptr);  // sent, and empty
    EXPECT_EQ(wanted[2].cbExtData, 0u);
}

TEST(SslGetExtensions, TakesAMessageWithoutRecordHeader) {
    const Buffer message = message_of(HelloBuilder().add(23, "").client());
    std::array<SCH_EXTENSION_DATA, 1> wanted{};
    wanted[0].ExtensionType = 23;
    DWORD missing = 0;
    EXPECT_EQ(extensions_in(message, wanted, missing, kWithoutHeader), SEC_E_OK);
    EXPECT_NE(wanted[0].pExtData, nullptr);
    EXPECT_EQ(extensions_in(message, wanted, missing, kWithHeader), SEC_E_INVALID_TOKEN);
    EXPECT_EQ(extensions_in(record_of(message), wanted, missing, kWithoutHeader),
              SEC_E_INVALID_TOKEN);
}

TEST(SslGetExtensions, SaysHowManyOctetsAreMissing) {
    const Buffer message = message_of(HelloBuilder().client()), record = record_of(message);
    for (std::size_t size = 1; size < record.size(); ++size) {
        const Buffer head(record.begin(), record.begin() + static_cast<std::ptrdiff_t>(size));
        DWORD missing = 0;
        EXPECT_EQ(extensions_in(head, {}, missing), SEC_E_INCOMPLETE_MESSAGE);
        EXPECT_EQ(missing, (size < 5 ? 5 : record.size()) - size);
    }
    for (std::size_t size = 1; size < message.size(); ++size) {
        const Buffer head(message.begin(), message.begin() + static_cast<std::ptrdiff_t>(size));
        DWORD missing = 0;
        EXPECT_EQ(extensions_in(head, {}, missing, kWithoutHeader), SEC_E_INCOMPLETE_MESSAGE);
        EXPECT_EQ(missing, (size < 4 ? 4 : message.size()) - size);
    }
}

TEST(SslGetExtensions, RefusesNull) {
    const Buffer record = hello_for("");
    const auto size = static_cast<DWORD>(record.size());
    std::array<SCH_EXTENSION_DATA, 1> wanted{};
    DWORD missing = 0;
    EXPECT_EQ(SslGetExtensions(nullptr, size, wanted.data(), 1, &missing, kWithHeader),
              SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(SslGetExtensions(record.data(), size, nullptr, 1, &missing, kWithHeader),
              SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(SslGetExtensions(record.data(), size, wanted.data(), 1, nullptr, kWithHeader),
              SEC_E_INVALID_PARAMETER);
}

TEST(SslGetExtensions, RefusesMalformedHellosAndThoseInPieces) {
    DWORD missing = 3;
    EXPECT_EQ(extensions_in(hello_for("0003 00 0001 61"), {}, missing), SEC_E_ILLEGAL_MESSAGE);
    EXPECT_EQ(missing, 0u);
    const Buffer message = message_of(HelloBuilder().client());
    EXPECT_EQ(extensions_in(record_of(Buffer(message.begin(), message.begin() + 20)), {}, missing),
              SEC_E_UNSUPPORTED_FUNCTION);
    EXPECT_EQ(missing, 0u);
}

// ---- Certificates -------------------------------------------------------------------------------

const test::Issued& root() {
    static const test::Issued issued = test::make_root("Helper Root", {.key = "RSA-2048"});
    return issued;
}

TEST(SslCrackCertificate, SaysWhatTheCertificateSays) {
    test::IssuePlan plan;
    plan.serial_number = "0102030405060708090A0B0C0D0E0F101112";
    const test::Issued leaf = test::make_leaf("www.example.com", root(), plan);
    Buffer der = leaf.der;
    PX509Certificate cracked = nullptr;
    ASSERT_TRUE(SslCrackCertificate(der.data(), static_cast<DWORD>(der.size()), 0, &cracked));
    EXPECT_EQ(cracked->Version, 2u);  // v3
    EXPECT_EQ(cracked->SerialNumber[0], 0x0F101112u);
    EXPECT_EQ(cracked->SerialNumber[3], 0x03040506u);
    EXPECT_STREQ(cracked->pszIssuer, "CN=Helper Root");
    EXPECT_STREQ(cracked->pszSubject, "CN=www.example.com");
    const test::ForeignFields foreign = test::foreign_fields(leaf.der);
    const auto time = [](const FILETIME& from) {
        return static_cast<FileTime>(from.dwHighDateTime) << 32 | from.dwLowDateTime;
    };
    EXPECT_EQ(time(cracked->ValidFrom), foreign.not_before);
    EXPECT_EQ(time(cracked->ValidUntil), foreign.not_after);
    ASSERT_EQ(cracked->pPublicKey->cbKey, foreign.public_key.octets.size());
    EXPECT_EQ(std::memcmp(cracked->pPublicKey->pKey, foreign.public_key.octets.data(),
                          foreign.public_key.octets.size()),
              0);
    SslFreeCertificate(cracked);
}

TEST(SslCrackCertificate, KnowsTheAlgorithmsOfRsa) {
    Buffer der = root().der;
    PX509Certificate cracked = nullptr;
    ASSERT_TRUE(SslCrackCertificate(der.data(), static_cast<DWORD>(der.size()), 2, &cracked));
    EXPECT_EQ(cracked->pPublicKey->Type, CertOIDToAlgId("1.2.840.113549.1.1.1"));
    EXPECT_EQ(cracked->SignatureAlgorithm, CertOIDToAlgId("1.2.840.113549.1.1.11"));
    SslFreeCertificate(cracked);
}

TEST(SslCrackCertificate, RefusesWhatIsNoCertificate) {
    Buffer der = root().der;
    der.push_back(0);
    PX509Certificate cracked = nullptr;
    SetLastError(0);
    EXPECT_FALSE(SslCrackCertificate(der.data(), static_cast<DWORD>(der.size()), 0, &cracked));
    EXPECT_EQ(cracked, nullptr);
    EXPECT_NE(GetLastError(), 0u);
    EXPECT_FALSE(SslCrackCertificate(der.data(), 7, 0, &cracked));
    EXPECT_FALSE(SslCrackCertificate(der.data(), 0, 0, &cracked));
}

TEST(SslCrackCertificate, RefusesNull) {
    Buffer der = root().der;
    PX509Certificate cracked = nullptr;
    EXPECT_FALSE(SslCrackCertificate(nullptr, 10, 0, &cracked));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(ERROR_INVALID_PARAMETER));
    EXPECT_FALSE(SslCrackCertificate(der.data(), static_cast<DWORD>(der.size()), 0, nullptr));
}

TEST(SslFreeCertificate, TakesNull) { EXPECT_NO_FATAL_FAILURE(SslFreeCertificate(nullptr)); }

Buffer serialized(std::initializer_list<const Buffer*> certificates) {
    const HCERTSTORE store = CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, 0, nullptr);
    for (const Buffer* const der : certificates)
        EXPECT_TRUE(CertAddEncodedCertificateToStore(store, X509_ASN_ENCODING, der->data(),
                                                     static_cast<DWORD>(der->size()),
                                                     CERT_STORE_ADD_ALWAYS, nullptr));
    CRYPT_DATA_BLOB blob{};
    EXPECT_TRUE(CertSaveStore(store, X509_ASN_ENCODING, CERT_STORE_SAVE_AS_STORE,
                              CERT_STORE_SAVE_TO_MEMORY, &blob, 0));
    Buffer octets(blob.cbData);
    blob.pbData = octets.data();
    EXPECT_TRUE(CertSaveStore(store, X509_ASN_ENCODING, CERT_STORE_SAVE_AS_STORE,
                              CERT_STORE_SAVE_TO_MEMORY, &blob, 0));
    CertCloseStore(store, 0);
    return octets;
}
CERT_BLOB blob_of(Buffer& octets) { return {static_cast<DWORD>(octets.size()), octets.data()}; }

TEST(SslDeserializeCertificateStore, GivesTheFirstCertificateWithTheStore) {
    const test::Issued leaf = test::make_leaf("a.example", root());
    Buffer store = serialized({&leaf.der, &root().der});
    PCCERT_CONTEXT context = nullptr;
    ASSERT_EQ(SslDeserializeCertificateStore(blob_of(store), &context), SEC_E_OK);
    EXPECT_TRUE(
        std::ranges::equal(leaf.der, Bytes(context->pbCertEncoded, context->cbCertEncoded)));
    const PCCERT_CONTEXT issuer = CertFindCertificateInStore(
        context->hCertStore, X509_ASN_ENCODING, 0, CERT_FIND_ISSUER_OF, context, nullptr);
    ASSERT_NE(issuer, nullptr);
    EXPECT_EQ(issuer->cbCertEncoded, root().der.size());
    CertFreeCertificateContext(issuer);
    CertFreeCertificateContext(context);
}

TEST(SslDeserializeCertificateStore, RefusesRubbishEmptinessAndNull) {
    Buffer rubbish = {1, 2, 3}, none = serialized({});
    Buffer cut = serialized({&root().der});
    cut.resize(cut.size() - 20);
    PCCERT_CONTEXT context = nullptr;
    EXPECT_EQ(SslDeserializeCertificateStore(blob_of(rubbish), &context), SEC_E_INVALID_TOKEN);
    EXPECT_EQ(SslDeserializeCertificateStore(blob_of(cut), &context), SEC_E_INVALID_TOKEN);
    EXPECT_EQ(SslDeserializeCertificateStore(blob_of(none), &context), SEC_E_NO_CREDENTIALS);
    EXPECT_EQ(SslDeserializeCertificateStore({3, nullptr}, &context), SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(SslDeserializeCertificateStore(blob_of(none), nullptr), SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(context, nullptr);
}

// ---- The rest -----------------------------------------------------------------------------------

TEST(SslEmptyCache, Succeeds) {
    char name[] = "www.example.com";
    WCHAR wide[] = {'a', 0};
    EXPECT_TRUE(SslEmptyCacheA(name, 0));
    EXPECT_TRUE(SslEmptyCacheA(nullptr, 0));
    EXPECT_TRUE(SslEmptyCacheW(wide, 0));
    EXPECT_TRUE(SslEmptyCacheW(nullptr, 7));
}

TEST(SslGenerateRandomBits, FillsOctetsAndNoMore) {
    std::array<UCHAR, 40> octets{};
    SslGenerateRandomBits(octets.data(), 32);
    EXPECT_FALSE(
        std::ranges::all_of(Bytes(octets).first(32), [](auto octet) { return octet == 0; }));
    EXPECT_TRUE(std::ranges::all_of(Bytes(octets).last(8), [](auto octet) { return octet == 0; }));
    const auto before = octets;
    SslGenerateRandomBits(octets.data(), 0);
    SslGenerateRandomBits(octets.data(), -8);
    SslGenerateRandomBits(nullptr, 8);
    EXPECT_EQ(octets, before);
}

TEST(SslGetMaximumKeySize, IsTheLongestRsaKeyThatIsTaken) {
    EXPECT_EQ(SslGetMaximumKeySize(0), 16384u);
    EXPECT_FALSE(crypto::PrivateKey::generate_rsa(16384 + 8).ok());
}

TEST(SslGenerateKeyPair, IsNotSupported) {
    SSL_CREDENTIAL_CERTIFICATE made{};
    char name[] = "CN=a", password[] = "p";
    SetLastError(0);
    EXPECT_FALSE(SslGenerateKeyPair(&made, name, password, 2048));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(NTE_NOT_SUPPORTED));
}

TEST(SslGetDefaultIssuers, IsNotSupported) {
    BYTE issuers[16];
    DWORD size = sizeof issuers;
    SetLastError(0);
    EXPECT_FALSE(SslGetDefaultIssuers(issuers, &size));
    EXPECT_EQ(GetLastError(), static_cast<DWORD>(NTE_NOT_SUPPORTED));
    EXPECT_EQ(size, 0u);
    EXPECT_FALSE(SslGetDefaultIssuers(nullptr, nullptr));
}

}  // namespace
}  // namespace secur32
