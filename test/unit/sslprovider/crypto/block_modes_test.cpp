// Every mode of every cipher against known answers: OpenSSL's test data, SP 800-38A's CFB8, and for
// RC2 libcrypto's block cipher, with its own CBC and with CFB8 written over it.
#include "sslprovider/crypto/block_modes.h"

#include <gtest/gtest.h>
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/err.h>
#include <openssl/rc2.h>

#include <algorithm>
#include <iostream>
#include <optional>
#include <random>

#include "test/support/evp_test.h"
#include "test/support/vectors.h"

namespace secur32::crypto {
namespace {

using test::EvpStanza;
using test::to_hex;

Result<Buffer> run(const CipherForm& form, Bytes key, Bytes iv, Bytes text, Direction direction) {
    TRY_ASSIGN(SymmetricCipher cipher, SymmetricCipher::make(form, key, iv));
    Buffer in_place(text.begin(), text.end());
    TRY(direction == Direction::seal ? cipher.encrypt(in_place) : cipher.decrypt(in_place));
    return in_place;
}

void expect_both_ways(const CipherForm& form, Bytes key, Bytes iv, const Buffer& plain,
                      const Buffer& encrypted, const std::string& where) {
    const auto sealed = run(form, key, iv, plain, Direction::seal);
    const auto opened = run(form, key, iv, encrypted, Direction::open);
    ASSERT_TRUE(sealed.ok() && opened.ok()) << where;
    EXPECT_EQ(to_hex(sealed.value()), to_hex(encrypted)) << where;
    EXPECT_EQ(to_hex(opened.value()), to_hex(plain)) << where;
}

// "AES-128-CBC", "des-ede3-ecb", "RC4-40"; nothing for what is not here.
std::optional<CipherForm> form_of(std::string name) {
    std::ranges::transform(name, name.begin(), [](char c) { return std::toupper(c); });
    CipherForm form{SymmetricAlgorithm::rc4};
    if (name.starts_with("RC4")) return form;
    const std::string mode = name.substr(name.rfind('-') + 1);
    if (mode == "ECB")
        form.mode = BlockMode::ecb;
    else if (mode == "CFB8")
        form.mode = BlockMode::cfb8;
    else if (mode != "CBC")
        return std::nullopt;
    const std::string cipher = name.substr(0, name.rfind('-'));
    if (cipher.starts_with("AES"))
        form.algorithm = SymmetricAlgorithm::aes;
    else if (cipher == "DES")
        form.algorithm = SymmetricAlgorithm::des;
    else if (cipher.starts_with("DES-EDE"))
        form.algorithm = SymmetricAlgorithm::tdes;
    else
        return std::nullopt;
    return form;
}

std::size_t run_file(const std::string& file) {
    std::size_t cases = 0;
    for (const EvpStanza& stanza : test::load_evp_test("openssl/" + file)) {
        const auto form = stanza.has("Cipher") ? form_of(stanza.at("Cipher")) : std::nullopt;
        if (!form) continue;
        ++cases;
        const Buffer iv = stanza.has("IV") ? stanza.bytes("IV") : Buffer();
        expect_both_ways(*form, stanza.bytes("Key"), iv, stanza.bytes("Plaintext"),
                         stanza.bytes("Ciphertext"), stanza.where);
    }
    std::cout << cases << " cases of " << file << '\n';
    return cases;
}

TEST(BlockModes, OpensslTestDataOfAes) { EXPECT_EQ(run_file("evpciph_aes_common.txt"), 29u); }
TEST(BlockModes, OpensslTestDataOfDes) { EXPECT_EQ(run_file("evpciph_des.txt"), 9u); }
TEST(BlockModes, OpensslTestDataOfTripleDes) { EXPECT_EQ(run_file("evpciph_des3_common.txt"), 3u); }
TEST(BlockModes, OpensslTestDataOfRc4) { EXPECT_EQ(run_file("evpciph_rc4.txt"), 11u); }

TEST(BlockModes, Sp800_38aCfb8) {
    const auto stanzas = test::load_stanzas("sp800-38a/cfb8.txt");
    for (const auto& stanza : stanzas)
        expect_both_ways({SymmetricAlgorithm::aes, BlockMode::cfb8}, stanza.bytes("key"),
                         stanza.bytes("iv"), stanza.bytes("plaintext"), stanza.bytes("ciphertext"),
                         stanza.where());
    EXPECT_EQ(stanzas.size(), 3u);
    std::cout << stanzas.size() << " vectors of SP 800-38A\n";
}

Buffer random_octets(std::mt19937& random, std::size_t size) {
    Buffer octets(size);
    std::ranges::generate(octets, [&] { return static_cast<std::uint8_t>(random()); });
    return octets;
}

// SP 800-38A 6.3 over any block encryption.
template <typename Encrypt>
Buffer foreign_cfb8(Encrypt encrypt, Buffer feedback, Buffer text) {
    for (std::uint8_t& octet : text) {
        Buffer block = feedback;
        encrypt(block.data());
        octet ^= block[0];
        feedback.erase(feedback.begin());
        feedback.push_back(octet);
    }
    return text;
}

class ForeignRc2 {
 public:
    ForeignRc2(const Buffer& key, unsigned bits) {
        RC2_set_key(&key_, static_cast<int>(key.size()), key.data(), static_cast<int>(bits));
    }
    Buffer ecb(const Buffer& text) const {
        Buffer out(text.size());
        for (std::size_t at = 0; at < text.size(); at += 8)
            RC2_ecb_encrypt(text.data() + at, out.data() + at, &key_, RC2_ENCRYPT);
        return out;
    }
    Buffer cbc(Buffer iv, const Buffer& text) const {
        Buffer out(text.size());
        RC2_cbc_encrypt(text.data(), out.data(), static_cast<long>(text.size()), &key_, iv.data(),
                        RC2_ENCRYPT);
        return out;
    }
    Buffer cfb8(const Buffer& iv, const Buffer& text) const {
        const auto encrypt = [&](std::uint8_t* block) {
            RC2_ecb_encrypt(block, block, &key_, RC2_ENCRYPT);
        };
        return foreign_cfb8(encrypt, iv, text);
    }

 private:
    mutable RC2_KEY key_;
};

TEST(BlockModes, OfRc2AgreeWithLibcrypto) {
    std::mt19937 random(11);
    for (const std::size_t key_size : {1u, 5u, 7u, 16u, 128u})
        for (const unsigned bits : {1u, 40u, 63u, 128u, 1024u})
            for (const std::size_t blocks : {1u, 2u, 9u}) {
                const Buffer key = random_octets(random, key_size), iv = random_octets(random, 8);
                const Buffer text = random_octets(random, 8 * blocks);
                const ForeignRc2 foreign(key, bits);
                const auto form = [&](BlockMode mode) {
                    return CipherForm{SymmetricAlgorithm::rc2, mode, bits};
                };
                expect_both_ways(form(BlockMode::ecb), key, {}, text, foreign.ecb(text), "ECB");
                expect_both_ways(form(BlockMode::cbc), key, iv, text, foreign.cbc(iv, text), "CBC");
                const Buffer uneven(text.begin(), text.end() - 3);
                expect_both_ways(form(BlockMode::cfb8), key, iv, uneven, foreign.cfb8(iv, uneven),
                                 "CFB8");
            }
}

// CFB8 of the ciphers whose ECB has answers above, over that ECB.
TEST(BlockModes, Cfb8IsWhatItsDefinitionMakesOfEcb) {
    std::mt19937 random(12);
    for (const auto& [algorithm, key_size, block] : {std::tuple{SymmetricAlgorithm::des, 8u, 8u},
                                                     {SymmetricAlgorithm::tdes, 16u, 8u},
                                                     {SymmetricAlgorithm::tdes, 24u, 8u},
                                                     {SymmetricAlgorithm::aes, 24u, 16u}}) {
        const Buffer key = random_octets(random, key_size), iv = random_octets(random, block);
        const Buffer text = random_octets(random, 41);
        auto ecb = SymmetricCipher::make({algorithm, BlockMode::ecb}, key, {});
        ASSERT_TRUE(ecb.ok());
        const auto encrypt = [&, size = block](std::uint8_t* octets) {
            EXPECT_EQ(ecb.value().encrypt({octets, size}), Status::ok);
        };
        expect_both_ways({algorithm, BlockMode::cfb8}, key, iv, text,
                         foreign_cfb8(encrypt, iv, text), "CFB8");
    }
}

TEST(BlockModes, LookAtNoParityBit) {
    Buffer key = test::hex("0123456789abcdeff1e0d3c2b5a49786fedcba9876543210");
    const Buffer iv(8, 7), text(24, 9);
    const CipherForm form{SymmetricAlgorithm::tdes};
    const Buffer expected = run(form, key, iv, text, Direction::seal).value();
    for (std::uint8_t& octet : key) octet ^= 1;
    EXPECT_EQ(run(form, key, iv, text, Direction::seal).value(), expected);
    key[23] ^= 2;
    EXPECT_NE(run(form, key, iv, text, Direction::seal).value(), expected);
}

TEST(BlockModes, LeaveNoErrorOfLibcryptoBehind) {
    ERR_clear_error();
    for (const auto mode : {BlockMode::ecb, BlockMode::cbc, BlockMode::cfb8})
        for (const auto& [algorithm, key_size, block] :
             {std::tuple{SymmetricAlgorithm::des, 8u, 8u},
              {SymmetricAlgorithm::tdes, 24u, 8u},
              {SymmetricAlgorithm::aes, 32u, 16u}})
            EXPECT_TRUE(run({algorithm, mode}, Buffer(key_size, 1), Buffer(block, 2), Buffer(32, 3),
                            Direction::open)
                            .ok());
    EXPECT_EQ(ERR_peek_error(), 0u);
}

}  // namespace
}  // namespace secur32::crypto
