// The table of providers against what the Windows SDK's documentation and the tests of others that
// run on Windows say.
#include "sslprovider/capi/providers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

namespace secur32::capi {
namespace {

const Provider& provider(std::u16string_view name, std::uint32_t type) {
    const auto found = find_provider(name, type);
    EXPECT_TRUE(found.ok());
    return *found.value();
}

TEST(Providers, AreThoseOfWindowsInTheOrderOfTheirNames) {
    const std::vector<std::u16string_view> expected = {
        u"Microsoft Base Cryptographic Provider v1.0",
        u"Microsoft Base DSS and Diffie-Hellman Cryptographic Provider",
        u"Microsoft Base DSS Cryptographic Provider",
        u"Microsoft DH SChannel Cryptographic Provider",
        u"Microsoft Enhanced Cryptographic Provider v1.0",
        u"Microsoft Enhanced DSS and Diffie-Hellman Cryptographic Provider",
        u"Microsoft Enhanced RSA and AES Cryptographic Provider",
        u"Microsoft RSA SChannel Cryptographic Provider",
        u"Microsoft Strong Cryptographic Provider"};
    std::vector<std::u16string_view> names;
    for (const Provider& each : providers()) names.push_back(each.name);
    EXPECT_EQ(names, expected);
}

TEST(Providers, HaveTheDefaultsOfWindows) {
    EXPECT_EQ(provider({}, prov::rsa_full).name, u"Microsoft Strong Cryptographic Provider");
    EXPECT_EQ(provider({}, prov::rsa_aes).name,
              u"Microsoft Enhanced RSA and AES Cryptographic Provider");
    EXPECT_EQ(provider({}, prov::rsa_schannel).name,
              u"Microsoft RSA SChannel Cryptographic Provider");
    EXPECT_EQ(provider({}, prov::dss).name, u"Microsoft Base DSS Cryptographic Provider");
    EXPECT_EQ(provider({}, prov::dss_dh).name,
              u"Microsoft Enhanced DSS and Diffie-Hellman Cryptographic Provider");
    EXPECT_EQ(provider({}, prov::dh_schannel).name,
              u"Microsoft DH SChannel Cryptographic Provider");
}

TEST(Providers, AreFoundInAnyCaseOfLetters) {
    EXPECT_EQ(provider(u"MICROSOFT base CRYPTOGRAPHIC provider V1.0", prov::rsa_full).family,
              Family::base);
}

TEST(Providers, AreNotFoundByTypesThatAreNone) {
    for (const std::uint32_t type : {0u, 1000u, 0xFFFFFFFFu})
        for (const std::u16string_view name :
             {std::u16string_view(), std::u16string_view(u"nobody"), providers()[0].name})
            EXPECT_EQ(find_provider(name, type).status(), Status::bad_provider_type) << type;
    for (const std::uint32_t type : {2u, 4u, 11u, 999u})
        EXPECT_EQ(find_provider({}, type).status(), Status::provider_type_not_defined) << type;
}

TEST(Providers, AreNotFoundByNamesThatAreNone) {
    for (const std::u16string_view name :
         {std::u16string_view(u"Microsoft"), std::u16string_view(u" "),
          std::u16string_view(u"Microsoft RSA Signature Cryptographic Provider"),
          std::u16string_view(u"Microsoft Strong Cryptographic Provider ")})
        EXPECT_EQ(find_provider(name, prov::rsa_full).status(), Status::provider_not_defined);
}

TEST(Providers, AreNotFoundUnderAnotherType) {
    for (const Provider& each : providers())
        for (const std::uint32_t type : {1u, 2u, 3u, 12u, 13u, 18u, 24u, 999u})
            EXPECT_EQ(find_provider(each.name, type).status(),
                      type == each.type ? Status::ok : Status::provider_type_no_match);
}

TEST(Providers, HaveTypesInOrderAndANameForEach) {
    std::vector<std::uint32_t> types;
    for (const ProviderType& each : provider_types()) {
        types.push_back(each.type);
        EXPECT_FALSE(each.name.empty());
    }
    EXPECT_EQ(types, (std::vector<std::uint32_t>{1, 3, 12, 13, 18, 24}));
    for (const Provider& each : providers())
        EXPECT_TRUE(std::ranges::count(types, each.type) == 1) << each.type;
}

struct Length {
    std::u16string_view provider;
    std::uint32_t type;
    AlgId id;
    std::uint32_t default_bits, min_bits, max_bits;
};
constexpr std::u16string_view kBase = u"Microsoft Base Cryptographic Provider v1.0";
constexpr std::u16string_view kEnhanced = u"Microsoft Enhanced Cryptographic Provider v1.0";
constexpr std::u16string_view kBaseDh =
    u"Microsoft Base DSS and Diffie-Hellman Cryptographic Provider";

// "Base Provider Algorithms", "Enhanced...", "AES...", "DSS...", "Microsoft Enhanced DSS &
// Diffie-Hellman Cryptographic Provider"; and the lengths that Wine's tests find accepted.
TEST(Providers, HaveTheLengthsOfTheDocumentation) {
    const Length lengths[] = {{kBase, prov::rsa_full, calg::rsa_sign, 512, 384, 16384},
                              {kBase, prov::rsa_full, calg::rsa_keyx, 512, 384, 1024},
                              {kBase, prov::rsa_full, calg::rc2, 40, 40, 56},
                              {kBase, prov::rsa_full, calg::rc4, 40, 40, 56},
                              {kBase, prov::rsa_full, calg::des, 56, 56, 56},
                              {kEnhanced, prov::rsa_full, calg::rsa_keyx, 1024, 384, 16384},
                              {kEnhanced, prov::rsa_full, calg::rsa_sign, 1024, 384, 16384},
                              {kEnhanced, prov::rsa_full, calg::rc2, 128, 40, 128},
                              {kEnhanced, prov::rsa_full, calg::tdes_112, 112, 112, 112},
                              {kEnhanced, prov::rsa_full, calg::tdes, 168, 168, 168},
                              {{}, prov::rsa_aes, calg::aes_128, 128, 128, 128},
                              {{}, prov::rsa_aes, calg::aes_192, 192, 192, 192},
                              {{}, prov::rsa_aes, calg::aes_256, 256, 256, 256},
                              {{}, prov::rsa_aes, calg::sha_384, 384, 384, 384},
                              {{}, prov::rsa_aes, calg::rsa_keyx, 1024, 384, 16384},
                              {{}, prov::rsa_schannel, calg::rsa_keyx, 1024, 384, 16384},
                              {{}, prov::rsa_schannel, calg::tls1_master, 384, 384, 384},
                              {{}, prov::dss, calg::dss_sign, 1024, 512, 1024},
                              {kBaseDh, prov::dss_dh, calg::dh_sf, 512, 512, 1024},
                              {kBaseDh, prov::dss_dh, calg::dh_ephem, 512, 512, 1024},
                              {{}, prov::dss_dh, calg::dh_sf, 1024, 512, 4096},
                              {{}, prov::dss_dh, calg::dh_ephem, 1024, 512, 4096},
                              {{}, prov::dss_dh, calg::dss_sign, 1024, 512, 1024}};
    for (const Length& each : lengths) {
        const ProviderAlgorithm* const row =
            find_algorithm(provider(each.provider, each.type), each.id);
        ASSERT_NE(row, nullptr) << std::hex << each.id;
        EXPECT_EQ(row->default_bits, each.default_bits) << row->long_name;
        EXPECT_EQ(row->min_bits, each.min_bits) << row->long_name;
        EXPECT_EQ(row->max_bits, each.max_bits) << row->long_name;
    }
}

TEST(Providers, LackWhatWindowsRefuses) {
    const struct {
        std::uint32_t type;
        AlgId id;
    } lacking[] = {{prov::rsa_full, calg::aes_128},
                   {prov::rsa_full, calg::sha_256},
                   {prov::rsa_full, calg::dss_sign},
                   {prov::rsa_full, calg::tls1_master},
                   {prov::rsa_aes, calg::aes},
                   {prov::rsa_aes, calg::tls1_prf},
                   {prov::dss, calg::dh_sf},
                   {prov::dss, calg::rc4},
                   {prov::dss, calg::rsa_sign},
                   {prov::dss_dh, calg::md2},
                   {prov::rsa_full, 0},
                   {prov::rsa_full, 0x660D}};
    for (const auto& each : lacking) {
        EXPECT_EQ(find_algorithm(provider({}, each.type), each.id), nullptr) << each.id;
        EXPECT_EQ(require_algorithm(provider({}, each.type), each.id).status(),
                  Status::bad_algorithm);
    }
}

// What is read once is looked at in a process of its own.
TEST(Providers, LackWhatIsLegacyWhereThatIsOff) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(
        {
            ::setenv("SECUR32_CAPI_LEGACY", "0", 1);
            int there = 0;
            for (const AlgId id : {calg::rc2, calg::rc4, calg::des, calg::md2, calg::md4})
                there += find_algorithm(provider({}, prov::rsa_aes), id) != nullptr ? 1 : 0;
            for (const AlgId id : {calg::tdes, calg::aes_128, calg::md5, calg::rsa_keyx})
                there += find_algorithm(provider({}, prov::rsa_aes), id) == nullptr ? 1 : 0;
            std::_Exit(there);
        },
        testing::ExitedWithCode(0), "");
    EXPECT_NE(find_algorithm(provider({}, prov::rsa_aes), calg::rc4), nullptr);
}

TEST(Providers, NameEachAlgorithmOnceWithALengthInItsBounds) {
    for (const Provider& each : providers()) {
        std::set<AlgId> ids;
        std::set<std::string_view> names;
        for (const ProviderAlgorithm& row : each.algorithms) {
            EXPECT_TRUE(ids.insert(row.id).second) << row.name;
            EXPECT_TRUE(names.insert(row.name).second) << row.name;
            EXPECT_LE(row.min_bits, row.default_bits) << row.name;
            EXPECT_LE(row.default_bits, row.max_bits) << row.name;
        }
    }
}

}  // namespace
}  // namespace secur32::capi
