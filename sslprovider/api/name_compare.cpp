// Comparing what certificates have, and finding attributes of names.
#include <algorithm>

#include "sslprovider/api/name_arguments.h"
#include "sslprovider/api/name_values.h"
#include "sslprovider/base/utf16.h"

namespace secur32::api {
namespace {

template <typename Blob>
Result<Bytes> blob_bytes(const Blob& blob) {
    return cert_bytes(blob.pbData, blob.cbData);
}

CertResult null_argument() { return refuse(E_INVALIDARG, "cert: an argument is null"); }

// Two's complement, least significant octet first, without sign octets that say nothing.
Bytes shortened(Bytes integer) {
    while (integer.size() > 1) {
        const std::uint8_t sign = integer[integer.size() - 2] >= 0x80 ? 0xFF : 0;
        if (integer.back() != sign) break;
        integer = integer.first(integer.size() - 1);
    }
    return integer;
}

Status same_integers(const CRYPT_INTEGER_BLOB& a, const CRYPT_INTEGER_BLOB& b, bool& same) {
    TRY_ASSIGN(const Bytes first, blob_bytes(a));
    TRY_ASSIGN(const Bytes second, blob_bytes(b));
    same = std::ranges::equal(shortened(first), shortened(second));
    return Status::ok;
}

Status same_octets(const CERT_NAME_BLOB& a, const CERT_NAME_BLOB& b, bool& same) {
    TRY_ASSIGN(const Bytes first, blob_bytes(a));
    TRY_ASSIGN(const Bytes second, blob_bytes(b));
    same = std::ranges::equal(first, second);
    return Status::ok;
}

Status same_certificates(const CERT_INFO& a, const CERT_INFO& b, bool& same) {
    bool issuers = false, serial_numbers = false;
    TRY(same_octets(a.Issuer, b.Issuer, issuers));
    TRY(same_integers(a.SerialNumber, b.SerialNumber, serial_numbers));
    same = issuers && serial_numbers;
    return Status::ok;
}

// The unused bits are no bits of the key.
Status same_keys(const CERT_PUBLIC_KEY_INFO& a, const CERT_PUBLIC_KEY_INFO& b, bool& same) {
    TRY_ASSIGN(const Bytes first, blob_bytes(a.PublicKey));
    TRY_ASSIGN(const Bytes second, blob_bytes(b.PublicKey));
    const DWORD unused = a.PublicKey.cUnusedBits;
    same = first.size() == second.size() && unused == b.PublicKey.cUnusedBits;
    if (!same || first.empty()) return Status::ok;
    const unsigned last = (first.back() ^ second.back()) & 0xFFu;
    same = std::ranges::equal(first.first(first.size() - 1), second.first(second.size() - 1)) &&
           (unused >= 8 || last >> unused == 0);
    return Status::ok;
}

// Answers what compare(a, b, same) says; false for a failure.
template <typename T, typename Compare>
bool compare_call(const char* function, const T* a, const T* b, Compare&& compare) {
    bool same = false;
    const bool done = cert_call(function, [&](CallTrail&) -> CertResult {
        if (a == nullptr || b == nullptr) return null_argument();
        return compare(*a, *b, same);
    });
    return done && same;
}

// ---- Attributes
// ----------------------------------------------------------------------------------

CertResult find_attribute(const char* oid, const CERT_NAME_INFO* name, PCERT_RDN_ATTR& out) {
    if (oid == nullptr || name == nullptr) return null_argument();
    if (name->cRDN != 0 && name->rgRDN == nullptr) return null_argument();
    for (DWORD i = 0; i < name->cRDN; ++i) {
        const CERT_RDN& rdn = name->rgRDN[i];
        if (rdn.cRDNAttr != 0 && rdn.rgRDNAttr == nullptr) return null_argument();
        for (DWORD j = 0; j < rdn.cRDNAttr; ++j) {
            const char* const type = rdn.rgRDNAttr[j].pszObjId;
            if (type == nullptr || std::string_view(type) != oid) continue;
            out = &rdn.rgRDNAttr[j];
            return Status::ok;
        }
    }
    return Status::ok;
}

// One attribute that is looked for.
struct Wanted {
    const CERT_RDN_ATTR& attribute;
    DWORD flags;

    bool types_match(const x509::NameAttribute& there) const {
        const DWORD type = attribute.dwValueType & CERT_RDN_TYPE_MASK;
        return (attribute.pszObjId == nullptr || there.type.text() == attribute.pszObjId) &&
               (type == CERT_RDN_ANY_TYPE || type == value_type_of_tag(there.tag));
    }
    // The value's characters, read as one of the type that is there.
    Result<std::u16string> text(Bytes value, DWORD type) const {
        const bool characters = IS_CERT_RDN_CHAR_STRING(type);
        if ((flags & CERT_UNICODE_IS_RDN_ATTRS_FLAG) != 0 && characters) return unicode_text(value);
        return value_text(type, value);
    }
    Result<bool> matches(const x509::NameAttribute& there) const {
        if (!types_match(there)) return false;
        if (attribute.Value.pbData == nullptr) return true;
        TRY_ASSIGN(const Bytes value, blob_bytes(attribute.Value));
        const DWORD type = value_type_of_tag(there.tag);
        const Result<std::u16string> mine = text(value, type);
        const Result<std::u16string> theirs =
            type == CERT_RDN_ENCODED_BLOB ? x509::shown_value(there) : x509::text_of(there);
        const bool octets = type == CERT_RDN_OCTET_STRING;
        if (!mine.ok() || (!theirs.ok() && !octets)) return false;
        const std::u16string shown = octets ? x509::shown_value(there) : theirs.value();
        return (flags & CERT_CASE_INSENSITIVE_IS_RDN_ATTRS_FLAG) != 0
                   ? equal_ignoring_case(mine.value(), shown)
                   : mine.value() == shown;
    }
};

CertResult find_attributes(DWORD flags, const CERT_RDN& rdn, const x509::Name& name) {
    for (DWORD i = 0; i < rdn.cRDNAttr; ++i) {
        const Wanted wanted{rdn.rgRDNAttr[i], flags};
        if (wanted.attribute.Value.pbData == nullptr && wanted.attribute.Value.cbData != 0)
            return null_argument();
        bool found = false;
        for (const x509::NameAttribute& there : name.attributes) {
            TRY_ASSIGN(const bool matches, wanted.matches(there));
            found = found || matches;
        }
        if (!found) return refuse(CRYPT_E_NO_MATCH, "cert: an attribute is not in the name");
    }
    return Status::ok;
}

CertResult are_attributes_in(DWORD encoding, DWORD flags, const CERT_NAME_BLOB* blob,
                             const CERT_RDN* rdn) {
    if (blob == nullptr || rdn == nullptr) return null_argument();
    if (rdn->cRDNAttr != 0 && rdn->rgRDNAttr == nullptr) return null_argument();
    if (!is_name_encoding(encoding)) return no_such_encoding();
    TRY_ASSIGN(const Bytes der, blob_bytes(*blob));
    x509::Name name;
    if (const CertResult read = read_name(der, name); read.code() != 0) return read;
    return find_attributes(flags, *rdn, name);
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CertCompareCertificate(DWORD, PCERT_INFO pCertId1, PCERT_INFO pCertId2) {
    return compare_call("CertCompareCertificate", pCertId1, pCertId2, same_certificates);
}

BOOL WINAPI CertCompareCertificateName(DWORD, PCERT_NAME_BLOB pCertName1,
                                       PCERT_NAME_BLOB pCertName2) {
    return compare_call("CertCompareCertificateName", pCertName1, pCertName2, same_octets);
}

BOOL WINAPI CertCompareIntegerBlob(PCRYPT_INTEGER_BLOB pInt1, PCRYPT_INTEGER_BLOB pInt2) {
    return compare_call("CertCompareIntegerBlob", pInt1, pInt2, same_integers);
}

BOOL WINAPI CertComparePublicKeyInfo(DWORD, PCERT_PUBLIC_KEY_INFO pPublicKey1,
                                     PCERT_PUBLIC_KEY_INFO pPublicKey2) {
    return compare_call("CertComparePublicKeyInfo", pPublicKey1, pPublicKey2, same_keys);
}

PCERT_RDN_ATTR WINAPI CertFindRDNAttr(LPCSTR pszObjId, PCERT_NAME_INFO pName) {
    PCERT_RDN_ATTR found = nullptr;
    cert_call("CertFindRDNAttr",
              [&](CallTrail&) -> CertResult { return find_attribute(pszObjId, pName, found); });
    return found;
}

BOOL WINAPI CertIsRDNAttrsInCertificateName(DWORD dwCertEncodingType, DWORD dwFlags,
                                            PCERT_NAME_BLOB pCertName, PCERT_RDN pRDN) {
    return cert_call("CertIsRDNAttrsInCertificateName", [&](CallTrail& trail) -> CertResult {
        trail.flags("flags", dwFlags);
        return are_attributes_in(dwCertEncodingType, dwFlags, pCertName, pRDN);
    });
}

}  // extern "C"
