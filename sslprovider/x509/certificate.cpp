// RFC 5280 4.1, production by production.
#include "sslprovider/x509/certificate.h"

#include "sslprovider/base/trace.h"
#include "sslprovider/x509/productions.h"

namespace secur32::x509 {
namespace {

constexpr std::uint8_t kV1 = 0, kV2 = 1, kV3 = 2;

//   Validity ::= SEQUENCE { notBefore Time, notAfter Time }
void read_validity(DerReader& in, Certificate& out) {
    in.nested(DerTag::sequence, [&](DerReader& validity) {
        out.not_before = validity.time();
        out.not_after = validity.time();
    });
}

std::uint8_t read_version(DerReader& in) {
    if (!in.next_is(der_explicit(0))) return kV1;
    std::uint8_t version = kV1;
    in.nested(der_explicit(0), [&](DerReader& inner) { version = inner.small_integer(); });
    // X.690 11.5: "The encoding of a set value or sequence value shall not include an encoding for
    // any component value which is equal to its default value."
    if (version != kV2 && version != kV3) in.fail();
    return version;
}

std::optional<DerBits> read_unique_id(DerReader& in, unsigned number, std::uint8_t version) {
    if (!in.next_is(der_implicit(number))) return std::nullopt;
    // 4.1.2.8: "These fields MUST only appear if the version is 2 or 3."
    if (version == kV1) in.fail();
    return in.bit_string(der_implicit(number));
}

std::vector<Extension> read_extensions(DerReader& in, std::uint8_t version) {
    std::vector<Extension> out;
    if (!in.next_is(der_explicit(3))) return out;
    // 4.1.2.9: "This field MUST only appear if the version is 3".
    if (version != kV3) in.fail();
    in.nested(der_explicit(3), [&](DerReader& inner) { out = read_extension_list(inner); });
    return out;
}

void read_tbs_certificate(DerReader& in, Certificate& out) {
    out.version = read_version(in);
    out.serial_number = in.integer();
    out.signature = read_algorithm(in);
    out.issuer = read_name(in);
    read_validity(in, out);
    out.subject = read_name(in);
    out.subject_public_key_info = read_public_key_info(in);
    out.issuer_unique_id = read_unique_id(in, 1, out.version);
    out.subject_unique_id = read_unique_id(in, 2, out.version);
    out.extensions = read_extensions(in, out.version);
}

}  // namespace

Result<Certificate> parse_certificate(Bytes der) {
    Certificate out;
    AlgorithmIdentifier signature_algorithm;
    DerReader in(der);
    in.nested(DerTag::sequence, [&](DerReader& certificate) {
        out.tbs_certificate = certificate.nested(
            DerTag::sequence, [&](DerReader& tbs) { read_tbs_certificate(tbs, out); });
        signature_algorithm = read_algorithm(certificate);
        out.signature_value = certificate.bit_string();
    });
    if (!in.done()) return trace::because(Status::bad_data, "x509: not a certificate in DER");
    // 4.1.1.2: "This field MUST contain the same algorithm identifier as the signature field in the
    // sequence tbsCertificate".
    if (!same_algorithm(signature_algorithm, out.signature))
        return trace::because(Status::bad_data, "x509: the two signature algorithms differ");
    if (has_twins(out.extensions))
        return trace::because(Status::bad_data, "x509: an extension is there twice");
    return out;
}

Result<Certificate> parse_tbs_certificate(Bytes der) {
    Certificate out;
    DerReader in(der);
    out.tbs_certificate =
        in.nested(DerTag::sequence, [&](DerReader& tbs) { read_tbs_certificate(tbs, out); });
    if (!in.done() || has_twins(out.extensions))
        return trace::because(Status::bad_data, "x509: not a TBSCertificate in DER");
    return out;
}

}  // namespace secur32::x509
