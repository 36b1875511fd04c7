// CryptSetProvider(Ex), CryptGetDefaultProvider, CryptEnumProviders, CryptEnumProviderTypes.
//
// Windows keeps the defaults in the registry, for all programs of a user or of the machine.  There
// is none here: what is set holds in this process.
#include "sslprovider/api/crypt_providers.h"

#include <map>
#include <mutex>

#include "sslprovider/api/crypt_call.h"
#include "sslprovider/api/crypt_data.h"
#include "sslprovider/api/crypt_text.h"

namespace secur32::api {
namespace {

using capi::Provider;

enum class Whose : std::uint8_t { machine, user };

class Defaults {
 public:
    // Null: nobody set one.
    const Provider* get(Whose whose, std::uint32_t type) const {
        const std::lock_guard lock(mutex_);
        const auto found = set_.find({whose, type});
        return found == set_.end() ? nullptr : found->second;
    }
    void set(Whose whose, const Provider& provider) {
        const std::lock_guard lock(mutex_);
        set_[{whose, provider.type}] = &provider;
    }
    void remove(Whose whose, std::uint32_t type) {
        const std::lock_guard lock(mutex_);
        set_.erase({whose, type});
    }

 private:
    mutable std::mutex mutex_;
    std::map<std::pair<Whose, std::uint32_t>, const Provider*> set_;
};

// Never destroyed: threads may still call while the program exits.
Defaults& defaults() {
    static Defaults& all = *new Defaults;
    return all;
}

Result<const Provider*> default_provider(Whose whose, std::uint32_t type) {
    if (whose == Whose::user)
        if (const Provider* const set = defaults().get(Whose::user, type)) return set;
    if (const Provider* const set = defaults().get(Whose::machine, type)) return set;
    return capi::find_provider({}, type);
}

Status check_reserved(const DWORD* reserved) {
    if (reserved == nullptr) return Status::ok;
    return trace::because(Status::invalid_parameter, "capi: pdwReserved is not null");
}

// Exactly one of the two.
Result<Whose> whose_of(DWORD flags) {
    if (flags == CRYPT_MACHINE_DEFAULT) return Whose::machine;
    if (flags == CRYPT_USER_DEFAULT) return Whose::user;
    return trace::because(Status::bad_flags, "capi: neither the user's default nor the machine's");
}

template <typename Char>
Status set_provider(const Char* name, DWORD type, const DWORD* reserved, DWORD flags,
                    CallTrail& trail) {
    trail.number("type", type);
    trail.flags("flags", flags);
    TRY(check_reserved(reserved));
    TRY_ASSIGN(const Whose whose, whose_of(flags & ~DWORD{CRYPT_DELETE_DEFAULT}));
    if (name == nullptr || *name == 0)
        return trace::because(Status::invalid_parameter, "capi: pszProvName is missing");
    TRY_ASSIGN(const std::u16string wanted, crypt_name(name));
    trail.text("provider", wanted);
    TRY_ASSIGN(const Provider* const provider, capi::find_provider(wanted, type));
    if ((flags & CRYPT_DELETE_DEFAULT) != 0)
        defaults().remove(whose, type);
    else
        defaults().set(whose, *provider);
    return Status::ok;
}

// A name's place, whose length is in octets with the NUL.
template <typename Char>
Status put_name(std::u16string_view name, Char* place, DWORD* length) {
    const DataOutput output(reinterpret_cast<BYTE*>(place), length);
    TRY_ASSIGN(const Buffer octets, octets_of_text<Char>(name));
    return output.put(Bytes(octets));
}

Status check_length(const DWORD* length) {
    if (length != nullptr) return Status::ok;
    return trace::because(Status::invalid_parameter, "capi: the length's place is null");
}

template <typename Char>
Status get_default(DWORD type, const DWORD* reserved, DWORD flags, Char* name, DWORD* length,
                   CallTrail& trail) {
    trail.number("type", type);
    trail.flags("flags", flags);
    TRY(check_reserved(reserved));
    TRY(check_length(length));
    TRY_ASSIGN(const Whose whose, whose_of(flags));
    TRY_ASSIGN(const Provider* const provider, default_provider(whose, type));
    return put_name(provider->name, name, length);
}

// Element `index` of rows that have a type and a name.
template <typename Row, typename Char>
Status enumerate(std::span<const Row> rows, DWORD index, const DWORD* reserved, DWORD flags,
                 DWORD* type, Char* name, DWORD* length, CallTrail& trail) {
    trail.number("index", index);
    TRY(check_reserved(reserved));
    TRY(check_crypt_flags(flags));
    TRY(check_length(length));
    if (type == nullptr)
        return trace::because(Status::invalid_parameter, "capi: pdwProvType is null");
    if (index >= rows.size()) return Status::no_more_items;
    TRY(put_name(rows[index].name, name, length));
    *type = rows[index].type;
    return Status::ok;
}

}  // namespace

Result<const Provider*> provider_named(std::u16string_view name, std::uint32_t type) {
    if (name.empty()) return default_provider(Whose::user, type);
    return capi::find_provider(name, type);
}

}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CryptSetProviderA(LPCSTR pszProvName, DWORD dwProvType) {
    return crypt_call("CryptSetProviderA", [&](CallTrail& trail) {
        return set_provider(pszProvName, dwProvType, nullptr, CRYPT_USER_DEFAULT, trail);
    });
}

BOOL WINAPI CryptSetProviderW(LPCWSTR pszProvName, DWORD dwProvType) {
    return crypt_call("CryptSetProviderW", [&](CallTrail& trail) {
        return set_provider(pszProvName, dwProvType, nullptr, CRYPT_USER_DEFAULT, trail);
    });
}

BOOL WINAPI CryptSetProviderExA(LPCSTR pszProvName, DWORD dwProvType, DWORD* pdwReserved,
                                DWORD dwFlags) {
    return crypt_call("CryptSetProviderExA", [&](CallTrail& trail) {
        return set_provider(pszProvName, dwProvType, pdwReserved, dwFlags, trail);
    });
}

BOOL WINAPI CryptSetProviderExW(LPCWSTR pszProvName, DWORD dwProvType, DWORD* pdwReserved,
                                DWORD dwFlags) {
    return crypt_call("CryptSetProviderExW", [&](CallTrail& trail) {
        return set_provider(pszProvName, dwProvType, pdwReserved, dwFlags, trail);
    });
}

BOOL WINAPI CryptGetDefaultProviderA(DWORD dwProvType, DWORD* pdwReserved, DWORD dwFlags,
                                     LPSTR pszProvName, DWORD* pcbProvName) {
    return crypt_call("CryptGetDefaultProviderA", [&](CallTrail& trail) {
        return get_default(dwProvType, pdwReserved, dwFlags, pszProvName, pcbProvName, trail);
    });
}

BOOL WINAPI CryptGetDefaultProviderW(DWORD dwProvType, DWORD* pdwReserved, DWORD dwFlags,
                                     LPWSTR pszProvName, DWORD* pcbProvName) {
    return crypt_call("CryptGetDefaultProviderW", [&](CallTrail& trail) {
        return get_default(dwProvType, pdwReserved, dwFlags, pszProvName, pcbProvName, trail);
    });
}

BOOL WINAPI CryptEnumProvidersA(DWORD dwIndex, DWORD* pdwReserved, DWORD dwFlags,
                                DWORD* pdwProvType, LPSTR szProvName, DWORD* pcbProvName) {
    return crypt_call("CryptEnumProvidersA", [&](CallTrail& trail) {
        return enumerate(capi::providers(), dwIndex, pdwReserved, dwFlags, pdwProvType, szProvName,
                         pcbProvName, trail);
    });
}

BOOL WINAPI CryptEnumProvidersW(DWORD dwIndex, DWORD* pdwReserved, DWORD dwFlags,
                                DWORD* pdwProvType, LPWSTR szProvName, DWORD* pcbProvName) {
    return crypt_call("CryptEnumProvidersW", [&](CallTrail& trail) {
        return enumerate(capi::providers(), dwIndex, pdwReserved, dwFlags, pdwProvType, szProvName,
                         pcbProvName, trail);
    });
}

BOOL WINAPI CryptEnumProviderTypesA(DWORD dwIndex, DWORD* pdwReserved, DWORD dwFlags,
                                    DWORD* pdwProvType, LPSTR szTypeName, DWORD* pcbTypeName) {
    return crypt_call("CryptEnumProviderTypesA", [&](CallTrail& trail) {
        return enumerate(capi::provider_types(), dwIndex, pdwReserved, dwFlags, pdwProvType,
                         szTypeName, pcbTypeName, trail);
    });
}

BOOL WINAPI CryptEnumProviderTypesW(DWORD dwIndex, DWORD* pdwReserved, DWORD dwFlags,
                                    DWORD* pdwProvType, LPWSTR szTypeName, DWORD* pcbTypeName) {
    return crypt_call("CryptEnumProviderTypesW", [&](CallTrail& trail) {
        return enumerate(capi::provider_types(), dwIndex, pdwReserved, dwFlags, pdwProvType,
                         szTypeName, pcbTypeName, trail);
    });
}

}  // extern "C"
