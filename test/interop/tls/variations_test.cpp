// What the table has no column for: peers that change their keys, without encrypt-then-MAC and
// extended master secret, with records of other sizes; and peers that must be refused.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "test/interop/tls/gnutls_peer.h"
#include "test/interop/tls/openssl_peer.h"
#include "test/interop/tls/runs.h"

namespace interop::tls {
namespace {

template <typename Wanted>
std::vector<Cell> cells_where(Wanted wanted) {
    std::vector<Cell> cells = read_cells(SECUR32_TLS_FOLDER "/cells.txt");
    std::erase_if(cells, [&](const Cell& cell) { return !wanted(cell); });
    return cells;
}

// Every run of them; none is no test.
void expect_all(const std::vector<Cell>& cells, const RunCell& run) {
    const Pki pki;
    ASSERT_TRUE(pki.good());
    ASSERT_FALSE(cells.empty());
    for (const Failure& failure : run_all(cells, pki.path(), run))
        ADD_FAILURE() << failure.cell->line << "\n" << failure.why;
    std::cout << cells.size() << " cells\n";
}

bool has_cbc(const Cell& cell) { return cell.suite.find("_CBC_") != std::string::npos; }

TEST(TlsVariations, an_openssl_that_updates_its_keys_and_asks_for_new_ones_is_followed) {
    const auto cells = cells_where([](const Cell& cell) {
        return cell.peer == "openssl" && cell.is_tls13() && cell.retry == "no";
    });
    expect_all(cells, run_with_key_update);
}

TEST(TlsVariations, cbc_suites_work_without_encrypt_then_mac_and_extended_master_secret) {
    const auto cells =
        cells_where([](const Cell& cell) { return cell.peer == "gnutls" && has_cbc(cell); });
    expect_all(cells, [](const Cell& cell, const std::string& pki) {
        return run_with_gnutls(cell, pki, ":%NO_ETM:%NO_SESSION_HASH");
    });
}

TEST(TlsVariations, a_gnutls_without_any_extension_that_it_can_do_without_is_served) {
    const auto cells = cells_where([](const Cell& cell) {
        return cell.peer == "gnutls" && cell.group == "-" && cell.alpn == "none" &&
               cell.version < "1.2";
    });
    expect_all(cells, [](const Cell& cell, const std::string& pki) {
        return run_with_gnutls(cell, pki, ":%NO_EXTENSIONS");
    });
}

TEST(TlsVariations, an_openssl_that_sends_small_records_is_understood) {
    const auto cells = cells_where([](const Cell& cell) {
        return cell.peer == "openssl" && cell.retry == "no" && cell.auth == "given";
    });
    expect_all(cells, [](const Cell& cell, const std::string& pki) {
        return run_with_openssl(cell, pki, {"-max_send_frag", "512"});
    });
}

// The matrix can fail: with the roots of another authority no certificate is any good.
TEST(TlsVariations, a_peer_of_another_authority_is_refused) {
    const Pki ours, theirs;
    ASSERT_TRUE(ours.good() && theirs.good());
    std::filesystem::copy_file(theirs.path() + "/root.pem", ours.path() + "/root.pem",
                               std::filesystem::copy_options::overwrite_existing);
    auto cells = cells_where([](const Cell& cell) {
        return cell.peer == "openssl" && cell.is_client() && cell.alpn == "one";
    });
    const std::size_t count = cells.size();
    ASSERT_GT(count, 10U);
    const auto failures = run_all(cells, ours.path(), [](const Cell& cell, const std::string& pki) {
        return run_with_openssl(cell, pki);
    });
    EXPECT_EQ(failures.size(), count);
    for (const Failure& failure : failures)
        EXPECT_TRUE(failure.why.starts_with("handshake: SEC_E_UNTRUSTED_ROOT"))
            << failure.cell->line << "\n"
            << failure.why;
}

}  // namespace
}  // namespace interop::tls
