// Certificates and threads behind runs.h.
#include "test/interop/tls/runs.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <thread>

namespace interop::tls {

Pki::Pki() {
    std::signal(SIGPIPE, SIG_IGN);
    std::string name = std::filesystem::temp_directory_path() / "secur32-tls-XXXXXX";
    path_ = mkdtemp(name.data());
    good_ = std::system((SECUR32_TLS_FOLDER "/make_pki.sh " + path_).c_str()) == 0;
}

Pki::~Pki() { std::filesystem::remove_all(path_); }

std::vector<Failure> run_all(const std::vector<Cell>& cells, const std::string& pki,
                             const RunCell& run) {
    std::vector<Failure> failures;
    std::mutex mutex;
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < cells.size(); i = next++) {
            const std::string why = run(cells[i], pki);
            if (why.empty()) continue;
            const std::lock_guard lock(mutex);
            failures.push_back({&cells[i], why});
        }
    };
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < 2 * std::max(1U, std::thread::hardware_concurrency()); ++i)
        threads.emplace_back(work);
    threads.clear();
    return failures;
}

}  // namespace interop::tls
