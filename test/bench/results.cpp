// The tables and the aims: the rows of kAims are what README.md of this folder promises.
#include "test/bench/results.h"

#include <algorithm>
#include <cstdio>
#include <span>

namespace bench {
namespace {

struct Aim {
    const char* what;
    const char* value;
    const char* against;  // null: the value itself is limited
    double limit;
};

constexpr Aim kAims[] = {
    {"exchange / WinPR's, which is handed the hash", "exchange/secur32", "exchange/winpr", 0.40},
    {"exchange / raw crypto", "exchange/secur32", "exchange/raw", 1.6},
    {"seal+unseal 64 B / WinPR's", "seal/64/secur32", "seal/64/winpr", 0.30},
    {"seal+unseal 1 KiB / WinPR's", "seal/1024/secur32", "seal/1024/winpr", 0.65},
    {"seal+unseal 16 KiB / WinPR's", "seal/16384/secur32", "seal/16384/winpr", 0.80},
    {"heap of a client's context, bytes", "heap/client/secur32", nullptr, 1024},
    {"heap of a server's context, bytes", "heap/server/secur32", nullptr, 1024},
    {"heap allocations of a sealed message", "allocations/secur32", nullptr, 0},
    {"look-up, two threads with one handle / alone", "table/shared", "table/alone", 2},
    {"look-up, two threads, a handle each / alone", "table/apart", "table/alone", 2},
    {"call that only looks up, one handle / alone", "call/shared", "call/alone", 2},
    {"call that only looks up, a handle each / alone", "call/apart", "call/alone", 2},
};

struct Row {
    const char* what;
    std::string name;
    double unit;  // nanoseconds are divided by it
};

const std::vector<Row>& rows() {
    static const std::vector<Row> list = {
        {"exchange, both ends, us", "exchange/", 1000},
        {"seal+unseal 64 B, us", "seal/64/", 1000},
        {"seal+unseal 1 KiB, us", "seal/1024/", 1000},
        {"seal+unseal 16 KiB, us", "seal/16384/", 1000},
        {"heap of a client's context, B", "heap/client/", 1},
        {"heap of a server's context, B", "heap/server/", 1},
        {"heap allocations, seal+unseal", "allocations/", 1},
    };
    return list;
}

void print_cell(const Results& results, const std::string& name, double unit, double ours) {
    if (results.rounds(name) == 0) {
        std::printf(" %20s", "-");
        return;
    }
    const double value = results.value(name);
    std::printf(" %12.2f", value / unit);
    if (value > 0)
        std::printf(" %6.2fx", ours / value);
    else
        std::printf(" %7s", "");
}

void print_table(const Results& results) {
    std::printf(
        "\nmedians of %zu interleaved rounds, CPU time; x: this library's value as a "
        "multiple\n%-32s %10s %20s %20s %20s %20s\n",
        results.rounds("exchange/secur32"), "", "secur32", "raw crypto", "WinPR", "WinPR, SAM file",
        "gss-ntlmssp");
    for (const Row& row : rows()) {
        const double ours = results.value(row.name + "secur32");
        std::printf("%-32s %10.2f", row.what, ours / row.unit);
        for (const char* peer : {"raw", "winpr", "winpr_file", "gss"})
            print_cell(results, row.name + peer, row.unit, ours);
        std::printf("\n");
    }
    std::printf("\n%-32s %10s %20s %20s\n", "handle look-up, ns a thread", "alone",
                "two, one handle", "two, a handle each");
    for (const std::string how : {"table", "call"}) {
        std::printf("%-32s", how == "table" ? "the table" : "a call that only looks up");
        for (const char* who : {"/alone", "/shared", "/apart"})
            std::printf(" %*.2f", who[1] == 'a' && who[2] == 'l' ? 10 : 20,
                        results.value(how + who));
        std::printf("\n");
    }
}

bool judge(const Results& results, const Aim& aim, double slack) {
    const double value = results.value(aim.value);
    const double measured = aim.against == nullptr ? value : value / results.value(aim.against);
    const bool met = measured <= aim.limit, near = measured <= aim.limit * slack;
    std::printf("%-50s %9.2f  aim %8.2f  %s\n", aim.what, measured, aim.limit,
                met    ? "met"
                : near ? "missed, within what noise explains"
                       : "MISSED");
    return near;
}

}  // namespace

void Results::ReportRuns(const std::vector<Run>& runs) {
    for (const Run& run : runs)
        if (run.run_type == Run::RT_Iteration)
            samples_[run.run_name.function_name].push_back(run.GetAdjustedCPUTime());
}

double Results::value(const std::string& name) const {
    const auto found = samples_.find(name);
    if (found == samples_.end()) return 0;
    std::vector<double> sorted = found->second;
    std::ranges::sort(sorted);
    return sorted[sorted.size() / 2];
}

std::size_t Results::rounds(const std::string& name) const {
    const auto found = samples_.find(name);
    return found == samples_.end() ? 0 : found->second.size();
}

bool report(const Results& results, double slack) {
    print_table(results);
    std::printf("\n");
    bool good = true;
    for (const Aim& aim : kAims) good = judge(results, aim, slack) && good;
    return good;
}

}  // namespace bench
