// CryptSignHash, CryptVerifySignature.
#include "sslprovider/api/crypt_call.h"
#include "sslprovider/api/crypt_handles.h"
#include "sslprovider/capi/signatures.h"

namespace secur32::api {
namespace {

// "This parameter is no longer used and must be set to NULL to prevent security vulnerabilities."
Status check_description(const void* description) {
    if (description == nullptr) return Status::ok;
    return trace::because(Status::invalid_parameter, "capi: sDescription is not null");
}

// The closed half of a pair in the hash's context.
Result<crypto::PrivateKey> signing_key(const CryptHash& hash, DWORD spec) {
    if (spec != AT_KEYEXCHANGE && spec != AT_SIGNATURE)
        return trace::because(Status::bad_algorithm, "capi: dwKeySpec names no pair");
    const Using<CryptContext> context(hash.context());
    if (!context) return trace::because(Status::bad_uid, "capi: the hash's context is gone");
    TRY_ASSIGN(const capi::Key key, context->pair(capi::KeySpec{spec}));
    const capi::PairKey* const pair = key.pair();
    if (pair == nullptr || !pair->closed)
        return trace::because(Status::bad_key, "capi: that pair does not sign");
    return *pair->closed;
}

Status sign(HCRYPTHASH handle, DWORD spec, const void* description, DWORD flags, BYTE* signature,
            DWORD* length) {
    const DataOutput output(signature, length);
    TRY(output.check());
    const Using<CryptHash> hash(handle);
    if (!hash) return missing<CryptHash>();
    TRY(check_description(description));
    TRY(check_crypt_flags(flags, CRYPT_NOHASHOID));
    TRY_ASSIGN(const crypto::PrivateKey key, signing_key(*hash, spec));
    // Neither a question for the size nor a short buffer finishes the hash.
    TRY(output.has_room(capi::signature_size(key.public_key())));
    if (output.asks_size()) return Status::ok;
    TRY_ASSIGN(const Buffer made, hash->with([&](capi::HashObject& self) {
        return capi::sign(key, self, (flags & CRYPT_NOHASHOID) == 0);
    }));
    return output.put(made);
}

Result<crypto::PublicKey> verifying_key(HCRYPTKEY handle, const CryptHash& hash) {
    const auto open = [](const capi::Key& self) -> Result<crypto::PublicKey> {
        if (const capi::PairKey* const pair = self.pair()) return pair->open;
        return trace::because(Status::bad_key, "capi: hPubKey is no public key");
    };
    return with_key_beside(hash.context(), handle, open);
}

Status verify(HCRYPTHASH handle, const BYTE* signature, DWORD length, HCRYPTKEY key_handle,
              const void* description, DWORD flags) {
    const Using<CryptHash> hash(handle);
    if (!hash) return missing<CryptHash>();
    TRY(check_description(description));
    TRY(check_crypt_flags(flags, CRYPT_NOHASHOID));
    if (signature == nullptr)
        return trace::because(Status::invalid_parameter, "capi: pbSignature is null");
    TRY_ASSIGN(const crypto::PublicKey key, verifying_key(key_handle, *hash));
    return hash->with(
        [&](capi::HashObject& self) { return capi::verify(key, self, Bytes(signature, length)); });
}

BOOL traced_sign(const char* function, HCRYPTHASH hash, DWORD spec, const void* description,
                 DWORD flags, BYTE* signature, DWORD* length) {
    return crypt_call(function, [&](CallTrail& trail) {
        trail.handle("hash", hash);
        trail.number("spec", spec);
        trail.flags("flags", flags);
        return sign(hash, spec, description, flags, signature, length);
    });
}

BOOL traced_verify(const char* function, HCRYPTHASH hash, const BYTE* signature, DWORD length,
                   HCRYPTKEY key, const void* description, DWORD flags) {
    return crypt_call(function, [&](CallTrail& trail) {
        trail.handle("hash", hash);
        trail.handle("key", key);
        trail.number("size", length);
        trail.flags("flags", flags);
        return verify(hash, signature, length, key, description, flags);
    });
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CryptSignHashA(HCRYPTHASH hHash, DWORD dwKeySpec, LPCSTR szDescription, DWORD dwFlags,
                           BYTE* pbSignature, DWORD* pdwSigLen) {
    return traced_sign("CryptSignHashA", hHash, dwKeySpec, szDescription, dwFlags, pbSignature,
                       pdwSigLen);
}

BOOL WINAPI CryptSignHashW(HCRYPTHASH hHash, DWORD dwKeySpec, LPCWSTR szDescription, DWORD dwFlags,
                           BYTE* pbSignature, DWORD* pdwSigLen) {
    return traced_sign("CryptSignHashW", hHash, dwKeySpec, szDescription, dwFlags, pbSignature,
                       pdwSigLen);
}

BOOL WINAPI CryptVerifySignatureA(HCRYPTHASH hHash, const BYTE* pbSignature, DWORD dwSigLen,
                                  HCRYPTKEY hPubKey, LPCSTR szDescription, DWORD dwFlags) {
    return traced_verify("CryptVerifySignatureA", hHash, pbSignature, dwSigLen, hPubKey,
                         szDescription, dwFlags);
}

BOOL WINAPI CryptVerifySignatureW(HCRYPTHASH hHash, const BYTE* pbSignature, DWORD dwSigLen,
                                  HCRYPTKEY hPubKey, LPCWSTR szDescription, DWORD dwFlags) {
    return traced_verify("CryptVerifySignatureW", hHash, pbSignature, dwSigLen, hPubKey,
                         szDescription, dwFlags);
}

}  // extern "C"
