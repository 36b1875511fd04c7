// RFC 5280 4.2 and 5.2.5, production by production.
#include "sslprovider/x509/extensions.h"

#include <algorithm>
#include <limits>

#include "sslprovider/base/trace.h"
#include "sslprovider/x509/productions.h"

namespace secur32::x509 {
namespace {

// Runs read(reader) on all of value.
template <typename T, typename Read>
Result<T> parse(Bytes value, std::string_view reason, Read&& read) {
    DerReader in(value);
    T out = std::forward<Read>(read)(in);
    if (!in.done()) return trace::because(Status::bad_data, reason);
    return out;
}

// SEQUENCE SIZE (1..MAX) OF, or with another tag an IMPLICIT one.
template <typename Read>
auto read_list(DerReader& in, DerTag tag, Read read) {
    std::vector<decltype(read(in))> out;
    in.nested(tag, [&](DerReader& list) {
        do out.push_back(read(list));
        while (list.more());
    });
    return out;
}

// BOOLEAN DEFAULT FALSE.  Many certificates encode the default, which X.690 11.5 forbids; it says
// nothing else than its absence.
bool read_default_false(DerReader& in, DerTag tag = DerTag::boolean) {
    return in.next_is(tag) && in.boolean(tag);
}

// INTEGER (0..MAX); what is over 2^32-1 is 2^32-1.
std::uint32_t read_number(DerReader& in, DerTag tag = DerTag::integer) {
    const Bytes value = in.integer(tag);
    if (value.empty()) return 0;
    if (value.front() >= 0x80) {
        in.fail();
        return 0;
    }
    if (value.size() > 5 || (value.size() == 5 && value.front() != 0))
        return std::numeric_limits<std::uint32_t>::max();
    std::uint32_t number = 0;
    for (const std::uint8_t octet : value) number = number << 8 | octet;
    return number;
}

std::optional<std::uint32_t> read_optional_number(DerReader& in, DerTag tag) {
    if (!in.next_is(tag)) return std::nullopt;
    return read_number(in, tag);
}

Bytes read_ia5_string(DerReader& in, DerTag tag) {
    const Bytes text = in.contents(tag);
    return std::ranges::all_of(text, [](std::uint8_t octet) { return octet < 0x80; }) ? text
                                                                                      : in.fail();
}

//   AnotherName ::= SEQUENCE { type-id OBJECT IDENTIFIER, value [0] EXPLICIT ANY }
void read_other_name(DerReader& in, GeneralName& out) {
    in.nested(der_explicit(0), [&](DerReader& name) {
        out.other_type = name.object_identifier();
        name.nested(der_explicit(0), [&](DerReader& value) { out.value = value.any(); });
    });
}

void read_ia5_name(DerReader& in, GeneralName& out) {
    out.value = read_ia5_string(in, der_implicit(static_cast<unsigned>(out.form)));
}

// ORAddress and EDIPartyName, into which nothing looks.
void read_unknown_name(DerReader& in, GeneralName& out) {
    out.value = in.contents(der_explicit(static_cast<unsigned>(out.form)));
}

// A CHOICE is always tagged explicitly.
void read_directory_name(DerReader& in, GeneralName& out) {
    in.nested(der_explicit(4), [&](DerReader& name) { out.value = read_name(name); });
}

void read_ip_address(DerReader& in, GeneralName& out) { out.value = in.contents(der_implicit(7)); }

void read_registered_id(DerReader& in, GeneralName& out) {
    out.value = in.object_identifier(der_implicit(8)).octets;
}

struct NameRow {
    DerTag tag;
    GeneralName::Form form;
    void (*read)(DerReader&, GeneralName&);
};
using Form = GeneralName::Form;
// The most frequent ones first.
constexpr NameRow kNameRows[] = {
    {der_implicit(2), Form::dns_name, read_ia5_name},
    {der_implicit(6), Form::uniform_resource_identifier, read_ia5_name},
    {der_explicit(4), Form::directory_name, read_directory_name},
    {der_implicit(1), Form::rfc822_name, read_ia5_name},
    {der_implicit(7), Form::ip_address, read_ip_address},
    {der_explicit(0), Form::other_name, read_other_name},
    {der_implicit(8), Form::registered_id, read_registered_id},
    {der_explicit(3), Form::x400_address, read_unknown_name},
    {der_explicit(5), Form::edi_party_name, read_unknown_name},
};

GeneralNames read_general_names(DerReader& in, DerTag tag = DerTag::sequence) {
    return read_list(in, tag, read_general_name);
}

AuthorityKeyIdentifier read_authority_key_identifier(DerReader& in) {
    AuthorityKeyIdentifier out;
    in.nested(DerTag::sequence, [&](DerReader& id) {
        if (id.next_is(der_implicit(0))) out.key_identifier = id.contents(der_implicit(0));
        if (id.next_is(der_explicit(1))) out.issuer = read_general_names(id, der_explicit(1));
        if (id.next_is(der_implicit(2))) out.serial_number = id.integer(der_implicit(2));
    });
    return out;
}

BasicConstraints read_basic_constraints(DerReader& in) {
    BasicConstraints out;
    in.nested(DerTag::sequence, [&](DerReader& constraints) {
        out.ca = read_default_false(constraints);
        out.path_length = read_optional_number(constraints, DerTag::integer);
    });
    return out;
}

GeneralSubtree read_subtree(DerReader& in) {
    GeneralSubtree out;
    in.nested(DerTag::sequence, [&](DerReader& subtree) {
        out.base = read_general_name(subtree);
        out.minimum = read_optional_number(subtree, der_implicit(0)).value_or(0);
        out.maximum = read_optional_number(subtree, der_implicit(1));
    });
    return out;
}

NameConstraints read_name_constraints(DerReader& in) {
    NameConstraints out;
    in.nested(DerTag::sequence, [&](DerReader& constraints) {
        if (constraints.next_is(der_explicit(0)))
            out.permitted = read_list(constraints, der_explicit(0), read_subtree);
        if (constraints.next_is(der_explicit(1)))
            out.excluded = read_list(constraints, der_explicit(1), read_subtree);
    });
    return out;
}

PolicyQualifier read_qualifier(DerReader& in) {
    PolicyQualifier out;
    in.nested(DerTag::sequence, [&](DerReader& qualifier) {
        out.id = qualifier.object_identifier();
        out.qualifier = qualifier.any();
    });
    return out;
}

PolicyInformation read_policy(DerReader& in) {
    PolicyInformation out;
    in.nested(DerTag::sequence, [&](DerReader& policy) {
        out.id = policy.object_identifier();
        if (policy.more()) out.qualifiers = read_list(policy, DerTag::sequence, read_qualifier);
    });
    return out;
}

PolicyMapping read_mapping(DerReader& in) {
    PolicyMapping out;
    in.nested(DerTag::sequence, [&](DerReader& mapping) {
        out.issuer_domain = mapping.object_identifier();
        out.subject_domain = mapping.object_identifier();
    });
    return out;
}

PolicyConstraints read_policy_constraints(DerReader& in) {
    PolicyConstraints out;
    in.nested(DerTag::sequence, [&](DerReader& constraints) {
        out.require_explicit_policy = read_optional_number(constraints, der_implicit(0));
        out.inhibit_policy_mapping = read_optional_number(constraints, der_implicit(1));
    });
    return out;
}

// The contents of a RelativeDistinguishedName, judged.
Bytes read_relative_name(DerReader& in) {
    Bytes contents = in.contents(der_explicit(1));
    DerReader attributes(contents);
    do
        attributes.nested(DerTag::sequence, [](DerReader& attribute) {
            attribute.object_identifier();
            attribute.any();
        });
    while (attributes.more());
    return attributes.done() ? contents : in.fail();
}

// distributionPoint [0] DistributionPointName OPTIONAL, into a DistributionPoint or an
// IssuingDistributionPoint.
template <typename Point>
void read_point_name(DerReader& in, Point& out) {
    if (!in.next_is(der_explicit(0))) return;
    in.nested(der_explicit(0), [&](DerReader& name) {
        if (name.next_is(der_explicit(1)))
            out.relative_name = read_relative_name(name);
        else
            out.full_name = read_general_names(name, der_explicit(0));
    });
}

std::optional<DerBits> read_reasons(DerReader& in, unsigned number) {
    if (!in.next_is(der_implicit(number))) return std::nullopt;
    return in.bit_string(der_implicit(number));
}

DistributionPoint read_distribution_point(DerReader& in) {
    DistributionPoint out;
    in.nested(DerTag::sequence, [&](DerReader& point) {
        read_point_name(point, out);
        out.reasons = read_reasons(point, 1);
        if (point.next_is(der_explicit(2)))
            out.crl_issuer = read_general_names(point, der_explicit(2));
    });
    return out;
}

IssuingDistributionPoint read_issuing_distribution_point(DerReader& in) {
    IssuingDistributionPoint out;
    in.nested(DerTag::sequence, [&](DerReader& point) {
        read_point_name(point, out);
        out.only_user_certs = read_default_false(point, der_implicit(1));
        out.only_ca_certs = read_default_false(point, der_implicit(2));
        out.only_some_reasons = read_reasons(point, 3);
        out.indirect_crl = read_default_false(point, der_implicit(4));
        out.only_attribute_certs = read_default_false(point, der_implicit(5));
    });
    return out;
}

AccessDescription read_access_description(DerReader& in) {
    AccessDescription out;
    in.nested(DerTag::sequence, [&](DerReader& description) {
        out.method = description.object_identifier();
        out.location = read_general_name(description);
    });
    return out;
}

}  // namespace

GeneralName read_general_name(DerReader& in) {
    GeneralName out;
    const auto* const row =
        std::ranges::find_if(kNameRows, [&](const NameRow& each) { return in.next_is(each.tag); });
    if (row == std::end(kNameRows)) {
        in.fail();
        return out;
    }
    out.form = row->form;
    row->read(in, out);
    return out;
}

Result<GeneralNames> parse_general_names(Bytes value) {
    return parse<GeneralNames>(value, "x509: no GeneralNames",
                               [](DerReader& in) { return read_general_names(in); });
}

Result<AuthorityKeyIdentifier> parse_authority_key_identifier(Bytes value) {
    return parse<AuthorityKeyIdentifier>(value, "x509: no AuthorityKeyIdentifier",
                                         read_authority_key_identifier);
}

Result<Bytes> parse_subject_key_identifier(Bytes value) {
    return parse<Bytes>(value, "x509: no SubjectKeyIdentifier",
                        [](DerReader& in) { return in.contents(DerTag::octet_string); });
}

Result<KeyUsage> parse_key_usage(Bytes value) {
    return parse<KeyUsage>(value, "x509: no KeyUsage",
                           [](DerReader& in) { return KeyUsage{in.bit_string()}; });
}

Result<ExtendedKeyUsage> parse_extended_key_usage(Bytes value) {
    return parse<ExtendedKeyUsage>(value, "x509: no ExtKeyUsageSyntax", [](DerReader& in) {
        return read_list(in, DerTag::sequence,
                         [](DerReader& list) { return list.object_identifier(); });
    });
}

Result<BasicConstraints> parse_basic_constraints(Bytes value) {
    return parse<BasicConstraints>(value, "x509: no BasicConstraints", read_basic_constraints);
}

Result<NameConstraints> parse_name_constraints(Bytes value) {
    return parse<NameConstraints>(value, "x509: no NameConstraints", read_name_constraints);
}

Result<std::vector<PolicyInformation>> parse_certificate_policies(Bytes value) {
    return parse<std::vector<PolicyInformation>>(
        value, "x509: no CertificatePolicies",
        [](DerReader& in) { return read_list(in, DerTag::sequence, read_policy); });
}

Result<std::vector<PolicyMapping>> parse_policy_mappings(Bytes value) {
    return parse<std::vector<PolicyMapping>>(value, "x509: no PolicyMappings", [](DerReader& in) {
        return read_list(in, DerTag::sequence, read_mapping);
    });
}

Result<PolicyConstraints> parse_policy_constraints(Bytes value) {
    return parse<PolicyConstraints>(value, "x509: no PolicyConstraints", read_policy_constraints);
}

Result<std::uint32_t> parse_inhibit_any_policy(Bytes value) {
    return parse<std::uint32_t>(value, "x509: no InhibitAnyPolicy",
                                [](DerReader& in) { return read_number(in); });
}

Result<std::vector<DistributionPoint>> parse_crl_distribution_points(Bytes value) {
    return parse<std::vector<DistributionPoint>>(
        value, "x509: no CRLDistributionPoints",
        [](DerReader& in) { return read_list(in, DerTag::sequence, read_distribution_point); });
}

Result<IssuingDistributionPoint> parse_issuing_distribution_point(Bytes value) {
    return parse<IssuingDistributionPoint>(value, "x509: no IssuingDistributionPoint",
                                           read_issuing_distribution_point);
}

Result<std::vector<AccessDescription>> parse_authority_info_access(Bytes value) {
    return parse<std::vector<AccessDescription>>(
        value, "x509: no AuthorityInfoAccessSyntax",
        [](DerReader& in) { return read_list(in, DerTag::sequence, read_access_description); });
}

}  // namespace secur32::x509
