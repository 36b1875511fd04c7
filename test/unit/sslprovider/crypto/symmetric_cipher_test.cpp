// A running cipher: messages in pieces, both directions from one register, copies, beginnings anew,
// and the lengths that are refused.  What it computes is block_modes_test.cpp's and rc4_test.cpp's.
#include "sslprovider/crypto/symmetric_cipher.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <algorithm>
#include <thread>
#include <vector>

namespace secur32::crypto {
namespace {

struct Case {
    const char* name;
    CipherForm form;
    std::size_t key_size;
};
using enum SymmetricAlgorithm;
constexpr Case kCases[] = {
    {"Rc4", {rc4}, 16},
    {"Rc2Ecb", {rc2, BlockMode::ecb, 40}, 5},
    {"Rc2Cbc", {rc2, BlockMode::cbc, 128}, 16},
    {"Rc2Cfb8", {rc2, BlockMode::cfb8, 40}, 16},
    {"DesEcb", {des, BlockMode::ecb}, 8},
    {"DesCbc", {des, BlockMode::cbc}, 8},
    {"DesCfb8", {des, BlockMode::cfb8}, 8},
    {"TripleDes112Cbc", {tdes, BlockMode::cbc}, 16},
    {"TripleDesCbc", {tdes, BlockMode::cbc}, 24},
    {"TripleDesCfb8", {tdes, BlockMode::cfb8}, 24},
    {"Aes128Ecb", {aes, BlockMode::ecb}, 16},
    {"Aes192Cbc", {aes, BlockMode::cbc}, 24},
    {"Aes256Cbc", {aes, BlockMode::cbc}, 32},
    {"Aes256Cfb8", {aes, BlockMode::cfb8}, 32},
};

Buffer counting(std::size_t size, unsigned step) {
    Buffer octets(size);
    for (std::size_t i = 0; i < size; ++i) octets[i] = static_cast<std::uint8_t>(i * step + 5);
    return octets;
}

class SymmetricCipherTest : public testing::TestWithParam<Case> {
 protected:
    SymmetricCipherTest() : key(counting(GetParam().key_size, 29)) {
        const std::size_t block = block_length(GetParam().form.algorithm);
        if (GetParam().form.mode != BlockMode::ecb) iv = counting(block, 53);
        const bool whole = block != 0 && GetParam().form.mode != BlockMode::cfb8;
        piece = whole ? block : 1;
        text = counting(96 - (whole ? 0 : 7), 7);
    }
    void SetUp() override { ERR_clear_error(); }
    void TearDown() override { EXPECT_EQ(ERR_peek_error(), 0u); }

    SymmetricCipher cipher() const {
        auto made = SymmetricCipher::make(GetParam().form, key, iv);
        EXPECT_TRUE(made.ok());
        return std::move(made).value();
    }
    static Buffer encrypted(SymmetricCipher& with, Buffer octets) {
        EXPECT_EQ(with.encrypt(octets), Status::ok);
        return octets;
    }
    static Buffer decrypted(SymmetricCipher& with, Buffer octets) {
        EXPECT_EQ(with.decrypt(octets), Status::ok);
        return octets;
    }
    Buffer encrypted(Buffer octets) const {
        SymmetricCipher fresh = cipher();
        return encrypted(fresh, std::move(octets));
    }

    Buffer key, iv, text;
    std::size_t piece = 1;  // what a message may be cut at
};

INSTANTIATE_TEST_SUITE_P(Forms, SymmetricCipherTest, testing::ValuesIn(kCases),
                         [](const auto& each) { return each.param.name; });

TEST_P(SymmetricCipherTest, DecryptsWhatItEncrypts) {
    const Buffer sealed = encrypted(text);
    EXPECT_NE(sealed, text);
    SymmetricCipher opening = cipher();
    EXPECT_EQ(decrypted(opening, sealed), text);
}

TEST_P(SymmetricCipherTest, AMessageInAnyPiecesIsTheSame) {
    const Buffer expected = encrypted(text);
    for (std::size_t first = 0; first <= text.size(); first += piece)
        for (std::size_t second = first; second <= text.size(); second += piece) {
            SymmetricCipher sealing = cipher(), opening = cipher();
            Buffer sealed = text, opened = expected;
            for (const auto& [at, end] :
                 {std::pair{std::size_t{0}, first}, {first, second}, {second, text.size()}}) {
                ASSERT_EQ(sealing.encrypt(MutableBytes(sealed).subspan(at, end - at)), Status::ok);
                ASSERT_EQ(opening.decrypt(MutableBytes(opened).subspan(at, end - at)), Status::ok);
            }
            ASSERT_EQ(sealed, expected) << first << ' ' << second;
            ASSERT_EQ(opened, text) << first << ' ' << second;
        }
}

TEST_P(SymmetricCipherTest, BothDirectionsMoveTheSameRegister) {
    // A piece decrypted, the next encrypted, and so on, is what one direction makes of the same
    // ciphertext: its last block is the register, whoever wrote it.
    const Buffer sealed = encrypted(text);
    for (const bool decrypt_first : {false, true}) {
        SymmetricCipher both = cipher();
        bool decrypting = decrypt_first;
        for (std::size_t at = 0; at < text.size(); at += piece, decrypting = !decrypting) {
            const auto part = [&](const Buffer& of) {
                const auto begin = of.begin() + static_cast<std::ptrdiff_t>(at);
                return Buffer(begin, begin + static_cast<std::ptrdiff_t>(piece));
            };
            if (decrypting)
                ASSERT_EQ(decrypted(both, part(sealed)), part(text)) << at;
            else
                ASSERT_EQ(encrypted(both, part(text)), part(sealed)) << at;
        }
    }
}

TEST_P(SymmetricCipherTest, ACopyGoesOnFromTheSamePlaceAndAlone) {
    const Buffer expected = encrypted(text);
    const std::size_t cut = 3 * piece;
    const Buffer head(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(cut));
    const Buffer tail(text.begin() + static_cast<std::ptrdiff_t>(cut), text.end());
    const Buffer sealed_tail(expected.begin() + static_cast<std::ptrdiff_t>(cut), expected.end());
    SymmetricCipher original = cipher();
    encrypted(original, head);
    auto copy = original.clone();
    ASSERT_TRUE(copy.ok());
    EXPECT_EQ(encrypted(copy.value(), tail), sealed_tail);
    EXPECT_EQ(encrypted(original, tail), sealed_tail);
    EXPECT_EQ(copy.value().restart(), Status::ok);
    EXPECT_EQ(encrypted(copy.value(), text), expected);
}

TEST_P(SymmetricCipherTest, ACopyOfADecryptionGoesOnToo) {
    const Buffer sealed = encrypted(text);
    const auto cut = static_cast<std::ptrdiff_t>(3 * piece);
    SymmetricCipher original = cipher();
    decrypted(original, Buffer(sealed.begin(), sealed.begin() + cut));
    auto copy = original.clone();
    ASSERT_TRUE(copy.ok());
    EXPECT_EQ(decrypted(copy.value(), Buffer(sealed.begin() + cut, sealed.end())),
              Buffer(text.begin() + cut, text.end()));
}

TEST_P(SymmetricCipherTest, RestartedBeginsAtTheIv) {
    const Buffer expected = encrypted(text);
    SymmetricCipher again = cipher();
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(encrypted(again, text), expected);
        EXPECT_EQ(again.restart(), Status::ok);
        EXPECT_EQ(decrypted(again, expected), text);
        EXPECT_EQ(again.restart(), Status::ok);
    }
}

TEST_P(SymmetricCipherTest, AMovedOneGoesOn) {
    const Buffer expected = encrypted(text);
    SymmetricCipher first = cipher();
    const auto cut = static_cast<std::ptrdiff_t>(2 * piece);
    encrypted(first, Buffer(text.begin(), text.begin() + cut));
    SymmetricCipher second = std::move(first);
    EXPECT_EQ(encrypted(second, Buffer(text.begin() + cut, text.end())),
              Buffer(expected.begin() + cut, expected.end()));
}

TEST_P(SymmetricCipherTest, NothingIsNothing) {
    const Buffer expected = encrypted(text);
    SymmetricCipher one = cipher();
    EXPECT_EQ(one.encrypt({}), Status::ok);
    EXPECT_EQ(one.decrypt({}), Status::ok);
    EXPECT_EQ(encrypted(one, text), expected);
}

TEST_P(SymmetricCipherTest, RefusesWhatIsNoWholeBlocksAndChangesNothing) {
    if (piece == 1) {
        // CFB8 and RC4 take any length.
        SymmetricCipher one = cipher();
        Buffer octet(1);
        EXPECT_EQ(one.encrypt(octet), Status::ok);
        return;
    }
    const Buffer expected = encrypted(text);
    SymmetricCipher one = cipher();
    for (const std::size_t size : {std::size_t{1}, piece - 1, piece + 1, 3 * piece - 1}) {
        Buffer uneven(size, 0x11);
        EXPECT_EQ(one.encrypt(uneven), Status::bad_length) << size;
        EXPECT_EQ(one.decrypt(uneven), Status::bad_length) << size;
        EXPECT_EQ(uneven, Buffer(size, 0x11)) << size;
    }
    EXPECT_EQ(encrypted(one, text), expected);
}

TEST_P(SymmetricCipherTest, RefusesAnIvThatIsNoBlock) {
    const std::size_t block = block_length(GetParam().form.algorithm);
    for (const std::size_t size : {std::size_t{1}, block - 1, block + 1, std::size_t{32}}) {
        if (size == block) continue;
        EXPECT_EQ(SymmetricCipher::make(GetParam().form, key, Buffer(size % 64)).status(),
                  Status::bad_length)
            << size;
    }
}

TEST_P(SymmetricCipherTest, RefusesNoKeyAndATooLongOne) {
    for (const std::size_t size : {std::size_t{0}, std::size_t{257}})
        EXPECT_EQ(SymmetricCipher::make(GetParam().form, Buffer(size), iv).status(),
                  Status::bad_length)
            << size;
}

TEST(SymmetricCipher, TakesTheKeyLengthsOfItsAlgorithmOnly) {
    struct Lengths {
        SymmetricAlgorithm algorithm;
        std::vector<std::size_t> right;
    };
    for (const auto& [algorithm, right] :
         {Lengths{des, {8}}, Lengths{tdes, {16, 24}}, Lengths{aes, {16, 24, 32}}})
        for (std::size_t size = 0; size <= 300; ++size) {
            const bool expected = std::ranges::find(right, size) != right.end();
            const Buffer iv(block_length(algorithm));
            const auto made = SymmetricCipher::make({algorithm}, Buffer(size, 1), iv);
            EXPECT_EQ(made.status(), expected ? Status::ok : Status::bad_length) << size;
        }
    for (std::size_t size = 0; size <= 300; ++size) {
        const Buffer key(size, 1);
        EXPECT_EQ(SymmetricCipher::make({rc2, BlockMode::cbc, 40}, key, Buffer(8)).ok(),
                  size >= 1 && size <= 128)
            << size;
        EXPECT_EQ(SymmetricCipher::make({rc4}, key, {}).ok(), size >= 1 && size <= 256) << size;
    }
}

TEST(SymmetricCipher, RefusesEffectiveLengthsThatRc2HasNot) {
    for (const unsigned bits : {0u, 1025u, 0xffffffffu})
        EXPECT_EQ(
            SymmetricCipher::make({rc2, BlockMode::ecb, bits}, Buffer(5, 1), Buffer(8)).status(),
            Status::bad_length)
            << bits;
}

TEST(SymmetricCipher, TakesAnIvInEcbAndDoesNotLookAtIt) {
    auto with = SymmetricCipher::make({aes, BlockMode::ecb}, Buffer(16, 1), Buffer(16, 2));
    auto without = SymmetricCipher::make({aes, BlockMode::ecb}, Buffer(16, 1), {});
    ASSERT_TRUE(with.ok() && without.ok());
    Buffer a(32, 3), b(32, 3);
    EXPECT_EQ(with.value().encrypt(a), Status::ok);
    EXPECT_EQ(without.value().encrypt(b), Status::ok);
    EXPECT_EQ(a, b);
    EXPECT_TRUE(std::equal(a.begin(), a.begin() + 16, a.begin() + 16));
}

TEST(SymmetricCipher, RefusesCbcWithoutAnIv) {
    EXPECT_EQ(SymmetricCipher::make({aes}, Buffer(16, 1), {}).status(), Status::bad_length);
    EXPECT_EQ(SymmetricCipher::make({rc2, BlockMode::cfb8, 40}, Buffer(5, 1), {}).status(),
              Status::bad_length);
}

TEST(SymmetricCipher, ManyThreadsMayMakeThemAtOnce) {
    std::vector<std::thread> threads;
    for (int n = 0; n < 4; ++n)
        threads.emplace_back([] {
            for (int i = 0; i < 50; ++i)
                for (const Case& each : kCases) {
                    const Buffer iv(block_length(each.form.algorithm), 2);
                    auto one = SymmetricCipher::make(each.form, Buffer(each.key_size, 1), iv);
                    ASSERT_TRUE(one.ok());
                    Buffer text(16, 3);
                    EXPECT_EQ(one.value().encrypt(text), Status::ok);
                }
        });
    for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace secur32::crypto
