#include "sslprovider/capi/derivation.h"

#include <algorithm>
#include <array>
#include <optional>

#include "sslprovider/base/trace.h"
#include "sslprovider/capi/des_parity.h"
#include "sslprovider/capi/hash_functions.h"

namespace secur32::capi {
namespace {

constexpr std::size_t kExpansionPad = 64;
// "The total length of an Enhanced Provider symmetric key and its salt value cannot be greater than
// 128 bits" (Specifying a Salt Value).
constexpr std::size_t kKeyWithSalt = 16;
constexpr std::uint8_t kInnerPad = 0x36, kOuterPad = 0x5C;

// ---- Of a hash ----------------------------------------------------------------------------------

// Bits as CryptDeriveKey's flags name them: of the key, or with its parity bits.
Result<std::size_t> key_octets(const SessionAlgorithm& algorithm, const ProviderAlgorithm& row,
                               std::uint32_t bits) {
    const auto refuse = [] {
        return trace::because(Status::invalid_parameter, "capi: no length of that algorithm");
    };
    if (algorithm.key_octets != 0) {
        if (bits == 0 || bits == algorithm.key_bits || bits == 8 * algorithm.key_octets)
            return algorithm.key_octets;
        return refuse();
    }
    const std::uint32_t wanted = bits == 0 ? row.default_bits : bits;
    if (wanted % 8 != 0 || wanted < row.min_bits || wanted > row.max_bits) return refuse();
    return wanted / 8;
}

// "If the hash is not a member of the SHA-2 family and the required key is for either 3DES or AES":
// whatever the lengths are, but not for 3DES with two keys.
bool is_expanded(const SessionAlgorithm& algorithm, const HashFunction& function) {
    return !function.is_sha2() &&
           (algorithm.id == calg::tdes || algorithm.cipher == crypto::SymmetricAlgorithm::aes);
}

// "Form a 64-byte buffer by repeating the constant [...] Set the first k bytes of the buffer to the
// result of an XOR operation [...] with the hash value [...] Hash the result".
SecureBytes pad_and_hash(AlgId hash, const SecureBytes& value, std::uint8_t pad) {
    SecureBytes block{Bytes(Buffer(kExpansionPad, pad))};
    const MutableBytes octets = block.mutable_bytes();
    for (std::size_t i = 0; i < value.size(); ++i) octets[i] ^= value.bytes()[i];
    return hash_of(hash, {octets});
}

SecureBytes expanded(AlgId hash, const SecureBytes& value) {
    const SecureBytes first = pad_and_hash(hash, value, kInnerPad);
    const SecureBytes second = pad_and_hash(hash, value, kOuterPad);
    SecureBytes both(first.size() + second.size());
    const MutableBytes out = both.mutable_bytes();
    std::ranges::copy(first.bytes(), out.begin());
    std::ranges::copy(second.bytes(), out.subspan(first.size()).begin());
    return both;
}

// CRYPT_CREATE_SALT: "the key is assigned a salt value based on the unused hash value bits".
Result<SessionKey> make_salted(const Provider& provider, AlgId id, SecureBytes secret,
                               Bytes unused) {
    const bool has_salt = id == calg::rc2 || id == calg::rc4;
    const bool gives_salt = provider.family == Family::base || provider.family == Family::strong;
    if (!has_salt || !gives_salt)
        return SessionKey::make(provider, id, std::move(secret), Salting::none);
    const std::size_t room = kKeyWithSalt - std::min(kKeyWithSalt, secret.size());
    const std::size_t length = std::min(unused.size(), room);
    return SessionKey::with_salt(provider, id, std::move(secret),
                                 SecureBytes(unused.first(length)));
}

Result<Key> derive_session_key(const Provider& provider, HashObject& hash,
                               const SessionAlgorithm& algorithm, const DerivedKeyForm& form) {
    TRY_ASSIGN(const ProviderAlgorithm* const row, require_algorithm(provider, form.id));
    TRY_ASSIGN(const std::size_t octets, key_octets(algorithm, *row, form.bits));
    const std::optional<HashFunction> function = HashFunction::of(hash.id());
    if (!function)
        return trace::because(Status::bad_hash, "capi: no key is derived of such a hash");
    TRY_ASSIGN(SecureBytes material, hash.value());
    if (is_expanded(algorithm, *function)) material = expanded(function->id(), material);
    if (material.size() < octets)
        return trace::because(Status::invalid_parameter, "capi: the hash is too short for the key");
    SecureBytes secret(material.bytes().first(octets));
    if (has_parity(algorithm)) set_odd_parity(secret.mutable_bytes());
    if (form.salting != Salting::created) {
        TRY_ASSIGN(SessionKey key,
                   SessionKey::make(provider, form.id, std::move(secret), form.salting));
        return Key{.id = form.id, .body = std::move(key)};
    }
    TRY_ASSIGN(SessionKey key,
               make_salted(provider, form.id, std::move(secret), material.bytes().subspan(octets)));
    return Key{.id = form.id, .body = std::move(key)};
}

// ---- Of a master secret -------------------------------------------------------------------------

Result<Key> encryption_key(const Provider& provider, const SchannelAlgorithm& chosen,
                           SchannelWriteKeys keys) {
    TRY_ASSIGN(SessionKey key,
               SessionKey::make(provider, chosen.id, std::move(keys.key), Salting::none));
    if (!keys.iv.empty()) TRY(key.set_iv(keys.iv.bytes()));
    // An exportable RC2 key has 16 octets and the strength of those that it was expanded of.
    if (chosen.id == calg::rc2) TRY(key.set_effective_bits(provider, chosen.bits));
    return Key{.id = chosen.id, .body = std::move(key)};
}

Result<Key> derive_channel_key(const Provider& provider, HashObject& hash,
                               const DerivedKeyForm& form) {
    TRY(require_algorithm(provider, form.id));
    const SchannelMaster* const master = hash.master();
    if (master == nullptr)
        return trace::because(Status::bad_hash, "capi: a channel's keys come of a master hash");
    TRY_ASSIGN(SchannelWriteKeys keys, write_keys(*master, form.server));
    if (form.id == calg::schannel_enc_key)
        return encryption_key(provider, master->encryption, std::move(keys));
    TRY_ASSIGN(SessionKey mac, SessionKey::for_hmac(std::move(keys.mac_secret)));
    return Key{.id = form.id, .body = std::move(mac)};
}

}  // namespace

Result<Key> derive_key(const Provider& provider, HashObject& hash, const DerivedKeyForm& form) {
    if (form.id == calg::schannel_enc_key || form.id == calg::schannel_mac_key)
        return derive_channel_key(provider, hash, form);
    if (const SessionAlgorithm* const algorithm = find_session_algorithm(form.id))
        return derive_session_key(provider, hash, *algorithm, form);
    return trace::because(Status::bad_algorithm, "capi: no algorithm that keys are derived for");
}

}  // namespace secur32::capi
