// Signatures of the handshake, as they go on the wire: SslSignHash, SslVerifySignature.
//
//   key     flags               what is signed                          RFC
//   RSA     none                MD5 || SHA-1, no DigestInfo             4346 7.4.3
//   RSA     INCLUDE_HASHOID     a hash by name, in its DigestInfo       5246 4.7
//   RSA     USE_PSS_PADDING     a hash by name or length, PSS           8446 4.2.3
//   ECDSA,  none or             a hash by length or name; DER           5246 4.7
//   DSA       INCLUDE_HASHOID
#include <sslprovider.h>

#include <algorithm>
#include <array>

#include "sslprovider/api/ncrypt_call.h"
#include "sslprovider/api/output.h"
#include "sslprovider/api/ssl_objects.h"
#include "sslprovider/api/suite_info.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/signature.h"

namespace secur32::api {
namespace {

using crypto::HashAlgorithm;
using crypto::KeyAlgorithm;
using crypto::RsaPadding;
using crypto::SignatureForm;

Status refuse(std::string_view reason) { return trace::because(Status::invalid_parameter, reason); }

// A digest and the hash it is of.
struct NamedDigest {
    HashAlgorithm algorithm;
    Bytes digest;
};

// NCRYPT_SSL_SIGN_INCLUDE_HASHOID: name, NUL, digest.  The name need not be aligned.
Result<NamedDigest> digest_behind_name(Bytes value) {
    std::u16string name;
    for (; value.size() >= sizeof(WCHAR); value = value.subspan(sizeof(WCHAR))) {
        const auto unit = static_cast<char16_t>(value[0] | value[1] << 8);
        if (name.size() == NCRYPT_SSL_MAX_NAME_SIZE) break;
        if (unit != 0) {
            name += unit;
            continue;
        }
        const HashAlgorithm algorithm = hash_named(name);
        if (algorithm == HashAlgorithm::none)
            return trace::because(Status::unsupported_function, "ssl: no hash of that name");
        return NamedDigest{algorithm, value.subspan(sizeof(WCHAR))};
    }
    return refuse("ssl: the hash's name has no end");
}

// Without a name the length tells; MD5 || SHA-1 is the only one of its length, MD5 alone is
// nobody's.
HashAlgorithm hash_of_length(std::size_t length) {
    constexpr std::array kCandidates = {HashAlgorithm::md5_sha1, HashAlgorithm::sha1,
                                        HashAlgorithm::sha256, HashAlgorithm::sha384,
                                        HashAlgorithm::sha512};
    const auto found = std::ranges::find(kCandidates, length, crypto::hash_length);
    return found == kCandidates.end() ? HashAlgorithm::none : *found;
}

Result<NamedDigest> digest_of(Bytes value, DWORD flags) {
    if (value.data() == nullptr) return refuse("ssl: no hash");
    NamedDigest named{hash_of_length(value.size()), value};
    if ((flags & NCRYPT_SSL_SIGN_INCLUDE_HASHOID) != 0) {
        TRY_ASSIGN(named, digest_behind_name(value));
    }
    if (named.algorithm == HashAlgorithm::none ||
        named.digest.size() != crypto::hash_length(named.algorithm))
        return refuse("ssl: the hash has another length");
    return named;
}

// What a signature covers, and how.
struct Signed {
    SignatureForm form;
    Bytes digest;
};

// RFC 8446 4.2.3: the length of the salt is that of the digest.
Result<Signed> signed_with_rsa(KeyAlgorithm algorithm, const NamedDigest& named, DWORD flags) {
    const bool both = named.algorithm == HashAlgorithm::md5_sha1;
    if ((flags & NCRYPT_SSL_SIGN_USE_PSS_PADDING) != 0) {
        if (both) return refuse("ssl: PSS has one hash");
        return Signed{{named.algorithm, RsaPadding::pss}, named.digest};
    }
    if (algorithm == KeyAlgorithm::rsa_pss) return refuse("ssl: the key is for PSS alone");
    if (both != ((flags & NCRYPT_SSL_SIGN_INCLUDE_HASHOID) == 0))
        return refuse("ssl: PKCS#1 needs the hash's name, or MD5 and SHA-1");
    return Signed{{named.algorithm, RsaPadding::pkcs1}, named.digest};
}

Result<Signed> signed_with(const crypto::PublicKey& key, Bytes value, DWORD flags) {
    TRY(check_flags(flags, NCRYPT_SSL_SIGN_INCLUDE_HASHOID | NCRYPT_SSL_SIGN_USE_PSS_PADDING));
    const KeyAlgorithm algorithm = key.algorithm();
    if (algorithm == KeyAlgorithm::ed25519)
        return trace::because(Status::unsupported_function, "ssl: Ed25519 signs no hash");
    const bool rsa = algorithm == KeyAlgorithm::rsa || algorithm == KeyAlgorithm::rsa_pss;
    if (!rsa && (flags & NCRYPT_SSL_SIGN_USE_PSS_PADDING) != 0)
        return trace::because(Status::bad_flags, "ssl: PSS with a key that is not RSA");
    TRY_ASSIGN(const NamedDigest named, digest_of(value, flags));
    if (rsa) return signed_with_rsa(algorithm, named, flags);
    if (named.algorithm == HashAlgorithm::md5_sha1)
        return refuse("ssl: MD5 and SHA-1 with a key that is not RSA");
    return Signed{{named.algorithm}, named.digest};
}

Status sign(const crypto::PrivateKey& key, const Signed& what, const Output& output) {
    TRY(output.has_room(crypto::signature_length(key.public_key())));
    if (output.asks_size()) return Status::ok;
    TRY_ASSIGN(const Buffer signature, crypto::sign_hash(key, what.form, what.digest));
    return output.put(signature);
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS WINAPI SslSignHash(NCRYPT_PROV_HANDLE hSslProvider, NCRYPT_KEY_HANDLE hPrivateKey,
                                   PBYTE pbHashValue, DWORD cbHashValue, PBYTE pbSignature,
                                   DWORD cbSignature, DWORD* pcbResult, DWORD dwFlags) {
    return ncrypt_call("SslSignHash", [&](CallTrail& trail) -> Status {
        trail.handle("private_key", hPrivateKey);
        trail.flags("flags", dwFlags);
        const Output output(pbSignature, cbSignature, pcbResult);
        TRY(check_provider(hSslProvider));
        const Using<SslPrivateKey> key(hPrivateKey);
        if (!key)
            return trace::because(Status::invalid_handle, "ssl: hPrivateKey is no private key");
        TRY(output.check());
        TRY_ASSIGN(const Signed what,
                   signed_with(key->key.public_key(), {pbHashValue, cbHashValue}, dwFlags));
        return sign(key->key, what, output);
    });
}

SECURITY_STATUS WINAPI SslVerifySignature(NCRYPT_PROV_HANDLE hSslProvider,
                                          NCRYPT_KEY_HANDLE hPublicKey, PBYTE pbHashValue,
                                          DWORD cbHashValue, PBYTE pbSignature, DWORD cbSignature,
                                          DWORD dwFlags) {
    return ncrypt_call("SslVerifySignature", [&](CallTrail& trail) -> Status {
        trail.handle("public_key", hPublicKey);
        trail.flags("flags", dwFlags);
        TRY(check_provider(hSslProvider));
        const Using<SslPublicKey> key(hPublicKey);
        if (!key || !key->key)
            return trace::because(Status::invalid_handle, "ssl: hPublicKey verifies nothing");
        TRY_ASSIGN(const Signed what, signed_with(*key->key, {pbHashValue, cbHashValue}, dwFlags));
        if (pbSignature == nullptr) return refuse("ssl: no signature");
        return crypto::verify_hash(*key->key, what.form, what.digest, {pbSignature, cbSignature});
    });
}

}  // extern "C"
