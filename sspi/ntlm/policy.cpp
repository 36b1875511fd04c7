// Where the policy comes from, and how a target name is held against the accepted ones.
#include "sspi/ntlm/policy.h"

#include <algorithm>
#include <optional>

#include "sslprovider/base/environment.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"

namespace secur32::ntlm {
namespace {

constexpr std::uint64_t kLongestLifetimeHours = 24 * 366;

// A word that names no demand is taken for the strictest: a typing error must not open a door.
BindingsDemand bindings_demand() {
    const std::optional<std::string> word = environment::text(environment::kChannelBindings);
    if (!word || *word == "when-given") return BindingsDemand::when_given;
    if (*word == "never") return BindingsDemand::never;
    if (*word != "required")
        trace::line("ntlm: SECUR32_CHANNEL_BINDINGS names no policy: bindings are required");
    return BindingsDemand::required;
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// What is no UTF-8 becomes a name that nobody can send, and so does a list without any name: a
// typing error must not open a door.
std::vector<std::u16string> listed_names() {
    const std::u16string nobody(1, u'\0');
    std::vector<std::u16string> names;
    const std::optional<std::string> list = environment::text(environment::kAcceptedNames);
    if (!list) return names;
    for (std::size_t start = 0; start <= list->size();) {
        const std::size_t end = std::min(list->find(',', start), list->size());
        const auto name = trimmed(std::string_view(*list).substr(start, end - start));
        Result<std::u16string> wide = utf16_of(name);
        if (!name.empty()) names.push_back(wide.ok() ? std::move(wide).value() : nobody);
        start = end + 1;
    }
    if (names.empty()) names.push_back(nobody);
    return names;
}

// "HTTP/www.example.com:8080/name" -> "www.example.com"; "www.example.com" -> itself.
std::u16string_view host_of(std::u16string_view spn) {
    const std::size_t slash = spn.find(u'/');
    if (slash != std::u16string_view::npos) spn.remove_prefix(slash + 1);
    spn = spn.substr(0, spn.find(u'/'));
    // An IPv6 address keeps its colons: "[::1]:80".
    if (spn.starts_with(u'[')) return spn.substr(0, spn.find(u']') + 1);
    return spn.substr(0, spn.find(u':'));
}

}  // namespace

Policy Policy::from_environment() {
    Policy policy;
    if (const auto level =
            environment::number(environment::kLmCompatibilityLevel, Policy::kHighestLevel))
        policy.lm_compatibility_level = static_cast<unsigned>(*level);
    if (const auto hours =
            environment::number(environment::kMaxLifetimeHours, kLongestLifetimeHours))
        policy.max_lifetime = *hours * kFileTimeHour;
    policy.bindings = bindings_demand();
    policy.accepted_names = listed_names();
    return policy;
}

bool target_name_accepted(const std::vector<std::u16string>& names, std::u16string_view target) {
    if (target.empty()) return false;
    return std::ranges::any_of(names, [target](std::u16string_view name) {
        const bool is_host = name.find(u'/') == std::u16string_view::npos;
        return equal_ignoring_case(name, is_host ? host_of(target) : target);
    });
}

}  // namespace secur32::ntlm
