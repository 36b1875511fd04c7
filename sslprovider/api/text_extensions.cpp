// Small questions about certificates: extensions, attributes, keys, times.
#include <wincrypt.h>

#include <algorithm>
#include <cstring>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/cert_output.h"
#include "sslprovider/base/clock.h"
#include "sslprovider/base/der_writer.h"
#include "sslprovider/crypto/keys.h"
#include "sslprovider/x509/extensions.h"

namespace secur32::api {
namespace {

constexpr DWORD kCertificateEncodings = 0x0000FFFF;

bool is_x509(DWORD encoding) { return (encoding & kCertificateEncodings) == X509_ASN_ENCODING; }

CertResult null_argument() { return refuse(E_INVALIDARG, "cert: an argument is null"); }

bool same_oid(const char* a, std::string_view b) { return a != nullptr && a == b; }

// The first of count elements that has this object identifier.
template <typename T>
T* find_call(const char* function, LPCSTR oid, DWORD count, T* elements) {
    T* found = nullptr;
    cert_call(function, [&](CallTrail& trail) -> CertResult {
        trail.number("count", count);
        if (count == 0) return Status::ok;
        if (oid == nullptr || elements == nullptr)
            return refuse(ERROR_INVALID_PARAMETER, "cert: an argument is null");
        T* const end = elements + count;
        T* const at = std::find_if(elements, end,
                                   [&](const T& each) { return same_oid(each.pszObjId, oid); });
        found = at == end ? nullptr : at;
        return Status::ok;
    });
    return found;
}

FileTime time_of(const FILETIME& time) {
    return FileTime{time.dwHighDateTime} << 32 | time.dwLowDateTime;
}

// ---- Keys
// ----------------------------------------------------------------------------------------

CertResult key_length(DWORD encoding, const CERT_PUBLIC_KEY_INFO* info, DWORD& out) {
    if (info == nullptr || info->Algorithm.pszObjId == nullptr) return null_argument();
    if (!is_x509(encoding)) return refuse(ERROR_FILE_NOT_FOUND, "cert: not X509_ASN_ENCODING");
    TRY_ASSIGN(const Bytes key, cert_bytes(info->PublicKey.pbData, info->PublicKey.cbData));
    const CRYPT_OBJID_BLOB& blob = info->Algorithm.Parameters;
    TRY_ASSIGN(const Bytes parameters, cert_bytes(blob.pbData, blob.cbData));
    const Result<Buffer> oid = object_identifier_of(info->Algorithm.pszObjId);
    if (!oid.ok()) return refuse(NTE_BAD_PUBLIC_KEY, "cert: no algorithm");
    DerWriter writer;
    writer.nested(DerTag::sequence, [&] {
        writer.nested(DerTag::sequence, [&] {
            writer.object_identifier({oid.value()});
            writer.raw(parameters);
        });
        writer.bit_string({key, info->PublicKey.cUnusedBits & 7});
    });
    const auto read = crypto::PublicKey::from_subject_public_key_info(writer.view());
    if (read.status() == Status::out_of_memory) return read.status();
    if (!read.ok()) return refuse(NTE_BAD_PUBLIC_KEY, "cert: no key that is known");
    out = static_cast<DWORD>(read.value().bits());
    return Status::ok;
}

// ---- Key usage
// -----------------------------------------------------------------------------------

const CERT_EXTENSION* find_extension(const CERT_INFO& info, std::string_view oid) {
    for (DWORD i = 0; i < info.cExtension; ++i)
        if (same_oid(info.rgExtension[i].pszObjId, oid)) return &info.rgExtension[i];
    return nullptr;
}

CertResult key_usage(DWORD encoding, const CERT_INFO* info, BYTE* out, DWORD size, bool& found) {
    if (info == nullptr || (out == nullptr && size != 0)) return null_argument();
    if (size != 0) std::memset(out, 0, size);
    if (info->cExtension != 0 && info->rgExtension == nullptr) return null_argument();
    const CERT_EXTENSION* const extension = find_extension(*info, szOID_KEY_USAGE);
    if (extension == nullptr) return Status::ok;
    if (!is_x509(encoding)) return refuse(ERROR_FILE_NOT_FOUND, "cert: not X509_ASN_ENCODING");
    TRY_ASSIGN(const Bytes value, cert_bytes(extension->Value.pbData, extension->Value.cbData));
    TRY_ASSIGN(const x509::KeyUsage usage, x509::parse_key_usage(value));
    const Bytes octets = usage.bits.octets;
    std::ranges::copy(octets.first(std::min<std::size_t>(size, octets.size())), out);
    found = true;
    return Status::ok;
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

PCERT_EXTENSION WINAPI CertFindExtension(LPCSTR pszObjId, DWORD cExtensions,
                                         CERT_EXTENSION rgExtensions[]) {
    return find_call("CertFindExtension", pszObjId, cExtensions, rgExtensions);
}

PCRYPT_ATTRIBUTE WINAPI CertFindAttribute(LPCSTR pszObjId, DWORD cAttr, CRYPT_ATTRIBUTE rgAttr[]) {
    return find_call("CertFindAttribute", pszObjId, cAttr, rgAttr);
}

DWORD WINAPI CertGetPublicKeyLength(DWORD dwCertEncodingType, PCERT_PUBLIC_KEY_INFO pPublicKey) {
    DWORD length = 0;
    cert_call("CertGetPublicKeyLength", [&](CallTrail& trail) -> CertResult {
        trail.flags("encoding", dwCertEncodingType);
        return key_length(dwCertEncodingType, pPublicKey, length);
    });
    return length;
}

BOOL WINAPI CertGetIntendedKeyUsage(DWORD dwCertEncodingType, PCERT_INFO pCertInfo,
                                    BYTE* pbKeyUsage, DWORD cbKeyUsage) {
    bool found = false;
    const bool done = cert_call("CertGetIntendedKeyUsage", [&](CallTrail&) -> CertResult {
        return key_usage(dwCertEncodingType, pCertInfo, pbKeyUsage, cbKeyUsage, found);
    });
    if (done && !found) set_last_error(ERROR_SUCCESS);
    return found;
}

LONG WINAPI CertVerifyTimeValidity(LPFILETIME pTimeToVerify, PCERT_INFO pCertInfo) {
    LONG side = 1;
    cert_call("CertVerifyTimeValidity", [&](CallTrail&) -> CertResult {
        if (pCertInfo == nullptr) return null_argument();
        const FileTime time = pTimeToVerify == nullptr ? file_time_now() : time_of(*pTimeToVerify);
        side = time < time_of(pCertInfo->NotBefore)  ? -1
               : time > time_of(pCertInfo->NotAfter) ? 1
                                                     : 0;
        return Status::ok;
    });
    return side;
}

BOOL WINAPI CertVerifyValidityNesting(PCERT_INFO pSubjectInfo, PCERT_INFO pIssuerInfo) {
    bool nested = false;
    cert_call("CertVerifyValidityNesting", [&](CallTrail&) -> CertResult {
        if (pSubjectInfo == nullptr || pIssuerInfo == nullptr) return null_argument();
        nested = time_of(pSubjectInfo->NotBefore) >= time_of(pIssuerInfo->NotBefore) &&
                 time_of(pSubjectInfo->NotAfter) <= time_of(pIssuerInfo->NotAfter);
        return Status::ok;
    });
    return nested;
}

}  // extern "C"
