// The operations and the paddings are libcrypto's, but for the premaster secret's, which is judged
// in premaster_block.cpp: between its decryption and its return nothing branches on it.
#include "sslprovider/crypto/rsa_encryption.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

#include <algorithm>

#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/pkey_context.h"
#include "sslprovider/crypto/premaster_block.h"

namespace secur32::crypto {
namespace {

Status check_rsa(const PublicKey& key) {
    if (key.algorithm() == KeyAlgorithm::rsa) return Status::ok;
    return trace::because(Status::bad_key, "ssl: the key is not for RSA encryption");
}

// Both are public: a ciphertext that is no remainder modulo the key's.
bool reaches_modulus(const PublicKey& key, Bytes ciphertext) {
    const Result<RsaPublicNumbers> numbers = key.rsa_numbers();
    if (!numbers.ok()) return false;
    const Buffer& modulus = numbers.value().modulus;
    return modulus.size() == ciphertext.size() &&
           !std::ranges::lexicographical_compare(ciphertext, modulus);
}

Status refused() {
    return trace::because(Status::invalid_parameter, "ssl: the RSA ciphertext does not decrypt");
}

// The content of a ciphertext that must be as long as the modulus; one status for whatever was
// wrong with it.
Result<SecureBytes> decrypt(const PrivateKey& key, std::initializer_list<PkeyOption> options,
                            Bytes encrypted) {
    const std::size_t block_length = modulus_length(key.public_key());
    if (encrypted.size() != block_length) return refused();
    const PkeyContext context =
        start_operation(key.public_key(), EVP_PKEY_decrypt_init_ex, options);
    if (!context) return trace::because(Status::invalid_parameter, "ssl: no such padding of RSA");
    SecureBytes content(block_length);
    std::size_t length = 0;
    if (!run_operation(context, EVP_PKEY_decrypt, content.mutable_bytes(), length, encrypted))
        return refused();
    return SecureBytes(content.bytes().first(length));
}

// overhead: what the padding takes at least.
Result<Buffer> encrypt(const PublicKey& key, std::initializer_list<PkeyOption> options,
                       std::size_t overhead, Bytes content) {
    const std::size_t block_length = modulus_length(key);
    if (block_length < overhead || block_length - overhead < content.size())
        return trace::because(Status::invalid_parameter, "ssl: too long for this RSA key");
    const PkeyContext context = start_operation(key, EVP_PKEY_encrypt_init_ex, options);
    if (!context) return trace::because(Status::invalid_parameter, "ssl: no such padding of RSA");
    Buffer encrypted(block_length);
    std::size_t length = 0;
    if (!run_operation(context, EVP_PKEY_encrypt, encrypted, length, content))
        return trace::because(Status::invalid_parameter, "ssl: libcrypto does not encrypt");
    return encrypted;
}

HashAlgorithm mask_hash(const OaepForm& form) {
    return form.mask_hash == HashAlgorithm::none ? form.hash : form.mask_hash;
}

Status check_oaep(const OaepForm& form) {
    if (form.hash != HashAlgorithm::none && form.hash != HashAlgorithm::md5_sha1 &&
        form.mask_hash != HashAlgorithm::md5_sha1)
        return Status::ok;
    return trace::because(Status::invalid_parameter, "ssl: OAEP with a hash that has no OID");
}

// take(block, premaster) replaces what is random by what was sent, where that is right.
template <typename Take>
Result<SecureBytes> premaster_of(const PrivateKey& key, Bytes encrypted, Take take) {
    TRY(check_rsa(key.public_key()));
    const std::size_t block_length = modulus_length(key.public_key());
    if (block_length < kShortestPremasterBlock)
        return trace::because(Status::bad_key, "ssl: the RSA key is too short for a premaster");
    if (encrypted.size() != block_length)
        return trace::because(Status::bad_data, "ssl: not an encrypted premaster of this key");

    // RFC 5246 7.4.7.1, its second algorithm: "1. Generate a string R of 48 random bytes  2.
    // Decrypt the message to recover the plaintext M  3. If the PKCS#1 padding is not correct, or
    // the length of message M is not exactly 48 bytes: pre_master_secret = R".
    SecureBytes premaster(kPreMasterLength);
    if (RAND_priv_bytes(premaster.mutable_bytes().data(), static_cast<int>(kPreMasterLength)) != 1)
        return trace::because(Status::internal_error, "ssl: no random octets");
    const Result<SecureBytes> block = decrypt_raw(key, encrypted);
    if (block.ok()) take(block.value().bytes(), premaster.mutable_bytes());
    // A ciphertext that is no remainder modulo n: all can see that, so that the branch tells
    // nothing; but "in any case" includes it.
    else if (!reaches_modulus(key.public_key(), encrypted))
        return block.status();
    return premaster;
}

}  // namespace

Result<SecureBytes> decrypt_premaster(const PrivateKey& key, Bytes encrypted, std::uint16_t offered,
                                      std::uint16_t negotiated) {
    if (offered == 0)
        return trace::because(Status::invalid_parameter, "ssl: no version was offered");
    return premaster_of(key, encrypted, [&](Bytes block, MutableBytes premaster) {
        take_premaster(block, offered, negotiated, premaster);
    });
}

Result<SecureBytes> decrypt_premaster(const PrivateKey& key, Bytes encrypted) {
    return premaster_of(key, encrypted, [](Bytes block, MutableBytes premaster) {
        take_premaster(block, premaster);
    });
}

Result<Buffer> encrypt_pkcs1(const PublicKey& key, Bytes content) {
    TRY(check_rsa(key));
    return encrypt(key, {{OSSL_ASYM_CIPHER_PARAM_PAD_MODE, RSA_PKCS1_PADDING}}, kPkcs1Overhead,
                   content);
}

// From 3.2 on libcrypto answers bad padding by random content unless told not to; older ones do not
// know the option and leave it.
Result<SecureBytes> decrypt_pkcs1(const PrivateKey& key, Bytes encrypted) {
    TRY(check_rsa(key.public_key()));
    return decrypt(
        key, {{OSSL_ASYM_CIPHER_PARAM_PAD_MODE, RSA_PKCS1_PADDING}, {"implicit-rejection", 0}},
        encrypted);
}

Result<Buffer> encrypt_oaep(const PublicKey& key, const OaepForm& form, Bytes content) {
    TRY(check_rsa(key));
    TRY(check_oaep(form));
    return encrypt(key,
                   {{OSSL_ASYM_CIPHER_PARAM_PAD_MODE, RSA_PKCS1_OAEP_PADDING},
                    {OSSL_ASYM_CIPHER_PARAM_OAEP_DIGEST, hash_name(form.hash)},
                    {OSSL_ASYM_CIPHER_PARAM_MGF1_DIGEST, hash_name(mask_hash(form))},
                    {OSSL_ASYM_CIPHER_PARAM_OAEP_LABEL, form.label}},
                   oaep_overhead(form.hash), content);
}

Result<SecureBytes> decrypt_oaep(const PrivateKey& key, const OaepForm& form, Bytes encrypted) {
    TRY(check_rsa(key.public_key()));
    TRY(check_oaep(form));
    return decrypt(key,
                   {{OSSL_ASYM_CIPHER_PARAM_PAD_MODE, RSA_PKCS1_OAEP_PADDING},
                    {OSSL_ASYM_CIPHER_PARAM_OAEP_DIGEST, hash_name(form.hash)},
                    {OSSL_ASYM_CIPHER_PARAM_MGF1_DIGEST, hash_name(mask_hash(form))},
                    {OSSL_ASYM_CIPHER_PARAM_OAEP_LABEL, form.label}},
                   encrypted);
}

Result<SecureBytes> decrypt_raw(const PrivateKey& key, Bytes encrypted) {
    TRY(check_rsa(key.public_key()));
    return decrypt(key, {{OSSL_ASYM_CIPHER_PARAM_PAD_MODE, RSA_NO_PADDING}}, encrypted);
}

Result<Buffer> encrypt_raw(const PublicKey& key, Bytes content) {
    TRY(check_rsa(key));
    if (content.size() != modulus_length(key))
        return trace::because(Status::invalid_parameter, "ssl: not as long as the RSA modulus");
    return encrypt(key, {{OSSL_ASYM_CIPHER_PARAM_PAD_MODE, RSA_NO_PADDING}}, 0, content);
}

}  // namespace secur32::crypto
