// SignedData: what comes out are elements inside the octets; written into another, they come out
// again.
#include "sslprovider/x509/pkcs7.h"

#include "test/fuzz/check.h"

namespace {

using namespace secur32;

void check(Bytes der, const std::vector<Bytes>& views) {
    for (const Bytes view : views)
        fuzz::require(view.size() >= 2 && view.data() >= der.data() &&
                      view.data() + view.size() <= der.data() + der.size());
}

void check_same(const std::vector<Bytes>& a, const std::vector<Bytes>& b) {
    fuzz::require(std::equal(a.begin(), a.end(), b.begin(), b.end(), fuzz::same));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Bytes der(data, size);
    const auto bag = x509::parse_signed_certificates(der);
    if (!bag.ok()) {
        fuzz::require(bag.status() == Status::bad_data || bag.status() == Status::bad_type);
        return 0;
    }
    check(der, bag.value().certificates);
    check(der, bag.value().crls);
    const Buffer again = x509::write_signed_certificates(bag.value());
    const auto read = x509::parse_signed_certificates(again);
    fuzz::require(read.ok());
    check_same(read.value().certificates, bag.value().certificates);
    check_same(read.value().crls, bag.value().crls);
    return 0;
}
