// Signed data: views inside the octets; any algorithm and any key give an answer.
#include "sslprovider/x509/signed_data.h"

#include "sslprovider/x509/certificate.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;

void hold(Bytes whole, Bytes view) {
    fuzz::require(view.empty() || (view.data() >= whole.data() &&
                                   view.data() + view.size() <= whole.data() + whole.size()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Bytes der(data, size);
    const auto parsed = x509::parse_signed_data(der);
    if (!parsed.ok()) return 0;
    const x509::SignedData& signed_data = parsed.value();
    hold(der, signed_data.to_be_signed);
    hold(der, signed_data.algorithm.parameters);
    hold(der, signed_data.signature.octets);
    const auto algorithm = x509::signature_algorithm(signed_data.algorithm);
    const auto certificate = x509::parse_certificate(der);
    if (!certificate.ok()) return 0;
    const auto key = crypto::PublicKey::from_subject_public_key_info(
        certificate.value().subject_public_key_info.der);
    if (!key.ok()) return 0;
    const Status status = x509::verify_signed_data(signed_data, key.value());
    fuzz::require(algorithm.ok() || status == algorithm.status());
    return 0;
}
