// CryptImportPublicKeyInfo(Ex, Ex2) and CryptExportPublicKeyInfo(Ex).
#include <cstring>

#include "sslprovider/api/bcrypt_key.h"
#include "sslprovider/api/crypt_objects.h"
#include "sslprovider/api/signing_keys.h"
#include "sslprovider/x509/productions.h"

namespace secur32::api {
namespace {

// ---- Importing ----------------------------------------------------------------------------------

Result<capi::AlgId> natural_id_of(const crypto::PublicKey& key) {
    if (key.algorithm() == crypto::KeyAlgorithm::rsa) return capi::calg::rsa_keyx;
    if (key.algorithm() == crypto::KeyAlgorithm::dsa) return capi::calg::dss_sign;
    return trace::because(Status::bad_algorithm, "cert: no key of the CryptoAPI");
}

CertResult import_key(HCRYPTPROV handle, DWORD encoding, const CERT_PUBLIC_KEY_INFO* info,
                      ALG_ID algorithm, HCRYPTKEY* place) {
    if (place == nullptr) return refuse(E_INVALIDARG, "cert: phKey is null");
    *place = 0;
    TRY(check_encoding(encoding));
    const Using<CryptContext> context(handle);
    if (!context) return refuse(E_INVALIDARG, "cert: hCryptProv is no open context");
    TRY_ASSIGN(crypto::PublicKey key, public_key_of(info));
    TRY_ASSIGN(const capi::AlgId natural, natural_id_of(key));
    const capi::AlgId id = algorithm != 0 ? algorithm : natural;
    // CALG_RSA_SIGN and CALG_RSA_KEYX are of one kind of keys.
    if (GET_ALG_TYPE(id) != GET_ALG_TYPE(natural))
        return refuse(NTE_BAD_ALGID, "cert: aiKeyAlg is of another kind of keys");
    TRY(capi::require_algorithm(context->provider(), id));
    capi::Key out{id, capi::permission::standard | capi::permission::exports,
                  capi::PairKey{std::move(key), {}}};
    return give_key(*context, handle, std::move(out), place);
}

CertResult check_no_extras(DWORD flags, const void* extra) {
    if (flags != 0) return refuse(E_INVALIDARG, "cert: dwFlags is not 0");
    if (extra != nullptr) return refuse(E_INVALIDARG, "cert: pvAuxInfo is not null");
    return Status::ok;
}

CertResult import_bcrypt_key(DWORD encoding, const CERT_PUBLIC_KEY_INFO* info, DWORD flags,
                             const void* extra, BCRYPT_KEY_HANDLE* place) {
    if (place == nullptr) return refuse(E_INVALIDARG, "cert: phKey is null");
    *place = nullptr;
    TRY(check_encoding(encoding));
    const CertResult extras =
        check_no_extras(flags & ~DWORD{CRYPT_OID_INFO_PUBKEY_SIGN_KEY_FLAG |
                                       CRYPT_OID_INFO_PUBKEY_ENCRYPT_KEY_FLAG},
                        extra);
    if (extras.code() != 0) return extras;
    TRY_ASSIGN(crypto::PublicKey key, public_key_of(info));
    const bool agrees = (flags & CRYPT_OID_INFO_PUBKEY_ENCRYPT_KEY_FLAG) != 0;
    return give_bcrypt_key(std::move(key),
                           agrees ? provider::EccUse::ecdh : provider::EccUse::ecdsa, place);
}

// ---- Exporting ----------------------------------------------------------------------------------

constexpr std::size_t kUnit = 8;

std::size_t rounded(std::size_t size) { return (size + kUnit - 1) / kUnit * kUnit; }

// The structure, the text of its identifier, the parameters, the key.
Status put_info(const x509::SubjectPublicKeyInfo& info, std::string_view id, CertOutput& out) {
    const Bytes parameters = info.algorithm.parameters;
    const Bytes bits = info.subject_public_key.octets;
    const std::size_t text_at = rounded(sizeof(CERT_PUBLIC_KEY_INFO));
    const std::size_t parameters_at = text_at + rounded(id.size() + 1);
    const std::size_t bits_at = parameters_at + rounded(parameters.size());
    TRY(out.fits(bits_at + rounded(bits.size())));
    if (out.asks_size()) return Status::ok;
    BYTE* const block = out.memory();
    const auto put = [&](std::size_t at, Bytes octets) {
        if (!octets.empty()) std::memcpy(block + at, octets.data(), octets.size());
        return block + at;
    };
    CERT_PUBLIC_KEY_INFO head{};
    head.Algorithm.pszObjId = reinterpret_cast<LPSTR>(put(text_at, bytes_of(id)));
    head.Algorithm.pszObjId[id.size()] = '\0';
    head.Algorithm.Parameters.cbData = static_cast<DWORD>(parameters.size());
    if (!parameters.empty()) head.Algorithm.Parameters.pbData = put(parameters_at, parameters);
    head.PublicKey = {static_cast<DWORD>(bits.size()), put(bits_at, bits),
                      info.subject_public_key.unused_bits};
    std::memcpy(block, &head, sizeof head);
    return Status::ok;
}

CertResult export_info(HCRYPTPROV_OR_NCRYPT_KEY_HANDLE handle, DWORD key_spec, DWORD encoding,
                       LPCSTR id, CERT_PUBLIC_KEY_INFO* place, DWORD* size) {
    CertOutput output(place, size);
    TRY(output.check());
    TRY(check_encoding(encoding));
    if (id != nullptr && !object_identifier_of(id).ok())
        return refuse(E_INVALIDARG, "cert: pszPublicKeyObjId is no object identifier");
    TRY_ASSIGN(const crypto::PublicKey key, public_key_of(handle, key_spec));
    TRY_ASSIGN(const Buffer der, key.subject_public_key_info());
    DerReader in(der);
    const x509::SubjectPublicKeyInfo info = x509::read_public_key_info(in);
    return put_info(info, id != nullptr ? std::string(id) : info.algorithm.algorithm.text(),
                    output);
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CryptImportPublicKeyInfo(HCRYPTPROV hCryptProv, DWORD dwCertEncodingType,
                                     PCERT_PUBLIC_KEY_INFO pInfo, HCRYPTKEY* phKey) {
    return cert_call("CryptImportPublicKeyInfo", [&](CallTrail& trail) {
        trail.handle("context", hCryptProv);
        return import_key(hCryptProv, dwCertEncodingType, pInfo, 0, phKey);
    });
}

BOOL WINAPI CryptImportPublicKeyInfoEx(HCRYPTPROV hCryptProv, DWORD dwCertEncodingType,
                                       PCERT_PUBLIC_KEY_INFO pInfo, ALG_ID aiKeyAlg, DWORD dwFlags,
                                       void* pvAuxInfo, HCRYPTKEY* phKey) {
    return cert_call("CryptImportPublicKeyInfoEx", [&](CallTrail& trail) {
        trail.handle("context", hCryptProv);
        trail.flags("algorithm", aiKeyAlg);
        if (phKey != nullptr) *phKey = 0;
        const CertResult extras = check_no_extras(dwFlags, pvAuxInfo);
        if (extras.code() != 0) return extras;
        return import_key(hCryptProv, dwCertEncodingType, pInfo, aiKeyAlg, phKey);
    });
}

BOOL WINAPI CryptImportPublicKeyInfoEx2(DWORD dwCertEncodingType, PCERT_PUBLIC_KEY_INFO pInfo,
                                        DWORD dwFlags, void* pvAuxInfo, BCRYPT_KEY_HANDLE* phKey) {
    return cert_call("CryptImportPublicKeyInfoEx2", [&](CallTrail& trail) {
        trail.flags("flags", dwFlags);
        return import_bcrypt_key(dwCertEncodingType, pInfo, dwFlags, pvAuxInfo, phKey);
    });
}

BOOL WINAPI CryptExportPublicKeyInfo(HCRYPTPROV_OR_NCRYPT_KEY_HANDLE hCryptProvOrNCryptKey,
                                     DWORD dwKeySpec, DWORD dwCertEncodingType,
                                     PCERT_PUBLIC_KEY_INFO pInfo, DWORD* pcbInfo) {
    return cert_call("CryptExportPublicKeyInfo", [&](CallTrail& trail) {
        trail.handle("key", hCryptProvOrNCryptKey);
        return export_info(hCryptProvOrNCryptKey, dwKeySpec, dwCertEncodingType, nullptr, pInfo,
                           pcbInfo);
    });
}

BOOL WINAPI CryptExportPublicKeyInfoEx(HCRYPTPROV_OR_NCRYPT_KEY_HANDLE hCryptProvOrNCryptKey,
                                       DWORD dwKeySpec, DWORD dwCertEncodingType,
                                       LPSTR pszPublicKeyObjId, DWORD dwFlags, void* pvAuxInfo,
                                       PCERT_PUBLIC_KEY_INFO pInfo, DWORD* pcbInfo) {
    return cert_call("CryptExportPublicKeyInfoEx", [&](CallTrail& trail) {
        trail.handle("key", hCryptProvOrNCryptKey);
        const CertResult extras = check_no_extras(dwFlags, pvAuxInfo);
        if (extras.code() != 0) return extras;
        return export_info(hCryptProvOrNCryptKey, dwKeySpec, dwCertEncodingType, pszPublicKeyObjId,
                           pInfo, pcbInfo);
    });
}

}  // extern "C"
