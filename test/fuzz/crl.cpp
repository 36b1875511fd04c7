// CRLs: what is accepted are views inside the octets, and every entry is found by its number.
#include "sslprovider/x509/crl.h"

#include "test/fuzz/check.h"

namespace {

using namespace secur32;

void hold(Bytes whole, Bytes view) {
    fuzz::require(view.empty() || (view.data() >= whole.data() &&
                                   view.data() + view.size() <= whole.data() + whole.size()));
}

void hold(Bytes whole, const std::vector<x509::Extension>& extensions) {
    for (const x509::Extension& extension : extensions) {
        hold(whole, extension.id.octets);
        hold(whole, extension.value);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto parsed = x509::OwnedCrl::parse(Bytes(data, size));
    if (!parsed.ok()) {
        fuzz::require(parsed.status() == Status::bad_data);
        return 0;
    }
    const x509::OwnedCrl& crl = *parsed.value();
    const x509::CertificateList& list = crl.fields();
    hold(crl.der(), list.tbs_cert_list);
    hold(crl.der(), list.issuer);
    hold(crl.der(), list.signature_value.octets);
    hold(crl.der(), list.extensions);
    fuzz::require(list.version <= 1);
    for (const x509::RevokedCertificate& entry : list.revoked) {
        hold(crl.der(), entry.serial_number);
        hold(crl.der(), entry_extensions(entry));
        const x509::RevokedCertificate* const found = crl.find(entry.serial_number);
        fuzz::require(found != nullptr && fuzz::same(found->serial_number, entry.serial_number));
        for (const std::uint32_t index : crl.find_all(entry.serial_number))
            fuzz::require(fuzz::same(list.revoked[index].serial_number, entry.serial_number));
    }
    return 0;
}
