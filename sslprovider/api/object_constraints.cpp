// Extensions that limit what a certificate is good for (RFC 5280 4.2.1): basic constraints,
// policies, key purposes.
#include "sslprovider/api/object_codec.h"
#include "sslprovider/x509/productions.h"

namespace secur32::api {
namespace {

// Certificates in use encode FALSE though it is the default.
void read_basic_constraints2(DerReader& in, ObjectDecoder& decoder,
                             CERT_BASIC_CONSTRAINTS2_INFO& out) {
    in.nested(DerTag::sequence, [&](DerReader& constraints) {
        if (constraints.next_is(DerTag::boolean)) out.fCA = constraints.boolean() ? TRUE : FALSE;
        out.fPathLenConstraint =
            read_optional_dword(constraints, decoder, DerTag::integer, out.dwPathLenConstraint)
                ? TRUE
                : FALSE;
    });
}

void write_basic_constraints2(const CERT_BASIC_CONSTRAINTS2_INFO& from, ObjectEncoder& encoder) {
    encoder.out.nested(DerTag::sequence, [&] {
        if (from.fCA != FALSE) encoder.out.boolean(true);
        if (from.fPathLenConstraint != FALSE) write_dword(from.dwPathLenConstraint, encoder);
    });
}

void read_name(DerReader& in, ObjectDecoder& decoder, CERT_NAME_BLOB& out) {
    out = decoder.memory.octets(x509::read_name(in));
}

// The extension 2.5.29.10 of drafts before X.509 v3:
//   SEQUENCE { subjectType SubjectType, pathLenConstraint INTEGER OPTIONAL,
//              subtreesConstraint SEQUENCE OF Name OPTIONAL }    SubjectType ::= BIT STRING
void read_basic_constraints(DerReader& in, ObjectDecoder& decoder,
                            CERT_BASIC_CONSTRAINTS_INFO& out) {
    in.nested(DerTag::sequence, [&](DerReader& constraints) {
        out.SubjectType = decoder.memory.bits(constraints.bit_string());
        out.fPathLenConstraint =
            read_optional_dword(constraints, decoder, DerTag::integer, out.dwPathLenConstraint)
                ? TRUE
                : FALSE;
        if (constraints.more())
            read_array(constraints, DerTag::sequence, decoder, out.cSubtreesConstraint,
                       out.rgSubtreesConstraint, read_name);
    });
}

void write_basic_constraints(const CERT_BASIC_CONSTRAINTS_INFO& from, ObjectEncoder& encoder) {
    encoder.out.nested(DerTag::sequence, [&] {
        encoder.bits(from.SubjectType);
        if (from.fPathLenConstraint != FALSE) write_dword(from.dwPathLenConstraint, encoder);
        if (from.cSubtreesConstraint == 0) return;
        encoder.out.nested(DerTag::sequence, [&] {
            for (const CERT_NAME_BLOB& each :
                 encoder.list(from.rgSubtreesConstraint, from.cSubtreesConstraint))
                encoder.element(each);
        });
    });
}

void read_qualifier(DerReader& in, ObjectDecoder& decoder, CERT_POLICY_QUALIFIER_INFO& out) {
    in.nested(DerTag::sequence, [&](DerReader& qualifier) {
        out.pszPolicyQualifierId = decoder.memory.id(qualifier.object_identifier());
        if (qualifier.more()) out.Qualifier = decoder.memory.octets(qualifier.any());
    });
}

void read_policy(DerReader& in, ObjectDecoder& decoder, CERT_POLICY_INFO& out) {
    in.nested(DerTag::sequence, [&](DerReader& policy) {
        out.pszPolicyIdentifier = decoder.memory.id(policy.object_identifier());
        if (policy.more())
            read_array(policy, DerTag::sequence, decoder, out.cPolicyQualifier,
                       out.rgPolicyQualifier, read_qualifier);
    });
}

void read_policies(DerReader& in, ObjectDecoder& decoder, CERT_POLICIES_INFO& out) {
    read_array(in, DerTag::sequence, decoder, out.cPolicyInfo, out.rgPolicyInfo, read_policy);
}

void write_policy(const CERT_POLICY_INFO& from, ObjectEncoder& encoder) {
    encoder.id(from.pszPolicyIdentifier);
    if (from.cPolicyQualifier == 0) return;
    encoder.out.nested(DerTag::sequence, [&] {
        for (const CERT_POLICY_QUALIFIER_INFO& each :
             encoder.list(from.rgPolicyQualifier, from.cPolicyQualifier))
            encoder.out.nested(DerTag::sequence, [&] {
                encoder.id(each.pszPolicyQualifierId);
                if (each.Qualifier.cbData != 0) encoder.element(each.Qualifier);
            });
    });
}

void write_policies(const CERT_POLICIES_INFO& from, ObjectEncoder& encoder) {
    encoder.out.nested(DerTag::sequence, [&] {
        for (const CERT_POLICY_INFO& each : encoder.list(from.rgPolicyInfo, from.cPolicyInfo))
            encoder.out.nested(DerTag::sequence, [&] { write_policy(each, encoder); });
    });
}

void read_mapping(DerReader& in, ObjectDecoder& decoder, CERT_POLICY_MAPPING& out) {
    in.nested(DerTag::sequence, [&](DerReader& mapping) {
        out.pszIssuerDomainPolicy = decoder.memory.id(mapping.object_identifier());
        out.pszSubjectDomainPolicy = decoder.memory.id(mapping.object_identifier());
    });
}

void read_mappings(DerReader& in, ObjectDecoder& decoder, CERT_POLICY_MAPPINGS_INFO& out) {
    read_array(in, DerTag::sequence, decoder, out.cPolicyMapping, out.rgPolicyMapping,
               read_mapping);
}

void write_mappings(const CERT_POLICY_MAPPINGS_INFO& from, ObjectEncoder& encoder) {
    encoder.out.nested(DerTag::sequence, [&] {
        for (const CERT_POLICY_MAPPING& each :
             encoder.list(from.rgPolicyMapping, from.cPolicyMapping))
            encoder.out.nested(DerTag::sequence, [&] {
                encoder.id(each.pszIssuerDomainPolicy);
                encoder.id(each.pszSubjectDomainPolicy);
            });
    });
}

void read_policy_constraints(DerReader& in, ObjectDecoder& decoder,
                             CERT_POLICY_CONSTRAINTS_INFO& out) {
    in.nested(DerTag::sequence, [&](DerReader& constraints) {
        const bool requires_policy = read_optional_dword(constraints, decoder, der_implicit(0),
                                                         out.dwRequireExplicitPolicySkipCerts);
        const bool inhibits_mapping = read_optional_dword(constraints, decoder, der_implicit(1),
                                                          out.dwInhibitPolicyMappingSkipCerts);
        out.fRequireExplicitPolicy = requires_policy ? TRUE : FALSE;
        out.fInhibitPolicyMapping = inhibits_mapping ? TRUE : FALSE;
    });
}

void write_policy_constraints(const CERT_POLICY_CONSTRAINTS_INFO& from, ObjectEncoder& encoder) {
    encoder.out.nested(DerTag::sequence, [&] {
        if (from.fRequireExplicitPolicy != FALSE)
            write_dword(from.dwRequireExplicitPolicySkipCerts, encoder, der_implicit(0));
        if (from.fInhibitPolicyMapping != FALSE)
            write_dword(from.dwInhibitPolicyMappingSkipCerts, encoder, der_implicit(1));
    });
}

void read_usage(DerReader& in, ObjectDecoder& decoder, LPSTR& out) {
    out = decoder.memory.id(in.object_identifier());
}

void read_usages(DerReader& in, ObjectDecoder& decoder, CERT_ENHKEY_USAGE& out) {
    read_array(in, DerTag::sequence, decoder, out.cUsageIdentifier, out.rgpszUsageIdentifier,
               read_usage);
}

void write_usages(const CERT_ENHKEY_USAGE& from, ObjectEncoder& encoder) {
    encoder.out.nested(DerTag::sequence, [&] {
        for (const LPSTR each : encoder.list(from.rgpszUsageIdentifier, from.cUsageIdentifier))
            encoder.id(each);
    });
}

}  // namespace

const ObjectType kBasicConstraints = kObjectType<DerTag::sequence, CERT_BASIC_CONSTRAINTS_INFO,
                                                 read_basic_constraints, write_basic_constraints>;
const ObjectType kBasicConstraints2 =
    kObjectType<DerTag::sequence, CERT_BASIC_CONSTRAINTS2_INFO, read_basic_constraints2,
                write_basic_constraints2>;
const ObjectType kPolicies =
    kObjectType<DerTag::sequence, CERT_POLICIES_INFO, read_policies, write_policies>;
const ObjectType kPolicyMappings =
    kObjectType<DerTag::sequence, CERT_POLICY_MAPPINGS_INFO, read_mappings, write_mappings>;
const ObjectType kPolicyConstraints =
    kObjectType<DerTag::sequence, CERT_POLICY_CONSTRAINTS_INFO, read_policy_constraints,
                write_policy_constraints>;
const ObjectType kEnhancedKeyUsage =
    kObjectType<DerTag::sequence, CERT_ENHKEY_USAGE, read_usages, write_usages>;

}  // namespace secur32::api
