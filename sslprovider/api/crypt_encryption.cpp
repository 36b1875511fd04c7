// CryptEncrypt, CryptDecrypt: session keys, and RSA with the exchange pair ("CryptEncrypt
// function", "CryptDecrypt function" in the Windows SDK's documentation).
//
// A failure leaves the buffer, the hash and the message that was begun as they were, but for bad
// padding, which ends the message.
#include <algorithm>

#include "sslprovider/api/crypt_call.h"
#include "sslprovider/api/crypt_handles.h"
#include "sslprovider/crypto/rsa_encryption.h"

namespace secur32::api {
namespace {

struct Call {
    HCRYPTHASH hash;
    bool final;
    DWORD flags;
    BYTE* data;
    DWORD* length;

    MutableBytes buffer(std::size_t size) const { return {data, size}; }
};

Status bad_data(std::string_view reason) { return trace::because(Status::bad_data, reason); }

// ---- The hash of the plaintext ------------------------------------------------------------------

// "The hash value is updated with the plaintext": what goes wrong with the hash shows before the
// cipher runs, and the hash is exchanged for the updated one when all else is done.
class PlaintextHash {
 public:
    // Without a hash there is nothing to update.
    PlaintextHash() = default;
    // Of a hash that stays locked until its successor is taken.
    static Result<PlaintextHash> after(const capi::HashObject& hash) {
        PlaintextHash next;
        TRY_ASSIGN(next.updated_, hash.clone());
        TRY(next.updated_->update({}));
        return next;
    }
    Status update(Bytes plaintext) { return updated_ ? updated_->update(plaintext) : Status::ok; }
    capi::HashObject take() { return *std::move(updated_); }

 private:
    std::optional<capi::HashObject> updated_;
};

// ---- Session keys -------------------------------------------------------------------------------

Status encrypt_session(capi::SessionKey& session, const Call& call, DWORD room,
                       PlaintextHash& hash) {
    TRY(check_crypt_flags(call.flags));
    const std::size_t size = *call.length;
    const std::size_t needed = session.encrypted_length(size, call.final);
    if (needed > std::numeric_limits<DWORD>::max())
        return bad_data("capi: no room for padding after a plaintext that long");
    if (call.data == nullptr || needed > room) {
        *call.length = static_cast<DWORD>(needed);
        if (call.data == nullptr) return Status::ok;
        return trace::because(Status::buffer_too_small, "capi: the output buffer is too small");
    }
    TRY(hash.update(call.buffer(size)));
    TRY(session.encrypt(call.buffer(needed), size, call.final));
    *call.length = static_cast<DWORD>(needed);
    return Status::ok;
}

// Bad padding is found when the plaintext stands in the buffer already: it must not stay there.
Status decrypt_session(capi::SessionKey& session, const Call& call, PlaintextHash& hash) {
    TRY(check_crypt_flags(call.flags));
    const MutableBytes buffer = call.buffer(*call.length);
    Buffer ciphertext;
    if (call.final && session.is_block()) ciphertext.assign(buffer.begin(), buffer.end());
    const Result<std::size_t> size = session.decrypt(buffer, call.final);
    if (!size.ok()) {
        std::ranges::copy(ciphertext, buffer.begin());
        return size.status();
    }
    TRY(hash.update(buffer.first(size.value())));
    *call.length = static_cast<DWORD>(size.value());
    return Status::ok;
}

// ---- RSA ----------------------------------------------------------------------------------------

constexpr crypto::HashAlgorithm kOaepHash = crypto::HashAlgorithm::sha1;

crypto::OaepForm oaep_form(const capi::Key& key) {
    return {.hash = kOaepHash, .label = key.oaep_label};
}

// There is nothing to go on with behind a block of RSA.  "ERROR_INVALID_PARAMETER: One of the
// parameters contains a value that is not valid": no code is documented for Final alone.
Status check_final(const Call& call) {
    if (call.final) return Status::ok;
    return trace::because(Status::invalid_parameter, "capi: RSA's messages have one part");
}

Status encrypt_rsa(const capi::Key& key, const Call& call, DWORD room, PlaintextHash& hash) {
    TRY(check_crypt_flags(call.flags, CRYPT_OAEP));
    TRY(check_final(call));
    const crypto::PublicKey& open = key.pair()->open;
    const std::size_t needed = crypto::modulus_length(open), size = *call.length;
    const bool oaep = (call.flags & CRYPT_OAEP) != 0;
    if (call.data == nullptr) {
        *call.length = static_cast<DWORD>(needed);
        return Status::ok;
    }
    if (size + (oaep ? crypto::oaep_overhead(kOaepHash) : crypto::kPkcs1Overhead) > needed)
        return trace::because(Status::bad_length, "capi: the plaintext is too long for the key");
    if (needed > room) {
        *call.length = static_cast<DWORD>(needed);
        return trace::because(Status::buffer_too_small, "capi: the output buffer is too small");
    }
    const MutableBytes content = call.buffer(size);
    TRY_ASSIGN(const Buffer encrypted, oaep ? crypto::encrypt_oaep(open, oaep_form(key), content)
                                            : crypto::encrypt_pkcs1(open, content));
    TRY(hash.update(content));
    // "The ciphertext is returned in little-endian format."
    std::ranges::reverse_copy(encrypted, call.data);
    *call.length = static_cast<DWORD>(encrypted.size());
    return Status::ok;
}

Result<SecureBytes> decrypted(const capi::Key& key, DWORD flags, Bytes encrypted) {
    const crypto::PrivateKey& closed = *key.pair()->closed;
    if ((flags & CRYPT_OAEP) != 0) return crypto::decrypt_oaep(closed, oaep_form(key), encrypted);
    if ((flags & CRYPT_DECRYPT_RSA_NO_PADDING_CHECK) != 0)
        return crypto::decrypt_raw(closed, encrypted);
    return crypto::decrypt_pkcs1(closed, encrypted);
}

Status decrypt_rsa(const capi::Key& key, const Call& call, PlaintextHash& hash) {
    constexpr DWORD kPaddings = CRYPT_OAEP | CRYPT_DECRYPT_RSA_NO_PADDING_CHECK;
    TRY(check_crypt_flags(call.flags, kPaddings));
    if ((call.flags & kPaddings) == kPaddings)
        return trace::because(Status::bad_flags, "capi: OAEP without a look at the padding");
    TRY(check_final(call));
    if (!key.pair()->closed)
        return trace::because(Status::bad_key, "capi: the key has no private half");
    // "The length of ciphertext data to be decrypted must be the same length as the modulus."
    if (*call.length != crypto::modulus_length(key.pair()->open))
        return bad_data("capi: the ciphertext is not as long as the modulus");
    const MutableBytes buffer = call.buffer(*call.length);
    const Buffer encrypted(buffer.rbegin(), buffer.rend());
    const Result<SecureBytes> content = decrypted(key, call.flags, encrypted);
    if (!content.ok()) return bad_data("capi: the RSA ciphertext does not decrypt");
    const Bytes plaintext = content.value().bytes();
    TRY(hash.update(plaintext));
    std::ranges::copy(plaintext, call.data);
    *call.length = static_cast<DWORD>(plaintext.size());
    return Status::ok;
}

// ---- Either -------------------------------------------------------------------------------------

// Only the exchange pair encrypts, not the one for signatures.
Status check_encrypts(const capi::Key& key) {
    if (key.session() != nullptr || (key.pair() != nullptr && key.id == capi::calg::rsa_keyx))
        return Status::ok;
    return trace::because(Status::bad_key, "capi: nothing is encrypted with such a key");
}

// use(hash) under the lock of the hash, which another thread may be about to use, too.
template <typename Use>
Status with_hash(CryptHash& object, Use use) {
    return object.with([&](capi::HashObject& self) -> Status {
        TRY_ASSIGN(PlaintextHash hash, PlaintextHash::after(self));
        TRY(use(hash));
        self = hash.take();
        return Status::ok;
    });
}

// use(key, hash) under the locks of both.
template <typename Use>
Status with_key(HCRYPTKEY handle, const Call& call, std::uint32_t permission, Use use) {
    const Using<CryptKey> key(handle);
    if (!key) return missing<CryptKey>();
    if (call.length == nullptr)
        return trace::because(Status::invalid_parameter, "capi: pdwDataLen is null");
    const Using<CryptHash> object(call.hash);
    if (call.hash != 0 && (!object || object->context() != key->context()))
        return trace::because(Status::bad_hash, "capi: hHash is no hash of the key's context");
    return key->with([&](capi::Key& self) -> Status {
        TRY(check_encrypts(self));
        TRY(check_permission(self, permission));
        if (call.data != nullptr && object)
            return with_hash(*object, [&](PlaintextHash& hash) { return use(self, hash); });
        PlaintextHash none;
        return use(self, none);
    });
}

Status encrypt(HCRYPTKEY handle, const Call& call, DWORD room) {
    return with_key(
        handle, call, capi::permission::encrypt, [&](capi::Key& key, PlaintextHash& hash) {
            return key.session() != nullptr ? encrypt_session(*key.session(), call, room, hash)
                                            : encrypt_rsa(key, call, room, hash);
        });
}

Status decrypt(HCRYPTKEY handle, const Call& call) {
    if (call.data == nullptr && call.length != nullptr && *call.length != 0)
        return trace::because(Status::invalid_parameter, "capi: a length without an address");
    return with_key(
        handle, call, capi::permission::decrypt, [&](capi::Key& key, PlaintextHash& hash) {
            return key.session() != nullptr ? decrypt_session(*key.session(), call, hash)
                                            : decrypt_rsa(key, call, hash);
        });
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CryptEncrypt(HCRYPTKEY hKey, HCRYPTHASH hHash, BOOL Final, DWORD dwFlags, BYTE* pbData,
                         DWORD* pdwDataLen, DWORD dwBufLen) {
    return crypt_call("CryptEncrypt", [&](CallTrail& trail) {
        trail.handle("key", hKey);
        trail.number("final", Final != FALSE);
        trail.flags("flags", dwFlags);
        return encrypt(hKey, {hHash, Final != FALSE, dwFlags, pbData, pdwDataLen}, dwBufLen);
    });
}

BOOL WINAPI CryptDecrypt(HCRYPTKEY hKey, HCRYPTHASH hHash, BOOL Final, DWORD dwFlags, BYTE* pbData,
                         DWORD* pdwDataLen) {
    return crypt_call("CryptDecrypt", [&](CallTrail& trail) {
        trail.handle("key", hKey);
        trail.number("final", Final != FALSE);
        trail.flags("flags", dwFlags);
        return decrypt(hKey, {hHash, Final != FALSE, dwFlags, pbData, pdwDataLen});
    });
}

}  // extern "C"
