// CryptSetHashParam, CryptGetHashParam.
#include <algorithm>
#include <array>

#include "sslprovider/api/crypt_call.h"
#include "sslprovider/api/crypt_handles.h"

namespace secur32::api {
namespace {

Status unknown_parameter() {
    return trace::because(Status::bad_type, "capi: dwParam is none of a hash");
}

// ---- CryptSetHashParam --------------------------------------------------------------------------

Status set_value(capi::HashObject& hash, const BYTE* data) {
    return hash.set_value(Bytes(data, hash.length()));
}

Result<Buffer> pad(const BYTE* data, DWORD length) {
    TRY_ASSIGN(const Bytes octets, crypt_input(data, length));
    return Buffer(octets.begin(), octets.end());
}

Status set_hmac_info(capi::HashObject& hash, const BYTE* data) {
    HMAC_INFO given;
    std::memcpy(&given, data, sizeof given);
    capi::HmacInfo info;
    info.hash = given.HashAlgid;
    TRY_ASSIGN(info.inner, pad(given.pbInnerString, given.cbInnerString));
    TRY_ASSIGN(info.outer, pad(given.pbOuterString, given.cbOuterString));
    return hash.set_hmac_info(info);
}

Result<Bytes> blob(const BYTE* data) {
    CRYPT_DATA_BLOB given;
    std::memcpy(&given, data, sizeof given);
    return crypt_input(given.pbData, given.cbData);
}

Status set_label(capi::HashObject& hash, const BYTE* data) {
    TRY_ASSIGN(const Bytes label, blob(data));
    return hash.set_prf_label(label);
}

Status set_seed(capi::HashObject& hash, const BYTE* data) {
    TRY_ASSIGN(const Bytes seed, blob(data));
    return hash.set_prf_seed(seed);
}

struct Setter {
    DWORD parameter;
    Status (*set)(capi::HashObject& hash, const BYTE* data);
};
constexpr std::array kSetters = {
    Setter{HP_HASHVAL, set_value},
    Setter{HP_HMAC_INFO, set_hmac_info},
    Setter{HP_TLS1PRF_LABEL, set_label},
    Setter{HP_TLS1PRF_SEED, set_seed},
};

Status set(HCRYPTHASH handle, DWORD parameter, const BYTE* data, DWORD flags) {
    const Using<CryptHash> hash(handle);
    if (!hash) return missing<CryptHash>();
    TRY(check_crypt_flags(flags));
    const auto* const setter = std::ranges::find(kSetters, parameter, &Setter::parameter);
    if (setter == kSetters.end()) return unknown_parameter();
    if (data == nullptr) return trace::because(Status::invalid_parameter, "capi: pbData is null");
    return hash->with([&](capi::HashObject& self) { return setter->set(self, data); });
}

// ---- CryptGetHashParam --------------------------------------------------------------------------

Status get_id(capi::HashObject& hash, const DataOutput& output, DWORD) {
    return output.put(DWORD{hash.id()});
}

Status get_size(capi::HashObject& hash, const DataOutput& output, DWORD) {
    return output.put(static_cast<DWORD>(hash.length()));
}

// A question for the size, or a buffer that is too short, leaves the hash unfinished.  CALG_TLS1PRF
// gives as much as there is room for.
Status get_value(capi::HashObject& hash, const DataOutput& output, DWORD room) {
    const std::size_t size = hash.id() == CALG_TLS1PRF ? room : hash.length();
    TRY(output.has_room(size));
    if (output.asks_size()) return Status::ok;
    TRY_ASSIGN(const SecureBytes value, hash.value(size));
    return output.put(value.bytes());
}

struct Getter {
    DWORD parameter;
    Status (*get)(capi::HashObject& hash, const DataOutput& output, DWORD room);
};
constexpr std::array kGetters = {
    Getter{HP_ALGID, get_id},
    Getter{HP_HASHVAL, get_value},
    Getter{HP_HASHSIZE, get_size},
};

Status get(HCRYPTHASH handle, DWORD parameter, BYTE* data, DWORD* length, DWORD flags) {
    const DataOutput output(data, length);
    TRY(output.check());
    const Using<CryptHash> hash(handle);
    if (!hash) return missing<CryptHash>();
    TRY(check_crypt_flags(flags));
    const auto* const getter = std::ranges::find(kGetters, parameter, &Getter::parameter);
    if (getter == kGetters.end()) return unknown_parameter();
    const DWORD room = *length;
    return hash->with([&](capi::HashObject& self) { return getter->get(self, output, room); });
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CryptSetHashParam(HCRYPTHASH hHash, DWORD dwParam, const BYTE* pbData, DWORD dwFlags) {
    return crypt_call("CryptSetHashParam", [&](CallTrail& trail) {
        trail.handle("hash", hHash);
        trail.number("parameter", dwParam);
        trail.flags("flags", dwFlags);
        return set(hHash, dwParam, pbData, dwFlags);
    });
}

BOOL WINAPI CryptGetHashParam(HCRYPTHASH hHash, DWORD dwParam, BYTE* pbData, DWORD* pdwDataLen,
                              DWORD dwFlags) {
    return crypt_call("CryptGetHashParam", [&](CallTrail& trail) {
        trail.handle("hash", hHash);
        trail.number("parameter", dwParam);
        trail.flags("flags", dwFlags);
        return get(hHash, dwParam, pbData, pdwDataLen, dwFlags);
    });
}

}  // extern "C"
