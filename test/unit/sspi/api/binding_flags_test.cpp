// SspiSetChannelBindingFlags.
#define SECURITY_WIN32
#include <gtest/gtest.h>
#include <security.h>

#include <cstdlib>
#include <cstring>

#include "sspi/api/channel_bindings.h"
#include "test/unit/sspi/api/identity_samples.h"

namespace secur32::api {
namespace {

// Bindings as QueryContextAttributes gives them, freed with FreeContextBuffer.
class Bindings {
 public:
    explicit Bindings(std::string_view application) {
        SEC_CHANNEL_BINDINGS header{};
        header.dwInitiatorAddrType = 7;
        header.cbApplicationDataLength = static_cast<ULONG>(application.size());
        header.dwApplicationDataOffset = application.empty() ? 0 : sizeof header;
        value.BindingsLength = static_cast<ULONG>(sizeof header + application.size());
        auto* const block = static_cast<std::uint8_t*>(std::malloc(value.BindingsLength));
        std::memcpy(block, &header, sizeof header);
        std::memcpy(block + sizeof header, application.data(), application.size());
        value.Bindings = reinterpret_cast<SEC_CHANNEL_BINDINGS*>(block);
    }
    Bindings(const Bindings&) = delete;
    Bindings& operator=(const Bindings&) = delete;
    ~Bindings() { FreeContextBuffer(value.Bindings); }

    Bytes bytes() const {
        return {reinterpret_cast<const std::uint8_t*>(value.Bindings), value.BindingsLength};
    }

    SecPkgContext_Bindings value{};
};

TEST(BindingFlags, MakeTheBindingsAuditOnlyAndKeepThem) {
    Bindings bindings("tls-server-end-point:hash");
    const ULONG before = bindings.value.BindingsLength;
    ASSERT_EQ(SspiSetChannelBindingFlags(&bindings.value, SEC_CHANNEL_BINDINGS_AUDIT_BINDINGS),
              SEC_E_OK);
    EXPECT_EQ(bindings.value.BindingsLength, before + 16);
    const Result<ChannelBindings> parsed = parse_channel_bindings(bindings.bytes());
    ASSERT_TRUE(parsed.ok());
    EXPECT_TRUE(parsed.value().audit_only);
    EXPECT_EQ(parsed.value().initiator_address_type, 7u);
    EXPECT_TRUE(
        std::ranges::equal(parsed.value().application_data,
                           secur32::bytes_of(std::string_view("tls-server-end-point:hash"))));
}

TEST(BindingFlags, ChangeInPlaceTheSecondTime) {
    Bindings bindings("x");
    ASSERT_EQ(SspiSetChannelBindingFlags(&bindings.value, SEC_CHANNEL_BINDINGS_AUDIT_BINDINGS),
              SEC_E_OK);
    const auto* const block = bindings.value.Bindings;
    const ULONG length = bindings.value.BindingsLength;
    ASSERT_EQ(SspiSetChannelBindingFlags(&bindings.value, 0), SEC_E_OK);
    EXPECT_EQ(bindings.value.Bindings, block);
    EXPECT_EQ(bindings.value.BindingsLength, length);
    EXPECT_FALSE(parse_channel_bindings(bindings.bytes()).value().audit_only);
}

TEST(BindingFlags, TakeBindingsWithoutData) {
    Bindings bindings("");
    EXPECT_EQ(SspiSetChannelBindingFlags(&bindings.value, SEC_CHANNEL_BINDINGS_AUDIT_BINDINGS),
              SEC_E_OK);
    EXPECT_TRUE(parse_channel_bindings(bindings.bytes()).ok());
}

TEST(BindingFlags, RefuseWhatIsMalformedAndLeaveItAlone) {
    Bindings bindings("data");
    const auto* const block = bindings.value.Bindings;
    EXPECT_EQ(SspiSetChannelBindingFlags(&bindings.value, 2), SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(SspiSetChannelBindingFlags(&bindings.value, 0xFFFFFFFF), SEC_E_INVALID_PARAMETER);
    bindings.value.Bindings->cbApplicationDataLength = 5;
    EXPECT_EQ(SspiSetChannelBindingFlags(&bindings.value, 1), SEC_E_INVALID_PARAMETER);
    bindings.value.Bindings->cbApplicationDataLength = 4;
    for (const ULONG length : {ULONG{0}, ULONG{3}, ULONG{31}, ULONG{0xFFFFFFFF}}) {
        const ULONG before = bindings.value.BindingsLength;
        bindings.value.BindingsLength = length;
        EXPECT_EQ(SspiSetChannelBindingFlags(&bindings.value, 1), SEC_E_INVALID_PARAMETER);
        bindings.value.BindingsLength = before;
    }
    EXPECT_EQ(bindings.value.Bindings, block);
    SecPkgContext_Bindings none{};
    EXPECT_EQ(SspiSetChannelBindingFlags(&none, 1), SEC_E_INVALID_PARAMETER);
    EXPECT_EQ(SspiSetChannelBindingFlags(nullptr, 1), SEC_E_INVALID_PARAMETER);
}

}  // namespace
}  // namespace secur32::api
