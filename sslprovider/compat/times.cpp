// Clocks, and FILETIME and SYSTEMTIME into each other.
//
// A FILETIME counts 100 nanoseconds since 1601-01-01 00:00 UTC.
#include <time.h>
#include <windows.h>

namespace {

constexpr long long kTicks = 10'000'000;          // in a second
constexpr long long kUnixEpoch = 11'644'473'600;  // seconds from 1601 to 1970
constexpr WORD kFirstYear = 1601;
constexpr WORD kLastYear = 30827;

ULONGLONG ticks_of(const FILETIME& time) {
    return ULONGLONG{time.dwHighDateTime} << 32 | time.dwLowDateTime;
}

FILETIME file_time(ULONGLONG ticks) {
    return {static_cast<DWORD>(ticks), static_cast<DWORD>(ticks >> 32)};
}

BOOL refuse() {
    SetLastError(ERROR_INVALID_PARAMETER);
    return FALSE;
}

FILETIME now() {
    timespec time{};
    clock_gettime(CLOCK_REALTIME, &time);
    return file_time(
        static_cast<ULONGLONG>((time.tv_sec + kUnixEpoch) * kTicks + time.tv_nsec / 100));
}

ULONGLONG since_start() {
    timespec time{};
    clock_gettime(CLOCK_BOOTTIME, &time);
    return static_cast<ULONGLONG>(time.tv_sec * 1000 + time.tv_nsec / 1'000'000);
}

void take_apart(const tm& parts, WORD milliseconds, SYSTEMTIME* out) {
    *out = {static_cast<WORD>(parts.tm_year + 1900), static_cast<WORD>(parts.tm_mon + 1),
            static_cast<WORD>(parts.tm_wday),        static_cast<WORD>(parts.tm_mday),
            static_cast<WORD>(parts.tm_hour),        static_cast<WORD>(parts.tm_min),
            static_cast<WORD>(parts.tm_sec),         milliseconds};
}

bool is_date(const SYSTEMTIME& time) {
    constexpr WORD kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (time.wYear < kFirstYear || time.wYear > kLastYear) return false;
    if (time.wMonth < 1 || time.wMonth > 12) return false;
    const bool leap = time.wYear % 4 == 0 && (time.wYear % 100 != 0 || time.wYear % 400 == 0);
    const int days = kDays[time.wMonth - 1] + (time.wMonth == 2 && leap ? 1 : 0);
    return time.wDay >= 1 && time.wDay <= days && time.wHour < 24 && time.wMinute < 60 &&
           time.wSecond < 60 && time.wMilliseconds < 1000;
}

// Seconds east of Greenwich, now.
long long zone_offset() {
    const time_t seconds = time(nullptr);
    tm parts{};
    localtime_r(&seconds, &parts);
    return parts.tm_gmtoff;
}

BOOL moved(const FILETIME* from, long long seconds, FILETIME* to) {
    if (from == nullptr || to == nullptr) return refuse();
    long long ticks = 0;
    if (ticks_of(*from) > static_cast<ULONGLONG>(INT64_MAX) ||
        __builtin_add_overflow(static_cast<long long>(ticks_of(*from)), seconds * kTicks, &ticks) ||
        ticks < 0)
        return refuse();
    *to = file_time(static_cast<ULONGLONG>(ticks));
    return TRUE;
}

}  // namespace

extern "C" {

void WINAPI GetSystemTimeAsFileTime(LPFILETIME lpSystemTimeAsFileTime) {
    *lpSystemTimeAsFileTime = now();
}

void WINAPI GetSystemTimePreciseAsFileTime(LPFILETIME lpSystemTimeAsFileTime) {
    *lpSystemTimeAsFileTime = now();
}

void WINAPI GetSystemTime(LPSYSTEMTIME lpSystemTime) {
    const FILETIME time = now();
    FileTimeToSystemTime(&time, lpSystemTime);
}

void WINAPI GetLocalTime(LPSYSTEMTIME lpSystemTime) {
    timespec time{};
    clock_gettime(CLOCK_REALTIME, &time);
    tm parts{};
    localtime_r(&time.tv_sec, &parts);
    take_apart(parts, static_cast<WORD>(time.tv_nsec / 1'000'000), lpSystemTime);
}

BOOL WINAPI FileTimeToSystemTime(const FILETIME* lpFileTime, LPSYSTEMTIME lpSystemTime) {
    if (lpFileTime == nullptr || lpSystemTime == nullptr) return refuse();
    const ULONGLONG ticks = ticks_of(*lpFileTime);
    if (ticks > static_cast<ULONGLONG>(INT64_MAX)) return refuse();
    const time_t seconds = static_cast<time_t>(ticks / kTicks) - kUnixEpoch;
    tm parts{};
    if (gmtime_r(&seconds, &parts) == nullptr) return refuse();
    take_apart(parts, static_cast<WORD>(ticks % kTicks / 10'000), lpSystemTime);
    return TRUE;
}

BOOL WINAPI SystemTimeToFileTime(const SYSTEMTIME* lpSystemTime, LPFILETIME lpFileTime) {
    if (lpSystemTime == nullptr || lpFileTime == nullptr) return refuse();
    if (!is_date(*lpSystemTime)) return refuse();
    tm parts{};
    parts.tm_year = lpSystemTime->wYear - 1900;
    parts.tm_mon = lpSystemTime->wMonth - 1;
    parts.tm_mday = lpSystemTime->wDay;
    parts.tm_hour = lpSystemTime->wHour;
    parts.tm_min = lpSystemTime->wMinute;
    parts.tm_sec = lpSystemTime->wSecond;
    long long ticks = 0;
    if (__builtin_mul_overflow(timegm(&parts) + kUnixEpoch, kTicks, &ticks) ||
        __builtin_add_overflow(ticks, lpSystemTime->wMilliseconds * 10'000LL, &ticks))
        return refuse();
    *lpFileTime = file_time(static_cast<ULONGLONG>(ticks));
    return TRUE;
}

BOOL WINAPI FileTimeToLocalFileTime(const FILETIME* lpFileTime, LPFILETIME lpLocalFileTime) {
    return moved(lpFileTime, zone_offset(), lpLocalFileTime);
}

BOOL WINAPI LocalFileTimeToFileTime(const FILETIME* lpLocalFileTime, LPFILETIME lpFileTime) {
    return moved(lpLocalFileTime, -zone_offset(), lpFileTime);
}

LONG WINAPI CompareFileTime(const FILETIME* lpFileTime1, const FILETIME* lpFileTime2) {
    const ULONGLONG a = ticks_of(*lpFileTime1), b = ticks_of(*lpFileTime2);
    return a < b ? -1 : a > b ? 1 : 0;
}

DWORD WINAPI GetTickCount(void) { return static_cast<DWORD>(since_start()); }
ULONGLONG WINAPI GetTickCount64(void) { return since_start(); }

BOOL WINAPI QueryPerformanceCounter(LARGE_INTEGER* lpPerformanceCount) {
    if (lpPerformanceCount == nullptr) return refuse();
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    lpPerformanceCount->QuadPart = time.tv_sec * kTicks + time.tv_nsec / 100;
    return TRUE;
}

BOOL WINAPI QueryPerformanceFrequency(LARGE_INTEGER* lpFrequency) {
    if (lpFrequency == nullptr) return refuse();
    lpFrequency->QuadPart = kTicks;
    return TRUE;
}

}  // extern "C"
