// CryptGetKeyParam, CryptSetKeyParam, and the parameters that all keys have.
#include "sslprovider/api/crypt_key_params.h"

#include <algorithm>

#include "sslprovider/api/crypt_call.h"

namespace secur32::api {

unsigned kind_of(const capi::Key& key) {
    if (const auto* const session = key.session())
        return session->is_block() ? key_kind::block : key_kind::stream;
    if (const auto* const pair = key.pair())
        return pair->open.algorithm() == crypto::KeyAlgorithm::dsa ? key_kind::dss : key_kind::rsa;
    if (const auto* const agreement = std::get_if<capi::DiffieHellmanKey>(&key.body)) {
        if (agreement->agreed != nullptr) return key_kind::dh_agreed;
        // A peer's value, imported, is as fixed as a pair.
        return agreement->key || agreement->peer_value ? key_kind::dh : key_kind::dh_unmade;
    }
    return std::holds_alternative<capi::UnmadeDsaKey>(key.body) ? key_kind::dss_unmade
                                                                : key_kind::master;
}

Result<Bytes> KeyInput::octets(std::size_t size) const {
    if (data_ != nullptr) return Bytes(data_, size);
    return trace::because(Status::invalid_parameter, "capi: pbData is null");
}

Result<Bytes> KeyInput::blob() const {
    constexpr DWORD kLongest = 0x10000;
    TRY_ASSIGN(const auto blob, structure<CRYPT_DATA_BLOB>());
    if (blob.cbData > kLongest)
        return trace::because(Status::bad_length, "capi: no parameter is that long");
    return crypt_input(blob.pbData, blob.cbData);
}

// "The value is expected with no header information and in little-endian form."
Result<Buffer> KeyInput::integer() const {
    TRY_ASSIGN(Bytes value, blob());
    while (!value.empty() && value.back() == 0) value = value.first(value.size() - 1);
    return Buffer(value.rbegin(), value.rend());
}

namespace {

Status no_such_param() {
    return trace::because(Status::bad_type, "capi: the key has no such parameter");
}

// ---- What all keys have -------------------------------------------------------------------------

constexpr std::uint32_t kKnownPermissions = capi::permission::standard | capi::permission::exports |
                                            CRYPT_EXPORT_KEY | CRYPT_IMPORT_KEY |
                                            capi::permission::archive;
// Neither is given to a key that was made without it, nor taken away.
constexpr std::uint32_t kKeptPermissions = capi::permission::exports | capi::permission::archive;

Status get_algorithm(const KeySubject& subject, const DataOutput& output) {
    return output.put(DWORD{subject.key.id});
}

Status get_permissions(const KeySubject& subject, const DataOutput& output) {
    return output.put(DWORD{subject.key.permissions});
}

// "CRYPT_ARCHIVE: [...] This permission can be set only if it is already set in the internal
// permissions field of the key. Attempts to clear this permission are ignored."
Status set_permissions(const KeySubject& subject, const KeyInput& input) {
    TRY_ASSIGN(const DWORD wanted, input.number());
    const std::uint32_t kept = subject.key.permissions & kKeptPermissions;
    if ((wanted & ~kKnownPermissions) != 0 || (wanted & kKeptPermissions & ~kept) != 0)
        return trace::because(Status::bad_flags, "capi: no such permission can be given");
    subject.key.permissions = wanted | kept;
    return Status::ok;
}

// In bits, parity and all: what KP_KEYLEN tells.
std::size_t length_of(const capi::Key& key) {
    if (const auto* const session = key.session()) return session->key_bits();
    if (const auto* const pair = key.pair()) return pair->open.bits();
    if (const auto* const agreement = std::get_if<capi::DiffieHellmanKey>(&key.body))
        return agreement->bits;
    if (const auto* const unmade = std::get_if<capi::UnmadeDsaKey>(&key.body)) return unmade->bits;
    return std::get<capi::SchannelMaster>(key.body).pre_master.size() * 8;
}

Status get_key_length(const KeySubject& subject, const DataOutput& output) {
    return output.put(static_cast<DWORD>(length_of(subject.key)));
}

// "If a public/private key pair is specified by hKey, retrieve the encryption granularity of the
// key pair", the length of the modulus; "for stream ciphers, this value is always zero".
Status get_block_length(const KeySubject& subject, const DataOutput& output) {
    if (const auto* const session = subject.key.session())
        return output.put(static_cast<DWORD>(session->block_length() * 8));
    const bool master = kind_of(subject.key) == key_kind::master;
    return output.put(master ? DWORD{0} : static_cast<DWORD>(length_of(subject.key)));
}

constexpr KeyParam kGeneral[] = {
    {KP_ALGID, key_kind::all, get_algorithm, nullptr},
    {KP_PERMISSIONS, key_kind::all, get_permissions, set_permissions},
    {KP_KEYLEN, key_kind::all, get_key_length, nullptr},
    {KP_BLOCKLEN, key_kind::all, get_block_length, nullptr},
};

// ---- The rows -----------------------------------------------------------------------------------

// The narrowest first: KP_ALGID is set on what was agreed on only.
const KeyParam* find_param(DWORD id, unsigned kind, bool sets) {
    for (const auto rows : {session_key_params(), pair_params(), group_params(), master_params(),
                            general_key_params()}) {
        const auto found = std::ranges::find_if(rows, [&](const KeyParam& row) {
            return row.id == id && (row.kinds & kind) != 0 &&
                   (sets ? row.set != nullptr : row.get != nullptr);
        });
        if (found != rows.end()) return &*found;
    }
    return nullptr;
}

Status get(HCRYPTKEY handle, DWORD param, const DataOutput& output, DWORD flags) {
    const Using<CryptKey> object(handle);
    if (!object) return trace::because(Status::invalid_handle, "capi: hKey is no key");
    TRY(output.check());
    TRY(check_crypt_flags(flags));
    return object->with([&](capi::Key& key) -> Status {
        const KeyParam* const row = find_param(param, kind_of(key), false);
        if (row == nullptr) return no_such_param();
        if (param != KP_PERMISSIONS) TRY(check_permission(key, capi::permission::read));
        return row->get({*object, key}, output);
    });
}

Status set(HCRYPTKEY handle, DWORD param, const KeyInput& input) {
    const Using<CryptKey> object(handle);
    if (!object) return trace::because(Status::invalid_handle, "capi: hKey is no key");
    // "Used only when dwParam is KP_ALGID."
    if (param != KP_ALGID) TRY(check_crypt_flags(input.flags()));
    return object->with([&](capi::Key& key) -> Status {
        const KeyParam* const row = find_param(param, kind_of(key), true);
        if (row == nullptr) return no_such_param();
        TRY(check_permission(key, capi::permission::write));
        return row->set({*object, key}, input);
    });
}

}  // namespace

std::span<const KeyParam> general_key_params() { return kGeneral; }

}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CryptSetKeyParam(HCRYPTKEY hKey, DWORD dwParam, const BYTE* pbData, DWORD dwFlags) {
    return crypt_call("CryptSetKeyParam", [&](CallTrail& trail) {
        trail.handle("key", hKey);
        trail.number("param", dwParam);
        trail.flags("flags", dwFlags);
        return set(hKey, dwParam, KeyInput(pbData, dwFlags));
    });
}

BOOL WINAPI CryptGetKeyParam(HCRYPTKEY hKey, DWORD dwParam, BYTE* pbData, DWORD* pdwDataLen,
                             DWORD dwFlags) {
    return crypt_call("CryptGetKeyParam", [&](CallTrail& trail) {
        trail.handle("key", hKey);
        trail.number("param", dwParam);
        trail.flags("flags", dwFlags);
        return get(hKey, dwParam, DataOutput(pbData, pdwDataLen), dwFlags);
    });
}

}  // extern "C"
