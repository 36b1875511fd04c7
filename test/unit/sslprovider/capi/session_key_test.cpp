// Messages under session keys: what Windows' providers make of them, Wycheproof's padded CBC,
// pieces of every size, copies, and what is refused.  Parameters: session_key_parameters_test.cpp.
#include "sslprovider/capi/session_key.h"

#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <numeric>

#include "sslprovider/crypto/md2.h"
#include "test/support/vectors.h"
#include "test/support/wycheproof.h"

namespace secur32::capi {
namespace {

using test::to_hex;

const Provider& provider_of(Family family) {
    for (const Provider& each : providers())
        if (each.family == family) return each;
    throw std::runtime_error("no such provider");
}

Buffer counting(std::size_t size) {
    Buffer octets(size);
    std::iota(octets.begin(), octets.end(), std::uint8_t{0});
    return octets;
}

SessionKey key_of(Family family, AlgId id, Bytes secret) {
    auto key = SessionKey::make(provider_of(family), id, SecureBytes(secret));
    if (!key.ok()) throw std::runtime_error("the key is refused");
    return std::move(key).value();
}
SessionKey aes_key() { return key_of(Family::aes, calg::aes_128, counting(16)); }

// In one call with Final.
Result<Buffer> sealed(SessionKey& key, const Buffer& text, bool final = true) {
    Buffer buffer = text;
    buffer.resize(key.encrypted_length(text.size(), final), 0xee);
    TRY(key.encrypt(buffer, text.size(), final));
    return buffer;
}
Result<Buffer> opened(SessionKey& key, Buffer text, bool final = true) {
    TRY_ASSIGN(const std::size_t size, key.decrypt(text, final));
    text.resize(size);
    return text;
}

// ---- What Windows answers ----------------------------------------------------------------------

Buffer md2(const Buffer& message) {
    crypto::Md2 hash;
    hash.update(message);
    const auto digest = hash.peek();
    return {digest.begin(), digest.end()};
}

// CryptDeriveKey, Remarks: what a short hash is expanded to.
Buffer expanded(const Buffer& hash) {
    Buffer material;
    for (const std::uint8_t pad : {std::uint8_t{0x36}, std::uint8_t{0x5c}}) {
        Buffer block(64, pad);
        for (std::size_t i = 0; i < hash.size(); ++i) block[i] ^= hash[i];
        const Buffer half = md2(block);
        material.insert(material.end(), half.begin(), half.end());
    }
    return material;
}

SessionKey key_of(const test::Stanza& stanza) {
    static const std::map<std::string, Family, std::less<>> families = {
        {"\"base\"", Family::base},
        {"\"strong\"", Family::strong},
        {"\"enhanced\"", Family::enhanced},
        {"\"aes\"", Family::aes}};
    static const std::map<std::string, AlgId, std::less<>> ids = {
        {"\"rc2\"", calg::rc2},         {"\"rc4\"", calg::rc4},
        {"\"des\"", calg::des},         {"\"3des_112\"", calg::tdes_112},
        {"\"3des\"", calg::tdes},       {"\"aes_128\"", calg::aes_128},
        {"\"aes_192\"", calg::aes_192}, {"\"aes_256\"", calg::aes_256}};
    const Provider& provider = provider_of(families.at(stanza.at("provider")));
    const Buffer hash = md2(counting(2000));
    const Buffer material = stanza.at("key") == "\"first\"" ? hash : expanded(hash);
    SessionKey key = key_of(provider.family, ids.at(stanza.at("algorithm")),
                            Bytes(material).first(stanza.number("key_octets")));
    const auto bits = static_cast<std::uint32_t>(stanza.number("effective_bits"));
    if (key.effective_bits() != bits) {
        EXPECT_EQ(key.set_effective_bits(provider, bits), Status::ok);
    }
    if (key.is_block()) {
        EXPECT_EQ(key.set_mode(static_cast<std::uint32_t>(stanza.number("mode"))), Status::ok);
    }
    EXPECT_EQ(static_cast<std::size_t>(key.mode()), stanza.number("mode"));
    return key;
}

Buffer sealed_in_pieces(SessionKey& key, const Buffer& text, std::size_t piece) {
    Buffer all;
    for (std::size_t at = 0; at < text.size(); at += piece) {
        const bool last = text.size() - at <= piece;
        const auto begin = text.begin() + static_cast<std::ptrdiff_t>(at);
        const Buffer part(begin, last ? text.end() : begin + static_cast<std::ptrdiff_t>(piece));
        const auto encrypted = sealed(key, part, last);
        EXPECT_TRUE(encrypted.ok());
        all.insert(all.end(), encrypted.value().begin(), encrypted.value().end());
    }
    return all;
}

std::size_t run_file(const std::string& file) {
    const auto stanzas = test::load_stanzas(file);
    for (const auto& stanza : stanzas) {
        SessionKey key = key_of(stanza);
        const Buffer plain = stanza.bytes("plaintext");
        const Buffer encrypted = sealed_in_pieces(key, plain, stanza.number("pieces"));
        EXPECT_EQ(to_hex(encrypted), stanza.at("ciphertext")) << stanza.where();
        const auto again = opened(key, encrypted);
        EXPECT_TRUE(again.ok() && again.value() == plain) << stanza.where();
    }
    std::cout << stanzas.size() << " vectors of " << file << '\n';
    return stanzas.size();
}

TEST(SessionKey, EncryptsAsWindowsDoes) { EXPECT_EQ(run_file("wine/session_keys.txt"), 14u); }
TEST(SessionKey, EncryptsAsTheDocumentationSays) {
    EXPECT_EQ(run_file("capi/session_keys.txt"), 2u);
}

// ---- Wycheproof --------------------------------------------------------------------------------

TEST(SessionKey, OpensWhatWycheproofCallsValidAndNothingElse) {
    const std::map<std::size_t, AlgId> ids = {
        {16, calg::aes_128}, {24, calg::aes_192}, {32, calg::aes_256}};
    std::size_t valid = 0;
    const std::size_t cases =
        test::for_each_wycheproof("aes_cbc_pkcs5_test.json", [&](const auto& each) {
            const Buffer secret = each.bytes("key"), plain = each.bytes("msg");
            SessionKey key = key_of(Family::aes, ids.at(secret.size()), secret);
            ASSERT_EQ(key.set_iv(each.bytes("iv")), Status::ok) << each.where;
            const auto text = opened(key, each.bytes("ct"));
            EXPECT_EQ(text.status(), each.valid() ? Status::ok : Status::bad_data) << each.where;
            if (!each.valid()) return;
            ++valid;
            EXPECT_EQ(text.value(), plain) << each.where;
            const auto again = sealed(key, plain);
            EXPECT_TRUE(again.ok() && again.value() == each.bytes("ct")) << each.where;
        });
    EXPECT_EQ(cases, 216u);
    EXPECT_GT(valid, 60u);
    std::cout << cases << " cases of Wycheproof, " << valid << " of them valid\n";
}

// ---- Every cipher ------------------------------------------------------------------------------

struct Case {
    const char* name;
    Family family;
    AlgId id;
    std::size_t octets;
    CipherMode mode;
};
constexpr Case kCases[] = {
    {"Rc4With40Bits", Family::base, calg::rc4, 5, CipherMode{0}},
    {"Rc4With128Bits", Family::strong, calg::rc4, 16, CipherMode{0}},
    {"Rc2With40Bits", Family::base, calg::rc2, 5, CipherMode::cbc},
    {"Rc2InCfb", Family::enhanced, calg::rc2, 16, CipherMode::cfb},
    {"DesInEcb", Family::base, calg::des, 8, CipherMode::ecb},
    {"DesInCbc", Family::strong, calg::des, 8, CipherMode::cbc},
    {"TwoKeyTripleDes", Family::enhanced, calg::tdes_112, 16, CipherMode::cbc},
    {"TripleDesInCfb", Family::enhanced, calg::tdes, 24, CipherMode::cfb},
    {"Aes128", Family::aes, calg::aes_128, 16, CipherMode::cbc},
    {"Aes192InEcb", Family::aes, calg::aes_192, 24, CipherMode::ecb},
    {"Aes256InCfb", Family::aes, calg::aes_256, 32, CipherMode::cfb},
};

class EachSessionKey : public testing::TestWithParam<Case> {
 protected:
    static SessionKey key() {
        const Case& each = GetParam();
        SessionKey made = key_of(each.family, each.id, counting(each.octets));
        if (made.is_block()) {
            EXPECT_EQ(made.set_mode(static_cast<std::uint32_t>(each.mode)), Status::ok);
            EXPECT_EQ(made.set_iv(Buffer(made.block_length(), 0x3c)), Status::ok);
        }
        return made;
    }
    static std::size_t piece() { return key().is_block() ? key().block_length() : 1; }
};

INSTANTIATE_TEST_SUITE_P(Ciphers, EachSessionKey, testing::ValuesIn(kCases),
                         [](const auto& each) { return each.param.name; });

TEST_P(EachSessionKey, OpensMessagesOfEveryLength) {
    SessionKey one = key(), other = key();
    for (std::size_t size = 0; size <= 50; ++size) {
        const Buffer text = counting(size);
        const auto encrypted = sealed(one, text);
        ASSERT_TRUE(encrypted.ok()) << size;
        const std::size_t padded = one.is_block() ? (size / piece() + 1) * piece() : size;
        EXPECT_EQ(encrypted.value().size(), padded);
        EXPECT_EQ(one.encrypted_length(size, true), padded);
        EXPECT_EQ(one.encrypted_length(size, false), size);
        const auto again = opened(other, encrypted.value());
        ASSERT_TRUE(again.ok()) << size;
        EXPECT_EQ(again.value(), text);
    }
}

TEST_P(EachSessionKey, AMessageInAnyPiecesIsTheSame) {
    const Buffer text = counting(5 * piece() + 3);
    SessionKey whole = key();
    const Buffer expected = sealed(whole, text).value();
    for (std::size_t size = piece(); size <= 6 * piece(); size += piece()) {
        SessionKey one = key(), other = key();
        EXPECT_EQ(sealed_in_pieces(one, text, size), expected) << size;
        Buffer plain;
        for (std::size_t at = 0; at < expected.size(); at += size) {
            const std::size_t end = std::min(at + size, expected.size());
            const auto begin = expected.begin();
            const auto part = opened(other,
                                     Buffer(begin + static_cast<std::ptrdiff_t>(at),
                                            begin + static_cast<std::ptrdiff_t>(end)),
                                     end == expected.size());
            ASSERT_TRUE(part.ok()) << size;
            plain.insert(plain.end(), part.value().begin(), part.value().end());
        }
        EXPECT_EQ(plain, text) << size;
    }
}

TEST_P(EachSessionKey, FinalEndsAMessageAndTheNextIsAsTheFirst) {
    SessionKey one = key();
    const Buffer text = counting(2 * piece());
    const Buffer first = sealed(one, text).value();
    EXPECT_EQ(sealed(one, text).value(), first);
    EXPECT_EQ(opened(one, first).value(), text);
    EXPECT_EQ(sealed(one, text).value(), first);
}

TEST_P(EachSessionKey, WithoutFinalTheMessageGoesOn) {
    if (GetParam().mode == CipherMode::ecb) {
        // ECB has nothing that could go on.
        SessionKey one = key();
        EXPECT_EQ(sealed(one, Buffer(32, 1), false).value(),
                  sealed(one, Buffer(32, 1), false).value());
        return;
    }
    SessionKey one = key();
    const Buffer text = counting(16 * piece());
    EXPECT_NE(sealed(one, text, false).value(), sealed(one, text, false).value());
}

TEST_P(EachSessionKey, ACopyGoesOnFromTheSamePlaceAndAlone) {
    SessionKey one = key();
    const Buffer head = counting(3 * piece()), tail = counting(7);
    ASSERT_TRUE(sealed(one, head, false).ok());
    auto copy = one.clone();
    ASSERT_TRUE(copy.ok());
    const Buffer expected = sealed(one, tail).value();
    EXPECT_EQ(sealed(copy.value(), tail).value(), expected);
    EXPECT_EQ(copy.value().id(), one.id());
    EXPECT_EQ(copy.value().secret(), one.secret());
    EXPECT_EQ(copy.value().salt(), one.salt());
    EXPECT_EQ(copy.value().iv(), one.iv());
    EXPECT_EQ(copy.value().mode(), one.mode());
    EXPECT_EQ(copy.value().mode_bits(), one.mode_bits());
    EXPECT_EQ(copy.value().effective_bits(), one.effective_bits());
    const Buffer message = counting(20);
    EXPECT_EQ(sealed(copy.value(), message).value(), sealed(one, message).value());
}

TEST_P(EachSessionKey, ACopyOfAnUnusedOneIsOneToo) {
    SessionKey one = key();
    auto copy = one.clone();
    ASSERT_TRUE(copy.ok());
    EXPECT_EQ(sealed(copy.value(), counting(20)).value(), sealed(one, counting(20)).value());
}

TEST_P(EachSessionKey, WritesNothingBehindTheCiphertext) {
    SessionKey one = key();
    Buffer buffer(64, 0xee);
    const std::size_t length = one.encrypted_length(13, true);
    ASSERT_EQ(one.encrypt(buffer, 13, true), Status::ok);
    EXPECT_EQ(Buffer(buffer.begin() + static_cast<std::ptrdiff_t>(length), buffer.end()),
              Buffer(64 - length, 0xee));
}

// ---- Refused -----------------------------------------------------------------------------------

TEST_P(EachSessionKey, RefusesWhatIsNoWholeBlocksAndTheMessageIsAsItWas) {
    if (!key().is_block()) {
        // A stream takes any length, and nothing.
        SessionKey one = key();
        EXPECT_TRUE(sealed(one, {}, true).ok());
        EXPECT_EQ(opened(one, {}, true).value().size(), 0u);
        return;
    }
    SessionKey one = key(), other = key();
    const Buffer head = counting(piece());
    EXPECT_EQ(sealed(one, head, false).value(), sealed(other, head, false).value());
    for (const std::size_t size : {std::size_t{1}, piece() - 1, piece() + 1, 3 * piece() + 5}) {
        Buffer text(size, 0x11);
        EXPECT_EQ(one.encrypt(text, size, false), Status::bad_data) << size;
        EXPECT_EQ(one.decrypt(text, false).status(), Status::bad_data) << size;
        EXPECT_EQ(one.decrypt(text, true).status(), Status::bad_data) << size;
        EXPECT_EQ(text, Buffer(size, 0x11)) << size;
    }
    EXPECT_EQ(sealed(one, head).value(), sealed(other, head).value());
}

TEST_P(EachSessionKey, RefusesALastPieceOfNothing) {
    if (!key().is_block()) return;
    SessionKey one = key();
    EXPECT_EQ(opened(one, {}, true).status(), Status::bad_data);
    EXPECT_TRUE(opened(one, {}, false).ok());
}

TEST_P(EachSessionKey, RefusesBadPaddingAndTheMessageIsOver) {
    if (!key().is_block()) return;
    SessionKey one = key();
    const Buffer text = counting(2 * piece());
    const Buffer right = sealed(one, text).value();
    Buffer plain = text;
    plain.insert(plain.end(), piece(), 0);
    for (const int last : {0, 255, static_cast<int>(piece()) + 1, 2}) {
        plain.back() = static_cast<std::uint8_t>(last);
        SessionKey sealing = key();
        Buffer wrong = sealed(sealing, plain, false).value();
        EXPECT_TRUE(opened(one, right, false).ok());
        EXPECT_EQ(one.decrypt(wrong, true).status(), Status::bad_data) << last;
        EXPECT_EQ(opened(one, right).value(), text) << last;
    }
}

TEST_P(EachSessionKey, RefusesABufferWithoutRoomForThePadding) {
    if (!key().is_block()) return;
    SessionKey one = key(), other = key();
    for (std::size_t room = 13; room < one.encrypted_length(13, true); ++room) {
        Buffer buffer(room, 0x11);
        EXPECT_EQ(one.encrypt(buffer, 13, true), Status::buffer_too_small);
        EXPECT_EQ(buffer, Buffer(room, 0x11));
    }
    EXPECT_EQ(sealed(one, counting(13)).value(), sealed(other, counting(13)).value());
}

TEST(SessionKey, RefusesToRunInModesThatAreNotThere) {
    for (const CipherMode mode : {CipherMode::ofb, CipherMode::cts}) {
        SessionKey key = aes_key();
        ASSERT_EQ(key.set_mode(static_cast<std::uint32_t>(mode)), Status::ok);
        EXPECT_EQ(key.mode(), mode);
        Buffer buffer(32, 0x11);
        EXPECT_EQ(key.encrypt(buffer, 16, true), Status::bad_algorithm);
        EXPECT_EQ(key.decrypt(buffer, false).status(), Status::bad_algorithm);
        EXPECT_EQ(buffer, Buffer(32, 0x11));
        ASSERT_EQ(key.set_mode(static_cast<std::uint32_t>(CipherMode::cbc)), Status::ok);
        EXPECT_EQ(key.encrypt(buffer, 16, true), Status::ok);
    }
}

}  // namespace
}  // namespace secur32::capi
