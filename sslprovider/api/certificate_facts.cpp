// One row for each computed property.
#include "sslprovider/api/certificate_facts.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/hash.h"
#include "sslprovider/crypto/keys.h"
#include "sslprovider/x509/signed_data.h"

namespace secur32::api {
namespace {

using crypto::HashAlgorithm;
using crypto::KeyAlgorithm;
using x509::OwnedCertificate;

// CNG's names of public key algorithms are those of the keys, with one for both uses of RSA.
struct KeyRow {
    KeyAlgorithm algorithm;
    std::u16string_view name;
};
constexpr std::array kKeys = {
    KeyRow{KeyAlgorithm::rsa, u"RSA"},
    KeyRow{KeyAlgorithm::rsa_pss, u"RSA"},
    KeyRow{KeyAlgorithm::dsa, u"DSA"},
    KeyRow{KeyAlgorithm::ec, u"ECDSA"},
};

struct HashRow {
    HashAlgorithm hash;
    std::u16string_view name;
};
constexpr std::array kHashes = {
    HashRow{HashAlgorithm::md5, u"MD5"},       HashRow{HashAlgorithm::sha1, u"SHA1"},
    HashRow{HashAlgorithm::sha256, u"SHA256"}, HashRow{HashAlgorithm::sha384, u"SHA384"},
    HashRow{HashAlgorithm::sha512, u"SHA512"},
};

Status unknown_algorithm(std::string_view oid) {
    return trace::because(Status::unsupported_function, "cert: no such algorithm here", oid);
}

// One that signs a hash (Ed25519 does not).
Result<x509::SignatureAlgorithm> signature_of(const OwnedCertificate& certificate) {
    TRY_ASSIGN(const x509::SignatureAlgorithm row,
               x509::signature_algorithm(certificate.fields().signature));
    if (row.hash == HashAlgorithm::none) return unknown_algorithm(row.oid);
    return row;
}

Buffer hash_of(HashAlgorithm algorithm, Bytes bytes) {
    const crypto::Digest digest = crypto::hash(algorithm, bytes);
    return {digest.bytes().begin(), digest.bytes().end()};
}

// UTF-16 with its NUL.
Buffer text_of(const std::u16string& text) {
    const Bytes octets = bytes_of(std::u16string_view(text.c_str(), text.size() + 1));
    return {octets.begin(), octets.end()};
}

Buffer octets_of(const crypto::Digest& digest) {
    return {digest.bytes().begin(), digest.bytes().end()};
}

Result<Buffer> md5_hash(const OwnedCertificate& certificate) {
    return hash_of(HashAlgorithm::md5, certificate.der());
}

Result<Buffer> sha1_hash(const OwnedCertificate& certificate) {
    return octets_of(certificate.sha1());
}

Result<Buffer> sha256_hash(const OwnedCertificate& certificate) {
    return octets_of(certificate.sha256());
}

Result<Buffer> both_hashes(const OwnedCertificate& certificate) {
    Buffer both = octets_of(certificate.sha1());
    const Buffer second = octets_of(certificate.sha256());
    both.insert(both.end(), second.begin(), second.end());
    return both;
}

// RFC 7469 2.4: "the SHA-256 hash of the DER-encoded SubjectPublicKeyInfo"
Result<Buffer> pin_hash(const OwnedCertificate& certificate) {
    return hash_of(HashAlgorithm::sha256, certificate.fields().subject_public_key_info.der);
}

Result<Buffer> signature_hash(const OwnedCertificate& certificate) {
    TRY_ASSIGN(const x509::SignatureAlgorithm row, signature_of(certificate));
    return hash_of(row.hash, certificate.fields().tbs_certificate);
}

Result<Buffer> signature_name(const OwnedCertificate& certificate) {
    TRY_ASSIGN(const x509::SignatureAlgorithm row, signature_of(certificate));
    const auto* const hash = std::ranges::find(kHashes, row.hash, &HashRow::hash);
    const auto* const key = std::ranges::find(kKeys, row.key, &KeyRow::algorithm);
    return text_of(std::u16string(key->name) + u'/' + std::u16string(hash->name));
}

Result<Buffer> subject_hash(const OwnedCertificate& certificate) {
    return hash_of(HashAlgorithm::md5, certificate.fields().subject);
}

Result<Buffer> public_key_hash(const OwnedCertificate& certificate) {
    return hash_of(HashAlgorithm::md5,
                   certificate.fields().subject_public_key_info.subject_public_key.octets);
}

//   SubjectKeyIdentifier ::= OCTET STRING                                     (RFC 5280 4.2.1.2)
Result<Buffer> key_identifier(const OwnedCertificate& certificate) {
    if (const auto& identifier = certificate.extensions().subject_key_identifier)
        return Buffer(identifier->begin(), identifier->end());
    return hash_of(HashAlgorithm::sha1, certificate.fields().subject_public_key_info.der);
}

Result<Buffer> public_key_bits(const OwnedCertificate& certificate) {
    TRY_ASSIGN(const crypto::PublicKey key, certificate.public_key());
    const auto bits = static_cast<DWORD>(key.bits());
    const auto* const octets = reinterpret_cast<const std::uint8_t*>(&bits);
    return Buffer(octets, octets + sizeof bits);
}

Result<Buffer> public_key_name(const OwnedCertificate& certificate) {
    TRY_ASSIGN(const crypto::PublicKey key, certificate.public_key());
    const auto* const row = std::ranges::find(kKeys, key.algorithm(), &KeyRow::algorithm);
    if (row == kKeys.end())
        return unknown_algorithm(
            certificate.fields().subject_public_key_info.algorithm.algorithm.text());
    const std::string bits = std::to_string(key.bits());
    return text_of(std::u16string(row->name) + u'/' + std::u16string(bits.begin(), bits.end()));
}

struct Fact {
    DWORD id;
    Result<Buffer> (*compute)(const OwnedCertificate& certificate);
};
constexpr std::array kFacts = {
    Fact{CERT_SHA1_HASH_PROP_ID, sha1_hash},
    Fact{CERT_MD5_HASH_PROP_ID, md5_hash},
    Fact{CERT_SHA256_HASH_PROP_ID, sha256_hash},
    Fact{CERT_SHA1_SHA256_HASH_PROP_ID, both_hashes},
    Fact{CERT_PIN_SHA256_HASH_PROP_ID, pin_hash},
    Fact{CERT_SIGNATURE_HASH_PROP_ID, signature_hash},
    Fact{CERT_SIGN_HASH_CNG_ALG_PROP_ID, signature_name},
    Fact{CERT_SUBJECT_NAME_MD5_HASH_PROP_ID, subject_hash},
    Fact{CERT_SUBJECT_PUBLIC_KEY_MD5_HASH_PROP_ID, public_key_hash},
    Fact{CERT_KEY_IDENTIFIER_PROP_ID, key_identifier},
    Fact{CERT_SUBJECT_PUB_KEY_BIT_LENGTH_PROP_ID, public_key_bits},
    Fact{CERT_PUB_KEY_CNG_ALG_BIT_LENGTH_PROP_ID, public_key_name},
};

}  // namespace

Result<Buffer> compute_property(DWORD id, const OwnedCertificate& certificate) {
    const auto* const fact = std::ranges::find(kFacts, id, &Fact::id);
    if (fact == kFacts.end()) return Status::not_found;
    return fact->compute(certificate);
}

}  // namespace secur32::api
