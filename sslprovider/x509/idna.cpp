// RFC 5890 to 5892 by libidn2; RFC 1035 2.3.4 for the lengths.
#include "sslprovider/x509/idna.h"

#include <idn2.h>

#include <algorithm>
#include <memory>

#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"

namespace secur32::x509 {
namespace {

// RFC 1035 2.3.4: 255 octets on the wire are 253 characters and the dots between them.
constexpr std::size_t kMaxHost = 253;
constexpr int kFlags = IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL;

struct Freed {
    void operator()(void* memory) const { idn2_free(memory); }
};
using Text = std::unique_ptr<char, Freed>;

char lower(char16_t unit) {
    return static_cast<char>(unit >= u'A' && unit <= u'Z' ? unit - u'A' + u'a' : unit);
}

Status no_host(std::string_view reason) {
    return trace::because(Status::invalid_parameter, reason);
}

bool is_ascii(std::u16string_view text) {
    return std::ranges::all_of(text, [](char16_t unit) { return unit < 0x80; });
}

bool is_a_label(std::string_view label) { return label.starts_with("xn--"); }

// Nothing for a label that stands for none.
std::u16string label_to_unicode(const std::string& label) {
    char* shown = nullptr;
    if (idn2_to_unicode_8z8z(label.c_str(), &shown, kFlags) != IDN2_OK) return {};
    const Text owned(shown);
    Result<std::u16string> text = utf16_of(shown);
    return text.ok() ? std::move(text).value() : std::u16string();
}

}  // namespace

Result<std::string> to_ascii(std::u16string_view host) {
    if (host.find(u'\0') != host.npos) return no_host("x509: a NUL in a host name");
    // No character needs less than one octet, so nothing longer can fit.
    if (host.size() > kMaxHost + 1) return no_host("x509: a host name is too long");
    if (is_ascii(host)) {
        std::string out(host.size(), '\0');
        std::ranges::transform(host, out.begin(), lower);
        return out;
    }
    TRY_ASSIGN(const std::string utf8, utf8_of(host));
    char* ascii = nullptr;
    if (idn2_to_ascii_8z(utf8.c_str(), &ascii, kFlags) != IDN2_OK)
        return no_host("x509: no internationalized host name");
    const Text owned(ascii);
    const std::string out(ascii);
    if (out.starts_with('.') || out.find("..") != out.npos)
        return no_host("x509: a host name has an empty label");
    return out;
}

std::u16string to_unicode(std::u16string_view host) {
    if (host.size() > kMaxHost || !is_ascii(host) || host.find(u'\0') != host.npos)
        return std::u16string(host);
    std::u16string out;
    for (std::size_t at = 0; at <= host.size();) {
        const std::size_t end = std::min(host.find(u'.', at), host.size());
        const std::u16string_view label = host.substr(at, end - at);
        std::string folded(label.size(), '\0');
        std::ranges::transform(label, folded.begin(), lower);
        const std::u16string shown =
            is_a_label(folded) ? label_to_unicode(folded) : std::u16string();
        out.append(shown.empty() ? label : std::u16string_view(shown));
        if (end < host.size()) out.push_back(u'.');
        at = end + 1;
    }
    return out;
}

}  // namespace secur32::x509
