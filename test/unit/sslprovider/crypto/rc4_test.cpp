// RC4 against RFC 6229 and OpenSSL's test data, against libcrypto's own, and its states' journeys.
#include "sslprovider/crypto/rc4.h"

#include <gtest/gtest.h>
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/rc4.h>

#include <iostream>
#include <new>

#include "test/support/vectors.h"

namespace secur32::crypto {
namespace {

using test::to_hex;

const Buffer kKey = test::hex("0102030405060708090a0b0c0d0e0f10");

Buffer keystream(Rc4& rc4, std::size_t size) {
    Buffer bytes(size, 0);
    rc4.apply(bytes);
    return bytes;
}

TEST(Rc4, Rfc6229Keystreams) {
    const auto stanzas = test::load_stanzas("rc4/rfc6229.txt");
    for (const auto& stanza : stanzas) {
        Rc4 rc4(stanza.bytes("key"));
        keystream(rc4, stanza.number("offset"));
        EXPECT_EQ(to_hex(keystream(rc4, 16)), stanza.at("keystream")) << stanza.where();
    }
    EXPECT_EQ(stanzas.size(), 72u);
    std::cout << stanzas.size() << " vectors of RFC 6229\n";
}

TEST(Rc4, OpensslTestData) {
    const auto stanzas = test::load_stanzas("rc4/openssl.txt");
    for (const auto& stanza : stanzas) {
        Buffer data = stanza.bytes("plaintext");
        Rc4(stanza.bytes("key")).apply(data);
        EXPECT_EQ(to_hex(data), stanza.at("ciphertext")) << stanza.where();
    }
    EXPECT_EQ(stanzas.size(), 11u);
    std::cout << stanzas.size() << " vectors of OpenSSL\n";
}

TEST(Rc4, RewoundGivesTheSameKeystreamAgain) {
    for (const std::size_t size : {0u, 1u, 3u, 4u, 255u, 256u, 257u, 5000u}) {
        Rc4 rc4(kKey);
        keystream(rc4, 77);
        const auto before = rc4.export_state();
        const Buffer first = keystream(rc4, size);
        rc4.rewind(size);
        EXPECT_EQ(rc4.export_state(), before) << size;
        EXPECT_EQ(keystream(rc4, size), first) << size;
    }
}

TEST(Rc4, AgreesWithLibcryptoForEveryKeyLength) {
    Buffer key;
    for (std::size_t size = 1; size <= Rc4::kMaxKey; ++size) {
        key.push_back(static_cast<std::uint8_t>(size * 101));
        RC4_KEY theirs;
        RC4_set_key(&theirs, static_cast<int>(key.size()), key.data());
        const Buffer zeros(600, 0);
        Buffer expected(zeros.size());
        ::RC4(&theirs, zeros.size(), zeros.data(), expected.data());
        Rc4 ours(key);
        EXPECT_EQ(keystream(ours, zeros.size()), expected) << size << " bytes of key";
    }
}

TEST(Rc4, AStreamCutAnywhereGoesOnWhereItStopped) {
    Rc4 whole(kKey);
    const Buffer expected = keystream(whole, 300);
    for (std::size_t cut = 0; cut <= expected.size(); ++cut) {
        Rc4 rc4(kKey);
        Buffer data(expected.size(), 0);
        rc4.apply(MutableBytes(data).first(cut));
        rc4.apply(MutableBytes(data).subspan(cut));
        EXPECT_EQ(data, expected) << "cut at " << cut;
    }
}

TEST(Rc4, SetKeyForgetsEverythingBefore) {
    Rc4 rc4(test::hex("ffee"));
    keystream(rc4, 77);
    rc4.set_key(kKey);
    Rc4 fresh(kKey);
    EXPECT_EQ(keystream(rc4, 100), keystream(fresh, 100));
}

TEST(Rc4, ACopyGoesItsOwnWay) {
    Rc4 rc4(kKey);
    keystream(rc4, 33);
    Rc4 copy = rc4;
    EXPECT_EQ(keystream(rc4, 500), keystream(copy, 500));
}

TEST(Rc4, AnExportedStateGoesOnWhereTheOriginalStood) {
    Rc4 rc4(kKey);
    keystream(rc4, 4711);
    const auto state = rc4.export_state();
    auto imported = Rc4::import_state(state);
    ASSERT_TRUE(imported.ok());
    EXPECT_EQ(imported.value().export_state(), state);
    EXPECT_EQ(keystream(imported.value(), 1000), keystream(rc4, 1000));
}

TEST(Rc4, AStateOfTheWrongSizeIsRefused) {
    Rc4 rc4(kKey);
    const auto state = rc4.export_state();
    Buffer bytes(state.begin(), state.end());
    bytes.push_back(0);
    EXPECT_EQ(Rc4::import_state(bytes).status(), Status::invalid_token);
    for (std::size_t size = 0; size < state.size(); ++size)
        EXPECT_EQ(Rc4::import_state(Bytes(state).first(size)).status(), Status::invalid_token);
}

TEST(Rc4, ATableThatIsNoPermutationIsRefused) {
    Rc4 rc4(kKey);
    const auto state = rc4.export_state();
    for (std::size_t at = 0; at < 256; ++at) {
        auto damaged = state;
        damaged[at] ^= 0x40;
        EXPECT_EQ(Rc4::import_state(damaged).status(), Status::invalid_token) << at;
    }
    EXPECT_EQ(Rc4::import_state(Buffer(Rc4::kStateSize, 0)).status(), Status::invalid_token);
}

TEST(Rc4DeathTest, AKeyOfImpossibleLengthEndsTheProgram) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_DEATH(Rc4{Bytes()}, "");
    EXPECT_DEATH(Rc4{Buffer(Rc4::kMaxKey + 1, 1)}, "");
}

TEST(Rc4, TwoDirectionsTakeLittleRoom) { EXPECT_EQ(sizeof(Rc4), Rc4::kStateSize); }

TEST(Rc4, LeavesNothingOfItsStateBehind) {
    alignas(Rc4) static std::array<std::uint8_t, sizeof(Rc4)> place;
    Rc4* const rc4 = new (place.data()) Rc4(kKey);
    rc4->~Rc4();
    for (const volatile std::uint8_t& byte : place) EXPECT_EQ(byte, 0);
}

}  // namespace
}  // namespace secur32::crypto
