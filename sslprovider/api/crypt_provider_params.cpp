// CryptGetProvParam, CryptSetProvParam.  What can be read is a row of kReadable; what has none,
// as the parameters of smart cards, is NTE_BAD_TYPE.
#include <algorithm>
#include <array>
#include <cstring>

#include "sslprovider/api/crypt_call.h"
#include "sslprovider/api/crypt_data.h"
#include "sslprovider/api/crypt_objects.h"
#include "sslprovider/api/crypt_text.h"

namespace secur32::api {
namespace {

using capi::Provider;
using capi::ProviderAlgorithm;

struct Request {
    CryptContext& context;
    BYTE* data;
    DWORD* length;
    DWORD flags;

    DataOutput output() const { return {data, length}; }
};

constexpr DWORD kSigns = AT_SIGNATURE, kExchanges = AT_KEYEXCHANGE;

// ---- One value ----------------------------------------------------------------------------------

bool is_dss(const Provider& provider) { return capi::store_of(provider) == capi::Store::dss; }

Status put_text(const Request& request, std::u16string_view text) {
    TRY_ASSIGN(const Buffer octets, octets_of_text<CHAR>(text));
    return request.output().put(Bytes(octets));
}

Status read_name(const Request& request) {
    return put_text(request, request.context.provider().name);
}

Status read_container(const Request& request) {
    const auto& container = request.context.facts().container;
    return put_text(request, container ? container->name : std::u16string());
}

Status read_unique_container(const Request& request) {
    const auto& container = request.context.facts().container;
    if (!container) return put_text(request, {});
    TRY_ASSIGN(const std::string file, capi::unique_container_name(*container));
    TRY_ASSIGN(const std::u16string text, utf16_of(file));
    return put_text(request, text);
}

Status read_type(const Request& request) {
    return request.output().put(DWORD{request.context.provider().type});
}

Status read_key_specs(const Request& request) {
    const bool signs_only = request.context.provider().type == capi::prov::dss;
    return request.output().put(signs_only ? kSigns : kSigns | kExchanges);
}

Status read_increment(const Request& request) {
    return request.output().put(DWORD{is_dss(request.context.provider()) ? 64u : 8u});
}

// The length of the session key that the provider makes when it is not told one.
Status read_session_key_length(const Request& request) {
    const auto algorithms = request.context.provider().algorithms;
    const auto found = std::ranges::find(algorithms, capi::calg::rc4, &ProviderAlgorithm::id);
    return request.output().put(DWORD{found == algorithms.end() ? 0 : found->default_bits});
}

Status read_keyset_type(const Request& request) {
    const bool machine = request.context.facts().scope == capi::Scope::machine;
    return request.output().put(DWORD{machine ? CRYPT_MACHINE_KEYSET : 0u});
}

template <DWORD Value>
Status read_constant(const Request& request) {
    return request.output().put(DWORD{Value});
}

// "If this function succeeds, the CSP supports the dwProtocols member."
Status read_nothing(const Request& request) { return request.output().put(Bytes()); }

Status refuse_descriptor(const Request&) {
    return trace::because(Status::unsupported_function, "capi: there are no security descriptors");
}

// ---- Enumerations -------------------------------------------------------------------------------

Status check_step(DWORD flags) {
    if (flags == CRYPT_FIRST || flags == CRYPT_NEXT || flags == 0) return Status::ok;
    return trace::because(Status::bad_flags, "capi: neither CRYPT_FIRST nor CRYPT_NEXT");
}

// The at-th algorithm that policy lets through; null behind the last.
const ProviderAlgorithm* algorithm_at(const Provider& provider, std::size_t at) {
    for (const ProviderAlgorithm& row : provider.algorithms)
        if (capi::find_algorithm(provider, row.id) != nullptr && at-- == 0) return &row;
    return nullptr;
}

// With its NUL, which the length counts.
template <std::size_t Room>
DWORD put_chars(CHAR (&place)[Room], std::string_view text) {
    std::memcpy(place, text.data(), text.size());
    return static_cast<DWORD>(text.size() + 1);
}

PROV_ENUMALGS short_entry(const ProviderAlgorithm& row) {
    PROV_ENUMALGS entry{};
    entry.aiAlgid = row.id;
    entry.dwBitLen = row.default_bits;
    entry.dwNameLen = put_chars(entry.szName, row.name);
    return entry;
}

PROV_ENUMALGS_EX long_entry(const ProviderAlgorithm& row) {
    PROV_ENUMALGS_EX entry{};
    entry.aiAlgid = row.id;
    entry.dwDefaultLen = row.default_bits;
    entry.dwMinLen = row.min_bits;
    entry.dwMaxLen = row.max_bits;
    entry.dwProtocols = row.protocols;
    entry.dwNameLen = put_chars(entry.szName, row.name);
    entry.dwLongNameLen = put_chars(entry.szLongName, row.long_name);
    return entry;
}

// A question for the size, and a buffer that is too small, do not step on; CRYPT_FIRST begins anew
// all the same.
template <auto EntryOf>
Status next_algorithm(const Request& request) {
    TRY(check_step(request.flags));
    return request.context.with_cursors([&](CryptContext::Cursors& cursors) {
        if (request.flags == CRYPT_FIRST) cursors.algorithm = 0;
        const ProviderAlgorithm* const row =
            algorithm_at(request.context.provider(), cursors.algorithm);
        if (row == nullptr) return Status::no_more_items;
        const auto entry = EntryOf(*row);
        const Bytes octets(reinterpret_cast<const std::uint8_t*>(&entry), sizeof entry);
        TRY(request.output().put(octets));
        if (!request.output().asks_size()) ++cursors.algorithm;
        return Status::ok;
    });
}

// "The first call to the function returns the size of the maximum key-container allowed":
// MAX_PATH + 1 on Windows, and more where a name of that many units is longer in UTF-8.
std::size_t longest_of(const std::vector<Buffer>& names) {
    std::size_t longest = capi::kMaxContainerName + 1;
    for (const Buffer& name : names) longest = std::max(longest, name.size());
    return longest;
}

Result<std::vector<Buffer>> listed(const CryptContext& context) {
    TRY_ASSIGN(const std::vector<std::u16string> names,
               capi::list_containers(context.facts().scope, capi::store_of(context.provider())));
    std::vector<Buffer> texts;
    for (const std::u16string& name : names) {
        TRY_ASSIGN(Buffer text, octets_of_text<CHAR>(name));
        texts.push_back(std::move(text));
    }
    return texts;
}

// "Subsequent enumerating calls will not change the dwLen parameter."
Status put_container(const Request& request, CryptContext::Cursors& cursors) {
    const std::vector<Buffer>& names = *cursors.containers;
    const std::size_t longest = longest_of(names);
    if (request.data == nullptr) return request.output().fits(longest);
    if (cursors.container >= names.size()) return Status::no_more_items;
    const Buffer& name = names[cursors.container];
    if (name.size() > *request.length) return request.output().fits(longest);
    std::memcpy(request.data, name.data(), name.size());
    ++cursors.container;
    return Status::ok;
}

Status next_container(const Request& request) {
    TRY(check_step(request.flags));
    return request.context.with_cursors([&](CryptContext::Cursors& cursors) -> Status {
        if (request.flags == CRYPT_FIRST || !cursors.containers) {
            TRY_ASSIGN(cursors.containers, listed(request.context));
            cursors.container = 0;
        }
        return put_container(request, cursors);
    });
}

// ---- What can be read ---------------------------------------------------------------------------

struct Readable {
    DWORD param;
    Status (*read)(const Request&);
    bool takes_flags = false;
};

// "Version 2.0 is represented as 0x00000200."
constexpr DWORD kVersion = 0x0200;

constexpr std::array kReadable = {
    Readable{PP_ENUMALGS, next_algorithm<short_entry>, true},
    Readable{PP_ENUMALGS_EX, next_algorithm<long_entry>, true},
    Readable{PP_ENUMCONTAINERS, next_container, true},
    Readable{PP_ENUMEX_SIGNING_PROT, read_nothing},
    Readable{PP_NAME, read_name},
    Readable{PP_CONTAINER, read_container},
    Readable{PP_UNIQUE_CONTAINER, read_unique_container},
    Readable{PP_PROVTYPE, read_type},
    Readable{PP_VERSION, read_constant<kVersion>},
    Readable{PP_IMPTYPE, read_constant<CRYPT_IMPL_SOFTWARE>},
    Readable{PP_KEYSPEC, read_key_specs},
    Readable{PP_KEYSTORAGE, read_constant<CRYPT_SEC_DESCR>},
    Readable{PP_KEYSET_TYPE, read_keyset_type},
    Readable{PP_KEYX_KEYSIZE_INC, read_increment},
    Readable{PP_SIG_KEYSIZE_INC, read_increment},
    Readable{PP_SYM_KEYSIZE, read_session_key_length},
    Readable{PP_SESSION_KEYSIZE, read_session_key_length},
    Readable{PP_KEYSET_SEC_DESCR, refuse_descriptor, true},
};

Status get(HCRYPTPROV handle, DWORD param, BYTE* data, DWORD* length, DWORD flags) {
    const Using<CryptContext> context(handle);
    if (!context)
        return trace::because(Status::invalid_handle, "capi: hProv is no context, or released");
    const auto* const row = std::ranges::find(kReadable, param, &Readable::param);
    if (row == kReadable.end())
        return trace::because(Status::bad_type, "capi: the provider has no such parameter");
    TRY(DataOutput(data, length).check());
    if (!row->takes_flags) TRY(check_crypt_flags(flags));
    return row->read({*context, data, length, flags});
}

// ---- What can be set ----------------------------------------------------------------------------

// Nothing here has a window.
Status set_window(const BYTE* data) {
    if (data != nullptr) return Status::ok;
    return trace::because(Status::invalid_parameter, "capi: there is no handle of a window");
}

// "Delete the ephemeral key associated with a hash, encryption, or verification context."
Status delete_keys(CryptContext& context) {
    if (context.facts().container)
        return trace::because(Status::bad_type, "capi: the keys of a container are not ephemeral");
    context.forget_pairs();
    return Status::ok;
}

Status set(HCRYPTPROV handle, DWORD param, const BYTE* data, DWORD flags) {
    // "You can pass NULL for the hProv parameter to set this window handle for all contexts."
    if (param == PP_CLIENT_HWND && handle == 0) return set_window(data);
    const Using<CryptContext> context(handle);
    if (!context)
        return trace::because(Status::invalid_handle, "capi: hProv is no context, or released");
    if (param == PP_KEYSET_SEC_DESCR) return refuse_descriptor({*context, nullptr, nullptr, 0});
    if (param != PP_CLIENT_HWND && param != PP_DELETEKEY)
        return trace::because(Status::bad_type, "capi: the provider has no such parameter");
    TRY(check_crypt_flags(flags));
    return param == PP_CLIENT_HWND ? set_window(data) : delete_keys(*context);
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CryptGetProvParam(HCRYPTPROV hProv, DWORD dwParam, BYTE* pbData, DWORD* pdwDataLen,
                              DWORD dwFlags) {
    return crypt_call("CryptGetProvParam", [&](CallTrail& trail) {
        trail.handle("context", hProv);
        trail.number("param", dwParam);
        trail.flags("flags", dwFlags);
        return get(hProv, dwParam, pbData, pdwDataLen, dwFlags);
    });
}

BOOL WINAPI CryptSetProvParam(HCRYPTPROV hProv, DWORD dwParam, const BYTE* pbData, DWORD dwFlags) {
    return crypt_call("CryptSetProvParam", [&](CallTrail& trail) {
        trail.handle("context", hProv);
        trail.number("param", dwParam);
        trail.flags("flags", dwFlags);
        return set(hProv, dwParam, pbData, dwFlags);
    });
}

}  // extern "C"
