// CBC records against Botan's known answers, and the ways through libcrypto against one another.
#include "sslprovider/crypto/record_cbc.h"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <iostream>
#include <set>

#include "test/support/botan_vectors.h"

namespace secur32::crypto {
namespace {

struct Keys {
    BulkCipher cipher;
    HashAlgorithm mac;
    Buffer mac_key, key, iv;
    RecordForm form = RecordForm::explicit_iv;
    bool encrypt_then_mac = false;

    RecordSuite suite() const { return {cipher, mac, form, encrypt_then_mac, mac_key, key, iv}; }
    RecordSuite for_opening() const {
        RecordSuite made = suite();
        if (form == RecordForm::explicit_iv) made.iv = {};
        return made;
    }
    std::size_t block() const { return row(cipher).block_length; }
    std::size_t explicit_length() const { return form == RecordForm::explicit_iv ? block() : 0; }
    std::size_t trailer(std::size_t content) const {
        const std::size_t tag = hash_length(mac);
        return tag + block() - (content + (encrypt_then_mac ? 0 : tag)) % block();
    }
};

RecordPrefix prefix_of(std::uint8_t number, std::size_t length, std::uint8_t minor = 3) {
    RecordPrefix prefix{0, 0, 0, 0, 0, 0, 0, number, 23, 3, minor, 0, 0};
    set_length(prefix, length);
    return prefix;
}

// One fragment with its parts behind one another.
struct Fragment {
    Fragment(const Keys& keys, Bytes content)
        : memory(keys.explicit_length() + content.size() + keys.trailer(content.size())) {
        const MutableBytes all(memory);
        parts = {all.first(keys.explicit_length()),
                 all.subspan(keys.explicit_length(), content.size()),
                 all.last(keys.trailer(content.size()))};
        std::ranges::copy(content, parts.content.begin());
    }
    Fragment(const Fragment&) = delete;
    Fragment& operator=(const Fragment&) = delete;

    Buffer memory;
    RecordParts parts;
};

// E^-1 of one block, which is what an explicit IV was before it was encrypted.
Buffer decrypted_block(const Keys& keys, const Buffer& block) {
    const EVP_CIPHER* const cipher = keys.block() == 8       ? EVP_des_ede3_ecb()
                                     : keys.key.size() == 16 ? EVP_aes_128_ecb()
                                                             : EVP_aes_256_ecb();
    EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
    Buffer out(block.size());
    int length = 0;
    EXPECT_EQ(EVP_DecryptInit_ex(context, cipher, nullptr, keys.key.data(), nullptr), 1);
    EVP_CIPHER_CTX_set_padding(context, 0);
    EXPECT_EQ(EVP_DecryptUpdate(context, out.data(), &length, block.data(),
                                static_cast<int>(block.size())),
              1);
    EVP_CIPHER_CTX_free(context);
    return out;
}

Keys keys_of(const test::BotanStanza& stanza) {
    const Buffer key = stanza.bytes("Key");
    const auto cut = key.begin() + static_cast<std::ptrdiff_t>(stanza.number("KeylenMAC"));
    Keys keys{stanza.at("BlockCipher") == "TripleDES" ? BulkCipher::tdes_ede_cbc
              : stanza.at("BlockCipher") == "AES-128" ? BulkCipher::aes_128_cbc
                                                      : BulkCipher::aes_256_cbc,
              stanza.at("MAC") == "HMAC(SHA-1)"     ? HashAlgorithm::sha1
              : stanza.at("MAC") == "HMAC(SHA-256)" ? HashAlgorithm::sha256
                                                    : HashAlgorithm::sha384,
              Buffer(key.begin(), cut),
              Buffer(cut, key.end()),
              {}};
    keys.encrypt_then_mac = stanza.at("EncryptThenMAC") == "true";
    return keys;
}

TEST(RecordCbc, SealsAndOpensBotansKnownAnswers) {
    const auto stanzas = test::load_botan("tls_cbc_kat.vec");
    std::size_t sealed = 0, opened = 0;
    for (const test::BotanStanza& stanza : stanzas) {
        SCOPED_TRACE(stanza.where);
        Keys keys = keys_of(stanza);
        const Buffer plaintext = stanza.bytes("Plaintext"), nonce = stanza.bytes("Nonce");
        Buffer expected = nonce;
        const Buffer ciphertext = stanza.bytes("Ciphertext");
        expected.insert(expected.end(), ciphertext.begin(), ciphertext.end());
        RecordPrefix prefix;
        std::ranges::copy(stanza.bytes("AssociatedData"), prefix.begin());

        Buffer received = expected;
        const auto content = make_cbc_opener(keys.for_opening())->open(prefix, received);
        ASSERT_TRUE(content);
        EXPECT_TRUE(std::ranges::equal(*content, plaintext));
        ++opened;

        keys.iv = decrypted_block(keys, nonce);
        for (const CbcPasses passes : {CbcPasses::two, CbcPasses::one_where_possible}) {
            Fragment fragment(keys, plaintext);
            ASSERT_TRUE(make_cbc_sealer(keys.suite(), passes)
                            ->seal(prefix, fragment.parts.content, fragment.parts));
            EXPECT_EQ(fragment.memory, expected);
        }
        ++sealed;
    }
    EXPECT_EQ(opened, 10u);
    EXPECT_EQ(sealed, stanzas.size());
    std::cout << opened << " CBC records of Botan opened, " << sealed << " sealed\n";
}

std::vector<Keys> all_keys() {
    std::vector<Keys> all;
    for (const BulkCipher cipher : {BulkCipher::des_cbc, BulkCipher::tdes_ede_cbc,
                                    BulkCipher::aes_128_cbc, BulkCipher::aes_256_cbc})
        for (const HashAlgorithm mac : {HashAlgorithm::md5, HashAlgorithm::sha1,
                                        HashAlgorithm::sha256, HashAlgorithm::sha384})
            for (const RecordForm form : {RecordForm::implicit_iv, RecordForm::explicit_iv})
                for (const bool encrypt_then_mac : {false, true}) {
                    Buffer key(row(cipher).key_length);
                    for (std::size_t i = 0; i < key.size(); ++i)
                        key[i] = static_cast<std::uint8_t>(i * i);
                    all.push_back({cipher, mac, Buffer(hash_length(mac), 0x0B), key,
                                   Buffer(row(cipher).block_length, 0x0C), form, encrypt_then_mac});
                }
    return all;
}

// One pass or two, in one piece or in three, from other memory or not: the same octets.  Lengths on
// both sides of where one pass begins, in turns, so that the chain of TLS 1.0 crosses them.
TEST(RecordCbc, SealsTheSameWhicheverWayItGoes) {
    for (const Keys& keys : all_keys()) {
        const std::uint8_t minor = keys.form == RecordForm::implicit_iv ? 1 : 3;
        const auto two = make_cbc_sealer(keys.suite(), CbcPasses::two);
        const auto apart = make_cbc_sealer(keys.suite(), CbcPasses::two);
        const auto copying = make_cbc_sealer(keys.suite(), CbcPasses::two);
        const auto one = make_cbc_sealer(keys.suite(), CbcPasses::one_where_possible);
        const auto opener = make_cbc_opener(keys.for_opening());
        ASSERT_TRUE(two && apart && copying && one && opener);
        std::uint8_t number = 0;
        for (const std::size_t size :
             {0u, 1u, 7u, 8u, 300u, 15u, 16u, 1000u, 400u, 17u, 64u, 16384u, 255u, 256u}) {
            SCOPED_TRACE(size);
            const Buffer content(size, 0x77);
            const RecordPrefix prefix = prefix_of(number++, size, minor);
            Fragment first(keys, content), second(keys, content), third(keys, content);
            ASSERT_TRUE(two->seal(prefix, first.parts.content, first.parts));

            Buffer head(first.parts.explicit_part.size()), middle = content,
                                                           tail(first.parts.trailer.size());
            ASSERT_TRUE(apart->seal(prefix, middle, {head, middle, tail}));
            head.insert(head.end(), middle.begin(), middle.end());
            head.insert(head.end(), tail.begin(), tail.end());
            EXPECT_EQ(head, first.memory);

            std::ranges::fill(second.memory, std::uint8_t{0});
            ASSERT_TRUE(copying->seal(prefix, content, second.parts));
            EXPECT_EQ(second.memory, first.memory);

            ASSERT_TRUE(one->seal(prefix, third.parts.content, third.parts));
            if (keys.form == RecordForm::implicit_iv) {
                EXPECT_EQ(third.memory, first.memory);
            }
            // Explicit IVs differ: they hang on what each context encrypted before.
            auto opened = make_cbc_opener(keys.for_opening());
            if (keys.form == RecordForm::explicit_iv) {
                const auto text = opened->open(prefix, third.memory);
                ASSERT_TRUE(text);
                EXPECT_TRUE(std::ranges::equal(*text, content));
            }
            const auto text = opener->open(prefix, first.memory);
            ASSERT_TRUE(text);
            EXPECT_TRUE(std::ranges::equal(*text, content));
        }
    }
}

TEST(RecordCbc, NeverRepeatsAnExplicitIv) {
    Keys keys{BulkCipher::aes_128_cbc, HashAlgorithm::sha1, Buffer(20, 1), Buffer(16, 2),
              Buffer(16, 3)};
    for (const std::size_t size : {0u, 500u}) {
        const auto sealer = make_cbc_sealer(keys.suite());
        std::set<Buffer> ivs;
        for (unsigned i = 0; i < 1000; ++i) {
            Fragment fragment(keys, Buffer(size, 0));
            ASSERT_TRUE(sealer->seal(prefix_of(0, size), fragment.parts.content, fragment.parts));
            const MutableBytes iv = fragment.parts.explicit_part;
            EXPECT_TRUE(ivs.insert(Buffer(iv.begin(), iv.end())).second);
        }
    }
}

TEST(RecordCbc, OpensNothingThatWasChangedCutOrGrown) {
    for (const Keys& keys : all_keys()) {
        const RecordPrefix prefix = prefix_of(1, 50, keys.form == RecordForm::implicit_iv ? 1 : 3);
        Fragment good(keys, Buffer(50, 0x33));
        ASSERT_TRUE(make_cbc_sealer(keys.suite())->seal(prefix, good.parts.content, good.parts));
        const auto opens = [&](Buffer fragment) {
            const auto content = make_cbc_opener(keys.for_opening())->open(prefix, fragment);
            if (!content) {
                EXPECT_EQ(fragment, Buffer(fragment.size(), 0));
            }
            return content.has_value();
        };
        EXPECT_TRUE(opens(good.memory));
        for (std::size_t at = 0; at < good.memory.size(); ++at) {
            // Without encrypt-then-MAC an explicit IV is under no MAC; it is only the first
            // block's.
            Buffer bad = good.memory;
            bad[at] ^= 0x40;
            EXPECT_FALSE(opens(bad)) << at;
        }
        for (std::size_t size = 0; size < good.memory.size(); ++size)
            EXPECT_FALSE(opens(
                {good.memory.begin(), good.memory.begin() + static_cast<std::ptrdiff_t>(size)}))
                << size;
        for (std::size_t more = 1; more < 40; ++more) {
            Buffer grown = good.memory;
            grown.resize(grown.size() + more);
            EXPECT_FALSE(opens(grown)) << more;
        }
        EXPECT_EQ(ERR_peek_error(), 0UL);
    }
}

// DTLS drops bad records and goes on (RFC 6347 4.1.2.7).
TEST(RecordCbc, OpensTheNextRecordAfterABadOne) {
    for (const Keys& keys : all_keys()) {
        if (keys.form == RecordForm::implicit_iv) continue;
        const auto sealer = make_cbc_sealer(keys.suite());
        const auto opener = make_cbc_opener(keys.for_opening());
        Fragment first(keys, Buffer(9, 1)), second(keys, Buffer(9, 2));
        ASSERT_TRUE(sealer->seal(prefix_of(1, 9), first.parts.content, first.parts));
        ASSERT_TRUE(sealer->seal(prefix_of(2, 9), second.parts.content, second.parts));
        first.memory.back() ^= 1;
        EXPECT_FALSE(opener->open(prefix_of(1, 9), first.memory));
        EXPECT_TRUE(opener->open(prefix_of(2, 9), second.memory));
    }
}

TEST(RecordCbc, RefusesKeysAndIvsOfOtherLengths) {
    const Keys right{BulkCipher::aes_128_cbc, HashAlgorithm::sha1, Buffer(20, 1), Buffer(16, 2),
                     Buffer(16, 3)};
    ASSERT_TRUE(make_cbc_sealer(right.suite()));
    ASSERT_TRUE(make_cbc_opener(right.for_opening()));
    EXPECT_FALSE(make_cbc_opener(right.suite())) << "no IV is needed to read explicit ones";
    Keys wrong = right;
    wrong.key.push_back(1);
    EXPECT_FALSE(make_cbc_sealer(wrong.suite()));
    EXPECT_FALSE(make_cbc_opener(wrong.for_opening()));
    wrong = right;
    wrong.iv.pop_back();
    EXPECT_FALSE(make_cbc_sealer(wrong.suite()));
    wrong = right;
    wrong.form = RecordForm::implicit_iv;
    wrong.iv.clear();
    EXPECT_FALSE(make_cbc_opener(wrong.for_opening()));
    wrong = right;
    wrong.mac = HashAlgorithm::sha512;
    EXPECT_FALSE(make_cbc_sealer(wrong.suite()));
    EXPECT_EQ(ERR_peek_error(), 0UL);
}

}  // namespace
}  // namespace secur32::crypto
