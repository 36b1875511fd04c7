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
using x509::Certificate;

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
Result<x509::SignatureAlgorithm> signature_of(const Certificate& certificate) {
    TRY_ASSIGN(const x509::SignatureAlgorithm row,
               x509::signature_algorithm(certificate.signature));
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

template <HashAlgorithm algorithm>
Result<Buffer> whole_hash(Bytes encoded, const Certificate&) {
    return hash_of(algorithm, encoded);
}

Result<Buffer> signature_hash(Bytes, const Certificate& certificate) {
    TRY_ASSIGN(const x509::SignatureAlgorithm row, signature_of(certificate));
    return hash_of(row.hash, certificate.tbs_certificate);
}

Result<Buffer> signature_name(Bytes, const Certificate& certificate) {
    TRY_ASSIGN(const x509::SignatureAlgorithm row, signature_of(certificate));
    const auto* const hash = std::ranges::find(kHashes, row.hash, &HashRow::hash);
    const auto* const key = std::ranges::find(kKeys, row.key, &KeyRow::algorithm);
    return text_of(std::u16string(key->name) + u'/' + std::u16string(hash->name));
}

Result<Buffer> subject_hash(Bytes, const Certificate& certificate) {
    return hash_of(HashAlgorithm::md5, certificate.subject);
}

Result<Buffer> public_key_hash(Bytes, const Certificate& certificate) {
    return hash_of(HashAlgorithm::md5,
                   certificate.subject_public_key_info.subject_public_key.octets);
}

//   SubjectKeyIdentifier ::= OCTET STRING                                     (RFC 5280 4.2.1.2)
Result<Buffer> key_identifier(Bytes, const Certificate& certificate) {
    for (const x509::Extension& extension : certificate.extensions) {
        if (extension.id.text() != "2.5.29.14") continue;
        DerReader in(extension.value);
        const Bytes identifier = in.contents(DerTag::octet_string);
        if (in.done()) return Buffer(identifier.begin(), identifier.end());
    }
    return hash_of(HashAlgorithm::sha1, certificate.subject_public_key_info.der);
}

Result<crypto::PublicKey> public_key_of(const Certificate& certificate) {
    return crypto::PublicKey::from_subject_public_key_info(certificate.subject_public_key_info.der);
}

Result<Buffer> public_key_bits(Bytes, const Certificate& certificate) {
    TRY_ASSIGN(const crypto::PublicKey key, public_key_of(certificate));
    const auto bits = static_cast<DWORD>(key.bits());
    const auto* const octets = reinterpret_cast<const std::uint8_t*>(&bits);
    return Buffer(octets, octets + sizeof bits);
}

Result<Buffer> public_key_name(Bytes, const Certificate& certificate) {
    TRY_ASSIGN(const crypto::PublicKey key, public_key_of(certificate));
    const auto* const row = std::ranges::find(kKeys, key.algorithm(), &KeyRow::algorithm);
    if (row == kKeys.end())
        return unknown_algorithm(certificate.subject_public_key_info.algorithm.algorithm.text());
    const std::string bits = std::to_string(key.bits());
    return text_of(std::u16string(row->name) + u'/' + std::u16string(bits.begin(), bits.end()));
}

struct Fact {
    DWORD id;
    Result<Buffer> (*compute)(Bytes encoded, const Certificate& certificate);
};
constexpr std::array kFacts = {
    Fact{CERT_SHA1_HASH_PROP_ID, whole_hash<HashAlgorithm::sha1>},
    Fact{CERT_MD5_HASH_PROP_ID, whole_hash<HashAlgorithm::md5>},
    Fact{CERT_SHA256_HASH_PROP_ID, whole_hash<HashAlgorithm::sha256>},
    Fact{CERT_SIGNATURE_HASH_PROP_ID, signature_hash},
    Fact{CERT_SIGN_HASH_CNG_ALG_PROP_ID, signature_name},
    Fact{CERT_SUBJECT_NAME_MD5_HASH_PROP_ID, subject_hash},
    Fact{CERT_SUBJECT_PUBLIC_KEY_MD5_HASH_PROP_ID, public_key_hash},
    Fact{CERT_KEY_IDENTIFIER_PROP_ID, key_identifier},
    Fact{CERT_SUBJECT_PUB_KEY_BIT_LENGTH_PROP_ID, public_key_bits},
    Fact{CERT_PUB_KEY_CNG_ALG_BIT_LENGTH_PROP_ID, public_key_name},
};

}  // namespace

Result<Buffer> compute_property(DWORD id, Bytes encoded, const Certificate& certificate) {
    const auto* const fact = std::ranges::find(kFacts, id, &Fact::id);
    if (fact == kFacts.end()) return Status::not_found;
    return fact->compute(encoded, certificate);
}

}  // namespace secur32::api
