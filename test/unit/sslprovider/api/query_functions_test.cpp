// CryptQueryObject: forms of files that libcrypto, openssl(1) and hand-written layouts give.
#include <openssl/pkcs12.h>

#include <memory>

#include "sslprovider/x509/pkcs7.h"
#include "test/support/crypt_handles.h"
#include "test/support/der_writer.h"
#include "test/support/store_folders.h"

namespace secur32::api {
namespace {

using test::operator+;

struct World {
    test::Issued root = test::make_root("query root");
    test::Issued leaf = test::make_leaf("query.example", root);
    Buffer crl = test::make_crl(root);
    Buffer message = x509::write_signed_certificates({{leaf.der, root.der}, {}});
};
const World& world() {
    static const World made;
    return made;
}

Buffer le32(std::size_t value) {
    return {static_cast<std::uint8_t>(value), static_cast<std::uint8_t>(value >> 8),
            static_cast<std::uint8_t>(value >> 16), static_cast<std::uint8_t>(value >> 24)};
}
Buffer record(std::uint32_t id, const Buffer& value) {
    return le32(id) + le32(1) + le32(value.size()) + value;
}
Buffer text(const std::string& octets) { return {octets.begin(), octets.end()}; }

struct Found {
    BOOL done = FALSE;
    DWORD encoding = 9, content = 9, format = 9;
    std::vector<Buffer> certificates;
    Buffer context;
};

Found query(const Buffer& octets, DWORD contents = CERT_QUERY_CONTENT_FLAG_ALL,
            DWORD formats = CERT_QUERY_FORMAT_FLAG_ALL) {
    const CERT_BLOB blob{static_cast<DWORD>(octets.size()), const_cast<BYTE*>(octets.data())};
    Found found;
    HCERTSTORE store = nullptr;
    HCRYPTMSG message = &found;
    const void* context = nullptr;
    found.done =
        CryptQueryObject(CERT_QUERY_OBJECT_BLOB, &blob, contents, formats, 0, &found.encoding,
                         &found.content, &found.format, &store, &message, &context);
    EXPECT_EQ(message, nullptr);
    found.certificates = test::OpenStore(store).certificates();
    if (context != nullptr && (found.content == CERT_QUERY_CONTENT_CERT ||
                               found.content == CERT_QUERY_CONTENT_SERIALIZED_CERT)) {
        const auto certificate = static_cast<PCCERT_CONTEXT>(context);
        found.context.assign(certificate->pbCertEncoded,
                             certificate->pbCertEncoded + certificate->cbCertEncoded);
        CertFreeCertificateContext(certificate);
    }
    return found;
}

void expect(const Found& found, DWORD content, DWORD format, DWORD encoding = X509_ASN_ENCODING) {
    EXPECT_TRUE(found.done);
    EXPECT_EQ(found.content, content);
    EXPECT_EQ(found.format, format);
    EXPECT_EQ(found.encoding, encoding);
}

constexpr DWORD kBinary = CERT_QUERY_FORMAT_BINARY, kBase64 = CERT_QUERY_FORMAT_BASE64_ENCODED,
                kHex = CERT_QUERY_FORMAT_ASN_ASCII_HEX_ENCODED;

TEST(CryptQueryObject, AgreesWithLibcryptoOnCertificates) {
    for (const test::NamedCertificate& made : test::foreign_certificates()) {
        for (const Buffer& octets : {made.der, text(test::pem_of("CERTIFICATE", made.der))}) {
            const Found found = query(octets, CERT_QUERY_CONTENT_FLAG_CERT);
            expect(found, CERT_QUERY_CONTENT_CERT, octets == made.der ? kBinary : kBase64);
            EXPECT_EQ(found.context, made.der) << made.name;
            EXPECT_EQ(found.certificates, std::vector<Buffer>{made.der});
        }
    }
}

TEST(CryptQueryObject, TellsContentsApart) {
    const Buffer element = record(32, world().leaf.der), crl_element = record(33, world().crl);
    const Buffer store = Buffer{0, 0, 0, 0, 'C', 'E', 'R', 'T'} + element + Buffer(12, 0);
    expect(query(world().crl), CERT_QUERY_CONTENT_CRL, kBinary);
    expect(query(element), CERT_QUERY_CONTENT_SERIALIZED_CERT, kBinary);
    expect(query(crl_element), CERT_QUERY_CONTENT_SERIALIZED_CRL, kBinary);
    expect(query(store), CERT_QUERY_CONTENT_SERIALIZED_STORE, kBinary);
    expect(query(world().message), CERT_QUERY_CONTENT_PKCS7_SIGNED, kBinary,
           X509_ASN_ENCODING | PKCS_7_ASN_ENCODING);
    EXPECT_EQ(query(element).context, world().leaf.der);
    EXPECT_EQ(query(store).certificates, std::vector<Buffer>{world().leaf.der});
    EXPECT_EQ(query(world().message).certificates.size(), 2u);
}

TEST(CryptQueryObject, TakesTheFirstPemBlockThatMatches) {
    const Buffer chain =
        text("text\n" + test::pem_of("PRIVATE KEY", Buffer{4, 1, 7}) +
             test::pem_of("X509 CRL", world().crl) + test::pem_of("CERTIFICATE", world().leaf.der) +
             test::pem_of("CERTIFICATE", world().root.der));
    EXPECT_EQ(query(chain, CERT_QUERY_CONTENT_FLAG_CERT).context, world().leaf.der);
    expect(query(chain), CERT_QUERY_CONTENT_CRL, kBase64);
}

// A file that libcrypto writes.
Buffer pfx_of(const test::Issued& issued) {
    const unsigned char* at = issued.der.data();
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        d2i_X509(nullptr, &at, static_cast<long>(issued.der.size())), X509_free);
    const std::unique_ptr<PKCS12, decltype(&PKCS12_free)> file(
        PKCS12_create("", "name", issued.key.get(), certificate.get(), nullptr, 0, 0, 0, 0, 0),
        PKCS12_free);
    unsigned char* der = nullptr;
    const int size = i2d_PKCS12(file.get(), &der);
    const Buffer out(der, der + size);
    OPENSSL_free(der);
    return out;
}

TEST(CryptQueryObject, RecognizesPfxAndLoadsNothingOfIt) {
    const Found found = query(pfx_of(world().leaf));
    expect(found, CERT_QUERY_CONTENT_PFX, kBinary, X509_ASN_ENCODING | PKCS_7_ASN_ENCODING);
    EXPECT_TRUE(found.certificates.empty());
}

TEST(CryptQueryObject, ReadsHexadecimal) {
    std::string digits;
    for (const std::uint8_t octet : world().leaf.der) {
        char pair[4];
        std::snprintf(pair, sizeof pair, "%02x ", octet);
        digits += pair;
    }
    expect(query(text(digits)), CERT_QUERY_CONTENT_CERT, kHex);
    expect(query(text("{ASN}" + digits)), CERT_QUERY_CONTENT_CERT, kHex);
    EXPECT_FALSE(query(text(digits + "0")).done);
}

TEST(CryptQueryObject, ReadsFiles) {
    const test::StoreFolders folders;
    folders.write("a.pem", test::pem_of("CERTIFICATE", world().leaf.der));
    PCCERT_CONTEXT context = nullptr;
    ASSERT_DONE(CryptQueryObject(CERT_QUERY_OBJECT_FILE, folders.wide("a.pem").c_str(),
                                 CERT_QUERY_CONTENT_FLAG_ALL, CERT_QUERY_FORMAT_FLAG_ALL, 0,
                                 nullptr, nullptr, nullptr, nullptr, nullptr,
                                 reinterpret_cast<const void**>(&context)));
    EXPECT_EQ(Buffer(context->pbCertEncoded, context->pbCertEncoded + context->cbCertEncoded),
              world().leaf.der);
    CertFreeCertificateContext(context);
}

BOOL ask(DWORD type, const void* object, DWORD contents = CERT_QUERY_CONTENT_FLAG_ALL,
         DWORD formats = CERT_QUERY_FORMAT_FLAG_ALL) {
    return CryptQueryObject(type, object, contents, formats, 0, nullptr, nullptr, nullptr, nullptr,
                            nullptr, nullptr);
}

CERT_BLOB blob_of(const Buffer& octets) {
    return {static_cast<DWORD>(octets.size()), const_cast<BYTE*>(octets.data())};
}

TEST(CryptQueryObject, RefusesWhatIsNotLookedFor) {
    const CERT_BLOB leaf = blob_of(world().leaf.der);
    EXPECT_REFUSED(ask(CERT_QUERY_OBJECT_BLOB, &leaf, CERT_QUERY_CONTENT_FLAG_CRL),
                   CRYPT_E_NO_MATCH);
    EXPECT_REFUSED(ask(CERT_QUERY_OBJECT_BLOB, &leaf, CERT_QUERY_CONTENT_FLAG_ALL,
                       CERT_QUERY_FORMAT_FLAG_BASE64_ENCODED),
                   CRYPT_E_NO_MATCH);
    EXPECT_REFUSED(ask(CERT_QUERY_OBJECT_BLOB, &leaf, 0), CRYPT_E_NO_MATCH);
    EXPECT_REFUSED(ask(CERT_QUERY_OBJECT_BLOB, &leaf, CERT_QUERY_CONTENT_FLAG_ALL, 0),
                   CRYPT_E_NO_MATCH);
}

TEST(CryptQueryObject, RefusesWhatIsNothing) {
    for (const Buffer& octets : {Buffer{}, Buffer{0x30}, Buffer(1000, 'A'), Buffer(7, 0)}) {
        const CERT_BLOB blob = blob_of(octets);
        EXPECT_REFUSED(ask(CERT_QUERY_OBJECT_BLOB, &blob), CRYPT_E_NO_MATCH);
    }
    const Found found = query(Buffer{1, 2, 3});
    EXPECT_EQ(found.encoding + found.content + found.format, 0u);
}

TEST(CryptQueryObject, RefusesObjectsThatAreNone) {
    const CERT_BLOB leaf = blob_of(world().leaf.der), nowhere{5, nullptr};
    EXPECT_REFUSED(ask(0, &leaf), E_INVALIDARG);
    EXPECT_REFUSED(ask(3, &leaf), E_INVALIDARG);
    EXPECT_REFUSED(ask(CERT_QUERY_OBJECT_BLOB, nullptr), E_INVALIDARG);
    EXPECT_REFUSED(ask(CERT_QUERY_OBJECT_FILE, nullptr), E_INVALIDARG);
    EXPECT_REFUSED(ask(CERT_QUERY_OBJECT_BLOB, &nowhere), E_INVALIDARG);
}

TEST(CryptQueryObject, RefusesFilesThatCannotBeRead) {
    const test::StoreFolders folders;
    EXPECT_REFUSED(ask(CERT_QUERY_OBJECT_FILE, folders.wide("none").c_str()), ERROR_FILE_NOT_FOUND);
    EXPECT_REFUSED(ask(CERT_QUERY_OBJECT_FILE, folders.wide("").c_str()), ERROR_ACCESS_DENIED);
}

}  // namespace
}  // namespace secur32::api
