// Names are those that Windows has in English; algorithms are in the words of the CryptoAPI and of
// CNG.
#include <bcrypt.h>

#include <array>
#include <string_view>
#include <vector>

#include "sslprovider/api/text_object_identifiers.h"
#include "sslprovider/x509/names.h"

namespace secur32::api {
namespace {

using Words = std::span<const DWORD>;

struct Row {
    LPCSTR oid;
    LPCWSTR name;
    DWORD algorithm = 0;
    LPCWSTR cng = u"";
    LPCWSTR cng_extra = u"";
    Words extra = {};
};

constexpr DWORD kNoNull = CRYPT_OID_NO_NULL_ALGORITHM_PARA_FLAG;
constexpr DWORD kCngOnly = CALG_OID_INFO_CNG_ONLY, kByParameters = CALG_OID_INFO_PARAMETERS;

// ExtraInfo of a public key: its flags.  Of a signature: the key's ALG_ID, and flags.
constexpr std::array<DWORD, 1> kNoNullKey = {kNoNull};
constexpr std::array<DWORD, 1> kRsaSign = {CALG_RSA_SIGN};
constexpr std::array<DWORD, 2> kDssSign = {CALG_DSS_SIGN, kNoNull};
constexpr std::array<DWORD, 2> kEcSign = {kByParameters, kNoNull};
// Of an attribute: which strings it may be, and 0.
constexpr std::array<DWORD, 2> kIa5 = {CERT_RDN_IA5_STRING, 0};
constexpr std::array<DWORD, 2> kPrintable = {CERT_RDN_PRINTABLE_STRING, 0};
constexpr std::array<DWORD, 2> kNumeric = {CERT_RDN_NUMERIC_STRING, 0};
constexpr std::array<DWORD, 3> kIa5OrUtf8 = {CERT_RDN_IA5_STRING, CERT_RDN_UTF8_STRING, 0};

const std::array kHashes = {
    Row{szOID_OIWSEC_sha1, u"sha1", CALG_SHA1, BCRYPT_SHA1_ALGORITHM},
    Row{szOID_OIWSEC_sha1, u"sha", CALG_SHA1, BCRYPT_SHA1_ALGORITHM},
    Row{szOID_OIWSEC_sha, u"sha", CALG_SHA, BCRYPT_SHA1_ALGORITHM},
    Row{szOID_RSA_MD5, u"md5", CALG_MD5, BCRYPT_MD5_ALGORITHM},
    Row{szOID_RSA_MD4, u"md4", CALG_MD4, u"MD4"},
    Row{szOID_RSA_MD2, u"md2", CALG_MD2, u"MD2"},
    Row{szOID_NIST_sha256, u"sha256", CALG_SHA_256, BCRYPT_SHA256_ALGORITHM},
    Row{szOID_NIST_sha384, u"sha384", CALG_SHA_384, BCRYPT_SHA384_ALGORITHM},
    Row{szOID_NIST_sha512, u"sha512", CALG_SHA_512, BCRYPT_SHA512_ALGORITHM},
};

const std::array kCiphers = {
    Row{szOID_OIWSEC_desCBC, u"des", CALG_DES, BCRYPT_DES_ALGORITHM},
    Row{szOID_RSA_DES_EDE3_CBC, u"3des", CALG_3DES, BCRYPT_3DES_ALGORITHM},
    Row{szOID_RSA_RC2CBC, u"rc2", CALG_RC2, u"RC2"},
    Row{szOID_RSA_RC4, u"rc4", CALG_RC4, BCRYPT_RC4_ALGORITHM},
    Row{szOID_NIST_AES128_CBC, u"aes128", CALG_AES_128, BCRYPT_AES_ALGORITHM},
    Row{szOID_NIST_AES192_CBC, u"aes192", CALG_AES_192, BCRYPT_AES_ALGORITHM},
    Row{szOID_NIST_AES256_CBC, u"aes256", CALG_AES_256, BCRYPT_AES_ALGORITHM},
};

const std::array kPublicKeys = {
    Row{szOID_RSA_RSA, u"RSA", CALG_RSA_KEYX, BCRYPT_RSA_ALGORITHM},
    Row{szOID_X957_DSA, u"DSA", CALG_DSS_SIGN, BCRYPT_DSA_ALGORITHM, u"", kNoNullKey},
    Row{szOID_ANSI_X942_DH, u"DH", CALG_DH_SF, BCRYPT_DH_ALGORITHM, u"", kNoNullKey},
    Row{szOID_RSA_RSA, u"RSA_KEYX", CALG_RSA_KEYX, BCRYPT_RSA_ALGORITHM},
    Row{szOID_RSA_RSA, u"RSA", CALG_RSA_SIGN, BCRYPT_RSA_ALGORITHM},
    Row{szOID_RSA_RSA, u"RSA_SIGN", CALG_RSA_SIGN, BCRYPT_RSA_ALGORITHM},
    Row{szOID_RSA_DH, u"DH", CALG_DH_SF, BCRYPT_DH_ALGORITHM, u"", kNoNullKey},
    Row{szOID_ECC_PUBLIC_KEY, u"ECC", kByParameters, CRYPT_OID_INFO_ECC_PARAMETERS_ALGORITHM},
    Row{szOID_ECC_CURVE_P256, u"nistP256", kCngOnly, BCRYPT_ECDSA_P256_ALGORITHM,
        BCRYPT_ECDH_P256_ALGORITHM, kNoNullKey},
    Row{szOID_ECC_CURVE_P384, u"nistP384", kCngOnly, BCRYPT_ECDSA_P384_ALGORITHM,
        BCRYPT_ECDH_P384_ALGORITHM, kNoNullKey},
    Row{szOID_ECC_CURVE_P521, u"nistP521", kCngOnly, BCRYPT_ECDSA_P521_ALGORITHM,
        BCRYPT_ECDH_P521_ALGORITHM, kNoNullKey},
};

const std::array kSignatures = {
    Row{szOID_RSA_SHA1RSA, u"sha1RSA", CALG_SHA1, BCRYPT_SHA1_ALGORITHM, BCRYPT_RSA_ALGORITHM,
        kRsaSign},
    Row{szOID_RSA_SHA256RSA, u"sha256RSA", CALG_SHA_256, BCRYPT_SHA256_ALGORITHM,
        BCRYPT_RSA_ALGORITHM, kRsaSign},
    Row{szOID_RSA_SHA384RSA, u"sha384RSA", CALG_SHA_384, BCRYPT_SHA384_ALGORITHM,
        BCRYPT_RSA_ALGORITHM, kRsaSign},
    Row{szOID_RSA_SHA512RSA, u"sha512RSA", CALG_SHA_512, BCRYPT_SHA512_ALGORITHM,
        BCRYPT_RSA_ALGORITHM, kRsaSign},
    Row{szOID_RSA_MD5RSA, u"md5RSA", CALG_MD5, BCRYPT_MD5_ALGORITHM, BCRYPT_RSA_ALGORITHM,
        kRsaSign},
    Row{szOID_X957_SHA1DSA, u"sha1DSA", CALG_SHA1, BCRYPT_SHA1_ALGORITHM, BCRYPT_DSA_ALGORITHM,
        kDssSign},
    Row{szOID_OIWSEC_sha1RSASign, u"sha1RSA", CALG_SHA1, BCRYPT_SHA1_ALGORITHM,
        BCRYPT_RSA_ALGORITHM, kRsaSign},
    Row{szOID_RSA_MD2RSA, u"md2RSA", CALG_MD2, u"MD2", BCRYPT_RSA_ALGORITHM, kRsaSign},
    Row{szOID_RSA_MD4RSA, u"md4RSA", CALG_MD4, u"MD4", BCRYPT_RSA_ALGORITHM, kRsaSign},
    Row{szOID_RSA_SSA_PSS, u"RSASSA-PSS", kCngOnly, CRYPT_OID_INFO_HASH_PARAMETERS_ALGORITHM,
        BCRYPT_RSA_ALGORITHM, kRsaSign},
    Row{szOID_ECDSA_SHA1, u"sha1ECDSA", kCngOnly, BCRYPT_SHA1_ALGORITHM,
        CRYPT_OID_INFO_ECC_PARAMETERS_ALGORITHM, kEcSign},
    Row{szOID_ECDSA_SHA256, u"sha256ECDSA", kCngOnly, BCRYPT_SHA256_ALGORITHM,
        CRYPT_OID_INFO_ECC_PARAMETERS_ALGORITHM, kEcSign},
    Row{szOID_ECDSA_SHA384, u"sha384ECDSA", kCngOnly, BCRYPT_SHA384_ALGORITHM,
        CRYPT_OID_INFO_ECC_PARAMETERS_ALGORITHM, kEcSign},
    Row{szOID_ECDSA_SHA512, u"sha512ECDSA", kCngOnly, BCRYPT_SHA512_ALGORITHM,
        CRYPT_OID_INFO_ECC_PARAMETERS_ALGORITHM, kEcSign},
};

const std::array kExtensions = {
    Row{szOID_AUTHORITY_KEY_IDENTIFIER2, u"Authority Key Identifier"},
    Row{szOID_AUTHORITY_KEY_IDENTIFIER, u"Authority Key Identifier"},
    Row{szOID_SUBJECT_ALT_NAME2, u"Subject Alternative Name"},
    Row{szOID_SUBJECT_ALT_NAME, u"Subject Alternative Name"},
    Row{szOID_ISSUER_ALT_NAME2, u"Issuer Alternative Name"},
    Row{szOID_ISSUER_ALT_NAME, u"Issuer Alternative Name"},
    Row{szOID_BASIC_CONSTRAINTS2, u"Basic Constraints"},
    Row{szOID_BASIC_CONSTRAINTS, u"Basic Constraints"},
    Row{szOID_KEY_USAGE, u"Key Usage"},
    Row{szOID_CERT_POLICIES, u"Certificate Policies"},
    Row{szOID_SUBJECT_KEY_IDENTIFIER, u"Subject Key Identifier"},
    Row{szOID_CRL_REASON_CODE, u"CRL Reason Code"},
    Row{szOID_CRL_DIST_POINTS, u"CRL Distribution Points"},
    Row{szOID_ENHANCED_KEY_USAGE, u"Enhanced Key Usage"},
    Row{szOID_AUTHORITY_INFO_ACCESS, u"Authority Information Access"},
    Row{szOID_SUBJECT_INFO_ACCESS, u"Subject Information Access"},
    Row{szOID_RSA_emailAddr, u"Email Address"},
    Row{szOID_RSA_challengePwd, u"Challenge Password"},
    Row{szOID_RSA_certExtensions, u"Certificate Extensions"},
    Row{szOID_PKIX_OCSP, u"On-line Certificate Status Protocol"},
    Row{szOID_PKIX_CA_ISSUERS, u"Certification Authority Issuer"},
    Row{szOID_NT_PRINCIPAL_NAME, u"Principal Name"},
    Row{szOID_CRL_NUMBER, u"CRL Number"},
    Row{szOID_DELTA_CRL_INDICATOR, u"Delta CRL Indicator"},
    Row{szOID_ISSUING_DIST_POINT, u"Issuing Distribution Point"},
    Row{szOID_FRESHEST_CRL, u"Freshest CRL"},
    Row{szOID_NAME_CONSTRAINTS, u"Name Constraints"},
    Row{szOID_POLICY_MAPPINGS, u"Policy Mappings"},
    Row{szOID_POLICY_CONSTRAINTS, u"Policy Constraints"},
    Row{szOID_RSA_data, u"PKCS 7 Data"},
    Row{szOID_RSA_signedData, u"PKCS 7 Signed"},
    Row{szOID_PRIVATEKEY_USAGE_PERIOD, u"Private Key Usage Period"},
};

const std::array kUsages = {
    Row{szOID_PKIX_KP_SERVER_AUTH, u"Server Authentication"},
    Row{szOID_PKIX_KP_CLIENT_AUTH, u"Client Authentication"},
    Row{szOID_PKIX_KP_CODE_SIGNING, u"Code Signing"},
    Row{szOID_PKIX_KP_EMAIL_PROTECTION, u"Secure Email"},
    Row{szOID_PKIX_KP_TIMESTAMP_SIGNING, u"Time Stamping"},
    Row{szOID_PKIX_KP_IPSEC_END_SYSTEM, u"IP security end system"},
    Row{szOID_PKIX_KP_IPSEC_TUNNEL, u"IP security tunnel termination"},
    Row{szOID_PKIX_KP_IPSEC_USER, u"IP security user"},
    Row{szOID_PKIX_KP_OCSP_SIGNING, u"OCSP Signing"},
    Row{szOID_KP_SMARTCARD_LOGON, u"Smart Card Logon"},
    Row{szOID_KP_EFS, u"Encrypting File System"},
    Row{szOID_KP_DOCUMENT_SIGNING, u"Document Signing"},
    Row{szOID_ANY_ENHANCED_KEY_USAGE, u"Any Purpose"},
};

const std::array kPolicies = {Row{szOID_ANY_CERT_POLICY, u"All issuance policies"}};

CRYPT_DATA_BLOB blob_of(Words words) {
    const auto* const octets = reinterpret_cast<const BYTE*>(words.data());
    return {static_cast<DWORD>(words.size_bytes()), const_cast<BYTE*>(octets)};
}

CRYPT_OID_INFO info_of(DWORD group, const Row& row) {
    CRYPT_OID_INFO out{};
    out.cbSize = sizeof out;
    out.pszOID = row.oid;
    out.pwszName = row.name;
    out.dwGroupId = group;
    out.Algid = row.algorithm;
    if (!row.extra.empty()) out.ExtraInfo = blob_of(row.extra);
    out.pwszCNGAlgid = row.cng;
    out.pwszCNGExtraAlgid = row.cng_extra;
    return out;
}

Words strings_of(x509::AttributeType::Form form) {
    using Form = x509::AttributeType::Form;
    switch (form) {
        case Form::ia5:
            return kIa5;
        case Form::printable:
            return kPrintable;
        case Form::numeric:
            return kNumeric;
        case Form::ia5_or_utf8:
            return kIa5OrUtf8;
        case Form::directory:
            break;
    }
    return {};
}

using Infos = std::vector<CRYPT_OID_INFO>;

// The texts of x509's table are literals, which end in a NUL.
void add_attributes(Infos& out) {
    for (const x509::AttributeType& type : x509::attribute_types())
        for (const std::u16string_view key : {type.key, type.other_key, type.third_key})
            if (!key.empty())
                out.push_back(
                    info_of(CRYPT_RDN_ATTR_OID_GROUP_ID,
                            {type.oid.data(), key.data(), 0, u"", u"", strings_of(type.form)}));
}

void add(Infos& out, DWORD group, std::span<const Row> rows) {
    for (const Row& row : rows) out.push_back(info_of(group, row));
}

Infos make_infos() {
    Infos out;
    add(out, CRYPT_HASH_ALG_OID_GROUP_ID, kHashes);
    add(out, CRYPT_ENCRYPT_ALG_OID_GROUP_ID, kCiphers);
    add(out, CRYPT_PUBKEY_ALG_OID_GROUP_ID, kPublicKeys);
    add(out, CRYPT_SIGN_ALG_OID_GROUP_ID, kSignatures);
    add_attributes(out);
    add(out, CRYPT_EXT_OR_ATTR_OID_GROUP_ID, kExtensions);
    add(out, CRYPT_ENHKEY_USAGE_OID_GROUP_ID, kUsages);
    add(out, CRYPT_POLICY_OID_GROUP_ID, kPolicies);
    return out;
}

}  // namespace

// Never destroyed: programs keep the addresses.
std::span<const CRYPT_OID_INFO> object_identifiers() {
    static const Infos* const infos = new Infos(make_infos());
    return *infos;
}

}  // namespace secur32::api
