#include "test/support/test_authority.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/conf.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>
#include <map>
#include <mutex>
#include <stdexcept>

namespace secur32::test {
namespace {

template <auto free>
struct FreeingWith {
    template <typename T>
    void operator()(T* object) const {
        free(object);
    }
};
template <typename T, auto free>
using Owned = std::unique_ptr<T, FreeingWith<free>>;
using OwnedX509 = Owned<X509, X509_free>;
using OwnedCrlObject = Owned<X509_CRL, X509_CRL_free>;
using OwnedExtension = Owned<X509_EXTENSION, X509_EXTENSION_free>;
using OwnedTime = Owned<ASN1_TIME, ASN1_TIME_free>;
using OwnedNumber = Owned<ASN1_INTEGER, ASN1_INTEGER_free>;

template <typename T>
T* need(T* object) {
    if (object == nullptr) throw std::runtime_error("libcrypto did not make it");
    return object;
}
void need(int done) {
    if (done <= 0) throw std::runtime_error("libcrypto did not do it");
}

template <typename Object, typename Encode>
Buffer encoded(Object* object, Encode encode) {
    const int size = encode(object, nullptr);
    need(size);
    Buffer out(static_cast<std::size_t>(size));
    unsigned char* at = out.data();
    encode(object, &at);
    return out;
}

OwnedX509 read_certificate(Bytes der) {
    const unsigned char* at = der.data();
    return OwnedX509(need(d2i_X509(nullptr, &at, static_cast<long>(der.size()))));
}

OwnedTime time_of_text(const std::string& text) {
    OwnedTime time(need(ASN1_TIME_new()));
    need(ASN1_TIME_set_string_X509(time.get(), text.c_str()));
    return time;
}
Owned<ASN1_GENERALIZEDTIME, ASN1_GENERALIZEDTIME_free> generalized(const std::string& text) {
    Owned<ASN1_GENERALIZEDTIME, ASN1_GENERALIZEDTIME_free> time(need(ASN1_GENERALIZEDTIME_new()));
    need(ASN1_GENERALIZEDTIME_set_string(time.get(), text.c_str()));
    return time;
}

// From an INTEGER's contents, which may be negative.
OwnedNumber number_of_contents(const Buffer& contents) {
    Buffer der{0x02, static_cast<std::uint8_t>(contents.size())};
    der.insert(der.end(), contents.begin(), contents.end());
    const unsigned char* at = der.data();
    return OwnedNumber(need(d2i_ASN1_INTEGER(nullptr, &at, static_cast<long>(der.size()))));
}

std::string next_serial_number() {
    static std::mutex lock;
    static int last = 0x1000;
    const std::lock_guard held(lock);
    char text[16];
    std::snprintf(text, sizeof text, "%X", ++last);
    return text;
}

void set_serial_number(X509* certificate, const std::string& hexadecimal) {
    BIGNUM* number = nullptr;
    need(BN_hex2bn(&number, hexadecimal.c_str()));
    need(BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)));
    BN_free(number);
}

void add_name(X509_NAME* name, const std::string& type, const std::string& value) {
    need(X509_NAME_add_entry_by_txt(name, type.c_str(), MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(value.data()),
                                    static_cast<int>(value.size()), -1, 0));
}

void set_subject(X509* certificate, const IssuePlan& plan) {
    const Owned<X509_NAME, X509_NAME_free> name(need(X509_NAME_new()));
    for (const auto& [type, value] : plan.names) add_name(name.get(), type, value);
    if (!plan.name.empty()) add_name(name.get(), "CN", plan.name);
    need(X509_set_subject_name(certificate, name.get()));
}

// Extensions by their configuration text.
class ExtensionWriter {
 public:
    ExtensionWriter(const std::string& sections, X509* issuer, X509* subject, X509_CRL* crl)
        : configuration_(need(NCONF_new(nullptr))) {
        const Owned<BIO, BIO_free> text(
            need(BIO_new_mem_buf(sections.data(), static_cast<int>(sections.size()))));
        long line = 0;
        if (!sections.empty()) need(NCONF_load_bio(configuration_.get(), text.get(), &line));
        X509V3_set_ctx(&context_, issuer, subject, nullptr, crl, 0);
        X509V3_set_nconf(&context_, configuration_.get());
    }
    OwnedExtension make(const std::string& name, const std::string& value) {
        X509_EXTENSION* const extension =
            X509V3_EXT_nconf(configuration_.get(), &context_, name.c_str(), value.c_str());
        if (extension == nullptr) throw std::runtime_error("no extension: " + name + "=" + value);
        return OwnedExtension(extension);
    }

 private:
    Owned<CONF, NCONF_free> configuration_;
    X509V3_CTX context_{};
};

bool has(const IssuePlan& plan, std::string_view extension) {
    return std::ranges::any_of(plan.extensions,
                               [&](const auto& given) { return given.first == extension; });
}

void set_extensions(X509* certificate, X509* issuer, const IssuePlan& plan) {
    ExtensionWriter writer(plan.sections, issuer, certificate, nullptr);
    const auto add = [&](const std::string& name, const std::string& value) {
        need(X509_add_ext(certificate, writer.make(name, value).get(), -1));
    };
    if (plan.key_identifiers && plan.version == 2) {
        if (!has(plan, "subjectKeyIdentifier")) add("subjectKeyIdentifier", "hash");
        if (issuer != certificate && !has(plan, "authorityKeyIdentifier") &&
            X509_get_ext_by_NID(issuer, NID_subject_key_identifier, -1) >= 0)
            add("authorityKeyIdentifier", "keyid");
    }
    for (const auto& [name, value] : plan.extensions) add(name, value);
}

// Null for keys that hash on their own.
const EVP_MD* hash_for(const EVP_PKEY* key, const std::string& name) {
    if (EVP_PKEY_is_a(key, "ED25519") == 1) return nullptr;
    return need(EVP_get_digestbyname(name.c_str()));
}

void sign_certificate(X509* certificate, EVP_PKEY* key, const IssuePlan& plan) {
    const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(need(EVP_MD_CTX_new()));
    EVP_PKEY_CTX* inner = nullptr;
    need(EVP_DigestSignInit(context.get(), &inner, hash_for(key, plan.hash), nullptr, key));
    if (plan.pss) {
        need(EVP_PKEY_CTX_set_rsa_padding(inner, RSA_PKCS1_PSS_PADDING));
        need(EVP_PKEY_CTX_set_rsa_pss_saltlen(inner, RSA_PSS_SALTLEN_DIGEST));
    }
    need(X509_sign_ctx(certificate, context.get()));
}

Buffer serial_number_of(const X509* certificate) {
    Buffer der = encoded(X509_get0_serialNumber(certificate), i2d_ASN1_INTEGER);
    der.erase(der.begin(), der.begin() + 2);
    return der;
}

IssuePlan with_first(IssuePlan plan, const std::string& name, const std::string& value) {
    if (!has(plan, name)) plan.extensions.insert(plan.extensions.begin(), {name, value});
    return plan;
}

void add_revoked(X509_CRL* crl, ExtensionWriter& writer, const RevokedEntry& entry) {
    Owned<X509_REVOKED, X509_REVOKED_free> revoked(need(X509_REVOKED_new()));
    need(X509_REVOKED_set_serialNumber(revoked.get(),
                                       number_of_contents(entry.serial_number).get()));
    need(X509_REVOKED_set_revocationDate(revoked.get(), time_of_text(entry.date).get()));
    if (entry.reason >= 0) {
        const Owned<ASN1_ENUMERATED, ASN1_ENUMERATED_free> reason(need(ASN1_ENUMERATED_new()));
        need(ASN1_ENUMERATED_set(reason.get(), entry.reason));
        need(X509_REVOKED_add1_ext_i2d(revoked.get(), NID_crl_reason, reason.get(), 0, 0));
    }
    if (!entry.certificate_issuer.empty()) {
        // The same structure as subjectAltName: its octets under another id.
        const OwnedExtension names = writer.make("subjectAltName", entry.certificate_issuer);
        const OwnedExtension extension(need(X509_EXTENSION_create_by_NID(
            nullptr, NID_certificate_issuer, 1, X509_EXTENSION_get_data(names.get()))));
        need(X509_REVOKED_add_ext(revoked.get(), extension.get(), -1));
    }
    need(X509_CRL_add0_revoked(crl, revoked.release()));
}

void add_crl_extensions(X509_CRL* crl, ExtensionWriter& writer, X509* issuer, const CrlPlan& plan) {
    const auto add = [&](const OwnedExtension& extension) {
        need(X509_CRL_add_ext(crl, extension.get(), -1));
    };
    if (X509_get_ext_by_NID(issuer, NID_subject_key_identifier, -1) >= 0)
        add(writer.make("authorityKeyIdentifier", "keyid"));
    const OwnedNumber number(need(ASN1_INTEGER_new()));
    need(ASN1_INTEGER_set(number.get(), plan.number));
    need(X509_CRL_add1_ext_i2d(crl, NID_crl_number, number.get(), 0, 0));
    if (plan.delta_of) {
        need(ASN1_INTEGER_set(number.get(), *plan.delta_of));
        need(X509_CRL_add1_ext_i2d(crl, NID_delta_crl, number.get(), 1, 0));
    }
    for (const auto& [name, value] : plan.extensions) add(writer.make(name, value));
}

// Flips a bit of the BIT STRING at the end of what is signed.
Buffer spoiled(Buffer der, bool spoil) {
    if (spoil) der.back() ^= 1;
    return der;
}

OCSP_CERTID* certificate_id(const OcspPlan& plan, const X509* subject, const X509* issuer) {
    return need(OCSP_cert_to_id(need(EVP_get_digestbyname(plan.id_hash.c_str())), subject, issuer));
}

void add_single(OCSP_BASICRESP* basic, const OcspPlan& plan, const X509* subject,
                const X509* issuer) {
    const Owned<OCSP_CERTID, OCSP_CERTID_free> id(certificate_id(plan, subject, issuer));
    const bool revoked = plan.verdict == OcspPlan::Verdict::revoked;
    const auto revocation_time = generalized(plan.revocation_time);
    const auto this_update = generalized(plan.this_update);
    const auto next_update = generalized(plan.next_update.empty() ? plan.this_update  //
                                                                  : plan.next_update);
    need(OCSP_basic_add1_status(basic, id.get(), static_cast<int>(plan.verdict),
                                revoked ? plan.reason : -1,
                                revoked ? revocation_time.get() : nullptr, this_update.get(),
                                plan.next_update.empty() ? nullptr : next_update.get()));
}

}  // namespace

ForeignKey authority_key(const std::string& kind, const std::string& name) {
    static std::mutex lock;
    static std::map<std::pair<std::string, std::string>, ForeignKey> keys;
    const std::lock_guard held(lock);
    ForeignKey& key = keys[{kind, name}];
    if (key == nullptr)
        key = kind.starts_with("RSA-PSS-") ? make_foreign_key("RSA-PSS", kind.c_str() + 8)
              : kind.starts_with("RSA-")   ? make_foreign_key("RSA", kind.c_str() + 4)
              : kind.starts_with("P-") ? make_foreign_key("EC", kind.c_str())
                                       : make_foreign_key(kind.c_str());
    return key;
}

Issued issue(const IssuePlan& plan, const Issued* issuer) {
    const OwnedX509 certificate(need(X509_new()));
    const OwnedX509 parent = issuer == nullptr ? nullptr : read_certificate(issuer->der);
    X509* const signer = parent == nullptr ? certificate.get() : parent.get();
    Issued out{{}, authority_key(plan.key, plan.key_name.empty() ? plan.name : plan.key_name), {}};
    need(X509_set_version(certificate.get(), plan.version));
    set_serial_number(certificate.get(),
                      plan.serial_number.empty() ? next_serial_number() : plan.serial_number);
    set_subject(certificate.get(), plan);
    need(X509_set_issuer_name(certificate.get(), X509_get_subject_name(signer)));
    need(X509_set1_notBefore(certificate.get(), time_of_text(plan.not_before).get()));
    need(X509_set1_notAfter(certificate.get(), time_of_text(plan.not_after).get()));
    need(X509_set_pubkey(certificate.get(), out.key.get()));
    set_extensions(certificate.get(), signer, plan);
    sign_certificate(certificate.get(), (issuer == nullptr ? out.key : issuer->key).get(), plan);
    out.der = spoiled(encoded(certificate.get(), i2d_X509), plan.bad_signature);
    out.serial_number = serial_number_of(certificate.get());
    return out;
}

Issued make_root(const std::string& name, IssuePlan plan) {
    plan.name = name;
    plan = with_first(std::move(plan), "keyUsage", "critical,keyCertSign,cRLSign");
    return issue(with_first(std::move(plan), "basicConstraints", "critical,CA:TRUE"));
}

Issued make_intermediate(const std::string& name, const Issued& issuer, IssuePlan plan,
                         int path_length) {
    plan.name = name;
    std::string constraints = "critical,CA:TRUE";
    if (path_length >= 0) constraints += ",pathlen:" + std::to_string(path_length);
    plan = with_first(std::move(plan), "keyUsage", "critical,keyCertSign,cRLSign");
    return issue(with_first(std::move(plan), "basicConstraints", constraints), &issuer);
}

Issued make_leaf(const std::string& name, const Issued& issuer, IssuePlan plan) {
    plan.name = name;
    plan = with_first(std::move(plan), "subjectAltName", "DNS:" + name);
    plan = with_first(std::move(plan), "extendedKeyUsage", "serverAuth");
    plan = with_first(std::move(plan), "keyUsage", "critical,digitalSignature");
    return issue(plan, &issuer);
}

Buffer make_crl(const Issued& issuer, const CrlPlan& plan) {
    const OwnedCrlObject crl(need(X509_CRL_new()));
    const OwnedX509 certificate = read_certificate(issuer.der);
    need(X509_CRL_set_version(crl.get(), 1));
    need(X509_CRL_set_issuer_name(crl.get(), X509_get_subject_name(certificate.get())));
    need(X509_CRL_set1_lastUpdate(crl.get(), time_of_text(plan.this_update).get()));
    if (!plan.next_update.empty())
        need(X509_CRL_set1_nextUpdate(crl.get(), time_of_text(plan.next_update).get()));
    ExtensionWriter writer(plan.sections, certificate.get(), nullptr, crl.get());
    for (const RevokedEntry& entry : plan.revoked) add_revoked(crl.get(), writer, entry);
    add_crl_extensions(crl.get(), writer, certificate.get(), plan);
    EVP_PKEY* const key = (plan.signer == nullptr ? issuer : *plan.signer).key.get();
    need(X509_CRL_sign(crl.get(), key, hash_for(key, plan.hash)));
    return spoiled(encoded(crl.get(), i2d_X509_CRL), plan.bad_signature);
}

Buffer make_ocsp_response(const Issued& subject, const Issued& issuer, const OcspPlan& plan) {
    const OwnedX509 of_subject = read_certificate(subject.der);
    const OwnedX509 of_issuer = read_certificate(issuer.der);
    const Issued& responder = plan.responder == nullptr ? issuer : *plan.responder;
    const OwnedX509 of_responder = read_certificate(responder.der);
    const Owned<OCSP_BASICRESP, OCSP_BASICRESP_free> basic(need(OCSP_BASICRESP_new()));
    add_single(basic.get(), plan, of_subject.get(), of_issuer.get());
    if (plan.nonce) {
        Buffer nonce = *plan.nonce;
        need(OCSP_basic_add1_nonce(basic.get(), nonce.data(), static_cast<int>(nonce.size())));
    }
    unsigned long flags = plan.by_key ? OCSP_RESPID_KEY : 0;
    if (plan.responder == nullptr || !plan.send_responder) flags |= OCSP_NOCERTS;
    need(OCSP_basic_sign(basic.get(), of_responder.get(), responder.key.get(),
                         hash_for(responder.key.get(), "SHA256"), nullptr, flags));
    if (plan.bad_signature) {
        // The signature stands before the certificates: its own octets are flipped.
        const ASN1_OCTET_STRING* const signature = OCSP_resp_get0_signature(basic.get());
        const_cast<unsigned char*>(ASN1_STRING_get0_data(signature))[8] ^= 1;
    }
    const bool successful = plan.response_status == OCSP_RESPONSE_STATUS_SUCCESSFUL;
    const Owned<OCSP_RESPONSE, OCSP_RESPONSE_free> response(
        need(OCSP_response_create(plan.response_status, successful ? basic.get() : nullptr)));
    return encoded(response.get(), i2d_OCSP_RESPONSE);
}

bool foreign_is_host(Bytes certificate, const std::string& host) {
    return X509_check_host(read_certificate(certificate).get(), host.data(), host.size(),
                           X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, nullptr) == 1;
}

std::string pem_of(const std::string& kind, Bytes der) {
    const Owned<BIO, BIO_free> out(need(BIO_new(BIO_s_mem())));
    need(PEM_write_bio(out.get(), kind.c_str(), "", der.data(), static_cast<long>(der.size())));
    char* text = nullptr;
    const long size = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

FileTime file_time_of(const std::string& generalized_time) {
    tm broken_down{};
    need(ASN1_TIME_to_tm(time_of_text(generalized_time).get(), &broken_down));
    const auto seconds = static_cast<std::int64_t>(timegm(&broken_down));
    return kUnixEpochAsFileTime + static_cast<FileTime>(seconds) * kFileTimeSecond;
}

}  // namespace secur32::test
