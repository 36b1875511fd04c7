// NCryptEncrypt, NCryptDecrypt: RSA.
#include <algorithm>

#include "sslprovider/api/ncrypt_call.h"
#include "sslprovider/api/storage_arguments.h"
#include "sslprovider/api/storage_objects.h"
#include "sslprovider/api/storage_padding.h"
#include "sslprovider/crypto/rsa_encryption.h"

namespace secur32::api {
namespace {

Status check_encrypts(const KeyFacts& facts) {
    constexpr DWORD kEncrypts = NCRYPT_ASYMMETRIC_ENCRYPTION_OPERATION;
    if (facts.algorithm == nullptr || (facts.algorithm->operations & kEncrypts)) return Status::ok;
    return trace::because(Status::unsupported_function, "cng: the key's algorithm only signs");
}

// A foreign key under a passphrase turns out to be what it is.
Status check_rsa(const crypto::PublicKey& key) {
    if (key.algorithm() == crypto::KeyAlgorithm::rsa) return Status::ok;
    return trace::because(Status::unsupported_function, "cng: only RSA encrypts");
}

Result<Buffer> encrypted(const crypto::PublicKey& key, const EncryptionForm& form, Bytes content) {
    switch (form.padding) {
        case EncryptionPadding::pkcs1:
            return crypto::encrypt_pkcs1(key, content);
        case EncryptionPadding::oaep:
            return crypto::encrypt_oaep(key, form.oaep, content);
        default:
            // "Any bits after the first N bits are ignored."
            return crypto::encrypt_raw(
                key, content.first(std::min(content.size(), crypto::modulus_length(key))));
    }
}

Result<SecureBytes> decrypted(const crypto::PrivateKey& key, const EncryptionForm& form,
                              Bytes ciphertext) {
    switch (form.padding) {
        case EncryptionPadding::pkcs1:
            return crypto::decrypt_pkcs1(key, ciphertext);
        case EncryptionPadding::oaep:
            return crypto::decrypt_oaep(key, form.oaep, ciphertext);
        default:
            return crypto::decrypt_raw(key, ciphertext);
    }
}

Status encrypt(NCRYPT_KEY_HANDLE handle, const void* input, DWORD size, const void* padding,
               const Output& output, DWORD flags) {
    TRY(output.check());
    TRY_ASSIGN(const KeyFacts facts, facts_of(handle));
    TRY(check_encrypts(facts));
    TRY_ASSIGN(const crypto::PublicKey key, public_key_of(facts));
    TRY(check_rsa(key));
    TRY_ASSIGN(const EncryptionForm form, encryption_form(padding, flags));
    TRY_ASSIGN(const Bytes content, input_bytes(input, size));
    if (output.asks_size()) return output.fits(crypto::modulus_length(key));
    TRY_ASSIGN(const Buffer ciphertext, encrypted(key, form, content));
    return output.put(ciphertext);
}

Status decrypt(NCRYPT_KEY_HANDLE handle, const void* input, DWORD size, const void* padding,
               const Output& output, DWORD flags) {
    TRY(output.check());
    TRY_ASSIGN(const KeyFacts facts, facts_of(handle));
    TRY(check_encrypts(facts));
    TRY_ASSIGN(const crypto::PrivateKey key, private_key_of(facts));
    TRY(check_rsa(key.public_key()));
    if ((facts.policy.key_usage & NCRYPT_ALLOW_DECRYPT_FLAG) == 0)
        return trace::because(Status::not_permitted, "cng: the key's usage forbids to decrypt");
    TRY_ASSIGN(const EncryptionForm form, encryption_form(padding, flags));
    TRY_ASSIGN(const Bytes ciphertext, input_bytes(input, size));
    if (output.asks_size()) return output.fits(crypto::modulus_length(key.public_key()));
    TRY_ASSIGN(const SecureBytes content, decrypted(key, form, ciphertext));
    return output.put(content.bytes());
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS WINAPI NCryptEncrypt(NCRYPT_KEY_HANDLE hKey, PBYTE pbInput, DWORD cbInput,
                                     VOID* pPaddingInfo, PBYTE pbOutput, DWORD cbOutput,
                                     DWORD* pcbResult, DWORD dwFlags) {
    return ncrypt_call("NCryptEncrypt", [&](CallTrail& trail) {
        trail.handle("key", hKey);
        trail.flags("flags", dwFlags);
        return encrypt(hKey, pbInput, cbInput, pPaddingInfo, Output(pbOutput, cbOutput, pcbResult),
                       dwFlags);
    });
}

SECURITY_STATUS WINAPI NCryptDecrypt(NCRYPT_KEY_HANDLE hKey, PBYTE pbInput, DWORD cbInput,
                                     VOID* pPaddingInfo, PBYTE pbOutput, DWORD cbOutput,
                                     DWORD* pcbResult, DWORD dwFlags) {
    return ncrypt_call("NCryptDecrypt", [&](CallTrail& trail) {
        trail.handle("key", hKey);
        trail.flags("flags", dwFlags);
        return decrypt(hKey, pbInput, cbInput, pPaddingInfo, Output(pbOutput, cbOutput, pcbResult),
                       dwFlags);
    });
}

}  // extern "C"
