#include "sslprovider/crypto/hmac.h"

#include <gtest/gtest.h>

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

TEST(Hmac, RefusesToBeOverNoHash) { EXPECT_ANY_THROW(Hmac(HashAlgorithm::none, {})); }

}  // namespace
}  // namespace secur32::crypto
