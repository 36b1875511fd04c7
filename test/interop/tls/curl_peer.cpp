// curl, which posts some kilobytes to this library's server and prints the answer.
#include "test/interop/tls/curl_peer.h"

#include <unistd.h>

#include "test/interop/tls/exchange.h"

namespace interop::tls {
namespace {

void add(Arguments& to, const Arguments& more) { to.insert(to.end(), more.begin(), more.end()); }

const char* protocol_option(const Cell& cell) {
    if (cell.alpn == "none") return "--no-alpn";
    return cell.alpn == "one" ? "--http1.1" : "--http2";
}

std::string page_file(const std::string& pki, int port) {
    return pki + "/page." + std::to_string(port);
}

// As OpenSSL writes it.
std::string version_name(const std::string& version) {
    return version == "1.0" ? "TLSv1" : "TLSv" + version;
}

Arguments command(const Cell& cell, const std::string& pki, int port) {
    const std::string suite = openssl_suite(cell.suite), file = pki + "/" + cell.key;
    const std::string where = "localhost:" + std::to_string(port);
    Arguments all = {"curl", "--silent", "--show-error", "--verbose", "--noproxy", "*"};
    add(all, {"--max-time", "20", "--resolve", where + ":127.0.0.1"});
    add(all, {"--cacert", pki + "/root.pem", protocol_option(cell)});
    add(all, {"--tlsv" + cell.version, "--tls-max", cell.version});
    if (cell.is_tls13()) add(all, {"--tls13-ciphers", suite});
    if (!cell.is_tls13()) add(all, {"--ciphers", suite + ":@SECLEVEL=0"});
    const Arguments groups = cell.client_groups();
    if (!groups.empty()) add(all, {"--curves", joined(groups, ":", openssl_group)});
    if (cell.gives_certificate()) add(all, {"--cert", file + ".pem", "--key", file + ".key"});
    add(all, {"--output", page_file(pki, port)});
    add(all, {"--data", digits(1).substr(0, digits(1).size() - 1), "https://" + where + "/"});
    return all;
}

// The request with its body, the answer with one.
bool serve(OurEnd& ours, std::string& why) {
    const std::string body = digits(1).substr(0, digits(1).size() - 1);
    std::string request;
    while (request.find("\r\n\r\n" + body) == std::string::npos)
        if (!ours.receive(request, request.size() + 1))
            return why = "request: " + ours.why(), false;
    const std::string answer = digits(2);
    return ours.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(answer.size()) +
                     "\r\nConnection: close\r\n\r\n" + answer);
}

}  // namespace

std::string run_with_curl(const Cell& cell, const std::string& pki) {
    samples::Credential credential;
    if (!acquire(cell, pki, credential)) return "no credential";
    int port = 0;
    const int listener = listen_on_loopback(port);
    Program program(command(cell, pki, port));
    OurEnd ours(accept_one(listener), cell, credential.get());
    ::close(listener);
    std::string why, rest;
    if (!ours.handshake() || !ours.agrees()) return with_end_of(program.read_rest(), ours.why());
    if (!serve(ours, why)) return with_end_of(program.read_rest(), why);
    // curl, who has read as much as was announced, says goodbye first, or takes ours.
    if (!ours.close() || !ours.receive_all(rest))
        return with_end_of(program.read_rest(), "the end: " + ours.why());
    const std::string output = program.read_rest();
    if (program.wait() != 0) return with_end_of(output, "the peer's exit code");
    if (contents_of(page_file(pki, port)) != digits(2)) return with_end_of(output, "the answer");
    const std::string protocol = cell.agreed_protocol();
    return missing_in(output, {"SSL connection using " + version_name(cell.version) + " / " +
                                   openssl_suite(cell.suite),
                               protocol.empty() ? "" : "ALPN: server accepted " + protocol});
}

}  // namespace interop::tls
