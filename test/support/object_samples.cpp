#include "test/support/object_samples.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "test/support/foreign_certificates.h"
#include "test/support/test_authority.h"

namespace secur32::test {
namespace {

// By hand, or as Windows makes them.
struct Written {
    const char* name;
    LPCSTR type;
    const char* hex;
};

constexpr char kEmpty[] = "3000";

const std::vector<Written>& written() {
    static const std::vector<Written> all = {
        {"a name of none (Windows)", SECUR32_X509_NAME, kEmpty},
        {"an empty RDN (Windows)", SECUR32_X509_NAME, "30023100"},
        {"one name (Windows)", SECUR32_X509_NAME, kOneName},
        {"two names (Windows)", SECUR32_X509_NAME, kTwoNames},
        {"two names, Unicode (Windows)", X509_UNICODE_NAME, kTwoNames},
        {"a key identifier", szOID_SUBJECT_KEY_IDENTIFIER, "0403010203"},
        {"octets of a name (Windows)", X509_NAME_VALUE, "040a4a75616e204c616e6700"},
        {"NumericString (Windows)", X509_NAME_VALUE, "120a4a75616e204c616e6700"},
        {"PrintableString (Windows)", X509_NAME_VALUE, "130a4a75616e204c616e6700"},
        {"TeletexString (Windows)", X509_NAME_VALUE, "140a4a75616e204c616e6700"},
        {"VideotexString (Windows)", X509_NAME_VALUE, "150a4a75616e204c616e6700"},
        {"IA5String (Windows)", X509_NAME_VALUE, "160a4a75616e204c616e6700"},
        {"GraphicString (Windows)", X509_NAME_VALUE, "190a4a75616e204c616e6700"},
        {"VisibleString (Windows)", X509_NAME_VALUE, "1a0a4a75616e204c616e6700"},
        {"GeneralString (Windows)", X509_NAME_VALUE, "1b0a4a75616e204c616e6700"},
        {"UniversalString", X509_NAME_VALUE, "1c080000003100 01f600"},
        {"BMPString (Windows)", X509_NAME_VALUE, "1e12004a00750061006e0020004c0061006e0067"},
        {"UTF8String (Windows)", X509_NAME_VALUE, "0c094a75616e204c616e67"},
        {"a wrong IA5String (Windows)", X509_NAME_VALUE, "16028000"},
        {"a value of another type", X509_NAME_VALUE, "0101ff"},
        {"one, NumericString (Windows)", X509_UNICODE_NAME_VALUE, "120131"},
        {"one, PrintableString (Windows)", X509_UNICODE_NAME_VALUE, "130131"},
        {"one, TeletexString (Windows)", X509_UNICODE_NAME_VALUE, "140131"},
        {"one, UniversalString (Windows)", X509_UNICODE_NAME_VALUE, "1c0400000031"},
        {"one, BMPString (Windows)", X509_UNICODE_NAME_VALUE, "1e020031"},
        {"one, UTF8String (Windows)", X509_UNICODE_NAME_VALUE, "0c0131"},
        {"text, UTF8String (Windows)", X509_UNICODE_ANY_STRING, "0c0d687474703a2f2fe289afe59d9b"},
        {"1 (Windows)", X509_INTEGER, "020101"},
        {"128 (Windows)", X509_INTEGER, "02020080"},
        {"-128 (Windows)", X509_INTEGER, "020180"},
        {"-129 (Windows)", X509_INTEGER, "0202ff7f"},
        {"an int (Windows)", X509_INTEGER, "0204baddf00d"},
        {"CRLNumber", szOID_CRL_NUMBER, "02020539"},
        {"a long number (Windows)", X509_MULTI_BYTE_INTEGER, "020a0807060504030201ffff"},
        {"a negative number (Windows)", X509_MULTI_BYTE_INTEGER, "0209ff0102030405060708"},
        {"an unsigned number (Windows)", X509_MULTI_BYTE_UINT, "020c00ffffff0102030405060708"},
        {"a reason (Windows)", X509_ENUMERATED, "0a0101"},
        {"an unsigned reason (Windows)", szOID_CRL_REASON_CODE, "0a0500ffffff80"},
        {"octets (Windows)", X509_OCTET_STRING, "040f736f6d656c6f6e67ff737472696e67"},
        {"no octets (Windows)", X509_OCTET_STRING, "0400"},
        {"bits (Windows)", X509_BITS, "030300ffff"},
        {"15 bits (Windows)", X509_BITS, "030301fffe"},
        {"no bits (Windows)", X509_BITS, "030100"},
        {"KeyUsage", X509_KEY_USAGE, "030205a0"},
        {"KeyUsage by its id", szOID_KEY_USAGE, "0303070080"},
        {"bits without zeros", X509_BITS_WITHOUT_TRAILING_ZEROES, "03020106"},
        {"UTCTime (Windows)", X509_CHOICE_OF_TIME, "170d3035303630363136313030305a"},
        {"GeneralizedTime (Windows)", X509_CHOICE_OF_TIME, "180f32313435303630363136313030305a"},
        {"time before 1950 (Windows)", X509_CHOICE_OF_TIME, "180f31393435303630363136313030305a"},
        {"PKCS_UTC_TIME (Windows)", PKCS_UTC_TIME, "170d3035303630363136313030305a"},
        {"signingTime (Windows)", szOID_RSA_signingTime, "170d3035303630363136313030305a"},
        {"an object identifier", X509_OBJECT_IDENTIFIER, "06092a864886f70d010101"},
        {"an algorithm", X509_ALGORITHM_IDENTIFIER, "300d06092a864886f70d01010b0500"},
        {"elements (Windows)", X509_SEQUENCE_OF_ANY,
         "301b02010102017f0202008002020100020180 0202ff7f0204baddf00d"},
        {"no extensions (Windows)", SECUR32_X509_EXTENSIONS, kEmpty},
        {"a critical extension (Windows)", SECUR32_X509_EXTENSIONS,
         "301430120603551d130101ff040830060101ff020101"},
        {"an extension (Windows)", szOID_RSA_certExtensions,
         "3011300f0603551d13040830060101ff020101"},
        {"SubjectPublicKeyInfo (Windows)", X509_PUBLIC_KEY_INFO,
         "3020300b06062a864886f70d020101031100000102030405060708090a0b0c0d0e0f"},
        {"a key without parameters, as NULL (Windows)", X509_PUBLIC_KEY_INFO,
         "300f300a06062a864886f70d0500030100"},
        {"no alternative names (Windows)", X509_ALTERNATE_NAME, kEmpty},
        {"an empty URL (Windows)", X509_ALTERNATE_NAME, "30028600"},
        {"a URL (Windows)", X509_ALTERNATE_NAME, "3013861168747470 3a2f2f77696e6568712e6f7267"},
        {"a host (Windows)", szOID_SUBJECT_ALT_NAME2, "300c820a77696e6568712e6f7267"},
        {"an address (Windows)", szOID_ISSUER_ALT_NAME2, "300687047f000001"},
        {"no authority key id (Windows)", X509_AUTHORITY_KEY_ID, kEmpty},
        {"key id (Windows)", X509_AUTHORITY_KEY_ID, "3003800101"},
        {"its issuer (Windows)", X509_AUTHORITY_KEY_ID,
         "3019a117301531133011060355040313 0a4a75616e204c616e6700"},
        {"its serial number (Windows)", szOID_AUTHORITY_KEY_IDENTIFIER, "3003820101"},
        {"no authority key id 2 (Windows)", X509_AUTHORITY_KEY_ID2, kEmpty},
        {"key id 2 (Windows)", X509_AUTHORITY_KEY_ID2, "3003800101"},
        {"its issuer's URL (Windows)", X509_AUTHORITY_KEY_ID2,
         "3015a113861168747470 3a2f2f77696e6568712e6f7267"},
        {"its serial number 2 (Windows)", szOID_AUTHORITY_KEY_IDENTIFIER2, "3003820101"},
        {"BasicConstraints of a leaf (Windows)", X509_BASIC_CONSTRAINTS2, kEmpty},
        {"BasicConstraints of a CA (Windows)", X509_BASIC_CONSTRAINTS2, "30030101ff"},
        {"a path length alone (Windows)", X509_BASIC_CONSTRAINTS2, "3003020100"},
        {"both (Windows)", szOID_BASIC_CONSTRAINTS2, "30060101ff020101"},
        {"old constraints (Windows)", X509_BASIC_CONSTRAINTS, "3003030100"},
        {"old constraints with a name (Windows)", szOID_BASIC_CONSTRAINTS,
         "3032030100302d302b31293011060a0992268993f22c64011916036f72673014060a0992268993f22c640119"
         "160677696e656871"},
        {"a path length in old constraints", X509_BASIC_CONSTRAINTS, "30070302064002012a"},
        {"key purposes (Windows)", X509_ENHANCED_KEY_USAGE,
         "301f06082b0601050507030306082b0601050507030206092a864886f70d010101"},
        {"no key purposes (Windows)", szOID_ENHANCED_KEY_USAGE, kEmpty},
        {"an empty distribution point (Windows)", X509_CRL_DIST_POINTS, "30023000"},
        {"a point's URL (Windows)", X509_CRL_DIST_POINTS,
         "30193017a015a013861168747470 3a2f2f77696e6568712e6f7267"},
        {"a point's reasons (Windows)", szOID_CRL_DIST_POINTS, "3006300481020003"},
        {"a point's URL and issuer (Windows)", szOID_FRESHEST_CRL,
         "302e302ca015a013861168747470 3a2f2f77696e6568712e6f7267a213861168747470"
         "3a2f2f77696e6568712e6f7267"},
        {"an empty issuing point (Windows)", X509_ISSUING_DIST_POINT, kEmpty},
        {"two policies", X509_CERT_POLICIES, "300f300506032a030430060604551d2000"},
        {"flags (Windows)", X509_ISSUING_DIST_POINT, "30068101ff8201ff"},
        {"an empty name (Windows)", X509_ISSUING_DIST_POINT, "3004a002a000"},
        {"an issuing point's URL (Windows)", szOID_ISSUING_DIST_POINT,
         "3017a015a013861168747470 3a2f2f77696e6568712e6f7267"},
        {"reasons and an indirect CRL", X509_ISSUING_DIST_POINT, "3007830206408401ff"},
        {"content without content (Windows)", PKCS_CONTENT_INFO, "300406022a03"},
        {"content (Windows)", PKCS_CONTENT_INFO, "300906022a03a003020101"},
        {"content of elements", PKCS_CONTENT_INFO_SEQUENCE_OF_ANY, "300b06022a03a0053003020101"},
        {"an empty attribute (Windows)", PKCS_ATTRIBUTE, "300606022a033100"},
        {"an attribute (Windows)", PKCS_ATTRIBUTE, "300906022a033103020101"},
        {"no attributes (Windows)", PKCS_ATTRIBUTES, "3100"},
        {"two attributes (Windows)", PKCS_ATTRIBUTES, "3113300606022a033100300906022d063103020101"},
        {"RC2 with an IV", PKCS_RC2_CBC_PARAMETERS, "300d02013a04080102030405060708"},
        {"RC2 without", szOID_RSA_RC2CBC, "30040202 00a0"},
        {"RSASSA-PSS of SHA-1", PKCS_RSA_SSA_PSS_PARAMETERS, kEmpty},
        {"two numbers", X509_ECC_SIGNATURE, "3007020101020200ff"},
        {"a DSA signature", X509_DSS_SIGNATURE, "3007020101020200ff"},
        {"parameters of DSA", X509_DSS_PARAMETERS, "3009020117020 10b020104"},
        {"an RSA key's halves (Windows)", RSA_CSP_PUBLICKEYBLOB,
         "300f02080101010101000000 0203010001"},
        {"an RSA key of 5 octets (Windows)", RSA_CSP_PUBLICKEYBLOB,
         "300c02050101010180 0203010001"},
        {"an RSA key with a zero (Windows)", RSA_CSP_PUBLICKEYBLOB,
         "301002090080000001010101010203010001"},
        {"an RSA key for CNG", CNG_RSA_PUBLIC_KEY_BLOB, "301002090080000001010101010203010001"},
    };
    return all;
}

// What libcrypto's configuration language makes of an extension.
struct Configured {
    int nid;
    const char* value;
    LPCSTR type;
};
const std::vector<Configured>& configured() {
    static const std::vector<Configured> all = {
        {NID_subject_alt_name,
         "DNS:a.example,URI:http://b.example/,email:c@d.example,IP:192.0.2.1,IP:2001:db8::1,"
         "RID:1.2.3.4,otherName:1.3.6.1.4.1.311.20.2.3;UTF8:user@example",
         X509_ALTERNATE_NAME},
        {NID_basic_constraints, "CA:TRUE,pathlen:3", X509_BASIC_CONSTRAINTS2},
        {NID_key_usage, "digitalSignature,keyCertSign,cRLSign,decipherOnly", X509_KEY_USAGE},
        {NID_ext_key_usage, "serverAuth,clientAuth,1.2.3", X509_ENHANCED_KEY_USAGE},
        {NID_name_constraints,
         "permitted;DNS:a.example,permitted;email:.b.example,excluded;IP:192.0.2.0/255.255.255.0",
         X509_NAME_CONSTRAINTS},
        {NID_policy_constraints, "requireExplicitPolicy:1,inhibitPolicyMapping:0",
         X509_POLICY_CONSTRAINTS},
        {NID_policy_mappings, "1.2.3:1.2.4,1.2.5:1.2.6", X509_POLICY_MAPPINGS},
        {NID_crl_distribution_points, "URI:http://a.example/crl,URI:ldap://b.example/",
         X509_CRL_DIST_POINTS},
        {NID_info_access, "OCSP;URI:http://o.example,caIssuers;URI:http://i.example/ca.cer",
         X509_AUTHORITY_INFO_ACCESS},
        {NID_inhibit_any_policy, "2", szOID_INHIBIT_ANY_POLICY},
    };
    return all;
}

Buffer extension_value(const Configured& from) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, nullptr, nullptr, nullptr, nullptr, 0);
    X509_EXTENSION* const made = X509V3_EXT_conf_nid(nullptr, &context, from.nid, from.value);
    if (made == nullptr) throw std::runtime_error(from.value);
    const ASN1_OCTET_STRING* const value = X509_EXTENSION_get_data(made);
    const Buffer out(ASN1_STRING_get0_data(value),
                     ASN1_STRING_get0_data(value) + ASN1_STRING_length(value));
    X509_EXTENSION_free(made);
    return out;
}

// Runs an i2d_*.
template <typename T, typename Encode>
Buffer i2d(const T* object, Encode encode) {
    unsigned char* octets = nullptr;
    const int size = encode(object, &octets);
    if (size <= 0) throw std::runtime_error("i2d");
    const Buffer out(octets, octets + size);
    OPENSSL_free(octets);
    return out;
}

// A policy with a CPS qualifier: libcrypto's language wants a section for it.
constexpr char kQualifiedPolicy[] =
    "3022302006032a03043019301706082b060105050702011 60b687474703a2f2f612f6370";

void add_signed(std::vector<ObjectSample>& out) {
    const Issued root = make_root("Samples");
    const Buffer crl = make_crl(root, {.revoked = {{Buffer{1, 2, 3}, 1}}});
    out.push_back({"a certificate, whole", X509_CERT, root.der});
    out.push_back({"a CRL, whole", X509_CERT, crl});
    out.push_back(
        {"TBSCertificate", X509_CERT_TO_BE_SIGNED, foreign_fields(root.der).tbs_certificate});
    const auto content = decoded<CERT_SIGNED_CONTENT_INFO>(X509_CERT, crl);
    out.push_back({"TBSCertList", X509_CERT_CRL_TO_BE_SIGNED, octets(content->ToBeSigned)});
}

void add_request(std::vector<ObjectSample>& out) {
    const ForeignKey key = make_foreign_key("EC", "P-256");
    X509_REQ* const request = X509_REQ_new();
    X509_NAME* const name = X509_NAME_new();
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("request"), -1, -1, 0);
    X509_REQ_set_subject_name(request, name);
    X509_REQ_set_pubkey(request, key.get());
    STACK_OF(X509_EXTENSION)* extensions = sk_X509_EXTENSION_new_null();
    sk_X509_EXTENSION_push(
        extensions, X509V3_EXT_conf_nid(nullptr, nullptr, NID_key_usage, "digitalSignature"));
    X509_REQ_add_extensions(request, extensions);
    X509_REQ_sign(request, key.get(), EVP_sha256());
    const Buffer whole = i2d(request, i2d_X509_REQ);
    sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
    X509_NAME_free(name);
    X509_REQ_free(request);
    out.push_back({"a request, whole", X509_CERT, whole});
    const auto content = decoded<CERT_SIGNED_CONTENT_INFO>(X509_CERT, whole);
    out.push_back(
        {"CertificationRequestInfo", X509_CERT_REQUEST_TO_BE_SIGNED, octets(content->ToBeSigned)});
}

void add_keys(std::vector<ObjectSample>& out) {
    const ForeignKey rsa = make_foreign_key("RSA", "1024"), ec = make_foreign_key("EC", "P-256");
    const Buffer pkcs1 = i2d(rsa.get(), i2d_PrivateKey), sec1 = i2d(ec.get(), i2d_PrivateKey);
    out.push_back({"RSAPrivateKey", PKCS_RSA_PRIVATE_KEY, pkcs1});
    out.push_back({"RSAPublicKey", RSA_CSP_PUBLICKEYBLOB, i2d(rsa.get(), i2d_PublicKey)});
    out.push_back({"ECPrivateKey", X509_ECC_PRIVATE_KEY, sec1});
    out.push_back({"PrivateKeyInfo of RSA", PKCS_PRIVATE_KEY_INFO, pkcs8_of(rsa)});
    out.push_back({"PrivateKeyInfo of EC", PKCS_PRIVATE_KEY_INFO, pkcs8_of(ec)});
    out.push_back({"SubjectPublicKeyInfo of EC", X509_PUBLIC_KEY_INFO, i2d(ec.get(), i2d_PUBKEY)});
    PKCS8_PRIV_KEY_INFO* const info = EVP_PKEY2PKCS8(ec.get());
    X509_SIG* const sealed = PKCS8_encrypt(-1, EVP_aes_256_cbc(), "pass", 4, nullptr, 0, 1, info);
    out.push_back(
        {"EncryptedPrivateKeyInfo", PKCS_ENCRYPTED_PRIVATE_KEY_INFO, i2d(sealed, i2d_X509_SIG)});
    X509_SIG_free(sealed);
    PKCS8_PRIV_KEY_INFO_free(info);
}

void add_parameters(std::vector<ObjectSample>& out) {
    const ForeignKey ec = make_foreign_key("EC", "P-256");
    EVP_MD_CTX* const signing = EVP_MD_CTX_new();
    EVP_DigestSignInit(signing, nullptr, EVP_sha256(), nullptr, ec.get());
    Buffer signature(128);
    std::size_t size = signature.size();
    EVP_DigestSign(signing, signature.data(), &size, signature.data(), 0);
    signature.resize(size);
    EVP_MD_CTX_free(signing);
    out.push_back({"an ECDSA signature", X509_ECC_SIGNATURE, signature});
    for (const NamedCertificate& each : foreign_certificates())
        if (foreign_fields(each.der).signature.oid == szOID_RSA_SSA_PSS)
            out.push_back({"RSASSA-PSS: " + each.name, PKCS_RSA_SSA_PSS_PARAMETERS,
                           foreign_fields(each.der).signature.parameters});
}

std::vector<ObjectSample> make_samples() {
    std::vector<ObjectSample> out;
    for (const Written& each : written()) out.push_back({each.name, each.type, digits(each.hex)});
    for (const Configured& each : configured())
        out.push_back({each.value, each.type, extension_value(each)});
    out.push_back({"a policy with a qualifier", X509_CERT_POLICIES, digits(kQualifiedPolicy)});
    add_signed(out);
    add_request(out);
    add_keys(out);
    add_parameters(out);
    return out;
}

}  // namespace

Buffer digits(std::string text) {
    std::erase(text, ' ');
    return hex(text);
}

const std::vector<ObjectSample>& object_samples() {
    static const std::vector<ObjectSample> all = make_samples();
    return all;
}

}  // namespace secur32::test
