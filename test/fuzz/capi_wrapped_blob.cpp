// SYMMETRICWRAPKEYBLOBs, and SIMPLEBLOBs under session keys, through CryptImportKey.
//
//     options, then the blob; or what stands inside the wrapping of RFC 3217, which is put around
//     it here, so that what is judged inside is reached
#include "sslprovider/crypto/hash.h"
#include "sslprovider/crypto/symmetric_cipher.h"
#include "test/fuzz/capi.h"

namespace {

using namespace secur32;

constexpr std::uint8_t kInside = 0x01, kRc2 = 0x02, kTwoKeys = 0x04, kSimple = 0x08, kHmac = 0x10;
constexpr std::size_t kBlock = 8, kMostBlocks = 40;
constexpr std::array<std::uint8_t, kBlock> kIv{0x4A, 0xDD, 0xA2, 0x2C, 0x79, 0xE8, 0x21, 0x05};

Buffer secret_of(bool rc2) { return Buffer(rc2 ? 16 : 24, 0x5B); }

HCRYPTKEY wrapping_key(bool rc2) {
    static const auto make = [](bool of_rc2) {
        const Buffer secret = secret_of(of_rc2);
        const Buffer blob =
            fuzz::joined({fuzz::le_words({PLAINTEXTKEYBLOB | CUR_BLOB_VERSION << 8,
                                          of_rc2 ? DWORD{CALG_RC2} : DWORD{CALG_3DES},
                                          static_cast<DWORD>(secret.size())}),
                          secret});
        HCRYPTKEY key = 0;
        fuzz::require(CryptImportKey(fuzz::aes_context(), blob.data(),
                                     static_cast<DWORD>(blob.size()), 0, 0, &key));
        return key;
    };
    static const HCRYPTKEY tdes_key = make(false), rc2_key = make(true);
    return rc2 ? rc2_key : tdes_key;
}

void encrypt(bool rc2, Bytes iv, MutableBytes in_place) {
    const crypto::CipherForm form{
        .algorithm = rc2 ? crypto::SymmetricAlgorithm::rc2 : crypto::SymmetricAlgorithm::tdes,
        .effective_bits = 128};
    auto cipher = crypto::SymmetricCipher::make(form, secret_of(rc2), iv);
    fuzz::require(cipher.ok() && cipher.value().encrypt(in_place) == Status::ok);
}

// RFC 3217 3.1 around whole blocks of content, the IV being zeros.
Buffer around(std::uint8_t options, Bytes content) {
    const bool rc2 = (options & kRc2) != 0;
    const Bytes used =
        content.first(std::min(content.size(), kMostBlocks * kBlock) / kBlock * kBlock);
    Buffer all(kBlock);
    all.insert(all.end(), used.begin(), used.end());
    const crypto::Digest check = crypto::hash(crypto::HashAlgorithm::sha1, used);
    all.insert(all.end(), check.bytes().begin(), check.bytes().begin() + kBlock);
    encrypt(rc2, Bytes(all).first(kBlock), MutableBytes(all).subspan(kBlock));
    std::ranges::reverse(all);
    encrypt(rc2, kIv, all);
    const DWORD type = (options & kSimple) != 0 ? SIMPLEBLOB : SYMMETRICWRAPKEYBLOB;
    const DWORD tdes = (options & kTwoKeys) != 0 ? CALG_3DES_112 : CALG_3DES;
    return fuzz::joined({fuzz::le_words({type | CUR_BLOB_VERSION << 8, rc2 ? CALG_RC2 : tdes,
                                         rc2 ? DWORD{CALG_RC2} : DWORD{CALG_3DES}}),
                         all});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::uint8_t options = data[0];
    const Bytes rest(data + 1, size - 1);
    const HCRYPTKEY with = wrapping_key((options & kRc2) != 0);
    const DWORD flags =
        CRYPT_EXPORTABLE | ((options & kHmac) != 0 ? CRYPT_IPSEC_HMAC_KEY : DWORD{0});
    const Buffer made = (options & kInside) != 0 ? around(options, rest) : Buffer();
    const fuzz::CapiKey key =
        fuzz::import_blob(fuzz::aes_context(), made.empty() ? rest : Bytes(made), with, flags);
    if (key == 0) return 0;
    fuzz::require_round_trip(key);
    const Buffer plain = fuzz::export_blob(key, PLAINTEXTKEYBLOB);
    const Buffer blob = fuzz::export_blob(key, SYMMETRICWRAPKEYBLOB, with);
    fuzz::require(!plain.empty() && !blob.empty());
    const fuzz::CapiKey again = fuzz::import_blob(fuzz::aes_context(), blob, with, flags);
    fuzz::require(again != 0 && fuzz::same(fuzz::export_blob(again, PLAINTEXTKEYBLOB), plain));
    return 0;
}
