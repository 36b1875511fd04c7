#include "sslprovider/x509/name_constraints.h"

#include <algorithm>
#include <array>
#include <string>

namespace secur32::x509 {
namespace {

using Form = GeneralName::Form;

constexpr std::string_view kEmailAddress = "1.2.840.113549.1.9.1", kCommonName = "2.5.4.3",
                           kUserPrincipalName = "1.3.6.1.4.1.311.20.2.3";
// Octets that are compared as one comparison.
constexpr std::size_t kOctetsOfAComparison = 256;

std::string_view text_of(Bytes octets) {
    return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
bool same_text(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}
bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && same_text(text.substr(text.size() - end.size()), end);
}

// "Any DNS name that can be constructed by simply adding zero or more labels to the left-hand side
// of the name satisfies the name constraint."  A leading period, which is not of the RFC, wants at
// least one label, as others take it.
bool dns_within(std::string_view name, std::string_view base) {
    if (base.empty()) return true;
    if (name.ends_with('.')) name.remove_suffix(1);
    if (base.front() == '.') return name.size() > base.size() && ends_with(name, base);
    if (!ends_with(name, base)) return false;
    return name.size() == base.size() || name[name.size() - base.size() - 1] == '.';
}

// A wild card stands for hosts of which one is base: what excludes that host excludes it.
bool wild_card_reaches(std::string_view name, std::string_view base) {
    if (name.ends_with('.')) name.remove_suffix(1);
    if (!name.starts_with("*.")) return false;
    const std::string_view parent = name.substr(1);
    return ends_with(base, parent) && base.size() > parent.size() &&
           base.find('.') == base.size() - parent.size();
}

// For e-mail and URIs: a host is itself alone; with a leading period whatever is beneath.  RFC 5280
// does not say what an empty one means; others take it for every host.
bool host_within(std::string_view host, std::string_view base) {
    if (base.empty()) return true;
    if (base.starts_with('.')) return host.size() > base.size() && ends_with(host, base);
    return same_text(host, base);
}

// "a particular mailbox, all addresses at a particular host, or all mailboxes in a domain".
bool email_within(std::string_view name, std::string_view base) {
    const std::size_t at = name.rfind('@');
    if (at == std::string_view::npos) return false;
    const std::size_t base_at = base.rfind('@');
    if (base_at == std::string_view::npos) return host_within(name.substr(at + 1), base);
    return name.substr(0, at) == base.substr(0, base_at) &&
           same_text(name.substr(at + 1), base.substr(base_at + 1));
}

// The host of scheme://user@host:port/...; empty for none and for an IP address in brackets.
std::string_view host_of_uri(std::string_view uri) {
    const std::size_t scheme = uri.find("://");
    if (scheme == std::string_view::npos) return {};
    std::string_view authority = uri.substr(scheme + 3);
    authority = authority.substr(0, authority.find_first_of("/?#"));
    if (const auto user = authority.rfind('@'); user != std::string_view::npos)
        authority.remove_prefix(user + 1);
    if (authority.starts_with('[')) return {};
    return authority.substr(0, authority.find(':'));
}

// base: address and mask.
bool address_within(Bytes address, Bytes base) {
    if (base.size() != 2 * address.size()) return false;
    for (std::size_t i = 0; i < address.size(); ++i)
        if (((address[i] ^ base[i]) & base[address.size() + i]) != 0) return false;
    return true;
}

// A UPN is "user@domain"; its constraint is a domain.
bool principal_within(Bytes name, Bytes base) {
    DerReader name_in(name), base_in(base);
    const std::string_view text = text_of(name_in.contents(DerTag{0x0C}));
    const std::string_view domain = text_of(base_in.contents(DerTag{0x0C}));
    const std::size_t at = text.rfind('@');
    if (!name_in.done() || !base_in.done() || at == std::string_view::npos) return false;
    return dns_within(text.substr(at + 1), domain);
}

bool is_supported(const GeneralSubtree& subtree) {
    // "the minimum MUST be zero, and maximum MUST be absent".
    if (subtree.minimum != 0 || subtree.maximum) return false;
    switch (subtree.base.form) {
        case Form::rfc822_name:
        case Form::dns_name:
        case Form::directory_name:
        case Form::uniform_resource_identifier:
            return true;
        case Form::ip_address:
            return subtree.base.value.size() == 8 || subtree.base.value.size() == 32;
        case Form::other_name:
            return subtree.base.other_type.text() == kUserPrincipalName;
        default:
            return false;
    }
}

bool same_form(const GeneralName& a, const GeneralName& b) {
    return a.form == b.form && (a.form != Form::other_name || a.other_type == b.other_type);
}

bool name_within(const GeneralName& name, const GeneralName& base) {
    switch (name.form) {
        case Form::rfc822_name:
            return email_within(name.text(), base.text());
        case Form::dns_name:
            return dns_within(name.text(), base.text());
        case Form::directory_name:
            return is_within(canonical_name(name.value), canonical_name(base.value));
        case Form::uniform_resource_identifier:
            return host_within(host_of_uri(name.text()), base.text());
        case Form::ip_address:
            return address_within(name.value, base.value);
        case Form::other_name:
            return principal_within(name.value, base.value);
        default:
            return false;
    }
}

// A URI without a host cannot be told to be outside of anything: it is refused (RFC 5280: "MUST
// reject the certificate").
bool cannot_be_judged(const GeneralName& name) {
    return name.form == Form::uniform_resource_identifier && host_of_uri(name.text()).empty();
}

// Of one name with all subtrees: how many, and more of long ones.
std::size_t cost_of(const NameConstraints& constraints, std::size_t name_size) {
    std::size_t out = 0;
    for (const auto* const subtrees : {&constraints.permitted, &constraints.excluded})
        for (const GeneralSubtree& subtree : *subtrees)
            out += 1 + (name_size + subtree.base.value.size()) / kOctetsOfAComparison;
    return out;
}

enum class Side : std::uint8_t { permitted, excluded };

// within(base, side): of those of the name's form.
template <typename SameForm, typename Within>
TrustError check_subtrees(const NameConstraints& constraints, std::size_t name_size,
                          std::size_t& budget, SameForm same_form_as, Within within) {
    const std::size_t cost = cost_of(constraints, name_size);
    if (budget < cost) {
        budget = 0;
        return TrustError::invalid_name_constraints;
    }
    budget -= cost;
    TrustError out = TrustError::none;
    bool any = false, permitted = false;
    for (const GeneralSubtree& subtree : constraints.permitted) {
        if (!same_form_as(subtree.base)) continue;
        any = true;
        if (!is_supported(subtree)) out |= TrustError::not_supported_name_constraint;
        permitted = permitted || (is_supported(subtree) && within(subtree.base, Side::permitted));
    }
    if (any && !permitted) out |= TrustError::not_permitted_name_constraint;
    for (const GeneralSubtree& subtree : constraints.excluded) {
        if (!same_form_as(subtree.base)) continue;
        if (!is_supported(subtree)) out |= TrustError::not_supported_name_constraint;
        if (is_supported(subtree) && within(subtree.base, Side::excluded))
            out |= TrustError::excluded_name_constraint;
    }
    return out;
}

TrustError check_name(const NameConstraints& constraints, const GeneralName& name,
                      std::size_t& budget) {
    bool unjudged = false;
    TrustError out = check_subtrees(
        constraints, name.value.size(), budget,
        [&](const GeneralName& base) { return same_form(name, base); },
        [&](const GeneralName& base, Side side) {
            unjudged = unjudged || cannot_be_judged(name);
            return name_within(name, base) ||
                   (side == Side::excluded && name.form == Form::dns_name &&
                    wild_card_reaches(name.text(), base.text()));
        });
    if (unjudged) out |= TrustError::not_permitted_name_constraint;
    return out;
}

TrustError check_subject(const NameConstraints& constraints, const CanonicalName& subject,
                         std::size_t& budget) {
    // "if the certificate includes a non-empty subject field".
    if (subject.empty()) return TrustError::none;
    return check_subtrees(
        constraints, 0, budget,
        [](const GeneralName& base) { return base.form == Form::directory_name; },
        [&](const GeneralName& base, Side) {
            return is_within(subject, canonical_name(base.value));
        });
}

// The values of one attribute type of the subject, as they are in the certificate.
GeneralNames values_of(Bytes subject, std::string_view type, Form as) {
    GeneralNames out;
    DerReader in(subject);
    in.nested(DerTag::sequence, [&](DerReader& names) {
        while (names.more())
            names.nested(DerTag::set, [&](DerReader& relative) {
                while (relative.more())
                    relative.nested(DerTag::sequence, [&](DerReader& attribute) {
                        const bool wanted = attribute.object_identifier().text() == type;
                        const Bytes value = attribute.any();
                        // Behind the header, of the string types with one octet per character.
                        DerReader string(value);
                        for (const unsigned tag : {0x0CU, 0x13U, 0x16U, 0x14U})
                            if (wanted && string.next_is(DerTag(tag)))
                                out.push_back({as, string.contents(DerTag(tag)), {}});
                    });
            });
    });
    return out;
}

// Letters, digits, hyphens and at least one period between labels: what a client may take for a
// host's name.
bool looks_like_host(std::string_view text) {
    const auto fits = [](char c) {
        return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '.' || c == '*' || c == '_';
    };
    return text.find('.') != std::string_view::npos && !text.starts_with('.') &&
           std::ranges::all_of(text, fits);
}

bool any_of_form(const GeneralNames& names, Form form) {
    return std::ranges::find(names, form, &GeneralName::form) != names.end();
}

}  // namespace

ConstrainedNames constrained_names(const OwnedCertificate& certificate, bool end) {
    ConstrainedNames out;
    const Bytes subject = certificate.fields().subject;
    out.subject = canonical_name(subject);
    out.names = certificate.extensions().subject_alt_names;
    // "When ... the subject alternative name extension is not present, ... the constraint MUST be
    // applied to the attribute of type emailAddress".
    if (!any_of_form(out.names, Form::rfc822_name))
        for (const GeneralName& name : values_of(subject, kEmailAddress, Form::rfc822_name))
            out.names.push_back(name);
    if (!end || any_of_form(out.names, Form::dns_name)) return out;
    for (const GeneralName& name : values_of(subject, kCommonName, Form::dns_name))
        if (looks_like_host(name.text())) out.host_like.push_back(name);
    return out;
}

TrustError check_names(const NameConstraints& constraints, const ConstrainedNames& names,
                       std::size_t& budget) {
    TrustError out = check_subject(constraints, names.subject, budget);
    for (const GeneralNames* const some : {&names.names, &names.host_like})
        for (const GeneralName& name : *some) {
            out |= check_name(constraints, name, budget);
            if (budget == 0) return out | TrustError::invalid_name_constraints;
        }
    return out;
}

}  // namespace secur32::x509
