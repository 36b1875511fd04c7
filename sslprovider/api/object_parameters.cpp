// Signatures and the parameters of algorithms: DSA (RFC 3279 2.2.2, 2.3.2), ECDSA, Diffie-Hellman
// (PKCS #3), RC2 (RFC 8018 B.2.3), RSASSA-PSS (RFC 4055 3.1).
#include <array>
#include <cstring>

#include "sslprovider/api/object_codec.h"
#include "sslprovider/x509/productions.h"

namespace secur32::api {
namespace {

// CERT_ECC_SIGNATURE { r, s } and CERT_DH_PARAMETERS { p, g }: X509_ECC_SIGNATURE and
// X509_DH_PARAMETERS are one number.
void read_two_numbers(DerReader& in, ObjectDecoder& decoder, CERT_DH_PARAMETERS& out) {
    in.nested(DerTag::sequence, [&](DerReader& numbers) {
        out.p = read_unsigned(numbers, decoder);
        out.g = read_unsigned(numbers, decoder);
    });
}

void write_two_numbers(const CERT_DH_PARAMETERS& from, ObjectEncoder& encoder) {
    encoder.out.nested(DerTag::sequence, [&] {
        encoder.unsigned_integer(from.p);
        encoder.unsigned_integer(from.g);
    });
}
static_assert(sizeof(CERT_ECC_SIGNATURE) == sizeof(CERT_DH_PARAMETERS));

void read_dss_parameters(DerReader& in, ObjectDecoder& decoder, CERT_DSS_PARAMETERS& out) {
    in.nested(DerTag::sequence, [&](DerReader& numbers) {
        for (CRYPT_UINT_BLOB* const each : {&out.p, &out.q, &out.g})
            *each = read_unsigned(numbers, decoder);
    });
}

void write_dss_parameters(const CERT_DSS_PARAMETERS& from, ObjectEncoder& encoder) {
    encoder.out.nested(DerTag::sequence, [&] {
        for (const CRYPT_UINT_BLOB* const each : {&from.p, &from.q, &from.g})
            encoder.unsigned_integer(*each);
    });
}

struct DssSignature {
    BYTE r[CERT_DSS_R_LEN], s[CERT_DSS_S_LEN];
};
static_assert(sizeof(DssSignature) == CERT_DSS_SIGNATURE_LEN);

void read_dss_number(DerReader& in, ObjectDecoder& decoder, BYTE (&out)[CERT_DSS_R_LEN]) {
    Bytes value = in.integer();
    if (!value.empty() && value.front() >= 0x80) value = in.fail();
    if (value.size() > 1 && value.front() == 0) value = value.subspan(1);
    if (value.size() > sizeof out) return decoder.refuse(in, CRYPT_E_ASN1_LARGE);
    std::ranges::reverse_copy(value, out);
}

void read_dss_signature(DerReader& in, ObjectDecoder& decoder, DssSignature& out) {
    in.nested(DerTag::sequence, [&](DerReader& numbers) {
        read_dss_number(numbers, decoder, out.r);
        read_dss_number(numbers, decoder, out.s);
    });
}

void write_dss_signature(const DssSignature& from, ObjectEncoder& encoder) {
    encoder.out.nested(DerTag::sequence, [&] {
        encoder.out.unsigned_integer(Buffer(std::rbegin(from.r), std::rend(from.r)));
        encoder.out.unsigned_integer(Buffer(std::rbegin(from.s), std::rend(from.s)));
    });
}

//   RC2-CBC-Parameter ::= CHOICE { OCTET STRING,
//                                  SEQUENCE { INTEGER, OCTET STRING (SIZE(8)) OPTIONAL } }
// CRYPT_RC2_CBC_PARAMETERS has a version.
void read_rc2(DerReader& in, ObjectDecoder& decoder, CRYPT_RC2_CBC_PARAMETERS& out) {
    in.nested(DerTag::sequence, [&](DerReader& parameters) {
        out.dwVersion = read_dword(parameters, decoder);
        if (!parameters.more()) return;
        const Bytes iv = parameters.contents(DerTag::octet_string);
        if (iv.size() != sizeof out.rgbIV) {
            parameters.fail();
            return;
        }
        out.fIV = TRUE;
        std::ranges::copy(iv, out.rgbIV);
    });
}

void write_rc2(const CRYPT_RC2_CBC_PARAMETERS& from, ObjectEncoder& encoder) {
    encoder.out.nested(DerTag::sequence, [&] {
        write_dword(from.dwVersion, encoder);
        if (from.fIV != FALSE) encoder.out.put(DerTag::octet_string, from.rgbIV);
    });
}

// ---- RSASSA-PSS ---------------------------------------------------------------------------------

//   RSASSA-PSS-params ::= SEQUENCE {
//        hashAlgorithm    [0] HashAlgorithm DEFAULT sha1Identifier,
//        maskGenAlgorithm [1] MaskGenAlgorithm DEFAULT mgf1SHA1Identifier,
//        saltLength       [2] INTEGER DEFAULT 20,
//        trailerField     [3] INTEGER DEFAULT 1 }
constexpr char kSha1[] = "1.3.14.3.2.26", kMgf1[] = "1.2.840.113549.1.1.8";
constexpr DWORD kSaltLength = 20;
constexpr std::array<std::uint8_t, 5> kSha1Octets = {0x2B, 0x0E, 3, 2, 0x1A};
constexpr std::array<std::uint8_t, 9> kMgf1Octets = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 8};
constexpr std::array<std::uint8_t, 2> kNull = {0x05, 0x00};

CRYPT_ALGORITHM_IDENTIFIER sha1_identifier(ObjectDecoder& decoder) {
    return {decoder.memory.id({kSha1Octets}), {}};
}

void read_pss(DerReader& in, ObjectDecoder& decoder, CRYPT_RSA_SSA_PSS_PARAMETERS& out) {
    in.nested(DerTag::sequence, [&](DerReader& parameters) {
        if (parameters.next_is(der_explicit(0)))
            parameters.nested(der_explicit(0), [&](DerReader& hash) {
                read_algorithm(hash, decoder, out.HashAlgorithm);
            });
        else
            out.HashAlgorithm = sha1_identifier(decoder);
        CRYPT_MASK_GEN_ALGORITHM& mask = out.MaskGenAlgorithm;
        if (parameters.next_is(der_explicit(1)))
            parameters.nested(der_explicit(1), [&](DerReader& inner) {
                inner.nested(DerTag::sequence, [&](DerReader& algorithm) {
                    mask.pszObjId = decoder.memory.id(algorithm.object_identifier());
                    read_algorithm(algorithm, decoder, mask.HashAlgorithm);
                });
            });
        else
            mask = {decoder.memory.id({kMgf1Octets}), sha1_identifier(decoder)};
        const auto number = [&](unsigned place, DWORD& value, DWORD otherwise) {
            value = otherwise;
            if (parameters.next_is(der_explicit(place)))
                parameters.nested(der_explicit(place),
                                  [&](DerReader& inner) { value = read_dword(inner, decoder); });
        };
        number(2, out.dwSaltLength, kSaltLength);
        number(3, out.dwTrailerField, PKCS_RSA_SSA_PSS_TRAILER_FIELD_BC);
    });
}

// Whether an algorithm is the default, with parameters NULL or absent; nothing is it, too.
bool is_sha1(const CRYPT_ALGORITHM_IDENTIFIER& algorithm, ObjectEncoder& encoder) {
    if (algorithm.pszObjId == nullptr) return true;
    const Bytes parameters = encoder.octets(algorithm.Parameters);
    return std::strcmp(algorithm.pszObjId, kSha1) == 0 &&
           (parameters.empty() || std::ranges::equal(parameters, kNull));
}

void write_mask(const CRYPT_MASK_GEN_ALGORITHM& from, ObjectEncoder& encoder) {
    const bool is_default = from.pszObjId == nullptr || (std::strcmp(from.pszObjId, kMgf1) == 0 &&
                                                         is_sha1(from.HashAlgorithm, encoder));
    if (is_default) return;
    encoder.out.nested(der_explicit(1), [&] {
        encoder.out.nested(DerTag::sequence, [&] {
            encoder.id(from.pszObjId);
            write_algorithm(from.HashAlgorithm, encoder, NoParameters::null);
        });
    });
}

void write_pss(const CRYPT_RSA_SSA_PSS_PARAMETERS& from, ObjectEncoder& encoder) {
    encoder.out.nested(DerTag::sequence, [&] {
        if (!is_sha1(from.HashAlgorithm, encoder))
            encoder.out.nested(der_explicit(0), [&] {
                write_algorithm(from.HashAlgorithm, encoder, NoParameters::null);
            });
        write_mask(from.MaskGenAlgorithm, encoder);
        if (from.dwSaltLength != kSaltLength)
            encoder.out.nested(der_explicit(2), [&] { write_dword(from.dwSaltLength, encoder); });
        if (from.dwTrailerField > PKCS_RSA_SSA_PSS_TRAILER_FIELD_BC)
            encoder.out.nested(der_explicit(3), [&] { write_dword(from.dwTrailerField, encoder); });
    });
}

}  // namespace

const ObjectType kTwoNumbers =
    kObjectType<DerTag::sequence, CERT_DH_PARAMETERS, read_two_numbers, write_two_numbers>;
const ObjectType kDssSignature =
    kObjectType<DerTag::sequence, DssSignature, read_dss_signature, write_dss_signature>;
const ObjectType kDssParameters =
    kObjectType<DerTag::sequence, CERT_DSS_PARAMETERS, read_dss_parameters, write_dss_parameters>;
const ObjectType kRc2Parameters =
    kObjectType<DerTag::sequence, CRYPT_RC2_CBC_PARAMETERS, read_rc2, write_rc2>;
const ObjectType kPssParameters =
    kObjectType<DerTag::sequence, CRYPT_RSA_SSA_PSS_PARAMETERS, read_pss, write_pss>;

}  // namespace secur32::api
