// Collects every round that Google Benchmark runs, and closes with a table of medians, their ratios
// and what is aimed at.
#pragma once

#include <benchmark/benchmark.h>

#include <map>
#include <string>
#include <vector>

namespace bench {

class Results final : public benchmark::BenchmarkReporter {
 public:
    bool ReportContext(const Context&) override { return true; }
    void ReportRuns(const std::vector<Run>& runs) override;

    // A value that is no duration of a benchmark: bytes, allocations.
    void add(const std::string& name, double value) { samples_[name] = {value}; }

    // The median of the rounds.
    double value(const std::string& name) const;
    std::size_t rounds(const std::string& name) const;

 private:
    std::map<std::string, std::vector<double>> samples_;
};

// Prints the tables and judges the aims.  slack: how far an aim may be missed, 1 for not at all.
// True when none is missed farther.
bool report(const Results& results, double slack);

}  // namespace bench
