// What the factory of record ciphers makes, and what it refuses to make.
#include "sslprovider/crypto/record_cipher.h"

#include <gtest/gtest.h>

namespace secur32::crypto {
namespace {

struct Made {
    bool sealer, opener;
    bool operator==(const Made&) const = default;
};
constexpr Made kBoth{true, true}, kNone{false, false};

Made make(const RecordSuite& suite) {
    return {make_record_sealer(suite) != nullptr, make_record_opener(suite) != nullptr};
}

const Buffer k12(12, 1), k16(16, 2), k20(20, 3), k32(32, 4), k4(4, 5);
using enum BulkCipher;
using enum RecordForm;

TEST(RecordCipher, IsMadeForEveryKindOfCipher) {
    EXPECT_EQ(make({null, HashAlgorithm::sha1, explicit_iv, false, k20, {}, {}}), kBoth);
    EXPECT_EQ(make({rc4_128, HashAlgorithm::sha1, implicit_iv, false, k20, k16, {}}), kBoth);
    EXPECT_EQ(make({aes_128_cbc, HashAlgorithm::sha1, implicit_iv, false, k20, k16, k16}), kBoth);
    EXPECT_EQ(make({aes_128_cbc, HashAlgorithm::sha1, implicit_iv, true, k20, k16, k16}), kBoth);
    EXPECT_EQ(make({aes_128_gcm, HashAlgorithm::none, explicit_iv, false, {}, k16, k4}), kBoth);
    EXPECT_EQ(make({aes_128_gcm, HashAlgorithm::none, inner_type, false, {}, k16, k12}), kBoth);
    EXPECT_EQ(make({chacha20_poly1305, HashAlgorithm::none, explicit_iv, false, {}, k32, k12}),
              kBoth);
}

TEST(RecordCipher, OfTls13IsAeadAlone) {
    EXPECT_EQ(make({null, HashAlgorithm::sha1, inner_type, false, k20, {}, {}}), kNone);
    EXPECT_EQ(make({aes_128_cbc, HashAlgorithm::sha1, inner_type, false, k20, k16, k16}), kNone);
}

TEST(RecordCipher, EncryptsThenMacsWithBlockCiphersAlone) {
    EXPECT_EQ(make({null, HashAlgorithm::sha1, explicit_iv, true, k20, {}, {}}), kNone);
    EXPECT_EQ(make({rc4_128, HashAlgorithm::sha1, explicit_iv, true, k20, k16, {}}), kNone);
    EXPECT_EQ(make({aes_128_gcm, HashAlgorithm::none, explicit_iv, true, {}, k16, k4}), kNone);
}

TEST(RecordCipher, TakesNoSecretOfAnotherLength) {
    EXPECT_EQ(make({null, HashAlgorithm::sha1, explicit_iv, false, k16, {}, {}}), kNone);
    EXPECT_EQ(make({null, HashAlgorithm::sha1, explicit_iv, false, k20, k16, {}}), kNone);
    EXPECT_EQ(make({null, HashAlgorithm::sha1, explicit_iv, false, k20, {}, k16}), kNone);
    EXPECT_EQ(make({rc4_128, HashAlgorithm::sha1, explicit_iv, false, k20, k12, {}}), kNone);
    EXPECT_EQ(make({aes_128_gcm, HashAlgorithm::none, explicit_iv, false, k20, k16, k4}), kNone);
    EXPECT_EQ(make({aes_128_gcm, HashAlgorithm::none, explicit_iv, false, {}, k16, k12}), kNone);
    EXPECT_EQ(make({aes_128_gcm, HashAlgorithm::none, inner_type, false, {}, k16, k4}), kNone);
    EXPECT_EQ(make({aes_128_gcm, HashAlgorithm::none, inner_type, false, {}, k32, k12}), kNone);
    EXPECT_EQ(make({chacha20_poly1305, HashAlgorithm::none, explicit_iv, false, {}, k32, k4}),
              kNone);
}

TEST(RecordCipher, WithoutAMacIsOnlyAead) {
    EXPECT_EQ(make({null, HashAlgorithm::none, explicit_iv, false, {}, {}, {}}), kNone);
    EXPECT_EQ(make({aes_128_cbc, HashAlgorithm::none, implicit_iv, false, {}, k16, k16}), kNone);
}

TEST(RecordParts, AreOneOnlyBehindOneAnother) {
    Buffer memory(30);
    const MutableBytes all(memory);
    const auto whole = [&](MutableBytes a, MutableBytes b, MutableBytes c) {
        return RecordParts{a, b, c}.whole();
    };
    EXPECT_EQ(whole(all.first(8), all.subspan(8, 10), all.subspan(18)).size(), 30u);
    EXPECT_EQ(whole(all.first(0), all.first(10), all.subspan(10)).data(), memory.data());
    EXPECT_TRUE(whole(all.first(7), all.subspan(8, 10), all.subspan(18)).empty());
    EXPECT_TRUE(whole(all.first(8), all.subspan(8, 10), all.subspan(19)).empty());
    EXPECT_TRUE(whole(all.subspan(18), all.subspan(8, 10), all.first(8)).empty());
}

}  // namespace
}  // namespace secur32::crypto
