// CryptVerifyCertificateSignature and CryptVerifyCertificateSignatureEx: a row per kind of subject,
// a row per kind of issuer.
#include <algorithm>
#include <array>

#include "sslprovider/api/certificate_context.h"
#include "sslprovider/api/crl_context.h"
#include "sslprovider/api/signing_keys.h"
#include "sslprovider/crypto/hash.h"
#include "sslprovider/x509/signed_data.h"

namespace secur32::api {
namespace {

using crypto::HashAlgorithm;

// ---- Subjects: their octets ---------------------------------------------------------------------

Result<Bytes> blob_subject(const void* subject) {
    const auto* const blob = static_cast<const CRYPT_DATA_BLOB*>(subject);
    if (blob == nullptr) return trace::because(Status::invalid_parameter, "cert: no subject");
    return cert_bytes(blob->pbData, blob->cbData);
}
Result<Bytes> certificate_subject(const void* subject) {
    TRY_ASSIGN(const CertificateContext* const context,
               CertificateContext::find(static_cast<const CERT_CONTEXT*>(subject)));
    return context->encoded();
}
Result<Bytes> crl_subject(const void* subject) {
    TRY_ASSIGN(const CrlContext* const context,
               CrlContext::find(static_cast<const CRL_CONTEXT*>(subject)));
    return context->encoded();
}

struct SubjectRow {
    DWORD type;
    Result<Bytes> (*octets)(const void* subject);
};
constexpr std::array kSubjects = {
    SubjectRow{CRYPT_VERIFY_CERT_SIGN_SUBJECT_BLOB, blob_subject},
    SubjectRow{CRYPT_VERIFY_CERT_SIGN_SUBJECT_CERT, certificate_subject},
    SubjectRow{CRYPT_VERIFY_CERT_SIGN_SUBJECT_CRL, crl_subject},
};

// ---- Issuers: their keys ------------------------------------------------------------------------

Result<crypto::PublicKey> key_issuer(const void* issuer) {
    return public_key_of(static_cast<const CERT_PUBLIC_KEY_INFO*>(issuer));
}
Result<crypto::PublicKey> certificate_issuer(const void* issuer) {
    TRY_ASSIGN(const CertificateContext* const context,
               CertificateContext::find(static_cast<const CERT_CONTEXT*>(issuer)));
    return context->shared()->public_key();
}
Result<crypto::PublicKey> chain_issuer(const void* issuer) {
    const auto* const chain = static_cast<const CERT_CHAIN_CONTEXT*>(issuer);
    if (chain == nullptr || chain->cChain == 0 || chain->rgpChain[0]->cElement == 0)
        return trace::because(Status::invalid_parameter, "cert: an issuer's chain of nothing");
    return certificate_issuer(chain->rgpChain[0]->rgpElement[0]->pCertContext);
}

struct IssuerRow {
    DWORD type;
    Result<crypto::PublicKey> (*key)(const void* issuer);
};
constexpr std::array kIssuers = {
    IssuerRow{CRYPT_VERIFY_CERT_SIGN_ISSUER_PUBKEY, key_issuer},
    IssuerRow{CRYPT_VERIFY_CERT_SIGN_ISSUER_CERT, certificate_issuer},
    IssuerRow{CRYPT_VERIFY_CERT_SIGN_ISSUER_CHAIN, chain_issuer},
};

// ---- Hashes in a signature's place --------------------------------------------------------------

struct HashRow {
    std::string_view oid;
    HashAlgorithm hash;
};
constexpr std::array kHashes = {
    HashRow{"1.2.840.113549.2.5", HashAlgorithm::md5},
    HashRow{"1.3.14.3.2.26", HashAlgorithm::sha1},
    HashRow{"2.16.840.1.101.3.4.2.1", HashAlgorithm::sha256},
    HashRow{"2.16.840.1.101.3.4.2.2", HashAlgorithm::sha384},
    HashRow{"2.16.840.1.101.3.4.2.3", HashAlgorithm::sha512},
};

HashAlgorithm unsigned_hash_of(const x509::SignedData& data) {
    const std::string oid = data.algorithm.algorithm.text();
    const auto* const row = std::ranges::find(kHashes, oid, &HashRow::oid);
    return row == kHashes.end() ? HashAlgorithm::none : row->hash;
}

CertResult verify_unsigned(const x509::SignedData& data, const void* issuer) {
    if (issuer != nullptr) return refuse(E_INVALIDARG, "cert: pvIssuer is not null");
    const HashAlgorithm algorithm = unsigned_hash_of(data);
    if (algorithm == HashAlgorithm::none)
        return refuse(E_INVALIDARG, "cert: a signature wants a key");
    const crypto::Digest digest = crypto::hash(algorithm, data.to_be_signed);
    if (std::ranges::equal(digest.bytes(), data.signature.octets)) return Status::ok;
    return refuse(NTE_BAD_SIGNATURE, "cert: the hash is another");
}

// ---- Both ---------------------------------------------------------------------------------------

CertResult verify_octets(Bytes der, DWORD issuer_type, const void* issuer) {
    TRY_ASSIGN(const x509::SignedData data, x509::parse_signed_data(der));
    if (issuer_type == CRYPT_VERIFY_CERT_SIGN_ISSUER_NULL) return verify_unsigned(data, issuer);
    const auto* const row = std::ranges::find(kIssuers, issuer_type, &IssuerRow::type);
    if (row == kIssuers.end()) return refuse(E_INVALIDARG, "cert: unknown dwIssuerType");
    // "Only CRYPT_VERIFY_CERT_SIGN_ISSUER_NULL can be specified in this nonencrypted signature
    // case."
    if (unsigned_hash_of(data) != HashAlgorithm::none)
        return refuse(E_INVALIDARG, "cert: a hash that nobody signed");
    TRY_ASSIGN(const crypto::PublicKey key, row->key(issuer));
    return x509::verify_signed_data(data, key);
}

CertResult verify(DWORD encoding, DWORD subject_type, const void* subject, DWORD issuer_type,
                  const void* issuer, DWORD flags, const void* extra) {
    TRY(check_encoding(encoding));
    if ((flags & ~DWORD{CRYPT_VERIFY_CERT_SIGN_DISABLE_MD2_MD4_FLAG}) != 0 || extra != nullptr)
        return refuse(E_INVALIDARG, "cert: no strong properties here");
    const auto* const row = std::ranges::find(kSubjects, subject_type, &SubjectRow::type);
    if (row == kSubjects.end()) return refuse(E_INVALIDARG, "cert: unknown dwSubjectType");
    TRY_ASSIGN(const Bytes der, row->octets(subject));
    return verify_octets(der, issuer_type, issuer);
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CryptVerifyCertificateSignature(HCRYPTPROV_LEGACY, DWORD dwCertEncodingType,
                                            const BYTE* pbEncoded, DWORD cbEncoded,
                                            PCERT_PUBLIC_KEY_INFO pPublicKey) {
    return cert_call("CryptVerifyCertificateSignature", [&](CallTrail&) {
        const CRYPT_DATA_BLOB blob{cbEncoded, const_cast<BYTE*>(pbEncoded)};
        return verify(dwCertEncodingType, CRYPT_VERIFY_CERT_SIGN_SUBJECT_BLOB, &blob,
                      CRYPT_VERIFY_CERT_SIGN_ISSUER_PUBKEY, pPublicKey, 0, nullptr);
    });
}

BOOL WINAPI CryptVerifyCertificateSignatureEx(HCRYPTPROV_LEGACY, DWORD dwCertEncodingType,
                                              DWORD dwSubjectType, void* pvSubject,
                                              DWORD dwIssuerType, void* pvIssuer, DWORD dwFlags,
                                              void* pvExtra) {
    return cert_call("CryptVerifyCertificateSignatureEx", [&](CallTrail& trail) {
        trail.number("subject", dwSubjectType);
        trail.number("issuer", dwIssuerType);
        trail.flags("flags", dwFlags);
        return verify(dwCertEncodingType, dwSubjectType, pvSubject, dwIssuerType, pvIssuer, dwFlags,
                      pvExtra);
    });
}

}  // extern "C"
