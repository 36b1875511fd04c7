// What authorities sign: certificates and lists (RFC 5280 4.1, 5.1), requests (RFC 2986 4); whole,
// as CERT_SIGNED_CONTENT_INFO, or what is to be signed, as CERT_INFO and its like.
#include "sslprovider/api/object_codec.h"
#include "sslprovider/x509/crl.h"
#include "sslprovider/x509/productions.h"

namespace secur32::api {
namespace {

//   SEQUENCE { toBeSigned ANY, algorithm AlgorithmIdentifier, signature BIT STRING }
struct Signed {
    Bytes to_be_signed;
    x509::AlgorithmIdentifier algorithm;
    DerBits signature;
};

Signed read_signed(DerReader& in) {
    Signed out;
    in.nested(DerTag::sequence, [&](DerReader& whole) {
        out.to_be_signed = whole.any();
        out.algorithm = x509::read_algorithm(whole);
        out.signature = whole.bit_string();
    });
    return out;
}

// Windows has a signature with its last octet first.
Buffer in_order(Bytes signature, bool reversed) {
    if (reversed) return {signature.rbegin(), signature.rend()};
    return {signature.begin(), signature.end()};
}

void read_signed_content(DerReader& in, ObjectDecoder& decoder, CERT_SIGNED_CONTENT_INFO& out) {
    const Signed content = read_signed(in);
    ObjectMemory& memory = decoder.memory;
    out.ToBeSigned = memory.octets(content.to_be_signed);
    out.SignatureAlgorithm = algorithm_of(content.algorithm, decoder);
    const CRYPT_DATA_BLOB signature = memory.has_flag(CRYPT_DECODE_NO_SIGNATURE_BYTE_REVERSAL_FLAG)
                                          ? memory.octets(content.signature.octets)
                                          : memory.reversed(content.signature.octets);
    out.Signature = {signature.cbData, signature.pbData, content.signature.unused_bits};
}

void write_signed_content(const CERT_SIGNED_CONTENT_INFO& from, ObjectEncoder& encoder) {
    const bool reversed = !encoder.has_flag(CRYPT_ENCODE_NO_SIGNATURE_BYTE_REVERSAL_FLAG);
    encoder.out.nested(DerTag::sequence, [&] {
        encoder.element(from.ToBeSigned);
        write_algorithm(from.SignatureAlgorithm, encoder, NoParameters::absent);
        const Bytes all = encoder.octets({from.Signature.cbData, from.Signature.pbData});
        Buffer signature = in_order(all, reversed);
        encoder.bits(
            {static_cast<DWORD>(signature.size()), signature.data(), from.Signature.cUnusedBits});
    });
}

// The next element is either the signed whole or what is to be signed.
bool is_signed(const DerReader& in, const ObjectDecoder& decoder) {
    if (decoder.memory.has_flag(CRYPT_DECODE_TO_BE_SIGNED_FLAG)) return false;
    DerReader ahead = in;
    read_signed(ahead);
    return !ahead.failed();
}

// Takes the next element through one of two parsers.
template <typename Parsed>
std::optional<Parsed> parse(DerReader& in, const ObjectDecoder& decoder,
                            Result<Parsed> (*whole)(Bytes), Result<Parsed> (*to_be_signed)(Bytes)) {
    const bool with_signature = is_signed(in, decoder);
    const Bytes der = in.any();
    Result<Parsed> parsed = with_signature ? whole(der) : to_be_signed(der);
    if (parsed.ok()) return std::move(parsed).value();
    in.fail();
    return std::nullopt;
}

// ---- Certificates -------------------------------------------------------------------------------

void read_certificate(DerReader& in, ObjectDecoder& decoder, CERT_INFO& out) {
    const auto parsed = parse(in, decoder, &x509::parse_certificate, &x509::parse_tbs_certificate);
    if (!parsed) return;
    ObjectMemory& memory = decoder.memory;
    out.dwVersion = parsed->version;
    out.SerialNumber = memory.reversed(parsed->serial_number);
    out.SignatureAlgorithm = algorithm_of(parsed->signature, decoder);
    out.Issuer = memory.octets(parsed->issuer);
    out.NotBefore = file_time_of(parsed->not_before);
    out.NotAfter = file_time_of(parsed->not_after);
    out.Subject = memory.octets(parsed->subject);
    out.SubjectPublicKeyInfo = public_key_of(parsed->subject_public_key_info, decoder);
    if (parsed->issuer_unique_id) out.IssuerUniqueId = memory.bits(*parsed->issuer_unique_id);
    if (parsed->subject_unique_id) out.SubjectUniqueId = memory.bits(*parsed->subject_unique_id);
    put_extensions(parsed->extensions, decoder, out.cExtension, out.rgExtension);
}

void write_unique_id(const CRYPT_BIT_BLOB& id, unsigned number, ObjectEncoder& encoder) {
    if (id.cbData != 0) encoder.bits(id, der_implicit(number));
}

void write_certificate(const CERT_INFO& from, ObjectEncoder& encoder) {
    encoder.out.nested(DerTag::sequence, [&] {
        if (from.dwVersion != CERT_V1)
            encoder.out.nested(der_explicit(0), [&] { write_dword(from.dwVersion, encoder); });
        encoder.integer(from.SerialNumber);
        write_algorithm(from.SignatureAlgorithm, encoder, NoParameters::absent);
        encoder.element(from.Issuer);
        encoder.out.nested(DerTag::sequence, [&] {
            write_file_time(from.NotBefore, encoder);
            write_file_time(from.NotAfter, encoder);
        });
        encoder.element(from.Subject);
        write_public_key(from.SubjectPublicKeyInfo, encoder, NoParameters::absent);
        write_unique_id(from.IssuerUniqueId, 1, encoder);
        write_unique_id(from.SubjectUniqueId, 2, encoder);
        if (from.cExtension != 0)
            encoder.out.nested(der_explicit(3), [&] {
                write_extensions(from.rgExtension, from.cExtension, encoder);
            });
    });
}

// ---- Revocation lists ---------------------------------------------------------------------------

void read_crl(DerReader& in, ObjectDecoder& decoder, CRL_INFO& out) {
    const auto parsed =
        parse(in, decoder, &x509::parse_certificate_list, &x509::parse_tbs_cert_list);
    if (!parsed) return;
    ObjectMemory& memory = decoder.memory;
    out.dwVersion = parsed->version;
    out.SignatureAlgorithm = algorithm_of(parsed->signature, decoder);
    out.Issuer = memory.octets(parsed->issuer);
    out.ThisUpdate = file_time_of(parsed->this_update);
    out.NextUpdate = file_time_of(parsed->next_update.value_or(0));
    out.cCRLEntry = static_cast<DWORD>(parsed->revoked.size());
    out.rgCRLEntry = memory.make<CRL_ENTRY>(parsed->revoked.size());
    CRL_ENTRY* place = out.rgCRLEntry;
    for (const x509::RevokedCertificate& each : parsed->revoked) {
        place->SerialNumber = memory.reversed(each.serial_number);
        place->RevocationDate = file_time_of(each.revocation_date);
        put_extensions(x509::entry_extensions(each), decoder, place->cExtension,
                       place->rgExtension);
        ++place;
    }
    put_extensions(parsed->extensions, decoder, out.cExtension, out.rgExtension);
}

void write_crl_entry(const CRL_ENTRY& from, ObjectEncoder& encoder) {
    encoder.out.nested(DerTag::sequence, [&] {
        encoder.integer(from.SerialNumber);
        write_file_time(from.RevocationDate, encoder);
        if (from.cExtension != 0) write_extensions(from.rgExtension, from.cExtension, encoder);
    });
}

void write_crl(const CRL_INFO& from, ObjectEncoder& encoder) {
    encoder.out.nested(DerTag::sequence, [&] {
        if (from.dwVersion != CRL_V1) write_dword(from.dwVersion, encoder);
        write_algorithm(from.SignatureAlgorithm, encoder, NoParameters::absent);
        encoder.element(from.Issuer);
        write_file_time(from.ThisUpdate, encoder);
        if (time_of(from.NextUpdate) != 0) write_file_time(from.NextUpdate, encoder);
        if (from.cCRLEntry != 0)
            encoder.out.nested(DerTag::sequence, [&] {
                for (const CRL_ENTRY& each : encoder.list(from.rgCRLEntry, from.cCRLEntry))
                    write_crl_entry(each, encoder);
            });
        if (from.cExtension != 0)
            encoder.out.nested(der_explicit(0), [&] {
                write_extensions(from.rgExtension, from.cExtension, encoder);
            });
    });
}

// ---- Requests -----------------------------------------------------------------------------------

//   CertificationRequestInfo ::= SEQUENCE {
//        version       INTEGER { v1(0) },
//        subject       Name,
//        subjectPKInfo SubjectPublicKeyInfo,
//        attributes    [0] SET OF Attribute }
// Some write no attributes at all.
void read_to_be_requested(DerReader& in, ObjectDecoder& decoder, CERT_REQUEST_INFO& out) {
    in.nested(DerTag::sequence, [&](DerReader& request) {
        out.dwVersion = read_dword(request, decoder);
        out.Subject = decoder.memory.octets(x509::read_name(request));
        out.SubjectPublicKeyInfo = public_key_of(x509::read_public_key_info(request), decoder);
        if (request.more())
            read_array(request, der_explicit(0), decoder, out.cAttribute, out.rgAttribute,
                       read_attribute);
    });
}

void read_request(DerReader& in, ObjectDecoder& decoder, CERT_REQUEST_INFO& out) {
    if (!is_signed(in, decoder)) return read_to_be_requested(in, decoder, out);
    in.nested(DerTag::sequence, [&](DerReader& whole) {
        read_to_be_requested(whole, decoder, out);
        whole.any();
        whole.any();
    });
}

void write_request(const CERT_REQUEST_INFO& from, ObjectEncoder& encoder) {
    encoder.out.nested(DerTag::sequence, [&] {
        write_dword(from.dwVersion, encoder);
        encoder.element(from.Subject);
        write_public_key(from.SubjectPublicKeyInfo, encoder, NoParameters::absent);
        write_attributes(from.rgAttribute, from.cAttribute, der_explicit(0), encoder);
    });
}

}  // namespace

const ObjectType kSignedContent = kObjectType<DerTag::sequence, CERT_SIGNED_CONTENT_INFO,
                                              read_signed_content, write_signed_content>;
const ObjectType kCertificate =
    kObjectType<DerTag::sequence, CERT_INFO, read_certificate, write_certificate>;
const ObjectType kCrl = kObjectType<DerTag::sequence, CRL_INFO, read_crl, write_crl>;
const ObjectType kRequest =
    kObjectType<DerTag::sequence, CERT_REQUEST_INFO, read_request, write_request>;

}  // namespace secur32::api
