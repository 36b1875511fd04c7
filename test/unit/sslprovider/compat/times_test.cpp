// FILETIME and SYSTEMTIME, held against timegm(3).
#include <gtest/gtest.h>

#include <ctime>

#include "test/unit/sslprovider/compat/wide.h"

namespace secur32::test {
namespace {

constexpr ULONGLONG kUnixEpoch = 116444736000000000;  // Microsoft: "Converting a time_t value"

FILETIME file_time(ULONGLONG ticks) {
    return {static_cast<DWORD>(ticks), static_cast<DWORD>(ticks >> 32)};
}
ULONGLONG ticks(const FILETIME& time) {
    return ULONGLONG{time.dwHighDateTime} << 32 | time.dwLowDateTime;
}

TEST(FileTimeToSystemTime, AgreesWithGmtime) {
    for (const time_t seconds :
         {time_t{0}, time_t{951782400}, time_t{4102444799}, time_t{-11644473600}}) {
        const FILETIME time =
            file_time(kUnixEpoch + static_cast<ULONGLONG>(seconds * 10000000) + 1230000);
        SYSTEMTIME parts{};
        ASSERT_EQ(FileTimeToSystemTime(&time, &parts), TRUE);
        const tm* const other = gmtime(&seconds);
        EXPECT_EQ(parts.wYear, other->tm_year + 1900);
        EXPECT_EQ(parts.wMonth, other->tm_mon + 1);
        EXPECT_EQ(parts.wDay, other->tm_mday);
        EXPECT_EQ(parts.wDayOfWeek, other->tm_wday);
        EXPECT_EQ(parts.wHour, other->tm_hour);
        EXPECT_EQ(parts.wMinute, other->tm_min);
        EXPECT_EQ(parts.wSecond, other->tm_sec);
        EXPECT_EQ(parts.wMilliseconds, 123);
        FILETIME back{};
        ASSERT_EQ(SystemTimeToFileTime(&parts, &back), TRUE);
        EXPECT_EQ(ticks(back), ticks(time));
    }
}

TEST(SystemTimeToFileTime, RefusesWhatIsNoDate) {
    const SYSTEMTIME kBad[] = {
        {1600, 1, 0, 1, 0, 0, 0, 0},  {30828, 1, 0, 1, 0, 0, 0, 0}, {2026, 0, 0, 1, 0, 0, 0, 0},
        {2026, 13, 0, 1, 0, 0, 0, 0}, {2026, 2, 0, 29, 0, 0, 0, 0}, {1900, 2, 0, 29, 0, 0, 0, 0},
        {2026, 4, 0, 31, 0, 0, 0, 0}, {2026, 1, 0, 0, 0, 0, 0, 0},  {2026, 1, 0, 1, 24, 0, 0, 0},
        {2026, 1, 0, 1, 0, 60, 0, 0}, {2026, 1, 0, 1, 0, 0, 60, 0}, {2026, 1, 0, 1, 0, 0, 0, 1000}};
    for (const SYSTEMTIME& bad : kBad) {
        FILETIME out{};
        EXPECT_EQ(error_of([&] { EXPECT_EQ(SystemTimeToFileTime(&bad, &out), FALSE); }),
                  DWORD{ERROR_INVALID_PARAMETER});
    }
    const SYSTEMTIME leap{2000, 2, 0, 29, 0, 0, 0, 0};
    FILETIME out{};
    EXPECT_EQ(SystemTimeToFileTime(&leap, &out), TRUE);
}

TEST(FileTimeToSystemTime, RefusesTheUpperHalf) {
    const FILETIME never = file_time(0x8000000000000000);
    SYSTEMTIME out{};
    EXPECT_EQ(error_of([&] { EXPECT_EQ(FileTimeToSystemTime(&never, &out), FALSE); }),
              DWORD{ERROR_INVALID_PARAMETER});
    EXPECT_EQ(error_of([&] { EXPECT_EQ(FileTimeToSystemTime(nullptr, &out), FALSE); }),
              DWORD{ERROR_INVALID_PARAMETER});
}

TEST(GetSystemTimeAsFileTime, AgreesWithTime) {
    FILETIME now{};
    const time_t before = time(nullptr);
    GetSystemTimeAsFileTime(&now);
    const auto seconds = static_cast<time_t>((ticks(now) - kUnixEpoch) / 10000000);
    EXPECT_GE(seconds, before);
    EXPECT_LE(seconds, time(nullptr));
    SYSTEMTIME parts{};
    GetSystemTime(&parts);
    EXPECT_GE(parts.wYear, 2024);
}

TEST(CompareFileTime, OrdersByBothHalves) {
    const FILETIME a{5, 1}, b{4, 2};
    EXPECT_EQ(CompareFileTime(&a, &b), -1);
    EXPECT_EQ(CompareFileTime(&b, &a), 1);
    EXPECT_EQ(CompareFileTime(&a, &a), 0);
}

TEST(FileTimeToLocalFileTime, IsTakenBack) {
    const FILETIME time = file_time(kUnixEpoch + 17000000000000000);
    FILETIME local{}, back{};
    ASSERT_EQ(FileTimeToLocalFileTime(&time, &local), TRUE);
    ASSERT_EQ(LocalFileTimeToFileTime(&local, &back), TRUE);
    EXPECT_EQ(ticks(back), ticks(time));
    EXPECT_EQ(error_of([&] { EXPECT_EQ(FileTimeToLocalFileTime(nullptr, &local), FALSE); }),
              DWORD{ERROR_INVALID_PARAMETER});
    const FILETIME never = file_time(UINT64_MAX);
    EXPECT_EQ(error_of([&] { EXPECT_EQ(FileTimeToLocalFileTime(&never, &local), FALSE); }),
              DWORD{ERROR_INVALID_PARAMETER});
}

TEST(Clocks, GoOn) {
    LARGE_INTEGER first{}, second{}, frequency{};
    const ULONGLONG started = GetTickCount64();
    ASSERT_EQ(QueryPerformanceFrequency(&frequency), TRUE);
    ASSERT_EQ(QueryPerformanceCounter(&first), TRUE);
    Sleep(20);
    ASSERT_EQ(QueryPerformanceCounter(&second), TRUE);
    EXPECT_GE((second.QuadPart - first.QuadPart) * 1000 / frequency.QuadPart, 20);
    EXPECT_GE(GetTickCount64() - started, 19u);
    EXPECT_EQ(error_of([] { EXPECT_EQ(QueryPerformanceCounter(nullptr), FALSE); }),
              DWORD{ERROR_INVALID_PARAMETER});
}

}  // namespace
}  // namespace secur32::test
