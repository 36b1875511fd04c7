// The matrix: every line of cells.txt is a connection with a foreign program.  Several at a time,
// since most of the time goes into starting programs.
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <map>

#include "test/interop/tls/cells.h"
#include "test/interop/tls/curl_peer.h"
#include "test/interop/tls/gnutls_peer.h"
#include "test/interop/tls/network.h"
#include "test/interop/tls/nginx_peer.h"
#include "test/interop/tls/openssl_peer.h"
#include "test/interop/tls/runs.h"

namespace interop::tls {
namespace {

struct Runner {
    const char* peer;
    std::string (*run)(const Cell& cell, const std::string& pki);
};
constexpr Runner kRunners[] = {{"openssl", run_with_openssl},
                               {"gnutls", run_with_gnutls},
                               {"curl", run_with_curl},
                               {"nginx", run_with_nginx}};

std::string run_cell(const Cell& cell, const std::string& pki) {
    for (const Runner& runner : kRunners)
        if (cell.peer == runner.peer) return runner.run(cell, pki);
    return "no such peer";
}

// SECUR32_TLS_CELLS: only lines with this in them, for whoever looks for a cause.
std::vector<Cell> wanted_cells() {
    std::vector<Cell> cells = read_cells(SECUR32_TLS_FOLDER "/cells.txt");
    const char* only = std::getenv("SECUR32_TLS_CELLS");
    if (only != nullptr)
        std::erase_if(cells, [&](const Cell& c) { return c.line.find(only) == std::string::npos; });
    return cells;
}

TEST(TlsMatrix, every_cell_connects_exchanges_and_ends_in_order) {
    std::signal(SIGPIPE, SIG_IGN);
    const Pki pki;
    ASSERT_TRUE(pki.good());
    const std::vector<Cell> cells = wanted_cells();
    ASSERT_TRUE(cells.size() >= 300 || std::getenv("SECUR32_TLS_CELLS") != nullptr);
    const std::vector<Failure> failures = run_all(cells, pki.path(), run_cell);
    for (const Failure& failure : failures)
        ADD_FAILURE() << failure.cell->line << "\n" << failure.why;
    std::map<std::string, int> counts;
    for (const Cell& cell : cells) ++counts[cell.peer + ", ours the " + cell.ours];
    for (const auto& [side, count] : counts) std::cout << side << ": " << count << " cells\n";
    std::cout << cells.size() << " cells, " << failures.size() << " failed\n";
}

}  // namespace
}  // namespace interop::tls

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    if (!interop::tls::leave_network())
        std::cout << "in the machine's network: none of one's own is to be had\n";
    return RUN_ALL_TESTS();
}
