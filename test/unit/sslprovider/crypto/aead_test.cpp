// The AEAD slot against Wycheproof, and its ways of giving text and fragments against one another.
#include "sslprovider/crypto/aead.h"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <iostream>
#include <optional>

#include "sslprovider/crypto/aead_evp.h"
#include "test/support/vectors.h"
#include "test/support/wycheproof.h"

namespace secur32::crypto {
namespace {

using test::WycheproofCase;

constexpr BulkCipher kAeads[] = {BulkCipher::aes_128_gcm, BulkCipher::aes_256_gcm,
                                 BulkCipher::chacha20_poly1305};

Buffer pattern(std::size_t size, unsigned seed) {
    Buffer octets(size);
    for (std::size_t i = 0; i < size; ++i) octets[i] = static_cast<std::uint8_t>(i * 5 + seed);
    return octets;
}

Buffer key_of(BulkCipher cipher) { return pattern(row(cipher).key_length, 99); }
std::unique_ptr<AeadKey> sealing(BulkCipher cipher, Bytes fixed_iv = {}) {
    return make_aead(cipher, Direction::seal, key_of(cipher), fixed_iv);
}
std::unique_ptr<AeadKey> opening(BulkCipher cipher, Bytes fixed_iv = {}) {
    return make_aead(cipher, Direction::open, key_of(cipher), fixed_iv);
}

constexpr std::size_t kLongestNonce = 128;  // of libcrypto's GCM

// What the slot carries: 128 and 256 bits of key.
std::optional<BulkCipher> carried(bool gcm, const WycheproofCase& one) {
    const std::size_t key = one.bytes("key").size();
    if (one.bytes("iv").size() != kAeadNonceLength || one.bytes("tag").size() != kAeadTagLength)
        return std::nullopt;
    if (!gcm) return BulkCipher::chacha20_poly1305;
    if (key == 24) return std::nullopt;
    return key == 16 ? BulkCipher::aes_128_gcm : BulkCipher::aes_256_gcm;
}

void run_case(AeadKey& sealer, AeadKey& opener, const WycheproofCase& one) {
    const Buffer iv = one.bytes("iv"), aad = one.bytes("aad"), message = one.bytes("msg");
    const Buffer ciphertext = one.bytes("ct"), tag = one.bytes("tag");
    if (one.valid()) {
        Buffer text = message, made(tag.size());
        ASSERT_TRUE(sealer.seal(iv, aad, text, text.data(), {}, made));
        EXPECT_EQ(text, ciphertext);
        EXPECT_EQ(made, tag);
    }
    Buffer text = ciphertext;
    EXPECT_EQ(opener.open(iv, aad, text, tag), one.valid());
    if (one.valid()) {
        EXPECT_EQ(text, message);
    }
    EXPECT_EQ(ERR_peek_error(), 0UL);
}

struct Counts {
    std::size_t by_slot = 0, by_kernel = 0, refused = 0;
};

// Every case through the slot where the slot carries it, and every one through the kernel, which
// takes other nonces and keys; what that refuses is invalid.
Counts run_file(const char* file, bool gcm) {
    Counts counts;
    const std::size_t all = test::for_each_wycheproof(file, [&](const WycheproofCase& one) {
        SCOPED_TRACE(one.where);
        const Buffer key = one.bytes("key"), iv = one.bytes("iv");
        if (const auto cipher = carried(gcm, one)) {
            const auto sealer = make_aead(*cipher, Direction::seal, key);
            const auto opener = make_aead(*cipher, Direction::open, key);
            ASSERT_TRUE(sealer && opener);
            run_case(*sealer, *opener, one);
            ++counts.by_slot;
        }
        const std::string name =
            gcm ? "AES-" + std::to_string(key.size() * 8) + "-GCM" : "ChaCha20-Poly1305";
        EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, name.c_str(), nullptr);
        const auto sealer = make_evp_aead(cipher, Direction::seal, key, iv.size());
        const auto opener = make_evp_aead(cipher, Direction::open, key, iv.size());
        if (sealer && opener) {
            run_case(*sealer, *opener, one);
            ++counts.by_kernel;
        } else {
            EXPECT_TRUE(one.invalid() || iv.size() > kLongestNonce) << iv.size();
            EXPECT_EQ(ERR_peek_error(), 0UL);
            ++counts.refused;
        }
        EVP_CIPHER_free(cipher);
    });
    EXPECT_EQ(counts.by_kernel + counts.refused, all);
    std::cout << file << ": " << all << " cases, " << counts.by_slot << " through the slot, "
              << counts.by_kernel << " through the kernel, " << counts.refused
              << " refused by it for their nonce\n";
    return counts;
}

TEST(Aead, AnswersAesGcmAsWycheproofSays) {
    const Counts counts = run_file("aes_gcm_test.json", true);
    EXPECT_EQ(counts.by_slot, 133u);
    EXPECT_EQ(counts.by_kernel + counts.refused, 316u);
}

TEST(Aead, AnswersChaCha20Poly1305AsWycheproofSays) {
    const Counts counts = run_file("chacha20_poly1305_test.json", false);
    EXPECT_EQ(counts.by_slot, 316u);
    EXPECT_EQ(counts.by_kernel + counts.refused, 325u);
}

TEST(Aead, SealsApartWithATailAndInPieces) {
    for (const BulkCipher cipher : kAeads)
        for (const std::size_t size : {0u, 1u, 15u, 16u, 17u, 64u, 1000u})
            for (const std::size_t tail : {0u, 1u, 20u}) {
                const auto key = sealing(cipher);
                const Buffer nonce = pattern(12, 1), aad = pattern(5, 2),
                             text = pattern(size + tail, 3);
                Buffer whole = text, whole_tag(16);
                ASSERT_TRUE(key->seal(nonce, aad, whole, whole.data(), {}, whole_tag));

                Buffer in_place = text, tag(16);
                const MutableBytes all(in_place);
                ASSERT_TRUE(
                    key->seal(nonce, aad, all.first(size), all.data(), all.subspan(size), tag));
                EXPECT_EQ(in_place, whole);
                EXPECT_EQ(tag, whole_tag);

                Buffer apart(size),
                    rest(text.begin() + static_cast<std::ptrdiff_t>(size), text.end());
                ASSERT_TRUE(
                    key->seal(nonce, aad, Bytes(text).first(size), apart.data(), rest, tag));
                apart.insert(apart.end(), rest.begin(), rest.end());
                EXPECT_EQ(apart, whole);
                EXPECT_EQ(tag, whole_tag);
            }
}

TEST(Aead, OpensNothingThatWasChanged) {
    for (const BulkCipher cipher : kAeads) {
        const Buffer nonce = pattern(12, 1), aad = pattern(13, 2), text = pattern(40, 3);
        Buffer sealed = text, tag(16);
        ASSERT_TRUE(sealing(cipher)->seal(nonce, aad, sealed, sealed.data(), {}, tag));
        const auto key = opening(cipher);
        const auto opens = [&](Bytes n, Bytes a, Buffer t, Bytes mark) {
            return key->open(n, a, t, mark);
        };
        const auto with_flip = [](Buffer octets, std::size_t at) {
            octets[at] ^= 0x20;
            return octets;
        };
        EXPECT_TRUE(opens(nonce, aad, sealed, tag));
        for (std::size_t i = 0; i < nonce.size(); ++i)
            EXPECT_FALSE(opens(with_flip(nonce, i), aad, sealed, tag));
        for (std::size_t i = 0; i < aad.size(); ++i)
            EXPECT_FALSE(opens(nonce, with_flip(aad, i), sealed, tag));
        for (std::size_t i = 0; i < sealed.size(); ++i)
            EXPECT_FALSE(opens(nonce, aad, with_flip(sealed, i), tag));
        for (std::size_t i = 0; i < tag.size(); ++i)
            EXPECT_FALSE(opens(nonce, aad, sealed, with_flip(tag, i)));
        EXPECT_FALSE(opens(nonce, Bytes(aad).first(12), sealed, tag));
        EXPECT_FALSE(opens(nonce, aad, {}, tag));
        EXPECT_TRUE(opens(nonce, aad, sealed, tag)) << "a bad one leaves nothing behind";
        EXPECT_EQ(ERR_peek_error(), 0UL);
    }
}

RecordPrefix prefix_of(std::uint64_t sequence, std::size_t length) {
    RecordPrefix prefix{0, 0, 0, 0, 0, 0, 0, 0, 23, 3, 3, 0, 0};
    for (std::size_t i = 0; i < 8; ++i)
        prefix[i] = static_cast<std::uint8_t>(sequence >> (56 - 8 * i));
    set_length(prefix, length);
    return prefix;
}

// RFC 5288 3 and RFC 7905 2, by hand.
Buffer nonce_of(Bytes fixed, const RecordPrefix& prefix) {
    Buffer nonce(fixed.begin(), fixed.end());
    if (fixed.size() == 4) {
        nonce.insert(nonce.end(), prefix.begin(), prefix.begin() + 8);
    } else {
        for (std::size_t i = 0; i < 8; ++i) nonce[4 + i] ^= prefix[i];
    }
    return nonce;
}

// In any order of sequence numbers, and with other seals between.
TEST(Aead, SealsWholeFragmentsAsItSealsParts) {
    for (const BulkCipher cipher : kAeads) {
        const Buffer fixed = pattern(row(cipher).fixed_iv_length, 44);
        const std::size_t front = row(cipher).record_iv_length;
        const auto key = sealing(cipher, fixed);
        const auto reader = opening(cipher, fixed);
        ASSERT_TRUE(key->has_fragments());
        for (const std::uint64_t sequence :
             {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{500},
              std::uint64_t{501}, std::uint64_t{0x0001'0000'0000'0000}, ~std::uint64_t{0}})
            for (const std::size_t size : {0u, 1u, 64u, 1000u}) {
                const RecordPrefix prefix = prefix_of(sequence, size);
                Buffer parts(front + size + 16, 0x5A);
                const MutableBytes all(parts);
                std::copy_n(prefix.begin(), front, parts.begin());
                Buffer fragment(parts);
                const MutableBytes text = all.subspan(front, size);
                ASSERT_TRUE(key->seal(nonce_of(fixed, prefix), prefix, text, text.data(), {},
                                      all.last(16)));
                ASSERT_TRUE(key->seal_fragment(prefix, fragment));
                EXPECT_EQ(fragment, parts) << sequence << " " << size;
                fragment = Buffer(parts);
                ASSERT_TRUE(reader->open_fragment(prefix_of(sequence, fragment.size()), fragment));
                ASSERT_TRUE(reader->open(nonce_of(fixed, prefix), prefix, text, all.last(16)));
                EXPECT_TRUE(std::ranges::equal(text, MutableBytes(fragment).subspan(front, size)));
            }
    }
}

TEST(Aead, OpensNoFragmentThatWasChanged) {
    for (const BulkCipher cipher : kAeads) {
        const Buffer fixed = pattern(row(cipher).fixed_iv_length, 44);
        const auto key = sealing(cipher, fixed);
        const auto reader = opening(cipher, fixed);
        const RecordPrefix prefix = prefix_of(7, 50);
        Buffer good(row(cipher).record_iv_length + 50U + 16U, 1);
        ASSERT_TRUE(key->seal_fragment(prefix, good));
        for (std::size_t at = 0; at < good.size(); ++at) {
            Buffer bad = good;
            bad[at] ^= 0x01;
            EXPECT_FALSE(reader->open_fragment(prefix_of(7, bad.size()), bad)) << at;
        }
        EXPECT_EQ(ERR_peek_error(), 0UL);
        EXPECT_TRUE(reader->open_fragment(prefix_of(7, good.size()), good));
    }
}

TEST(Aead, RefusesKeysAndIvsOfOtherLengths) {
    for (const BulkCipher cipher : kAeads) {
        const std::size_t key = row(cipher).key_length, fixed = row(cipher).fixed_iv_length;
        EXPECT_FALSE(make_aead(cipher, Direction::seal, pattern(key - 1, 1)));
        EXPECT_FALSE(make_aead(cipher, Direction::seal, pattern(key + 1, 1)));
        EXPECT_FALSE(make_aead(cipher, Direction::seal, {}));
        EXPECT_FALSE(make_aead(cipher, Direction::open, pattern(key, 1), pattern(fixed - 1, 1)));
        EXPECT_FALSE(make_aead(cipher, Direction::open, pattern(key, 1), pattern(fixed + 1, 1)));
    }
    EXPECT_FALSE(make_aead(BulkCipher::aes_128_cbc, Direction::seal, pattern(16, 1)));
    EXPECT_FALSE(make_aead(BulkCipher::null, Direction::seal, {}));
    EXPECT_FALSE(make_aead(BulkCipher::rc4_128, Direction::seal, pattern(16, 1)));
    EXPECT_EQ(ERR_peek_error(), 0UL);
}

TEST(Aead, WithoutAFixedIvHasNoFragments) {
    for (const BulkCipher cipher : kAeads) EXPECT_FALSE(sealing(cipher)->has_fragments());
}

}  // namespace
}  // namespace secur32::crypto
