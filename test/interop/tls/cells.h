// The table of TLS handshakes with foreign programs (cells.txt, made by make_cells.py), and what
// the programs call the things that its columns name.
#pragma once

#include <string>
#include <vector>

namespace interop::tls {

struct Cell {
    std::string peer, ours, version, suite, key, group, retry, auth, alpn;
    std::string line;  // as it stands in the table

    bool is_client() const { return ours == "client"; }
    bool is_tls13() const { return version == "1.3"; }
    bool has_curve() const { return group != "-" && !group.starts_with("ffdhe"); }
    bool asks_for_certificate() const { return auth != "none"; }
    bool gives_certificate() const { return auth == "given"; }
    // Of a key, before TLS 1.3, the curve is negotiated with the groups (RFC 8422 5.1.1).
    std::string curve_of_key() const;
    // In order: what the client offers, what the server takes.
    std::vector<std::string> client_groups() const, server_groups() const;
    std::vector<std::string> client_protocols() const, server_protocols() const;
    std::string agreed_protocol() const;  // empty: none
};

// Empty when the file cannot be read or a line has other than nine columns.
std::vector<Cell> read_cells(const std::string& path);

std::string openssl_suite(const std::string& suite);
// A priority string with nothing but this version, suite, these groups.
std::string gnutls_priority(const Cell& cell, const std::vector<std::string>& groups);
std::string openssl_group(const std::string& group);
std::string openssl_curve(const std::string& group);
std::string gnutls_group(const std::string& group);
std::string our_group(const std::string& group);

template <typename Name>
std::string joined(const std::vector<std::string>& parts, const char* between, Name name) {
    std::string whole;
    for (const std::string& part : parts) whole += (whole.empty() ? "" : between) + name(part);
    return whole;
}
std::string joined(const std::vector<std::string>& parts, const char* between);

}  // namespace interop::tls
