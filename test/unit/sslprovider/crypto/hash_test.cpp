#include "sslprovider/crypto/hash.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include "test/support/vectors.h"

namespace secur32::crypto {
namespace {

using test::to_hex;

// RFC 1321 A.5, RFC 6234 8.5, FIPS 180-4's examples: "abc".
struct Known {
    HashAlgorithm algorithm;
    const char* digest;
};
constexpr Known kAbc[] = {
    {HashAlgorithm::md5, "900150983cd24fb0d6963f7d28e17f72"},
    {HashAlgorithm::sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"},
    {HashAlgorithm::sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {HashAlgorithm::sha384,
     "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
     "8086072ba1e7cc2358baeca134c825a7"},
    {HashAlgorithm::sha512,
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
     "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"},
    {HashAlgorithm::md5_sha1,
     "900150983cd24fb0d6963f7d28e17f72a9993e364706816aba3e25717850c26c9cd0d89d"},
};

TEST(Hash, IsWhatTheStandardsSayOfAbc) {
    for (const Known& known : kAbc) {
        EXPECT_EQ(to_hex(hash(known.algorithm, bytes_of("abc")).bytes()), known.digest);
        EXPECT_EQ(hash(known.algorithm, {}).size(), hash_length(known.algorithm));
    }
}

TEST(Hash, IsTheSameInSecret) {
    for (const Known& known : kAbc) {
        Hash running(known.algorithm);
        running.update(bytes_of("a"));
        Buffer secret(hash_length(known.algorithm));
        running.peek_secret(secret);
        EXPECT_EQ(to_hex(secret), to_hex(hash(known.algorithm, bytes_of("a")).bytes()));
        running.update(bytes_of("bc"));
        running.peek_secret(secret);
        EXPECT_EQ(to_hex(secret), known.digest);
        EXPECT_EQ(to_hex(running.peek().bytes()), known.digest);
    }
}

TEST(Hash, GoesOnAfterAPeekAndInACopy) {
    for (const Known& known : kAbc) {
        Hash running(known.algorithm);
        running.update(bytes_of("a"));
        static_cast<void>(running.peek());
        Hash copy(running);
        Hash assigned(HashAlgorithm::sha256);
        assigned = running;
        running.update(bytes_of("bc"));
        copy.update(bytes_of("b"));
        copy.update(bytes_of("c"));
        assigned.update(bytes_of("bc"));
        Hash moved(std::move(running));
        EXPECT_EQ(to_hex(moved.peek().bytes()), known.digest);
        EXPECT_EQ(to_hex(copy.peek().bytes()), known.digest);
        EXPECT_EQ(to_hex(assigned.peek().bytes()), known.digest);
        EXPECT_EQ(assigned.algorithm(), known.algorithm);
    }
}

TEST(Hash, ForgetsOnRestart) {
    Hash running(HashAlgorithm::sha256);
    running.update(bytes_of("something else"));
    running.restart();
    running.update(bytes_of("abc"));
    EXPECT_EQ(to_hex(running.peek().bytes()), kAbc[2].digest);
}

TEST(Hash, TakesAnotherAlgorithmByAssignment) {
    Hash running(HashAlgorithm::sha512);
    running.update(bytes_of("something else"));
    running = Hash(HashAlgorithm::sha1);
    running.update(bytes_of("abc"));
    EXPECT_EQ(to_hex(running.peek().bytes()), kAbc[1].digest);
    const Hash& same = running;
    running = same;
    EXPECT_EQ(to_hex(running.peek().bytes()), kAbc[1].digest);
}

TEST(Hash, RefusesToBeNone) {
    EXPECT_ANY_THROW(Hash{HashAlgorithm::none});
    EXPECT_ANY_THROW(hash(HashAlgorithm::none, bytes_of("abc")));
    EXPECT_EQ(ERR_peek_error(), 0U);
    // Nothing of the refusal stays in the thread's context.
    EXPECT_EQ(to_hex(hash(HashAlgorithm::sha256, bytes_of("abc")).bytes()), kAbc[2].digest);
}

}  // namespace
}  // namespace secur32::crypto
