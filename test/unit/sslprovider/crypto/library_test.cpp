#include "sslprovider/crypto/library.h"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <thread>

namespace secur32::crypto {
namespace {

constexpr HashAlgorithm kAll[] = {HashAlgorithm::md5,    HashAlgorithm::sha1,
                                  HashAlgorithm::sha256, HashAlgorithm::sha384,
                                  HashAlgorithm::sha512, HashAlgorithm::md5_sha1};

TEST(Library, HasEveryDigestInItsLength) {
    for (const HashAlgorithm algorithm : kAll) {
        ASSERT_NE(message_digest(algorithm), nullptr);
        EXPECT_EQ(static_cast<std::size_t>(EVP_MD_get_size(message_digest(algorithm))),
                  hash_length(algorithm));
    }
    EXPECT_EQ(message_digest(HashAlgorithm::none), nullptr);
}

TEST(Library, FetchesOncePerProcess) {
    for (const HashAlgorithm algorithm : kAll) {
        const EVP_MD* other = nullptr;
        std::thread([&] { other = message_digest(algorithm); }).join();
        EXPECT_EQ(other, message_digest(algorithm));
    }
}

TEST(Library, LeavesNoErrorOfLibcryptoBehind) {
    ERR_raise(ERR_LIB_EVP, EVP_R_NO_DIGEST_SET);
    EXPECT_ANY_THROW(must_hash(0));
    EXPECT_EQ(ERR_peek_error(), 0U);
    EXPECT_NO_THROW(must_hash(1));
}

}  // namespace
}  // namespace secur32::crypto
