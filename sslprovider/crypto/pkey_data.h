// Keys of libcrypto: made of numbers, and the numbers read back.  Nothing is judged here: what
// makes up a key was checked before.  Secrets pass through memory that is wiped.  Private to this
// folder.
#pragma once

#include <initializer_list>
#include <memory>
#include <variant>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/base/status.h"

struct evp_pkey_st;

namespace secur32::crypto {

using Pkey = std::shared_ptr<evp_pkey_st>;
// Shares the ownership of a key that was just made; null for null.
Pkey own(evp_pkey_st* key);

enum class PkeyType : std::uint8_t { rsa, rsa_pss, dsa, ec, dh };
enum class PkeyParts : std::uint8_t { parameters, public_half, both_halves };

struct PkeyNumber {
    Bytes big_endian;
};
// By the names of <openssl/core_names.h>; what value points at must live through make_pkey only.
// monostate leaves the field out.
struct PkeyField {
    const char* name;
    std::variant<std::monostate, PkeyNumber, Bytes, const char*, int> value;
};
inline constexpr std::size_t kMaxPkeyFields = 12;

// Null, and no error left behind, when libcrypto does not take it.
Pkey make_pkey(PkeyType type, PkeyParts parts, std::initializer_list<PkeyField> fields);
// The group of `like`, and the point or number that the encoded octets are: null, and no error left
// behind, when they are none of that group.
Pkey make_peer(const Pkey& like, Bytes encoded);

// A number of a key, padded to length, which it must not exceed; length 0: as long as it is.
// internal_error when the key has no such number.
Result<SecureBytes> number_of(const Pkey& key, const char* name, std::size_t length = 0);
// Of a key that has a public half; length: at most.
Result<Buffer> encoded_public_half(const Pkey& key, std::size_t length);

}  // namespace secur32::crypto
