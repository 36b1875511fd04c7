// The extensions of certificates (RFC 5280 4.2), each read from the extension's value into views of
// its octets.  Not judged here: whether an extension permits what is being done (chain.h).
// Every parse_* answers bad_data for what is not the structure above it, or has octets behind it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "sslprovider/base/der.h"
#include "sslprovider/base/status.h"
#include "sslprovider/x509/certificate.h"

namespace secur32::x509 {

//   GeneralName ::= CHOICE {
//        otherName                 [0]  AnotherName,
//        rfc822Name                [1]  IA5String,
//        dNSName                   [2]  IA5String,
//        x400Address               [3]  ORAddress,
//        directoryName             [4]  Name,
//        ediPartyName              [5]  EDIPartyName,
//        uniformResourceIdentifier [6]  IA5String,
//        iPAddress                 [7]  OCTET STRING,
//        registeredID              [8]  OBJECT IDENTIFIER }
struct GeneralName {
    enum class Form : std::uint8_t {
        other_name,
        rfc822_name,
        dns_name,
        x400_address,
        directory_name,
        edi_party_name,
        uniform_resource_identifier,
        ip_address,
        registered_id,
    };
    Form form = Form::other_name;
    // Contents of the string, the octets or the OBJECT IDENTIFIER; a Name with its header; of an
    // otherName what is inside [0], with its header; of the rest the element's contents.
    Bytes value;
    ObjectIdentifier other_type;  // type-id of an otherName
    std::string_view text() const {
        return {reinterpret_cast<const char*>(value.data()), value.size()};
    }
};
using GeneralNames = std::vector<GeneralName>;
// The next element; fails the reader for what is none, or an IA5String of octets over 127.
GeneralName read_general_name(DerReader& in);
//   GeneralNames ::= SEQUENCE SIZE (1..MAX) OF GeneralName
Result<GeneralNames> parse_general_names(Bytes value);  // subjectAltName, issuerAltName

//   AuthorityKeyIdentifier ::= SEQUENCE {
//      keyIdentifier             [0] KeyIdentifier           OPTIONAL,
//      authorityCertIssuer       [1] GeneralNames            OPTIONAL,
//      authorityCertSerialNumber [2] CertificateSerialNumber OPTIONAL  }
struct AuthorityKeyIdentifier {
    std::optional<Bytes> key_identifier;
    GeneralNames issuer;
    std::optional<Bytes> serial_number;
};
Result<AuthorityKeyIdentifier> parse_authority_key_identifier(Bytes value);

//   SubjectKeyIdentifier ::= KeyIdentifier          -- OCTET STRING
Result<Bytes> parse_subject_key_identifier(Bytes value);

// KeyUsage ::= BIT STRING: bit 0, digitalSignature, is 0x80 of the first octet, as Windows'
// CERT_DIGITAL_SIGNATURE_KEY_USAGE.
struct KeyUsage {
    DerBits bits;
    bool has(unsigned bit) const {
        return bit / 8 < bits.octets.size() && (bits.octets[bit / 8] & (0x80 >> bit % 8)) != 0;
    }
    static constexpr unsigned kDigitalSignature = 0, kKeyEncipherment = 2, kKeyAgreement = 4,
                              kKeyCertSign = 5, kCrlSign = 6;
};
Result<KeyUsage> parse_key_usage(Bytes value);

//   ExtKeyUsageSyntax ::= SEQUENCE SIZE (1..MAX) OF KeyPurposeId
using ExtendedKeyUsage = std::vector<ObjectIdentifier>;
Result<ExtendedKeyUsage> parse_extended_key_usage(Bytes value);

//   BasicConstraints ::= SEQUENCE {
//        cA                      BOOLEAN DEFAULT FALSE,
//        pathLenConstraint       INTEGER (0..MAX) OPTIONAL }
struct BasicConstraints {
    bool ca = false;
    std::optional<std::uint32_t> path_length;  // one over 2^32-1 is 2^32-1
};
Result<BasicConstraints> parse_basic_constraints(Bytes value);

//   NameConstraints ::= SEQUENCE {
//        permittedSubtrees       [0]     GeneralSubtrees OPTIONAL,
//        excludedSubtrees        [1]     GeneralSubtrees OPTIONAL }
//   GeneralSubtree ::= SEQUENCE {
//        base                    GeneralName,
//        minimum         [0]     BaseDistance DEFAULT 0,
//        maximum         [1]     BaseDistance OPTIONAL }
struct GeneralSubtree {
    GeneralName base;
    std::uint32_t minimum = 0;
    std::optional<std::uint32_t> maximum;
};
struct NameConstraints {
    std::vector<GeneralSubtree> permitted, excluded;
};
Result<NameConstraints> parse_name_constraints(Bytes value);

//   PolicyInformation ::= SEQUENCE {
//        policyIdentifier   CertPolicyId,
//        policyQualifiers   SEQUENCE SIZE (1..MAX) OF PolicyQualifierInfo OPTIONAL }
//   PolicyQualifierInfo ::= SEQUENCE { policyQualifierId OBJECT IDENTIFIER, qualifier ANY }
struct PolicyQualifier {
    ObjectIdentifier id;
    Bytes qualifier;  // header and contents
};
struct PolicyInformation {
    ObjectIdentifier id;
    std::vector<PolicyQualifier> qualifiers;
};
Result<std::vector<PolicyInformation>> parse_certificate_policies(Bytes value);

//   PolicyMappings ::= SEQUENCE SIZE (1..MAX) OF SEQUENCE {
//        issuerDomainPolicy CertPolicyId, subjectDomainPolicy CertPolicyId }
struct PolicyMapping {
    ObjectIdentifier issuer_domain, subject_domain;
};
Result<std::vector<PolicyMapping>> parse_policy_mappings(Bytes value);

//   PolicyConstraints ::= SEQUENCE {
//        requireExplicitPolicy   [0] SkipCerts OPTIONAL,
//        inhibitPolicyMapping    [1] SkipCerts OPTIONAL }
struct PolicyConstraints {
    std::optional<std::uint32_t> require_explicit_policy, inhibit_policy_mapping;
};
Result<PolicyConstraints> parse_policy_constraints(Bytes value);

//   InhibitAnyPolicy ::= SkipCerts
Result<std::uint32_t> parse_inhibit_any_policy(Bytes value);

//   DistributionPoint ::= SEQUENCE {
//        distributionPoint       [0]     DistributionPointName OPTIONAL,
//        reasons                 [1]     ReasonFlags OPTIONAL,
//        cRLIssuer               [2]     GeneralNames OPTIONAL }
//   DistributionPointName ::= CHOICE {
//        fullName                [0]     GeneralNames,
//        nameRelativeToCRLIssuer [1]     RelativeDistinguishedName }
struct DistributionPoint {
    GeneralNames full_name;
    std::optional<Bytes> relative_name;  // its AttributeTypeAndValues, without the set's header
    std::optional<DerBits> reasons;
    GeneralNames crl_issuer;
};
Result<std::vector<DistributionPoint>> parse_crl_distribution_points(Bytes value);

//   IssuingDistributionPoint ::= SEQUENCE {
//        distributionPoint          [0] DistributionPointName OPTIONAL,
//        onlyContainsUserCerts      [1] BOOLEAN DEFAULT FALSE,
//        onlyContainsCACerts        [2] BOOLEAN DEFAULT FALSE,
//        onlySomeReasons            [3] ReasonFlags OPTIONAL,
//        indirectCRL                [4] BOOLEAN DEFAULT FALSE,
//        onlyContainsAttributeCerts [5] BOOLEAN DEFAULT FALSE }
struct IssuingDistributionPoint {
    GeneralNames full_name;
    std::optional<Bytes> relative_name;
    bool only_user_certs = false, only_ca_certs = false, indirect_crl = false,
         only_attribute_certs = false;
    std::optional<DerBits> only_some_reasons;
};
Result<IssuingDistributionPoint> parse_issuing_distribution_point(Bytes value);

//   AuthorityInfoAccessSyntax  ::= SEQUENCE SIZE (1..MAX) OF AccessDescription
//   AccessDescription  ::=  SEQUENCE {
//        accessMethod          OBJECT IDENTIFIER,
//        accessLocation        GeneralName  }
struct AccessDescription {
    ObjectIdentifier method;
    GeneralName location;
};
Result<std::vector<AccessDescription>> parse_authority_info_access(Bytes value);

// The extension with this id, as "2.5.29.19" writes it; null for none.
const Extension* find_extension(const std::vector<Extension>& extensions, std::string_view id);

// What chain building asks of a certificate, read once.
struct KnownExtensions {
    std::optional<BasicConstraints> basic_constraints;
    std::optional<KeyUsage> key_usage;
    std::optional<ExtendedKeyUsage> extended_key_usage;
    GeneralNames subject_alt_names;
    bool has_subject_alt_name = false;
    std::optional<AuthorityKeyIdentifier> authority_key_identifier;
    std::optional<Bytes> subject_key_identifier;
    std::optional<NameConstraints> name_constraints;
    std::optional<std::vector<PolicyInformation>> certificate_policies;
    std::vector<PolicyMapping> policy_mappings;
    PolicyConstraints policy_constraints;
    std::optional<std::uint32_t> inhibit_any_policy;
    std::vector<DistributionPoint> crl_distribution_points;
    std::vector<AccessDescription> authority_info_access;
    bool must_staple = false;  // RFC 7633: TLS feature 5, status_request
    // Some extension above is there and is not its structure.
    bool malformed = false;
    // Some extension is critical and none of those above.
    bool unknown_critical = false;
};
// The views live as long as the certificate's octets.
KnownExtensions read_known_extensions(const Certificate& certificate);

}  // namespace secur32::x509
