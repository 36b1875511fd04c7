// The kernels, the best one first.
#include "sslprovider/crypto/aead.h"

#include <array>

#include "sslprovider/crypto/aead_evp.h"

namespace secur32::crypto {
namespace {

using Maker = std::unique_ptr<AeadKey> (*)(BulkCipher, Direction, Bytes key, Bytes fixed_iv);

constexpr std::array<Maker, 1> kKernels = {&make_evp_aead};

}  // namespace

std::unique_ptr<AeadKey> make_aead(BulkCipher cipher, Direction direction, Bytes key,
                                   Bytes fixed_iv) {
    const BulkCipherRow& what = row(cipher);
    if (what.kind != CipherKind::aead || key.size() != what.key_length) return nullptr;
    if (!fixed_iv.empty() && fixed_iv.size() != what.fixed_iv_length) return nullptr;
    for (const Maker make : kKernels)
        if (auto aead = make(cipher, direction, key, fixed_iv)) return aead;
    return nullptr;
}

}  // namespace secur32::crypto
