// RSA's key blobs out of libcrypto's numbers, laid out by hand after "RSA/Schannel Key BLOBs", and
// libcrypto's key out of a PUBLICKEYBLOB.
#pragma once

#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include "test/support/crypt_handles.h"
#include "test/support/foreign_blobs.h"

namespace secur32::test {

// BLOBHEADER; RSAPUBKEY { magic; bitlen; pubexp }.
inline Buffer rsa_blob_start(DWORD type, ALG_ID id, const ForeignRsa& numbers) {
    DWORD exponent = 0;
    for (const std::uint8_t octet : numbers.e) exponent = exponent << 8 | octet;
    const DWORD magic = type == PRIVATEKEYBLOB ? 0x32415352 : 0x31415352;
    return joined_octets({blob_header(type, id), le_words({magic, numbers.bits, exponent})});
}
inline Buffer rsa_public_blob(const EVP_PKEY* key, ALG_ID id = CALG_RSA_KEYX) {
    const ForeignRsa numbers(key);
    return joined_octets({rsa_blob_start(PUBLICKEYBLOB, id, numbers), reversed(numbers.n)});
}
inline Buffer rsa_private_blob(const EVP_PKEY* key, ALG_ID id = CALG_RSA_KEYX) {
    const ForeignRsa numbers(key);
    return joined_octets({rsa_blob_start(PRIVATEKEYBLOB, id, numbers), reversed(numbers.n),
                          reversed(numbers.p), reversed(numbers.q), reversed(numbers.dp),
                          reversed(numbers.dq), reversed(numbers.qinv), reversed(numbers.d)});
}

// The modulus of a PUBLICKEYBLOB, big-endian.
inline Buffer modulus_of(Bytes blob) { return reversed(blob.subspan(20)); }
inline Pkey foreign_public(Bytes blob) {
    const Buffer n = modulus_of(blob), e = {1, 0, 1};
    BIGNUM* const modulus = BN_bin2bn(n.data(), static_cast<int>(n.size()), nullptr);
    BIGNUM* const exponent = BN_bin2bn(e.data(), static_cast<int>(e.size()), nullptr);
    OSSL_PARAM_BLD* const build = OSSL_PARAM_BLD_new();
    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, modulus);
    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, exponent);
    OSSL_PARAM* const params = OSSL_PARAM_BLD_to_param(build);
    EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr);
    EVP_PKEY* key = nullptr;
    EVP_PKEY_fromdata_init(context);
    EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params);
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(build);
    BN_free(exponent);
    BN_free(modulus);
    if (key == nullptr) throw std::runtime_error("libcrypto takes no such key");
    return {key, EVP_PKEY_free};
}

}  // namespace secur32::test
