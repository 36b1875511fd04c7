// The package list, read.
#include "sspi/negotiate/mechanisms.h"

#include <algorithm>

#include "sslprovider/base/utf16.h"

namespace secur32::negotiate {
namespace {

std::u16string_view trimmed(std::u16string_view text) {
    const std::size_t first = text.find_first_not_of(u' ');
    if (first == std::u16string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(u' ') - first + 1);
}

}  // namespace

bool allows(std::u16string_view package_list, std::u16string_view package) {
    bool named = false, any_named = false;
    for (std::size_t start = 0; start < package_list.size();) {
        const std::size_t end = std::min(package_list.find(u',', start), package_list.size());
        std::u16string_view name = trimmed(package_list.substr(start, end - start));
        const bool excluded = name.starts_with(u'!');
        if (excluded) name = trimmed(name.substr(1));
        const bool this_one = equal_ignoring_case(name, package);
        if (excluded && this_one) return false;
        any_named |= !excluded && !name.empty();
        named |= !excluded && this_one;
        start = end + 1;
    }
    return named || !any_named;
}

const Mechanism* choose(std::u16string_view package_list) {
    const auto chosen = std::ranges::find_if(kMechanisms, [&](const Mechanism& mechanism) {
        return allows(package_list, mechanism.package);
    });
    return chosen == kMechanisms.end() ? nullptr : &*chosen;
}

}  // namespace secur32::negotiate
