// RFC 6960 4.1 and 4.2, production by production: the request written, the response read.
#include "sslprovider/x509/ocsp.h"

#include <array>

#include "sslprovider/base/der_writer.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/hash.h"
#include "sslprovider/x509/productions.h"

namespace secur32::x509 {
namespace {

constexpr DerTag kEnumerated{0x0A};
constexpr std::uint8_t kSuccessful = 0;
// id-pkix-ocsp-basic: 1.3.6.1.5.5.7.48.1.1
constexpr std::array<std::uint8_t, 9> kOcspBasic = {0x2B, 6, 1, 5, 5, 7, 48, 1, 1};
// id-sha1: 1.3.14.3.2.26
constexpr std::array<std::uint8_t, 5> kSha1 = {0x2B, 0x0E, 3, 2, 26};

std::uint8_t read_enumerated(DerReader& in) {
    const Bytes value = in.contents(kEnumerated);
    if (value.size() != 1 || value[0] >= 0x80) in.fail();
    return in.failed() ? std::uint8_t{0} : value[0];
}

// 4.2.2.1: the times are GeneralizedTime, of RFC 5280 4.1.2.5.2.
FileTime read_generalized_time(DerReader& in) {
    if (!in.next_is(DerTag::generalized_time)) in.fail();
    return in.time();
}

std::vector<Extension> read_optional_extensions(DerReader& in) {
    std::vector<Extension> out;
    if (!in.next_is(der_explicit(1))) return out;
    in.nested(der_explicit(1), [&](DerReader& inner) { out = read_extension_list(inner); });
    if (has_twins(out)) in.fail();
    return out;
}

CertId read_cert_id(DerReader& in) {
    CertId out;
    in.nested(DerTag::sequence, [&](DerReader& id) {
        out.hash_algorithm = read_algorithm(id);
        out.issuer_name_hash = id.contents(DerTag::octet_string);
        out.issuer_key_hash = id.contents(DerTag::octet_string);
        out.serial_number = id.integer();
    });
    return out;
}

void read_revoked_info(DerReader& in, SingleResponse& out) {
    out.status = SingleResponse::CertStatus::revoked;
    in.nested(der_explicit(1), [&](DerReader& info) {
        out.revocation_time = read_generalized_time(info);
        if (!info.more()) return;
        info.nested(der_explicit(0),
                    [&](DerReader& reason) { out.reason = read_enumerated(reason); });
    });
}

void read_cert_status(DerReader& in, SingleResponse& out) {
    if (in.next_is(der_explicit(1))) return read_revoked_info(in, out);
    const bool good = in.next_is(der_implicit(0));
    out.status = good ? SingleResponse::CertStatus::good : SingleResponse::CertStatus::unknown;
    if (!in.contents(der_implicit(good ? 0 : 2)).empty()) in.fail();
}

SingleResponse read_single_response(DerReader& in) {
    SingleResponse out;
    in.nested(DerTag::sequence, [&](DerReader& single) {
        out.id = read_cert_id(single);
        read_cert_status(single, out);
        out.this_update = read_generalized_time(single);
        if (single.next_is(der_explicit(0)))
            single.nested(der_explicit(0),
                          [&](DerReader& next) { out.next_update = read_generalized_time(next); });
        out.extensions = read_optional_extensions(single);
    });
    return out;
}

void read_responder_id(DerReader& in, BasicOcspResponse& out) {
    const bool by_name = in.next_is(der_explicit(1));
    in.nested(der_explicit(by_name ? 1 : 2), [&](DerReader& id) {
        if (by_name)
            out.responder_name = read_name(id);
        else
            out.responder_key_hash = id.contents(DerTag::octet_string);
    });
}

// version is v1 and so, by X.690 11.5, not there: a DEFAULT is not encoded.
void read_response_data(DerReader& in, BasicOcspResponse& out) {
    read_responder_id(in, out);
    out.produced_at = read_generalized_time(in);
    in.nested(DerTag::sequence, [&](DerReader& responses) {
        while (responses.more()) out.responses.push_back(read_single_response(responses));
    });
    out.extensions = read_optional_extensions(in);
}

BasicOcspResponse read_basic_response(DerReader& in) {
    BasicOcspResponse out;
    in.nested(DerTag::sequence, [&](DerReader& basic) {
        out.response_data =
            basic.nested(DerTag::sequence, [&](DerReader& data) { read_response_data(data, out); });
        out.signature_algorithm = read_algorithm(basic);
        out.signature = basic.bit_string();
        if (!basic.more()) return;
        basic.nested(der_explicit(0), [&](DerReader& inner) {
            inner.nested(DerTag::sequence, [&](DerReader& certificates) {
                while (certificates.more()) out.certificates.push_back(certificates.any());
            });
        });
    });
    return out;
}

//   ResponseBytes ::=       SEQUENCE {
//       responseType   OBJECT IDENTIFIER,
//       response       OCTET STRING }
std::optional<BasicOcspResponse> read_response_bytes(DerReader& in) {
    std::optional<BasicOcspResponse> out;
    in.nested(der_explicit(0), [&](DerReader& inner) {
        inner.nested(DerTag::sequence, [&](DerReader& bytes) {
            const ObjectIdentifier type = bytes.object_identifier();
            DerReader response(bytes.contents(DerTag::octet_string));
            if (!same_octets(type.octets, kOcspBasic)) bytes.fail();
            out = read_basic_response(response);
            if (!response.done()) bytes.fail();
        });
    });
    return out;
}

void put_cert_id(DerWriter& out, const OwnedCertificate& subject, const OwnedCertificate& issuer) {
    const auto sha1 = [](Bytes octets) {
        return crypto::hash(crypto::HashAlgorithm::sha1, octets);
    };
    const auto name = sha1(subject.fields().issuer);
    const auto key = sha1(issuer.fields().subject_public_key_info.subject_public_key.octets);
    out.nested(DerTag::sequence, [&] {
        out.nested(DerTag::sequence, [&] {
            out.object_identifier({kSha1});
            out.null();
        });
        out.put(DerTag::octet_string, name.bytes());
        out.put(DerTag::octet_string, key.bytes());
        out.put(DerTag::integer, subject.fields().serial_number);
    });
}

}  // namespace

Result<OcspResponse> parse_ocsp_response(Bytes der) {
    OcspResponse out;
    DerReader in(der);
    in.nested(DerTag::sequence, [&](DerReader& response) {
        out.status = read_enumerated(response);
        if (response.more()) out.basic = read_response_bytes(response);
        // 4.2.1: "If the value of responseStatus is one of the error conditions, the responseBytes
        // field is not set."
        if ((out.status == kSuccessful) != out.basic.has_value()) response.fail();
    });
    if (!in.done()) return trace::because(Status::bad_data, "x509: not an OCSP response in DER");
    return out;
}

//   OCSPRequest     ::=     SEQUENCE {
//       tbsRequest                  TBSRequest,
//       optionalSignature   [0]     EXPLICIT Signature OPTIONAL }
//   TBSRequest      ::=     SEQUENCE {
//       version             [0]     EXPLICIT Version DEFAULT v1,
//       requestorName       [1]     EXPLICIT GeneralName OPTIONAL,
//       requestList                 SEQUENCE OF Request,
//       requestExtensions   [2]     EXPLICIT Extensions OPTIONAL }
//   Request         ::=     SEQUENCE {
//       reqCert                     CertID,
//       singleRequestExtensions     [0] EXPLICIT Extensions OPTIONAL }
Buffer ocsp_request(const OwnedCertificate& subject, const OwnedCertificate& issuer) {
    DerWriter out;
    const auto sequence = [&](auto&& body) { out.nested(DerTag::sequence, body); };
    sequence([&] {
        sequence([&] { sequence([&] { sequence([&] { put_cert_id(out, subject, issuer); }); }); });
    });
    return out.take();
}

}  // namespace secur32::x509
