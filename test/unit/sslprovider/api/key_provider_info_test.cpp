// CRYPT_KEY_PROV_INFO in and out of one block.
#include "sslprovider/api/key_provider_info.h"

#include <gtest/gtest.h>

#include <cstring>

namespace secur32::api {
namespace {

KeyProviderInfo info_with(std::size_t parameters, std::size_t size) {
    KeyProviderInfo info;
    info.container = u"ab";
    info.provider = u"";
    for (std::size_t i = 0; i < parameters; ++i)
        info.parameters.push_back({static_cast<DWORD>(i), SecureBytes(Buffer(size, 0x5A)), 0});
    return info;
}

DWORD size_of(const KeyProviderInfo& info) {
    DWORD size = 0;
    EXPECT_EQ(put_provider_info(info, CertOutput(nullptr, &size)), Status::ok);
    return size;
}

TEST(KeyProviderInfo, TakesTheStructureAndItsPartsOnMultiplesOf8) {
    // 48 for the structure; "ab" and its NUL 6, "" and its NUL 2, both up to 8; 24 a parameter.
    EXPECT_EQ(size_of({}), 48u);
    EXPECT_EQ(size_of(info_with(0, 0)), 48u + 8 + 8);
    EXPECT_EQ(size_of(info_with(1, 0)), 48u + 24 + 8 + 8);
    EXPECT_EQ(size_of(info_with(2, 9)), 48u + 2 * 24 + 8 + 8 + 2 * 16);
}

TEST(KeyProviderInfo, PutsEveryPointerOnAMultipleOf8InsideTheBlock) {
    const KeyProviderInfo info = info_with(2, 9);
    alignas(8) std::uint8_t block[512];
    DWORD size = sizeof block;
    ASSERT_EQ(put_provider_info(info, CertOutput(block, &size)), Status::ok);
    CRYPT_KEY_PROV_INFO out;
    std::memcpy(&out, block, sizeof out);
    const void* pointers[] = {out.pwszContainerName, out.pwszProvName, out.rgProvParam,
                              out.rgProvParam[0].pbData, out.rgProvParam[1].pbData};
    for (const void* pointer : pointers) {
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(pointer) % 8, 0u);
        EXPECT_GE(pointer, block + sizeof out);
        EXPECT_LT(pointer, block + size);
    }
    EXPECT_EQ(out.rgProvParam[1].dwParam, 1u);
    EXPECT_EQ(std::memcmp(out.rgProvParam[1].pbData, Buffer(9, 0x5A).data(), 9), 0);
}

TEST(KeyProviderInfo, WritesToABufferThatIsNotAligned) {
    const KeyProviderInfo info = info_with(1, 3);
    Buffer block(512);
    DWORD size = 511;
    ASSERT_EQ(put_provider_info(info, CertOutput(block.data() + 1, &size)), Status::ok);
    CRYPT_KEY_PROV_INFO out;
    std::memcpy(&out, block.data() + 1, sizeof out);
    EXPECT_EQ(out.cProvParam, 1u);
}

TEST(KeyProviderInfo, RefusesOneOctetTooFew) {
    const KeyProviderInfo info = info_with(1, 3);
    const DWORD whole = size_of(info);
    Buffer block(whole, 0xEE);
    DWORD size = whole - 1;
    EXPECT_EQ(put_provider_info(info, CertOutput(block.data(), &size)), Status::buffer_too_small);
    EXPECT_EQ(size, whole);
    EXPECT_EQ(block, Buffer(whole, 0xEE));
}

TEST(KeyProviderInfo, RefusesCountsAndLengthsWithoutAddresses) {
    CRYPT_KEY_PROV_INFO given{};
    given.cProvParam = 1;
    EXPECT_EQ(copy_provider_info(given).status(), Status::invalid_parameter);
    CRYPT_KEY_PROV_PARAM parameter{1, nullptr, 1, 0};
    given.rgProvParam = &parameter;
    EXPECT_EQ(copy_provider_info(given).status(), Status::invalid_parameter);
    parameter.cbData = 0;
    EXPECT_TRUE(copy_provider_info(given).ok());
}

}  // namespace
}  // namespace secur32::api
