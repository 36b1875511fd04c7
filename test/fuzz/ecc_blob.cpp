// ECC blobs of keys and shares: what is accepted is exported as it was, octet by octet.
#include "sslprovider/provider/key_blobs.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;

void run_keys(Bytes blob) {
    if (const auto open = provider::import_ecc_public(blob); open.ok())
        fuzz::require(fuzz::same(
            provider::export_ecc_public(open.value().key, open.value().use).value(), blob));
    if (const auto closed = provider::import_ecc_private(blob); closed.ok()) {
        bool same = false;
        for (const auto use : {provider::EccUse::ecdsa, provider::EccUse::ecdh})
            same =
                same ||
                fuzz::same(provider::export_ecc_private(closed.value(), use).value().bytes(), blob);
        fuzz::require(same);
    }
}

void run_shares(Bytes blob) {
    if (const auto share = provider::import_ecc_share(blob); share.ok())
        fuzz::require(fuzz::same(provider::export_ecc_share(share.value()).value(), blob));
    const auto share = provider::import_ssl_ecc_share(blob);
    if (!share.ok()) return;
    fuzz::require(fuzz::same(provider::export_ssl_ecc_share(share.value()).value(), blob));
    const auto own = crypto::KeyShare::generate(share.value().group);
    fuzz::require(own.value().agree(share.value().public_value).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    run_keys({data, size});
    run_shares({data, size});
    return 0;
}
