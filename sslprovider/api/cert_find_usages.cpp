#include "sslprovider/api/cert_find_usages.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "sslprovider/x509/extensions.h"

namespace secur32::api {
namespace {

using Usages = std::vector<std::string>;

constexpr std::string_view kExtendedKeyUsage = "2.5.29.37";

// What is no ExtKeyUsageSyntax allows nothing.
Usages usages_in(Bytes value) {
    Usages usages;
    const auto parsed = x509::parse_extended_key_usage(value);
    if (!parsed.ok()) return usages;
    for (const ObjectIdentifier& usage : parsed.value()) usages.push_back(usage.text());
    return usages;
}

std::optional<Usages> of_extension(const CertElement& element) {
    const auto* const extension =
        x509::find_extension(element.thing->fields().extensions, kExtendedKeyUsage);
    if (extension == nullptr) return std::nullopt;
    return usages_in(extension->value);
}

std::optional<Usages> of_property(const CertElement& element) {
    const auto value = element.properties->blob(CERT_ENHKEY_USAGE_PROP_ID);
    if (!value) return std::nullopt;
    return usages_in(value->bytes());
}

// CertGetEnhancedKeyUsage: "the valid usages consist of the intersection of the usages in the
// extension and the property".  None: anything goes.
std::optional<Usages> usages_of(const CertElement& element, DWORD flags) {
    if ((flags & CERT_FIND_EXT_ONLY_ENHKEY_USAGE_FLAG) != 0) return of_extension(element);
    if ((flags & CERT_FIND_PROP_ONLY_ENHKEY_USAGE_FLAG) != 0) return of_property(element);
    auto extension = of_extension(element);
    auto property = of_property(element);
    if (!extension || !property) return extension ? extension : property;
    std::erase_if(*extension, [&](const std::string& usage) {
        return std::ranges::find(*property, usage) == property->end();
    });
    return extension;
}

bool has_wanted(const Usages& has, const Usages& wanted, bool one_is_enough) {
    const auto is_there = [&](const std::string& usage) {
        return std::ranges::find(has, usage) != has.end();
    };
    if (wanted.empty()) return true;
    return one_is_enough ? std::ranges::any_of(wanted, is_there)
                         : std::ranges::all_of(wanted, is_there);
}

Result<Usages> wanted_in(const CertQuery& query) {
    Usages wanted;
    const auto* const usage = static_cast<const CERT_ENHKEY_USAGE*>(query.parameter);
    if (usage == nullptr) return wanted;
    for (DWORD i = 0; i < usage->cUsageIdentifier; ++i) {
        if (usage->rgpszUsageIdentifier == nullptr || usage->rgpszUsageIdentifier[i] == nullptr)
            return trace::because(Status::invalid_parameter, "cert: a usage is NULL");
        wanted.emplace_back(usage->rgpszUsageIdentifier[i]);
    }
    return wanted;
}

}  // namespace

Result<std::function<bool(const CertElement&)>> find_usages(const CertQuery& query) {
    const DWORD flags = query.flags;
    Usages wanted;
    if ((flags & CERT_FIND_NO_ENHKEY_USAGE_FLAG) == 0) {
        TRY_ASSIGN(wanted, wanted_in(query));
    }
    return std::function<bool(const CertElement&)>([flags, wanted](const CertElement& element) {
        constexpr DWORD kWithoutIsFine =
            CERT_FIND_OPTIONAL_ENHKEY_USAGE_FLAG | CERT_FIND_VALID_ENHKEY_USAGE_FLAG;
        const auto has = usages_of(element, flags);
        if ((flags & CERT_FIND_NO_ENHKEY_USAGE_FLAG) != 0) return !has;
        if (!has) return (flags & kWithoutIsFine) != 0;
        return has_wanted(*has, wanted, (flags & CERT_FIND_OR_ENHKEY_USAGE_FLAG) != 0);
    });
}

}  // namespace secur32::api
