// CryptSignCertificate.
#include "sslprovider/api/signing_signatures.h"

#include <algorithm>

#include "sslprovider/api/signing_keys.h"
#include "sslprovider/crypto/signature.h"
#include "sslprovider/x509/signed_data.h"

namespace secur32::api {

Result<Signer> signer_of(HCRYPTPROV_OR_NCRYPT_KEY_HANDLE handle, DWORD key_spec, DWORD encoding,
                         const CRYPT_ALGORITHM_IDENTIFIER* algorithm) {
    TRY(check_encoding(encoding));
    Signer out;
    TRY_ASSIGN(out.algorithm, algorithm_of(algorithm));
    TRY_ASSIGN(out.key, signing_key_of(handle, key_spec));
    return out;
}

Result<Buffer> signature_of(const Signer& signer, Bytes message) {
    return x509::sign_data(message, read_algorithm_of(signer.algorithm), signer.key);
}

namespace {

CertResult sign(const Result<Signer>& signer, const BYTE* address, DWORD size, const void* extra,
                const CertOutput& output) {
    TRY(output.check());
    TRY(signer);
    if (extra != nullptr) return refuse(E_INVALIDARG, "cert: pvHashAuxInfo is not null");
    TRY_ASSIGN(const Bytes message, cert_bytes(address, size));
    TRY_ASSIGN(Buffer signature, signature_of(signer.value(), message));
    // Lengths of ECDSA and DSA differ from one signature to the next.
    if (output.asks_size())
        return output.fits(crypto::signature_length(signer.value().key.public_key()));
    std::ranges::reverse(signature);
    return output.put(signature);
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CryptSignCertificate(HCRYPTPROV_OR_NCRYPT_KEY_HANDLE hCryptProvOrNCryptKey,
                                 DWORD dwKeySpec, DWORD dwCertEncodingType,
                                 const BYTE* pbEncodedToBeSigned, DWORD cbEncodedToBeSigned,
                                 PCRYPT_ALGORITHM_IDENTIFIER pSignatureAlgorithm,
                                 const void* pvHashAuxInfo, BYTE* pbSignature,
                                 DWORD* pcbSignature) {
    return cert_call("CryptSignCertificate", [&](CallTrail& trail) {
        trail.handle("key", hCryptProvOrNCryptKey);
        const CertOutput output(pbSignature, pcbSignature);
        return sign(
            signer_of(hCryptProvOrNCryptKey, dwKeySpec, dwCertEncodingType, pSignatureAlgorithm),
            pbEncodedToBeSigned, cbEncodedToBeSigned, pvHashAuxInfo, output);
    });
}

}  // extern "C"
