// The SSL provider itself: opening, counting and freeing it and what it made; its list and its
// properties.
#include <sslprovider.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "sslprovider/api/blocks.h"
#include "sslprovider/api/ncrypt_call.h"
#include "sslprovider/api/output.h"
#include "sslprovider/api/ssl_objects.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"

namespace secur32::api {
namespace {

constexpr std::u16string_view kName = MS_SCHANNEL_PROVIDER;
constexpr std::u16string_view kComment = u"TLS 1.0 to 1.3, DTLS 1.0 and 1.2";

// The kinds of objects.h that are of Ssl* come first.
constexpr bool is_of_ssl(ObjectKind kind) { return kind <= ObjectKind::ssl_hash; }

Status no_handle() {
    return trace::because(Status::invalid_handle, "ssl: the handle names no object of Ssl*");
}

// The last reference takes the handle along.
Status give_back(SslProvider& provider, NCRYPT_HANDLE handle) {
    const std::optional<std::uint32_t> left = provider.drop_reference();
    if (!left) return no_handle();
    if (*left == 0) objects().remove(handle);
    return Status::ok;
}

Status free_object(NCRYPT_HANDLE handle) {
    if (const Using<SslProvider> provider(handle); provider) return give_back(*provider, handle);
    const HandleTable<Object>::Use use = objects().find(handle);
    if (!use || !is_of_ssl(use->kind()) || !objects().remove(handle)) return no_handle();
    return Status::ok;
}

// One block: the structure and its strings.
Block<NCryptProviderName> list_of_one() {
    const std::size_t units = kName.size() + 1 + kComment.size() + 1;
    auto list =
        allocate_block_of<NCryptProviderName>(BlockUse::ssl_value, 1, units * sizeof(WCHAR));
    list->pszName = reinterpret_cast<LPWSTR>(list.get() + 1);
    list->pszComment = list->pszName + kName.size() + 1;
    std::ranges::copy(kName, list->pszName);
    std::ranges::copy(kComment, list->pszComment);
    return list;
}

Buffer octets(std::u16string_view text) {
    const Bytes view = bytes_of(text);
    Buffer value(view.begin(), view.end());
    value.resize(value.size() + sizeof(WCHAR));
    return value;
}

Buffer octets(DWORD number) {
    Buffer value(sizeof number);
    std::memcpy(value.data(), &number, sizeof number);
    return value;
}

struct Property {
    std::u16string_view name;
    Buffer (*value)();
};
constexpr std::array kProperties = {
    Property{NCRYPT_NAME_PROPERTY, [] { return octets(kName); }},
    Property{NCRYPT_VERSION_PROPERTY, [] { return octets(DWORD{5} << 16); }},
    Property{NCRYPT_IMPL_TYPE_PROPERTY, [] { return octets(DWORD{NCRYPT_IMPL_SOFTWARE_FLAG}); }},
};

Status get_property(LPCWSTR name, PBYTE* output, DWORD* size, PVOID* state) {
    if (name == nullptr) return trace::because(Status::invalid_parameter, "ssl: no property named");
    const auto found = std::ranges::find(kProperties, name, &Property::name);
    if (found == kProperties.end())
        return trace::because(Status::unsupported_function, "ssl: no such property");
    if (state != nullptr && *state != nullptr)
        return is_block(*state, BlockUse::ssl_provider_property)
                   ? Status::no_more_items
                   : trace::because(Status::invalid_parameter, "ssl: no state of this enumeration");
    const Buffer value = found->value();
    auto block = allocate_block_of<BYTE>(BlockUse::ssl_value, value.size());
    std::ranges::copy(value, block.get());
    if (state != nullptr) *state = allocate_block(1, BlockUse::ssl_provider_property);
    *output = block.release();
    *size = static_cast<DWORD>(value.size());
    return Status::ok;
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

SECURITY_STATUS WINAPI SslOpenProvider(NCRYPT_PROV_HANDLE* phSslProvider, LPCWSTR pszProviderName,
                                       DWORD dwFlags) {
    return ncrypt_call("SslOpenProvider", [&](CallTrail&) -> Status {
        TRY(clear_out(phSslProvider));
        TRY(check_flags(dwFlags));
        if (pszProviderName != nullptr && !equal_ignoring_case(pszProviderName, kName))
            return trace::because(Status::not_found, "ssl: no provider of that name");
        return hand_out_new<SslProvider>(phSslProvider);
    });
}

SECURITY_STATUS WINAPI SslIncrementProviderReferenceCount(NCRYPT_PROV_HANDLE hSslProvider) {
    return ncrypt_call("SslIncrementProviderReferenceCount", [&](CallTrail& trail) -> Status {
        trail.handle("provider", hSslProvider);
        const Using<SslProvider> provider(hSslProvider);
        return provider && provider->add_reference() ? Status::ok : no_handle();
    });
}

SECURITY_STATUS WINAPI SslDecrementProviderReferenceCount(NCRYPT_PROV_HANDLE hSslProvider) {
    return ncrypt_call("SslDecrementProviderReferenceCount", [&](CallTrail& trail) -> Status {
        trail.handle("provider", hSslProvider);
        const Using<SslProvider> provider(hSslProvider);
        return provider ? give_back(*provider, hSslProvider) : no_handle();
    });
}

SECURITY_STATUS WINAPI SslFreeObject(NCRYPT_HANDLE hObject, DWORD dwFlags) {
    return ncrypt_call("SslFreeObject", [&](CallTrail& trail) -> Status {
        trail.handle("object", hObject);
        TRY(check_flags(dwFlags));
        return free_object(hObject);
    });
}

SECURITY_STATUS WINAPI SslFreeBuffer(PVOID pvInput) {
    return ncrypt_call("SslFreeBuffer", [&](CallTrail&) -> Status {
        constexpr std::array kOurs = {BlockUse::ssl_value, BlockUse::ssl_suites,
                                      BlockUse::ssl_provider_property};
        if (release_block(pvInput, kOurs)) return Status::ok;
        return trace::because(Status::invalid_parameter, "ssl: no memory that Ssl* gave");
    });
}

SECURITY_STATUS WINAPI SslEnumProtocolProviders(DWORD* pdwProviderCount,
                                                NCryptProviderName** ppProviderList,
                                                DWORD dwFlags) {
    return ncrypt_call("SslEnumProtocolProviders", [&](CallTrail&) -> Status {
        TRY(clear_out(pdwProviderCount, ppProviderList));
        TRY(check_flags(dwFlags));
        *ppProviderList = list_of_one().release();
        *pdwProviderCount = 1;
        return Status::ok;
    });
}

SECURITY_STATUS WINAPI SslChangeNotify(HANDLE, DWORD) {
    return ncrypt_call("SslChangeNotify",
                       [](CallTrail&) -> Status { return Status::unsupported_function; });
}

SECURITY_STATUS WINAPI SslGetProviderProperty(NCRYPT_PROV_HANDLE hSslProvider, LPCWSTR pszProperty,
                                              PBYTE* ppbOutput, DWORD* pcbOutput,
                                              PVOID* ppEnumState, DWORD dwFlags) {
    return ncrypt_call("SslGetProviderProperty", [&](CallTrail& trail) -> Status {
        trail.handle("provider", hSslProvider);
        const Status places = clear_out(ppbOutput, pcbOutput);
        TRY(check_provider(hSslProvider));
        TRY(places);
        TRY(check_flags(dwFlags));
        return get_property(pszProperty, ppbOutput, pcbOutput, ppEnumState);
    });
}

}  // extern "C"
