// OPAQUEKEYBLOBs through CryptImportKey.  They are sealed under a key of this process, so that none
// but its own is accepted:
//
//     0, then a blob as it comes: refused
//     1, where to cut, where to change what; then parameters and a key: the blob of that key is
//        accepted as it is, and refused when it is cut or changed
#include "test/fuzz/capi.h"

namespace {

using namespace secur32;

constexpr std::size_t kHow = 6;  // cut(2), place(2), change, cipher
constexpr ALG_ID kIds[] = {CALG_RC4, CALG_RC2, CALG_DES, CALG_3DES, CALG_AES_128, CALG_AES_256};

DWORD number(Bytes octets) { return DWORD{octets[0]} | DWORD{octets[1]} << 8; }

// A key with what of the parameters it takes.
fuzz::CapiKey made_of(ALG_ID id, Bytes rest) {
    const std::size_t shown = std::min<std::size_t>(rest.size(), 3);
    const Bytes parameters = rest.first(shown), secret = rest.subspan(shown);
    const Buffer blob = fuzz::joined({fuzz::le_words({PLAINTEXTKEYBLOB | CUR_BLOB_VERSION << 8, id,
                                                      static_cast<DWORD>(secret.size())}),
                                      secret});
    fuzz::CapiKey key = fuzz::import_blob(fuzz::aes_context(), blob, 0, CRYPT_EXPORTABLE);
    constexpr DWORD kParameters[] = {KP_MODE, KP_EFFECTIVE_KEYLEN, KP_PADDING};
    for (std::size_t i = 0; key != 0 && i < parameters.size(); ++i) {
        const DWORD value = parameters[i];
        CryptSetKeyParam(key, kParameters[i], reinterpret_cast<const BYTE*>(&value), 0);
    }
    return key;
}

void require_refused(Bytes blob) {
    fuzz::require(fuzz::import_blob(fuzz::aes_context(), blob) == 0);
}

void run_own(Bytes how, Bytes rest) {
    const fuzz::CapiKey key = made_of(kIds[how[5] % std::size(kIds)], rest);
    if (key == 0) return;
    const Buffer blob = fuzz::export_blob(key, OPAQUEKEYBLOB);
    fuzz::require(!blob.empty());
    const fuzz::CapiKey again = fuzz::import_blob(fuzz::aes_context(), blob, 0, CRYPT_EXPORTABLE);
    fuzz::require(again != 0);
    fuzz::require(fuzz::same(fuzz::export_blob(again, PLAINTEXTKEYBLOB),
                             fuzz::export_blob(key, PLAINTEXTKEYBLOB)));
    require_refused(Bytes(blob).first(number(how) % blob.size()));
    Buffer changed = blob;
    changed[number(how.subspan(2)) % changed.size()] ^= how[4];
    if (how[4] != 0) require_refused(changed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const Bytes rest(data + 1, size - 1);
    if ((data[0] & 1) == 0)
        require_refused(rest);
    else if (rest.size() >= kHow)
        run_own(rest.first(kHow), rest.subspan(kHow));
    return 0;
}
