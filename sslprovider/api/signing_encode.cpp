// CryptSignAndEncodeCertificate: CryptEncodeObject, then a signature around it.
#include <algorithm>
#include <array>

#include "sslprovider/api/signing_signatures.h"
#include "sslprovider/crypto/signature.h"

namespace secur32::api {
namespace {

const std::array<LPCSTR, 3> kToBeSigned = {X509_CERT_TO_BE_SIGNED, X509_CERT_CRL_TO_BE_SIGNED,
                                           X509_CERT_REQUEST_TO_BE_SIGNED};

// Whatever CryptEncodeObject says is the thread's last error already: the code is that one.
CertResult encode(LPCSTR type, const void* structure, Buffer& out) {
    if (std::ranges::find(kToBeSigned, type) == kToBeSigned.end())
        return refuse(E_INVALIDARG, "cert: nothing of that type is signed");
    DWORD size = 0;
    if (!CryptEncodeObject(X509_ASN_ENCODING, type, structure, nullptr, &size))
        return static_cast<HRESULT>(GetLastError());
    out.resize(size);
    if (!CryptEncodeObject(X509_ASN_ENCODING, type, structure, out.data(), &size))
        return static_cast<HRESULT>(GetLastError());
    out.resize(size);
    return Status::ok;
}

CertResult sign_and_encode(const Result<Signer>& signer, LPCSTR type, const void* structure,
                           const void* extra, const CertOutput& output) {
    TRY(output.check());
    TRY(signer);
    if (extra != nullptr || structure == nullptr)
        return refuse(E_INVALIDARG, "cert: pvHashAuxInfo, or no pvStructInfo");
    Buffer message;
    if (const CertResult encoded = encode(type, structure, message); encoded.code() != 0)
        return encoded;
    TRY_ASSIGN(const Buffer signature, signature_of(signer.value(), message));
    Buffer whole = signed_data_of(message, signer.value().algorithm, signature);
    if (output.asks_size()) {
        const std::size_t longest = crypto::signature_length(signer.value().key.public_key());
        return output.fits(
            signed_data_of(message, signer.value().algorithm, Buffer(longest)).size());
    }
    return output.put(whole);
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CryptSignAndEncodeCertificate(HCRYPTPROV_OR_NCRYPT_KEY_HANDLE hCryptProvOrNCryptKey,
                                          DWORD dwKeySpec, DWORD dwCertEncodingType,
                                          LPCSTR lpszStructType, const void* pvStructInfo,
                                          PCRYPT_ALGORITHM_IDENTIFIER pSignatureAlgorithm,
                                          const void* pvHashAuxInfo, BYTE* pbEncoded,
                                          DWORD* pcbEncoded) {
    return cert_call("CryptSignAndEncodeCertificate", [&](CallTrail& trail) {
        trail.handle("key", hCryptProvOrNCryptKey);
        const CertOutput output(pbEncoded, pcbEncoded);
        return sign_and_encode(
            signer_of(hCryptProvOrNCryptKey, dwKeySpec, dwCertEncodingType, pSignatureAlgorithm),
            lpszStructType, pvStructInfo, pvHashAuxInfo, output);
    });
}

}  // extern "C"
