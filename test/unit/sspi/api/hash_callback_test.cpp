#include "sspi/api/hash_callback.h"

#include <gtest/gtest.h>

#include <cstring>

namespace secur32::api {
namespace {

struct Seen {
    SECURITY_STATUS answer = SEC_E_OK;
    bool writes = true;
    std::u16string user;
    ULONG proof_size = 0;
};

SECURITY_STATUS find_hash(void* argument, const SEC_WINNT_AUTH_IDENTITY_W* identity,
                          const SecBuffer* proof, const BYTE* random_key, const BYTE* mic,
                          const SecBuffer* mic_input, BYTE* hash) {
    Seen& seen = *static_cast<Seen*>(argument);
    seen.user.assign(reinterpret_cast<const char16_t*>(identity->User), identity->UserLength);
    seen.proof_size = proof->cbBuffer;
    EXPECT_NE(random_key, nullptr);
    EXPECT_NE(mic, nullptr);
    EXPECT_NE(mic_input, nullptr);
    if (seen.writes) std::memset(hash, 7, 16);
    return seen.answer;
}

Result<Secret<16>> ask(Seen& seen) {
    static const std::array<std::uint8_t, 40> bytes{};
    HashQuery query;
    query.user = u"alice";
    query.domain = u"DEMO";
    query.nt_proof_input = bytes;
    query.encrypted_random_key = Bytes(bytes).first(16);
    query.mic = Bytes(bytes).first(16);
    query.mic_input = bytes;
    return hash_callback_of(&find_hash, &seen)(query);
}

TEST(HashCallback, IsEmptyWithoutAFunction) {
    EXPECT_FALSE(hash_callback_of(nullptr, nullptr));
}

TEST(HashCallback, GetsTheUserAndTheProof) {
    Seen seen;
    const Result<Secret<16>> hash = ask(seen);
    ASSERT_TRUE(hash.ok());
    EXPECT_EQ(hash.value().bytes()[0], 7);
    EXPECT_EQ(seen.user, u"alice");
    EXPECT_EQ(seen.proof_size, 40u);
}

TEST(HashCallback, SucceedsWithZeroAndWithOne) {
    for (const SECURITY_STATUS answer : {SECURITY_STATUS{SEC_E_OK}, SECURITY_STATUS{1}}) {
        Seen seen;
        seen.answer = answer;
        EXPECT_TRUE(ask(seen).ok()) << answer;
    }
}

TEST(HashCallback, FailsWithAnyOtherAnswerOrWithoutAHash) {
    for (const SECURITY_STATUS answer : {SECURITY_STATUS{2}, SEC_E_LOGON_DENIED, -1}) {
        Seen seen;
        seen.answer = answer;
        EXPECT_EQ(ask(seen).status(), Status::unknown_user) << answer;
    }
    Seen silent;
    silent.writes = false;
    EXPECT_EQ(ask(silent).status(), Status::unknown_user);
}

}  // namespace
}  // namespace secur32::api
