// NTLM measured against libwinpr2 and gss-ntlmssp in one run, round after round through all of it.
//
//   bench_ntlm [--quick] [--benchmark_...]
//
// Status 1 when an aim is missed (README.md of this folder), 2 when a library fails.
#include <benchmark/benchmark.h>

#include <array>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "sslprovider/base/handle_table.h"
#include "test/bench/accounts.h"
#include "test/bench/heap.h"
#include "test/bench/library.h"
#include "test/bench/raw_crypto.h"
#include "test/bench/results.h"

namespace bench {
namespace {

constexpr std::size_t kSizes[] = {64, 1024, 16384};
constexpr std::size_t kContexts = 1000;

// A library, and a conversation of its that stays.
struct Contestant {
    Contestant(std::string its_name, std::unique_ptr<Library> its_library)
        : name(std::move(its_name)), library(std::move(its_library)) {
        ends = library->establish();
    }
    ~Contestant() { library->release(ends); }
    Contestant(const Contestant&) = delete;
    Contestant& operator=(const Contestant&) = delete;

    std::string name;
    std::unique_ptr<Library> library;
    Ends ends{};
};

void repeat(const std::string& name, std::function<void()> work) {
    benchmark::RegisterBenchmark(name.c_str(), [work](benchmark::State& state) {
        for (auto _ : state) work();
    });
}

std::span<std::uint8_t> message(std::size_t size) {
    static std::array<std::uint8_t, 16384> bytes{};
    return std::span(bytes).first(size);
}

void register_contestant(Contestant& contestant) {
    repeat("exchange/" + contestant.name, [&contestant] {
        Ends ends = contestant.library->establish();
        contestant.library->release(ends);
    });
    for (const std::size_t size : kSizes)
        repeat("seal/" + std::to_string(size) + "/" + contestant.name, [&contestant, size] {
            contestant.library->round_trip(contestant.ends, message(size));
        });
}

void register_raw(RawSealing& raw) {
    repeat("exchange/raw", raw_exchange);
    for (const std::size_t size : kSizes)
        repeat("seal/" + std::to_string(size) + "/raw",
               [&raw, size] { raw.round_trip(message(size)); });
}

// look(n) looks number n up, 0 or 1: alone, two threads the same, two threads one each.
template <typename Look>
void register_look_ups(const std::string& name, Look look) {
    const auto same = [look](benchmark::State& state) {
        for (auto _ : state) look(0);
    };
    const auto own = [look](benchmark::State& state) {
        const int which = state.thread_index();
        for (auto _ : state) look(which);
    };
    benchmark::RegisterBenchmark((name + "/alone").c_str(), same);
    benchmark::RegisterBenchmark((name + "/shared").c_str(), same)->Threads(2);
    benchmark::RegisterBenchmark((name + "/apart").c_str(), own)->Threads(2);
}

// The difference that a thousand conversations make, each end for itself; what stays behind when
// all are gone (a handle table's slots) is shared out evenly.
void measure_heap(Results& results, Contestant& contestant) {
    Library& library = *contestant.library;
    std::vector<Ends> all(kContexts);
    const std::size_t before = heap_in_use();
    for (Ends& ends : all) ends = library.establish();
    const std::size_t both = heap_in_use();
    for (Ends& ends : all) library.release_server(ends);
    const std::size_t clients = heap_in_use();
    for (Ends& ends : all) library.release_client(ends);
    const std::size_t after = heap_in_use();
    const auto each = [](std::size_t more, std::size_t less) {
        return (static_cast<double>(more) - static_cast<double>(less)) / kContexts;
    };
    const double kept = each(after, before) / 2;
    results.add("heap/server/" + contestant.name, each(both, clients) + kept);
    results.add("heap/client/" + contestant.name, each(clients, after) + kept);
}

void measure_allocations(Results& results, Contestant& contestant) {
    constexpr int kMessages = 1000;
    const auto work = [&contestant] {
        contestant.library->round_trip(contestant.ends, message(1024));
    };
    work();
    const std::uint64_t before = allocations();
    for (int i = 0; i < kMessages; ++i) work();
    results.add("allocations/" + contestant.name,
                static_cast<double>(allocations() - before) / kMessages);
}

// Google Benchmark's own flags win over these.
std::vector<char*> arguments(int count, char** given, bool quick) {
    static std::array<std::string, 3> defaults;
    defaults = {"--benchmark_enable_random_interleaving=true",
                quick ? "--benchmark_repetitions=7" : "--benchmark_repetitions=15",
                quick ? "--benchmark_min_time=0.01" : "--benchmark_min_time=0.1"};
    std::vector<char*> all = {given[0]};
    for (std::string& argument : defaults) all.push_back(argument.data());
    for (int i = 1; i < count; ++i)
        if (std::strcmp(given[i], "--quick") != 0) all.push_back(given[i]);
    return all;
}

int run(bool quick) {
    const AccountFiles accounts;
    Contestant contestants[] = {
        {"secur32", secur32_library()},
        {"winpr", winpr_library(Users::handed_over)},
        {"winpr_file", winpr_library(Users::file)},
        {"gss", gss_library()},
    };
    Results results;
    for (Contestant& contestant : contestants) {
        measure_heap(results, contestant);
        measure_allocations(results, contestant);
        register_contestant(contestant);
    }
    RawSealing raw;
    register_raw(raw);

    secur32::HandleTable<int> table;
    const std::array<std::uint64_t, 2> numbers = {table.insert(std::make_unique<int>(0)),
                                                  table.insert(std::make_unique<int>(1))};
    register_look_ups("table", [&](int which) {
        const auto use = table.find(numbers[static_cast<std::size_t>(which)]);
        benchmark::DoNotOptimize(*use);
    });
    Library& ours = *contestants[0].library;
    std::array<Ends, 2> conversations = {ours.establish(), ours.establish()};
    register_look_ups("call",
                      [&](int which) { look_up(conversations[static_cast<std::size_t>(which)]); });

    benchmark::RunSpecifiedBenchmarks(&results);
    for (Ends& ends : conversations) ours.release(ends);
    benchmark::ClearRegisteredBenchmarks();
    // A busy machine moves single ratios by a third; what is farther off is a defect.
    constexpr double kNoise = 1.5;
    return report(results, quick ? kNoise : 1) ? 0 : 1;
}

}  // namespace
}  // namespace bench

int main(int count, char** given) {
    bool quick = false;
    for (int i = 1; i < count; ++i) quick = quick || std::strcmp(given[i], "--quick") == 0;
    std::vector<char*> arguments = bench::arguments(count, given, quick);
    int left = static_cast<int>(arguments.size());
    benchmark::Initialize(&left, arguments.data());
    if (benchmark::ReportUnrecognizedArguments(left, arguments.data())) return 2;
    return bench::run(quick);
}
