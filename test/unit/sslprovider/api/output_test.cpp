// The convention of CNG's output buffers.
#include "sslprovider/api/output.h"

#include <gtest/gtest.h>

#include <array>

namespace secur32::api {
namespace {

const Buffer kFive = {1, 2, 3, 4, 5};

TEST(Output, IsFilledAndToldItsSize) {
    std::array<std::uint8_t, 6> buffer{};
    DWORD written = 99;
    EXPECT_EQ(Output(buffer.data(), 6, &written).put(kFive), Status::ok);
    EXPECT_EQ(written, 5u);
    EXPECT_EQ(buffer, (std::array<std::uint8_t, 6>{1, 2, 3, 4, 5, 0}));
}

TEST(Output, TellsTheSizeWhereThereIsNoBuffer) {
    DWORD written = 99;
    const Output output(nullptr, 0, &written);
    EXPECT_EQ(written, 0u);
    EXPECT_TRUE(output.asks_size());
    EXPECT_EQ(output.has_room(7), Status::ok);
    EXPECT_EQ(written, 7u);
    EXPECT_EQ(output.put(kFive), Status::ok);
    EXPECT_EQ(written, 5u);
}

TEST(Output, TellsTheSizeOfWhatDoesNotFitAndWritesNothing) {
    std::array<std::uint8_t, 4> buffer{};
    DWORD written = 99;
    const Output output(buffer.data(), 4, &written);
    EXPECT_EQ(output.put(kFive), Status::buffer_too_small);
    EXPECT_EQ(written, 5u);
    EXPECT_EQ(buffer, (std::array<std::uint8_t, 4>{}));
    written = 0;
    EXPECT_EQ(output.has_room(5), Status::buffer_too_small);
    EXPECT_EQ(written, 5u);
}

TEST(Output, TellsNoSizeBeforeThereIsSomethingWhereItMayStillFail) {
    std::array<std::uint8_t, 8> buffer{};
    DWORD written = 99;
    EXPECT_EQ(Output(buffer.data(), 8, &written).has_room(8), Status::ok);
    EXPECT_EQ(written, 0u);
}

TEST(Output, IsRefusedWithoutAPlaceForTheSize) {
    std::array<std::uint8_t, 8> buffer{};
    EXPECT_EQ(Output(buffer.data(), 8, nullptr).check(), Status::invalid_parameter);
}

TEST(InputBytes, NeedAnAddressWhereTheyHaveASize) {
    EXPECT_EQ(input_bytes(nullptr, 1).status(), Status::invalid_parameter);
    EXPECT_TRUE(input_bytes(nullptr, 0).ok());
    EXPECT_EQ(input_bytes(kFive.data(), 5).value().size(), 5u);
}

TEST(ClearOut, EmptiesAllPlacesThatAreThere) {
    DWORD number = 5;
    int* pointer = reinterpret_cast<int*>(&number);
    EXPECT_EQ(clear_out(&pointer, &number), Status::ok);
    EXPECT_EQ(pointer, nullptr);
    EXPECT_EQ(number, 0u);
    number = 5;
    EXPECT_EQ(clear_out(static_cast<int**>(nullptr), &number), Status::invalid_parameter);
    EXPECT_EQ(number, 0u);
}

TEST(CheckFlags, RefusesEveryBitThatIsNotAllowed) {
    EXPECT_EQ(check_flags(0), Status::ok);
    EXPECT_EQ(check_flags(3, 3), Status::ok);
    EXPECT_EQ(check_flags(4, 3), Status::bad_flags);
    EXPECT_EQ(check_flags(0x80000000), Status::bad_flags);
}

}  // namespace
}  // namespace secur32::api
