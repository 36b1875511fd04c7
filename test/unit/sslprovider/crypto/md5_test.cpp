// MD5 and HMAC-MD5 against the RFCs' own answers, and against libcrypto's.
#include "sslprovider/crypto/md5.h"

#include <gtest/gtest.h>
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/md5.h>

#include <algorithm>
#include <iostream>
#include <new>

#include "test/support/vectors.h"

namespace secur32::crypto {
namespace {

using test::to_hex;

Buffer pattern(std::size_t size) {
    Buffer bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i * 73 + i / 251);
    return bytes;
}

Md5Digest libcrypto_md5(Bytes message) {
    Md5Digest digest{};
    ::MD5(message.data(), message.size(), digest.data());
    return digest;
}

Md5Digest libcrypto_hmac(Bytes key, Bytes message) {
    Md5Digest digest{};
    unsigned size = 0;
    // A null key means "the key of before" there: an empty one needs an address.
    const void* address = key.empty() ? "" : static_cast<const void*>(key.data());
    ::HMAC(EVP_md5(), address, static_cast<int>(key.size()), message.data(), message.size(),
           digest.data(), &size);
    return digest;
}

TEST(Md5, Rfc1321TestSuite) {
    const auto stanzas = test::load_stanzas("rfc1321/md5.txt");
    for (const auto& stanza : stanzas)
        EXPECT_EQ(to_hex(md5(stanza.bytes("message"))), stanza.at("digest")) << stanza.where();
    EXPECT_EQ(stanzas.size(), 7u);
    std::cout << stanzas.size() << " vectors of RFC 1321\n";
}

TEST(Md5, AgreesWithLibcryptoAtEveryLengthUpTo300) {
    const Buffer message = pattern(300);
    for (std::size_t size = 0; size <= message.size(); ++size) {
        const Bytes part = Bytes(message).first(size);
        EXPECT_EQ(md5(part), libcrypto_md5(part)) << size << " bytes";
    }
}

TEST(Md5, AMessageCutInTwoAnywhereHashesAsOne) {
    const Buffer message = pattern(300);
    const Md5Digest expected = libcrypto_md5(message);
    for (std::size_t cut = 0; cut <= message.size(); ++cut) {
        Md5 hash;
        hash.update(Bytes(message).first(cut));
        hash.update(Bytes(message).subspan(cut));
        EXPECT_EQ(hash.finish(), expected) << "cut at " << cut;
    }
}

TEST(Md5, AMessageInPiecesOfAnySizeHashesAsOne) {
    const Buffer message = pattern(300);
    const Md5Digest expected = libcrypto_md5(message);
    for (std::size_t piece = 1; piece <= 130; ++piece) {
        Md5 hash;
        Bytes rest = message;
        while (!rest.empty()) {
            const std::size_t size = std::min(piece, rest.size());
            hash.update(rest.first(size));
            rest = rest.subspan(size);
        }
        EXPECT_EQ(hash.finish(), expected) << "pieces of " << piece;
    }
}

TEST(Md5, SeveralPartsHashAsTheirConcatenation) {
    const Buffer message = pattern(150);
    const Bytes all = message;
    EXPECT_EQ(md5(all.first(3), all.subspan(3, 70), Bytes(), all.subspan(73)), libcrypto_md5(all));
    EXPECT_EQ(md5({}), libcrypto_md5({}));
}

TEST(Md5, ACopyGoesItsOwnWay) {
    const Buffer message = pattern(100);
    Md5 hash;
    hash.update(Bytes(message).first(70));
    Md5 copy = hash;
    copy.update(Bytes(message).subspan(70));
    EXPECT_EQ(copy.finish(), libcrypto_md5(message));
    EXPECT_EQ(hash.finish(), libcrypto_md5(Bytes(message).first(70)));
}

TEST(Md5, PaddingKeepsMessagesApartThatDifferInTrailingZeros) {
    for (std::size_t size = 0; size <= 130; ++size)
        EXPECT_NE(md5(Buffer(size, 0)), md5(Buffer(size + 1, 0))) << size;
}

TEST(HmacMd5, Rfc2202TestCases) {
    const auto stanzas = test::load_stanzas("rfc2104/hmac_md5.txt");
    for (const auto& stanza : stanzas) {
        const HmacMd5 hmac(stanza.bytes("key"));
        EXPECT_EQ(to_hex(hmac.mac(stanza.bytes("message"))), stanza.at("digest")) << stanza.where();
    }
    EXPECT_EQ(stanzas.size(), 7u);
    std::cout << stanzas.size() << " vectors of RFC 2202\n";
}

TEST(HmacMd5, AgreesWithLibcryptoForEveryKeyLengthUpToThreeBlocks) {
    const Buffer message = pattern(77);
    const Buffer key = pattern(192);
    for (std::size_t size = 0; size <= key.size(); ++size) {
        const Bytes part = Bytes(key).first(size);
        EXPECT_EQ(HmacMd5(part).mac(message), libcrypto_hmac(part, message)) << size;
    }
}

TEST(HmacMd5, AgreesWithLibcryptoForEveryMessageLengthUpTo300) {
    const Buffer key = pattern(16), message = pattern(300);
    const HmacMd5 hmac(key);
    for (std::size_t size = 0; size <= message.size(); ++size) {
        const Bytes part = Bytes(message).first(size);
        EXPECT_EQ(hmac.mac(part), libcrypto_hmac(key, part)) << size;
    }
}

TEST(HmacMd5, PartsAndStepsGiveTheMacOfTheConcatenation) {
    const Buffer key = pattern(16), message = pattern(200);
    const Bytes all = message;
    const Md5Digest expected = libcrypto_hmac(key, message);
    const HmacMd5 hmac(key);
    EXPECT_EQ(hmac.mac(all.first(4), all.subspan(4, 60), all.subspan(64)), expected);
    Md5 steps = hmac.begin();
    steps.update(all.first(99));
    steps.update(all.subspan(99));
    EXPECT_EQ(hmac.finish(steps), expected);
}

TEST(HmacMd5, AnotherKeyOrMessageGivesAnotherMac) {
    Buffer key = pattern(16), message = pattern(40);
    const Md5Digest mac = HmacMd5(key).mac(message);
    for (std::uint8_t& byte : message) {
        byte ^= 1;
        EXPECT_NE(HmacMd5(key).mac(message), mac);
        byte ^= 1;
    }
    for (std::uint8_t& byte : key) {
        byte ^= 0x80;
        EXPECT_NE(HmacMd5(key).mac(message), mac);
        byte ^= 0x80;
    }
}

TEST(HmacMd5, HoldsAKeyIn32Bytes) { EXPECT_EQ(sizeof(HmacMd5), 32u); }

// What an object leaves behind where it lived.
template <typename T>
Buffer remains(T object) {
    alignas(T) static std::array<std::uint8_t, sizeof(T)> place;
    T* const copy = new (place.data()) T(object);
    copy->~T();
    const volatile std::uint8_t* const bytes = place.data();
    return Buffer(bytes, bytes + sizeof(T));
}

TEST(HmacMd5, LeavesNothingOfTheKeyBehind) {
    EXPECT_EQ(remains(HmacMd5(pattern(16))), Buffer(sizeof(HmacMd5), 0));
}

TEST(Md5, LeavesNothingOfTheMessageBehind) {
    Md5 hash;
    hash.update(Buffer(50, 0xaa));
    for (const std::uint8_t byte : remains(hash)) EXPECT_NE(byte, 0xaa);
}

}  // namespace
}  // namespace secur32::crypto
