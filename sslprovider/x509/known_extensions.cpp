// What chain building asks of a certificate: which extensions it has, each read by its id.  Ids are
// compared as octets, since every certificate of every chain comes through here.
#include <algorithm>
#include <array>

#include "sslprovider/base/der_writer.h"
#include "sslprovider/x509/extensions.h"

namespace secur32::x509 {
namespace {

// Status of a parse, whose value goes to target.
template <typename T, typename Target>
Status keep(Result<T> parsed, Target& target) {
    if (parsed.ok()) target = std::move(parsed).value();
    return parsed.status();
}

// RFC 7633 4.1: "Features ::= SEQUENCE OF INTEGER"; 6: status_request is 5 (RFC 6066 1.1).
Status read_features(Bytes value, KnownExtensions& out) {
    constexpr std::uint8_t kStatusRequest = 5;
    DerReader in(value);
    in.nested(DerTag::sequence, [&](DerReader& features) {
        while (features.more()) {
            const Bytes feature = features.integer();
            if (feature.size() == 1 && feature.front() == kStatusRequest) out.must_staple = true;
        }
    });
    return in.done() ? Status::ok : Status::bad_data;
}

Status read_subject_alt_names(Bytes value, KnownExtensions& out) {
    out.has_subject_alt_name = true;
    return keep(parse_general_names(value), out.subject_alt_names);
}

struct Known {
    std::array<std::uint8_t, 8> id;
    std::uint8_t id_size;
    Status (*read)(Bytes, KnownExtensions&);

    Bytes octets() const { return Bytes(id).first(id_size); }
};

// id-ce { 2 5 29 }
constexpr Known ce(std::uint8_t number, Status (*read)(Bytes, KnownExtensions&)) {
    return {{0x55, 0x1D, number}, 3, read};
}
// id-pe { 1 3 6 1 5 5 7 1 }
constexpr Known pe(std::uint8_t number, Status (*read)(Bytes, KnownExtensions&)) {
    return {{0x2B, 6, 1, 5, 5, 7, 1, number}, 8, read};
}

constexpr std::array kKnown = {
    ce(35,
       [](Bytes value, KnownExtensions& out) {
           return keep(parse_authority_key_identifier(value), out.authority_key_identifier);
       }),
    ce(14,
       [](Bytes value, KnownExtensions& out) {
           return keep(parse_subject_key_identifier(value), out.subject_key_identifier);
       }),
    ce(15, [](Bytes value,
              KnownExtensions& out) { return keep(parse_key_usage(value), out.key_usage); }),
    ce(19,
       [](Bytes value, KnownExtensions& out) {
           return keep(parse_basic_constraints(value), out.basic_constraints);
       }),
    ce(37,
       [](Bytes value, KnownExtensions& out) {
           return keep(parse_extended_key_usage(value), out.extended_key_usage);
       }),
    ce(17, read_subject_alt_names),
    ce(31,
       [](Bytes value, KnownExtensions& out) {
           return keep(parse_crl_distribution_points(value), out.crl_distribution_points);
       }),
    ce(32,
       [](Bytes value, KnownExtensions& out) {
           return keep(parse_certificate_policies(value), out.certificate_policies);
       }),
    ce(30,
       [](Bytes value, KnownExtensions& out) {
           return keep(parse_name_constraints(value), out.name_constraints);
       }),
    ce(33,
       [](Bytes value, KnownExtensions& out) {
           return keep(parse_policy_mappings(value), out.policy_mappings);
       }),
    ce(36,
       [](Bytes value, KnownExtensions& out) {
           return keep(parse_policy_constraints(value), out.policy_constraints);
       }),
    ce(54,
       [](Bytes value, KnownExtensions& out) {
           return keep(parse_inhibit_any_policy(value), out.inhibit_any_policy);
       }),
    pe(1,
       [](Bytes value, KnownExtensions& out) {
           return keep(parse_authority_info_access(value), out.authority_info_access);
       }),
    pe(24, read_features),
};

void read_known(const Extension& extension, KnownExtensions& out) {
    const auto* const known = std::ranges::find_if(kKnown, [&](const Known& each) {
        return std::ranges::equal(each.octets(), extension.id.octets);
    });
    if (known == kKnown.end())
        out.unknown_critical |= extension.critical;
    else if (known->read(extension.value, out) != Status::ok)
        out.malformed = true;
}

}  // namespace

const Extension* find_extension(const std::vector<Extension>& extensions, std::string_view id) {
    const auto octets = object_identifier_of(id);
    if (!octets.ok()) return nullptr;
    const ObjectIdentifier wanted{octets.value()};
    const auto found = std::ranges::find(extensions, wanted, &Extension::id);
    return found != extensions.end() ? &*found : nullptr;
}

KnownExtensions read_known_extensions(const Certificate& certificate) {
    KnownExtensions out;
    for (const Extension& extension : certificate.extensions) read_known(extension, out);
    return out;
}

}  // namespace secur32::x509
