// SIMPLEBLOBs through CryptImportKey, under an RSA key.
//
//     options, then the blob; or, where options say so, an ALG_ID's index and the block that the
//     key encrypts, so that what is judged inside is reached
#include "sslprovider/crypto/rsa_encryption.h"
#include "test/fuzz/capi.h"

namespace {

using namespace secur32;

constexpr std::uint8_t kBlock = 0x01, kOaep = 0x02, kHmac = 0x04, kSchannel = 0x08, kNoSalt = 0x10;
constexpr std::size_t kModulus = 64;
constexpr ALG_ID kIds[] = {CALG_RC4,     CALG_RC2,     CALG_DES,         CALG_3DES,
                           CALG_AES_128, CALG_AES_256, CALG_TLS1_MASTER, CALG_SSL3_MASTER};

HCRYPTKEY exchange_pair(HCRYPTPROV context) {
    static const HCRYPTKEY aes = [] {
        HCRYPTKEY key = 0;
        fuzz::require(CryptImportKey(fuzz::aes_context(), fuzz::kExchangePair.data(),
                                     fuzz::kExchangePair.size(), 0, 0, &key));
        return key;
    }();
    static const HCRYPTKEY schannel = [] {
        HCRYPTKEY key = 0;
        fuzz::require(CryptImportKey(fuzz::schannel_context(), fuzz::kExchangePair.data(),
                                     fuzz::kExchangePair.size(), 0, 0, &key));
        return key;
    }();
    return context == fuzz::aes_context() ? aes : schannel;
}

// The block as a number below the modulus, encrypted.
Buffer around_block(Bytes input) {
    static const crypto::PublicKey key = [] {
        const Bytes pair = fuzz::kExchangePair;
        const Bytes modulus = pair.subspan(20, kModulus);
        return crypto::PublicKey::from_numbers(
                   crypto::RsaPublicNumbers{Buffer(modulus.rbegin(), modulus.rend()), {1, 0, 1}})
            .value();
    }();
    const ALG_ID id = kIds[input.empty() ? 0 : input[0] % std::size(kIds)];
    Buffer block(kModulus);
    const Bytes content = input.empty() ? input : input.subspan(1);
    std::copy_n(content.begin(), std::min(content.size(), kModulus - 1), block.begin() + 1);
    const Buffer encrypted = crypto::encrypt_raw(key, block).value();
    const Buffer reversed(encrypted.rbegin(), encrypted.rend());
    return fuzz::joined(
        {fuzz::le_words({SIMPLEBLOB | CUR_BLOB_VERSION << 8, id, CALG_RSA_KEYX}), reversed});
}

// An exported key is imported as itself.
void require_same_again(HCRYPTPROV context, HCRYPTKEY key, HCRYPTKEY pair) {
    const Buffer plain = fuzz::export_blob(key, PLAINTEXTKEYBLOB);
    const Buffer simple = fuzz::export_blob(key, SIMPLEBLOB, pair);
    fuzz::require(!simple.empty());
    const fuzz::CapiKey again = fuzz::import_blob(context, simple, pair, CRYPT_EXPORTABLE);
    fuzz::require(again != 0 && fuzz::same(fuzz::export_blob(again, PLAINTEXTKEYBLOB), plain));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::uint8_t options = data[0];
    const Bytes rest(data + 1, size - 1);
    const HCRYPTPROV context =
        (options & kSchannel) != 0 ? fuzz::schannel_context() : fuzz::aes_context();
    const HCRYPTKEY pair = exchange_pair(context);
    DWORD flags = CRYPT_EXPORTABLE;
    if ((options & kOaep) != 0) flags |= CRYPT_OAEP;
    if ((options & kHmac) != 0) flags |= CRYPT_IPSEC_HMAC_KEY;
    if ((options & kNoSalt) != 0) flags |= CRYPT_NO_SALT;
    const Buffer made = (options & kBlock) != 0 ? around_block(rest) : Buffer();
    const fuzz::CapiKey key =
        fuzz::import_blob(context, made.empty() ? rest : Bytes(made), pair, flags);
    if (key == 0) return 0;
    DWORD id = 0, length = sizeof id;
    fuzz::require(CryptGetKeyParam(key, KP_ALGID, reinterpret_cast<BYTE*>(&id), &length, 0));
    if (id == CALG_TLS1_MASTER || id == CALG_SSL3_MASTER) return 0;
    fuzz::require_round_trip(key);
    if ((flags & CRYPT_IPSEC_HMAC_KEY) == 0) require_same_again(context, key, pair);
    return 0;
}
