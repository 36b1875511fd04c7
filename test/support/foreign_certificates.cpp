#include "test/support/foreign_certificates.h"

#include <openssl/bn.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <ctime>
#include <functional>
#include <stdexcept>

#include "test/support/der_writer.h"

namespace secur32::test {
namespace {

template <auto free>
struct Freeing {
    template <typename T>
    void operator()(T* object) const {
        free(object);
    }
};
using Certificate = std::unique_ptr<X509, Freeing<X509_free>>;

template <typename T>
T* need(T* object) {
    if (object == nullptr) throw std::runtime_error("libcrypto did not make or read it");
    return object;
}
void need(int done) {
    if (done <= 0) throw std::runtime_error("libcrypto did not do it");
}

// Whatever has an i2d function.
template <typename Object, typename Encode>
Buffer encoded(Object* object, Encode encode) {
    const int size = encode(object, nullptr);
    need(size);
    Buffer out(static_cast<std::size_t>(size));
    unsigned char* at = out.data();
    encode(object, &at);
    return out;
}

Buffer octets_of(const ASN1_STRING* string) {
    const unsigned char* data = ASN1_STRING_get0_data(string);
    return {data, data + ASN1_STRING_length(string)};
}

std::string oid_of(const ASN1_OBJECT* object) {
    std::string text(128, '\0');
    const int size = OBJ_obj2txt(text.data(), static_cast<int>(text.size()), object, 1);
    text.resize(static_cast<std::size_t>(size));
    return text;
}

ForeignAlgorithm algorithm_of(const X509_ALGOR* algorithm) {
    const ASN1_OBJECT* object = nullptr;
    int type = 0;
    const void* value = nullptr;
    X509_ALGOR_get0(&object, &type, &value, algorithm);
    ForeignAlgorithm out{oid_of(object), {}};
    if (type == V_ASN1_UNDEF) return out;
    ASN1_TYPE* const parameters = need(ASN1_TYPE_new());
    ASN1_TYPE_set1(parameters, type, value);
    out.parameters = encoded(parameters, i2d_ASN1_TYPE);
    ASN1_TYPE_free(parameters);
    return out;
}

ForeignBits bits_of(const ASN1_BIT_STRING* bits) {
    if (bits == nullptr) return {};
    return {octets_of(bits), static_cast<unsigned>(bits->flags & 7)};
}

FileTime time_of(const ASN1_TIME* time) {
    tm broken_down{};
    need(ASN1_TIME_to_tm(time, &broken_down));
    const auto seconds = static_cast<std::int64_t>(timegm(&broken_down));
    return kUnixEpochAsFileTime + static_cast<FileTime>(seconds) * kFileTimeSecond;
}

// Without the header: 2 octets of tag and length, since no serial number here is longer.
Buffer contents_of(const ASN1_INTEGER* number) {
    Buffer der = encoded(number, i2d_ASN1_INTEGER);
    der.erase(der.begin(), der.begin() + 2);
    return der;
}

Certificate read(Bytes der) {
    const unsigned char* at = der.data();
    return Certificate(need(d2i_X509(nullptr, &at, static_cast<long>(der.size()))));
}

// What a test asks of a certificate besides the defaults.
struct Plan {
    long version = 2;
    const char* serial_number = "7";  // hexadecimal
    const char* not_before = "20250102030405Z";
    const char* not_after = "20350102030405Z";
    std::vector<std::pair<const char*, const char*>> names = {{"CN", "localhost"}};
    std::vector<std::pair<int, const char*>> extensions = {};
    const EVP_MD* hash = EVP_sha256();
    bool pss = false;
};

void set_names(X509* certificate, const Plan& plan) {
    X509_NAME* const name = need(X509_NAME_new());
    for (const auto& [type, value] : plan.names)
        need(X509_NAME_add_entry_by_txt(name, type, MBSTRING_UTF8,
                                        reinterpret_cast<const unsigned char*>(value), -1, -1, 0));
    need(X509_set_subject_name(certificate, name));
    need(X509_set_issuer_name(certificate, name));
    X509_NAME_free(name);
}

void set_extensions(X509* certificate, const Plan& plan) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    for (const auto& [type, value] : plan.extensions) {
        X509_EXTENSION* const extension = need(X509V3_EXT_conf_nid(nullptr, &context, type, value));
        need(X509_add_ext(certificate, extension, -1));
        X509_EXTENSION_free(extension);
    }
}

void set_times(X509* certificate, const Plan& plan) {
    need(ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), plan.not_before));
    need(ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate), plan.not_after));
}

void sign(X509* certificate, EVP_PKEY* key, const Plan& plan) {
    const bool has_own_hash = EVP_PKEY_is_a(key, "ED25519") == 1;
    EVP_MD_CTX* const context = need(EVP_MD_CTX_new());
    EVP_PKEY_CTX* inner = nullptr;
    need(EVP_DigestSignInit(context, &inner, has_own_hash ? nullptr : plan.hash, nullptr, key));
    if (plan.pss) {
        need(EVP_PKEY_CTX_set_rsa_padding(inner, RSA_PKCS1_PSS_PADDING));
        need(EVP_PKEY_CTX_set_rsa_pss_saltlen(inner, RSA_PSS_SALTLEN_DIGEST));
    }
    need(X509_sign_ctx(certificate, context));
    EVP_MD_CTX_free(context);
}

NamedCertificate make(const std::string& name, const ForeignKey& key, const Plan& plan) {
    const Certificate certificate(need(X509_new()));
    need(X509_set_version(certificate.get(), plan.version));
    BIGNUM* serial_number = nullptr;
    need(BN_hex2bn(&serial_number, plan.serial_number));
    need(BN_to_ASN1_INTEGER(serial_number, X509_get_serialNumber(certificate.get())));
    BN_free(serial_number);
    set_names(certificate.get(), plan);
    set_times(certificate.get(), plan);
    need(X509_set_pubkey(certificate.get(), key.get()));
    set_extensions(certificate.get(), plan);
    sign(certificate.get(), key.get(), plan);
    return {name, encoded(certificate.get(), i2d_X509), key};
}

NamedCertificate with_unique_ids(const ForeignKey& key) {
    CertificateParts parts;
    parts.public_key = encoded(key.get(), i2d_PUBKEY);
    parts.unique_ids = tlv(0x81, Buffer{3, 0xA8}) + tlv(0x82, Buffer{0, 1, 2, 3});
    return {"unique identifiers", parts.der(), key};
}

Plan with_extensions() {
    Plan plan;
    plan.serial_number = "00A1B2C3D4E5F60718293A4B5C6D7E8F9001122334";
    plan.names = {{"C", "DE"}, {"O", "Prüfstelle"}, {"CN", "server.example"}};
    plan.extensions = {{NID_basic_constraints, "critical,CA:TRUE,pathlen:1"},
                       {NID_key_usage, "critical,digitalSignature,keyCertSign"},
                       {NID_ext_key_usage, "serverAuth,clientAuth"},
                       {NID_subject_key_identifier, "hash"},
                       {NID_subject_alt_name, "DNS:server.example,IP:127.0.0.1"}};
    return plan;
}

std::vector<NamedCertificate> make_all() {
    const ForeignKey rsa = make_foreign_key("RSA", "2048"), p256 = make_foreign_key("EC", "P-256"),
                     p384 = make_foreign_key("EC", "P-384"), ed25519 = make_foreign_key("ED25519");
    Plan v1{.version = 0, .serial_number = "-80"}, v2{.version = 1, .serial_number = "80"};
    v1.hash = EVP_sha1();
    Plan nameless{.serial_number = "0", .not_before = "19500101000000Z"};
    nameless.names.clear();
    nameless.not_after = "99991231235959Z";
    Plan late{.serial_number = "-8001", .not_before = "20491231235959Z"};
    late.not_after = "20500101000000Z";
    late.hash = EVP_sha384();
    Plan pss = with_extensions();
    pss.pss = true;
    std::vector<NamedCertificate> out;
    out.push_back(make("RSA, v3 with extensions", rsa, with_extensions()));
    out.push_back(make("RSA, v1", rsa, v1));
    out.push_back(make("RSA-PSS signature", rsa, pss));
    out.push_back(make("P-256, v2", p256, v2));
    out.push_back(make("P-256, no names, 1950 to 9999", p256, nameless));
    out.push_back(make("P-384, 2049 to 2050", p384, late));
    out.push_back(make("Ed25519", ed25519, with_extensions()));
    out.push_back(with_unique_ids(rsa));
    for (const char* file : {"botan/server_certificate.pem", "botan/client_certificate.pem",
                             "botan/server_certificate_client_auth.pem"})
        out.push_back({file, certificate_of_pem(file), nullptr});
    return out;
}

std::FILE* open_vector(const std::string& path) {
    return need(std::fopen((std::string(SECUR32_VECTORS_DIR) + '/' + path).c_str(), "r"));
}

}  // namespace

ForeignFields foreign_fields(Bytes der) {
    const Certificate certificate = read(der);
    X509* const from = certificate.get();
    ForeignFields out;
    out.version = X509_get_version(from);
    out.serial_number = contents_of(X509_get0_serialNumber(from));
    out.signature = algorithm_of(X509_get0_tbs_sigalg(from));
    out.issuer = encoded(X509_get_issuer_name(from), i2d_X509_NAME);
    out.subject = encoded(X509_get_subject_name(from), i2d_X509_NAME);
    out.not_before = time_of(X509_get0_notBefore(from));
    out.not_after = time_of(X509_get0_notAfter(from));
    X509_PUBKEY* const info = X509_get_X509_PUBKEY(from);
    out.public_key_info = encoded(info, i2d_X509_PUBKEY);
    X509_ALGOR* algorithm = nullptr;
    need(X509_PUBKEY_get0_param(nullptr, nullptr, nullptr, &algorithm, info));
    out.key_algorithm = algorithm_of(algorithm);
    out.public_key = bits_of(X509_get0_pubkey_bitstr(from));
    if (EVP_PKEY* const key = X509_get0_pubkey(from); key != nullptr)
        out.key_bits = static_cast<std::size_t>(EVP_PKEY_get_bits(key));
    const ASN1_BIT_STRING *issuer_id = nullptr, *subject_id = nullptr, *signature = nullptr;
    X509_get0_uids(from, &issuer_id, &subject_id);
    out.issuer_unique_id = bits_of(issuer_id);
    out.subject_unique_id = bits_of(subject_id);
    X509_get0_signature(&signature, nullptr, from);
    out.signature_value = bits_of(signature);
    for (int i = 0; i < X509_get_ext_count(from); ++i) {
        X509_EXTENSION* const extension = X509_get_ext(from, i);
        out.extensions.push_back({oid_of(X509_EXTENSION_get_object(extension)),
                                  X509_EXTENSION_get_critical(extension) == 1,
                                  octets_of(X509_EXTENSION_get_data(extension))});
    }
    out.tbs_certificate = encoded(from, i2d_re_X509_tbs);
    return out;
}

// id-RSASSA-PSS, without parameters: any hash.
static EVP_PKEY* make_pss_key(int bits) {
    EVP_PKEY_CTX* const context = need(EVP_PKEY_CTX_new_id(EVP_PKEY_RSA_PSS, nullptr));
    EVP_PKEY* key = nullptr;
    need(EVP_PKEY_keygen_init(context) == 1 &&
         EVP_PKEY_CTX_set_rsa_keygen_bits(context, bits) == 1 &&
         EVP_PKEY_keygen(context, &key) == 1);
    EVP_PKEY_CTX_free(context);
    return key;
}

ForeignKey make_foreign_key(const char* type, const char* curve_or_bits) {
    const std::string name = type;
    if (name == "RSA-PSS") return {make_pss_key(std::stoi(curve_or_bits)), EVP_PKEY_free};
    EVP_PKEY* const key = name == "RSA"  ? EVP_RSA_gen(std::stoul(curve_or_bits))
                          : name == "EC" ? EVP_EC_gen(curve_or_bits)
                                         : EVP_PKEY_Q_keygen(nullptr, nullptr, type);
    return {need(key), EVP_PKEY_free};
}

ForeignKey foreign_key_of(Bytes pkcs8) {
    const unsigned char* at = pkcs8.data();
    EVP_PKEY* const key = d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(pkcs8.size()));
    if (key == nullptr) throw std::runtime_error("libcrypto does not read the key");
    return {key, EVP_PKEY_free};
}

Buffer pkcs8_of(const ForeignKey& key) {
    PKCS8_PRIV_KEY_INFO* const info = need(EVP_PKEY2PKCS8(key.get()));
    const Buffer out = encoded(info, i2d_PKCS8_PRIV_KEY_INFO);
    PKCS8_PRIV_KEY_INFO_free(info);
    return out;
}

NamedCertificate make_foreign_certificate(const std::string& name, const ForeignKey& key) {
    return make(name, key, with_extensions());
}

const std::vector<NamedCertificate>& foreign_certificates() {
    static const std::vector<NamedCertificate> all = make_all();
    return all;
}

Buffer certificate_of_pem(const std::string& path) {
    std::FILE* const file = open_vector(path);
    const Certificate certificate(PEM_read_X509(file, nullptr, nullptr, nullptr));
    std::fclose(file);
    return encoded(need(certificate.get()), i2d_X509);
}

ForeignKey key_of_pem(const std::string& path) {
    std::FILE* const file = open_vector(path);
    EVP_PKEY* const key = PEM_read_PrivateKey(file, nullptr, nullptr, nullptr);
    std::fclose(file);
    return {need(key), EVP_PKEY_free};
}

}  // namespace secur32::test
