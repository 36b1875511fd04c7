// Certificates: what is accepted are views inside the octets; a context of it says the same in
// Windows' words and computes its properties; what is refused is refused with a code of ASN.1.
#include "sslprovider/x509/certificate.h"

#include <wincrypt.h>
#include <winerror.h>

#include <array>
#include <string_view>

#include "test/fuzz/check.h"

namespace {

using namespace secur32;

struct Octets {
    Bytes whole;
    void hold(Bytes view) const {
        fuzz::require(view.empty() || (view.data() >= whole.data() &&
                                       view.data() + view.size() <= whole.data() + whole.size()));
    }
    void hold(const DerBits& bits) const {
        hold(bits.octets);
        fuzz::require(bits.unused_bits < 8);
    }
    void hold(const x509::AlgorithmIdentifier& algorithm) const {
        hold(algorithm.algorithm.octets);
        fuzz::require(algorithm.algorithm.text().find('.') != std::string::npos);
        hold(algorithm.parameters);
    }
};

void check_views(Bytes der, const x509::Certificate& certificate) {
    const Octets octets{der};
    octets.hold(certificate.tbs_certificate);
    octets.hold(certificate.serial_number);
    octets.hold(certificate.signature);
    octets.hold(certificate.issuer);
    octets.hold(certificate.subject);
    octets.hold(certificate.subject_public_key_info.der);
    octets.hold(certificate.subject_public_key_info.algorithm);
    octets.hold(certificate.subject_public_key_info.subject_public_key);
    octets.hold(certificate.issuer_unique_id.value_or(DerBits{}));
    octets.hold(certificate.subject_unique_id.value_or(DerBits{}));
    octets.hold(certificate.signature_value);
    for (const x509::Extension& extension : certificate.extensions) {
        octets.hold(extension.id.octets);
        octets.hold(extension.value);
    }
    fuzz::require(certificate.version <= 2 && !certificate.serial_number.empty());
}

void check_context(const CERT_CONTEXT& context, const x509::Certificate& certificate) {
    const CERT_INFO& info = *context.pCertInfo;
    fuzz::require(info.dwVersion == certificate.version);
    fuzz::require(info.SerialNumber.cbData == certificate.serial_number.size());
    fuzz::require(info.SerialNumber.pbData[0] == certificate.serial_number.back());
    fuzz::require(info.cExtension == certificate.extensions.size());
    for (DWORD i = 0; i < info.cExtension; ++i)
        fuzz::require(info.rgExtension[i].pszObjId == certificate.extensions[i].id.text());
}

void check_properties(PCCERT_CONTEXT context) {
    for (DWORD id = 0; id < CERT_FIRST_RESERVED_PROP_ID; ++id) {
        DWORD size = 0;
        if (!CertGetCertificateContextProperty(context, id, nullptr, &size)) {
            fuzz::require(size == 0);
            continue;
        }
        Buffer value(size);
        fuzz::require(CertGetCertificateContextProperty(context, id, value.data(), &size));
        fuzz::require(size == value.size());
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Bytes der(data, size);
    const auto parsed = x509::parse_certificate(der);
    const PCCERT_CONTEXT context =
        CertCreateCertificateContext(X509_ASN_ENCODING, data, static_cast<DWORD>(size));
    fuzz::require(parsed.ok() == (context != nullptr));
    if (context == nullptr) {
        const auto code = static_cast<HRESULT>(GetLastError());
        fuzz::require(code == CRYPT_E_ASN1_EOD || code == CRYPT_E_ASN1_BADTAG ||
                      code == CRYPT_E_ASN1_CORRUPT);
        return 0;
    }
    check_views(der, parsed.value());
    check_context(*context, parsed.value());
    check_properties(context);
    fuzz::require(CertFreeCertificateContext(context));
    return 0;
}
