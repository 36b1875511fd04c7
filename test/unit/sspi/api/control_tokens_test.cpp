// What ApplyControlToken's buffer says, octet for octet; what becomes of it is in
// test/machine/schannel/shutdown_test.cpp.
#include "sspi/api/control_tokens.h"

#include <gtest/gtest.h>

namespace secur32::api {
namespace {

Result<ControlToken> parse(Buffer octets, ULONG type = SECBUFFER_TOKEN) {
    SecBuffer buffer{static_cast<ULONG>(octets.size()), type, octets.data()};
    return parse_control_token({SECBUFFER_VERSION, 1, &buffer});
}

TEST(ControlTokens, OfShutdownAreFourOctetsAndMore) {
    for (const Buffer& octets : {Buffer{1, 0, 0, 0}, Buffer{1, 0, 0, 0, 9, 9}}) {
        const auto token = parse(octets);
        ASSERT_TRUE(token.ok());
        EXPECT_EQ(token.value().kind, ControlToken::Kind::shutdown);
    }
}

TEST(ControlTokens, OfAlertsSayLevelAndDescription) {
    const auto token = parse({2, 0, 0, 0, 2, 0, 0, 0, 42, 0, 0, 0});
    ASSERT_TRUE(token.ok());
    EXPECT_EQ(token.value().kind, ControlToken::Kind::alert);
    EXPECT_EQ(token.value().alert_level, 2);
    EXPECT_EQ(token.value().alert_description, 42);
}

TEST(ControlTokens, OfSessionsSayWhetherTheyAreResumed) {
    EXPECT_TRUE(parse({3, 0, 0, 0, 1, 0, 0, 0}).value().reconnects);
    EXPECT_FALSE(parse({3, 0, 0, 0, 2, 0, 0, 0}).value().reconnects);
}

TEST(ControlTokens, CutOffAreUnsupported) {
    const Buffer alert = {2, 0, 0, 0, 2, 0, 0, 0, 42, 0, 0, 0}, session = {3, 0, 0, 0, 1, 0, 0, 0};
    for (const Buffer& whole : {alert, session})
        for (std::ptrdiff_t size = 0; size < std::ssize(whole); ++size)
            EXPECT_EQ(parse({whole.begin(), whole.begin() + size}).status(),
                      Status::unsupported_function);
}

TEST(ControlTokens, OfNoKnownTypeAreUnsupported) {
    for (const std::uint8_t type : Buffer{0, 4, 255})
        EXPECT_EQ(parse({type, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0}).status(),
                  Status::unsupported_function);
    EXPECT_EQ(parse({1, 0, 0, 1}).status(), Status::unsupported_function);
}

TEST(ControlTokens, OfValuesThatAreNoneAreRefused) {
    const Buffer wrong[] = {{2, 0, 0, 0, 0, 0, 0, 0, 42, 0, 0, 0},
                            {2, 0, 0, 0, 3, 0, 0, 0, 42, 0, 0, 0},
                            {2, 0, 0, 0, 2, 0, 0, 1, 42, 0, 0, 0},
                            {2, 0, 0, 0, 2, 0, 0, 0, 42, 1, 0, 0},
                            {3, 0, 0, 0, 0, 0, 0, 0},
                            {3, 0, 0, 0, 3, 0, 0, 0}};
    for (const Buffer& octets : wrong) EXPECT_EQ(parse(octets).status(), Status::invalid_parameter);
}

TEST(ControlTokens, AreOneTokenBuffer) {
    for (const unsigned type : {0u + SECBUFFER_EMPTY, 0u + SECBUFFER_DATA, 0u + SECBUFFER_ALERT})
        EXPECT_EQ(parse({1, 0, 0, 0}, type).status(), Status::invalid_token);
    Buffer octets = {1, 0, 0, 0};
    SecBuffer two[2] = {{4, SECBUFFER_TOKEN, octets.data()}, {0, SECBUFFER_EMPTY, nullptr}};
    EXPECT_EQ(parse_control_token({SECBUFFER_VERSION, 2, two}).status(), Status::invalid_token);
    EXPECT_EQ(parse_control_token({SECBUFFER_VERSION, 0, nullptr}).status(), Status::invalid_token);
    EXPECT_EQ(parse_control_token({1, 1, two}).status(), Status::invalid_token);
}

}  // namespace
}  // namespace secur32::api
