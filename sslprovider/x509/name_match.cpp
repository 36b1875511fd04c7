#include "sslprovider/x509/name_match.h"

#include <arpa/inet.h>

#include <algorithm>

#include "sslprovider/base/trace.h"
#include "sslprovider/x509/idna.h"

namespace secur32::x509 {
namespace {

constexpr std::string_view kCommonName = "2.5.4.3";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
bool same_text(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

// Empty when it is none.
Buffer address_of(std::u16string_view text) {
    if (text.size() > 2 && text.front() == u'[' && text.back() == u']')
        text = text.substr(1, text.size() - 2);
    constexpr std::size_t kLongest = 45;
    if (text.size() > kLongest || std::ranges::any_of(text, [](char16_t c) { return c > 0x7E; }))
        return {};
    const std::string ascii(text.begin(), text.end());
    for (const auto& [family, size] : {std::pair{AF_INET, 4U}, std::pair{AF_INET6, 16U}}) {
        Buffer out(size);
        if (inet_pton(family, ascii.c_str(), out.data()) == 1) return out;
    }
    return {};
}

// The values of the subject's CNs that are one octet per character.
std::vector<std::string_view> common_names_of(Bytes subject) {
    std::vector<std::string_view> out;
    DerReader in(subject);
    in.nested(DerTag::sequence, [&](DerReader& names) {
        while (names.more())
            names.nested(DerTag::set, [&](DerReader& relative) {
                while (relative.more())
                    relative.nested(DerTag::sequence, [&](DerReader& attribute) {
                        const bool wanted = attribute.object_identifier().text() == kCommonName;
                        DerReader value(attribute.any());
                        for (const unsigned tag : {0x0CU, 0x13U, 0x14U, 0x16U}) {
                            if (!wanted || !value.next_is(DerTag(tag))) continue;
                            const Bytes text = value.contents(DerTag(tag));
                            out.emplace_back(reinterpret_cast<const char*>(text.data()),
                                             text.size());
                        }
                    });
            });
    });
    return out;
}

bool matches_common_name(const OwnedCertificate& certificate, const HostName& host) {
    const auto names = common_names_of(certificate.fields().subject);
    return std::ranges::any_of(
        names, [&](std::string_view name) { return dns_name_matches(name, host.dns); });
}

}  // namespace

Result<HostName> parse_host_name(std::u16string_view text) {
    const auto refuse = [](std::string_view why) {
        return trace::because(Status::invalid_parameter, why);
    };
    if (text.find(u'\0') != std::u16string_view::npos) return refuse("x509: a NUL in a host name");
    HostName out;
    out.address = address_of(text);
    if (!out.address.empty()) return out;
    if (text.ends_with(u'.')) text.remove_suffix(1);
    if (text.empty()) return refuse("x509: an empty host name");
    if (text.find(u'*') != std::u16string_view::npos) return refuse("x509: a wild card as a host");
    TRY_ASSIGN(out.dns, to_ascii(text));
    // Asked of the result: what IDNA passes over (a soft hyphen) may have been a label's all.
    if (out.dns.empty() || out.dns.starts_with('.') || out.dns.ends_with('.') ||
        out.dns.find("..") != std::string::npos)
        return refuse("x509: an empty label in a host name");
    if (!address_of(std::u16string(out.dns.begin(), out.dns.end())).empty())
        return refuse("x509: an address written as a host name");
    return out;
}

// RFC 6125 6.4.3: "the client SHOULD NOT attempt to match a presented identifier in which the
// wildcard character comprises a label other than the left-most label", and "SHOULD NOT compare
// against anything but the left-most label of the reference identifier".
bool dns_name_matches(std::string_view presented, std::string_view host) {
    if (presented.ends_with('.')) presented.remove_suffix(1);
    if (presented.empty() || host.empty()) return false;
    if (!presented.starts_with("*.")) return same_text(presented, host);
    const std::string_view parent = presented.substr(1);  // ".example.com"
    const std::size_t label = host.find('.');
    if (label == 0 || label == std::string_view::npos) return false;
    if (parent.find('.', 1) == std::string_view::npos) return false;
    return same_text(parent, host.substr(label));
}

bool is_certificate_of(const OwnedCertificate& certificate, const HostName& host,
                       CommonNames common_names) {
    using Form = GeneralName::Form;
    bool any = false;
    for (const GeneralName& name : certificate.extensions().subject_alt_names) {
        if (name.form == Form::dns_name) {
            any = true;
            if (!host.dns.empty() && dns_name_matches(name.text(), host.dns)) return true;
        } else if (name.form == Form::ip_address) {
            any = true;
            if (!host.address.empty() && std::ranges::equal(name.value, host.address)) return true;
        }
    }
    // 6.4.4: "a client MUST NOT seek a match for a reference identifier of CN-ID if the presented
    // identifiers include a DNS-ID".
    if (any || common_names == CommonNames::never || host.dns.empty()) return false;
    return matches_common_name(certificate, host);
}

}  // namespace secur32::x509
