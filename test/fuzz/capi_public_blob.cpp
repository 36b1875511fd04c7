// PUBLICKEYBLOBs of RSA, DSS and Diffie-Hellman through CryptImportKey.
//
//     which context and key, then the blob
#include "test/fuzz/capi.h"

namespace {

using namespace secur32;

constexpr std::uint8_t kDss = 0x01, kAgree = 0x02;
constexpr std::size_t kLongest = 1500;  // longer numbers cost time and find nothing

// 768 bits, of RFC 2409.
HCRYPTKEY own_pair() {
    static const HCRYPTKEY pair = [] {
        HCRYPTKEY key = 0;
        fuzz::require(CryptGenKey(fuzz::dss_context(), CALG_DH_EPHEM, 768 << 16, &key));
        return key;
    }();
    return pair;
}

void require_same_again(HCRYPTPROV context, HCRYPTKEY key, DWORD flags) {
    const Buffer blob = fuzz::export_blob(key, PUBLICKEYBLOB, 0, flags);
    if (blob.empty()) return;  // no such version, or an exponent that is too long
    const fuzz::CapiKey again = fuzz::import_blob(context, blob);
    fuzz::require(again != 0);
    fuzz::require(fuzz::same(fuzz::export_blob(again, PUBLICKEYBLOB, 0, flags), blob));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0 || size > kLongest) return 0;
    const Bytes blob(data + 1, size - 1);
    if ((data[0] & kAgree) != 0) {
        const fuzz::CapiKey agreed = fuzz::import_blob(fuzz::dss_context(), blob, own_pair());
        if (agreed == 0) return 0;
        const DWORD id = CALG_RC4;
        fuzz::require(CryptSetKeyParam(agreed, KP_ALGID, reinterpret_cast<const BYTE*>(&id), 0));
        fuzz::require_round_trip(agreed);
        return 0;
    }
    const HCRYPTPROV context = (data[0] & kDss) != 0 ? fuzz::dss_context() : fuzz::aes_context();
    const fuzz::CapiKey key = fuzz::import_blob(context, blob);
    if (key == 0) return 0;
    require_same_again(context, key, 0);
    require_same_again(context, key, CRYPT_BLOB_VER3);
    return 0;
}
