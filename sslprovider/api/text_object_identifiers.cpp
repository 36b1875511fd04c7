// CryptFindOIDInfo and its neighbours: walks over one table.
#include "sslprovider/api/text_object_identifiers.h"

#include <cstring>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/base/utf16.h"

namespace secur32::api {
namespace {

// Of dwGroupId and dwKeyType the low words; the high ones are flags and a length of bits.
constexpr DWORD kLowWord = 0x0000FFFF;

bool same_text(LPCWSTR a, const void* b) { return equal_ignoring_case(a, static_cast<LPCWSTR>(b)); }
bool is_algorithm(const CRYPT_OID_INFO& info) {
    return info.dwGroupId >= CRYPT_FIRST_ALG_OID_GROUP_ID &&
           info.dwGroupId <= CRYPT_LAST_ALG_OID_GROUP_ID;
}

bool has_oid(const CRYPT_OID_INFO& info, const void* key) {
    return std::strcmp(info.pszOID, static_cast<LPCSTR>(key)) == 0;
}
bool has_name(const CRYPT_OID_INFO& info, const void* key) { return same_text(info.pwszName, key); }
bool has_algorithm(const CRYPT_OID_INFO& info, const void* key) {
    return is_algorithm(info) && info.Algid == *static_cast<const ALG_ID*>(key);
}
bool has_signature(const CRYPT_OID_INFO& info, const void* key) {
    const auto* const algorithms = static_cast<const ALG_ID*>(key);
    if (info.dwGroupId != CRYPT_SIGN_ALG_OID_GROUP_ID || info.Algid != algorithms[0]) return false;
    DWORD of_key = 0;
    std::memcpy(&of_key, info.ExtraInfo.pbData, sizeof of_key);
    return of_key == algorithms[1];
}
bool has_cng_algorithm(const CRYPT_OID_INFO& info, const void* key) {
    return is_algorithm(info) && same_text(info.pwszCNGAlgid, key);
}
bool has_cng_signature(const CRYPT_OID_INFO& info, const void* key) {
    const auto* const names = static_cast<const LPCWSTR*>(key);
    return info.dwGroupId == CRYPT_SIGN_ALG_OID_GROUP_ID &&
           same_text(info.pwszCNGAlgid, names[0]) && same_text(info.pwszCNGExtraAlgid, names[1]);
}

using Matches = bool (*)(const CRYPT_OID_INFO& info, const void* key);

// Null for a key type that is none.
Matches matcher_of(DWORD key_type) {
    switch (key_type & kLowWord) {
        case CRYPT_OID_INFO_OID_KEY:
            return has_oid;
        case CRYPT_OID_INFO_NAME_KEY:
            return has_name;
        case CRYPT_OID_INFO_ALGID_KEY:
            return has_algorithm;
        case CRYPT_OID_INFO_SIGN_KEY:
            return has_signature;
        case CRYPT_OID_INFO_CNG_ALGID_KEY:
            return has_cng_algorithm;
        case CRYPT_OID_INFO_CNG_SIGN_KEY:
            return has_cng_signature;
        default:
            return nullptr;
    }
}

bool in_group(const CRYPT_OID_INFO& info, DWORD group) {
    return (group & kLowWord) == 0 || info.dwGroupId == (group & kLowWord);
}

PCCRYPT_OID_INFO find(Matches matches, const void* key, DWORD group) {
    for (const CRYPT_OID_INFO& info : object_identifiers())
        if (in_group(info, group) && matches(info, key)) return &info;
    return nullptr;
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

PCCRYPT_OID_INFO WINAPI CryptFindOIDInfo(DWORD dwKeyType, void* pvKey, DWORD dwGroupId) {
    PCCRYPT_OID_INFO found = nullptr;
    cert_call("CryptFindOIDInfo", [&](CallTrail& trail) -> CertResult {
        trail.flags("key", dwKeyType);
        trail.flags("group", dwGroupId);
        const Matches matches = matcher_of(dwKeyType);
        if (matches == nullptr) return refuse(E_INVALIDARG, "cert: no such type of key");
        if (pvKey == nullptr) return refuse(E_INVALIDARG, "cert: pvKey is null");
        found = find(matches, pvKey, dwGroupId);
        return Status::ok;
    });
    return found;
}

BOOL WINAPI CryptEnumOIDInfo(DWORD dwGroupId, DWORD, void* pvArg,
                             PFN_CRYPT_ENUM_OID_INFO pfnEnumOIDInfo) {
    bool whole = true;
    const bool done = cert_call("CryptEnumOIDInfo", [&](CallTrail& trail) -> CertResult {
        trail.flags("group", dwGroupId);
        if (pfnEnumOIDInfo == nullptr) return refuse(E_INVALIDARG, "cert: pfnEnumOIDInfo is null");
        for (const CRYPT_OID_INFO& info : object_identifiers()) {
            if (whole && in_group(info, dwGroupId)) whole = pfnEnumOIDInfo(&info, pvArg) != FALSE;
        }
        return Status::ok;
    });
    return done && whole;
}

LPCSTR WINAPI CertAlgIdToOID(DWORD dwAlgId) {
    LPCSTR oid = nullptr;
    cert_call("CertAlgIdToOID", [&](CallTrail& trail) -> CertResult {
        trail.flags("algorithm", dwAlgId);
        const ALG_ID algorithm = dwAlgId;
        const PCCRYPT_OID_INFO found = find(has_algorithm, &algorithm, 0);
        if (found != nullptr && algorithm < CALG_OID_INFO_PARAMETERS) oid = found->pszOID;
        return Status::ok;
    });
    return oid;
}

DWORD WINAPI CertOIDToAlgId(LPCSTR pszObjId) {
    DWORD algorithm = 0;
    cert_call("CertOIDToAlgId", [&](CallTrail&) -> CertResult {
        if (pszObjId == nullptr) return refuse(E_INVALIDARG, "cert: pszObjId is null");
        const PCCRYPT_OID_INFO found = find(has_oid, pszObjId, 0);
        if (found != nullptr && is_algorithm(*found)) algorithm = found->Algid;
        return Status::ok;
    });
    return algorithm;
}

}  // extern "C"
