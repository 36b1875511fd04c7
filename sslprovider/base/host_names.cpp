// gethostname(2) and two environment variables.
#include "sslprovider/base/host_names.h"

#include <unistd.h>

#include <array>

#include "sslprovider/base/environment.h"
#include "sslprovider/base/utf16.h"

namespace secur32 {
namespace {

constexpr std::size_t kNetbiosNameLength = 15;

std::string host_name() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "localhost";
    return name.data();
}

std::u16string netbios(const std::string& utf8, std::u16string_view otherwise) {
    const Result<std::u16string> name = utf16_of(utf8);
    if (!name.ok() || name.value().empty()) return std::u16string(otherwise);
    return upper(std::u16string_view(name.value()).substr(0, kNetbiosNameLength));
}

HostNames look_up() {
    const std::string full = host_name();
    const std::string first_label = full.substr(0, full.find('.'));
    HostNames names;
    names.netbios_computer =
        netbios(environment::text(environment::kComputerName).value_or(first_label), u"LOCALHOST");
    names.netbios_domain =
        netbios(environment::text(environment::kDomainName).value_or("WORKGROUP"), u"WORKGROUP");
    if (const Result<std::u16string> dns = utf16_of(full); dns.ok()) {
        names.dns_computer = dns.value();
        const std::size_t dot = dns.value().find(u'.');
        if (dot != std::u16string::npos) names.dns_domain = dns.value().substr(dot + 1);
    }
    return names;
}

}  // namespace

const HostNames& host_names() {
    static const HostNames names = look_up();
    return names;
}

}  // namespace secur32
