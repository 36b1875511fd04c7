// CNG's key blobs out of libcrypto's numbers, laid out by hand after bcrypt.h.
#pragma once

#include <openssl/core_names.h>

#include "test/support/key_storage.h"

namespace secur32::test {

struct ForeignRsa {
    explicit ForeignRsa(const EVP_PKEY* key)
        : bits(static_cast<DWORD>(EVP_PKEY_get_bits(key))),
          e(number_of(key, OSSL_PKEY_PARAM_RSA_E)),
          n(number_of(key, OSSL_PKEY_PARAM_RSA_N)),
          p(number_of(key, OSSL_PKEY_PARAM_RSA_FACTOR1)),
          q(number_of(key, OSSL_PKEY_PARAM_RSA_FACTOR2)),
          dp(number_of(key, OSSL_PKEY_PARAM_RSA_EXPONENT1, static_cast<int>(p.size()))),
          dq(number_of(key, OSSL_PKEY_PARAM_RSA_EXPONENT2, static_cast<int>(q.size()))),
          qinv(number_of(key, OSSL_PKEY_PARAM_RSA_COEFFICIENT1, static_cast<int>(p.size()))),
          d(number_of(key, OSSL_PKEY_PARAM_RSA_D, static_cast<int>(n.size()))) {}

    Buffer header(DWORD magic, bool primes) const {
        return le32({magic, bits, size_of(e), size_of(n), primes ? size_of(p) : 0,
                     primes ? size_of(q) : 0});
    }
    Buffer public_blob() const { return joined({header(0x31415352, false), e, n}); }
    Buffer private_blob() const { return joined({header(0x32415352, true), e, n, p, q}); }
    Buffer full_blob() const {
        return joined({header(0x33415352, true), e, n, p, q, dp, dq, qinv, d});
    }

    DWORD bits;
    Buffer e, n, p, q, dp, dq, qinv, d;
};

struct ForeignEc {
    explicit ForeignEc(const EVP_PKEY* key)
        : length((EVP_PKEY_get_bits(key) + 7) / 8),
          x(number_of(key, OSSL_PKEY_PARAM_EC_PUB_X, length)),
          y(number_of(key, OSSL_PKEY_PARAM_EC_PUB_Y, length)),
          d(number_of(key, OSSL_PKEY_PARAM_PRIV_KEY, length)) {}

    Buffer public_blob(DWORD magic) const {
        return joined({le32({magic, static_cast<DWORD>(length)}), x, y});
    }
    Buffer private_blob(DWORD magic) const {
        return joined({le32({magic, static_cast<DWORD>(length)}), x, y, d});
    }

    int length;
    Buffer x, y, d;
};

inline constexpr DWORD kEcdsaPublicP256 = 0x31534345, kEcdsaPrivateP256 = 0x32534345;
inline constexpr DWORD kEcdsaPublicP521 = 0x35534345, kEcdsaPrivateP521 = 0x36534345;
inline constexpr DWORD kEcdhPublicP256 = 0x314B4345, kEcdhPrivateP256 = 0x324B4345;

}  // namespace secur32::test
