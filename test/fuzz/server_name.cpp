// A server's name as a user types it (UTF-8's octets as characters, up to a line's end) and a name
// as a certificate presents it (the rest).  What is taken for a host matches itself and nothing
// else that has no wild card; no NUL gets into one.
#include <algorithm>

#include "sslprovider/x509/name_match.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool same(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view presented = text.substr(std::min(end + 1, text.size()));
    std::u16string typed;
    for (const char c : text.substr(0, end)) typed.push_back(static_cast<unsigned char>(c));
    const auto host = x509::parse_host_name(typed);
    if (!host.ok()) return 0;
    const std::string& dns = host.value().dns;
    fuzz::require(dns.empty() != host.value().address.empty());
    fuzz::require(dns.find('\0') == std::string::npos && dns.find('*') == std::string::npos);
    if (dns.empty()) return 0;
    fuzz::require(x509::dns_name_matches(dns, dns));
    const bool matches = x509::dns_name_matches(presented, dns);
    if (presented.ends_with('.')) presented.remove_suffix(1);
    if (presented.find('*') == std::string_view::npos)
        fuzz::require(matches == same(presented, dns));
    if (matches && !same(presented, dns)) fuzz::require(presented.starts_with("*."));
    return 0;
}
