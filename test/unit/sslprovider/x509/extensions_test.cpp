// Extensions of certificates: what libcrypto reads is what we read, and what is none is refused.
#include "sslprovider/x509/extensions.h"

#include <gtest/gtest.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <functional>
#include <memory>

#include "test/support/der_writer.h"
#include "test/support/test_authority.h"
#include "test/support/vectors.h"

namespace secur32::x509 {
namespace {

using test::tlv;
using test::operator+;
using Form = GeneralName::Form;

Buffer copy(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

// The value of an extension as libcrypto's configuration language tells it.
Buffer value_of(int nid, const char* text) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, nullptr, nullptr, nullptr, nullptr, 0);
    X509_EXTENSION* const made = X509V3_EXT_conf_nid(nullptr, &context, nid, text);
    if (made == nullptr) throw std::runtime_error(text);
    const ASN1_OCTET_STRING* const value = X509_EXTENSION_get_data(made);
    const Buffer out(ASN1_STRING_get0_data(value),
                     ASN1_STRING_get0_data(value) + ASN1_STRING_length(value));
    X509_EXTENSION_free(made);
    return out;
}

const Buffer kId = tlv(0x06, Buffer{0x2A, 3, 4});  // 1.2.3.4
const Buffer kHost = tlv(0x82, "a.example");
const Buffer kUrl = tlv(0x86, "http://a.example/");
// CN=a
const Buffer kName =
    tlv(0x30, {tlv(0x31, {tlv(0x30, {tlv(0x06, Buffer{0x55, 4, 3}), tlv(0x0C, "a")})})});

Buffer sequence(std::initializer_list<Buffer> parts) { return tlv(0x30, parts); }

// ---- Every parser -------------------------------------------------------------------------------

struct Parser {
    const char* name;
    std::function<Status(Bytes)> parse;
    Buffer sample;
};

template <typename T>
std::function<Status(Bytes)> status_of(Result<T> (*parse)(Bytes)) {
    return [parse](Bytes value) { return parse(value).status(); };
}

const std::vector<Parser>& parsers() {
    static const std::vector<Parser> all = {
        {"GeneralNames", status_of(parse_general_names),
         value_of(NID_subject_alt_name, "DNS:a,URI:http://b/,email:c@d,IP:192.0.2.1,RID:1.2.3")},
        {"AuthorityKeyIdentifier", status_of(parse_authority_key_identifier),
         sequence({tlv(0x80, Buffer{1, 2}), tlv(0xA1, tlv(0xA4, kName)), tlv(0x82, Buffer{7})})},
        {"SubjectKeyIdentifier", status_of(parse_subject_key_identifier), tlv(4, Buffer{1, 2})},
        {"KeyUsage", status_of(parse_key_usage), value_of(NID_key_usage, "cRLSign,decipherOnly")},
        {"ExtKeyUsageSyntax", status_of(parse_extended_key_usage),
         value_of(NID_ext_key_usage, "serverAuth,1.2.3")},
        {"BasicConstraints", status_of(parse_basic_constraints),
         value_of(NID_basic_constraints, "CA:TRUE,pathlen:300")},
        {"NameConstraints", status_of(parse_name_constraints),
         value_of(NID_name_constraints, "permitted;DNS:a,excluded;email:b")},
        {"CertificatePolicies", status_of(parse_certificate_policies),
         sequence({sequence({kId, sequence({sequence({kId, tlv(0x16, "http://a/")})})})})},
        {"PolicyMappings", status_of(parse_policy_mappings),
         value_of(NID_policy_mappings, "1.2.3:1.2.4")},
        {"PolicyConstraints", status_of(parse_policy_constraints),
         value_of(NID_policy_constraints, "requireExplicitPolicy:1,inhibitPolicyMapping:2")},
        {"InhibitAnyPolicy", status_of(parse_inhibit_any_policy),
         value_of(NID_inhibit_any_policy, "2")},
        {"CRLDistributionPoints", status_of(parse_crl_distribution_points),
         sequence({sequence(
             {tlv(0xA0, tlv(0xA0, kUrl)), tlv(0x81, Buffer{1, 6}), tlv(0xA2, tlv(0xA4, kName))})})},
        {"IssuingDistributionPoint", status_of(parse_issuing_distribution_point),
         sequence({tlv(0xA0, tlv(0xA0, kUrl)), tlv(0x81, Buffer{0xFF}), tlv(0x83, Buffer{1, 6}),
                   tlv(0x84, Buffer{0xFF})})},
        {"AuthorityInfoAccessSyntax", status_of(parse_authority_info_access),
         value_of(NID_info_access, "OCSP;URI:http://o/,caIssuers;DNS:a")},
    };
    return all;
}

TEST(Extensions, TakeTheSampleOfEachAndNothingThatIsCutOff) {
    std::size_t cut = 0;
    for (const Parser& each : parsers()) {
        EXPECT_EQ(each.parse(each.sample), Status::ok) << each.name;
        for (std::size_t size = 0; size < each.sample.size(); ++size, ++cut) {
            // At the end of what is allocated, where a sanitizer sees one octet too many.
            const std::unique_ptr<std::uint8_t[]> exact(new std::uint8_t[size]);
            std::copy_n(each.sample.begin(), size, exact.get());
            EXPECT_EQ(each.parse({exact.get(), size}), Status::bad_data)
                << each.name << " cut to " << size;
        }
    }
    std::printf("%zu parsers, %zu cut\n", parsers().size(), cut);
}

TEST(Extensions, RefuseOctetsBehindTheEnd) {
    for (const Parser& each : parsers())
        EXPECT_EQ(each.parse(each.sample + Buffer{0}), Status::bad_data) << each.name;
}

TEST(Extensions, RefuseAnotherTypeOutside) {
    for (const Parser& each : parsers())
        for (const unsigned tag : {0x01U, 0x02U, 0x03U, 0x04U, 0x05U, 0x30U, 0x31U, 0x24U}) {
            Buffer other = each.sample;
            if (other[0] == tag) continue;
            other[0] = static_cast<std::uint8_t>(tag);
            EXPECT_EQ(each.parse(other), Status::bad_data) << each.name << " as " << tag;
        }
}

TEST(Extensions, RefuseAnUnknownElementBehindTheLastOne) {
    for (const Parser& each : parsers()) {
        if (each.sample[0] != 0x30) continue;
        Buffer longer = each.sample + Buffer{0x9E, 0};
        longer[1] = static_cast<std::uint8_t>(longer[1] + 2);
        EXPECT_EQ(each.parse(longer), Status::bad_data) << each.name;
    }
}

TEST(Extensions, RefuseAnIndefiniteLength) {
    for (const Parser& each : parsers()) {
        Buffer indefinite = each.sample + Buffer{0, 0};
        indefinite[1] = 0x80;
        EXPECT_EQ(each.parse(indefinite), Status::bad_data) << each.name;
    }
}

TEST(Extensions, RefuseEmptyListsWhereOneIsTheLeast) {
    const Buffer empty = sequence({});
    EXPECT_EQ(parse_general_names(empty).status(), Status::bad_data);
    EXPECT_EQ(parse_extended_key_usage(empty).status(), Status::bad_data);
    EXPECT_EQ(parse_certificate_policies(empty).status(), Status::bad_data);
    EXPECT_EQ(parse_policy_mappings(empty).status(), Status::bad_data);
    EXPECT_EQ(parse_crl_distribution_points(empty).status(), Status::bad_data);
    EXPECT_EQ(parse_authority_info_access(empty).status(), Status::bad_data);
    EXPECT_EQ(parse_certificate_policies(sequence({sequence({kId, empty})})).status(),
              Status::bad_data);
    EXPECT_EQ(parse_name_constraints(sequence({tlv(0xA0, Buffer{})})).status(), Status::bad_data);
}

// ---- GeneralNames -------------------------------------------------------------------------------

TEST(Extensions, ReadEveryFormOfGeneralNameAsLibcryptoWritesIt) {
    const Buffer value = value_of(NID_subject_alt_name,
                                  "DNS:a.example,URI:http://b/,email:c@d,IP:2001:db8::1,"
                                  "RID:1.2.3.4,otherName:1.3.6.1.4.1.311.20.2.3;UTF8:user");
    const auto names = parse_general_names(value);
    ASSERT_TRUE(names.ok());
    ASSERT_EQ(names.value().size(), 6u);
    const GeneralNames& all = names.value();
    EXPECT_EQ(all[0].form, Form::dns_name);
    EXPECT_EQ(all[0].text(), "a.example");
    EXPECT_EQ(all[1].form, Form::uniform_resource_identifier);
    EXPECT_EQ(all[1].text(), "http://b/");
    EXPECT_EQ(all[2].form, Form::rfc822_name);
    EXPECT_EQ(all[3].form, Form::ip_address);
    EXPECT_EQ(all[3].value.size(), 16u);
    EXPECT_EQ(all[4].form, Form::registered_id);
    EXPECT_EQ(ObjectIdentifier{all[4].value}.text(), "1.2.3.4");
    EXPECT_EQ(all[5].form, Form::other_name);
    EXPECT_EQ(all[5].other_type.text(), "1.3.6.1.4.1.311.20.2.3");
    EXPECT_EQ(copy(all[5].value), tlv(0x0C, "user"));
}

TEST(Extensions, ReadDirectoryNamesAndTheFormsIntoWhichNothingLooks) {
    const Buffer value = sequence({tlv(0xA4, kName), tlv(0xA3, Buffer{1, 2}), tlv(0xA5, kHost)});
    const auto names = parse_general_names(value);
    ASSERT_TRUE(names.ok());
    EXPECT_EQ(names.value()[0].form, Form::directory_name);
    EXPECT_EQ(copy(names.value()[0].value), kName);
    EXPECT_EQ(names.value()[1].form, Form::x400_address);
    EXPECT_EQ(copy(names.value()[1].value), (Buffer{1, 2}));
    EXPECT_EQ(names.value()[2].form, Form::edi_party_name);
}

TEST(Extensions, RefuseGeneralNamesThatAreNone) {
    for (const Buffer& bad : {
             tlv(0x89, "a"),                               // no such form
             tlv(0xA2, kHost),                             // a constructed string
             tlv(0x84, "a"),                               // a primitive Name
             tlv(0x82, Buffer{'a', 0x80}),                 // not IA5
             tlv(0x86, Buffer{0xC3, 0xA4}),                // UTF-8 in a URI
             tlv(0xA4, Buffer{}),                          // no Name in it
             tlv(0xA4, kName + kName),                     // two
             tlv(0xA4, tlv(0x30, {tlv(0x31, Buffer{})})),  // an empty RelativeDistinguishedName
             tlv(0x88, Buffer{}),                          // no object identifier
             tlv(0x88, Buffer{0x80, 1}),                   // one that is not minimal
             tlv(0xA0, kId),                               // an otherName without a value
             tlv(0xA0, kId + tlv(0xA0, Buffer{})),         // with an empty one
             tlv(0xA0, kId + tlv(0x80, "a")),              // whose value is IMPLICIT
             tlv(0xA0, tlv(0xA0, kHost)),                  // without a type
         })
        EXPECT_EQ(parse_general_names(sequence({bad})).status(), Status::bad_data)
            << test::to_hex(bad);
}

// ---- Identifiers --------------------------------------------------------------------------------

TEST(Extensions, ReadAuthorityKeyIdentifiersWholeAndInPart) {
    const Buffer whole =
        sequence({tlv(0x80, Buffer{1, 2}), tlv(0xA1, tlv(0xA4, kName)), tlv(0x82, Buffer{0x7F})});
    const auto read = parse_authority_key_identifier(whole);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(copy(*read.value().key_identifier), (Buffer{1, 2}));
    EXPECT_EQ(copy(read.value().issuer.at(0).value), kName);
    EXPECT_EQ(copy(*read.value().serial_number), Buffer{0x7F});
    const auto empty = parse_authority_key_identifier(sequence({}));
    ASSERT_TRUE(empty.ok());
    EXPECT_FALSE(empty.value().key_identifier || empty.value().serial_number);
}

TEST(Extensions, RefuseAuthorityKeyIdentifiersOutOfOrder) {
    const Buffer id = tlv(0x80, Buffer{1}), number = tlv(0x82, Buffer{1});
    EXPECT_EQ(parse_authority_key_identifier(sequence({number, id})).status(), Status::bad_data);
    EXPECT_EQ(parse_authority_key_identifier(sequence({id, id})).status(), Status::bad_data);
    EXPECT_EQ(parse_authority_key_identifier(sequence({tlv(0x82, Buffer{0, 1})})).status(),
              Status::bad_data);
    EXPECT_EQ(parse_authority_key_identifier(sequence({tlv(0xA1, Buffer{})})).status(),
              Status::bad_data);
}

// ---- Usage --------------------------------------------------------------------------------------

TEST(Extensions, ReadKeyUsagesBitForBit) {
    const std::pair<const char*, unsigned> names[] = {
        {"digitalSignature", 0}, {"nonRepudiation", 1}, {"keyEncipherment", 2},
        {"dataEncipherment", 3}, {"keyAgreement", 4},   {"keyCertSign", 5},
        {"cRLSign", 6},          {"encipherOnly", 7},   {"decipherOnly", 8}};
    for (const auto& [name, bit] : names) {
        const Buffer value = value_of(NID_key_usage, name);
        const auto usage = parse_key_usage(value);
        ASSERT_TRUE(usage.ok());
        for (unsigned other = 0; other < 20; ++other)
            EXPECT_EQ(usage.value().has(other), other == bit) << name << ' ' << other;
    }
}

TEST(Extensions, RefuseBitsThatAreNotZeroBehindTheLastOne) {
    EXPECT_EQ(parse_key_usage(tlv(3, Buffer{1, 0xFF})).status(), Status::bad_data);
    EXPECT_EQ(parse_key_usage(tlv(3, Buffer{8, 0})).status(), Status::bad_data);
    EXPECT_EQ(parse_key_usage(tlv(3, Buffer{})).status(), Status::bad_data);
}

TEST(Extensions, ReadKeyPurposesInTheirOrder) {
    const Buffer value = value_of(NID_ext_key_usage, "clientAuth,serverAuth");
    const auto usage = parse_extended_key_usage(value);
    ASSERT_TRUE(usage.ok());
    ASSERT_EQ(usage.value().size(), 2u);
    EXPECT_EQ(usage.value()[0].text(), "1.3.6.1.5.5.7.3.2");
    EXPECT_EQ(usage.value()[1].text(), "1.3.6.1.5.5.7.3.1");
}

// ---- Constraints --------------------------------------------------------------------------------

TEST(Extensions, ReadBasicConstraintsWithEveryPathLength) {
    const auto length_of = [](const Buffer& number) {
        return parse_basic_constraints(sequence({tlv(1, Buffer{0xFF}), tlv(2, number)}));
    };
    EXPECT_EQ(length_of({0}).value().path_length, 0u);
    EXPECT_EQ(length_of({1, 0}).value().path_length, 256u);
    EXPECT_EQ(length_of({0, 0xFF, 0xFF, 0xFF, 0xFE}).value().path_length, 0xFFFFFFFEu);
    EXPECT_EQ(length_of({1, 0, 0, 0, 0}).value().path_length, 0xFFFFFFFFu);
    EXPECT_EQ(length_of(Buffer(200, 0x7F)).value().path_length, 0xFFFFFFFFu);
    EXPECT_EQ(length_of({0xFF}).status(), Status::bad_data);
    EXPECT_EQ(length_of({}).status(), Status::bad_data);
    EXPECT_EQ(length_of({0, 1}).status(), Status::bad_data);
}

TEST(Extensions, ReadBasicConstraintsThatEncodeTheDefault) {
    for (const Buffer& value : {sequence({}), sequence({tlv(1, Buffer{0})})}) {
        const auto read = parse_basic_constraints(value);
        ASSERT_TRUE(read.ok());
        EXPECT_FALSE(read.value().ca);
        EXPECT_FALSE(read.value().path_length);
    }
    EXPECT_EQ(parse_basic_constraints(sequence({tlv(1, Buffer{1})})).status(), Status::bad_data);
    EXPECT_EQ(parse_basic_constraints(sequence({tlv(2, Buffer{1}), tlv(1, Buffer{0xFF})})).status(),
              Status::bad_data);
}

TEST(Extensions, ReadSubtreesOfNameConstraints) {
    const Buffer value = sequence(
        {tlv(0xA0, sequence({kHost}) + sequence({tlv(0x87, Buffer(8)), tlv(0x80, Buffer{1}),
                                                 tlv(0x81, Buffer{5})})),
         tlv(0xA1, sequence({tlv(0xA4, kName)}))});
    const auto read = parse_name_constraints(value);
    ASSERT_TRUE(read.ok());
    ASSERT_EQ(read.value().permitted.size(), 2u);
    EXPECT_EQ(read.value().permitted[0].base.text(), "a.example");
    EXPECT_EQ(read.value().permitted[0].minimum, 0u);
    EXPECT_FALSE(read.value().permitted[0].maximum);
    EXPECT_EQ(read.value().permitted[1].minimum, 1u);
    EXPECT_EQ(read.value().permitted[1].maximum, 5u);
    ASSERT_EQ(read.value().excluded.size(), 1u);
    EXPECT_EQ(read.value().excluded[0].base.form, Form::directory_name);
}

TEST(Extensions, ReadPoliciesWithTheirQualifiers) {
    const Buffer text = tlv(0x16, "http://a/");
    const Buffer value =
        sequence({sequence({kId}), sequence({kId, sequence({sequence({kId, text})})})});
    const auto read = parse_certificate_policies(value);
    ASSERT_TRUE(read.ok());
    ASSERT_EQ(read.value().size(), 2u);
    EXPECT_EQ(read.value()[0].id.text(), "1.2.3.4");
    EXPECT_TRUE(read.value()[0].qualifiers.empty());
    EXPECT_EQ(copy(read.value()[1].qualifiers.at(0).qualifier), text);
    EXPECT_EQ(parse_certificate_policies(sequence({sequence({kId, sequence({sequence({kId})})})}))
                  .status(),
              Status::bad_data);
}

TEST(Extensions, ReadPolicyConstraintsAndMappings) {
    const Buffer both =
        value_of(NID_policy_constraints, "requireExplicitPolicy:3,inhibitPolicyMapping:0");
    EXPECT_EQ(parse_policy_constraints(both).value().require_explicit_policy, 3u);
    EXPECT_EQ(parse_policy_constraints(both).value().inhibit_policy_mapping, 0u);
    EXPECT_FALSE(parse_policy_constraints(sequence({})).value().require_explicit_policy);
    EXPECT_EQ(parse_policy_constraints(sequence({tlv(0x80, Buffer{0x80})})).status(),
              Status::bad_data);
    const Buffer mapping = value_of(NID_policy_mappings, "1.2.3:1.2.4");
    EXPECT_EQ(parse_policy_mappings(mapping).value().at(0).issuer_domain.text(), "1.2.3");
    EXPECT_EQ(parse_policy_mappings(mapping).value().at(0).subject_domain.text(), "1.2.4");
    EXPECT_EQ(parse_policy_mappings(sequence({sequence({kId})})).status(), Status::bad_data);
    EXPECT_EQ(parse_inhibit_any_policy(tlv(2, Buffer{0x81})).status(), Status::bad_data);
}

// ---- Where to ask -------------------------------------------------------------------------------

TEST(Extensions, ReadDistributionPointsByBothKindsOfNames) {
    const Buffer attribute = tlv(0x30, {tlv(0x06, Buffer{0x55, 4, 3}), tlv(0x0C, "a")});
    const Buffer value = sequence({sequence({tlv(0xA0, tlv(0xA0, kUrl + kHost))}),
                                   sequence({tlv(0xA0, tlv(0xA1, attribute))}),
                                   sequence({tlv(0x81, Buffer{1, 6}), tlv(0xA2, kHost)})});
    const auto read = parse_crl_distribution_points(value);
    ASSERT_TRUE(read.ok());
    ASSERT_EQ(read.value().size(), 3u);
    EXPECT_EQ(read.value()[0].full_name.size(), 2u);
    EXPECT_EQ(copy(*read.value()[1].relative_name), attribute);
    EXPECT_EQ(copy(read.value()[2].reasons->octets), Buffer{6});
    EXPECT_EQ(read.value()[2].crl_issuer.at(0).text(), "a.example");
}

TEST(Extensions, RefuseDistributionPointsThatAreNone) {
    for (const Buffer& bad : {tlv(0xA0, Buffer{}), tlv(0xA0, kUrl), tlv(0xA0, tlv(0xA0, Buffer{})),
                              tlv(0xA0, tlv(0xA1, Buffer{})), tlv(0xA0, tlv(0xA1, kName)),
                              tlv(0xA0, tlv(0xA0, kUrl) + tlv(0xA0, kUrl)), tlv(0x81, Buffer{1, 7}),
                              tlv(0xA2, Buffer{})})
        EXPECT_EQ(parse_crl_distribution_points(sequence({sequence({bad})})).status(),
                  Status::bad_data)
            << test::to_hex(bad);
}

TEST(Extensions, ReadEveryFlagOfIssuingDistributionPoints) {
    const auto with = [](unsigned number) {
        return parse_issuing_distribution_point(sequence({tlv(0x80 | number, Buffer{0xFF})}));
    };
    EXPECT_TRUE(with(1).value().only_user_certs);
    EXPECT_TRUE(with(2).value().only_ca_certs);
    EXPECT_TRUE(with(4).value().indirect_crl);
    EXPECT_TRUE(with(5).value().only_attribute_certs);
    EXPECT_FALSE(with(5).value().indirect_crl);
    EXPECT_EQ(with(6).status(), Status::bad_data);
    EXPECT_EQ(parse_issuing_distribution_point(
                  sequence({tlv(0x84, Buffer{0xFF}), tlv(0x81, Buffer{0xFF})}))
                  .status(),
              Status::bad_data);
}

TEST(Extensions, ReadAccessDescriptions) {
    const Buffer value = value_of(NID_info_access, "OCSP;URI:http://o/,caIssuers;URI:http://i/");
    const auto read = parse_authority_info_access(value);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().at(0).method.text(), "1.3.6.1.5.5.7.48.1");
    EXPECT_EQ(read.value().at(0).location.text(), "http://o/");
    EXPECT_EQ(read.value().at(1).method.text(), "1.3.6.1.5.5.7.48.2");
    EXPECT_EQ(parse_authority_info_access(sequence({sequence({kId})})).status(), Status::bad_data);
}

}  // namespace
}  // namespace secur32::x509
