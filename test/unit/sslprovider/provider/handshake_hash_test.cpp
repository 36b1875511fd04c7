#include "sslprovider/provider/handshake_hash.h"

#include <gtest/gtest.h>

#include "test/support/vectors.h"

namespace secur32::provider {
namespace {

using crypto::HashAlgorithm;

TEST(HandshakeHash, HasTheAlgorithmOfVersionAndSuite) {
    const CipherSuite& sha256 = *find_cipher_suite(0x002F);
    const CipherSuite& sha384 = *find_cipher_suite(0xC030);
    EXPECT_EQ(HandshakeHash(Version::tls10, sha256).algorithm(), HashAlgorithm::md5_sha1);
    EXPECT_EQ(HandshakeHash(Version::dtls10, sha256).algorithm(), HashAlgorithm::md5_sha1);
    EXPECT_EQ(HandshakeHash(Version::tls12, sha256).algorithm(), HashAlgorithm::sha256);
    EXPECT_EQ(HandshakeHash(Version::dtls12, sha384).algorithm(), HashAlgorithm::sha384);
    EXPECT_EQ(HandshakeHash(Version::tls12, sha256, HashAlgorithm::sha512).algorithm(),
              HashAlgorithm::sha512);
}

TEST(HandshakeHash, HashesMessagesOneBehindTheOther) {
    HandshakeHash hash(Version::tls12, *find_cipher_suite(0x002F));
    hash.add(bytes_of("ab"));
    EXPECT_EQ(test::to_hex(hash.value().bytes()),
              test::to_hex(crypto::hash(HashAlgorithm::sha256, bytes_of("ab")).bytes()));
    HandshakeHash copy = hash;
    hash.add(bytes_of("c"));
    EXPECT_EQ(test::to_hex(hash.value().bytes()),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_NE(test::to_hex(copy.value().bytes()), test::to_hex(hash.value().bytes()));
}

TEST(HandshakeHash, PutsMessageHashInTheFirstHellosPlace) {
    HandshakeHash hash(Version::tls13, *find_cipher_suite(0x1302));
    hash.add(bytes_of("ClientHello1"));
    hash.replace_with_message_hash();
    const crypto::Digest first = crypto::hash(HashAlgorithm::sha384, bytes_of("ClientHello1"));
    Buffer expected{254, 0, 0, 48};
    expected.insert(expected.end(), first.bytes().begin(), first.bytes().end());
    EXPECT_EQ(test::to_hex(hash.value().bytes()),
              test::to_hex(crypto::hash(HashAlgorithm::sha384, expected).bytes()));
}

}  // namespace
}  // namespace secur32::provider
