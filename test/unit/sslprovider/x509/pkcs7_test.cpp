// Certificates out of SignedData: those that libcrypto put in come out, those that ours puts in
// libcrypto reads, and what is no SignedData is refused.
#include "sslprovider/x509/pkcs7.h"

#include <gtest/gtest.h>
#include <openssl/cms.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "test/support/der_writer.h"
#include "test/support/test_authority.h"

namespace secur32::x509 {
namespace {

using test::Issued;
using test::tlv;
using test::operator+;

struct World {
    Issued root = test::make_root("pkcs7 root");
    Issued leaf = test::make_leaf("leaf.example", root);
    Buffer crl = test::make_crl(root);
};
const World& world() {
    static const World made;
    return made;
}

using Pkcs7 = std::unique_ptr<PKCS7, decltype(&PKCS7_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Crl = std::unique_ptr<X509_CRL, decltype(&X509_CRL_free)>;

template <typename T>
Buffer encoded(T* object, int (*encode)(const T*, unsigned char**)) {
    unsigned char* der = nullptr;
    const int size = encode(object, &der);
    if (size < 0) throw std::runtime_error("i2d");
    Buffer out(der, der + size);
    OPENSSL_free(der);
    return out;
}

Certificate foreign(const Buffer& der) {
    const unsigned char* at = der.data();
    return {d2i_X509(nullptr, &at, static_cast<long>(der.size())), X509_free};
}

// As `openssl crl2pkcs7` makes one.
Buffer foreign_bag(const std::vector<Buffer>& certificates, const std::vector<Buffer>& crls) {
    const Pkcs7 p7(PKCS7_new(), PKCS7_free);
    PKCS7_set_type(p7.get(), NID_pkcs7_signed);
    PKCS7_content_new(p7.get(), NID_pkcs7_data);
    for (const Buffer& der : certificates) PKCS7_add_certificate(p7.get(), foreign(der).get());
    for (const Buffer& der : crls) {
        const unsigned char* at = der.data();
        const Crl crl(d2i_X509_CRL(nullptr, &at, static_cast<long>(der.size())), X509_CRL_free);
        PKCS7_add_crl(p7.get(), crl.get());
    }
    return encoded<PKCS7>(p7.get(), i2d_PKCS7);
}

// A signature over a text, with the signer's certificate.
Buffer foreign_message(bool cms) {
    const Issued& leaf = world().leaf;
    const std::unique_ptr<BIO, decltype(&BIO_free_all)> text(BIO_new_mem_buf("text", 4),
                                                             BIO_free_all);
    const Certificate signer = foreign(leaf.der);
    if (cms) {
        const std::unique_ptr<CMS_ContentInfo, decltype(&CMS_ContentInfo_free)> signed_text(
            CMS_sign(signer.get(), leaf.key.get(), nullptr, text.get(), CMS_BINARY),
            CMS_ContentInfo_free);
        return encoded<CMS_ContentInfo>(signed_text.get(), i2d_CMS_ContentInfo);
    }
    const Pkcs7 signed_text(
        PKCS7_sign(signer.get(), leaf.key.get(), nullptr, text.get(), PKCS7_BINARY), PKCS7_free);
    return encoded<PKCS7>(signed_text.get(), i2d_PKCS7);
}

std::vector<Buffer> copies(const std::vector<Bytes>& views) {
    std::vector<Buffer> out;
    for (const Bytes view : views) out.emplace_back(view.begin(), view.end());
    return out;
}

Status status_of(const Buffer& der) { return parse_signed_certificates(der).status(); }

TEST(SignedCertificates, WhatLibcryptoPutInComesOut) {
    const Buffer der = foreign_bag({world().leaf.der, world().root.der}, {world().crl});
    const auto read = parse_signed_certificates(der);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(copies(read.value().certificates),
              (std::vector<Buffer>{world().leaf.der, world().root.der}));
    EXPECT_EQ(copies(read.value().crls), std::vector<Buffer>{world().crl});
}

TEST(SignedCertificates, ASignedMessageGivesItsSigner) {
    for (const bool cms : {false, true}) {
        const Buffer der = foreign_message(cms);
        const auto read = parse_signed_certificates(der);
        ASSERT_TRUE(read.ok()) << cms;
        EXPECT_EQ(copies(read.value().certificates), std::vector<Buffer>{world().leaf.der});
        EXPECT_TRUE(read.value().crls.empty());
    }
}

TEST(SignedCertificates, LibcryptoReadsWhatIsWritten) {
    const Buffer der =
        write_signed_certificates({{world().leaf.der, world().root.der}, {world().crl}});
    const unsigned char* at = der.data();
    const Pkcs7 p7(d2i_PKCS7(nullptr, &at, static_cast<long>(der.size())), PKCS7_free);
    ASSERT_NE(p7, nullptr);
    EXPECT_EQ(at, der.data() + der.size());
    ASSERT_TRUE(PKCS7_type_is_signed(p7.get()));
    const PKCS7_SIGNED* const content = p7->d.sign;
    ASSERT_EQ(sk_X509_num(content->cert), 2);
    EXPECT_EQ(encoded<X509>(sk_X509_value(content->cert, 0), i2d_X509), world().leaf.der);
    ASSERT_EQ(sk_X509_CRL_num(content->crl), 1);
    EXPECT_EQ(encoded<X509_CRL>(sk_X509_CRL_value(content->crl, 0), i2d_X509_CRL), world().crl);
}

TEST(SignedCertificates, AnEmptyBagIsOne) {
    const Buffer der = write_signed_certificates({});
    const auto read = parse_signed_certificates(der);
    ASSERT_TRUE(read.ok());
    EXPECT_TRUE(read.value().certificates.empty() && read.value().crls.empty());
}

// The layout of RFC 5652 by hand, with one part changed.
struct Parts {
    Buffer type = {0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 2};
    Buffer version = {0x02, 1, 1};
    Buffer digests = {0x31, 0};
    Buffer content = {0x30, 11, 0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 1};
    Buffer choices = {};
    Buffer signers = {0x31, 0};
    Buffer behind = {};
    Buffer der() const {
        return tlv(0x30, type + tlv(0xA0, tlv(0x30, version + digests + content + choices +
                                                        signers + behind)));
    }
};

TEST(SignedCertificates, OtherChoicesArePassedOver) {
    Parts parts;
    const Buffer element = {0x30, 1, 0};
    parts.choices = tlv(0xA0, element + tlv(0xA1, {5, 0}) + tlv(0xA3, {5, 0})) +
                    tlv(0xA1, tlv(0xA1, {5, 0}) + element + element);
    const Buffer der = parts.der();
    const auto read = parse_signed_certificates(der);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(copies(read.value().certificates), std::vector<Buffer>{element});
    EXPECT_EQ(copies(read.value().crls), (std::vector<Buffer>{element, element}));
}

// Windows takes what Wine's tests call "bare content".
TEST(SignedCertificates, TheSignedDataAloneIsTaken) {
    const Parts parts;
    const Buffer element = {0x30, 1, 0};
    const Buffer der = tlv(0x30, parts.version + parts.digests + parts.content +
                                     tlv(0xA0, element) + parts.signers);
    const auto read = parse_signed_certificates(der);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(copies(read.value().certificates), std::vector<Buffer>{element});
}

TEST(SignedCertificates, WhatIsNotTheStructureIsRefused) {
    const auto with = [](void (*change)(Parts&)) {
        Parts parts;
        change(parts);
        return status_of(parts.der());
    };
    EXPECT_EQ(with([](Parts&) {}), Status::ok);
    EXPECT_EQ(with([](Parts& p) { p.type.back() = 3; }), Status::bad_type);  // envelopedData
    EXPECT_EQ(with([](Parts& p) { p.type = {}; }), Status::bad_data);
    EXPECT_EQ(with([](Parts& p) { p.version.back() = 0; }), Status::bad_data);
    EXPECT_EQ(with([](Parts& p) { p.version.back() = 6; }), Status::bad_data);
    EXPECT_EQ(with([](Parts& p) { p.version = {}; }), Status::bad_data);
    EXPECT_EQ(with([](Parts& p) { p.digests = {}; }), Status::bad_data);
    EXPECT_EQ(with([](Parts& p) { p.content = {}; }), Status::bad_data);
    EXPECT_EQ(with([](Parts& p) { p.content = {0x30, 0}; }), Status::bad_data);
    EXPECT_EQ(with([](Parts& p) { p.signers = {}; }), Status::bad_data);
    EXPECT_EQ(with([](Parts& p) { p.behind = {5, 0}; }), Status::bad_data);
    EXPECT_EQ(with([](Parts& p) { p.choices = {0xA1, 0, 0xA0, 0}; }), Status::bad_data);
    EXPECT_EQ(with([](Parts& p) { p.choices = {0xA0, 2, 0x30, 5}; }), Status::bad_data);
    EXPECT_EQ(with([](Parts& p) { p.choices = {0xA2, 0}; }), Status::bad_data);
}

TEST(SignedCertificates, IndefiniteLengthsAreRefused) {
    EXPECT_EQ(status_of({0x30, 0x80, 0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 2, 0, 0}),
              Status::bad_data);
}

TEST(SignedCertificates, EveryCutAndEveryTailIsRefused) {
    const Buffer whole = foreign_bag({world().leaf.der}, {});
    for (std::size_t size = 0; size < whole.size(); ++size)
        ASSERT_EQ(status_of(Buffer(whole.begin(), whole.begin() + static_cast<long>(size))),
                  Status::bad_data)
            << size;
    EXPECT_EQ(status_of(whole + Buffer{0}), Status::bad_data);
}

}  // namespace
}  // namespace secur32::x509
