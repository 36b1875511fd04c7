// CBC padding against Botan's vectors and against a reading of RFC 5246 6.2.3.2 that takes its
// time.
#include "sslprovider/crypto/cbc_padding.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <iostream>
#include <optional>

#include "test/support/botan_vectors.h"

namespace secur32::crypto {
namespace {

constexpr RecordPrefix kPrefix{0, 0, 0, 0, 0, 0, 0, 9, 23, 3, 3, 0, 0};

// The content's length, as the RFC reads.
std::optional<std::size_t> slow_length(Bytes text, std::size_t mac) {
    const std::size_t padding = text.back() + std::size_t{1};
    if (padding + mac > text.size()) return std::nullopt;
    if (!std::ranges::all_of(text.last(padding), [&](std::uint8_t o) { return o == text.back(); }))
        return std::nullopt;
    return text.size() - padding - mac;
}

void expect_as_slow(Bytes text, std::size_t mac) {
    const auto expected = slow_length(text, mac);
    const UnpaddedText found = remove_padding(text, mac);
    EXPECT_EQ(found.good, expected ? ~constant_time::Word{0} : 0)
        << test::to_hex(text) << " " << mac;
    if (expected) {
        EXPECT_EQ(found.length, *expected);
    }
}

TEST(CbcPadding, IsWhatBotanSaysItIs) {
    std::size_t good = 0;
    const auto stanzas = test::load_botan("tls_cbc_padding.vec");
    for (const test::BotanStanza& stanza : stanzas) {
        SCOPED_TRACE(stanza.where);
        const Buffer record = stanza.bytes("Record");
        const UnpaddedText found = remove_padding(record, 0);
        const std::size_t padding = found.good != 0 ? record.size() - found.length : 0;
        EXPECT_EQ(padding, stanza.number("Output"));
        good += found.good & 1;
    }
    EXPECT_EQ(stanzas.size(), 22u);
    std::cout << stanzas.size() << " paddings of Botan, " << good << " of them good\n";
}

// What CBC makes of a cipher that does nothing: each block is the XOR of two.
Buffer without_chaining(const Buffer& record, std::size_t block) {
    Buffer text = record;
    for (std::size_t i = block; i < text.size(); ++i) text[i] ^= record[i - block];
    return text;
}

// Botan's records: a cipher that does nothing, a MAC that is all zeros.
TEST(CbcPadding, OpensBotansRecords) {
    const auto stanzas = test::load_botan("tls_cbc.vec");
    for (const test::BotanStanza& stanza : stanzas) {
        SCOPED_TRACE(stanza.where);
        const Buffer record = without_chaining(stanza.bytes("Record"), stanza.number("Blocksize"));
        Buffer mac(stanza.number("MACsize"), 0xEE);
        bool good = record.size() > mac.size() && record.size() % stanza.number("Blocksize") == 0;
        if (good) {
            const UnpaddedText found = remove_padding(record, mac.size());
            const std::size_t longest = record.size() - mac.size() - 1;
            copy_from_secret_place(record, longest < 255 ? 0 : longest - 255, found.length, mac);
            good = found.good != 0 && mac == Buffer(mac.size(), 0);
        }
        EXPECT_EQ(good, stanza.number("Valid") == 1);
    }
    EXPECT_EQ(stanzas.size(), 10u);
    std::cout << stanzas.size() << " records of Botan\n";
}

TEST(CbcPadding, OfEveryLengthIsFoundInATextOfEveryLength) {
    for (const std::size_t mac : {0u, 16u, 20u, 32u, 48u})
        for (std::size_t size = mac + 1; size < 400; ++size)
            for (std::size_t pad = 0; pad < 256; ++pad) {
                Buffer text(size, static_cast<std::uint8_t>(pad + 1));
                const std::size_t filled = std::min(pad + 1, size);
                std::fill_n(text.rbegin(), filled, static_cast<std::uint8_t>(pad));
                expect_as_slow(text, mac);
            }
}

TEST(CbcPadding, WithOneWrongOctetIsBad) {
    for (const std::size_t pad : {1u, 7u, 15u, 100u, 255u})
        for (std::size_t at = 1; at <= pad; ++at) {
            Buffer text(300, 0xAA);
            std::fill_n(text.rbegin(), pad + 1, static_cast<std::uint8_t>(pad));
            *(text.rbegin() + static_cast<std::ptrdiff_t>(at)) ^= 0x80;
            EXPECT_EQ(remove_padding(text, 20).good, 0u) << pad << " " << at;
        }
}

TEST(CbcPadding, LetsAPlaceBeSecretWhereverItIs) {
    for (const std::size_t size : {20u, 48u, 60u, 300u, 303u, 304u, 1000u})
        for (const std::size_t wanted : {16u, 20u, 32u, 48u}) {
            if (size < wanted) continue;
            Buffer text(size);
            for (std::size_t i = 0; i < size; ++i)
                text[i] = static_cast<std::uint8_t>(i * 31 + i / 256);
            const std::size_t last = size - wanted, lowest = last < 255 ? 0 : last - 255;
            for (std::size_t at = lowest; at <= last; ++at) {
                Buffer out(wanted);
                copy_from_secret_place(text, lowest, at, out);
                const auto begin = text.begin() + static_cast<std::ptrdiff_t>(at);
                EXPECT_TRUE(std::equal(out.begin(), out.end(), begin)) << size << " " << at;
            }
        }
}

class PaddedTexts : public testing::Test {
 protected:
    Buffer sealed(std::size_t content, std::size_t padding) const {
        RecordPrefix prefix = kPrefix;
        set_length(prefix, content);
        Buffer input(prefix.size() + content, 0x42);
        std::ranges::copy(prefix, input.begin());
        Buffer text(content + 32 + padding + 1, 0x42);
        HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()), input.data(), input.size(),
             text.data() + content, nullptr);
        std::fill_n(text.rbegin(), padding + 1, static_cast<std::uint8_t>(padding));
        return text;
    }

    const Buffer key_ = Buffer(32, 0x17);
    const std::unique_ptr<RecordMac> mac_ = RecordMac::create(HashAlgorithm::sha256, key_);
};

TEST_F(PaddedTexts, OpenWithEveryPadding) {
    for (const std::size_t content : {0u, 1u, 15u, 80u, 255u, 256u, 1000u, 16384u})
        for (std::size_t padding = 0; padding < 256; padding += content < 300 ? 1 : 17) {
            const UnpaddedText opened = open_padded_text(*mac_, kPrefix, sealed(content, padding));
            EXPECT_NE(opened.good, 0u) << content << " " << padding;
            EXPECT_EQ(opened.length, content);
        }
}

TEST_F(PaddedTexts, StayShutWhenAnyOctetIsAnother) {
    for (const std::size_t padding : {0u, 15u, 200u}) {
        const Buffer good = sealed(50, padding);
        for (std::size_t at = 0; at < good.size(); ++at) {
            Buffer text = good;
            text[at] ^= 0x01;
            EXPECT_EQ(open_padded_text(*mac_, kPrefix, text).good, 0u) << padding << " " << at;
        }
    }
}

TEST_F(PaddedTexts, StayShutUnderAnotherPrefixOrKey) {
    const Buffer text = sealed(50, 3);
    for (std::size_t at = 0; at < kPrefix.size() - 2; ++at) {
        RecordPrefix prefix = kPrefix;
        prefix[at] ^= 0x04;
        EXPECT_EQ(open_padded_text(*mac_, prefix, text).good, 0u) << at;
    }
    const auto other = RecordMac::create(HashAlgorithm::sha256, Buffer(32, 0x18));
    EXPECT_EQ(open_padded_text(*other, kPrefix, text).good, 0u);
}

// RFC 5246 6.2.3.2: what a padding too long would leave is no text at all.
TEST_F(PaddedTexts, StayShutWhenThePaddingTakesTheMacToo) {
    Buffer text = sealed(0, 0);
    text.back() = static_cast<std::uint8_t>(text.size() - 1);
    EXPECT_EQ(open_padded_text(*mac_, kPrefix, text).good, 0u);
    EXPECT_EQ(open_padded_text(*mac_, kPrefix, Buffer(33, 32)).good, 0u);
    EXPECT_EQ(open_padded_text(*mac_, kPrefix, Buffer(300, 0xFF)).good, 0u);
}

}  // namespace
}  // namespace secur32::crypto
