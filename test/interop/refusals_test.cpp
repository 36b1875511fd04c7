// What this library's server must refuse from a real client's mouth: AUTHENTICATE messages that
// gss-ntlmssp, WinPR and our own client made, then stripped, altered or replayed on the way.
// MS-NLMP 2.2.1.3 has the layout, 3.2.5.1.2 the server's checks.
#include <gtest/gtest.h>

#include <algorithm>

#include "test/interop/accounts.h"
#include "test/interop/gss_party.h"
#include "test/interop/ours.h"
#include "test/interop/winpr_party.h"

namespace interop {
namespace {

constexpr std::size_t kFlags = 60;           // NegotiateFlags of AUTHENTICATE
constexpr std::size_t kNegotiateBuild = 34;  // ProductBuild in NEGOTIATE's Version
constexpr std::size_t kMic = 72, kMicSize = 16;
constexpr std::size_t kFields[] = {12, 20, 28, 36, 44, 52};  // each: length, maximum, offset

struct Client {
    const char* name;
    MakeParty make;
};

class Refusal : public testing::TestWithParam<Client> {
 protected:
    // Up to the AUTHENTICATE, which has not been shown to the server yet.
    void SetUp() override {
        request_.identity = kUser;
        client_ = GetParam().make(request_);
        server_ = our_server(request_);
        negotiate_ = client_->step({}).token;
        const Leg challenge = server_->step(negotiate_);
        ASSERT_EQ(challenge.state, State::more) << challenge.reason;
        authenticate_ = client_->step(challenge.token).token;
        ASSERT_GT(authenticate_.size(), kMic + kMicSize);
    }

    void expect_refused(const Bytes& authenticate, std::int32_t status) {
        const Leg leg = server_->step(authenticate);
        EXPECT_EQ(leg.state, State::failed);
        EXPECT_EQ(leg.status, status) << leg.reason;
        EXPECT_TRUE(leg.token.empty());
    }

    Bytes without_mic() const {
        Bytes stripped = authenticate_;
        const auto mic = stripped.begin() + kMic;
        stripped.erase(mic, mic + kMicSize);
        for (std::size_t field : kFields) move_offset(stripped, field + 4);
        return stripped;
    }

    Request request_;
    PartyPtr client_, server_;
    Bytes negotiate_, authenticate_;

 private:
    // Offsets here are far below 64 KiB: two bytes are all that can change.
    static void move_offset(Bytes& message, std::size_t at) {
        const std::size_t offset = message[at] + std::size_t{256} * message[at + 1] - kMicSize;
        message[at] = static_cast<std::uint8_t>(offset);
        message[at + 1] = static_cast<std::uint8_t>(offset >> 8U);
    }
};

// The clients that send a MIC; gss-ntlmssp of this release does not.
class MicRefusal : public Refusal {};

TEST_P(Refusal, untouched_the_message_is_accepted) {
    const Leg leg = server_->step(authenticate_);
    EXPECT_EQ(leg.status, kOk) << leg.reason;
}

TEST_P(MicRefusal, the_message_has_a_mic) {
    const auto mic = authenticate_.begin() + kMic;
    EXPECT_FALSE(std::all_of(mic, mic + kMicSize, [](std::uint8_t byte) { return byte == 0; }));
}

TEST_P(MicRefusal, a_mic_taken_out_is_missed) { expect_refused(without_mic(), kMessageAltered); }

TEST_P(MicRefusal, a_mic_of_zeros_is_not_a_mic) {
    const auto mic = authenticate_.begin() + kMic;
    std::fill(mic, mic + kMicSize, std::uint8_t{0});
    expect_refused(authenticate_, kMessageAltered);
}

TEST_P(MicRefusal, every_bit_of_the_mic_counts) {
    authenticate_[kMic + kMicSize - 1] ^= 0x80U;
    expect_refused(authenticate_, kMessageAltered);
}

TEST_P(MicRefusal, flags_taken_out_on_the_way_are_noticed) {
    authenticate_[kFlags + 1] &=
        static_cast<std::uint8_t>(~0x80U);  // NTLMSSP_NEGOTIATE_ALWAYS_SIGN
    expect_refused(authenticate_, kMessageAltered);
}

TEST_P(Refusal, sealing_taken_out_on_the_way_is_a_downgrade) {
    authenticate_[kFlags] &= static_cast<std::uint8_t>(~0x20U);  // NTLMSSP_NEGOTIATE_SEAL
    expect_refused(authenticate_, kDowngradeDetected);
}

TEST_P(MicRefusal, a_negotiate_altered_on_the_way_is_noticed) {
    negotiate_[kNegotiateBuild] ^= 1U;
    client_ = GetParam().make(request_);
    server_ = our_server(request_);
    client_->step({});
    const Leg challenge = server_->step(negotiate_);
    ASSERT_EQ(challenge.state, State::more) << challenge.reason;
    expect_refused(client_->step(challenge.token).token, kMessageAltered);
}

TEST_P(Refusal, a_proof_altered_on_the_way_is_a_wrong_password) {
    const std::size_t response = authenticate_[24] + 256U * authenticate_[25];
    authenticate_[response] ^= 1U;
    expect_refused(authenticate_, kLogonDenied);
}

TEST_P(Refusal, another_servers_authenticate_is_refused) {
    ASSERT_EQ(server_->step(authenticate_).state, State::done);
    server_ = our_server(request_);
    ASSERT_EQ(server_->step(negotiate_).state, State::more);
    expect_refused(authenticate_, kLogonDenied);
}

TEST_P(Refusal, a_second_authenticate_after_completion_is_refused) {
    ASSERT_EQ(server_->step(authenticate_).state, State::done);
    const Leg again = server_->step(authenticate_);
    EXPECT_EQ(again.state, State::failed);
    EXPECT_LT(again.status, 0) << again.reason;
}

TEST_P(MicRefusal, a_failed_context_takes_no_second_try) {
    Bytes wrong = authenticate_;
    wrong[kMic] ^= 1U;
    expect_refused(wrong, kMessageAltered);
    EXPECT_EQ(server_->step(authenticate_).state, State::failed);
}

TEST_P(Refusal, a_client_bound_to_no_channel_is_refused_by_a_server_that_is) {
    Request bound = request_;
    bound.binding = "tls-server-end-point:0123456789abcdef0123456789abcdef";
    client_ = GetParam().make(request_);
    server_ = our_server(bound);
    const Exchange all = run(*client_, *server_);
    EXPECT_EQ(all.server.state, State::failed);
    EXPECT_EQ(all.server.status, kBadBindings) << all.server.reason;
}

std::string name_of(const testing::TestParamInfo<Client>& client) { return client.param.name; }

const Client kGss = {"gss", gss_client}, kWinpr = {"winpr", winpr_client},
             kOurs = {"ours", our_client};
INSTANTIATE_TEST_SUITE_P(Interop, Refusal, testing::Values(kGss, kWinpr, kOurs), name_of);
INSTANTIATE_TEST_SUITE_P(Interop, MicRefusal, testing::Values(kWinpr, kOurs), name_of);

}  // namespace
}  // namespace interop
