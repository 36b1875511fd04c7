// PEM against libcrypto's: what it writes we read, what we write it reads, of every length.
#include "sslprovider/provider/pem.h"

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <memory>
#include <string>

#include "test/support/vectors.h"

namespace secur32::provider {
namespace {

using test::to_hex;

std::string text_of(const SecureBytes& bytes) {
    return {reinterpret_cast<const char*>(bytes.bytes().data()), bytes.size()};
}

Buffer pattern(std::size_t length) {
    Buffer octets(length);
    for (std::size_t i = 0; i < length; ++i) octets[i] = static_cast<std::uint8_t>(37 * i + length);
    return octets;
}

std::string foreign_pem(const char* label, const Buffer& content) {
    const std::unique_ptr<BIO, int (*)(BIO*)> out(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio(out.get(), label, "", content.data(), static_cast<long>(content.size()));
    char* text = nullptr;
    const long length = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(length)};
}

TEST(Pem, IsWhatLibcryptoWritesOfEveryLength) {
    // libcrypto writes no block without content.
    for (std::size_t length = 1; length <= 200; ++length) {
        const Buffer content = pattern(length);
        EXPECT_EQ(text_of(pem_block("PRIVATE KEY", content)), foreign_pem("PRIVATE KEY", content));
    }
}

TEST(Pem, OfLibcryptoIsReadOfEveryLength) {
    for (std::size_t length = 1; length <= 200; ++length) {
        const Buffer content = pattern(length);
        const auto read = read_pem_block(foreign_pem("PUBLIC KEY", content), "PUBLIC KEY");
        ASSERT_TRUE(read.ok()) << length;
        EXPECT_EQ(to_hex(read.value().bytes()), to_hex(content));
    }
}

TEST(Pem, IsFoundBehindOtherTextAndOtherBlocks) {
    const Buffer content = pattern(40);
    const std::string text = "Name: -----BEGIN nothing\nsomething\n" +
                             foreign_pem("CERTIFICATE", pattern(7)) + "between\r\n" +
                             foreign_pem("PUBLIC KEY", content);
    EXPECT_EQ(find_pem(text), text.find("-----BEGIN CERTIFICATE"));
    EXPECT_EQ(to_hex(read_pem_block(text, "PUBLIC KEY").value().bytes()), to_hex(content));
    EXPECT_EQ(read_pem_block(text, "PRIVATE KEY").status(), Status::not_found);
    EXPECT_EQ(find_pem("no block"), 8u);
    EXPECT_EQ(find_pem(""), 0u);
}

TEST(Pem, IsReadWithOtherBreaksOfLines) {
    const auto read =
        read_pem_block("-----BEGIN X-----\r\n  AQ ID\tBA\r\n==\r\n-----END X-----", "X");
    EXPECT_EQ(to_hex(read.value().bytes()), "01020304");
}

TEST(Pem, IsRefusedWhenItIsDamaged) {
    for (const char* const body : {"AQI", "A===", "AQID====", "AQ==AQID", "AQID*Q==", "AQIDB===",
                                   // bits that say nothing are not zero (RFC 4648 3.5)
                                   "AR==", "AQJ=", "=QID", "A", "AQ=I", "AQI\xC3"}) {
        const std::string text = std::string("-----BEGIN X-----\n") + body + "\n-----END X-----\n";
        EXPECT_EQ(read_pem_block(text, "X").status(), Status::bad_data) << body;
    }
}

TEST(Pem, IsRefusedWhenItIsCut) {
    const std::string text = foreign_pem("X", pattern(100));
    const std::size_t begun = text.find('\n'), ended = text.rfind("-----");
    for (std::size_t length = begun; length < ended + 5; ++length)
        EXPECT_EQ(read_pem_block(text.substr(0, length), "X").status(), Status::bad_data) << length;
    EXPECT_EQ(read_pem_block("-----BEGIN X-----\nAQ==\n-----END Y-----\n", "X").status(),
              Status::bad_data);
}

}  // namespace
}  // namespace secur32::provider
