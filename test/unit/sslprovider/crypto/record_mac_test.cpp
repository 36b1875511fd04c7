// HMAC over records against libcrypto's, with every length as a public and as a secret one.
#include "sslprovider/crypto/record_mac.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "test/support/vectors.h"
#include "test/support/wycheproof.h"

namespace secur32::crypto {
namespace {

struct Foreign {
    HashAlgorithm algorithm;
    const EVP_MD* (*digest)();
};
constexpr Foreign kAlgorithms[] = {{HashAlgorithm::md5, EVP_md5},
                                   {HashAlgorithm::sha1, EVP_sha1},
                                   {HashAlgorithm::sha256, EVP_sha256},
                                   {HashAlgorithm::sha384, EVP_sha384}};

Buffer pattern(std::size_t size, unsigned seed) {
    Buffer octets(size);
    for (std::size_t i = 0; i < size; ++i) octets[i] = static_cast<std::uint8_t>(i * 7 + seed);
    return octets;
}

Buffer foreign_hmac(const Foreign& foreign, Bytes key, Bytes text) {
    Buffer out(hash_length(foreign.algorithm));
    EXPECT_NE(HMAC(foreign.digest(), key.data(), static_cast<int>(key.size()), text.data(),
                   text.size(), out.data(), nullptr),
              nullptr);
    return out;
}

Buffer joined(Bytes a, Bytes b) {
    Buffer both(a.begin(), a.end());
    both.insert(both.end(), b.begin(), b.end());
    return both;
}

TEST(RecordMac, AgreesWithLibcryptoForEveryLengthOfTextInAnyNumberOfParts) {
    for (const Foreign& foreign : kAlgorithms) {
        const Buffer key = pattern(hash_length(foreign.algorithm), 3);
        const auto mac = RecordMac::create(foreign.algorithm, key);
        ASSERT_TRUE(mac);
        Buffer out(mac->length());
        for (std::size_t size = 0; size < 400; ++size) {
            const Buffer text = pattern(size, 11);
            const Buffer expected = foreign_hmac(foreign, key, text);
            mac->compute({text}, out);
            EXPECT_EQ(out, expected) << size;
            const Bytes all(text);
            mac->compute({all.first(size / 3), Bytes(), all.subspan(size / 3)}, out);
            EXPECT_EQ(out, expected) << size << " in parts";
        }
    }
}

TEST(RecordMac, AgreesWithLibcryptoForEverySecretLength) {
    const Buffer header = pattern(13, 1);
    for (const Foreign& foreign : kAlgorithms) {
        const Buffer key = pattern(hash_length(foreign.algorithm), 5);
        const auto mac = RecordMac::create(foreign.algorithm, key);
        Buffer out(mac->length());
        for (const std::size_t longest :
             {0u, 1u, 40u, 43u, 64u, 107u, 115u, 255u, 256u, 300u, 700u}) {
            const Buffer text = pattern(longest, 17);
            const std::size_t least = longest < 255 ? 0 : longest - 255;
            for (std::size_t length = least; length <= longest; ++length) {
                mac->compute_prefix(header, text, least, length, out);
                EXPECT_EQ(out,
                          foreign_hmac(foreign, key, joined(header, Bytes(text).first(length))))
                    << length << " of " << longest;
            }
        }
    }
}

// A wider range of secrecy than TLS needs, and none at all.
TEST(RecordMac, TakesAnyRangeOfSecrecy) {
    const Buffer header = pattern(64, 1), text = pattern(900, 2), key = pattern(20, 3);
    const auto mac = RecordMac::create(HashAlgorithm::sha1, key);
    Buffer out(mac->length());
    for (const std::size_t least : {0u, 1u, 63u, 64u, 500u, 899u, 900u})
        for (std::size_t length = least; length <= text.size(); length += 7) {
            mac->compute_prefix(header, text, least, length, out);
            EXPECT_EQ(out,
                      foreign_hmac(kAlgorithms[1], key, joined(header, Bytes(text).first(length))));
        }
}

TEST(RecordMac, GivesWycheproofsTags) {
    struct File {
        const char* name;
        HashAlgorithm algorithm;
    };
    for (const File& file : {File{"hmac_sha1_test.json", HashAlgorithm::sha1},
                             File{"hmac_sha256_test.json", HashAlgorithm::sha256},
                             File{"hmac_sha384_test.json", HashAlgorithm::sha384}}) {
        std::size_t run = 0, too_long = 0;
        const std::size_t all =
            test::for_each_wycheproof(file.name, [&](const test::WycheproofCase& one) {
                SCOPED_TRACE(one.where);
                const auto mac = RecordMac::create(file.algorithm, one.bytes("key"));
                if (one.bytes("key").size() > 64) {
                    EXPECT_FALSE(mac);
                    ++too_long;
                    return;
                }
                ASSERT_TRUE(mac);
                Buffer out(mac->length());
                mac->compute({one.bytes("msg")}, out);
                const Buffer tag = one.bytes("tag");
                out.resize(tag.size());
                EXPECT_EQ(out == tag, one.valid());
                ++run;
            });
        EXPECT_EQ(run + too_long, all);
        EXPECT_GT(run, 0u);
        std::cout << file.name << ": " << run << " run, " << too_long
                  << " refused for a key that no record has\n";
    }
}

TEST(RecordMac, HasNoOtherHashesAndNoLongerKeys) {
    for (const HashAlgorithm algorithm :
         {HashAlgorithm::none, HashAlgorithm::sha512, HashAlgorithm::md5_sha1})
        EXPECT_FALSE(RecordMac::create(algorithm, pattern(20, 1)));
    EXPECT_TRUE(RecordMac::create(HashAlgorithm::sha1, pattern(64, 1)));
    EXPECT_FALSE(RecordMac::create(HashAlgorithm::sha1, pattern(65, 1)));
}

}  // namespace
}  // namespace secur32::crypto
