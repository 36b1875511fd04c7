// PRIVATEKEYBLOBs of RSA, DSS and Diffie-Hellman through CryptImportKey, in the clear and
// encrypted.
//
//     which context and how, then the blob, whose body is encrypted here where it is to be
#include "test/fuzz/capi.h"

namespace {

using namespace secur32;

constexpr std::uint8_t kDss = 0x01, kEncrypted = 0x02, kAsItIs = 0x04;
constexpr std::size_t kHeader = 8, kBlock = 8, kLongest = 1500;

HCRYPTKEY session_key(HCRYPTPROV context) {
    const auto make = [](HCRYPTPROV owner) {
        HCRYPTKEY key = 0;
        fuzz::require(CryptGenKey(owner, CALG_3DES, 0, &key));
        return key;
    };
    static const HCRYPTKEY aes = make(fuzz::aes_context()), dss = make(fuzz::dss_context());
    return context == fuzz::aes_context() ? aes : dss;
}

Buffer encrypted(Bytes blob, HCRYPTKEY key) {
    Buffer made(blob.begin(), blob.end());
    if (made.size() < kHeader) return made;
    DWORD size = static_cast<DWORD>(made.size() - kHeader);
    made.resize(made.size() + kBlock);
    fuzz::require(CryptEncrypt(key, 0, TRUE, 0, made.data() + kHeader, &size,
                               static_cast<DWORD>(made.size() - kHeader)));
    made.resize(kHeader + size);
    return made;
}

void require_same_again(HCRYPTPROV context, HCRYPTKEY key, HCRYPTKEY with, DWORD flags) {
    const Buffer blob = fuzz::export_blob(key, PRIVATEKEYBLOB, with, flags);
    if (blob.empty()) return;  // no such version, or numbers that it has no room for
    const fuzz::CapiKey again = fuzz::import_blob(context, blob, with, CRYPT_EXPORTABLE);
    fuzz::require(again != 0);
    fuzz::require(fuzz::same(fuzz::export_blob(again, PRIVATEKEYBLOB, with, flags), blob));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0 || size > kLongest) return 0;
    const std::uint8_t options = data[0];
    const Bytes blob(data + 1, size - 1);
    const HCRYPTPROV context = (options & kDss) != 0 ? fuzz::dss_context() : fuzz::aes_context();
    const HCRYPTKEY with = (options & kEncrypted) != 0 ? session_key(context) : 0;
    const Buffer made = with != 0 && (options & kAsItIs) == 0 ? encrypted(blob, with) : Buffer();
    const fuzz::CapiKey key =
        fuzz::import_blob(context, made.empty() ? blob : Bytes(made), with, CRYPT_EXPORTABLE);
    if (key == 0) return 0;
    require_same_again(context, key, 0, 0);
    require_same_again(context, key, session_key(context), 0);
    require_same_again(context, key, 0, CRYPT_BLOB_VER3);
    return 0;
}
