// openssl s_client and s_server.  Security level 0 lets them use SHA-1, TLS 1.0 and 1.1.
#include "test/interop/tls/openssl_peer.h"

#include "test/interop/tls/exchange.h"

namespace interop::tls {
namespace {

std::string version_option(const std::string& version) {
    if (version == "1.0") return "-tls1";
    std::string option = "-tls" + version;
    option[option.find('.')] = '_';
    return option;
}

void add(Arguments& to, const Arguments& more) { to.insert(to.end(), more.begin(), more.end()); }

std::string message_file(const std::string& pki, int port) {
    return pki + "/messages." + std::to_string(port);
}

Arguments common(const Cell& cell, const std::string& pki, const Arguments& groups) {
    Arguments all = {version_option(cell.version), "-CAfile", pki + "/root.pem",
                     "-verify_return_error"};
    const std::string suite = openssl_suite(cell.suite);
    if (cell.is_tls13()) add(all, {"-ciphersuites", suite});
    if (!cell.is_tls13()) add(all, {"-cipher", suite + ":@SECLEVEL=0"});
    if (!groups.empty()) add(all, {"-groups", joined(groups, ":", openssl_group)});
    return all;
}

Arguments certificate(const Cell& cell, const std::string& pki) {
    const std::string file = pki + "/" + cell.key;
    return {"-cert", file + ".leaf", "-key", file + ".key", "-cert_chain", pki + "/issuer.pem"};
}

Arguments client(const Cell& cell, const std::string& pki, int port) {
    Arguments all = {
        "openssl",     "s_client",  "-connect",         "127.0.0.1:" + std::to_string(port),
        "-servername", "localhost", "-verify_hostname", "localhost"};
    add(all, common(cell, pki, cell.client_groups()));
    if (cell.gives_certificate()) add(all, certificate(cell, pki));
    if (cell.alpn != "none") add(all, {"-alpn", joined(cell.client_protocols(), ",")});
    return all;
}

Arguments server(const Cell& cell, const std::string& pki, int port) {
    Arguments all = {"openssl", "s_server", "-accept", "127.0.0.1:" + std::to_string(port)};
    const bool dhe = cell.suite.starts_with("TLS_DHE_");
    // DHE has a group of its own here, and the list of curves no place for it.
    add(all, common(cell, pki, dhe ? Arguments() : cell.server_groups()));
    add(all, certificate(cell, pki));
    if (dhe) add(all, {"-dhparam", pki + "/" + cell.group + ".pem"});
    if (cell.asks_for_certificate()) add(all, {"-verify", "3"});
    if (cell.alpn != "none") add(all, {"-alpn", joined(cell.server_protocols(), ",")});
    return all;
}

std::string run(const Cell& cell, const std::string& pki, const Arguments& more, Peer peer) {
    const std::string suite = openssl_suite(cell.suite), protocol = cell.agreed_protocol();
    peer.command = [&](int port) {
        Arguments all = cell.is_client() ? server(cell, pki, port) : client(cell, pki, port);
        if (peer.messages) add(all, {"-msg", "-msgfile", peer.messages(port)});
        add(all, more);
        return all;
    };
    if (!cell.is_client()) {
        peer.expected = {"Cipher is " + suite,
                         protocol.empty() ? "No ALPN negotiated" : "ALPN protocol: " + protocol};
        if (cell.has_curve()) peer.expected.push_back(openssl_curve(cell.group) + ", ");
        return run_with_client(cell, pki, peer);
    }
    peer.expected = {"CIPHER is " + suite, "DONE"};
    if (!protocol.empty()) peer.expected.push_back("ALPN protocols selected: " + protocol);
    if (cell.gives_certificate()) peer.expected.push_back("subject=CN = " + cell.key);
    return run_with_server(cell, pki, peer);
}

}  // namespace

std::string run_with_openssl(const Cell& cell, const std::string& pki) {
    return run_with_openssl(cell, pki, {});
}

std::string run_with_openssl(const Cell& cell, const std::string& pki, const Arguments& more) {
    Peer peer;
    if (cell.retry == "yes") peer.messages = [&](int port) { return message_file(pki, port); };
    return run(cell, pki, more, peer);
}

// s_client says that it has heard the command.  s_server does not, but reads it before what comes
// from the network afterwards.
std::string run_with_key_update(const Cell& cell, const std::string& pki) {
    Peer peer;
    peer.messages = [&](int port) { return message_file(pki, port); };
    peer.message = "KeyUpdate";
    peer.between = [&](Program& program) {
        return program.write_text("K\n") && (cell.is_client() || program.says("KEYUPDATE"));
    };
    return run(cell, pki, {}, peer);
}

}  // namespace interop::tls
