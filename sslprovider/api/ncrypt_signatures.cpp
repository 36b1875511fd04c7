// NCryptSignHash, NCryptVerifySignature.
#include "sslprovider/api/ncrypt_call.h"
#include "sslprovider/api/storage_arguments.h"
#include "sslprovider/api/storage_objects.h"
#include "sslprovider/api/storage_padding.h"

namespace secur32::api {
namespace {

using crypto::KeyAlgorithm;
using crypto::PublicKey;
using crypto::SignatureForm;

Status refuse(std::string_view reason) { return trace::because(Status::invalid_parameter, reason); }

// CNG's signatures of these are r and s, side by side.
bool is_pair(const PublicKey& key) {
    return key.algorithm() == KeyAlgorithm::ec || key.algorithm() == KeyAlgorithm::dsa;
}

// wrong_kind: what a key answers that does not sign.
Status check_signs(const KeyFacts& facts, Status wrong_kind) {
    // Nobody says what a foreign key is while it is under a passphrase.
    if (facts.algorithm == nullptr || (facts.algorithm->operations & NCRYPT_SIGNATURE_OPERATION))
        return Status::ok;
    return trace::because(wrong_kind, "cng: the key's algorithm does not sign");
}

Result<Bytes> hash_argument(const void* hash, DWORD size) {
    if (hash == nullptr) return refuse("cng: pbHashValue is null");
    return input_bytes(hash, size);
}

Result<Buffer> signature_of(const crypto::PrivateKey& key, const SignatureForm& form, Bytes hash) {
    if (key.algorithm() == KeyAlgorithm::ed25519) return crypto::sign_message(key, form, hash);
    if (!is_pair(key.public_key())) return crypto::sign_hash(key, form, hash);
    TRY_ASSIGN(const Buffer der, crypto::sign_hash(key, form, hash));
    return crypto::fixed_width_signature(key.public_key(), der);
}

Status sign(NCRYPT_KEY_HANDLE handle, const void* padding, const void* hash, DWORD hash_size,
            const Output& output, DWORD flags) {
    TRY(output.check());
    TRY_ASSIGN(const KeyFacts facts, facts_of(handle));
    TRY(check_signs(facts, Status::bad_algorithm));
    TRY_ASSIGN(const crypto::PrivateKey key, private_key_of(facts));
    if ((facts.policy.key_usage & NCRYPT_ALLOW_SIGNING_FLAG) == 0)
        return trace::because(Status::not_permitted, "cng: the key's usage forbids to sign");
    TRY_ASSIGN(const SignatureForm form, signature_form(key.public_key(), padding, flags));
    // A size query may come without the hash.
    if (output.asks_size()) return output.fits(cng_signature_length(key.public_key()));
    TRY_ASSIGN(const Bytes digest, hash_argument(hash, hash_size));
    TRY_ASSIGN(const Buffer signature, signature_of(key, form, digest));
    return output.put(signature);
}

Status verify(NCRYPT_KEY_HANDLE handle, const void* padding, const void* hash, DWORD hash_size,
              const void* signature, DWORD signature_size, DWORD flags) {
    TRY_ASSIGN(const KeyFacts facts, facts_of(handle));
    TRY(check_signs(facts, Status::unsupported_function));
    TRY_ASSIGN(const PublicKey key, public_key_of(facts));
    TRY_ASSIGN(const SignatureForm form, signature_form(key, padding, flags));
    TRY_ASSIGN(const Bytes digest, hash_argument(hash, hash_size));
    if (signature == nullptr) return refuse("cng: pbSignature is null");
    TRY_ASSIGN(const Bytes given, input_bytes(signature, signature_size));
    if (key.algorithm() == KeyAlgorithm::ed25519)
        return crypto::verify_message(key, form, digest, given);
    if (!is_pair(key)) return crypto::verify_hash(key, form, digest, given);
    TRY_ASSIGN(const Buffer der, crypto::der_signature(key, given));
    return crypto::verify_hash(key, form, digest, der);
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS WINAPI NCryptSignHash(NCRYPT_KEY_HANDLE hKey, VOID* pPaddingInfo, PBYTE pbHashValue,
                                      DWORD cbHashValue, PBYTE pbSignature, DWORD cbSignature,
                                      DWORD* pcbResult, DWORD dwFlags) {
    return ncrypt_call("NCryptSignHash", [&](CallTrail& trail) {
        trail.handle("key", hKey);
        trail.flags("flags", dwFlags);
        return sign(hKey, pPaddingInfo, pbHashValue, cbHashValue,
                    Output(pbSignature, cbSignature, pcbResult), dwFlags);
    });
}

SECURITY_STATUS WINAPI NCryptVerifySignature(NCRYPT_KEY_HANDLE hKey, VOID* pPaddingInfo,
                                             PBYTE pbHashValue, DWORD cbHashValue,
                                             PBYTE pbSignature, DWORD cbSignature, DWORD dwFlags) {
    return ncrypt_call("NCryptVerifySignature", [&](CallTrail& trail) {
        trail.handle("key", hKey);
        trail.flags("flags", dwFlags);
        return verify(hKey, pPaddingInfo, pbHashValue, cbHashValue, pbSignature, cbSignature,
                      dwFlags);
    });
}

}  // extern "C"
