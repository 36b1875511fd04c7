#include "sslprovider/x509/pkcs7.h"

#include <algorithm>
#include <array>

#include "sslprovider/base/der.h"
#include "sslprovider/base/der_writer.h"
#include "sslprovider/base/trace.h"

namespace secur32::x509 {
namespace {

// id-data 1.2.840.113549.1.7.1, id-signedData 1.2.840.113549.1.7.2
constexpr std::array<std::uint8_t, 9> kData = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 1};
constexpr std::array<std::uint8_t, 9> kSignedData = {0x2A, 0x86, 0x48, 0x86, 0xF7,
                                                     0x0D, 0x01, 0x07, 2};
constexpr std::uint8_t kVersion = 1, kLastVersion = 5;

//   CertificateSet ::= SET OF CertificateChoices
//   CertificateChoices ::= CHOICE { certificate Certificate, extendedCertificate [0] ..., ... }
//   RevocationInfoChoices ::= SET OF RevocationInfoChoice
//   RevocationInfoChoice ::= CHOICE { crl CertificateList, other [1] IMPLICIT ... }
std::vector<Bytes> read_choices(DerReader& in, unsigned number) {
    std::vector<Bytes> out;
    if (!in.next_is(der_explicit(number))) return out;
    in.nested(der_explicit(number), [&](DerReader& choices) {
        while (choices.more()) {
            const bool wanted = choices.next_is(DerTag::sequence);
            const Bytes element = choices.any();
            if (wanted) out.push_back(element);
        }
    });
    return out;
}

//   SignedData ::= SEQUENCE {
//     version CMSVersion,
//     digestAlgorithms DigestAlgorithmIdentifiers,
//     encapContentInfo EncapsulatedContentInfo,
//     certificates [0] IMPLICIT CertificateSet OPTIONAL,
//     crls [1] IMPLICIT RevocationInfoChoices OPTIONAL,
//     signerInfos SignerInfos }
void read_signed_data(DerReader& in, CertificateBag& out) {
    if (const std::uint8_t version = in.small_integer();
        version < kVersion || version > kLastVersion)
        in.fail();
    in.contents(DerTag::set);
    in.nested(DerTag::sequence, [](DerReader& content) {
        content.object_identifier();
        if (content.more()) content.contents(der_explicit(0));
    });
    out.certificates = read_choices(in, 0);
    out.crls = read_choices(in, 1);
    in.contents(DerTag::set);
}

void write_choices(DerWriter& out, unsigned number, const std::vector<Bytes>& elements) {
    if (elements.empty()) return;
    // In their own order: SignedData need not be DER, and readers look for the leaf first.
    out.nested(der_explicit(number), [&] {
        for (const Bytes element : elements) out.raw(element);
    });
}

}  // namespace

//   ContentInfo ::= SEQUENCE {
//     contentType ContentType,
//     content [0] EXPLICIT ANY DEFINED BY contentType }
Result<CertificateBag> parse_signed_certificates(Bytes der) {
    CertificateBag out;
    bool other_type = false;
    DerReader in(der);
    in.nested(DerTag::sequence, [&](DerReader& info) {
        if (!info.next_is(DerTag::object_identifier)) return read_signed_data(info, out);
        other_type = !std::ranges::equal(info.object_identifier().octets, kSignedData);
        info.nested(der_explicit(0), [&](DerReader& content) {
            if (other_type) return static_cast<void>(content.any());
            content.nested(DerTag::sequence, [&](DerReader& data) { read_signed_data(data, out); });
        });
    });
    if (!in.done()) return trace::because(Status::bad_data, "x509: not a SignedData in DER");
    if (other_type) return trace::because(Status::bad_type, "x509: a message that is not signed");
    return out;
}

Buffer write_signed_certificates(const CertificateBag& bag) {
    DerWriter out;
    out.nested(DerTag::sequence, [&] {
        out.object_identifier({kSignedData});
        out.nested(der_explicit(0), [&] {
            out.nested(DerTag::sequence, [&] {
                out.small_integer(kVersion);
                out.put(DerTag::set, {});
                out.nested(DerTag::sequence, [&] { out.object_identifier({kData}); });
                write_choices(out, 0, bag.certificates);
                write_choices(out, 1, bag.crls);
                out.put(DerTag::set, {});
            });
        });
    });
    return out.take();
}

}  // namespace secur32::x509
