// RFC 1945 (HTTP/1.0): request line, header fields, body; RFC 3986 5.2 as far as redirects need it.
#include "sslprovider/x509/http.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/http.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "sslprovider/base/environment.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/x509/tcp_stream.h"

namespace secur32::x509 {
namespace {

constexpr std::size_t kMaxHeader = 16 * 1024;
constexpr std::size_t kMaxUrl = 4096;

struct Url {
    std::string host, port, path;  // path with its query
};

std::string taken(char* text) {
    std::string out = text != nullptr ? text : "";
    OPENSSL_free(text);
    return out;
}

std::optional<Url> parse_url(const std::string& url) {
    if (!is_http_url(url)) return std::nullopt;
    char *user = nullptr, *host = nullptr, *port = nullptr, *path = nullptr, *query = nullptr;
    const int parsed = OSSL_HTTP_parse_url(url.c_str(), nullptr, &user, &host, &port, nullptr,
                                           &path, &query, nullptr);
    ERR_clear_error();
    if (parsed != 1) return std::nullopt;
    taken(user);
    Url out{taken(host), taken(port), taken(path)};
    if (const std::string text = taken(query); !text.empty()) out.path += '?' + text;
    // RFC 3986 3.2.2: an IPv6 address is in brackets; for getaddrinfo it is not.
    if (out.host.starts_with('[')) out.host = out.host.substr(1, out.host.size() - 2);
    return out;
}

// "http://proxy:3128" or "proxy:3128"; nothing when the host is asked directly.
std::optional<Url> proxy_for(const std::string& host) {
    const auto proxy = environment::text(environment::kHttpProxy);
    if (!proxy || OSSL_HTTP_adapt_proxy(proxy->c_str(), nullptr, host.c_str(), 0) == nullptr)
        return std::nullopt;
    return parse_url(proxy->starts_with("http://") ? *proxy : "http://" + *proxy);
}

std::string bracketed(const std::string& host) {
    return host.find(':') == std::string::npos ? host : '[' + host + ']';
}

std::string request_text(const HttpRequest& request, const Url& url, bool by_proxy) {
    const std::string authority =
        bracketed(url.host) + (url.port == "80" ? std::string() : ':' + url.port);
    std::string out = request.body.empty() ? "GET " : "POST ";
    if (by_proxy) out += "http://" + authority;
    out += url.path + " HTTP/1.0\r\nHost: " + authority + "\r\nAccept: */*\r\n";
    if (!request.body.empty())
        out += "Content-Type: " + std::string(request.body_type) +
               "\r\nContent-Length: " + std::to_string(request.body.size()) + "\r\n";
    out += "\r\n";
    out.append(request.body.begin(), request.body.end());
    return out;
}

struct Answer {
    unsigned code = 0;
    std::string location;
    std::optional<std::size_t> content_length;
    bool encoded = false;
    std::string body;  // as much of it as came with the header
};

std::optional<std::size_t> number_of(std::string_view text) {
    std::size_t out = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), out);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
    return out;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is_named(std::string_view field, std::string_view name) {
    return std::ranges::equal(field, name, [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? a + ('a' - 'A') : a) == b;
    });
}

// "HTTP/1.x NNN reason"
bool read_status_line(std::string_view line, Answer& out) {
    if (!line.starts_with("HTTP/1.") || line.size() < 12 || line[8] != ' ') return false;
    const auto code = number_of(line.substr(9, 3));
    if (!code || (line.size() > 12 && line[12] != ' ')) return false;
    out.code = static_cast<unsigned>(*code);
    return true;
}

bool read_field(std::string_view line, Answer& out) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return false;
    const std::string_view name = line.substr(0, colon), value = trimmed(line.substr(colon + 1));
    if (is_named(name, "location")) out.location = value;
    if (is_named(name, "transfer-encoding") || is_named(name, "content-encoding"))
        out.encoded = out.encoded || !is_named(value, "identity");
    if (!is_named(name, "content-length")) return true;
    const auto length = number_of(value);
    if (!length || (out.content_length && out.content_length != length)) return false;
    out.content_length = length;
    return true;
}

// Lines end with CR LF, or LF alone.
bool read_header(std::string_view header, Answer& out) {
    for (bool first = true; !header.empty(); first = false) {
        const auto end = header.find('\n');
        std::string_view line = header.substr(0, end);
        header.remove_prefix(end == std::string_view::npos ? header.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty()) break;
        if (!(first ? read_status_line(line, out) : read_field(line, out))) return false;
    }
    return out.code != 0;
}

Result<Answer> receive_header(TcpStream& stream) {
    std::string got;
    for (;;) {
        const auto end = std::min(got.find("\r\n\r\n"), got.find("\n\n"));
        if (end != std::string::npos) {
            Answer out;
            if (!read_header(std::string_view(got).substr(0, end), out)) break;
            out.body = got.substr(end + (got[end] == '\r' ? 4 : 2));
            return out;
        }
        if (got.size() > kMaxHeader) break;
        bool more = false;
        TRY_ASSIGN(more, stream.receive(got));
        if (!more) break;
    }
    return trace::because(Status::bad_data, "x509: the server's answer is not HTTP");
}

Result<Buffer> receive_body(TcpStream& stream, Answer& answer, std::size_t max_size) {
    if (answer.encoded)
        return trace::because(Status::bad_data, "x509: the server's answer is encoded");
    std::string& body = answer.body;
    const std::size_t end = answer.content_length.value_or(max_size);
    if (end > max_size)
        return trace::because(Status::buffer_too_small, "x509: the server's answer is too long");
    // Without Content-Length the body ends with the connection; one octet more is too many.
    const std::size_t enough = answer.content_length ? end : max_size + 1;
    for (bool more = true; more && body.size() < enough;) {
        TRY_ASSIGN(more, stream.receive(body));
    }
    if (!answer.content_length && body.size() > max_size)
        return trace::because(Status::buffer_too_small, "x509: the server's answer is too long");
    if (answer.content_length && body.size() < end)
        return trace::because(Status::bad_data, "x509: the server's answer was cut off");
    body.resize(std::min(body.size(), end));
    return Buffer(body.begin(), body.end());
}

std::string redirected(const Url& from, const std::string& location) {
    if (!location.starts_with('/') || location.starts_with("//")) return location;
    return "http://" + bracketed(from.host) + ':' + from.port + location;
}

constexpr bool is_redirect(unsigned code) {
    return code == 301 || code == 302 || code == 303 || code == 307 || code == 308;
}

}  // namespace

bool is_http_url(std::string_view url) {
    return url.size() <= kMaxUrl && url.size() > 7 && is_named(url.substr(0, 7), "http://") &&
           std::ranges::all_of(url, [](char c) { return c > ' ' && c <= '~'; });
}

Result<Buffer> http_exchange(const HttpRequest& request, Deadline deadline) {
    std::string url = request.url;
    for (unsigned hops = 0; hops <= kMaxRedirects; ++hops) {
        const auto parsed = parse_url(url);
        if (!parsed) return trace::because(Status::invalid_parameter, "x509: not an http URL", url);
        const auto proxy = proxy_for(parsed->host);
        TcpStream stream(deadline);
        TRY(stream.connect(proxy ? proxy->host : parsed->host, proxy ? proxy->port : parsed->port));
        TRY(stream.send(request_text(request, *parsed, proxy.has_value())));
        Answer answer;
        TRY_ASSIGN(answer, receive_header(stream));
        if (answer.code == 200) return receive_body(stream, answer, request.max_size);
        if (!is_redirect(answer.code) || !request.body.empty())
            return trace::because(Status::not_found, "x509: the server refuses",
                                  std::to_string(answer.code));
        url = redirected(*parsed, answer.location);
    }
    return trace::because(Status::not_found, "x509: too many redirects");
}

}  // namespace secur32::x509
