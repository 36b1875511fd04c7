// The interleaved kernel against RC4 and MD5 of libcrypto in sequence: every length at every fill
// of the hash's block, and random pieces.
#include "sslprovider/crypto/rc4_md5.h"

#include <gtest/gtest.h>
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/md5.h>
#include <openssl/rc4.h>

#include <algorithm>
#include <random>

#include "test/support/vectors.h"

namespace secur32::crypto {
namespace {

const Buffer kKey = test::hex("0102030405060708090a0b0c0d0e0f10");

// The slow way, by libcrypto alone.
class Reference {
 public:
    Reference() {
        RC4_set_key(&rc4_, static_cast<int>(kKey.size()), kKey.data());
        MD5_Init(&md5_);
    }
    void hash(Bytes data) { MD5_Update(&md5_, data.data(), data.size()); }
    void crypt(MutableBytes data) { ::RC4(&rc4_, data.size(), data.data(), data.data()); }
    void encrypt_and_hash(MutableBytes data) {
        hash(data);
        crypt(data);
    }
    Md5Digest digest() {
        Md5Digest digest{};
        MD5_Final(digest.data(), &md5_);
        return digest;
    }
    Buffer following_keystream() {
        Buffer bytes(16, 0);
        crypt(bytes);
        return bytes;
    }

 private:
    RC4_KEY rc4_;
    MD5_CTX md5_;
};

Buffer following_keystream(Rc4& rc4) {
    Buffer bytes(16, 0);
    rc4.apply(bytes);
    return bytes;
}

Buffer random_bytes(std::mt19937& random, std::size_t size) {
    Buffer bytes(size);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
    return bytes;
}

// Seals and unseals one piece of message after offset hashed bytes, and compares everything.
void check_one_piece(Bytes prefix, Bytes message) {
    Reference reference;
    Buffer expected(message.begin(), message.end());
    reference.hash(prefix);
    reference.encrypt_and_hash(expected);
    const Md5Digest digest = reference.digest();
    const Buffer following = reference.following_keystream();

    Buffer data(message.begin(), message.end());
    Rc4 sealing(kKey), unsealing(kKey);
    Md5 sealed, unsealed;
    sealed.update(prefix);
    encrypt_and_hash(sealing, sealed, data);
    ASSERT_EQ(data, expected);
    ASSERT_EQ(sealed.finish(), digest);
    ASSERT_EQ(following_keystream(sealing), following);

    unsealed.update(prefix);
    decrypt_and_hash(unsealing, unsealed, data);
    ASSERT_TRUE(std::ranges::equal(data, message));
    ASSERT_EQ(unsealed.finish(), digest);
    ASSERT_EQ(following_keystream(unsealing), following);
}

TEST(Rc4Md5, EveryLengthUpTo300AtEveryFillOfTheBlock) {
    std::mt19937 random(1);
    const Buffer prefix = random_bytes(random, 64), message = random_bytes(random, 300);
    for (std::size_t fill = 0; fill < 64; ++fill) {
        for (std::size_t size = 0; size <= message.size(); ++size) {
            check_one_piece(Bytes(prefix).first(fill), Bytes(message).first(size));
            ASSERT_FALSE(HasFatalFailure()) << size << " bytes after " << fill;
        }
    }
}

TEST(Rc4Md5, LongMessages) {
    std::mt19937 random(2);
    const Buffer message = random_bytes(random, 70000);
    for (const std::size_t size : {1023u, 1024u, 16384u, 65535u, 70000u})
        check_one_piece(Bytes(message).subspan(3, 4), Bytes(message).first(size));
}

struct Piece {
    std::size_t at, size;
    bool encrypted;
};

std::vector<Piece> random_pieces(std::mt19937& random, std::size_t total) {
    std::vector<Piece> pieces;
    for (std::size_t at = 0; at < total;) {
        const std::size_t longest = random() % 4 == 0 ? 400 : 70;
        const std::size_t size = std::min(total - at, random() % longest);
        pieces.push_back({at, size, random() % 3 != 0});
        at += size;
    }
    return pieces;
}

TEST(Rc4Md5, RandomPiecesSomeEncryptedAndSomeOnlyHashed) {
    std::mt19937 random(3);
    for (int round = 0; round < 500; ++round) {
        const Buffer message = random_bytes(random, random() % 2000);
        const auto pieces = random_pieces(random, message.size());
        Reference reference;
        Buffer expected = message, data = message;
        Rc4 sealing(kKey), unsealing(kKey);
        Md5 sealed, unsealed;
        for (const Piece& piece : pieces) {
            const auto theirs = MutableBytes(expected).subspan(piece.at, piece.size);
            const auto ours = MutableBytes(data).subspan(piece.at, piece.size);
            piece.encrypted ? reference.encrypt_and_hash(theirs) : reference.hash(theirs);
            piece.encrypted ? encrypt_and_hash(sealing, sealed, ours) : sealed.update(ours);
        }
        ASSERT_EQ(data, expected) << "round " << round;
        for (const Piece& piece : pieces) {
            const auto ours = MutableBytes(data).subspan(piece.at, piece.size);
            piece.encrypted ? decrypt_and_hash(unsealing, unsealed, ours) : unsealed.update(ours);
        }
        const Md5Digest digest = reference.digest();
        ASSERT_EQ(data, message) << "round " << round;
        ASSERT_EQ(sealed.finish(), digest) << "round " << round;
        ASSERT_EQ(unsealed.finish(), digest) << "round " << round;
        ASSERT_EQ(following_keystream(sealing), following_keystream(unsealing));
    }
}

TEST(Rc4Md5, NeverTouchesTheBytesBesideAPiece) {
    std::mt19937 random(4);
    for (std::size_t size = 0; size <= 200; ++size) {
        Buffer data(size + 32, 0xee);
        const auto piece = MutableBytes(data).subspan(16, size);
        Rc4 sealing(kKey), unsealing(kKey);
        Md5 md5;
        md5.update(random_bytes(random, 4));
        encrypt_and_hash(sealing, md5, piece);
        decrypt_and_hash(unsealing, md5, piece);
        EXPECT_EQ(data, Buffer(size + 32, 0xee)) << size;
    }
}

TEST(Rc4Md5, AFlippedBitOfCiphertextChangesTheHash) {
    const Buffer message(150, 0x20);
    Buffer data = message;
    Rc4 sealing(kKey);
    Md5 sealed;
    encrypt_and_hash(sealing, sealed, data);
    const Md5Digest digest = sealed.finish();
    for (std::size_t bit = 0; bit < 8 * data.size(); ++bit) {
        Buffer altered = data;
        altered[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
        Rc4 unsealing(kKey);
        Md5 unsealed;
        decrypt_and_hash(unsealing, unsealed, altered);
        EXPECT_NE(unsealed.finish(), digest) << "bit " << bit;
    }
}

}  // namespace
}  // namespace secur32::crypto
