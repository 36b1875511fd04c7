// KP_* of pairs and public halves, but for the numbers of DSS and Diffie-Hellman
// (crypt_key_params_group.cpp).
#include "sslprovider/api/crypt_key_params.h"
#include "sslprovider/base/der.h"
#include "sslprovider/x509/certificate.h"

namespace secur32::api {
namespace {

// "Salt values do not apply to public/private key pairs."
Status get_no_salt(const KeySubject&, const DataOutput&) {
    return trace::because(Status::bad_key, "capi: a pair has no salt");
}
Status set_no_salt(const KeySubject&, const KeyInput&) {
    return trace::because(Status::bad_key, "capi: a pair has no salt");
}

Status set_oaep_label(const KeySubject& subject, const KeyInput& input) {
    TRY_ASSIGN(const Bytes label, input.blob());
    subject.key.oaep_label.assign(label.begin(), label.end());
    return Status::ok;
}

// The caller tells no length: X.690 8.1.3 does, in the first octets, which must be those of a
// SEQUENCE of 128 to 65535 octets.
Result<Bytes> encoded_certificate(const KeyInput& input) {
    constexpr std::uint8_t kSequence = 0x30, kOneOctet = 0x81, kTwoOctets = 0x82;
    TRY_ASSIGN(const Bytes start, input.octets(2));
    if (start[0] != kSequence || start[1] < kOneOctet || start[1] > kTwoOctets)
        return trace::because(Status::bad_data, "capi: no certificate begins so");
    const std::size_t length_octets = start[1] & 0x7F;
    TRY_ASSIGN(const Bytes header, input.octets(2 + length_octets));
    std::size_t length = 0;
    for (const std::uint8_t octet : header.subspan(2)) length = length << 8 | octet;
    return input.octets(header.size() + length);
}

// "The public key in the certificate must match the corresponding signature or exchange key."
Status set_certificate(const KeySubject& subject, const KeyInput& input) {
    TRY_ASSIGN(const Bytes der, encoded_certificate(input));
    TRY_ASSIGN(const x509::Certificate certificate, x509::parse_certificate(der));
    TRY_ASSIGN(const crypto::PublicKey open, crypto::PublicKey::from_subject_public_key_info(
                                                 certificate.subject_public_key_info.der));
    if (!(open == subject.key.pair()->open))
        return trace::because(Status::bad_public_key, "capi: the certificate is another key's");
    subject.key.certificate.assign(der.begin(), der.end());
    return Status::ok;
}
Status get_certificate(const KeySubject& subject, const DataOutput& output) {
    if (subject.key.certificate.empty())
        return trace::because(Status::not_found, "capi: no certificate was set");
    return output.put(subject.key.certificate);
}

constexpr KeyParam kPairs[] = {
    {KP_SALT, key_kind::pairs, get_no_salt, set_no_salt},
    {KP_OAEP_PARAMS, key_kind::rsa, nullptr, set_oaep_label},
    {KP_CERTIFICATE, key_kind::rsa | key_kind::dss, get_certificate, set_certificate},
};

}  // namespace

std::span<const KeyParam> pair_params() { return kPairs; }

}  // namespace secur32::api
