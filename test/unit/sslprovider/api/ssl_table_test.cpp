// The function table against its layout in cpdk/sslprovider.h: which function at which offset, and
// how far the table of each version goes.
#include <gtest/gtest.h>
#include <sslprovider.h>
#include <winerror.h>

#include <array>
#include <cstring>

#include "sslprovider/base/bytes.h"

namespace secur32::test {
namespace {

struct Slot {
    std::size_t offset;
    void (*function)();
};
template <typename Function>
Slot slot(std::size_t offset, Function* function) {
    return {offset, reinterpret_cast<void (*)()>(function)};
}

// Offsets of x86-64, in the order of the header; a version ends where the next one's offset is.
const std::array kSlots = {
    slot(8, SslComputeClientAuthHash),
    slot(16, SslComputeEapKeyBlock),
    slot(24, SslComputeFinishedHash),
    slot(32, SslCreateEphemeralKey),
    slot(40, SslCreateHandshakeHash),
    slot(48, SslDecryptPacket),
    slot(56, SslEncryptPacket),
    slot(64, SslEnumCipherSuites),
    slot(72, SslExportKey),
    slot(80, SslFreeBuffer),
    slot(88, SslFreeObject),
    slot(96, SslGenerateMasterKey),
    slot(104, SslGenerateSessionKeys),
    slot(112, SslGetKeyProperty),
    slot(120, SslGetProviderProperty),
    slot(128, SslHashHandshake),
    slot(136, SslImportMasterKey),
    slot(144, SslImportKey),
    slot(152, SslLookupCipherSuiteInfo),
    slot(160, SslOpenPrivateKey),
    slot(168, SslOpenProvider),
    slot(176, SslSignHash),
    slot(184, SslVerifySignature),
    slot(192, SslLookupCipherLengths),
    slot(200, SslCreateClientAuthHash),
    slot(208, SslGetCipherSuitePRFHashAlgorithm),
    slot(216, SslComputeSessionHash),
    slot(224, SslGeneratePreMasterKey),
    slot(232, SslEnumEccCurves),
    slot(240, SslExportKeyingMaterial),
    slot(248, SslExtractEarlyKey),
    slot(256, SslExtractHandshakeKey),
    slot(264, SslExtractMasterKey),
    slot(272, SslExpandTrafficKeys),
    slot(280, SslExpandWriteKey),
    slot(288, SslExpandExporterMasterKey),
    slot(296, SslEnumCipherSuitesEx),
    slot(304, SslExpandResumptionMasterKey),
    slot(312, SslDuplicateTranscriptHash),
    slot(320, SslExpandBinderKey),
    slot(328, SslExpandPreSharedKey),
};
constexpr std::size_t kLengths[] = {192, 216, 248, 304, 336};

using Table = NCRYPT_SSL_FUNCTION_TABLE;

Buffer octets_of(const Table& table) {
    Buffer octets(sizeof table);
    std::memcpy(octets.data(), &table, sizeof table);
    return octets;
}

void expect_filled(const Table& table, std::size_t length) {
    const Buffer octets = octets_of(table);
    for (const Slot& each : kSlots) {
        void (*function)() = nullptr;
        std::memcpy(&function, octets.data() + each.offset, sizeof function);
        if (each.offset < length)
            EXPECT_EQ(function, each.function) << each.offset;
        else
            EXPECT_EQ(function, nullptr) << each.offset;
    }
}

// -- GetSChannelInterface -------------------------------------------------------------------------

TEST(GetSChannelInterface, AgreesWithTheLayoutOfTheHeader) {
    constexpr LPCWSTR kNames[] = {MS_SCHANNEL_PROVIDER, u"MICROSOFT ssl PROTOCOL provider",
                                  nullptr};
    for (const LPCWSTR name : kNames) {
        Table* table = nullptr;
        ASSERT_EQ(GetSChannelInterface(name, &table, 0), STATUS_SUCCESS);
        ASSERT_NE(table, nullptr);
        EXPECT_EQ(table->Version.MajorVersion, 5);
        EXPECT_EQ(table->Version.MinorVersion, 0);
        expect_filled(*table, sizeof *table);
    }
    EXPECT_EQ(sizeof(Table), 336u);
}

TEST(GetSChannelInterface, GivesATableThatWorks) {
    Table* table = nullptr;
    ASSERT_EQ(GetSChannelInterface(MS_SCHANNEL_PROVIDER, &table, 0), STATUS_SUCCESS);
    NCRYPT_PROV_HANDLE provider = 0;
    EXPECT_EQ(table->OpenProvider(&provider, MS_SCHANNEL_PROVIDER, 0), ERROR_SUCCESS);
    EXPECT_EQ(table->FreeObject(provider, 0), ERROR_SUCCESS);
    EXPECT_EQ(table->FreeObject(provider, 0), NTE_INVALID_HANDLE);
}

TEST(GetSChannelInterface, RefusesNoPlaceForTheTable) {
    EXPECT_EQ(GetSChannelInterface(MS_SCHANNEL_PROVIDER, nullptr, 0), STATUS_INVALID_PARAMETER);
}

TEST(GetSChannelInterface, RefusesANameThatIsNoProviders) {
    for (const LPCWSTR name :
         {u"", u"Microsoft Software Key Storage Provider", u"Microsoft SSL Protocol Provide"}) {
        Table* table = reinterpret_cast<Table*>(8);
        EXPECT_EQ(GetSChannelInterface(name, &table, 0), STATUS_NOT_FOUND);
        EXPECT_EQ(table, nullptr);
    }
}

TEST(GetSChannelInterface, RefusesFlags) {
    Table* table = reinterpret_cast<Table*>(8);
    EXPECT_EQ(GetSChannelInterface(MS_SCHANNEL_PROVIDER, &table, 1), STATUS_INVALID_PARAMETER);
    EXPECT_EQ(table, nullptr);
}

// -- SslInitializeInterface -----------------------------------------------------------------------

TEST(SslInitializeInterface, AgreesWithTheLayoutOfEachVersion) {
    for (USHORT version = 1; version <= 5; ++version) {
        Table table{};
        table.Version = {version, 0};
        ASSERT_EQ(SslInitializeInterface(MS_SCHANNEL_PROVIDER, &table, 0), ERROR_SUCCESS);
        EXPECT_EQ(table.Version.MajorVersion, version);
        EXPECT_EQ(table.Version.MinorVersion, 0);
        expect_filled(table, kLengths[version - 1]);
    }
}

TEST(SslInitializeInterface, FillsWhatThereIsForANewerCaller) {
    Table table{};
    table.Version = {9, 3};
    ASSERT_EQ(SslInitializeInterface(MS_SCHANNEL_PROVIDER, &table, 0), ERROR_SUCCESS);
    EXPECT_EQ(table.Version.MajorVersion, 5);
    expect_filled(table, sizeof table);
}

TEST(SslInitializeInterface, TakesATableWithoutAVersionForTheShortestOne) {
    Table table{};
    ASSERT_EQ(SslInitializeInterface(nullptr, &table, 0), ERROR_SUCCESS);
    EXPECT_EQ(table.Version.MajorVersion, 1);
    expect_filled(table, kLengths[0]);
}

TEST(SslInitializeInterface, RefusesNoTable) {
    EXPECT_EQ(SslInitializeInterface(MS_SCHANNEL_PROVIDER, nullptr, 0), NTE_INVALID_PARAMETER);
}

TEST(SslInitializeInterface, RefusesANameThatIsNoProviders) {
    Table table{};
    table.Version = {5, 0};
    const Buffer before = octets_of(table);
    EXPECT_EQ(SslInitializeInterface(u"Another Provider", &table, 0), NTE_NOT_FOUND);
    EXPECT_EQ(octets_of(table), before);
}

TEST(SslInitializeInterface, RefusesFlags) {
    Table table{};
    table.Version = {5, 0};
    const Buffer before = octets_of(table);
    EXPECT_EQ(SslInitializeInterface(MS_SCHANNEL_PROVIDER, &table, 0x10), NTE_BAD_FLAGS);
    EXPECT_EQ(octets_of(table), before);
}

}  // namespace
}  // namespace secur32::test
