#include "sslprovider/capi/keyed_hashes.h"

#include <gtest/gtest.h>

#include <iostream>

#include "test/support/wycheproof.h"
#include "test/unit/sslprovider/capi/hash_samples.h"

namespace secur32::capi {
namespace {

using namespace samples;

// ---- CALG_HMAC ----------------------------------------------------------------------------------

HmacHash begun(AlgId id, Bytes key, const Buffer& inner = {}, const Buffer& outer = {}) {
    HmacHash hmac{SecureBytes(key)};
    HmacInfo info;
    info.hash = id;
    info.inner = inner;
    info.outer = outer;
    EXPECT_EQ(hmac.begin(*HashFunction::of(id), info), Status::ok);
    return hmac;
}

TEST(HmacHash, AgreesWithTheVectors) {
    const auto stanzas = test::load_stanzas("capi/hmac.txt");
    for (const test::Stanza& each : stanzas) {
        SCOPED_TRACE(each.where());
        HmacHash hmac = begun(algorithm(text(each, "hash")), each.bytes("key"), each.bytes("inner"),
                              each.bytes("outer"));
        EXPECT_EQ(hmac.update(each.bytes("data")), Status::ok);
        EXPECT_EQ(copied(taken(hmac.value())), each.bytes("hmac"));
        EXPECT_EQ(hmac.length(), each.bytes("hmac").size());
    }
    std::cout << "capi/hmac.txt: " << stanzas.size() << " HMACs\n";
}

TEST(HmacHash, AgreesWithWycheproof) {
    struct File {
        const char* name;
        AlgId id;
    };
    for (const File& file :
         {File{"hmac_sha1_test.json", calg::sha1}, File{"hmac_sha256_test.json", calg::sha_256},
          File{"hmac_sha384_test.json", calg::sha_384},
          File{"hmac_sha512_test.json", calg::sha_512}}) {
        test::for_each_wycheproof(file.name, [&](const test::WycheproofCase& each) {
            SCOPED_TRACE(each.where);
            HmacHash hmac = begun(file.id, each.bytes("key"));
            ASSERT_EQ(hmac.update(each.bytes("msg")), Status::ok);
            Buffer value = copied(taken(hmac.value()));
            value.resize(each.group.at("tagSize").get<std::size_t>() / 8);
            EXPECT_EQ(value == each.bytes("tag"), each.valid());
        });
    }
}

TEST(HmacHash, BeginsAnewWithAnotherHash) {
    const Buffer key = ramp(1, 100);  // longer than SHA-1's block, not than SHA-512's
    HmacHash hmac = begun(calg::sha1, key);
    HmacInfo info;
    info.hash = calg::sha_512;
    ASSERT_EQ(hmac.begin(*HashFunction::of(calg::sha_512), info), Status::ok);
    EXPECT_EQ(taken(hmac.value()), taken(begun(calg::sha_512, key).value()));
}

TEST(HmacHash, CopiesKnowNothingOfEachOther) {
    HmacHash first = begun(calg::md5, ramp(0, 16));
    ASSERT_EQ(first.update(ramp(0, 3)), Status::ok);
    HmacHash second = first.clone();
    ASSERT_EQ(first.update(ramp(3, 3)), Status::ok);
    EXPECT_FALSE(taken(first.value()) == taken(second.value()));
    ASSERT_EQ(second.update(ramp(3, 3)), Status::ok);
    EXPECT_EQ(taken(first.value()), taken(second.value()));
}

TEST(HmacHash, RefusesToWorkBeforeItKnowsItsHash) {
    HmacHash hmac{SecureBytes(ramp(0, 16))};
    EXPECT_FALSE(hmac.begun());
    EXPECT_EQ(hmac.length(), 0u);
    EXPECT_EQ(hmac.update(ramp(0, 1)), Status::bad_hash_state);
    EXPECT_EQ(hmac.value().status(), Status::bad_hash_state);
}

TEST(HmacHash, RefusesAnotherHashAfterData) {
    HmacHash hmac = begun(calg::md5, ramp(0, 16));
    ASSERT_EQ(hmac.update({}), Status::ok);
    EXPECT_EQ(hmac.begin(*HashFunction::of(calg::sha1), {}), Status::bad_hash_state);
    EXPECT_EQ(hmac.length(), 16u);
}

// ---- CALG_MAC -----------------------------------------------------------------------------------

SessionKey mac_key(const test::Stanza& each) {
    const AlgId id = algorithm(text(each, "algorithm"));
    SecureBytes secret{Bytes(each.bytes("key"))};
    // Keys of RC2 that are longer than any provider makes them come out of blobs.
    if (id == calg::rc2 && secret.size() > 16)
        return taken(SessionKey::for_hmac(std::move(secret)));
    return taken(SessionKey::with_salt(provider("aes"), id, std::move(secret),
                                       SecureBytes(Bytes(each.bytes("salt")))));
}

TEST(CbcMac, AgreesWithTheVectors) {
    const auto stanzas = test::load_stanzas("capi/mac.txt");
    for (const test::Stanza& each : stanzas) {
        SCOPED_TRACE(each.where());
        const SessionKey key = mac_key(each);
        const Buffer message = ramp(each.number("first"), each.number("size"));
        for (const std::size_t piece : {std::size_t{1}, std::size_t{13}, message.size() + 1}) {
            CbcMac mac = taken(CbcMac::make(key));
            EXPECT_EQ(mac.length(), each.bytes("mac").size());
            for (Bytes rest = message; !rest.empty();
                 rest = rest.subspan(std::min(piece, rest.size())))
                ASSERT_EQ(mac.update(rest.first(std::min(piece, rest.size()))), Status::ok);
            EXPECT_EQ(copied(taken(mac.finish())), each.bytes("mac")) << "pieces of " << piece;
        }
    }
    std::cout << "capi/mac.txt: " << stanzas.size() << " MACs\n";
}

// As since Windows 8: the message that the key is in the middle of has no part in the MAC.
TEST(CbcMac, DoesNotDependOnWhatTheKeyDoes) {
    const Buffer message = ramp(0, 100);
    SessionKey key = taken(SessionKey::make(provider("aes"), calg::tdes, SecureBytes(ramp(1, 24))));
    CbcMac expected = taken(CbcMac::make(key));
    ASSERT_EQ(expected.update(message), Status::ok);
    const SecureBytes value = taken(expected.finish());

    Buffer block = ramp(9, 8);
    ASSERT_EQ(key.encrypt(block, block.size(), false), Status::ok);
    CbcMac mac = taken(CbcMac::make(key));
    ASSERT_EQ(key.encrypt(block, block.size(), false), Status::ok);
    ASSERT_EQ(mac.update(message), Status::ok);
    EXPECT_EQ(taken(mac.finish()), value);
}

TEST(CbcMac, BeginsFromTheKeysIv) {
    SessionKey key = taken(SessionKey::make(provider("aes"), calg::aes_128, SecureBytes(16)));
    CbcMac zero = taken(CbcMac::make(key));
    ASSERT_EQ(key.set_iv(ramp(1, 16)), Status::ok);
    CbcMac other = taken(CbcMac::make(key));
    EXPECT_FALSE(taken(zero.finish()) == taken(other.finish()));
}

TEST(CbcMac, CopiesKnowNothingOfEachOther) {
    const SessionKey key = taken(SessionKey::make(provider("aes"), calg::des, SecureBytes(8)));
    CbcMac first = taken(CbcMac::make(key));
    ASSERT_EQ(first.update(ramp(0, 1500)), Status::ok);
    CbcMac second = taken(first.clone());
    ASSERT_EQ(first.update(ramp(0, 3)), Status::ok);
    ASSERT_EQ(second.update(ramp(0, 3)), Status::ok);
    const SecureBytes value = taken(first.finish());
    EXPECT_EQ(taken(second.finish()), value);
}

TEST(CbcMac, RefusesAStreamKeyAndOtherModes) {
    const SessionKey stream = taken(SessionKey::make(provider("aes"), calg::rc4, SecureBytes(16)));
    EXPECT_EQ(CbcMac::make(stream).status(), Status::bad_key);
    SessionKey key = taken(SessionKey::make(provider("aes"), calg::des, SecureBytes(8)));
    for (const CipherMode mode : {CipherMode::ecb, CipherMode::cfb}) {
        ASSERT_EQ(key.set_mode(static_cast<std::uint32_t>(mode)), Status::ok);
        EXPECT_EQ(CbcMac::make(key).status(), Status::bad_key);
    }
}

// ---- CALG_TLS1PRF -------------------------------------------------------------------------------

TEST(Tls1Prf, IsThePrfOfTls1) {
    // RFC 2246 5; the octets are Python's of its text, and agree with what Wine's
    // dlls/rsaenh/tests/rsaenh.c (wine-mirror/wine 7c45914) asserts on Windows.
    const auto stanzas = test::load_stanzas("capi/schannel.txt");
    Tls1Prf prf{SecureBytes(Bytes(stanzas.front().bytes("master")))};
    prf.set_label(bytes_of("client finished"));
    prf.set_seed(bytes_of("123456789012345678901234567890123456"));
    EXPECT_EQ(test::to_hex(taken(prf.value(16)).bytes()), "a8b2a6ef834e74b1f3b1515a1a2b1131");
    const SecureBytes longer = taken(prf.value(100));
    EXPECT_EQ(test::to_hex(longer.bytes().first(16)), "a8b2a6ef834e74b1f3b1515a1a2b1131");
    EXPECT_EQ(taken(prf.clone().value(100)), longer);
    EXPECT_TRUE(taken(prf.value(0)).empty());
}

TEST(Tls1Prf, RefusesToWorkWithoutLabelAndSeed) {
    Tls1Prf prf{SecureBytes(48)};
    EXPECT_EQ(prf.value(1).status(), Status::bad_hash_state);
    prf.set_label(bytes_of("label"));
    EXPECT_EQ(prf.value(1).status(), Status::bad_hash_state);
    Tls1Prf other{SecureBytes(48)};
    other.set_seed(bytes_of("seed"));
    EXPECT_EQ(other.value(1).status(), Status::bad_hash_state);
    prf.set_seed({});
    EXPECT_TRUE(prf.value(1).ok());
}

}  // namespace
}  // namespace secur32::capi
