#include "sspi/api/channel_bindings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>

#include "sslprovider/base/writer.h"

namespace secur32::api {
namespace {

constexpr std::string_view kBinding = "tls-unique:abc";

// A plain structure with nothing but application data.
constexpr auto kSize = static_cast<std::uint32_t>(kBinding.size());

Buffer plain(std::uint32_t length = kSize, std::uint32_t offset = 32) {
    Writer out;
    for (int i = 0; i < 6; ++i) out.le32(0);
    out.le32(length);
    out.le32(offset);
    out.bytes(bytes_of(kBinding));
    return out.take();
}

Buffer extended(std::uint32_t flags, std::uint32_t header = 48, std::uint32_t extra = 0) {
    Writer out;
    out.le32(SEC_CHANNEL_BINDINGS_EX_MAGIC);
    out.le32(flags);
    out.le32(header);
    out.le32(48 + kSize + extra);
    for (int i = 0; i < 6; ++i) out.le32(0);
    out.le32(kSize);
    out.le32(48);
    out.bytes(bytes_of(kBinding));
    return out.take();
}

bool carries_the_binding(const Result<ChannelBindings>& parsed, const ChannelBindings& bindings) {
    return parsed.ok() && std::ranges::equal(bindings.application_data, bytes_of(kBinding));
}

TEST(ChannelBindings, ArePlainOrExtended) {
    const Buffer first = plain();
    const Result<ChannelBindings> one = parse_channel_bindings(first);
    ASSERT_TRUE(one.ok());
    EXPECT_TRUE(carries_the_binding(one, one.value()));
    EXPECT_FALSE(one.value().audit_only);
    const Buffer second = extended(SEC_CHANNEL_BINDINGS_AUDIT_BINDINGS);
    const Result<ChannelBindings> two = parse_channel_bindings(second);
    ASSERT_TRUE(two.ok());
    EXPECT_TRUE(carries_the_binding(two, two.value()));
    EXPECT_TRUE(two.value().audit_only);
}

TEST(ChannelBindings, AreRefusedWhenCutAnywhere) {
    for (const Buffer& whole : {plain(), extended(0)})
        for (std::size_t size = 0; size < whole.size(); ++size)
            EXPECT_EQ(parse_channel_bindings(Bytes(whole).first(size)).status(),
                      Status::invalid_token)
                << size;
}

TEST(ChannelBindings, AreRefusedWhenAPartLiesElsewhere) {
    EXPECT_EQ(parse_channel_bindings(plain(kSize + 1)).status(), Status::invalid_token);
    EXPECT_EQ(parse_channel_bindings(plain(kSize, 31)).status(), Status::invalid_token);
    EXPECT_EQ(parse_channel_bindings(plain(1, 0xFFFFFFFF)).status(), Status::invalid_token);
    EXPECT_EQ(parse_channel_bindings(plain(0xFFFFFFFF, 32)).status(), Status::invalid_token);
    EXPECT_TRUE(parse_channel_bindings(plain(0, 0xFFFFFFFF)).ok()) << "nothing has no place";
}

TEST(ChannelBindings, AreRefusedWithABadExtendedHeader) {
    EXPECT_EQ(parse_channel_bindings(extended(2)).status(), Status::invalid_token);
    EXPECT_EQ(parse_channel_bindings(extended(0, 47)).status(), Status::invalid_token);
    EXPECT_EQ(parse_channel_bindings(extended(0, 48, 1)).status(), Status::invalid_token);
}

TEST(ChannelBindingsResult, TellsTheAudit) {
    Exchange exchange;
    EXPECT_EQ(result_flags_of(exchange), SEC_CHANNEL_BINDINGS_RESULT_ABSENT);
    exchange.peer_sent_bindings = true;
    const std::pair<BindingsResult, unsigned> rows[] = {
        {BindingsResult::matched, SEC_CHANNEL_BINDINGS_RESULT_VALID_MATCHED},
        {BindingsResult::mismatch, SEC_CHANNEL_BINDINGS_RESULT_NOTVALID_MISMATCH},
        {BindingsResult::missing_allowed, SEC_CHANNEL_BINDINGS_RESULT_VALID_MISSING},
        {BindingsResult::missing, SEC_CHANNEL_BINDINGS_RESULT_NOTVALID_MISSING},
        {BindingsResult::proxy, SEC_CHANNEL_BINDINGS_RESULT_VALID_PROXY}};
    for (const auto& [result, flags] : rows) {
        exchange.bindings_result = result;
        EXPECT_EQ(result_flags_of(exchange), flags | SEC_CHANNEL_BINDINGS_RESULT_CLIENT_SUPPORT);
    }
}

}  // namespace
}  // namespace secur32::api
