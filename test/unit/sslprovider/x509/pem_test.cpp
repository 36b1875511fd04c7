// PEM: what libcrypto writes is read whatever stands around it, what ours writes libcrypto reads,
// and broken blocks are passed over or refused in linear time.
#include "sslprovider/x509/pem.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>

#include <chrono>
#include <memory>

#include "test/support/test_authority.h"

namespace secur32::x509 {
namespace {

const Buffer kOctets = {0, 1, 2, 0xFD, 0xFE, 0xFF, 'a', 'b', 'c', 'd'};

Buffer octets_of(std::size_t size) {
    Buffer octets(size);
    for (std::size_t i = 0; i < size; ++i) octets[i] = static_cast<std::uint8_t>(i * 7 + size);
    return octets;
}

Status status_of(std::string_view text) { return read_pem(text, "CERTIFICATE").status(); }

std::size_t blocks_in(std::string_view text) {
    std::size_t count = 0;
    while (next_pem_block(text)) ++count;
    return count;
}

TEST(Pem, WhatLibcryptoWritesIsRead) {
    for (std::size_t size = 1; size < 200; ++size) {
        const Buffer octets = octets_of(size);
        const auto read = read_pem(test::pem_of("CERTIFICATE", octets), kPemCertificate);
        ASSERT_TRUE(read.ok()) << size;
        ASSERT_EQ(read.value(), std::vector<Buffer>{octets}) << size;
    }
}

TEST(Pem, WhatIsWrittenIsWhatLibcryptoWrites) {
    for (std::size_t size = 1; size < 200; ++size)
        ASSERT_EQ(write_pem("X509 CRL", octets_of(size)),
                  test::pem_of("X509 CRL", octets_of(size)));
}

TEST(Pem, BlocksOfOtherLabelsAreLeftOut) {
    const std::string text =
        test::pem_of("PRIVATE KEY", octets_of(50)) + test::pem_of("CERTIFICATE", octets_of(3)) +
        test::pem_of("X509 CRL", octets_of(5)) + test::pem_of("X509 CERTIFICATE", octets_of(4));
    const auto read = read_pem(text, kPemCertificate);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value(), (std::vector<Buffer>{octets_of(3), octets_of(4)}));
    EXPECT_EQ(read_pem(text, kPemCrl).value(), std::vector<Buffer>{octets_of(5)});
    EXPECT_TRUE(read_pem(text, kPemPkcs7).value().empty());
}

TEST(Pem, TextAroundBlocksCountsForNothing) {
    const std::string text = "subject=CN = a\n-----\nissuer\n" + write_pem("CERTIFICATE", kOctets) +
                             "\n\nMIIBAg==\n" + write_pem("CERTIFICATE", kOctets) + "end";
    EXPECT_EQ(read_pem(text, kPemCertificate).value().size(), 2u);
}

TEST(Pem, BlanksAndOtherLineEndsAreTaken) {
    EXPECT_EQ(read_pem("-----BEGIN CERTIFICATE-----  \r\n AAEC\t/f7/ \r\n\r\nYWJj\r\nZA==\r\n"
                       "-----END CERTIFICATE-----\r\n",
                       kPemCertificate)
                  .value(),
              std::vector<Buffer>{kOctets});
    EXPECT_EQ(read_pem("-----BEGIN CERTIFICATE-----\nAAEC/f7/YWJjZA==\n-----END CERTIFICATE-----",
                       kPemCertificate)
                  .value(),
              std::vector<Buffer>{kOctets});
}

TEST(Pem, ABlockWithoutItsEndIsPassedOver) {
    const std::string good = write_pem("CERTIFICATE", kOctets);
    EXPECT_EQ(blocks_in("-----BEGIN CERTIFICATE-----\nAAEC\n"), 0u);
    EXPECT_EQ(blocks_in("-----BEGIN A-----\nAAEC\n-----END B-----\n"), 0u);
    EXPECT_EQ(blocks_in("-----BEGIN A-----\nAAEC\n-----END B-----\n-----END A-----\n"), 0u);
    EXPECT_EQ(blocks_in("-----END A-----\n" + good), 1u);
    EXPECT_EQ(blocks_in("-----BEGIN CERTIFICATE-----\nAAEC\n" + good), 1u);
    EXPECT_EQ(blocks_in("x-----BEGIN A-----\nAAEC\n-----END A-----\n"), 0u);
    EXPECT_EQ(blocks_in("-----BEGIN A----\nAAEC\n-----END A----\n"), 0u);
    EXPECT_EQ(blocks_in("-----BEGIN -----\n-----END -----"), 1u);
    EXPECT_EQ(blocks_in("-----BEGIN ----\n-----END ----"), 0u);
}

TEST(Pem, WhatIsNoBase64IsRefused) {
    const auto with = [](const std::string& body) {
        return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
    };
    EXPECT_EQ(status_of(with("AAEC")), Status::ok);
    for (const char* const body : {"AAE", "A", "AAE=C", "AA==AAEC", "A===", "====", "AAF=", "AB==",
                                   "AA-_", "AAE!", "Proc-Type: 4,ENCRYPTED\n\nAAEC", "AAEC="})
        EXPECT_EQ(status_of(with(body)), Status::bad_data) << body;
    EXPECT_EQ(status_of(with(std::string("AA\0C", 4))), Status::bad_data);
    EXPECT_EQ(status_of(with("AA\xC3\xA4")), Status::bad_data);
}

TEST(Pem, OneBrokenBlockSpoilsTheFile) {
    EXPECT_EQ(status_of(write_pem("CERTIFICATE", kOctets) +
                        "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n"),
              Status::bad_data);
}

TEST(Pem, ManyBeginningsTakeLinearTime) {
    std::string text;
    for (int i = 0; i < 200'000; ++i) text += "-----BEGIN A" + std::to_string(i) + "-----\n";
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(blocks_in(text), 0u);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

}  // namespace
}  // namespace secur32::x509
