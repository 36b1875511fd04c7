// CertNameToStr and CertRDNValueToStr.
#include "sslprovider/api/name_arguments.h"
#include "sslprovider/api/name_output.h"
#include "sslprovider/api/name_values.h"

namespace secur32::api {
namespace {

template <typename Char>
CertResult name_to_string(DWORD encoding, const CERT_NAME_BLOB* name, DWORD type,
                          NameOutput<Char>& out) {
    if (name == nullptr) return refuse(E_INVALIDARG, "cert: pName is null");
    if (!is_name_encoding(encoding)) return no_such_encoding();
    if ((type & kNameStringTypeMask) > CERT_X500_NAME_STR)
        return refuse(E_INVALIDARG, "cert: no such string type");
    TRY_ASSIGN(const Bytes der, cert_bytes(name->pbData, name->cbData));
    x509::Name read;
    if (const CertResult result = read_name(der, read); result.code() != 0) return result;
    out.put(x509::text_of(read, name_style(type)), CutOff::keeps_what_fits);
    return Status::ok;
}

template <typename Char>
DWORD name_to_string_call(const char* function, DWORD encoding, const CERT_NAME_BLOB* name,
                          DWORD type, Char* psz, DWORD csz) {
    NameOutput<Char> out(psz, csz);
    cert_call(function, [&](CallTrail& trail) -> CertResult {
        trail.flags("encoding", encoding);
        trail.flags("type", type);
        return name_to_string(encoding, name, type, out);
    });
    return out.answer();
}

template <typename Char>
DWORD value_to_string_call(const char* function, DWORD type, const CERT_RDN_VALUE_BLOB* value,
                           Char* psz, DWORD csz) {
    NameOutput<Char> out(psz, csz);
    cert_call(function, [&](CallTrail& trail) -> CertResult {
        trail.flags("type", type);
        if (value == nullptr) return refuse(E_INVALIDARG, "cert: pValue is null");
        TRY_ASSIGN(const Bytes octets, cert_bytes(value->pbData, value->cbData));
        TRY_ASSIGN(const std::u16string text, value_text(type, octets));
        out.put(text, CutOff::empties);
        return Status::ok;
    });
    return out.answer();
}

}  // namespace
}  // namespace secur32::api

using namespace secur32::api;

extern "C" {

DWORD WINAPI CertNameToStrA(DWORD dwCertEncodingType, PCERT_NAME_BLOB pName, DWORD dwStrType,
                            LPSTR psz, DWORD csz) {
    return name_to_string_call("CertNameToStrA", dwCertEncodingType, pName, dwStrType, psz, csz);
}

DWORD WINAPI CertNameToStrW(DWORD dwCertEncodingType, PCERT_NAME_BLOB pName, DWORD dwStrType,
                            LPWSTR psz, DWORD csz) {
    return name_to_string_call("CertNameToStrW", dwCertEncodingType, pName, dwStrType, psz, csz);
}

DWORD WINAPI CertRDNValueToStrA(DWORD dwValueType, PCERT_RDN_VALUE_BLOB pValue, LPSTR psz,
                                DWORD csz) {
    return value_to_string_call("CertRDNValueToStrA", dwValueType, pValue, psz, csz);
}

DWORD WINAPI CertRDNValueToStrW(DWORD dwValueType, PCERT_RDN_VALUE_BLOB pValue, LPWSTR psz,
                                DWORD csz) {
    return value_to_string_call("CertRDNValueToStrW", dwValueType, pValue, psz, csz);
}

}  // extern "C"
