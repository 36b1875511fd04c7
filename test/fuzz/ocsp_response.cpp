// OCSP responses: what is accepted are views inside the octets.
#include "sslprovider/x509/ocsp.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;

struct OcspOctets {
    Bytes whole;
    void hold(Bytes view) const {
        fuzz::require(view.empty() || (view.data() >= whole.data() &&
                                       view.data() + view.size() <= whole.data() + whole.size()));
    }
    void hold(const x509::CertId& id) const {
        hold(id.hash_algorithm.algorithm.octets);
        hold(id.hash_algorithm.parameters);
        hold(id.issuer_name_hash);
        hold(id.issuer_key_hash);
        hold(id.serial_number);
    }
    void hold(const std::vector<x509::Extension>& extensions) const {
        for (const x509::Extension& extension : extensions) {
            hold(extension.id.octets);
            hold(extension.value);
        }
    }
    void hold(const x509::BasicOcspResponse& basic) const {
        hold(basic.response_data);
        hold(basic.responder_name);
        hold(basic.responder_key_hash);
        hold(basic.extensions);
        hold(basic.signature.octets);
        for (const Bytes certificate : basic.certificates) hold(certificate);
        for (const x509::SingleResponse& single : basic.responses) {
            hold(single.id);
            hold(single.extensions);
        }
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Bytes der(data, size);
    const auto parsed = x509::parse_ocsp_response(der);
    if (!parsed.ok()) {
        fuzz::require(parsed.status() == Status::bad_data);
        return 0;
    }
    fuzz::require(parsed.value().basic.has_value() == (parsed.value().status == 0));
    if (parsed.value().basic) OcspOctets{der}.hold(*parsed.value().basic);
    return 0;
}
