// DH blobs, DH parameters and key data: what is accepted is exported with the same numbers.
#include "sslprovider/crypto/finite_field.h"
#include "sslprovider/provider/key_blobs.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;

void run_share(Bytes blob) {
    const auto share = provider::import_dh_share(blob);
    if (!share.ok()) return;
    fuzz::require(crypto::check_finite_field(share.value().prime, share.value().generator) ==
                  Status::ok);
    const auto exported = provider::export_dh_share(share.value());
    fuzz::require(exported.ok() && exported.value().size() <= blob.size());
    const auto again = provider::import_dh_share(exported.value());
    fuzz::require(again.ok() && again.value().group == share.value().group &&
                  fuzz::same(again.value().public_value, share.value().public_value));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Bytes blob(data, size);
    run_share(blob);
    if (const auto parameters = provider::import_dh_parameters(blob); parameters.ok())
        fuzz::require(parameters.value().prime.size() < size &&
                      parameters.value().generator.size() < size);
    if (const auto key = provider::import_key_data(blob); key.ok())
        fuzz::require(!key.value().empty() && fuzz::same(blob.subspan(12), key.value().bytes()));
    return 0;
}
