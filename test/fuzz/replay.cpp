// Runs a fuzz target over its seeds, for builds without libFuzzer: each seed as it is, cut at every
// length and with every octet inverted.  A folder without seeds is a failure.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Buffer = std::vector<std::uint8_t>;

void run(const Buffer& input) { LLVMFuzzerTestOneInput(input.data(), input.size()); }

void run_with_neighbours(const Buffer& seed) {
    run(seed);
    for (std::size_t length = 0; length < seed.size(); ++length)
        run(Buffer(seed.begin(), seed.begin() + static_cast<std::ptrdiff_t>(length)));
    for (std::size_t at = 0; at < seed.size(); ++at) {
        Buffer changed = seed;
        changed[at] = static_cast<std::uint8_t>(~changed[at]);
        run(changed);
    }
}

}  // namespace

int main(int count, char** arguments) {
    std::size_t seeds = 0;
    for (int i = 1; i < count; ++i)
        for (const auto& entry : std::filesystem::directory_iterator(arguments[i])) {
            std::ifstream file(entry.path(), std::ios::binary);
            run_with_neighbours(Buffer(std::istreambuf_iterator<char>(file), {}));
            ++seeds;
        }
    std::printf("%zu seeds\n", seeds);
    return seeds == 0 ? 1 : 0;
}
