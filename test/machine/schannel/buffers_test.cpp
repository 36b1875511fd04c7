// The buffers of a TLS handshake (reference schannel.md 2), through the C surface: what comes in,
// what comes back, and that a call that could do nothing has done nothing.
#include <gtest/gtest.h>

#include <cstring>

#include "test/support/tls_pair.h"

namespace secur32::test {
namespace {

constexpr ULONG kGarbage = 0xDEADBEEF;

class TlsBuffers : public testing::TestWithParam<unsigned> {
 protected:
    static TlsPlan plan() {
        TlsPlan plan;
        plan.version = GetParam();
        return plan;
    }
};
INSTANTIATE_TEST_SUITE_P(Versions, TlsBuffers, testing::Values(0x0301u, 0x0302u, 0x0303u, 0x0304u),
                         [](const auto& version) {
                             return "Tls1" + std::to_string(version.param - 0x0301);
                         });

// One call with what a test wants in it.
struct TlsCall {
    std::vector<SecBuffer> in, out;
    SECURITY_STATUS run(TlsEnd& end) {
        SecBufferDesc in_desc{SECBUFFER_VERSION, static_cast<ULONG>(in.size()), in.data()};
        SecBufferDesc out_desc{SECBUFFER_VERSION, static_cast<ULONG>(out.size()), out.data()};
        return end.call(in.empty() ? nullptr : &in_desc, out.empty() ? nullptr : &out_desc);
    }
};

SecBuffer token(Octets& octets) {
    return {static_cast<ULONG>(octets.size()), SECBUFFER_TOKEN, octets.data()};
}
SecBuffer empty() { return {0, SECBUFFER_EMPTY, nullptr}; }

// A pair whose client has sent its ClientHello to the server's input.
std::unique_ptr<TlsPair> greeted(TlsPlan plan = {}) {
    auto pair = std::make_unique<TlsPair>(std::move(plan));
    if (pair->client.run() != SEC_I_CONTINUE_NEEDED) return nullptr;
    pair->deliver(pair->client, pair->server);
    return pair;
}

TEST_P(TlsBuffers, ConnectAndCarryDataBothWays) {
    TlsPair pair(plan());
    ASSERT_EQ(pair.connect(), SEC_E_OK);
    EXPECT_EQ(pair.exchange("from the client"), "from the client");
    EXPECT_EQ(pair.exchange("from the server", false), "from the server");
    EXPECT_TRUE(pair.client.output.empty());
    EXPECT_TRUE(pair.server.output.empty());
}

// Feeds an end octet for octet; what it asks for is what is not there.
SECURITY_STATUS trickle(TlsEnd& end, Octets octets) {
    SECURITY_STATUS status = SEC_I_CONTINUE_NEEDED;
    end.input.clear();
    for (std::size_t i = 0; i < octets.size(); ++i) {
        const std::size_t have = end.input.size();
        const std::size_t whole =
            have < 5 ? 5 : 5u + std::size_t{end.input[3]} * 256u + end.input[4];
        if (end.has_context) {
            EXPECT_EQ(end.step(), SEC_E_INCOMPLETE_MESSAGE);
            EXPECT_EQ(end.missing, whole - have);
        }
        end.input.push_back(octets[i]);
        if (end.input.size() < 5 ||
            end.input.size() < 5u + std::size_t{end.input[3]} * 256u + end.input[4])
            continue;
        status = end.step();
        if (status != SEC_I_CONTINUE_NEEDED) return status;
        EXPECT_TRUE(end.input.empty());
    }
    return status;
}

TEST_P(TlsBuffers, TakeRecordsOctetForOctet) {
    const auto pair = greeted(plan());
    ASSERT_TRUE(pair);
    SECURITY_STATUS server = trickle(pair->server, std::exchange(pair->server.input, {}));
    SECURITY_STATUS client = SEC_I_CONTINUE_NEEDED;
    for (int turn = 0; turn < 4 && (server != SEC_E_OK || client != SEC_E_OK); ++turn) {
        if (!pair->server.output.empty())
            client = trickle(pair->client, std::exchange(pair->server.output, {}));
        if (!pair->client.output.empty())
            server = trickle(pair->server, std::exchange(pair->client.output, {}));
    }
    ASSERT_EQ(client, SEC_E_OK);
    ASSERT_EQ(server, SEC_E_OK);
    EXPECT_EQ(pair->exchange("whole"), "whole");
}

TEST_P(TlsBuffers, TakeAFlightCutAnywhere) {
    const auto sample = greeted(plan());
    ASSERT_TRUE(sample);
    ASSERT_EQ(sample->server.run(), SEC_I_CONTINUE_NEEDED);
    const std::size_t flight = sample->server.output.size();
    for (std::size_t cut = 0; cut < flight; cut = cut < 12 ? cut + 1 : cut + 61) {
        const auto pair = greeted(plan());
        ASSERT_TRUE(pair);
        ASSERT_EQ(pair->server.run(), SEC_I_CONTINUE_NEEDED);
        const Octets octets = std::exchange(pair->server.output, {});
        const std::size_t at = std::min(cut, octets.size() - 1);
        const auto middle = octets.begin() + static_cast<std::ptrdiff_t>(at);
        pair->client.input.assign(octets.begin(), middle);
        ASSERT_EQ(pair->client.run(), SEC_I_CONTINUE_NEEDED) << cut;
        pair->client.input.insert(pair->client.input.end(), middle, octets.end());
        ASSERT_EQ(pair->connect(), SEC_E_OK) << cut;
        ASSERT_EQ(pair->exchange("data"), "data") << cut;
    }
}

TEST_P(TlsBuffers, DigestManyRecordsInOneCall) {
    const auto pair = greeted(plan());
    ASSERT_TRUE(pair);
    ASSERT_EQ(pair->server.step(), SEC_I_CONTINUE_NEEDED);
    pair->deliver(pair->server, pair->client);
    (void)pair->client.step();
    EXPECT_TRUE(pair->client.input.empty());
    EXPECT_GE(records_of(pair->client.output).size(), 2u);
    pair->deliver(pair->client, pair->server);
    EXPECT_EQ(pair->server.step(), SEC_E_OK);
    EXPECT_TRUE(pair->server.input.empty());
}

TEST_P(TlsBuffers, LeaveEarlyDataBehindTheLastRecordAsExtra) {
    TlsPair pair(plan());
    ASSERT_EQ(pair.client.run(), SEC_I_CONTINUE_NEEDED);
    pair.deliver(pair.client, pair.server);
    ASSERT_EQ(pair.server.run(), SEC_I_CONTINUE_NEEDED);
    pair.deliver(pair.server, pair.client);
    const SECURITY_STATUS client = pair.client.run();
    TlsEnd* first = &pair.client;  // who is connected first, and speaks at once
    TlsEnd* last = &pair.server;
    if (client != SEC_E_OK) {
        pair.deliver(pair.client, pair.server);
        ASSERT_EQ(pair.server.run(), SEC_E_OK);
        std::swap(first, last);
    }
    ASSERT_EQ(first->encrypt("early"), SEC_E_OK);
    ASSERT_EQ(first->encrypt("data"), SEC_E_OK);
    pair.deliver(*first, *last);
    const Octets octets = last->input;
    ASSERT_EQ(last->step(), SEC_E_OK);
    ASSERT_FALSE(last->input.empty());
    std::string text;
    EXPECT_EQ(last->decrypt(text), SEC_E_OK);
    EXPECT_EQ(text, "early");
    EXPECT_EQ(last->decrypt(text), SEC_E_OK);
    EXPECT_EQ(text, "data");
    EXPECT_TRUE(last->input.empty());
}

TEST(TlsExtra, PointsAtTheTailInsideTheInput) {
    const auto pair = greeted();
    ASSERT_TRUE(pair);
    ASSERT_EQ(pair->server.run(), SEC_I_CONTINUE_NEEDED);
    Octets input = records_of(pair->server.output).front();  // the ServerHello
    input.insert(input.end(), {22, 3, 3});
    Octets answer(0x4000);
    TlsCall call{{token(input), empty()}, {token(answer)}};
    ASSERT_EQ(call.run(pair->client), SEC_I_CONTINUE_NEEDED);
    EXPECT_EQ(call.in[1].BufferType, static_cast<ULONG>(SECBUFFER_EXTRA));
    EXPECT_EQ(call.in[1].cbBuffer, 3u);
    EXPECT_EQ(call.in[1].pvBuffer, input.data() + input.size() - 3);
    EXPECT_EQ(call.in[0].BufferType, static_cast<ULONG>(SECBUFFER_TOKEN));
    EXPECT_EQ(call.in[0].cbBuffer, input.size());
}

TEST(TlsExtra, IsNotToldWhereAllWasUsed) {
    const auto pair = greeted();
    ASSERT_TRUE(pair);
    Octets answer(0x4000);
    TlsCall call{{token(pair->server.input), empty()}, {token(answer)}};
    ASSERT_EQ(call.run(pair->server), SEC_I_CONTINUE_NEEDED);
    EXPECT_EQ(call.in[1].BufferType, static_cast<ULONG>(SECBUFFER_EMPTY));
    EXPECT_EQ(call.in[1].cbBuffer, 0u);
}

TEST(TlsMissing, SaysHowManyOctetsAreWantedAndChangesNothing) {
    const auto pair = greeted();
    ASSERT_TRUE(pair);
    ASSERT_EQ(pair->server.run(), SEC_I_CONTINUE_NEEDED);
    Octets record = records_of(pair->server.output).front();
    const auto whole = static_cast<ULONG>(record.size());
    for (ULONG have = 0; have < whole; ++have) {
        Octets answer(64, 0xEE);
        TlsCall call{{token(record), empty()}, {token(answer)}};
        call.in[0].cbBuffer = have;
        pair->client.attributes = kGarbage;
        ASSERT_EQ(call.run(pair->client), SEC_E_INCOMPLETE_MESSAGE);
        EXPECT_EQ(call.in[1].BufferType, static_cast<ULONG>(SECBUFFER_MISSING));
        EXPECT_EQ(call.in[1].cbBuffer, have < 5 ? 5 - have : whole - have);
        EXPECT_EQ(call.in[0].cbBuffer, have);
        EXPECT_EQ(call.out[0].cbBuffer, 64u);
        EXPECT_EQ(call.out[0].BufferType, static_cast<ULONG>(SECBUFFER_TOKEN));
        EXPECT_EQ(answer, Octets(64, 0xEE));
        EXPECT_EQ(pair->client.attributes, kGarbage);
    }
    pair->deliver(pair->server, pair->client);
    EXPECT_EQ(pair->connect(), SEC_E_OK);
}

TEST(TlsMissing, IsAllOfTheHeaderWhereThereIsNoInput) {
    const auto pair = greeted();
    ASSERT_TRUE(pair);
    Octets answer(64);
    TlsCall none{{}, {token(answer)}};
    EXPECT_EQ(none.run(pair->client), SEC_E_INCOMPLETE_MESSAGE);
    EXPECT_EQ(none.out[0].cbBuffer, 64u);
    TlsCall only_empty{{empty()}, {token(answer)}};
    EXPECT_EQ(only_empty.run(pair->client), SEC_E_INCOMPLETE_MESSAGE);
    EXPECT_EQ(only_empty.in[0].BufferType, static_cast<ULONG>(SECBUFFER_MISSING));
    EXPECT_EQ(only_empty.in[0].cbBuffer, 5u);
}

TEST(TlsMissing, KeepsAServersNewContextUnwritten) {
    const auto pair = greeted();
    ASSERT_TRUE(pair);
    Octets part(pair->server.input.begin(), pair->server.input.begin() + 20);
    Octets answer(64);
    SecBuffer in[2] = {token(part), empty()}, out = token(answer);
    SecBufferDesc in_desc{SECBUFFER_VERSION, 2, in}, out_desc{SECBUFFER_VERSION, 1, &out};
    CtxtHandle next{kGarbage, kGarbage};
    ULONG attributes = 0;
    EXPECT_EQ(AcceptSecurityContext(&pair->server.credential, nullptr, &in_desc, ASC_REQ_STREAM, 0,
                                    &next, &out_desc, &attributes, nullptr),
              SEC_E_INCOMPLETE_MESSAGE);
    EXPECT_EQ(next.dwLower, kGarbage);
    EXPECT_EQ(next.dwUpper, kGarbage);
    EXPECT_EQ(in[1].cbBuffer, pair->server.input.size() - 20);
    EXPECT_EQ(pair->connect(), SEC_E_OK);
}

TEST(TlsInput, MayBeOneTokenAlone) {
    const auto pair = greeted();
    ASSERT_TRUE(pair);
    Octets answer(0x4000);
    TlsCall call{{token(pair->server.input)}, {token(answer)}};
    EXPECT_EQ(call.run(pair->server), SEC_I_CONTINUE_NEEDED);
    EXPECT_NE(call.out[0].cbBuffer, 0u);
}

TEST(TlsInput, WithASizeButNoAddressInItsEmptyBufferIsRefusedAndHarmsNothing) {
    const auto pair = greeted();
    ASSERT_TRUE(pair);
    ASSERT_EQ(pair->server.run(), SEC_I_CONTINUE_NEEDED);
    Octets input = pair->server.output, answer(0x4000);
    TlsCall call{{token(input), {kGarbage, SECBUFFER_EMPTY, nullptr}}, {token(answer)}};
    EXPECT_EQ(call.run(pair->client), SEC_E_INVALID_TOKEN);
    EXPECT_EQ(call.out[0].cbBuffer, 0u);
    pair->deliver(pair->server, pair->client);
    EXPECT_EQ(pair->connect(), SEC_E_OK);
}

TEST(TlsInput, OfWhatIsNoTlsBreaksTheContext) {
    const auto pair = greeted();
    ASSERT_TRUE(pair);
    pair->client.request &= ~static_cast<ULONG>(ISC_REQ_EXTENDED_ERROR);
    TlsPair plain({.client_request = ISC_REQ_STREAM});
    ASSERT_EQ(plain.client.run(), SEC_I_CONTINUE_NEEDED);
    Octets garbage(64, 0xFA), answer(64);
    TlsCall call{{token(garbage), empty()}, {token(answer)}};
    EXPECT_EQ(call.run(plain.client), SEC_E_INVALID_TOKEN);
    EXPECT_EQ(call.out[0].cbBuffer, 0u);
    plain.deliver(plain.client, plain.server);
    ASSERT_EQ(plain.server.run(), SEC_I_CONTINUE_NEEDED);
    plain.deliver(plain.server, plain.client);
    EXPECT_EQ(plain.client.step(), SEC_E_INVALID_TOKEN);
}

TEST(TlsInput, MayHaveChannelBindingsWhichTlsDoesNotLookAt) {
    TlsPair pair;
    Octets bindings(3), answer(0x4000);
    TlsCall call{{{3, SECBUFFER_CHANNEL_BINDINGS, bindings.data()}}, {token(answer)}};
    EXPECT_EQ(call.run(pair.client), SEC_I_CONTINUE_NEEDED);
}

TEST(TlsOutput, IsNeeded) {
    TlsPair pair;
    TlsCall none;
    EXPECT_EQ(none.run(pair.client), SEC_E_INVALID_TOKEN);
    Octets data(64);
    TlsCall other{{}, {{64, SECBUFFER_DATA, data.data()}}};
    EXPECT_EQ(other.run(pair.client), SEC_E_INVALID_TOKEN);
    EXPECT_EQ(pair.connect(), SEC_E_OK);
}

TEST(TlsOutput, InAnEmptyBufferMakesItAToken) {
    TlsPair pair;
    Octets answer(0x4000);
    TlsCall call{{}, {{0x4000, SECBUFFER_EMPTY, answer.data()}}};
    ASSERT_EQ(call.run(pair.client), SEC_I_CONTINUE_NEEDED);
    EXPECT_EQ(call.out[0].BufferType, static_cast<ULONG>(SECBUFFER_TOKEN));
    EXPECT_NE(call.out[0].cbBuffer, 0u);
    EXPECT_EQ(answer[0], 22);
}

TEST(TlsOutput, ThatDoesNotFitIsInsufficientMemoryAndComesWithTheNextCall) {
    TlsPair pair;
    Octets answer(16);
    TlsCall first{{}, {token(answer)}};
    EXPECT_EQ(first.run(pair.client), SEC_E_INSUFFICIENT_MEMORY);
    first.out[0].cbBuffer = 0;
    EXPECT_EQ(first.run(pair.client), SEC_E_INSUFFICIENT_MEMORY);
    ASSERT_FALSE(pair.client.has_context);

    ASSERT_EQ(pair.client.run(), SEC_I_CONTINUE_NEEDED);
    pair.deliver(pair.client, pair.server);
    ASSERT_EQ(pair.server.run(), SEC_I_CONTINUE_NEEDED);
    pair.deliver(pair.server, pair.client);
    TlsCall later{{token(pair.client.input), empty()}, {token(answer)}};
    EXPECT_EQ(later.run(pair.client), SEC_E_INSUFFICIENT_MEMORY);
    EXPECT_EQ(later.out[0].cbBuffer, 16u);
    EXPECT_EQ(later.run(pair.client), SEC_E_INSUFFICIENT_MEMORY);
    EXPECT_EQ(pair.connect(), SEC_E_OK);
    EXPECT_EQ(pair.exchange("kept"), "kept");
}

TEST(TlsOutput, IsAllocatedWhereItIsAskedForOrThereIsNoAddress) {
    TlsPair pair;
    TlsCall without{{}, {{1000, SECBUFFER_TOKEN, nullptr}}};
    ASSERT_EQ(without.run(pair.client), SEC_I_CONTINUE_NEEDED);
    ASSERT_NE(without.out[0].pvBuffer, nullptr);
    EXPECT_EQ(FreeContextBuffer(without.out[0].pvBuffer), SEC_E_OK);

    pair.server.request |= ASC_REQ_ALLOCATE_MEMORY;
    Octets hello = [] {
        TlsPair other;
        (void)other.client.run();
        return other.client.output;
    }();
    void* const garbage = reinterpret_cast<void*>(std::uintptr_t{0xDEADBEEF});
    TlsCall asked{{token(hello), empty()}, {{kGarbage, SECBUFFER_TOKEN, garbage}}};
    ASSERT_EQ(asked.run(pair.server), SEC_I_CONTINUE_NEEDED);
    ASSERT_NE(asked.out[0].pvBuffer, garbage);
    EXPECT_GT(asked.out[0].cbBuffer, 100u);
    EXPECT_NE(pair.server.attributes & ASC_RET_ALLOCATED_MEMORY, 0u);
    EXPECT_EQ(FreeContextBuffer(asked.out[0].pvBuffer), SEC_E_OK);
}

TEST(TlsRequests, ThatTlsCannotMeetAreRefused) {
    TlsPair pair;
    for (const unsigned request :
         {0u + ISC_REQ_DELEGATE, 0u + ISC_REQ_PROMPT_FOR_CREDS, 0u + ISC_REQ_DATAGRAM}) {
        pair.client.request = request | ISC_REQ_STREAM;
        EXPECT_EQ(pair.client.step(), SEC_E_UNSUPPORTED_FUNCTION);
        EXPECT_FALSE(pair.client.has_context);
    }
}

TEST(TlsRequests, GrantWhatWindowsGrants) {
    TlsPair pair(
        {.client_request = ISC_REQ_CONFIDENTIALITY | ISC_REQ_STREAM | ISC_REQ_USE_SUPPLIED_CREDS});
    ASSERT_EQ(pair.connect(), SEC_E_OK);
    EXPECT_EQ(pair.client.attributes, 0x0000809Cu);
    EXPECT_EQ(
        pair.server.attributes,
        static_cast<ULONG>(ASC_RET_REPLAY_DETECT | ASC_RET_SEQUENCE_DETECT |
                           ASC_RET_CONFIDENTIALITY | ASC_RET_STREAM | ASC_RET_EXTENDED_ERROR));
}

}  // namespace
}  // namespace secur32::test
