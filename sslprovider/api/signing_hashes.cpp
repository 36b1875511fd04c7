// CryptHashCertificate, CryptHashCertificate2, CryptHashToBeSigned, CryptHashPublicKeyInfo.
#include <algorithm>
#include <array>

#include "sslprovider/api/signing_keys.h"
#include "sslprovider/api/storage_arguments.h"
#include "sslprovider/base/utf16.h"
#include "sslprovider/crypto/hash.h"
#include "sslprovider/x509/signed_data.h"

namespace secur32::api {
namespace {

using crypto::HashAlgorithm;

struct HashRow {
    ALG_ID id;
    std::u16string_view name;  // CNG's
    HashAlgorithm hash;
};
constexpr std::array kHashes = {
    HashRow{CALG_MD5, BCRYPT_MD5_ALGORITHM, HashAlgorithm::md5},
    HashRow{CALG_SHA1, BCRYPT_SHA1_ALGORITHM, HashAlgorithm::sha1},
    HashRow{CALG_SHA_256, BCRYPT_SHA256_ALGORITHM, HashAlgorithm::sha256},
    HashRow{CALG_SHA_384, BCRYPT_SHA384_ALGORITHM, HashAlgorithm::sha384},
    HashRow{CALG_SHA_512, BCRYPT_SHA512_ALGORITHM, HashAlgorithm::sha512},
};

Status unknown_hash() { return trace::because(Status::bad_algorithm, "cert: no such hash"); }

Result<HashAlgorithm> hash_of_id(ALG_ID id) {
    const auto* const row = std::ranges::find(kHashes, id, &HashRow::id);
    if (row == kHashes.end()) return unknown_hash();
    return row->hash;
}

Result<HashAlgorithm> hash_called(LPCWSTR name) {
    TRY_ASSIGN(const std::u16string_view text, text_argument(name, NCRYPT_MAX_ALG_ID_LENGTH));
    for (const HashRow& row : kHashes)
        if (equal_ignoring_case(row.name, text)) return row.hash;
    return unknown_hash();
}

// The output is cleared first; it judges itself before anything else.
CertResult put_hash(const CertOutput& output, Result<HashAlgorithm> algorithm, DWORD flags,
                    Result<Bytes> octets) {
    TRY(output.check());
    if (flags != 0) return refuse(E_INVALIDARG, "cert: dwFlags is not 0");
    TRY(algorithm);
    TRY(octets);
    return output.put(crypto::hash(algorithm.value(), octets.value()).bytes());
}

CertResult hash_to_be_signed(DWORD encoding, const BYTE* address, DWORD size,
                             const CertOutput& output) {
    TRY(output.check());
    TRY(check_encoding(encoding));
    TRY_ASSIGN(const Bytes der, cert_bytes(address, size));
    TRY_ASSIGN(const x509::SignedData data, x509::parse_signed_data(der));
    TRY_ASSIGN(const x509::SignatureAlgorithm algorithm, x509::signature_algorithm(data.algorithm));
    if (algorithm.hash == HashAlgorithm::none)
        return refuse(NTE_BAD_ALGID, "cert: a signature that is over no hash");
    return output.put(crypto::hash(algorithm.hash, data.to_be_signed).bytes());
}

CertResult hash_public_key(ALG_ID id, DWORD flags, DWORD encoding, const CERT_PUBLIC_KEY_INFO* info,
                           const CertOutput& output) {
    TRY(output.check());
    TRY(check_encoding(encoding));
    TRY_ASSIGN(const Buffer der, public_key_info_of(info));
    return put_hash(output, hash_of_id(id == 0 ? ALG_ID{CALG_MD5} : id), flags, Bytes(der));
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CryptHashCertificate(HCRYPTPROV_LEGACY, ALG_ID Algid, DWORD dwFlags,
                                 const BYTE* pbEncoded, DWORD cbEncoded, BYTE* pbComputedHash,
                                 DWORD* pcbComputedHash) {
    return cert_call("CryptHashCertificate", [&](CallTrail& trail) {
        trail.flags("algorithm", Algid);
        return put_hash(CertOutput(pbComputedHash, pcbComputedHash),
                        hash_of_id(Algid == 0 ? ALG_ID{CALG_SHA1} : Algid), dwFlags,
                        cert_bytes(pbEncoded, cbEncoded));
    });
}

BOOL WINAPI CryptHashCertificate2(LPCWSTR pwszCNGHashAlgid, DWORD dwFlags, void* pvReserved,
                                  const BYTE* pbEncoded, DWORD cbEncoded, BYTE* pbComputedHash,
                                  DWORD* pcbComputedHash) {
    return cert_call("CryptHashCertificate2", [&](CallTrail&) -> CertResult {
        const CertOutput output(pbComputedHash, pcbComputedHash);
        if (pvReserved != nullptr) return refuse(E_INVALIDARG, "cert: pvReserved is not null");
        return put_hash(output, hash_called(pwszCNGHashAlgid), dwFlags,
                        cert_bytes(pbEncoded, cbEncoded));
    });
}

BOOL WINAPI CryptHashToBeSigned(HCRYPTPROV_LEGACY, DWORD dwCertEncodingType, const BYTE* pbEncoded,
                                DWORD cbEncoded, BYTE* pbComputedHash, DWORD* pcbComputedHash) {
    return cert_call("CryptHashToBeSigned", [&](CallTrail&) {
        return hash_to_be_signed(dwCertEncodingType, pbEncoded, cbEncoded,
                                 CertOutput(pbComputedHash, pcbComputedHash));
    });
}

BOOL WINAPI CryptHashPublicKeyInfo(HCRYPTPROV_LEGACY, ALG_ID Algid, DWORD dwFlags,
                                   DWORD dwCertEncodingType, PCERT_PUBLIC_KEY_INFO pInfo,
                                   BYTE* pbComputedHash, DWORD* pcbComputedHash) {
    return cert_call("CryptHashPublicKeyInfo", [&](CallTrail& trail) {
        trail.flags("algorithm", Algid);
        return hash_public_key(Algid, dwFlags, dwCertEncodingType, pInfo,
                               CertOutput(pbComputedHash, pcbComputedHash));
    });
}

}  // extern "C"
