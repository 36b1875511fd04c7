// Records that somebody changed: bad_data for a header that is wrong, bad_record for whatever else,
// and never anything but these two.
#include <gtest/gtest.h>
#define OPENSSL_SUPPRESS_DEPRECATED  // RC4, of packet_samples.h
#include <openssl/err.h>
#include <openssl/evp.h>

#include "test/support/foreign_kdf.h"
#include "test/support/packet_samples.h"

namespace secur32::provider {
namespace {

using test::ForeignPackets;
using test::packet_samples;
using test::PacketSample;
using test::set_record_length;

constexpr std::uint64_t kSequence = 0x0001'0000'0000'0007;

std::size_t header_of(const PacketSample& sample) { return is_datagram(sample.version) ? 13 : 5; }

Buffer good_record(const PacketSample& sample, std::size_t size = 20) {
    return ForeignPackets(sample).seal(kSequence, ContentType::application_data,
                                       Buffer(size, 0x5C));
}

Status status_of(const PacketSample& sample, Buffer record, std::uint64_t sequence = kSequence) {
    PacketKey key = sample.reader();
    return key.unprotect(sequence, record).status();
}

const CipherSuite& suite_of(std::uint16_t id) {
    return *std::ranges::find(cipher_suites(), id, &CipherSuite::id);
}

TEST(PacketTampering, OfAnyOctetIsFound) {
    for (const PacketSample& sample : packet_samples()) {
        SCOPED_TRACE(sample.name());
        const Buffer good = good_record(sample);
        ASSERT_EQ(status_of(sample, good), Status::ok);
        for (std::size_t at = 0; at < good.size(); ++at)
            for (const unsigned flip : {0x01U, 0x80U, 0xFFU}) {
                Buffer bad = good;
                bad[at] = static_cast<std::uint8_t>(bad[at] ^ flip);
                // 23 ^ 1 is 22, a type, of which TLS 1.3 has one only.
                const bool another_type =
                    at == 0 && flip == 0x01 && sample.version != Version::tls13;
                const bool inside = at >= header_of(sample) || another_type;
                EXPECT_EQ(status_of(sample, bad), inside ? Status::bad_record : Status::bad_data)
                    << at << " ^ " << flip;
            }
    }
    EXPECT_EQ(ERR_peek_error(), 0UL);
}

TEST(PacketTampering, ByCuttingIsFound) {
    for (const PacketSample& sample : packet_samples()) {
        SCOPED_TRACE(sample.name());
        const Buffer good = good_record(sample);
        for (std::size_t size = 0; size < good.size(); ++size) {
            Buffer cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
            EXPECT_EQ(status_of(sample, cut), Status::bad_data) << size;
            if (size < header_of(sample)) continue;
            set_record_length(cut, header_of(sample));
            EXPECT_EQ(status_of(sample, cut), Status::bad_record)
                << size << ", and its header says so";
        }
    }
}

TEST(PacketTampering, ByAppendingIsFound) {
    for (const PacketSample& sample : packet_samples()) {
        SCOPED_TRACE(sample.name());
        const Buffer good = good_record(sample);
        for (const std::size_t more : {1u, 2u, 8u, 15u, 16u, 17u, 32u, 256u, 5000u}) {
            Buffer grown = good;
            grown.resize(grown.size() + more);
            EXPECT_EQ(status_of(sample, grown), Status::bad_data) << more;
            set_record_length(grown, header_of(sample));
            EXPECT_EQ(status_of(sample, grown), Status::bad_record) << more;
        }
    }
}

TEST(PacketTampering, ByReplayAndReorderingIsFound) {
    for (const PacketSample& sample : packet_samples()) {
        SCOPED_TRACE(sample.name());
        const Buffer good = good_record(sample);
        for (const std::uint64_t sequence :
             {kSequence + 1, kSequence - 1, std::uint64_t{0}, kSequence ^ std::uint64_t{1} << 63})
            EXPECT_EQ(status_of(sample, good, sequence),
                      is_datagram(sample.version) ? Status::bad_data : Status::bad_record);
    }
}

TEST(PacketTampering, WithAnotherVersionsRecordsIsFound) {
    for (const PacketSample& sample : packet_samples())
        for (const PacketSample& other : packet_samples()) {
            if (other.suite != sample.suite || other.version == sample.version) continue;
            EXPECT_EQ(status_of(sample, good_record(other)), Status::bad_data)
                << other.name() << " to " << sample.name();
        }
}

TEST(PacketTampering, WithTheOtherOrderOfMacAndCipherIsFound) {
    for (const PacketSample& sample : packet_samples()) {
        if (!sample.is_block()) continue;
        const PacketSample other{sample.version, sample.suite, !sample.encrypt_then_mac};
        EXPECT_EQ(status_of(sample, good_record(other)), Status::bad_record) << sample.name();
    }
}

TEST(PacketTampering, WithALongerRecordThanAnyIsFoundBeforeTheKeyIsUsed) {
    for (const PacketSample& sample : packet_samples()) {
        SCOPED_TRACE(sample.name());
        const std::size_t most =
            sample.version == Version::tls13 ? kMaxCiphertext13 : kMaxCiphertext12;
        Buffer record = good_record(sample);
        record.resize(header_of(sample) + most + 1);
        set_record_length(record, header_of(sample));
        const Buffer before = record;
        PacketKey key = sample.reader();
        EXPECT_EQ(key.unprotect(kSequence, record).status(), Status::bad_data);
        EXPECT_EQ(record, before);
        record.pop_back();
        set_record_length(record, header_of(sample));
        EXPECT_EQ(key.unprotect(kSequence, record).status(), Status::bad_record);
    }
}

TEST(PacketTampering, WithTypesThatAreNoneIsFoundBeforeTheKeyIsUsed) {
    for (const PacketSample& sample : packet_samples()) {
        const Buffer good = good_record(sample);
        for (const unsigned type : {0U, 1U, 19U, 24U, 25U, 128U, 255U}) {
            Buffer record = good;
            record[0] = static_cast<std::uint8_t>(type);
            EXPECT_EQ(status_of(sample, record), Status::bad_data) << sample.name() << type;
        }
    }
}

TEST(PacketTampering, LeavesNoPlaintextBehind) {
    for (const PacketSample& sample : packet_samples()) {
        SCOPED_TRACE(sample.name());
        Buffer record = good_record(sample, 200);
        record.back() ^= 1;
        PacketKey key = sample.reader();
        EXPECT_EQ(key.unprotect(kSequence, record).status(), Status::bad_record);
        const auto begin = record.begin() + static_cast<std::ptrdiff_t>(header_of(sample));
        EXPECT_TRUE(
            std::all_of(begin, record.end(), [](std::uint8_t octet) { return octet == 0; }));
    }
}

// RFC 6347 4.1.2.7: DTLS discards them and goes on.
TEST(PacketTampering, DoesNotHarmTheNextRecordUnlessRecordsAreChained) {
    for (const PacketSample& sample : packet_samples()) {
        if (sample.is_chained()) continue;
        SCOPED_TRACE(sample.name());
        PacketKey key = sample.reader();
        for (int i = 0; i < 3; ++i) {
            Buffer bad = good_record(sample), good = good_record(sample);
            bad[bad.size() / 2] ^= 1;
            if (bad.size() / 2 < header_of(sample)) continue;
            EXPECT_EQ(key.unprotect(kSequence, bad).status(), Status::bad_record);
            EXPECT_EQ(key.unprotect(kSequence, good).status(), Status::ok);
        }
    }
}

// Content over 2^14 that its sender did authenticate: RFC 5246 6.2.1, RFC 8446 5.2, 5.4.
TEST(PacketTampering, IsNotNeededForContentThatIsTooLong) {
    for (const PacketSample& sample : packet_samples()) {
        SCOPED_TRACE(sample.name());
        EXPECT_EQ(status_of(sample, good_record(sample, kMaxPlaintext)), Status::ok);
        EXPECT_EQ(status_of(sample, good_record(sample, kMaxPlaintext + 1)), Status::bad_length);
    }
}

class InnerPlaintext : public testing::TestWithParam<std::uint16_t> {
 protected:
    PacketSample sample() const { return {Version::tls13, &suite_of(GetParam()), false}; }
    // Type and zeros as they are asked for.
    Result<OpenedPacket> open(Bytes content, unsigned type, std::size_t zeros) {
        record_ = ForeignPackets(sample()).seal(0, static_cast<ContentType>(type), content, zeros);
        key_.emplace(sample().reader());
        return key_->unprotect(0, record_);
    }

    Buffer record_;
    std::optional<PacketKey> key_;
};

TEST_P(InnerPlaintext, IsFoundBeforeAnyNumberOfZeros) {
    for (const std::size_t size : {0u, 1u, 100u})
        for (std::size_t zeros = 0; zeros < 300; ++zeros) {
            const auto opened = open(Buffer(size, 0), 22, zeros);
            ASSERT_TRUE(opened.ok());
            EXPECT_EQ(opened.value().type, ContentType::handshake);
            EXPECT_EQ(opened.value().content.size(), size);
        }
}

TEST_P(InnerPlaintext, OfNothingButZerosIsBad) {
    for (const std::size_t size : {0u, 1u, 16u, 1000u})
        EXPECT_EQ(open(Buffer(size, 0), 0, 5).status(), Status::bad_type);
}

TEST_P(InnerPlaintext, OfAnUnknownTypeIsBad) {
    for (const unsigned type : {1U, 19U, 24U, 26U, 255U})
        EXPECT_EQ(open(Buffer(9, 7), type, 3).status(), Status::bad_type) << type;
}

// RFC 8446 5: a protected change_cipher_spec is the handshake's to refuse, with its own alert.
TEST_P(InnerPlaintext, OfEveryKnownTypeIsTold) {
    for (const unsigned type : {20U, 21U, 22U, 23U}) {
        const auto opened = open(Buffer(1, 1), type, 0);
        ASSERT_TRUE(opened.ok());
        EXPECT_EQ(static_cast<unsigned>(opened.value().type), type);
    }
}

TEST_P(InnerPlaintext, IsBadWhenPaddingMakesItTooLong) {
    EXPECT_TRUE(open(Buffer(kMaxPlaintext, 1), 23, 0).ok());
    EXPECT_EQ(open(Buffer(kMaxPlaintext, 1), 23, 1).status(), Status::bad_length);
    EXPECT_TRUE(open(Buffer(1, 1), 23, kMaxPlaintext - 1).ok());
    EXPECT_EQ(open(Buffer(1, 1), 23, kMaxPlaintext).status(), Status::bad_length);
}

INSTANTIATE_TEST_SUITE_P(Tls13, InnerPlaintext, testing::Values(0x1301, 0x1302, 0x1303));

// TLS 1.2, AES-128-CBC, SHA-1, made octet by octet: whatever is wrong inside, the answer is one.
class CbcText : public testing::Test {
 protected:
    Status open(Buffer text) {
        Buffer record = {23, 3, 3, 0, 0};
        const Buffer iv(16, 0x61);
        record.insert(record.end(), iv.begin(), iv.end());
        const PacketSecrets secrets = sample_.secrets();
        EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
        EXPECT_EQ(EVP_EncryptInit_ex(context, EVP_aes_128_cbc(), nullptr,
                                     secrets.key.bytes().data(), iv.data()),
                  1);
        EVP_CIPHER_CTX_set_padding(context, 0);
        Buffer encrypted(text.size());
        int length = 0;
        EXPECT_EQ(EVP_EncryptUpdate(context, encrypted.data(), &length, text.data(),
                                    static_cast<int>(text.size())),
                  1);
        EVP_CIPHER_CTX_free(context);
        record.insert(record.end(), encrypted.begin(), encrypted.end());
        set_record_length(record, 5);
        return status_of(sample_, record, 3);
    }
    Buffer mac(const Buffer& content) const {
        Buffer input = {
            0, 0, 0, 0, 0, 0, 0, 3, 23, 3, 3, 0, static_cast<std::uint8_t>(content.size())};
        return test::foreign::hmac("SHA1", sample_.secrets().mac_key.bytes(),
                                   test::foreign::joined(input, content));
    }
    // 11 octets, their MAC, and a padding of one block exactly.
    Buffer text(std::size_t padding = 16) const {
        const Buffer content(11, 0x2E);
        Buffer made = test::foreign::joined(content, mac(content));
        made.insert(made.end(), padding, static_cast<std::uint8_t>(padding - 1));
        made.resize(made.size() / 16 * 16);
        return made;
    }

    const PacketSample sample_{Version::tls12, &suite_of(0x002F), false};
};

TEST_F(CbcText, OpensWhenAllIsRight) {
    EXPECT_EQ(open(text(1)), Status::ok);
    EXPECT_EQ(open(text(17)), Status::ok);
    EXPECT_EQ(open(text(241)), Status::ok);
}

TEST_F(CbcText, WithTheRightMacAndWrongPaddingIsBad) {
    Buffer wrong = text(17);
    wrong[wrong.size() - 3] ^= 1;
    EXPECT_EQ(open(wrong), Status::bad_record);
    wrong = text(241);
    wrong[wrong.size() - 241] ^= 1;
    EXPECT_EQ(open(wrong), Status::bad_record);
}

TEST_F(CbcText, WithRightPaddingAndAWrongMacIsBad) {
    for (std::size_t at = 0; at < 31; ++at) {
        Buffer wrong = text(17);
        wrong[at] ^= 0x80;
        EXPECT_EQ(open(wrong), Status::bad_record) << at;
    }
}

TEST_F(CbcText, WhosePaddingSaysMoreThanThereIsIsBad) {
    for (const std::size_t size : {32u, 48u, 64u, 272u})
        for (unsigned last = 0; last < 256; ++last) {
            Buffer wrong(size, static_cast<std::uint8_t>(last));
            EXPECT_EQ(open(wrong), Status::bad_record) << size << " " << last;
        }
}

TEST_F(CbcText, ThatIsTooShortForAMacIsBad) {
    EXPECT_EQ(open(Buffer()), Status::bad_record);
    EXPECT_EQ(open(Buffer(16, 0)), Status::bad_record);
}

}  // namespace
}  // namespace secur32::provider
