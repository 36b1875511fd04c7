// mktime judges a date: what it normalises to another one was none (the 31st of February).
#include "sspi/tools/dates.h"

#include <time.h>

#include <algorithm>
#include <array>

namespace secur32::tools {
namespace {

constexpr std::string_view kDate = "dddd-dd-dd";
constexpr std::string_view kDateTime = "dddd-dd-ddTdd:dd";

bool has_form(std::string_view text, std::string_view form) {
    return std::ranges::equal(
        text, form, [](char c, char f) { return f == 'd' ? c >= '0' && c <= '9' : c == f; });
}

int number(std::string_view text, std::size_t at, std::size_t digits) {
    int value = 0;
    for (const char c : text.substr(at, digits)) value = value * 10 + (c - '0');
    return value;
}

}  // namespace

std::optional<accounts::UnixTime> parse_date(std::string_view text) {
    if (text == "never") return 0;
    if (text == "now") return accounts::unix_now();
    const bool with_time = has_form(text, kDateTime);
    if (!with_time && !has_form(text, kDate)) return std::nullopt;
    tm date{};
    date.tm_year = number(text, 0, 4) - 1900;
    date.tm_mon = number(text, 5, 2) - 1;
    date.tm_mday = number(text, 8, 2);
    date.tm_hour = with_time ? number(text, 11, 2) : 0;
    date.tm_min = with_time ? number(text, 14, 2) : 0;
    date.tm_isdst = -1;
    if (date.tm_hour > 23 || date.tm_min > 59) return std::nullopt;
    const tm asked = date;
    const time_t when = ::mktime(&date);
    if (when <= 0 || date.tm_mon != asked.tm_mon || date.tm_mday != asked.tm_mday)
        return std::nullopt;
    return static_cast<accounts::UnixTime>(when);
}

std::string format_date(accounts::UnixTime when) {
    if (when == 0) return "-";
    const auto seconds = static_cast<time_t>(when);
    tm local{};
    ::localtime_r(&seconds, &local);
    std::array<char, 32> text{};
    ::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M", &local);
    return text.data();
}

}  // namespace secur32::tools
