// gnutls-cli and gnutls-serv.
#include "test/interop/tls/gnutls_peer.h"

#include "test/interop/tls/exchange.h"

namespace interop::tls {
namespace {

void add(Arguments& to, const Arguments& more) { to.insert(to.end(), more.begin(), more.end()); }

Arguments common(const Cell& cell, const std::string& pki, const Arguments& groups,
                 const std::string& more, int port) {
    return {"--port",       std::to_string(port),
            "--priority",   gnutls_priority(cell, groups) + more,
            "--x509cafile", pki + "/root.pem"};
}

Arguments certificate(const Cell& cell, const std::string& pki) {
    const std::string file = pki + "/" + cell.key;
    return {"--x509certfile", file + ".pem", "--x509keyfile", file + ".key"};
}

Arguments protocols(const Arguments& names) {
    Arguments all;
    for (const std::string& name : names) all.push_back("--alpn=" + name);
    return all;
}

Arguments client(const Cell& cell, const std::string& pki, const std::string& more, int port) {
    Arguments all = {"gnutls-cli"};
    add(all, common(cell, pki, cell.client_groups(), more, port));
    add(all, {"--sni-hostname=localhost", "--verify-hostname=localhost"});
    if (cell.is_tls13()) all.push_back("--single-key-share");
    if (cell.gives_certificate()) add(all, certificate(cell, pki));
    add(all, protocols(cell.client_protocols()));
    all.push_back("127.0.0.1");
    return all;
}

Arguments server(const Cell& cell, const std::string& pki, const std::string& more, int port) {
    Arguments all = {"gnutls-serv", "--echo"};
    add(all, common(cell, pki, cell.server_groups(), more, port));
    add(all, certificate(cell, pki));
    if (!cell.asks_for_certificate()) all.push_back("--disable-client-cert");
    if (cell.gives_certificate()) add(all, {"--require-client-cert", "--verify-client-cert"});
    add(all, protocols(cell.server_protocols()));
    return all;
}

std::string cipher_name(const std::string& suite) {
    if (suite.find("CHACHA20") != std::string::npos) return "(CHACHA20-POLY1305)";
    const std::string bits = suite.find("AES_256") != std::string::npos ? "256" : "128";
    return "(AES-" + bits + (suite.find("GCM") != std::string::npos ? "-GCM)" : "-CBC)");
}

}  // namespace

std::string run_with_gnutls(const Cell& cell, const std::string& pki) {
    return run_with_gnutls(cell, pki, "");
}

std::string run_with_gnutls(const Cell& cell, const std::string& pki, const std::string& more) {
    Peer peer;
    peer.expected = {"(TLS" + cell.version, cipher_name(cell.suite)};
    if (cell.group != "-") peer.expected.push_back("DHE-" + gnutls_group(cell.group) + ")");
    const std::string protocol = cell.agreed_protocol();
    if (!protocol.empty()) peer.expected.push_back("Application protocol: " + protocol);
    if (cell.is_client()) {
        peer.echoes = true;
        peer.command = [&](int port) { return server(cell, pki, more, port); };
        if (cell.gives_certificate()) peer.expected.push_back("CN=" + cell.key);
        return run_with_server(cell, pki, peer);
    }
    peer.command = [&](int port) { return client(cell, pki, more, port); };
    return run_with_client(cell, pki, peer);
}

}  // namespace interop::tls
