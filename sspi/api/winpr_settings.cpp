// The callback and its argument arrive in two calls, in either order; the context gets the pair
// anew with each.
#include "sspi/api/winpr_settings.h"

#include <cstring>
#include <memory>

#include "sslprovider/base/trace.h"
#include "sspi/api/hash_callback.h"

namespace secur32::api {
namespace {

struct HashHook {
    psSspiNtlmHashCallback callback = nullptr;
    void* argument = nullptr;
};

// char* path, size with or without its NUL.
Status set_sam_file(dispatch::OpenContext& open, const void* buffer, ULONG size) {
    if (buffer == nullptr || size == 0) return Status::invalid_parameter;
    const char* const path = static_cast<const char*>(buffer);
    return open.set(SamFile{std::string(path, ::strnlen(path, size))});
}

Status set_hook(dispatch::OpenContext& open, ULONG id, void* value) {
    return open.update_attachment<HashHook>([&](HashHook& hook) -> ContextSetting {
        if (id == SECPKG_ATTR_AUTH_NTLM_HASH_CB_DATA) hook.argument = value;
        else hook.callback = reinterpret_cast<psSspiNtlmHashCallback>(value);
        return hash_callback_of(hook.callback, hook.argument);
    });
}

}  // namespace

Status apply_winpr_setting(dispatch::OpenContext& open, ULONG id, void* buffer, ULONG size) {
    switch (id) {
        case SECPKG_ATTR_AUTH_NTLM_SAM_FILE:
            return set_sam_file(open, buffer, size);
        case SECPKG_ATTR_AUTH_NTLM_HASH_CB:
        case SECPKG_ATTR_AUTH_NTLM_HASH_CB_DATA:
            // FreeRDP 3.27 and later mean a host name by the same numbers, and give its length.
            if (size == 0) return set_hook(open, id, buffer);
            break;
        default:
            break;
    }
    return trace::because(Status::unsupported_function, "no such attribute can be set here");
}

}  // namespace secur32::api
