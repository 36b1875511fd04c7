// A table whose columns are as wide as what stands in them.
#include "sspi/tools/account_list.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "sspi/tools/dates.h"

namespace secur32::tools {
namespace {

using accounts::Counters;
using accounts::Policy;
using accounts::StoreEntry;
using accounts::UnixTime;
using Line = std::array<std::string, 5>;

// Characters of a UTF-8 text.
std::size_t width(const std::string& text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

void print_table(const std::vector<Line>& lines) {
    std::array<std::size_t, 5> widths{};
    for (const Line& line : lines)
        for (std::size_t i = 0; i < line.size(); ++i)
            widths[i] = std::max(widths[i], width(line[i]));
    for (const Line& line : lines) {
        std::string text;
        for (std::size_t i = 0; i < line.size(); ++i) {
            text += line[i];
            if (i + 1 < line.size()) text.append(widths[i] - width(line[i]) + 2, ' ');
        }
        std::puts(text.c_str());
    }
}

std::string state_of(const StoreEntry& entry, const Policy& policy, UnixTime now) {
    const auto passed = [now](UnixTime when) { return when != 0 && when <= now; };
    std::string state;
    const auto add = [&state](bool holds, const char* word) {
        if (holds) state.append(state.empty() ? "" : ", ").append(word);
    };
    add(entry.disabled, "disabled");
    add(accounts::locked_out(entry.counters, policy, now), "locked out");
    add(passed(entry.expires), "expired");
    add(passed(entry.password_expires), "password expired");
    if (!state.empty()) return state;
    if (entry.expires != 0) return "active until " + format_date(entry.expires);
    return "active";
}

std::string minutes(std::int64_t seconds, const char* zero) {
    return seconds == 0 ? zero : std::to_string(seconds / 60) + " minutes";
}

}  // namespace

void print_accounts(const std::vector<StoreEntry>& entries, const Policy& policy,
                    const Counters& unknown_users) {
    const UnixTime now = accounts::unix_now();
    std::vector<Line> lines = {{"ACCOUNT", "STATE", "LAST LOGON", "FAILURES", "LAST FAILURE"}};
    for (const StoreEntry& entry : entries) {
        const Counters counters = settled(entry.counters, policy, now);
        lines.push_back({accounts::display_name(entry.name), state_of(entry, policy, now),
                         format_date(counters.last_logon), std::to_string(counters.failures),
                         format_date(counters.last_failure)});
    }
    print_table(lines);
    if (unknown_users.last_failure != 0)
        std::printf("\nLast tried for a user that does not exist: %s\n",
                    format_date(unknown_users.last_failure).c_str());
}

void print_policy(const Policy& policy) {
    std::printf("lock-out threshold: %s\n",
                policy.threshold == 0 ? "none" : std::to_string(policy.threshold).c_str());
    std::printf("lock-out duration:  %s\n", minutes(policy.duration, "until unlocked").c_str());
    std::printf("failure window:     %s\n", minutes(policy.window, "for ever").c_str());
}

void print_import(const accounts::ImportReport& report, const std::string& path) {
    for (const std::size_t number : report.malformed)
        std::fprintf(stderr, "secur32-accounts: %s:%zu: not an account, left out\n", path.c_str(),
                     number);
    for (const accounts::AccountName& name : report.kept)
        std::fprintf(stderr, "secur32-accounts: %s was there already, kept\n",
                     accounts::display_name(name).c_str());
    std::printf("%zu added, %zu replaced, %zu kept, %zu left out\n", report.added, report.replaced,
                report.kept.size(), report.malformed.size());
}

}  // namespace secur32::tools
