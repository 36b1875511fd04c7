// What the buffers of a handshake beside TOKEN say, written out by hand.
#include "sspi/api/tls_buffers.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace secur32::api {
namespace {

struct Given {
    ULONG type;
    Buffer octets;
};

Result<TlsInput> parse(std::initializer_list<Given> given) {
    std::vector<Given> kept(given);
    std::vector<SecBuffer> buffers;
    for (Given& one : kept)
        buffers.push_back({static_cast<ULONG>(one.octets.size()), one.type, one.octets.data()});
    const SecBufferDesc desc{SECBUFFER_VERSION, static_cast<ULONG>(buffers.size()), buffers.data()};
    return parse_tls_input(Buffers::of(&desc).value());
}

Status failure_of(ULONG type, Buffer octets) { return parse({{type, std::move(octets)}}).status(); }

// "h2", "http/1.1": list of 12 octets, lists of 18.
const Buffer kProtocols = {18,  0,   0, 0,   2,   0,   0,   0,   12,  0,   2,
                           'h', '2', 8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

TEST(TlsBuffersOfProtocols, AreNamesBehindTheirLength) {
    const auto input = parse({{SECBUFFER_APPLICATION_PROTOCOLS, kProtocols}});
    ASSERT_TRUE(input.ok());
    EXPECT_EQ(input.value().options.application_protocols,
              (std::vector<std::string>{"h2", "http/1.1"}));
}

TEST(TlsBuffersOfProtocols, MayLieAnywhereAndHaveOctetsBehindThem) {
    Buffer memory(1);
    memory.insert(memory.end(), kProtocols.begin(), kProtocols.end());
    memory.insert(memory.end(), {9, 9});
    SecBuffer buffer{static_cast<ULONG>(memory.size() - 1), SECBUFFER_APPLICATION_PROTOCOLS,
                     memory.data() + 1};
    const SecBufferDesc desc{SECBUFFER_VERSION, 1, &buffer};
    const auto input = parse_tls_input(Buffers::of(&desc).value());
    ASSERT_TRUE(input.ok());
    EXPECT_EQ(input.value().options.application_protocols.size(), 2u);
}

TEST(TlsBuffersOfProtocols, MayHaveSeveralListsOfWhichNpnsDoNotCount) {
    const auto input =
        parse({{SECBUFFER_APPLICATION_PROTOCOLS, {24, 0, 0, 0, 1,   0, 0, 0, 2, 0, 1, 'n', 2,  0, 0,
                                                  0,  2, 0, 1, 'a', 2, 0, 0, 0, 2, 0, 1,   'b'}}});
    ASSERT_TRUE(input.ok());
    EXPECT_EQ(input.value().options.application_protocols, (std::vector<std::string>{"a", "b"}));
}

TEST(TlsBuffersOfProtocols, AreRefusedCutAnywhere) {
    for (std::size_t size = 0; size < kProtocols.size(); ++size)
        EXPECT_EQ(failure_of(
                      SECBUFFER_APPLICATION_PROTOCOLS,
                      {kProtocols.begin(), kProtocols.begin() + static_cast<std::ptrdiff_t>(size)}),
                  Status::invalid_token)
            << size;
}

TEST(TlsBuffersOfProtocols, WithLengthsThatLieAreRefused) {
    for (const std::size_t place : {0u, 8u, 10u, 13u})
        for (const int change : {-1, 1, 100}) {
            Buffer octets = kProtocols;
            octets[place] = static_cast<std::uint8_t>(octets[place] + change);
            if (place == 13 && change == 100) octets[place] = 0xFF;
            EXPECT_EQ(failure_of(SECBUFFER_APPLICATION_PROTOCOLS, octets), Status::invalid_token)
                << place << ' ' << change;
        }
    Buffer empty_name = kProtocols;
    empty_name[10] = 0;
    EXPECT_EQ(failure_of(SECBUFFER_APPLICATION_PROTOCOLS, empty_name), Status::invalid_token);
}

TEST(TlsBuffersOfProtocols, OfAnExtensionThatIsNoneAreRefused) {
    for (const unsigned extension : {0u, 3u, 255u}) {
        Buffer octets = kProtocols;
        octets[4] = static_cast<std::uint8_t>(extension);
        EXPECT_EQ(failure_of(SECBUFFER_APPLICATION_PROTOCOLS, octets), Status::invalid_parameter);
    }
}

TEST(TlsBuffersOfProtocols, AreBounded) {
    Buffer octets = {0, 0, 0, 0, 2, 0, 0, 0, 0, 0};
    for (int i = 0; i < 257; ++i) octets.insert(octets.end(), {1, 'a'});
    const std::size_t list = octets.size() - 10;
    octets[8] = static_cast<std::uint8_t>(list);
    octets[9] = static_cast<std::uint8_t>(list >> 8);
    octets[0] = static_cast<std::uint8_t>(list + 6);
    octets[1] = static_cast<std::uint8_t>((list + 6) >> 8);
    EXPECT_EQ(failure_of(SECBUFFER_APPLICATION_PROTOCOLS, octets), Status::invalid_token);
}

TEST(TlsBuffersOfFlags, AreThoseAboveBit31) {
    const auto input = parse({{SECBUFFER_FLAGS, {0, 0, 0, 0, 2, 0, 0, 0}}});
    ASSERT_TRUE(input.ok());
    EXPECT_EQ(input.value().flags, static_cast<std::uint64_t>(ISC_REQ_DEFERRED_CRED_VALIDATION));
}

TEST(TlsBuffersOfFlags, AreRefusedWithALowerOneOrCutOff) {
    EXPECT_EQ(failure_of(SECBUFFER_FLAGS, {1, 0, 0, 0, 2, 0, 0, 0}), Status::invalid_parameter);
    EXPECT_EQ(failure_of(SECBUFFER_FLAGS, {0, 0, 0, 0, 2, 0, 0}), Status::invalid_token);
    EXPECT_EQ(failure_of(SECBUFFER_FLAGS, {}), Status::invalid_token);
}

const Buffer kExtension = {0xE8, 0xFD, 1, 0, 0, 0, 0, 0, 3, 0, 'a', 'b', 'c'};

TEST(TlsBuffersOfExtensions, SayTypeMessageAndContent) {
    const auto input = parse({{SECBUFFER_SEND_GENERIC_TLS_EXTENSION, kExtension},
                              {SECBUFFER_SEND_GENERIC_TLS_EXTENSION, kExtension}});
    ASSERT_TRUE(input.ok());
    ASSERT_EQ(input.value().options.extensions.size(), 2u);
    const TlsExtension& extension = input.value().options.extensions[1];
    EXPECT_EQ(extension.type, 0xFDE8);
    EXPECT_EQ(extension.handshake_type, 1);
    EXPECT_EQ(extension.content, (Buffer{'a', 'b', 'c'}));
    EXPECT_EQ(write_generic_extension(extension), kExtension);
}

TEST(TlsBuffersOfExtensions, AreJudged) {
    for (std::size_t size = 0; size < kExtension.size(); ++size)
        EXPECT_EQ(failure_of(
                      SECBUFFER_SEND_GENERIC_TLS_EXTENSION,
                      {kExtension.begin(), kExtension.begin() + static_cast<std::ptrdiff_t>(size)}),
                  Status::invalid_token);
    for (const std::size_t place : {3u, 4u, 7u}) {
        Buffer octets = kExtension;
        octets[place] = 1;
        EXPECT_EQ(failure_of(SECBUFFER_SEND_GENERIC_TLS_EXTENSION, octets),
                  Status::invalid_parameter);
    }
}

const Buffer kSubscription = {0, 0, 0, 0, 2, 0, 0, 0, 0xE8, 0xFD, 1, 0, 57, 0, 8, 0};

TEST(TlsBuffersOfSubscriptions, AreTwoAtMost) {
    const auto input = parse({{SECBUFFER_SUBSCRIBE_GENERIC_TLS_EXTENSION, kSubscription}});
    ASSERT_TRUE(input.ok());
    ASSERT_EQ(input.value().options.subscriptions.size(), 2u);
    EXPECT_EQ(input.value().options.subscriptions[1].type, 57);
    EXPECT_EQ(input.value().options.subscriptions[1].handshake_type, 8);
    EXPECT_EQ(parse({{SECBUFFER_SUBSCRIBE_GENERIC_TLS_EXTENSION, kSubscription},
                     {SECBUFFER_SUBSCRIBE_GENERIC_TLS_EXTENSION, kSubscription}})
                  .status(),
              Status::invalid_parameter);
    Buffer three = kSubscription;
    three[4] = 3;
    EXPECT_EQ(failure_of(SECBUFFER_SUBSCRIBE_GENERIC_TLS_EXTENSION, three),
              Status::invalid_parameter);
    three[7] = 0xFF;
    EXPECT_EQ(failure_of(SECBUFFER_SUBSCRIBE_GENERIC_TLS_EXTENSION, three),
              Status::invalid_parameter);
}

TEST(TlsBuffersOfSubscriptions, AreJudged) {
    for (std::size_t size = 0; size < kSubscription.size(); ++size)
        EXPECT_EQ(failure_of(SECBUFFER_SUBSCRIBE_GENERIC_TLS_EXTENSION,
                             {kSubscription.begin(),
                              kSubscription.begin() + static_cast<std::ptrdiff_t>(size)}),
                  Status::invalid_token);
    for (const std::size_t place : {0u, 11u}) {
        Buffer octets = kSubscription;
        octets[place] = 1;
        EXPECT_EQ(failure_of(SECBUFFER_SUBSCRIBE_GENERIC_TLS_EXTENSION, octets),
                  Status::invalid_parameter);
    }
}

TEST(TlsBuffers, OfOtherTypesAreNotLookedAt) {
    const auto input = parse({{SECBUFFER_TOKEN, {1}}, {SECBUFFER_CHANNEL_BINDINGS, {2}}});
    ASSERT_TRUE(input.ok());
    EXPECT_TRUE(input.value().options.application_protocols.empty());
    EXPECT_EQ(input.value().flags, 0u);
}

}  // namespace
}  // namespace secur32::api
