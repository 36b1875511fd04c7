// The parameters of keys, KP_*: a row per parameter and kinds of key that have it.  The rows stand
// by kinds of key in crypt_key_params_*.cpp; CryptGetKeyParam and CryptSetKeyParam find them.
#pragma once

#include <wincrypt_parts.h>

#include <span>

#include "sslprovider/api/crypt_data.h"
#include "sslprovider/api/crypt_objects.h"

namespace secur32::api {

// Bits, so that a row may be of several.
namespace key_kind {
// Session keys.
inline constexpr unsigned block = 0x01, stream = 0x02;
// Pairs and public halves; Diffie-Hellman by its steps.
inline constexpr unsigned rsa = 0x04, dss = 0x08, dss_unmade = 0x10, dh = 0x20, dh_unmade = 0x40,
                          dh_agreed = 0x80;
// Of Schannel.
inline constexpr unsigned master = 0x100;
inline constexpr unsigned session = block | stream;
inline constexpr unsigned pairs = rsa | dss | dss_unmade | dh | dh_unmade | dh_agreed;
inline constexpr unsigned all = session | pairs | master;
}  // namespace key_kind
unsigned kind_of(const capi::Key& key);

// The key, under its lock, and what its handle knows.
struct KeySubject {
    CryptKey& object;
    capi::Key& key;
};

// What CryptSetKeyParam is given: an address, whose length the parameter knows.
class KeyInput {
 public:
    KeyInput(const BYTE* data, DWORD flags) : data_(data), flags_(flags) {}
    DWORD flags() const { return flags_; }
    bool empty() const { return data_ == nullptr; }
    // All: invalid_parameter for no address.
    Result<Bytes> octets(std::size_t size) const;
    template <typename T>
    Result<T> structure() const {
        TRY_ASSIGN(const Bytes bytes, octets(sizeof(T)));
        T value;
        std::memcpy(&value, bytes.data(), sizeof value);  // callers' addresses need no alignment
        return value;
    }
    Result<DWORD> number() const { return structure<DWORD>(); }
    // What a CRYPT_DATA_BLOB points to; bad_length beyond 64 KiB, which no parameter comes near.
    Result<Bytes> blob() const;
    // The same as a number: big-endian, without leading zeros.
    Result<Buffer> integer() const;

 private:
    const BYTE* data_;
    DWORD flags_;
};

// Null: the parameter cannot be read, or not set.
struct KeyParam {
    DWORD id;
    unsigned kinds;
    Status (*get)(const KeySubject& subject, const DataOutput& output);
    Status (*set)(const KeySubject& subject, const KeyInput& input);
};

std::span<const KeyParam> general_key_params();
std::span<const KeyParam> session_key_params();
std::span<const KeyParam> pair_params();
std::span<const KeyParam> group_params();  // of DSS and Diffie-Hellman
std::span<const KeyParam> master_params();

}  // namespace secur32::api
