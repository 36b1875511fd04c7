#include "sslprovider/crypto/hmac.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <iostream>
#include <optional>
#include <thread>

#include "test/support/vectors.h"
#include "test/support/wycheproof.h"

namespace secur32::crypto {
namespace {

using test::WycheproofCase;

Buffer mac_of(HashAlgorithm algorithm, Bytes key, Bytes message, std::size_t length) {
    Hmac hmac(algorithm, key);
    hmac.update(message);
    Buffer out(length);
    hmac.finish(out);
    return out;
}

struct File {
    const char* name;
    HashAlgorithm algorithm;
};

TEST(Hmac, AgreesWithWycheproof) {
    for (const File& file : {File{"hmac_sha1_test.json", HashAlgorithm::sha1},
                             File{"hmac_sha256_test.json", HashAlgorithm::sha256},
                             File{"hmac_sha384_test.json", HashAlgorithm::sha384},
                             File{"hmac_sha512_test.json", HashAlgorithm::sha512}}) {
        test::for_each_wycheproof(file.name, [&](const WycheproofCase& each) {
            SCOPED_TRACE(each.where);
            const std::size_t length = each.group.at("tagSize").get<std::size_t>() / 8;
            const Buffer tag = mac_of(file.algorithm, each.bytes("key"), each.bytes("msg"), length);
            EXPECT_EQ(tag == each.bytes("tag"), each.valid());
        });
    }
}

TEST(Hmac, AgreesWithRfc2104) {
    const auto stanzas = test::load_stanzas("rfc2104/hmac_md5.txt");
    for (const test::Stanza& each : stanzas) {
        SCOPED_TRACE(each.where());
        const Buffer digest = each.bytes("digest");
        EXPECT_EQ(
            mac_of(HashAlgorithm::md5, each.bytes("key"), each.bytes("message"), digest.size()),
            digest);
    }
    std::cout << "rfc2104/hmac_md5.txt: " << stanzas.size() << " vectors\n";
}

TEST(Hmac, StartsAnewWithTheSameKey) {
    Hmac hmac(HashAlgorithm::sha256, bytes_of("key"));
    Buffer first(32), second(32), other(32);
    hmac.update(bytes_of("message"));
    hmac.finish(first);
    hmac.update(bytes_of("another"));
    hmac.finish(other);
    hmac.update(bytes_of("mess"));
    hmac.update(bytes_of("age"));
    hmac.finish(second);
    EXPECT_EQ(first, second);
    EXPECT_NE(first, other);
}

TEST(Hmac, MovesWithItsKey) {
    Hmac from(HashAlgorithm::sha1, bytes_of("key"));
    from.update(bytes_of("mess"));
    Hmac to(std::move(from));
    to.update(bytes_of("age"));
    Buffer out(20);
    to.finish(out);
    EXPECT_EQ(out, mac_of(HashAlgorithm::sha1, bytes_of("key"), bytes_of("message"), 20));
}

// Objects take over what their predecessors left behind.
TEST(Hmac, KeepsNothingOfAnEarlierKeyOrMessage) {
    const Buffer expected = mac_of(HashAlgorithm::sha384, bytes_of("key"), bytes_of("message"), 48);
    const Buffer longest(300, 0xAA), block(128, 0xBB);
    for (const Bytes& key : {Bytes(longest), Bytes(block), Bytes()}) {
        {
            Hmac unfinished(HashAlgorithm::sha384, key);
            unfinished.update(longest);
        }
        EXPECT_EQ(mac_of(HashAlgorithm::sha384, bytes_of("key"), bytes_of("message"), 48),
                  expected);
    }
}

TEST(Hmac, IsIndependentOfOthersOfItsKind) {
    std::optional<Hmac> first(std::in_place, HashAlgorithm::sha256, bytes_of("key"));
    Hmac second(HashAlgorithm::sha256, bytes_of("other key"));
    first->update(bytes_of("mess"));
    second.update(bytes_of("message"));
    first->update(bytes_of("age"));
    Buffer one(32), two(32);
    first->finish(one);
    first.reset();
    second.finish(two);
    EXPECT_EQ(one, mac_of(HashAlgorithm::sha256, bytes_of("key"), bytes_of("message"), 32));
    EXPECT_EQ(two, mac_of(HashAlgorithm::sha256, bytes_of("other key"), bytes_of("message"), 32));
}

TEST(Hmac, MayEndOnAnotherThreadThanItBegan) {
    Buffer out(32);
    Hmac begun(HashAlgorithm::sha256, bytes_of("key"));
    begun.update(bytes_of("message"));
    std::thread([&out, hmac = std::move(begun)]() mutable { hmac.finish(out); }).join();
    EXPECT_EQ(out, mac_of(HashAlgorithm::sha256, bytes_of("key"), bytes_of("message"), 32));
}

TEST(Hmac, TakesAssignment) {
    Hmac hmac(HashAlgorithm::sha1, bytes_of("key"));
    hmac.update(bytes_of("not this"));
    hmac = Hmac(HashAlgorithm::sha256, bytes_of("key"));
    hmac.update(bytes_of("message"));
    EXPECT_EQ(hmac.length(), 32U);
    Buffer out(32);
    hmac.finish(out);
    EXPECT_EQ(out, mac_of(HashAlgorithm::sha256, bytes_of("key"), bytes_of("message"), 32));
}

TEST(Hmac, CutsTheCodeWhereLessIsAskedFor) {
    const Buffer whole = mac_of(HashAlgorithm::sha1, bytes_of("key"), bytes_of("message"), 20);
    for (const std::size_t length : {0U, 1U, 12U, 19U})
        EXPECT_EQ(mac_of(HashAlgorithm::sha1, bytes_of("key"), bytes_of("message"), length),
                  Buffer(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)));
}

TEST(Hmac, RefusesToBeOverNoHash) {
    EXPECT_ANY_THROW((Hmac{HashAlgorithm::none, {}}));
    EXPECT_EQ(ERR_peek_error(), 0U);
}

}  // namespace
}  // namespace secur32::crypto
