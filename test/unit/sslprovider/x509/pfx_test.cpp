// PFX files: what openssl(1) writes is read and what is written openssl(1) and libcrypto read; a
// changed file, another password and hostile counts are refused.
#include "sslprovider/x509/pfx.h"

#include <gtest/gtest.h>
#include <openssl/pkcs12.h>

#include <chrono>

#include "sslprovider/crypto/signature.h"
#include "test/support/der_writer.h"
#include "test/support/openssl_pfx.h"
#include "test/support/vectors.h"

namespace secur32::x509 {
namespace {

using test::hex;
using test::OpensslPfx;
using test::pfx_chain;
using test::pfx_password_of;
using test::tlv;
using test::operator+;

PfxPassword secret() { return pfx_password_of("secret"); }

// libcrypto verifies what the key signs.
bool signs(const crypto::PrivateKey& key, const test::ForeignKey& foreign) {
    const Buffer message{1, 2, 3};
    const auto signature = crypto::sign_message(key, {crypto::HashAlgorithm::sha256}, message);
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    const bool good = signature.ok() &&
                      EVP_DigestVerifyInit_ex(context, nullptr, "SHA256", nullptr, nullptr,
                                              foreign.get(), nullptr) == 1 &&
                      EVP_DigestVerify(context, signature.value().data(), signature.value().size(),
                                       message.data(), message.size()) == 1;
    EVP_MD_CTX_free(context);
    return good;
}

void expect_chain(const Result<PfxContents>& read, const test::Issued& leaf) {
    ASSERT_TRUE(read.ok()) << static_cast<int>(read.status());
    const PfxContents& contents = read.value();
    ASSERT_EQ(contents.keys.size(), 1u);
    EXPECT_TRUE(signs(contents.keys[0].key, leaf.key));
    ASSERT_EQ(contents.certificates.size(), 3u);
    EXPECT_EQ(contents.certificates[0].der, leaf.der);
    EXPECT_EQ(contents.certificates[1].der, pfx_chain().ca.der);
    EXPECT_EQ(contents.certificates[2].der, pfx_chain().root.der);
    EXPECT_EQ(contents.certificates[0].attributes.friendly_name, u"The leaf");
    EXPECT_EQ(contents.certificates[0].attributes.local_key_id,
              contents.keys[0].attributes.local_key_id);
    EXPECT_FALSE(contents.keys[0].attributes.local_key_id.empty());
    EXPECT_TRUE(contents.certificates[1].attributes.local_key_id.empty());
}

TEST(Pfx, ReadsWhatOpensslWrites) {
    const OpensslPfx openssl;
    for (const char* arguments :
         {"-legacy", "", "-legacy -iter 1", "-legacy -descert", "-macalg sha1 -iter 3",
          "-macalg sha384", "-macalg sha512",
          "-legacy -keypbe PBE-SHA1-RC2-40 -certpbe PBE-SHA1-RC2-128",
          "-legacy -keypbe PBE-SHA1-RC4-40 -certpbe PBE-SHA1-RC4-128",
          "-legacy -keypbe PBE-SHA1-2DES -certpbe PBE-SHA1-3DES",
          "-keypbe AES-128-CBC -certpbe AES-192-CBC", "-keypbe des-ede3-cbc -certpbe NONE",
          "-keypbe NONE -certpbe NONE"}) {
        SCOPED_TRACE(arguments);
        expect_chain(read_pfx(openssl.make(arguments), secret()), pfx_chain().leaf);
    }
}

TEST(Pfx, ReadsKeysOfCurvesAndPasswordsOfAllKinds) {
    const OpensslPfx openssl;
    for (const char* arguments : {"-legacy", ""}) {
        expect_chain(read_pfx(openssl.make(arguments, "secret", pfx_chain().ec_leaf), secret()),
                     pfx_chain().ec_leaf);
        expect_chain(read_pfx(openssl.make(arguments, ""), pfx_password_of("")), pfx_chain().leaf);
        const std::string longest(200, 'x');
        expect_chain(read_pfx(openssl.make(arguments, longest), pfx_password_of(longest)),
                     pfx_chain().leaf);
    }
}

// A file of libcrypto's with no password at all.
Buffer file_without_password() {
    const unsigned char* at = pfx_chain().leaf.der.data();
    X509* const certificate =
        d2i_X509(nullptr, &at, static_cast<long>(pfx_chain().leaf.der.size()));
    PKCS12* const made = PKCS12_create(nullptr, "leaf", pfx_chain().leaf.key.get(), certificate,
                                       nullptr, 0, 0, 2, 2, 0);
    unsigned char* der = nullptr;
    const int size = i2d_PKCS12(made, &der);
    Buffer out(der, der + size);
    OPENSSL_free(der);
    PKCS12_free(made);
    X509_free(certificate);
    return out;
}

TEST(Pfx, TellsNoPasswordFromAnEmptyOne) {
    const Buffer none = file_without_password();
    EXPECT_TRUE(read_pfx(none, {}).ok());
    EXPECT_EQ(read_pfx(none, pfx_password_of("")).status(), Status::bad_passphrase);
    const Buffer empty = OpensslPfx().make("-legacy", "");
    EXPECT_EQ(read_pfx(empty, {}).status(), Status::bad_passphrase);
}

TEST(Pfx, IsRefusedUnderAnotherPassword) {
    const OpensslPfx openssl;
    for (const char* arguments : {"-legacy", "-iter 2"}) {
        const Buffer file = openssl.make(arguments);
        for (const char* other : {"Secret", "secre", "secret ", ""}) {
            EXPECT_EQ(read_pfx(file, pfx_password_of(other)).status(), Status::bad_passphrase);
            EXPECT_EQ(verify_pfx_password(file, pfx_password_of(other)), Status::bad_passphrase);
        }
        EXPECT_EQ(verify_pfx_password(file, secret()), Status::ok);
    }
}

TEST(Pfx, IsRefusedWhereverItIsCutOff) {
    const Buffer file = OpensslPfx().make("-legacy -iter 1");
    EXPECT_TRUE(is_pfx(file));
    for (std::size_t size = 0; size < file.size(); ++size) {
        ASSERT_EQ(read_pfx(Bytes(file).first(size), secret()).status(), Status::bad_data) << size;
        ASSERT_FALSE(is_pfx(Bytes(file).first(size)));
    }
    EXPECT_EQ(read_pfx(file + Buffer{0}, secret()).status(), Status::bad_data);
}

TEST(Pfx, IsRefusedWhenAnyOctetDiffers) {
    const Buffer file = OpensslPfx().make("-iter 1", "secret", pfx_chain().ec_leaf);
    std::size_t unharmed = 0;
    for (std::size_t i = 0; i < file.size(); ++i) {
        Buffer changed = file;
        changed[i] ^= 0x01;
        if (read_pfx(changed, secret()).ok()) ++unharmed;
    }
    // A NULL's tag or length in the MAC's algorithm is all that nothing depends on.
    EXPECT_LE(unharmed, 2u);
}

TEST(Pfx, IsRefusedWithoutMac) {
    const Buffer file = OpensslPfx().make("-nomac");
    EXPECT_TRUE(is_pfx(file));
    EXPECT_EQ(read_pfx(file, secret()).status(), Status::unsupported_function);
    EXPECT_EQ(verify_pfx_password(file, secret()), Status::unsupported_function);
}

TEST(Pfx, LeavesKeysAloneWhenOnlyCertificatesAreWanted) {
    const Buffer file = OpensslPfx().make("-certpbe NONE");
    const auto certificates = read_pfx(file, secret(), {PfxParts::certificates});
    ASSERT_TRUE(certificates.ok());
    EXPECT_EQ(certificates.value().certificates.size(), 3u);
    EXPECT_TRUE(certificates.value().keys.empty());
    const auto open = read_pfx(file, {}, {PfxParts::not_encrypted_certificates});
    ASSERT_TRUE(open.ok());
    EXPECT_EQ(open.value().certificates.size(), 3u);
    const auto closed =
        read_pfx(OpensslPfx().make("-iter 1"), {}, {PfxParts::not_encrypted_certificates});
    ASSERT_TRUE(closed.ok());
    EXPECT_TRUE(closed.value().certificates.empty());
}

TEST(Pfx, HashesPasswordsOnlySoOften) {
    const Buffer file = OpensslPfx().make("-iter 1000");
    EXPECT_TRUE(read_pfx(file, secret(), {PfxParts::all, 3000}).ok());
    EXPECT_EQ(read_pfx(file, secret(), {PfxParts::all, 2999}).status(),
              Status::unsupported_function);
    EXPECT_EQ(verify_pfx_password(file, secret(), {PfxParts::all, 999}),
              Status::unsupported_function);
}

// ---- Files written by hand ----------------------------------------------------------------------

const Buffer kVersion = tlv(2, Buffer{3});
Buffer oid(std::string_view octets) { return tlv(6, hex(octets)); }
constexpr std::string_view kData = "2a864886f70d010701", kSha1 = "2b0e03021a";

Buffer content(std::string_view type, const Buffer& value) {
    return tlv(0x30, {oid(type), tlv(0xA0, value)});
}
Buffer mac_data(const Buffer& rounds, std::string_view hash = kSha1, std::size_t length = 20) {
    const Buffer info = tlv(0x30, {tlv(0x30, {oid(hash), {5, 0}}), tlv(4, Buffer(length, 7))});
    return tlv(0x30, {info, tlv(4, Buffer(8, 1)), tlv(2, rounds)});
}
Buffer file_of(const Buffer& safe, const Buffer& mac = mac_data({1})) {
    return tlv(0x30, {kVersion, content(kData, tlv(4, safe)), mac});
}
Status status_of(const Buffer& file) { return read_pfx(file, secret()).status(); }
// What nobody verified, to look behind the MAC.
Status contents_status(const Buffer& safe) {
    return read_pfx(file_of(safe), {}, {PfxParts::not_encrypted_certificates}).status();
}

TEST(Pfx, RefusesHostileRoundsAtOnce) {
    const auto start = std::chrono::steady_clock::now();
    for (const Buffer& rounds : {Buffer{0x7F, 0xFF, 0xFF, 0xFF}, Buffer{0x00, 0x98, 0x96, 0x81},
                                 Buffer(9, 0x7F), Buffer(4000, 0x11)})
        EXPECT_EQ(status_of(file_of(tlv(0x30, Buffer{}), mac_data(rounds))),
                  Status::unsupported_function);
    for (const Buffer& rounds : {Buffer{0}, Buffer{0xFF}, Buffer{}, Buffer{0, 1}})
        EXPECT_EQ(status_of(file_of(tlv(0x30, Buffer{}), mac_data(rounds))), Status::bad_data);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
}

TEST(Pfx, RefusesMacsThatItDoesNotCompute) {
    const Buffer safe = tlv(0x30, Buffer{});
    EXPECT_EQ(status_of(file_of(safe, mac_data({1}, "2a864886f70d01050e"))),
              Status::unsupported_function)
        << "PBMAC1";
    EXPECT_EQ(status_of(file_of(safe, mac_data({1}, "2a864886f70d0205", 16))),
              Status::unsupported_function)
        << "MD5";
    EXPECT_EQ(status_of(file_of(safe, mac_data({1}, kSha1, 19))), Status::bad_data);
    EXPECT_EQ(status_of(file_of(safe, mac_data({1}, kSha1, 0))), Status::bad_data);
    EXPECT_EQ(status_of(file_of(safe)), Status::bad_passphrase);
}

TEST(Pfx, RefusesAnotherVersionAndPublicKeys) {
    const Buffer safe = tlv(4, tlv(0x30, Buffer{}));
    for (const std::uint8_t version : Buffer{0, 2, 4})
        EXPECT_EQ(
            status_of(tlv(0x30, {tlv(2, Buffer{version}), content(kData, safe), mac_data({1})})),
            Status::bad_data);
    const Buffer signed_data = content("2a864886f70d010702", tlv(0x30, Buffer{}));
    EXPECT_EQ(status_of(tlv(0x30, {kVersion, signed_data})), Status::unsupported_function);
    EXPECT_EQ(contents_status(tlv(0x30, content("2a864886f70d010703", tlv(0x30, Buffer{})))),
              Status::unsupported_function)
        << "enveloped data";
}

TEST(Pfx, RefusesBrokenSafes) {
    const Buffer certificate = oid("2a864886f70d010c0a0103");
    for (const Buffer& contents :
         {Buffer{}, Buffer{1}, tlv(0x31, Buffer{}), tlv(0x30, tlv(0x30, Buffer{})),
          tlv(0x30, tlv(0x30, certificate)),
          tlv(0x30, tlv(0x30, certificate + tlv(0xA0, tlv(0x30, Buffer{})))),
          tlv(0x30, tlv(0x30, certificate + tlv(0xA0, tlv(0x30, content("2a03", {5, 0}))))),
          tlv(0x30, Buffer{}) + Buffer{0}})
        EXPECT_EQ(contents_status(tlv(0x30, content(kData, tlv(4, contents)))), Status::bad_data);
    EXPECT_EQ(contents_status(tlv(0x30, content(kData, tlv(0x30, Buffer{})))), Status::bad_data);
    EXPECT_EQ(contents_status(tlv(0x30, content(kData, tlv(4, tlv(0x30, Buffer{}))))), Status::ok);
}

TEST(Pfx, ReadsSafesInSafesToADepth) {
    Buffer safe = tlv(0x30, Buffer{});
    Buffer deepest;
    for (int depth = 0; depth < 30; ++depth) {
        if (depth == 6) deepest = safe;
        safe = tlv(0x30, content("2a864886f70d010c0a0106", safe));
    }
    EXPECT_EQ(contents_status(tlv(0x30, content(kData, tlv(4, deepest)))), Status::ok);
    EXPECT_EQ(contents_status(tlv(0x30, content(kData, tlv(4, safe)))), Status::bad_data);
}

TEST(Pfx, ReadsWhatIsWrittenInPartsOfIndefiniteLength) {
    const Buffer file = OpensslPfx().make("-legacy -iter 1");
    // 30 len | 02 01 03 | 30 len { oid, A0 len { 04 len octets } } | mac
    const auto read_header = [&](std::size_t& from) {
        const std::size_t first = file[from + 1];
        if (first < 0x80) return from += 2, first;
        std::size_t length = 0;
        for (std::size_t i = 0; i < (first & 0x7F); ++i) length = length << 8 | file[from + 2 + i];
        from += 2 + (first & 0x7F);
        return length;
    };
    std::size_t position = 0;
    read_header(position);
    position += 3;
    std::size_t info_at = position;
    const std::size_t info_length = read_header(info_at);
    const Buffer mac(file.begin() + static_cast<std::ptrdiff_t>(info_at + info_length), file.end());
    std::size_t octets_at = info_at + 11;
    read_header(octets_at);
    const std::size_t length = read_header(octets_at);
    const Buffer octets(file.begin() + static_cast<std::ptrdiff_t>(octets_at),
                        file.begin() + static_cast<std::ptrdiff_t>(octets_at + length));
    const Buffer front(octets.begin(), octets.begin() + 100),
        back(octets.begin() + 100, octets.end());
    const Buffer end{0, 0};
    const Buffer parts = Buffer{0x24, 0x80} + tlv(4, front) + tlv(4, back) + end;
    const Buffer ber = Buffer{0x30, 0x80} + kVersion + Buffer{0x30, 0x80} + oid(kData) +
                       Buffer{0xA0, 0x80} + parts + end + end + mac + end;
    expect_chain(read_pfx(ber, secret()), pfx_chain().leaf);
}

// ---- Writing ------------------------------------------------------------------------------------

PfxContents some_contents() {
    PfxContents out = std::move(read_pfx(OpensslPfx().make("-iter 1"), secret())).value();
    out.keys[0].attributes.provider = u"A provider";
    out.certificates[0].attributes.properties.emplace_back(107, Buffer{1, 2});
    return out;
}

TEST(Pfx, WritesWhatOpensslReads) {
    const OpensslPfx openssl;
    const PfxContents contents = some_contents();
    for (const PfxCipher cipher : {PfxCipher::triple_des_sha1, PfxCipher::aes256_sha256})
        for (const bool encrypt : {true, false}) {
            const auto file = write_pfx(contents, secret(), {cipher, encrypt, 1000});
            ASSERT_TRUE(file.ok());
            const std::string text = openssl.read(file.value(), "secret");
            EXPECT_NE(text.find("friendlyName: The leaf"), std::string::npos);
            EXPECT_NE(text.find("BEGIN PRIVATE KEY"), std::string::npos);
            EXPECT_NE(text.find("Microsoft CSP Name: A provider"), std::string::npos);
            std::size_t certificates = 0;
            for (std::size_t at = 0; (at = text.find("BEGIN CERT", at)) != std::string::npos; ++at)
                ++certificates;
            EXPECT_EQ(certificates, 3u);
            EXPECT_THROW(openssl.read(file.value(), "Secret"), std::runtime_error);
        }
}

TEST(Pfx, WritesWhatItReads) {
    const PfxContents contents = some_contents();
    for (const PfxCipher cipher : {PfxCipher::triple_des_sha1, PfxCipher::aes256_sha256}) {
        const auto file = write_pfx(contents, secret(), {cipher, true, 10});
        ASSERT_TRUE(file.ok());
        const auto again = read_pfx(file.value(), secret());
        expect_chain(again, pfx_chain().leaf);
        EXPECT_EQ(again.value().keys[0].attributes.provider, u"A provider");
        ASSERT_EQ(again.value().certificates[0].attributes.properties.size(), 1u);
        EXPECT_EQ(again.value().certificates[0].attributes.properties[0].first, 107u);
        EXPECT_EQ(again.value().certificates[0].attributes.properties[0].second, (Buffer{1, 2}));
        EXPECT_EQ(read_pfx(file.value(), {}).status(), Status::bad_passphrase);
    }
}

TEST(Pfx, WritesFilesThatDifferEachTimeInContentsAlone) {
    const PfxContents contents = some_contents();
    const PfxWriting writing{PfxCipher::aes256_sha256, true, 10};
    const auto one = write_pfx(contents, secret(), writing);
    const auto other = write_pfx(contents, secret(), writing);
    ASSERT_TRUE(one.ok() && other.ok());
    EXPECT_NE(one.value(), other.value());
    EXPECT_EQ(one.value().size(), other.value().size());
}

TEST(Pfx, WritesNoPasswordAsLibcryptoReadsIt) {
    const auto file = write_pfx(some_contents(), {}, {PfxCipher::triple_des_sha1, true, 10});
    ASSERT_TRUE(file.ok());
    const unsigned char* at = file.value().data();
    PKCS12* const parsed = d2i_PKCS12(nullptr, &at, static_cast<long>(file.value().size()));
    ASSERT_NE(parsed, nullptr);
    EXPECT_EQ(PKCS12_verify_mac(parsed, nullptr, 0), 1);
    EXPECT_EQ(PKCS12_verify_mac(parsed, "", 0), 0);
    PKCS12_free(parsed);
}

}  // namespace
}  // namespace secur32::x509
