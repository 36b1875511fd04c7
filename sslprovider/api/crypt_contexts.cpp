// CryptAcquireContext, CryptReleaseContext, CryptContextAddRef, CryptGenRandom.
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "sslprovider/api/crypt_call.h"
#include "sslprovider/api/crypt_containers.h"
#include "sslprovider/api/crypt_data.h"
#include "sslprovider/api/crypt_objects.h"
#include "sslprovider/api/crypt_providers.h"
#include "sslprovider/api/crypt_text.h"
#include "sslprovider/base/clock.h"

namespace secur32::api {
namespace {

using capi::ContainerName;
using capi::Provider;

enum class Purpose : std::uint8_t { opens, creates, removes, verifies };

struct PurposeOfFlags {
    DWORD flags;
    Purpose purpose;
};
// Windows lets CRYPT_NEWKEYSET pass where there is nothing to make.
constexpr std::array kPurposes = {
    PurposeOfFlags{0, Purpose::opens},
    PurposeOfFlags{CRYPT_NEWKEYSET, Purpose::creates},
    PurposeOfFlags{CRYPT_DELETEKEYSET, Purpose::removes},
    PurposeOfFlags{CRYPT_VERIFYCONTEXT, Purpose::verifies},
    PurposeOfFlags{CRYPT_VERIFYCONTEXT | CRYPT_NEWKEYSET, Purpose::verifies},
};

// CRYPT_DEFAULT_CONTAINER_OPTIONAL "can only be used with smart card CSPs": there are none.
Result<Purpose> purpose_of(DWORD flags) {
    flags &= ~DWORD{CRYPT_MACHINE_KEYSET | CRYPT_SILENT};
    const auto* const found = std::ranges::find(kPurposes, flags, &PurposeOfFlags::flags);
    if (found != kPurposes.end()) return found->purpose;
    return trace::because(Status::bad_flags, "capi: flags that are unknown or exclude each other");
}

// What the default container is called: the user.
Result<std::u16string> user_name() {
    std::vector<char> strings(16 * 1024);
    passwd entry{};
    passwd* found = nullptr;
    ::getpwuid_r(::geteuid(), &entry, strings.data(), strings.size(), &found);
    return utf16_of(found == nullptr ? std::to_string(::geteuid()) : std::string(found->pw_name));
}

Status open(ContainerName& name) {
    TRY_ASSIGN(name, container_meant(std::move(name)));
    const Status status = capi::open_container(name);
    if (status != Status::bad_data) return status;
    return trace::because(Status::keyset_damaged, "capi: the container's file is damaged");
}

Status remove(const ContainerName& name) {
    TRY_ASSIGN(const ContainerName meant, container_meant(name));
    return capi::delete_container(meant);
}

Status serve(Purpose purpose, ContainerName& name) {
    switch (purpose) {
        case Purpose::opens:
            return open(name);
        case Purpose::creates:
            return capi::create_container(name);
        case Purpose::removes:
            return remove(name);
        case Purpose::verifies:
            return Status::ok;
    }
    return Status::internal_error;
}

Status hand_out(CryptContext::Facts facts, HCRYPTPROV* place) {
    *place = objects().insert(std::make_unique<CryptContext>(std::move(facts)));
    return *place != 0 ? Status::ok : Status::out_of_memory;
}

// What szContainer says.  Who needs no container does not wait for the user's name.
template <typename Char>
Result<std::u16string> name_given(const Char* container, Purpose purpose) {
    TRY_ASSIGN(std::u16string name, crypt_name(container));
    if (purpose == Purpose::verifies && !name.empty())
        return trace::because(Status::bad_flags, "capi: CRYPT_VERIFYCONTEXT with a container");
    if (purpose == Purpose::verifies || !name.empty()) return name;
    return user_name();
}

template <typename Char>
Status acquire(HCRYPTPROV* place, const Char* container, const Char* provider_name, DWORD type,
               DWORD flags, CallTrail& trail) {
    trail.number("type", type);
    trail.flags("flags", flags);
    if (place == nullptr) return trace::because(Status::invalid_parameter, "capi: phProv is null");
    *place = 0;
    TRY_ASSIGN(const std::u16string wanted, crypt_name(provider_name));
    TRY_ASSIGN(const Provider* const provider, provider_named(wanted, type));
    trail.text("provider", provider->name);
    TRY_ASSIGN(const Purpose purpose, purpose_of(flags));
    TRY_ASSIGN(std::u16string given, name_given(container, purpose));
    ContainerName name = container_called(std::move(given), flags, *provider);
    if (purpose != Purpose::verifies) trail.text("container", name.name);
    TRY(serve(purpose, name));
    if (purpose == Purpose::removes) return Status::ok;
    CryptContext::Facts facts{provider, {}, (flags & CRYPT_SILENT) != 0, name.scope};
    if (purpose != Purpose::verifies) facts.container = std::move(name);
    return hand_out(std::move(facts), place);
}

Status no_context() {
    return trace::because(Status::invalid_handle, "capi: hProv is no context, or released");
}

// "If dwFlags is not set to zero, this function returns FALSE but the CSP is released."
Status release(HCRYPTPROV handle, DWORD flags) {
    if (!release_context(handle)) return no_context();
    return check_crypt_flags(flags);
}

Status add_reference(HCRYPTPROV handle, const DWORD* reserved, DWORD flags) {
    const Using<CryptContext> context(handle);
    if (!context) return no_context();
    if (reserved != nullptr)
        return trace::because(Status::invalid_parameter, "capi: pdwReserved is not null");
    TRY(check_crypt_flags(flags));
    return context->add_reference() ? Status::ok : no_context();
}

Status random(HCRYPTPROV handle, BYTE* place, DWORD length) {
    const Using<CryptContext> context(handle);
    if (!context) return no_context();
    if (place == nullptr && length != 0)
        return trace::because(Status::invalid_parameter, "capi: pbBuffer is null");
    fill_random(MutableBytes(place, length));
    return Status::ok;
}

}  // namespace
}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CryptAcquireContextA(HCRYPTPROV* phProv, LPCSTR szContainer, LPCSTR szProvider,
                                 DWORD dwProvType, DWORD dwFlags) {
    return crypt_call("CryptAcquireContextA", [&](CallTrail& trail) {
        return acquire(phProv, szContainer, szProvider, dwProvType, dwFlags, trail);
    });
}

BOOL WINAPI CryptAcquireContextW(HCRYPTPROV* phProv, LPCWSTR szContainer, LPCWSTR szProvider,
                                 DWORD dwProvType, DWORD dwFlags) {
    return crypt_call("CryptAcquireContextW", [&](CallTrail& trail) {
        return acquire(phProv, szContainer, szProvider, dwProvType, dwFlags, trail);
    });
}

BOOL WINAPI CryptReleaseContext(HCRYPTPROV hProv, DWORD dwFlags) {
    return crypt_call("CryptReleaseContext", [&](CallTrail& trail) {
        trail.handle("context", hProv);
        return release(hProv, dwFlags);
    });
}

BOOL WINAPI CryptContextAddRef(HCRYPTPROV hProv, DWORD* pdwReserved, DWORD dwFlags) {
    return crypt_call("CryptContextAddRef", [&](CallTrail& trail) {
        trail.handle("context", hProv);
        return add_reference(hProv, pdwReserved, dwFlags);
    });
}

BOOL WINAPI CryptGenRandom(HCRYPTPROV hProv, DWORD dwLen, BYTE* pbBuffer) {
    return crypt_call("CryptGenRandom", [&](CallTrail& trail) {
        trail.handle("context", hProv);
        trail.number("length", dwLen);
        return random(hProv, pbBuffer, dwLen);
    });
}

}  // extern "C"
