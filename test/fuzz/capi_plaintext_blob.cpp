// PLAINTEXTKEYBLOBs through CryptImportKey: what is accepted works, and is exported as itself.
//
//     flags and context, then the blob
#include "test/fuzz/capi.h"

namespace {

using namespace secur32;

constexpr std::uint8_t kHmac = 0x01, kNoSalt = 0x02, kSchannel = 0x04, kDss = 0x08;

HCRYPTPROV context_of(std::uint8_t options) {
    if ((options & kSchannel) != 0) return fuzz::schannel_context();
    return (options & kDss) != 0 ? fuzz::dss_context() : fuzz::aes_context();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const Bytes blob(data + 1, size - 1);
    DWORD flags = CRYPT_EXPORTABLE;
    if ((data[0] & kHmac) != 0) flags |= CRYPT_IPSEC_HMAC_KEY;
    if ((data[0] & kNoSalt) != 0) flags |= CRYPT_NO_SALT;
    const fuzz::CapiKey key = fuzz::import_blob(context_of(data[0]), blob, 0, flags);
    if (key == 0) return 0;
    fuzz::require_round_trip(key);
    fuzz::require(fuzz::same(fuzz::export_blob(key, PLAINTEXTKEYBLOB), blob));
    return 0;
}
