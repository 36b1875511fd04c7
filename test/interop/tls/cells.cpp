// Reading the table, and the names.
#include "test/interop/tls/cells.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace interop::tls {
namespace {

using List = std::vector<std::string>;

struct Name {
    const char *ours, *theirs;
};

template <std::size_t count>
std::string look_up(const Name (&table)[count], const std::string& name) {
    const auto* row = std::find_if(std::begin(table), std::end(table),
                                   [&](const Name& one) { return one.ours == name; });
    return row == std::end(table) ? name : row->theirs;
}

constexpr Name kOpensslGroups[] = {{"x25519", "X25519"}, {"p256", "P-256"}, {"p384", "P-384"}};
constexpr Name kOurGroups[] = {
    {"x25519", "curve25519"}, {"p256", "nistP256"}, {"p384", "nistP384"}};
constexpr Name kGnutlsGroups[] = {{"x25519", "X25519"},
                                  {"p256", "SECP256R1"},
                                  {"p384", "SECP384R1"},
                                  {"ffdhe2048", "FFDHE2048"},
                                  {"ffdhe3072", "FFDHE3072"}};
// As openssl says them of a connection: s_client's "Server Temp Key", nginx's $ssl_curve.
constexpr Name kOpensslCurves[] = {
    {"x25519", "X25519"}, {"p256", "prime256v1"}, {"p384", "secp384r1"}};
// The ciphers and hashes of suites.
constexpr Name kOpensslCiphers[] = {{"AES_256_GCM_SHA384", "AES256-GCM-SHA384"},
                                    {"AES_128_GCM_SHA256", "AES128-GCM-SHA256"},
                                    {"CHACHA20_POLY1305_SHA256", "CHACHA20-POLY1305"},
                                    {"AES_256_CBC_SHA384", "AES256-SHA384"},
                                    {"AES_256_CBC_SHA256", "AES256-SHA256"},
                                    {"AES_128_CBC_SHA256", "AES128-SHA256"},
                                    {"AES_256_CBC_SHA", "AES256-SHA"},
                                    {"AES_128_CBC_SHA", "AES128-SHA"}};
constexpr Name kGnutlsCiphers[] = {{"AES_256_GCM_SHA384", "+AES-256-GCM:+AEAD"},
                                   {"AES_128_GCM_SHA256", "+AES-128-GCM:+AEAD"},
                                   {"CHACHA20_POLY1305_SHA256", "+CHACHA20-POLY1305:+AEAD"},
                                   {"AES_256_CBC_SHA384", "+AES-256-CBC:+SHA384"},
                                   {"AES_256_CBC_SHA256", "+AES-256-CBC:+SHA256"},
                                   {"AES_128_CBC_SHA256", "+AES-128-CBC:+SHA256"},
                                   {"AES_256_CBC_SHA", "+AES-256-CBC:+SHA1"},
                                   {"AES_128_CBC_SHA", "+AES-128-CBC:+SHA1"}};

// "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA" is an exchange and a cipher, of TLS 1.3 a cipher.
constexpr std::size_t kPrefix = sizeof "TLS_" - 1, kWith = sizeof "_WITH_" - 1;
std::string exchange_of(const std::string& suite) {
    const std::size_t with = suite.find("_WITH_");
    if (with == std::string::npos) return "";
    std::string exchange = suite.substr(kPrefix, with - kPrefix);
    std::replace(exchange.begin(), exchange.end(), '_', '-');
    return exchange;
}
std::string cipher_of(const std::string& suite) {
    const std::size_t with = suite.find("_WITH_");
    return suite.substr(with == std::string::npos ? kPrefix : with + kWith);
}

}  // namespace

// ---- Cells --------------------------------------------------------------------------------------

std::string Cell::curve_of_key() const {
    return !is_tls13() && (key == "p256" || key == "p384") ? key : "";
}

List Cell::server_groups() const {
    List groups;
    if (group != "-") groups.push_back(group);
    const std::string curve = curve_of_key();
    if (!curve.empty() && curve != group) groups.push_back(curve);
    return groups;
}

// The first is the one that the client makes a share of.
List Cell::client_groups() const {
    List groups = server_groups();
    if (retry == "yes") groups.insert(groups.begin(), group == "x25519" ? "p256" : "x25519");
    return groups;
}

List Cell::client_protocols() const {
    if (alpn == "none") return {};
    return alpn == "one" ? List{"http/1.1"} : List{"h2", "http/1.1"};
}
List Cell::server_protocols() const { return alpn == "none" ? List{} : List{"http/1.1"}; }
std::string Cell::agreed_protocol() const { return alpn == "none" ? "" : "http/1.1"; }

std::vector<Cell> read_cells(const std::string& path) {
    std::ifstream file(path);
    std::vector<Cell> cells;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line[0] == '#') continue;
        std::istringstream words(line);
        Cell c;
        words >> c.peer >> c.ours >> c.version >> c.suite >> c.key >> c.group >> c.retry >>
            c.auth >> c.alpn;
        std::string more;
        if (!words || words >> more) return {};
        c.line = line;
        cells.push_back(c);
    }
    return cells;
}

// ---- Names --------------------------------------------------------------------------------------

std::string joined(const List& parts, const char* between) {
    return joined(parts, between, [](const std::string& part) { return part; });
}

std::string openssl_group(const std::string& group) { return look_up(kOpensslGroups, group); }
std::string our_group(const std::string& group) { return look_up(kOurGroups, group); }

std::string openssl_curve(const std::string& group) { return look_up(kOpensslCurves, group); }
std::string gnutls_group(const std::string& group) { return look_up(kGnutlsGroups, group); }

std::string openssl_suite(const std::string& suite) {
    const std::string exchange = exchange_of(suite);
    if (exchange.empty()) return suite;
    return (exchange == "RSA" ? "" : exchange + "-") + look_up(kOpensslCiphers, cipher_of(suite));
}

std::string gnutls_priority(const Cell& cell, const List& groups) {
    const std::string exchange = exchange_of(cell.suite);
    std::string all = "NONE:+VERS-TLS" + cell.version +
                      ":+COMP-NULL:+SIGN-ALL:+SIGN-RSA-SHA1:+SIGN-ECDSA-SHA1:+CTYPE-X509:" +
                      look_up(kGnutlsCiphers, cipher_of(cell.suite));
    if (!exchange.empty()) all += ":+" + exchange;
    for (const std::string& group : groups) all += ":+GROUP-" + gnutls_group(group);
    return all;
}

}  // namespace interop::tls
