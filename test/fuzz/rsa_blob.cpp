// RSA blobs: what is accepted is exported as itself, up to leading zeros.
#include "sslprovider/provider/key_blobs.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;

void run_public(Bytes blob) {
    const auto key = provider::import_rsa_public(blob);
    if (!key.ok()) return;
    const auto exported = provider::export_rsa_public(key.value());
    fuzz::require(exported.ok() && exported.value().size() <= blob.size());
    fuzz::require(provider::import_rsa_public(exported.value()).value() == key.value());
    fuzz::require(key.value().subject_public_key_info().ok());
}

void run_private(Bytes blob) {
    const auto key = provider::import_rsa_private(blob);
    if (!key.ok()) return;
    for (const bool full : {false, true}) {
        const auto exported = provider::export_rsa_private(key.value(), full);
        fuzz::require(exported.ok());
        const auto again = provider::import_rsa_private(exported.value().bytes());
        fuzz::require(again.ok() && again.value().public_key() == key.value().public_key());
    }
    fuzz::require(key.value().pkcs8().ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    run_public({data, size});
    run_private({data, size});
    return 0;
}
