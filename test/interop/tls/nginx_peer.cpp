// nginx, one for each cell; its answer says what it thinks of the connection.
#include "test/interop/tls/nginx_peer.h"

#include <fstream>
#include <sstream>

#include "test/interop/tls/exchange.h"

namespace interop::tls {
namespace {

std::string version_name(const std::string& version) {
    return version == "1.0" ? "TLSv1" : "TLSv" + version;
}

void write_tls(std::ostream& out, const Cell& cell, const std::string& pki) {
    const std::string suite = openssl_suite(cell.suite), file = pki + "/" + cell.key;
    out << "ssl_certificate " << file << ".pem;\nssl_certificate_key " << file << ".key;\n"
        << "ssl_protocols " << version_name(cell.version) << ";\n";
    if (cell.is_tls13()) out << "ssl_conf_command Ciphersuites " << suite << ";\n";
    if (!cell.is_tls13()) out << "ssl_ciphers " << suite << ":@SECLEVEL=0;\n";
    if (cell.suite.starts_with("TLS_DHE_"))
        out << "ssl_dhparam " << pki << "/" << cell.group << ".pem;\n";
    else if (cell.group != "-")
        out << "ssl_ecdh_curve " << joined(cell.server_groups(), ":", openssl_group) << ";\n";
    if (!cell.asks_for_certificate()) return;
    out << "ssl_client_certificate " << pki << "/root.pem;\nssl_verify_depth 3;\n"
        << "ssl_verify_client " << (cell.gives_certificate() ? "on" : "optional") << ";\n";
}

std::string write_configuration(const Cell& cell, const std::string& pki, int port) {
    const std::string base = pki + "/nginx." + std::to_string(port);
    std::ofstream(base + ".txt") << digits(2);
    std::ofstream out(base + ".conf");
    out << "daemon off;\nmaster_process off;\npid " << base << ".pid;\nerror_log stderr;\n"
        << "events {}\nhttp {\naccess_log off;\n";
    for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
        out << kind << "_temp_path " << base << ".temp;\n";
    out << "server {\nlisten 127.0.0.1:" << port << " ssl;\n";
    write_tls(out, cell, pki);
    out << "location = /big { alias " << base << ".txt; }\n"
        << "location = /about { return 200 \"$ssl_protocol $ssl_cipher [$ssl_alpn_protocol] "
        << "$ssl_client_verify $ssl_client_s_dn | $ssl_curve |\\n\"; }\n}\n}\n";
    return base + ".conf";
}

std::string request(const std::string& line, const std::string& more) {
    return line + " HTTP/1.1\r\nHost: localhost\r\n" + more;
}

// Some kilobytes up, the answer, then some kilobytes down to the server's close_notify.
bool exchange(OurEnd& ours, std::string& answer) {
    const std::string body = digits(1);
    return ours.send(request("POST /about",
                             "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n") +
                     body) &&
           ours.send(request("GET /big", "Connection: close\r\n\r\n")) &&
           ours.receive_all(answer) && ours.close();
}

}  // namespace

std::string run_with_nginx(const Cell& cell, const std::string& pki) {
    samples::Credential credential;
    if (!acquire(cell, pki, credential)) return "no credential";
    const int port = free_port();
    Program program({"nginx", "-e", "stderr", "-c", write_configuration(cell, pki, port)});
    OurEnd ours(connect_to(port), cell, credential.get());
    std::string answer;
    const bool done = ours.handshake() && ours.agrees() && exchange(ours, answer);
    program.stop();
    const std::string output = program.read_rest();
    if (!done) return with_end_of(answer + output, ours.why());
    const std::string verdict = cell.gives_certificate() ? "SUCCESS CN=" + cell.key : "NONE ";
    const std::string curve = cell.has_curve() ? "| " + openssl_curve(cell.group) + " |" : "";
    return missing_in(answer, {version_name(cell.version) + " " + openssl_suite(cell.suite) + " [" +
                                   cell.agreed_protocol() + "] " + verdict,
                               curve, digits(2)});
}

}  // namespace interop::tls
